from __future__ import annotations

import asyncio
import io
import itertools
import json
import random
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from aiohttp import ClientSession, TCPConnector
from telegram.error import Conflict, TimedOut

from bot.operations.config import Address
from bot.sandbox.client import Sim
from bot.sandbox.server import DEFAULT_TOKEN, SandboxServer
from bot.telegram import intake as intake_module
from bot.telegram.aiohttp_request import AiohttpRequest
from bot.telegram.api import Api, TokenRefused, connect
from bot.telegram.intake import (
    BATCH_SIZE,
    MAX_BODY_BYTES,
    POLL_SECONDS,
    SECRET_HEADER,
    Polling,
    RawUpdate,
    Webhook,
    raw_update,
    retry_seconds,
)
from tests.telegram.surroundings import ANN, HOUR_SECONDS, LoopClock, the_loop_has_gone_round
from tests.waiting import PATIENCE_SECONDS, until

Json = dict[str, Any]
# What somebody wrote, in the message of an exception.
ANSWER = "secret"
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")


class Taker:
    """Takes batches, and fails as often as it is told to."""

    def __init__(self) -> None:
        self.batches: list[list[RawUpdate]] = []
        self.calls = 0
        self.failures = 0
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, updates: Sequence[RawUpdate]) -> None:
        self.calls += 1
        await self.open.wait()
        if self.failures:
            self.failures -= 1
            raise LookupError(ANSWER)
        self.batches.append(list(updates))

    @property
    def texts(self) -> list[str]:
        taken = [update.data for batch in self.batches for update in batch]
        return [data["message"]["text"] for data in taken if "message" in data]


@pytest.fixture
async def taker() -> Taker:
    return Taker()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_module, "FIRST_RETRY_SECONDS", 0.02)
    monkeypatch.setattr(intake_module, "CONFLICT_RETRY_SECONDS", 0.1)


@asynccontextmanager
async def running(part: Polling | Webhook) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(part.run())
    try:
        yield task
    finally:
        part.stop()
        await task


async def pending(sim: Sim) -> int:
    return int((await sim.state())["pending_updates"])


async def a_poll_waits(server: SandboxServer) -> None:
    """Somebody's getUpdates has reached the server and waits there for an update."""
    await until(lambda: server.world.updates.polled, "a long poll")


def calls_of(server: SandboxServer, method: str) -> list[Json]:
    """The parameters of the calls that the server has come to an end with."""
    return [call.params for call in server.world.journal.since(0, method=method)]


# --------------------------------------------------------------------------------------- polling


async def test_what_waits_comes_in_one_batch_and_is_confirmed_after_it(
    api: Api, server: SandboxServer, sim: Sim, taker: Taker
) -> None:
    for text in ("one", "two", "three"):
        await sim.say(ANN, text)
    taker.open.clear()
    async with running(Polling(api, taker, allowed_updates=ALLOWED)):
        await until(lambda: taker.calls == 1)
        while_processing = await pending(sim)
        taker.open.set()
        await until(lambda: len(server.world.updates) == 0, "the confirmation")
        await sim.say(ANN, "four")
        await until(lambda: taker.texts[-1:] == ["four"])

    assert while_processing == 3
    assert [len(batch) for batch in taker.batches] == [3, 1]
    assert taker.texts == ["one", "two", "three", "four"]


async def test_a_crowd_comes_in_batches_of_a_hundred(api: Api, sim: Sim, taker: Taker) -> None:
    for number in range(BATCH_SIZE + 5):
        await sim.say(ANN, str(number))
    async with running(Polling(api, taker, allowed_updates=ALLOWED)):
        await until(lambda: len(taker.texts) == BATCH_SIZE + 5)

    assert [len(batch) for batch in taker.batches] == [BATCH_SIZE, 5]
    assert taker.texts == [str(number) for number in range(BATCH_SIZE + 5)]


async def test_a_batch_that_fails_is_tried_again_and_never_confirmed(
    api: Api, sim: Sim, taker: Taker, logged: pytest.LogCaptureFixture
) -> None:
    taker.failures = 3
    await sim.say(ANN, "kept")
    async with running(Polling(api, taker, allowed_updates=ALLOWED)):
        await until(lambda: taker.texts == ["kept"])

    assert taker.calls == 4
    assert logged.text.count("were not stored: LookupError") == 3
    assert ANSWER not in logged.text


async def test_a_stop_while_storing_fails_leaves_the_updates_with_telegram(
    api: Api, sim: Sim, taker: Taker
) -> None:
    taker.failures = 1000
    await sim.say(ANN, "kept")
    async with running(Polling(api, taker, allowed_updates=ALLOWED)):
        await until(lambda: taker.calls == 2)

    assert await pending(sim) == 1


async def test_a_stop_ends_a_long_poll_at_once(
    api: Api, server: SandboxServer, taker: Taker
) -> None:
    polling = Polling(api, taker, allowed_updates=ALLOWED)
    task = asyncio.create_task(polling.run())
    await a_poll_waits(server)
    polling.stop()
    # The server would answer after 50 seconds.
    await asyncio.wait_for(task, POLL_SECONDS / 2)

    assert taker.calls == 0


async def test_a_stop_waits_for_the_batch_in_hand(
    api: Api, sim: Sim, taker: Taker, loop_clock: LoopClock
) -> None:
    await sim.say(ANN, "in hand")
    taker.open.clear()
    polling = Polling(api, taker, allowed_updates=ALLOWED)
    task = asyncio.create_task(polling.run())
    await until(lambda: taker.calls == 1)
    polling.stop()
    await the_loop_has_gone_round()
    loop_clock.forward(HOUR_SECONDS)
    await the_loop_has_gone_round()
    waits = not task.done()
    taker.open.set()
    await asyncio.wait_for(task, PATIENCE_SECONDS)

    assert waits
    assert taker.texts == ["in hand"]


async def test_an_update_nobody_can_read_comes_raw_beside_its_neighbours(
    api: Api, sim: Sim, taker: Taker
) -> None:
    await sim.say(ANN, "before")
    strange = {"update_id": 1, "message": {"from": "nobody", "text": "?"}}
    await sim.replay(strange)
    await sim.say(ANN, "after")
    async with running(Polling(api, taker, allowed_updates=ALLOWED)):
        await until(lambda: "after" in taker.texts)
    updates = [update for batch in taker.batches for update in batch]
    odd = next(update for update in updates if update.data["message"]["text"] == "?")
    plain = next(update for update in updates if update.data["message"]["text"] == "after")
    message = plain.parsed().message

    assert json.loads(odd.text)["message"] == {"from": "nobody", "text": "?"}
    with pytest.raises(Exception, match="argument"):
        odd.parsed()
    assert message is not None
    assert message.text == "after"


def test_the_text_of_an_update_is_as_it_reads() -> None:
    update = RawUpdate(5, {"update_id": 5, "message": {"text": "Reçu · 收据"}})

    assert update.text == '{"update_id": 5, "message": {"text": "Reçu · 收据"}}'


@pytest.mark.parametrize(
    ("data", "known"),
    [
        ({"update_id": 5, "poll": {}}, True),
        ({"update_id": "5"}, False),
        ({"message": {}}, False),
        ([1], False),
        (None, False),
    ],
)
def test_what_has_no_number_is_no_update(data: Any, known: bool) -> None:
    assert (raw_update(data) is not None) is known


@pytest.mark.parametrize("status", [500, 502, 429])
async def test_trouble_on_the_way_delays_and_loses_nothing(
    api: Api, sim: Sim, taker: Taker, status: int
) -> None:
    more = {"retry_after": 1} if status == 429 else {}
    await sim.add_fault("status", "getUpdates", status=status, times=1, **more)
    await sim.say(ANN, "kept")
    async with running(Polling(api, taker, allowed_updates=ALLOWED)):
        await until(lambda: taker.texts == ["kept"])


async def test_a_connection_cut_after_the_updates_were_given_loses_nothing(
    api: Api, sim: Sim, taker: Taker
) -> None:
    await sim.add_fault("lost_reply", "getUpdates", times=1)
    await sim.say(ANN, "kept")
    async with running(Polling(api, taker, allowed_updates=ALLOWED)):
        await until(lambda: taker.texts == ["kept"])


async def test_a_poll_that_timed_out_is_followed_by_another_at_once(
    api: Api, sim: Sim, taker: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pause in ("FIRST_RETRY_SECONDS", "LAST_RETRY_SECONDS"):
        monkeypatch.setattr(intake_module, pause, 10 * PATIENCE_SECONDS)
    call, polls = Api.call, itertools.count(1)
    timed_out = asyncio.Event()

    async def second_poll_times_out(
        self: Api, method: str, params: Mapping[str, Any], **more: Any
    ) -> Any:
        if method == "getUpdates" and next(polls) == 2:
            timed_out.set()
            raise TimedOut
        return await call(self, method, params, **more)

    monkeypatch.setattr(Api, "call", second_poll_times_out)
    async with running(Polling(api, taker, allowed_updates=ALLOWED)):
        await asyncio.wait_for(timed_out.wait(), PATIENCE_SECONDS)
        await sim.say(ANN, "kept")
        await until(lambda: taker.texts == ["kept"])


async def test_each_other_poller_is_told_of_once_and_the_end_of_it_too(
    api: Api, server: SandboxServer, sim: Sim, taker: Taker, caplog: pytest.LogCaptureFixture
) -> None:
    def told_of(words: str) -> int:
        return caplog.text.count(words)

    async def poll_beside(other: Api) -> None:
        before = told_of("the other process has stopped")
        await a_poll_waits(server)
        # It throws ours out, and is thrown out when ours tries again.
        with pytest.raises(Conflict):
            await other.call(
                "getUpdates", {"timeout": POLL_SECONDS}, read_timeout_seconds=PATIENCE_SECONDS
            )
        await until(lambda: told_of("the other process has stopped") == before + 1)

    async with (
        connect(DEFAULT_TOKEN, server.url) as other,
        running(Polling(api, taker, allowed_updates=ALLOWED)),
    ):
        for _ in range(3):
            await poll_beside(other)
        await sim.say(ANN, "kept")
        await until(lambda: taker.texts == ["kept"])

    assert told_of("another process uses the same bot token") == 3
    assert told_of("the other process has stopped") == 3


async def test_a_conflict_that_lasts_is_told_of_once(
    api: Api, server: SandboxServer, sim: Sim, taker: Taker, caplog: pytest.LogCaptureFixture
) -> None:
    fault = await sim.add_fault("status", "getUpdates", status=409, times=None)
    async with running(Polling(api, taker, allowed_updates=ALLOWED, poll_seconds=1)):
        await until(lambda: len(calls_of(server, "getUpdates")) > 3)
        await sim.remove_fault(fault)
        await sim.say(ANN, "kept")
        await until(lambda: taker.texts == ["kept"])

    assert caplog.text.count("another process uses the same bot token") == 1
    assert caplog.text.count("the other process has stopped") == 1


async def test_a_webhook_left_behind_is_removed_and_its_updates_come(
    api: Api, sim: Sim, taker: Taker
) -> None:
    await api.call("setWebhook", {"url": "https://example.org/hook"})
    await sim.say(ANN, "kept")
    await sim.add_fault("status", "deleteWebhook", status=502, times=2)
    async with running(Polling(api, taker, allowed_updates=ALLOWED)):
        await until(lambda: taker.texts == ["kept"])


async def test_a_token_telegram_does_not_know_ends_it(
    server: SandboxServer, sim: Sim, taker: Taker
) -> None:
    async with AiohttpRequest() as sending, AiohttpRequest() as polling:
        api = Api(
            "1:wrong",
            base_url=f"{server.url}/bot",
            request=sending,
            get_updates_request=polling,
        )
        with pytest.raises(TokenRefused):
            await Polling(api, taker, allowed_updates=ALLOWED).run()
        with pytest.raises(TokenRefused):
            await webhook(api, taker).run()


# --------------------------------------------------------------------------------------- webhook

SECRET = "s3cret-of-the-hook"


def free_port() -> int:
    """A port to listen on later: below those that a system gives to whoever asks for any."""
    # Not the seeded dice, which fall the same way in every process that runs tests.
    for port in random.SystemRandom().sample(range(20_000, 32_000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def webhook(api: Api, taker: Taker, *, port: int | None = None) -> Webhook:
    return Webhook(
        api,
        taker,
        url="https://bot.example.org/hook",
        listen=Address("127.0.0.1", port or free_port()),
        secret=SECRET,
        allowed_updates=ALLOWED,
    )


class Telegram:
    """Posts to the webhook as Telegram does."""

    def __init__(self, session: ClientSession, port: int) -> None:
        self._session = session
        self._url = f"http://127.0.0.1:{port}"

    async def post(
        self,
        body: object = None,
        *,
        secret: str | None = SECRET,
        path: str = "/hook",
        method: str = "POST",
    ) -> int:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {} if secret is None else {SECRET_HEADER: secret}
        async with self._session.request(
            method, self._url + path, data=io.BytesIO(data), headers=headers
        ) as answer:
            return answer.status


def is_listened_on(port: int) -> bool:
    """Whether somebody listens there; the system answers for them, so they need no turn."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@asynccontextmanager
async def hooked(api: Api, taker: Taker) -> AsyncIterator[tuple[Webhook, Telegram]]:
    port = free_port()
    part = webhook(api, taker, port=port)
    # As many at once as a test likes.
    crowd = TCPConnector(limit=0)
    async with ClientSession(connector=crowd) as session, running(part):
        telegram = Telegram(session, port)
        await until(lambda: is_listened_on(port), "a webhook that listens")
        yield part, telegram


def update(number: int) -> Json:
    return {"update_id": number, "message": {"text": str(number)}}


async def test_telegram_is_told_the_address_the_secret_and_what_we_want(
    api: Api, server: SandboxServer, sim: Sim, taker: Taker
) -> None:
    await sim.add_fault("status", "setWebhook", status=502, times=1)
    async with hooked(api, taker):
        await until(lambda: len(calls_of(server, "setWebhook")) == 2)

    told = calls_of(server, "setWebhook")[-1]
    assert told["url"] == "https://bot.example.org/hook"
    assert told["secret_token"] == SECRET
    assert str(told["max_connections"]) == "40"
    assert "callback_query" in str(told["allowed_updates"])


async def test_between_two_tries_the_address_waits(
    api: Api, server: SandboxServer, sim: Sim, taker: Taker
) -> None:
    await sim.add_fault("status", "setWebhook", status=502, times=3)
    async with hooked(api, taker):
        await until(lambda: len(calls_of(server, "setWebhook")) == 2)
        first, second = await sim.journal(method="setWebhook")

    assert second["at"] - first["at"] >= retry_seconds(1)


async def test_an_update_is_answered_when_its_batch_has_committed(api: Api, taker: Taker) -> None:
    taker.open.clear()
    async with hooked(api, taker) as (_, telegram):
        posting = asyncio.create_task(telegram.post(update(5)))
        await until(lambda: taker.calls == 1)
        # Had it been answered, that would have come before the answers to what is asked later.
        for _ in range(2):
            await telegram.post(method="GET")
        answered_before = posting.done()
        taker.open.set()
        status = await posting

    assert not answered_before
    assert status == 200
    assert taker.texts == ["5"]


async def test_what_comes_during_a_batch_is_the_next_batch_in_order(api: Api, taker: Taker) -> None:
    taker.open.clear()
    async with hooked(api, taker) as (part, telegram):
        first = asyncio.create_task(telegram.post(update(1)))
        await until(lambda: taker.calls == 1)
        others = [asyncio.create_task(telegram.post(update(n))) for n in (4, 2, 3)]
        await until(lambda: part.waiting == 3)
        taker.open.set()
        statuses = await asyncio.gather(first, *others)

    assert statuses == [200] * 4
    assert [[u.update_id for u in batch] for batch in taker.batches] == [[1], [2, 3, 4]]


async def test_what_was_not_stored_is_not_acknowledged(
    api: Api, taker: Taker, logged: pytest.LogCaptureFixture
) -> None:
    taker.failures = 1
    async with hooked(api, taker) as (_, telegram):
        statuses = [await telegram.post(update(5)), await telegram.post(update(5))]

    assert statuses == [503, 200]
    assert "1 updates were not stored: LookupError" in logged.text
    assert ANSWER not in logged.text


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "sécret"])
async def test_without_the_secret_nothing_is_taken(
    api: Api, taker: Taker, secret: str | None
) -> None:
    async with hooked(api, taker) as (_, telegram):
        status = await telegram.post(update(5), secret=secret)

    assert status == 403
    assert taker.calls == 0


async def test_what_is_no_update_is_refused(api: Api, taker: Taker) -> None:
    async with hooked(api, taker) as (_, telegram):
        statuses = [
            await telegram.post(b"not JSON"),
            await telegram.post(b"\xff\xfe"),
            await telegram.post({"no": "number"}),
            await telegram.post(update(5), path="/"),
            await telegram.post(update(5), method="PUT"),
            await telegram.post(b"{" + b" " * MAX_BODY_BYTES + b"}"),
        ]

    assert statuses == [400, 400, 400, 404, 405, 413]
    assert taker.calls == 0


@pytest.mark.parametrize(("more", "status"), [(0, 400), (1, 413)])
async def test_a_body_of_a_mebibyte_is_read_and_none_longer(
    api: Api, taker: Taker, more: int, status: int
) -> None:
    # Read, it is no update; longer, it is not read.
    async with hooked(api, taker) as (_, telegram):
        assert await telegram.post(b"x" * (1024 * 1024 + more)) == status


async def test_posts_of_a_crowd_are_processed_a_hundred_at_a_time_in_order(
    api: Api, taker: Taker
) -> None:
    taker.open.clear()
    async with hooked(api, taker) as (part, telegram):
        first = asyncio.create_task(telegram.post(update(0)))
        await until(lambda: taker.calls == 1)
        numbers = random.Random(1).sample(range(1, 103), 101)
        posts = [asyncio.create_task(telegram.post(update(number))) for number in numbers]
        await until(lambda: part.waiting == 101, "all of them")
        taker.open.set()
        statuses = await asyncio.gather(first, *posts)

    sizes = [len(batch) for batch in taker.batches]
    assert set(statuses) == {200}
    assert sizes == [1, 100, 1]
    second = [one.update_id for one in taker.batches[1]]
    assert second == sorted(second)


async def test_a_stop_commits_what_was_taken_and_takes_no_more(api: Api, taker: Taker) -> None:
    taker.open.clear()
    async with hooked(api, taker) as (part, telegram):
        first = asyncio.create_task(telegram.post(update(1)))
        await until(lambda: taker.calls == 1)
        second = asyncio.create_task(telegram.post(update(2)))
        await until(lambda: part.waiting == 1)
        part.stop()
        late = await telegram.post(update(3))
        taker.open.set()
        statuses = [await first, await second]

    assert late == 503
    assert statuses == [200, 200]
    assert taker.texts == ["1", "2"]


async def test_a_caller_that_goes_away_stops_nothing(api: Api, taker: Taker) -> None:
    taker.open.clear()
    async with hooked(api, taker) as (_, telegram):
        impatient = asyncio.create_task(telegram.post(update(1)))
        await until(lambda: taker.calls == 1)
        impatient.cancel()
        # By the time that it answers somebody else the server has heard of it.
        await telegram.post(method="GET")
        taker.open.set()
        status = await telegram.post(update(2))

    assert status == 200
    assert taker.texts == ["1", "2"]
