"""Reads in one go what an export is made of; bot.documents lays it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.campaign.campaign import Campaign
from bot.documents import File
from bot.documents.export import ChangeRow, InvitationRow, ReplyRow, as_json, every_state
from bot.engine.diff import Content, differences
from bot.engine.standing import LateState, ReplyReview, ReplyStage
from bot.events.parties import Party
from bot.i18n.tongue import Tongue, tongue_for
from storage import Db, assignments, audit, invitations, people, replies, revisions
from storage.assignments import MissionRole
from storage.instants import from_text
from storage.replies import Reply, Stage
from storage.revisions import Late, Revision, RevisionKind


@dataclass(frozen=True, slots=True)
class Collected:
    """Holds every State's reply as it counts now, every change, every invitation."""

    campaign: Campaign
    rows: Mapping[str, ReplyRow]
    changes: tuple[ChangeRow, ...]
    invitations: tuple[InvitationRow, ...]

    def in_order(self, language: str) -> Iterator[ReplyRow]:
        return every_state(self.campaign.parties, self.rows, language=language)

    def workbook(self, language: str, as_of: datetime) -> File:
        from bot.documents.workbook import workbook

        return workbook(
            self.campaign.event,
            self.in_order(language),
            language=language,
            changes=self.changes,
            invitations=self.invitations,
            as_of=as_of,
        )

    def csv(self, language: str, sheet: Literal["replies", "delegates"]) -> File:
        from bot.documents.table import csv_file

        return csv_file(
            self.campaign.event, self.in_order(language), language=language, sheet=sheet
        )

    def json(self) -> dict[str, Any]:
        """Return the event and its replies for other programs."""
        return as_json(self.campaign.event, self.in_order("en"))


def gather(campaign: Campaign, db: Db) -> Collected:
    """Read everything an export tells."""
    rows: dict[str, ReplyRow] = {}
    changes: list[ChangeRow] = []
    for reply in replies.all_replies(db):
        party = campaign.parties.get(reply.party)
        if party is None:
            continue
        sent = revisions.of_party(db, reply.party)
        rows[reply.party] = _row(campaign, db, party, reply, sent)
        changes += _changes(campaign, party, sent)
    return Collected(campaign, rows, tuple(changes), tuple(_invitations(campaign, db)))


def _row(campaign: Campaign, db: Db, party: Party, reply: Reply, sent: list[Revision]) -> ReplyRow:
    in_force = next((one for one in sent if one.number == reply.revision), None)
    acting = {held.role: held.person_id for held in assignments.acting_for(db, party.code)}
    names = people.names(db, {*acting.values(), *([in_force.sent_by] if in_force else [])})
    links = invitations.of_party(db, party.code)
    opened = [link.used_at for link in links if link.used_at]
    return ReplyRow(
        party=party,
        stage=ReplyStage(reply.stage),
        review=ReplyReview(reply.review) if reply.review else None,
        revision=reply.revision,
        late=_late(sent[-1]) if sent else None,
        sent_at=from_text(in_force.sent_at) if in_force else None,
        sent_by=names.get(in_force.sent_by, "") if in_force and not in_force.recorded_by else "",
        paper_reference=in_force.paper_reference if in_force else None,
        focal=names.get(acting.get(MissionRole.PRIMARY, 0), ""),
        backup=names.get(acting.get(MissionRole.BACKUP, 0), ""),
        invited_at=from_text(links[-1].created_at) if links else None,
        opened_at=from_text(min(opened)) if opened else None,
        deadline=campaign.deadline(db, party.code),
        content=Content.from_json(in_force.content)
        if in_force and reply.stage != Stage.WITHDRAWN
        else None,
    )


def _late(revision: Revision) -> LateState | None:
    return LateState(revision.late) if revision.late else None


def _changes(campaign: Campaign, party: Party, sent: list[Revision]) -> Iterator[ChangeRow]:
    """Yield what each revision after the first changed against the one in force before it."""
    before: Content | None = None
    for revision in sent:
        content = Content.from_json(revision.content)
        if before is not None and revision.kind == RevisionKind.SENT:
            for change in differences(campaign.event.form, before, content):
                at = from_text(revision.sent_at)
                yield ChangeRow(party, revision.number, at, change, _late(revision))
        if revision.late in (None, Late.TAKEN):
            before = content


def _invitations(campaign: Campaign, db: Db) -> Iterator[InvitationRow]:
    links = invitations.all_invitations(db)
    names = people.names(db, {link.used_by for link in links if link.used_by is not None})
    for link in links:
        party = campaign.parties.get(link.party) if link.party else None
        if link.party is not None and party is None:
            continue
        yield InvitationRow(
            party,
            link.role,
            from_text(link.created_at),
            from_text(link.expires_at) if link.expires_at else None,
            from_text(link.used_at) if link.used_at else None,
            names.get(link.used_by or 0, ""),
            from_text(link.revoked_at) if link.revoked_at else None,
        )


def trail(campaign: Campaign, db: Db, party: str | None, *, language: str) -> Callable[[], File]:
    """Return the maker of the audit trail as CSV, oldest first."""
    entries = audit.entries(db, party=party)[::-1]
    names = people.names(db, {entry.actor for entry in entries if entry.actor is not None})
    tongue = tongue_for(language)

    def work() -> File:
        from bot.documents import lines
        from bot.documents.table import CSV

        rows = [_trail_head(tongue)]
        rows += [
            [
                entry.at,
                names.get(entry.actor or 0, ""),
                entry.actor_role,
                entry.action,
                entry.party or "",
                entry.subject or "",
                entry.old or "",
                entry.new or "",
            ]
            for entry in entries
        ]
        name = f"{campaign.event.code}-audit{f'-{party}' if party else ''}.csv"
        return File(name, CSV, lines.write(iter(rows)))

    return work


def _trail_head(tongue: Tongue) -> list[str]:
    return [
        tongue.plain_as("column", "When (UTC)"),
        tongue.plain_as("column", "Who"),
        tongue.plain_as("column", "Role"),
        tongue.plain_as("column", "Action"),
        tongue.plain_as("column", "State"),
        tongue.plain_as("column", "Subject"),
        tongue.plain_as("column", "From"),
        tongue.plain_as("column", "To"),
    ]
