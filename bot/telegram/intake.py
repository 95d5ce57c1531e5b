"""Fetches updates by long polling or webhook; acknowledges each only after its batch has committed.

An update is kept raw, so that one that cannot be read blocks no other.
"""

from __future__ import annotations

import asyncio
import hmac
import itertools
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aiohttp import web
from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.operations.config import Address
from bot.operations.http_server import listening
from bot.telegram.api import Api, TokenRefused, quoting_nothing, retry_after_seconds

log = logging.getLogger(__name__)

Json = dict[str, Any]
T = TypeVar("T")

# Most that getUpdates gives at once, and longest that it waits: Bot API, getUpdates.
BATCH_SIZE = 100
POLL_SECONDS = 50
# How much longer than that an answer may take.
ANSWER_SECONDS = 10.0
FIRST_RETRY_SECONDS = 0.5
LAST_RETRY_SECONDS = 30.0
# Two pollers take turns in throwing each other out; Telegram delays the newer one by 3 seconds.
CONFLICT_RETRY_SECONDS = 5.0
# The longest update known is far below: a message of 4096 characters in a reply to another.
MAX_BODY_BYTES = 1 << 20
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name, not the secret
# How often a webhook says that it listens.
HEARD_EVERY_SECONDS = 10.0
# Connections that Telegram opens at once; its own default.
MAX_CONNECTIONS = 40


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """An update as it came."""

    update_id: int
    data: Json

    @property
    def text(self) -> str:
        """Return its JSON, to be kept where it cannot be handled."""
        return json.dumps(self.data, ensure_ascii=False)

    def parsed(self) -> Update:
        """Return the library's object; raises whatever it raises over something strange."""
        return Update.de_json(self.data)


def raw_update(data: object) -> RawUpdate | None:
    """Return the update in some JSON, or None where it has no number and so is none."""
    if isinstance(data, dict) and isinstance(number := data.get("update_id"), int):
        return RawUpdate(number, data)
    return None


# Has committed when it returns; what it took before changes nothing.
Process = Callable[[Sequence[RawUpdate]], Awaitable[None]]
# Called, after what came was processed, whenever updates could reach us until now.
Heard = Callable[[], Awaitable[None]]


async def _ignore() -> None:
    """Do nothing; the default callback."""


class Polling:
    """Polls for updates from `run` until `stop`. Only one process may poll for a bot."""

    def __init__(
        self,
        api: Api,
        process: Process,
        *,
        allowed_updates: Sequence[str],
        poll_seconds: int = POLL_SECONDS,
        heard: Heard = _ignore,
    ) -> None:
        self._api = api
        self._process = process
        self._heard = heard
        self._allowed_updates = list(allowed_updates)
        self._poll_seconds = poll_seconds
        self._offset: int | None = None
        self._stopping = asyncio.Event()
        self._failures = 0
        self._in_conflict = False
        self._reached = False

    def stop(self) -> None:
        """Let `run` return when the batch in hand, if any, has committed."""
        self._stopping.set()

    async def run(self) -> None:
        """Fetch, have processed, and only then confirm, over and over.

        Raises:
            TokenRefused
        """
        await _unless(self._stopping, self._remove_webhook())
        while not self._stopping.is_set():
            updates = await _unless(self._stopping, self._fetch())
            if updates is None or (updates and not await self._commit(updates)):
                continue
            if len(updates) < BATCH_SIZE:
                # Nothing older is left, so whoever has not been heard of said nothing.
                await self._heard()

    async def _remove_webhook(self) -> None:
        """Delete the webhook: Telegram answers no getUpdates beside one, and keeps what waits for it."""
        while True:
            try:
                await self._api.call("deleteWebhook", {})
            except TelegramError as error:
                await self._wait_after(error)
            else:
                return

    async def _fetch(self) -> list[RawUpdate] | None:
        """Return what has come, which may be nothing, or None where Telegram could not be asked."""
        params = {
            "offset": self._offset,
            "limit": BATCH_SIZE,
            # At the start and after a failure an answer at once tells that the way is open.
            "timeout": self._poll_seconds if self._reached else 0,
            "allowed_updates": self._allowed_updates,
        }
        try:
            found = await self._api.call(
                "getUpdates", params, read_timeout_seconds=self._poll_seconds + ANSWER_SECONDS
            )
        except TelegramError as error:
            self._reached = False
            await self._wait_after(error)
            return None
        if self._in_conflict:
            log.warning("updates come in again: the other process has stopped")
        self._failures = 0
        self._in_conflict = False
        self._reached = True
        return [raw for data in found if (raw := raw_update(data))]

    async def _commit(self, updates: list[RawUpdate]) -> bool:
        """Have the batch processed, trying until it is; the next fetch confirms it.

        Returns False where a stop came first.
        """
        while True:
            try:
                await self._process(updates)
            except Exception as error:
                # A loop's edge. Not ours to give up: unconfirmed, Telegram keeps them for a day.
                self._failures += 1
                log.exception(
                    "updates from %d on were not stored: %s",
                    updates[0].update_id,
                    type(error).__name__,
                )
                if await self._pause(retry_seconds(self._failures)):
                    return False
            else:
                self._failures = 0
                self._offset = updates[-1].update_id + 1
                return True

    async def _wait_after(self, error: TelegramError) -> None:
        self._failures += 1
        match error:
            case InvalidToken():
                raise TokenRefused from None
            case Conflict():
                if not self._in_conflict:
                    self._in_conflict = True
                    log.error(
                        "another process uses the same bot token; updates go to one of the two: %s",
                        quoting_nothing(error),
                    )
                seconds = CONFLICT_RETRY_SECONDS
            case RetryAfter():
                seconds = retry_after_seconds(error)
            case TimedOut() if self._failures == 1:
                # A long wait that nobody ended; what matters is whether the next one works.
                seconds = 0.0
            case _:
                seconds = retry_seconds(self._failures)
                log.warning("no updates for %.1f seconds: %s", seconds, type(error).__name__)
        await self._pause(seconds)

    async def _pause(self, seconds: float) -> bool:
        """Wait; return whether it was stopped meanwhile."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
        return self._stopping.is_set()


@dataclass(slots=True)
class _Post:
    """An update that Telegram waits for us to take; `taken` is whether we did."""

    update: RawUpdate
    taken: asyncio.Future[bool]


class Webhook:
    """Serves what Telegram posts to, behind a proxy that speaks TLS, from `run` until `stop`."""

    def __init__(
        self,
        api: Api,
        process: Process,
        *,
        url: str,
        listen: Address,
        secret: str,
        allowed_updates: Sequence[str],
        heard: Heard = _ignore,
    ) -> None:
        self._api = api
        self._process = process
        self._heard = heard
        self._url = url
        self._listen = listen
        self._secret = secret.encode()
        self._allowed_updates = list(allowed_updates)
        self._posts: list[_Post] = []
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Take nothing more, and let `run` return when what was taken has committed."""
        self._stopping.set()
        self._woken.set()

    @property
    def waiting(self) -> int:
        """Return how many updates wait to be processed."""
        return len(self._posts)

    async def run(self) -> None:
        """Listen, tell Telegram where, and have processed what comes.

        Raises:
            TokenRefused
            CannotListen
        """
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        app.router.add_post(urlsplit(self._url).path or "/", self._receive)
        async with listening(app, self._listen, "WEBHOOK_LISTEN"):
            await self.work()

    async def work(self) -> None:
        """Tell Telegram where to post, and have what is taken processed until stopped.

        Raises:
            TokenRefused
        """
        await _unless(self._stopping, self._announce())
        await self._process_until_stopped()

    async def _announce(self) -> None:
        params = {
            "url": self._url,
            "secret_token": self._secret.decode(),
            "allowed_updates": self._allowed_updates,
            "max_connections": MAX_CONNECTIONS,
        }
        for failures in itertools.count(1):
            try:
                await self._api.call("setWebhook", params)
            except InvalidToken:
                raise TokenRefused from None
            except TelegramError as error:
                log.warning("Telegram does not take the webhook: %s", quoting_nothing(error))
                await asyncio.sleep(retry_seconds(failures))
            else:
                return

    async def _receive(self, request: web.Request) -> web.Response:
        status = await self.take(request.headers.get(SECRET_HEADER, ""), request.read)
        return web.Response(status=status)

    async def take(self, secret: str, read: Callable[[], Awaitable[bytes]]) -> HTTPStatus:
        """Have one update processed that was posted with a secret; return what to answer.

        OK says that it has committed. The body is read only where the secret is right.
        """
        given = secret.encode("utf-8", "surrogateescape")
        # In a time that does not tell how much of it was right.
        if not hmac.compare_digest(given, self._secret):
            return HTTPStatus.FORBIDDEN
        try:
            update = raw_update(json.loads(await read()))
        except ValueError:
            update = None
        if update is None:
            return HTTPStatus.BAD_REQUEST
        if self._stopping.is_set():
            return HTTPStatus.SERVICE_UNAVAILABLE
        post = _Post(update, asyncio.get_running_loop().create_future())
        self._posts.append(post)
        self._woken.set()
        return HTTPStatus.OK if await post.taken else HTTPStatus.SERVICE_UNAVAILABLE

    async def _process_until_stopped(self) -> None:
        while not self._stopping.is_set() or self._posts:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), HEARD_EVERY_SECONDS)
            self._woken.clear()
            while self._posts:
                batch, self._posts = self._posts[:BATCH_SIZE], self._posts[BATCH_SIZE:]
                # Posts overtake each other on the way; the numbers are in order.
                batch.sort(key=lambda post: post.update.update_id)
                await self._commit(batch)
            await self._heard()

    async def _commit(self, batch: Sequence[_Post]) -> None:
        """Have the batch processed; what is not taken Telegram posts again, in its own time."""
        try:
            await self._process([post.update for post in batch])
        except Exception as error:
            # A loop's edge.
            log.exception("%d updates were not stored: %s", len(batch), type(error).__name__)
            taken = False
        else:
            taken = True
        for post in batch:
            if not post.taken.done():
                post.taken.set_result(taken)


async def _unless(stopped: asyncio.Event, call: Coroutine[Any, Any, T]) -> T | None:
    """Return the result of a call, or None where a stop came first; for calls that confirm nothing."""
    calling = asyncio.create_task(call)
    stopping = asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait((calling, stopping), return_when=asyncio.FIRST_COMPLETED)
        return calling.result() if calling.done() else None
    finally:
        calling.cancel()
        stopping.cancel()
        await asyncio.gather(calling, stopping, return_exceptions=True)


def retry_seconds(failures: int) -> float:
    """Return how long to wait after so many failures in a row: twice as long each time."""
    return min(LAST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2.0 ** min(failures - 1, 16))
