"""Sends one row of the outbox by one call, and reads what the answer means.

Nothing else calls Telegram's sending methods. A reason quotes nothing of a message.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from telegram import InputFile
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.error import (
    ChatMigrated as GroupMigrated,
)

from bot.telegram.aiohttp_request import MAX_DOWNLOAD_BYTES
from bot.telegram.api import Api, quoting_nothing, retry_after_seconds
from bot.telegram.delivery import (
    FileTooLarge,
    Lost,
    Migrated,
    Outcome,
    Refused,
    RetryLater,
    Sent,
    Undeliverable,
)
from storage.outbox import Row

log = logging.getLogger(__name__)

Json = dict[str, Any]


class Upload(Protocol):
    """A file to be sent: the name people see, and its bytes."""

    @property
    def name(self) -> str: ...
    @property
    def data(self) -> bytes: ...


Make = Callable[[Json], Awaitable[Upload]]

# What these do, they do to a message that is there already.
_ON_MESSAGE = frozenset(
    {
        "editMessageText",
        "editMessageCaption",
        "editMessageReplyMarkup",
        "deleteMessage",
        "pinChatMessage",
        "unpinChatMessage",
    }
)
_FILE_PARAMS = {"sendDocument": "document", "sendPhoto": "photo"}

# Telegram's server, Client.cpp and MessagesManager: the ends of 400s, without "Bad Request: ".
_NOTHING_TO_DO = ("message is not modified",)
_MESSAGE_GONE = (
    "message to edit not found",
    "message to delete not found",
    "message to pin not found",
    "message can't be edited",
    "message can't be deleted",
    "message_id_invalid",
)
_CHAT_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "group chat was deactivated",
    "chat_write_forbidden",
    "have no rights to send a message",
    "not enough rights to send",
)
# When a token is refused, trying soon again helps nobody.
_TOKEN_RETRY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends rows by one client; `make` makes the file that a row describes."""

    api: Api
    make: Make

    async def send(self, row: Row) -> Outcome:
        """Send one row, once."""
        params: Json = {"chat_id": row.chat_id, **row.params}
        message_id: int | None = params.get("message_id", row.target_message_id)
        if row.method in _ON_MESSAGE:
            if message_id is None:
                return Undeliverable(Lost.MESSAGE, "its message was never sent")
            params["message_id"] = message_id
        elif message_id is not None:
            params["reply_parameters"] = {
                "message_id": message_id,
                "allow_sending_without_reply": True,
            }
        if row.document is not None:
            file = await self.make(row.document)
            params[_FILE_PARAMS[row.method]] = InputFile(
                file.data, filename=file.name, attach=False
            )
        try:
            result = await self.api.call(row.method, params)
        except TelegramError as error:
            return outcome_of(error, message_id)
        # Edits of a message give it again; deleting and pinning give True.
        return Sent(result["message_id"] if isinstance(result, dict) else None)

    async def answer(self, query_id: str, text: str = "", *, alert: bool = False) -> None:
        """Answer a tap. It stops a spinner, no more, so a failure changes nothing."""
        params: Json = {"callback_query_id": query_id}
        if text:
            params |= {"text": text, "show_alert": alert}
        try:
            await self.api.call("answerCallbackQuery", params)
        except TelegramError as error:
            log.info("a tap was not answered: %s", type(error).__name__)

    async def download(
        self, file_id: str, *, max_bytes: int = MAX_DOWNLOAD_BYTES
    ) -> bytes | RetryLater | Refused | FileTooLarge:
        """Fetch a file that a person sent, of at most `max_bytes`; refused when it is gone."""
        try:
            found = await self.api.call("getFile", {"file_id": file_id})
            if found.get("file_size", 0) > max_bytes:
                return FileTooLarge()
            url = f"{self.api.base_file_url}/{found['file_path']}"
            data = await self.api.request.retrieve(url)
        except TelegramError as error:
            outcome = outcome_of(error, None)
            if isinstance(outcome, Refused) and "too big" in outcome.reason:
                # In Telegram's words, since the error has no code of its own: "file is too big".
                return FileTooLarge()
            return outcome if isinstance(outcome, RetryLater | Refused) else Refused("file is gone")
        return data if len(data) <= max_bytes else FileTooLarge()

    async def set_commands(
        self, commands: Sequence[tuple[str, str]], *, scope: Mapping[str, Any], language: str
    ) -> bool:
        """Fill the command menu of a scope in a language, "" for all others; return whether it worked."""
        listed = [{"command": name, "description": words} for name, words in commands]
        menu = {"commands": listed, "scope": dict(scope), "language_code": language}
        return await self._set("setMyCommands", menu)

    async def set_profile(
        self, *, name: str, description: str, short_description: str, language: str
    ) -> bool:
        """Set the bot's profile in a language, "" for all others; return whether it worked.

        What is so already is left alone: Telegram takes a new name only a few times a day.
        """
        wanted = {
            "name": ("Name", name),
            "description": ("Description", description),
            "short_description": ("ShortDescription", short_description),
        }
        worked = True
        for field, (method, words) in wanted.items():
            try:
                found = await self.api.call(f"getMy{method}", {"language_code": language})
            except TelegramError:
                found = {}
            if found.get(field) != words:
                change = {field: words, "language_code": language}
                worked &= await self._set(f"setMy{method}", change)
        return worked

    async def _set(self, method: str, params: Json) -> bool:
        try:
            await self.api.call(method, params)
        except TelegramError as error:
            log.warning("%s failed: %s", method, type(error).__name__)
            return False
        return True


def outcome_of(error: TelegramError, message_id: int | None) -> Outcome:
    """Return what an error of the library means for a row that is about that message, if any.

    The order matters: `BadRequest` and `TimedOut` are kinds of `NetworkError`.
    """
    match error:
        case RetryAfter():
            return RetryLater("flood control", retry_after_seconds(error))
        case Forbidden():
            return Undeliverable(Lost.CHAT, quoting_nothing(error))
        case GroupMigrated(new_chat_id=chat_id):
            return Migrated(chat_id)
        case BadRequest():
            return _outcome_of_refusal(error, message_id)
        case InvalidToken() if "not found" in error.message.lower():
            # 404: the token was right when the bot started, so what it named is not there.
            return Refused("not found")
        case InvalidToken():
            return RetryLater("the token is refused", _TOKEN_RETRY_SECONDS, whole_bot=True)
        case NetworkError() if "too large" in error.message.lower():
            return Refused("too large")
        case _:
            # Also TimedOut, which means: maybe sent.
            return RetryLater(type(error).__name__)


def _outcome_of_refusal(error: BadRequest, message_id: int | None) -> Outcome:
    words = error.message.lower()
    if any(known in words for known in _NOTHING_TO_DO):
        return Sent(message_id)
    reason = quoting_nothing(error)
    if any(known in words for known in _MESSAGE_GONE):
        return Undeliverable(Lost.MESSAGE, reason)
    if any(known in words for known in _CHAT_GONE):
        return Undeliverable(Lost.CHAT, reason)
    return Refused(reason)
