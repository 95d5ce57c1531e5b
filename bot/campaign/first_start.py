"""Writes at every start what the settings say of people and chats, and invites a first admin where there is none."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.campaign.campaign import Campaign
from storage import Db, audit, deployment, invitations, people, staff
from storage.errors import WrongEvent
from storage.instants import to_text
from storage.staff import Role

# Long enough to open the link on a telephone, short enough not to lie about.
FIRST_ADMIN_VALIDITY = timedelta(hours=24)


def first_start(
    db: Db, campaign: Campaign, *, admin_ids: Collection[int], group: int | None, now: datetime
) -> str | None:
    """Note what this process serves, with its admins and its group; every start may do it again.

    Returns the link by which somebody becomes the first admin, where there is none yet.

    Raises: WrongEvent where the database serves another event.
    """
    stamp, code = to_text(now), campaign.event.code
    known = deployment.get(db, deployment.Key.EVENT)
    if known is not None and known != code:
        raise WrongEvent(known, code)
    deployment.put(db, deployment.Key.EVENT, code)
    deployment.put(db, deployment.Key.STARTED, stamp)
    deployment.put(db, deployment.Key.BOT_USERNAME, campaign.bot_username)
    for admin in sorted(admin_ids):
        if staff.role_of(db, admin) is not Role.ADMIN:
            _grant(db, admin, stamp)
    if group is not None and staff.desk(db, group) is None:
        staff.register_desk(db, group, "", "en", by=None, now=stamp)
    if any(role == Role.ADMIN for _, role, _ in staff.members(db)):
        return None
    expires = to_text(now + FIRST_ADMIN_VALIDITY)
    _, secret = invitations.create(db, None, Role.ADMIN, by=None, now=stamp, expires_at=expires)
    return campaign.link(secret)


def _grant(db: Db, admin: int, stamp: str) -> None:
    people.meet(db, admin, "", None, stamp)
    staff.grant(db, admin, Role.ADMIN, by=None, now=stamp)
    audit.record(
        db, at=stamp, actor=None, role="settings", action="granted", subject=str(admin), new="admin"
    )
