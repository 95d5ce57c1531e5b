"""The secretariat's desk: which updates are its business, and to which command, button or prompt each goes; no more."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.campaign.campaign import Campaign
from bot.campaign.post import Post
from bot.desk import backup, correspondence, home, received_files
from bot.desk.actions import ACTIONS, Arg
from bot.desk.command_menus import Menus
from bot.desk.commands import ANSWERS, COMMANDS, run_command
from bot.desk.prompts import InviteWanted, from_json
from bot.desk.reply_on_paper import acting_session
from bot.desk.visit import Role, Visit
from bot.i18n.languages import choose
from bot.i18n.tongue import tongue_for
from bot.mission.turn import Mission
from bot.telegram.updates import (
    CallbackQuery,
    EditedText,
    FileMessage,
    Incoming,
    OtherCommand,
    StartCommand,
    TextMessage,
)
from bot.texts.desk_notices import DeskNotices
from bot.texts.messages import Message
from bot.texts.regions import REGIONS
from storage import assignments, people, staff
from storage import message_threads as stored_letters
from storage.people import KnownPerson

__all__ = ["Desk"]

# Commands of a mission's dialogue; in that dialogue they are never the desk's.
MISSIONS_OWN = frozenset(
    {
        "start",
        "menu",
        "form",
        "review",
        "delegation",
        "language",
        "contact",
        "privacy",
        "help",
        "cancel",
        "receipt",
        "calendar",
        "template",
    }
)
# For somebody who is not of the secretariat these are the mission's as well.
MISSIONS_TOO = MISSIONS_OWN | {"status"}
_PREFIX = "d:"
_LARGEST_NUMBER_DIGITS = 15


class Desk:
    """Takes updates of officers and admins to messages."""

    def __init__(self, campaign: Campaign, mission: Mission) -> None:
        self._campaign = campaign
        self._mission = mission
        self.menus = Menus(COMMANDS.values())

    # ------------------------------------------------------------ whose business

    def takes(self, db: sqlite3.Connection, incoming: Incoming, known: KnownPerson) -> bool:
        """Whether this update is the desk's."""
        if isinstance(incoming.content, CallbackQuery) and incoming.content.data.startswith(
            _PREFIX
        ):
            return True
        if not incoming.private:
            return self._takes_in_group(db, incoming, known)
        if known.staff_role is None:
            match incoming.content:
                case OtherCommand(name=name):
                    return name in COMMANDS and name not in MISSIONS_TOO
                case _:
                    return False
        if isinstance(incoming.content, StartCommand) and incoming.content.code is not None:
            return False
        return self._takes_of_staff(db, incoming, known)

    def _takes_of_staff(
        self, db: sqlite3.Connection, incoming: Incoming, known: KnownPerson
    ) -> bool:
        """Somebody of the secretariat who acts for a State as well is in the mission's dialogue."""
        if not self._in_dialogue(db, known):
            return True
        waiting = staff.desk_session(db, incoming.chat_id, known.id) is not None
        match incoming.content:
            case OtherCommand(name="cancel"):
                return waiting
            case OtherCommand(name=name):
                return name in COMMANDS and name not in MISSIONS_OWN
            case TextMessage() | FileMessage():
                return waiting
            case _:
                return False

    def _in_dialogue(self, db: sqlite3.Connection, known: KnownPerson) -> bool:
        if acting_session(known.session) is not None:
            return True
        return assignments.active(db, known.id) is not None

    def _takes_in_group(
        self, db: sqlite3.Connection, incoming: Incoming, known: KnownPerson
    ) -> bool:
        registered = staff.desk(db, incoming.chat_id) is not None
        of_staff = known.staff_role is not None
        match incoming.content:
            case OtherCommand(name=name):
                return (registered or of_staff) and name in COMMANDS
            case StartCommand():
                return of_staff
            case TextMessage(reply_to=reply_to) if registered and of_staff:
                if staff.desk_session(db, incoming.chat_id, known.id) is not None:
                    return True
                return reply_to is not None and self._thread(db, incoming) is not None
            case FileMessage() if registered and of_staff:
                return self._waits_for_file(db, incoming, known)
            case _:
                return False

    def _waits_for_file(
        self, db: sqlite3.Connection, incoming: Incoming, known: KnownPerson
    ) -> bool:
        stored = staff.desk_session(db, incoming.chat_id, known.id)
        return stored is not None and isinstance(from_json(stored)[0], InviteWanted)

    def _thread(self, db: sqlite3.Connection, incoming: Incoming) -> str | None:
        """The conversation with a mission to which the message belongs that was replied to."""
        what = incoming.content
        if not isinstance(what, TextMessage) or what.reply_to is None:
            return None
        return stored_letters.thread_of(db, incoming.chat_id, what.reply_to)

    # ------------------------------------------------------------ a turn

    def turn(
        self,
        db: sqlite3.Connection,
        post: Post,
        incoming: Incoming,
        known: KnownPerson,
        now: datetime,
    ) -> None:
        """One update that `takes` said yes to."""
        visit = self._visit(db, post, incoming, known, now)
        if known.staff_role is None:
            self._not_of_the_secretariat(visit)
            return
        match incoming.content:
            case CallbackQuery(data=data, query_id=query) if data.startswith(_PREFIX):
                self._pressed(visit, data, query)
            case CallbackQuery():
                visit.toast(
                    visit.tongue.plain("This button is no longer used. /menu shows the desk.")
                )
            case OtherCommand(name=name, rest=rest):
                self._commanded(visit, name, rest)
            case StartCommand(code=code):
                self._opened(visit, code)
            case TextMessage(text=text):
                self._wrote(visit, text)
            case FileMessage():
                received_files.given(visit, incoming.content)
            case EditedText():
                visit.say(
                    visit.tongue.say(
                        "What was sent cannot be changed by editing. Please write anew."
                    )
                )
            case _:
                visit.say(visit.tongue.say("Please write in words, or use the buttons. /menu"))

    def _visit(
        self,
        db: sqlite3.Connection,
        post: Post,
        incoming: Incoming,
        known: KnownPerson,
        now: datetime,
    ) -> Visit:
        language = known.language or choose(incoming.language_code) or "en"
        if not incoming.private:
            desk = staff.desk(db, incoming.chat_id)
            language = desk.language if desk else language
        tongue = tongue_for(language)
        return Visit(
            self._campaign, self._mission, db, post, incoming, known, now, tongue, self.menus
        )

    def _not_of_the_secretariat(self, visit: Visit) -> None:
        """One sentence and nothing else; the attempt is recorded."""
        what = visit.incoming.content
        subject = f"/{what.name}" if isinstance(what, OtherCommand) else "button"
        if isinstance(what, CallbackQuery):
            subject = what.data
        visit.audit("refused", subject=subject[:64])
        visit.toast(visit.tongue.plain("This is for the secretariat."), alert=True)

    def _pressed(self, visit: Visit, data: str, query: str) -> None:
        name, *args = data.removeprefix(_PREFIX).split(":")
        action = ACTIONS.get(name)
        if not self._is_desk(visit):
            visit.toast(visit.tongue.plain("This chat is not registered. /secretariat"), alert=True)
        elif action is None or not self._fit(action.args, args):
            visit.toast(visit.tongue.plain("This button is no longer used. /menu shows the desk."))
        elif not visit.may(action.role):
            visit.refuse(action.role, data)
        else:
            action.run(visit, tuple(args))
        if all(answer.query_id != query for answer in visit.post.answers):
            visit.post.answer(query)

    def _fit(self, wanted: tuple[Arg, ...], args: list[str]) -> bool:
        """Buttons come back from outside: nothing in them is believed before it was looked at."""
        if len(args) < len(wanted):
            return False
        return all(self._fits(kind, text) for kind, text in zip(wanted, args, strict=False))

    def _fits(self, kind: Arg, text: str) -> bool:
        match kind:
            case Arg.PARTY:
                return text in self._campaign.parties
            case Arg.NUMBER:
                return text.isascii() and text.isdigit() and len(text) <= _LARGEST_NUMBER_DIGITS
            case Arg.COMMAND:
                return text in COMMANDS
            case Arg.REGION:
                return text in REGIONS or text == "all"
            case Arg.WORD:
                return True

    def _is_desk(self, visit: Visit) -> bool:
        """A private chat is its owner's; in a group only what was registered tells anything."""
        if visit.incoming.private:
            return True
        what = visit.incoming.content
        asks_to_register = isinstance(what, CallbackQuery) and what.data == "d:register"
        return asks_to_register or staff.desk(visit.db, visit.chat_id) is not None

    def _commanded(self, visit: Visit, name: str, rest: str) -> None:
        command = COMMANDS.get(name)
        if command is None:
            visit.say(
                visit.tongue.say("This command is not known here. /help shows what there is.")
            )
        elif not visit.may(command.role):
            visit.refuse(command.role, f"/{name}")
        elif name != "secretariat" and not self._is_desk(visit):
            visit.say(
                visit.tongue.say(
                    "This group is not registered. An admin registers it with /secretariat."
                )
            )
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
        """An answer to a prompt, a reply within a thread, else the name of a country."""
        said, prompt = text.strip(), visit.prompt
        thread = self._thread(visit.db, visit.incoming)
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
                visit.tongue.say(
                    "You were asked for something a while ago; so that nothing goes astray, this "
                    "text was not used for it. Please begin again: /menu"
                )
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

    # ------------------------------------------------------------ what is not said by people

    def welcome(
        self, db: sqlite3.Connection, post: Post, known: KnownPerson, now: datetime
    ) -> None:
        """Somebody became admin by the one-time link."""
        fresh = people.known(db, known.id) or known
        here = Incoming(
            0, known.id, True, "", known.id, known.name, known.username, None, StartCommand(None)
        )
        home.welcome(self._visit(db, post, here, fresh, now))

    def joined(
        self,
        db: sqlite3.Connection,
        post: Post,
        incoming: Incoming,
        known: KnownPerson,
        now: datetime,
    ) -> None:
        """The bot was put into a group."""
        visit = self._visit(db, post, incoming, known, now)
        desk = staff.desk(db, incoming.chat_id)
        if desk is not None and desk.lost_at is None:
            return
        if visit.may(Role.ADMIN):
            word = visit.tongue.plain_as("button", "Register this group")
            visit.say(
                visit.tongue.say(
                    "Shall this group be told of every reply? Then please register it."
                ),
                ((visit.button(word, "register"),),),
            )
            return
        visit.say(
            visit.tongue.say(
                "Good day. I take the replies of States to an invitation, in private chats. "
                "In a group I serve the secretariat only, once one of its admins registers it."
            )
        )

    def trouble(self, db: sqlite3.Connection, post: Post, admin_id: int, summary: str) -> None:
        """A turn went wrong: an admin is told once for each kind."""
        known = people.known(db, admin_id)
        tongue = tongue_for((known.language if known else None) or "en")
        message = DeskNotices(self._campaign.event, tongue).trouble(summary)
        post.send(admin_id, message, key=f"trouble:{admin_id}:{summary}")

    def stranger_in_group(
        self,
        _: sqlite3.Connection,
        post: Post,
        incoming: Incoming,
        known: KnownPerson,
    ) -> None:
        """A command in a group that is no desk gets one kind answer; everything else silence."""
        if not isinstance(incoming.content, OtherCommand | StartCommand):
            return
        tongue = tongue_for(known.language or choose(incoming.language_code) or "en")
        link = f"https://t.me/{self._campaign.bot_username}"
        text = tongue.say(
            "I take replies in private chats only. Please open {link} and press Start.", link=link
        )
        post.send(incoming.chat_id, Message(text))

    def file_arrived(
        self,
        db: sqlite3.Connection,
        post: Post,
        payload: dict[str, object],
        data: bytes | None,
        now: datetime,
    ) -> None:
        """A file that was asked for has been fetched; None where it could not be."""
        visit = self._afterwards(db, post, payload, now)
        if visit is not None:
            received_files.arrived(visit, payload, data)

    def backed_up(
        self,
        db: sqlite3.Connection,
        post: Post,
        payload: dict[str, object],
        size_bytes: int | None,
        now: datetime,
    ) -> None:
        """The backup that was asked for is there, or could not be made (None)."""
        visit = self._afterwards(db, post, payload, now)
        if visit is not None:
            backup.done(visit, size_bytes)

    def _afterwards(
        self, db: sqlite3.Connection, post: Post, payload: dict[str, object], now: datetime
    ) -> Visit | None:
        """The end of a job, in the chat where somebody asked for it."""
        known = people.known(db, int(str(payload["person"])))
        if known is None:
            return None
        chat = int(str(payload["chat"]))
        here = Incoming(
            0,
            chat,
            chat == known.id,
            "",
            known.id,
            known.name,
            known.username,
            None,
            StartCommand(None),
        )
        return self._visit(db, post, here, known, now)
