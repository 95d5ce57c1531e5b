"""What somebody is asked for survives a restart; what is of an earlier version is forgotten."""

from __future__ import annotations

import json
import typing

import pytest

from bot.desk import prompts
from bot.desk.commands import ANSWERS
from bot.desk.prompts import BulkReady, MessageWanted, NoteWanted, Prompt, from_json, to_json

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


def test_every_prompt_is_read_back_by_its_name() -> None:
    assert set(prompts._PROMPTS.values()) == set(typing.get_args(Prompt))


def test_every_prompt_has_somebody_who_takes_its_answer() -> None:
    # A list that is ready waits for a tap; a text then is the name of a country.
    assert set(typing.get_args(Prompt)) - set(ANSWERS) <= {BulkReady}
