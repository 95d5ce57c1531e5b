"""What the sandbox knows: users, chats, messages and files; plain state without rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class ChatType(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"


class Membership(StrEnum):
    """How the bot stands in a chat; the values are Telegram's own."""

    STRANGER = "stranger"  # never seen there; no ChatMember status of Telegram's
    MEMBER = "member"
    ADMINISTRATOR = "administrator"
    LEFT = "left"
    KICKED = "kicked"


@dataclass(slots=True)
class User:
    """A person, or the bot itself."""

    id: int
    first_name: str
    is_bot: bool = False
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    label: str = ""
    link: str | None = None
    blocked: bool = False

    def to_api(self) -> Json:
        """The Bot API object ``User``."""
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


@dataclass(slots=True, eq=False)
class Message:
    """One message with its present content; earlier texts are kept in ``versions``."""

    chat: Chat
    message_id: int
    sender: User
    date: int
    content: Json
    reply_markup: Json | None = None
    keyboard: list[list[Json]] | str | None = None
    reply_to: Message | None = None
    edit_date: int | None = None
    deleted: bool = False
    service: str | None = None
    versions: list[Json] = field(default_factory=list)
    seq: int = 0

    @property
    def text(self) -> str:
        """The text or the caption."""
        text: str = self.content.get("text") or self.content.get("caption") or ""
        return text

    def to_api(self, *, with_reply: bool = True) -> Json:
        """The Bot API object ``Message`` as it stands now."""
        message: Json = {
            "message_id": self.message_id,
            "from": self.sender.to_api(),
            "chat": self.chat.to_api(),
            "date": self.date,
        }
        if self.edit_date is not None:
            message["edit_date"] = self.edit_date
        message |= self.content
        if self.reply_to is not None and with_reply and not self.reply_to.deleted:
            message["reply_to_message"] = self.reply_to.to_api(with_reply=False)
        if self.reply_markup is not None:
            message["reply_markup"] = self.reply_markup
        return message


@dataclass(slots=True, eq=False)
class Chat:
    """A chat with all its messages, and the order in which they last changed."""

    id: int
    type: ChatType
    title: str = ""
    user: User | None = None
    members: dict[int, None] = field(default_factory=dict)
    admins: set[int] = field(default_factory=set)
    creator: int | None = None
    bot: Membership = Membership.STRANGER
    migrated_to: int | None = None
    pinned: Message | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    changed: dict[int, None] = field(default_factory=dict)
    last_seq: int = 0
    last_own_id: int = 0

    def to_api(self) -> Json:
        """The Bot API object ``Chat``."""
        chat: Json = {"id": self.id, "type": self.type.value}
        if self.user is None:
            chat["title"] = self.title
            return chat
        chat["first_name"] = self.user.first_name
        if self.user.last_name:
            chat["last_name"] = self.user.last_name
        if self.user.username:
            chat["username"] = self.user.username
        return chat

    def since(self, seq: int) -> list[Message]:
        """The messages that changed after ``seq``, in the order they were sent."""
        found: list[Message] = []
        for message_id in reversed(self.changed):
            message = self.messages[message_id]
            if message.seq <= seq:
                break
            found.append(message)
        return sorted(found, key=lambda message: message.message_id)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file someone sent; its bytes stay in memory until a reset."""

    file_id: str
    file_unique_id: str
    path: str
    name: str
    mime_type: str
    data: bytes

    def to_api(self) -> Json:
        """The fields common to ``Document`` and ``File``."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.file_unique_id,
            "file_size": len(self.data),
        }


@dataclass(slots=True)
class CallbackQuery:
    """A tap the bot has been told of, and what it answered."""

    id: str
    user: User
    chat_id: int
    at: float
    answered: bool = False
    text: str | None = None
    show_alert: bool = False
    url: str | None = None


def without_none(values: Mapping[str, Any]) -> Json:
    """Leaves absent fields out, as Telegram does instead of sending null."""
    return {key: value for key, value in values.items() if value is not None}
