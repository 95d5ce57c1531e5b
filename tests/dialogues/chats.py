"""Chats over the real turns and a real database, without Telegram: people act, and a transcript gathers what they see."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.campaign.campaign import Campaign
from bot.campaign.work import Work
from bot.documents.filetype import examine
from bot.documents.refusals import SheetRefused
from bot.engine.form import Question, Type, Value
from bot.engine.inputs import Arrived
from bot.engine.problems import Code, Problem
from bot.events import parties, reader
from bot.events.event import Event
from bot.i18n.tongue import tongue_for
from bot.mission import spreadsheet_import
from bot.mission.reconnection import Reconnection
from bot.telegram.updates import (
    CallbackQuery,
    ContactMessage,
    EditedText,
    FileMessage,
    Incoming,
    MembershipChanged,
    OtherCommand,
    StartCommand,
    TextMessage,
    UnsupportedMessage,
    UpdateContent,
)
from bot.turns import Arrival, Turns
from storage import files, invitations, jobs, people, replies, staff
from storage.assignments import MissionRole
from storage.instants import to_text
from storage.jobs import JobKind
from storage.staff import Role
from tests import acts
from tests.dialogues.steady import steadied
from tests.form_walk import SKIP, TAP, Answers, answer_to, asked
from tests.plain_text import plain

WSIS = reader.load("wsis-geneva-2003")
GROUP, OFFICER = -1001, 901
_FIRST_SENT = 10_000
OFFICER_NAME = "Omar Said"

Rows = list[list[tuple[str, str]]]


@dataclass
class Chats:
    """One mission's chat and the secretariat's group; `lines` is the transcript."""

    db: sqlite3.Connection
    turns: Turns
    person: int
    name: str
    language: str
    lines: list[str] = field(default_factory=list)
    now: datetime = datetime(2003, 9, 1, 9, 0, tzinfo=UTC)
    _buttons: dict[tuple[int, int], Rows] = field(default_factory=dict)
    _update: int = 0
    _message: int = 100
    _last_tap: tuple[CallbackQuery, int] | None = None
    invitation: str = ""
    names: dict[int, str] = field(default_factory=dict)

    @property
    def stamp(self) -> str:
        return to_text(self.now)

    @property
    def work(self) -> Work:
        """A piece of work at this instant, for what no update brings."""
        return Work.at(self.turns.mission.campaign, self.db, self.now)

    # ------------------------------------------------------------ what the mission does

    def chapter(self, title: str) -> None:
        self.lines += ["", f"═══ {title} ═══"]

    def say(self, text: str) -> int:
        """Something typed, a command too; the number of the message."""
        shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
        self._act(
            f"{self.name}: {shown if len(text) < 200 else f'{text[:3]}… ({len(text)} letters)'}"
        )
        name, _, rest = text.removeprefix("/").partition(" ")
        if text.startswith("/"):
            return self._send(
                StartCommand(rest or None) if name == "start" else OtherCommand(name, rest)
            )
        return self._send(TextMessage(text))

    def word(self, button: str) -> None:
        """A button's word, typed as it is called in the person's language."""
        self.say(tongue_for(self.language).plain_as("button", button))

    def answer(self, answers: Answers, *, until: str | None = None) -> None:
        """Answer every question by its name, until another screen comes or the question `until`."""
        while (question := self._asked()) is not None and question.name != until:
            said = answer_to(question, answers)
            if said == SKIP and question.type is Type.TELEPHONE:
                self.word("Skip")
            elif said.startswith(TAP):
                self.tap(said[1:] if said == SKIP else f"pick:{said[1:]}")
            else:
                self.say(said)
            assert self._asked() != question, f"{said!r} is no answer to {question.name}"
        assert until is None or question is not None, f"{until} is not asked"

    def _asked(self) -> Question | None:
        screen = acts.in_hand(self.db, self.person)
        assert screen is not None
        return asked(self.turns.mission.campaign.event.form, screen.session)

    def tap(self, action: str) -> None:
        """What does `action`, such as `pick:yes`, on the screen in hand or on the newest notice."""
        screen = acts.in_hand(self.db, self.person)
        for (chat, message), rows in reversed(self._buttons.items()):
            for label, data in (button for row in rows for button in row):
                on_screen = screen is not None and screen.action(data) == action
                if chat == self.person and (on_screen or data == f"*:{action}"):
                    self._act(f"{self.name} taps [{label}]")
                    self._press(data, message)
                    return
        raise AssertionError(f"nothing to tap does {action!r}:\n" + "\n".join(self.lines[-30:]))

    def tap_again(self) -> None:
        """The same tap once more, as an impatient finger does."""
        assert self._last_tap is not None
        self._act(f"{self.name} taps the same button again")
        pressed, message = self._last_tap
        self._send(pressed, message=message)

    def rewrite(self, message: int, text: str) -> None:
        self._act(f"{self.name} edits a message into: {text}")
        self._send(EditedText(text), message=message)

    def give(self, kind: str) -> None:
        self._act(f"{self.name} sends: {kind}")
        self._send(UnsupportedMessage(kind))

    def give_file(self, name: str, size_bytes: int) -> None:
        self._act(f"{self.name} sends a file: {name}")
        self._send(FileMessage("file", name, size_bytes))

    def give_photo(self) -> None:
        self._act(f"{self.name} sends a photo")
        self._send(FileMessage("file", "photo.jpg", 1_000, photo=True))

    def leaves(self) -> None:
        self._act(f"{self.name} blocks the bot")
        self._send(MembershipChanged(False))

    def puts_bot_out(self, chat: int) -> None:
        self._act("Somebody puts the bot out of a group")
        self._send(MembershipChanged(False), chat=chat)

    def meets_a_fault(self) -> None:
        """A turn that fails by a mistake of ours, here by a session that cannot be read."""
        session = people.known(self.db, self.person)
        assert session is not None
        people.save_session(self.db, self.person, "no session", None, self.stamp)
        self._act(f"{self.name} writes, and the program fails")
        self._send(TextMessage("12"), fails=True)
        self.db.execute("DELETE FROM dead_letters")
        people.save_session(self.db, self.person, session.session or "", None, self.stamp)

    def share(self, telephone: str) -> None:
        self._act(f"{self.name} shares a number: {telephone}")
        self._send(ContactMessage(telephone))

    def follow(self, code: str) -> None:
        """Opens the invitation link, whose code is different every time."""
        self._act(f"{self.name} opens the invitation link")
        self._send(StartCommand(code))

    def press(self, action: str) -> None:
        """A button of the screen in hand that it does not show: an old one, or a forged one."""
        screen = acts.in_hand(self.db, self.person)
        assert screen is not None
        self._act(f"{self.name} presses a button that is not there: {action}")
        self._press(f"{screen.session.screen}:{action}", _FIRST_SENT)

    def press_notice(self, action: str) -> None:
        """A button of a notice that has lost it."""
        self._act(f"{self.name} presses a button that is gone: {action}")
        self._press(f"*:{action}", _FIRST_SENT)

    def press_old(self) -> None:
        """A button of a screen long gone."""
        self._act(f"{self.name} presses a button of an old message")
        self._press("0:pick:yes", _FIRST_SENT)

    @contextmanager
    def somebody(self, person: int, name: str) -> Iterator[None]:
        """Somebody else acts in their own chat while the block runs."""
        before = self.person, self.name
        self.names |= {before[0]: before[1], person: name}
        self.person, self.name = person, name
        yield
        self.person, self.name = before

    def link(self, party: str, role: MissionRole = MissionRole.PRIMARY, *, days: int = 9) -> str:
        """A new invitation's code."""
        expires = to_text(self.now + timedelta(days=days))
        replies.ensure(self.db, party, self.stamp)
        return invitations.create(
            self.db, party, role, by=OFFICER, now=self.stamp, expires_at=expires
        )[1]

    def later(self, **span: int) -> None:
        """Time passes, as `timedelta` counts it."""
        self.now += timedelta(**span)

    def fetched(self, data: bytes | SheetRefused | None) -> None:
        """The file that was sent last has been fetched: its bytes, None where Telegram has lost it.

        A refusal stands for a spreadsheet that is refused so.
        """
        row = self.db.execute(
            "SELECT id, kind, payload FROM jobs WHERE state = 'queued' ORDER BY id DESC LIMIT 1"
        ).fetchone()
        job, kind, payload = row[0], JobKind(row[1]), json.loads(row[2])
        jobs.finish(self.db, job)
        before = acts.newest_row(self.db)
        self._act("The file has been fetched")
        if isinstance(data, SheetRefused):
            spreadsheet_import.show_preview(self.work, payload, data)
        elif kind is JobKind.FETCH_FILE:
            self.turns.mission.advance(self.work, payload["person"], _arrived(payload, data))
        elif data is None:
            spreadsheet_import.refuse_unfetched(self.work.post, payload)
        else:
            sheet = spreadsheet_import.read(self.turns.mission.campaign, payload, data)
            spreadsheet_import.show_preview(self.work, payload, sheet)
        self._read(acts.everything(self.db, after=before))

    def reconnected(self) -> None:
        """The bot comes back after minutes out of Telegram's reach."""
        self._act("Telegram could not be reached for three minutes")
        reconnection = Reconnection(self.turns.mission)
        reconnection.heard(self.db, self.now)
        self.later(minutes=3)
        before = acts.newest_row(self.db)
        reconnection.heard(self.db, self.now)
        self._read(acts.everything(self.db, after=before))

    def officer(self, text: str) -> None:
        """An officer writes in the group, a command too."""
        self._act(f"{OFFICER_NAME}, in the group: {text}")
        name, _, rest = text.removeprefix("/").partition(" ")
        self._send(
            OtherCommand(name, rest) if text.startswith("/") else TextMessage(text), chat=GROUP
        )

    def officer_taps(self, action: str) -> None:
        """An officer of the secretariat, on the newest such button of the group.

        An action that ends in a colon stands for that action with whatever number.
        """
        for (chat, message), rows in reversed(self._buttons.items()):
            for label, data in (button for row in rows for button in row):
                if chat == GROUP and (data == action or (action[-1] == ":" and action in data)):
                    self._act(f"{OFFICER_NAME}, in the group, taps [{label}]")
                    self._send(CallbackQuery(data, "query"), message=message, chat=GROUP)
                    return
        raise AssertionError(f"the group has nothing that does {action!r}")

    # ------------------------------------------------------------ what comes of it

    def _act(self, line: str) -> None:
        self.lines += ["", line]

    def _press(self, data: str, message: int) -> None:
        self._last_tap = CallbackQuery(data, "query"), message
        self._send(CallbackQuery(data, "query"), message=message)

    def _send(
        self,
        what: UpdateContent,
        *,
        message: int | None = None,
        chat: int | None = None,
        fails: bool = False,
    ) -> int:
        self._update += 1
        self._message += 1
        self.now += timedelta(minutes=1)
        number = message or self._message
        incoming = Incoming(
            self._update,
            chat or self.person,
            chat is None,
            "" if chat is None else "Secretariat",
            self.person if chat is None else OFFICER,
            self.name if chat is None else OFFICER_NAME,
            None,
            self.language,
            what,
            number,
        )
        arrival = Arrival(self._update, "{}", lambda: incoming)
        before = acts.newest_row(self.db)
        answers = self.turns.batch(self.db, [arrival], self.now)
        failed = self.db.execute("SELECT error FROM dead_letters").fetchall()
        assert bool(failed) == fails, failed
        self._read(acts.rows(self.db, self._update, after=before))
        self.lines += [f"  (note: {plain(answer.text)})" for answer in answers if answer.text]
        return number

    def _read(self, rows: Iterable[acts.Row]) -> None:
        """What the turn has queued, as if every message had gone out at once."""
        for row in rows:
            # Telegram's numbers for what we send: far from those of what people send.
            sent = _FIRST_SENT + row.id
            self.db.execute("UPDATE outbox SET message_id = ? WHERE id = ?", (sent, row.id))
            edited = row.target if "edit" in row.method and row.target is not None else row.id
            number = row.params.get("message_id") or _FIRST_SENT + edited
            self._show(row.chat_id, row.method, row.params, row.document, number)

    def _show(
        self, chat: int, method: str, params: dict[str, Any], document: Any, number: int
    ) -> None:
        who = "The group reads" if chat == GROUP else "Bot"
        if chat not in (GROUP, self.person):
            who = f"Bot, to {self.names.get(chat, chat)}"
        markup = params.get("reply_markup") or {}
        rows: Rows = [
            [(plain(button["text"]), button.get("callback_data", "")) for button in row]
            for row in markup.get("inline_keyboard", [])
        ]
        self._buttons.pop((chat, number), None)
        if rows:
            self._buttons[chat, number] = rows
        if method == "editMessageReplyMarkup" and not rows:
            return
        if document is not None:
            self.lines += [f"  {who}: a document ({document['kind']}, {document['number']})"]
            return
        doing = {
            "editMessageText": f"{who}, in place of an earlier message",
            "editMessageReplyMarkup": f"{who} other buttons below an earlier message",
        }
        self.lines.append(f"  {doing.get(method, who)}:")
        text = plain(params.get("text", ""))
        self.lines += [f"    {line}".rstrip() for line in text.split("\n") if text]
        keys = [[plain(key["text"]) for key in row] for row in markup.get("keyboard", [])]
        for row in [[label for label, _ in row] for row in rows] or keys:
            self.lines.append("    " + " ".join(f"[{label}]" for label in row))

    def text(self) -> str:
        """Return the transcript, without what every question more or less would change."""
        return "\n".join(steadied(self.lines)).strip("\n") + "\n"


def _arrived(payload: dict[str, Any], data: bytes | None) -> Arrived:
    """What `bot.jobs.runner` makes of a file's bytes."""
    kind = Problem(Code.FILE_DAMAGED) if data is None else examine(data)
    if isinstance(kind, Problem):
        return Arrived(payload["question"], problem=kind.code)
    value: Value = {
        "file": 1,
        "name": payload["name"],
        "size_bytes": len(data or b""),
        "mime_type": kind.value,
        "hash": "0",
    }
    return Arrived(payload["question"], value, message_id=payload["message_id"])


@contextmanager
def chats(
    folder: Path, person: int, name: str, language: str, party: str, *, event: Event = WSIS
) -> Iterator[Chats]:
    """A mission with an invitation that it has not opened, and a group that reads the same language."""
    path = folder / "focal.sqlite3"
    campaign = Campaign(event, parties.load(), "FocalPointBot")
    with closing(files.prepare(path)), closing(files.connect(path)) as db:
        # Nothing kills this process, so nobody waits for the disk.
        db.execute("PRAGMA synchronous = OFF")
        one = Chats(db, Turns(campaign), person, name, language)
        stamp = to_text(one.now)
        people.meet(db, OFFICER, OFFICER_NAME, None, stamp)
        people.set_language(db, OFFICER, language)
        staff.grant(db, OFFICER, Role.OFFICER, by=None, now=stamp)
        staff.register_desk(db, GROUP, "Secretariat", language, by=OFFICER, now=stamp)
        replies.ensure(db, party, stamp)
        _, one.invitation = invitations.create(
            db,
            party,
            MissionRole.PRIMARY,
            by=OFFICER,
            now=stamp,
            expires_at=to_text(one.now + campaign.event.invitation_validity),
        )
        yield one
