"""Makes documents when they are sent, off the event loop, from what an outbox row names."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.campaign.campaign import Campaign
from bot.documents import File
from bot.engine.diff import Content
from bot.engine.standing import LateState
from bot.jobs import exports, pictures
from bot.texts.regions import region_of
from storage import Db, attachments, people, replies, revisions
from storage.attachments import Attachments
from storage.database import Database
from storage.instants import from_text
from storage.replies import Stage
from storage.revisions import Revision as StoredRevision
from storage.revisions import RevisionKind

Json = dict[str, Any]


class DocumentMaker:
    """Makes the file that a row's `document` describes.

    Typesetting runs in one thread of its own: one compiler serves one thread, and a letter takes
    milliseconds.
    """

    def __init__(self, campaign: Campaign, database: Database, kept: Attachments) -> None:
        self._campaign = campaign
        self._database = database
        self._kept = kept
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="papers")
        self._makers: dict[str, Callable[[Db, Json], Callable[[], File]]] = {
            "receipt": self._receipt,
            "calendar": self._calendar,
            "template": self._template,
            "file": self._file,
            "text": self._text,
            "participants": self._participants,
            "workbook": self._workbook,
            "csv": self._csv,
            "letter": self._letters,
            "letters": self._letters,
            "chart": self._chart,
            "audit": self._audit,
        }

    async def make(self, document: Json) -> File:
        """Return the file; the same row makes the same bytes.

        Raises: KeyError for a kind of document that is not known.
        """
        kind: str = document["kind"]
        gather = self._makers[kind]
        work = await self._database.read(lambda db: gather(db, document))
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _receipt(self, db: Db, document: Json) -> Callable[[], File]:
        event, language = self._campaign.event, str(document["language"])
        party = self._campaign.parties[document["party"]]
        stored = revisions.get(db, party.code, document["number"])
        if stored is None:
            raise LookupError(f"revision {document['number']} of {party.code}")
        before = revisions.previous(db, party.code, stored.number)
        names = people.names(db, {stored.sent_by})
        files = attachments.of_party(db, party.code)

        def work() -> File:
            from bot.documents.receipt import (
                Earlier,
                ReceiptAttachment,
                ReceiptContent,
                Recorded,
                receipt,
            )

            recorded = None
            if stored.recorded_by is not None:
                recorded = Recorded("", stored.paper_reference or "", stored.paper_date or "")
            revision = ReceiptContent(
                number=stored.number,
                reference=self._campaign.event.reference(party.code),
                sent_at=from_text(stored.sent_at),
                sent_by="" if recorded else names.get(stored.sent_by, ""),
                content=Content.from_json(stored.content),
                earlier=Earlier(before.number, Content.from_json(before.content))
                if before
                else None,
                late=LateState(stored.late) if stored.late else None,
                recorded=recorded,
                withdrawn=stored.kind == RevisionKind.WITHDRAWN,
                files=[
                    ReceiptAttachment(file.name, file.size_bytes, from_text(file.uploaded_at))
                    for file in files
                    if _is_named(stored, file.id)
                ],
            )
            return receipt(event, party, revision, language=language)

        return work

    def _calendar(self, db: Db, document: Json) -> Callable[[], File]:
        event = self._campaign.event
        deadline = self._campaign.deadline(db, document["party"])
        # A calendar takes a moved deadline from the later of two files only.
        as_of = from_text(document["as_of"])

        def work() -> File:
            from bot.documents.calendar import calendar

            return calendar(event, language=document["language"], deadline=deadline, as_of=as_of)

        return work

    def _template(self, db: Db, document: Json) -> Callable[[], File]:
        from bot.mission.draft import StoredDraft

        event = self._campaign.event
        repeat = next(iter(event.form.repeats.values()))
        content = StoredDraft(db, event.form, document["party"]).content()
        members = content.records.get(repeat.name, ())

        def work() -> File:
            from bot.documents.template import template

            return template(event, repeat, language=document["language"], members=members)

        return work

    def _file(self, db: Db, document: Json) -> Callable[[], File]:
        """Return a file that a mission sent."""
        file = attachments.get(db, document["file"])
        if file is None:
            raise LookupError("a file that is gone")
        return lambda: File(file.name, file.mime_type, self._kept.read(file.hash))

    def _text(self, _db: Db, document: Json) -> Callable[[], File]:
        """Return a small text that the turn itself made; its row is scrubbed once it is sent."""
        data = ("\ufeff" + document["text"]).encode()
        return lambda: File(document["name"], "text/csv", data)

    def _participants(self, db: Db, document: Json) -> Callable[[], File]:
        event = self._campaign.event
        listed = [
            (self._campaign.parties[party], content)
            for party, content in self._in_force(db)
            if self._in_group(party, document)
        ]
        as_of = from_text(document["as_of"])

        def work() -> File:
            from bot.documents.participants import list_of_participants

            return list_of_participants(
                event,
                listed,
                language=document["language"],
                provisional=document.get("provisional", True),
                as_of=as_of,
                kind=document["format"],
            )

        return work

    def _in_force(self, db: Db) -> list[tuple[str, Content]]:
        """Return every State's reply as it counts now, without the withdrawn ones."""
        found = []
        for reply in replies.all_replies(db):
            if reply.revision == 0 or reply.stage == Stage.WITHDRAWN:
                continue
            stored = revisions.get(db, reply.party, reply.revision)
            if stored is not None and reply.party in self._campaign.parties:
                found.append((reply.party, Content.from_json(stored.content)))
        return found

    def _in_group(self, party: str, document: Json) -> bool:
        group = document.get("group")
        return group is None or region_of(self._campaign.parties[party]) == group

    def _workbook(self, db: Db, document: Json) -> Callable[[], File]:
        collected = exports.gather(self._campaign, db)
        return lambda: collected.workbook(document["language"], from_text(document["as_of"]))

    def _csv(self, db: Db, document: Json) -> Callable[[], File]:
        collected = exports.gather(self._campaign, db)
        return lambda: collected.csv(document["language"], document.get("sheet", "replies"))

    def _letters(self, _db: Db, document: Json) -> Callable[[], File]:
        """Return letters with their links, which stand in the row until it is sent and scrubbed."""
        event = self._campaign.event
        language = str(document["language"])

        def work() -> File:
            from bot.documents.letter import AddressedInvitation, letter, letters

            invitations = [
                AddressedInvitation(
                    self._campaign.parties[one["party"]],
                    one["reference"],
                    one["link"],
                    one.get("language", language),
                )
                for one in document["invitations"]
            ]
            if document["kind"] == "letter":
                return letter(event, invitations[0])
            return letters(event, invitations, language=language, part=document.get("part", ""))

        return work

    def _chart(self, db: Db, document: Json) -> Callable[[], File]:
        return pictures.chart(
            self._campaign,
            db,
            document["chart"],
            language=document["language"],
            as_of=from_text(document["as_of"]),
        )

    def _audit(self, db: Db, document: Json) -> Callable[[], File]:
        return exports.trail(
            self._campaign, db, document.get("party"), language=document["language"]
        )


def _is_named(stored: StoredRevision, file: int) -> bool:
    """Return whether a revision's answers name that file."""
    answers = json.loads(stored.content)["answers"].values()
    return any(isinstance(value, dict) and value.get("file") == file for value in answers)
