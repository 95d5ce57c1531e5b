"""aiogram's storage on SQLite, written as its documentation says that one's own storage is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import aiosqlite
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

TABLE = (
    "CREATE TABLE IF NOT EXISTS fsm (bot_id INTEGER, chat_id INTEGER, user_id INTEGER,"
    " state TEXT, data TEXT NOT NULL DEFAULT '{}', PRIMARY KEY (bot_id, chat_id, user_id))"
)


class SQLiteStorage(BaseStorage):
    """State and data of each person in each chat; every change is committed at once."""

    def __init__(self, db: aiosqlite.Connection) -> None:
        self._db = db

    @classmethod
    async def open(cls, file: Path) -> Self:
        db = await aiosqlite.connect(file)
        await db.execute("PRAGMA journal_mode = WAL")
        await db.execute("PRAGMA synchronous = FULL")
        await db.execute(TABLE)
        await db.commit()
        return cls(db)

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await self._db.execute(
            "INSERT INTO fsm (bot_id, chat_id, user_id, state) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET state = excluded.state",
            (key.bot_id, key.chat_id, key.user_id, name),
        )
        await self._db.commit()

    async def get_state(self, key: StorageKey) -> str | None:
        found = await self._one("state", key)
        return None if found is None else found

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._db.execute(
            "INSERT INTO fsm (bot_id, chat_id, user_id, data) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET data = excluded.data",
            (key.bot_id, key.chat_id, key.user_id, json.dumps(data)),
        )
        await self._db.commit()

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        found = await self._one("data", key)
        return {} if found is None else dict(json.loads(found))

    async def close(self) -> None:
        await self._db.close()

    async def _one(self, column: str, key: StorageKey) -> str | None:
        query = f"SELECT {column} FROM fsm WHERE bot_id = ? AND chat_id = ? AND user_id = ?"
        async with self._db.execute(query, (key.bot_id, key.chat_id, key.user_id)) as cursor:
            row = await cursor.fetchone()
        return None if row is None else row[0]
