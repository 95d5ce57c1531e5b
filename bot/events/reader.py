"""Reads event files: TOML → Event, every fault of a file told at once and at its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.engine.form import Text
from bot.events import parties
from bot.events.event import EVENTS, Event, InvitingBody, Letter, Privacy
from bot.events.form_reader import FormReader
from bot.events.text_reader import EventTexts, Use
from bot.events.toml_tables import Document, Fault, TomlTable, suggestion
from bot.i18n.languages import LANGUAGES

__all__ = ["EventFault", "Fault", "find", "load", "parse", "uses"]

# Tells whether a language, by its code, has words of its own for a text.
Translated = Callable[[str, Text], bool]

_EARLY, _LATE = date(1900, 1, 1), date(9000, 1, 1)
_EVENING, _MORNING = time(21), time(8)
_MOST_DAYS = 3650
# Lengths that leave a message, a letter's heading and a line of a list whole.
_TITLE, _LINE, _PARAGRAPH = 120, 200, 900
_NAME = re.compile(r"[a-z0-9-]{1,40}")
_CODE = re.compile(r"[A-Z0-9-]{1,20}")


class EventFault(Exception):
    """The file cannot be used; `faults` holds every reason, in the order of the file."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


def find(name_or_path: str | Path) -> Path:
    """Return the file of a shipped event, or the path that was given."""
    shipped = EVENTS / f"{name_or_path}.toml"
    return shipped if shipped.is_file() else Path(name_or_path)


def load(name_or_path: str | Path, *, is_translated: Translated | None = None) -> Event:
    """Return the event of a shipped name or of a file.

    With `is_translated`, a text that is not in one of the event's languages is a fault too;
    without, people read English there.

    Raises: EventFault with every fault of the file.
    """
    text = _text_of(find(name_or_path))
    return parse(text, str(name_or_path), is_translated=is_translated)


def parse(text: str, place: str, *, is_translated: Translated | None = None) -> Event:
    """Return the event of a file's text; `place` names the file in faults that concern all of it.

    Raises: EventFault with every fault of the text.
    """
    return _read(text, place, is_translated)[0]


def uses(path: Path) -> tuple[Use, ...]:
    """Return every text of an event file with its place, in the order of the file.

    Raises: EventFault with every fault of the file.
    """
    return tuple(_read(_text_of(path), path.name)[1].uses)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
    except ValueError:
        problem = "is not written in UTF-8"
    raise EventFault((Fault(path.name, problem),))


def _hour(root: TomlTable, key: str, hour: str) -> time:
    try:
        found = time.fromisoformat(hour)
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None:
        root.fault(key, f'"{hour}" is no time of day such as "21:00"')
        return _EVENING
    return found


def _matching(root: TomlTable, key: str, pattern: re.Pattern[str], wanted: str) -> str:
    found = root.string(key, required=True) or ""
    if key in root.data and not pattern.fullmatch(found):
        root.fault(key, f"must be {wanted}")
    return found


def _read(
    text: str, place: str, is_translated: Translated | None = None
) -> tuple[Event, EventTexts]:
    document = Document(text, place)
    root = document.read()
    if root is None:
        raise EventFault(document.faults)
    texts = EventTexts(document, _languages(root))
    event = _EventReader(texts).event(root)
    if is_translated is not None:
        texts.note_untranslated(is_translated)
    if document.faults:
        raise EventFault(document.faults)
    return event, texts


def _languages(root: TomlTable) -> tuple[str, ...]:
    """Return the event's languages, by default all; a wrong one is a fault and left out."""
    codes: list[str] = []
    for key, code in root.strings("languages"):
        if code not in LANGUAGES:
            root.fault(key, f'"{code}" is no language; {suggestion(code, LANGUAGES)}')
        elif code in codes:
            root.fault(key, f'"{code}" is there twice')
        else:
            codes.append(code)
    return tuple(codes) or LANGUAGES


@dataclass
class _EventReader:
    """Reads what is the event's own; goes on after a fault, so that all are told."""

    texts: EventTexts

    def event(self, root: TomlTable) -> Event:
        starts, ends = self._day(root, "starts"), self._day(root, "ends")
        if {"starts", "ends"} <= root.data.keys() and ends < starts:
            root.fault("ends", "is before the event starts")
        zone = self._zone(root)
        note_verbale_required = root.value("note_verbale_required", bool) is True
        event = Event(
            name=_matching(
                root, "name", _NAME, "1 to 40 of a-z, 0-9 and -, such as the file's own name"
            ),
            code=_matching(root, "code", _CODE, "1 to 20 of A-Z, 0-9 and -"),
            title=self.texts.need(root, "title", "event", most=_TITLE),
            place=self.texts.need(root, "place", "event", most=_TITLE),
            starts=starts,
            ends=ends,
            zone=zone,
            deadline=self._deadline(root, zone, ends),
            languages=self.texts.languages,
            parties=self._parties(root),
            verification=self._verification(root),
            note_verbale_required=note_verbale_required,
            invitation_days=root.integer("invitation_days", 1, _MOST_DAYS) or 180,
            reminder_days=self._reminder_days(root),
            quiet_hours=self._quiet_hours(root),
            sender=self._sender(self._table(root, "sender")),
            privacy=self._privacy(self._table(root, "privacy")),
            letter=self._letter(self._table(root, "letter")),
            form=FormReader(self.texts, note_verbale_required).read(root),
        )
        root.close()
        return event

    def _table(self, root: TomlTable, key: str) -> TomlTable:
        """Return a table that must be there; its own faults are not told where it is missing."""
        found = root.table(key, required=True)
        return found or TomlTable(Document("", key), key, {})

    def _day(self, table: TomlTable, key: str) -> date:
        found = table.value(key, date, required=True)
        if found is None:
            return _EARLY
        if not _EARLY <= found <= _LATE:
            table.fault(key, "is not a day of our times")
            return _EARLY
        return found

    def _zone(self, root: TomlTable) -> ZoneInfo:
        name = root.string("zone", required=True)
        try:
            return ZoneInfo(name or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            root.fault("zone", f'"{name}" is no time zone such as "Europe/Zurich"')
            return ZoneInfo("UTC")

    def _deadline(self, root: TomlTable, zone: ZoneInfo, ends: date) -> datetime | None:
        """Return the deadline; a time without an offset is by the clock of the event's zone."""
        found = root.value("deadline", datetime)
        if found is None:
            return None
        if not _EARLY < found.date() < _LATE:
            root.fault("deadline", "is not a day of our times")
            return None
        aware = found if found.tzinfo else found.replace(tzinfo=zone)
        if aware.astimezone(zone).date() > ends:
            root.fault("deadline", "is after the event ends")
        return aware.astimezone(UTC)

    def _parties(self, root: TomlTable) -> tuple[str, ...] | None:
        if root.data.get("parties") == "all":
            root.string("parties")
            return None
        known = parties.load()
        codes: list[str] = []
        if isinstance(root.data.get("parties"), str):
            root.string("parties")
            root.fault("parties", 'must be "all" or a list of codes such as ["FRA", "KEN"]')
            return None
        for key, code in root.strings("parties", required=True):
            if code not in known:
                meant = known.exact(code)
                hint = f'; did you mean "{meant.code}"?' if meant else ""
                root.fault(key, f'"{code}" is no State\'s code of three letters{hint}')
            elif code in codes:
                root.fault(key, f'"{code}" is there twice')
            else:
                codes.append(code)
        return tuple(codes)

    def _verification(self, root: TomlTable) -> Literal["none", "approve"]:
        return (
            "approve" if root.one_of("verification", ("none", "approve")) == "approve" else "none"
        )

    def _reminder_days(self, root: TomlTable) -> tuple[int, ...]:
        days: list[int] = []
        for key, day in root.list_of("reminder_days", int):
            if not 0 <= day <= _MOST_DAYS:
                root.fault(key, f"must be a number of days from 0 to {_MOST_DAYS}")
            elif day in days:
                root.fault(key, f"{day} is there twice")
            else:
                days.append(day)
        return tuple(sorted(days, reverse=True))

    def _quiet_hours(self, root: TomlTable) -> tuple[time, time]:
        """Return from when until when nobody is reminded, by the clock of the event's zone."""
        hours = [_hour(root, key, hour) for key, hour in root.strings("quiet_hours")]
        found = root.data.get("quiet_hours")
        if isinstance(found, list) and len(found) != 2:
            root.fault("quiet_hours", 'must be two times such as ["21:00", "08:00"]')
        return (hours[0], hours[1]) if len(hours) == 2 else (_EVENING, _MORNING)

    def _sender(self, table: TomlTable) -> InvitingBody:
        line = partial(self.texts.need, table, context="sender", about="sender", most=_LINE)
        keys = ("organization", "organ", "signatory", "city")
        sender = InvitingBody(**{key: line(key) for key in keys})
        table.close()
        return sender

    def _privacy(self, table: TomlTable) -> Privacy:
        about = "privacy notice"
        words = partial(self.texts.need, table, context="privacy", about=about, most=_PARAGRAPH)
        privacy = Privacy(
            purpose=words("purpose"),
            controller=words("controller"),
            retention_days=table.integer("retention_days", 1, _MOST_DAYS, required=True) or 1,
        )
        table.close()
        return privacy

    def _letter(self, table: TomlTable) -> Letter:
        line = partial(self.texts.need, table, context="letter", about="letter", most=_LINE)
        letter = Letter(
            reference=table.string("reference") or "",
            date=self._day(table, "date"),
            addressee=line("addressee"),
            copies=self.texts.take(table, "copies", "letter", about="letter", most=_LINE)
            or Text(""),
            subject=line("subject"),
            salutation=line("salutation"),
            body=self.texts.each(table, "body", "letter", about="letter", most=_PARAGRAPH),
            closing=line("closing", most=_PARAGRAPH),
        )
        table.close()
        return letter
