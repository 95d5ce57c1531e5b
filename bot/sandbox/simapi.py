"""What all routes under ``/sim`` share: the world, and how a request is read."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from bot.sandbox.errors import SimError
from bot.sandbox.model import Chat, ChatType, Json
from bot.sandbox.world import World

WORLD: web.AppKey[World] = web.AppKey("world", World)


async def body_of(request: web.Request) -> Json:
    """The JSON object of a request; an empty body is an empty object."""
    raw = await request.read()
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        raise SimError("the body is not JSON") from None
    if not isinstance(body, dict):
        raise SimError("the body must be a JSON object")
    return body


def number(value: Any, name: str) -> int:
    """A whole number from a body or a query."""
    refusal = SimError(f"{name} must be a whole number")
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise refusal
    try:
        return int(value)
    except ValueError:
        raise refusal from None


def text_of(body: Json, name: str, default: str | None = None) -> str:
    """A text from a body."""
    value = body.get(name, default)
    if not isinstance(value, str):
        raise SimError(f"{name} must be a text")
    return value


def ids_of(body: Json, name: str) -> list[int]:
    """A list of ids from a body; empty if there is none."""
    value = body.get(name, [])
    if not isinstance(value, list):
        raise SimError(f"{name} must be a list of ids")
    return [number(item, name) for item in value]


def group_in_path(request: web.Request) -> Chat:
    """The group whose id stands in the address."""
    chat = request.app[WORLD].chat(number(request.match_info["id"], "id"))
    if chat.type is ChatType.PRIVATE:
        raise SimError("this is not a group")
    return chat
