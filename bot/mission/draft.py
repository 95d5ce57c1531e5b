"""Reads and writes one State's draft in the database, as the engine's `Draft`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

from bot.engine import changes
from bot.engine.diff import Content, Member
from bot.engine.form import Answers, Form, Question, Repeat, Value, relevant_questions
from bot.engine.people import INCOMPLETE_KEY, NAME_KEY, keys_of
from bot.engine.progress import relevant
from bot.engine.scene import RecordLine
from bot.engine.session import MAIN
from storage import Db, audit, replies
from storage import records as stored_records

# Writes entries of the audit trail for one person at one instant: `audit.record` but for what was done.
Trail = partial[None]


def load(values: dict[str, str]) -> dict[str, Value]:
    return {question: json.loads(value) for question, value in values.items()}


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class StoredDraft:
    """The engine's `Draft` over one State's rows; caches answers, so it must not outlive its transaction."""

    def __init__(self, db: Db, form: Form, party: str) -> None:
        self._db = db
        self._form = form
        self.party = party
        self._answers: dict[int, Answers] = {}

    def answers(self, record: int = MAIN) -> Answers:
        if record not in self._answers:
            self._answers[record] = load(replies.answers(self._db, self.party, record))
        return self._answers[record]

    def exists(self, repeat: str, record: int) -> bool:
        return stored_records.exists(self._db, self.party, repeat, record)

    def count(self, repeat: str) -> int:
        return stored_records.count(self._db, self.party, repeat)

    def page(self, repeat: str, offset: int, limit: int) -> Sequence[RecordLine]:
        rows = stored_records.page(self._db, self.party, repeat, offset=offset, limit=limit)
        return [RecordLine(record, load(values)) for record, values in rows]

    def place(self, repeat: str, record: int) -> int:
        return stored_records.place(self._db, self.party, repeat, record)

    def holder(self, repeat: str, question: str, value: str) -> RecordLine | None:
        return self._entry(stored_records.find_key(self._db, self.party, repeat, question, value))

    def namesake(self, repeat: str, key: str, record: int) -> RecordLine | None:
        return self._entry(
            stored_records.find_key(self._db, self.party, repeat, NAME_KEY, key, but=record)
        )

    def incomplete(self, repeat: str) -> RecordLine | None:
        return self._entry(
            stored_records.find_key(self._db, self.party, repeat, INCOMPLETE_KEY, "yes")
        )

    def _entry(self, record: int | None) -> RecordLine | None:
        return None if record is None else RecordLine(record, self.answers(record))

    def next_record(self) -> int:
        return stored_records.next_id(self._db)

    def unsent(self) -> int:
        return replies.unsent(self._db, self.party, self._form.repeats)

    def content(self) -> Content:
        """Return the answers to what is asked now, without those that have become irrelevant."""
        main = self.answers()
        answers: dict[str, Value] = {}
        records: dict[str, tuple[Member, ...]] = {}
        for _, item in relevant(self._form, main):
            if isinstance(item, Question):
                if item.name in main:
                    answers[item.name] = main[item.name]
            else:
                records[item.name] = self._members(item)
        return Content(answers, records)

    def _members(self, repeat: Repeat) -> tuple[Member, ...]:
        members = []
        for record, values in stored_records.page(self._db, self.party, repeat.name):
            answers = load(values)
            asked = relevant_questions(repeat.questions, answers)
            members.append(
                Member(record, {q.name: answers[q.name] for q in asked if q.name in answers})
            )
        return tuple(members)

    def apply(self, change: changes.DraftChange, *, by: int, role: str, now: str) -> None:
        """Store one change with its entry in the audit trail."""
        trail = partial(audit.record, self._db, at=now, actor=by, role=role, party=self.party)
        match change:
            case changes.AnswerSet():
                self._set(change, by, now, trail)
            case changes.RecordAdded():
                stored_records.add(self._db, self.party, change.repeat, change.record)
            case changes.RecordRemoved():
                self._removed(change, now, trail)
            case changes.RecordRestored():
                stored_records.restore(self._db, self.party, change.repeat, change.record)
                self._index(change.repeat, change.record)
            case changes.RecordMoved():
                stored_records.move(self._db, self.party, change.repeat, change.record, change.by)
            case changes.DraftDiscarded():
                kept = replies.discard(self._db, self.party)
                self._answers.clear()
                self.reindex(kept)
                trail(action="discarded")

    def begun(self, now: str) -> None:
        """Note that something has been written into a reply that was only invited or opened."""
        before = (replies.Stage.INVITED, replies.Stage.OPENED)
        replies.advance_stage(self._db, self.party, before, replies.Stage.DRAFT, now)

    def _set(self, change: changes.AnswerSet, by: int, now: str, trail: Trail) -> None:
        answers = self.answers(change.record)
        old = answers.get(change.question)
        value = dump(change.value)
        replies.set_answer(
            self._db,
            self.party,
            change.record,
            change.question,
            value,
            by=by,
            now=now,
            message_id=change.message_id,
        )
        self._answers[change.record] = {**answers, change.question: change.value}
        subject = change.question
        if change.repeat is not None:
            subject = f"{change.repeat}[{change.record}].{change.question}"
            self._index(change.repeat, change.record)
        if old != change.value:
            before = None if old is None else dump(old)
            trail(action="answered", subject=subject, old=before, new=value)

    def _removed(self, change: changes.RecordRemoved, now: str, trail: Trail) -> None:
        before = dump(dict(self.answers(change.record)))
        stored_records.remove(self._db, self.party, change.repeat, change.record, now)
        subject = f"{change.repeat}[{change.record}]"
        trail(action="removed", subject=subject, old=before)

    def _index(self, repeat: str, record: int) -> None:
        keys = keys_of(self._form.repeats[repeat], self.answers(record))
        stored_records.set_keys(self._db, self.party, repeat, record, keys)

    def reindex(self, records: Sequence[int] | None = None) -> None:
        """Write the keys of records anew, after a discard or a change of the form."""
        for repeat in self._form.repeats:
            for record, values in stored_records.page(self._db, self.party, repeat):
                if records is None or record in records:
                    self._answers[record] = load(values)
                    self._index(repeat, record)
