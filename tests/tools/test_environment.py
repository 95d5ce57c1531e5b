"""`make` installs a lock file once, again when it changed, and says why it could not."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
install: Callable[[Path, Path], int] = runpy.run_path(str(ROOT / "tools" / "environment.py"))[
    "install"
]


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """A development lock beside the runtime lock; neither names a distribution."""
    (tmp_path / "requirements.lock").write_text("# runtime\n")
    development = tmp_path / "requirements-dev.lock"
    development.write_text("# development\n")
    return development


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An environment that lends its Python from the tests' own."""
    made = tmp_path / "venv"
    library = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    (made / "lib" / library / "site-packages" / "pip").mkdir(parents=True)
    python = made / "bin" / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return made


def test_it_installs_once_and_knows_that_the_runtime_lock_is_satisfied_too(
    lock: Path, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first = install(lock, folder)
    said = capfd.readouterr()
    again = [install(lock, folder), install(lock.with_name("requirements.lock"), folder)]

    assert (first, again) == (0, [0, 0])
    assert said.out == ""
    assert said.err.startswith("Installing requirements-dev.lock into venv")
    assert capfd.readouterr() == ("", "")


def test_a_lock_that_changed_is_installed_again_and_no_other_counts_any_more(
    lock: Path, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    install(lock, folder)
    runtime = lock.with_name("requirements.lock")
    runtime.write_text("# another\n")
    capfd.readouterr()

    assert install(runtime, folder) == 0
    assert capfd.readouterr().err.startswith("Installing requirements.lock")
    assert [path.name for path in folder.glob("*.lock")] == ["requirements.lock"]


def test_what_could_not_be_installed_is_told_and_tried_again(
    lock: Path, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    install(lock, folder)
    lock.write_text("no-hash-stands-here==1.0\n")
    capfd.readouterr()

    assert [install(lock, folder), install(lock, folder)] == [2, 2]
    said = capfd.readouterr().err
    assert said.count("requirements-dev.lock could not be installed; what pip said is above.") == 2
    assert "hash" in said.lower()


@pytest.mark.parametrize("broken", ["bin/python", "lib"])
def test_an_environment_of_another_python_or_half_made_is_made_anew(
    lock: Path, folder: Path, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(lock, folder)
    (folder / broken).rename(folder / "old")
    # A venv that takes no time and does not come about.
    monkeypatch.setattr(sys, "executable", "/bin/false")

    assert install(lock, folder) == 2
