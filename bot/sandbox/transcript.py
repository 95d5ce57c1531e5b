"""Messages, chats and users as the play API shows them; changes nothing."""

from __future__ import annotations

from typing import Any

from bot.sandbox.html_markup import to_html
from bot.sandbox.model import Chat, Json, Message, User

_WORDLESS = {
    "sticker": "Sticker",
    "voice": "Voice message",
    "video": "Video",
    "poll": "Poll",
}


def entry(message: Message) -> Json:
    """The ``Entry`` of one message."""
    content = message.content
    entities = content.get("entities") or content.get("caption_entities") or []
    return {
        "seq": message.seq,
        "message_id": message.message_id,
        "chat_id": message.chat.id,
        "from": {
            "id": message.sender.id,
            "name": message.sender.full_name,
            "is_bot": message.sender.is_bot,
        },
        "date": message.date,
        "text": message.text,
        "html": to_html(message.text, entities),
        "buttons": buttons(message),
        "keyboard": message.keyboard,
        "document": _document(content),
        "photo": _photo(content),
        "contact": content.get("contact"),
        "location": content.get("location"),
        "media": next((word for key, word in _WORDLESS.items() if key in content), None),
        "forward_from": _forward_name(content),
        "reply_to": message.reply_to.message_id if message.reply_to else None,
        "edited": message.edit_date is not None,
        "edit_date": message.edit_date,
        "versions": message.versions,
        "deleted": message.deleted,
        "service": message.service,
    }


def buttons(message: Message) -> list[list[Json]]:
    """Rows of inline buttons, with ``callback_data`` under the short name ``data``."""
    if message.reply_markup is None:
        return []
    return [[_button(button) for button in row] for row in message.reply_markup["inline_keyboard"]]


def _button(button: Json) -> Json:
    shown = {key: value for key, value in button.items() if key != "callback_data"}
    if "callback_data" in button:
        shown["data"] = button["callback_data"]
    return shown


def _document(content: Json) -> Json | None:
    document = content.get("document")
    if document is None:
        return None
    keys = ("file_id", "file_name", "mime_type", "file_size")
    return {key: document.get(key) for key in keys}


def _photo(content: Json) -> Json | None:
    if "photo" not in content:
        return None
    largest: dict[str, Any] = content["photo"][-1]
    return {key: largest[key] for key in ("file_id", "file_size", "width", "height")}


def _forward_name(content: Json) -> str | None:
    origin = content.get("forward_origin")
    if origin is None:
        return None
    name: str = origin.get("sender_user_name") or origin["sender_user"]["first_name"]
    return name


def user_view(user: User) -> Json:
    return user.to_api() | {"blocked": user.blocked, "label": user.label or None, "link": user.link}


def chat_view(chat: Chat) -> Json:
    members = [chat.id] if chat.user is not None else list(chat.members)
    return chat.to_api() | {
        "members": members,
        "count": len(chat.messages),
        "last_seq": chat.last_seq,
        "bot": chat.bot.value,
        "migrated_to": chat.migrated_to,
    }
