"""Compares two contents of a reply: answers, and people added, removed, changed or moved."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.engine.form import Answers, Form, Question, Repeat, Value


@dataclass(frozen=True, slots=True)
class Member:
    """One record of a repeat, as it stands in a revision; `id` is the same in every revision."""

    id: int
    answers: Answers


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a reply says: its answers and, for each repeat, its records in order."""

    answers: Answers
    records: Mapping[str, Sequence[Member]] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the text that a revision keeps."""
        data = {
            "answers": dict(self.answers),
            "records": {
                repeat: [{"id": member.id, "answers": dict(member.answers)} for member in members]
                for repeat, members in self.records.items()
            },
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Content:
        """Return the content that `to_json` has written."""
        data = json.loads(text)
        return cls(
            data["answers"],
            {
                repeat: tuple(Member(item["id"], item["answers"]) for item in members)
                for repeat, members in data["records"].items()
            },
        )


class ChangeKind(StrEnum):
    ANSWERED = "answered"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `question` is None where a whole record came, went or moved.

    `record` and `answers` name the person: the answers as they are now, or were before a removal.
    `place` is where a record that came or moved stands now, counted from 1.
    """

    kind: ChangeKind
    question: Question | None = None
    old: Value = None
    new: Value = None
    repeat: Repeat | None = None
    record: int | None = None
    answers: Answers = field(default_factory=dict)
    place: int | None = None


def differences(form: Form, old: Content | None, new: Content) -> tuple[Change, ...]:
    """Return every difference, in the order of the form; `old` None means "nothing yet"."""
    before = old or Content({})
    changes: list[Change] = []
    for _, item in form.items:
        if isinstance(item, Repeat):
            changes += _members(
                item, before.records.get(item.name, ()), new.records.get(item.name, ())
            )
        else:
            changes += _answers((item,), before.answers, new.answers, ChangeKind.ANSWERED)
    return tuple(changes)


def _answers(
    questions: Sequence[Question], old: Answers, new: Answers, kind: ChangeKind
) -> Iterator[Change]:
    """Yield the answers that differ; a skipped question and one never asked are the same to a reader."""
    for question in questions:
        before, after = old.get(question.name), new.get(question.name)
        if before != after:
            yield Change(kind, question, before, after)


def _members(repeat: Repeat, old: Sequence[Member], new: Sequence[Member]) -> Iterator[Change]:
    before = {member.id: member for member in old}
    after = {member.id: member for member in new}
    places = {identity: place for place, identity in enumerate(after, start=1)}
    for identity, member in after.items():
        if identity in before:
            was = before[identity].answers
            for change in _answers(repeat.questions, was, member.answers, ChangeKind.CHANGED):
                yield replace(change, repeat=repeat, record=identity, answers=member.answers)
        else:
            yield _whole(ChangeKind.ADDED, repeat, member, places[identity])
    for identity, member in before.items():
        if identity not in after:
            yield _whole(ChangeKind.REMOVED, repeat, member)
    stayed = [identity for identity in before if identity in after]
    for identity in _moved(stayed, [identity for identity in after if identity in before]):
        yield _whole(ChangeKind.MOVED, repeat, after[identity], places[identity])


def _whole(kind: ChangeKind, repeat: Repeat, member: Member, place: int | None = None) -> Change:
    return Change(kind, repeat=repeat, record=member.id, answers=member.answers, place=place)


def _moved(old: list[int], new: list[int]) -> list[int]:
    """Return the fewest records whose move explains the new order: all but a longest increasing run."""
    if old == new:
        return []
    rank = {identity: position for position, identity in enumerate(old)}
    kept = _longest_increasing([rank[identity] for identity in new])
    return [identity for identity in new if rank[identity] not in kept]


def _longest_increasing(ranks: list[int]) -> set[int]:
    """Return a longest increasing subsequence by patience sorting, O(n log n)."""
    tails: list[int] = []
    previous: dict[int, int | None] = {}
    for rank in ranks:
        place = bisect_left(tails, rank)
        previous[rank] = tails[place - 1] if place else None
        tails[place : place + 1] = [rank]
    kept: set[int] = set()
    step: int | None = tails[-1] if tails else None
    while step is not None:
        kept.add(step)
        step = previous[step]
    return kept
