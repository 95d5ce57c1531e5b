"""What the documents tell of the code is what the code says, and a table that is behind is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.desk.commands import COMMANDS
from bot.mission.commands import MISSION
from bot.operations.config import SETTINGS
from bot.operations.env_file import read_env_file
from tools.docs import ROOT, TABLES, main, written


def rows(name: str) -> list[str]:
    """The lines of a table below its head."""
    return list(TABLES[name]())[2:]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose README has an old table, and words around it."""
    (tmp_path / "README.md").write_text(
        "before\n<!-- make docs: settings -->\n| old |\n<!-- end -->\nafter\n", "utf-8"
    )
    (tmp_path / ".env.example").write_text("", "utf-8")
    return tmp_path


def test_every_document_says_what_the_code_says() -> None:
    stale = [path.name for path, text in written(ROOT) if path.read_text("utf-8") != text]

    assert stale == [], "make docs"


def test_each_table_stands_in_a_document() -> None:
    pages = [path.read_text("utf-8") for path, _ in written(ROOT)]
    shown = [name for page in pages for name in re.findall(r"<!-- make docs: (.+) -->", page)]

    assert sorted(shown) == sorted(TABLES)


def test_what_is_behind_is_told_by_check_and_written_without_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = folder / "README.md"
    before = readme.read_text("utf-8")

    assert main(["--check"], root=folder) == 1
    assert capsys.readouterr().out.splitlines() == [
        "README.md: is not what the code says; run: make docs",
        ".env.example: is not what the code says; run: make docs",
    ]
    assert readme.read_text("utf-8") == before

    assert main([], root=folder) == 0
    assert main(["--check"], root=folder) == 0
    lines = readme.read_text("utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("before", "after")
    assert lines[4:-2] == rows("settings")


def test_a_table_that_nobody_makes_is_refused(folder: Path) -> None:
    (folder / "README.md").write_text("<!-- make docs: weather -->\n<!-- end -->\n", "utf-8")

    with pytest.raises(KeyError, match="weather"):
        main([], root=folder)


def test_every_setting_and_every_command_has_its_place_in_its_table() -> None:
    desk = re.findall(r"`/([a-z]+)`", "\n".join(rows("commands of the secretariat")))
    roles = [
        cell for row in rows("commands of the secretariat") if (cell := row.split("|")[1].strip())
    ]

    assert [row.split("`")[1] for row in rows("settings")] == [setting.name for setting in SETTINGS]
    assert [row.split("`")[1] for row in rows("settings with advice")] == [
        setting.name for setting in SETTINGS
    ]
    assert [row.split("`")[1] for row in rows("commands of missions")] == [
        f"/{name}" for name in MISSION
    ]
    assert sorted(desk) == sorted(COMMANDS)
    assert roles == ["viewer", "officer", "admin"]


def test_the_example_is_a_file_that_the_bot_reads(tmp_path: Path) -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    path = tmp_path / ".env"
    path.write_text(re.sub(r"^#(?=[A-Z_]+=)", "", example, flags=re.MULTILINE), "utf-8")

    assert read_env_file(path) == {one.name: one.default or "" for one in SETTINGS}
    assert max(map(len, example.splitlines())) <= 100
