"""One seed's world: States, their people, the secretariat, Telegram and the bot; runs until everything has come to rest."""

from __future__ import annotations

import asyncio
import hashlib
import random
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.campaign.campaign import DEADLINE
from bot.engine.form import Form
from bot.engine.progress import open_items
from bot.events import reader
from bot.events.event import Event
from bot.i18n.languages import LANGUAGES
from bot.telegram.pacing import UNLIMITED
from bot.texts.told import TOLD
from storage import deployment, invitations, people, replies, staff
from storage.instants import to_text
from tests.simulation.disk import Onlooker, prepared
from tests.simulation.fate import Fate
from tests.simulation.loop import VirtualLoop, virtual_time
from tests.simulation.model import Model
from tests.simulation.people import Bewildered, Mission, Officer
from tests.simulation.process import BEGAN, Clock, Process
from tests.simulation.telegram import Telegram

OFFICER, GROUP, SECOND_GROUP = 900, -1001, -1002
DESKS = {GROUP: "en", SECOND_GROUP: "fr"}
STATES = ("FRA", "EGY", "CHN", "RUS", "MEX", "KEN", "NPL", "FJI")
FIRST_PERSON = 101
BACKUPS_FROM = 201
# Past every repetition that the bot makes by itself.
LONGEST_DAY_SECONDS = 6 * 3600.0
LONGEST_REST_SECONDS = 3 * 3600.0
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@cache
def shipped() -> Event:
    return reader.load("wsis-geneva-2003")


@dataclass(frozen=True, slots=True)
class Result:
    """What one seed came to."""

    seed: int
    kills: int
    faults: int
    answers: int
    notifications: int
    lost: int
    duplicated: int
    in_flight: int
    complaints: tuple[str, ...]
    digest: str

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.duplicated or self.complaints)


class World:
    """Everything that a seed makes, and what people look up in it."""

    def __init__(self, seed: int, folder: Path, *, acts: int | None = None) -> None:
        self.seed = seed
        self.dice = random.Random(f"world {seed}")
        self.event = shipped()
        self.form: Form = self.event.form
        self.words = TOLD
        self.fate = Fate(seed)
        self.telegram = Telegram(self.fate, webhook=self.dice.random() < 0.4)
        self.clock = Clock()
        self.complaints: list[str] = []
        self.over = False
        self.parties = list(STATES[: self.dice.randint(2, 4)])
        self.models = {party: Model(party) for party in self.parties}
        self._tokens = 0
        path = folder / "replies.sqlite3"
        links = prepared(folder, self._prepare)
        self.onlooker = Onlooker(path)
        self.missions = [
            Mission(
                self,
                FIRST_PERSON + place,
                f"Person {party}",
                self.dice.choice(LANGUAGES),
                self.models[party],
                links[party],
                acts or self.dice.randint(25, 75),
            )
            for place, party in enumerate(self.parties)
        ]
        self.backups: dict[str, Mission] = {}
        self.officer = Officer(self, OFFICER, "Mary Keller", GROUP)
        self.process = Process(
            path, self.event, self.telegram, self.fate, self.clock, self.onlooker, UNLIMITED
        )

    def _prepare(self, db: sqlite3.Connection) -> dict[str, str]:
        """Invitations, a secretariat with two groups, and at times a deadline that is near."""
        stamp = to_text(BEGAN - timedelta(days=1))
        people.meet(db, OFFICER, "Mary Keller", None, stamp)
        staff.grant(db, OFFICER, "admin", by=None, now=stamp)
        for group, language in DESKS.items():
            staff.register_desk(db, group, "Secretariat", language, by=OFFICER, now=stamp)
        if self.dice.random() < 0.4:
            days = self.dice.uniform(0.01, 12)
            deployment.put(db, DEADLINE, to_text(BEGAN + timedelta(days=days)))
        links = {}
        for party in self.parties:
            replies.ensure(db, party, stamp)
            expires = to_text(BEGAN + timedelta(days=180))
            _, code = invitations.create(
                db, party, "primary", by=OFFICER, now=stamp, expires_at=expires
            )
            links[party] = f"start={code}"
        return links

    # ------------------------------------------------------------ what people look up

    def token(self) -> str:
        """A word that comes once."""
        self._tokens += 1
        rest, letters = self._tokens, ""
        while rest:
            rest, letter = divmod(rest, len(ALPHABET))
            letters += ALPHABET[letter]
        return f"Q{letters}x"

    def complain(self, what: str) -> None:
        self.complaints.append(what)

    def is_quiet(self, chat_id: int) -> bool:
        """Nothing is on its way to the bot from there, or from the bot to there."""
        if self.telegram.waits_for(chat_id) or self.process.holds_updates:
            return False
        busy = self.onlooker.one(
            "SELECT 1 FROM outbox WHERE chat_id = ?1 AND state = 'queued' UNION ALL"
            " SELECT 1 FROM jobs WHERE state = 'queued' AND kind = 'fetch_file'"
            " AND payload ->> 'person' = ?1 LIMIT 1",
            chat_id,
        )
        return busy is None

    def is_open(self, model: Model) -> bool:
        """Whether a question of the reply is still open."""
        return bool(open_items(self.form, model.state.answers))

    def has_answer(self, party: str, question: str) -> bool:
        return question in self.onlooker.look(lambda db: replies.answers(db, party))

    def shared(self, party: str) -> bool:
        """Whether two people are at the reply of a State."""
        return party in self.backups

    # ------------------------------------------------------------ the day

    async def run(self) -> None:
        """The day with all its troubles, then a calm evening in which everybody comes to an end."""
        living = asyncio.create_task(self.process.run())
        living.add_done_callback(self._end_with(asyncio.current_task()))
        others = [
            asyncio.create_task(self.officer.run()),
            asyncio.create_task(self._clock_jumps()),
            asyncio.create_task(self._backups_arrive()),
            asyncio.create_task(self._disk_fills()),
        ]
        busy = [asyncio.create_task(mission.run()) for mission in self.missions]
        await asyncio.wait(busy, timeout=LONGEST_DAY_SECONDS)
        self.over = True
        self.fate.calm = True
        self.process.must_live = True
        self.telegram.go_away(0)
        await asyncio.gather(*busy, *others)
        await asyncio.gather(*(mission.run_out() for mission in self.backups.values()))
        if await self._rest():
            await asyncio.gather(*(self._finish(mission) for mission in self.missions))
            await self._rest()
        for mission in (*self.missions, *self.backups.values()):
            mission.look_back()
        self.process.end()
        await living

    def _end_with(self, day: asyncio.Task[Any] | None) -> Callable[[asyncio.Task[None]], None]:
        """Nobody waits for a process that ends of itself."""

        def ended(process: asyncio.Task[None]) -> None:
            if not process.cancelled() and process.exception() is not None and day is not None:
                self.complain(f"the process ended by itself: {process.exception()!r}")
                day.cancel()

        return ended

    async def _finish(self, mission: Mission) -> None:
        """One after the other, where two are at the same reply."""
        await mission.finish()
        backup = self.backups.get(mission.model.party)
        if backup is not None:
            await backup.finish()

    async def _rest(self) -> bool:
        end = virtual_time() + LONGEST_REST_SECONDS
        chats = [mission.id for mission in (*self.missions, *self.backups.values())]
        while not all(map(self.is_quiet, [*chats, OFFICER, GROUP, SECOND_GROUP])):
            if virtual_time() > end:
                self.complain("the bot never comes to rest")
                return False
            await asyncio.sleep(2)
        return True

    async def _clock_jumps(self) -> None:
        while not self.over:
            await asyncio.sleep(60)
            if self.fate.fault("clock jump", 0.06):
                jump = self.fate.one_of("-600", "-5", "3600", "86400", "345600")
                self.clock.ahead += timedelta(seconds=int(jump))

    async def _disk_fills(self) -> None:
        """The real thing: SQLite gets no more pages for a while."""
        while not self.over:
            await asyncio.sleep(60)
            disk = self.process.disk
            if disk is not None and self.fate.fault("no more pages", 0.05):
                disk.set_full(True)
                await asyncio.sleep(self.fate.between(1, 60))
                disk.set_full(False)

    async def _backups_arrive(self) -> None:
        """Whoever is given the link for a backup opens it."""
        while not self.over:
            await asyncio.sleep(15)
            for mission in self.missions:
                links = [
                    link
                    for shown in self.telegram.chats[mission.id].messages.values()
                    for link in shown.links
                ]
                if links and mission.model.party not in self.backups:
                    self._backup_comes(mission, links[-1])

    def _backup_comes(self, mission: Mission, link: str) -> None:
        party = mission.model.party
        backup = Mission(
            self,
            BACKUPS_FROM + len(self.backups),
            f"Backup {party}",
            self.dice.choice(LANGUAGES),
            mission.model,
            link,
            self.dice.randint(10, 40),
            backup=True,
        )
        self.backups[party] = backup
        backup.begin()


def simulate(seed: int, *, acts: int | None = None) -> Result:
    """Runs one seed and judges it."""
    from tests.simulation.judge import Judge

    random.seed(seed)
    loop = VirtualLoop()
    asyncio.set_event_loop(loop)
    try:
        with tempfile.TemporaryDirectory(dir=_fast_folder()) as folder:

            async def live() -> World:
                world = World(seed, Path(folder), acts=acts)
                try:
                    await world.run()
                except Bewildered as bewildered:
                    world.complain(str(bewildered))
                except asyncio.CancelledError:
                    world.complain("the day was broken off")
                await world.process.abandon()
                return world

            world = loop.run_until_complete(live())
            try:
                return Judge(world).judge()
            finally:
                world.onlooker.close()
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def _fast_folder() -> str | None:
    """Memory where there is some: what is tested are crashes of the process, not of the machine."""
    shared = Path("/dev/shm")
    return str(shared) if shared.is_dir() else None


def digest_of(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
