"""The test client itself: what it waits for, and what it says when nothing comes."""

from __future__ import annotations

import asyncio

import pytest

from bot.sandbox.client import NothingCameError, Sim, SimRefusedError
from tests.sandbox.api import Api
from tests.sandbox.conftest import ANN
from tests.waiting import until


async def test_it_waits_for_an_answer_newer_than_its_own_act(api: Api, sim: Sim) -> None:
    await api.ok("sendMessage", chat_id=ANN, text="old answer")
    await sim.say(ANN, "question")
    waiting = asyncio.create_task(sim.wait_for(ANN, "answer"))
    waiters = api.server.world._waiters
    await until(lambda: waiting.done() or ANN in waiters, "that it waits or has found something")
    early = waiting.done()
    await api.ok("sendMessage", chat_id=ANN, text="new answer")

    assert early is False
    assert (await waiting)["text"] == "new answer"


async def test_an_edit_counts_as_news(api: Api, sim: Sim) -> None:
    sent = await api.ok("sendMessage", chat_id=ANN, text="first")
    await sim.say(ANN, "next")
    waiting = asyncio.create_task(sim.wait_for(ANN, lambda entry: entry["edited"]))
    await api.ok("editMessageText", chat_id=ANN, message_id=sent["message_id"], text="second")

    assert (await waiting)["text"] == "second"


async def test_what_came_before_can_be_asked_for(api: Api, sim: Sim) -> None:
    await api.ok("sendMessage", chat_id=ANN, text="old answer")
    await sim.say(ANN, "question")

    assert (await sim.wait_for(ANN, "old", after=0))["text"] == "old answer"


async def test_when_nothing_comes_it_shows_what_did(api: Api, sim: Sim) -> None:
    await api.ok("sendMessage", chat_id=ANN, text="something else")

    with pytest.raises(NothingCameError, match="something else"):
        await sim.wait_for(ANN, "answer", 0.1)


async def test_a_tap_takes_the_newest_message_with_that_button(api: Api, sim: Sim) -> None:
    for text in ("one", "two"):
        markup = {"inline_keyboard": [[{"text": "Go", "callback_data": text}]]}
        await api.ok("sendMessage", chat_id=ANN, text=text, reply_markup=markup)
    await sim.tap(ANN, "Go")
    await sim.tap(ANN, "one")
    first, second = await api.updates()

    assert first["callback_query"]["data"] == "two"
    assert second["callback_query"]["message"]["text"] == "one"
    with pytest.raises(SimRefusedError, match="no message"):
        await sim.tap(ANN, "Stop")


async def test_a_transcript_can_be_read_in_parts_and_as_a_whole(api: Api, sim: Sim) -> None:
    seq = await sim.seq()
    await sim.say(ANN, "new")
    part = await sim.messages(ANN, after=seq)
    everything = await sim.request("GET", "transcript")

    assert [entry["text"] for entry in part] == ["new"]
    assert [entry["text"] for entry in everything["messages"]] == ["/start", "new"]
    assert everything["last_seq"] == part[0]["seq"] == await sim.seq()
