"""Writes the event's days and the deadline as iCalendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from unicodedata import category

from bot.documents import File
from bot.documents.phrases import name_of_file
from bot.events.event import Event
from bot.i18n.tongue import tongue_for

MIME_TYPE = "text/calendar"

# RFC 5545, 3.1: a line should hold no more octets than this, its end not counted.
_MAX_LINE_BYTES = 75

# Reminders before the deadline: time for a signature, and a last call.
_ALARMS = (timedelta(days=7), timedelta(days=1))

# Categories of signs that no text may hold (RFC 5545, 3.3.11), and other ends of lines.
_CONTROLS = ("Cc", "Cs", "Zl", "Zp")
# Isolates and other marks of direction: calendars show them as boxes.
_MARKS = dict.fromkeys((0x200E, 0x200F, *range(0x2066, 0x206A)))


def calendar(event: Event, *, language: str, deadline: datetime | None, as_of: datetime) -> File:
    """Return two entries: the event's days, and the deadline with alarms a week and a day before.

    The identifiers never change, so a later file with a later `as_of` moves the entries instead of
    doubling them.
    """
    tongue = tongue_for(language)
    title = tongue.text(event.title)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_text(event.code)}//Focal point assistant//{language.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *_entry(
            event,
            "event",
            as_of,
            _text_line("SUMMARY", title),
            _text_line("LOCATION", tongue.text(event.place)),
            f"DTSTART;VALUE=DATE:{_day(event.starts)}",
            # The end is the first day after (3.6.1).
            f"DTEND;VALUE=DATE:{_day(event.ends + timedelta(days=1))}",
        ),
    ]
    if deadline is not None:
        summary = tongue.plain("Deadline for the reply: {event}", event=title)
        alarms = (line for before in _ALARMS for line in _alarm(before, summary))
        lines += _entry(
            event,
            "deadline",
            as_of,
            _text_line("SUMMARY", summary),
            f"DTSTART:{_instant(deadline)}",
            f"DTEND:{_instant(deadline)}",
            *alarms,
        )
    lines.append("END:VCALENDAR")
    data = "".join(f"{folded}\r\n" for line in lines for folded in fold(line))
    return File(name_of_file(event.code, language, suffix="ics"), MIME_TYPE, data.encode())


def _entry(event: Event, what: str, as_of: datetime, *lines: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{what}@{name_of_file(event.code.lower(), suffix='focal-point')}"
    yield f"DTSTAMP:{_instant(as_of)}"
    # Nobody is busy because of a deadline, nor for three whole days of an event.
    yield "TRANSP:TRANSPARENT"
    yield from lines
    yield "END:VEVENT"


def _alarm(before: timedelta, summary: str) -> Iterator[str]:
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"TRIGGER:-P{before.days}D"
    yield _text_line("DESCRIPTION", summary)
    yield "END:VALARM"


def _text_line(name: str, value: str) -> str:
    return f"{name}:{_text(value.translate(_MARKS))}"


def _text(value: str) -> str:
    """Escape a text (RFC 5545, 3.3.11)."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(plain, escaped)
    return "".join(sign for sign in value if category(sign) not in _CONTROLS)


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def fold(line: str) -> Iterator[str]:
    """Fold a line into pieces of at most 75 octets (RFC 5545, 3.1); no character is cut."""
    piece, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _MAX_LINE_BYTES:
            yield piece
            piece, size = " ", 1
        piece += character
        size += width
    yield piece
