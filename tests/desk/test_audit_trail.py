"""The trail: paged, in words, with what changed; and as a file."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from bot.desk.audit_trail import DEEDS, PAGE_SIZE
from storage import audit
from tests.world import ADMIN, CLAIRE, OFFICER, World, only

ROOT = Path(__file__).resolve().parents[2]


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
    for number in range(PAGE_SIZE + 1):
        record(world, f"deed {number}")
    first = only(world.command(ADMIN, "/audit"), ADMIN)
    second = only(world.tap(ADMIN, first.buttons["›"]), ADMIN)

    assert f"deed {PAGE_SIZE}" in first.text
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
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
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
