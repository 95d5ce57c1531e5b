"""Days, in the forms people of six languages write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.dates import day
from bot.engine.folding import fold
from bot.engine.problems import Code, Problem

TODAY = date(2003, 9, 1)

NAMES = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
LEVANT = (
    "كانون الثاني,شباط,آذار,نيسان,أيار,حزيران,تموز,آب,أيلول,تشرين الأول,تشرين الثاني,كانون الأول"
)


def months(language: str) -> dict[str, int]:
    names = {fold(name): number for number, name in enumerate(NAMES[language].split(), start=1)}
    if language == "ar":
        names |= {fold(name): number for number, name in enumerate(LEVANT.split(","), start=1)}
    return names


@pytest.mark.parametrize(
    "said",
    [
        "2003-12-10",
        "2003/12/10",
        "2003.12.10",
        "20031210",
        "10122003",
        "10.12.2003",
        "10/12/2003",
        "10-12-2003",
        "10 12 2003",
        "10.12.2003 г.",
        "10.12.03",
        "10/12/03",
        "10.XII.2003",
        "10 xii 03",
        "١٠/١٢/٢٠٠٣",
        "۲۰۰۳-۱۲-۱۰",
        "１０／１２／２００３",
        "2003年12月10日",
        "2003 年 12 月 10 日",
        "03年12月10日",
        "二〇〇三年十二月十日",
        "2003年十二月十号",
        "12月10日 2003年",
        "十二月十日, 2003",
        "10 Dec 2003",
        "10 Dec. 03",
        "December 10, 2003",
        "Dec 10th, 2003",
        "2003 December 10",
        "Wednesday, the 10th of December 2003",
        "10 decembre 2003",
        "10 Decmber 2003",
    ],
)
def test_the_tenth_of_december_is_understood(said: str) -> None:
    assert day(said, months("en"), TODAY) == "2003-12-10"


@pytest.mark.parametrize(
    ("language", "said", "meant"),
    [
        ("fr", "le mercredi 10 décembre 2003", "2003-12-10"),
        ("fr", "1er août 2003", "2003-08-01"),
        ("fr", "10 DEC 2003", "2003-12-10"),
        ("es", "el miércoles 10 de diciembre de 2003", "2003-12-10"),
        ("es", "1º de mayo de 2003", "2003-05-01"),
        ("ru", "10 декабря 2003 года", "2003-12-10"),
        ("ru", "10-го дек. 2003 г.", "2003-12-10"),
        ("ar", "١٠ كانون الأول/ديسمبر ٢٠٠٣", "2003-12-10"),
        ("ar", "10 كانون الأول 2003", "2003-12-10"),
        ("ar", "10 ديسمبر 2003", "2003-12-10"),
        ("ar", "10 كانون الثاني 2003", "2003-01-10"),
    ],
)
def test_months_are_understood_in_the_person_s_language(
    language: str, said: str, meant: str
) -> None:
    assert day(said, months(language), TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("3/4/2003", "2003-04-03"),
        ("12/31/2003", "2003-12-31"),
        ("12/13/2003", "2003-12-13"),
        ("31-12-03", "2003-12-31"),
        ("03-12-31", "2003-12-31"),
        ("03-03-03", "2003-03-03"),
        ("29.02.2004", "2004-02-29"),
        ("1.1.24", "1924-01-01"),
        ("1.1.23", "2023-01-01"),
        ("1.1.99", "1999-01-01"),
    ],
)
def test_the_day_comes_first_and_two_digits_mean_a_year_near_today(said: str, meant: str) -> None:
    assert day(said, months("en"), TODAY) == meant


ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


@pytest.mark.parametrize(("month", "written"), list(enumerate(ROMAN, start=1)))
def test_months_are_read_in_roman_numerals(month: int, written: str) -> None:
    assert day(f"10.{written}.2003", {}, TODAY) == f"2003-{month:02}-10"


def test_a_roman_numeral_is_a_month_between_two_numbers_only() -> None:
    assert day("X.10.2003", {}, TODAY) == Problem(Code.NOT_A_DATE)
    assert day("10.XIII.2003", {}, TODAY) == Problem(Code.NOT_A_DATE)


def test_two_digits_may_mean_the_next_century() -> None:
    assert day("1.1.10", {}, date(2095, 1, 1)) == "2110-01-01"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("31.02.2003", Code.NO_SUCH_DAY),
        ("29.02.2003", Code.NO_SUCH_DAY),
        ("2003-13-01", Code.NO_SUCH_DAY),
        ("31 June 2003", Code.NO_SUCH_DAY),
        ("00.12.2003", Code.NO_SUCH_DAY),
        ("31-02-30", Code.NO_SUCH_DAY),
        ("20033112", Code.NOT_A_DATE),
        ("soon", Code.NOT_A_DATE),
        ("", Code.NOT_A_DATE),
        ("2003", Code.NOT_A_DATE),
        ("10 December", Code.NOT_A_DATE),
        ("10.12.", Code.NOT_A_DATE),
        ("10.12.2003 15:00", Code.NOT_A_DATE),
        ("10 May or June 2003", Code.NOT_A_DATE),
        ("10 Ju 2003", Code.NOT_A_DATE),
        ("10 foo 2003", Code.NOT_A_DATE),
        ("10 December 12003", Code.NOT_A_DATE),
        ("10/12/1424", Code.NOT_A_DATE),
        ("10/12/3", Code.NOT_A_DATE),
        ("甲年乙月", Code.NOT_A_DATE),
        ("2003年2月31日", Code.NO_SUCH_DAY),
        ("12月10日 甲 2003", Code.NOT_A_DATE),
        ("12月10日 a20b", Code.NOT_A_DATE),
        ("千年十二月十日", Code.NOT_A_DATE),
        ("2003年千千月十日", Code.NOT_A_DATE),
        ("we shall write to you before the 10.12.2003 about this very matter", Code.NOT_A_DATE),
    ],
)
def test_what_is_no_day_is_refused_with_its_reason(said: str, code: Code) -> None:
    found = day(said, months("en"), TODAY)

    assert isinstance(found, Problem)
    assert found.code is code


def test_two_digits_between_hyphens_may_be_read_from_both_ends() -> None:
    found = day("03-12-10", {}, TODAY)

    assert found == Problem(Code.AMBIGUOUS_DATE, {"candidates": ["2010-12-03", "2003-12-10"]})
    assert day("40-10-50", {}, TODAY) == Problem(Code.NO_SUCH_DAY)
    assert day("30-10-31", {}, TODAY) == Problem(
        Code.AMBIGUOUS_DATE, {"candidates": ["1931-10-30", "1930-10-31"]}
    )


days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(days)
def test_every_day_is_read_back_from_the_form_in_which_it_is_kept(written: date) -> None:
    assert day(written.isoformat(), {}, TODAY) == written.isoformat()


@given(days, st.sampled_from(sorted(NAMES)))
def test_every_day_is_read_back_from_words(written: date, language: str) -> None:
    name = NAMES[language].split()[written.month - 1]

    assert day(f"{written.day} {name} {written.year}", months(language), TODAY) == (
        written.isoformat()
    )


@given(st.integers(-365 * 79, 365 * 20), days)
def test_a_short_year_is_never_far_from_today(distance: int, today: date) -> None:
    written = date(2000, 1, 1) + timedelta(days=distance)
    found = day(f"{written:%d.%m.%y}", {}, today)

    assert isinstance(found, Problem) or -80 <= int(found[:4]) - today.year <= 20


@given(st.text("0123456789٣一十年月日号 .-/,aDec", max_size=20))
def test_any_text_is_a_day_or_a_problem(said: str) -> None:
    found = day(said, months("en"), TODAY)

    assert isinstance(found, Problem) or day(found, {}, TODAY) == found
