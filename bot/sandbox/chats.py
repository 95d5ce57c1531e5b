"""Bot API methods about chats and who is in them; sends no message of the bot's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.access import known_chat, writable_chat
from bot.sandbox.errors import bad_request
from bot.sandbox.model import Chat, ChatType, Json, Membership, User
from bot.sandbox.params import Params
from bot.sandbox.world import World, administrator_rights


def get_chat(world: World, params: Params) -> Json:
    chat = known_chat(world, params)
    if chat.type is not ChatType.PRIVATE:
        chat = writable_chat(world, params)
    full = chat.to_api() | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if chat.type is not ChatType.PRIVATE:
        full["permissions"] = dict.fromkeys(_PERMISSIONS, True)
    if chat.pinned is not None:
        full["pinned_message"] = chat.pinned.to_api(with_reply=False)
    return full


_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


def get_chat_member(world: World, params: Params) -> Json:
    chat = writable_chat(world, params)
    user_id = params.integer("user_id")
    if user_id == world.me.id:
        return world.bot_as_member(chat.bot)
    user = world.users.get(user_id)
    if user is None:
        raise bad_request("user not found" if user_id > 0 else "invalid user_id specified")
    return member(chat, user)


def member(chat: Chat, user: User) -> Json:
    """The Bot API object ``ChatMember`` of a person."""
    if user.id == chat.creator and user.id in chat.members:
        return {"user": user.to_api(), "status": "creator", "is_anonymous": False}
    if user.id in chat.admins:
        person: Json = {"user": user.to_api(), "status": "administrator"}
        return person | administrator_rights(can_be_edited=False)
    present = user.id in chat.members or chat.user is user
    return {"user": user.to_api(), "status": "member" if present else "left"}


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    chat = writable_chat(world, params)
    if chat.type is ChatType.PRIVATE:
        raise bad_request("there are no administrators in the private chat")
    # Telegram leaves out other bots, but names the one that asks.
    found = [member(chat, world.users[user_id]) for user_id in sorted(chat.admins)]
    if chat.bot is Membership.ADMINISTRATOR:
        found.append(world.bot_as_member(chat.bot))
    return found


def get_chat_member_count(world: World, params: Params) -> int:
    chat = writable_chat(world, params)
    return 2 if chat.type is ChatType.PRIVATE else len(chat.members) + 1


def leave_chat(world: World, params: Params) -> bool:
    chat = writable_chat(world, params)
    if chat.type is ChatType.PRIVATE:
        raise bad_request("chat member status can't be changed in private chats")
    left = {"left_chat_member": world.me.to_api()}
    world.post(chat, world.me, left, service=f"{world.me.first_name} left the group")
    world.membership_changed(chat, world.me, chat.bot, Membership.LEFT)
    return True


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
}
