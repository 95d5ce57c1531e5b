from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.calendar import MIME_TYPE, calendar, fold
from bot.engine.form import Text
from bot.events.event import Event
from bot.i18n.languages import LANGUAGES

DEADLINE = datetime(2003, 11, 14, 22, 59, tzinfo=UTC)
AS_OF = datetime(2003, 7, 9, 8, 0, tzinfo=UTC)


def lines(
    event: Event,
    language: str = "en",
    *,
    deadline: datetime | None = DEADLINE,
    as_of: datetime = AS_OF,
) -> list[str]:
    """The unfolded lines."""
    data = calendar(event, language=language, deadline=deadline, as_of=as_of).data.decode()
    return data.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_has_the_event_and_the_deadline(event: Event, language: str) -> None:
    entries = lines(event, language)

    assert entries[0] == "BEGIN:VCALENDAR"
    assert entries[-1] == "END:VCALENDAR"
    assert entries.count("BEGIN:VEVENT") == entries.count("END:VEVENT") == 2
    # Whole days; the end is the day after the last.
    assert "DTSTART;VALUE=DATE:20031210" in entries
    assert "DTEND;VALUE=DATE:20031213" in entries
    assert "DTSTART:20031114T225900Z" in entries
    assert entries.count("DTSTAMP:20030709T080000Z") == 2


def test_the_deadline_rings_a_week_and_a_day_before(event: Event) -> None:
    entries = lines(event)

    assert [line for line in entries if line.startswith("TRIGGER")] == [
        "TRIGGER:-P7D",
        "TRIGGER:-P1D",
    ]
    assert entries.index("TRIGGER:-P7D") > entries.index("DTSTART:20031114T225900Z")


def test_a_later_file_moves_the_entries_instead_of_doubling_them(event: Event) -> None:
    def identifiers(entries: list[str]) -> list[str]:
        return [line for line in entries if line.startswith("UID:")]

    first = lines(event)
    later = lines(event, "ar", deadline=DEADLINE + timedelta(days=7), as_of=AS_OF + timedelta(1))

    assert identifiers(first) == identifiers(later)
    assert len(set(identifiers(first))) == 2
    assert "DTSTAMP:20030710T080000Z" in later


def test_without_a_deadline_there_is_only_the_event(event: Event) -> None:
    entries = lines(event, deadline=None)

    assert entries.count("BEGIN:VEVENT") == 1
    assert "BEGIN:VALARM" not in entries


def test_texts_are_escaped_and_cannot_add_lines(event: Event) -> None:
    hostile = replace(event, title=Text("a;b,c\\d\nBEGIN:VEVENT\r\x00"))
    entries = lines(hostile)

    assert "SUMMARY:a\\;b\\,c\\\\d\\nBEGIN:VEVENT" in entries
    assert entries.count("BEGIN:VEVENT") == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_the_file_is_longer_than_75_octets(event: Event, language: str) -> None:
    data = calendar(
        replace(event, title=Text("القمة العالمية " * 20)),
        language=language,
        deadline=DEADLINE,
        as_of=AS_OF,
    ).data

    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\xe2\x81\xa8" not in data


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])))
def test_a_folded_line_unfolds_to_itself(line: str) -> None:
    pieces = list(fold(line))

    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert "".join([pieces[0], *(piece.removeprefix(" ") for piece in pieces[1:])]) == line
    assert all(piece.startswith(" ") for piece in pieces[1:])


def test_a_calendar_is_made_of_these_lines(event: Event) -> None:
    entry = ["TRANSP:TRANSPARENT"]
    stamp = "DTSTAMP:20030709T080000Z"
    due = "Deadline for the reply: World Summit on the Information Society"

    def alarm(trigger: str) -> list[str]:
        return [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"TRIGGER:{trigger}",
            f"DESCRIPTION:{due}",
            "END:VALARM",
        ]

    assert lines(event) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//WSIS-2003//Focal point assistant//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "UID:event@wsis-2003.focal-point",
        stamp,
        *entry,
        "SUMMARY:World Summit on the Information Society",
        "LOCATION:Geneva\\, Switzerland",
        "DTSTART;VALUE=DATE:20031210",
        "DTEND;VALUE=DATE:20031213",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:deadline@wsis-2003.focal-point",
        stamp,
        *entry,
        f"SUMMARY:{due}",
        "DTSTART:20031114T225900Z",
        "DTEND:20031114T225900Z",
        *alarm("-P7D"),
        *alarm("-P1D"),
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_calendar_is_a_file_of_its_own_kind(event: Event) -> None:
    file = calendar(event, language="fr", deadline=None, as_of=AS_OF)

    assert (file.name, file.mime_type) == ("WSIS-2003-fr.ics", MIME_TYPE)
    assert MIME_TYPE == "text/calendar"


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("x" * 75, ["x" * 75]),
        ("x" * 76, ["x" * 75, " x"]),
        ("x" * 150, ["x" * 75, " " + "x" * 74, " x"]),
        ("x" * 74 + "é", ["x" * 74, " é"]),
        ("", [""]),
    ],
)
def test_a_line_is_folded_at_75_octets(line: str, pieces: list[str]) -> None:
    assert list(fold(line)) == pieces


@pytest.mark.parametrize("mark", "\u200e\u200f\u2066\u2067\u2068\u2069")
def test_marks_of_direction_are_left_out(event: Event, mark: str) -> None:
    marked = replace(event, title=Text(f"a{mark}b"))

    assert "SUMMARY:ab" in lines(marked)


@pytest.mark.parametrize("neighbour", "\u2010\u00a0\u202f\u200c\u200d")
def test_no_other_sign_is_left_out(event: Event, neighbour: str) -> None:
    assert f"SUMMARY:a{neighbour}b" in lines(replace(event, title=Text(f"a{neighbour}b")))
