"""Writes tables as the text of an event file, with a line for everything still to be filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from bot.xlsform.tables import FormTable

# What an XLSForm cannot say: key → an example, in the order of the file.
_DAYS = (("starts", "2027-05-04"), ("ends", "2027-05-06"), ("zone", '"Africa/Nairobi"'))
_SENDER = ("organization", "organ", "signatory", "city")
_PRIVACY = ("purpose", "controller")
_LETTER = ("addressee", "subject", "salutation", "closing")


def event_file(
    *,
    source: str,
    name: str,
    title: str,
    languages: tuple[str, ...],
    sections: list[FormTable],
    choices: Mapping[str, list[FormTable]],
) -> str:
    """Return the whole file. A line that begins with `#:` is to be filled in and uncommented."""
    return "\n".join(
        [
            f"# Made from {source}. Lines that begin with #: are still to be filled in: put in your",
            "# own words and take the two signs away. Then: python -m bot check THIS_FILE",
            "",
            *_head(name, title, languages),
            *(line for number, section in enumerate(sections) for line in _section(section)),
            *_choices(choices),
        ]
    )


def _head(name: str, title: str, languages: tuple[str, ...]) -> Iterator[str]:
    words = "{ " + ", ".join(f'{code} = "…"' for code in languages) + " }"
    yield f"name = {_text(name)}"
    yield f"code = {_text(name.upper()[:20])}"
    yield f"title = {_value({languages[0]: title})}" if title else f"#: title = {words}"
    yield f"#: place = {words}"
    yield from (f"#: {key} = {example}" for key, example in _DAYS)
    yield "# deadline = 2027-03-31T18:00:00"
    yield f"languages = {_value(list(languages))}"
    yield 'parties = "all"'
    for table, keys in (("sender", _SENDER), ("privacy", _PRIVACY), ("letter", _LETTER)):
        yield from ("", f"[{table}]")
        yield from (f"#: {key} = {words}" for key in keys)
        if table == "privacy":
            yield "retention_days = 365"
        if table == "letter":
            yield from ("#: date = 2027-01-15", f"#: body = [{words}]")


def _section(section: FormTable) -> Iterator[str]:
    yield from ("", "", "[[section]]", *_pairs(section))
    yield from _questions(section, "section")
    for repeat in section.rows("repeat"):
        yield from ("", "[[section.repeat]]", *_pairs(repeat))
        yield from _questions(repeat, "section.repeat")


def _questions(holder: FormTable, path: str) -> Iterator[str]:
    for question in holder.rows("question"):
        yield from ("", f"[[{path}.question]]", *_pairs(question))


def _pairs(table: FormTable) -> Iterator[str]:
    for key, value in table.items():
        if key not in ("question", "repeat"):
            yield f"{key} = {_value(value)}"


def _choices(lists: Mapping[str, list[FormTable]]) -> Iterator[str]:
    if lists:
        yield from ("", "", "[choices]")
    for name, rows in lists.items():
        yield f"{name} = {_value(rows)}"


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case list() if value and isinstance(value[0], dict):
            return "[\n" + "".join(f"  {_value(one)},\n" for one in value) + "]"
        case list():
            return "[" + ", ".join(map(_value, value)) + "]"
        case dict():
            return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
        case _:
            return _text(str(value))


def _text(text: str) -> str:
    """Return a basic string of TOML: JSON's, but for the one control character left in."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
