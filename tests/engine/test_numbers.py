"""Whole numbers, as people of six languages type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.numbers import LARGEST, ascii_digits, han_number, han_year, whole_number
from bot.engine.problems import Code, Problem


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("12", 12),
        ("0", 0),
        ("007", 7),
        ("١٢", 12),
        ("۱۲", 12),
        ("१२", 12),
        ("１２", 12),
        ("1 200", 1200),
        ("1\u00a0200", 1200),
        ("1\u202f200", 1200),
        ("1,200", 1200),
        ("1.200", 1200),
        ("1'200", 1200),
        ("1’200", 1200),
        ("١٬٢٠٠", 1200),
        ("١،٢٠٠", 1200),
        ("١٢٠٠", 1200),
        ("1,200,000", 1_200_000),
        ("1,00,000", 100_000),
        ("1,200.00", 1200),
        ("1.200,0", 1200),
        ("12.0", 12),
        ("١٢٫٠", 12),
        ("12.", 12),
        ("about 12", 12),
        ("~12", 12),
        ("≈ 12", 12),
        ("+12", 12),
        ("12+", 12),
        ("12 people", 12),
        ("12pax", 12),
        ("12 personnes environ", 12),
        ("au moins 12", 12),
        ("около 12 человек", 12),
        ("12чел.", 12),
        ("约12人", 12),
        ("حوالي ١٢ شخصا", 12),
        ("12 (douze)", 12),
        ("12 👍", 12),
        ("十二", 12),
        ("约十二人", 12),
        ("三十名代表", 30),
        ("零", 0),
        ("大约一百二十人左右", 120),
        ("999999999", LARGEST),
    ],
)
def test_a_number_is_understood(said: str, number: int) -> None:
    assert whole_number(said.replace("\u00a0", " ").replace("\u202f", " ")) == number


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("-3", -3),
        ("about −3", -3),
        ("- 3", -3),
        ("minus 3", -3),
        ("минус 3", -3),
        ("ناقص 3", -3),
        ("سالب 3", -3),
        ("负 3", -3),
        ("負 3", -3),
    ],
)
def test_a_sign_is_kept(said: str, number: int) -> None:
    assert whole_number(said) == number


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("many", Code.NOT_A_NUMBER),
        ("", Code.NOT_A_NUMBER),
        ("1e9", Code.NOT_A_NUMBER),
        ("A12", Code.NOT_A_NUMBER),
        ("0x12", Code.NOT_A_NUMBER),
        ("=SUM(1)", Code.NOT_A_NUMBER),
        ("=12", Code.NOT_A_NUMBER),
        ("<b>12</b>", Code.NOT_A_NUMBER),
        ("50%", Code.NOT_A_NUMBER),
        ("12½", Code.NOT_A_NUMBER),
        ("12²", Code.NOT_A_NUMBER),
        ("½", Code.NOT_A_NUMBER),
        ("12k", Code.NOT_A_NUMBER),
        ("12 thousand", Code.NOT_A_NUMBER),
        ("2 douzaines", Code.NOT_A_NUMBER),
        ("2 тыс.", Code.NOT_A_NUMBER),
        ("٣ آلاف", Code.NOT_A_NUMBER),
        ("12万", Code.NOT_A_NUMBER),
        ("一些人", Code.NOT_A_NUMBER),
        ("十几人", Code.NOT_A_NUMBER),
        ("三五个", Code.NOT_A_NUMBER),
        ("十百", Code.NOT_A_NUMBER),
        ("12 " + "x" * 100, Code.NOT_A_NUMBER),
        ("12 or 15", Code.SEVERAL_NUMBERS),
        ("12-15", Code.SEVERAL_NUMBERS),
        ("12 – 15", Code.SEVERAL_NUMBERS),
        ("12/15", Code.SEVERAL_NUMBERS),
        ("12 15", Code.SEVERAL_NUMBERS),
        ("10.12.2003", Code.SEVERAL_NUMBERS),
        ("1,2,3", Code.SEVERAL_NUMBERS),
        ("12.5", Code.NOT_WHOLE),
        ("12,5", Code.NOT_WHOLE),
        ("١٢٫٥", Code.NOT_WHOLE),
        ("1,200.50", Code.NOT_WHOLE),
        ("0.500", Code.NOT_WHOLE),
        ("1000000000", Code.TOO_LARGE),
        ("9" * 99, Code.TOO_LARGE),
    ],
)
def test_what_is_no_one_whole_number_is_refused_with_its_reason(said: str, code: Code) -> None:
    found = whole_number(said)

    assert isinstance(found, Problem)
    assert found.code is code


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("二", 2),
        ("十", 10),
        ("二十", 20),
        ("一百零二", 102),
        ("一百二", 120),
        ("两千", 2000),
        ("兩百", 200),
        ("一百〇五", 105),
        ("三百四十五", 345),
        ("六百七十八", 678),
        ("九", 9),
        ("零五", 5),
        ("一千二", 1200),
        ("一千零二十", 1020),
        ("一千零一十二", 1012),
        ("九千九百九十九", 9999),
        ("十千", None),
        ("一二", None),
    ],
)
def test_chinese_numerals_are_read(numeral: str, number: int | None) -> None:
    assert han_number(numeral) == number


def test_a_text_of_a_hundred_characters_is_read_and_no_longer_one() -> None:
    assert whole_number("12 " + "x" * 97) == 12
    assert isinstance(whole_number("12 " + "x" * 98), Problem)


def test_a_chinese_year_is_read_sign_by_sign() -> None:
    assert han_year("二〇〇三") == 2003
    assert han_year("二千") is None


@given(st.integers(0, 9999))
def test_every_numeral_written_out_is_read_back(number: int) -> None:
    assert han_number(_written(number)) == number


def _written(number: int) -> str:
    """The full form of a numeral, with a zero for every gap."""
    signs = "零一二三四五六七八九"
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += signs[digit] + name
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零") or "零"


@given(st.integers(0, LARGEST), st.sampled_from([" ", ",", ".", "'"]), st.sampled_from("0٠۰०０"))
def test_any_number_is_read_in_any_digits_and_grouping(number: int, by: str, zero: str) -> None:
    grouped = f"{number:,}".replace(",", by)
    written = "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in grouped)

    assert whole_number(written) == number


def test_digits_of_every_script_become_ascii_and_nothing_else_does() -> None:
    assert ascii_digits("٣۳३３²½Ⅻx") == "3333²½Ⅻx"
