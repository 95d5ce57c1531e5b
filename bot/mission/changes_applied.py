"""Stores what a turn decided, and tells the secretariat and the other people of the mission."""

from __future__ import annotations

import hashlib
from typing import Any, assert_never

from bot.campaign import notify
from bot.campaign.work import Work
from bot.engine import changes
from bot.engine.diff import Content, differences
from bot.engine.scene import Standing
from bot.engine.standing import AccessReason, ReplyStage
from bot.engine.turn import Turn
from bot.i18n.isolation import Html
from bot.i18n.tongue import tongue_for
from bot.mission import admission
from bot.mission.draft import StoredDraft
from bot.texts.desk_notices import Sending
from bot.texts.messages import Button, Message
from storage import (
    assignments,
    audit,
    invitations,
    jobs,
    message_threads,
    people,
    replies,
    revisions,
)
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.instants import to_text
from storage.jobs import JobKind
from storage.message_threads import Direction
from storage.people import KnownPerson
from storage.replies import Review, Stage
from storage.revisions import RevisionKind


class ChangesApplied:
    """Applies the changes of one turn of one person."""

    def __init__(
        self, work: Work, known: KnownPerson, standing: Standing | None, language: str
    ) -> None:
        self._work = work
        self._db = work.db
        self._known = known
        self._standing = standing
        self._language = language
        self._stamp = work.stamp

    def apply(self, turn: Turn, draft: StoredDraft) -> None:
        """Store every change of the turn, in order."""
        for change in turn.changes:
            if isinstance(change, changes.PersonChange):
                self._of_person(change)
            elif self._standing is not None:
                self._of_reply(change, draft, self._standing, turn)

    def _of_reply(
        self, change: changes.ReplyChange, draft: StoredDraft, standing: Standing, turn: Turn
    ) -> None:
        if isinstance(change, changes.DraftChange):
            draft.apply(change, by=self._known.id, role=standing.role, now=self._stamp)
            unwritten = standing.stage in (ReplyStage.INVITED, ReplyStage.OPENED)
            if isinstance(change, changes.AnswerSet | changes.RecordAdded) and unwritten:
                draft.begun(self._stamp)
            return
        match change:
            case changes.ReplySent(number=number, late=late):
                self._send(draft, standing, number, late=late, turn=turn)
            case changes.ReplyWithdrawn(number=number):
                self._withdraw(standing, number)
            case changes.FileWanted(question=question, message_id=message_id):
                asked = {"question": question, "message_id": message_id}
                self._fetch(JobKind.FETCH_FILE, standing, change, asked)
            case changes.SheetWanted(repeat=repeat):
                asked = {"repeat": repeat, "language": self._language}
                self._fetch(JobKind.FETCH_SHEET, standing, change, asked)
            case changes.DocumentWanted(kind=kind, number=number):
                self._document(standing, kind, number)
            case changes.BackupInvited():
                self._invite_backup(standing)
            case never:
                assert_never(never)

    def _fetch(
        self, kind: JobKind, standing: Standing, wanted: changes.FetchWanted, asked: dict[str, Any]
    ) -> None:
        payload = {
            "person": self._known.id,
            "party": standing.party,
            "file_id": wanted.file_id,
            "name": wanted.name,
            "size_bytes": wanted.size_bytes,
        }
        jobs.add(self._db, kind=kind, payload=payload | asked, now=self._stamp)

    def _send(
        self, draft: StoredDraft, standing: Standing, number: int, *, late: bool, turn: Turn
    ) -> None:
        party, content = standing.party, draft.content()
        before = revisions.previous(self._db, party, number)
        acting = turn.session.acting
        paper = acting.reference if acting else None
        revisions.add(
            self._db,
            party,
            number,
            content.to_json(),
            language=self._language,
            by=self._known.id,
            now=self._stamp,
            late=late,
            recorded_by=self._known.id if acting else None,
            paper_reference=paper,
            paper_date=acting.date if acting else None,
        )
        replies.mark_sent(self._db, party)
        if not late:
            stage = Stage.SUBMITTED if number == 1 else Stage.AMENDED
            replies.set_stage(self._db, party, stage, self._stamp)
            replies.set_review(self._db, party, Review.NEW, by=None, now=self._stamp)
        self._audit("sent late" if late else "sent", party, f"revision {number}")
        old = Content.from_json(before.content) if before else None
        changed = differences(self._work.campaign.event.form, old, content) if old else ()
        sending = Sending(
            party,
            number,
            self._known.name,
            self._work.now,
            content,
            changed,
            late=late,
            paper=paper,
        )
        notify.desks(self._work, lambda notices: notices.sent(sending), urgent=False)
        notify.mission(
            self._work,
            party,
            lambda notices: (
                notices.recorded(number, paper)
                if paper is not None
                else notices.colleague_sent(self._known.name, number)
            ),
            but=self._known.id,
        )

    def _withdraw(self, standing: Standing, number: int) -> None:
        party = standing.party
        last = revisions.get(self._db, party, standing.newest)
        content = last.content if last else Content({}).to_json()
        revisions.add(
            self._db,
            party,
            number,
            content,
            language=self._language,
            by=self._known.id,
            now=self._stamp,
            kind=RevisionKind.WITHDRAWN,
        )
        replies.set_stage(self._db, party, Stage.WITHDRAWN, self._stamp)
        replies.set_review(self._db, party, Review.NEW, by=None, now=self._stamp)
        self._audit("withdrawn", party, f"revision {number}")
        sending = Sending(
            party,
            number,
            self._known.name,
            self._work.now,
            Content.from_json(content),
            withdrawn=True,
        )
        notify.desks(self._work, lambda notices: notices.sent(sending), urgent=False)

    def _document(self, standing: Standing, kind: str, number: int) -> None:
        document = {
            "kind": kind,
            "party": standing.party,
            "number": number,
            "language": self._language,
            "as_of": self._stamp,
        }
        self._work.post.document(self._known.id, document)

    def _invite_backup(self, standing: Standing) -> None:
        """Send the focal point a link to pass on; shown once, since only its hash is kept."""
        expires = to_text(self._work.now + self._work.campaign.event.invitation_validity)
        invitation, code = invitations.create(
            self._db,
            standing.party,
            MissionRole.BACKUP,
            by=self._known.id,
            now=self._stamp,
            expires_at=expires,
        )
        self._audit("invited backup", standing.party, f"invitation {invitation}")
        tongue = tongue_for(self._language)
        link = self._work.campaign.link(code)
        text = tongue.say(
            "Please pass this link on to your backup. It works once:\n{link}", link=Html(link)
        )
        copy = Button(tongue.plain_as("button", "Copy the link"), copy=link)
        self._work.post.send(self._known.id, Message(text, ((copy,),)))

    def _of_person(self, change: changes.PersonChange) -> None:
        match change:
            case changes.LanguageSet(language=language) if (
                language in self._work.campaign.event.languages
            ):
                people.set_language(self._db, self._known.id, language)
            case changes.NoticeAgreed():
                people.set_agreed(self._db, self._known.id, self._notice_version(), self._stamp)
                self._audit("agreed", None, "privacy notice")
            case changes.PartyDeclined():
                self._decline()
            case changes.AccessAsked(party=party) if party in self._work.campaign.parties:
                self._ask_in(party)
            case changes.DeskMessageWritten(text=text):
                self._write(text)
            case changes.LanguageSet() | changes.AccessAsked():
                pass  # A button may be made up: a language or a State that this event does not have.
            case never:
                assert_never(never)

    def _notice_version(self) -> str:
        """Return a short hash of the notice's words, by which it is known what was agreed to."""
        privacy = self._work.campaign.event.privacy
        words = f"{privacy.purpose.msgid}|{privacy.controller.msgid}|{privacy.retention_days}"
        return hashlib.sha256(words.encode()).hexdigest()[:12]

    def _decline(self) -> None:
        held = assignments.active(self._db, self._known.id)
        if held is None:
            return
        assignments.decide(
            self._db,
            held.id,
            AssignmentStatus.REMOVED,
            before=held.status,
            by=self._known.id,
            now=self._stamp,
        )
        if held.invitation_id is not None:
            invitations.release(self._db, held.invitation_id)
        replies.advance_stage(self._db, held.party, (Stage.OPENED,), Stage.INVITED, self._stamp)
        self._audit("declined", held.party, None)
        notify.desks(self._work, lambda notices: notices.declined(held.party, self._known.name))

    def _ask_in(self, party: str) -> None:
        held = assignments.active(self._db, self._known.id)
        if held is not None:
            return
        assignment = assignments.assign(
            self._db,
            party,
            self._known.id,
            MissionRole.PRIMARY,
            status=AssignmentStatus.PENDING,
            reason=AssignmentReason.UNINVITED,
            now=self._stamp,
        )
        self._audit("asked in", party, None)
        admission.ask_desks(self._work, assignment, party, self._known.name, AccessReason.UNINVITED)

    def _write(self, text: str) -> None:
        party = self._standing.party if self._standing else None
        letter = message_threads.add(
            self._db, party, self._known.id, Direction.IN, text, self._stamp
        )
        self._audit("wrote", party, f"letter {letter}")
        notify.desks(
            self._work,
            lambda notices: notices.letter(letter, party, self._known.name, text),
            thread=message_threads.thread(party, self._known.id),
        )

    def _audit(self, action: str, party: str | None, subject: str | None) -> None:
        audit.record(
            self._db,
            at=self._stamp,
            actor=self._known.id,
            role=self._standing.role if self._standing else "visitor",
            action=action,
            party=party,
            subject=subject,
        )
