"""How the bot presents itself: commands by scope and language, names, descriptions, menu button."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from bot.sandbox.access import known_chat
from bot.sandbox.errors import bad_request
from bot.sandbox.model import Chat, ChatType, Json
from bot.sandbox.params import Params
from bot.sandbox.settings import Command, Scope
from bot.sandbox.world import World

Method = Callable[[World, Params], Any]

MAX_COMMANDS = 100
MAX_COMMAND_DESCRIPTION = 256
MAX_NAME = 64
MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120

_COMMAND = re.compile(r"[a-z0-9_]{1,32}", re.ASCII)
_LANGUAGE = re.compile(r"([a-z]{2})?", re.ASCII)
_PLAIN_SCOPES = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
)


def commands_shown(world: World, chat: Chat, user_id: int) -> list[Command]:
    """The commands a client offers this person in this chat: the most specific that are set."""
    language = (world.users[user_id].language_code or "")[:2] if user_id in world.users else ""
    for scope in _scopes_for(chat, user_id):
        for code in (language, ""):
            if found := world.profile.commands.get((scope, code)):
                return found
    return []


def _scopes_for(chat: Chat, user_id: int) -> Iterator[Scope]:
    """From the narrowest to the widest: Bot API, BotCommandScope."""
    if chat.type is ChatType.PRIVATE:
        yield ("chat", chat.id, 0)
        yield ("all_private_chats", 0, 0)
    else:
        admin = user_id in chat.admins
        yield ("chat_member", chat.id, user_id)
        if admin:
            yield ("chat_administrators", chat.id, 0)
        yield ("chat", chat.id, 0)
        if admin:
            yield ("all_chat_administrators", 0, 0)
        yield ("all_group_chats", 0, 0)
    yield ("default", 0, 0)


# -- commands ------------------------------------------------------------------------------------


def set_my_commands(world: World, params: Params) -> bool:
    commands = params.data("commands", what="commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    checked = [_command(item) for item in commands]
    key = (_scope(world, params), _language(params))
    if checked:
        world.profile.commands[key] = checked
    else:
        world.profile.commands.pop(key, None)
    world.events.publish("state", dict)
    return True


def _command(item: Any) -> Command:
    if not isinstance(item, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(item.get("command") or "").removeprefix("/")
    description = str(item.get("description") or "").strip()
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= MAX_COMMAND_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def get_my_commands(world: World, params: Params) -> list[Command]:
    key = (_scope(world, params), _language(params))
    return world.profile.commands.get(key, [])


def delete_my_commands(world: World, params: Params) -> bool:
    world.profile.commands.pop((_scope(world, params), _language(params)), None)
    world.events.publish("state", dict)
    return True


def _scope(world: World, params: Params) -> Scope:
    scope = params.data("scope", what="BotCommandScope")
    if scope is None:
        return ("default", 0, 0)
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: expected an Object")
    kind = str(scope.get("type"))
    if kind in _PLAIN_SCOPES:
        return (kind, 0, 0)
    if kind not in {"chat", "chat_administrators", "chat_member"}:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = known_chat(world, Params(scope))
    user_id = Params(scope).integer("user_id") if kind == "chat_member" else 0
    if kind == "chat_member" and user_id not in world.users:
        raise bad_request("user not found")
    return (kind, chat.id, user_id)


def _language(params: Params) -> str:
    language = params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


# -- names and descriptions ----------------------------------------------------------------------


def _setter(
    field_name: str, attribute: str, limit: int, refusal: str
) -> Callable[[World, Params], bool]:
    def set_text(world: World, params: Params) -> bool:
        text = params.text(field_name).strip()
        if len(text) > limit:
            raise bad_request(refusal)
        texts: dict[str, str] = getattr(world.profile, attribute)
        language = _language(params)
        if text:
            texts[language] = text
        else:
            texts.pop(language, None)
        world.events.publish("state", dict)
        return True

    return set_text


def _getter(field_name: str, attribute: str) -> Method:
    def get_text(world: World, params: Params) -> Json:
        return {field_name: localised(world, attribute, _language(params))}

    return get_text


def localised(world: World, attribute: str, language: str = "") -> str:
    """A name or description in a language, or else the one for everybody."""
    texts: dict[str, str] = getattr(world.profile, attribute)
    fallback = world.me.first_name if attribute == "names" else ""
    return texts.get(language) or texts.get("") or fallback


# -- menu button ---------------------------------------------------------------------------------


def set_chat_menu_button(world: World, params: Params) -> bool:
    button = params.data("menu_button", what="MenuButton") or {"type": "default"}
    if not isinstance(button, dict) or str(button.get("type")) not in {
        "commands",
        "default",
        "web_app",
    }:
        raise bad_request("can't parse MenuButton: unsupported type specified")
    chat_id = known_chat(world, params).id if params.has("chat_id") else 0
    world.profile.menu_buttons[chat_id] = button
    return True


def get_chat_menu_button(world: World, params: Params) -> Json:
    chat_id = known_chat(world, params).id if params.has("chat_id") else 0
    buttons = world.profile.menu_buttons
    return buttons.get(chat_id) or buttons.get(0) or {"type": "commands"}


METHODS: dict[str, Method] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setter("name", "names", MAX_NAME, "BOT_TITLE_INVALID"),
    "getMyName": _getter("name", "names"),
    "setMyDescription": _setter(
        "description", "descriptions", MAX_DESCRIPTION, "description is too long"
    ),
    "getMyDescription": _getter("description", "descriptions"),
    "setMyShortDescription": _setter(
        "short_description",
        "short_descriptions",
        MAX_SHORT_DESCRIPTION,
        "short description is too long",
    ),
    "getMyShortDescription": _getter("short_description", "short_descriptions"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
