"""Composes the (provisional) list of participants as words, for any kind of file.

It is published: contact details stay out, and gender appears only as totals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.documents.phrases import occasion
from bot.engine.diff import Content, Member
from bot.engine.form import Question, Repeat, Type, Value
from bot.events.event import Event
from bot.events.parties import Party
from bot.i18n.tongue import Tongue
from bot.texts.values import record_name, value_text


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One participant in print."""

    role: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Delegation:
    state: str
    entries: tuple[ListedPerson, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Numbers of people under one head: of all, by role, by gender."""

    heading: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ParticipantList:
    """The list in the words of its language, ready for any kind of file."""

    title: str
    event: str
    as_of: str
    watermark: str
    head: tuple[str, str, str]
    delegations: tuple[Delegation, ...]
    nobody: str
    totals: tuple[Totals, ...]


def compose(
    event: Event,
    replies: Sequence[tuple[Party, Content]],
    tongue: Tongue,
    *,
    provisional: bool,
    as_of: datetime,
) -> ParticipantList:
    """Return the list: States in the order of the language, within each the head first.

    A State that takes no part, so that the form asks it for no delegation, is left out.
    """
    taking_part = [
        (party, repeat, content)
        for party, content in sorted(replies, key=lambda reply: reply[0].place(tongue.code))
        if (repeat := _asked(event, content)) is not None
    ]
    return ParticipantList(
        title=tongue.plain(
            "Provisional list of participants" if provisional else "List of participants"
        ),
        event=f"{tongue.text(event.title)}\n{occasion(event, tongue)}",
        as_of=tongue.plain("As of {moment}", moment=tongue.moment(as_of, event.zone)),
        watermark=tongue.plain_as("watermark", "PROVISIONAL") if provisional else "",
        head=(
            tongue.plain_as("column", "Role"),
            tongue.plain_as("column", "Name"),
            tongue.plain_as("column", "Functional title and institution"),
        ),
        delegations=tuple(
            Delegation(party.name(tongue.code), tuple(_entries(repeat, content, tongue)))
            for party, repeat, content in taking_part
        ),
        nobody=tongue.plain("The names will follow."),
        totals=tuple(_totals(taking_part, tongue)),
    )


def _asked(event: Event, content: Content) -> Repeat | None:
    """Return the form's first list of people, None where this reply is asked for none."""
    items = (item for _, item in event.form.relevant_items(content.answers))
    return next((item for item in items if isinstance(item, Repeat)), None)


def _entries(repeat: Repeat, content: Content, tongue: Tongue) -> Iterator[ListedPerson]:
    role = role_of(repeat)
    for member in in_order(repeat, _named(repeat, content)):
        name = record_name(tongue, repeat, member.answers, detail=False)
        title = _courtesy_title(repeat)
        if title is not None and member.answers.get(title.name) not in {None, "other"}:
            name = f"{value_text(tongue, title, member.answers[title.name])} {name}"
        yield ListedPerson(
            role="" if role is None else _answer(role, member, tongue),
            name="\n".join([name, *_printed(repeat, member, Type.NAME, tongue)]),
            description="\n".join(_printed(repeat, member, Type.TEXT, tongue)),
        )


def _named(repeat: Repeat, content: Content) -> list[Member]:
    return [
        member
        for member in content.records.get(repeat.name, ())
        if any(member.answers.get(part) for part in repeat.name_questions)
    ]


def in_order(repeat: Repeat, members: Sequence[Member]) -> list[Member]:
    """Return the head of delegation first, then by role as in the form, then as given."""
    role = role_of(repeat)
    if role is None:
        return list(members)
    first = [rule.value for rule in repeat.unique if rule.question == role.name]
    others = [choice.name for choice in role.choices if choice.name not in first]
    rank = {name: place for place, name in enumerate([*first, *others])}
    return sorted(members, key=lambda m: rank.get(str(m.answers.get(role.name)), len(rank)))


def role_of(repeat: Repeat) -> Question | None:
    """Return the question for a person's role: the one that only one person can hold a value of."""
    name = repeat.unique[0].question if repeat.unique else repeat.detail_question
    return None if name is None else repeat.question(name)


def _courtesy_title(repeat: Repeat) -> Question | None:
    """Return the choice that stands just before the name in the form, as in "Ms. Amina Benali"."""
    names = [question.name for question in repeat.questions]
    place = min(names.index(part) for part in repeat.name_questions)
    before = repeat.questions[place - 1] if place else None
    is_title = before is not None and before.type is Type.CHOICE and before.privacy is None
    return before if is_title and before != role_of(repeat) else None


def _printed(repeat: Repeat, member: Member, type_: Type, tongue: Tongue) -> Iterator[str]:
    """Yield the answers of one type that the form lets be printed."""
    for question in repeat.questions:
        if (
            question.type is type_
            and question.privacy is None
            and question.name not in repeat.name_questions
            and (answer := _answer(question, member, tongue))
        ):
            yield answer


def _answer(question: Question, member: Member, tongue: Tongue) -> str:
    value = member.answers.get(question.name)
    return "" if value is None else value_text(tongue, question, value)


def _totals(
    taking_part: Sequence[tuple[Party, Repeat, Content]], tongue: Tongue
) -> Iterator[Totals]:
    people = [
        (repeat, member) for _, repeat, content in taking_part for member in _named(repeat, content)
    ]
    yield Totals(
        tongue.plain("Totals"),
        (
            (tongue.plain("Delegations"), tongue.number(len(taking_part))),
            (tongue.plain("Participants"), tongue.number(len(people))),
        ),
    )
    if not people:
        return
    repeat = people[0][0]
    role = role_of(repeat)
    for question in repeat.questions:
        if question.type is Type.CHOICE and (question.privacy == "total" or question == role):
            counts = Counter(member.answers.get(question.name) for _, member in people)
            yield Totals(tongue.text(question.label), tuple(_counted(question, counts, tongue)))


def _counted(
    question: Question, counts: Mapping[Value, int], tongue: Tongue
) -> Iterator[tuple[str, str]]:
    for choice in question.choices:
        if number := counts.get(choice.name, 0):
            yield tongue.text(choice.label), tongue.number(number)
    if number := counts.get(None, 0):
        yield tongue.plain_as("answer", "not given"), tongue.number(number)
