"""The table of Bot API methods and the way one call takes from its parameters to its answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox import chats, editing, files, profile, sending, webhook
from bot.sandbox.errors import BotApiError
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.model import Json
from bot.sandbox.params import Params, allowed_kinds
from bot.sandbox.webhook import Described
from bot.sandbox.world import World

Method = Callable[[World, Params], Any]
Connected = Callable[[], bool]

GET_UPDATES = "getUpdates"


def get_me(world: World, _params: Params) -> Json:
    return world.me.to_api() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


METHODS: dict[str, Method] = {
    "getMe": get_me,
    **sending.METHODS,
    **editing.METHODS,
    **files.METHODS,
    **chats.METHODS,
    **profile.METHODS,
    **webhook.METHODS,
}

# Method names are case-insensitive on Telegram's side.
NAMES = {name.lower(): name for name in [*METHODS, GET_UPDATES]}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client is to get; ``cut`` means a closed connection instead."""

    status: int
    body: Json
    cut: bool = False


async def answer_call(world: World, method: str, params: Params, *, connected: Connected) -> Answer:
    """Carries out one call with the faults that strike it, and records it in the journal."""
    begin = time.perf_counter()
    name = NAMES.get(method.lower(), method)
    struck = world.faults.hit(name, chat_id_of(params)) if world.faults else []
    answer = await _through_faults(world, name, params, struck, connected)
    entry = world.journal.add(
        at=world.clock.now(),
        method=name,
        params=params,
        status=None if answer.cut else answer.status,
        response=answer.body or None,
        ms=(time.perf_counter() - begin) * 1000,
        fault=struck[-1].id if struck else None,
    )
    if world.events.watched:
        world.events.publish("call", lambda: {"call": entry.view()})
    return answer


def chat_id_of(params: Params) -> int | None:
    """The chat a call is about, as a number."""
    return params.integer("chat_id") if params.has("chat_id") else None


async def _through_faults(
    world: World, name: str, params: Params, struck: list[Fault], connected: Connected
) -> Answer:
    for fault in struck:
        match fault.kind:
            case FaultKind.DELAY:
                await asyncio.sleep(fault.seconds)
            case FaultKind.STATUS:
                error = fault.error()
                return Answer(error.code, error.body())
            case FaultKind.CUT:
                return Answer(0, {}, cut=True)
            case FaultKind.LOST_REPLY:
                answer = await _answer(world, name, params, connected)
                return Answer(answer.status, answer.body, cut=True)
    return await _answer(world, name, params, connected)


async def _answer(world: World, name: str, params: Params, connected: Connected) -> Answer:
    try:
        result = await _result(world, name, params, connected)
    except BotApiError as refusal:
        return Answer(refusal.code, refusal.body())
    if isinstance(result, Described):
        body = {"ok": True, "result": result.result, "description": result.description}
        return Answer(200, body)
    return Answer(200, {"ok": True, "result": result})


async def _result(world: World, name: str, params: Params, connected: Connected) -> Any:
    if name == GET_UPDATES:
        return await get_updates(world, params, connected)
    method = METHODS.get(name)
    if method is None:
        raise BotApiError(404, "Not Found")
    world.flood.count(name, chat_id_of(params))
    return method(world, params)


async def get_updates(world: World, params: Params, connected: Connected) -> list[Any]:
    world.updates.allow(allowed_kinds(params))
    return await world.updates.get(
        params.integer("offset"),
        params.integer("limit", 100),
        params.integer("timeout"),
        connected=connected,
    )
