"""Event files: the shipped one, one with every fault there is, and anything at all."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.engine.form import Repeat, Type
from bot.events import parties
from bot.events.event import EVENTS, Event
from bot.events.reader import EventFault, load, parse, uses
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import is_translated
from tests.event_papers import PAPERS

SHIPPED = (EVENTS / "wsis-geneva-2003.toml").read_text(encoding="utf-8")

# One event as small as can be; tests change it line by line.
SMALL = f"""\
name = "small"
code = "S-1"
title = "Meeting"
place = "Geneva"
starts = 2027-01-01
ends = 2027-01-02
zone = "Europe/Zurich"
languages = ["en"]
parties = ["FRA", "KEN"]

{PAPERS}
[[section]]
name = "one"
label = "One"

[[section.question]]
name = "coming"
type = "yes_no"
label = "Coming"

[[section.question]]
name = "count"
type = "integer"
label = "Number"
relevant = "${{coming}} = 'yes'"
"""


def faults(text: str, *, complete: bool = False) -> list[str]:
    """The faults as they are printed; none if the event can be used."""
    try:
        parse(text, "test", is_translated=is_translated if complete else None)
    except EventFault as fault:
        return [str(one) for one in fault.faults]
    return []


def small(old: str, new: str) -> str:
    """The small event with one thing changed."""
    assert SMALL.count(old) == 1
    return SMALL.replace(old, new)


@pytest.fixture(scope="module")
def wsis() -> Event:
    return load("wsis-geneva-2003")


# ---------------------------------------------------------------- the shipped event


def test_the_shipped_event_says_what_the_letter_says(wsis: Event) -> None:
    assert wsis.code == "WSIS-2003"
    assert (wsis.starts, wsis.ends) == (date(2003, 12, 10), date(2003, 12, 12))
    assert wsis.deadline is None
    assert wsis.zone.key == "Europe/Zurich"
    assert set(wsis.languages) == set(LANGUAGES)
    assert wsis.parties is None
    assert wsis.verification == "none"
    assert wsis.reminder_days == (30, 14, 7, 2, 0)
    assert wsis.quiet_hours == (time(21), time(8))


def test_a_refusal_asks_for_nothing_but_the_focal_point(wsis: Event) -> None:
    asked = {section.name for section, _ in wsis.form.relevant_items({"participation": "no"})}
    required = {
        item.name
        for _, item in wsis.form.relevant_items({"participation": "no"})
        if not isinstance(item, Repeat) and item.required
    }

    assert asked == {"participation", "focal_point", "remarks"}
    assert all(name.startswith(("focal_", "participation")) for name in required)


def test_the_delegation_has_one_head_and_says_what_becomes_of_another(wsis: Event) -> None:
    delegation = wsis.form.repeats["delegation"]
    rule = delegation.unique[0]

    assert (rule.question, rule.value) == ("role", "head")
    assert rule.becomes == ("alternate_head", "delegate")
    assert delegation.announced_by == "participants"
    assert delegation.name_questions == ("given", "family")


def test_contact_details_of_the_shipped_event_are_marked_private(wsis: Event) -> None:
    questions = [
        question
        for _, item in wsis.form.items
        for question in (item.questions if isinstance(item, Repeat) else (item,))
        if question.type in (Type.EMAIL, Type.TELEPHONE)
    ]

    assert questions
    assert all(question.privacy == "contact" for question in questions)


def test_an_event_can_require_the_note_verbale(wsis: Event) -> None:
    strict = parse(
        SHIPPED.replace("note_verbale_required = false", "note_verbale_required = true"), "strict"
    )

    for name in ("note_reference", "note_file"):
        before, after = wsis.form.question(name), strict.form.question(name)
        assert before is not None
        assert after is not None
        assert (before.required, after.required) == (False, True)


def test_every_text_of_the_file_is_found_for_the_catalogues() -> None:
    found = uses(EVENTS / "wsis-geneva-2003.toml")
    by_place = {use.place: use for use in found}

    assert by_place["title"].text.context == "event"
    assert by_place["choices.title[0].label"].text.context == "title"
    assert by_place["section[4].repeat[0].question[0].choices[3].label"].text.context == "role"
    assert by_place["section[1].question[1].label"].about == "question focal_given label"
    assert by_place["letter.body[1]"].text.context == "letter"
    of_form = ("label = ", "\nhint = ", "\nexample = ", "\nconstraint_message = ")
    assert len(found) == sum(map(SHIPPED.count, of_form)) + len(
        ("title", "place", "singular")
    ) + len(("organization", "organ", "signatory", "city", "purpose", "controller")) + len(
        ("addressee", "copies", "subject", "salutation", "closing")
    ) + len(load("wsis-geneva-2003").letter.body)


# ---------------------------------------------------------------- one that has everything wrong

FAULTY = """\
name = "Not a name"
code = "wsis!"
title = "Hi <b>"
place = { en = "Geneva", xx = "?" }
starts = 2003-12-12
ends = 2003-12-10
zone = "Europe/Zuerich"
deadline = "soon"
languages = ["en", "fr", "kl"]
parties = ["FRA", "France", "FRA", 3]
verificaton = "approve"
quiet_hours = ["9", "25:00"]
reminder_days = [7, 7, -1]
note_verbale_required = true

[sender]
organization = 5
organ = "A &amp; B"
signatory = ""
city = "Gen\\u202eeva"

[privacy]
controller = " c"
retention_days = 0

[choices]
empty = []
spare = [
  { name = "a", label = "A" },
  { name = "B", label = "B" },
  { name = "a_name_longer_than_its_24", label = "C", extra = 1 },
  { name = "a", label = "D" },
]
Spare = [{ name = "a", label = "A" }]

[[section]]
name = "one"
label = "One that does not fit into a line of progress"

[[section.question]]
name = "q"
type = "selct_one"
label = "Q"
relevant = "${end} = 'x'"

[[section.question]]
name = "q"
type = "integer"
label = "Q"
minimum = 5
maximum = 2
max_chars = 3
relevant = "${qq} = "
constraint_message = "m"

[[section]]
name = "one"
label = "Two"

[[section.question]]
name = "end"
type = "select_one"
label = "L"
choices = "nil"
relevant = "${qq} = 1"
required = "sometimes"

[[section.question]]
name = "third"
type = "select_one"
label = "L"
privacy = "secret"
choices = [
  { name = "yes", label = "Yes" },
  { name = "no", label = "No", relevant = "${m} = 1" },
]

[[section.question]]
name = "words"
type = "note"
label = "L"
required = true

[[section.repeat]]
name = "people"
label = "L"
singular = "P"
maximum = 5000
announced_by = "third"
name_questions = ["given"]
detail_question = "rle"
unique = [
  { question = "role", value = "boss", becomes = ["boss"] },
  { question = "role", value = "head", becomes = ["head"] },
  { question = "third", value = "yes" },
]
relevant = "selected(${third}, 'maybe')"

[[section.repeat.question]]
name = "role"
label = "R"
type = "select_one"
choices = [{ name = "head", label = "H" }]

[[section]]
name = "three"
label = "Three"
"""


def test_every_fault_of_a_file_is_told_at_once_with_its_place() -> None:
    expected = FAULTS.replace("{LANGUAGES}", ", ".join(LANGUAGES))

    assert faults(FAULTY) == expected.strip().splitlines()


FAULTS = """
letter: is missing
name (line 1): must be 1 to 40 of a-z, 0-9 and -, such as the file's own name
code (line 2): must be 1 to 20 of A-Z, 0-9 and -
title (line 3): "<" would be shown as it is; please use words only
place.xx (line 4): is no language; known are: {LANGUAGES}
place (line 4): has no words in: fr
ends (line 6): is before the event starts
zone (line 7): "Europe/Zuerich" is no time zone such as "Europe/Zurich"
deadline (line 8): must be a date with a time, not a text
languages[2] (line 9): "kl" is no language; known are: {LANGUAGES}
parties[3] (line 10): must be a text, not a whole number
parties[1] (line 10): "France" is no State's code of three letters; did you mean "FRA"?
parties[2] (line 10): "FRA" is there twice
verificaton (line 11): unknown key; did you mean "verification"?
quiet_hours[0] (line 12): "9" is no time of day such as "21:00"
quiet_hours[1] (line 12): "25:00" is no time of day such as "21:00"
reminder_days[1] (line 13): 7 is there twice
reminder_days[2] (line 13): must be a number of days from 0 to 3650
note_verbale_required (line 14): no question says required = "note_verbale"
sender.organization (line 17): must be a text or a table, not a whole number
sender.organ (line 18): "&amp;" would be shown as it is; please use words only
sender.signatory (line 19): is empty
sender.city (line 20): holds the character U+202E, which cannot be shown
privacy.purpose (line 22): is missing
privacy.controller (line 23): begins or ends with a space or an empty line
privacy.retention_days (line 24): must be at least 1
choices.empty (line 27): is empty
choices.empty (line 27): is used by no question
choices.spare (line 28): is used by no question
choices.spare[1].name (line 30): "B" needs small letters, digits and _ only
choices.spare[2].name (line 31): "a_name_longer_than_its_24" is too long: 25 letters, 24 fit
choices.spare[2].extra (line 31): unknown key; known are: label, name, relevant
choices.spare[3].name (line 32): "a" is there twice
choices.Spare (line 34): needs small letters, digits and _ only
choices.Spare (line 34): is used by no question
section[0].label (line 38): is too long: 45 characters, where 40 fit
section[0].question[0].type (line 42): "selct_one" is not known; did you mean "select_one"?
section[0].question[0].relevant (line 44): asks about "end", which is not answered before
section[0].question[1].name (line 47): "q" is there twice
section[0].question[1].minimum (line 50): 5 is more than the maximum, 2
section[0].question[1].max_chars (line 52): belongs to a question of type text or name
section[0].question[1].relevant (line 53): expected a question, a text, a number or '.' (column 9)
section[0].question[1].constraint_message (line 54): there is no constraint
section[1].name (line 57): "one" is there twice
section[1].question[0].choices (line 64): "nil" is no list under [choices]; known are: Spare, empty, spare
section[1].question[0].relevant (line 65): asks about the unknown "qq"; did you mean "q"?
section[1].question[0].required (line 66): must be true, false or "note_verbale"
section[1].question[1].privacy (line 72): "secret" is not known; known are: contact, total
section[1].question[1].choices[1].relevant (line 75): asks about the unknown "m"; known are: end, q
section[1].question[2].required (line 82): a note has no answer
section[1].repeat[0].maximum (line 88): must be at most 2000
section[1].repeat[0].announced_by (line 89): "third" is no earlier integer question
section[1].repeat[0].name_questions[0] (line 90): "given" is no name or text of this list
section[1].repeat[0].detail_question (line 91): "rle" is no question of this list
section[1].repeat[0].unique[0].value (line 93): "boss" is no choice of "role"
section[1].repeat[0].unique[0].becomes[0] (line 93): "boss" is no choice of "role"
section[1].repeat[0].unique[1].becomes[0] (line 94): is the value that only one may hold
section[1].repeat[0].unique[2].question (line 95): "third" is no select_one of this list
section[1].repeat[0].relevant (line 97): "maybe" is no answer to "third"; known are: yes, no
section[2].question (line 105): is missing: a section asks at least one
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("starts = 2027-01-01", "starts = 2027-13-01", "test (line 5): is not TOML"),
        ("starts = 2027-01-01", "starts = 2027-01-01T10:00:00", "must be a date, not a date with"),
        (
            "starts = 2027-01-01",
            "starts = 0001-01-01",
            "starts (line 5): is not a day of our times",
        ),
        ("ends = 2027-01-02", "ends = 2027-01-02\ndeadline = 2027-01-03T00:00:00", "deadline"),
        ("ends = 2027-01-02", "ends = 2027-01-02\ndeadline = 0001-01-01T00:00:00Z", "of our times"),
        ('zone = "Europe/Zurich"', 'zone = "../etc/passwd"', "zone (line 7)"),
        ('zone = "Europe/Zurich"', 'zone = "Europe"', "zone (line 7)"),
        ('languages = ["en"]', "languages = []", "languages (line 8): is empty"),
        ('languages = ["en"]', 'languages = ["en", "en"]', '"en" is there twice'),
        ('["FRA", "KEN"]', '"some"', 'must be "all" or a list of codes'),
        ('["FRA", "KEN"]', "[]", "parties (line 9): is empty"),
        ("retention_days = 30", "retention_days = true", "must be a whole number, not true or"),
        ("retention_days = 30", "retention_days = 99999999999", "must be at most 3650"),
        ("[letter]", "[lettre]", 'lettre (line 22): unknown key; did you mean "letter"?'),
        ('["Please come."]', "[]", "letter.body (line 27): is empty"),
        ('["Please come."]', "[3]", "letter.body[0] (line 27): must be a text or a table"),
        ('title = "Meeting"', 'title = { msgid = "Meeting", contxt = "x" }', "title.contxt"),
        ('title = "Meeting"', f'title = "{"x" * 121}"', "is too long: 121 characters, where 120"),
        ('title = "Meeting"', 'title = { fr = "Réunion" }', "title (line 3): has no words in: en"),
        (
            'type = "yes_no"',
            'type = "yes_no"\nchoices = "x"',
            "belongs to a question of type select",
        ),
        (
            'type = "yes_no"',
            'type = "select_one"',
            "section[0].question[0].choices (line 34): is mi",
        ),
        ("'yes'\"", "'maybe'\"", '"maybe" is no answer to "coming"; known are: yes, no'),
        ("${coming} = 'yes'", "((((", "expected"),
        (
            'parties = ["FRA", "KEN"]',
            'parties = ["FRA", "KEN"]\nquiet_hours = ["21:00"]',
            'quiet_hours (line 10): must be two times such as ["21:00", "08:00"]',
        ),
        ('name = "count"', 'name = "Zahl"', '"Zahl" needs small letters'),
        ('label = "One"', "", "section[0].label (line 30): is missing"),
    ],
)
def test_a_slip_of_the_pen_is_told(old: str, new: str, fault: str) -> None:
    found = faults(small(old, new))

    assert any(fault in one for one in found), found


def test_a_key_that_no_sender_has_is_told() -> None:
    found = faults(SMALL.replace("[sender]\n", '[sender]\nphone = "1"\n'))

    assert any(one.startswith("sender.phone") and "unknown key" in one for one in found), found


def test_a_form_without_a_section_is_told() -> None:
    without = SMALL[: SMALL.index("[[section]]")]

    assert "section: is missing" in faults(without)


def test_the_small_event_has_no_faults_and_its_own_defaults() -> None:
    event = parse(SMALL, "small", is_translated=is_translated)

    assert event.parties == ("FRA", "KEN")
    assert event.invitation_validity == timedelta(days=180)
    assert event.reminder_days == ()
    assert event.verification == "none"
    assert event.quiet_hours == (time(21), time(8))
    assert event.letter.copies.msgid == ""
    assert event.letter.reference == ""


def test_a_letter_has_the_reference_the_day_and_the_copies_that_are_written() -> None:
    more = 'reference = "DG/12"\ncopies = "To the mission"\naddressee'
    letter = parse(SMALL.replace("addressee", more, 1), "small").letter

    assert letter.reference == "DG/12"
    assert letter.copies.msgid == "To the mission"
    assert letter.date == date(2026, 12, 1)
    assert [one.msgid for one in letter.body] == ["Please come."]


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-12-01T18:00:00", datetime(2026, 12, 1, 17, tzinfo=UTC)),
        ("2026-12-01T18:00:00Z", datetime(2026, 12, 1, 18, tzinfo=UTC)),
        ("2026-07-01T18:00:00", datetime(2026, 7, 1, 16, tzinfo=UTC)),
    ],
)
def test_a_deadline_without_an_offset_is_by_the_clock_of_the_event(
    written: str, instant: datetime
) -> None:
    event = parse(small("[sender]", f"deadline = {written}\n[sender]"), "small")

    assert event.deadline == instant
    assert event.deadline is not None
    assert event.deadline.tzinfo is UTC


def test_texts_can_carry_their_own_translations_or_a_context() -> None:
    text = small('languages = ["en"]', 'languages = ["en", "fr"]').replace(
        'title = "Meeting"', 'title = { en = "Meeting", fr = "Réunion" }'
    )
    text = text.replace('place = "Geneva"', 'place = { msgid = "Geneva", context = "town" }')
    event = parse(text, "own")

    assert event.title.own == {"en": "Meeting", "fr": "Réunion"}
    assert event.title.msgid == "Meeting"
    assert (event.place.msgid, event.place.context) == ("Geneva", "town")


def test_a_msgid_without_a_translation_is_a_fault_only_when_completeness_is_asked() -> None:
    text = small('languages = ["en"]', 'languages = ["en", "fr"]').replace(
        'title = "Meeting"', 'title = "A meeting of no catalogue"'
    )

    assert faults(text) == []
    assert "title (line 3): has no translation in: fr" in faults(text, complete=True)


def test_a_file_that_cannot_be_read_is_one_fault(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes('name = "Zürich"'.encode("latin-1"))

    with pytest.raises(EventFault) as missing:
        load(tmp_path / "none.toml")
    with pytest.raises(EventFault) as unreadable:
        load(latin)

    assert str(missing.value) == "none.toml: cannot be read: No such file or directory"
    assert str(unreadable.value) == "latin.toml: is not written in UTF-8"


# ---------------------------------------------------------------- the version of a form


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "count"', 'name = "number"'),
        ('type = "integer"', 'type = "text"'),
        ("= 'yes'\"", "= 'no'\""),
        ('type = "integer"', 'type = "integer"\nminimum = 1'),
        ('type = "integer"', 'type = "integer"\nrequired = true'),
    ],
)
def test_a_form_that_asks_something_else_has_another_version(old: str, new: str) -> None:
    assert parse(SMALL, "a").form.version != parse(small(old, new), "b").form.version


def test_a_form_in_other_words_has_the_same_version() -> None:
    reworded = parse(small('label = "Number"', 'label = "How many"\nhint = "About"'), "b")

    assert parse(SMALL, "a").form.version == reworded.form.version


# ---------------------------------------------------------------- anything at all

_KEYS = sorted(
    {line.partition(" =")[0] for line in (SHIPPED + FAULTY).splitlines() if " = " in line}
    - {line for line in FAULTY.splitlines() if not line.isascii()}
)
_VALUES = st.recursive(
    st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False)
    | st.sampled_from(["all", "role", "select_one", "text", "${a} = 'x'", "FRA", "en", "repeat"])
    | st.text(max_size=8)
    | st.dates()
    | st.datetimes()
    | st.times(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "label", "type", "question", "en"]), inner)
    ),
    max_leaves=6,
)


def toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case date() | time():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case dict():
            return "{" + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + "}"
        case _:
            return str(value)


@given(
    st.dictionaries(
        st.sampled_from(
            ["choices", "section", "languages", "parties", "deadline", "zone", "title"]
        ),
        _VALUES,
    )
)
def test_whatever_the_values_the_loader_tells_faults_and_never_crashes(
    values: dict[str, object],
) -> None:
    text = "\n".join(f"{key} = {toml(value)}" for key, value in values.items())

    assert faults(text)


@given(st.integers(0, len(SHIPPED.splitlines()) - 1), _VALUES)
def test_whatever_a_line_is_changed_to_the_loader_never_crashes(number: int, value: object) -> None:
    lines = SHIPPED.splitlines()
    lines[number] = lines[number].partition("=")[0] + f"= {toml(value)}"

    for fault in faults("\n".join(lines)):
        assert ": " in fault


@given(st.text())
@example("[" * 5000)
@example("a = " + "[" * 5000)
@example("a = " + "9" * 5000)
@example("a = '''\n[[x]]")
def test_any_text_at_all_is_told_to_be_no_event(text: str) -> None:
    assert faults(text)


def test_the_list_of_states_is_checked_against_the_table() -> None:
    every = ", ".join(f'"{party.code}"' for party in parties.load())

    assert faults(small('"FRA", "KEN"', every)) == []
