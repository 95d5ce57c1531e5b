"""The whole bot without Telegram: updates go in as `Incoming`, what people would read comes out of the outbox."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.campaign.campaign import Campaign
from bot.campaign.post import CallbackAnswer, Post
from bot.campaign.work import Work
from bot.engine.diff import Content, Member
from bot.engine.session import AtMenu, Session
from bot.events import parties, reader
from bot.telegram.updates import (
    CallbackQuery,
    EditedText,
    FileMessage,
    Incoming,
    MembershipChanged,
    OtherCommand,
    StartCommand,
    TextMessage,
    UpdateContent,
)
from bot.turns import Arrival, Turns
from storage import assignments, files, people, replies, revisions, staff
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.instants import to_text
from storage.replies import Review, Stage
from storage.staff import Role
from tests import acts
from tests.plain_text import plain, unmarked

ADMIN, OFFICER, VIEWER = 900, 901, 902
CLAIRE, VISITOR = 101, 777
GROUP = -1001
NAMES = {
    ADMIN: "Mary Keller",
    OFFICER: "Omar Said",
    VIEWER: "Vera Lind",
    CLAIRE: "Claire Fontaine",
    VISITOR: "Sofia Rossi",
}
FORM = reader.load("wsis-geneva-2003").form


@dataclass
class Said:
    """One row of the outbox as a person would see it."""

    row: int
    chat_id: int
    method: str
    params: dict[str, Any]
    document: dict[str, Any] | None
    target: int | None

    @property
    def html(self) -> str:
        """As it goes to Telegram, but for the marks of direction."""
        return unmarked(str(self.params.get("text", "")))

    @property
    def text(self) -> str:
        """As a person reads it."""
        return plain(self.html)

    @property
    def button_rows(self) -> list[list[tuple[str, str]]]:
        """Rows of (word, data), or (word, link) of a button that opens one."""
        keyboard = self.params.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            [
                (
                    unmarked(button["text"]),
                    button.get("callback_data") or button.get("url") or button["copy_text"]["text"],
                )
                for button in row
            ]
            for row in keyboard
        ]

    @property
    def buttons(self) -> dict[str, str]:
        """Word → data, as in the rows."""
        return {word: data for row in self.button_rows for word, data in row}

    @property
    def data(self) -> list[str]:
        return list(self.buttons.values())


@dataclass
class World:
    """A database, the turns over it, and a clock that moves a minute with every update."""

    db: sqlite3.Connection
    turns: Turns
    now: datetime = datetime(2003, 9, 1, 9, 0, tzinfo=UTC)
    answers: list[CallbackAnswer] = field(default_factory=list)
    _update: int = 0
    _message: int = 5000
    _read: set[int] = field(default_factory=set)

    # ------------------------------------------------------------ what people do

    def send(
        self,
        person: int,
        what: UpdateContent,
        *,
        chat: int | None = None,
        message: int | None = None,
    ) -> list[Said]:
        """One update; what it led to and nothing else, in the order of the outbox."""
        self._update += 1
        before = acts.newest_row(self.db)
        self._message += 1
        self.now += timedelta(minutes=1)
        incoming = Incoming(
            self._update,
            chat if chat is not None else person,
            chat is None or chat > 0,
            "Secretariat" if chat is not None else "",
            person,
            NAMES.get(person, f"Person {person}"),
            None,
            "en",
            what,
            message if message is not None else self._message,
        )
        self.answers = self.turns.batch(
            self.db, [Arrival(self._update, "{}", lambda: incoming)], self.now
        )
        self._check()
        return self._said(acts.rows(self.db, self._update, after=before))

    def write(
        self, person: int, text: str, *, chat: int | None = None, reply_to: int | None = None
    ) -> list[Said]:
        return self.send(person, TextMessage(text, reply_to), chat=chat)

    def command(self, person: int, line: str, *, chat: int | None = None) -> list[Said]:
        """A command as it is typed, `/invite France`."""
        name, _, rest = line.removeprefix("/").partition(" ")
        if name == "start":
            return self.send(person, StartCommand(rest or None), chat=chat)
        return self.send(person, OtherCommand(name, rest), chat=chat)

    def tap(
        self, person: int, data: str, *, chat: int | None = None, message: int = 1
    ) -> list[Said]:
        return self.send(person, CallbackQuery(data, "query"), chat=chat, message=message)

    def rewrite(self, person: int, text: str) -> list[Said]:
        return self.send(person, EditedText(text))

    def join(self, person: int, chat: int) -> list[Said]:
        return self.send(person, MembershipChanged(True), chat=chat)

    def give(self, person: int, name: str, size_bytes: int = 100) -> list[Said]:
        return self.send(person, FileMessage("file", name, size_bytes))

    def later(self, **span: int) -> None:
        """Time passes, as `timedelta` counts it."""
        self.now += timedelta(**span)

    # ------------------------------------------------------------ what comes of it

    def read(self) -> list[Said]:
        """What others have queued, such as the schedule, and nobody has been given yet."""
        self._check()
        return self._said(row for row in acts.everything(self.db) if row.id not in self._read)

    def forget(self) -> None:
        """Take all that has been queued until now as read; also after a rollback."""
        self._read = {row.id for row in acts.everything(self.db)}

    def _check(self) -> None:
        """No turn may have failed."""
        # What a test has buried itself has no number.
        failed = self.db.execute(
            "SELECT error FROM dead_letters WHERE update_id IS NOT NULL"
        ).fetchall()
        assert failed == []

    def _said(self, rows: Iterable[acts.Row]) -> list[Said]:
        said = [
            Said(row.id, row.chat_id, row.method, row.params, row.document, row.target)
            for row in rows
        ]
        self._read |= {one.row for one in said}
        return said

    @property
    def toast(self) -> str:
        """What the tap was answered with."""
        assert len(self.answers) == 1
        return unmarked(self.answers[0].text)

    def actions(self) -> list[str]:
        """The trail, oldest first."""
        return [row[0] for row in self.db.execute("SELECT action FROM audit ORDER BY id")]

    @property
    def stamp(self) -> str:
        return to_text(self.now)

    def post(self) -> Post:
        return Post(self.db, self.stamp)

    def work(self) -> Work:
        """A piece of work at this instant, within the test's own transaction."""
        return Work.at(self.turns.mission.campaign, self.db, self.now)

    def file(self, person: int, data: bytes | None, name: str = "list.csv") -> list[Said]:
        """A file that was fetched arrives at the desk."""
        payload = {"chat": person, "person": person, "name": name, "purpose": "invite"}
        before = acts.newest_row(self.db)
        self.turns.desk.file_arrived(self.work(), payload, data)
        self._check()
        return self._said(acts.everything(self.db, after=before))

    # ------------------------------------------------------------ what was before

    def meet(self, person: int, language: str = "en") -> None:
        people.meet(self.db, person, NAMES.get(person, f"Person {person}"), None, self.stamp)
        people.set_language(self.db, person, language)

    def focal_point(
        self,
        person: int = CLAIRE,
        party: str = "FRA",
        *,
        language: str = "en",
        role: str = "primary",
    ) -> int:
        """Somebody who has agreed to the notice and is confirmed for a State."""
        self.meet(person, language)
        people.set_agreed(self.db, person, "notice", self.stamp)
        session = Session(step=AtMenu(), form=FORM.version)
        people.save_session(self.db, person, session.to_json(), None, self.stamp)
        replies.ensure(self.db, party, self.stamp)
        replies.advance_stage(self.db, party, (Stage.INVITED,), Stage.OPENED, self.stamp)
        return assignments.assign(
            self.db,
            party,
            person,
            MissionRole(role),
            status=AssignmentStatus.CONFIRMED,
            reason=AssignmentReason.INVITED,
            now=self.stamp,
        )

    def reply(
        self,
        party: str = "FRA",
        *,
        by: int = CLAIRE,
        late: bool = False,
        members: int = 1,
        **answers: object,
    ) -> int:
        """A revision that was sent; returns its number."""
        number = revisions.newest(self.db, party)[0] + 1
        said = {"participation": "yes", "participants": 12, **answers}
        content = Content(
            said,  # type: ignore[arg-type]
            {"delegation": tuple(_member(at) for at in range(1, members + 1))},
        )
        revisions.add(
            self.db,
            party,
            number,
            content.to_json(),
            language="en",
            by=by,
            now=self.stamp,
            late=late,
        )
        if not late:
            replies.set_stage(
                self.db, party, Stage.SUBMITTED if number == 1 else Stage.AMENDED, self.stamp
            )
            replies.set_review(self.db, party, Review.NEW, by=None, now=self.stamp)
        return number


def _member(number: int) -> Member:
    given = "Amina" if number == 1 else f"Amina {number}"
    role = "head" if number == 1 else "delegate"
    return Member(number, {"role": role, "given": given, "family": "Benali"})


def only(said: list[Said], chat: int) -> Said:
    """The one message a chat got."""
    mine = [one for one in said if one.chat_id == chat]
    assert len(mine) == 1, [one.text for one in mine]
    return mine[0]


def to(said: list[Said], chat: int) -> list[Said]:
    return [one for one in said if one.chat_id == chat]


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    event = reader.load("wsis-geneva-2003")
    return Campaign(event, parties.load(), "FocalPointBot")


@pytest.fixture
def world(tmp_path: Path, campaign: Campaign) -> Iterator[World]:
    """A secretariat of three with a registered group, and nobody invited yet."""
    with secretariat(tmp_path, campaign) as world:
        yield world


@contextmanager
def secretariat(folder: Path, campaign: Campaign) -> Iterator[World]:
    """The same for whoever needs it longer than a test."""
    path = folder / "focal.sqlite3"
    with closing(files.prepare(path)), closing(files.connect(path)) as db:
        world = World(db, Turns(campaign))
        # Nothing kills this process, so nobody waits for the disk.
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN")
        for person, role in ((ADMIN, "admin"), (OFFICER, "officer"), (VIEWER, "viewer")):
            world.meet(person)
            staff.grant(db, person, Role(role), by=None, now=world.stamp)
        staff.register_desk(db, GROUP, "Secretariat", "en", by=ADMIN, now=world.stamp)
        db.execute("COMMIT")
        yield world
