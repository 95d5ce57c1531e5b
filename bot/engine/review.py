"""Checks a reply before it is sent: what is missing, what does not fit together, whether anything is new."""

from __future__ import annotations

from bot.engine.facts import Misfit
from bot.engine.form import Answers, Question, Repeat
from bot.engine.progress import is_settled, missing_in, relevant
from bot.engine.scene import Scene, Standing
from bot.engine.standing import ReplyStage


def missing_answers(scene: Scene) -> list[tuple[Question, Repeat | None, Answers]]:
    """Return what must be answered before the reply can be sent, as (question, repeat, record's answers)."""
    answers = scene.draft.answers()
    found: list[tuple[Question, Repeat | None, Answers]] = []
    for _, item in relevant(scene.form, answers):
        if isinstance(item, Question):
            if item.required and not is_settled(item, answers):
                found.append((item, None, answers))
        else:
            entry = scene.draft.incomplete(item.name)
            if entry is not None:
                found += [(q, item, entry.answers) for q in missing_in(item, entry.answers)]
    return found


def misfits(scene: Scene) -> list[Misfit]:
    """Return what does not fit together; it keeps nobody from sending."""
    answers = scene.draft.answers()
    found: list[Misfit] = []
    for _, item in relevant(scene.form, answers):
        if not isinstance(item, Repeat):
            continue
        named = scene.draft.count(item.name)
        announced = answers.get(item.announced_by) if item.announced_by else None
        if isinstance(announced, int) and named > announced:
            found.append(Misfit("more_named", {"more": named - announced}))
        found += [
            Misfit("none_holds", {"question": rule.question, "value": rule.value})
            for rule in item.unique
            if named and scene.draft.holder(item.name, rule.question, rule.value) is None
        ]
    return found


def may_send(scene: Scene, standing: Standing) -> bool:
    """Return whether there is something new to send; `missing_answers` is asked separately."""
    # What was withdrawn can be sent again as it is, but not over and over while the desk decides.
    withdrawn = standing.stage == ReplyStage.WITHDRAWN and not standing.proposed
    return standing.newest == 0 or withdrawn or scene.draft.unsent() > 0
