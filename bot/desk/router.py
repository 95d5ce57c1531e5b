"""Routes each update of the secretariat to its command, its button or the prompt it answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import assert_never

from bot.campaign.campaign import Campaign
from bot.campaign.work import Work
from bot.desk import addressee, bulk_invitations, correspondence, health, home, registered_chats
from bot.desk.actions import ACTIONS
from bot.desk.commands import ANSWERS, COMMANDS, run_command
from bot.desk.roles import Menus
from bot.desk.visit import MAX_SUBJECT_CHARS, Visit
from bot.mission.turn import Mission
from bot.telegram.updates import (
    CallbackQuery,
    ChatMigrated,
    ContactMessage,
    EditedText,
    FileMessage,
    Incoming,
    MembershipChanged,
    OtherCommand,
    StartCommand,
    TextMessage,
    UnsupportedMessage,
)
from storage import people, staff
from storage.people import KnownPerson
from storage.staff import Role


class Desk:
    """Takes updates of officers and admins to messages."""

    def __init__(self, campaign: Campaign, mission: Mission) -> None:
        self._campaign = campaign
        self._mission = mission
        self.menus = Menus(COMMANDS.values())

    def takes(self, db: sqlite3.Connection, incoming: Incoming, known: KnownPerson) -> bool:
        """Return whether this update is the desk's."""
        return addressee.takes(db, incoming, known)

    def turn(self, work: Work, incoming: Incoming, known: KnownPerson) -> None:
        """Carry out one update that `takes` said yes to."""
        visit = self._visit(work, incoming, known)
        if known.staff_role is None:
            self._not_of_the_secretariat(visit)
            return
        match incoming.content:
            case CallbackQuery(data=data, query_id=query) if data.startswith(addressee.PREFIX):
                self._pressed(visit, data, query)
            case CallbackQuery():
                visit.outdated()
            case OtherCommand(name=name, rest=rest):
                self._commanded(visit, name, rest)
            case StartCommand(code=code):
                self._opened(visit, code)
            case TextMessage(text=text):
                self._wrote(visit, text)
            case FileMessage():
                bulk_invitations.file_given(visit, incoming.content)
            case EditedText():
                visit.say("What was sent cannot be changed by editing. Please write anew.")
            case ContactMessage() | UnsupportedMessage() | MembershipChanged() | ChatMigrated():
                visit.say("Please write in words, or use the buttons. /menu")
            case never:
                assert_never(never)

    def _visit(self, work: Work, incoming: Incoming, known: KnownPerson) -> Visit:
        return Visit.of(work, incoming, known, self._mission, self.menus)

    def _not_of_the_secretariat(self, visit: Visit) -> None:
        """Answer in one sentence, and record the attempt."""
        content = visit.incoming.content
        subject = f"/{content.name}" if isinstance(content, OtherCommand) else "button"
        if isinstance(content, CallbackQuery):
            subject = content.data
        visit.audit("refused", subject=subject[:MAX_SUBJECT_CHARS])
        visit.alert("This is for the secretariat.")

    def _pressed(self, visit: Visit, data: str, query: str) -> None:
        name, *args = data.removeprefix(addressee.PREFIX).split(":")
        action = ACTIONS.get(name)
        if not self._is_desk(visit):
            visit.alert("This chat is not registered. /secretariat")
        elif action is None or not action.fits(args, self._campaign.parties):
            visit.outdated()
        elif not visit.may(action.role):
            visit.refuse(action.role, data)
        else:
            action.run(visit, tuple(args))
        if all(answer.query_id != query for answer in visit.post.answers):
            visit.post.answer(query)

    def _is_desk(self, visit: Visit) -> bool:
        """A private chat is its owner's; in a group only what was registered tells anything."""
        if visit.incoming.private:
            return True
        content = visit.incoming.content
        asks_to_register = isinstance(content, CallbackQuery) and content.data == "d:register"
        return asks_to_register or staff.desk(visit.db, visit.chat_id) is not None

    def _commanded(self, visit: Visit, name: str, rest: str) -> None:
        command = COMMANDS.get(name)
        if command is None:
            visit.say("This command is not known here. /help shows what there is.")
        elif visit.may(command.role) and name != "secretariat" and not self._is_desk(visit):
            visit.say("This group is not registered. An admin registers it with /secretariat.")
        else:
            run_command(visit, name, rest)

    def _opened(self, visit: Visit, code: str | None) -> None:
        """/start; in a group it comes from the link that puts the bot into it."""
        if visit.incoming.private:
            visit.done()
            home.home(visit)
        elif code == home.GROUP_WORD:
            self._commanded(visit, "secretariat", "")
        else:
            self._commanded(visit, "menu", "")

    def _wrote(self, visit: Visit, text: str) -> None:
        """Take a text as a reply within a thread, an answer to a prompt, else a country's name."""
        said, prompt = text.strip(), visit.prompt
        thread = addressee.thread_replied_to(visit.db, visit.incoming)
        if thread is not None:
            visit.done()
            if visit.may(Role.OFFICER):
                correspondence.replied(visit, thread, said)
            else:
                visit.refuse(Role.OFFICER, "reply")
            return
        if visit.forgotten:
            visit.done()
            visit.say(
                "You were asked for something a while ago; so that nothing goes astray, this "
                "text was not used for it. Please begin again: /menu"
            )
            return
        answer = ANSWERS.get(type(prompt)) if prompt is not None else None
        if answer is None:
            visit.done()
            run_command(visit, "country", said)
        elif not visit.may(answer.role):
            visit.done()
            visit.refuse(answer.role, type(prompt).__name__)
        else:
            answer.run(visit, prompt, said)

    def welcome(self, work: Work, known: KnownPerson) -> None:
        """Greet somebody who became admin by the one-time link."""
        fresh = people.known(work.db, known.id) or known
        home.welcome(self._visit(work, _unasked(known.id, fresh), fresh))

    def joined(self, work: Work, incoming: Incoming, known: KnownPerson) -> None:
        """Introduce the bot to a group it was put into."""
        registered_chats.joined(self._visit(work, incoming, known))

    def stranger_in_group(self, work: Work, incoming: Incoming, known: KnownPerson) -> None:
        """Answer a command in a group that is no desk kindly, and everything else by silence."""
        if isinstance(incoming.content, OtherCommand | StartCommand):
            registered_chats.elsewhere(work, incoming, known)

    def file_arrived(self, work: Work, payload: Mapping[str, object], data: bytes | None) -> None:
        """Take a file that was asked for; None where it could not be fetched."""
        visit = self._afterwards(work, payload)
        if visit is not None:
            bulk_invitations.file_arrived(visit, data)

    def backed_up(self, work: Work, payload: Mapping[str, object], size_bytes: int | None) -> None:
        """Tell who asked for a backup how large it is; None where it could not be made."""
        visit = self._afterwards(work, payload)
        if visit is not None:
            health.backed_up(visit, size_bytes)

    def _afterwards(self, work: Work, payload: Mapping[str, object]) -> Visit | None:
        """Return the chat where somebody asked for a job; None once that person was erased."""
        known = people.known(work.db, int(str(payload["person"])))
        if known is None:
            return None
        return self._visit(work, _unasked(int(str(payload["chat"])), known), known)


def _unasked(chat_id: int, known: KnownPerson) -> Incoming:
    """Return an update that nobody sent, for what the bot says of itself in a chat."""
    return Incoming(
        0,
        chat_id,
        chat_id == known.id,
        "",
        known.id,
        known.name,
        known.username,
        None,
        StartCommand(None),
    )
