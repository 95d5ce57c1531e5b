"""Reads from the shipped event's file the questions that every bot in the bench asks: all before the first list of people.

Loads nothing of the bot, so that a peer's start and memory are its own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

EVENT = Path(__file__).parents[3] / "bot" / "events" / "wsis-geneva-2003.toml"
# Roughly what each kind of question takes; the peers have no parsers of their own.
_PATTERNS = {
    "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "integer": r"\d{1,4}",
    "telephone": r"\+?[\d\s().-]{6,25}",
}
_TEXT = r"(?s).{1,300}"
_YES_NO = (("yes", "Yes"), ("no", "No"))


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `choices` are buttons, else it takes text that the pattern fits."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    pattern: str = _TEXT
    required: bool = True

    def accepts(self, text: str) -> bool:
        if not self.required and text == "skip":
            return True
        return re.fullmatch(self.pattern, text) is not None


def place_of(name: str) -> int:
    """Return at which place that question is asked."""
    return next(place for place, question in enumerate(QUESTIONS) if question.name == name)


def _question(table: dict[str, Any], lists: dict[str, Any]) -> Question:
    choices = table.get("choices", ())
    found = lists[choices] if isinstance(choices, str) else choices
    pairs = tuple((choice["name"], choice["label"]) for choice in found)
    return Question(
        table["name"],
        table["label"],
        _YES_NO if table["type"] == "yes_no" else pairs,
        _PATTERNS.get(table["type"], _TEXT),
        required=table.get("required") is True,
    )


def _read() -> tuple[tuple[Question, ...], str]:
    event = tomllib.loads(EVENT.read_text(encoding="utf-8"))
    sections = list(takewhile(lambda section: "repeat" not in section, event["section"]))
    (people,) = event["section"][len(sections)]["repeat"]

    def asked() -> Iterator[dict[str, Any]]:
        for section in sections:
            # The peers know no conditions; what has one is not asked with the answers given here.
            yield from (table for table in section["question"] if "relevant" not in table)

    questions = tuple(_question(table, event["choices"]) for table in asked())
    return questions, people["label"]


# The questions, and what stands in the message after the last answer.
QUESTIONS, DONE = _read()
