"""The process is killed at random moments of a conversation: every answer and every notification is there afterwards."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.demo import GROUP_ID
from bot.sandbox.client import Sim
from bot.stage import Stage
from storage import replies
from storage.visits import reading
from tests.e2e.missions import MISSIONS, Mission, enter, fill
from tests.e2e.stage import Attache

KILLS = int(os.environ.get("KILLS", "50"))
# Starting takes a second or two, and so may everything that waits for it.
PATIENCE_SECONDS = 60.0
SEED = int(os.environ.get("KILL_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)


class Patient(Attache):
    """Waits as long as a process takes to come back."""

    async def screen(self) -> dict[str, object]:
        return await self.sim.wait_for(self.user, _offers, timeout=PATIENCE_SECONDS)


def _offers(entry: dict[str, object]) -> bool:
    keyboard = entry["keyboard"]
    return bool(entry["buttons"]) or bool(keyboard and keyboard != "remove")


async def _kill_at_random(sim: Sim, kills: int, chance: random.Random) -> int:
    """Kills and starts the process so often; returns how often it was there to be killed."""
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(0.2, 1.6))
        await sim.bot_process("kill")
        await sim.bot_process("start")
    return kills


async def _amend_until(attache: Attache, done: asyncio.Event, chance: random.Random) -> list[int]:
    """Sends one amendment after the other; returns what was sent and acknowledged, in order."""
    sent: list[int] = []
    while not done.is_set():
        number = chance.randrange(1, 2000)
        if sent and number == sent[-1]:
            continue
        await attache.say("/review")
        await attache.tap("section:numbers")
        await attache.tap("change:participants")
        await attache.say(str(number))
        await attache.say("/review")
        await attache.tap("send")
        sent.append(number)
    return sent


def _revisions(database: Path, party: str) -> list[int]:
    with reading(database) as db:
        return [
            json.loads(revision.content)["answers"]["participants"]
            for revision in replies.revisions(db, party)
        ]


@pytest.mark.kill
async def test_no_answer_and_no_notification_is_lost_by_kills(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(SEED)
    stage = Stage(
        port=0,
        command=[sys.executable, "-m", "bot", "run"],
        env={**os.environ, "PACE": "none", "LOG_LEVEL": "ERROR"},
        database=tmp_path / "replies.sqlite3",
    )
    server = await stage.start()
    try:
        async with Sim(server.url) as sim:
            mission = MISSIONS[-1]
            attache = await _sent_once(sim, mission)
            done = asyncio.Event()
            talking = asyncio.create_task(_amend_until(attache, done, chance))
            kills = await _kill_at_random(sim, KILLS, chance)
            done.set()
            sent = [mission.announced, *(await talking)]
            last = f"revision {len(sent)} "
            await sim.wait_for(GROUP_ID, last, PATIENCE_SECONDS, after=0)
            said = await sim.texts(GROUP_ID)
    finally:
        await server.stop()
    stored = _revisions(stage.database, mission.state)
    notified = Counter(
        int(found[1]) for text in said if (found := re.search(r"revision (\d+) ", text))
    )
    lost = [number for number in range(1, len(sent) + 1) if not notified[number]]
    doubled = sum(count - 1 for count in notified.values())
    with capsys.disabled():
        print(
            f"\nkills {kills} · sendings {len(sent)} · stored {len(stored)} · "
            f"notified {len(notified)} · lost {len(lost)} · repeated in flight {doubled} · "
            f"seed {SEED}"
        )

    assert stored == sent
    assert lost == []
    # A kill between sending and marking can repeat the one message that was in flight in a chat.
    assert doubled <= kills


async def _sent_once(sim: Sim, mission: Mission) -> Attache:
    """The mission has sent its first reply; nothing was killed yet."""
    state = await sim.state()
    link = next(user["link"] for user in state["users"] if user["id"] == mission.user)
    attache = Patient(_Links(sim, {mission.user: link}), mission.user)
    await enter(attache, mission.language)
    await fill(attache, mission)
    await attache.tap("send")
    return attache


class _Links:
    """What an attaché needs of a stage."""

    def __init__(self, sim: Sim, links: dict[int, str]) -> None:
        self.sim = sim
        self.links = links
