"""Bot API methods that put a message into a chat; edits and deletes nothing."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from bot.sandbox.access import known_chat, message_in, writable_chat
from bot.sandbox.errors import bad_request
from bot.sandbox.formatting import caption_content, text_content
from bot.sandbox.markup import Markup, read_markup
from bot.sandbox.model import Chat, Json, Message, StoredFile
from bot.sandbox.params import Params, Upload
from bot.sandbox.world import World

MAX_PHOTO_BYTES = 10 << 20  # Bot API, sendPhoto

CHAT_ACTIONS = frozenset(
    ["typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"]
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


# -- files ---------------------------------------------------------------------------------------


def document_content(world: World, params: Params, name: str) -> Json:
    """The ``document`` field for an upload or for the id of a known file.

    Raises: BotApiError 400 for an empty file or an id nobody knows.
    """
    file = _file(world, params, name, folder="documents")
    return {"document": document(file)}


def document(file: StoredFile) -> Json:
    """The Bot API object ``Document``."""
    return file.to_api() | {"file_name": file.name, "mime_type": file.mime_type}


def photo_content(world: World, params: Params, name: str) -> Json:
    """The ``photo`` field for an upload or for the id of a known file.

    Raises: BotApiError 400 if it is too big or no picture at all.
    """
    file = _file(world, params, name, folder="photos")
    size = len(file.data)
    if size > MAX_PHOTO_BYTES:
        raise bad_request(
            f"file of size {size} bytes is too big for a photo; "
            f"the maximum size is {MAX_PHOTO_BYTES} bytes"
        )
    return {"photo": photo(file)}


def photo(file: StoredFile) -> list[Json]:
    """The sizes of a photo; the sandbox scales nothing, so there is one.

    Raises: BotApiError 400 for bytes that are neither PNG, JPEG nor GIF.
    """
    size = picture_size(file.data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    return [file.to_api() | {"width": size[0], "height": size[1]}]


def _file(world: World, params: Params, name: str, *, folder: str) -> StoredFile:
    upload = _upload(params, name)
    if upload is not None:
        if not upload.data:
            raise bad_request("file must be non-empty")
        return world.store_file(
            folder=folder, name=upload.name, mime_type=upload.mime_type, data=upload.data
        )
    file_id = params.text(name)
    if not file_id:
        raise bad_request(f"there is no {name} in the request")
    if file_id.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    if file_id not in world.files:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return world.files[file_id]


def _upload(params: Params, name: str) -> Upload | None:
    value = params.values.get(name)
    if isinstance(value, str) and value.startswith("attach://"):
        return params.files.get(value.removeprefix("attach://"))
    return params.files.get(name)


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG picture; None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data.startswith((b"GIF87a", b"GIF89a")) and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        # Start of frame: the size stands in all of them but the tables C4, C8 and CC.
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "sendMediaGroup": send_media_group,
    "sendChatAction": send_chat_action,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
}
