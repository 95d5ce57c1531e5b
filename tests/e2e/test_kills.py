"""The process is killed at random moments, or told to stop: every answer and every notification is there afterwards."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.demo.cast import GROUP_ID
from bot.demo.stage import DemoStage
from bot.sandbox.client import Sim
from storage import revisions
from storage.visits import reading
from tests import clock
from tests.bot_process import RUN
from tests.e2e.missions import MISSIONS, Mission, enter, fill
from tests.e2e.stage import Attache
from tests.plain_text import unmarked
from tests.waiting import PATIENCE_SECONDS, until

# The short run is part of every test run, in parts that run side by side; `make soak` kills as often as is promised.
KILLS = int(os.environ.get("KILLS", "52"))
PARTS = 4
SOAK_KILLS = int(os.environ.get("SOAK_KILLS", "200"))
STOPS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to; `stored` and `sent` hold the number of participants of each revision, by State."""

    sent: dict[str, list[int]]
    stored: dict[str, list[int]]
    lost: int
    repeated: int
    seed: int

    def line(self, what: str) -> str:
        return (
            f"\n{what} · sendings {sum(map(len, self.sent.values()))} · "
            f"stored {sum(map(len, self.stored.values()))} · lost {self.lost} · "
            f"repeated in flight {self.repeated} · seed {self.seed}"
        )


@contextmanager
def _seeded(config: pytest.Config) -> Iterator[int]:
    """The seed of the kills: KILL_SEED, else that of the order of the tests; a failure tells it."""
    given = os.environ.get("KILL_SEED") or config.getoption("randomly_seed", None)
    # Where nothing shuffles the tests there is no seed to go by.
    seed = random.SystemRandom().randrange(1, 10**6) if given is None else int(given)
    try:
        yield seed
    except BaseException as error:
        error.add_note(f"KILL_SEED={seed} plays these kills again.")
        raise


@asynccontextmanager
async def _playing(folder: Path) -> AsyncIterator[tuple[Sim, DemoStage]]:
    """The sandbox, and the bot as a process of its own."""
    stage = DemoStage(
        port=0,
        command=RUN,
        env={**os.environ, "PACE": "none", "LOG_LEVEL": "ERROR"},
        database=folder / "replies.sqlite3",
        now=clock.now,
    )
    server = await stage.start()
    try:
        async with Sim(server.url) as sim:
            yield sim, stage
    finally:
        await server.stop()


async def _kill_at_random(sim: Sim, kills: int, chance: random.Random) -> None:
    """Kills and starts the process so often: while it starts, and in the middle of what it says."""
    for _ in range(kills):
        if chance.random() < 0.5:
            await asyncio.sleep(chance.uniform(0.2, 1.6))
        else:
            await _until_it_speaks(sim)
            await asyncio.sleep(chance.uniform(0.0, 0.5))
        await sim.bot_process("kill")
        await sim.bot_process("start")


async def _until_it_speaks(sim: Sim) -> list[dict[str, Any]]:
    """Until the process sends something, which takes as long as its start takes."""
    before = (await sim.journal(method="sendMessage"))[-1]["seq"]

    async def said() -> list[dict[str, Any]]:
        return await sim.journal(method="sendMessage", after=before)

    return await until(said, "a message from the process")


async def _talk_until(
    attache: Attache, mission: Mission, done: asyncio.Event, chance: random.Random
) -> list[int]:
    """Sends one amendment after the other; returns all that was sent and acknowledged, in order."""
    sent = [mission.announced]
    while not done.is_set():
        number = chance.randrange(1, 2000)
        if number == sent[-1]:
            continue
        await attache.say("/review")
        await attache.tap("section:numbers")
        await attache.tap("change:participants")
        await attache.say(str(number))
        await attache.say("/review")
        await attache.tap("send")
        sent.append(number)
    return sent


async def _outcome(
    sim: Sim, stage: DemoStage, missions: Sequence[Mission], sent: Sequence[list[int]], seed: int
) -> Outcome:
    """Waits for the last notice of each, then counts."""
    for mission, numbers in zip(missions, sent, strict=True):
        await sim.wait_for(GROUP_ID, _tells(mission.state, len(numbers)), PATIENCE_SECONDS, after=0)
    notices = re.findall(
        r"WSIS-2003/(\w{3}) · revision (\d+) ", unmarked("\n".join(await sim.texts(GROUP_ID)))
    )
    notified = Counter(notices)
    wanted = [
        (mission.state, str(number))
        for mission, numbers in zip(missions, sent, strict=True)
        for number in range(1, len(numbers) + 1)
    ]
    for mission in missions:
        numbers = [int(number) for state, number in notices if state == mission.state]
        assert numbers == sorted(numbers)
    states = [mission.state for mission in missions]
    return Outcome(
        dict(zip(states, sent, strict=True)),
        {state: _revisions(stage.database, state) for state in states},
        sum(1 for one in wanted if not notified[one]),
        sum(count - 1 for count in notified.values()),
        seed,
    )


def _tells(state: str, number: int) -> Callable[[dict[str, Any]], bool]:
    """Whether a message is the notice of that revision."""
    return lambda entry: f"{state} · revision {number} " in unmarked(entry["text"])


def _revisions(database: Path, party: str) -> list[int]:
    with reading(database) as db:
        return [
            json.loads(revision.content)["answers"]["participants"]
            for revision in revisions.of_party(db, party)
        ]


async def _kill(
    folder: Path, missions: Sequence[Mission], kills: int, seed: int, *, part: int = 0
) -> Outcome:
    own = seed + part
    async with _playing(folder) as (sim, stage), _talking(sim, stage, missions, own) as talk:
        await _kill_at_random(sim, kills, random.Random(own))
        return await _outcome(sim, stage, missions, await talk(), seed)


@asynccontextmanager
async def _talking(
    sim: Sim, stage: DemoStage, missions: Sequence[Mission], seed: int
) -> AsyncIterator[Callable[[], Awaitable[list[list[int]]]]]:
    """Missions that have sent their first reply, and send one amendment after the other until told to end."""
    attaches = await asyncio.gather(*(_sent_once(sim, stage, mission) for mission in missions))
    done = asyncio.Event()
    talking = [
        asyncio.create_task(_talk_until(attache, mission, done, random.Random(seed + place)))
        for place, (attache, mission) in enumerate(zip(attaches, missions, strict=True))
    ]

    async def end() -> list[list[int]]:
        done.set()
        return await asyncio.gather(*talking)

    try:
        yield end
    finally:
        for one in talking:
            one.cancel()


async def _stop_at_random(folder: Path, seed: int) -> tuple[list[float], list[int], Outcome]:
    """How long each stop took, how the process ended, and what the run came to."""
    chance = random.Random(seed)
    seconds: list[float] = []
    exits: list[int] = []
    async with _playing(folder) as (sim, stage), _talking(sim, stage, MISSIONS, seed) as talk:
        for _ in range(STOPS):
            # A process that only starts has no answer to SIGTERM yet.
            await _until_it_speaks(sim)
            await asyncio.sleep(chance.uniform(0.0, 1.5))
            began = time.monotonic()
            stopped = await sim.bot_process("stop")
            seconds.append(time.monotonic() - began)
            exits.append(stopped["exit_code"])
            await sim.bot_process("start")
        return seconds, exits, await _outcome(sim, stage, MISSIONS, await talk(), seed)


@pytest.mark.kill
@pytest.mark.parametrize("part", range(1, PARTS + 1))
async def test_no_answer_and_no_notification_is_lost_by_kills(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    pytestconfig: pytest.Config,
    part: int,
) -> None:
    kills = -(-KILLS // PARTS)
    with _seeded(pytestconfig) as seed:
        outcome = await _kill(tmp_path, MISSIONS[-1:], kills, seed, part=part)
        with capsys.disabled():
            print(outcome.line(f"kills {kills} · part {part} of {PARTS}"))

        assert outcome.stored == outcome.sent
        assert outcome.lost == 0
        # A kill between sending and marking can repeat the one message that was in flight in a chat.
        assert outcome.repeated <= kills


@pytest.mark.slow
async def test_two_hundred_kills_while_six_missions_talk_lose_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], pytestconfig: pytest.Config
) -> None:
    with _seeded(pytestconfig) as seed:
        outcome = await _kill(tmp_path, MISSIONS, SOAK_KILLS, seed)
        with capsys.disabled():
            print(outcome.line(f"kills {SOAK_KILLS} · missions {len(MISSIONS)}"))

        assert outcome.stored == outcome.sent
        assert outcome.lost == 0
        assert outcome.repeated <= SOAK_KILLS


@pytest.mark.kill
async def test_told_to_stop_in_the_middle_of_everything_it_ends_of_itself_and_repeats_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    pytestconfig: pytest.Config,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # How long a stop takes is the machine's, so the sandbox kills only what hangs.
    monkeypatch.setattr("bot.sandbox.supervise.STOP_SECONDS", PATIENCE_SECONDS)
    with _seeded(pytestconfig) as seed:
        seconds, exits, outcome = await _stop_at_random(tmp_path, seed)
        with capsys.disabled():
            print(outcome.line(f"stops {STOPS} · longest {max(seconds):.1f} s"))

        assert outcome.stored == outcome.sent
        assert (outcome.lost, outcome.repeated) == (0, 0)
        # No killed process ends with 0.
        assert exits == [0] * STOPS


async def _sent_once(sim: Sim, stage: DemoStage, mission: Mission) -> Attache:
    """The mission has sent its first reply; nothing was killed yet."""
    state = await sim.state()
    link = next(user["link"] for user in state["users"] if user["id"] == mission.user)
    attache = Attache(_Links(sim, stage.database, {mission.user: link}), mission.user)
    await enter(attache, mission.language)
    await fill(attache, mission)
    await attache.tap("send")
    return attache


class _Links:
    """What an attaché needs of a stage."""

    def __init__(self, sim: Sim, database: Path, links: dict[int, str]) -> None:
        self.sim = sim
        self.database = database
        self.links = links
