"""Makes invitation letters, each with a link of its own, for one State, a region or all; takes back what was stopped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.desk.bulk_invitations import plan_for
from bot.desk.invitations import make_link
from bot.desk.state_choice import ALL, codes_in, region_meant, region_rows
from bot.desk.visit import Visit
from bot.i18n.isolation import Html
from bot.i18n.languages import OWN_NAMES
from bot.schedule import bulk_sending
from bot.texts.messages import Message, rows_of
from bot.texts.regions import REGIONS, region_of
from storage import invitations, jobs
from storage.assignments import MissionRole
from storage.outbox import Lane


def letter(visit: Visit, party: str) -> None:
    """Ask for the language of a State's letter, which holds a link of its own (/letter France)."""
    plan = plan_for(visit, [party])
    if plan.acting:
        visit.say(
            "Somebody acts for <b>{state}</b> already. A new focal point comes by /replace.",
            state=visit.country(party),
        )
        return
    _ask_language(visit, party, 1, len(plan.renewable))


def letters(visit: Visit, text: str) -> None:
    """Offer letters to all States for which nobody acts yet (/letters [region])."""
    region = region_meant(visit, text) if text else ALL
    if region is None:
        visit.say("Which region?", (*region_rows(visit, "letterregion"), visit.cancel_row()))
        return
    offer_letters(visit, region)


def offer_letters(visit: Visit, region: str) -> None:
    """Offer letters to the States of a region (d:letterregion:<region|all>)."""
    plan = plan_for(visit, codes_in(visit, region))
    count = len(plan.new) + len(plan.renewable)
    if count == 0:
        visit.say("Somebody acts for each of these States already.")
        return
    _ask_language(visit, region, count, len(plan.renewable))


def _ask_language(visit: Visit, which: str, count: int, renewable: int) -> None:
    """Each question makes letters once: two taps would leave two sets, of which one is void."""
    lines = [
        visit.tongue.say_n(
            "{n} letter with a link of its own, in which language?",
            "{n} letters, each with a link of its own, in which language?",
            count,
        )
    ]
    if renewable:
        lines.append(
            visit.tongue.say_n(
                "{n} link that was made before and not opened will no longer work.",
                "{n} links that were made before and not opened will no longer work.",
                renewable,
            )
        )
    asked = int(visit.now.timestamp())
    buttons = [
        visit.button(OWN_NAMES[code], "letters", which, code, asked)
        for code in visit.campaign.event.languages
    ]
    visit.send(Message(Html("\n".join(lines)), (*rows_of(buttons), visit.cancel_row())))


def make_letters(visit: Visit, args: tuple[str, ...]) -> None:
    """Make the letters, once (d:letters:<party|region|all>:<language>:<asked at>)."""
    which, language = args[0], args[1]
    known = which in visit.campaign.parties or which in REGIONS or which == ALL
    if not known or language not in visit.campaign.event.languages:
        visit.outdated()
        return
    if not jobs.once(visit.db, f"letters:{visit.chat_id}:{':'.join(args)}", visit.stamp):
        visit.alert("These letters have been made already.")
        return
    codes = [which] if which in visit.campaign.parties else codes_in(visit, which)
    plan = plan_for(visit, codes)
    wanted = (*plan.new, *plan.renewable)
    if not wanted:
        visit.say_here("Somebody acts for each of these States already.")
        return
    begun = visit.tongue.say_n(
        "{n} letter is being made. Its link stands in it and nowhere else: please keep it safe.",
        "{n} letters are being made. Their links stand in them and nowhere else: "
        "please keep them safe.",
        len(wanted),
    )
    visit.show(Message(begun))
    _queue_letters(visit, wanted, language, single=which in visit.campaign.parties)


def _queue_letters(visit: Visit, parties: Sequence[str], language: str, *, single: bool) -> None:
    """Queue one letter by itself; many by their regions, so that it is seen how far they are."""
    if single:
        made = _invitations(visit, parties, language)
        document = {"kind": "letter", "language": language, "invitations": made}
        visit.post.document(visit.chat_id, document)
        return
    sending = bulk_sending.begin(visit)
    for region in REGIONS:
        members = [one for one in parties if region_of(visit.campaign.parties[one]) == region]
        if members:
            document = {
                "kind": "letters",
                "language": visit.tongue.code,
                "part": region.replace("_", "-"),
                "invitations": _invitations(visit, members, language),
            }
            visit.post.document(visit.chat_id, document, lane=Lane.BULK, batch=sending.batch)
    bulk_sending.follow(visit, sending, visit.chat_id, visit.tongue)


def take_back_letters(visit: Visit, documents: Iterable[Mapping[str, Any]]) -> None:
    """Withdraw the links of letters that were stopped before they were made: nobody has them."""
    for document in documents:
        for one in document.get("invitations", ()):
            invitations.revoke(visit.db, one["invitation"], by=visit.known.id, now=visit.stamp)
            visit.audit("revoked", party=one["party"], subject=f"invitation {one['invitation']}")


def _invitations(visit: Visit, parties: Sequence[str], language: str) -> list[dict[str, Any]]:
    """The links are in the row until it is sent, as in a bulk invitation; then it forgets them."""
    made = []
    for party in parties:
        code = make_link(visit, party, MissionRole.PRIMARY)
        invitation = invitations.find(visit.db, code)
        assert invitation is not None
        reference = f"{visit.campaign.event.letter.reference}-{invitation.id}"
        made.append(
            {
                "party": party,
                "invitation": invitation.id,
                "reference": reference,
                "link": visit.campaign.link(code),
                "language": language,
            }
        )
        visit.audit("printed letter", party=party, subject=reference)
    return made
