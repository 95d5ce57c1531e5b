"""Whatever a bot or a test sends, the sandbox answers in its own terms and never breaks."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import people
from bot.sandbox.methods import NAMES, answer_call
from bot.sandbox.model import ChatType, User
from bot.sandbox.params import Params, Upload
from bot.sandbox.server import SandboxServer, new_world
from bot.sandbox.world import World

LEAVES = st.sampled_from(
    [
        *[None, True, False, 0, 1, -1, 2, 5, -7, 10**20, 1.5, "", "x", "<b>x</b>", "<", "[]", "{"],
        *["é" * 70, "attach://f", "chat", "/start", "\x00\u202e"],
    ]
)
KEYS = st.sampled_from(
    [
        *["text", "callback_data", "url", "copy_text", "inline_keyboard", "keyboard"],
        *["remove_keyboard", "type", "chat_id", "user_id", "message_id", "command"],
        *["description", "media", "caption", "offset", "length", "input_field_placeholder"],
        *["parse_mode", "allow_sending_without_reply", "request_contact"],
    ]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)
NAMES_OF_PARAMETERS = st.sampled_from(
    [
        *["chat_id", "from_chat_id", "user_id", "text", "caption", "parse_mode", "entities"],
        *["caption_entities", "reply_markup", "reply_parameters", "message_id", "message_ids"],
        *["callback_query_id", "document", "photo", "media", "file_id", "action", "scope"],
        *["language_code", "commands", "name", "menu_button", "url", "secret_token", "offset"],
        *["limit", "allowed_updates", "max_connections", "show_alert"],
    ]
)


def inhabited_world() -> World:
    """A person who has started the bot, a group, and a message of each side."""
    world = new_world()
    world.updates.slow_down_repeated_polls = False
    ann = world.add_user(User(5, "Ann"))
    people.say(world, world.chats[5], ann, {"text": "/start"})
    people.create_group(world, -7, "G", ChatType.GROUP, [ann], add_bot=True)
    world.post(world.chats[5], world.me, {"text": "question"})
    return world


@given(
    st.sampled_from(sorted(NAMES.values())),
    st.dictionaries(NAMES_OF_PARAMETERS, VALUES, max_size=6),
    st.sampled_from([5, -7, None]),
)
def test_no_parameters_break_a_method(
    method: str, values: dict[str, Any], chat_id: int | None
) -> None:
    world = inhabited_world()
    if chat_id is not None:
        values = {"chat_id": chat_id, "message_id": 2} | values
    params = Params(values, {"f": Upload("f.txt", "text/plain", b"x")})

    answer = asyncio.run(answer_call(world, method, params, connected=lambda: True))

    assert answer.status in {200, 400, 403, 409, 429}
    assert json.dumps(answer.body)


@given(
    st.sampled_from(["users", "chats", "messages", "edits", "taps", "faults", "limits", "clock"]),
    st.dictionaries(
        st.sampled_from(
            [
                *["id", "first_name", "title", "type", "members", "chat_id", "from_id", "text"],
                *["contact", "location", "message_id", "data", "button", "stale", "kind"],
                *["method", "times", "enforce", "advance_seconds", "reply_to_message_id"],
                *["entities", "forward_from_name", "sticker", "poll", "label", "status"],
            ]
        ),
        VALUES,
        max_size=6,
    ),
)
def test_no_request_breaks_the_play_api(path: str, body: dict[str, Any]) -> None:
    async def answer() -> int:
        server = SandboxServer(world=inhabited_world())
        await server.start()
        try:
            async with (
                ClientSession() as session,
                session.post(f"{server.url}/sim/{path}", json=body) as response,
            ):
                await response.json()
                state = await session.get(f"{server.url}/sim/state")
                await state.json()
                transcript = await session.get(f"{server.url}/sim/transcript")
                await transcript.json()
                return response.status
        finally:
            await server.stop()

    assert asyncio.run(answer()) in {200, 400, 404}
