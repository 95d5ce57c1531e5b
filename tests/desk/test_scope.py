"""What each role may do: every command and every button by everybody, and nothing changed by who may not."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from bot.desk.actions import ACTIONS, Arg
from bot.desk.commands import COMMANDS, Takes
from bot.mission.commands import MISSION
from storage import staff
from storage.staff import Role
from tests.desk.conftest import BACKUP, OTHER_STATE, REMOVED
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, VIEWER, VISITOR, Said, World

WHO = {
    "visitor": VISITOR,
    "focal point": CLAIRE,
    "backup": BACKUP,
    "focal point of another State": OTHER_STATE,
    "removed officer": REMOVED,
    "viewer": VIEWER,
    "officer": OFFICER,
    "admin": ADMIN,
}
RANKS = {"viewer": 0, "officer": 1, "admin": 2}
# What a turn leaves behind in any case: that it came, what was answered, that it was refused.
TRACES = {"processed", "outbox", "audit", "sqlite_sequence"}


def contents(db: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that a refused turn must not touch."""
    tables = [
        name
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if name not in TRACES
    ]
    return {name: db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in tables}


def argument(kind: Arg) -> str:
    match kind:
        case Arg.PARTY:
            return "FRA"
        case Arg.NUMBER:
            return "1"
        case Arg.COMMAND:
            return "country"
        case Arg.REGION:
            return "western"
        case Arg.WORD:
            return "fr"
    raise AssertionError(kind)


def is_refused(world: World, before: int) -> bool:
    rows = world.db.execute("SELECT action FROM audit WHERE id > ?", (before,)).fetchall()
    return ("refused",) in rows


def last_audit(world: World) -> int:
    (last,) = world.db.execute("SELECT coalesce(max(id), 0) FROM audit").fetchone()
    return int(last)


# A registered group is for admins to register; alone in a private chat an officer may ask for it.
GROUP_NEEDS = {"secretariat": Role.ADMIN, "register": Role.ADMIN, "unregister": Role.ADMIN}


Deed = tuple[str, Role, Callable[[], list[Said]]]


def deeds(world: World, who: str, chat: int | None) -> Iterator[Deed]:
    """Everything that somebody can try in a chat: its name, the role it needs, and the trying."""
    person = WHO[who]
    for name, command in COMMANDS.items():
        if who not in RANKS and chat is None and name in MISSION:
            # In a private chat these are the mission's own.
            continue
        rest = "France" if command.takes is not Takes.NOTHING else ""
        line = f"/{name} {rest}".strip()
        needed = GROUP_NEEDS.get(name, command.role) if chat else command.role
        yield line, needed, partial(world.command, person, line, chat=chat)
        chosen = f"d:for:{name}:FRA"
        yield chosen, needed, partial(world.tap, person, chosen, chat=chat)
    for name, action in ACTIONS.items():
        data = ":".join(["d", name, *(argument(kind) for kind in action.args)])
        needed = GROUP_NEEDS.get(name, action.role) if chat else action.role
        yield data, needed, partial(world.tap, person, data, chat=chat)


@pytest.mark.parametrize("chat", [None, GROUP], ids=["in private", "in the group"])
@pytest.mark.parametrize("who", WHO)
def test_everybody_can_do_what_their_role_may_and_no_more(
    full: World, who: str, chat: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    before, tried, refused = contents(full.db), 0, 0
    for name, needed, attempt in deeds(full, who, chat):
        mark = last_audit(full)
        full.db.execute("BEGIN")

        said = attempt()

        tried += 1
        allowed = who in RANKS and RANKS[who] >= needed.rank
        assert is_refused(full, mark) is not allowed, name
        if not allowed:
            refused += 1
            assert contents(full.db) == before, name
            assert all(one.buttons == {} and "France" not in one.text for one in said), name
        full.db.execute("ROLLBACK")
        full.forget()

    with capsys.disabled():
        sys.stdout.write(f"\nscope, {who}: {tried} commands and buttons tried, {refused} refused\n")
    assert tried > len(COMMANDS) + len(ACTIONS)
    assert (refused == 0) is (who == "admin")


@pytest.mark.parametrize(
    "data",
    [
        "d:",
        "d:nonsense",
        "d:open",
        "d:open:XXX",
        "d:open:fra",
        "d:accept:FRA:one",
        "d:accept:FRA:-1",
        "d:accept:FRA:99999999999999999999",
        "d:confirm:٣",
        "d:for:nonsense:FRA",
        "d:where:country:atlantis:0",
    ],
)
def test_a_forged_or_outdated_button_changes_nothing(full: World, data: str) -> None:
    before = contents(full.db)

    said = full.tap(ADMIN, data)

    assert "no longer used" in full.toast
    assert said == []
    assert contents(full.db) == before


def test_buttons_of_a_group_that_is_not_registered_tell_nothing(full: World) -> None:
    said = full.tap(ADMIN, "d:open:FRA", chat=-555)

    assert said == []
    assert "not registered" in full.toast


def test_a_removed_officer_is_a_stranger_with_the_next_update(full: World) -> None:
    full.tap(OFFICER, "d:message:FRA")
    staff.remove(full.db, OFFICER, full.stamp)

    said = full.write(OFFICER, "A text that was being written")

    assert [one for one in said if one.chat_id == CLAIRE] == []
