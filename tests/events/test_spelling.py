"""The comparison key of names, and the count of typing errors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.folding import fold
from bot.events.spelling import distance, pairs, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Côte  d'Ivoire ", "cote d ivoire"),
        ("Côte dʼIvoire", "cote d ivoire"),
        ("GUINEA-BISSAU", "guinea bissau"),
        ("Straße", "strasse"),
        ("Jørgen Łuczak", "jorgen luczak"),
        ("TÜRKİYE", "turkiye"),
        ("Diyarbakır", "diyarbakir"),
        ("Семён", "семен"),
        ("أحمد إبراهيم آل", "احمد ابراهيم ال"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("سورية", "سوريه"),
        ("مصطفى", "مصطفي"),
        ("کریم", "كريم"),
        ("ＦＲＡＮＣＥ", "france"),
        ("a\u200bb\u202ec\x00d", "abcd"),
        ("one\ttwo\nthree", "one two three"),
        ("दिल्ली", "दिल्ली"),
        ("がく", "か\u3099く"),
        ("?!", ""),
    ],
)
def test_what_a_keyboard_may_change_is_folded_away(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_small_words_and_arabic_articles_are_left_out() -> None:
    assert words("the Republic of the Gambia") == ["republic", "gambia"]
    assert words("البوسنة والهرسك") == ["بوسنه", "وهرسك"]
    assert words("la") == ["la"]
    assert words("الله") != []
    # Too short to be an article and a name.
    assert words("السا") == ["السا"]
    assert words("السام") == ["سام"]


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("france", "france", 0), ("frnace", "france", 1), ("frnce", "france", 1), ("", "ab", 2)],
)
def test_typing_errors_are_counted(one: str, other: str, errors: int) -> None:
    assert distance(one, other, 3) == distance(other, one, 3) == errors


def test_counting_stops_at_more_than_asked() -> None:
    assert distance("kitten", "sitting", 1) == 2
    assert distance("a", "abcdef", 2) == 3


def test_pairs_mark_both_ends() -> None:
    assert pairs("ab") == {"^a", "ab", "b$"}
    assert pairs("") == {"^$"}


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 6))
def test_the_limit_only_cuts_the_count(one: str, other: str, most: int) -> None:
    assert distance(one, other, most) == min(distance(one, other, 9), most + 1)


@pytest.mark.parametrize(
    "small",
    [
        *("the", "of", "and", "der", "die", "das", "von", "la", "le", "les", "l", "du", "des"),
        *("d", "et", "el", "los", "las", "de", "del", "y", "и", "و"),
    ],
)
def test_each_small_word_is_left_out_unless_it_stands_alone(small: str) -> None:
    assert words(f"Kenya {small} Peru") == ["kenya", "peru"]
    assert words(small) == [small]
