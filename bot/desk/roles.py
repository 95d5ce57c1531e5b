"""Names the roles of the secretariat, says what each may do, and queues the command menu of each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.i18n.tongue import N_, Tongue, tongue_for
from storage import outbox, people, staff
from storage.staff import Role

Menu = list[tuple[str, str]]

ROLE_NAMES: Mapping[Role, str] = {
    Role.VIEWER: N_("viewer"),
    Role.OFFICER: N_("officer"),
    Role.ADMIN: N_("admin"),
}
ROLE_DESCRIPTIONS: Mapping[Role, str] = {
    Role.VIEWER: N_("<b>viewer</b> looks at everything and changes nothing;"),
    Role.OFFICER: N_(
        "<b>officer</b> also accepts, returns, writes, reminds, confirms people, records;"
    ),
    Role.ADMIN: N_("<b>admin</b> also invites, sets the deadline, gives roles, erases."),
}


def role_name(tongue: Tongue, role: Role) -> str:
    """Return what a role is called in a language."""
    return tongue.plain(ROLE_NAMES[role])


def role_meant(tongue: Tongue, text: str) -> Role | None:
    """Return the role that is named in English or in the language given; None where it is none."""
    typed = text.casefold()
    return next(
        (role for role in Role if typed in (role.value, role_name(tongue, role).casefold())), None
    )


@dataclass(frozen=True, slots=True)
class ListedCommand:
    """A command as a menu lists it."""

    name: str
    role: Role
    # What it does, in the command menu and in /help.
    says: str


class Menus:
    """Makes the menus of a table of commands."""

    def __init__(self, commands: Iterable[ListedCommand]) -> None:
        self._commands = tuple(commands)

    def of(self, role: Role, language: str | None) -> Menu:
        """Return (name, description) of what a role may use."""
        tongue = tongue_for(language)
        return [
            (command.name, tongue.plain(command.says))
            for command in self._commands
            if role.reaches(command.role)
        ]

    def every(self, db: sqlite3.Connection) -> list[tuple[int, Menu]]:
        """Return the menu of each chat of the secretariat: a person's by role, a group's as officers'."""
        menus = {
            person: self.of(Role(role), _language(db, person))
            for person, role, _ in staff.members(db)
        }
        for desk in staff.desks(db):
            menus.setdefault(desk.chat_id, self.of(Role.OFFICER, desk.language))
        return list(menus.items())

    def queue(self, db: sqlite3.Connection, chat_id: int, now: str) -> None:
        """Queue one chat's menu; a chat that is none of ours gets everybody's menu again."""
        role, desk = staff.role_of(db, chat_id), staff.desk(db, chat_id)
        scope = {"type": "chat", "chat_id": chat_id}
        if role is not None:
            menu = self.of(Role(role), _language(db, chat_id))
        elif desk is not None:
            menu = self.of(Role.OFFICER, desk.language)
        else:
            _enqueue(db, chat_id, "deleteMyCommands", {"scope": scope}, now)
            return
        listed = [{"command": name, "description": says} for name, says in menu]
        _enqueue(db, chat_id, "setMyCommands", {"scope": scope, "commands": listed}, now)


def _language(db: sqlite3.Connection, person_id: int) -> str | None:
    known = people.known(db, person_id)
    return known.language if known else None


def _enqueue(
    db: sqlite3.Connection, chat_id: int, method: str, params: Mapping[str, Any], now: str
) -> None:
    outbox.enqueue(
        db, chat_id=chat_id, method=method, params=params, now=now, lane=outbox.Lane.NOTICE
    )
