"""What an XLSForm cannot bring is said line by line; what was changed or is missing is said too."""

from __future__ import annotations

import pytest

from bot.events.reader import EventFault, parse
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import is_translated
from bot.xlsform.convert import FormRefused, convert, report
from tests.xlsform.forms import Rows, faults, filled_in, taken

HEAD = ["type", "name", "label", "relevant", "constraint", "required", "choice_filter", "read_only"]
LISTS = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["decimal", "weight", "Weight"], 'type: "decimal" is not known here; only whole numbers'),
        (["geopoint", "where", "Where"], 'type: "geopoint" is not known here; known are: select_one'),
        (["select_one_from_file a.csv", "town", "Town"], 'type: "select_one_from_file a.csv" is not'),
        (["rank yn", "order", "Order"], "an order of choices cannot be asked for"),
        (["", "nothing", "Nothing"], "type: is missing"),
        (["select_one yn or_other", "a", "A"], "or_other is not known here"),
        (["select_one missing", "a", "A"], '"missing" is no list of the sheet choices'),
        (["text", "", "No name"], "name: is missing"),
        (["text", "first", "Again"], 'name: "first" is there twice'),
        (["text", "a", ""], "label: is missing"),
        (["text", "a", "Hello ${first}"], "label: shows an answer within a text"),
        (["text", "a", "See <b>there</b>"], 'label: "<" would be shown as it is'),
        (["text", "a", "x" * 201], "label: is too long: 201 characters, where 200 fit"),
        (["text", "a", "A", "${later} = 'x'"], 'relevant: asks about "later", which is no question'),
        (["text", "a", "A", "${last} = 'x'"], 'relevant: asks about "last", which is not answered before'),
        (["select_one yn", "a", "A", "${a} = 'maybe'"], 'relevant: asks about "a", which is not answered'),
        (["text", "a", "A", "today() > 3"], 'relevant: "today()" has no counterpart here'),
        (["text", "a", "A", "", "regex(., 'x')"], 'constraint: "regex()" has no counterpart here'),
        (["integer", "a", "A", "", ". >= 5 and . <= 2"], "constraint: 5 is more than the maximum, 2"),
        (["text", "a", "A", "", "", "${first} = 'x'"], "must be yes or no"),
        (["text", "a", "A", "", "", "", "", "yes"], "read_only: an answer that cannot be changed"),
        (["select_one yn", "a", "A", "", "", "", "x > ${first}"], "choice_filter: a filter is taken in"),
        (["begin_group", "g", "G"], "type: this group is never ended"),
        (["end_repeat"], "type: there is no repeat to end here"),
    ],
)  # fmt: skip
def test_each_thing_that_cannot_be_taken_is_named_with_its_cell(row: list[str], fault: str) -> None:
    found = faults([HEAD, ["text", "first", "First"], row, ["text", "last", "Last"]], LISTS)

    assert len(found) == 1, found
    assert found[0].startswith("survey, row 3, column ")
    assert fault in found[0]


def test_all_faults_are_told_at_once_in_the_order_of_the_sheets() -> None:
    found = faults(
        [HEAD, ["decimal", "a", "A"], ["select_one yn", "b", "B"], ["time", "c", "C"]],
        [LISTS[0], ["yn", "yes", ""], ["", "no", "No"]],
    )

    assert [line.partition(":")[0] for line in found] == [
        "survey, row 2, column type",
        "survey, row 4, column type",
        "choices, row 2, column label",
        "choices, row 3, column list_name",
    ]


def test_a_missing_translation_is_a_fault_of_its_cell() -> None:
    found = faults(
        [
            ["type", "name", "label::English (en)", "label::French (fr)"],
            ["text", "a", "One", "Un"],
            ["text", "b", "Two", ""],
        ]
    )

    assert found == ["survey, row 3, column label: has no words in: fr"]


@pytest.mark.parametrize(
    ("inner", "fault"),
    [
        ([["begin_repeat", "deeper", "Deeper"], ["text", "x", "X"], ["end_repeat"]],
         "survey, row 4, column type: a list within a list cannot be asked for"),
        ([["integer", "age", "Age"]],
         "survey, row 3, column type: needs a question of type text by which an entry is called"),
        ([["text", "n", "N"], ["file", "scan", "Scan"]],
         "survey, row 5, column type: a file belongs to the reply, not to an entry of a list"),
        ([["text", "n", "N", "${first} = 'x'"]],
         ('survey, row 4, column relevant: asks about "first" across a list: '
         "a condition within a list sees one entry, one outside sees no entry")),
    ],
)  # fmt: skip
def test_what_a_list_cannot_hold(inner: Rows, fault: str) -> None:
    rows = [
        HEAD,
        ["text", "first", "First"],
        ["begin_repeat", "people", "People"],
        *inner,
        ["end_repeat"],
    ]

    assert fault in faults(rows)


@pytest.mark.parametrize(
    ("count", "fault"),
    [("${first}", "must be a number or an earlier ${integer}"), ("5 + 1", "must be")],
)
def test_a_count_of_entries_is_a_number_or_an_earlier_one(count: str, fault: str) -> None:
    rows = [
        ["type", "name", "label", "repeat_count"],
        ["text", "first", "First"],
        ["begin_repeat", "people", "People", count],
        ["text", "n", "N"],
        ["end_repeat"],
    ]

    assert faults(rows)[0].startswith(f"survey, row 3, column repeat_count: {fault}")


def test_what_asks_nobody_and_what_shows_differently_is_left_out_and_said() -> None:
    made = taken(
        [
            ["type", "name", "label", "appearance", "label::Swahili (sw)", "calculation"],
            ["start", "start"],
            ["calculate", "sum", "", "", "", "1 + 1"],
            ["text", "Full-Name", "**Name**", "multiline", "Jina"],
        ]
    )

    assert made.notes == (
        f"survey, row 1, column label::Swahili (sw): left out; the languages are {', '.join(LANGUAGES)}",
        'survey, row 4, column name: "Full-Name" is called "full_name"',
        'survey, row 2, column type: "start" is left out: it asks nobody',
        'survey, row 3, column type: "calculate" is left out: it asks nobody',
        "survey, column calculation: left out: it changes nothing that is asked here",
        "survey, column appearance: left out: it changes nothing that is asked here",
    )
    assert 'label = { en = "Name" }' in made.text


def test_names_are_made_short_and_stay_apart() -> None:
    made = taken(
        [
            ["type", "name", "label"],
            ["text", "the_first_of_two_very_long_names", "One"],
            ["text", "the_first_of_two_very_long_namesakes", "Two"],
            ["text", "2nd", "Three"],
            ["text", "_meta", "Four"],
        ]
    )

    names = [line.partition(" = ")[2] for line in made.text.splitlines() if line.startswith("name")]
    assert names == [
        '"meeting"', '"questions"', '"the_first_of_two_very_lo"', '"the_first_of_two_very_2"', '"q_2nd"', '"q_meta"'
    ]  # fmt: skip


def test_a_disabled_row_and_a_bound_that_words_itself() -> None:
    made = taken(
        [
            ["type", "name", "label", "constraint", "disabled"],
            ["integer", "people", "People", ". > 0 and . <= 50"],
            ["text", "motto", "Motto", "string-length(.) <= 80"],
            ["integer", "balance", "Balance", ". >= -5 and . != 0"],
            ["decimal", "gone", "Gone", "", "yes"],
        ]
    )

    assert "minimum = 1\nmaximum = 50" in made.text
    assert "max_chars = 80" in made.text
    assert 'constraint = ". >= -5 and . != 0"\nminimum = -1000000000' in made.text
    assert "Gone" not in made.text


def test_what_is_still_to_be_filled_in_is_one_list_and_then_nothing_is_missing() -> None:
    made = taken(
        [["type", "name", "label"], ["text", "a", "A"]], settings=[["form_title"], ["Meeting"]]
    )
    said = report(made, "meeting.toml")

    assert [line.partition(" ")[0].rstrip(":") for line in made.missing] == [
        "starts", "ends", "zone", "place",
        "sender.organization", "sender.organ", "sender.signatory", "sender.city",
        "privacy.purpose", "privacy.controller",
        "letter.date", "letter.addressee", "letter.subject", "letter.salutation", "letter.body", "letter.closing",
    ]  # fmt: skip
    assert said.startswith("meeting.toml is made. Still to be filled in")
    assert parse(filled_in(made.text), "meeting", is_translated=is_translated).title.own == {
        "en": "Meeting"
    }


def test_the_file_as_it_is_made_tells_its_gaps_by_check_too() -> None:
    made = taken([["type", "name", "label"], ["text", "a", "A"]])

    with pytest.raises(EventFault) as caught:
        parse(made.text, "the event", is_translated=is_translated)
    assert tuple(map(str, caught.value.faults)) == made.missing


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"type,name,label\n", "form.xlsx is no workbook of the kind .xlsx"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "form.xlsx is a workbook from before 2007; save it as .xlsx",
        ),
        (b"PK\x03\x04 and nothing", "form.xlsx is damaged"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(FormRefused) as caught:
        convert(data, name="form.xlsx")

    assert caught.value.faults == [reason]


@pytest.mark.parametrize(
    ("survey", "fault"),
    [
        ([["type", "name", "label", "label"], ["text", "a", "A", "B"]],
         "survey, row 1, column label: this column is there twice"),
        ([["type", "name", "label::Swahili (sw)"], ["text", "a", "Jina"]],
         "survey: no column has labels in a language of the bot"),
    ],
)  # fmt: skip
def test_sheets_that_cannot_be_read(survey: Rows, fault: str) -> None:
    assert faults(survey) == [fault]


def test_a_workbook_without_the_sheet_is_refused() -> None:
    assert faults([], LISTS) == ["survey: there is no sheet of this name, or it is empty"]


def test_a_form_with_headings_alone_is_refused() -> None:
    headings = [("type", "name", "label::English (en)")]

    assert faults(headings, settings=[("form_title",), ("Meeting",)]) == [
        "survey: no question stands below the headings"
    ]


def test_what_is_missing_of_a_row_is_told_at_its_row() -> None:
    rows = [HEAD, ["text", "a", "A"], ["begin_repeat", "people", "People"], ["end_repeat"]]

    assert faults(rows) == [
        "survey, row 3, column type: needs a question of type text by which an entry is called",
        "survey, row 3: is missing",
    ]
