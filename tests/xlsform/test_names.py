"""Names and types of an XLSForm: every type word and alias, and what names become."""

from __future__ import annotations

import pytest

from bot.engine.form import Type
from bot.xlsform.names import FRAME, LONGEST_NAME, Names, kind_of, numbered, type_word
from bot.xlsform.sheets import SURVEY, Findings, Line, Workbook


def line(number: int = 2, **cells: str) -> Line:
    return Line(SURVEY, number, cells)


def names_of(*survey: Line, choices: tuple[Line, ...] = ()) -> tuple[Names, Findings]:
    findings = Findings()
    held = Workbook(survey, choices, Line("settings", 0, {}), ("en",))
    return Names(held, findings), findings


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("text", Type.TEXT),
        ("string", Type.TEXT),
        ("integer", Type.INTEGER),
        ("int", Type.INTEGER),
        ("date", Type.DATE),
        ("note", Type.NOTE),
        ("image", Type.FILE),
        ("photo", Type.FILE),
        ("file", Type.FILE),
        ("Text", Type.TEXT),
        ("INTEGER", Type.INTEGER),
        (" text ", Type.TEXT),
        ("select_one yn", Type.CHOICE),
        ("select one yn", Type.CHOICE),
        ("select one from yn", Type.CHOICE),
        ("select1 yn", Type.CHOICE),
        ("select_multiple yn", Type.CHOICES),
        ("select multiple yn", Type.CHOICES),
        ("select all that apply yn", Type.CHOICES),
        ("select all that apply from yn", Type.CHOICES),
        ("select_one   yn", Type.CHOICE),
        ("select_one yn or_other", Type.CHOICE),
        ("select_multiple yn or other", Type.CHOICES),
        ("select_one", None),
        ("select_one a b", None),
        ("decimal", None),
        ("geopoint", None),
        ("", None),
    ],
)
def test_every_word_for_a_type_is_known(word: str, kind: Type | None) -> None:
    assert kind_of(line(type=word)) is kind


@pytest.mark.parametrize(
    ("word", "frame"),
    [
        ("begin_group", ("begin", "group")),
        ("begin group", ("begin", "group")),
        ("end_group", ("end", "group")),
        ("end group", ("end", "group")),
        ("begin_repeat", ("begin", "repeat")),
        ("begin  repeat", ("begin", "repeat")),
        ("end_repeat", ("end", "repeat")),
        ("end repeat", ("end", "repeat")),
        ("begin", None),
        ("begin_list", None),
    ],
)
def test_every_word_for_a_frame_is_known(word: str, frame: tuple[str, str] | None) -> None:
    match = FRAME.fullmatch(type_word(line(type=word)))

    assert (match.groups() if match else None) == frame


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("town", "town"),
        ("Town-Hall", "town_hall"),
        ("Été", "_t_"),
        ("2nd", "q_2nd"),
        ("_meta", "q_meta"),
        ("a" * 24, "a" * 24),
        ("a" * 25, "a" * 24),
        ("a.b c", "a_b_c"),
    ],
)
def test_a_name_of_a_question_is_made_of_small_letters(theirs: str, ours: str) -> None:
    names, findings = names_of(line(type="text", name=theirs))
    expected = f"q{ours}" if ours.startswith("_") else ours

    assert names.known[theirs].name == expected
    assert list(findings.notes) == (
        []
        if theirs == expected
        else [f'survey, row 2, column name: "{theirs}" is called "{expected}"']
    )


@pytest.mark.parametrize(("theirs", "ours"), [("1", "1"), ("_other", "_other"), ("Red", "red")])
def test_a_name_of_a_choice_may_begin_with_a_digit(theirs: str, ours: str) -> None:
    names, _ = names_of(choices=(Line("choices", 2, {"list_name": "l", "name": theirs}),))

    assert [own for _, own in names.lists["l"]] == [ours]


def test_names_that_would_become_the_same_are_numbered() -> None:
    long = "a" * 30
    assert [numbered(long, taken) for taken in ((), {"a" * 24}, {"a" * 24, "a" * 21 + "_2"})] == [
        "a" * 24,
        "a" * 21 + "_2",
        "a" * 21 + "_3",
    ]
    assert numbered("town", {"town"}) == "town_2"
    assert LONGEST_NAME == 24


def test_choices_of_two_lists_may_have_one_name() -> None:
    rows = [("l", "A b"), ("l", "A-b"), ("m", "A b")]
    names, findings = names_of(
        choices=tuple(
            Line("choices", at, {"list_name": held, "name": name})
            for at, (held, name) in enumerate(rows, 2)
        )
    )

    assert {held: [own for _, own in found] for held, found in names.lists.items()} == {
        "l": ["a_b", "a_b_2"],
        "m": ["a_b"],
    }
    assert not findings.faults


def test_a_choice_without_a_list_is_a_fault() -> None:
    names, findings = names_of(choices=(Line("choices", 3, {"name": "a"}),))

    assert names.lists == {}
    assert [(str(place), said) for place, said in findings.faults] == [
        ("choices, row 3, column list_name", "is missing")
    ]


def test_questions_of_a_list_know_their_list_and_may_share_our_names() -> None:
    survey = (
        line(2, type="text", name="Na me"),
        line(3, type="begin_repeat", name="people"),
        line(4, type="text", name="na.me"),
        line(5, type="text", name="na_me"),
        line(6, type="end_repeat"),
        line(7, type="text", name="NA ME"),
    )
    names, findings = names_of(*survey)
    known = {theirs: (one.name, one.repeat) for theirs, one in names.known.items()}

    assert known == {
        "Na me": ("na_me", None),
        "people": ("people", None),
        "na.me": ("na_me", "people"),
        "na_me": ("na_me", "people"),
        "NA ME": ("na_me_2", None),
    }
    assert not findings.faults


def test_a_repeat_is_known_and_a_group_is_not() -> None:
    names, _ = names_of(
        line(2, type="begin_group", name="g"),
        line(3, type="begin_repeat", name="r"),
        line(4, type="end_repeat", name="r"),
        line(5, type="end_group", name="g"),
        line(6, type="decimal", name="d"),
    )

    assert {theirs: one.type for theirs, one in names.known.items()} == {"r": Type.NOTE}


def test_a_question_knows_the_choices_of_its_list() -> None:
    names, _ = names_of(
        line(2, type="select_one l", name="a"),
        line(3, type="select_multiple none", name="b"),
        line(4, type="text", name="c"),
        choices=(Line("choices", 2, {"list_name": "l", "name": "Red"}),),
    )

    assert [dict(names.known[name].choices) for name in "abc"] == [{"Red": "red"}, {}, {}]
    assert [names.known[name].type for name in "abc"] == [Type.CHOICE, Type.CHOICES, Type.TEXT]
