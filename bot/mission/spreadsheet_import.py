"""A delegation from a spreadsheet: read, shown as a preview, taken over when confirmed, unless something moved meanwhile."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.campaign.campaign import Campaign
from bot.campaign.post import Post
from bot.engine.changes import AnswerSet, RecordAdded
from bot.engine.diff import Member
from bot.engine.form import Repeat
from bot.i18n.tongue import tongue_for
from bot.mission.draft import StoredDraft, dump
from bot.mission.parsers import make_help
from bot.mission.spreadsheet_texts import preview_message, refusal_message
from bot.texts.typed_words import words_for
from storage import audit, jobs
from storage.instants import to_text

if TYPE_CHECKING:
    from bot.documents.delegation import Preview
    from bot.documents.refusals import SheetRefused
    from bot.documents.sheet import Sheet
    from bot.mission.turn import Mission

Json = dict[str, Any]

# A job of this kind waits for the person's word; when it is due, nobody said it.
CONFIRM = "import"
PATIENCE = timedelta(days=2)


class SpreadsheetImport:
    """Spreadsheets that missions send."""

    def __init__(self, campaign: Campaign, mission: Mission) -> None:
        self._campaign = campaign
        self._mission = mission

    def read(self, payload: Json, data: bytes) -> Sheet | SheetRefused:
        """The file's rows, off the event loop."""
        from bot.documents.sheet import read_sheet

        repeat = self._campaign.event.form.repeats[payload["repeat"]]
        return read_sheet(repeat, data, language=payload["language"])

    def unreadable(self, post: Post, payload: Json) -> None:
        """Telegram lost the file, or it is larger than a list of people can be."""
        tongue = tongue_for(payload["language"])
        post.send(payload["person"], refusal_message(tongue, None))

    def arrived(
        self,
        db: sqlite3.Connection,
        post: Post,
        payload: Json,
        read: Sheet | SheetRefused,
        now: datetime,
    ) -> None:
        """Shows what the file would do, with the buttons to do it or leave it."""
        from bot.documents.delegation import preview
        from bot.documents.refusals import SheetRefused

        tongue, person = tongue_for(payload["language"]), payload["person"]
        if isinstance(read, SheetRefused):
            post.send(person, refusal_message(tongue, read))
            return
        repeat = self._campaign.event.form.repeats[payload["repeat"]]
        members = self._members(db, payload["party"], repeat)
        party = self._campaign.parties.get(payload["party"])
        help = make_help(
            words_for(self._campaign.event, tongue.code),
            party.iso2 if party else None,
            self._campaign.parties,
            now.astimezone(self._campaign.event.zone).date(),
        )
        found = preview(repeat, members, read, help=help, language=tongue.code)
        job = self._keep(db, payload, found, members, now)
        post.send(person, preview_message(tongue, repeat, found, job))

    def _keep(
        self,
        db: sqlite3.Connection,
        payload: Json,
        found: Preview,
        members: Sequence[Member],
        now: datetime,
    ) -> int | None:
        """What is to be done when the person says so; None where there is nothing to do."""
        if not found.add and not found.change:
            return None
        kept = {
            "person": payload["person"],
            "party": payload["party"],
            "repeat": payload["repeat"],
            "seen": fingerprint(members),
            "add": [dict(row.answers) for row in found.add],
            "change": [[row.member.id, dict(row.answers)] for row in found.change],
        }
        due = to_text(now + PATIENCE)
        return jobs.add(db, kind=CONFIRM, payload=kept, now=to_text(now), due_at=due)

    def _members(self, db: sqlite3.Connection, party: str, repeat: Repeat) -> Sequence[Member]:
        content = StoredDraft(db, self._campaign.event.form, party).content()
        return content.records.get(repeat.name, ())

    # ------------------------------------------------------------ the person's word

    def confirm(
        self,
        db: sqlite3.Connection,
        draft: StoredDraft,
        job: int,
        person: int,
        role: str,
        now: datetime,
    ) -> str:
        """Takes the rows over; says how it went as a code of `wording.TOLD`."""
        kept = jobs.pending(db, job, CONFIRM)
        if kept is None or kept["person"] != person or kept["party"] != draft.party:
            return "import_gone"
        jobs.finish(db, job)
        repeat = self._campaign.event.form.repeats[kept["repeat"]]
        if fingerprint(self._members(db, draft.party, repeat)) != kept["seen"]:
            return "import_moved"
        self._take_over(db, draft, repeat, kept, person, role, to_text(now))
        return "imported"

    def _take_over(
        self,
        db: sqlite3.Connection,
        draft: StoredDraft,
        repeat: Repeat,
        kept: Json,
        person: int,
        role: str,
        stamp: str,
    ) -> None:
        for answers in kept["add"]:
            record = draft.next_record()
            draft.apply(RecordAdded(repeat.name, record), by=person, role=role, now=stamp)
            for question, value in answers.items():
                change = AnswerSet(question, value, record, repeat.name)
                draft.apply(change, by=person, role=role, now=stamp)
        for record, answers in kept["change"]:
            for question, value in answers.items():
                change = AnswerSet(question, value, record, repeat.name)
                draft.apply(change, by=person, role=role, now=stamp)
        audit.record(
            db,
            at=stamp,
            actor=person,
            role=role,
            action="imported",
            party=draft.party,
            subject=repeat.name,
            new=dump({"added": len(kept["add"]), "changed": len(kept["change"])}),
        )

    def leave(self, db: sqlite3.Connection, job: int, person: int) -> str:
        """Nothing is taken over."""
        kept = jobs.pending(db, job, CONFIRM)
        if kept is None or kept["person"] != person:
            return "import_gone"
        jobs.stop(db, job)
        return "import_left"


def fingerprint(members: Sequence[Member]) -> str:
    """What a list of people was like when the preview was made."""
    text = json.dumps([[m.id, dict(m.answers)] for m in members], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
