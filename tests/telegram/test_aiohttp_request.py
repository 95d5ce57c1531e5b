"""The Bot API's calls over aiohttp: python-telegram-bot's own `Bot` against a real server."""

from __future__ import annotations

import asyncio
import logging
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest

from bot.telegram.aiohttp_request import (
    MAX_DOWNLOAD_BYTES,
    AiohttpRequest,
    ResponseTooLarge,
    Timeouts,
)
from tests.waiting import PATIENCE_SECONDS, until

TOKEN = "123456:AAE-made_up_and_secret"
# Patient where nothing is to time out, however slow the machine; a test that waits for a timeout
# shortens the one part that it is about.
PATIENT = Timeouts(
    connect=PATIENCE_SECONDS,
    read=PATIENCE_SECONDS,
    write=PATIENCE_SECONDS,
    pool=PATIENCE_SECONDS,
    write_files=PATIENCE_SECONDS,
)
SHORT_SECONDS = 0.2
MESSAGE = {"message_id": 7, "date": 0, "chat": {"id": 1, "type": "private"}}

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class BotApi:
    """A server that answers as told and keeps what it was sent."""

    server: TestServer
    answer: Answer
    # What an answer that never comes waits for: the end of the test.
    over: asyncio.Event = field(default_factory=asyncio.Event)
    forms: list[dict[str, object]] = field(default_factory=list)
    requests: list[web.Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        return str(self.server.make_url("/bot"))

    async def stall(self, _: web.Request) -> web.StreamResponse:
        await self.over.wait()
        return web.Response()


async def succeed(_: web.Request) -> web.StreamResponse:
    return web.json_response({"ok": True, "result": MESSAGE})


@pytest.fixture(name="api")
async def running_api() -> AsyncIterator[BotApi]:
    async def handle(request: web.Request) -> web.StreamResponse:
        form = await request.post()
        api.requests.append(request)
        api.forms.append(
            {
                name: value
                if isinstance(value, str)
                else (value.filename, value.content_type, value.file.read())
                if isinstance(value, web.FileField)
                else bytes(value)
                for name, value in form.items()
            }
        )
        return await api.answer(request)

    application = web.Application(client_max_size=2**24)
    application.router.add_route("*", "/{path:.*}", handle)
    api = BotApi(TestServer(application), succeed)
    await api.server.start_server()
    yield api
    api.over.set()
    await api.server.close()


@pytest.fixture(name="request_")
async def open_request() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(timeouts=PATIENT) as request:
        yield request


@pytest.fixture(name="bot")
def client(api: BotApi, request_: AiohttpRequest) -> Bot:
    return Bot(TOKEN, base_url=api.url, request=request_, get_updates_request=request_)


def say(status: int, body: object) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status)

    return answer


def refuse(status: int, description: str, **parameters: int) -> Answer:
    body: dict[str, object] = {"ok": False, "error_code": status, "description": description}
    return say(status, body | ({"parameters": parameters} if parameters else {}))


async def test_parameters_arrive_form_encoded(bot: Bot, api: BotApi) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Да & <b>", callback_data="x")]])
    message = await bot.send_message(1, "مرحبا & 100% + é", reply_markup=keyboard)

    assert message.message_id == 7
    assert api.requests[0].path == f"/bot{TOKEN}/sendMessage"
    assert api.requests[0].content_type == "application/x-www-form-urlencoded"
    assert api.forms[0]["chat_id"] == "1"
    assert api.forms[0]["text"] == "مرحبا & 100% + é"
    assert "callback_data" in str(api.forms[0]["reply_markup"])


async def test_a_call_without_parameters_has_no_body(bot: Bot, api: BotApi) -> None:
    api.answer = say(200, {"ok": True, "result": {"id": 5, "is_bot": True, "first_name": "B"}})
    me = await bot.get_me()

    assert me.id == 5
    assert api.forms == [{}]


async def test_files_arrive_as_multipart_with_their_names(bot: Bot, api: BotApi) -> None:
    await bot.send_document(
        1, b"\x00\xff" * 1000, filename='Réponse "Égypte" 中文.pdf', caption="é"
    )

    assert api.requests[0].content_type == "multipart/form-data"
    assert api.forms[0]["caption"] == "é"
    assert api.forms[0]["document"] == (
        'Réponse "Égypte" 中文.pdf',
        "application/pdf",
        b"\x00\xff" * 1000,
    )


async def test_one_connection_serves_call_after_call(bot: Bot, api: BotApi) -> None:
    for _ in range(3):
        await bot.send_message(1, "x")

    assert len({request.transport for request in api.requests}) == 1


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refuse(400, "Bad Request: message is not modified"), BadRequest),
        (refuse(401, "Unauthorized"), InvalidToken),
        (refuse(403, "Forbidden: bot was blocked by the user"), Forbidden),
        (refuse(409, "Conflict: terminated by other getUpdates request"), Conflict),
        (refuse(429, "Too Many Requests: retry after 3", retry_after=3), RetryAfter),
        (refuse(400, "group upgraded", migrate_to_chat_id=-100123), ChatMigrated),
        (refuse(502, "Bad Gateway"), NetworkError),
        (say(500, ["not", "an", "object"]), NetworkError),
        (say(200, ["not", "an", "object"]), NetworkError),
    ],
)
async def test_refusals_become_the_errors_callers_know(
    bot: Bot, api: BotApi, answer: Answer, expected: type[TelegramError]
) -> None:
    api.answer = answer
    with pytest.raises(expected) as caught:
        await bot.send_message(1, "x")

    assert type(caught.value) is expected


@pytest.mark.parametrize("status", [200, 302, 502])
async def test_a_page_in_place_of_an_answer_is_neither_quoted_nor_logged(
    bot: Bot, api: BotApi, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    async def page(_: web.Request) -> web.StreamResponse:
        headers = {"Location": "https://elsewhere.example/"} if status == 302 else {}
        return web.Response(status=status, text="<h1>Sign in</h1>", headers=headers)

    api.answer = page
    with caplog.at_level(logging.INFO), pytest.raises(NetworkError) as caught:
        await bot.send_message(1, "x")

    assert "Sign in" not in str(caught.value)
    assert "Sign in" not in caplog.text
    assert len(api.requests) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b"a page"), (299, b"a page"), (300, b"{}"), (400, b"{}")],
)
async def test_the_page_of_a_failure_is_dropped_and_what_succeeded_comes_as_it_is(
    request_: AiohttpRequest, api: BotApi, status: int, body: bytes
) -> None:
    async def page(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text="a page")

    api.answer = page

    assert await request_.do_request(f"{api.url}x", "POST") == (status, body)


async def test_no_header_of_an_answer_is_kept_for_the_next_call(
    request_: AiohttpRequest, api: BotApi
) -> None:
    async def set_cookie(_: web.Request) -> web.StreamResponse:
        response = web.Response()
        response.set_cookie("kept", "1")
        return response

    api.answer = set_cookie
    for _ in range(2):
        await request_.do_request(f"{api.url}x", "POST")

    assert [dict(one.cookies) for one in api.requests] == [{}, {}]
    assert api.requests[0].headers["User-Agent"] == request_.USER_AGENT


def test_a_download_may_be_as_long_as_telegram_lets_it_be() -> None:
    assert MAX_DOWNLOAD_BYTES == 20_971_520


def test_each_part_of_a_call_has_the_time_that_it_had() -> None:
    assert Timeouts() == Timeouts(connect=5.0, read=10.0, write=10.0, pool=5.0, write_files=60.0)


async def test_a_silent_server_times_out(api: BotApi) -> None:
    api.answer = api.stall
    async with AiohttpRequest(timeouts=replace(PATIENT, read=SHORT_SECONDS)) as request:
        bot = Bot(TOKEN, base_url=api.url, request=request)
        with pytest.raises(TimedOut):
            await asyncio.wait_for(bot.send_message(1, "x"), PATIENCE_SECONDS)


async def test_a_body_that_stops_coming_times_out(api: BotApi) -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b"{")
        await api.over.wait()
        return response

    api.answer = half
    async with AiohttpRequest(timeouts=replace(PATIENT, read=SHORT_SECONDS)) as request:
        bot = Bot(TOKEN, base_url=api.url, request=request)
        with pytest.raises(TimedOut):
            await asyncio.wait_for(bot.send_message(1, "x"), PATIENCE_SECONDS)


async def test_a_call_may_have_timeouts_of_its_own(api: BotApi) -> None:
    come = asyncio.Event()

    async def late(request: web.Request) -> web.StreamResponse:
        await come.wait()
        return await succeed(request)

    api.answer = late
    async with AiohttpRequest(timeouts=replace(PATIENT, read=SHORT_SECONDS)) as request:
        bot = Bot(TOKEN, base_url=api.url, request=request)
        longer = [
            asyncio.create_task(bot.send_message(1, "x", read_timeout=PATIENCE_SECONDS)),
            asyncio.create_task(bot.send_message(1, "x", read_timeout=None)),
        ]
        await until(lambda: len(api.requests) == 2)
        # Asked after them, and given up before them.
        with pytest.raises(TimedOut):
            await asyncio.wait_for(bot.send_message(1, "x"), PATIENCE_SECONDS)
        come.set()
        messages = await asyncio.gather(*longer)

    assert [message.message_id for message in messages] == [7, 7]


async def test_a_server_that_reads_nothing_times_out_while_we_write() -> None:
    over, gone = asyncio.Event(), asyncio.Event()

    async def never_read(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.transport.abort()
        gone.set()

    server = await asyncio.start_server(never_read, "127.0.0.1", 0, limit=1)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot"
    # Nothing but all parts together bounds the writing.
    quick = Timeouts(
        connect=SHORT_SECONDS, read=SHORT_SECONDS, pool=SHORT_SECONDS, write_files=SHORT_SECONDS
    )
    async with server, AiohttpRequest(timeouts=quick) as request:
        bot = Bot(TOKEN, base_url=url, request=request)
        with pytest.raises(TimedOut):
            await asyncio.wait_for(bot.send_document(1, b"x" * 30_000_000), PATIENCE_SECONDS)
        over.set()
        await gone.wait()


async def test_a_busy_pool_times_out(api: BotApi) -> None:
    api.answer = api.stall
    async with AiohttpRequest(timeouts=replace(PATIENT, read=None), connections=1) as request:
        bot = Bot(TOKEN, base_url=api.url, request=request)
        first = asyncio.create_task(bot.send_message(1, "x"))
        await until(lambda: len(api.requests) == 1)
        second = bot.send_message(1, "x", pool_timeout=SHORT_SECONDS, connect_timeout=SHORT_SECONDS)
        with pytest.raises(TimedOut):
            await asyncio.wait_for(second, PATIENCE_SECONDS)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first

    assert len(api.requests) == 1


async def test_no_server_is_a_network_error(request_: AiohttpRequest) -> None:
    # Held, so that nobody else listens there meanwhile.
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        bot = Bot(TOKEN, base_url=f"http://127.0.0.1:{port}/bot", request=request_)
        with pytest.raises(NetworkError) as caught:
            await bot.send_message(1, "x")

    assert type(caught.value) is NetworkError


async def test_a_cut_connection_is_a_network_error(bot: Bot, api: BotApi) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    api.answer = cut
    with pytest.raises(NetworkError) as caught:
        await bot.send_message(1, "x")

    assert type(caught.value) is NetworkError


@pytest.mark.parametrize(
    "base_url", ["http://[broken/bot", "http://127.0.0.1:1/bot", "htp://x/bot", "http:///bot"]
)
async def test_no_error_and_no_log_holds_the_token(
    base_url: str, request_: AiohttpRequest, caplog: pytest.LogCaptureFixture
) -> None:
    bot = Bot(TOKEN, base_url=base_url, request=request_)
    with caplog.at_level(logging.INFO), pytest.raises(NetworkError) as caught:
        await bot.send_message(1, "x")

    shown = "".join(traceback.format_exception(caught.value))
    assert TOKEN not in shown
    assert TOKEN not in caplog.text


async def test_a_file_is_retrieved_whole(request_: AiohttpRequest, api: BotApi) -> None:
    async def file(_: web.Request) -> web.StreamResponse:
        return web.Response(body=b"\x01" * 200_000)

    api.answer = file
    content = await request_.retrieve(f"{api.url}/file/x")

    assert content == b"\x01" * 200_000
    assert api.requests[0].method == "GET"


async def test_the_token_is_handed_on_to_no_other_address(
    request_: AiohttpRequest, api: BotApi
) -> None:
    async def elsewhere(request: web.Request) -> web.StreamResponse:
        if request.path != "/file":
            return web.Response(body=b"elsewhere")
        raise web.HTTPFound("/other")

    api.answer = elsewhere
    with pytest.raises(NetworkError):
        await request_.retrieve(str(api.server.make_url("/file")))

    assert [request.path for request in api.requests] == ["/file"]


@pytest.mark.parametrize("announced", [True, False])
async def test_a_file_beyond_the_cap_is_left(api: BotApi, *, announced: bool) -> None:
    async def file(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1001"} if announced else {})
        await response.prepare(request)
        await response.write(b"x" * 1001)
        await response.write_eof()
        return response

    api.answer = file
    async with AiohttpRequest(timeouts=PATIENT, max_response_bytes=1000) as request:
        with pytest.raises(ResponseTooLarge) as caught:
            await request.retrieve(f"{api.url}/file/x")

    assert caught.value.max_bytes == 1000
    assert str(caught.value) == "The answer is longer than 1000 bytes"


async def test_a_file_of_the_cap_exactly_is_taken(api: BotApi) -> None:
    async def file(_: web.Request) -> web.StreamResponse:
        return web.Response(body=b"x" * 1000)

    api.answer = file
    async with AiohttpRequest(timeouts=PATIENT, max_response_bytes=1000) as request:
        content = await request.retrieve(f"{api.url}/file/x")

    assert len(content) == 1000


async def test_opening_and_closing_twice_is_harmless(api: BotApi) -> None:
    request = AiohttpRequest()
    await request.initialize()
    await request.initialize()
    status, body = await request.do_request(f"{api.url}x", "POST")
    await request.shutdown()
    await request.shutdown()

    assert status == 200
    assert b'"ok": true' in body
    with pytest.raises(RuntimeError):
        await request.do_request(f"{api.url}x", "POST")


def test_the_default_read_timeout_is_told_to_the_library() -> None:
    # Bot.get_updates adds it to the time of long polling.
    request: BaseRequest = AiohttpRequest(timeouts=Timeouts(read=12.5))

    assert request.read_timeout == 12.5
