"""The table of Bot API methods and the way one call takes from its parameters to its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox import editing, sending
from bot.sandbox.errors import BotApiError
from bot.sandbox.model import Json
from bot.sandbox.params import Params
from bot.sandbox.world import World

Method = Callable[[World, Params], Any]


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


METHODS: dict[str, Method] = {"getMe": get_me} | sending.METHODS | editing.METHODS

GET_UPDATES = "getUpdates"
# Method names are case-insensitive on Telegram's side.
NAMES = {name.lower(): name for name in [*METHODS, GET_UPDATES]}


async def call(world: World, name: str, params: Params, *, connected: Callable[[], bool]) -> Any:
    """The result of one call.

    Raises: BotApiError with the refusal.
    """
    if name == GET_UPDATES:
        return await get_updates(world, params, connected=connected)
    method = METHODS.get(name)
    if method is None:
        raise BotApiError(404, "Not Found")
    return method(world, params)


async def get_updates(world: World, params: Params, *, connected: Callable[[], bool]) -> list[Any]:
    world.updates.allow(params.data("allowed_updates", what="allowed updates"))
    return await world.updates.get(
        params.integer("offset"),
        params.integer("limit", 100),
        params.integer("timeout"),
        connected=connected,
    )
