"""One update of somebody of the secretariat in hand: who, where, in which language, and how to answer. Decides nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.campaign.campaign import Campaign
from bot.campaign.post import Post
from bot.desk.prompts import Prompt, from_json, to_json
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_, Tongue
from bot.mission.turn import Mission
from bot.telegram.updates import CallbackQuery, Incoming
from bot.texts.messages import Button, Message, Rows
from bot.texts.values import state_name
from storage import audit, people, staff
from storage.instants import from_text, to_text
from storage.people import KnownPerson

if TYPE_CHECKING:
    from bot.desk.command_menus import Menus


class Role(StrEnum):
    """What somebody of the secretariat may do: each role what the one before may, and more."""

    VIEWER = "viewer"
    OFFICER = "officer"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        return list(Role).index(self)


ROLES = {
    Role.VIEWER: N_("viewer"),
    Role.OFFICER: N_("officer"),
    Role.ADMIN: N_("admin"),
}


# What was refused is recorded as it came, but no longer than a button can be.
MAX_SUBJECT_CHARS = 64
# A text sent long after the question may be meant for something else.
PROMPT_VALIDITY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a command, a button or an answer to a prompt works with, within one transaction."""

    campaign: Campaign
    mission: Mission
    db: sqlite3.Connection
    post: Post
    incoming: Incoming
    known: KnownPerson
    now: datetime
    tongue: Tongue
    menus: Menus

    # ------------------------------------------------------------ who and where

    @property
    def stamp(self) -> str:
        """`now` as the schema keeps it."""
        return to_text(self.now)

    @property
    def chat_id(self) -> int:
        return self.incoming.chat_id

    @property
    def role(self) -> Role | None:
        """Read from the database with this update; None for somebody who is not of the secretariat."""
        return Role(self.known.staff_role) if self.known.staff_role else None

    def may(self, needed: Role) -> bool:
        return self.role is not None and self.role.rank >= needed.rank

    def role_name(self, role: str) -> str:
        return self.tongue.plain(ROLES[Role(role)])

    def name_of(self, person_id: int | None) -> str:
        """What somebody is called; a dash for nobody and for somebody who was erased."""
        if person_id is None:
            return "—"
        return people.names(self.db, {person_id}).get(person_id) or "—"

    def moment(self, stamp: str) -> str:
        """A stored instant in words, in the event's time zone."""
        return self.tongue.moment(from_text(stamp), self.campaign.event.zone)

    def country(self, party: str) -> str:
        return state_name(self.tongue, party)

    # ------------------------------------------------------------ answering

    def send(self, message: Message) -> None:
        """A new message in this chat."""
        self.post.send(self.chat_id, message)

    def say(self, text: Html, buttons: Rows = ()) -> None:
        self.send(Message(text, buttons))

    @property
    def tapped(self) -> int | None:
        """The message whose button was tapped."""
        return (
            self.incoming.message_id if isinstance(self.incoming.content, CallbackQuery) else None
        )

    def show(self, message: Message) -> None:
        """In place of the message that was tapped; a new one where nothing was tapped."""
        if self.tapped is not None:
            self.post.edit_shown(self.chat_id, message, message_id=self.tapped)
        else:
            self.send(message)

    def settle(self, buttons: Rows) -> None:
        """Other buttons below the message that was tapped; its words stay as they are."""
        if self.tapped is not None:
            self.post.relabel(self.chat_id, buttons, message_id=self.tapped)

    def toast(self, text: str, *, alert: bool = False) -> None:
        """The small answer to a tap; a message where nothing was tapped."""
        if isinstance(self.incoming.content, CallbackQuery):
            self.post.answer(self.incoming.content.query_id, text, alert=alert)
        else:
            self.say(self.tongue.say("{text}", text=text))

    def refuse(self, needed: Role, subject: str, *, party: str | None = None) -> None:
        """Somebody of the secretariat whose role does not reach: said, and recorded."""
        self.audit("refused", party=party, subject=subject[:MAX_SUBJECT_CHARS])
        text = self.tongue.plain(
            "This needs the role of {role}.", role=self.role_name(needed.value)
        )
        self.toast(text, alert=True)

    def button(self, word: str, *data: str | int) -> Button:
        """A button of the desk: an action's name and its arguments."""
        return Button(word, ":".join(("d", *(str(part) for part in data))))

    def cancel_row(self) -> tuple[Button, ...]:
        return (self.button(self.tongue.plain_as("button", "Cancel"), "cancel"),)

    # ------------------------------------------------------------ in the middle of something

    @property
    def prompt(self) -> Prompt | None:
        """What this person is asked for in this chat; what was asked too long ago no longer counts."""
        stored = staff.desk_session(self.db, self.chat_id, self.known.id)
        if stored is None:
            return None
        prompt, asked_at = from_json(stored)
        return prompt if self.now - from_text(asked_at) < PROMPT_VALIDITY else None

    @property
    def forgotten(self) -> bool:
        """Whether something was asked too long ago, or by an earlier version of this program."""
        stored = staff.desk_session(self.db, self.chat_id, self.known.id)
        return stored is not None and self.prompt is None

    def ask(self, prompt: Prompt, text: Html, buttons: Rows = ()) -> None:
        """A new message that asks for something, and the note of what it was."""
        self.send(self._question(prompt, text, buttons))

    def ask_here(self, prompt: Prompt, text: Html, buttons: Rows = ()) -> None:
        """The same in place of the message that was tapped."""
        self.show(self._question(prompt, text, buttons))

    def _question(self, prompt: Prompt, text: Html, buttons: Rows) -> Message:
        state = to_json(prompt, self.stamp)
        staff.save_desk_session(self.db, self.chat_id, self.known.id, state, self.stamp)
        if not self.incoming.private:
            # In groups Telegram shows a bot commands and replies to its messages, and no more.
            how = self.tongue.say(
                "<i>In this group, please answer by replying to this message.</i>"
            )
            text = Html(f"{text}\n\n{how}")
        return Message(text, (*buttons, self.cancel_row()))

    def done(self) -> None:
        """Nothing is asked any more."""
        staff.save_desk_session(self.db, self.chat_id, self.known.id, None, self.stamp)

    # ------------------------------------------------------------ the trail

    def audit(
        self,
        action: str,
        *,
        party: str | None = None,
        subject: str | None = None,
        old: str | None = None,
        new: str | None = None,
    ) -> None:
        audit.record(
            self.db,
            at=self.stamp,
            actor=self.known.id,
            role=self.known.staff_role or "visitor",
            action=action,
            party=party,
            subject=subject,
            old=old,
            new=new,
        )
