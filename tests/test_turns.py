"""What the log tells of a turn, and what becomes of one that fails."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import pytest

from bot import turns as turns_module
from bot.campaign.campaign import Campaign
from bot.engine.session import Asking, Session
from bot.operations.logs import set_up
from bot.operations.meter import Meter
from bot.telegram.updates import Incoming, TextMessage
from bot.turns import Arrival, Turns
from storage import intake, invitations, people, staff
from storage.assignments import MissionRole
from storage.instants import to_text
from storage.staff import Role
from tests import acts
from tests.world import ADMIN, CLAIRE, FORM, GROUP, NAMES, VISITOR, World, campaign, world

# The fixtures are those of the whole bot without Telegram.
__all__ = ["campaign", "world"]

CANARY = "CANARY-7f3a"


@pytest.fixture
def lines() -> io.StringIO:
    """What is written at DEBUG."""
    stream = io.StringIO()
    set_up("DEBUG", stream)
    return stream


def told(lines: io.StringIO) -> str:
    """The one line on the last turn, without its time and how long it took."""
    line = lines.getvalue().splitlines()[-1]
    found = re.fullmatch(r"time=\S+ level=debug logger=bot.turns update=\d+ (.*)", line)
    assert found is not None, line
    return re.sub(r"[\d.]+ ms", "… ms", found[1])


def test_a_turn_of_a_mission_is_told_in_one_line_and_no_answer_in_it(
    world: World, lines: io.StringIO
) -> None:
    world.focal_point()
    people.save_session(
        world.db, CLAIRE, Session(Asking("remarks"), 1, FORM.version).to_json(), None, world.stamp
    )
    before = len(lines.getvalue().splitlines())

    said = world.write(CLAIRE, CANARY)

    assert len(lines.getvalue().splitlines()) == before + 1
    assert told(lines) == (
        "chat=101 handler=mission party=FRA input=Said step=Asking>Asking changes=AnswerSet "
        f'facts=Accepted msg="handled TextMessage in … ms, rows queued: {len(said)}"'
    )
    assert CANARY not in lines.getvalue()


@pytest.mark.parametrize(
    ("line", "kind"),
    [("/menu", "/menu"), (f"/{CANARY}", "OtherCommand"), (f"/start {CANARY}", "StartCommand")],
)
def test_a_command_is_named_where_it_is_one_of_ours(
    world: World, lines: io.StringIO, line: str, kind: str
) -> None:
    world.focal_point()

    world.command(CLAIRE, line)

    assert f'msg="handled {kind} in ' in told(lines)
    assert CANARY not in lines.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [("d:card:FRA", "CallbackQuery card"), (f"d:{CANARY}", "CallbackQuery")],
)
def test_a_button_of_the_desk_is_named_where_it_is_one_of_ours(
    world: World, lines: io.StringIO, data: str, kind: str
) -> None:
    world.tap(ADMIN, data)

    assert "handler=desk" in told(lines)
    assert f'msg="handled {kind} in ' in told(lines)
    assert CANARY not in lines.getvalue()


def test_a_command_of_the_desk_is_named_with_its_rows_and_without_what_follows(
    world: World, lines: io.StringIO
) -> None:
    said = world.command(ADMIN, f"/record {CANARY}")

    assert told(lines) == (
        f'chat=900 handler=desk msg="handled /record in … ms, rows queued: {len(said)}"'
    )
    assert CANARY not in lines.getvalue()


def test_a_step_that_changes_nothing_says_so(world: World, lines: io.StringIO) -> None:
    world.command(VISITOR, "/start")

    assert " changes=none " in told(lines)
    assert "input=Started step=New>" in told(lines)


def broken(world: World) -> None:
    """Let the next turn of the visitor fail, with a message that quotes an answer."""

    def read() -> Incoming:
        raise LookupError(CANARY)

    world.turns.batch(world.db, [Arrival(4711, "{}", read)], datetime(2003, 9, 1, tzinfo=UTC))


def test_a_turn_that_fails_is_set_aside_and_its_words_are_not_logged(
    world: World, lines: io.StringIO
) -> None:
    broken(world)

    (line,) = lines.getvalue().splitlines()
    assert 'msg="update set aside" error="LookupError' in line
    assert CANARY not in line
    assert world.db.execute("SELECT update_id FROM dead_letters").fetchall() == [(4711,)]


def test_tests_show_what_a_turn_failed_of(world: World, caplog: pytest.LogCaptureFixture) -> None:
    broken(world)

    assert f"LookupError: {CANARY}" in caplog.text


def test_under_the_debugger_it_is_raised_where_it_failed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Turns, "SETS_ASIDE", False)

    with pytest.raises(LookupError) as caught:
        broken(world)
    assert caught.traceback[-1].name == "read"


def test_a_group_nobody_knows_is_no_part_of_the_desk_or_of_a_mission(
    world: World, lines: io.StringIO, campaign: Campaign
) -> None:
    world.send(VISITOR, TextMessage(CANARY), chat=GROUP - 5)

    assert "handler=" not in told(lines)
    assert CANARY not in lines.getvalue()


class Recorder(Meter):
    """Keeps what it is told of turns."""

    def __init__(self) -> None:
        self.turns: list[tuple[float, bool]] = []

    def turned(self, seconds: float, *, set_aside: bool) -> None:
        self.turns.append((seconds, set_aside))


def test_a_meter_is_told_how_long_each_turn_took_and_whether_it_was_set_aside(
    world: World, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    incoming = Incoming(5, VISITOR, True, "", VISITOR, "Sofia", None, "en", TextMessage("hello"), 1)
    readings = iter([1000.0, 1000.25, 2000.0, 2000.5])
    monkeypatch.setattr(turns_module, "perf_counter", lambda: next(readings))
    recorder = Recorder()
    turns = Turns(campaign, recorder)

    def bad() -> Incoming:
        raise LookupError

    turns.batch(world.db, [Arrival(5, "{}", lambda: incoming), Arrival(6, "{}", bad)], world.now)

    assert recorder.turns == [(0.25, False), (0.5, True)]


# ------------------------------------------------------------ the link of a first admin


def first_link(world: World) -> str:
    """The code of a link for an admin, good for a day from now on."""
    _, code = invitations.create(
        world.db,
        None,
        Role.ADMIN,
        by=None,
        now=world.stamp,
        expires_at=to_text(world.now + timedelta(days=1)),
    )
    return code


def role_of(world: World, person: int) -> Role | None:
    return staff.role_of(world.db, person)


def test_whoever_opens_the_first_link_becomes_admin_and_nobody_after_them(world: World) -> None:
    code = first_link(world)
    welcome = world.command(VISITOR, f"/start {code}")
    world.command(CLAIRE, f"/start {code}")

    assert [said.chat_id for said in welcome if said.chat_id == VISITOR]
    assert (role_of(world, VISITOR), role_of(world, CLAIRE)) == (Role.ADMIN, None)
    assert world.actions().count("became admin") == 1


@pytest.mark.parametrize(("early_seconds", "role"), [(1, Role.ADMIN), (0, None), (-1, None)])
def test_the_first_link_is_dead_from_the_moment_on_that_it_is_good_until(
    world: World, early_seconds: int, role: Role | None
) -> None:
    code = first_link(world)
    # An update moves the clock by a minute.
    world.later(days=1, minutes=-1, seconds=-early_seconds)
    world.command(VISITOR, f"/start {code}")

    assert role_of(world, VISITOR) is role


def test_a_first_link_that_was_withdrawn_makes_nobody_an_admin(world: World) -> None:
    code = first_link(world)
    found = invitations.find(world.db, code)
    assert found is not None
    invitations.revoke(world.db, found.id, by=None, now=world.stamp)
    world.command(VISITOR, f"/start {code}")

    assert role_of(world, VISITOR) is None


def test_a_first_link_opened_in_a_group_makes_nobody_an_admin(world: World) -> None:
    world.command(VISITOR, f"/start {first_link(world)}", chat=GROUP - 5)

    assert role_of(world, VISITOR) is None


def test_an_invitation_of_a_state_makes_nobody_an_admin(world: World) -> None:
    _, code = invitations.create(
        world.db, "FRA", MissionRole.PRIMARY, by=None, now=world.stamp, expires_at=None
    )
    world.command(VISITOR, f"/start {code}")

    assert role_of(world, VISITOR) is None


# ------------------------------------------------------------ what comes twice, what is set aside


def test_a_new_name_is_kept_with_the_next_update(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.command(VISITOR, "/start")
    before = people.known(world.db, VISITOR)
    monkeypatch.setitem(NAMES, VISITOR, "Sofia Rossi-Weber")
    world.write(VISITOR, "hello")
    after = people.known(world.db, VISITOR)

    assert before is not None
    assert after is not None
    assert (before.name, after.name) == ("Sofia Rossi", "Sofia Rossi-Weber")


def test_an_update_that_comes_again_changes_nothing(world: World, lines: io.StringIO) -> None:
    incoming = Incoming(5, VISITOR, True, "", VISITOR, "Sofia", None, "en", TextMessage("hello"), 1)
    arrival = Arrival(5, "{}", lambda: incoming)
    world.turns.batch(world.db, [arrival, arrival], world.now)
    first = acts.newest_row(world.db)
    world.turns.batch(world.db, [arrival], world.now)

    assert acts.newest_row(world.db) == first
    assert lines.getvalue().count("it was taken before") == 2


def test_one_that_fails_undoes_its_own_part_alone(world: World) -> None:
    def good(number: int) -> Arrival:
        incoming = Incoming(
            number, VISITOR, True, "", VISITOR, "Sofia", None, "en", TextMessage("hello"), number
        )
        return Arrival(number, "{}", lambda: incoming)

    def bad() -> Incoming:
        raise LookupError

    world.turns.batch(world.db, [good(5), Arrival(6, '{"raw": 6}', bad), good(7)], world.now)

    letters = world.db.execute("SELECT update_id, raw, error FROM dead_letters").fetchall()
    assert [(number, raw) for number, raw, _ in letters] == [(6, '{"raw": 6}')]
    assert letters[0][2].endswith("LookupError")
    chats = [row.chat_id for row in acts.everything(world.db)]
    # An admin is told, and whoever came after is answered.
    assert chats.count(ADMIN) == 1
    assert VISITOR in chats[chats.index(ADMIN) :]


def test_a_dead_letter_that_is_handled_anew_is_settled_once(world: World) -> None:
    broken(world)
    (letter,) = world.db.execute("SELECT id FROM dead_letters").fetchone()
    incoming = Incoming(
        4711, VISITOR, True, "", VISITOR, "Sofia", None, "en", TextMessage("hello"), 1
    )
    arrival = Arrival(4711, "{}", lambda: incoming)
    before = acts.newest_row(world.db)
    world.turns.again(world.db, arrival, letter, world.now)
    first = acts.newest_row(world.db)
    world.turns.again(world.db, arrival, letter, world.now)

    assert first > before
    assert acts.newest_row(world.db) == first
    assert intake.dead_letters(world.db) == []
