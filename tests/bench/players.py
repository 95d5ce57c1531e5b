"""Who is measured: how each bot is prepared, started, and asked afterwards what it has kept."""

from __future__ import annotations

import json
import os
import pickle
import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.engine.session import Asking, AtMenu, Session
from bot.events import parties
from bot.events.reader import load
from storage import assignments, files, people, replies
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.instants import to_text
from storage.replies import Stage
from tests import clock
from tests.bench.botapi import ME, TOKEN
from tests.bench.peers.conversation import NAME
from tests.bench.peers.form import QUESTIONS, place_of

# Ids of the people who play; those beside them only take up room.
FIRST = 1_000_000
BESIDE = 2_000_000
EVENT = "wsis-geneva-2003"
# The question that everybody beside those who play is asked.
HALFWAY = "focal_telephone"

Kept = set[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Player:
    """One bot. `prepare` fills its store with so many sessions beside those who play."""

    name: str
    command: Callable[[str, Path], list[str]]
    opening: str = "/start"
    echo: bool = False
    environment: Callable[[str, Path], Mapping[str, str]] = lambda url, folder: {}
    prepare: Callable[[Path, int], None] = lambda folder, sessions: None
    kept: Callable[[Path], Kept] | None = None
    sessions: int | None = None

    @property
    def title(self) -> str:
        return self.name if self.sessions is None else f"{self.name}; {self.sessions:,} sessions"


def chats() -> range:
    """One person for each State."""
    return range(FIRST, FIRST + len(parties.load()))


# ---------------------------------------------------------------- ours


def _prepare_ours(folder: Path, sessions: int) -> None:
    database = folder / "ours.sqlite3"
    files.prepare(database, migrations=files.MIGRATIONS).close()
    version = load(EVENT).form.version
    now = to_text(clock.now())
    with closing(files.connect(database)) as db:
        db.execute("BEGIN")
        for person, party in zip(chats(), parties.load(), strict=True):
            _person(db, person, Session(AtMenu(), 0, version), now)
            replies.ensure(db, party.code, now)
            replies.advance_stage(db, party.code, (Stage.INVITED,), Stage.OPENED, now)
            assignments.assign(
                db,
                party.code,
                person,
                MissionRole.PRIMARY,
                status=AssignmentStatus.CONFIRMED,
                reason=AssignmentReason.INVITED,
                now=now,
            )
        for person in range(BESIDE, BESIDE + sessions):
            _person(db, person, Session(Asking("focal_family"), 5, version), now)
        db.execute("COMMIT")


def _person(db: sqlite3.Connection, person: int, session: Session, now: str) -> None:
    people.meet(db, person, f"Person {person}", None, now)
    people.set_language(db, person, "en")
    people.set_agreed(db, person, "bench", now)
    people.save_session(db, person, session.to_json(), None, now)


def _kept_ours(folder: Path) -> Kept:
    person_of = {party.code: person for person, party in zip(chats(), parties.load(), strict=True)}
    with closing(sqlite3.connect(folder / "ours.sqlite3")) as db:
        rows = db.execute("SELECT party, question FROM answers WHERE value IS NOT NULL")
        return {(person_of[party], question) for party, question in rows}


def _environment(url: str, folder: Path) -> Mapping[str, str]:
    return {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": url,
        "DATABASE": str(folder / "ours.sqlite3"),
        "EVENT": EVENT,
        "ADMIN_IDS": "900",
        # The other end is ours and the peers keep no pace: sending is not what is measured.
        "PACE": "none",
        "LOG_LEVEL": "WARNING",
    }


def ours(sessions: int = 10) -> Player:
    return Player(
        "ours, complete, synchronous=FULL",
        lambda url, folder: [sys.executable, "-m", "bot", "run"],
        opening="/form",
        environment=_environment,
        prepare=_prepare_ours,
        kept=_kept_ours,
        sessions=sessions,
    )


# ---------------------------------------------------------------- python-telegram-bot


def raw() -> Player:
    return Player(
        "no library: what driver and server can take",
        lambda url, folder: _module("raw", url),
        echo=True,
    )


def echo(request: str, calls: str) -> Player:
    over = {"default": "its httpx", "ours": "our request class"}[request]
    how = {"one": "one message an answer", "same": "as many calls as ours"}[calls]
    return Player(
        f"echo over {over}, {how}",
        lambda url, folder: _module("echo", url, request, calls),
        echo=True,
    )


def _data() -> dict[str, Any]:
    """What somebody half through has answered."""
    return {question.name: "An answer" for question in QUESTIONS[: place_of(HALFWAY)]}


def _prepare_pickle(folder: Path, sessions: int) -> None:
    beside = range(BESIDE, BESIDE + sessions)
    data = {
        "conversations": {NAME: {(person, person): place_of(HALFWAY) for person in beside}},
        "user_data": {person: _data() for person in beside},
        "chat_data": {},
        "bot_data": {},
        "callback_data": None,
    }
    (folder / "peer.pickle").write_bytes(pickle.dumps(data))


def _kept_pickle(folder: Path) -> Kept:
    try:
        data = pickle.loads((folder / "peer.pickle").read_bytes())
    except (OSError, EOFError, pickle.UnpicklingError):
        return set()
    return _played(data["user_data"])


def _played(data: Mapping[int, Mapping[str, Any]]) -> Kept:
    names = {question.name for question in QUESTIONS}
    return {
        (person, name)
        for person, answers in data.items()
        if person in chats()
        for name in names & answers.keys()
    }


def conversation(kind: str, sessions: int = 10) -> Player:
    what = {"documented": "as documented", "durable": "saved after every update"}[kind]
    return Player(
        f"A: ConversationHandler + PicklePersistence, {what}",
        lambda url, folder: _module("conversation", url, str(folder / "peer.pickle"), kind),
        prepare=_prepare_pickle,
        kept=_kept_pickle,
        sessions=sessions,
    )


# ---------------------------------------------------------------- aiogram


def _prepare_fsm(folder: Path, sessions: int) -> None:
    # aiogram takes seconds to load, and only who measures needs it.
    from tests.bench.peers.fsm_storage import TABLE

    with closing(sqlite3.connect(folder / "peer.sqlite3")) as db:
        db.execute(TABLE)
        db.executemany(
            "INSERT INTO fsm VALUES (?, ?, ?, ?, ?)",
            (
                (ME["id"], person, person, f"Form:{HALFWAY}", json.dumps(_data()))
                for person in range(BESIDE, BESIDE + sessions)
            ),
        )
        db.commit()


def _kept_fsm(folder: Path) -> Kept:
    with closing(sqlite3.connect(folder / "peer.sqlite3")) as db:
        rows = db.execute("SELECT user_id, data FROM fsm").fetchall()
    return _played({person: json.loads(data) for person, data in rows})


def fsm(sessions: int = 10) -> Player:
    return Player(
        "B: aiogram 3, FSM + SQLite storage",
        lambda url, folder: _module("fsm", url, str(folder / "peer.sqlite3")),
        prepare=_prepare_fsm,
        kept=_kept_fsm,
        sessions=sessions,
    )


def _module(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", f"tests.bench.peers.{name}", *arguments]


def environment(player: Player, url: str, folder: Path) -> dict[str, str]:
    return {**os.environ, **player.environment(url, folder)}
