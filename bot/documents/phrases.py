"""Words what several documents share: an answer in print, the days of the event, file names."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

from bot.engine.form import Question, Value
from bot.events.event import Event
from bot.events.parties import Party
from bot.i18n.tongue import Tongue
from bot.texts.values import value_text

PDF = "application/pdf"

# Shares of a table's width, in Latin letters.
_INSET = 3
_NARROWEST, _WIDEST_WORD, _WIDEST = 6, 26, 30
# What stands beside each other in a line of a table, on upright paper.
_TABLE = 94


def shown(tongue: Tongue, question: Question, value: Value) -> str:
    """Return an answer in print; '' where there is none."""
    match value:
        case None:
            return ""
        case {"name": str(name), "size_bytes": int(size)}:
            return file_shown(tongue, name, size)
        case _:
            return value_text(tongue, question, value)


def file_shown(tongue: Tongue, name: str, size_bytes: int) -> str:
    """Return a file's name and size, apart so that an Arabic name leaves its size where it is."""
    return tongue.plain("{name} ({size})", name=name, size=tongue.size(size_bytes))


def formal_name(party: Party, tongue: Tongue) -> str:
    """Return a State's formal name, with a capital where it begins with an article."""
    words = party.formal.get(tongue.code) or party.name(tongue.code)
    return words[:1].upper() + words[1:]


def weights(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Return relative widths of a table's columns: room for the longest word, then a usual line."""
    columns = [_widths(cells) for cells in zip(head, *rows, strict=True)]
    least = sum(narrow for narrow, _ in columns)
    missing = sum(wide for _, wide in columns) - least
    share = min(1.0, max(0.0, (_TABLE - least) / missing)) if missing else 0.0
    return [round(narrow + (wide - narrow) * share, 1) for narrow, wide in columns]


def _widths(cells: Sequence[str]) -> tuple[int, int]:
    """Return what a column must have, and what it would like."""
    words = max((_width(word) for cell in cells for word in cell.split()), default=0)
    lines = [max(map(_width, cell.splitlines()), default=0) for cell in cells[1:]]
    usual = sum(lines) // len(lines) if lines else 0
    least = max(_NARROWEST, min(words, _WIDEST_WORD))
    return _INSET + least, _INSET + max(least, min(usual, _WIDEST))


def _width(text: str) -> int:
    """Return a text's width, roughly in Latin letters: a Chinese character takes two."""
    if text.isascii():
        return len(text)
    return round(sum(2.0 if east_asian_width(letter) in "WF" else 1.15 for letter in text))


def occasion(event: Event, tongue: Tongue) -> str:
    """Return where and when: "Geneva, 10 December 2003 to 12 December 2003"."""
    place = tongue.text(event.place)
    if event.starts == event.ends:
        return tongue.plain("{place}, {day}", place=place, day=tongue.date(event.starts))
    return tongue.plain(
        "{place}, {first} to {last}",
        place=place,
        first=tongue.date(event.starts),
        last=tongue.date(event.ends),
    )


def name_of_file(*parts: str, suffix: str) -> str:
    """Return a file's name of letters, digits and hyphens, which every system takes."""
    words = "-".join(parts)
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._") else "-" for c in words)
    return f"{'-'.join(filter(None, plain.split('-')))}.{suffix}"
