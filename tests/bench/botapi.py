"""A Bot API server as lean as can be, so that the bench measures bots: it checks nothing and forgets at once."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from tests import clock

Json = dict[str, Any]
TOKEN = "424242:BENCH-token-of-no-value"
ME = {"id": 424242, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
# What a bot asks for when it starts, where `true` would not do.
_PROFILE = {
    "getMe": ME,
    "getMyName": {"name": "Bench"},
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
}


class BotApi:
    """Updates out, calls in; `on_call` hears of every call that a chat would show."""

    def __init__(self, on_call: Callable[[str, Json, int], None]) -> None:
        self._on_call = on_call
        self._waiting: deque[Json] = deque()
        self._next_update = 1
        self._next_message = 1
        self._poll: asyncio.Future[None] | None = None
        self._server: asyncio.Server | None = None
        self.calls = 0
        self.url = ""

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._end_poll()

    @property
    def unconfirmed(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self._waiting)

    def write(self, chat: int, text: str) -> None:
        """Somebody writes."""
        message = self._message(chat, text, sender=_person(chat))
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        self._add({"message": message})

    def tap(self, chat: int, message_id: int, data: str) -> None:
        """Somebody taps a button."""
        self._add(
            {
                "callback_query": {
                    "id": str(self._next_update),
                    "from": _person(chat),
                    "chat_instance": "1",
                    "data": data,
                    "message": self._message(chat, "?", sender=ME, message_id=message_id),
                }
            }
        )

    def _add(self, update: Json) -> None:
        self._waiting.append({"update_id": self._next_update, **update})
        self._next_update += 1
        self._end_poll()

    def _end_poll(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def _message(
        self, chat: int, text: str, *, sender: Json, message_id: int | None = None
    ) -> Json:
        if message_id is None:
            message_id = self._next_message
            self._next_message += 1
        person = _person(chat)
        return {
            "message_id": message_id,
            "date": int(clock.unix()),
            "chat": {"id": chat, "type": "private", "first_name": person["first_name"]},
            "from": sender,
            "text": text,
        }

    async def answer(self, method: str, body: bytes) -> Any:
        """The `result` of one call."""
        fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if method == "getUpdates":
            return await self._updates(
                int(fields.get("offset", 0)), float(fields.get("timeout", 0))
            )
        self.calls += 1
        if method in _PROFILE:
            return _PROFILE[method]
        if "chat_id" not in fields or "text" not in fields:
            return True
        message_id = int(fields["message_id"]) if "message_id" in fields else None
        message = self._message(
            int(fields["chat_id"]), fields["text"], sender=ME, message_id=message_id
        )
        self._on_call(method, fields, message["message_id"])
        return message

    async def _updates(self, offset: int, timeout: float) -> list[Json]:
        while self._waiting and self._waiting[0]["update_id"] < offset:
            self._waiting.popleft()
        if not self._waiting and timeout:
            self._poll = asyncio.get_running_loop().create_future()
            await asyncio.wait({self._poll}, timeout=timeout)
        return [self._waiting[place] for place in range(min(100, len(self._waiting)))]


class _Connection(asyncio.Protocol):
    """HTTP/1.1 as the clients of the bench speak it: a length before every body."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = _length(bytes(head))
        if len(rest) < length:
            return
        self._buffer = rest[length:]
        method = head[: head.index(b"\r\n")].split(b" ")[1].rpartition(b"/")[2].decode()
        task = asyncio.ensure_future(self._answer(method, bytes(rest[:length])))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, method: str, body: bytes) -> None:
        result = await self._api.answer(method, body)
        if self._transport is None:
            return
        payload = json.dumps({"ok": True, "result": result}).encode()
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
            % (len(payload), payload)
        )


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _person(chat: int) -> Json:
    return {"id": chat, "is_bot": False, "first_name": f"Person {chat}", "language_code": "en"}
