"""`import-form` and `diagram` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main
from tests.xlsform.forms import filled_in, workbook

FORM = workbook([["type", "name", "label"], ["text", "a", "A"]])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_form.xlsx").write_bytes(FORM)
    return tmp_path


def test_the_event_file_gets_the_name_of_the_form(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import-form", "my_form.xlsx"]) == 0
    made = (folder / "my_form.toml").read_text("utf-8")

    assert "my_form.toml is made. Still to be filled in" in capsys.readouterr().out
    assert main(["check", "my_form.toml"]) == 2
    (folder / "my_form.toml").write_text(filled_in(made), "utf-8")
    assert main(["check", "my_form.toml"]) == 0


def test_a_file_that_is_there_stays_as_it_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "mine.toml").write_text("mine", "utf-8")

    assert main(["import-form", "my_form.xlsx", "-o", "mine.toml"]) == 2
    assert "mine.toml" in capsys.readouterr().err
    assert (folder / "mine.toml").read_text("utf-8") == "mine"


def test_it_can_be_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import-form", "my_form.xlsx", "-o", "-"]) == 0
    said = capsys.readouterr()

    assert said.out.startswith("# Made from my_form.xlsx.")
    assert "Still to be filled in" in said.err


def test_a_form_that_cannot_be_taken_leaves_no_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "my_form.xlsx").write_bytes(
        workbook([["type", "name", "label"], ["decimal", "a", "A"]])
    )

    assert main(["import-form", "my_form.xlsx"]) == 2
    assert capsys.readouterr().err.startswith("survey, row 2, column type: ")
    assert not (folder / "my_form.toml").exists()


def test_a_form_that_is_not_there_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import-form", "other.xlsx"]) == 2
    assert "other.xlsx" in capsys.readouterr().err


def test_a_diagram_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagram", "wsis-geneva-2003"]) == 0
    assert capsys.readouterr().out.startswith("flowchart TD\n")


def test_a_faulty_event_is_not_drawn(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.toml").write_text("name =", "utf-8")

    assert main(["diagram", "broken.toml"]) == 2
    assert "broken.toml" in capsys.readouterr().err
