"""The README names every command and every setting that exists, and none that does not."""

from __future__ import annotations

import re
from pathlib import Path

from bot.__main__ import _parser
from bot.desk.commands import COMMANDS
from bot.mission.commands import MISSION
from bot.operations.config import SETTINGS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _section(title: str) -> str:
    return README.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_it_is_short_enough_to_be_read() -> None:
    assert len(README.splitlines()) <= 150


def test_every_command_of_the_chat_is_named_and_every_named_one_exists() -> None:
    named = set(re.findall(r"`/([a-z]+)`", _section("Commands in the chat")))

    assert named == {*MISSION, *COMMANDS, "start"}


def test_every_setting_is_named_with_its_default() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\|", _section("Settings"), re.MULTILINE)

    assert [(name, default) for name, default in rows] == [
        (setting.name, setting.default or "") for setting in SETTINGS
    ]


def test_every_command_of_the_command_line_is_named() -> None:
    usage = next(action for action in _parser()._actions if action.metavar == "COMMAND")
    line = re.search(r"`python -m bot ([^`]*)`", _section("On the command line"))

    assert line is not None
    assert usage.choices is not None
    assert [part.split()[0] for part in line[1].split("|")] == list(usage.choices)


def test_every_file_and_folder_it_points_to_is_there() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)

    assert [path for path in linked if not (ROOT / path).exists()] == []
