"""Bot API methods that change, delete or pin a message, and the answer to a tap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.access import message_in, writable_chat
from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import bad_request
from bot.sandbox.formatting import caption_content, text_content
from bot.sandbox.markup import read_markup
from bot.sandbox.model import ChatType, Json, Membership, Message
from bot.sandbox.params import Params
from bot.sandbox.world import World

DELETABLE_SECONDS = 48 * 3600  # Bot API, deleteMessage
MAX_ANSWER = 200  # Bot API, answerCallbackQuery
MAX_DELETED_AT_ONCE = 100

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def edit_message_text(world: World, params: Params) -> Json:
    content = text_content(params)
    message, markup = _editable(world, params)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _apply(world, message, content, markup)


def edit_message_caption(world: World, params: Params) -> Json:
    caption = caption_content(params)
    message, markup = _editable(world, params)
    if "text" in message.content:
        raise bad_request("there is no caption in the message to edit")
    kept = {k: v for k, v in message.content.items() if not k.startswith("caption")}
    return _apply(world, message, kept | caption, markup)


def edit_message_reply_markup(world: World, params: Params) -> Json:
    message, markup = _editable(world, params)
    return _apply(world, message, message.content, markup)


def _editable(world: World, params: Params) -> tuple[Message, Json | None]:
    markup = read_markup(params)
    chat = writable_chat(world, params)
    message = message_in(chat, params, purpose="to edit")
    # Telegram edits only the bot's own messages, and none that came with a reply keyboard.
    if message.sender is not world.me or message.service or message.keyboard is not None:
        raise bad_request("message can't be edited")
    if markup.keyboard is not None:
        raise bad_request("inline keyboard expected")
    return message, markup.inline


def _apply(world: World, message: Message, content: Json, markup: Json | None) -> Json:
    if content == message.content and markup == message.reply_markup:
        raise bad_request(_NOT_MODIFIED)
    if content != message.content:
        world.revise(message, content)
    message.reply_markup = markup
    world.touch(message)
    return message.to_api()


def delete_message(world: World, params: Params) -> bool:
    chat = writable_chat(world, params)
    message = message_in(chat, params, purpose="to delete")
    _check_deletable(world, message)
    world.delete(message)
    return True


def delete_messages(world: World, params: Params) -> bool:
    ids = params.data("message_ids", what="message identifiers")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MAX_DELETED_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    chat = writable_chat(world, params)
    # Ids that lead nowhere are passed over, as Telegram does.
    known = {number for number in ids if isinstance(number, int)} & chat.messages.keys()
    found = [chat.messages[number] for number in sorted(known)]
    present = [message for message in found if not message.deleted]
    for message in present:
        _check_deletable(world, message)
    for message in present:
        world.delete(message)
    return True


def _check_deletable(world: World, message: Message) -> None:
    chat = message.chat
    if world.clock.now() - message.date > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    foreign = message.sender is not world.me
    if foreign and chat.type is not ChatType.PRIVATE and chat.bot is not Membership.ADMINISTRATOR:
        raise bad_request("message can't be deleted")


def pin_chat_message(world: World, params: Params) -> bool:
    chat = writable_chat(world, params)
    message = message_in(chat, params, purpose="to pin")
    _check_may_pin(message)
    chat.pinned = message
    content = {"pinned_message": message.to_api(with_reply=False)}
    world.post(chat, world.me, content, service=f"{world.me.first_name} pinned a message")
    return True


def unpin_chat_message(world: World, params: Params) -> bool:
    chat = writable_chat(world, params)
    if params.has("message_id"):
        message_in(chat, params, purpose="to unpin")
    if chat.pinned is None:
        raise bad_request("message to unpin not found")
    _check_may_pin(chat.pinned)
    chat.pinned = None
    return True


def _check_may_pin(message: Message) -> None:
    chat = message.chat
    if chat.type is not ChatType.PRIVATE and chat.bot is not Membership.ADMINISTRATOR:
        raise bad_request("not enough rights to manage pinned messages in the chat")


def answer_callback_query(world: World, params: Params) -> bool:
    query = world.open_callback_query(params.text("callback_query_id"))
    if query is None:
        raise bad_request(_TOO_OLD)
    text = params.text("text")
    if utf16_length(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answered = True
    query.text = text or None
    query.show_alert = params.flag("show_alert")
    query.url = params.text("url") or None
    world.events.publish(
        "answer",
        lambda: {
            "callback_query_id": query.id,
            "chat_id": query.chat_id,
            "user_id": query.user.id,
            "text": query.text,
            "show_alert": query.show_alert,
            "url": query.url,
        },
    )
    return True


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "answerCallbackQuery": answer_callback_query,
}
