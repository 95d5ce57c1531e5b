"""Leaves out of a transcript what a question more would change in every line."""

from __future__ import annotations

import re

_BAR = re.compile(r"\s*[▰▱]{2,}")
# The last two numbers of a line: where a question stands, and of how many.
_PLACE = re.compile(r"\d+(\D+)\d+(?=\D*$)")
# An invitation's code is another one every time.
_CODE = re.compile(r"start=[\w-]{20,}")
_CLOCK = re.compile(r"(?<![\d:])\d{1,2}:\d{2}(?![\d:])")


def steadied(lines: list[str]) -> list[str]:
    """Return the lines with every bar, every question's place and every time of day alike.

    A question more moves all of them; tests.dialogues.test_progress holds what they show.
    """
    steady = [_CODE.sub("start=CODE", _CLOCK.sub("##:##", line)) for line in lines]
    for number, line in enumerate(lines):
        if _BAR.fullmatch(line):
            steady[number] = "    ▰▱"
            steady[number - 1] = _PLACE.sub(r"#\1#", steady[number - 1])
    return steady
