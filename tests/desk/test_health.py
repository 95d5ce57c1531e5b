"""Health: figures, what failed, trying it again; never what anybody wrote."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import __version__
from storage import deployment, files, intake, jobs, outbox
from storage.instants import to_text
from storage.jobs import JobKind
from tests.world import ADMIN, OFFICER, Said, World, only

TRACEBACK = '  File "x.py", line 1, in go\nKeyError'


def health(world: World) -> Said:
    return only(world.command(ADMIN, "/health"), ADMIN)


def trouble(world: World) -> None:
    """An update nobody could handle, and a message nobody would take."""
    intake.bury(world.db, update_id=None, raw='{"secret": 1}', error=TRACEBACK, now=world.stamp)
    row = outbox.enqueue(world.db, chat_id=77, method="m", params={}, now=world.stamp)
    assert row is not None
    outbox.mark_dead(world.db, row, "refused")
    world.forget()


def test_the_figures_are_there_in_words(world: World) -> None:
    deployment.put(world.db, deployment.Key.STARTED, to_text(world.now - timedelta(hours=3)))
    deployment.put(world.db, deployment.Key.LAST_BACKUP, to_text(world.now))
    outbox.enqueue(
        world.db,
        chat_id=77,
        method="m",
        params={},
        now=to_text(world.now - timedelta(minutes=9)),
        lane=outbox.Lane.BULK,
    )
    world.forget()

    text = health(world).text

    assert f"Version {__version__}, running for 3 hours." in text
    assert "Waiting to be sent: reminders and announcements: 1" in text
    assert "The oldest has waited for 10 minutes." in text
    assert "Messages that Telegram refused: 0" in text
    assert "Last backup: 1 September 2003" in text
    assert "kB." in text or "MB." in text


def test_a_new_deployment_has_figures_too(world: World) -> None:
    said = health(world)

    assert "running for —." in said.text
    assert "No backup has been made yet." in said.text
    assert list(said.buttons) == ["Refresh", "Check the database"]


def test_what_was_set_aside_is_counted_and_quoted_nowhere(world: World) -> None:
    trouble(world)

    text = health(world).text

    assert "Messages that Telegram refused: 1" in text
    assert "Updates that could not be handled: 1" in text
    assert "• KeyError, 1 September 2003" in text
    assert "secret" not in text


def test_retry_queues_messages_anew_and_has_updates_read_anew(world: World) -> None:
    trouble(world)
    said = health(world)

    again = world.tap(ADMIN, said.buttons["Retry"])

    (job,) = jobs.due(world.db, world.stamp, kinds=[JobKind.RETRY_UPDATE])
    (letter,) = intake.dead_letters(world.db)
    assert job.payload == {"letter": letter.id}
    assert [row.chat_id for row in outbox.waiting(world.db)].count(77) == 1
    assert (
        "Everything that failed is being tried again."
        in only([one for one in again if one.chat_id == ADMIN], ADMIN).text
    )
    assert world.actions() == ["retried"]


def test_there_may_be_nothing_to_try_again(world: World) -> None:
    world.tap(ADMIN, "d:retry")

    assert world.toast == "There is nothing to try again."
    assert world.actions() == []


def test_what_was_looked_at_is_forgotten(world: World) -> None:
    trouble(world)

    said = only(world.tap(ADMIN, "d:lookedat"), ADMIN)

    assert "Updates that could not be handled: 0" in said.text
    assert world.db.execute("SELECT raw FROM dead_letters").fetchone() == ("",)


def test_the_report_is_refreshed_in_place(world: World) -> None:
    said = only(world.tap(ADMIN, "d:health"), ADMIN)

    assert said.method == "editMessageText"


def test_a_whole_database_is_said_to_be_whole(world: World) -> None:
    said = only(world.tap(ADMIN, "d:integrity"), ADMIN)

    assert "The database is whole." in said.text


def test_a_damaged_database_is_said_to_be_damaged(world: World) -> None:
    world.focal_point()
    world.db.execute("PRAGMA foreign_keys = OFF")
    world.db.execute("UPDATE assignments SET person_id = 5")
    assert files.faults_in(world.db) != []

    said = only(world.tap(ADMIN, "d:integrity"), ADMIN)

    assert "The database is damaged. Please restore a backup:" in said.text
    assert "assignments" in said.text


@pytest.mark.parametrize(("faults", "named"), [(5, 5), (6, 5)])
def test_of_many_faults_five_are_named_and_all_counted(
    world: World, faults: int, named: int
) -> None:
    for person in range(101, 101 + faults):
        world.focal_point(person, list(world.turns.mission.campaign.parties)[person].code)
    world.db.execute("PRAGMA foreign_keys = OFF")
    world.db.execute("UPDATE assignments SET person_id = person_id + 5000")
    assert len(files.faults_in(world.db)) == faults

    said = only(world.tap(ADMIN, "d:integrity"), ADMIN)

    assert said.text.count("refers to a missing row") == named
    assert world.db.execute("SELECT new FROM audit ORDER BY id DESC").fetchone() == (str(faults),)


@pytest.mark.parametrize("data", ["d:health", "d:retry", "d:lookedat", "d:integrity"])
def test_health_is_for_admins(world: World, data: str) -> None:
    world.tap(OFFICER, data)

    assert world.toast == "This needs the role of admin."
