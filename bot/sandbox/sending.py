"""Bot API methods that put a message into a chat; edits and deletes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.access import known_chat, message_in, writable_chat
from bot.sandbox.errors import bad_request
from bot.sandbox.files import document_content, photo_content
from bot.sandbox.formatting import caption_content, text_content
from bot.sandbox.markup import Markup, asks_for_contact, read_markup
from bot.sandbox.model import Chat, ChatType, Json, Message
from bot.sandbox.params import Params
from bot.sandbox.world import World

CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
# What a copy leaves behind: it shows neither where it came from nor its buttons.
_NOT_COPIED = frozenset({"forward_origin", "media_group_id"})


def send_message(world: World, params: Params) -> Json:
    content = text_content(params)
    return _send(world, params, content)


def send_document(world: World, params: Params) -> Json:
    caption = caption_content(params)
    markup = read_markup(params)
    chat = writable_chat(world, params)
    content = document_content(world, params, "document")
    return _post(world, params, chat, content | caption, markup)


def send_photo(world: World, params: Params) -> Json:
    caption = caption_content(params)
    markup = read_markup(params)
    chat = writable_chat(world, params)
    content = photo_content(world, params, "photo")
    return _post(world, params, chat, content | caption, markup)


def send_media_group(world: World, params: Params) -> list[Json]:
    media = params.data("media", what="media")
    if not isinstance(media, list) or not all(isinstance(item, dict) for item in media):
        raise bad_request("can't parse media JSON object")
    if not 2 <= len(media) <= 10:
        raise bad_request("wrong number of messages in the album; 2-10 are expected")
    chat = writable_chat(world, params)
    contents = [_album_item(world, params, item) for item in media]
    group = {"media_group_id": str(world.seq + 1)}
    return [_post(world, params, chat, content | group, Markup()) for content in contents]


def _album_item(world: World, params: Params, item: Json) -> Json:
    fields = {key: value for key, value in item.items() if key in {"caption", "parse_mode"}}
    own = Params(fields | {"media": item.get("media")}, params.files)
    match item.get("type"):
        case "document":
            content = document_content(world, own, "media")
        case "photo":
            content = photo_content(world, own, "media")
        case _:
            raise bad_request("can't parse InputMedia: unsupported type")
    return content | caption_content(own)


def send_chat_action(world: World, params: Params) -> bool:
    action = params.text("action")
    if action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = writable_chat(world, params)
    world.events.publish("typing", lambda: {"chat_id": chat.id, "action": action})
    return True


def forward_message(world: World, params: Params) -> Json:
    source = message_in(known_chat(world, params, "from_chat_id"), params, purpose="to forward")
    chat = writable_chat(world, params)
    origin = {
        "type": "user",
        "date": source.date,
        "sender_user": source.sender.to_api(),
    }
    content = {"forward_origin": origin} | source.content
    return _post(world, params, chat, content, Markup())


def copy_message(world: World, params: Params) -> Json:
    source = message_in(known_chat(world, params, "from_chat_id"), params, purpose="to copy")
    markup = read_markup(params)
    chat = writable_chat(world, params)
    if source.service is not None:
        raise bad_request("message can't be copied")
    content = {key: value for key, value in source.content.items() if key not in _NOT_COPIED}
    if params.has("caption") and "text" not in content:
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content |= caption_content(params)
    sent = _post(world, params, chat, content, markup)
    return {"message_id": sent["message_id"]}


def _send(world: World, params: Params, content: Json) -> Json:
    markup = read_markup(params)
    chat = writable_chat(world, params)
    return _post(world, params, chat, content, markup)


def _post(world: World, params: Params, chat: Chat, content: Json, markup: Markup) -> Json:
    if chat.type is not ChatType.PRIVATE and asks_for_contact(markup):
        raise bad_request("phone number can be requested in private chats only")
    message = world.post(
        chat,
        world.me,
        content,
        reply_to=_replied_to(chat, params),
        reply_markup=markup.inline,
        keyboard=markup.keyboard,
    )
    return message.to_api()


def _replied_to(chat: Chat, params: Params) -> Message | None:
    asked = params.data("reply_parameters", what="reply parameters")
    if asked is None:
        asked = {
            "message_id": params.integer("reply_to_message_id"),
            "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
        }
    if not isinstance(asked, dict):
        raise bad_request("can't parse reply parameters JSON object")
    message_id = asked.get("message_id")
    if not message_id:
        return None
    message = chat.messages.get(message_id) if isinstance(message_id, int) else None
    if message is None or message.deleted:
        if asked.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    return message


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "sendMediaGroup": send_media_group,
    "sendChatAction": send_chat_action,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
}
