"""Lists of people: a page, one person, and what two entries leave to settle."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine.facts import Listed, NamesakeAsked, UniqueAsked, Viewed
from bot.engine.form import Answers, Question
from bot.engine.progress import Progress
from bot.engine.scene import RecordLine
from bot.texts.people import listed, namesake_asked, unique_asked, viewed
from bot.texts.screens import screens_of
from tests.texts.samples import FORM, PEOPLE, buttons, context, said

BACK_AND_MENU = [("‹ Back", "1:back"), ("Menu", "1:menu")]
ONWARD = [("Fill in a spreadsheet", "1:template"), ("Continue ›", "1:next")]
ADD = [("+ Add a person", "1:add")]
ANA: Answers = {"given": "Ana", "family": "Lima", "role": "head"}


def test_what_is_not_answered_stands_in_one_line_of_a_card() -> None:
    repeat = FORM.repeats["delegation"]
    missing = (repeat.question("family"),)
    shown = Viewed(repeat, 1, {"given": "Ana"}, repeat.questions, missing, 1, 1)
    (message,) = screens_of(context(), shown)
    (line,) = [line for line in message.text.split("\n") if line.startswith("Not answered")]

    assert "Gender" in line
    assert "Family name" not in line
    assert "Still needed" in message.text


# ---------------------------------------------------------------- a list


def page_of(
    entries: list[RecordLine], count: int, page: int = 0, pages: int = 1, **more: int | bool
) -> Listed:
    section = FORM.section_of(PEOPLE.name)
    assert section is not None
    place = Progress(section, 1, 1, 0, 1)
    shown = Listed(PEOPLE, place, entries, count, page, pages)
    return replace(shown, **more)  # type: ignore[arg-type]


def test_an_empty_list_says_how_to_fill_it() -> None:
    message = listed(context(), page_of([], 0))

    assert said(message).split("\n\n") == [
        "<b>Composition of the delegation</b>",
        "0 people named.",
        "You can name people now, later, or not at all, one by one or with a spreadsheet.",
    ]
    assert buttons(message) == [ADD, ONWARD, BACK_AND_MENU]


def test_people_of_a_list_are_buttons_numbered_through_all_pages() -> None:
    entries = [RecordLine(7, ANA), RecordLine(8, {})]
    message = listed(context(), page_of(entries, 10, page=1, pages=2))

    assert said(message).split("\n\n")[1:] == [
        "10 people named.",
        "Tap a name to change, move or remove it.",
    ]
    assert buttons(message)[:3] == [
        [("9. Ana Lima — Head of delegation", "1:open:7")],
        [("10. Member of the delegation", "1:open:8")],
        [("‹", "1:page:0"), ("2 of 2", "1:page:1"), ("›", "1:page:1")],
    ]


def test_the_first_page_leads_no_further_back() -> None:
    message = listed(context(), page_of([RecordLine(7, ANA)], 20, page=0, pages=3))

    assert buttons(message)[1] == [("‹", "1:page:0"), ("1 of 3", "1:page:0"), ("›", "1:page:1")]


def test_a_page_in_the_middle_leads_one_page_back_and_one_on() -> None:
    message = listed(context(), page_of([RecordLine(7, ANA)], 40, page=2, pages=5))

    assert buttons(message)[1] == [("‹", "1:page:1"), ("3 of 5", "1:page:2"), ("›", "1:page:3")]


@pytest.mark.parametrize(
    ("count", "announced", "line"),
    [
        (1, None, "1 person named."),
        (2, None, "2 people named."),
        (1, 12, "1 person named of about 12 announced."),
        (2, 1234, "2 people named of about 1,234 announced."),
        (2, 0, "2 people named of about 0 announced."),
    ],
)
def test_the_people_named_are_counted_against_the_estimate(
    count: int, announced: int | None, line: str
) -> None:
    shown = replace(page_of([RecordLine(7, ANA)], count), announced=announced)

    assert said(listed(context(), shown)).split("\n\n")[1] == line


def test_a_removal_can_be_undone_and_a_full_list_takes_nobody() -> None:
    shown = page_of([RecordLine(7, ANA)], 1, undo=True, full=True)

    assert buttons(listed(context(), shown))[1:] == [
        [("↩ Undo the removal", "1:undo")],
        ONWARD,
        BACK_AND_MENU,
    ]


# ---------------------------------------------------------------- one person


def one(position: int, count: int, *, missing: tuple[Question, ...] = ()) -> Viewed:
    questions = tuple(PEOPLE.question(name) for name in ("role", "given", "family"))
    return Viewed(PEOPLE, 7, ANA, questions, missing, position, count)


def test_a_person_stands_with_their_answers_and_a_button_for_each() -> None:
    message = viewed(context(), one(1, 1))

    assert said(message).split("\n") == [
        "<b>Ana Lima — Head of delegation</b>",
        "<i>1 of 1</i>",
        "",
        "Role in the delegation: <b>Head of delegation</b>",
        "Given name(s): <b>Ana</b>",
        "Family name: <b>Lima</b>",
    ]
    assert [data for row in buttons(message) for _, data in row] == [
        "1:change:role",
        "1:change:given",
        "1:change:family",
        "1:remove",
        "1:back",
        "1:menu",
    ]


@pytest.mark.parametrize(
    ("position", "count", "moves"),
    [
        (1, 1, None),
        (1, 2, [("↓ Move down", "1:down")]),
        (2, 2, [("↑ Move up", "1:up")]),
        (2, 3, [("↑ Move up", "1:up"), ("↓ Move down", "1:down")]),
    ],
)
def test_a_person_can_be_moved_within_the_list(
    position: int, count: int, moves: list[tuple[str, str]] | None
) -> None:
    before, *_ = buttons(viewed(context(), one(position, count)))[-3:]

    assert (before == moves) is (moves is not None)


def test_a_person_who_is_not_complete_can_be_completed() -> None:
    missing = (PEOPLE.question("title"), PEOPLE.question("function"))
    message = viewed(context(), one(1, 1, missing=missing))

    assert said(message).split("\n")[-2:] == [
        "",
        "Still needed: Courtesy title and Functional title",
    ]
    assert buttons(message)[0] == [("Complete", "1:complete")]


def test_a_person_without_a_name_is_called_by_what_they_are() -> None:
    shown = replace(one(1, 1), answers={})

    assert said(viewed(context(), shown)).startswith("<b>Member of the delegation</b>")


# ---------------------------------------------------------------- to be settled


@pytest.mark.parametrize(
    ("holder", "name"), [(ANA, "Ana Lima"), ({"role": "head"}, "Member of the delegation")]
)
def test_a_second_head_of_delegation_is_asked_about(holder: Answers, name: str) -> None:
    shown = UniqueAsked(
        PEOPLE, PEOPLE.question("role"), "head", holder, {}, ("delegate", "gone", "expert")
    )
    message = unique_asked(context(), shown)

    assert said(message) == (
        f"A delegation has only one <b>Head of delegation</b>, and {name} is named as such "
        f"already. What should become of {name}?"
    )
    assert buttons(message) == [
        [("Becomes: Delegate", "1:become:delegate")],
        [("Becomes: Expert", "1:become:expert")],
        [("Stays: Head of delegation", "1:other")],
        [("Menu", "1:menu")],
    ]


def test_a_role_that_is_gone_is_called_by_its_name() -> None:
    shown = UniqueAsked(PEOPLE, PEOPLE.question("role"), "envoy", ANA, {}, ())

    assert "only one <b>envoy</b>" in said(unique_asked(context(), shown))


def test_a_namesake_is_asked_about_by_both_labels() -> None:
    message = namesake_asked(context(), NamesakeAsked(PEOPLE, {**ANA, "role": "delegate"}, ANA))

    assert said(message) == (
        "There is already a <b>Ana Lima — Head of delegation</b> in the list. "
        "Is <b>Ana Lima — Delegate</b> the same person?"
    )
    assert buttons(message) == [
        [("The same person: remove the new entry", "1:same")],
        [("Two different people", "1:different")],
        BACK_AND_MENU,
    ]
