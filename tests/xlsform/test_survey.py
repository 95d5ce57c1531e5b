"""The rows of an XLSForm: what is asked, refused or left out, and the tables that they become."""

from __future__ import annotations

import pytest

from bot.xlsform.sheets import SETTINGS, SURVEY, CellPlace, Findings, Line, Workbook
from bot.xlsform.survey import Builder
from bot.xlsform.tables import FormTable, places


def built(
    *rows: dict[str, str],
    choices: tuple[dict[str, str], ...] = (),
    languages: tuple[str, ...] = ("en",),
) -> Builder:
    """The tables of rows, each given by its cells; the first stands in row 2."""
    held = Workbook(
        tuple(Line(SURVEY, at, cells) for at, cells in enumerate(rows, 2)),
        tuple(Line("choices", at, cells) for at, cells in enumerate(choices, 2)),
        Line(SETTINGS, 0, {}),
        languages,
    )
    builder = Builder(held, Findings())
    builder.build()
    return builder


def row(type_: str, name: str = "a", label: str = "A", **more: str) -> dict[str, str]:
    return {"type": type_, "name": name, "label::en": label, **more}


def question(**cells: str) -> FormTable:
    """The one question that a row becomes."""
    return questions(built(row(cells.pop("type_", "text"), **cells)))[0]


def questions(builder: Builder, section: int = -1) -> list[FormTable]:
    found = builder.sections[section]["question"]
    assert isinstance(found, list)
    return found


def faults(builder: Builder) -> list[str]:
    return [f"{place}: {said}" for place, said in builder.findings.faults]


LIST = ({"list_name": "yn", "name": "yes", "label::en": "Yes"},)


# ---------------------------------------------------------------- what is asked


@pytest.mark.parametrize(
    "word",
    [
        "start",
        "end",
        "today",
        "deviceid",
        "phonenumber",
        "simserial",
        "subscriberid",
        "username",
        "email",
        "audit",
        "start-geopoint",
        "background-audio",
        "calculate",
        "hidden",
        "Start",
    ],
)
def test_what_asks_nobody_is_left_out_and_said(word: str) -> None:
    builder = built(row("text"), row(word, "b"))

    assert not builder.findings.faults
    assert [one["name"] for one in questions(builder)] == ["a"]
    assert list(builder.findings.notes) == [
        f'survey, row 3, column type: "{word}" is left out: it asks nobody'
    ]


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("decimal", "only whole numbers are asked for; use integer"),
        ("acknowledge", "use select_one with the one choice, or a note"),
        ("rank yn", "an order of choices cannot be asked for"),
        ("range", "use integer with a constraint"),
        ("time", "a time of day cannot be asked for; use text"),
        ("datetime", "a time of day cannot be asked for; use date"),
        ("DateTime", "a time of day cannot be asked for; use date"),
        (
            "barcode",
            (
                "known are: select_one, select_multiple, text, string, integer, int, date, note, "
                "image, photo, file"
            ),
        ),
    ],
)
def test_a_type_that_cannot_be_asked_is_refused_with_what_to_use(word: str, reason: str) -> None:
    assert faults(built(row(word))) == [
        f'survey, row 2, column type: "{word}" is not known here; {reason}'
    ]


@pytest.mark.parametrize(
    "column",
    [
        "type",
        "name",
        "label::en",
        "hint::en",
        "required",
        "relevant",
        "constraint",
        "constraint_message::en",
        "choice_filter",
        "repeat_count",
        "read_only",
        "disabled",
    ],
)
def test_a_column_that_is_read_is_not_said_to_be_left_out(column: str) -> None:
    cells = row("text")
    cells.setdefault(column, "no")
    builder = built(cells)

    assert not [note for note in builder.findings.notes if "left out" in note]


def test_a_column_that_changes_nothing_is_said_once() -> None:
    builder = built(row("text", appearance="x"), row("text", "b", appearance="y"))

    assert list(builder.findings.notes) == [
        "survey, column appearance: left out: it changes nothing that is asked here"
    ]


@pytest.mark.parametrize(
    ("said", "required"),
    [
        *((word, True) for word in ("yes", "true", "true()", "1", "YES", "True()")),
        *((word, False) for word in ("", "no", "false", "false()", "0", "No")),
    ],
)
def test_an_answer_is_required_by_each_word_for_yes(said: str, required: bool) -> None:
    assert question(required=said).get("required", False) is required


@pytest.mark.parametrize("said", ["maybe", "2", "${b} = 1"])
def test_any_other_word_for_required_is_a_fault(said: str) -> None:
    assert faults(built(row("text", required=said))) == [
        f'survey, row 2, column required: "{said}" must be yes or no'
    ]


def test_a_note_is_never_required() -> None:
    assert "required" not in question(type_="note", required="yes")


@pytest.mark.parametrize("said", ["yes", "true", "true()", "1", "YES"])
def test_a_disabled_row_is_passed_over(said: str) -> None:
    builder = built(row("text"), row("text", "b", disabled=said), row("text", "c", disabled="no"))

    assert [one["name"] for one in questions(builder)] == ["a", "c"]


@pytest.mark.parametrize("said", ["yes", "true", "1", "maybe"])
def test_an_answer_that_cannot_be_changed_is_refused(said: str) -> None:
    assert faults(built(row("text", read_only=said))) == [
        "survey, row 2, column read_only: an answer that cannot be changed is not asked; use note"
    ]


@pytest.mark.parametrize("said", ["", "no", "false", "false()", "0", "NO"])
def test_an_answer_that_can_be_changed_is_asked(said: str) -> None:
    assert question(read_only=said)["name"] == "a"


def test_a_question_has_its_type_words_and_place() -> None:
    asked = question(type_="string", label="**Your** __name__", **{"hint::en": "As in *print*"})

    assert asked == {
        "name": "a",
        "type": "text",
        "label": {"en": "Your name"},
        "hint": {"en": "As in *print*"},
    }
    assert asked.line.place() == CellPlace(SURVEY, 2)
    assert asked.columns["label"] == CellPlace(SURVEY, 2, "label")
    assert asked.columns["hint"] == CellPlace(SURVEY, 2, "hint")


@pytest.mark.parametrize("column", ["label", "hint", "constraint_message"])
def test_an_answer_within_a_text_is_refused(column: str) -> None:
    cells = {**row("text", constraint=". != 'x'"), f"{column}::en": "Hello ${b}"}

    assert faults(built(cells)) == [
        f"survey, row 2, column {column}: shows an answer within a text, which cannot be done here"
    ]


def test_words_are_in_the_languages_of_the_form_only_and_in_its_order() -> None:
    cells = {**row("text"), "label::fr": "Un", "label::ar": "x"}
    builder = built(cells, languages=("fr", "en"))
    label = questions(builder)[0]["label"]

    assert isinstance(label, dict)
    assert list(label.items()) == [("fr", "Un"), ("en", "A")]


# ---------------------------------------------------------------- constraints


@pytest.mark.parametrize(
    ("type_", "source", "found"),
    [
        ("integer", ". >= 0 and . < 20", {"minimum": 0, "maximum": 19}),
        ("integer", ". > 0", {"minimum": 1}),
        ("text", "string-length(.) <= 80", {"max_chars": 80}),
        ("text", "string-length(.) < 80", {"max_chars": 79}),
        ("text", "string-length(.) <= 3000", {"max_chars": 3000}),
        ("text", "string-length(.) <= 3001", {"max_chars": 3000}),
        ("integer", ". != 3", {"constraint": ". != 3"}),
        (
            "integer",
            ". >= -5 and . != 0",
            {"constraint": ". >= -5 and . != 0", "minimum": -(10**9)},
        ),
        ("text", ". != 'x'", {"constraint": ". != 'x'"}),
        ("text", "", {}),
    ],
)
def test_a_constraint_becomes_a_bound_where_it_is_one(
    type_: str, source: str, found: dict[str, object]
) -> None:
    keys = ("minimum", "maximum", "max_chars", "constraint")
    asked = question(type_=type_, constraint=source)

    assert {key: asked[key] for key in keys if key in asked} == found


def test_a_bound_with_words_of_its_own_stays_a_constraint() -> None:
    words = {"constraint_message::en": "Please."}
    asked = questions(built({**row("integer", constraint=". > 0"), **words}))[0]

    assert asked["constraint"] == ". > 0"
    assert asked["constraint_message"] == {"en": "Please."}
    assert "minimum" not in asked


def test_a_length_and_a_missing_constraint_take_no_words() -> None:
    words = {"constraint_message::en": "Please."}
    short = questions(built({**row("text", constraint="string-length(.) <= 5"), **words}))[0]
    free = questions(built({**row("text"), **words}))[0]

    assert "constraint_message" not in short
    assert "constraint_message" not in free


# ---------------------------------------------------------------- choices


def test_choices_of_a_list_are_made_once() -> None:
    builder = built(row("select_one yn"), row("select_multiple yn", "b"), choices=LIST)

    assert builder.choices == {"yn": [{"name": "yes", "label": {"en": "Yes"}}]}
    assert [one["choices"] for one in questions(builder)] == ["yn", "yn"]
    assert [one["type"] for one in questions(builder)] == ["select_one", "select_multiple"]


@pytest.mark.parametrize(
    ("name", "ours"), [("Yes-No", "yes_no"), ("_9 ".strip(), "choices"), ("2way", "way")]
)
def test_a_list_of_choices_gets_a_name_of_letters(name: str, ours: str) -> None:
    rows = ({"list_name": name, "name": "yes", "label::en": "Yes"},)

    assert list(built(row(f"select_one {name}"), choices=rows).choices) == [ours]


def test_filtered_choices_have_conditions_of_their_own() -> None:
    rows = tuple(
        {"list_name": "town", "name": name, "label::en": name, "land": land}
        for name, land in (("nairobi", "ken"), ("paris", "fra"), ("geneva", ""))
    )
    lands = tuple({"list_name": "land", "name": code, "label::en": code} for code in ("ken", "fra"))
    builder = built(
        row("select_one land", "land"),
        row("select_one town", "b", choice_filter="land = ${land}"),
        choices=(*rows, *lands),
    )

    assert faults(builder) == []
    assert questions(builder)[1]["choices"] == [
        {"name": "nairobi", "label": {"en": "nairobi"}, "relevant": "${land} = 'ken'"},
        {"name": "paris", "label": {"en": "paris"}, "relevant": "${land} = 'fra'"},
        {"name": "geneva", "label": {"en": "geneva"}, "relevant": "${land} = ''"},
    ]
    assert list(builder.choices) == ["land"]


def test_choices_filtered_by_several_answers_ask_what_is_selected() -> None:
    rows = ({"list_name": "town", "name": "nairobi", "label::en": "N", "land": "ken"},)
    lands = ({"list_name": "land", "name": "ken", "label::en": "K"},)
    builder = built(
        row("select_multiple land", "land"),
        row("select_one town", "b", choice_filter="land = ${land}"),
        choices=(*rows, *lands),
    )
    choices = questions(builder)[1]["choices"]
    assert isinstance(choices, list)

    assert [one["relevant"] for one in choices] == ["selected(${land}, 'ken')"]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([row("select_one gone")], 'column type: "gone" is no list of the sheet choices'),
        (
            [row("select_one yn or_other")],
            "column type: or_other is not known here; add the choice and a question",
        ),
        (
            [row("select_one yn", choice_filter="x > 3")],
            "column choice_filter: a filter is taken in the form column = ${question} only",
        ),
    ],
)
def test_choices_that_cannot_be_taken_are_refused(rows: list[dict[str, str]], fault: str) -> None:
    assert faults(built(*rows, choices=LIST)) == [f"survey, row 2, {fault}"]


# ---------------------------------------------------------------- sections


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("ar", "الأسئلة"),
        ("zh", "问题"),
        ("en", "Questions"),
        ("fr", "Questions"),
        ("ru", "Вопросы"),
        ("es", "Preguntas"),
    ],
)
def test_what_stands_outside_any_group_has_a_heading_in_each_language(
    language: str, label: str
) -> None:
    (section,) = built({"type": "text", "name": "a"}, languages=(language,)).sections

    assert section["label"] == {language: label}
    assert section["name"] == "questions"


def group(name: str, label: str, **more: str) -> dict[str, str]:
    return {"type": "begin_group", "name": name, "label::en": label, **more}


END = {"type": "end_group"}


def test_each_group_is_a_section_with_its_condition() -> None:
    builder = built(
        row("select_one yn"),
        group("First", "One", relevant="${a} = 'yes'"),
        row("text", "b"),
        row("text", "c"),
        END,
        row("text", "d"),
        choices=LIST,
    )
    sections = [
        (held["name"], held["label"], held.get("relevant"), len(questions(builder, at)))
        for at, held in enumerate(builder.sections)
    ]

    assert faults(builder) == []
    assert sections == [
        ("questions", {"en": "Questions"}, None, 1),
        ("first", {"en": "One"}, "${a} = 'yes'", 2),
        ("questions_2", {"en": "Questions"}, None, 1),
    ]


def test_a_group_within_a_group_takes_both_conditions_and_the_nearest_label() -> None:
    builder = built(
        row("select_one yn"),
        group("outer", "Outer", relevant="${a} = 'yes'"),
        {"type": "begin_group", "name": "9", "relevant": "${a} != 'no'"},
        row("text", "b"),
        END,
        END,
        choices=LIST,
    )
    section = builder.sections[1]

    assert section["label"] == {"en": "Outer"}
    assert section["name"] == "questions_2"
    assert section["relevant"] == "(${a} = 'yes') and (${a} != 'no')"
    assert section.columns["relevant"].row == 4


# ---------------------------------------------------------------- lists


def people(*inner: dict[str, str], **more: str) -> Builder:
    return built(
        row("integer", "number", "Number"),
        row("begin_repeat", "people", "Person", **more),
        *inner,
        {"type": "end_repeat"},
    )


def list_of(builder: Builder) -> FormTable:
    for section in builder.sections:
        found = section.get("repeat")
        if isinstance(found, list):
            table = found[0]
            assert isinstance(table, FormTable)
            return table
    raise AssertionError(builder.sections)


def test_a_list_stands_in_a_section_of_its_own() -> None:
    builder = people(row("text", "n"))
    held = list_of(builder)

    assert [len(section) for section in builder.sections] == [3, 3]
    assert builder.sections[1]["name"] == "people"
    assert builder.sections[1]["label"] == {"en": "Person"}
    assert {key: held[key] for key in ("name", "label", "singular")} == {
        "name": "people",
        "label": {"en": "Person"},
        "singular": {"en": "Person"},
    }
    assert [one["name"] for one in held["question"]] == ["n"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("said", "key", "value"),
    [("12", "maximum", 12), ("${number}", "announced_by", "number"), ("${ number }", "announced_by", "number")],
)  # fmt: skip
def test_a_count_is_a_maximum_or_an_earlier_answer(said: str, key: str, value: object) -> None:
    builder = people(row("text", "n"), repeat_count=said)
    noted = "survey, row 3, column repeat_count: is compared with the list, not enforced"

    assert list_of(builder)[key] == value
    assert (noted in builder.findings.notes) is (key == "announced_by")


@pytest.mark.parametrize(
    ("names", "called"),
    [
        (["motto", "nickname", "name_2", "name_3"], ["nickname", "name_2"]),
        (["motto", "family_name"], ["family_name"]),
        (["motto", "town"], ["motto"]),
    ],
)
def test_entries_are_called_by_the_first_two_names_or_the_first_text(
    names: list[str], called: list[str]
) -> None:
    builder = people(row("integer", "name_of_number"), *(row("text", name) for name in names))

    assert list_of(builder)["name_questions"] == called
    assert (
        f"survey, row 3: its entries are called by {' and '.join(called)} (name_questions) and "
        'one of them "Person" (singular)'
    ) in builder.findings.notes


def test_one_entry_is_called_by_another_language_where_there_is_no_english() -> None:
    builder = built(
        {"type": "begin_repeat", "name": "people", "label::fr": "Personne"},
        {"type": "text", "name": "n", "label::fr": "N"},
        {"type": "end_repeat"},
        languages=("fr",),
    )

    assert any('"Personne" (singular)' in note for note in builder.findings.notes)


def test_a_group_within_a_list_gives_its_condition_to_each_question() -> None:
    builder = people(
        row("text", "n"),
        group("g", "G", relevant="${n} = 'x'"),
        row("text", "m", relevant="${n} != 'y'"),
        END,
        row("text", "o"),
    )
    inner = list_of(builder)["question"]
    assert isinstance(inner, list)

    assert [one.get("relevant") for one in inner] == [
        None,
        "(${n} = 'x') and (${n} != 'y')",
        None,
    ]


def test_a_list_has_its_hint_and_condition() -> None:
    held = list_of(
        people(row("text", "n"), **{"hint::en": "All of them", "relevant": "${number} > 0"})
    )

    assert held["hint"] == {"en": "All of them"}
    assert held["relevant"] == "${number} > 0"


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([row("begin_group", "g"), row("text")], "row 2, column type: this group is never ended"),
        ([row("begin_repeat", "r"), row("text")], "row 2, column type: this repeat is never ended"),
        ([row("text"), END], "row 3, column type: there is no group to end here"),
        (
            [group("g", "G"), row("text"), {"type": "end_repeat"}, END],
            "row 4, column type: there is no repeat to end here",
        ),
    ],
)
def test_groups_and_lists_begin_and_end(rows: list[dict[str, str]], fault: str) -> None:
    assert faults(built(*rows)) == [f"survey, {fault}"]


# ---------------------------------------------------------------- tables


@pytest.mark.parametrize("value", ["", None, False, {}])
def test_an_empty_value_stays_away_but_keeps_its_place(value: object) -> None:
    table = FormTable(Line(SURVEY, 2, {}))
    table.put("hint", value)

    assert table == {}
    assert table.columns == {"hint": CellPlace(SURVEY, 2, "hint")}


@pytest.mark.parametrize("value", ["x", 0, True, {"en": "x"}, []])
def test_any_other_value_is_put(value: object) -> None:
    table = FormTable(Line(SURVEY, 2, {}))
    table.put("hint", value)

    assert table == {"hint": value}


def test_every_value_has_its_path_and_its_place() -> None:
    outer, inner = FormTable(Line(SURVEY, 2, {})), FormTable(Line(SURVEY, 3, {}))
    inner.put("name", "a")
    outer["question"] = [inner]
    outer["other"] = ["text"]

    assert dict(places("section[0]", outer)) == {
        "section[0]": CellPlace(SURVEY, 2),
        "section[0].question[0]": CellPlace(SURVEY, 3),
        "section[0].question[0].name": CellPlace(SURVEY, 3, "name"),
    }
