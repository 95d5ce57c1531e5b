"""Ten thousand people at once, and Telegram away for an hour: `python -m tests.bench.overload`.

The crowd goes over HTTP against the sandbox, the bot being a process of its own; the hour passes on
the simulation's clock, with Telegram's limits on. Ends with 1 where a promise is not kept.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil

from bot.campaign.post import Post
from bot.demo import cast
from bot.demo.stage import TOKEN, USERNAME
from bot.engine.session import Asking, NamingParty, Session, Writing
from bot.events import parties
from bot.events.reader import load
from bot.i18n.isolation import Html
from bot.sandbox import people as players
from bot.sandbox.model import ChatType, Membership, User
from bot.sandbox.server import SandboxServer, new_world
from bot.telegram.pacing import TELEGRAM
from bot.texts.messages import Message
from storage import assignments, files, people, replies
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.instants import from_text, to_text
from storage.outbox import Lane
from tests import clock
from tests.plain_text import plain
from tests.simulation.disk import Onlooker, prepared
from tests.simulation.fate import Fate
from tests.simulation.loop import VirtualLoop, virtual_time
from tests.simulation.process import BEGAN, Clock, Process
from tests.simulation.quiet import quiet
from tests.simulation.telegram import DATE, Telegram
from tests.waiting import until

CROWD = int(os.environ.get("CROWD", "10000"))
FIRST = 1_000_000
# Somebody writes so often at once; nobody else may wait for that.
FLOOD = 100
# Of each State one writes to the secretariat, which is to be told in order.
LETTER = "Please note"
PATIENCE_SECONDS = 900.0
# For each answer a row is read and one is written; this leaves room for a hundred thousand.
MOST_MEGABYTES = 400
CUT_OFF = 390
# From the choice of a message to the record that it was sent.
IN_FLIGHT_SECONDS = 1.0
HOUR_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Row:
    """A message that was sent."""

    id: int
    chat_id: int
    lane: int
    method: str
    created: float
    sent: float

    @property
    def wait(self) -> float:
        return self.sent - self.created


# ---------------------------------------------------------------- the crowd


def appoint(db: sqlite3.Connection) -> None:
    """Everybody is in the middle of something, and an announcement to all of them is queued.

    Two people of each State, of whom one writes to the secretariat and one answers a question; and
    people without an invitation, who write which country they are of.
    """
    now = clock.now()
    stamp, form = to_text(now), load("wsis-geneva-2003").form.version
    cast.prepare(db, USERNAME, now)
    states = [party.code for party in parties.load()]
    steps = [Writing()] * len(states) + [Asking("remarks", filling=False)] * len(states)
    for place in range(CROWD):
        person, party = FIRST + place, states[place % len(states)]
        step = steps[place] if place < len(steps) else NamingParty()
        people.meet(db, person, f"Person {place}", None, stamp)
        people.set_language(db, person, "en")
        people.set_agreed(db, person, "notice", stamp)
        people.save_session(db, person, Session(step, 3, form).to_json(), None, stamp)
        if place < len(steps):
            replies.ensure(db, party, stamp)
            role = "primary" if place < len(states) else "backup"
            assignments.assign(
                db,
                party,
                person,
                MissionRole(role),
                status=AssignmentStatus.CONFIRMED,
                reason=AssignmentReason.INVITED,
                now=stamp,
            )
    post = Post(db, stamp)
    for place in range(CROWD):
        post.send(FIRST + place, Message(Html("The opening has been moved.")), lane=Lane.BULK)


async def crowd(folder: Path) -> bool:
    """Everybody writes within a moment; the figures, once all is answered."""
    path = folder / "crowd.sqlite3"
    with closing(files.prepare(path)), closing(files.connect(path)) as db:
        db.execute("BEGIN")
        appoint(db)
        db.execute("COMMIT")
    world = new_world(token=TOKEN, username=USERNAME)
    world.updates.slow_down_repeated_polls = False
    players.create_group(
        world,
        cast.GROUP_ID,
        "Secretariat",
        ChatType.SUPERGROUP,
        [world.add_user(User(cast.ADMIN_ID, "Mary"))],
        add_bot=True,
    )
    for place in range(CROWD):
        world.add_user(User(FIRST + place, f"Person {place}"))
        world.chat(FIRST + place).bot = Membership.MEMBER
    server = SandboxServer(world=world)
    await server.start()
    env = {
        **os.environ,
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": server.url,
        "DATABASE": str(path),
        "EVENT": "wsis-geneva-2003",
        "PACE": "none",
        "LOG_LEVEL": "ERROR",
    }
    await server.supervise([sys.executable, "-m", "bot", "run"], env=env)
    supervisor = world.supervisor
    assert supervisor is not None
    with closing(files.connect(path, read_only=True)) as db:
        await until(lambda: _count(db, "state = 'sent'") > 0, "the first message")
        process = psutil.Process(supervisor.view()["pid"])
        before = process.memory_info().rss
        began = time.monotonic()
        await _everybody_writes(server)
        wanted = CROWD + FLOOD
        peak = 0
        while _processed(db) < wanted or _count(db, "state = 'queued'"):
            peak = max(peak, process.memory_info().rss)
            if time.monotonic() - began > PATIENCE_SECONDS:
                break
            await asyncio.sleep(0.25)
        seconds = time.monotonic() - began
        rows = _rows(db)
        dead = _count(db, "state <> 'sent'")
    await server.stop()
    return _tell_of_crowd(rows, dead, seconds, before, peak, _letters(world))


async def _everybody_writes(server: SandboxServer) -> None:
    """The flood first, so that whoever were starved by it would be everybody."""
    world = server.world
    for _ in range(FLOOD):
        players.say(
            world, world.chat(FIRST + CROWD - 1), world.user(FIRST + CROWD - 1), {"text": "/status"}
        )
    members = 2 * len(parties.load())
    for place in range(CROWD):
        person = FIRST + place
        text = f"{LETTER} {place}" if place < members else "Kenya"
        players.say(world, world.chat(person), world.user(person), {"text": text})
        if place % 200 == 0:
            await asyncio.sleep(0)


def _letters(world: object) -> list[int]:
    """The letters in the secretariat's group, in the order in which it saw them."""
    chat = world.chat(cast.GROUP_ID)  # type: ignore[attr-defined]
    texts = [message.content.get("text", "") for _, message in sorted(chat.messages.items())]
    return [
        int(plain(text).rsplit(f"{LETTER} ", 1)[1].split()[0]) for text in texts if LETTER in text
    ]


def _tell_of_crowd(
    rows: list[Row], dead: int, seconds: float, before: int, peak: int, letters: list[int]
) -> bool:
    flooding = FIRST + CROWD - 1
    replied = [row for row in rows if row.lane == Lane.INTERACTIVE and row.chat_id >= FIRST]
    waits = sorted(row.wait for row in replied if row.chat_id != flooding)
    first, last = min(row.created for row in replied), max(row.sent for row in replied)
    bulk = [row for row in rows if row.lane == Lane.BULK]
    passed = _overtaking(bulk, [row for row in replied if row.chat_id != flooding])
    answered = {row.chat_id for row in replied}
    megabytes = peak / 2**20
    print(f"people writing at once        {CROWD} (and one of them {FLOOD} times more)")
    print(f"people answered               {len(answered)}")
    print(
        f"messages delivered            {len(rows)} in {seconds:.0f} s ({len(rows) / seconds:.0f} a second)"
    )
    print(f"not delivered                 {dead}")
    print(f"an answer's wait, median      {statistics.median(waits):.1f} s")
    print(f"an answer's wait, longest     {waits[-1]:.1f} s")
    print(f"answers ended after           {last - first:.1f} s")
    print(f"announcements passed them     {passed} of {len(bulk)}")
    print(
        f"letters in the group          {len(letters)}, {'in order' if letters == sorted(letters) else 'OUT OF ORDER'}"
    )
    print(
        f"memory of the bot             {before / 2**20:.0f} MB before, {megabytes:.0f} MB at most"
    )
    return (
        len(answered) == CROWD
        and dead == 0
        and passed <= len(bulk) * 0.02
        and letters == sorted(letters)
        and len(letters) == len(parties.load())
        and megabytes < MOST_MEGABYTES
    )


def _overtaking(bulk: Sequence[Row], replied: Sequence[Row]) -> int:
    """Announcements that went while an answer had been waiting, and went on waiting."""
    begun = sorted(row.created + IN_FLIGHT_SECONDS for row in replied)
    ended = sorted(row.sent for row in replied)
    return sum(1 for row in bulk if bisect(begun, row.sent) - bisect(ended, row.sent) > 0)


def _count(db: sqlite3.Connection, where: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM outbox WHERE {where}").fetchone()[0])


def _processed(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM processed").fetchone()[0])


def _rows(db: sqlite3.Connection) -> list[Row]:
    return [
        Row(number, chat, lane, method, _seconds(created), _seconds(sent))
        for number, chat, lane, method, created, sent in db.execute(
            "SELECT id, chat_id, lane, method, created_at, sent_at FROM outbox"
            " WHERE state = 'sent' ORDER BY id"
        )
    ]


def _seconds(stamp: str) -> float:
    return from_text(stamp).timestamp()


# ---------------------------------------------------------------- the hour


class Hour:
    """Telegram goes away while people are in the middle of their replies, and comes back an hour later."""

    def __init__(self, folder: Path, people: int) -> None:
        self.people = range(people)
        self.fate = Fate(0)
        self.fate.calm = True
        self.telegram = Telegram(self.fate, webhook=False)
        self.clock = Clock()
        self.event = load("wsis-geneva-2003")
        prepared(folder, self._prepare)
        path = folder / "replies.sqlite3"
        self.onlooker = Onlooker(path)
        self.process = Process(
            path, self.event, self.telegram, self.fate, self.clock, self.onlooker, TELEGRAM
        )
        self.sent_at: list[tuple[float, int, int]] = []
        self._queries = 0

    def _prepare(self, db: sqlite3.Connection) -> None:
        stamp = to_text(BEGAN - timedelta(days=1))
        session = Session(Asking("participation"), 3, self.event.form.version).to_json()
        states = [party.code for party in parties.load()]
        for place in self.people:
            person, party = FIRST + place, states[place % len(states)]
            people.meet(db, person, f"Person {place}", None, stamp)
            people.set_language(db, person, "en")
            people.set_agreed(db, person, "notice", stamp)
            people.save_session(db, person, session, None, stamp)
            replies.ensure(db, party, stamp)
            role = "primary" if place < len(states) else "backup"
            assignments.assign(
                db,
                party,
                person,
                MissionRole(role),
                status=AssignmentStatus.CONFIRMED,
                reason=AssignmentReason.INVITED,
                now=stamp,
            )

    async def run(self) -> bool:
        living = asyncio.create_task(self.process.run())
        for place in self.people:
            self._write(FIRST + place, "/form")
        await self._rest()
        self.telegram.go_away(HOUR_SECONDS)
        began = virtual_time()
        await asyncio.sleep(10)
        self._announce()
        await asyncio.sleep(600)
        # A third taps, a third writes, a third does nothing.
        for place in self.people[::3]:
            self._tap(FIRST + place)
            self._write(FIRST + place + 1, "/status")
        await asyncio.sleep(HOUR_SECONDS - (virtual_time() - began))
        back = virtual_time()
        await self._rest()
        seconds = virtual_time() - back
        good = self._tell(seconds, back)
        for place in self.people[::3]:
            self._tap(FIRST + place)
        await self._rest()
        again = self._taken()
        print(f"taps repeated and taken       {again} of {len(self.people[::3])}")
        self.process.end()
        await living
        return good and again == len(self.people[::3])

    def _announce(self) -> None:
        disk = self.process.disk
        assert disk is not None
        db, stamp = disk.writing, to_text(self.clock())
        db.execute("BEGIN IMMEDIATE")
        for place in self.people:
            words = Message(Html(f"The opening has been moved. {place}"))
            Post(db, stamp).send(FIRST + place, words, lane=Lane.BULK)
        db.execute("COMMIT")
        assert self.process.app is not None
        self.process.app.wake()

    def _write(self, person: int, text: str) -> None:
        content = self._head(person, self.telegram.new_message_id())
        self.telegram.update(person, "message", {**content, "text": text})

    def _tap(self, person: int) -> None:
        shown = [one for one in self.telegram.chats[person].messages.values() if one.buttons]
        newest = max(
            (one for one in shown if any(data.endswith(":pick:yes") for data in one.buttons)),
            key=lambda one: one.changed,
        )
        self._queries += 1
        query = {
            "id": str(self._queries),
            "from": {"id": person, "is_bot": False, "first_name": "Person"},
            "chat_instance": "1",
            "data": next(data for data in newest.buttons if data.endswith(":pick:yes")),
            "message": self._head(person, newest.message_id),
        }
        self.telegram.update(person, "callback_query", query)

    def _head(self, person: int, number: int) -> dict[str, object]:
        return {
            "message_id": number,
            "date": DATE,
            "from": {"id": person, "is_bot": False, "first_name": "Person"},
            "chat": {"id": person, "type": "private", "first_name": "Person"},
        }

    async def _rest(self) -> None:
        """Until nothing is on its way."""
        while self.telegram.waits() or self.onlooker.one(  # noqa: ASYNC110 - nothing tells
            "SELECT 1 FROM outbox WHERE state = 'queued' LIMIT 1"
        ):
            await asyncio.sleep(0.5)
        await asyncio.sleep(5)

    def _taken(self) -> int:
        states = self.onlooker.all("SELECT state FROM sessions")
        steps = [Session.from_json(state).step for (state,) in states]
        return sum(1 for step in steps if step != Asking("participation"))

    def _tell(self, seconds: float, back: float) -> bool:
        chats = [self.telegram.chats[FIRST + place] for place in self.people]
        offered = [
            place for place, chat in enumerate(chats) if _saw(chat.seen, "may have been lost")
        ]
        announced = sum(1 for chat in chats if _saw(chat.seen, "opening has been moved"))
        twice = sum(max(0, _times(chat.seen, "opening has been moved") - 1) for chat in chats)
        wrote = [place for place in self.people if place % 3 == 1]
        each = Counter(int(at - back) for at in self.telegram.arrived_at if at >= back)
        ordered = self._in_order()
        print(
            f"people cut off for an hour    {len(self.people)}:"
            " a third taps, a third writes, a third waits"
        )
        print(f"all delivered after           {seconds:.0f} s, {sum(each.values())} messages")
        print(f"most in a second              {max(each.values())}")
        print(f"announcement                  {announced} of {len(self.people)}, {twice} twice")
        print(f"order within each chat        {'kept' if ordered else 'LOST'}")
        others = len(self.people) - len(wrote)
        print(f"question offered again to     {len(offered)} ({others} tapped or waited)")
        return (
            announced == len(self.people)
            and twice == 0
            and ordered
            and offered == [place for place in self.people if place % 3 != 1]
            and max(each.values()) <= 30
        )

    def _in_order(self) -> bool:
        """In each lane of each chat, rows arrived in the order in which they were written."""
        lanes: dict[tuple[int, int], list[int]] = {}
        for row, chat, lane in self.onlooker.all(
            "SELECT id, chat_id, lane FROM outbox ORDER BY id"
        ):
            lanes.setdefault((chat, lane), []).append(self.telegram.deliveries[row].first)
        return all(firsts == sorted(firsts) for firsts in lanes.values())


def _saw(seen: list[str], words: str) -> bool:
    return _times(seen, words) > 0


def _times(seen: list[str], words: str) -> int:
    return sum(words in text for text in seen)


def hour(folder: Path, *, people: int = CUT_OFF) -> bool:
    loop = VirtualLoop()
    asyncio.set_event_loop(loop)
    try:

        async def live() -> bool:
            return await Hour(folder, people).run()

        return loop.run_until_complete(live())
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        kept = asyncio.run(crowd(Path(folder)))
        print()
        with quiet():
            kept &= hour(Path(folder))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
