"""Reads an Update into an Incoming: the last place that knows Telegram's types of what comes in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from telegram import CallbackQuery as TelegramCallbackQuery
from telegram import Chat, ChatMemberUpdated, Message, Update, User

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
    UpdateContent,
)

# The updates we ask Telegram for.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

_OTHERS = (
    *("sticker", "voice", "video_note", "video", "audio", "animation"),
    *("location", "venue", "poll", "dice", "story", "game"),
)
_OUT = ("left", "kicked")


@dataclass(frozen=True, slots=True)
class UpdateReader:
    """Reads the updates of one bot; `clean` takes out of a name what cannot be seen."""

    bot_username: str
    clean: Callable[[str], str]

    def read(self, update: Update) -> Incoming | None:
        """Return what an update says, or None where it says nothing to this bot."""
        if update.callback_query is not None:
            return self._tap(update.update_id, update.callback_query)
        if update.my_chat_member is not None:
            return self._membership(update.update_id, update.my_chat_member)
        message = update.message or update.edited_message
        if message is None or message.from_user is None or message.from_user.is_bot:
            return None
        what = _content(message, self.bot_username)
        if update.edited_message is not None:
            what = EditedText(message.text) if message.text is not None else None
        if what is None:
            return None
        sender, message_id = message.from_user, message.message_id
        return self._incoming(update.update_id, message.chat, sender, what, message_id)

    def _incoming(
        self, update_id: int, chat: Chat, user: User, what: UpdateContent, message_id: int | None
    ) -> Incoming:
        return Incoming(
            update_id,
            chat.id,
            chat.type == "private",
            # Anybody gives themselves and their group a name: one that shows what it is, no more.
            self.clean(chat.title or ""),
            user.id,
            self.clean(user.full_name),
            user.username,
            user.language_code,
            what,
            message_id,
        )

    def _tap(self, update_id: int, query: TelegramCallbackQuery) -> Incoming | None:
        if query.message is None or query.data is None:
            return None
        what = CallbackQuery(query.data, query.id)
        chat, message_id = query.message.chat, query.message.message_id
        return self._incoming(update_id, chat, query.from_user, what, message_id)

    def _membership(self, update_id: int, change: ChatMemberUpdated) -> Incoming:
        what = MembershipChanged(present=change.new_chat_member.status not in _OUT)
        return self._incoming(update_id, change.chat, change.from_user, what, None)


def _content(message: Message, bot_username: str) -> UpdateContent | None:
    if message.migrate_to_chat_id is not None:
        return ChatMigrated(message.migrate_to_chat_id)
    if message.text is not None:
        return _text(message, message.text, bot_username)
    if message.contact is not None:
        return ContactMessage(message.contact.phone_number)
    if message.document is not None:
        document = message.document
        return FileMessage(
            document.file_id,
            document.file_name or "file",
            document.file_size or 0,
            message.caption or "",
        )
    if message.photo:
        largest = message.photo[-1]
        name = f"photo-{message.date:%Y-%m-%d}.jpg"
        return FileMessage(
            largest.file_id, name, largest.file_size or 0, message.caption or "", photo=True
        )
    kind = next((kind for kind in _OTHERS if getattr(message, kind, None)), None)
    if kind is not None:
        return UnsupportedMessage(kind)
    # Service messages (a title changed, a pin) say nothing to us; unknown content does.
    return UnsupportedMessage("other") if message.effective_attachment is not None else None


def _text(message: Message, text: str, bot_username: str) -> UpdateContent | None:
    if message.forward_origin is not None:
        return UnsupportedMessage("forwarded")
    if text.startswith("/"):
        head, _, rest = text.partition(" ")
        name, _, addressed = head[1:].partition("@")
        if addressed and addressed.casefold() != bot_username.casefold():
            return None
        if name.casefold() == "start":
            return StartCommand(rest.strip() or None)
        return OtherCommand(name.casefold(), rest.strip())
    replied = message.reply_to_message
    return TextMessage(text, replied.message_id if replied else None)
