"""Queues messages in the outbox within the current transaction; keeps answers to taps for after its commit."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.i18n.isolation import Html
from bot.texts.messages import MAX_TOAST_CHARS, Message, Rows, markup
from storage import outbox
from storage.outbox import Lane


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """The answer to a tap, sent directly after the commit; its failure does not matter."""

    query_id: str
    text: str
    alert: bool


class Post:
    """The messages of one piece of work. `now` is an instant as the schema keeps it."""

    def __init__(self, db: sqlite3.Connection, now: str) -> None:
        self._db = db
        self._now = now
        self.answers: list[CallbackAnswer] = []
        # How many rows were queued.
        self.queued = 0

    def send(
        self,
        chat_id: int,
        message: Message,
        *,
        lane: Lane = Lane.INTERACTIVE,
        batch: str | None = None,
        key: str | None = None,
        target: int | None = None,
    ) -> int | None:
        """Queue a message; return its row, or None where one with this `key` was queued before."""
        params = message.params()
        return self._queue(
            chat_id, "sendMessage", params, lane=lane, batch=batch, key=key, target=target
        )

    def edit(self, chat_id: int, message: Message, *, target: int) -> None:
        """Replace the message of an earlier row."""
        self._queue(chat_id, "editMessageText", _replacing(message), target=target)

    def edit_shown(self, chat_id: int, message: Message, *, message_id: int) -> int | None:
        """Replace the message with that number of Telegram's, such as the one that was tapped."""
        params = {**_replacing(message), "message_id": message_id}
        return self._queue(chat_id, "editMessageText", params)

    def strip(self, chat_id: int, *, target: int) -> None:
        """Take the buttons from the message of an earlier row."""
        params = {"reply_markup": {"inline_keyboard": markup(())}}
        self._queue(chat_id, "editMessageReplyMarkup", params, target=target)

    def relabel(self, chat_id: int, buttons: Rows, *, message_id: int) -> None:
        """Replace the buttons of the message with that number of Telegram's."""
        params = {"message_id": message_id, "reply_markup": {"inline_keyboard": markup(buttons)}}
        self._queue(chat_id, "editMessageReplyMarkup", params)

    def document(
        self,
        chat_id: int,
        document: Mapping[str, Any],
        *,
        caption: Html | None = None,
        lane: Lane = Lane.NOTICE,
        batch: str | None = None,
        key: str | None = None,
        method: str = "sendDocument",
        params: Mapping[str, Any] | None = None,
    ) -> int | None:
        """Queue a file that is made from `document` when it is sent; return its row, as `send` does."""
        more = {} if caption is None else {"caption": caption, "parse_mode": "HTML"}
        said = {**more, **(params or {})}
        return self._queue(
            chat_id, method, said, lane=lane, document=document, batch=batch, key=key
        )

    def answer(self, query_id: str, text: str = "", *, alert: bool = False) -> None:
        self.answers.append(CallbackAnswer(query_id, text[:MAX_TOAST_CHARS], alert))

    def _queue(
        self,
        chat_id: int,
        method: str,
        params: Mapping[str, Any],
        *,
        lane: Lane = Lane.INTERACTIVE,
        target: int | None = None,
        document: Mapping[str, Any] | None = None,
        batch: str | None = None,
        key: str | None = None,
    ) -> int | None:
        row = outbox.enqueue(
            self._db,
            chat_id=chat_id,
            method=method,
            params=params,
            now=self._now,
            lane=lane,
            target=target,
            document=document,
            batch=batch,
            key=key,
        )
        self.queued += row is not None
        return row


def _replacing(message: Message) -> dict[str, Any]:
    """Return what an edit makes of a message: without buttons it loses those that it had."""
    return {"reply_markup": {"inline_keyboard": []}, **message.params()}
