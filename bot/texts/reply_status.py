"""Words how a reply stands: sent or not, what the secretariat made of it, what is still open."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine.scene import Standing
from bot.engine.standing import ReplyReview, ReplyStage
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_, Tongue
from bot.texts.context import RenderContext

_STAGES: Mapping[ReplyStage, str] = {
    ReplyStage.INVITED: N_("No reply has been sent yet."),
    ReplyStage.OPENED: N_("No reply has been sent yet."),
    ReplyStage.DRAFT: N_("The reply is in preparation. Nothing has been sent yet."),
    ReplyStage.SUBMITTED: N_("Reply {reference} has been sent, in revision {number}."),
    ReplyStage.AMENDED: N_("Reply {reference} has been sent, in revision {number}."),
    ReplyStage.WITHDRAWN: N_("Reply {reference} has been withdrawn."),
}
_REVIEWS: Mapping[ReplyReview, str] = {
    ReplyReview.NEW: N_("The secretariat has received it."),
    ReplyReview.SEEN: N_("The secretariat has seen it."),
    ReplyReview.ACCEPTED: N_("The secretariat has accepted it."),
    ReplyReview.RETURNED: N_("The secretariat has returned it with a note."),
}


def stage_text(tongue: Tongue, standing: Standing, reference: str) -> Html:
    """Return how a reply stands, and what the secretariat made of it."""
    parts = [tongue.say(_STAGES[standing.stage], reference=reference, number=standing.revision)]
    sent = standing.stage in (ReplyStage.SUBMITTED, ReplyStage.AMENDED)
    if sent and standing.review is not None:
        parts.append(tongue.say(_REVIEWS[standing.review]))
    if standing.review == ReplyReview.RETURNED and standing.review_note:
        parts.append(tongue.say("Note: “{note}”", note=standing.review_note))
    if standing.proposed:
        parts.append(tongue.say("A late change waits for the decision of the secretariat."))
    return Html(" ".join(parts))


def not_confirmed(tongue: Tongue) -> Html:
    return tongue.say(
        "The secretariat has still to confirm you. You can fill in the reply "
        "meanwhile, and send it afterwards."
    )


def status_lines(
    context: RenderContext, standing: Standing, unsent: int, open_questions: int
) -> list[Html]:
    """Return how the reply stands, in a few short lines."""
    say_n = context.tongue.say_n
    lines = [stage_text(context.tongue, standing, context.event.reference(standing.party))]
    if unsent and standing.newest:
        lines.append(say_n("{n} change not sent yet.", "{n} changes not sent yet.", unsent))
    if open_questions:
        lines.append(say_n("{n} question open.", "{n} questions open.", open_questions))
    if not standing.confirmed:
        lines.append(not_confirmed(context.tongue))
    if standing.late:
        lines.append(
            context.tongue.say(
                "The deadline has passed. What you send now reaches the secretariat "
                "as a late change, for it to decide."
            )
        )
    return lines
