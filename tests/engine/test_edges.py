"""Every limit of the engine at its edge: what just fits is taken, what is one more is not."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date

import pytest

from bot.engine.answers import accept
from bot.engine.choices import choose
from bot.engine.dates import day
from bot.engine.expressions import Expression, ExpressionFault
from bot.engine.facts import Listed, Reviewed, Viewed
from bot.engine.folding import clean, fold, is_unreadable
from bot.engine.form import Choice, Form, Question, Repeat, Section, Text, Type, Value
from bot.engine.inputs import Shared, Tapped
from bot.engine.numbers import whole_number
from bot.engine.problems import Code, Problem
from bot.engine.review import misfits
from bot.engine.screens import PAGE_SIZE, PEOPLE_REVIEWED
from bot.engine.session import Listing
from tests.engine.memory import Conversation
from tests.engine.sample import add, answered, talk

TODAY = date(2003, 9, 1)
LIST = "delegation"


def code_of(found: Value | Problem) -> Code | None:
    return found.code if isinstance(found, Problem) else None


def at_the_list(people: int) -> Conversation:
    one = answered(LIST)
    for number in range(people):
        add(one, "delegate" if number else "head", f"Ana{'a' * number}", "Lima")
    return one


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize(("kind", "most"), [(Type.TEXT, 1000), (Type.NAME, 200)])
def test_a_text_has_its_length(kind: Type, most: int) -> None:
    asked = Question("q", kind, Text("?"))

    assert accept(asked, "x" * most, {}) == "x" * most
    assert accept(asked, "x" * (most + 1), {}) == Problem(
        Code.TOO_LONG, {"maximum": most, "length": most + 1}
    )


def test_a_number_without_bounds_counts_up_to_a_limit() -> None:
    asked = Question("q", Type.INTEGER, Text("?"))

    assert accept(asked, 0, {}) == 0
    assert accept(asked, -1, {}) == Problem(Code.NEGATIVE)
    assert accept(asked, 999_999_999, {}) == 999_999_999
    assert accept(asked, 1_000_000_000, {}) == Problem(Code.TOO_LARGE, {"maximum": 999_999_999})


@pytest.mark.parametrize(
    ("minimum", "value", "code"),
    [
        (0, 0, None),
        (0, -1, Code.NEGATIVE),
        (-1, -1, None),
        (-1, -2, Code.TOO_SMALL),
        (1, 1, None),
        (1, 0, Code.TOO_SMALL),
        (1, -1, Code.NEGATIVE),
    ],
)
def test_a_number_has_its_minimum(minimum: int, value: int, code: Code | None) -> None:
    asked = Question("q", Type.INTEGER, Text("?"), minimum=minimum)

    assert code_of(accept(asked, value, {})) is code


def test_a_number_has_its_maximum() -> None:
    asked = Question("q", Type.INTEGER, Text("?"), maximum=0)

    assert accept(asked, 0, {}) == 0
    assert accept(asked, 1, {}) == Problem(Code.TOO_LARGE, {"maximum": 0})


@pytest.mark.parametrize(
    ("number", "taken"),
    [
        ("+1234", None),
        ("+12345", "+12345"),
        ("+123456789012345", "+123456789012345"),
        ("+1234567890123456", None),
        ("+0123456", None),
        ("+٤١٢٢٧٣٠٥", None),
        ("123456", None),
        ("1234567", "+1234567"),
        ("123456789012345", "+123456789012345"),
        ("1234567890123456", None),
        ("0234567", None),
        ("+12345;ext=", None),
        ("+12345;ext=1", "+12345;ext=1"),
        ("+12345;ext=12345678", "+12345;ext=12345678"),
        ("+12345;ext=123456789", None),
    ],
)
def test_a_telephone_number_has_its_digits(number: str, taken: str | None) -> None:
    found = accept(Question("q", Type.TELEPHONE, Text("?")), number, {})

    assert found == (taken or Problem(Code.NOT_A_TELEPHONE))


@pytest.mark.parametrize(("iso3", "fits"), [("FRA", True), ("FR", False), ("FRAN", False)])
def test_a_country_has_three_letters(iso3: str, fits: bool) -> None:
    found = accept(Question("q", Type.COUNTRY, Text("?")), iso3, {})

    assert found == (iso3 if fits else Problem(Code.NOT_A_COUNTRY))


# ---------------------------------------------------------------- what is typed


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("ba", False),
        ("bas", True),
        # One letter wrong: three letters say too little.
        ("atz", False),
        ("bask", True),
    ],
)
def test_a_label_takes_three_letters_to_begin_and_four_to_mistype(said: str, fits: bool) -> None:
    labels = {"bass": "a", "ats": "b"}
    shown = (Choice("a", Text("Bass")), Choice("b", Text("Ats")))

    assert choose(said, shown, labels) == ("a" if fits else Problem(Code.NOT_A_CHOICE))


@pytest.mark.parametrize(("number", "name"), [("0", None), ("1", "a"), ("2", "b"), ("3", None)])
def test_a_choice_is_numbered_from_one(number: str, name: str | None) -> None:
    shown = (Choice("a", Text("A")), Choice("b", Text("B")))

    assert choose(number, shown, {}) == (name or Problem(Code.NOT_A_CHOICE))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("10.12.2003" + " " * 50, None),
        ("10.12.2003" + " " * 51, Code.NOT_A_DATE),
        ("31.12.1899", Code.NOT_A_DATE),
        ("1.1.1900", None),
        ("31.12.2199", None),
        ("1.1.2200", Code.NOT_A_DATE),
        ("1.12.2003", None),
        ("0.12.2003", Code.NO_SUCH_DAY),
        ("31.12.2003", None),
        ("32.12.2003", Code.NO_SUCH_DAY),
        ("10.1.2003", None),
        ("10.0.2003", Code.NO_SUCH_DAY),
        ("13.13.2003", Code.NO_SUCH_DAY),
        ("10 Ap 2003", Code.NOT_A_DATE),
        ("10 Apr 2003", None),
        ("10 Aprl 2003", None),
        ("10 first of three 2003", None),
        ("10 first of all four 2003", Code.NOT_A_DATE),
        ("10.12.203", Code.NOT_A_DATE),
        ("10.12.12003", Code.NOT_A_DATE),
        ("1012200", Code.NOT_A_DATE),
        ("101220033", Code.NOT_A_DATE),
    ],
)
def test_a_day_has_its_edges(said: str, code: Code | None) -> None:
    months = {"april": 4, "first of three": 3, "first of all four": 5}

    assert code_of(day(said, months, TODAY)) is code


@pytest.mark.parametrize(
    ("said", "today", "meant"),
    [
        ("1.1.23", TODAY, "2023-01-01"),
        ("1.1.24", TODAY, "1924-01-01"),
        ("1.1.15", date(2095, 1, 1), "2115-01-01"),
        ("1.1.16", date(2095, 1, 1), "2016-01-01"),
        ("1.1.00", date(2000, 1, 1), "2000-01-01"),
        # Hyphens and two digits each: the reading of the next ten years, or of the last.
        ("12-11-14", TODAY, "2012-11-14"),
        ("13-11-12", date(2023, 9, 1), "2013-11-12"),
    ],
)
def test_a_year_of_two_digits_is_a_near_one(said: str, today: date, meant: str) -> None:
    assert day(said, {}, today) == meant


@pytest.mark.parametrize(("said", "today"), [("12-11-13", TODAY), ("13-11-14", date(2023, 9, 1))])
def test_two_near_readings_are_both_offered(said: str, today: date) -> None:
    assert code_of(day(said, {}, today)) is Code.AMBIGUOUS_DATE


def test_a_number_has_its_length_in_text() -> None:
    assert whole_number("12" + " " * 98) == 12
    assert whole_number("12" + " " * 99) == Problem(Code.NOT_A_NUMBER)


def test_a_number_has_at_most_nine_digits_either_way() -> None:
    too_large = Problem(Code.TOO_LARGE, {"maximum": 999_999_999})

    assert whole_number("-999 999 999") == -999_999_999
    assert whole_number("000999999999") == 999_999_999
    assert whole_number("-1 000 000 000") == too_large


def test_a_button_carries_a_number_of_eighteen_digits_at_most() -> None:
    assert Tapped(0, "open", "9" * 18).number == 10**18 - 1
    assert Tapped(0, "open", "9" * 19).number is None


def test_a_condition_has_its_depth_and_its_digits() -> None:
    assert Expression.parse("(" * 50 + ". = 1" + ")" * 50).holds({}, 1)
    assert Expression.parse(". = " + "9" * 18).holds({}, 10**18 - 1)
    for source in ("(" * 51 + ". = 1" + ")" * 51, ". = " + "9" * 19):
        with pytest.raises(ExpressionFault):
            Expression.parse(source)


# ---------------------------------------------------------------- signs


@pytest.mark.parametrize(
    ("sign", "combining", "goes"),
    [
        ("\u0338", 1, True),
        ("\u093c", 7, False),
        ("\u3099", 8, False),
        ("\u094d", 9, False),
        ("\u05b0", 10, True),
        ("\u0711", 36, True),
        ("\u0c55", 84, False),
        ("\u0f74", 132, False),
        ("\u1dce", 214, True),
        ("\u0302", 230, True),
    ],
)
def test_accents_go_and_signs_that_are_letters_stay(sign: str, combining: int, goes: bool) -> None:
    assert unicodedata.combining(sign) == combining
    assert (fold(f"a{sign}b") == "ab") is goes


@pytest.mark.parametrize(
    ("letter", "joins"),
    [
        ("\u05ea", False),
        ("\u0620", True),
        ("\u08ff", True),
        ("\u0900", True),
        ("\u0df3", True),
        ("\u0e01", False),
        ("\u0fbc", False),
        ("\u1000", True),
        ("\u109d", True),
        ("\u10a0", False),
        ("\u1770", False),
        ("\u1780", True),
        ("\u18aa", True),
        ("\u18b0", False),
    ],
)
def test_a_joiner_stays_within_the_scripts_that_need_it(letter: str, joins: bool) -> None:
    text = f"{letter}\u200c{letter}"

    assert clean(text) == (text if joins else letter * 2)


@pytest.mark.parametrize("sign", ["\ufe00", "\ufe0f", "\U000e0100", "\U000e01ef"])
def test_a_sign_of_variation_stays_behind_what_it_changes_only(sign: str) -> None:
    assert clean(f"葛{sign}") == f"葛{sign}"
    assert clean(f"葛{sign}{sign}") == f"葛{sign}"
    assert clean(f"葛 {sign}") == "葛"


@pytest.mark.parametrize(
    ("sign", "unreadable"),
    [
        ("\x1b", True),
        ("\x1c", True),
        ("\x1f", True),
        ("\x0d", False),
        ("\ufdcf", False),
        ("\ufdd0", True),
        ("\ufdef", True),
        ("\ufdf0", False),
        ("\ufffc", False),
        ("\ufffd", True),
        ("\ufffe", True),
        ("\uffff", True),
        ("\U0001fffd", False),
        ("\U0001fffe", True),
    ],
)
def test_what_nobody_can_read_begins_and_ends_there(sign: str, unreadable: bool) -> None:
    assert is_unreadable(sign) is unreadable


def test_one_empty_line_stays_and_no_more() -> None:
    assert clean("a\n\nb", multiline=True) == "a\n\nb"
    assert clean("a\n\n\nb", multiline=True) == "a\n\nb"


# ---------------------------------------------------------------- people


@pytest.mark.parametrize(("people", "pages"), [(0, 1), (1, 1), (8, 1), (9, 2), (16, 2), (17, 3)])
def test_a_page_holds_eight_people(people: int, pages: int) -> None:
    shown = at_the_list(people).screen

    assert isinstance(shown, Listed)
    assert PAGE_SIZE == 8
    assert (shown.count, shown.pages) == (people, pages)
    # Whoever was added last is on the page that is shown.
    assert (shown.page, len(shown.entries)) == (pages - 1, people - 8 * (pages - 1))


@pytest.mark.parametrize(("record", "page"), [(1, 0), (8, 0), (9, 1)])
@pytest.mark.parametrize("action", ["back", "remove"])
def test_a_card_leads_back_to_the_page_of_the_person(record: int, page: int, action: str) -> None:
    one = at_the_list(10)
    one.tap("open", str(record))
    one.tap(action)

    step = one.turn.session.step
    assert isinstance(step, Listing)
    assert step.page == page


@pytest.mark.parametrize(("asked", "page"), [(0, 0), (1, 1), (2, 1), (99, 1)])
def test_a_page_beyond_the_last_is_the_last(asked: int, page: int) -> None:
    one = at_the_list(9)
    shown = one.tap("page", str(asked))

    assert isinstance(shown, Listed)
    assert shown.page == page


@pytest.mark.parametrize(("people", "told"), [(19, []), (20, ["list_full"])])
def test_a_list_takes_as_many_as_the_form_says(people: int, told: list[str]) -> None:
    one = at_the_list(people)
    full = one.screen
    one.tap("add")

    assert isinstance(full, Listed)
    assert full.full is bool(told)
    assert one.told == told


def test_a_list_without_a_limit_of_its_own_takes_two_thousand() -> None:
    assert Repeat("r", Text("R"), Text("r"), (), ()).maximum == 2000


@pytest.mark.parametrize("people", [60, 61])
def test_a_review_writes_out_sixty_people(people: int) -> None:
    one = answered(LIST)
    for record in range(1, people + 1):
        one.draft.lists[LIST].append(record)
        one.draft.values[record] = {"role": "delegate", "given": "Ana", "family": f"L{record}"}
    shown = one.command("review")

    assert isinstance(shown, Reviewed)
    assert PEOPLE_REVIEWED == 60
    assert (len(shown.people[LIST].first), shown.people[LIST].count) == (60, people)


@pytest.mark.parametrize(("people", "more"), [(3, None), (4, 1), (5, 2)])
def test_more_people_than_announced_are_counted(people: int, more: int | None) -> None:
    """Three are announced in the sample."""
    found = [
        one.params["more"] for one in misfits(at_the_list(people).scene()) if "more" in one.params
    ]

    assert found == ([more] if more else [])


@pytest.mark.parametrize(("record", "position"), [(1, 1), (3, 3)])
def test_a_card_counts_from_one(record: int, position: int) -> None:
    shown = at_the_list(3).tap("open", str(record))

    assert isinstance(shown, Viewed)
    assert (shown.position, shown.count) == (position, 3)


@pytest.mark.parametrize(("before", "page"), [(0, 0), (7, 0), (8, 1), (15, 1), (16, 2)])
def test_somebody_added_by_one_answer_is_on_the_page_that_follows(before: int, page: int) -> None:
    """A list that asks one question each: its first answer adds somebody and is the last."""
    name = Question("name", Type.NAME, Text("Name"), required=True)
    guests = Repeat("guests", Text("Guests"), Text("Guest"), (name,), ("name",))
    one = talk(form=Form("1", (Section("s", Text("S"), (guests,)),)))
    one.tap("people")
    for number in range(before + 1):
        one.tap("add")
        one.say(f"Ana{'a' * number}")

    shown = one.screen
    assert isinstance(shown, Listed)
    assert (shown.count, shown.page) == (before + 1, page)
    assert one.turn.session.step == Listing("guests", page)


@pytest.mark.parametrize("shared", ["41227305111", "+41227305111"])
def test_a_shared_number_is_read_with_one_plus(shared: str) -> None:
    """Telegram sends contacts with and without it."""
    one = answered("telephone")
    one.help = replace(one.help, telephone=lambda said: said)
    one.send(Shared(shared))

    assert one.draft.answers()["telephone"] == "+41227305111"
