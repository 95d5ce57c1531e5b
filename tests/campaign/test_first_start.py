"""What a start writes of the settings, how often, and when it invites a first admin."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.campaign.campaign import Campaign
from bot.campaign.first_start import FIRST_ADMIN_VALIDITY, first_start
from bot.events import reader
from storage import deployment, files, invitations, people, staff
from storage.deployment import Key
from storage.errors import WrongEvent
from storage.instants import to_text
from storage.staff import Role

NOW = datetime(2003, 9, 1, 9, 0, tzinfo=UTC)
CAMPAIGN = Campaign.of(reader.load("wsis-geneva-2003"), "FocalPointBot")
ADMIN, OFFICER, GROUP = 900, 901, -1001


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "replies.sqlite3"
    with closing(files.prepare(path)), closing(files.connect(path)) as opened:
        yield opened


def trail(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    return db.execute("SELECT actor_role, action, subject, new FROM audit ORDER BY id").fetchall()


def start(
    db: sqlite3.Connection,
    admins: tuple[int, ...] = (),
    group: int | None = None,
    now: datetime = NOW,
) -> str | None:
    return first_start(db, CAMPAIGN, admin_ids=admins, group=group, now=now)


def test_what_this_process_serves_and_since_when_is_noted(db: sqlite3.Connection) -> None:
    start(db)
    start(db, now=NOW + timedelta(hours=1))

    assert deployment.get(db, Key.EVENT) == "WSIS-2003"
    assert deployment.get(db, Key.BOT_USERNAME) == "FocalPointBot"
    assert deployment.get(db, Key.STARTED) == to_text(NOW + timedelta(hours=1))


def test_another_event_is_refused_and_nothing_is_noted(db: sqlite3.Connection) -> None:
    deployment.put(db, Key.EVENT, "OTHER-1")
    with pytest.raises(WrongEvent) as caught:
        start(db, (ADMIN,), GROUP)

    assert (caught.value.found, caught.value.expected) == ("OTHER-1", "WSIS-2003")
    assert deployment.get(db, Key.STARTED) is None
    assert staff.members(db) == []


def test_admins_of_the_settings_are_granted_once_and_each_is_in_the_trail(
    db: sqlite3.Connection,
) -> None:
    people.meet(db, OFFICER, "Omar Said", None, to_text(NOW))
    staff.grant(db, OFFICER, Role.OFFICER, by=None, now=to_text(NOW))
    links = [start(db, (OFFICER, ADMIN)) for _ in range(2)]

    assert links == [None, None]
    assert {(person, role) for person, role, _ in staff.members(db)} == {
        (ADMIN, Role.ADMIN),
        (OFFICER, Role.ADMIN),
    }
    assert trail(db) == [
        ("settings", "granted", str(ADMIN), "admin"),
        ("settings", "granted", str(OFFICER), "admin"),
    ]


def test_the_group_of_the_settings_is_registered_once_and_keeps_its_language(
    db: sqlite3.Connection,
) -> None:
    start(db, (), GROUP)
    first = staff.desk(db, GROUP)
    assert first is not None
    staff.set_desk_language(db, GROUP, "fr")
    start(db, (), GROUP)

    found = staff.desk(db, GROUP)
    assert first.language == "en"
    assert found == replace(first, language="fr")


def test_while_there_is_no_admin_every_start_gives_a_link_that_is_good_for_a_day(
    db: sqlite3.Connection,
) -> None:
    people.meet(db, OFFICER, "Omar Said", None, to_text(NOW))
    staff.grant(db, OFFICER, Role.OFFICER, by=None, now=to_text(NOW))
    links = [start(db), start(db)]

    codes = [link.removeprefix("https://t.me/FocalPointBot?start=") for link in links if link]
    found = [invitations.find(db, code) for code in codes]
    assert len(set(codes)) == 2
    assert [(one.party, one.role, one.expires_at) for one in found if one] == [
        (None, Role.ADMIN, to_text(NOW + timedelta(hours=24)))
    ] * 2
    assert timedelta(hours=24) == FIRST_ADMIN_VALIDITY
