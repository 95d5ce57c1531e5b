"""How soon the secretariat hears of a reply when nothing else goes on: `python -m tests.bench.notices`."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from bot.demo import cast
from storage.instants import from_text
from tests.bench.match import percentile
from tests.e2e.missions import MISSIONS, enter, fill
from tests.e2e.stage import Attache, stage

AMENDMENTS = 60


async def measured(amendments: int = AMENDMENTS) -> list[float]:
    """Milliseconds from the turn that wrote each notice to Telegram having taken it, in order.

    It begins before the commit and ends after the message has left, so it is more than what lies
    between the two.
    """
    with tempfile.TemporaryDirectory() as name:
        async with stage(Path(name)) as there:
            await amend(Attache(there, MISSIONS[-1].user), amendments)
            database = there.database
            await there.stop()
        with closing(sqlite3.connect(database)) as db:
            rows = db.execute(
                "SELECT created_at, sent_at FROM outbox WHERE chat_id = ? AND state = 'sent'",
                (cast.GROUP_ID,),
            )
            spans = [from_text(sent) - from_text(created) for created, sent in rows]
    return sorted(span.total_seconds() * 1000 for span in spans)


async def amend(attache: Attache, times: int) -> None:
    mission = MISSIONS[-1]
    await enter(attache, mission.language)
    await fill(attache, mission)
    await attache.tap("send")
    for number in range(times):
        await attache.say("/review")
        await attache.tap("section:numbers")
        await attache.tap("change:participants")
        await attache.say(str(20 + number))
        await attache.say("/review")
        await attache.tap("send")


def main() -> None:
    spans = asyncio.run(measured())
    print(f"{len(spans)} notices")
    for share in (0.5, 0.99):
        print(f"  p{share * 100:.0f} {percentile(spans, share):6.1f} ms")


if __name__ == "__main__":
    main()
