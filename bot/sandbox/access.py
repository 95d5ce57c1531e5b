"""Whom and what a call may touch: finds chats and messages, or refuses in Telegram's words."""

from __future__ import annotations

from bot.sandbox.errors import BotApiError, bad_request, chat_migrated, forbidden
from bot.sandbox.model import Chat, ChatType, Membership, Message
from bot.sandbox.params import Params
from bot.sandbox.world import World


def known_chat(world: World, params: Params, name: str = "chat_id") -> Chat:
    """The chat a call names, if the bot has ever seen it."""
    text = params.text(name).strip()
    if not text:
        raise bad_request(f"{name} is empty")
    try:
        chat = world.chats.get(int(text))
    except ValueError:
        chat = _by_username(world, text)
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise chat_migrated(chat.migrated_to)
    return chat


def _by_username(world: World, text: str) -> Chat | None:
    """People cannot be reached by username: Telegram resolves only public groups and channels,
    and the sandbox has none of those."""
    if not text.startswith("@"):
        return None
    return next(
        (chat for chat in world.chats.values() if chat.user is None and f"@{chat.title}" == text),
        None,
    )


def writable_chat(world: World, params: Params, name: str = "chat_id") -> Chat:
    """The chat a call names, if the bot may write there now."""
    chat = known_chat(world, params, name)
    if chat.bot in {Membership.MEMBER, Membership.ADMINISTRATOR}:
        return chat
    raise _closed(chat)


def _closed(chat: Chat) -> BotApiError:
    if chat.type is ChatType.PRIVATE:
        if chat.bot is Membership.KICKED:
            return forbidden("bot was blocked by the user")
        return forbidden("bot can't initiate conversation with a user")
    kind = "supergroup" if chat.type is ChatType.SUPERGROUP else "group"
    if chat.bot is Membership.KICKED:
        return forbidden(f"bot was kicked from the {kind} chat")
    return forbidden(f"bot is not a member of the {kind} chat")


def message_in(chat: Chat, params: Params, *, purpose: str) -> Message:
    """The message a call names; ``purpose`` completes "message … not found"."""
    message_id = params.integer("message_id")
    if not params.has("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None or message.deleted:
        raise bad_request(f"message {purpose} not found")
    return message
