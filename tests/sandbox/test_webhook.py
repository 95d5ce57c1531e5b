"""Webhook: settings, secret, order, retries, and its quarrel with getUpdates."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.sandbox.client import Sim
from bot.sandbox.server import SandboxServer
from tests.sandbox.api import Api
from tests.sandbox.conftest import ANN, BEN
from tests.waiting import until


@dataclass
class Receiver:
    """A bot's webhook: records what comes and answers what it is told to."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        self.got.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return self.answers.pop(0) if self.answers else web.Response()

    async def count(self, wanted: int) -> None:
        await until(lambda: len(self.got) >= wanted, f"{wanted} updates")

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.got if "message" in update]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    hook = Receiver()
    app = web.Application()
    app.router.add_post("/hook", hook.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_updates_are_pushed_with_the_secret_and_then_gone(
    api: Api, sim: Sim, receiver: Receiver, server: SandboxServer
) -> None:
    await sim.say(ANN, "before")
    await api.ok("setWebhook", url=receiver.url, secret_token="s3cret_-")
    await sim.say(ANN, "after")
    await receiver.count(2)
    await until(lambda: not server.world.updates.waiting(), "that nothing waits")

    assert receiver.texts() == ["before", "after"]
    assert receiver.secrets == ["s3cret_-", "s3cret_-"]
    assert (await api.ok("getWebhookInfo"))["pending_update_count"] == 0


async def test_the_next_of_a_queue_waits_until_the_first_is_accepted(
    api: Api, sim: Sim, receiver: Receiver, server: SandboxServer
) -> None:
    server.world.webhook.first_retry_seconds = 0.05
    receiver.answers = [web.Response(status=500), web.Response(status=503)]
    await api.ok("setWebhook", url=receiver.url)
    for text in ("one", "two"):
        await sim.say(ANN, text)
    await receiver.count(4)
    info = await api.ok("getWebhookInfo")

    assert receiver.texts() == ["one", "one", "one", "two"]
    assert info["last_error_message"].startswith("Wrong response from the webhook: 503")


async def test_a_stuck_chat_does_not_hold_up_another(
    api: Api, sim: Sim, receiver: Receiver
) -> None:
    receiver.answers = [web.Response(status=500, headers={"Retry-After": "3000"})]
    await api.ok("setWebhook", url=receiver.url)
    await sim.say(ANN, "stuck")
    await receiver.count(1)
    await sim.say(BEN, "free")
    await receiver.count(2)

    assert receiver.texts() == ["stuck", "free"]
    assert (await api.ok("getWebhookInfo"))["pending_update_count"] == 1


async def test_a_bot_that_is_away_gets_everything_when_it_is_back(
    api: Api, sim: Sim, receiver: Receiver, server: SandboxServer
) -> None:
    server.world.webhook.first_retry_seconds = 0.05
    with socket.socket() as nobody:
        # A port that is taken, and where nobody answers.
        nobody.bind(("127.0.0.1", 0))
        await api.ok("setWebhook", url=f"http://127.0.0.1:{nobody.getsockname()[1]}/hook")
        await sim.say(ANN, "kept")
        await until(lambda: server.world.webhook.last_error_message, "a failure")
        info = await api.ok("getWebhookInfo")
    await api.ok("setWebhook", url=receiver.url)
    await receiver.count(1)

    assert info["last_error_message"].startswith("Connection failed")
    assert receiver.texts() == ["kept"]


async def test_a_webhook_may_answer_with_a_call(api: Api, sim: Sim, receiver: Receiver) -> None:
    call = {"method": "sendMessage", "chat_id": ANN, "text": "by reply"}
    receiver.answers = [web.json_response(call)]
    await api.ok("setWebhook", url=receiver.url)
    await sim.say(ANN, "hello")

    assert (await sim.wait_for(ANN, "by reply"))["from"]["is_bot"]


async def test_polling_and_webhook_exclude_each_other(
    api: Api, sim: Sim, receiver: Receiver
) -> None:
    poll = asyncio.create_task(api.refused("getUpdates", timeout=50))
    await until(lambda: api.server.world.updates.polled, "a long poll")
    await api.ok("setWebhook", url=receiver.url)
    ended = await poll
    refused = await api.refused("getUpdates")
    await api.ok("deleteWebhook")

    assert ended == (409, "Conflict: terminated by setWebhook request")
    assert refused == (
        409,
        (
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook "
            "to delete the webhook first"
        ),
    )
    assert await api.updates() == []


async def test_setting_and_deleting_say_what_was_the_case(api: Api, receiver: Receiver) -> None:
    said = [
        (await api.post(method, url=url))[1]["description"]
        for method, url in [
            ("setWebhook", receiver.url),
            ("setWebhook", receiver.url),
            ("deleteWebhook", ""),
            ("setWebhook", ""),
        ]
    ]

    assert said == [
        "Webhook was set",
        "Webhook is already set",
        "Webhook was deleted",
        "Webhook is already deleted",
    ]


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        (
            {"url": "http://example.org/hook"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        ({"url": "https://["}, "bad webhook: URL is invalid"),
        (
            {"url": "https://example.org", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
    ],
)
async def test_impossible_settings_are_refused(
    api: Api, params: dict[str, str], refusal: str
) -> None:
    assert await api.refused("setWebhook", **params) == (400, f"Bad Request: {refusal}")


async def test_setting_twice_within_a_second_is_too_often(
    api: Api, sim: Sim, receiver: Receiver
) -> None:
    await sim.set_limits(slow_down_repeated_polls=True)
    await api.ok("setWebhook", url=receiver.url)

    assert (await api.refused("setWebhook", url=receiver.url))[0] == 429
    await sim.advance_clock(1)
    assert await api.ok("setWebhook", url=receiver.url)


async def test_what_waits_can_be_dropped(api: Api, sim: Sim) -> None:
    await sim.say(ANN, "lost")
    await api.ok("deleteWebhook", drop_pending_updates=True)

    assert await api.updates() == []
