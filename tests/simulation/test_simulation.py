"""Twenty simulated days of a summit; `make simulation` runs more."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.quiet import quiet
from tests.simulation.run import simulate

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    with quiet():
        yield


@pytest.mark.parametrize("seed", range(1, 21))
def test_nothing_is_lost_nothing_is_done_twice_and_everybody_comes_to_an_end(seed: int) -> None:
    result = simulate(seed, acts=40)

    assert result.complaints == ()
    assert (result.lost, result.duplicated) == (0, 0)
    assert result.answers > 0


def test_a_seed_is_the_same_day_in_every_process() -> None:
    code = (
        "from tests.simulation.run import simulate; from tests.simulation.quiet import quiet\n"
        "with quiet(): print(simulate(5, acts=40).digest)"
    )
    # One that hashes as this process does not.
    hashing = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    other = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hashing},
        capture_output=True,
        text=True,
        check=True,
    )

    assert other.stdout.strip() == simulate(5, acts=40).digest


def test_the_command_line_counts_and_tells(capsys: pytest.CaptureFixture[str]) -> None:
    from tests.simulation.__main__ import main

    assert main(["--seeds", "2", "--first", "3", "--minutes", "60", "--acts", "20"]) == 0
    assert capsys.readouterr().out.startswith("seeds 2 · kills ")
