"""Answers: what is kept of what people type and tap, and why the rest is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.answers import Code, Help, Problem, Words, accept, offered, read
from bot.engine.expressions import Expression
from bot.engine.form import Answers, Choice, Question, Text, Type, Value

WORDS = Words(
    choices={"role": {"head of delegation": "head", "delegate": "delegate", "adviser": "adviser"}},
    yes=frozenset({"yes", "oui", "both"}),
    no=frozenset({"no", "non", "both"}),
    months={"december": 12},
    actions={"skip": "skip"},
)
# Stand-ins that know one answer each; the real readers have tests of their own.
HELP = Help(
    words=WORDS,
    telephone=lambda said: (
        "+41227305111" if said == "022 730 5111" else Problem(Code.NOT_A_TELEPHONE)
    ),
    email=lambda said: said if said == "a@itu.int" else Problem(Code.NOT_AN_EMAIL),
    country=lambda said: "FRA" if said == "France" else Problem(Code.NOT_A_COUNTRY),
    today=date(2003, 9, 1),
)
CHOICES = (
    Choice("head", Text("Head"), Expression.parse("${going} = 'yes'")),
    Choice("delegate", Text("Delegate")),
    Choice("adviser", Text("Adviser")),
)
GOING: Answers = {"going": "yes"}


def question(kind: Type, *, constraint: str | None = None) -> Question:
    condition = Expression.parse(constraint) if constraint else None
    return Question("role", kind, Text("?"), choices=CHOICES, constraint=condition)


def understood(asked: Question, said: str, answers: Answers = GOING) -> Value | Problem:
    return read(asked, said, HELP, answers, key="role")


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        (Type.TEXT, "  <b>&=SUM(A1) 👍 \r\n\r\n two ", "<b>&=SUM(A1) 👍\n\ntwo"),
        (Type.TEXT, "=SUM(A1)", "=SUM(A1)"),
        (Type.TEXT, "a\u202eb", "ab"),
        (Type.NAME, " Jose\u0301  MARÍA\n", "José MARÍA"),
        (Type.NAME, "N'Diaye-O’Neil, Jr. (ret.)", "N'Diaye-O’Neil, Jr. (ret.)"),
        (Type.NAME, "阿卜杜勒·卡迪尔", "阿卜杜勒·卡迪尔"),
        (Type.NAME, "〇", Problem(Code.NO_LETTERS)),
        (Type.NAME, "王〇", "王〇"),
        (Type.NAME, "محمد \u202bالأمين\u202c", "محمد الأمين"),
        (Type.NAME, "می\u200cخواهم", "می\u200cخواهم"),
        (Type.NAME, "किरण", "किरण"),
        (Type.INTEGER, "about ١٢", 12),
        (Type.CHOICE, "delegat", "delegate"),
        (Type.CHOICE, "1", "head"),
        (Type.CHOICES, "adviser, head of delegation", ["head", "adviser"]),
        (Type.CHOICES, "adviser\n2", ["delegate", "adviser"]),
        (Type.YES_NO, "Oui !", True),
        (Type.YES_NO, "NO", False),
        (Type.DATE, "10 December 2003", "2003-12-10"),
        (Type.EMAIL, "a@itu.int\u200b", "a@itu.int"),
        (Type.TELEPHONE, "022 730\u00a05111", "+41227305111"),
        (Type.COUNTRY, "France", "FRA"),
    ],
)
def test_what_is_typed_becomes_a_value(kind: Type, said: str, value: Value | Problem) -> None:
    assert understood(question(kind), said) == value


@pytest.mark.parametrize(
    ("kind", "said", "problem"),
    [
        (Type.TEXT, "", Problem(Code.EMPTY)),
        (Type.TEXT, " \n\u3000", Problem(Code.EMPTY)),
        (Type.TEXT, "\u202e\u200b", Problem(Code.HIDDEN_CHARACTERS)),
        (Type.TEXT, "a\x00b", Problem(Code.UNREADABLE_CHARACTERS)),
        (Type.INTEGER, "1\x07", Problem(Code.UNREADABLE_CHARACTERS)),
        (Type.TEXT, "x" * 4000, Problem(Code.TOO_LONG, {"maximum": 1000, "length": 4000})),
        (Type.NAME, "x" * 201, Problem(Code.TOO_LONG, {"maximum": 200, "length": 201})),
        (Type.NAME, "...", Problem(Code.NO_LETTERS)),
        (Type.NAME, "Anna 👍", Problem(Code.NOT_IN_A_NAME, {"character": "👍"})),
        (Type.NAME, "Anna2", Problem(Code.NOT_IN_A_NAME, {"character": "2"})),
        (Type.NAME, "<b>Anna", Problem(Code.NOT_IN_A_NAME, {"character": "<"})),
        (Type.INTEGER, "-3", Problem(Code.NEGATIVE)),
        (Type.INTEGER, "12 or 15", Problem(Code.SEVERAL_NUMBERS)),
        (Type.INTEGER, "1e9", Problem(Code.NOT_A_NUMBER)),
        (Type.CHOICE, "minister", Problem(Code.NOT_A_CHOICE)),
        (Type.CHOICES, "minister", Problem(Code.NOT_A_CHOICE)),
        (Type.YES_NO, "perhaps", Problem(Code.NOT_YES_NO)),
        (Type.YES_NO, "both", Problem(Code.NOT_YES_NO)),
        (Type.DATE, "31.02.2003", Problem(Code.NO_SUCH_DAY)),
        (Type.EMAIL, "a", Problem(Code.NOT_AN_EMAIL)),
        (Type.TELEPHONE, "12", Problem(Code.NOT_A_TELEPHONE)),
        (Type.COUNTRY, "Atlantis", Problem(Code.NOT_A_COUNTRY)),
        (Type.FILE, "here it is", Problem(Code.FILE_EXPECTED)),
        (Type.NOTE, "thank you", Problem(Code.NOTHING_ASKED)),
    ],
)
def test_what_is_unusable_is_refused_with_its_reason(
    kind: Type, said: str, problem: Problem
) -> None:
    assert understood(question(kind), said) == problem


def test_a_form_sets_its_own_length() -> None:
    short = replace(question(Type.TEXT), max_chars=3)

    assert understood(short, "abc") == "abc"
    assert understood(short, "abcd") == Problem(Code.TOO_LONG, {"maximum": 3, "length": 4})


@pytest.mark.parametrize(
    ("minimum", "maximum", "said", "value"),
    [
        (1, 50, "1", 1),
        (1, 50, "0", Problem(Code.TOO_SMALL, {"minimum": 1})),
        (1, 50, "-1", Problem(Code.NEGATIVE)),
        (-5, None, "-5", -5),
        (-5, None, "-6", Problem(Code.TOO_SMALL, {"minimum": -5})),
        (1, 50, "51", Problem(Code.TOO_LARGE, {"maximum": 50})),
        (None, None, "0", 0),
    ],
)
def test_a_number_keeps_the_bounds_of_the_form(
    minimum: int | None, maximum: int | None, said: str, value: Value | Problem
) -> None:
    bounded = replace(question(Type.INTEGER), minimum=minimum, maximum=maximum)

    assert understood(bounded, said) == value


def test_a_constraint_refuses_what_does_not_meet_it() -> None:
    few = question(Type.INTEGER, constraint=". <= ${most}")

    assert understood(few, "5", {"most": 5}) == 5
    assert understood(few, "6", {"most": 5}) == Problem(Code.CONSTRAINT)


def test_a_choice_that_an_earlier_answer_closes_is_not_offered() -> None:
    role = question(Type.CHOICE)
    labels = {"head of delegation": "head"}

    assert [choice.name for choice in offered(role, GOING)] == ["head", "delegate", "adviser"]
    assert [choice.name for choice in offered(role, {})] == ["delegate", "adviser"]
    assert understood(role, "1", {}) == "delegate"
    assert accept(role, labels["head of delegation"], {}) == Problem(Code.NOT_A_CHOICE)


def test_a_question_whose_labels_are_unknown_can_be_answered_by_number() -> None:
    found = read(question(Type.CHOICE), "2", HELP, GOING, key="nowhere")

    assert found == "delegate"


@pytest.mark.parametrize(
    ("kind", "value", "taken"),
    [
        (Type.TEXT, " a ", "a"),
        (Type.TEXT, " ", Problem(Code.EMPTY)),
        (Type.TEXT, 1, Problem(Code.TEXT_EXPECTED)),
        (Type.NAME, {"name": "a.pdf"}, Problem(Code.TEXT_EXPECTED)),
        (Type.INTEGER, 3, 3),
        (Type.INTEGER, True, Problem(Code.NOT_A_NUMBER)),
        (Type.INTEGER, "3", Problem(Code.NOT_A_NUMBER)),
        (Type.CHOICE, "head", "head"),
        (Type.CHOICE, "tail", Problem(Code.NOT_A_CHOICE)),
        (Type.CHOICE, ["head"], Problem(Code.NOT_A_CHOICE)),
        (Type.CHOICES, ["adviser", "head", "head"], ["head", "adviser"]),
        (Type.CHOICES, ["tail"], Problem(Code.NOT_A_CHOICE)),
        (Type.CHOICES, [], Problem(Code.NOT_A_CHOICE)),
        (Type.CHOICES, "head", Problem(Code.NOT_A_CHOICE)),
        (Type.YES_NO, False, False),
        (Type.YES_NO, "yes", Problem(Code.NOT_YES_NO)),
        (Type.DATE, "2003-12-10", "2003-12-10"),
        (Type.DATE, "20031210", Problem(Code.NOT_A_DATE)),
        (Type.DATE, "2003-02-31", Problem(Code.NOT_A_DATE)),
        (Type.DATE, 2003, Problem(Code.NOT_A_DATE)),
        (Type.EMAIL, "a@itu.int", "a@itu.int"),
        (Type.EMAIL, "a b@itu.int", Problem(Code.NOT_AN_EMAIL)),
        (Type.TELEPHONE, "+41227305111;ext=12", "+41227305111;ext=12"),
        (Type.TELEPHONE, "41227305111", "+41227305111"),
        (Type.TELEPHONE, "0227305111", Problem(Code.NOT_A_TELEPHONE)),
        (Type.TELEPHONE, 41227305111, Problem(Code.NOT_A_TELEPHONE)),
        (Type.COUNTRY, "FRA", "FRA"),
        (Type.COUNTRY, "fr", Problem(Code.NOT_A_COUNTRY)),
        (Type.FILE, {"name": "a.pdf"}, {"name": "a.pdf"}),
        (Type.FILE, "a.pdf", Problem(Code.FILE_EXPECTED)),
        (Type.NOTE, "x", Problem(Code.NOTHING_ASKED)),
    ],
)
def test_a_value_is_taken_only_in_its_type(
    kind: Type, value: Value, taken: Value | Problem
) -> None:
    assert accept(question(kind), value, GOING) == taken


def test_only_an_optional_question_can_be_skipped() -> None:
    optional = question(Type.INTEGER, constraint=". > 5")

    assert accept(optional, None, {}) is None
    assert accept(replace(optional, required=True), None, {}) == Problem(Code.REQUIRED)


typed = st.text() | st.text(alphabet="0123456789٣一十年月日.,-/ 'k<=@+deladvis\n\u202e\u200d")


@given(st.sampled_from(list(Type)), typed)
def test_any_text_is_a_value_or_a_problem_and_a_value_is_accepted(kind: Type, said: str) -> None:
    asked = question(kind)
    found = understood(asked, said)

    assert found is not None
    assert isinstance(found, Problem) or accept(asked, found, GOING) == found


def shown(value: Value) -> str:
    """A value as a person sees it, in plain words."""
    labels = {name: label for label, name in WORDS.choices["role"].items()}
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(labels[name] for name in value)
        case str():
            return labels.get(value, value)
        case _:
            return str(value)


READ_BACK = [Type.TEXT, Type.NAME, Type.INTEGER, Type.CHOICE, Type.CHOICES, Type.DATE, Type.YES_NO]


@given(
    st.sampled_from(READ_BACK),
    typed | st.sampled_from(["delegate", "1, 3", "yes", "12 people", "10.12.2003"]),
)
def test_a_value_that_is_shown_is_read_back_as_itself(kind: Type, said: str) -> None:
    found = understood(question(kind), said)

    assert isinstance(found, Problem) or understood(question(kind), shown(found)) == found
