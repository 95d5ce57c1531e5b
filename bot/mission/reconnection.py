"""After we were out of Telegram's reach: whoever was in the middle of something is shown it again, since a tap may be lost."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from bot.campaign.post import Post
from bot.engine.inputs import Resumed
from bot.mission.turn import Mission
from storage import deployment, people
from storage.instants import from_text, to_text

# When updates last could have reached us.
HEARD = "heard_at"
# Telegram's server keeps a tap for so long, and everything else for a day: Client.cpp, add_update.
TAPS_KEPT = timedelta(seconds=150)
# Whoever has been silent for longer before does not wait for an answer.
RECENTLY = timedelta(hours=1)
# How exactly the moment is known after a kill; one small commit each.
NOTED_EVERY = timedelta(seconds=10)


class Reconnection:
    """Notes when Telegram was last heard, and notices when that was too long ago."""

    def __init__(self, mission: Mission) -> None:
        self._mission = mission
        self._noted: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether there is anything to write down; a clock that was put back counts as new."""
        return self._noted is None or not timedelta(0) <= now - self._noted < NOTED_EVERY

    def heard(self, db: sqlite3.Connection, now: datetime) -> bool:
        """Telegram has just been heard, and what it brought is handled; True where somebody is written to.

        Whoever has had a turn since needs nothing: what they see is where they stand.
        """
        before = deployment.get(db, HEARD)
        deployment.put(db, HEARD, to_text(now))
        last = now if before is None else from_text(before)
        cut_off: list[int] = []
        if now - last > TAPS_KEPT:
            cut_off = people.in_dialogue(db, to_text(last - RECENTLY), to_text(last + TAPS_KEPT))
        for person in cut_off:
            self._mission.advance(db, Post(db, to_text(now)), person, Resumed(taps_lost=True), now)
        return bool(cut_off)

    def noted(self, now: datetime) -> None:
        """It is on the disk."""
        self._noted = now
