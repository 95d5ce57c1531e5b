"""Runs one seed's day: its people at work in their surroundings, with everything failing, until all has come to rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.i18n.languages import LANGUAGES
from tests.simulation.loop import virtual_time
from tests.simulation.people import Mission, Officer
from tests.simulation.surroundings import GROUP, OFFICER, SECOND_GROUP, Surroundings

FIRST_PERSON = 101
BACKUPS_FROM = 201
# Past every repetition that the bot makes by itself.
LONGEST_DAY_SECONDS = 6 * 3600.0
LONGEST_REST_SECONDS = 3 * 3600.0


class World(Surroundings):
    """The surroundings with the people of each State and an officer in them."""

    def __init__(self, seed: int, folder: Path, *, acts: int | None = None) -> None:
        super().__init__(seed, folder)
        self.missions = [
            Mission(
                self,
                FIRST_PERSON + place,
                f"Person {party}",
                self.dice.choice(LANGUAGES),
                self.models[party],
                self.links[party],
                acts or self.dice.randint(25, 75),
            )
            for place, party in enumerate(self.parties)
        ]
        self.backups: dict[str, Mission] = {}
        self.officer = Officer(self, OFFICER, "Mary Keller", GROUP)

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
        self.with_backup.add(party)
        backup.begin()
