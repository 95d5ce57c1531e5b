"""Routes under ``/sim`` that only look: state, transcripts, files, journal, events."""

from __future__ import annotations

import asyncio
import contextlib
import json
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.errors import SimError
from bot.sandbox.model import Message
from bot.sandbox.profile import commands_shown, localised
from bot.sandbox.simapi import WORLD, number
from bot.sandbox.transcript import chat_view, entry, user_view

MAX_WAIT_SECONDS = 60.0
HEARTBEAT_SECONDS = 15.0


async def get_state(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    described = {
        "name": localised(world, "names"),
        "description": localised(world, "descriptions"),
        "short_description": localised(world, "short_descriptions"),
        "names": world.profile.names,
        "descriptions": world.profile.descriptions,
    }
    return web.json_response(
        {
            "bot": world.me.to_api() | described,
            "users": [user_view(user) for user in world.users.values()],
            "chats": [chat_view(chat) for chat in world.chats.values()],
            "faults": world.faults.views(),
            "limits": world.flood.pace.view(),
            "supervised": world.supervisor.view() if world.supervisor is not None else None,
            "webhook": world.webhook.url,
            "pending_updates": len(world.updates),
            "seq": world.seq,
            "clock": world.clock.unix(),
        }
    )


async def get_transcript(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    after = number(request.query.get("after", 0), "after")
    if "chat_id" not in request.query:
        found = [m for chat in world.chats.values() for m in chat.since(after)]
        return _entries(found, world.seq)
    chat = world.chat(number(request.query["chat_id"], "chat_id"))
    try:
        wait = min(float(request.query.get("wait", 0)), MAX_WAIT_SECONDS)
    except ValueError:
        raise SimError("wait must be a number of seconds") from None
    await world.change_in(chat, after=after, seconds=wait)
    return _entries(chat.since(after), chat.last_seq)


def _entries(messages: list[Message], last_seq: int) -> web.Response:
    found = [entry(message) for message in messages]
    return web.json_response({"messages": found, "last_seq": last_seq})


async def get_file(request: web.Request) -> web.Response:
    file = request.app[WORLD].files.get(request.match_info["file_id"])
    if file is None:
        raise SimError("there is no such file", status=404)
    return file_response(file.data, file.name, file.mime_type)


def file_response(data: bytes, name: str, mime_type: str) -> web.Response:
    """The bytes of a file somebody sent: offered for saving, never run as part of the page."""
    safe = "".join(c for c in name if c.isprintable() and c not in '"\\') or "file"
    ascii_name = safe.encode("ascii", "replace").decode()
    return web.Response(
        body=data,
        headers={
            "Content-Type": mime_type if mime_type.isascii() else "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{ascii_name}"; '
            f"filename*=UTF-8''{quote(safe)}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


async def get_events(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    )
    await response.prepare(request)
    # A page that is closed in the middle of an event has no need of the rest.
    with world.events.listen() as queue, contextlib.suppress(ConnectionResetError):
        await response.write(b'data: {"kind": "state"}\n\n')
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    event = await queue.get()
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if event is None:
                break
            await response.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
    return response


async def get_commands(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    chat = world.chat(number(request.query.get("chat_id"), "chat_id"))
    user_id = number(request.query.get("user_id", str(chat.id)), "user_id")
    return web.json_response(commands_shown(world, chat, user_id))


async def get_journal(request: web.Request) -> web.Response:
    journal = request.app[WORLD].journal
    after = number(request.query.get("after", 0), "after")
    calls = journal.since(after, method=request.query.get("method"))
    return web.json_response(
        {"calls": [call.view() for call in calls], "last_seq": journal.last_seq}
    )


def routes() -> list[web.RouteDef]:
    """Everything that looks."""
    return [
        web.get("/sim/state", get_state),
        web.get("/sim/transcript", get_transcript),
        web.get("/sim/commands", get_commands),
        web.get("/sim/files/{file_id}", get_file),
        web.get("/sim/journal", get_journal),
        web.get("/sim/events", get_events),
    ]
