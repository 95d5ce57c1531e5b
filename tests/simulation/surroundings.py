"""Makes from a seed what surrounds the people of one day: States, database, Telegram, the bot's process, and its clock."""

from __future__ import annotations

import random
import sqlite3
from datetime import timedelta
from functools import cache
from pathlib import Path

from bot.campaign.campaign import DEADLINE
from bot.engine.form import Form
from bot.engine.progress import open_items
from bot.events import reader
from bot.events.event import Event
from bot.telegram.pacing import UNLIMITED
from bot.texts.told import TOLD
from storage import deployment, invitations, people, replies, staff
from storage.assignments import MissionRole
from storage.instants import to_text
from storage.staff import Role
from tests.simulation.disk import Onlooker, prepared
from tests.simulation.fate import Fate
from tests.simulation.model import Model
from tests.simulation.process import BEGAN, Clock, Process
from tests.simulation.telegram import Telegram

OFFICER, GROUP, SECOND_GROUP = 900, -1001, -1002
DESKS = {GROUP: "en", SECOND_GROUP: "fr"}
STATES = ("FRA", "EGY", "CHN", "RUS", "MEX", "KEN", "NPL", "FJI")
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@cache
def shipped() -> Event:
    return reader.load("wsis-geneva-2003")


class Surroundings:
    """Everything that a seed makes but the people, and what people look up in it."""

    def __init__(self, seed: int, folder: Path) -> None:
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
        # States at whose reply two people are.
        self.with_backup: set[str] = set()
        self._tokens = 0
        path = folder / "replies.sqlite3"
        self.links = prepared(folder, self._prepare)
        self.onlooker = Onlooker(path)
        self.process = Process(
            path, self.event, self.telegram, self.fate, self.clock, self.onlooker, UNLIMITED
        )

    def _prepare(self, db: sqlite3.Connection) -> dict[str, str]:
        """Invitations, a secretariat with two groups, and at times a deadline that is near."""
        stamp = to_text(BEGAN - timedelta(days=1))
        people.meet(db, OFFICER, "Mary Keller", None, stamp)
        staff.grant(db, OFFICER, Role.ADMIN, by=None, now=stamp)
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
                db, party, MissionRole.PRIMARY, by=OFFICER, now=stamp, expires_at=expires
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
        return party in self.with_backup
