"""Ours beside what one would take instead, in one run: `python -m tests.bench`; `--write` also fills docs/performance.md."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import statistics
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from tests.bench import notices, players, turns
from tests.bench.match import Loss, Round, killed, percentile, played
from tests.bench.players import Player

NOTE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- figures -->\n", "<!-- /figures -->\n"
ROUNDS = 3

ECHO = players.echo("ours", "one")
ECHO_SAME = players.echo("ours", "same")
A = players.conversation("documented")
A_DURABLE = players.conversation("durable")
B = players.fsm()
OURS = players.ours()
OURS_1K, OURS_10K = players.ours(1_000), players.ours(10_000)
LINEUP = (
    players.raw(),
    players.echo("default", "one"),
    ECHO,
    ECHO_SAME,
    A,
    A_DURABLE,
    players.conversation("durable", 1_000),
    B,
    players.fsm(10_000),
    OURS,
    OURS_1K,
    OURS_10K,
)
KILLED = (A, A_DURABLE, B, OURS)


@dataclass(frozen=True, slots=True)
class Target:
    """What was promised, what came of it."""

    what: str
    measured: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Results:
    """Everything one run has measured."""

    rounds: dict[Player, list[Round]]
    losses: dict[Player, Loss]
    turns: list[tuple[str, float, float]]
    notices: list[float]

    def median(self, player: Player, figure: Callable[[Round], float]) -> float:
        return statistics.median(map(figure, self.rounds[player]))

    def ratio(self, one: Player, other: Player, figure: Callable[[Round], float]) -> float:
        """The median of what the two came to in the same round: a busy moment meets both."""
        pairs = zip(self.rounds[one], self.rounds[other], strict=True)
        return statistics.median(figure(mine) / figure(theirs) for mine, theirs in pairs)


async def measure(lineup: Sequence[Player], rounds: int) -> Results:
    """By turns, so that all meet the same weather."""
    found: dict[Player, list[Round]] = {player: [] for player in lineup}
    for number in range(rounds):
        for player in lineup:
            _tell(f"round {number + 1} of {rounds}: {player.title}")
            found[player].append(await played(player))
    losses = {}
    for player in KILLED:
        _tell(f"killed at half time: {player.title}")
        losses[player] = await killed(player)
    _tell("one turn, by sessions and by people")
    by_size = await turns.rows()
    _tell("notices to the secretariat")
    return Results(found, losses, by_size, await notices.measured())


def targets(results: Results) -> list[Target]:
    def rate(player: Player) -> float:
        return results.ratio(OURS, player, lambda one: one.per_second)

    def at_least(what: str, ratio: float, wanted: float) -> Target:
        return Target(f"{what}: at least {wanted:.1f} ×", f"{ratio:.2f} ×", ratio >= wanted)

    def at_most(what: str, value: float, wanted: float, unit: str) -> Target:
        return Target(f"{what}: at most {wanted:g} {unit}", f"{value:.2f} {unit}", value <= wanted)

    lost = results.losses[OURS].lost
    grown = results.ratio(OURS_10K, OURS, lambda one: one.cpu_ms)
    people = next(ratio for what, _, ratio in results.turns if what.startswith("1000 delegates"))
    return [
        at_least("answers a second beside A as documented", rate(A), 1.5),
        at_least("beside B", rate(B), 1.0),
        at_least("beside echo, our request class, as many calls", rate(ECHO_SAME), 0.8),
        at_least("beside echo, our request class, one message", rate(ECHO), 0.8),
        Target("answers lost by a kill: 0", str(lost), lost == 0),
        at_most("CPU an answer, 10,000 sessions beside 10", grown, 1.1, "×"),
        at_most("a turn, 1,000 delegates beside 1", people, 1.2, "×"),
        at_most(
            "start to first answer, 10,000 sessions",
            results.median(OURS_10K, lambda one: one.start_seconds),
            1,
            "s",
        ),
        at_most("notice, p99, idle", percentile(results.notices, 0.99), 50, "ms"),
        at_most(
            "peak, 10,000 sessions", results.median(OURS_10K, lambda one: one.peak_mb), 120, "MB"
        ),
    ]


# ---------------------------------------------------------------- the tables


def report(results: Results) -> str:
    """The figures as Markdown."""
    return "\n".join(
        [
            f"{_machine()}, {datetime.now(UTC):%d %B %Y}; medians of {len(results.rounds[OURS])} rounds.",
            "",
            *_bots(results),
            "",
            *_losses(results),
            "",
            *_sizes(results),
            "",
            *_targets(results),
            "",
        ]
    )


def _bots(results: Results) -> Iterable[str]:
    columns: tuple[tuple[str, Callable[[Round], float], str], ...] = (
        ("answers/s", lambda one: one.per_second, ".0f"),
        ("CPU ms an answer", lambda one: one.cpu_ms, ".2f"),
        ("calls an answer", lambda one: one.calls, ".1f"),
        ("p50 ms", lambda one: one.p50_ms, ".1f"),
        ("p99 ms", lambda one: one.p99_ms, ".1f"),
        ("first answer s", lambda one: one.start_seconds, ".2f"),
        ("peak MB", lambda one: one.peak_mb, ".0f"),
    )
    yield _row(["bot", "× ours", *(name for name, _, _ in columns)])
    yield _rule(len(columns) + 2)
    for player in results.rounds:
        ratio = results.ratio(player, OURS, lambda one: one.per_second)
        figures = (format(results.median(player, get), form) for _, get, form in columns)
        yield _row([player.title, f"{ratio:.2f}", *figures])


def _losses(results: Results) -> Iterable[str]:
    yield _row(["killed at half time", "answers given", "lost"])
    yield _rule(3)
    for player, loss in results.losses.items():
        yield _row([player.title, str(loss.given), str(loss.lost)])


def _sizes(results: Results) -> Iterable[str]:
    yield _row(["ours, from the update taken to its commit", "ms", "×"])
    yield _rule(3)
    for what, milliseconds, ratio in results.turns:
        yield _row([what, f"{milliseconds:.2f}", f"{ratio:.2f}"])
    for share in (0.5, 0.99):
        value = percentile(results.notices, share)
        yield _row([f"notice to the secretariat, idle, p{share * 100:.0f}", f"{value:.1f}", ""])


def _targets(results: Results) -> Iterable[str]:
    yield _row(["target", "measured", ""])
    yield _rule(3)
    for target in targets(results):
        yield _row([target.what, target.measured, "reached" if target.reached else "**missed**"])


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _rule(columns: int) -> str:
    return "|" + "--|" + "--:|" * (columns - 1)


def _machine() -> str:
    busy = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    cores = psutil.cpu_count()
    return f"Python {platform.python_version()}, {platform.system()}, {cores} cores{busy}"


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def write(figures: str, note: Path = NOTE) -> None:
    """Into the note, in the place of what stood between the markers."""
    before, _, rest = note.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    note.write_text(f"{before}{BEGIN}{figures}{END}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"also into {NOTE.name}")
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help=f"{ROUNDS} unless told otherwise"
    )
    options = parser.parse_args()
    figures = report(asyncio.run(measure(LINEUP, options.rounds)))
    print(figures)
    if options.write:
        write(figures)


if __name__ == "__main__":
    main()
