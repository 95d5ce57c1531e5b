"""What the project promises about itself: its locks, its Makefile, its version."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-fuzz.lock"]
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    """Distribution → version, as the lock file has them."""
    return dict(PIN.findall((ROOT / lock).read_text(encoding="utf-8")))


def requirement_names(requirements: list[str]) -> Iterator[str]:
    """The distributions that requirements name, spelled as a lock spells them."""
    for requirement in requirements:
        matched = re.match(r"[A-Za-z0-9._-]+", requirement)
        assert matched is not None
        yield re.sub(r"[._-]+", "-", matched[0]).lower()


def project() -> dict[str, object]:
    """The project file, read."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_of_this_machine_or_of_an_index(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert not re.search(r"://|--(extra-)?index-url|--find-links| @ |^-e ", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_of_a_lock_has_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)

    assert [entry for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []


def test_the_development_lock_holds_the_runtime_lock() -> None:
    runtime, development = pins("requirements.lock"), pins("requirements-dev.lock")

    assert runtime.items() <= development.items()


def test_every_requirement_is_locked() -> None:
    data = project()
    match data:
        case {"project": {"dependencies": list(runtime)}, "dependency-groups": {"dev": list(dev)}}:
            pass
        case _:
            pytest.fail("pyproject.toml has no dependencies or no dev group")

    assert set(requirement_names(runtime)) <= pins("requirements.lock").keys()
    assert set(requirement_names(dev)) <= pins("requirements-dev.lock").keys()


def test_the_version_is_in_the_changelog_or_yet_to_come() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.search(rf"^## \[({re.escape(bot.__version__)}|Unreleased)\]", changelog, re.MULTILINE)


def test_make_help_lists_every_target_a_person_calls() -> None:
    shown = subprocess.run(
        ["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))

    assert targets == set(re.findall(r"^  make ([a-z-]+) ", shown, re.MULTILINE))
    assert {"run", "test", "check", "help", "clean"} <= targets


def test_an_old_python_is_told_what_it_lacks() -> None:
    program = (
        "import sys, runpy; sys.version_info = (3, 9, 2, 'final', 0);"
        "sys.argv = ['environment.py', 'requirements.lock'];"
        "runpy.run_path('tools/environment.py', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=False, capture_output=True, text=True
    )

    assert done.returncode == 2
    assert "Python 3.11 or newer" in done.stderr
    assert "make PYTHON=" in done.stderr
