"""Does the work of the command line beside a running bot: invite, export, back up, restore."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from bot.campaign.campaign import Campaign
from bot.events.event import Event
from bot.events.parties import Parties, Party
from bot.operations.config import Settings
from bot.telegram.api import connected
from storage import audit, deployment, files, invitations, replies
from storage.assignments import MissionRole
from storage.folders import make_private
from storage.instants import to_text
from storage.visits import reading, writing


class NoSuchState(LookupError):
    """`candidates` are the names that come near."""

    def __init__(self, said: str, candidates: list[str]) -> None:
        super().__init__(said)
        self.said = said
        self.candidates = candidates


def find_state(known: Parties, said: str) -> Party:
    """Return the State of that code or name.

    Raises: NoSuchState where it is none, or could be several.
    """
    exact = known.exact(said)
    if exact is not None:
        return exact
    found = known.find(said)
    raise NoSuchState(said, [f"{party.code} {party.name('en')}" for party in found])


async def campaign(settings: Settings, event: Event) -> Campaign:
    """Return the campaign of an event, with the bot's name as the database remembers it, else as Telegram says."""
    if settings.database.exists():
        with reading(settings.database) as db:
            kept = deployment.get(db, deployment.Key.BOT_USERNAME)
        if kept is not None:
            return Campaign.of(event, kept)
    async with connected(settings.bot_token, settings.bot_api_url) as api:
        return Campaign.of(event, api.username)


def invite(
    settings: Settings, campaign: Campaign, party: str, role: MissionRole, now: datetime
) -> str:
    """Return a new link for a State; the code itself is kept nowhere."""
    stamp = to_text(now)
    with writing(settings.database) as db:
        replies.ensure(db, party, stamp)
        invitation, code = invitations.create(
            db,
            party,
            role,
            by=None,
            now=stamp,
            expires_at=to_text(now + campaign.event.invitation_validity),
        )
        audit.record(
            db,
            at=stamp,
            actor=None,
            role="command line",
            action="invited",
            party=party,
            subject=f"invitation {invitation}",
        )
    return campaign.link(code)


def export(
    settings: Settings, campaign: Campaign, kind: str, language: str, now: datetime
) -> bytes:
    """Return all replies as a file's bytes."""
    from bot.jobs.exports import gather

    with reading(settings.database) as db:
        collected = gather(campaign, db)
    match kind:
        case "xlsx":
            return collected.workbook(language, now).data
        case "csv":
            return collected.csv(language, "replies").data
        case _:
            text = json.dumps(collected.json(), ensure_ascii=False, indent=2)
            return (text + "\n").encode()


def back_up(settings: Settings, target: Path) -> None:
    """Write a complete copy, also while the bot is running.

    Raises: DatabaseRefused, OSError or sqlite3.Error; the target is as it was.
    """
    with reading(settings.database):
        pass
    files.copy(settings.database.resolve(), target.resolve())


def restore(settings: Settings, source: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the database, which must not be in use; return where the old one went.

    Raises: DatabaseRefused where the backup is not ours, newer, or damaged; nothing was changed.
    """
    known = len(files.migrations_in(files.MIGRATIONS))
    source, target = source.resolve(), settings.database.resolve()
    if files.examine(source, known=known) is None:
        raise FileNotFoundError(source)
    make_private(target.parent)
    holder = files.hold(target)
    try:
        aside: Path | None = None
        if target.exists():
            stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
            aside = target.with_name(f"{target.name}.before-{stamp}")
            # Through SQLite, so that what stands in the write-ahead log comes along.
            files.copy(target, aside)
        arriving = target.with_name(f"{target.name}.arriving")
        files.copy(source, arriving)
        for rest in ("-wal", "-shm"):
            target.with_name(target.name + rest).unlink(missing_ok=True)
        arriving.replace(target)
    finally:
        holder.close()
    return aside
