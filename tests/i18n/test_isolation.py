"""Typed text can neither turn the sentence around it nor end its isolate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n.isolation import isolate, runs_leftwards
from bot.i18n.tongue import tongue_for

FSI, PDI = "\u2068", "\u2069"
OVERRIDES = "\u202a\u202b\u202c\u202d\u202e"
TRICKS = st.text(st.sampled_from(f"ab אב\u2066\u2067{FSI}{PDI}{OVERRIDES}"), max_size=30)


@given(TRICKS)
def test_whatever_is_isolated_ends_where_it_ends(text: str) -> None:
    shown = isolate(text)

    depth, depths = 0, []
    for char in shown:
        depth += (char in f"\u2066\u2067{FSI}") - (char == PDI)
        depths.append(depth)
    assert shown[0] == FSI
    assert min(depths[:-1]) >= 1
    assert depths[-1] == 0
    assert not set(shown) & set(OVERRIDES)


@given(st.text("abאב王 ", max_size=20))
def test_an_honest_text_is_only_wrapped(text: str) -> None:
    assert isolate(text) == f"{FSI}{text}{PDI}"


def test_a_typed_isolate_cannot_end_that_of_a_sentence() -> None:
    said = tongue_for("en").say("{text}", text=f"a{PDI}\u202e<b>")

    assert said == f"{FSI}a&lt;b&gt;{PDI}"


@pytest.mark.parametrize(
    ("text", "leftwards"),
    [
        ("note", False),
        ("12 note", False),
        ("مذكرة", True),
        ("12 مذكرة note", True),
        ("שלום", True),
        ("note مذكرة", False),
        ("王", False),
        ("245/2003", None),
        ("", None),
    ],
)
def test_a_text_runs_as_its_first_letter_does(text: str, leftwards: bool | None) -> None:
    assert runs_leftwards(text) is leftwards
