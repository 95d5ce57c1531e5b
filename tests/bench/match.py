"""One bot as a process of its own, played once: what it took, and what is left of it after a kill."""

from __future__ import annotations

import asyncio
import signal
import statistics
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.peers.form import QUESTIONS
from tests.bench.play import PATIENCE_SECONDS, Play
from tests.bench.players import Player, chats, environment

# Those who answer at once, and those who answer at a set pace afterwards.
CROWD = 130
# Near the end of the form ever fewer are left to answer; what is measured ends before.
SHARE = 0.9
HURRY_SECONDS = 4.0
STROLL_SECONDS = 2.5
STOP_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Round:
    """What one round came to."""

    start_seconds: float
    per_second: float
    cpu_ms: float
    calls: float
    p50_ms: float
    p99_ms: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Loss:
    """After a kill at half time, and a start: how many answers were given, and how many are kept."""

    given: int
    lost: int


@asynccontextmanager
async def running(player: Player, folder: Path, play: Play) -> AsyncIterator[Process]:
    """The bot's process; it is asked to stop at the end, where it still runs."""
    log = folder / "log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *player.command(play.api.url, folder),
            env=environment(player, play.api.url, folder),
            stdout=output,
            stderr=output,
        )
    try:
        yield process
        if process.returncode not in {None, -signal.SIGKILL}:
            raise RuntimeError(f"{player.name} ended by itself:\n{log.read_text()}")
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


async def played(player: Player) -> Round:
    """As fast as it can, then at half of that."""
    everybody = list(chats())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        await asyncio.to_thread(player.prepare, folder, player.sessions or 0)
        play = Play(opening=player.opening, echo=player.echo)
        await play.api.start()
        began = time.perf_counter()
        async with running(player, folder, play) as process:
            await play.open(everybody[:1])
            start_seconds = time.perf_counter() - began
            await play.open(everybody[1:])
            before, calls = _cpu_seconds(process.pid), play.api.calls
            seconds = await play.hurry(
                everybody[:CROWD],
                answers=int(CROWD * len(QUESTIONS) * SHARE),
                seconds=HURRY_SECONDS,
            )
            answered = max(play.answered, 1)
            cpu = (_cpu_seconds(process.pid) - before) / answered
            calls = play.api.calls - calls
            await play.settle()
            await play.stroll(
                everybody[CROWD:], per_second=answered / seconds / 2, seconds=STROLL_SECONDS
            )
            latencies = sorted(play.latencies) or [PATIENCE_SECONDS]
            peak = _peak_mb(process.pid)
        play.api.stop()
    return Round(
        start_seconds=start_seconds,
        per_second=answered / seconds,
        cpu_ms=cpu * 1000,
        calls=calls / answered,
        p50_ms=statistics.median(latencies) * 1000,
        p99_ms=percentile(latencies, 0.99) * 1000,
        peak_mb=peak,
    )


async def killed(player: Player) -> Loss:
    """Killed when half of the answers are in, started again; whoever waits is not asked twice."""
    everybody = list(chats())[:CROWD]
    assert player.kept is not None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        await asyncio.to_thread(player.prepare, folder, player.sessions or 0)
        play = Play(opening=player.opening, echo=player.echo)
        await play.api.start()
        async with running(player, folder, play) as process:
            await play.open(everybody)
            half = CROWD * len(QUESTIONS) // 2
            await play.hurry(everybody, answers=half, seconds=HURRY_SECONDS)
            process.send_signal(signal.SIGKILL)
        async with running(player, folder, play):
            await play.drained()
        play.api.stop()
        kept = await asyncio.to_thread(player.kept, folder)
    return Loss(given=len(play.posted), lost=len(play.posted - kept))


def percentile(ordered: Sequence[float], share: float) -> float:
    """Of what is in order."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _cpu_seconds(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    if status.is_file():
        lines = status.read_text().splitlines()
        peak = next((line for line in lines if line.startswith("VmHWM:")), "VmHWM: 0")
        return int(peak.split()[1]) * 1024 / 1e6
    # Elsewhere what it holds now, which in these bots is the most it ever held.
    return float(psutil.Process(pid).memory_info().rss / 1e6)
