"""Whole conversations in every language, word for word; `make transcripts` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dialogues.branches import BRANCHES
from tests.dialogues.played import SCRIPTS, played
from tests.e2e.missions import MISSIONS, Mission

FOLDER = Path(__file__).with_name("transcripts")
CASES = [(name, mission) for name in SCRIPTS for mission in MISSIONS]


@pytest.mark.parametrize(
    ("name", "mission"), CASES, ids=[f"{name}-{mission.language}" for name, mission in CASES]
)
def test_a_conversation_is_as_it_was_read_last(
    name: str, mission: Mission, request: pytest.FixtureRequest
) -> None:
    said = played(name, mission).transcript
    path = FOLDER / f"{name}.{mission.language}.txt"
    if request.config.getoption("write_transcripts"):
        path.write_text(said, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == said


@pytest.mark.parametrize("name", BRANCHES)
def test_what_is_said_seldom_is_as_it_was_read_last(
    name: str, request: pytest.FixtureRequest
) -> None:
    said = played(name).transcript
    path = FOLDER / f"{name}.en.txt"
    if request.config.getoption("write_transcripts"):
        path.write_text(said, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == said


def test_no_transcript_is_left_of_a_script_that_is_gone() -> None:
    wanted = {f"{name}.{mission.language}.txt" for name in SCRIPTS for mission in MISSIONS}
    wanted |= {f"{name}.en.txt" for name in BRANCHES}

    assert {path.name for path in FOLDER.iterdir()} <= wanted
