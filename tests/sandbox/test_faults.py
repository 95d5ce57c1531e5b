"""Trouble on purpose, flood control, and the journal that shows both."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import ClientError, FormData

from bot.sandbox.client import Sim, SimRefusedError
from bot.sandbox.limits import FloodControl
from bot.sandbox.methods import answer_call
from bot.sandbox.model import Membership, User
from bot.sandbox.params import Params
from bot.sandbox.server import new_world
from tests.sandbox.api import Api
from tests.sandbox.conftest import ANN, on_made_up_time
from tests.simulation.loop import virtual_time


async def send(api: Api) -> tuple[int, dict[str, Any]]:
    return await api.post("sendMessage", chat_id=ANN, text="x")


async def test_a_status_fault_answers_an_error_and_does_nothing(api: Api, sim: Sim) -> None:
    await sim.add_fault("status", "sendmessage", status=502, times=1)
    first = await send(api)
    second, _ = await send(api)

    assert first == (502, {"ok": False, "error_code": 502, "description": "Bad Gateway"})
    assert second == 200
    assert await sim.texts(ANN) == ["/start", "x"]
    assert await sim.faults() == []


async def test_a_flood_fault_says_when_to_come_back(api: Api, sim: Sim) -> None:
    await sim.add_fault("status", status=429, retry_after=7)

    assert await send(api) == (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        },
    )


async def test_a_cut_does_nothing_and_a_lost_reply_does_it(api: Api, sim: Sim) -> None:
    await sim.add_fault("cut", "sendMessage", times=1)
    with pytest.raises(ClientError):
        await send(api)
    after_cut = await sim.texts(ANN)
    await sim.add_fault("lost_reply", "sendMessage", times=1)
    with pytest.raises(ClientError):
        await send(api)
    calls = await sim.journal(method="sendMessage")

    assert after_cut == ["/start"]
    assert await sim.texts(ANN) == ["/start", "x"]
    assert [call["status"] for call in calls] == [None, None]
    assert calls[0]["response"] is None
    assert calls[1]["response"]["result"]["text"] == "x"
    assert all(call["fault"] for call in calls)


def test_a_delay_comes_before_the_deed() -> None:
    world = new_world()
    chat = world.chats[world.add_user(User(ANN, "Ann")).id]
    chat.bot = Membership.MEMBER
    world.faults.add({"kind": "delay", "method": "sendMessage", "seconds": 90})

    async def scene() -> tuple[list[bool], int]:
        call = asyncio.create_task(
            answer_call(
                world,
                "sendMessage",
                Params({"chat_id": ANN, "text": "x"}),
                connected=lambda: True,
            )
        )
        began, seen = virtual_time(), []
        for second in (89, 91):
            await asyncio.sleep(began + second - virtual_time())
            seen.append(bool(chat.messages))
        return seen, (await call).status

    assert on_made_up_time(scene) == ([False, True], 200)


async def test_skip_times_and_chat_choose_the_calls(api: Api, sim: Sim) -> None:
    await sim.add_fault("status", "sendMessage", status=500, skip=1, times=2, chat_id=ANN)
    await sim.add_fault("status", "*", status=503, chat_id=ANN + 1, times=None)

    assert [(await send(api))[0] for _ in range(4)] == [200, 500, 500, 200]
    assert [fault["status"] for fault in await sim.faults()] == [503]


async def test_chance_is_the_same_for_the_same_seed(api: Api, sim: Sim) -> None:
    runs = []
    for _ in range(2):
        number = await sim.add_fault(
            "status", "sendMessage", status=500, probability=0.5, seed=11, times=None
        )
        runs.append([(await send(api))[0] for _ in range(20)])
        await sim.remove_fault(number)

    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 500}


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "sulk"},
        {"kind": "status", "mood": 1},
        {"kind": "status", "status": "500"},
        {"kind": "status", "status": 200},
        {"kind": "delay", "seconds": -1},
        {"kind": "cut", "probability": 2},
    ],
)
async def test_a_fault_that_makes_no_sense_is_refused(sim: Sim, fault: dict[str, Any]) -> None:
    with pytest.raises(SimRefusedError) as refused:
        await sim.request("POST", "faults", fault)

    assert refused.value.status == 400


async def test_faults_can_be_removed(api: Api, sim: Sim) -> None:
    number = await sim.add_fault("status", times=None)
    await sim.remove_fault(number)
    with pytest.raises(SimRefusedError) as gone:
        await sim.remove_fault(number)
    await sim.add_fault("status", times=None)
    await sim.clear_faults()

    assert gone.value.status == 404
    assert (await send(api))[0] == 200


async def test_the_journal_keeps_calls_and_names_files(api: Api, sim: Sim) -> None:
    form = FormData({"chat_id": str(ANN)})
    form.add_field("document", b"abc", filename="a.txt")
    async with api.session.post(api.address("SENDDOCUMENT"), data=form) as response:
        assert response.status == 200
    await api.refused("sendMessage", chat_id=ANN)
    document, message = await sim.journal(after=(await sim.journal())[-3]["seq"])

    assert document["method"] == "sendDocument"
    assert document["params"]["document"] == {"file_name": "a.txt", "file_size": 3}
    assert (message["status"], message["response"]["ok"]) == (400, False)
    assert [call["seq"] for call in await sim.journal(method="senddocument")] == [document["seq"]]


async def test_without_limits_nothing_is_counted(api: Api) -> None:
    assert {(await send(api))[0] for _ in range(40)} == {200}


async def test_a_chat_takes_a_short_burst_and_then_one_a_second(api: Api, sim: Sim) -> None:
    await sim.set_limits(enforce=True)
    await sim.set_limits(chat_burst=5)
    statuses = [(await send(api))[0] for _ in range(6)]
    _, body = await send(api)
    await sim.advance_clock(1)

    assert statuses == [200] * 5 + [429]
    assert body["description"] == "Too Many Requests: retry after 1"
    assert body["parameters"] == {"retry_after": 1}
    assert (await send(api))[0] == 200
    assert (await send(api))[0] == 429


def refusals(flood: FloodControl, chats: list[int]) -> int:
    refused = 0
    for chat in chats:
        try:
            flood.count("sendMessage", chat)
        except Exception:
            refused += 1
    return refused


def test_a_group_takes_twenty_a_minute_and_the_bot_thirty_a_second() -> None:
    now = [1000.0]
    flood = FloodControl(lambda: now[0])
    flood.change({"enforce": True})
    group = refusals(flood, [-5] * 21)
    now[0] += 61
    everybody = refusals(flood, list(range(1, 32)))

    assert (group, everybody) == (1, 1)


def test_answers_to_taps_are_free() -> None:
    flood = FloodControl(lambda: 1000.0)
    flood.change({"enforce": True, "chat_burst": 1})
    for _ in range(5):
        flood.count("answerCallbackQuery", 1)
        flood.count("getMe", None)

    assert refusals(flood, [1, 1]) == 1


@pytest.mark.parametrize(
    "limits", [{"enforce": 1}, {"per_second": 0}, {"chat_burst": True}, {"unknown": 1}]
)
async def test_impossible_limits_are_refused(sim: Sim, limits: dict[str, Any]) -> None:
    with pytest.raises(SimRefusedError):
        await sim.set_limits(**limits)
