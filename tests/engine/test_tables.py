"""Every entry of the engine's tables of signs and words, one by one."""

from __future__ import annotations

from datetime import date

import pytest

from bot.engine.answers import accept
from bot.engine.choices import choose_several
from bot.engine.dates import day
from bot.engine.folding import clean, fold, name_key
from bot.engine.form import Choice, Question, Text, Type
from bot.engine.numbers import han_number, whole_number
from bot.engine.problems import Code, Problem

MULTIPLIERS = (
    "k hundred hundreds thousand thousands million millions dozen dozens "
    "centaine centaines mille millier milliers douzaine douzaines dizaine dizaines "
    "mil miles cien cientos millon millones docena docenas decena decenas "
    "тыс тысяча тысячи тысяч сотня сотни сотен миллион миллиона миллионов "
    "десяток десятка десятков дюжина дюжины дюжин الف آلاف ألفا مئة مئات مائة مليون ملايين "
    "millón Тыс. THOUSAND"
)
HAN_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5}
HAN_DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
ALIKE = {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ʼ": " ", "ʻ": " "}
ALIKE |= {"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ٱ": "ا", "ـ": ""}


@pytest.mark.parametrize("word", MULTIPLIERS.split())
def test_a_number_before_a_word_that_multiplies_is_not_the_one_meant(word: str) -> None:
    assert whole_number(f"12 {word}") == Problem(Code.NOT_A_NUMBER)


@pytest.mark.parametrize("sign", "十百千万萬亿億几幾")
def test_a_number_before_a_sign_that_multiplies_is_not_the_one_meant(sign: str) -> None:
    assert whole_number(f"12 {sign}人") == Problem(Code.NOT_A_NUMBER)


@pytest.mark.parametrize("word", ["minus", "минус", "ناقص", "سالب", "负", "負"])
def test_a_sign_may_be_a_word(word: str) -> None:
    assert whole_number(f"{word} 3") == -3


@pytest.mark.parametrize("sign", "-－−–—‑")
def test_a_sign_may_be_any_dash(sign: str) -> None:
    assert whole_number(f"{sign}3") == -3


@pytest.mark.parametrize("before", ["", " ", "(", "~", "～", "about "])
def test_a_sign_stands_before_the_number_and_behind_nothing(before: str) -> None:
    assert whole_number(f"{before}-3") == -3
    assert whole_number(f"{before}x-3") == 3


@pytest.mark.parametrize("by", [",", "，", ".", "．", "'", "’", "٬", "،", " "])
def test_digits_are_grouped_by_any_of_these(by: str) -> None:
    assert whole_number(f"1{by}200") == 1200
    assert whole_number(f"1{by}200{by}300") == 1_200_300


@pytest.mark.parametrize("point", [".", ",", "٫"])
def test_a_whole_number_may_end_in_decimals_of_nothing(point: str) -> None:
    assert whole_number(f"12{point}00") == 12
    assert whole_number(f"12{point}01") == Problem(Code.NOT_WHOLE)


@pytest.mark.parametrize("sign", "=<>%^*/\\$€£¥#@&_{}[]|")
def test_a_formula_is_no_number(sign: str) -> None:
    assert whole_number(f"{sign} 12") == Problem(Code.NOT_A_NUMBER)
    assert whole_number(f"12 {sign}") == Problem(Code.NOT_A_NUMBER)


@pytest.mark.parametrize(("sign", "value"), list(HAN_DIGITS.items()))
def test_a_chinese_digit_has_its_value(sign: str, value: int) -> None:
    assert han_number(sign) == value
    assert whole_number(f"{sign}人") == value


@pytest.mark.parametrize(("sign", "value"), [("十", 10), ("百", 100), ("千", 1000)])
def test_a_chinese_unit_has_its_value(sign: str, value: int) -> None:
    assert han_number(sign) == value
    assert han_number(f"三{sign}") == 3 * value


@pytest.mark.parametrize("before", ["", "大约", "大約", "约", "約", "大概", "共", "共有"])
@pytest.mark.parametrize("after", ["", "人", "名代表", "位", "个", "個", "人左右", "左右", "。"])
def test_a_chinese_count_may_stand_between_these(before: str, after: str) -> None:
    assert whole_number(f"{before}十二{after}") == 12


@pytest.mark.parametrize(("letter", "alike"), list(ALIKE.items()))
def test_letters_that_are_written_alike_are_compared_alike(letter: str, alike: str) -> None:
    assert fold(f"x{letter}x") == f"x{alike}x"


@pytest.mark.parametrize("sign", "'’‘‛`´ʹʻʼʽʾʿˈ＇")
def test_an_apostrophe_may_be_left_out_of_a_name(sign: str) -> None:
    assert name_key([f"N{sign}Diaye"]) == "ndiaye"


@pytest.mark.parametrize("sign", " '’‘‛`´\"“”«»„-‐‑–.,،·•・()/")
def test_a_name_may_have_these_signs(sign: str) -> None:
    assert accept(Question("q", Type.NAME, Text("?")), f"A{sign}b", {}) == f"A{sign}b"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_a_line_may_end_in_any_of_these(end: str) -> None:
    assert clean(f"a{end}b", multiline=True) == "a\nb"


@pytest.mark.parametrize("sign", "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
def test_a_blank_that_is_a_letter_goes(sign: str) -> None:
    assert clean(f"a{sign}b") == "ab"
    assert fold(f"a{sign}b") == "ab"


@pytest.mark.parametrize(
    "sign", "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
def test_a_format_that_is_seen_stays(sign: str) -> None:
    assert clean(f"a{sign}b") == f"a{sign}b"


@pytest.mark.parametrize("sign", [",", ";", "،", "؛", "、", "，", "；", "\n"])
def test_choices_stand_between_any_of_these(sign: str) -> None:
    shown = (Choice("a", Text("Aaaa")), Choice("b", Text("Bbbb")))

    assert choose_several(f"bbbb{sign}aaaa", shown, {"aaaa": "a", "bbbb": "b"}) == ["a", "b"]


@pytest.mark.parametrize("written", ["10日", "10号", "10號", "十日", "十号", "十號", "10"])
def test_a_chinese_day_has_any_of_these_signs(written: str) -> None:
    today = date(2003, 9, 1)

    assert day(f"2003年12月{written}", {}, today) == "2003-12-10"
    assert day(f"12月{written} 2003", {}, today) == "2003-12-10"
