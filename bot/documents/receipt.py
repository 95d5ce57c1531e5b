"""Writes the receipt of a sent revision: all it says, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import assert_never

from bot.documents import File, phrases
from bot.documents.typesetting import typeset
from bot.engine.diff import Change, ChangeKind, Content, Member, differences
from bot.engine.form import Question, Repeat, Type
from bot.engine.standing import LateState
from bot.events.event import Event
from bot.events.parties import Party
from bot.i18n.tongue import Tongue, tongue_for
from bot.texts.values import person_name, record_name

# Columns of a table of people beside number and name: more would be too narrow on upright paper.
_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Earlier:
    """The revision that this one is compared with."""

    number: int
    content: Content


@dataclass(frozen=True, slots=True)
class Recorded:
    """How a reply on paper was entered: by whom, if told, and from which letter of which day."""

    by: str = ""
    reference: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptAttachment:
    """A file that came with the reply."""

    name: str
    size_bytes: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ReceiptContent:
    """A revision as it was sent. `late` says what became of one that came after the deadline."""

    number: int
    reference: str
    sent_at: datetime
    sent_by: str
    content: Content
    earlier: Earlier | None = None
    late: LateState | None = None
    recorded: Recorded | None = None
    withdrawn: bool = False
    files: Sequence[ReceiptAttachment] = ()


def receipt(event: Event, party: Party, revision: ReceiptContent, *, language: str) -> File:
    """Return a PDF of all the revision says, in the form's order."""
    tongue = tongue_for(language)
    name = phrases.name_of_file(
        revision.reference, "rev", str(revision.number), language, suffix="pdf"
    )
    words = receipt_words(event, party, revision, tongue)
    return File(name, phrases.PDF, typeset("receipt.typ", words, tongue))


def receipt_words(
    event: Event, party: Party, revision: ReceiptContent, tongue: Tongue
) -> dict[str, object]:
    """Return everything that a receipt prints, by its place in the template."""
    return _Paper(event, tongue, revision).content(party)


@dataclass(frozen=True, slots=True)
class _Paper:
    event: Event
    tongue: Tongue
    revision: ReceiptContent

    def content(self, party: Party) -> dict[str, object]:
        say, revision = self.tongue.plain, self.revision
        return {
            "title": say(
                "Withdrawal of the reply" if revision.withdrawn else "Receipt of the reply"
            ),
            "running": say(
                "{reference} · revision {number}",
                reference=revision.reference,
                number=revision.number,
            ),
            "event": f"{self.tongue.text(self.event.title)}\n{phrases.occasion(self.event, self.tongue)}",
            "party": phrases.formal_name(party, self.tongue),
            "facts": self._facts(),
            "notices": list(self._notices()),
            "sections": [] if revision.withdrawn else list(self._sections()),
            "changes": self._changes(),
            "statement": say("This reply does not replace the credentials of the delegation."),
            "privacy": self.tongue.text(self.event.privacy.purpose),
        }

    def _facts(self) -> list[tuple[str, str]]:
        say, revision = self.tongue.plain, self.revision
        recorded = revision.recorded or Recorded()
        facts = [
            (say("Reference"), revision.reference),
            (say("Revision"), self.tongue.number(revision.number)),
            (say("Sent on"), self.tongue.moment(revision.sent_at, self.event.zone)),
            (say("Sent by"), revision.sent_by),
            (say("Recorded by"), recorded.by),
            (say("Paper reference"), recorded.reference),
            (say("Date of the paper"), recorded.date and self.tongue.date(recorded.date)),
        ]
        for file in revision.files:
            received = self.tongue.moment(file.received_at, self.event.zone)
            named = phrases.file_shown(self.tongue, file.name, file.size_bytes)
            facts.append((say("File received"), f"{named}\n{received}"))
        return [(label, told) for label, told in facts if told]

    def _notices(self) -> Iterator[str]:
        say = self.tongue.plain
        if self.revision.withdrawn:
            yield say("The reply has been withdrawn. What was sent before no longer stands.")
        if self.revision.recorded is not None:
            yield say("The reply came on paper and was recorded by the secretariat.")
        match self.revision.late:
            case None:
                return
            case LateState.PROPOSED:
                yield say(
                    "This revision came after the deadline. "
                    "It awaits the decision of the secretariat."
                )
            case LateState.TAKEN:
                yield say("This revision came after the deadline. The secretariat has taken it.")
            case LateState.REFUSED:
                yield say(
                    "This revision came after the deadline. The secretariat has not taken it; "
                    "the reply sent before stands."
                )
            case _:
                assert_never(self.revision.late)

    # ------------------------------------------------------------ what it says

    def _sections(self) -> Iterator[dict[str, object]]:
        asked = self.event.form.relevant_items(self.revision.content.answers)
        for _, group in groupby(asked, key=lambda found: found[0].name):
            sections, items = zip(*group, strict=True)
            rows = [
                self._answer(item)
                for item in items
                if isinstance(item, Question) and item.type is not Type.NOTE
            ]
            people = [self._people(item) for item in items if isinstance(item, Repeat)]
            if rows or people:
                yield {
                    "heading": self.tongue.text(sections[0].label),
                    "rows": rows,
                    "people": people,
                }

    def _answer(self, question: Question) -> tuple[str, str]:
        answer = phrases.shown(
            self.tongue, question, self.revision.content.answers.get(question.name)
        )
        return self.tongue.text(question.label), answer or self._nothing()

    def _nothing(self) -> str:
        return self.tongue.plain_as("answer", "not given")

    def _people(self, repeat: Repeat) -> dict[str, object]:
        members = self.revision.content.records.get(repeat.name, ())
        columns = _columns(repeat, members)
        head = [
            self.tongue.plain_as("column", "Name"),
            *("\n".join(self.tongue.text(q.label) for q in column) for column in columns),
        ]
        rows = [list(self._person(repeat, columns, member)) for member in members]
        return {
            "heading": self.tongue.text(repeat.label),
            "nobody": self.tongue.plain("Nobody is named yet."),
            "weights": phrases.weights(head, rows),
            "head": [self.tongue.plain_as("column", "No."), *head],
            "rows": [[self.tongue.number(place), *row] for place, row in enumerate(rows, 1)],
        }

    def _person(
        self, repeat: Repeat, columns: Sequence[Sequence[Question]], member: Member
    ) -> Iterator[str]:
        name = record_name(self.tongue, repeat, member.answers, detail=False)
        yield name or self._nothing()
        for column in columns:
            answers = [phrases.shown(self.tongue, q, member.answers.get(q.name)) for q in column]
            yield "\n".join(answer or "–" for answer in answers)

    # ------------------------------------------------------------ what changed

    def _changes(self) -> dict[str, object] | None:
        earlier = self.revision.earlier
        if earlier is None or self.revision.withdrawn:
            return None
        say = self.tongue.plain
        changes = differences(self.event.form, earlier.content, self.revision.content)
        return {
            "heading": say("Changed since revision {number}", number=earlier.number),
            "head": [
                self.tongue.plain_as("column", "What"),
                self.tongue.plain_as("column", "Before"),
                self.tongue.plain_as("column", "Now"),
            ],
            "rows": [self._change(change) for change in changes],
            "nothing": say("Nothing changed."),
        }

    def _change(self, change: Change) -> tuple[str, str, str]:
        say = self.tongue.plain
        person = self._named(change)
        match change.kind:
            case ChangeKind.ANSWERED | ChangeKind.CHANGED:
                question = change.question
                assert question is not None
                label = self.tongue.text(question.label)
                return (
                    f"{person}\n{label}" if person else label,
                    phrases.shown(self.tongue, question, change.old) or self._nothing(),
                    phrases.shown(self.tongue, question, change.new) or self._nothing(),
                )
            case ChangeKind.ADDED:
                return person, "–", say("added to the list")
            case ChangeKind.REMOVED:
                return person, say("in the list"), say("removed from the list")
            case ChangeKind.MOVED:
                return person, say("elsewhere in the list"), say("moved within the list")
            case _:
                assert_never(change.kind)

    def _named(self, change: Change) -> str:
        if change.repeat is None:
            return ""
        return person_name(self.tongue, change.repeat, change.answers)


def _columns(repeat: Repeat, members: Sequence[Member]) -> list[tuple[Question, ...]]:
    """Return the questions beside the name that anyone answered; of many, several share a column."""
    beside = [
        question
        for question in repeat.questions
        if question.name not in repeat.name_questions
        and question.type is not Type.NOTE
        and any(member.answers.get(question.name) is not None for member in members)
    ]
    first = [q for q in beside if q.name == repeat.detail_question]
    rest = [q for q in beside if q.name != repeat.detail_question]
    columns = _COLUMNS - len(first)
    height = -(-len(rest) // columns) or 1
    stacked = [tuple(rest[at : at + height]) for at in range(0, len(rest), height)]
    return [*((question,) for question in first), *stacked]
