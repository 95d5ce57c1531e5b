"""Every text that a mission can read is said by one of the scripts, so that a transcript shows each branch."""

from __future__ import annotations

import pytest

from tests.dialogues.branches import BRANCHES
from tests.dialogues.played import SCRIPTS, played
from tests.said_texts import Key, sayable

# What is said where these scripts do not lead: the file, or a text of it → why, and what holds it.
ELSEWHERE = {
    "bot/mission/commands.py": "Telegram's menu: tests.e2e.test_menus",
    "bot/texts/regions.py": "the desk's lists of States: tests.desk",
    "bot/texts/schedule_notices.py": "comes by the clock: tests.schedule",
}
UNREACHABLE: dict[Key, str] = {
    (
        None,
        "An answer is needed here.",
    ): "a required question has no Skip; tests.engine.test_answers",
    (None, "Please write your answer in words."): "only a stored value can be of another kind",
    (None, "A whole name that cannot be taken apart."): "tests.documents.test_delegation",
    (None, "A formula that failed."): "only in a workbook: tests.documents.test_delegation",
    ("answer", "none"): "Done without a choice leaves the question open",
}


@pytest.fixture(scope="module")
def said() -> set[Key]:
    """What all scripts say, played in English."""
    return {key for name in (*SCRIPTS, *BRANCHES) for key in played(name).said}


def texts() -> dict[Key, list[str]]:
    return sayable("bot/texts/", "bot/mission/")


def test_every_text_for_missions_is_said_in_a_transcript(said: set[Key]) -> None:
    unsaid = {
        text: files
        for text, files in texts().items()
        if text not in said and not set(files) <= ELSEWHERE.keys()
    }

    assert unsaid.keys() - UNREACHABLE.keys() == set(), unsaid


def test_no_exception_is_made_for_a_text_that_is_said_or_gone(said: set[Key]) -> None:
    assert UNREACHABLE.keys() & said == set()
    assert UNREACHABLE.keys() <= texts().keys()
    assert {file for files in texts().values() for file in files} >= ELSEWHERE.keys()
