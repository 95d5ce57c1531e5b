"""The matrix of `make test-anywhere`: what it plays, how it counts, and that red is told."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.anywhere import (
    SETTINGS,
    SHORT,
    WHOLE_APP,
    Played,
    command,
    conclude,
    counted,
    is_in_share,
    main,
    play,
    share,
)

GENEVA = ZoneInfo("Europe/Zurich")
ROOT = Path(__file__).resolve().parent.parent
GREEN = Played(SETTINGS[0], 1, passed=9, failed=0, status=0, seconds=1.0)
RED = Played(SETTINGS[1], 2, passed=8, failed=1, status=1, seconds=1.0)


def last_of_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def test_the_short_form_has_the_hours_of_a_weekday_and_the_last_days_of_two_months() -> None:
    at = [datetime.fromisoformat(setting.clock) for setting in SHORT]
    hours = {one.time() for one in at if one.weekday() < 5}
    ends = {one.month for one in at if last_of_month(one.date())}

    assert {time(3), time(12), time(23, 30)} <= hours
    assert ends == {2, 12}
    # Also where the event takes place.
    assert {last_of_month(one.replace(tzinfo=UTC).astimezone(GENEVA).date()) for one in at[3:]} == {
        True
    }


def test_the_whole_has_one_worker_eight_workers_and_more_than_one_zone() -> None:
    assert {1, 8} <= {setting.workers for setting in SETTINGS}
    assert len({setting.zone for setting in SETTINGS}) > 3
    assert set(SHORT) <= set(SETTINGS)


@pytest.mark.parametrize("whole", [1, 5, 8])
def test_the_shares_together_hold_every_test_once(whole: int) -> None:
    held = [
        place
        for part in range(1, whole + 1)
        for place in range(100)
        if is_in_share(share(f"{part}/{whole}"), place)
    ]

    assert sorted(held) == list(range(100))


def test_the_shares_of_pytest_hold_every_test_once_whatever_the_order() -> None:
    def collected(*options: str) -> list[str]:
        called = [
            *(sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"),
            *("tests/engine/test_folding.py", *options),
        ]
        ran = subprocess.run(called, cwd=ROOT, check=True, capture_output=True, text=True)
        return [line for line in ran.stdout.splitlines() if "::" in line]

    every = collected("--randomly-seed=1")
    shares = [collected(f"--randomly-seed={part}", f"--share={part}/3") for part in (1, 2, 3)]

    assert len(every) > 9
    assert sorted(chain.from_iterable(shares)) == sorted(every)
    assert all(shares)


def test_a_zone_that_the_machine_lacks_is_told_and_red(capsys: pytest.CaptureFixture[str]) -> None:
    played = play(replace(SETTINGS[0], zone="Nowhere/Missing"), 1, "1/8")

    assert not played.is_green
    assert "does not know the zone Nowhere/Missing" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["0/5", "6/5", "5", "a/b", "1/2/3"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - argparse words it
        share(text)


def test_the_tests_of_the_whole_app_are_there() -> None:
    for path in WHOLE_APP:
        assert list(ROOT.glob(f"{path.rstrip('/')}*")), path


def test_a_setting_reaches_pytest_whole() -> None:
    called = command(SETTINGS[1], 7, "2/8")

    assert ("--clock", SETTINGS[1].clock) in pairwise(called)
    assert ("--share", "2/8") in pairwise(called)
    assert ("-n", "8") in pairwise(called)
    assert "--randomly-seed=7" in called


@pytest.mark.parametrize(
    ("output", "passed", "failed", "errors"),
    [
        ("....\n12 passed in 3.05s", 12, 0, 0),
        (
            "FAILED x - 7 passed\n2 failed, 10 passed, 3 skipped, 1 error in 9.1s (0:00:09)",
            10,
            2,
            1,
        ),
        ("1 passed, 2 errors in 1.0s", 1, 0, 2),
        ("INTERNALERROR", 0, 0, 0),
    ],
)
def test_the_closing_line_is_counted(output: str, passed: int, failed: int, errors: int) -> None:
    found = [counted(output, what) for what in ("passed", "failed", "error")]

    assert found == [passed, failed, errors]


def test_red_is_told_and_ends_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    status = conclude(SETTINGS[:2], [GREEN, RED], 2.0)
    said = capsys.readouterr().out

    assert status == 1
    assert said.endswith("17 passed, 1 failed\n")
    assert "RED" in RED.line()
    assert "RED" not in GREEN.line()


def test_what_was_not_played_in_time_is_told_and_ends_with_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = conclude(SETTINGS[:2], [GREEN], 2.0)
    said = capsys.readouterr().out

    assert status == 1
    assert f"{SETTINGS[1].clock}  {SETTINGS[1].zone} " in said
    assert "NOT PLAYED" in said
    assert "1 of 2 settings" in said


def test_no_time_at_all_plays_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--short", "--minutes", "0"]) == 1
    assert f"0 of {len(SHORT)} settings" in capsys.readouterr().out


def test_green_ends_with_nought_and_nothing_played_with_one() -> None:
    none = Played(SETTINGS[0], 1, passed=0, failed=0, status=0, seconds=1.0)

    assert conclude(SETTINGS[:1], [GREEN], 1.0) == 0
    assert conclude(SETTINGS[:1], [none], 1.0) == 1
    assert conclude(SETTINGS[:1], [], 1.0) == 1
