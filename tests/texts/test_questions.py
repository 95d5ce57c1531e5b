"""Questions: what is asked, how to answer, which buttons stand below."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine.facts import Asked, Rejected
from bot.engine.form import Question, Text, Type, Value
from bot.engine.problems import Code, Problem
from bot.engine.progress import Progress
from bot.texts.questions import answered, bar, file_fetched, question_asked
from bot.texts.screens import ending, screens_of
from tests.plain_text import unmarked
from tests.texts.samples import FORM, PEOPLE, asked, buttons, context, labels, question, said


@pytest.mark.parametrize(("language", "start"), [("en", "▰▰▰▱"), ("ar", "\u200f▰▰▰▱")])
def test_the_bar_grows_in_the_direction_of_the_writing(language: str, start: str) -> None:
    (message,) = screens_of(context(language), asked("participants"))

    assert message.text.split("\n")[1].startswith(start)


def test_hints_are_shown_as_they_are_written() -> None:
    (message,) = screens_of(context(), asked("focal_title"))

    assert "your country's participation" in message.text


def test_what_an_ambiguous_choice_can_mean_comes_first() -> None:
    problem = Problem(
        Code.SEVERAL_CHOICES, {"candidates": ["deputy_prime_minister", "deputy_minister"]}
    )
    shown = asked("level")
    (message,) = ending(context(), (Rejected(shown.question, problem), shown))

    assert labels(message)[:2] == ["Deputy Prime Minister", "Deputy Minister"]
    assert sorted(labels(message)) == sorted(labels(screens_of(context(), shown)[0]))


@pytest.mark.parametrize(
    ("kind", "candidates", "words"),
    [
        (Type.COUNTRY, ["GIN", "GNB"], ["Guinea", "Guinea-Bissau"]),
        (Type.DATE, ["2003-02-01", "2001-02-03"], ["1 February 2003", "3 February 2001"]),
    ],
)
def test_what_an_ambiguous_answer_can_mean_is_offered_as_buttons(
    kind: Type, candidates: list[str], words: list[str]
) -> None:
    held = Question("q", kind, Text("Q"))
    shown = Asked(held, asked("level").progress)
    problem = Problem(Code.SEVERAL_COUNTRIES, {"candidates": candidates})
    (message,) = ending(context(), (Rejected(held, problem), shown))

    assert labels(message)[:2] == words
    assert message.buttons[0][0].data == f"1:pick:{candidates[0]}"


def test_candidates_of_another_question_are_not_offered() -> None:
    problem = Problem(Code.SEVERAL_COUNTRIES, {"candidates": ["GIN", "GNB"]})
    other = Question("q", Type.COUNTRY, Text("Q"))
    shown = asked("level")

    assert ending(context(), (Rejected(other, problem), shown)) == screens_of(context(), shown)


FOOT = [("‹ Back", "1:back"), ("Menu", "1:menu")]
KEEP, SKIP, EMPTY = ("Keep", "1:keep"), ("Skip", "1:skip"), ("Leave empty", "1:skip")


def of(kind: Type, *, required: bool = True) -> Asked:
    """A question of that type in the place of another."""
    return replace(
        asked("level"), question=Question("q", kind, Text("Q"), required=required), choices=()
    )


def test_a_question_stands_below_where_it_is_in_the_form() -> None:
    message = question_asked(context(), asked("focal_function"))

    assert said(message) == (
        "<i>Designated focal point · 1 of 2</i>\n▰▰▰▱▱▱▱▱▱▱\n\n"
        "<b>Functional title of the focal point</b>\nAs it should stand in letters.\n\n"
        "<i>For example: Second Secretary</i>"
    )
    assert buttons(message) == [FOOT]


@pytest.mark.parametrize(
    ("record", "who"), [({"given": "Ana", "role": "head"}, "Ana"), ({}, "Member of the delegation")]
)
def test_a_question_about_a_person_names_them(record: dict[str, Value], who: str) -> None:
    section = FORM.section_of(PEOPLE.name)
    assert section is not None
    shown = Asked(
        PEOPLE.question("family"),
        Progress(section, 4, 9, 0, 10),
        repeat=PEOPLE,
        record=record,
    )

    assert said(question_asked(context(), shown)).split("\n")[0] == (
        f"<i>Delegation: {who} · 4 of 9</i>"
    )


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        (Type.CHOICES, "Choose all that apply, then <b>Done</b>."),
        (Type.DATE, "<i>For example: 10.12.2003</i>"),
        (Type.FILE, "Please send the file here: a PDF or a photo, up to 20 MB."),
        (Type.COUNTRY, "Please write the name of the country."),
        *(
            (kind, None)
            for kind in Type
            if kind not in (Type.CHOICES, Type.DATE, Type.FILE, Type.COUNTRY)
        ),
    ],
)
def test_a_question_says_how_to_answer_unless_it_has_an_example(
    kind: Type, how: str | None
) -> None:
    shown = of(kind)
    exemplified = replace(shown, question=replace(shown.question, example=Text("such as this")))

    assert said(question_asked(context(), shown)).split("\n\n")[1:] == [
        "<b>Q</b>",
        *([how] if how else []),
    ]
    assert said(question_asked(context(), exemplified)).split("\n\n")[2:] == [
        "<i>For example: such as this</i>"
    ]


def test_yes_and_no_stand_side_by_side() -> None:
    assert buttons(question_asked(context(), of(Type.YES_NO))) == [
        [("Yes", "1:pick:yes"), ("No", "1:pick:no")],
        FOOT,
    ]


def test_a_note_is_passed_by_continue_and_neither_kept_nor_skipped() -> None:
    shown = replace(of(Type.NOTE, required=False), answered=True, present="seen")
    message = question_asked(context(), shown)

    assert buttons(message) == [[("Continue", "1:next")], FOOT]
    assert "Present answer" not in said(message)


def test_choices_can_be_ticked_and_unticked() -> None:
    title = question("focal_title")
    names = tuple(choice.name for choice in title.choices[:2])
    shown = replace(
        asked("focal_title"),
        question=replace(title, type=Type.CHOICES),
        choices=names,
        picked=names[1:],
    )
    ticks, done, foot = buttons(question_asked(context(), shown))

    assert ticks == [
        (f"☐ {title.choices[0].label.msgid}", f"1:on:{names[0]}"),
        (f"☑ {title.choices[1].label.msgid}", f"1:off:{names[1]}"),
    ]
    assert (done, foot) == ([("Done", "1:done")], FOOT)


def test_a_choice_that_is_not_offered_now_has_no_button() -> None:
    shown = replace(asked("participation"), choices=("yes", "no"))

    assert buttons(question_asked(context(), shown))[0] == [
        ("Yes", "1:pick:yes"),
        ("No", "1:pick:no"),
    ]


@pytest.mark.parametrize(
    ("required", "is_answered", "present", "first"),
    [
        (True, False, None, []),
        (False, False, None, [SKIP]),
        (True, True, "x", [KEEP]),
        (False, True, "x", [KEEP, EMPTY]),
        (False, True, None, [KEEP, SKIP]),
    ],
)
def test_an_answer_can_be_kept_and_an_optional_one_left_out(
    required: bool, is_answered: bool, present: Value, first: list[tuple[str, str]]
) -> None:
    shown = replace(of(Type.TEXT, required=required), answered=is_answered, present=present)
    message = question_asked(context(), shown)

    assert buttons(message) == [*([first] if first else []), FOOT]
    assert ("Present answer: " in said(message)) is is_answered
    assert not is_answered or said(message).endswith(
        f"Present answer: <b>{'x' if present else 'not given'}</b>"
    )


@pytest.mark.parametrize(
    ("required", "is_answered", "words"),
    [
        (True, False, []),
        (False, False, ["Skip"]),
        (True, True, ["Keep"]),
        (False, True, ["Keep", "Skip"]),
    ],
)
def test_a_telephone_is_shared_from_the_keyboard_with_the_same_words(
    required: bool, is_answered: bool, words: list[str]
) -> None:
    shown = replace(of(Type.TELEPHONE, required=required), answered=is_answered, present="+4122")
    message = question_asked(context(), shown)

    assert message.keyboard == (*((tuple(words),) if words else ()), ("Back", "Menu"))
    assert message.share_contact == "Share the number of this account"
    assert not message.buttons


def test_a_rejected_answer_without_candidates_asks_the_same_again() -> None:
    shown = asked("level")
    refused = Rejected(shown.question, Problem(Code.NOT_A_CHOICE))

    assert ending(context(), (refused, shown)) == screens_of(context(), shown)


def test_an_answered_question_becomes_one_line() -> None:
    held = question("participants")

    assert unmarked(answered(context(), held, 12)) == (
        "✓ Estimated number of participants: <b>12</b>"
    )
    assert unmarked(answered(context(), held, None)) == (
        "Estimated number of participants: left open"
    )


@pytest.mark.parametrize(
    ("done", "whole", "filled"), [(0, 10, 0), (10, 10, 10), (1, 20, 0), (2, 20, 1), (0, 0, 0)]
)
def test_the_bar_has_ten_blocks_and_never_runs_ahead(done: int, whole: int, filled: int) -> None:
    section = FORM.sections[0]

    assert bar(Progress(section, 1, 1, done, whole)) == "▰" * filled + "▱" * (10 - filled)


def test_a_file_on_its_way_can_be_left() -> None:
    message = file_fetched(context())

    assert said(message) == "Thank you. The file is being taken over; one moment."
    assert buttons(message) == [FOOT]
