"""The command menu of the secretariat's chats: queued whenever a role, a registration or a language changes. Decides no role."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from bot.desk.visit import Role
from bot.i18n.tongue import tongue_for
from storage import outbox, people, staff

Menu = list[tuple[str, str]]


class ListedCommand(Protocol):
    """A command of the table, as far as a menu shows it."""

    @property
    def name(self) -> str: ...
    @property
    def role(self) -> Role: ...
    @property
    def says(self) -> str: ...


class Menus:
    """The menus that a table of commands makes."""

    def __init__(self, commands: Iterable[ListedCommand]) -> None:
        self._commands = tuple(commands)

    def of(self, role: Role, language: str) -> Menu:
        """(name, description) of what a role may use."""
        tongue = tongue_for(language)
        return [
            (command.name, tongue.plain(command.says))
            for command in self._commands
            if role.rank >= command.role.rank
        ]

    def every(self, db: sqlite3.Connection) -> list[tuple[int, Menu]]:
        """The menu of every chat of the secretariat: of each person by role, of a group by what officers use."""
        menus = {
            person: self.of(Role(role), _language(db, person))
            for person, role, _ in staff.members(db)
        }
        for desk in staff.desks(db):
            menus.setdefault(desk.chat_id, self.of(Role.OFFICER, desk.language))
        return list(menus.items())

    def queue(self, db: sqlite3.Connection, chat_id: int, now: str) -> None:
        """Brings one chat's menu up to date; a chat that is none of ours gets everybody's menu again."""
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


def _language(db: sqlite3.Connection, person_id: int) -> str:
    known = people.known(db, person_id)
    return (known.language if known else None) or "en"


def _enqueue(
    db: sqlite3.Connection, chat_id: int, method: str, params: Mapping[str, Any], now: str
) -> None:
    outbox.enqueue(
        db, chat_id=chat_id, method=method, params=params, now=now, lane=outbox.Lane.NOTICE
    )
