"""Defines what one update brings: who, where, and one of ten kinds of content."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StartCommand:
    """/start, with the code of the link where there was one."""

    code: str | None


@dataclass(frozen=True, slots=True)
class OtherCommand:
    """A command without its slash, and the text behind it."""

    name: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class TextMessage:
    """Typed text; `reply_to` is the message it replies to."""

    text: str
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class EditedText:
    """A message edited by its author."""

    text: str


@dataclass(frozen=True, slots=True)
class CallbackQuery:
    """A tap on an inline button: its data, and the query to answer."""

    data: str
    query_id: str


@dataclass(frozen=True, slots=True)
class ContactMessage:
    telephone: str


@dataclass(frozen=True, slots=True)
class FileMessage:
    file_id: str
    name: str
    size_bytes: int
    caption: str = ""
    photo: bool = False


@dataclass(frozen=True, slots=True)
class UnsupportedMessage:
    """Sticker, voice, location … by the name of its kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class MembershipChanged:
    """The bot was put into the chat (True), out of it or blocked (False)."""

    present: bool


@dataclass(frozen=True, slots=True)
class ChatMigrated:
    """The group became a supergroup."""

    new_chat_id: int


# What somebody says to the bot, and what only happens to a chat.
Typed = StartCommand | OtherCommand | TextMessage | EditedText
Spoken = Typed | CallbackQuery | ContactMessage | FileMessage | UnsupportedMessage
UpdateContent = Spoken | MembershipChanged | ChatMigrated


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update; in a private chat the chat's id is the person's."""

    update_id: int
    chat_id: int
    private: bool
    chat_title: str
    person_id: int
    name: str
    username: str | None
    language_code: str | None
    content: UpdateContent
    message_id: int | None = None
