"""What somebody is asked for survives a restart; what is of an earlier version is forgotten."""

from __future__ import annotations

import json
import typing

import pytest

from bot.desk import prompts
from bot.desk.commands import ANSWERS
from bot.desk.prompts import (
    BulkReady,
    MessageWanted,
    NoteWanted,
    Prompt,
    ReplacementDateWanted,
    ReplacementReferenceWanted,
    from_json,
    to_json,
)

NOW = "2003-09-01T09:00:00.000Z"


@pytest.mark.parametrize(
    "prompt",
    [
        NoteWanted("FRA", 3, "level", 0, "new", 77, True),
        MessageWanted(None, 777),
        BulkReady(("FRA", "KEN")),
    ],
)
def test_a_prompt_is_read_back_as_it_was(prompt: Prompt) -> None:
    assert from_json(to_json(prompt, NOW)) == (prompt, NOW)


def test_a_prompt_of_another_version_is_forgotten() -> None:
    stored = json.loads(to_json(MessageWanted("FRA"), NOW))

    assert from_json(json.dumps({**stored, "is": "Gone"})) == (None, NOW)
    assert from_json(json.dumps({**stored, "with": {"state": "FRA"}})) == (None, NOW)


@pytest.mark.parametrize(
    ("stored", "prompt"),
    [
        ('{"is":"LetterWanted","with":{"party":"FRA","person":null}', MessageWanted("FRA")),
        (
            '{"is":"LetterReferenceWanted","with":{"party":"KEN","leaving":3,"assignment":null}',
            ReplacementReferenceWanted("KEN", 3),
        ),
        (
            (
                '{"is":"LetterDateWanted","with":'
                '{"party":"KEN","leaving":3,"assignment":7,"reference":"NV/12"}'
            ),
            ReplacementDateWanted("KEN", 3, 7, "NV/12"),
        ),
    ],
)
def test_a_prompt_stored_by_an_earlier_version_is_read(stored: str, prompt: Prompt) -> None:
    assert from_json(f'{stored},"at":"{NOW}"}}') == (prompt, NOW)


def test_the_names_that_are_stored_are_these() -> None:
    """Whoever renames one lets the former name be read as well: `prompts._FORMERLY`."""
    assert {kind.__name__ for kind in typing.get_args(Prompt)} == {
        "AnnouncementReady",
        "AnnouncementWanted",
        "BulkReady",
        "ColleagueWanted",
        "CountryWanted",
        "DeadlineWanted",
        "ErasureWanted",
        "InviteWanted",
        "MessageWanted",
        "NoteWanted",
        "PaperDateWanted",
        "PaperReferenceWanted",
        "ReplacementDateWanted",
        "ReplacementReferenceWanted",
    }


def test_every_prompt_is_read_back_by_its_name() -> None:
    assert set(prompts._PROMPTS.values()) == set(typing.get_args(Prompt))


def test_every_prompt_has_somebody_who_takes_its_answer() -> None:
    # A list that is ready waits for a tap; a text then is the name of a country.
    assert set(typing.get_args(Prompt)) - set(ANSWERS) <= {BulkReady}
