"""Whole conversations in every language, word for word; `make transcripts` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dialogues import scripts
from tests.dialogues.branches import BRANCHES
from tests.dialogues.chats import chats
from tests.e2e.missions import MISSIONS, Mission

FOLDER = Path(__file__).with_name("transcripts")
SCRIPTS = {"reply": scripts.reply, "mistakes": scripts.mistakes, "uninvited": scripts.uninvited}


CASES = [(name, mission) for name in SCRIPTS for mission in MISSIONS]
ENGLISH = next(mission for mission in MISSIONS if mission.language == "en")


@pytest.mark.parametrize(
    ("name", "mission"), CASES, ids=[f"{name}-{mission.language}" for name, mission in CASES]
)
def test_a_conversation_is_as_it_was_read_last(
    name: str, mission: Mission, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    who = f"{mission.given} {mission.family}"
    with chats(tmp_path, mission.user, who, mission.language, mission.state) as one:
        SCRIPTS[name](one, mission)
        said = one.text()
    path = FOLDER / f"{name}.{mission.language}.txt"
    if request.config.getoption("write_transcripts"):
        path.write_text(said, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == said


@pytest.mark.parametrize("name", BRANCHES)
def test_what_is_said_seldom_is_as_it_was_read_last(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    script, event = BRANCHES[name]
    who = f"{ENGLISH.given} {ENGLISH.family}"
    with chats(tmp_path, ENGLISH.user, who, "en", ENGLISH.state, event=event) as one:
        script(one, ENGLISH)
        said = one.text()
    path = FOLDER / f"{name}.en.txt"
    if request.config.getoption("write_transcripts"):
        path.write_text(said, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == said


def test_no_transcript_is_left_of_a_script_that_is_gone() -> None:
    wanted = {f"{name}.{mission.language}.txt" for name in SCRIPTS for mission in MISSIONS}
    wanted |= {f"{name}.en.txt" for name in BRANCHES}

    assert {path.name for path in FOLDER.iterdir()} <= wanted
