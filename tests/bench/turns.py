"""What a turn costs, from update to commit, as sessions and people grow: `python -m tests.bench.turns`."""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bot.campaign.campaign import Campaign
from bot.engine.changes import AnswerSet, RecordAdded
from bot.engine.session import Asking, Session
from bot.events import parties
from bot.events.reader import load
from bot.mission.draft import StoredDraft
from bot.telegram.updates import Incoming, TextMessage
from bot.turns import Arrival, Turns
from storage import assignments, people, replies
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.database import Database
from storage.instants import to_text
from tests import clock

# Walks of five answers, taken by turns between the sizes, so that all meet the same weather.
WALKS = 120
WARMING = 10
SESSIONS = (10, 1_000, 10_000)
DELEGATES = (1, 100, 1_000)
# Ids of the people whose turns are measured; those beside them only take up room.
FIRST = 1_000_000


# Five questions in a row that take a text or a name.
WALK = (
    ("focal_given", "Wanjiru"),
    ("focal_family", "Kamau"),
    ("focal_function", "Second Secretary"),
    ("focal_institution", "Permanent Mission"),
    ("focal_email", "w.kamau@mfa.example.org"),
)


class Bench:
    """A database of a given size, and one person of Kenya who answers in it."""

    def __init__(self, database: Database, turns: Turns, version: str) -> None:
        self._database = database
        self._turns = turns
        self._version = version
        self._update = 0

    async def walk(self) -> float:
        """The five answers, each committed by itself; milliseconds each. Going back is not counted."""
        await self._database.write(self._rewind)
        began = time.perf_counter()
        for _, text in WALK:
            await self._answer(text)
        return (time.perf_counter() - began) / len(WALK) * 1000

    async def _answer(self, text: str) -> None:
        self._update += 1
        arrivals, now = [_arrival(self._update, text)], clock.now()
        await self._database.write(lambda db: self._turns.batch(db, arrivals, now))

    def _rewind(self, db: sqlite3.Connection) -> None:
        """Back to the first of the five questions, none of them answered."""
        for question, _ in WALK:
            db.execute("DELETE FROM answers WHERE party = 'KEN' AND question = ?", (question,))
        session = Session(Asking(WALK[0][0]), 7, self._version)
        people.save_session(db, FIRST, session.to_json(), None, to_text(clock.now()))


def _arrival(update: int, text: str) -> Arrival:
    what = TextMessage(text)
    incoming = Incoming(update, FIRST, True, "", FIRST, "Wanjiru Kamau", None, "en", what, update)
    return Arrival(update, "{}", lambda: incoming)


def _fill(db: sqlite3.Connection, *, campaign: Campaign, sessions: int, delegates: int) -> None:
    stamp = to_text(clock.now())
    waiting = Session(Asking("focal_family"), 5, campaign.event.form.version).to_json()
    for number in range(sessions):
        person = FIRST + number
        people.meet(db, person, "Wanjiru Kamau", None, stamp)
        people.set_language(db, person, "en")
        people.set_agreed(db, person, "bench", stamp)
        people.save_session(db, person, waiting, None, stamp)
    party = "KEN"
    replies.ensure(db, party, stamp)
    assignments.assign(
        db,
        party,
        FIRST,
        MissionRole.PRIMARY,
        status=AssignmentStatus.CONFIRMED,
        reason=AssignmentReason.INVITED,
        now=stamp,
    )
    draft = StoredDraft(db, campaign.event.form, party)
    for question, value in (("participation", "yes"), ("focal_title", "ms")):
        draft.apply(AnswerSet(question, value), by=FIRST, role="primary", now=stamp)
    for _ in range(delegates):
        record = draft.next_record()
        draft.apply(RecordAdded("delegation", record), by=FIRST, role="primary", now=stamp)
        for question, value in (("role", "delegate"), ("given", "A"), ("family", f"B{record}")):
            change = AnswerSet(question, value, record, "delegation")
            draft.apply(change, by=FIRST, role="primary", now=stamp)


async def measured(cases: Sequence[tuple[int, int]]) -> list[float]:
    """Milliseconds a turn for each (sessions, delegates), side by side: the median of the walks."""
    campaign = Campaign(load("wsis-geneva-2003"), parties.load(), "bench_bot")
    with tempfile.TemporaryDirectory() as folder:
        benches: list[Bench] = []
        databases: list[Database] = []
        for number, (sessions, delegates) in enumerate(cases):
            database = await Database.open(Path(folder) / f"{number}.sqlite3")
            databases.append(database)
            await database.write(
                partial(_fill, campaign=campaign, sessions=sessions, delegates=delegates)
            )
            benches.append(Bench(database, Turns(campaign), campaign.event.form.version))
        times: list[list[float]] = [[] for _ in cases]
        for turn in range(WALKS + WARMING):
            for bench, taken in zip(benches, times, strict=True):
                cost = await bench.walk()
                if turn >= WARMING:
                    taken.append(cost)
        for database in databases:
            await database.close()
    return [statistics.median(taken) for taken in times]


async def rows() -> list[tuple[str, float, float]]:
    """(what, milliseconds a turn, ratio to the smallest) for the sizes that matter."""
    by_sessions = await measured([(count, 1) for count in SESSIONS])
    by_people = await measured([(10, count) for count in DELEGATES])
    table = [
        (f"{count} sessions stored", ms, ms / by_sessions[0])
        for count, ms in zip(SESSIONS, by_sessions, strict=True)
    ]
    table += [
        (f"{count} delegates named", ms, ms / by_people[0])
        for count, ms in zip(DELEGATES, by_people, strict=True)
    ]
    return table


def main() -> None:
    print("A turn, from the update taken to its commit (synchronous=FULL)")
    for what, ms, ratio in asyncio.run(rows()):
        print(f"  {what:<24} {ms:7.3f} ms   × {ratio:.2f}")


if __name__ == "__main__":
    main()
