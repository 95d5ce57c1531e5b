"""What the tests of XLSForms share: workbooks as ODK's users write them, and a conversation through what they become."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from bot.engine.facts import Accepted, Asked, Fact, Listed, Rejected, Reviewed, Told, Viewed
from bot.engine.inputs import Command, Input, Said, Tapped
from bot.engine.scene import Standing
from bot.engine.session import AtMenu, Session
from bot.engine.standing import ActingRole
from bot.events.check import run
from bot.events.event import Event
from bot.events.parties import load
from bot.events.reader import parse
from bot.i18n.tongue import is_translated, tongue_for
from bot.mission.parsers import make_help
from bot.texts.problems import problem_text
from bot.texts.typed_words import words_for
from bot.xlsform.convert import Converted, FormRefused, convert
from tests.engine.memory import Conversation

Rows = Sequence[Sequence[object]]

FILLED = {
    "title": '{ en = "Meeting", fr = "Réunion", ar = "اجتماع" }',
    "place": '{ en = "Nairobi", fr = "Nairobi", ar = "نيروبي" }',
    "starts": "2027-05-04",
    "ends": "2027-05-06",
    "zone": '"Africa/Nairobi"',
    "date": "2027-01-15",
    "body": '[{ en = "Please come.", fr = "Venez.", ar = "تعالوا." }]',
}
WORDS = '{ en = "We", fr = "Nous", ar = "نحن" }'


def workbook(survey: Rows, choices: Rows = (), settings: Rows = ()) -> bytes:
    """An XLSForm, each sheet given by its rows, the first of which names the columns."""
    book = Workbook()
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        if rows:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
    book.remove(book.worksheets[0])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def taken(survey: Rows, choices: Rows = (), settings: Rows = ()) -> Converted:
    return convert(workbook(survey, choices, settings), name="meeting.xlsx")


def faults(survey: Rows, choices: Rows = (), settings: Rows = ()) -> list[str]:
    """Why a form is not taken."""
    try:
        made = taken(survey, choices, settings)
    except FormRefused as refused:
        return refused.faults
    raise AssertionError(made.text)


def filled_in(text: str) -> str:
    """The event file with its lines `#:` filled in, as a person does it."""
    languages = re.findall(r'"(\w\w)"', re.search(r"^languages = (.*)$", text, re.MULTILINE)[1])  # type: ignore[index]
    lines = []
    for line in text.splitlines():
        if line.startswith("#: "):
            key = line.removeprefix("#: ").partition(" ")[0]
            lines.append(f"{key} = {_only(FILLED.get(key, WORDS), languages)}")
        elif line.startswith("title = "):
            lines.append(f"title = {_only(FILLED['title'], languages)}")
        else:
            lines.append(line)
    return "\n".join(lines)


def _only(words: str, languages: list[str]) -> str:
    """Without the languages that this event has not."""
    for code in {"en", "fr", "ar"} - set(languages):
        words = re.sub(rf'(, )?{code} = "[^"]*"(, (?=\w\w = ))?', "", words)
    return words


def event_of(made: Converted, folder: Path) -> Event:
    """The event of a converted form, filled in, which `check` then passes."""
    path = folder / "meeting.toml"
    path.write_text(filled_in(made.text), encoding="utf-8")
    status, said = run(path, is_translated)
    assert status == 0, said
    return parse(path.read_text("utf-8"), path.name, is_translated=is_translated)


class Talk:
    """One person answering; `transcript` is what a reader would see of it, in their language."""

    def __init__(self, event: Event, language: str = "en") -> None:
        self._event = event
        self._tongue = tongue_for(language)
        self.transcript: list[str] = []
        help = make_help(words_for(event, language), "FR", load(), date(2027, 2, 1))
        standing = Standing("FRA", ActingRole.PRIMARY)
        self.conversation = Conversation(
            event.form, help, standing=standing, session=Session(AtMenu())
        )
        self._send(Command("form"))

    def __call__(self, *said: str) -> Talk:
        """Says one thing after the other; `[action]` or `[action:argument]` taps a button."""
        for words in said:
            self.transcript.append(f"> {words}")
            self._send(self._input(words))
        return self

    def _input(self, words: str) -> Input:
        if words.startswith("["):
            action, _, argument = words.strip("[]").partition(":")
            return Tapped(self.conversation.session.screen, action, argument)
        return Said(words)

    def _send(self, input: Input) -> None:
        for fact in self.conversation.send(input):
            line = self._worded(fact)
            again = (
                isinstance(fact, Asked) and self.transcript[-1:] and self.transcript[-1][0] == "!"
            )
            if line and not again:
                self.transcript.append(line)

    def _worded(self, fact: Fact) -> str:
        words = self._tongue
        match fact:
            case Asked():
                choices = [words.text(fact.question.choice(name).label) for name in fact.choices]  # type: ignore[union-attr]
                label = words.text(fact.question.label)
                return f"{label} ({' / '.join(choices)})" if choices else label
            case Rejected():
                return f"! {problem_text(words, fact.question, fact.problem)}"
            case Accepted() | Told():
                return ""
            case Listed():
                return f"{words.text(fact.repeat.label)}: {fact.count}"
            case Viewed():
                return f"{words.text(fact.repeat.singular)}: {dict(fact.answers)}"
            case Reviewed():
                people = [dict(one.answers) for each in fact.people.values() for one in each.first]
                return f"Review: {dict(fact.answers)}" + (f", {people}" if people else "")
            case _:
                return type(fact).__name__
