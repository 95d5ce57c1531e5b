"""Reads a message as a person does: without marks of direction and without HTML."""

from __future__ import annotations

import re
from html import unescape

# Isolates, and the marks that start a line from the right or the left.
_MARKS = re.compile("[\u2066-\u2069\u200e\u200f]")
_TAGS = re.compile(r"</?[a-z][^>]*>")


def unmarked(text: str) -> str:
    """Return the text without marks of direction; HTML stays as it is."""
    return _MARKS.sub("", text)


def plain(html: str) -> str:
    """Return what a person reads of a message in HTML."""
    return unescape(_TAGS.sub("", unmarked(html)))
