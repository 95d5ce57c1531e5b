"""Folding and cleaning: what is compared alike, what is kept, what goes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine import folding
from bot.engine.folding import clean, fold, is_unreadable, name_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Élodie  DUPONT ", "elodie dupont"),
        ("Straße", "strasse"),
        ("Ёлкин", "елкин"),
        ("İstanbul ısı", "istanbul isi"),
        ("Łódź, Ærø", "lodz aero"),
        ("أحمد إبراهيم آل", "احمد ابراهيم ال"),
        ("مدرسة موسى", "مدرسه موسي"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("Ｈｅａｄ　１２", "head 12"),
        ("a\u200bb\u202ec\ufeff", "abc"),
        ("Jean-Pierre\nO'Neil", "jean pierre o neil"),
        ("किताब", "किताब"),
        ("𝑨ᾳ", "aαι"),
        ("\u3164", ""),
        ("!?…", ""),
    ],
)
def test_texts_are_compared_without_what_a_keyboard_may_change(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("letter", "folded"),
    [
        ("ı", "i"),
        ("ø", "o"),
        ("ł", "l"),
        ("đ", "d"),
        ("æ", "ae"),
        ("œ", "oe"),
        ("ʼ", " "),
        ("ʻ", " "),
        ("ة", "ه"),
        ("ى", "ي"),
        ("ی", "ي"),
        ("ک", "ك"),
        ("ٱ", "ا"),
        ("ـ", ""),
    ],
)
def test_letters_that_are_one_to_the_ear_are_compared_alike(letter: str, folded: str) -> None:
    # A table of its own has not met the letter before.
    assert letter.translate(folding.FoldTable()) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_rare_signs_do_not_fill_the_memory() -> None:
    table = folding.FoldTable()

    for point in range(0x20000, 0x20000 + 9000):
        chr(point).translate(table)

    assert len(table) == 8192


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["Élodie", "Dupont"], ["DUPONT", "Elodie"]),
        (["Jean-Pierre", "N'Diaye"], ["Ndiaye", "Jean Pierre"]),
        (["ʿAbd", "Allah"], ["Allah", "Abd"]),
        (["أحمد", "موسى"], ["موسي", "احمد"]),
        (["伟", "张"], ["张", "伟"]),
        (["Фёдор Ильич"], ["Ильич", "Федор"]),
    ],
)
def test_one_person_written_two_ways_has_one_key(one: list[str], other: list[str]) -> None:
    assert name_key(one) == name_key(other) != ""


def test_a_key_is_what_the_database_holds_of_earlier_people() -> None:
    assert name_key(["Élodie", "d'Alembert Zoé"]) == "dalembert elodie zoe"


def test_two_people_have_two_keys() -> None:
    assert name_key(["Anna", "Müller"]) != name_key(["Anne", "Müller"])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  a\u00a0\u2003 b\tc\u3000 ", "a b c"),
        ("e\u0301", "é"),
        ("one\r\ntwo\vthree\u2028four", "one two three four"),
        ("abc\u202edef\u202c", "abcdef"),
        ("\u2067a\u2069\u200f\u200e\u061c\u00ad\ufeff\u2060", "a"),
        ("a\x00b\x07\ud800\ue000", "ab"),
        ("\u3164\u2800\u115f", ""),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("a\u200cb\u200dc", "abc"),
        ("\u200cمی\u200c \u200cب", "می ب"),
        (
            "👩\u200d🔬 👨🏽\u200d⚕\ufe0f ❤\ufe0f\u200d🔥",
            "👩\u200d🔬 👨🏽\u200d⚕\ufe0f ❤\ufe0f\u200d🔥",
        ),
        ("a\u200d🔬", "a🔬"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("\ufe0fa\ufe0f\ufe0e", "a\ufe0f"),
        ("\u06dd٣", "\u06dd٣"),
        ("\u0300\x1f्\u200cؠ", "्\u0300ؠ"),
        ("<b>&=SUM(A1)", "<b>&=SUM(A1)"),
    ],
)
def test_what_is_kept_is_visible_and_neat(text: str, kept: str) -> None:
    assert clean(text) == kept


def test_lines_are_kept_where_they_are_wanted_and_empty_ones_only_singly() -> None:
    assert clean("\n a  b \r\n\n\n\n\nc\n \n", multiline=True) == "a b\n\nc"


@given(
    st.text() | st.text(alphabet="a é\u0301\u200c\u200d\ufe0fبक्👩🏽❤\u202e\n\u00a0\x00\u1161ᄀ"),
    st.booleans(),
)
def test_cleaning_twice_changes_nothing(text: str, multiline: bool) -> None:
    kept = clean(text, multiline=multiline)

    assert clean(kept, multiline=multiline) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert not is_unreadable(kept)
    assert multiline or "\n" not in kept


@pytest.mark.parametrize(
    "text", ["a\x00", "\x07", "\x1f", "\ue000", "\ud83d", "\uffff", "\ufdd0", "a\ufffd"]
)
def test_what_nobody_can_read_is_found(text: str) -> None:
    assert is_unreadable(text)


@pytest.mark.parametrize("text", ["", "a\tb\r\n\v\f\x85", "\u202e", "é字م👍", "\u0378"])
def test_what_can_be_read_or_left_out_is_not_called_unreadable(text: str) -> None:
    assert not is_unreadable(text)
