"""Shows people where they stand after an outage of Telegram's updates, since their taps may be lost."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.campaign.work import Work
from bot.engine.inputs import Resumed
from bot.mission.turn import Mission
from storage import Db, deployment, people
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
    """Stores when Telegram was last heard, and notices when that was too long ago."""

    def __init__(self, mission: Mission) -> None:
        self._mission = mission
        self._noted: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Return whether the moment is to be stored again; a clock that was put back counts as new."""
        return self._noted is None or not timedelta(0) <= now - self._noted < NOTED_EVERY

    def heard(self, db: Db, now: datetime) -> bool:
        """Store that Telegram was just heard and its updates handled; return whether somebody is written to.

        Whoever has had a turn since the outage needs nothing: what they see is where they stand.
        """
        work = Work.at(self._mission.campaign, db, now)
        before = deployment.get(work.db, HEARD)
        deployment.put(work.db, HEARD, work.stamp)
        last = work.now if before is None else from_text(before)
        cut_off: list[int] = []
        if work.now - last > TAPS_KEPT:
            since, until = to_text(last - RECENTLY), to_text(last + TAPS_KEPT)
            cut_off = people.in_dialogue(work.db, since, until)
        for person in cut_off:
            self._mission.advance(work, person, Resumed(taps_lost=True))
        return bool(cut_off)

    def noted(self, now: datetime) -> None:
        """Remember that the moment has been committed."""
        self._noted = now
