"""XLSForm expressions → conditions of the engine."""

from __future__ import annotations

import pytest

from bot.engine.expressions import Expression
from bot.engine.form import Type
from bot.xlsform.conditions import (
    ConditionFault,
    KnownQuestion,
    both,
    bounds,
    filters,
    longest,
    translate,
)

HERE = KnownQuestion("here", Type.INTEGER)
KNOWN = {
    "Age": KnownQuestion("age", Type.INTEGER),
    "when": KnownQuestion("when", Type.DATE),
    "colour": KnownQuestion("colour", Type.CHOICE, None, {"Red-ish": "red_ish", "1": "1"}),
    "meals": KnownQuestion("meals", Type.CHOICES, None, {"soup": "soup"}),
    "remark": KnownQuestion("remark", Type.TEXT),
    "inner": KnownQuestion("inner", Type.TEXT, "people"),
}


@pytest.mark.parametrize(
    ("source", "condition"),
    [
        ("${colour} = 'Red-ish'", "${colour} = 'red_ish'"),
        ("${colour}='Red-ish'", "${colour} = 'red_ish'"),
        ("${ colour } = 1", "${colour} = '1'"),
        ("1 = ${colour}", "'1' = ${colour}"),
        ("${Age} > '17'", "${age} > 17"),
        ("${Age} >= 18.0", "${age} >= 18"),
        ("${Age} != ''", "${age} != ''"),
        ("${remark} = 7", "${remark} = '7'"),
        ("selected(${meals}, 'soup')", "selected(${meals}, 'soup')"),
        ("selected( ${colour} , \"Red-ish\")", "selected(${colour}, 'red_ish')"),
        ("not(selected(${meals},'soup'))", "not(selected(${meals}, 'soup'))"),
        ("not (${Age} < 3) and (${Age}<9 or ${Age} = 70)", "not(${age} < 3) and (${age} < 9 or ${age} = 70)"),
        ("${when} >= date('2027-05-01')", "${when} >= '2027-05-01'"),
        (". >= 0 and . <= ${Age}", ". >= 0 and . <= ${age}"),
        ("${colour} = ‘Red-ish’", "${colour} = 'red_ish'"),
        ("${remark} = \"it's\"", "${remark} = \"it's\""),
    ],
)  # fmt: skip
def test_a_simple_form_is_said_in_our_names(source: str, condition: str) -> None:
    assert translate(source, KNOWN, at=HERE) == condition
    assert Expression.parse(condition).source == condition


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (". > today()", '"today()" has no counterpart here'),
        ("regex(., '[0-9]+')", '"regex()" has no counterpart here'),
        ("count-selected(${meals}) < 3", '"count-selected()" has no counterpart here'),
        ("${Age} + 1 > 3", '"+": nothing is calculated here'),
        ("../Age > 3", '"..": nothing is calculated here'),
        ("${Age} div 2 = 1", '"div" has no counterpart here'),
        ("${Age} > 1.5", "1.5 is no whole number"),
        ("${nobody} = 1", 'asks about "nobody", which is no question that is asked'),
        ("${inner} = 'x'", 'asks about "inner" across a list'),
        ("${colour} > 3", '"colour" is neither a number nor a day'),
        ("${meals} = 'soup'", "several answers can be given: write selected(…, 'soup')"),
        ("${Age} >", "cannot be read here: expected a question, a text, a number or '.'"),
        ("${Age} = 3 %", '"%" cannot be read here'),
    ],
)
def test_what_has_no_counterpart_is_named(source: str, reason: str) -> None:
    with pytest.raises(ConditionFault) as caught:
        translate(source, KNOWN, at=HERE)

    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (". >= 0", {"minimum": 0}),
        (".>0 and . < 100", {"minimum": 1, "maximum": 99}),
        (". <= -3", {"maximum": -3}),
        (". >= 0 and . >= 5", None),
        (". >= 0 or . = 5", None),
        (". >= ${x}", None),
    ],
)
def test_plain_bounds_are_read_as_such(source: str, found: dict[str, int] | None) -> None:
    assert bounds(source) == found


def test_a_bound_of_length_is_read_as_such() -> None:
    assert [
        longest(one) for one in ("string-length(.) <= 20", "string-length( . ) < 20", ". > 3")
    ] == [
        20,
        19,
        None,
    ]


def test_a_filter_may_name_the_column_first_or_last() -> None:
    assert filters("region=${region} and ${town} = place") == [
        ("region", "region"),
        ("place", "town"),
    ]


def test_another_filter_is_refused() -> None:
    with pytest.raises(ConditionFault):
        filters("region != ${region}")


@pytest.mark.parametrize(
    ("conditions", "joined"),
    [
        ([], ""),
        (["", ""], ""),
        (["", "${a} = 1"], "${a} = 1"),
        (["${a} = 1", "", "${b} = 2 or ${b} = 3"], "(${a} = 1) and (${b} = 2 or ${b} = 3)"),
    ],
)
def test_conditions_are_joined_so_that_each_has_to_hold(conditions: list[str], joined: str) -> None:
    assert both(*conditions) == joined
