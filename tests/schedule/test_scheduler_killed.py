"""Twenty kills in the middle of a scheduled reminder run: after the restart each State has been reminded once."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.campaign.campaign import DEADLINE
from bot.telegram.dispatcher import IN_FLIGHT
from storage import assignments, deployment, files, people, replies
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.instants import to_text
from tests import mortal_clock

ROOT = Path(__file__).resolve().parents[2]
DEADLINE_AT = mortal_clock.NOW + timedelta(days=7)
INVITED = to_text(mortal_clock.NOW - timedelta(days=20))
# From the first statement of the tick's transaction to its last; from the first message to the last.
STATEMENTS = (1, 40, 250, 500, 800, 1100, 1400, 1700, 2000, 2400)
SENDS = (1, 2, 20, 33, 64, 100, 130, 160, 190, 195)


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    """Every State has opened its invitation, and nobody has replied."""
    path = tmp_path / "focal.sqlite3"
    with closing(files.prepare(path)), closing(files.connect(path)) as db:
        db.execute("BEGIN")
        deployment.put(db, DEADLINE, to_text(DEADLINE_AT))
        for person, party in enumerate(mortal_clock.campaign().parties, 1000):
            people.meet(db, person, f"Person {person}", None, INVITED)
            replies.ensure(db, party.code, INVITED)
            assignments.assign(
                db,
                party.code,
                person,
                MissionRole.PRIMARY,
                status=AssignmentStatus.CONFIRMED,
                reason=AssignmentReason.INVITED,
                now=INVITED,
            )
        db.execute("COMMIT")
    return path


def killed(campaign: Path, log: Path, *, statements: int = 0, sends: int = 0) -> None:
    line = [str(campaign), str(log), str(statements), str(sends)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.mortal_clock", *line], cwd=ROOT, check=False
    )
    assert done.returncode == -signal.SIGKILL


def reminders(campaign: Path) -> Counter[int]:
    with closing(files.connect(campaign)) as db:
        return Counter(
            chat for (chat,) in db.execute("SELECT chat_id FROM outbox WHERE state = 'sent'")
        )


@pytest.mark.kill
@pytest.mark.parametrize("statement", STATEMENTS)
async def test_a_kill_within_the_tick_leaves_nothing_done_by_halves(
    campaign: Path, tmp_path: Path, statement: int
) -> None:
    log = tmp_path / "log"
    killed(campaign, log, statements=statement)
    assert reminders(campaign) == Counter()

    await mortal_clock.run(campaign, log)
    await mortal_clock.run(campaign, log)

    assert set(reminders(campaign).values()) == {1}
    assert len(reminders(campaign)) == len(mortal_clock.campaign().parties)
    assert len(log.read_text().split()) == len(mortal_clock.campaign().parties)


@pytest.mark.kill
@pytest.mark.parametrize("send", SENDS)
async def test_a_kill_while_sending_repeats_at_most_what_was_on_its_way(
    campaign: Path, tmp_path: Path, send: int
) -> None:
    log = tmp_path / "log"
    killed(campaign, log, sends=send)
    before = len(log.read_text().split()) if log.exists() else 0

    await mortal_clock.run(campaign, log)

    got = Counter(log.read_text().split())
    repeated = sum(times - 1 for times in got.values())
    assert before == send - 1
    assert set(reminders(campaign).values()) == {1}
    assert len(got) == len(mortal_clock.campaign().parties)
    assert max(got.values()) <= 2
    assert repeated <= IN_FLIGHT
