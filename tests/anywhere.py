"""Plays the tests at other hours, in other zones, on other numbers of workers and in other orders.

Each setting gets the tests of the whole app and an eighth of the others; which eighth goes by the seed, and the eight
settings together hold every test. Prints a line a setting; ends with 1 where one was red or not played in time.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shlex
import subprocess
import sys
import time
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Eight settings take about ten minutes on two quiet cores; on a busy machine they may take longer.
MINUTES = 25.0
# A setting that hangs would otherwise hang CI with it.
LONGEST_SECONDS = 900.0

# The app over its sandbox, which goes by the tests' clock in everything: how the paths of its tests begin.
WHOLE_APP = (
    "tests/e2e/",
    "tests/test_acts",
    "tests/operations/test_monitor",
    "tests/demo/test_stage",
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the machine is like: its clock (UTC), its zone, how many workers."""

    clock: str
    zone: str
    workers: int
    what: str


# The last three are not in the short form. Zones: the farthest there are, and those with odd minutes. The event's own
# place is an hour ahead of UTC in winter, two in summer.
SETTINGS = (
    Setting("2027-06-16T03:00", "Pacific/Kiritimati", 2, "a weekday at night"),
    Setting("2027-06-16T12:00", "America/St_Johns", 8, "a weekday at noon"),
    Setting("2027-06-16T23:30", "Asia/Kathmandu", 2, "a weekday, late"),
    Setting("2028-02-29T22:30", "Pacific/Pago_Pago", 2, "the last day of a February"),
    Setting("2027-12-31T22:30", "Europe/Zurich", 2, "the last day of a December"),
    Setting("2027-03-28T00:59", "Europe/Zurich", 8, "into summer time"),
    Setting("2027-10-31T00:59", "Australia/Lord_Howe", 2, "out of summer time"),
    Setting("2027-02-28T06:59", "UTC", 1, "out of the quiet hours, on one worker"),
)
SHORT = SETTINGS[:5]


@dataclass(frozen=True, slots=True)
class Played:
    """One setting and what came of it; `failed` counts errors too."""

    setting: Setting
    seed: int
    passed: int
    failed: int
    status: int
    seconds: float

    @property
    def is_green(self) -> bool:
        return self.status == 0 and self.passed > 0

    def line(self) -> str:
        one = self.setting
        return (
            f"{one.clock:<17} {one.zone:<20} {one.workers:>7} {self.seed:>10} {self.passed:>6} "
            f"{self.failed:>6} {self.seconds:>7.0f}  {'' if self.is_green else 'RED  '}{one.what}"
        )


HEAD = f"{'clock (UTC)':<17} {'zone':<20} {'workers':>7} {'seed':>10} {'passed':>6} {'failed':>6} {'seconds':>7}"


def share(text: str) -> tuple[int, int]:
    """(part, whole) of a share as it is written, `2/5`.

    Raises: ValueError for anything else.
    """
    part, whole = map(int, text.split("/"))
    if not 1 <= part <= whole:
        raise ValueError(text)
    return part, whole


def is_in_share(share: tuple[int, int], place: int) -> bool:
    """Whether the test at that place of the collection, from 0, belongs to the share."""
    part, whole = share
    return place % whole == part - 1


def command(setting: Setting, seed: int, share: str) -> list[str]:
    """How pytest is called for a setting."""
    return [
        *(sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider"),
        *("-n", str(setting.workers), "--dist", "worksteal"),
        *("-o", f"faulthandler_timeout={LONGEST_SECONDS / 3:g}"),
        *("-m", "not slow and not browser"),
        *("--clock", setting.clock, "--share", share, f"--randomly-seed={seed}"),
    ]


def play(setting: Setting, seed: int, share: str) -> Played:
    """Run the tests in one setting; what failed is printed as pytest says it."""
    if not is_known(setting.zone):
        print(f"This machine does not know the zone {setting.zone}: install tzdata.", flush=True)
        return Played(setting, seed, passed=0, failed=0, status=1, seconds=0.0)
    called = command(setting, seed, share)
    began = time.monotonic()
    try:
        ran = subprocess.run(
            called,
            env={**os.environ, "TZ": setting.zone},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=LONGEST_SECONDS,
        )
        status, output = ran.returncode, ran.stdout
    except subprocess.TimeoutExpired as hung:
        status, output = 1, _text(hung.stdout) + f"\nno end within {LONGEST_SECONDS:g} s"
    seconds = time.monotonic() - began
    if status != 0:
        again = shlex.join(["python", *called[1:]])
        print(f"{output}\nAgain: TZ={setting.zone} {again}", flush=True)
    failed = counted(output, "failed") + counted(output, "error")
    return Played(setting, seed, counted(output, "passed"), failed, status, seconds)


def is_known(zone: str) -> bool:
    """Whether the system has the zone; one that it lacks would be UTC without a word."""
    return any(Path(folder, zone).is_file() for folder in zoneinfo.TZPATH)


def _text(output: str | bytes | None) -> str:
    return output.decode("utf-8", "replace") if isinstance(output, bytes) else output or ""


def counted(output: str, what: str) -> int:
    """How many tests pytest's closing line counts as that."""
    closing = output.rstrip().rpartition("\n")[2]
    found = re.findall(rf"\b(\d+) {what}s?\b", closing)
    return int(found[-1]) if found else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Plays one setting after the other and prints the matrix; returns the exit status."""
    options = argparse.ArgumentParser(
        prog="python -m tests.anywhere",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("--short", action="store_true", help="the first five settings alone")
    options.add_argument(
        "--minutes",
        type=float,
        default=MINUTES,
        help="begin no further setting after so many [%(default)g]",
    )
    options.add_argument(
        "--seed", type=int, help="of the first setting; each next one adds 1 [by chance]"
    )
    given = options.parse_args(arguments)
    settings = SHORT if given.short else SETTINGS
    seed = random.SystemRandom().randrange(1, 10**9) if given.seed is None else given.seed
    began, done = time.monotonic(), list[Played]()
    print(HEAD, flush=True)
    for place, setting in enumerate(settings):
        if time.monotonic() - began >= given.minutes * 60:
            break
        part = (seed + place) % len(SETTINGS) + 1
        print(f"{setting.what} …", file=sys.stderr, flush=True)
        played = play(setting, seed + place, f"{part}/{len(SETTINGS)}")
        print(played.line(), flush=True)
        done.append(played)
    return conclude(settings, done, time.monotonic() - began)


def conclude(settings: Sequence[Setting], done: Sequence[Played], seconds: float) -> int:
    """Print what was left and the sum; returns the exit status."""
    for setting in settings[len(done) :]:
        print(f"{setting.clock:<17} {setting.zone:<20} NOT PLAYED: the time was up")
    red = [one for one in done if not one.is_green]
    print(f"{len(done)} of {len(settings)} settings, {len(red)} red, {seconds:.0f} s")
    print(f"{sum(one.passed for one in done)} passed, {sum(one.failed for one in done)} failed")
    return 0 if len(done) == len(settings) and not red else 1


if __name__ == "__main__":
    sys.exit(main())
