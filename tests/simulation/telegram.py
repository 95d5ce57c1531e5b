"""Telegram, as far as the bot meets it: chats, updates that wait, taps that are forgotten, and all that goes wrong between."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.operations.logs import known
from tests.plain_text import plain
from tests.simulation.fate import Fate, Killed
from tests.simulation.loop import virtual_time

Json = dict[str, Any]

# Client.cpp, add_update: what is not fetched is forgotten.
TAP_SECONDS = 150.0
MESSAGE_SECONDS = 86_400.0
DATE = 1_060_000_000
FILE_BYTES = b"%PDF-1.4\n%%\nstartxref\n0\n%%EOF "


@dataclass
class Shown:
    """A message of the bot as it stands in a chat now; `changed` counts through all changes of the chat."""

    message_id: int
    text: str
    buttons: list[str]
    keyboard: bool
    changed: int
    links: list[str]


@dataclass
class Chat:
    """What a chat has seen, and what stands there now."""

    messages: dict[int, Shown] = field(default_factory=dict)
    # Every text that was ever sent, in order.
    seen: list[str] = field(default_factory=list)
    # The same with edited texts, each with its row; what only lost its buttons is left out.
    log: list[tuple[int | None, str]] = field(default_factory=list)
    changes: int = 0
    keyboard_at: int = 0


@dataclass
class Waits:
    """An update that the bot has not confirmed."""

    update_id: int
    data: Json
    queue: str
    person: int
    until: float
    lost: Callable[[int], None]


@dataclass
class Delivery:
    """How often a row arrived, and how often nobody could know that it had."""

    chat_id: int
    arrived: int = 0
    excused: int = 0
    first: int = 0
    unsure: bool = False


class Telegram:
    """One bot's side of Telegram. `webhook` where updates are posted rather than fetched."""

    def __init__(self, fate: Fate, *, webhook: bool) -> None:
        self.fate = fate
        self.webhook = webhook
        self.chats: defaultdict[int, Chat] = defaultdict(Chat)
        self.deliveries: dict[int, Delivery] = {}
        self.calls: Counter[str] = Counter()
        self._waiting: list[Waits] = []
        self._confirmed: list[Waits] = []
        self._next_update = 500
        self._next_message = 1000
        self._arrivals = 0
        self._something = asyncio.Event()
        self._silent_until: dict[int, float] = {}
        self._away_until = 0.0
        self.most_in_flight = 0
        self.arrived_at: list[float] = []
        self._posting: list[asyncio.Task[None]] = []
        self.post: Callable[[Json], asyncio.Task[int]] | None = None

    # ------------------------------------------------------------ what people do

    def update(
        self, person: int, kind: str, content: Json, *, lost: Callable[[int], None] = lambda _: None
    ) -> int:
        """Something for the bot; its number, with which `lost` is called where Telegram forgets it."""
        self._next_update += 1
        tap = kind == "callback_query"
        entry = Waits(
            self._next_update,
            {"update_id": self._next_update, kind: content},
            # WebhookActor: messages of a chat are in order, taps of a person are, both are not.
            f"{kind == 'callback_query'}{person}",
            person,
            virtual_time() + (TAP_SECONDS if tap else MESSAGE_SECONDS),
            lost,
        )
        self._waiting.append(entry)
        self._something.set()
        if self.webhook and not any(
            e is not entry and e.queue == entry.queue for e in self._waiting
        ):
            self._posting.append(asyncio.create_task(self._post_queue(entry.queue)))
        return entry.update_id

    def new_message_id(self) -> int:
        self._next_message += 1
        return self._next_message

    def waits_for(self, person: int) -> bool:
        """Whether something of theirs is not confirmed yet."""
        self._forget()
        return any(entry.person == person for entry in self._waiting)

    def waits(self) -> bool:
        """Whether anything is not confirmed yet."""
        self._forget()
        return bool(self._waiting)

    def delete(self, chat_id: int, message_id: int) -> None:
        """A person deletes a message from their chat."""
        self.chats[chat_id].messages.pop(message_id, None)

    def _forget(self) -> None:
        now = virtual_time()
        for entry in [one for one in self._waiting if one.until <= now]:
            self._waiting.remove(entry)
            entry.lost(entry.update_id)

    # ------------------------------------------------------------ updates: fetched

    async def _get_updates(self, params: Json) -> list[Json]:
        offset = params.get("offset")
        if offset is not None:
            self._confirm(lambda entry: entry.update_id < offset)
        end = virtual_time() + float(params.get("timeout") or 0)
        while not self._ready(offset):
            self._something.clear()
            try:
                async with asyncio.timeout(max(0.0, end - virtual_time())):
                    await self._something.wait()
            except TimeoutError:
                break
        ready = self._ready(offset)[: int(params.get("limit", 100))]
        if self._confirmed and self.fate.fault("update redelivered", 0.05):
            ready = [*self._confirmed[-self.fate.number(1, 3) :], *ready]
        if self.fate.fault("updates reordered", 0.05):
            ready = self._reordered(ready)
        return [json.loads(json.dumps(entry.data)) for entry in ready]

    def _ready(self, offset: int | None) -> list[Waits]:
        self._forget()
        return [one for one in self._waiting if offset is None or one.update_id >= offset]

    def _reordered(self, entries: list[Waits]) -> list[Waits]:
        """Other people's updates in between, each one's own in their order."""
        order: list[object] = [entry.person for entry in entries]
        self.fate.shuffle(order)
        queues: defaultdict[object, list[Waits]] = defaultdict(list)
        for entry in entries:
            queues[entry.person].append(entry)
        return [queues[person].pop(0) for person in order]

    def _confirm(self, fits: Callable[[Waits], bool]) -> None:
        self._confirmed += [entry for entry in self._waiting if fits(entry)]
        self._waiting = [entry for entry in self._waiting if not fits(entry)]

    # ------------------------------------------------------------ updates: posted

    async def _post_queue(self, queue: str) -> None:
        """One after the other, each until it is taken or forgotten."""
        wait = 1.0
        while mine := [entry for entry in self._ready(None) if entry.queue == queue]:
            entry = mine[0]
            await asyncio.sleep(self.fate.between(0.005, 0.1))
            if await self._posted(entry):
                self._confirm(lambda one, taken=entry: one is taken)  # type: ignore[misc]
                wait = 1.0
            else:
                await asyncio.sleep(wait)
                wait = min(60.0, wait * 2)

    async def _posted(self, entry: Waits) -> bool:
        if self.post is None or self._is_away():
            return False
        again = self._confirmed and self.fate.fault("update redelivered", 0.02)
        if again:
            old = self._confirmed[-self.fate.number(1, min(3, len(self._confirmed)))]
            await self._request(old.data)
        posting = await self._request(entry.data)
        if posting is None:
            return False
        if posting.cancelled() or posting.exception() is not None:
            return False
        return posting.result() == 200 and not self.fate.fault("webhook answer lost", 0.03)

    async def _request(self, data: Json) -> asyncio.Task[int] | None:
        """The request once it has ended; None where nobody listens."""
        if self.post is None:
            return None
        posting = self.post(json.loads(json.dumps(data)))
        await asyncio.wait({posting})
        return posting

    # ------------------------------------------------------------ calls

    def go_away(self, seconds: float) -> None:
        """Nobody is reached from now on, for so long."""
        self._away_until = virtual_time() + seconds

    def _is_away(self) -> bool:
        if virtual_time() < self._away_until:
            return True
        if self.fate.fault("outage", 0.0008):
            self.go_away(self.fate.between(5, 400))
            return True
        return False

    async def call(self, method: str, params: Json, still: Callable[[], bool]) -> Any:
        """One call over the line; `still` tells whether the caller lives to hear of it."""
        self.calls[method] += 1
        try:
            await asyncio.sleep(self.fate.between(0.005, 0.08))
        except asyncio.CancelledError:
            self._arrives_all_the_same(method, params)
            raise
        if self._is_away():
            raise NetworkError("The connection failed")
        if method == "getUpdates":
            if self.fate.fault("getUpdates failed", 0.01):
                raise self._failure()
            found = await self._get_updates(params)
            if found and self.fate.fault("updates lost on the way", 0.03):
                raise TimedOut
            return found
        self._refuse_sometimes(params)
        if not still():
            raise Killed
        result = self._do(method, params)
        delivery = self.deliveries.get(_row() or 0)
        if self.fate.fault("reply lost after delivery", 0.01):
            if delivery is not None:
                delivery.excused += 1
                delivery.unsure = False
            await asyncio.sleep(self.fate.between(0.1, 25))
            raise TimedOut if self.fate.fault("timeout after delivery", 0.5) else self._failure()
        await asyncio.sleep(self.fate.between(0.005, 0.08))
        return result

    def _arrives_all_the_same(self, method: str, params: Json) -> None:
        """The caller is gone, but what it sent was on the line."""
        row = _row()
        if row is None or not self.fate.fault("delivered after the end", 0.3):
            return
        with suppress(BadRequest):
            self._do(method, params)

    def _failure(self) -> Exception:
        return NetworkError(self.fate.one_of("Bad Gateway", "The connection failed"))

    def _refuse_sometimes(self, params: Mapping[str, Any]) -> None:
        """Before anything is done: 5xx, and 429 with the time to wait."""
        chat = int(params.get("chat_id") or 0)
        if virtual_time() < self._silent_until.get(chat, 0.0):
            raise RetryAfter(int(self._silent_until[chat] - virtual_time()) + 1)
        if self.fate.fault("5xx", 0.01):
            raise self._failure()
        if self.fate.fault("429", 0.005):
            seconds = self.fate.number(1, 20)
            self._silent_until[chat] = virtual_time() + seconds
            raise RetryAfter(seconds)

    def _do(self, method: str, params: Json) -> Any:
        match method:
            case "sendMessage" | "sendDocument" | "sendPhoto":
                return self._send(params)
            case "editMessageText" | "editMessageReplyMarkup":
                return self._edit(method, params)
            case "getFile":
                return {"file_id": params["file_id"], "file_path": params["file_id"]}
            case "getMyName" | "getMyDescription" | "getMyShortDescription":
                return {}
            case _:
                return True

    def _arrive(self, chat_id: int) -> None:
        row = _row()
        if row is None:
            return
        self._arrivals += 1
        self.arrived_at.append(virtual_time())
        delivery = self.deliveries.setdefault(row, Delivery(chat_id, first=self._arrivals))
        delivery.arrived += 1
        delivery.unsure = True

    def _send(self, params: Json) -> Json:
        chat_id = int(params["chat_id"])
        text = plain(str(params.get("text") or params.get("caption") or ""))
        self._arrive(chat_id)
        chat = self.chats[chat_id]
        chat.seen.append(text)
        chat.log.append((_row(), text))
        chat.changes += 1
        number = self.new_message_id()
        markup = params.get("reply_markup") or {}
        rows = markup.get("inline_keyboard", [])
        if "keyboard" in markup:
            chat.keyboard_at = chat.changes
        elif "remove_keyboard" in markup:
            chat.keyboard_at = 0
        chat.messages[number] = Shown(
            number,
            text,
            _data(rows),
            "keyboard" in markup,
            chat.changes,
            [b["copy_text"]["text"] for row in rows for b in row if "copy_text" in b],
        )
        return {"message_id": number}

    def _edit(self, method: str, params: Json) -> Json:
        chat_id, number = int(params["chat_id"]), int(params["message_id"])
        chat = self.chats[chat_id]
        shown = chat.messages.get(number)
        if shown is None:
            raise BadRequest("Message to edit not found")
        buttons = _data((params.get("reply_markup") or {}).get("inline_keyboard", []))
        text = plain(params["text"]) if method == "editMessageText" else shown.text
        self._arrive(chat_id)
        if text == shown.text and buttons == shown.buttons:
            raise BadRequest("Message is not modified: the same")
        chat.changes += 1
        if method == "editMessageText":
            chat.log.append((_row(), text))
        shown.text, shown.buttons, shown.changed = text, buttons, chat.changes
        return {"message_id": number}

    # ------------------------------------------------------------ after a kill

    def caller_died(self, unmarked: set[int]) -> None:
        """What had arrived and was not written down may come once more: one message a chat."""
        in_flight: Counter[int] = Counter()
        for row, delivery in self.deliveries.items():
            if delivery.unsure and row in unmarked:
                delivery.excused += 1
                in_flight[delivery.chat_id] += 1
            delivery.unsure = False
        self.most_in_flight = max([self.most_in_flight, *in_flight.values()])


def _row() -> int | None:
    """Return the row of the outbox that whoever calls is sending."""
    row = known().get("row")
    return row if isinstance(row, int) else None


def _data(rows: list[list[Json]]) -> list[str]:
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


class Line:
    """The bot's client: calls of one process, which ends with it."""

    username = "FocalPointBot"
    base_file_url = "file"

    def __init__(self, telegram: Telegram, die: Callable[[], None]) -> None:
        self._telegram = telegram
        self._die = die
        self.dead = False
        self.request = self

    async def call(
        self, method: str, params: Mapping[str, Any], *, read_timeout_seconds: float | None = None
    ) -> Any:
        self._step()
        try:
            result = await self._telegram.call(method, dict(params), lambda: not self.dead)
        finally:
            if not self.dead:
                self._step()
        return result

    async def retrieve(self, url: str) -> bytes:
        """A file that somebody sent; the connection breaks at times."""
        self._step()
        await asyncio.sleep(self._telegram.fate.between(0.1, 3))
        if self._telegram.fate.fault("download broke", 0.2):
            raise NetworkError("The connection failed (ClientPayloadError)")
        self._step()
        return FILE_BYTES + url.rpartition("/")[2].encode()

    def _step(self) -> None:
        if self.dead:
            raise Killed
        try:
            self._telegram.fate.step()
        except Killed:
            self._die()
            raise
