"""Webhook: its settings, and the sender that pushes updates to the bot in order, with patience."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.sandbox.errors import bad_request, too_many_requests
from bot.sandbox.model import Json, without_none
from bot.sandbox.params import Params, allowed_kinds
from bot.sandbox.settings import DEFAULT_CONNECTIONS
from bot.sandbox.updates import Pending
from bot.sandbox.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
# Bot API server, WebhookActor.
LONGEST_RETRY_SECONDS = 60.0
LONGEST_RETRY_AFTER_SECONDS = 3600.0
ANSWER_TIMEOUT_SECONDS = 60.0
MAX_CONNECTIONS = 100
SECONDS_BETWEEN_SETTINGS = 1.0

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}", re.ASCII)
_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})

Execute = Callable[[str, Params], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Described:
    """A result that Telegram sends with a sentence beside it."""

    result: Any
    description: str


def set_webhook(world: World, params: Params) -> Described:
    url = params.text("url").strip()
    if not url:
        return delete_webhook(world, params)
    webhook = world.webhook
    secret = params.text("secret_token")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _check_url(url)
    now = world.clock.now()
    hasty = now - webhook.set_at < SECONDS_BETWEEN_SETTINGS
    if hasty and world.updates.slow_down_repeated_polls:
        raise too_many_requests(1)
    webhook.set_at = now
    world.updates.allow(allowed_kinds(params))
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    known = (webhook.url, webhook.secret_token) == (url, secret)
    webhook.forget()
    webhook.url, webhook.secret_token = url, secret
    asked = params.integer("max_connections", DEFAULT_CONNECTIONS)
    webhook.max_connections = min(max(asked, 1), MAX_CONNECTIONS)
    world.updates.webhook_active = True
    world.updates.end_poll(lost=True)
    world.webhook_changed()
    return Described(True, "Webhook is already set" if known else "Webhook was set")


def _check_url(url: str) -> None:
    """Telegram wants HTTPS; plain HTTP is let through to this machine only, for local bots."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise bad_request("bad webhook: URL is invalid") from None
    local = parts.scheme == "http" and host in _LOCAL_HOSTS
    if not host or not (parts.scheme == "https" or local):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")


def delete_webhook(world: World, params: Params) -> Described:
    known = bool(world.webhook.url)
    world.webhook.forget()
    world.updates.webhook_active = False
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    world.webhook_changed()
    return Described(True, "Webhook was deleted" if known else "Webhook is already deleted")


def get_webhook_info(world: World, _params: Params) -> Json:
    webhook = world.webhook
    allowed = world.updates.allowed
    return {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    } | without_none(
        {
            "max_connections": webhook.max_connections if webhook.url else None,
            "last_error_date": webhook.last_error_date,
            "last_error_message": webhook.last_error_message,
            "allowed_updates": sorted(allowed) if allowed is not None else None,
        }
    )


class WebhookSender:
    """Delivers what waits: one update of a queue at a time, the next only after a 2xx."""

    def __init__(self, world: World, execute: Execute) -> None:
        self._world = world
        self._execute = execute
        self._wake = asyncio.Event()
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._session: ClientSession | None = None
        self._runner: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._session = ClientSession(timeout=ClientTimeout(total=ANSWER_TIMEOUT_SECONDS))
        self._world.updates.on_added = self._wake.set
        self._world.on_webhook_change = self._restart
        self._runner = asyncio.create_task(self._run())

    async def stop(self) -> None:
        self._world.updates.on_added = self._world.on_webhook_change = None
        tasks = [task for task in (self._runner, *self._busy.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _restart(self) -> None:
        """New settings end every delivery under way: it would go to the old address."""
        for task in self._busy.values():
            task.cancel()
        self._wake.set()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            webhook = self._world.webhook
            if not webhook.url:
                continue
            for pending in self._world.updates.waiting():
                if len(self._busy) >= webhook.max_connections:
                    break
                if pending.queue_key not in self._busy:
                    self._start_queue(pending.queue_key)

    def _start_queue(self, key: int) -> None:
        task = asyncio.create_task(self._deliver_queue(key))
        self._busy[key] = task
        task.add_done_callback(lambda _: self._queue_ended(key))

    def _queue_ended(self, key: int) -> None:
        self._busy.pop(key, None)
        self._wake.set()

    async def _deliver_queue(self, key: int) -> None:
        """Everything of one queue, until it is empty."""
        retry = self._world.webhook.first_retry_seconds
        while True:
            mine = (p for p in self._world.updates.waiting() if p.queue_key == key)
            pending = next(mine, None)
            if pending is None:
                return
            wait = await self._deliver(pending)
            if wait is None:
                self._world.updates.remove(pending)
                retry = self._world.webhook.first_retry_seconds
                continue
            await asyncio.sleep(min(max(wait, retry), LONGEST_RETRY_AFTER_SECONDS))
            retry = min(retry * 2, LONGEST_RETRY_SECONDS)

    async def _deliver(self, pending: Pending) -> float | None:
        """One attempt: None if accepted, else the least number of seconds to wait."""
        assert self._session is not None
        webhook = self._world.webhook
        headers = {"Content-Type": "application/json"}
        if webhook.secret_token:
            headers[SECRET_HEADER] = webhook.secret_token
        body = json.dumps(pending.body, ensure_ascii=False).encode()
        try:
            async with self._session.post(webhook.url, data=body, headers=headers) as response:
                answer = await response.read()
                if 200 <= response.status < 300:
                    await self._run_reply(response.content_type, answer)
                    return None
                failure = f"Wrong response from the webhook: {response.status} {response.reason}"
                wait = _seconds(response.headers.get("Retry-After"))
        except (ClientError, TimeoutError) as error:
            failure = (
                "Connection timed out"
                if isinstance(error, TimeoutError)
                else (f"Connection failed: {type(error).__name__}")
            )
            wait = 0.0
        webhook.last_error_date = self._world.clock.unix()
        webhook.last_error_message = failure
        return wait

    async def _run_reply(self, content_type: str, answer: bytes) -> None:
        """A webhook may answer with a call of its own; its result goes nowhere."""
        if content_type != "application/json" or not answer.strip():
            return
        try:
            values = json.loads(answer)
        except ValueError:
            return
        if isinstance(values, dict) and isinstance(values.get("method"), str):
            await self._execute(values.pop("method"), Params(values))


def _seconds(value: str | None) -> float:
    try:
        return max(0.0, float(value or 0))
    except ValueError:
        return 0.0


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
