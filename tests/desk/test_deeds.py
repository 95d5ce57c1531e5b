"""Each deed of the secretariat leaves its entry in the trail: which deed, of which State, about what, from what to what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.desk.actions import ACTIONS
from bot.desk.commands import COMMANDS, Takes
from storage import attachments, message_threads
from storage.message_threads import Direction
from tests.desk.conftest import OF_KENYA
from tests.desk.test_scope import argument, contents
from tests.world import ADMIN, CLAIRE, VIEWER, VISITOR, World

# The deed, the State, what it is about, what it was and became.
Entry = tuple[str, str | None, str | None, str | None, str | None]
DEADLINE_OF_ALL = "2003-11-30T17:00:00.000Z"


@dataclass(frozen=True, slots=True)
class Case:
    """What an admin does, step by step, and the entries its last step leaves.

    A step is a button's data, a command's line, or a text; the last one is the action's or the
    command's that the case is for, or the text that it asks for.
    """

    steps: tuple[str, ...]
    entries: tuple[Entry, ...]


def case(*steps: str, leaves: tuple[Entry, ...]) -> Case:
    return Case(steps, leaves)


def one(
    deed: str,
    party: str | None = None,
    subject: str | None = None,
    old: str | None = None,
    new: str | None = None,
) -> tuple[Entry, ...]:
    return ((deed, party, subject, old, new),)


TAPPED: dict[str, Case] = {
    "for": case("d:for:country:FRA", leaves=one("seen", "FRA", "revision 3")),
    "open": case("d:open:FRA", leaves=one("seen", "FRA", "revision 3")),
    "card": case("d:card:FRA", leaves=one("seen", "FRA", "revision 3")),
    "file": case("d:file:FRA:1", leaves=one("opened file", "FRA", "note.pdf")),
    "accept": case(
        "d:accept:FRA:3", leaves=one("accepted", "FRA", "revision 3", "new", "accepted")
    ),
    "return": case(
        "d:return:FRA:3", "Too few.", leaves=one("returned", "FRA", "revision 3", None, "Too few.")
    ),
    "on": case(
        "d:return:FRA:3",
        "d:on:FRA:3:participants:0",
        "Too few.",
        leaves=one("returned", "FRA", "participants", None, "Too few."),
    ),
    "take": case(
        "d:take:FRA:4", leaves=one("late taken", "FRA", "revision 4", "proposed", "taken")
    ),
    "decline": case(
        "d:decline:FRA:4", leaves=one("late refused", "FRA", "revision 4", "proposed", "refused")
    ),
    "confirm": case(
        "d:confirm:4", leaves=one("confirmed", "ITA", "Sofia Rossi", "pending", "primary")
    ),
    "refuse": case(
        "d:refuse:4", leaves=one("refused person", "ITA", "Sofia Rossi", "pending", "refused")
    ),
    "beside": case("d:beside:6", leaves=one("confirmed", "EGY", "Person 105", "pending", "backup")),
    "instead": case(
        "d:instead:6",
        "NV/12",
        "1.9.2003",
        leaves=(
            *one("removed person", "EGY", "Person 103", "confirmed", "NV/12"),
            *one("confirmed", "EGY", "Person 105", "pending", "primary"),
        ),
    ),
    "replace": case(
        "d:replace:1",
        "NV/12",
        "1.9.2003",
        leaves=(
            *one("removed person", "FRA", "Claire Fontaine", "confirmed", "NV/12"),
            *one("invited", "FRA", "invitation 2", None, "primary"),
        ),
    ),
    "invite": case(
        "d:invite:GHA:backup", leaves=one("invited", "GHA", "invitation 2", None, "backup")
    ),
    "unlink": case("d:unlink:NOR:1", leaves=one("revoked", "NOR", "invitation 1")),
    "dismissed": case(
        "d:dismissed:2", leaves=one("removed person", "FRA", "Person 102", "confirmed")
    ),
    "message": case("d:message:FRA", "Good day.", leaves=one("messaged", "FRA")),
    "answer": case("d:answer:1", "Good day.", leaves=one("messaged", None, "Sofia Rossi")),
    "recorded": case(
        "/record Ghana", "FAX/7", "1.9.2003", "d:recorded", leaves=one("finished recording", "GHA")
    ),
    "remindgo": case("d:remindgo:missing:all:1", leaves=one("reminded", "KEN", "missing")),
    "stop": case(
        "d:remindgo:missing:all:1",
        "d:stop:2",
        leaves=one("stopped", None, "mailing 2", None, "1"),
    ),
    "announcego": case(
        "d:announce:western",
        "The programme is out.",
        "d:announcerest",
        "d:announcego",
        leaves=one("announced", None, "western", None, "The programme is out."),
    ),
    "deadlineset": case(
        "d:deadlineset:FRA:200312311700",
        leaves=one("set deadline", "FRA", None, None, "2003-12-31T17:00:00.000Z"),
    ),
    "deadlineback": case(
        "d:deadlineback:-", leaves=one("set deadline", None, None, DEADLINE_OF_ALL, None)
    ),
    "export": case("d:export:csv", leaves=one("exported", None, "csv")),
    "participants": case(
        "d:participants:pdf:all", leaves=one("exported", None, "participants pdf")
    ),
    "letters": case(
        "d:letters:GHA:fr:1",
        leaves=(
            *one("invited", "GHA", "invitation 2", None, "primary"),
            *one("printed letter", "GHA", "DM-2"),
        ),
    ),
    "bulk": case(
        "d:letters:GHA:fr:1",
        "d:everybody",
        "d:bulk:renew",
        leaves=(),
    ),
    "erasenow": case("d:erasenow:s:ITA", leaves=one("erased", "ITA")),
    "retry": case("d:retry", leaves=one("retried", None, "1 messages, 1 updates")),
    "lookedat": case("d:lookedat", leaves=one("settled", None, "1 updates")),
    "integrity": case("d:integrity", leaves=one("checked database", None, None, None, "0")),
    "grantto": case(
        f"d:grantto:officer:{VISITOR}",
        leaves=one("granted", None, "Sofia Rossi", None, "officer"),
    ),
    "removed": case(
        f"d:removed:{VIEWER}", leaves=one("removed staff", None, "Vera Lind", "viewer")
    ),
    "register": case("d:register", leaves=one("registered chat", None, "Mary Keller")),
    "unregister": case(
        "d:register", "d:unregister", leaves=one("unregistered chat", None, "Mary Keller")
    ),
    "digests": case(
        "d:register", "d:digests:daily", leaves=one("digest", None, "Mary Keller", "now", "daily")
    ),
}
# Of all States the entries are many: these have a test of their own.
BY_THE_DOZEN = {"bulk"}
# A language concerns whoever reads it, and is no deed.
UNRECORDED = {"speak"}
# What looks, asks, or leads to what another case is for.
LOOKING = set(ACTIONS) - set(TAPPED) - UNRECORDED

TYPED: dict[str, Case] = {
    "country": case("/country France", leaves=one("seen", "FRA", "revision 3")),
    "accept": case("/accept France", leaves=one("seen", "FRA", "revision 3")),
    "return": case(
        "/return France", "Too few.", leaves=one("returned", "FRA", "revision 3", None, "Too few.")
    ),
    "record": case("/record Ghana", "FAX/7", "1.9.2003", leaves=one("recording", "GHA", "FAX/7")),
    "done": case(
        "/record Ghana", "FAX/7", "1.9.2003", "/done", leaves=one("finished recording", "GHA")
    ),
    "invite": case("/invite Ghana", leaves=one("invited", "GHA", "invitation 2", None, "primary")),
    "message": case("/message France", "Good day.", leaves=one("messaged", "FRA")),
    "export": case("/export csv", leaves=one("exported", None, "csv")),
    "participants": case("/participants docx", leaves=one("exported", None, "participants docx")),
    "backup": case("/backup", leaves=one("asked for a backup")),
    "secretariat": case("/secretariat", leaves=one("registered chat", None, "Mary Keller")),
    "digest": case(
        "/secretariat", "/digest daily", leaves=one("digest", None, "Mary Keller", "now", "daily")
    ),
    "try": case("/try Ghana", leaves=one("invited", "GHA", "invitation 2", None, "primary")),
    "replace": case(
        "/replace Kenya",
        "NV/12",
        "1.9.2003",
        leaves=(
            *one("removed person", "KEN", f"Person {OF_KENYA}", "confirmed", "NV/12"),
            *one("invited", "KEN", "invitation 2", None, "primary"),
        ),
    ),
}
# Their deeds are buttons' of their own, or need a State of one's own: /quit.
LEADING = set(COMMANDS) - set(TYPED) - {"quit"}


@pytest.fixture
def ready(busy: World) -> World:
    """Beside all that has happened: a late change, a letter of a visitor, and a file."""
    busy.reply(late=True)
    message_threads.add(busy.db, None, VISITOR, Direction.IN, "Am I invited?", busy.stamp)
    attachments.add(
        busy.db,
        digest="ab",
        party="FRA",
        name="note.pdf",
        mime_type="application/pdf",
        size_bytes=9,
        by=CLAIRE,
        now=busy.stamp,
    )
    return busy


def take(world: World, step: str) -> None:
    if step.startswith("d:"):
        world.tap(ADMIN, step)
    elif step.startswith("/"):
        world.command(ADMIN, step)
    else:
        world.write(ADMIN, step)


def newest(world: World) -> int:
    (number,) = world.db.execute("SELECT coalesce(max(id), 0) FROM audit").fetchone()
    return int(number)


def entries(world: World, after: int) -> list[Entry]:
    return world.db.execute(
        "SELECT action, party, subject, old, new FROM audit WHERE id > ? ORDER BY id", (after,)
    ).fetchall()


def actors(world: World, after: int) -> set[tuple[int, str]]:
    return set(
        world.db.execute("SELECT actor, actor_role FROM audit WHERE id > ?", (after,)).fetchall()
    )


CASES = [
    pytest.param(case, id=f"{kind} {name}")
    for kind, table in (("button", TAPPED), ("command", TYPED))
    for name, case in table.items()
    if name not in BY_THE_DOZEN
]


@pytest.mark.parametrize("deed", CASES)
def test_a_deed_leaves_its_entry(ready: World, deed: Case) -> None:
    for step in deed.steps[:-1]:
        take(ready, step)
    mark = newest(ready)

    take(ready, deed.steps[-1])

    assert tuple(entries(ready, mark)) == deed.entries
    assert actors(ready, mark) == {(ADMIN, "admin")}


def test_each_invitation_of_many_leaves_its_entry(ready: World) -> None:
    ready.file(ADMIN, b"code\nGHA\nPER\nNOR\n")
    mark = newest(ready)

    ready.tap(ADMIN, "d:bulk:renew")

    assert entries(ready, mark) == [
        ("invited", "GHA", "invitation 2", None, "primary"),
        ("invited", "PER", "invitation 3", None, "primary"),
        ("invited", "NOR", "invitation 4", None, "primary"),
    ]


@pytest.mark.parametrize(
    ("whom", "party"), [("s:FRA", "FRA"), (f"p:{VISITOR}", None), ("e:all", None)]
)
def test_an_erasure_leaves_a_mark_that_names_no_person(
    ready: World, whom: str, party: str | None
) -> None:
    mark = newest(ready)

    ready.tap(ADMIN, f"d:erasenow:{whom}")

    assert entries(ready, mark) == [("erased", party, None, None, None)]


def test_the_end_of_acting_for_a_state_leaves_its_entry(ready: World) -> None:
    ready.focal_point(ADMIN, "PER")
    mark = newest(ready)

    ready.command(ADMIN, "/quit")

    assert entries(ready, mark) == [("quit", "PER", None, None, None)]


def looks_and_asks() -> Iterator[str]:
    """Every button and command that has no case of its own above."""
    for name in sorted(LOOKING):
        yield ":".join(["d", name, *(argument(kind) for kind in ACTIONS[name].args)])
    for name in sorted(LEADING):
        yield f"/{name}" + (" France" if COMMANDS[name].takes is Takes.COUNTRY else "")


def test_what_only_looks_or_asks_changes_nothing(ready: World) -> None:
    before, mark = contents(ready.db), newest(ready)
    for step in looks_and_asks():
        ready.db.execute("BEGIN")

        take(ready, step)

        assert entries(ready, mark) == [], step
        assert changed(ready, before) <= {"desk_sessions"}, step
        ready.db.execute("ROLLBACK")
        ready.forget()


def changed(world: World, before: dict[str, list[tuple[object, ...]]]) -> set[str]:
    """The tables in which something is not as before."""
    return {name for name, rows in contents(world.db).items() if rows != before[name]}
