"""Isolates typed text from the direction of the sentence around it (Unicode Standard Annex 9)."""

from __future__ import annotations

import re
import unicodedata

# First Strong Isolate … Pop Directional Isolate: characters between them cannot reorder the
# sentence around them.
_FSI, _PDI = "\u2068", "\u2069"
_ISOLATES = "\u2066\u2067\u2068"
_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e"
_NONE = dict.fromkeys(map(ord, _ISOLATES + _PDI))
_DIRECTING = re.compile(f"[{_ISOLATES}{_PDI}{_OVERRIDES}]")


class Html(str):
    """Text that is safe to send with parse_mode=HTML."""

    __slots__ = ()


def isolate(text: str) -> str:
    """Return the text between isolates, without anything in it that could end them early."""
    return f"{_FSI}{_contained(text)}{_PDI}"


def bare(text: str) -> str:
    """Return the text without isolates, for where no sentence stands around it."""
    return text.translate(_NONE)


def _contained(text: str) -> str:
    """Drop overrides and unmatched ends of isolates; close the isolates that are left open."""
    if not _DIRECTING.search(text):
        return text
    kept: list[str] = []
    depth = 0
    for char in text:
        if char in _ISOLATES:
            depth += 1
        elif char == _PDI:
            if depth == 0:
                continue
            depth -= 1
        elif char in _OVERRIDES:
            continue
        kept.append(char)
    return "".join(kept) + _PDI * depth


def runs_leftwards(text: str) -> bool | None:
    """Return whether the first letter belongs to a script written from right to left.

    None where no character has a direction (Unicode Standard Annex 9, rules P2 and P3).
    """
    kinds = (unicodedata.bidirectional(char) for char in text)
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), None)
    return None if first is None else first != "L"
