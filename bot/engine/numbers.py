"""Reads a whole number from text, in any script's digits and grouping."""

from __future__ import annotations

import re
import unicodedata

from bot.engine.folding import fold
from bot.engine.problems import Code, Problem

# A count beyond this is a slip of the finger, and stays exact in every program that reads ours.
LARGEST = 999_999_999
# "about 12 people, not counting the drivers": longer than that is a text with a number in it.
_MOST_CHARS = 100

_ONE_SIGN = str.maketrans("，．－−–—‑～’٬،", ",.-----~'',")
_NUMBER = re.compile(r"\d+(?:[ .,'٫]\d+)*")
_GROUPED = re.compile(
    r"[1-9]\d{0,2}(?P<by>[ ,.'])\d{3}(?:(?P=by)\d{3})*(?:(?!(?P=by))[.,٫](?P<rest>\d+))?"
)
_LAKHS = re.compile(r"[1-9]\d?(?:,\d\d)+,\d{3}")
_DECIMAL = re.compile(r"\d+[.,٫](?P<rest>\d+)")
# A code or a power, not a count: A1, 1e9, 0x12.
_GLUED = re.compile(r"[A-Za-z]\d")
_FORMULA = re.compile(r"[=<>%^*/\\$€£¥#@&_{}\[\]|]")
_MINUS = re.compile(r"(?:^|[\s(~])-\s?$")
_MINUS_WORDS = frozenset({"minus", "минус", "ناقص", "سالب", "负", "負"})
# Words that multiply: the number before them is not the one that is meant.
_MULTIPLIERS = frozenset(
    fold(
        "k hundred hundreds thousand thousands million millions dozen dozens "
        "centaine centaines mille millier milliers douzaine douzaines dizaine dizaines "
        "mil miles cien cientos millon millones docena docenas decena decenas "
        "тыс тысяча тысячи тысяч сотня сотни сотен миллион миллиона миллионов "
        "десяток десятка десятков дюжина дюжины дюжин الف آلاف ألفا مئة مئات مائة مليون ملايين"
    ).split()
)
_HAN_MULTIPLIERS = tuple("十百千万萬亿億几幾")

_HAN_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5}
_HAN_DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
HAN_NUMERALS = "".join((*_HAN_DIGITS, *_HAN_UNITS))
_HAN_COUNT = re.compile(
    rf"(?:大?[约約]|大概|共有?)?(?P<numeral>[{HAN_NUMERALS}]+)(?:[人名位个個]\w{{0,4}})?(?:左右)?"
)


def ascii_digits(text: str) -> str:
    """Return the text with the digits of every script written 0 to 9."""
    return "".join(str(unicodedata.decimal(character, character)) for character in text)


def whole_number(said: str) -> int | Problem:
    """Return the one whole number in a text, with its sign; at most LARGEST either way."""
    text = ascii_digits(said).translate(_ONE_SIGN)
    found = list(_NUMBER.finditer(text))
    if len(text) > _MOST_CHARS or _GLUED.search(text):
        return Problem(Code.NOT_A_NUMBER)
    if not found:
        return _han_count(text)
    if len(found) > 1:
        return Problem(Code.SEVERAL_NUMBERS)
    before, after = text[: found[0].start()], text[found[0].end() :]
    words = frozenset(fold(f"{before} {after}").split())
    if not _is_a_count(before + after, after, words):
        return Problem(Code.NOT_A_NUMBER)
    number = _ungrouped(found[0].group())
    if isinstance(number, int) and (_MINUS.search(before) or words & _MINUS_WORDS):
        return -number
    return number


def _is_a_count(around: str, after: str, words: frozenset[str]) -> bool:
    """Return whether the words and signs around a number leave its size alone."""
    if _FORMULA.search(around) or words & _MULTIPLIERS:
        return False
    if after.lstrip().startswith(_HAN_MULTIPLIERS):
        return False
    return not any(unicodedata.category(character) in ("No", "Nl") for character in around)


def _ungrouped(written: str) -> int | Problem:
    """Return the value of a number whose digits may be grouped and end in decimals."""
    grouped = _GROUPED.fullmatch(written)
    decimal = None if grouped else _DECIMAL.fullmatch(written)
    if not (written.isdecimal() or grouped or decimal or _LAKHS.fullmatch(written)):
        return Problem(Code.SEVERAL_NUMBERS)
    shape = grouped or decimal
    rest = (shape["rest"] or "") if shape else ""
    if rest.strip("0"):
        return Problem(Code.NOT_WHOLE)
    whole = written[: len(written) - len(rest)]
    digits = re.sub(r"\D", "", whole).lstrip("0") or "0"
    if len(digits) > len(str(LARGEST)):
        return Problem(Code.TOO_LARGE, {"maximum": LARGEST})
    return int(digits)


def _han_count(text: str) -> int | Problem:
    match = _HAN_COUNT.fullmatch("".join(text.split()).rstrip("。.!！"))
    number = han_number(match["numeral"]) if match else None
    return Problem(Code.NOT_A_NUMBER) if number is None else number


def han_number(numeral: str) -> int | None:
    """Return the value of a Chinese numeral up to 9,999 such as 一百二十; None where it is malformed."""
    total, unit = 0, 10_000
    digit: int | None = None
    after_zero = False
    for sign in numeral:
        if sign in _HAN_UNITS:
            if _HAN_UNITS[sign] >= unit:
                return None
            unit = _HAN_UNITS[sign]
            total += (digit or 1) * unit
            digit = None
        elif digit:
            return None
        else:
            after_zero = digit == 0
            digit = _HAN_DIGITS[sign]
    # Spoken short, 一百二 is 120; 102 has its zero, 一百零二.
    scale = 1 if after_zero or unit == 10_000 else unit // 10
    return total + (digit or 0) * scale


def han_year(signs: str) -> int | None:
    """Return a year written sign by sign, 二〇〇三; None where one of the signs is no digit."""
    if any(sign not in _HAN_DIGITS for sign in signs):
        return None
    return int("".join(str(_HAN_DIGITS[sign]) for sign in signs))
