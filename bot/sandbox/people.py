"""What persons do: write, edit, tap, block, join; and which of it Telegram tells the bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.sandbox.entities import automatic
from bot.sandbox.errors import SimError
from bot.sandbox.model import (
    CallbackQuery,
    Chat,
    ChatType,
    Json,
    Membership,
    Message,
    User,
)
from bot.sandbox.updates import CALLBACK_LIFETIME_SECONDS
from bot.sandbox.world import World

# Telegram's webhooks keep taps in a queue of their own, by user: Bot API server, WebhookActor.
CALLBACK_QUEUE_OFFSET = 3 << 33


@dataclass(frozen=True, slots=True)
class Act:
    """What came of a person's act; ``update_id`` is None when the bot does not see it."""

    update_id: int | None
    message: Message


def say(
    world: World, chat: Chat, user: User, content: Json, *, reply_to: Message | None = None
) -> Act:
    """A person sends a message.

    Raises: SimError for someone who is not there or a chat that is no more.
    """
    _check_present(chat, user)
    if "text" in content and "entities" not in content:
        found = automatic(content["text"])
        content = content | {"entities": found} if found else content
    if chat.type is ChatType.PRIVATE:
        _open_private_chat(world, chat, user)
    message = world.post(chat, user, content, reply_to=reply_to)
    if not bot_sees(world, message):
        return Act(None, message)
    return Act(world.notify("message", message), message)


def _check_present(chat: Chat, user: User) -> None:
    if chat.migrated_to is not None:
        raise SimError(f"the group has become the supergroup {chat.migrated_to}")
    if chat.type is ChatType.PRIVATE:
        if chat.id != user.id:
            raise SimError("only its owner writes in a private chat")
    elif user.id not in chat.members:
        raise SimError(f"user {user.id} is not a member of chat {chat.id}")


def _open_private_chat(world: World, chat: Chat, user: User) -> None:
    """Writing to a bot starts it, and lifts a block, as Telegram's clients do."""
    if chat.bot is Membership.KICKED:
        block(world, user, blocked=False)
    chat.bot = Membership.MEMBER


def bot_sees(world: World, message: Message) -> bool:
    """Whether a message reaches a bot in privacy mode."""
    chat = message.chat
    if chat.type is ChatType.PRIVATE:
        return True
    if chat.bot not in {Membership.MEMBER, Membership.ADMINISTRATOR}:
        return False
    if chat.bot is Membership.ADMINISTRATOR or message.service is not None:
        return True
    if message.reply_to is not None and message.reply_to.sender is world.me:
        return True
    return _addresses_bot(message.content, f"@{world.me.username}".lower())


def _addresses_bot(content: Json, handle: str) -> bool:
    text = content.get("text") or content.get("caption") or ""
    entities = content.get("entities") or content.get("caption_entities") or ()
    units = text.encode("utf-16-le")
    for entity in entities:
        begin, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
        part = units[begin:end].decode("utf-16-le", "replace").lower()
        if entity["type"] == "mention" and part == handle:
            return True
        if entity["type"] == "bot_command":
            addressee = part.partition("@")[2]
            if not addressee or f"@{addressee}" == handle:
                return True
    return False


def edit(world: World, message: Message, user: User, text: str) -> Act:
    """A person changes the text or caption of a message of their own."""
    if message.sender.id != user.id or message.service is not None:
        raise SimError("people edit only their own messages")
    name, marks = (
        ("text", "entities")
        if "text" in message.content
        else (
            "caption",
            "caption_entities",
        )
    )
    content = {k: v for k, v in message.content.items() if k not in {name, marks}}
    found = automatic(text)
    content |= {name: text, marks: found} if found else {name: text}
    world.revise(message, content)
    world.touch(message)
    if not bot_sees(world, message):
        return Act(None, message)
    return Act(world.notify("edited_message", message), message)


def tap(world: World, message: Message, user: User, data: str) -> tuple[CallbackQuery, int]:
    """A person taps an inline button of a message; returns the query and its update id."""
    chat = message.chat
    _check_present(chat, user)
    query = world.add_callback_query(user, chat)
    payload = {
        "id": query.id,
        "from": user.to_api(),
        "message": _message_of_query(message),
        "chat_instance": str(chat.id * 1_000_003),
        "data": data,
    }
    update_id = world.updates.add(
        "callback_query",
        payload,
        queue_key=user.id + CALLBACK_QUEUE_OFFSET,
        lifetime=CALLBACK_LIFETIME_SECONDS,
    )
    return query, update_id


def _message_of_query(message: Message) -> Json:
    if not message.deleted:
        return message.to_api()
    # Telegram sends the place of a message it no longer has, with a date of zero.
    return {"chat": message.chat.to_api(), "message_id": message.message_id, "date": 0}


def find_button(message: Message, *, data: str | None, label: str | None) -> str | None:
    """The callback data of the button with this data or this visible text, if it is there."""
    rows = message.reply_markup["inline_keyboard"] if message.reply_markup else []
    for button in (button for row in rows for button in row):
        if "callback_data" not in button:
            continue
        if button["callback_data"] == data or (label is not None and button["text"] == label):
            found: str = button["callback_data"]
            return found
    return None


def block(world: World, user: User, *, blocked: bool) -> int | None:
    """A person blocks the bot or lets it write again; None if nothing changes."""
    chat = world.chats[user.id]
    old = chat.bot
    new = Membership.KICKED if blocked else Membership.MEMBER
    if user.blocked == blocked:
        return None
    user.blocked = blocked
    if old is Membership.STRANGER and not blocked:
        return None
    return world.membership_changed(chat, user, old, new)


def create_group(
    world: World, chat_id: int, title: str, kind: ChatType, members: list[User], *, add_bot: bool
) -> Chat:
    """A group with these people; the first of them made it and is its creator."""
    chat = Chat(chat_id, kind, title=title)
    chat.members = {user.id: None for user in members}
    if members:
        chat.creator = members[0].id
        chat.admins = {members[0].id}
    world.chats[chat_id] = chat
    world.events.publish("state", dict)
    if add_bot:
        add_bot_to(world, chat, _somebody(world, chat))
    return chat


def _somebody(world: World, chat: Chat) -> User:
    return world.users[next(iter(chat.members))] if chat.members else world.me


def add_bot_to(world: World, chat: Chat, by: User, *, admin: bool = False) -> None:
    """Someone adds the bot to a group or changes its rights."""
    new = Membership.ADMINISTRATOR if admin else Membership.MEMBER
    old = chat.bot
    if old is new:
        return
    world.membership_changed(chat, by, old, new)
    if old not in {Membership.MEMBER, Membership.ADMINISTRATOR}:
        _announce_joined(world, chat, by, world.me)


def remove_bot_from(world: World, chat: Chat, by: User) -> None:
    """Someone removes the bot from a group."""
    if chat.bot in {Membership.MEMBER, Membership.ADMINISTRATOR}:
        left = {"left_chat_member": world.me.to_api()}
        world.post(chat, by, left, service=f"{by.full_name} removed {world.me.first_name}")
        world.membership_changed(chat, by, chat.bot, Membership.KICKED)


def join(world: World, chat: Chat, user: User) -> None:
    """A person joins a group."""
    if user.id not in chat.members:
        chat.members[user.id] = None
        _announce_joined(world, chat, user, user)


def leave(world: World, chat: Chat, user: User) -> None:
    """A person leaves a group."""
    if user.id in chat.members:
        del chat.members[user.id]
        chat.admins.discard(user.id)
        content = {"left_chat_member": user.to_api()}
        _announce(world, chat, user, content, f"{user.full_name} left the group")


def _announce_joined(world: World, chat: Chat, by: User, who: User) -> None:
    member = who.to_api()
    content = {"new_chat_members": [member]}
    verb = "joined the group" if by is who else f"added {who.full_name}"
    _announce(world, chat, by, content, f"{by.full_name} {verb}")


def _announce(world: World, chat: Chat, by: User, content: Json, words: str) -> Message:
    message = world.post(chat, by, content, service=words)
    if bot_sees(world, message):
        world.notify("message", message)
    return message


def migrate(world: World, chat: Chat) -> Chat:
    """A group becomes a supergroup: a new id, and a service message in either chat."""
    if chat.type is not ChatType.GROUP or chat.migrated_to is not None:
        raise SimError("only a group becomes a supergroup, and only once")
    new = Chat(world.free_chat_id(ChatType.SUPERGROUP), ChatType.SUPERGROUP, title=chat.title)
    new.members = dict(chat.members)
    new.admins = set(chat.admins)
    new.creator = chat.creator
    new.bot = chat.bot
    world.chats[new.id] = new
    by = _somebody(world, chat)
    words = "The group became a supergroup"
    _announce(world, chat, by, {"migrate_to_chat_id": new.id}, words)
    chat.migrated_to = new.id
    _announce(world, new, by, {"migrate_from_chat_id": chat.id}, words)
    world.events.publish("state", dict)
    return new


def wordless_content(kind: str, file: Any) -> Json:
    """Content of a sticker, voice message, video or poll, as far as a form bot looks at it."""
    ids = {"file_id": file.file_id, "file_unique_id": file.file_unique_id}
    match kind:
        case "sticker":
            shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
            return {"sticker": ids | shape | {"type": "regular", "emoji": "🙂"}}
        case "voice":
            return {"voice": ids | {"duration": 3, "mime_type": "audio/ogg"}}
        case "video":
            return {"video": ids | {"width": 640, "height": 360, "duration": 3}}
        case _:
            raise SimError(f"nobody can send a {kind}")


POLL: Json = {
    "id": "1",
    "question": "Shall we?",
    "options": [
        {"persistent_id": "1", "text": "Yes", "voter_count": 0},
        {"persistent_id": "2", "text": "No", "voter_count": 0},
    ],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": True,
    "members_only": False,
}
