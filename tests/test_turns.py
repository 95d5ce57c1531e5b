"""What the log tells of a turn, and what becomes of one that fails."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest

from bot.campaign.campaign import Campaign
from bot.engine.session import Asking, Session
from bot.operations.logs import set_up
from bot.telegram.updates import Incoming, TextMessage
from bot.turns import Arrival, Turns
from storage import people
from tests.world import ADMIN, CLAIRE, FORM, GROUP, VISITOR, World, campaign, world

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
