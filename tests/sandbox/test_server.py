"""The server as a whole: page, strangers, live events, supervised bot, command line, reset."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.sandbox.client import Sim, SimRefusedError
from bot.sandbox.server import SandboxServer, new_world
from tests import clock
from tests.sandbox.api import Api
from tests.sandbox.conftest import ANN, BEN
from tests.waiting import PATIENCE_SECONDS, until

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
# Ends by itself at SIGTERM, with a status that shows it was asked.
POLITE_SOURCE = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
print("ready", flush=True)
time.sleep(600)
"""
POLITE = [sys.executable, "-c", POLITE_SOURCE]


async def test_the_page_is_fresh_and_runs_only_its_own_scripts(
    server: SandboxServer, session: ClientSession
) -> None:
    for path in ("/", "/page/app.js"):
        async with session.get(server.url + path) as response:
            assert response.status == 200
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")


async def test_other_sites_cannot_play_our_people(
    server: SandboxServer, session: ClientSession
) -> None:
    foreign = {"Origin": "https://evil.example"}
    own = {"Origin": server.url}
    rebound = {"Host": "evil.example"}
    url = f"{server.url}/sim/state"
    statuses = []
    for headers in (foreign, own, rebound):
        async with session.get(url, headers=headers) as response:
            statuses.append(response.status)

    assert statuses == [403, 200, 403]


async def test_a_file_is_offered_for_saving_and_cannot_act_as_a_page(
    api: Api, sim: Sim, session: ClientSession
) -> None:
    await sim.send_file(ANN, 'é"x.html', b"<script>1</script>", mime_type="text/html")
    document = (await api.updates())[0]["message"]["document"]
    url = f"{api.server.url}/sim/files/{document['file_id']}"
    async with session.get(url) as response:
        headers = response.headers

    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]


async def next_event(lines: AsyncIterator[bytes], kind: str) -> dict[str, object]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for line in lines:
            if line.startswith(b"data: "):
                event: dict[str, object] = json.loads(line[6:])
                if event["kind"] == kind:
                    return event
    raise AssertionError(kind)


async def test_what_happens_is_told_at_once(api: Api, sim: Sim, session: ClientSession) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    async with session.get(f"{api.server.url}/sim/events") as response:
        lines = aiter(response.content)
        await next_event(lines, "state")
        await api.ok("sendChatAction", chat_id=ANN, action="typing")
        typing = await next_event(lines, "typing")
        await api.ok("sendMessage", chat_id=ANN, text="hello", reply_markup=markup)
        entry = await next_event(lines, "entry")
        call = await next_event(lines, "call")
        tap = await sim.tap(ANN, "Go")
        query = tap["callback_query_id"]
        await api.ok("answerCallbackQuery", callback_query_id=query, text="Ok")
        answer = await next_event(lines, "answer")

    assert (typing["chat_id"], typing["action"]) == (ANN, "typing")
    assert entry["entry"]["text"] == "hello"  # type: ignore[index]
    assert call["call"]["method"] == "sendMessage"  # type: ignore[index]
    assert (answer["callback_query_id"], answer["text"]) == (query, "Ok")


async def test_a_stop_ends_long_polls_and_live_streams_at_once() -> None:
    server = SandboxServer(world=new_world(wall=clock.unix))
    await server.start()
    async with ClientSession() as session:
        api = Api(server, session)
        poll = asyncio.create_task(api.updates(timeout=50))
        stream = await session.get(f"{server.url}/sim/events")
        world = server.world
        await until(lambda: world.updates.polled and world.events.watched, "a poll and a stream")
        # Neither is broken off, as it would be if the server went without them.
        await server.stop()
        assert await poll == []
        await stream.read()


async def test_a_supervised_bot_is_killed_and_started_again(
    server: SandboxServer, sim: Sim
) -> None:
    await server.supervise(SLEEPER)
    first = (await sim.state())["supervised"]
    killed = await sim.bot_process("kill")
    started = await sim.bot_process("start")

    assert (first["running"], first["restarts"]) == (True, 0)
    assert (killed["running"], killed["pid"], killed["exit_code"]) == (False, None, -9)
    assert (started["running"], started["restarts"]) == (True, 1)
    assert started["pid"] != first["pid"]


async def test_a_supervised_bot_is_asked_to_end_before_it_is_killed(
    server: SandboxServer,
    sim: Sim,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("bot.sandbox.supervise.STOP_SECONDS", PATIENCE_SECONDS)
    await server.supervise(POLITE)
    await until(lambda: "ready" in capfd.readouterr().out, "what the bot says")

    assert (await sim.bot_process("stop"))["exit_code"] == 3


async def test_a_bot_that_does_not_end_when_asked_is_killed(
    server: SandboxServer,
    sim: Sim,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("bot.sandbox.supervise.STOP_SECONDS", 0.2)
    deaf = POLITE_SOURCE.replace("sys.exit(3)", "None")
    await server.supervise([sys.executable, "-c", deaf])
    await until(lambda: "ready" in capfd.readouterr().out, "what the bot says")

    assert (await sim.bot_process("stop"))["exit_code"] == -9


async def test_a_restart_is_a_stop_and_a_start(server: SandboxServer, sim: Sim) -> None:
    await server.supervise(SLEEPER)
    before = (await sim.state())["supervised"]
    after = await sim.bot_process("restart")

    assert after["running"] is True
    assert after["pid"] != before["pid"]


async def test_a_page_that_stopped_reading_is_let_go(
    server: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.events.MAX_BACKLOG", 2)
    with server.world.events.listen() as queue:
        for _ in range(5):
            server.world.events.publish("state", dict)
        seen = [queue.get_nowait() for _ in range(queue.qsize())]

    assert seen == [{"kind": "state"}, {"kind": "state"}, None]


async def test_without_a_bot_of_its_own_there_is_nothing_to_control(sim: Sim) -> None:
    with pytest.raises(SimRefusedError):
        await sim.bot_process("kill")


async def test_the_command_line_serves_until_it_is_told_to_stop() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *["-m", "bot.sandbox", "--port", "0", "--token", "7:x", "--flood"],
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE_SECONDS):
        page = (await process.stdout.readline()).decode().split()[-1]
        async with ClientSession() as session, session.get(f"{page}bot7:x/getMe") as response:
            bot = (await response.json())["result"]
        async with Sim(page) as sim:
            limits = (await sim.state())["limits"]
        process.terminate()
        status = await process.wait()

    assert (bot["id"], bot["username"]) == (7, "sandbox_bot")
    assert limits["enforce"] is True
    assert status == 0


async def test_a_reset_forgets_everything_but_the_people(api: Api, sim: Sim) -> None:
    await sim.block(BEN)
    await sim.add_group("G", [ANN])
    await sim.add_fault("status", "getMe", times=None)
    await sim.reset(keep_users=True)
    state = await sim.state()

    assert [user["first_name"] for user in state["users"]] == ["Ann", "Ben"]
    assert not any(user["blocked"] for user in state["users"])
    assert [(chat["id"], chat["count"]) for chat in state["chats"]] == [(ANN, 0), (BEN, 0)]
    assert (state["faults"], state["pending_updates"]) == ([], 0)
    await sim.reset()
    assert (await sim.state())["users"] == []


async def test_a_tour_is_kept_for_the_page(sim: Sim) -> None:
    before: object = await sim.request("GET", "tour")
    await sim.request("PUT", "tour", {"title": "T", "steps": []})

    assert before is None
    assert await sim.request("GET", "tour") == {"title": "T", "steps": []}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("users", {}, 400),
        ("users", {"first_name": "X", "id": -1}, 400),
        ("chats", {"title": "X", "type": "private"}, 400),
        ("chats", {"title": "X", "id": 5}, 400),
        ("chats", {"title": "X", "members": [99]}, 404),
        ("messages", {"chat_id": 99, "from_id": ANN, "text": "x"}, 404),
        ("messages", {"chat_id": ANN, "from_id": ANN}, 400),
        ("messages", {"chat_id": "x", "from_id": ANN, "text": "x"}, 400),
        ("edits", {"chat_id": ANN, "from_id": ANN, "message_id": 99, "text": "x"}, 404),
        ("updates", {}, 400),
        ("clock", {"advance_seconds": -1}, 400),
        ("bot/dance", {}, 400),
    ],
)
async def test_impossible_requests_get_a_reason(
    sim: Sim, path: str, body: dict[str, object], status: int
) -> None:
    with pytest.raises(SimRefusedError) as refused:
        await sim.request("POST", path, body)

    assert refused.value.status == status
    assert refused.value.text
