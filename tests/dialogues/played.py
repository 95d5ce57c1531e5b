"""Plays each script once in a process, for its transcript and for the texts it says."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from storage import audit
from tests.dialogues import scripts
from tests.dialogues.branches import BRANCHES
from tests.dialogues.chats import WSIS, chats
from tests.e2e.missions import MISSIONS, Mission
from tests.said_texts import Key, recording

SCRIPTS = {"reply": scripts.reply, "mistakes": scripts.mistakes, "uninvited": scripts.uninvited}
ENGLISH = next(mission for mission in MISSIONS if mission.language == "en")


@dataclass(frozen=True, slots=True)
class Played:
    """What people read, and the texts it was made of."""

    transcript: str
    said: frozenset[Key]
    # What the trail holds of it: (action, role of whoever did it, State).
    deeds: frozenset[tuple[str, str, str | None]]


@cache
def played(name: str, mission: Mission = ENGLISH) -> Played:
    """Return the conversation of that name, of SCRIPTS or BRANCHES, as the mission has it."""
    script, event = BRANCHES[name] if name in BRANCHES else (SCRIPTS[name], WSIS)
    who = f"{mission.given} {mission.family}"
    with (
        tempfile.TemporaryDirectory() as folder,
        recording() as said,
        chats(Path(folder), mission.user, who, mission.language, mission.state, event=event) as one,
    ):
        script(one, mission)
        trail = audit.entries(one.db)
        deeds = frozenset((each.action, each.actor_role, each.party) for each in trail)
        return Played(one.text(), frozenset(said), deeds)
