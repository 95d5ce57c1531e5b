"""Choices, typed instead of tapped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.choices import choose, choose_several, one_error_apart
from bot.engine.folding import fold
from bot.engine.form import Choice, Text
from bot.engine.problems import Code, Problem

NAMES = ["head", "alternate_head", "delegate", "alternate", "adviser", "note"]
SHOWN = tuple(Choice(name, Text(name)) for name in NAMES)
WRITTEN = ["Head of delegation", "Alternate head", "Delegate", "Alternate", "Adviser", "N/A"]
ENGLISH = {fold(label): name for label, name in zip(WRITTEN, NAMES, strict=True)}
CHINESE = {"代表团团长": "head", "副团长": "alternate_head", "代表": "delegate", "顾问": "adviser"}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Head of delegation", "head"),
        ("HEAD OF  DELEGATION!", "head"),
        ("head", "head"),
        ("del", "delegate"),
        ("Delegat", "delegate"),
        ("delegrate", "delegate"),
        ("dleegate", "delegate"),
        ("advisor", "adviser"),
        ("alternate", "alternate"),
        ("n a", "note"),
        ("2", "alternate_head"),
        ("2.", "alternate_head"),
        ("٣", "delegate"),
        ("０３", "delegate"),
    ],
)
def test_a_choice_is_understood(said: str, name: str) -> None:
    assert choose(said, SHOWN, ENGLISH) == name


@pytest.mark.parametrize(
    ("said", "name"), [("代表", "delegate"), ("顾", "adviser"), ("代表团", "head")]
)
def test_an_ideograph_is_a_beginning(said: str, name: str) -> None:
    assert choose(said, SHOWN, CHINESE) == name


@pytest.mark.parametrize("said", ["", "?", "de", "7", "0", "9" * 5000, "minister", "Δδδδ", "nb"])
def test_what_is_no_choice_is_refused(said: str) -> None:
    assert choose(said, SHOWN, ENGLISH) == Problem(Code.NOT_A_CHOICE)


def test_several_that_are_meant_are_named_in_the_order_of_the_form() -> None:
    labels = {"minister of y": "b", "minister of x": "a", "other": "c"}
    shown = tuple(Choice(name, Text(name)) for name in "abc")

    found = choose("Minist", shown, labels)

    assert found == Problem(Code.SEVERAL_CHOICES, {"candidates": ["a", "b"]})


def test_one_error_from_two_labels_is_a_question() -> None:
    shown = tuple(Choice(name, Text(name)) for name in "ab")

    found = choose("rate", shown, {"rats": "b", "rath": "a"})

    assert found == Problem(Code.SEVERAL_CHOICES, {"candidates": ["a", "b"]})


def test_two_labels_of_one_choice_are_one_choice() -> None:
    shown = (Choice("head", Text("Head")),)

    assert choose("presi", shown, {"president": "head", "presidente": "head"}) == "head"


def test_a_choice_that_is_not_shown_cannot_be_typed() -> None:
    assert choose("Delegate", SHOWN[:2], ENGLISH) == Problem(Code.NOT_A_CHOICE)
    assert choose("3", SHOWN[:2], ENGLISH) == Problem(Code.NOT_A_CHOICE)


def test_a_label_that_is_a_number_comes_before_places() -> None:
    shown = (Choice("a", Text("2")), Choice("b", Text("1")))

    assert choose("2", shown, {"2": "a", "1": "b"}) == "a"


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Delegate", ["delegate"]),
        ("adviser, delegate", ["delegate", "adviser"]),
        ("adviser; delegate;", ["delegate", "adviser"]),
        ("adviser\ndelegate\nAdviser", ["delegate", "adviser"]),
        ("1 3", ["head", "delegate"]),
        ("3،١", ["head", "delegate"]),
        ("n/a", ["note"]),
    ],
)
def test_several_choices_are_understood(said: str, names: list[str]) -> None:
    assert choose_several(said, SHOWN, ENGLISH) == names


@pytest.mark.parametrize("said", ["", ",", "1 x", "delegate, minister", "delegate, 9"])
def test_one_choice_that_is_none_refuses_all(said: str) -> None:
    assert choose_several(said, SHOWN, ENGLISH) == Problem(Code.NOT_A_CHOICE)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("abcd", "abcd", True),
        ("abcd", "abxd", True),
        ("abcd", "acbd", True),
        ("abcd", "abd", True),
        ("abcd", "xabcd", True),
        ("abcd", "abcde", True),
        ("abcd", "badc", False),
        ("abcd", "axxd", False),
        ("abcd", "ab", False),
        ("abcd", "abdx", False),
        ("abcd", "xabdc", False),
        ("ab", "ba", True),
    ],
)
def test_one_typing_error_is_told_from_two(one: str, other: str, near: bool) -> None:
    assert one_error_apart(one, other) is near
    assert one_error_apart(other, one) is near


@given(st.text("abc", max_size=6), st.integers(0, 6), st.sampled_from("abcd"))
def test_any_letter_put_in_is_one_error(text: str, place: int, letter: str) -> None:
    assert one_error_apart(text, text[:place] + letter + text[place:])
