"""Reads a day from text in the orders in which people write it; `today` is an argument."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from bot.engine.choices import meant
from bot.engine.folding import fold
from bot.engine.numbers import HAN_NUMERALS, ascii_digits, han_number, han_year
from bot.engine.problems import Code, Problem

# "on Wednesday, the 10th of December of the year 2003": longer is a text with a date in it.
_MOST_CHARS = 60
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2199
# Two digits mean a year from 79 years ago to 20 years ahead.
_YEARS_AHEAD = 20
# Of two readings of one date, the one of these years is likelier than that of a generation ago.
_NEAR_YEARS = 10
_LONGEST_MONTH_WORDS = 3

_PARTS = re.compile(r"\d+|[^\d\s]+")
_TWO_DIGITS_EACH = re.compile(r"\s*\d\d-\d\d-\d\d\s*")
_HAN_YEAR = re.compile(rf"[{HAN_NUMERALS}]+(?=年)")
_HAN_PART = re.compile(rf"[{HAN_NUMERALS}]+(?=[月日号號])")
_HAN_MONTH_AND_DAY = re.compile(r"(?P<month>\d\d?) ?月 ?(?P<day>\d\d?)(?!\d)")
_NO_HAN_UNITS = str.maketrans(dict.fromkeys("年日号號"))
# 10.XII.2003, usual in Central and Eastern Europe.
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_ROMAN |= {"x": 10, "xi": 11, "xii": 12}


def day(said: str, months: Mapping[str, int], today: date) -> str | Problem:
    """Return the day as YYYY-MM-DD; day before month, as the United Nations write it.

    `months` are folded names in the person's language; `today` places years of two digits.
    """
    if len(said) > _MOST_CHARS:
        return Problem(Code.NOT_A_DATE)
    text = ascii_digits(fold(_without_numerals(said)))
    parts = _PARTS.findall(text)
    numbers = [part for part in parts if part.isdecimal()]
    month = _month([part for part in parts if not part.isdecimal()], months)
    if month is None and len(parts) == 3:
        month = _ROMAN.get(parts[1])
    if month is not None:
        return _with_month_name(numbers, month, today)
    if len(numbers) == 1 and len(numbers[0]) == 8:
        return _unseparated(numbers[0])
    if len(numbers) != 3:
        return Problem(Code.NOT_A_DATE)
    if _TWO_DIGITS_EACH.fullmatch(ascii_digits(said)):
        return _short(numbers, today)
    if named := _HAN_MONTH_AND_DAY.search(text):
        year = (text[: named.start()] + text[named.end() :]).translate(_NO_HAN_UNITS).strip()
        return _built(_year(year, today), int(named["month"]), int(named["day"]))
    return _day_first(numbers, today, year_first=len(numbers[0]) == 4)


def _without_numerals(said: str) -> str:
    """Return 二〇〇三年十二月十日 with digits, other texts unchanged."""
    said = _HAN_YEAR.sub(lambda m: str(han_year(m[0]) or m[0]), said)
    return _HAN_PART.sub(lambda m: str(han_number(m[0]) or m[0]), said)


def _month(words: Sequence[str], months: Mapping[str, int]) -> int | None:
    """Return the one month that is named, in full, by its beginning, or with one typing error."""
    exact = {
        months[name]
        for length in range(_LONGEST_MONTH_WORDS, 0, -1)
        for at in range(len(words) - length + 1)
        if (name := " ".join(words[at : at + length])) in months
    }
    if exact:
        return exact.pop() if len(exact) == 1 else None
    # An ideograph or two letters begin too many words to mean one.
    near = {month for word in words if len(word) >= 3 for month in meant(word, months)}
    return near.pop() if len(near) == 1 else None


def _with_month_name(numbers: Sequence[str], month: int, today: date) -> str | Problem:
    if len(numbers) != 2:
        return Problem(Code.NOT_A_DATE)
    first, second = numbers
    if len(first) > 2:
        first, second = second, first
    return _built(_year(second, today), month, int(first))


def _unseparated(digits: str) -> str | Problem:
    """Read 20031210 or 10122003; the century tells which."""
    year_first = _built(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if isinstance(year_first, str):
        return year_first
    return _built(int(digits[4:]), int(digits[2:4]), int(digits[:2]))


def _short(numbers: Sequence[str], today: date) -> str | Problem:
    """Read 03-12-10 both ways, year first as ISO 8601 puts it or last, and keep the reading that is near."""
    readings = (
        _day_first(numbers, today, year_first=False),
        _day_first(numbers, today, year_first=True),
    )
    days = list(dict.fromkeys(reading for reading in readings if isinstance(reading, str)))
    near = [day for day in days if abs(int(day[:4]) - today.year) <= _NEAR_YEARS]
    likely = near or days
    if len(likely) > 1:
        return Problem(Code.AMBIGUOUS_DATE, {"candidates": likely})
    return likely[0] if likely else readings[0]


def _day_first(numbers: Sequence[str], today: date, *, year_first: bool) -> str | Problem:
    """Read three numbers, day before month unless that is impossible; or year, month, day."""
    if year_first:
        return _built(_year(numbers[0], today), int(numbers[1]), int(numbers[2]))
    first, second = int(numbers[0]), int(numbers[1])
    if second > 12 >= first:
        first, second = second, first
    return _built(_year(numbers[2], today), second, first)


def _year(written: str, today: date) -> int | None:
    """Return a year of four digits, or of two in the century that brings it near today; None for other lengths."""
    if not written.isdecimal() or len(written) not in (2, 4):
        return None
    if len(written) == 4:
        return int(written)
    year = today.year - today.year % 100 + int(written)
    if year > today.year + _YEARS_AHEAD:
        return year - 100
    return year + 100 if year <= today.year + _YEARS_AHEAD - 100 else year


def _built(year: int | None, month: int, day: int) -> str | Problem:
    if year is None or not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return Problem(Code.NOT_A_DATE)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return Problem(Code.NO_SUCH_DAY)
