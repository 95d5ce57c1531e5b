"""What a person may do now, read from the database and never from what a button carries."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.campaign.campaign import Campaign
from bot.engine.scene import Standing
from bot.engine.session import Session
from storage import assignments, invitations, replies, revisions
from storage.instants import to_text
from storage.people import KnownPerson

# Requests of people who hold an invitation may fill in the draft while the secretariat decides.
_MAY_FILL_WHILE_PENDING = "approval"


def standing_of(
    campaign: Campaign, db: sqlite3.Connection, known: KnownPerson, session: Session, now: datetime
) -> tuple[Standing | None, str | None]:
    """(standing, State waited for): one or the other, or neither for a visitor."""
    if session.acting is not None and known.staff_role in ("officer", "admin"):
        return _standing(campaign, db, session.acting.party, "officer", True, "recorded", now), None
    held = assignments.active(db, known.id)
    if held is None:
        return None, None
    confirmed = held.status == "confirmed"
    if not confirmed and held.reason != _MAY_FILL_WHILE_PENDING:
        return None, held.party
    return _standing(campaign, db, held.party, held.role, confirmed, held.reason, now), None


def _standing(
    campaign: Campaign,
    db: sqlite3.Connection,
    party: str,
    role: str,
    confirmed: bool,
    reason: str,
    now: datetime,
) -> Standing:
    reply = replies.get(db, party)
    newest, late = revisions.newest(db, party)
    deadline = campaign.deadline(db, party)
    backup = assignments.holder(db, party, "backup") is not None or (
        role == "primary"
        and invitations.open_of_role(db, party, "backup", to_text(now)) is not None
    )
    return Standing(
        party=party,
        role=role,
        confirmed=confirmed,
        reason=reason,
        stage=reply.stage if reply else "invited",
        review=reply.review if reply else None,
        review_note=reply.review_note if reply else None,
        review_question=reply.review_question if reply else None,
        revision=reply.revision if reply else 0,
        newest=newest,
        proposed=late == "proposed",
        # An officer records what came on paper; when it came is the officer's to judge.
        late=role != "officer" and deadline is not None and now > deadline,
        backup_invited=backup,
    )
