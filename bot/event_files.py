"""Event files: TOML → Event, with every fault of a file told at once and at its place. Asks nobody and words nothing."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot import parties
from bot.engine.expressions import Expression, ExpressionFault
from bot.engine.form import (
    Choice,
    Form,
    Item,
    Question,
    Repeat,
    Section,
    Text,
    Type,
    Unique,
)
from bot.event import EVENTS, Event, Letter, Privacy, Sender

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
# Telegram's buttons carry 64 bytes: screen, action, and this name with a record behind it.
MAX_NAME_CHARS = 24
MOST_IN_REPEAT = 2000
# Words of the form as the catalogues know them.
CONTEXT = "form"

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")
_BREAKS_HTML = re.compile(r"[<>]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: a path such as `section[2].question[0].relevant`."""

    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}"


class EventFault(Exception):
    """The file cannot be used; `faults` holds every reason, in the order of the file."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


def find(name_or_path: str | Path) -> Path:
    """The file of a shipped event, or the path that was given."""
    shipped = EVENTS / f"{name_or_path}.toml"
    return shipped if shipped.is_file() else Path(name_or_path)


def load(name_or_path: str | Path) -> Event:
    """The event of a shipped name or of a file.

    Raises: EventFault with every fault of the file.
    """
    path = find(name_or_path)
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EventFault((Fault(path.name, f"cannot be read ({type(error).__name__})"),)) from None
    return parse(source, path.name)


def parse(source: str, place: str) -> Event:
    """The same from the file's text; `place` names it where the text is no TOML.

    Raises: EventFault with every fault of the text.
    """
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise EventFault((Fault(place, f"is no TOML: {error}"),)) from None
    reader = _Reader(data)
    event = reader.event()
    if reader.faults:
        raise EventFault(tuple(dict.fromkeys(reader.faults)))
    return event


class Table:
    """One table of the file: gives values by key and type, notes what is missing or unknown."""

    def __init__(self, data: object, place: str, faults: list[Fault]) -> None:
        self.place = place
        self._faults = faults
        self._data: Mapping[str, Any] = data if isinstance(data, dict) else {}
        self._known: set[str] = set()
        if not isinstance(data, dict):
            self.fault("", "should be a table")

    def at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place and key else self.place or key or "file"

    def fault(self, key: str, problem: str) -> None:
        self._faults.append(Fault(self.at(key), problem))

    def has(self, key: str) -> bool:
        self._known.add(key)
        return key in self._data

    def raw(self, key: str) -> object:
        self._known.add(key)
        return self._data.get(key)

    def value(self, key: str, kind: type[Any], default: Any = None, *, words: str) -> Any:
        """The value of a key; without `default`, it has to be there."""
        if not self.has(key):
            if default is None:
                self.fault(key, f"is missing: {words}")
            return kind() if default is None and kind in (str, int, list) else default
        found = self._data[key]
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            self.fault(key, f"should be {words}")
            return kind() if kind in (str, int, list) else default
        return found

    def text(self, key: str, default: str | None = None) -> str:
        found: str = self.value(key, str, default, words="a text")
        return found

    def flag(self, key: str) -> bool:
        return bool(self.value(key, bool, False, words="true or false"))

    def day(self, key: str) -> date:
        found = self.value(key, date, words="a date such as 2003-12-10")
        if isinstance(found, datetime):
            self.fault(key, "should be a date without a time")
        return found if isinstance(found, date) else date(2000, 1, 1)

    def number(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        found: int = self.value(key, int, default, words="a whole number")
        if found < least:
            self.fault(key, f"should be at least {least}")
        return found

    def tables(self, key: str) -> list[Table]:
        found = self.raw(key)
        if found is None:
            return []
        if not isinstance(found, list):
            self.fault(key, "should be a list of tables")
            return []
        return [Table(item, f"{self.at(key)}[{i}]", self._faults) for i, item in enumerate(found)]

    def table(self, key: str) -> Table:
        if not self.has(key):
            self.fault(key, "is missing")
            return Table({}, self.at(key), [])
        return Table(self._data[key], self.at(key), self._faults)

    def done(self) -> None:
        """Tells of keys that nobody asked for, with the nearest one that exists."""
        for key in self._data:
            if key not in self._known:
                near = get_close_matches(key, self._known, n=1)
                hint = f"; did you mean '{near[0]}'?" if near else ""
                self.fault(key, f"is not known{hint}")


class _Reader:
    """Reads one file from top to bottom; goes on after a fault, so that all are told."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.faults: list[Fault] = []
        self._file = Table(data, "", self.faults)
        self._languages: tuple[str, ...] = LANGUAGES
        self._shared: dict[str, tuple[Choice, ...]] = {}
        self._names: dict[str, str] = {}

    def event(self) -> Event:
        file = self._file
        self._languages = self._read_languages(file)
        self._note_required = file.flag("note_verbale_required")
        starts, ends = file.day("starts"), file.day("ends")
        if ends < starts:
            file.fault("ends", "is before the event starts")
        zone = self._zone(file)
        code = file.text("code")
        if code and not _CODE.fullmatch(code):
            file.fault("code", "should be 2 to 20 of A-Z, 0-9 and -")
        event = Event(
            name=file.text("name"),
            code=code,
            title=self.words(file, "title"),
            place=self.words(file, "place"),
            starts=starts,
            ends=ends,
            zone=zone,
            deadline=self._deadline(file, zone, ends),
            languages=self._languages,
            parties=self._parties(file),
            verification=self._one_of(file, "verification", ("none", "approve")),
            note_verbale_required=self._note_required,
            invitation_days=file.number("invitation_days", 180, least=1),
            reminder_days=self._reminder_days(file),
            quiet_hours=self._quiet_hours(file),
            sender=self._sender(file.table("sender")),
            privacy=self._privacy(file.table("privacy")),
            letter=self._letter(file.table("letter")),
            form=self._form(file),
        )
        file.done()
        return event

    # ------------------------------------------------------------ the event

    def _read_languages(self, file: Table) -> tuple[str, ...]:
        found = file.value("languages", list, list(LANGUAGES), words="a list of language codes")
        for code in found:
            if code not in LANGUAGES:
                file.fault("languages", f"'{code}' is none of {', '.join(LANGUAGES)}")
        return tuple(code for code in found if code in LANGUAGES) or LANGUAGES

    def _zone(self, file: Table) -> ZoneInfo:
        name = file.text("zone")
        try:
            return ZoneInfo(name or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            file.fault("zone", "is no known time zone, such as Europe/Zurich")
            return ZoneInfo("UTC")

    def _deadline(self, file: Table, zone: ZoneInfo, ends: date) -> datetime | None:
        if not file.has("deadline"):
            return None
        found = file.value(
            "deadline", datetime, words="a date and time such as 2003-11-01T18:00:00"
        )
        if not isinstance(found, datetime):
            return None
        aware = found if found.tzinfo else found.replace(tzinfo=zone)
        if aware.astimezone(zone).date() > ends:
            file.fault("deadline", "is after the event ends")
        return aware.astimezone(UTC)

    def _parties(self, file: Table) -> tuple[str, ...] | None:
        found = file.raw("parties")
        if found == "all":
            return None
        if not isinstance(found, list) or not found:
            file.fault("parties", 'should be "all" or a list of ISO codes such as ["FRA", "KEN"]')
            return None
        known = parties.load()
        for code in found:
            if code not in known:
                file.fault("parties", f"'{code}' is no State's ISO 3166 alpha-3 code")
        return tuple(code for code in found if code in known)

    def _one_of(self, file: Table, key: str, allowed: tuple[str, ...]) -> Any:
        found = file.text(key, allowed[0])
        if found not in allowed:
            file.fault(key, f"should be one of {', '.join(allowed)}")
            return allowed[0]
        return found

    def _reminder_days(self, file: Table) -> tuple[int, ...]:
        found = file.value("reminder_days", list, [], words="a list of days before the deadline")
        if any(not isinstance(day, int) or isinstance(day, bool) or day < 0 for day in found):
            file.fault("reminder_days", "should hold whole numbers from 0 up")
            return ()
        return tuple(sorted(set(found), reverse=True))

    def _quiet_hours(self, file: Table) -> tuple[time, time]:
        found = file.value("quiet_hours", list, ["21:00", "08:00"], words="two times of day")
        try:
            start, end = (time.fromisoformat(hour) for hour in found)
        except (TypeError, ValueError):
            file.fault("quiet_hours", 'should be two times such as ["21:00", "08:00"]')
            return time(21), time(8)
        return start, end

    def _sender(self, table: Table) -> Sender:
        keys = ("organization", "organ", "signatory", "city")
        sender = Sender(*(self.words(table, key) for key in keys))
        table.done()
        return sender

    def _privacy(self, table: Table) -> Privacy:
        privacy = Privacy(
            self.words(table, "purpose"),
            self.words(table, "controller"),
            table.number("retention_days", least=1),
        )
        table.done()
        return privacy

    def _letter(self, table: Table) -> Letter:
        body = table.raw("body")
        if not isinstance(body, list) or not body:
            table.fault("body", "should be a list of paragraphs")
            body = []
        letter = Letter(
            table.text("reference", ""),
            table.day("date"),
            self.words(table, "addressee"),
            self.words(table, "copies", optional=True),
            self.words(table, "subject"),
            self.words(table, "salutation"),
            tuple(self._words(p, table, f"body[{i}]") for i, p in enumerate(body)),
            self.words(table, "closing"),
        )
        table.done()
        return letter

    # ------------------------------------------------------------ words

    def words(self, table: Table, key: str, *, optional: bool = False) -> Text:
        if not table.has(key):
            if not optional:
                table.fault(key, "is missing")
            return Text("")
        return self._words(table.raw(key), table, key)

    def _words(self, found: object, table: Table, key: str) -> Text:
        """A msgid of the catalogues, or a table of translations."""
        if isinstance(found, str) and found.strip():
            self._harmless(found, table, key)
            return Text(found, CONTEXT)
        if not isinstance(found, dict):
            table.fault(key, 'should be a text, or texts by language such as {en = "…", fr = "…"}')
            return Text("")
        own: dict[str, str] = {}
        for language, text in found.items():
            if language not in LANGUAGES or not isinstance(text, str) or not text.strip():
                table.fault(f"{key}.{language}", "should be a text in one of the languages")
            else:
                self._harmless(text, table, f"{key}.{language}")
                own[language] = text
        missing = [code for code in self._languages if code not in found]
        if missing:
            table.fault(key, f"has no text in {', '.join(missing)}")
        return Text(own.get("en") or next(iter(own.values()), ""), CONTEXT, own)

    def _harmless(self, text: str, table: Table, key: str) -> None:
        if _BREAKS_HTML.search(text) or any(ord(character) < 32 for character in text):
            table.fault(key, "holds < or > or a control character")

    # ------------------------------------------------------------ the form

    def _form(self, file: Table) -> Form:
        self._shared_choices(file)
        tables = file.tables("section")
        if not tables:
            file.fault("section", "is missing: a form has at least one section")
        seen: set[str] = set()
        sections = tuple(self._section(table, seen) for table in tables)
        self._unique_names(sections, tables)
        return Form(version_of(sections), sections)

    def _shared_choices(self, file: Table) -> None:
        if not file.has("choices"):
            return
        table = file.table("choices")
        found = file.raw("choices")
        for key in found if isinstance(found, dict) else ():
            table.raw(key)
            self._shared[key] = self._choices(table, key)

    def _section(self, table: Table, seen: set[str]) -> Section:
        name = self._name(table)
        label = self.words(table, "label")
        relevant = self._condition(table, "relevant", seen)
        items: list[Item] = []
        for question in table.tables("question"):
            items.append(self._question(question, seen))
            seen.add(items[-1].name)
        items += [self._repeat(repeat, seen) for repeat in table.tables("repeat")]
        if not items:
            table.fault("question", "is missing: a section asks at least one")
        table.done()
        return Section(name, label, tuple(items), relevant)

    def _name(self, table: Table) -> str:
        name = table.text("name")
        if name and (not _NAME.fullmatch(name) or len(name) > MAX_NAME_CHARS):
            table.fault("name", f"should be at most {MAX_NAME_CHARS} of a-z, 0-9 and _")
        return name

    def _condition(self, table: Table, key: str, seen: set[str]) -> Expression | None:
        if not table.has(key):
            return None
        source = table.text(key)
        try:
            condition = Expression.parse(source)
        except ExpressionFault as fault:
            table.fault(key, str(fault))
            return None
        for name in sorted(condition.names - seen):
            table.fault(key, f"'{name}' is not asked before this")
        return condition

    def _question(self, table: Table, seen: set[str]) -> Question:
        name = self._name(table)
        kind = self._type(table)
        minimum, maximum = self._bound(table, "minimum"), self._bound(table, "maximum")
        if minimum is not None and maximum is not None and minimum > maximum:
            table.fault("minimum", "is larger than maximum")
        required = table.flag("required")
        question = Question(
            name=name,
            type=kind,
            label=self.words(table, "label"),
            hint=self._optional_words(table, "hint"),
            required=required or (self._note_required and kind is Type.FILE),
            relevant=self._condition(table, "relevant", seen),
            constraint=self._condition(table, "constraint", {*seen, name}),
            constraint_message=self._optional_words(table, "constraint_message"),
            choices=self._question_choices(table, kind),
            minimum=minimum,
            maximum=maximum,
            max_chars=self._bound(table, "max_chars"),
            example=self._optional_words(table, "example"),
            privacy=self._privacy_of(table),
        )
        table.done()
        return question

    def _type(self, table: Table) -> Type:
        found = table.text("type")
        try:
            return Type(found)
        except ValueError:
            if found:
                near = get_close_matches(found, list(Type), n=1)
                hint = f"; did you mean '{near[0]}'?" if near else ""
                table.fault("type", f"is none of {', '.join(Type)}{hint}")
            return Type.TEXT

    def _bound(self, table: Table, key: str) -> int | None:
        return table.number(key, least=-(10**9)) if table.has(key) else None

    def _optional_words(self, table: Table, key: str) -> Text | None:
        return self.words(table, key) if table.has(key) else None

    def _privacy_of(self, table: Table) -> str | None:
        if not table.has("privacy"):
            return None
        found = table.text("privacy")
        if found not in ("contact", "total"):
            table.fault("privacy", "should be contact or total")
        return found

    def _question_choices(self, table: Table, kind: Type) -> tuple[Choice, ...]:
        if kind not in (Type.CHOICE, Type.CHOICES):
            if table.has("choices"):
                table.fault("choices", "belong to select_one and select_multiple only")
            return ()
        found = table.raw("choices")
        if isinstance(found, str):
            if found not in self._shared:
                table.fault("choices", f"'{found}' is no list under [choices]")
            return self._shared.get(found, ())
        return self._choices(table, "choices")

    def _choices(self, table: Table, key: str) -> tuple[Choice, ...]:
        rows = table.tables(key)
        if not rows:
            table.fault(key, "should be a list of choices with name and label")
        choices: list[Choice] = []
        for row in rows:
            name = self._name(row)
            if any(choice.name == name for choice in choices):
                row.fault("name", f"'{name}' stands here twice")
            choices.append(Choice(name, self.words(row, "label")))
            row.done()
        return tuple(choices)

    def _repeat(self, table: Table, before: set[str]) -> Repeat:
        seen: set[str] = set()
        questions = []
        for row in table.tables("question"):
            questions.append(self._question(row, seen))
            seen.add(questions[-1].name)
        if not questions:
            table.fault("question", "is missing: a repeat asks at least one")
        announced = table.text("announced_by", "") or None
        if announced is not None and announced not in before:
            table.fault("announced_by", f"'{announced}' is not asked before this")
        maximum = table.number("maximum", MOST_IN_REPEAT, least=1)
        if maximum > MOST_IN_REPEAT:
            table.fault("maximum", f"should be at most {MOST_IN_REPEAT}")
        repeat = Repeat(
            name=self._name(table),
            label=self.words(table, "label"),
            singular=self.words(table, "singular"),
            questions=tuple(questions),
            name_questions=self._named(table, "name_questions", seen),
            detail_question=self._detail(table, seen),
            maximum=maximum,
            announced_by=announced,
            unique=self._unique(table, questions),
            hint=self._optional_words(table, "hint"),
            relevant=self._condition(table, "relevant", before),
        )
        table.done()
        return repeat

    def _named(self, table: Table, key: str, seen: set[str]) -> tuple[str, ...]:
        found = table.value(key, list, words="a list of questions that name a person")
        for name in found:
            if name not in seen:
                table.fault(key, f"'{name}' is no question of this repeat")
        return tuple(name for name in found if name in seen)

    def _detail(self, table: Table, seen: set[str]) -> str | None:
        found = table.text("detail_question", "") or None
        if found is not None and found not in seen:
            table.fault("detail_question", f"'{found}' is no question of this repeat")
            return None
        return found

    def _unique(self, table: Table, questions: Sequence[Question]) -> tuple[Unique, ...]:
        rules = []
        for row in table.tables("unique"):
            name, value = row.text("question"), row.text("value")
            becomes = row.value("becomes", list, [], words="a list of choices")
            question = next((q for q in questions if q.name == name), None)
            if question is None:
                row.fault("question", f"'{name}' is no question of this repeat")
            else:
                for choice in (value, *becomes):
                    if question.choice(choice) is None:
                        row.fault("value", f"'{choice}' is no choice of '{name}'")
            row.done()
            rules.append(Unique(name, value, tuple(becomes)))
        return tuple(rules)

    def _unique_names(self, sections: Sequence[Section], tables: Sequence[Table]) -> None:
        """Section and question names are found by name everywhere; in a repeat, by their own."""
        names: set[str] = set()
        held: set[str] = set()
        for section, table in zip(sections, tables, strict=True):
            if section.name in held:
                table.fault("name", f"'{section.name}' is the name of an earlier section")
            held.add(section.name)
            for item in section.items:
                if item.name in names:
                    table.fault("question", f"'{item.name}' stands in the form twice")
                names.add(item.name)
                if isinstance(item, Repeat):
                    own = [question.name for question in item.questions]
                    for name in {name for name in own if own.count(name) > 1}:
                        table.fault("repeat", f"'{name}' stands in '{item.name}' twice")


def version_of(sections: Sequence[Section]) -> str:
    """A short hash of what the form asks, not of its words: names, types, choices, conditions."""

    def shape(question: Question) -> list[object]:
        return [
            question.name,
            question.type,
            question.required,
            question.relevant.source if question.relevant else None,
            question.constraint.source if question.constraint else None,
            [choice.name for choice in question.choices],
            question.minimum,
            question.maximum,
        ]

    structure = [
        [
            section.name,
            section.relevant.source if section.relevant else None,
            [
                shape(item)
                if isinstance(item, Question)
                else [item.name, item.maximum, [shape(question) for question in item.questions]]
                for item in section.items
            ],
        ]
        for section in sections
    ]
    text = json.dumps(structure, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def texts_of(event: Event) -> Iterator[Text]:
    """Every text of an event and its form, in the order of the file."""
    yield from (event.title, event.place)
    sender, letter = event.sender, event.letter
    yield from (sender.organization, sender.organ, sender.signatory, sender.city)
    yield from (event.privacy.purpose, event.privacy.controller)
    yield from (letter.addressee, letter.copies, letter.subject, letter.salutation)
    yield from (*letter.body, letter.closing)
    for section in event.form.sections:
        yield section.label
        for item in section.items:
            yield from _texts_of_item(item)


def _texts_of_item(item: Item) -> Iterator[Text]:
    if isinstance(item, Repeat):
        yield from (item.label, item.singular)
        if item.hint:
            yield item.hint
        for question in item.questions:
            yield from _texts_of_item(question)
        return
    optional = (item.hint, item.example, item.constraint_message)
    yield from (item.label, *(text for text in optional if text))
    yield from (choice.label for choice in item.choices)
