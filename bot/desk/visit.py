"""Carries one update of somebody of the secretariat: who, where, in which language, and the ways to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.campaign.work import Work
from bot.desk.prompts import Prompt, from_json, to_json
from bot.desk.roles import Menus, role_name
from bot.i18n.isolation import Html
from bot.i18n.languages import choose
from bot.i18n.tongue import Tongue, tongue_for
from bot.mission.turn import Mission
from bot.telegram.updates import CallbackQuery, Incoming
from bot.texts.messages import Button, Message, Rows, split
from bot.texts.values import state_name
from storage import audit, people, staff
from storage.instants import from_text
from storage.people import KnownPerson
from storage.staff import Role

# What was refused is recorded as it came, but no longer than a button can be.
MAX_SUBJECT_CHARS = 64
# A text sent long after the question may be meant for something else.
PROMPT_VALIDITY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Visit(Work):
    """What a command, a button or an answer to a prompt works with, within one transaction."""

    mission: Mission
    incoming: Incoming
    known: KnownPerson
    tongue: Tongue
    menus: Menus

    @classmethod
    def of(
        cls, work: Work, incoming: Incoming, known: KnownPerson, mission: Mission, menus: Menus
    ) -> Visit:
        """Return a visit in the language of the group, or of the person in a private chat."""
        language = known.language or choose(incoming.language_code)
        if not incoming.private:
            desk = staff.desk(work.db, incoming.chat_id)
            language = desk.language if desk else language
        tongue, parts = tongue_for(language), (work.campaign, work.db, work.post, work.now)
        return cls(*parts, mission, incoming, known, tongue, menus)

    @property
    def chat_id(self) -> int:
        return self.incoming.chat_id

    @property
    def role(self) -> Role | None:
        """The role as read from the database with this update; None outside the secretariat."""
        return Role(self.known.staff_role) if self.known.staff_role else None

    def may(self, needed: Role) -> bool:
        """Return whether this person has the role that is needed, or one above it."""
        return self.role is not None and self.role.reaches(needed)

    def role_name(self, role: str) -> str:
        """Return what a role is called here."""
        return role_name(self.tongue, Role(role))

    def name_of(self, person_id: int | None) -> str:
        """Return a person's name; a dash for nobody and for somebody who was erased."""
        if person_id is None:
            return "—"
        return people.names(self.db, {person_id}).get(person_id) or "—"

    def moment(self, stamp: str) -> str:
        """Return a stored instant in words, in the event's time zone."""
        return self.tongue.moment(from_text(stamp), self.campaign.event.zone)

    def country(self, party: str) -> str:
        """Return the name of a State here."""
        return state_name(self.tongue, party)

    def send(self, message: Message) -> None:
        """Send a new message to this chat."""
        self.post.send(self.chat_id, message)

    def say(self, msgid: str, buttons: Rows = (), /, **params: object) -> None:
        """Send a new message of these words."""
        self.send(Message(self.tongue.say(msgid, **params), buttons))

    def say_here(self, msgid: str, buttons: Rows = (), /, **params: object) -> None:
        """Say these words in place of the message that was tapped."""
        self.show(Message(self.tongue.say(msgid, **params), buttons))

    def say_parts(self, blocks: Sequence[str], buttons: Rows = ()) -> None:
        """Send blocks of text in as many messages as hold them, with the buttons below the last."""
        *parts, last = split(blocks)
        for part in parts:
            self.send(Message(part))
        self.send(Message(last, buttons))

    @property
    def tapped(self) -> int | None:
        """The id of the message whose button was tapped; None where nothing was tapped."""
        if isinstance(self.incoming.content, CallbackQuery):
            return self.incoming.message_id
        return None

    def show(self, message: Message) -> None:
        """Replace the message that was tapped; send a new one where nothing was tapped."""
        if self.tapped is not None:
            self.post.edit_shown(self.chat_id, message, message_id=self.tapped)
        else:
            self.send(message)

    def settle(self, buttons: Rows) -> None:
        """Replace the buttons of the message that was tapped; its words stay."""
        if self.tapped is not None:
            self.post.relabel(self.chat_id, buttons, message_id=self.tapped)

    def answer(self, text: str, *, alert: bool = False) -> None:
        """Answer a tap with a toast or an alert; send a message where nothing was tapped."""
        if isinstance(self.incoming.content, CallbackQuery):
            self.post.answer(self.incoming.content.query_id, text, alert=alert)
        else:
            self.say("{text}", text=text)

    def toast(self, msgid: str, /, **params: object) -> None:
        """Answer a tap with these words, which go away by themselves."""
        self.answer(self.tongue.plain(msgid, **params))

    def alert(self, msgid: str, /, **params: object) -> None:
        """Answer a tap with these words, which stay until they are closed."""
        self.answer(self.tongue.plain(msgid, **params), alert=True)

    def outdated(self) -> None:
        """Answer a button that an earlier version made, or whose arguments do not fit."""
        self.toast("This button is no longer used. /menu shows the desk.")

    def refuse(self, needed: Role, subject: str, *, party: str | None = None) -> None:
        """Say that the role does not reach, and record the attempt."""
        self.audit("refused", party=party, subject=subject[:MAX_SUBJECT_CHARS])
        self.alert("This needs the role of {role}.", role=self.role_name(needed.value))

    def button(self, word: str, *data: str | int) -> Button:
        """Return a button of the desk: an action's name and its arguments."""
        return Button(word, ":".join(("d", *(str(part) for part in data))))

    def labelled(self, msgid: str, *data: str | int) -> Button:
        """Return a button of the desk that is called by a msgid in the context of buttons."""
        return self.button(self.tongue.plain_as("button", msgid), *data)

    def cancel_row(self) -> tuple[Button, ...]:
        """Return the row that leaves a question."""
        return (self.labelled("Cancel", "cancel"),)

    @property
    def prompt(self) -> Prompt | None:
        """What this person is asked for in this chat; None once it was asked too long ago."""
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

    def ask(self, prompt: Prompt, msgid: str, buttons: Rows = (), /, **params: object) -> None:
        """Ask for something by these words in a new message, and keep what it was."""
        self.send(self.question(prompt, self.tongue.say(msgid, **params), buttons))

    def ask_here(self, prompt: Prompt, msgid: str, buttons: Rows = (), /, **params: object) -> None:
        """Ask for something in place of the message that was tapped, and keep what it was."""
        self.show(self.question(prompt, self.tongue.say(msgid, **params), buttons))

    def question(self, prompt: Prompt, text: Html, buttons: Rows = ()) -> Message:
        """Keep what is asked for, and return the message that asks for it."""
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
        """Forget what was asked."""
        staff.save_desk_session(self.db, self.chat_id, self.known.id, None, self.stamp)

    def audit(
        self,
        action: str,
        *,
        party: str | None = None,
        subject: str | None = None,
        old: str | None = None,
        new: str | None = None,
    ) -> None:
        """Record a deed of this person: on which State, about what, from what to what."""
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


def called(person: KnownPerson) -> str:
    """Return what tells somebody from others of the same name: with the @username, or the number."""
    name = person.name or str(person.id)
    return f"{name} (@{person.username})" if person.username else name
