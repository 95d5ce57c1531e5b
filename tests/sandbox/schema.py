"""Holds what the sandbox sends against the Bot API's published types; knows no behaviour."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_FILE = json.loads((Path(__file__).parent / "bot_api.json").read_text("utf-8"))
TYPES: dict[str, dict[str, str]] = _FILE["types"]
UNIONS: dict[str, list[str]] = _FILE["unions"]

# What each method returns: Bot API, the last words of each method's description.
RETURNS = {
    "getMe": "User",
    "sendMessage": "Message",
    "sendDocument": "Message",
    "sendPhoto": "Message",
    "sendMediaGroup": "Array of Message",
    "sendChatAction": "True",
    "forwardMessage": "Message",
    "copyMessage": "MessageId",
    "editMessageText": "Message",
    "editMessageCaption": "Message",
    "editMessageReplyMarkup": "Message",
    "deleteMessage": "True",
    "deleteMessages": "True",
    "pinChatMessage": "True",
    "unpinChatMessage": "True",
    "answerCallbackQuery": "True",
    "getFile": "File",
    "getChat": "ChatFullInfo",
    "getChatMember": "ChatMember",
    "getChatAdministrators": "Array of ChatMember",
    "getChatMemberCount": "Integer",
    "leaveChat": "True",
    "setMyCommands": "True",
    "getMyCommands": "Array of BotCommand",
    "deleteMyCommands": "True",
    "setMyName": "True",
    "getMyName": "BotName",
    "setMyDescription": "True",
    "getMyDescription": "BotDescription",
    "setMyShortDescription": "True",
    "getMyShortDescription": "BotShortDescription",
    "setChatMenuButton": "True",
    "getChatMenuButton": "MenuButton",
    "setWebhook": "True",
    "deleteWebhook": "True",
    "getWebhookInfo": "WebhookInfo",
    "getUpdates": "Array of Update",
}

_PLAIN: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (float, int),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
}


def faults_of(value: Any, kind: str, at: str = "") -> list[str]:
    """Every way in which a value is not of a Bot API type; a place and a reason each."""
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{at}: no array"]
        inner = kind.removeprefix("Array of ")
        return [f for n, item in enumerate(value) for f in faults_of(item, inner, f"{at}[{n}]")]
    if " or " in kind:
        found = [faults_of(value, part, at) for part in kind.split(" or ")]
        return min(found, key=len)
    if kind in UNIONS:
        return min((faults_of(value, part, at) for part in UNIONS[kind]), key=len)
    if kind in _PLAIN:
        return _plain_faults(value, kind, at)
    if kind not in TYPES:
        return [f"{at}: {kind} is not among the types the sandbox is known to send"]
    return _object_faults(value, kind, at)


def _plain_faults(value: Any, kind: str, at: str) -> list[str]:
    if not isinstance(value, _PLAIN[kind]) or (kind == "Integer" and isinstance(value, bool)):
        return [f"{at}: {value!r} is no {kind}"]
    if kind == "True" and value is not True:
        return [f"{at}: a field of type True is left out instead of being false"]
    return []


def _object_faults(value: Any, kind: str, at: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{at}: no {kind}"]
    fields = TYPES[kind]
    found = [f"{at}.{name}: unknown to {kind}" for name in value if name not in fields]
    for name, declared in fields.items():
        if name in value:
            found += faults_of(value[name], declared.rstrip("!"), f"{at}.{name}")
        elif declared.endswith("!"):
            found.append(f"{at}.{name}: required in {kind}")
    return found
