"""The trail: paged, in words, with what changed; and as a file."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from bot.desk.audit_trail import DEEDS
from storage import audit
from tests.syntax import parsed_file
from tests.world import ADMIN, CLAIRE, OFFICER, World, only

ROOT = Path(__file__).resolve().parents[2]

DEEDS_IN_WORDS = {
    "accepted": "accepted",
    "agreed": "agreed to the privacy notice",
    "announced": "sent an announcement",
    "answered": "answered",
    "asked in": "asked to be let in",
    "became admin": "became admin",
    "confirmed": "confirmed a person",
    "declined": "said that it is not their country",
    "asked for a backup": "asked for a backup",
    "digest": "changed when a chat is told",
    "discarded": "discarded the changes",
    "erased": "erased",
    "exported": "exported",
    "finished recording": "finished recording",
    "granted": "gave a role",
    "imported": "imported a spreadsheet",
    "invited": "invited",
    "invited backup": "invited a backup",
    "late refused": "refused a late change",
    "late taken": "took a late change",
    "messaged": "wrote a message",
    "opened": "opened the invitation",
    "opened file": "looked at a file",
    "printed letter": "had a letter made",
    "quit": "stopped acting for the State",
    "recorded": "recorded a paper",
    "recording": "began to record a paper",
    "refused": "was refused",
    "refused person": "refused a person",
    "registered chat": "registered a chat",
    "reminded": "sent a reminder",
    "removed": "removed from the list",
    "removed person": "removed a person",
    "removed staff": "removed a colleague",
    "replaced": "replaced a person",
    "retried": "had what failed tried again",
    "returned": "returned the reply",
    "revoked": "withdrew a link",
    "checked database": "checked the database",
    "settled": "looked at what failed",
    "seen": "looked at the reply",
    "sent": "sent the reply",
    "sent late": "proposed a late change",
    "set deadline": "set the deadline",
    "stopped": "stopped a sending",
    "told of the deadline": "told the mission that the deadline has passed",
    "unregistered chat": "took a chat off the list",
    "unknown_code": "tried a code that does not exist",
    "used_code": "tried a code that was used before",
    "withdrawn": "withdrew the reply",
    "wrote": "wrote to the secretariat",
}


def record(world: World, action: str, **more: Any) -> None:
    audit.record(
        world.db,
        at=world.stamp,
        actor=CLAIRE,
        role="primary",
        action=action,
        **more,
    )


def page(world: World, line: str = "/audit") -> str:
    return only(world.command(ADMIN, line), ADMIN).text


def test_an_answer_is_shown_with_its_question_from_what_to_what(world: World) -> None:
    world.meet(CLAIRE)
    record(world, "answered", party="FRA", subject="participation", old='"no"', new='"yes"')

    text = page(world)
    assert "1 September 2003" in text
    assert "Claire Fontaine (focal point): answered" in text
    assert "France · Participation in the summit" in text
    assert "No → Yes" in text


def test_an_answer_about_a_person_is_shown_with_its_question(world: World) -> None:
    record(world, "answered", party="FRA", subject="delegation[12].role", new='"head"')

    assert "— → Head of delegation" in page(world)


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({"subject": "nobody[12].role", "new": "x"}, "nobody[12].role"),
        ({"subject": "revision 2"}, "revision 2"),
        ({"subject": "FRA"}, "France"),
        ({"new": '{"a": 1}'}, '— → {"a": 1}'),
        ({"new": "no json {"}, "— → no json {"),
        ({"old": '"FRA"', "new": "[]"}, "France → []"),
        ({"new": "x" * 200}, "x" * 80 + "…"),
    ],
)
def test_whatever_is_recorded_can_be_shown(world: World, more: dict[str, str], shown: str) -> None:
    record(world, "something new", **more)

    text = page(world)
    assert shown in text
    assert "something new" in text


@pytest.mark.parametrize(
    ("recorded", "shown"),
    [
        ("primary", "focal point"),
        ("backup", "backup"),
        ("pending", "waiting"),
        ("confirmed", "confirmed"),
        ("refused", "refused"),
        ("removed", "removed"),
        ("new", "not looked at"),
        ("seen", "seen"),
        ("accepted", "accepted"),
        ("returned", "returned"),
        ("proposed", "proposed"),
        ("taken", "taken"),
        ("privacy notice", "privacy notice"),
        ("all", "all regions"),
        ("missing", "Not replied"),
        ("draft", "In preparation"),
        ("unsent", "Changes not sent"),
        ("western", "Western European and other States"),
        ("KEN", "Kenya"),
        ("2003-10-31T16:00:00.000000Z", "31 October 2003, 17:00 (Zurich)"),
        ("something else", "something else"),
        ("true", "complete"),
        ("false", "false"),
        ("12", "12"),
    ],
)
def test_what_was_and_became_is_shown_in_words(world: World, recorded: str, shown: str) -> None:
    record(world, "sent", old="x", new=recorded)

    assert page(world).split("\n")[-1] == f"x → {shown}"


@pytest.mark.parametrize("deed", ["answered", "returned", "announced", "removed person"])
def test_what_somebody_wrote_is_shown_as_it_was_written(world: World, deed: str) -> None:
    record(world, deed, new='"refused"')

    assert page(world).split("\n")[-1] == '— → "refused"'


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("revision 3", "revision 3"),
        ("invitation 4", "invitation 4"),
        ("letter 5", "message 5"),
        ("mailing 6", "sending 6"),
        ("mailing", "mailing"),
        ("paper 7", "paper 7"),
    ],
)
def test_what_has_a_number_is_named_with_it(world: World, subject: str, shown: str) -> None:
    record(world, "sent", subject=subject)

    assert page(world).split("\n")[-1] == shown


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("primary", "focal point"),
        ("backup", "backup"),
        ("visitor", "visitor"),
        ("settings", "settings"),
        ("clock", "by schedule"),
        ("viewer", "viewer"),
        ("officer", "officer"),
        ("admin", "admin"),
    ],
)
def test_every_role_has_its_word(world: World, role: str, shown: str) -> None:
    audit.record(world.db, at=world.stamp, actor=None, role=role, action="sent")

    assert f"({shown}): sent the reply" in page(world)


def test_every_deed_is_shown_in_words(world: World) -> None:
    shown = {}
    for deed in DEEDS_IN_WORDS:
        record(world, deed)
        first = only(world.command(ADMIN, "/audit"), ADMIN).text.split("\n\n")[1]
        shown[deed] = first.split("\n")[-1].removeprefix("— (focal point): ")

    assert shown == DEEDS_IN_WORDS


def test_no_deed_has_words_that_the_table_does_not_tell() -> None:
    assert set(DEEDS) == set(DEEDS_IN_WORDS)


def test_a_role_that_is_none_of_ours_is_shown_as_it_is(world: World) -> None:
    audit.record(world.db, at=world.stamp, actor=None, role="demo", action="invited", party="FRA")

    assert "— (demo): invited" in page(world)


def test_the_trail_of_one_state_holds_no_other(world: World) -> None:
    record(world, "sent", party="FRA")
    record(world, "withdrawn", party="EGY")

    text = page(world, "/audit France")
    assert "France: what was done" in text
    assert "sent the reply" in text
    assert "withdrew" not in text


def test_a_state_that_is_not_known_is_asked_for(world: World) -> None:
    assert "No country called “Atlantis” was found" in page(world, "/audit Atlantis")


def test_a_state_can_be_chosen_by_a_button(world: World) -> None:
    record(world, "sent", party="FRA")
    world.command(ADMIN, "/audit Frnce")

    said = only(world.tap(ADMIN, "d:for:audit:FRA"), ADMIN)
    assert "France: what was done" in said.text


def test_an_empty_trail_says_so(world: World) -> None:
    assert "Nothing is recorded." in page(world)


def test_the_newest_come_first_a_page_at_a_time(world: World) -> None:
    for number in range(9):
        record(world, f"deed {number}")
    first = only(world.command(ADMIN, "/audit"), ADMIN)
    second = only(world.tap(ADMIN, first.buttons["›"]), ADMIN)

    assert "deed 8" in first.text
    assert "deed 0" not in first.text
    assert "deed 0" in second.text
    assert second.method == "editMessageText"


@pytest.mark.parametrize(("line", "party"), [("/audit", None), ("/audit FRA", "FRA")])
def test_all_of_it_comes_as_a_file(world: World, line: str, party: str | None) -> None:
    record(world, "sent", party="FRA")
    said = only(world.command(ADMIN, line), ADMIN)
    file = only(world.tap(ADMIN, said.buttons["As a file"]), ADMIN)

    assert file.method == "sendDocument"
    assert file.document is not None
    assert file.document["kind"] == "audit"
    assert file.document.get("party") == party


def test_an_officer_does_not_read_the_trail(world: World) -> None:
    world.tap(OFFICER, "d:trailfile:all")

    assert world.toast == "This needs the role of admin."


def test_every_deed_that_is_recorded_has_its_words() -> None:
    recorded = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(parsed_file(path)):
            if isinstance(node, ast.Call) and _is_audit(node):
                recorded |= set(_texts(node))

    assert recorded - set(DEEDS) == set()
    assert len(recorded) > 30


def _is_audit(call: ast.Call) -> bool:
    name = call.func
    if not isinstance(name, ast.Attribute):
        return False
    of_audit = isinstance(name.value, ast.Name) and name.value.id == "audit"
    return name.attr in ("audit", "_audit") or (name.attr == "record" and of_audit)


def _texts(call: ast.Call) -> list[str]:
    """The action: the first constant among the arguments, or the keyword of that name."""
    given = [keyword.value for keyword in call.keywords if keyword.arg == "action"] or call.args[:1]
    return [
        node.value
        for argument in given
        if not isinstance(argument, ast.JoinedStr)
        for node in ast.walk(argument)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
