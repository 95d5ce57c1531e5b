"""What is fuzzed: bytes from anybody, taken as far as the bot takes them. A target raises where a promise is broken.

They need neither the fuzzer nor pytest, so that their corpus can be replayed anywhere.
"""

from __future__ import annotations

import atexit
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from telegram import Update

from bot.campaign.campaign import Campaign
from bot.documents.delegation import preview
from bot.documents.sheet import Sheet, read_sheet
from bot.engine.diff import Member
from bot.engine.folding import clean
from bot.engine.form import Question
from bot.engine.session import Asking, AtMenu, Listing, New, Reviewing, Session, Step
from bot.events import parties, reader
from bot.events.event import Event
from bot.events.reader import EventFault, parse
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for
from bot.mission.parsers import make_help
from bot.mission.spreadsheet_texts import preview_message, refusal_message
from bot.sandbox.formatting import text_content
from bot.sandbox.markup import read_markup
from bot.sandbox.params import Params
from bot.telegram.update_reader import UpdateReader
from bot.telegram.updates import Incoming
from bot.texts.messages import Message
from bot.texts.typed_words import words_for
from bot.turns import Arrival, Turns
from bot.xlsform.convert import FormRefused, convert
from storage import assignments, files, people, records, replies, staff
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.instants import to_text
from storage.staff import Role
from tests.fuzz.workbooks import form_of, workbook_with

Json = dict[str, Any]

NOW = datetime(2003, 9, 1, 9, 0, tzinfo=UTC)
STAMP = to_text(NOW)
ADMIN, FOCAL, STRANGER, GROUP = 900, 101, 777, -1001
PARTY = "FRA"
# The kind of input that is an update in itself, of any shape.
ANY_JSON = 7
READER = UpdateReader("summit_bot", clean)


@cache
def event() -> Event:
    return reader.load("wsis-geneva-2003")


# ---------------------------------------------------------------- an update


@cache
def _world() -> tuple[sqlite3.Connection, Turns]:
    """A database with a focal point, an admin and the secretariat's group; every run is undone."""
    folder = tempfile.mkdtemp(prefix="fuzz-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "focal.sqlite3"
    files.prepare(path).close()
    db = files.connect(path)
    db.execute("PRAGMA synchronous = OFF")
    for person, language in ((ADMIN, "en"), (FOCAL, "fr")):
        people.meet(db, person, f"Person {person}", None, STAMP)
        people.set_language(db, person, language)
    staff.grant(db, ADMIN, Role.ADMIN, by=None, now=STAMP)
    staff.register_desk(db, GROUP, "Secretariat", "en", by=ADMIN, now=STAMP)
    people.set_agreed(db, FOCAL, "notice", STAMP)
    replies.ensure(db, PARTY, STAMP)
    assignments.assign(
        db,
        PARTY,
        FOCAL,
        MissionRole.PRIMARY,
        status=AssignmentStatus.CONFIRMED,
        reason=AssignmentReason.INVITED,
        now=STAMP,
    )
    for question in ("participation", "backup_wanted"):
        replies.set_answer(db, PARTY, 0, question, '"yes"', by=FOCAL, now=STAMP)
    records.add(db, PARTY, "delegation", 1)
    for question, value in (("given", '"Awa"'), ("family", '"Diop"'), ("role", '"head"')):
        replies.set_answer(db, PARTY, 1, question, value, by=FOCAL, now=STAMP)
    return db, Turns(Campaign(event(), parties.load(), "summit_bot"))


@cache
def _steps() -> tuple[Step, ...]:
    """Everywhere a person can be: at each question, the list, the review, the menu, the door."""
    form = event().form
    asked: list[Step] = [Asking(item.name) for _, item in form.items if isinstance(item, Question)]
    for repeat in form.repeats.values():
        asked += [Asking(question.name, 1, repeat.name) for question in repeat.questions]
        asked.append(Listing(repeat.name))
    return (*asked, Reviewing(), AtMenu(), New())


def update(data: bytes) -> None:
    """Three bytes say what kind, from whom and where they are; the rest is what they wrote."""
    kind, who, where, rest = (*data[:3], *(0,) * (3 - len(data[:3])), data[3:])
    raw = _raw(int(kind), int(who), rest)
    if raw is None:
        return
    db, turns = _world()
    db.execute("BEGIN")
    try:
        steps = _steps()
        session = Session(steps[int(where) % len(steps)], 1, event().form.version)
        people.save_session(db, FOCAL, session.to_json(), None, STAMP)
        _turn(db, turns, raw, honest=int(kind) % 8 != ANY_JSON)
    finally:
        db.rollback()


def _raw(kind: int, who: int, rest: bytes) -> Json | None:
    text = rest.decode("utf-8", "replace")
    person = (FOCAL, ADMIN, STRANGER)[who % 3]
    chat: Json = {"id": GROUP, "type": "supergroup", "title": text[:60]}
    if who < 128:
        chat = {"id": person, "type": "private"}
    sender = {"id": person, "is_bot": False, "first_name": text[:30] or "A", "language_code": "fr"}
    message: Json = {"message_id": 5, "date": 1062406800, "chat": chat, "from": sender}
    match kind % 8:
        case 0:
            return {"update_id": 1, "message": {**message, "text": text}}
        case 1:
            query = {"id": "1", "from": sender, "chat_instance": "1", "data": text}
            return {
                "update_id": 1,
                "callback_query": {**query, "message": {**message, "text": "x"}},
            }
        case 2:
            return {"update_id": 1, "message": {**message, "text": f"/{text}"}}
        case 3:
            return {
                "update_id": 1,
                "edited_message": {**message, "text": text, "edit_date": 1062406801},
            }
        case 4:
            document = {"file_id": "f", "file_unique_id": "u", "file_name": text, "file_size": 9}
            return {"update_id": 1, "message": {**message, "document": document, "caption": text}}
        case 5:
            contact = {"phone_number": text, "first_name": "A"}
            return {"update_id": 1, "message": {**message, "contact": contact}}
        case 6:
            return {"update_id": 1, "message": {**message, "text": f"/start {text}"}}
        case _:
            return _json(text)


def _json(text: str) -> Json | None:
    """Any JSON that has an update's number."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    known = isinstance(found, dict) and isinstance(found.get("update_id"), int)
    return {**found, "update_id": 1} if known else None


def _turn(db: sqlite3.Connection, turns: Turns, raw: Json, *, honest: bool) -> None:
    """An update of a shape that Telegram sends is handled; any other may be set aside, and no more."""

    def read() -> Incoming | None:
        found = READER.read(Update.de_json(raw))
        if honest and found is not None:
            _check_incoming(found)
        return found

    turns.batch(db, [Arrival(1, "{}", read)], NOW)
    aside = db.execute("SELECT error FROM dead_letters").fetchone()
    assert aside is None or not honest, aside[0]
    for method, params in db.execute("SELECT method, params FROM outbox").fetchall():
        _check_message(method, json.loads(params))


def _check_incoming(found: Incoming) -> None:
    assert isinstance(found.person_id, int)
    assert isinstance(found.chat_id, int)
    assert not set(found.name + found.chat_title) & set("\u202d\u202e\u2066\u2067\u2068\u2069\n")


def _check_message(method: str, params: Mapping[str, Any]) -> None:
    """The sandbox is as strict as Telegram: it refuses markup that cannot be read and long texts."""
    ours = Params({key: _as_sent(value) for key, value in params.items()})
    if method in ("sendMessage", "editMessageText"):
        text_content(ours)
    read_markup(ours)


def _as_sent(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


# ---------------------------------------------------------------- a spreadsheet

_PRESENT = (Member(1, {"role": "head", "given": "Awa", "family": "Diop"}),)


def spreadsheet(data: bytes) -> None:
    """The first byte says how the rest becomes a file; what it says is read and shown as a preview."""
    kind, rest = (data[0], data[1:]) if data else (0, b"")
    language = LANGUAGES[kind // 8 % len(LANGUAGES)]
    repeat = event().form.repeats["delegation"]
    read = read_sheet(repeat, workbook_with(kind % 8, rest), language=language)
    words = tongue_for(language)
    if not isinstance(read, Sheet):
        _check_shown(refusal_message(words, read))
        return
    help = make_help(words_for(event(), language), "FR", parties.load(), date(2003, 9, 1))
    found = preview(repeat, _PRESENT, read, help=help, language=language)
    rows = [
        *(one.row for one in found.add),
        *(one.row for one in found.change),
        *(one.row for one in found.same),
        *(one.row for one in found.faulty),
    ]
    assert sorted(rows) == sorted(row.number for row in read.rows)
    _check_shown(preview_message(words, repeat, found, 1))


def _check_shown(message: Message) -> None:
    text_content(Params({"text": message.text, "parse_mode": "HTML"}))


# ---------------------------------------------------------------- an event file


def event_file(data: bytes) -> None:
    """Either every fault with its place, or an event whose form can be walked in every language."""
    found = _parsed(data.decode("utf-8", "replace"))
    if isinstance(found, EventFault):
        assert all(str(one) for one in found.faults)
        assert found.faults
        return
    for language in found.languages:
        words = tongue_for(language)
        for question in _questions(found):
            words.text(question.label)
    assert found.form.version


def _parsed(text: str) -> Event | EventFault:
    try:
        return parse(text, "fuzzed.toml")
    except EventFault as fault:
        return fault


def _questions(found: Event) -> list[Question]:
    own = [item for _, item in found.form.items if isinstance(item, Question)]
    return [*own, *(one for repeat in found.form.repeats.values() for one in repeat.questions)]


# ---------------------------------------------------------------- an XLSForm


def xlsform(data: bytes) -> None:
    """Lines of cells become the three sheets; the form is refused with every reason, or becomes an event file."""
    try:
        made = convert(form_of(data.decode("utf-8", "replace")), name="fuzzed.xlsx")
    except FormRefused as refused:
        _check_faults(refused.faults)
        return
    _parsed(made.text)


def _check_faults(faults: list[str]) -> None:
    assert faults
    assert all(faults)


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "update": update,
    "spreadsheet": spreadsheet,
    "event_file": event_file,
    "xlsform": xlsform,
}
