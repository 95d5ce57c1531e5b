"""A whole campaign from the desk: invited from a list, replied, returned, amended, accepted, late, taken."""

from __future__ import annotations

import csv
import io

from bot.engine.changes import AnswerSet
from bot.engine.form import Question, Type, Value
from bot.engine.progress import open_items
from bot.mission.draft import StoredDraft
from storage import replies
from storage.instants import to_text
from tests.world import ADMIN, CLAIRE, FORM, GROUP, OFFICER, Said, World, only, to


def fill(world: World, party: str) -> None:
    """Answers whatever is asked, as shortly as the form allows."""
    draft = StoredDraft(world.db, FORM, party)
    while still_open := open_items(FORM, draft.answers()):
        item = still_open[0]
        value = answer(item) if isinstance(item, Question) else True
        draft.apply(AnswerSet(item.name, value), by=CLAIRE, role="primary", now=world.stamp)


def answer(question: Question) -> Value:
    if not question.required:
        return None
    match question.type:
        case Type.CHOICE:
            return question.choices[0].name
        case Type.INTEGER:
            return 12
        case Type.YES_NO:
            return False
        case Type.EMAIL:
            return "claire.fontaine@example.org"
        case Type.TELEPHONE:
            return "+33142000000"
        case _:
            return "Fontaine"


def newest(said: list[Said], chat: int) -> Said:
    return to(said, chat)[-1]


def tap_ending(world: World, person: int, shown: Said, ending: str) -> list[Said]:
    return world.tap(person, next(data for data in shown.data if data.endswith(ending)))


def review_and_send(world: World) -> list[Said]:
    return tap_ending(world, CLAIRE, newest(world.command(CLAIRE, "/review"), CLAIRE), ":send")


def test_a_campaign_from_invitation_to_a_late_change(world: World) -> None:
    # The admin invites from a list; the mission opens its link.
    only(world.file(ADMIN, "pays;n°\nFrance;1\nKenya;2\n".encode("cp1252")), ADMIN)
    said = world.tap(ADMIN, "d:bulk:new")
    table = next(one.document for one in said if one.document)["text"]
    links = {row["Code"]: row["Link"] for row in csv.DictReader(io.StringIO(table))}
    shown = newest(world.command(CLAIRE, "/start " + links["FRA"].partition("start=")[2]), CLAIRE)
    for choice in (":language:en", ":agree", ":yes"):
        shown = newest(tap_ending(world, CLAIRE, shown, choice), CLAIRE)

    # It completes the reply; the group is told, with buttons.
    fill(world, "FRA")
    notice = newest(review_and_send(world), GROUP)
    assert "France has replied." in notice.text

    # An officer returns it on one question, by the button below the notice.
    asked = newest(world.tap(OFFICER, notice.buttons["Return"], chat=GROUP, message=50), GROUP)
    listed = newest(world.tap(OFFICER, asked.buttons["On one question"], chat=GROUP), GROUP)
    picked = next(data for data in listed.data if ":participants:" in data)
    world.tap(OFFICER, picked, chat=GROUP)
    returned = only(world.write(OFFICER, "Is twelve the final number?", chat=GROUP), CLAIRE)

    # The mission opens that question from the note, amends it and sends again.
    question = newest(world.tap(CLAIRE, returned.buttons[next(iter(returned.buttons))]), CLAIRE)
    assert "Estimated number of participants" in question.text
    world.write(CLAIRE, "15")
    notice = newest(review_and_send(world), GROUP)
    assert "12 → 15" in notice.text

    # The desk accepts; the mission hears of it, and a second tap of who it was.
    said = world.tap(OFFICER, notice.buttons["Accept"], chat=GROUP)
    assert "has accepted reply WSIS-2003/FRA, revision 2" in only(said, CLAIRE).text
    world.tap(ADMIN, notice.buttons["Accept"], chat=GROUP)
    assert "Accepted by Omar Said" in world.toast

    # The deadline passes; what the mission sends now is proposed, and taken.
    replies.set_deadline(world.db, "FRA", to_text(world.now), world.stamp)
    world.later(days=1)
    world.tap(CLAIRE, "*:change:participants@0")
    world.write(CLAIRE, "17")
    proposal = newest(review_and_send(world), GROUP)
    assert "proposes a late change" in proposal.text
    reply = replies.get(world.db, "FRA")
    assert reply is not None
    assert (reply.revision, reply.review) == (2, "accepted")
    said = world.tap(OFFICER, proposal.buttons["Take"], chat=GROUP)
    assert "revision 3 is now your reply" in only(said, CLAIRE).text

    status = only(world.command(ADMIN, "/status"), ADMIN).text
    assert "1 of 195 States have replied; 2 are invited." in status
    assert "about 17 announced" in status
