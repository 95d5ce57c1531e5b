"""Invites the sandbox's people: six missions, a visitor, an admin, and the secretariat's group."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from storage import assignments, audit, invitations, people, replies, staff
from storage.assignments import MissionRole
from storage.database import Database
from storage.instants import to_text
from storage.staff import Role

ADMIN_ID = 900
GROUP_ID = -1001
VISITOR_ID = 777
# A demo kept for a year still has links that work.
VALIDITY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Cast:
    """Somebody on the sandbox's page; `party` where an invitation waits for them."""

    id: int
    first_name: str
    last_name: str
    language: str
    label: str
    party: str | None = None


CAST = (
    Cast(101, "Claire", "Fontaine", "fr", "Mission of France", "FRA"),
    Cast(102, "أحمد", "حسن", "ar", "Mission of Egypt", "EGY"),
    Cast(103, "王丽", "", "zh", "Mission of China", "CHN"),
    Cast(104, "Анна", "Соколова", "ru", "Mission of the Russian Federation", "RUS"),
    Cast(105, "Lucía", "Hernández", "es", "Mission of Mexico", "MEX"),
    Cast(106, "Wanjiru", "Kamau", "en", "Mission of Kenya", "KEN"),
    Cast(VISITOR_ID, "Sofia", "Rossi", "en", "A visitor without an invitation"),
    Cast(ADMIN_ID, "Mary", "Keller", "en", "Admin of the secretariat"),
)


def prepare(
    db: sqlite3.Connection, bot_username: str, now: datetime, parties: tuple[str, ...] | None = None
) -> dict[int, str]:
    """Invite the missions that have not used their link yet, and make the admin and the group known.

    Of the six only those of the event's `parties` are invited; None is every State.

    Returns the deep link of each mission whose invitation can still be used.
    """
    stamp, expires_at = to_text(now), to_text(now + VALIDITY)
    admin = next(one for one in CAST if one.id == ADMIN_ID)
    people.meet(db, ADMIN_ID, f"{admin.first_name} {admin.last_name}", None, stamp)
    if staff.role_of(db, ADMIN_ID) is None:
        staff.grant(db, ADMIN_ID, Role.ADMIN, by=None, now=stamp)
    if staff.desk(db, GROUP_ID) is None:
        staff.register_desk(db, GROUP_ID, "Secretariat", "en", by=ADMIN_ID, now=stamp)
    links: dict[int, str] = {}
    for one in CAST:
        if one.party is None or (parties is not None and one.party not in parties):
            continue
        if assignments.active(db, one.id) is not None:
            continue
        replies.ensure(db, one.party, stamp)
        for earlier in invitations.of_party(db, one.party):
            # Only its hash was kept, so the page cannot show it again.
            if earlier.used_by is None and earlier.created_by is None:
                invitations.revoke(db, earlier.id, by=None, now=stamp)
        invitation, code = invitations.create(
            db, one.party, MissionRole.PRIMARY, by=None, now=stamp, expires_at=expires_at
        )
        subject = f"invitation {invitation}"
        audit.record(
            db,
            at=stamp,
            actor=None,
            role="demo",
            action="invited",
            party=one.party,
            subject=subject,
        )
        links[one.id] = f"https://t.me/{bot_username}?start={code}"
    return links


def users(links: dict[int, str]) -> list[dict[str, Any]]:
    """Return the cast as the sandbox takes it."""
    return [
        {
            "id": one.id,
            "first_name": one.first_name,
            "last_name": one.last_name,
            "language_code": one.language,
            "label": one.label,
            **({"link": links[one.id]} if one.id in links else {}),
        }
        for one in CAST
    ]


def group() -> dict[str, Any]:
    return {"id": GROUP_ID, "title": "Secretariat", "type": "supergroup", "members": [ADMIN_ID]}


async def prepare_database(
    path: Path, bot_username: str, now: datetime, parties: tuple[str, ...] | None = None
) -> dict[int, str]:
    """Open the database, prepare it, and close it before the bot takes it."""
    database = await Database.open(path)
    try:
        return await database.write(lambda db: prepare(db, bot_username, now, parties))
    finally:
        await database.close()
