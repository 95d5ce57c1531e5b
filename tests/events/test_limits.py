"""The limits of an event file: what just fits and what is one too much, for every text and number."""

from __future__ import annotations

import pytest

from bot.engine.form import Type
from bot.events.reader import EventFault, load, parse
from tests.event_papers import PAPERS

# Everything that has a limit, each on a line of its own.
FULL = f"""\
name = "small"
code = "S-1"
title = "Meeting"
place = "Geneva"
starts = 2027-01-01
ends = 2027-01-02
zone = "Europe/Zurich"
languages = ["en"]
parties = ["FRA", "KEN"]
invitation_days = 30
reminder_days = [7]

{PAPERS}
copies = "Copies"

[choices]
colour = [
  {{ name = "red", label = "Red" }},
]

[[section]]
name = "one"
label = "One"

[[section.question]]
name = "coming"
type = "yes_no"
label = "Coming"
hint = "A hint"

[[section.question]]
name = "favourite"
type = "select_one"
label = "Favourite"
choices = "colour"

[[section.question]]
name = "count"
type = "integer"
label = "Number"
example = "12"
minimum = 1
maximum = 9
constraint = ". != 5"
constraint_message = "Not five."

[[section.question]]
name = "motto"
type = "text"
label = "Motto"
max_chars = 50

[[section.repeat]]
name = "people"
label = "People"
singular = "Person"
hint = "All of them"
maximum = 20
name_questions = ["family"]

[[section.repeat.question]]
name = "family"
type = "name"
label = "Family name"
"""


def faults(text: str) -> list[str]:
    try:
        parse(text, "test")
    except EventFault as fault:
        return [f"{one.place}: {one.message}" for one in fault.faults]
    return []


def changed(old: str, new: str) -> list[str]:
    assert FULL.count(old) == 1, old
    return faults(FULL.replace(old, new))


def test_the_file_as_it_stands_has_no_fault() -> None:
    assert faults(FULL) == []


@pytest.mark.parametrize(
    ("place", "line", "most"),
    [
        ("title", 'title = "Meeting"', 120),
        ("place", 'place = "Geneva"', 120),
        ("sender.organization", 'organization = "Us"', 200),
        ("sender.organ", 'organ = "Council"', 200),
        ("sender.signatory", 'signatory = "Chair"', 200),
        ("sender.city", 'city = "Geneva"', 200),
        ("privacy.purpose", 'purpose = "To prepare."', 900),
        ("privacy.controller", 'controller = "The secretariat."', 900),
        ("letter.addressee", 'addressee = "To the Minister"', 200),
        ("letter.subject", 'subject = "Invitation"', 200),
        ("letter.salutation", 'salutation = "Excellency,"', 200),
        ("letter.copies", 'copies = "Copies"', 200),
        ("letter.closing", 'closing = "Yours"', 900),
        ("section[0].label", 'label = "One"', 40),
        ("section[0].question[0].label", 'label = "Coming"', 200),
        ("section[0].question[0].hint", 'hint = "A hint"', 600),
        ("section[0].question[2].example", 'example = "12"', 120),
        ("section[0].question[2].constraint_message", 'constraint_message = "Not five."', 200),
        ("section[0].repeat[0].label", 'label = "People"', 200),
        ("section[0].repeat[0].singular", 'singular = "Person"', 40),
        ("section[0].repeat[0].hint", 'hint = "All of them"', 600),
        ("section[0].repeat[0].question[0].label", 'label = "Family name"', 200),
    ],
)
def test_a_text_may_be_so_long_and_no_longer(place: str, line: str, most: int) -> None:
    key = line.partition(" = ")[0]

    def of(length: int) -> list[str]:
        # The same key may stand elsewhere with the same words.
        return faults(FULL.replace(f"\n{line}\n", f'\n{key} = "{"x" * length}"\n', 1))

    assert of(most) == []
    assert of(most + 1) == [f"{place}: is too long: {most + 1} characters, where {most} fit"]


def test_a_paragraph_and_a_choice_have_limits_of_their_own() -> None:
    assert changed('"Please come."', f'"{"x" * 900}"') == []
    assert changed('"Please come."', f'"{"x" * 901}"') == [
        "letter.body[0]: is too long: 901 characters, where 900 fit"
    ]
    assert changed('label = "Red"', f'label = "{"x" * 64}"') == []
    assert changed('label = "Red"', f'label = "{"x" * 65}"') == [
        "choices.colour[0].label: is too long: 65 characters, where 64 fit"
    ]


@pytest.mark.parametrize(
    ("place", "line", "least", "most"),
    [
        ("invitation_days", "invitation_days = 30", 1, 3650),
        ("privacy.retention_days", "retention_days = 30", 1, 3650),
        ("section[0].question[3].max_chars", "max_chars = 50", 1, 3000),
        ("section[0].repeat[0].maximum", "maximum = 20", 1, 2000),
    ],
)
def test_a_number_stays_within_its_bounds(place: str, line: str, least: int, most: int) -> None:
    key = line.partition(" = ")[0]

    assert changed(line, f"{key} = {least}") == []
    assert changed(line, f"{key} = {most}") == []
    assert changed(line, f"{key} = {least - 1}") == [f"{place}: must be at least {least}"]
    assert changed(line, f"{key} = {most + 1}") == [f"{place}: must be at most {most}"]


def test_the_bounds_of_an_answer_are_within_a_thousand_million() -> None:
    limit = 1_000_000_000

    assert changed("minimum = 1\nmaximum = 9", f"minimum = {-limit}\nmaximum = {limit}") == []
    assert changed("minimum = 1\n", f"minimum = {-limit - 1}\n") == [
        f"section[0].question[2].minimum: must be at least {-limit}"
    ]
    assert changed("maximum = 9\n", f"maximum = {limit + 1}\n") == [
        f"section[0].question[2].maximum: must be at most {limit}"
    ]
    assert changed("minimum = 1\nmaximum = 9", "minimum = 9\nmaximum = 9") == []


@pytest.mark.parametrize(("day", "fits"), [(0, True), (3650, True), (-1, False), (3651, False)])
def test_a_reminder_is_within_ten_years(day: int, fits: bool) -> None:
    found = changed("reminder_days = [7]", f"reminder_days = [{day}]")

    assert found == ([] if fits else ["reminder_days[0]: must be a number of days from 0 to 3650"])


@pytest.mark.parametrize(
    ("line", "key", "longest", "sign"),
    [('name = "small"', "name", 40, "a"), ('code = "S-1"', "code", 20, "A")],
)
def test_a_name_of_an_event_may_be_so_long(line: str, key: str, longest: int, sign: str) -> None:
    assert changed(line, f'{key} = "{sign * longest}"') == []
    assert len(changed(line, f'{key} = "{sign * (longest + 1)}"')) == 1
    assert len(changed(line, f'{key} = ""')) == 1


@pytest.mark.parametrize(("length", "fits"), [(1, True), (24, True), (25, False)])
def test_a_name_of_a_question_fits_on_a_button(length: int, fits: bool) -> None:
    assert (changed('name = "motto"', f'name = "{"m" * length}"') == []) is fits
    assert (changed('name = "red"', f'name = "{"1" * length}"') == []) is fits


@pytest.mark.parametrize(
    ("key", "types"),
    [
        ("max_chars", {Type.TEXT, Type.NAME}),
        ("minimum", {Type.INTEGER}),
        ("maximum", {Type.INTEGER}),
    ],
)
def test_a_limit_belongs_to_some_types_only(key: str, types: set[Type]) -> None:
    kinds = [kind for kind in Type if kind not in (Type.CHOICE, Type.CHOICES)]
    allowed = {
        kind
        for kind in kinds
        if not changed(
            'name = "motto"\ntype = "text"\nlabel = "Motto"\nmax_chars = 50',
            f'name = "motto"\ntype = "{kind}"\nlabel = "Motto"\n{key} = 5',
        )
    }

    assert allowed == types


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("true", "true or false"),
        ("3", "a whole number"),
        ("3.5", "a number"),
        ("2027-01-01T10:00:00", "a date with a time"),
        ("2027-01-01", "a date"),
        ("10:00:00", "a time of day"),
        ("[]", "a list"),
        ("{}", "a table"),
    ],
)
def test_a_value_of_another_kind_is_called_by_its_kind(value: str, kind: str) -> None:
    assert changed('zone = "Europe/Zurich"', f"zone = {value}") == [
        f"zone: must be a text, not {kind}"
    ]


def test_defaults_stand_in_for_what_is_not_said() -> None:
    text = FULL.replace("invitation_days = 30\nreminder_days = [7]\n", "").replace(
        'hint = "All of them"\nmaximum = 20\n', ""
    )
    event = parse(text, "test")

    assert (event.invitation_days, event.reminder_days) == (180, ())
    assert event.form.repeats["people"].maximum == 2000
    assert event.form.repeats["people"].hint is None
    assert load("wsis-geneva-2003").form.repeats["delegation"].maximum == 2000


@pytest.mark.parametrize(
    ("day", "fits"),
    [("1899-12-31", False), ("1900-01-01", True), ("9000-01-01", True), ("9000-01-02", False)],
)
def test_a_day_is_of_our_times(day: str, fits: bool) -> None:
    found = changed("date = 2026-12-01", f"date = {day}")

    assert (found == []) is fits


@pytest.mark.parametrize(
    "line",
    [
        'name = "small"',
        'code = "S-1"',
        'title = "Meeting"',
        'place = "Geneva"',
        "starts = 2027-01-01",
        "ends = 2027-01-02",
        'zone = "Europe/Zurich"',
        'organization = "Us"',
        'organ = "Council"',
        'signatory = "Chair"',
        'city = "Geneva"',
        'purpose = "To prepare."',
        'controller = "The secretariat."',
        "retention_days = 30",
        "date = 2026-12-01",
        'addressee = "To the Minister"',
        'subject = "Invitation"',
        'salutation = "Excellency,"',
        'body = ["Please come."]',
        'closing = "Yours"',
        'type = "integer"',
        'label = "One"',
        'label = "Motto"',
        'label = "People"',
        'singular = "Person"',
        'name_questions = ["family"]',
    ],
)
def test_what_an_event_needs_is_missed_by_its_name(line: str) -> None:
    key = line.partition(" = ")[0]
    without = ("\n" + FULL).replace(f"\n{line}\n", "\n", 1)
    found = [one for one in faults(without) if one.endswith("is missing")]

    assert len(found) == 1
    assert found[0].partition(":")[0].rpartition(".")[2] == key


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        ("1900-01-01", False),
        ("1900-01-02", True),
        ("8999-12-31", True),
        ("9000-01-01", False),
    ],
)
def test_a_deadline_is_of_our_times(day: str, fits: bool) -> None:
    found = changed("parties =", f"deadline = {day}T12:00:00Z\nparties =")

    assert any("our times" in one for one in found) is not fits
