"""The `.env` file: which lines are read, and that a line that cannot be is told by its number alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.operations.config import SettingsError
from bot.operations.env_file import read_env_file


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("KEY=value", "value"),
        ("  KEY =  value  ", "value"),
        ("export KEY=value", "value"),
        ("KEY=value # why", "value"),
        ("KEY=a#b", "a#b"),
        ("KEY= # nothing", ""),
        ("KEY=", ""),
        ('KEY="a # b"  # why', "a # b"),
        ("KEY='a \"b\" c'", 'a "b" c'),
        ("KEY=it's", "it's"),
        ("KEY=a=b", "a=b"),
    ],
)
def test_a_line_of_an_env_file_is_read(tmp_path: Path, line: str, value: str) -> None:
    path = tmp_path / ".env"
    path.write_text(f"\ufeff# first\n\n{line}\r\n", encoding="utf-8")

    assert read_env_file(path) == {"KEY": value}


def test_the_last_of_two_lines_counts(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("KEY=first\nKEY=second\n", encoding="utf-8")

    assert read_env_file(path) == {"KEY": "second"}


def test_no_env_file_is_an_empty_one(tmp_path: Path) -> None:
    assert read_env_file(tmp_path / ".env") == {}


def test_every_unreadable_line_of_an_env_file_is_told_by_number_only(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text('A=1\nsecret words\nB="open\n3=x\n', encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_env_file(path)

    assert [str(fault) for fault in caught.value.faults] == [
        f".env, line {number}, is not of the form KEY=VALUE" for number in (2, 3, 4)
    ]
