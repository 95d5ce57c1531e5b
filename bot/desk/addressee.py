"""Decides to whom an update is addressed: the desk, the dialogue of a mission, or nobody."""

from __future__ import annotations

import sqlite3
from typing import assert_never

from bot.desk.commands import COMMANDS
from bot.desk.prompts import InviteWanted, from_json
from bot.desk.reply_on_paper import acting_session
from bot.mission.commands import MISSION
from bot.telegram import updates
from storage import assignments, message_threads, staff
from storage.people import KnownPerson

# What every button of the desk begins with.
PREFIX = "d:"
# In a mission's dialogue these are never the desk's; /status is there as well.
MISSIONS_OWN = MISSION.keys() - {"status"}


def takes(db: sqlite3.Connection, incoming: updates.Incoming, known: KnownPerson) -> bool:
    """Return whether this update is the desk's."""
    if isinstance(incoming.content, updates.CallbackQuery) and incoming.content.data.startswith(
        PREFIX
    ):
        return True
    if not incoming.private:
        return _takes_in_group(db, incoming, known)
    if known.staff_role is None:
        content = incoming.content
        # A command that missions have as well is the mission's for somebody outside.
        return (
            isinstance(content, updates.OtherCommand)
            and content.name in COMMANDS.keys() - MISSION.keys()
        )
    if isinstance(incoming.content, updates.StartCommand) and incoming.content.code is not None:
        return False
    return _takes_of_staff(db, incoming, known)


def _takes_of_staff(db: sqlite3.Connection, incoming: updates.Incoming, known: KnownPerson) -> bool:
    """Somebody of the secretariat who acts for a State as well is in the mission's dialogue."""
    if not _in_dialogue(db, known):
        return True
    waiting = staff.desk_session(db, incoming.chat_id, known.id) is not None
    match incoming.content:
        case updates.OtherCommand(name="cancel"):
            return waiting
        case updates.OtherCommand(name=name):
            return name in COMMANDS and name not in MISSIONS_OWN
        case updates.TextMessage() | updates.FileMessage():
            return waiting
        case (
            updates.StartCommand()
            | updates.EditedText()
            | updates.CallbackQuery()
            | updates.ContactMessage()
            | updates.UnsupportedMessage()
            | updates.MembershipChanged()
            | updates.ChatMigrated()
        ):
            return False
        case never:
            assert_never(never)


def _in_dialogue(db: sqlite3.Connection, known: KnownPerson) -> bool:
    recording = acting_session(known.session) is not None
    return recording or assignments.active(db, known.id) is not None


def _takes_in_group(db: sqlite3.Connection, incoming: updates.Incoming, known: KnownPerson) -> bool:
    registered = staff.desk(db, incoming.chat_id) is not None
    of_staff = known.staff_role is not None
    match incoming.content:
        case updates.OtherCommand(name=name):
            return (registered or of_staff) and name in COMMANDS
        case updates.StartCommand():
            return of_staff
        case updates.TextMessage(reply_to=reply_to) if registered and of_staff:
            if staff.desk_session(db, incoming.chat_id, known.id) is not None:
                return True
            return reply_to is not None and thread_replied_to(db, incoming) is not None
        case updates.FileMessage() if registered and of_staff:
            return _waits_for_file(db, incoming, known)
        case (
            updates.TextMessage()
            | updates.FileMessage()
            | updates.EditedText()
            | updates.CallbackQuery()
            | updates.ContactMessage()
            | updates.UnsupportedMessage()
            | updates.MembershipChanged()
            | updates.ChatMigrated()
        ):
            return False
        case never:
            assert_never(never)


def _waits_for_file(db: sqlite3.Connection, incoming: updates.Incoming, known: KnownPerson) -> bool:
    stored = staff.desk_session(db, incoming.chat_id, known.id)
    return stored is not None and isinstance(from_json(stored)[0], InviteWanted)


def thread_replied_to(db: sqlite3.Connection, incoming: updates.Incoming) -> str | None:
    """Return the thread with a mission to which the message belongs that was replied to."""
    content = incoming.content
    if not isinstance(content, updates.TextMessage) or content.reply_to is None:
        return None
    return message_threads.thread_of(db, incoming.chat_id, content.reply_to)
