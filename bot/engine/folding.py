"""Cleans text to be kept and folds text to be compared, in any script; spelling is never corrected."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_ALIKE = str.maketrans(
    {
        "ı": "i",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "æ": "ae",
        "œ": "oe",
        "ʼ": " ",
        "ʻ": " ",
        # One letter in the ear of the writer, several on the keyboard.
        "ة": "ه",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ٱ": "ا",
        "ـ": None,  # the stroke that lengthens a word
    }
)
# Enough for all the letters anyone uses; a made-up text of rare signs does not fill the memory.
_REMEMBERED = 8192

# Written or left out at will within a name: N'Diaye and Ndiaye, ʿAbd and Abd.
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘‛`´ʹʻʼʽʾʿˈ＇"))

_NON_JOINER, _JOINER = "\u200c", "\u200d"
# Signs of category Cf that are seen: Arabic and Syriac marks before numbers and words, Kaithi.
_VISIBLE_FORMATS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
# Letters and marks that show nothing: fillers of Hangul, the empty Braille cell, joiners of marks.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# Where joiners change the shape of letters: Arabic, Syriac … N'Ko, the Indic scripts, Mongolian.
_JOINING_SCRIPTS = ((0x0600, 0x08FF), (0x0900, 0x0DFF), (0x1000, 0x109F), (0x1780, 0x18AF))
_LINE_ENDS = "\n\v\f\x85\u2028\u2029"
_DAMAGED = "\ufffd"


class FoldTable(dict[int, str]):
    """A `str.translate` table that works out each character once."""

    def __missing__(self, point: int) -> str:
        # Taken apart first, for 𝑨 is a capital only then, and again: Unicode 3.13, D146.
        plain = unicodedata.normalize("NFKD", chr(point)).casefold()
        plain = unicodedata.normalize("NFKD", plain)
        folded = "".join(map(_folded_one, plain)).translate(_ALIKE)
        if len(self) < _REMEMBERED:
            self[point] = folded
        return folded


def _folded_one(character: str) -> str:
    """Return a letter or digit as it is, nothing for accents and invisible signs, else a space."""
    place = unicodedata.combining(character)
    # Accents, Hebrew points, Arabic vowels. The lower classes are Indic and kana signs: letters.
    if place == 1 or 10 <= place <= 36 or place >= 200 or character in _BLANKS:
        return ""
    category = unicodedata.category(character)
    if category[0] in "LNM":
        return character
    return "" if category[0] == "C" and not character.isspace() else " "


_FOLDED = FoldTable()


def fold(text: str) -> str:
    """Return the form in which texts are compared: no case, accents, vowel signs, punctuation."""
    return " ".join(text.translate(_FOLDED).split())


def name_key(parts: Sequence[str]) -> str:
    """Return one key for a name in any order of its words, with or without accents and apostrophes."""
    return " ".join(sorted(fold(" ".join(parts).translate(_APOSTROPHES)).split()))


def is_unreadable(text: str) -> bool:
    """Return whether a text holds unreadable signs: NUL and other controls, private use, U+FFFD."""
    return any(map(_is_unreadable, set(text)))


def _is_unreadable(character: str) -> bool:
    match unicodedata.category(character):
        case "Cc":
            return not character.isspace() or "\x1c" <= character <= "\x1f"
        case "Co" | "Cs":
            return True
        case "Cn":
            # Letters younger than this Python are unassigned to it and stay; noncharacters never.
            return ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
        case _:
            return character == _DAMAGED


def clean(text: str, *, multiline: bool = False) -> str:
    """Return the text as it is kept: NFC, all of it visible, single spaces; lines where `multiline`.

    Direction overrides go, so that a value cannot turn the sentence around it; joiners stay where
    a script or an emoji needs them.
    """
    for end in ("\r\n", "\r", *_LINE_ENDS[1:]):
        text = text.replace(end, "\n")
    kept = unicodedata.normalize("NFC", text)
    # Where something went, marks meet and change places, and a joiner has other neighbours.
    while (neater := unicodedata.normalize("NFC", _without_invisible(kept))) != kept:
        kept = neater
    lines = [" ".join(line.split()) for line in kept.split("\n")]
    if not multiline:
        return " ".join(filter(None, lines))
    # More than one empty line says no more than one.
    body = "\n".join(lines).strip("\n")
    while "\n\n\n" in body:
        body = body.replace("\n\n\n", "\n\n")
    return body


def _without_invisible(text: str) -> str:
    if not any(map(_may_go, set(text))):
        return text
    shown = [c for c in text if c in (_JOINER, _NON_JOINER) or not _is_invisible(c)]
    kept: list[str] = []
    for place, character in enumerate(shown):
        before = kept[-1] if kept else " "
        after = shown[place + 1] if place + 1 < len(shown) else " "
        if character in (_JOINER, _NON_JOINER):
            if not _joins(before, character, after):
                continue
        elif _is_variation(character) and (before.isspace() or _is_variation(before)):
            continue
        kept.append(character)
    return "".join(kept)


def _may_go(character: str) -> bool:
    """Return whether a sign shows nothing, everywhere or in some places."""
    joiner = character in (_JOINER, _NON_JOINER)
    return joiner or _is_variation(character) or _is_invisible(character)


def _is_invisible(character: str) -> bool:
    if character in _BLANKS or _is_unreadable(character):
        return True
    return unicodedata.category(character) == "Cf" and character not in _VISIBLE_FORMATS


def _is_variation(character: str) -> bool:
    """Return whether a sign picks one shape of the character before it, as rare ideographs in names need."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _joins(before: str, joiner: str, after: str) -> bool:
    """Return whether a joiner has an effect between its neighbours."""
    if joiner == _JOINER and unicodedata.category(after) == "So":
        return unicodedata.category(before) in ("So", "Sk") or _is_variation(before)
    return _is_of_joining_script(before) and _is_of_joining_script(after)


def _is_of_joining_script(character: str) -> bool:
    letter = unicodedata.category(character)[0] in "LM"
    return letter and any(low <= ord(character) <= high for low, high in _JOINING_SCRIPTS)
