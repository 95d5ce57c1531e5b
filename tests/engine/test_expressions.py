"""Conditions: what they mean, and how a faulty one is reported."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.expressions import Expression, ExpressionFault

ANSWERS = {"going": "yes", "count": 12, "backup": False, "tracks": ["a", "b"], "none": None}


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        ("${going} = 'yes'", None, True),
        ('${going} = "no"', None, False),
        ("${going} != 'no'", None, True),
        ("${backup} = 'no'", None, True),
        ("${missing} = ''", None, True),
        ("${none} = ''", None, True),
        ("${none} != 'no'", None, True),
        ("${count} > 11", None, True),
        ("${count} > 12", None, False),
        ("${count} >= 12", None, True),
        ("${count} < 13", None, True),
        ("${count} <= 11", None, False),
        ("${count} = 12", None, True),
        (". >= 0", 0, True),
        (". >= -5 and . <= 5", -6, False),
        (". >= '2003-12-10'", "2003-12-11", True),
        (". < '2003-12-10'", "2003-12-11", False),
        (". > 5", "6", False),
        (". > 5", None, False),
        (". < 'z'", "", False),
        ("selected(${tracks}, 'b')", None, True),
        ("selected(${tracks}, 'c')", None, False),
        ("selected(${going}, 'yes')", None, True),
        ("selected(., 'x')", ["x"], True),
        ("selected(${missing}, 'x')", None, False),
        ("${going} = 'no' or ${count} = 12", None, True),
        ("${going} = 'no' or ${count} = 1", None, False),
        ("${going} = 'yes' or ${count} = 1 and ${count} = 2", None, True),
        ("(${going} = 'yes' or ${count} = 1) and ${count} = 2", None, False),
        ("not(${going} = 'yes')", None, False),
        ("not (selected(${tracks}, 'c')) and ${going}='yes'", None, True),
        ("  ${going}  =  'yes'  ", None, True),
    ],
)
def test_a_condition_means_what_it_says(source: str, value: object, expected: bool) -> None:
    assert Expression.parse(source).holds(ANSWERS, value) is expected


def test_a_condition_knows_the_questions_it_looks_at() -> None:
    condition = Expression.parse("${a} = 1 or not(selected(${b-c}, 'x') and . = ${d.e})")

    assert condition.names == {"a", "b-c", "d.e"}


def test_conditions_with_one_source_are_one() -> None:
    one, same, other = map(Expression.parse, (". = 1", ". = 1", ". = 2"))

    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one != ". = 1"


@pytest.mark.parametrize(
    ("source", "column", "reason"),
    [
        ("", 1, "expected a question"),
        ("${a}", 5, "expected a comparison"),
        ("${a} =", 7, "expected a question"),
        ("${a} = 'x' ${b}", 12, "unexpected '${b}'"),
        ("${a} = 'x", 8, "cannot be read"),
        ("   §", 4, "cannot be read"),
        ("(. = 1", 7, "expected ')'"),
        ("not . = 1", 5, "expected '('"),
        ("not(. = 1", 10, "expected ')'"),
        ("selected . , 'x'", 10, "expected '('"),
        ("selected(. 'x')", 12, "expected ','"),
        ("selected(., 'x'", 16, "expected ')'"),
        ("maybe = 1", 1, "expected a question"),
        (". = 1 and", 10, "expected a question"),
        (". = 1 )", 7, "unexpected ')'"),
        (". = " + "9" * 5000, 5, "too long"),
        ("(" * 51 + ". = 1" + ")" * 51, 51, "too many brackets"),
    ],
)
def test_a_fault_is_reported_with_its_place(source: str, column: int, reason: str) -> None:
    with pytest.raises(ExpressionFault, match=r"column") as caught:
        Expression.parse(source)

    assert caught.value.column == column
    assert reason in caught.value.reason


def test_many_brackets_beside_each_other_are_no_fault() -> None:
    condition = Expression.parse(" and ".join(["(. = 1)"] * 200))

    assert condition.holds({}, 1)


PIECES = [
    "${a}",
    "'x'",
    "12",
    ".",
    "=",
    "!=",
    "<",
    ">=",
    "and",
    "or",
    "not",
    "selected",
    "(",
    ")",
    ",",
    " ",
]


@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join), st.text())
def test_any_text_is_a_condition_or_a_fault(source: str, value: str) -> None:
    try:
        condition = Expression.parse(source)
    except ExpressionFault as fault:
        column = fault.column
    else:
        column = 1
        assert condition.holds({"a": value}, value) in (True, False)

    assert 1 <= column <= len(source) + 1


@given(st.integers(-99, 99), st.integers(-99, 99))
def test_an_order_and_its_opposite_never_hold_together(left: int, right: int) -> None:
    def holds(operator: str) -> bool:
        return Expression.parse(f"${{a}} {operator} {right}").holds({"a": left})

    assert holds("<") is not holds(">=")
    assert holds(">") is not holds("<=")
    assert holds("=") is not holds("!=")
