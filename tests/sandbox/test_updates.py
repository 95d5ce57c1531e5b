"""Taking updates: offsets, long polls, two consumers, lifetimes, replays."""

from __future__ import annotations

import asyncio

import pytest

from bot.sandbox.client import Sim, SimRefusedError
from bot.sandbox.errors import BotApiError
from bot.sandbox.updates import UpdateQueue
from tests.sandbox.api import Api
from tests.sandbox.conftest import ANN, BEN, on_made_up_time
from tests.simulation.loop import virtual_time
from tests.waiting import PATIENCE_SECONDS, until


async def numbers(sim: Sim, count: int) -> list[int]:
    return [(await sim.say(ANN, f"text {n}"))["update_id"] for n in range(count)]


async def polled(api: Api) -> None:
    """A long poll has come and waits."""
    await until(lambda: api.server.world.updates.polled, "a long poll")


def kind_of(update: dict[str, object]) -> str:
    return next(key for key in update if key != "update_id")


async def test_updates_stay_until_a_higher_offset_confirms_them(api: Api, sim: Sim) -> None:
    first, second, third = await numbers(sim, 3)
    everything = [u["update_id"] for u in await api.updates()]
    again = [u["update_id"] for u in await api.updates(offset=first)]
    rest = [u["update_id"] for u in await api.updates(offset=second)]
    none = await api.updates(offset=third + 1)

    assert everything == again == [first, second, third]
    assert rest == [second, third]
    assert none == await api.updates() == []


async def test_a_negative_offset_keeps_the_last_ones_and_forgets_the_rest(
    api: Api, sim: Sim
) -> None:
    ids = await numbers(sim, 5)

    assert [u["update_id"] for u in await api.updates(offset=-2)] == ids[-2:]
    assert [u["update_id"] for u in await api.updates()] == ids[-2:]


@pytest.mark.parametrize(("limit", "given"), [(1, 1), (3, 3), (0, 1), (500, 5)])
async def test_the_limit_is_held_between_1_and_100(
    api: Api, sim: Sim, limit: int, given: int
) -> None:
    await numbers(sim, 5)

    assert len(await api.updates(limit=limit)) == given


async def test_a_long_poll_answers_as_soon_as_something_comes(
    api: Api, sim: Sim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.updates.MAX_TIMEOUT_SECONDS", 3600)
    poll = asyncio.create_task(api.updates(timeout=3600))
    await polled(api)
    await sim.say(ANN, "now")
    async with asyncio.timeout(PATIENCE_SECONDS):
        updates = await poll

    assert updates[0]["message"]["text"] == "now"


def test_a_long_poll_without_news_ends_empty_when_its_time_is_over() -> None:
    async def scene() -> tuple[list[object], float]:
        began = virtual_time()
        return await get(UpdateQueue(virtual_time), timeout=25), virtual_time() - began

    assert on_made_up_time(scene) == ([], 25)


async def get(queue: UpdateQueue, *, offset: int = 0, timeout: float) -> list[object]:
    return await queue.get(offset, 100, timeout, connected=lambda: True)


async def test_of_two_polls_the_older_one_gets_the_conflict(api: Api, sim: Sim) -> None:
    older = asyncio.create_task(api.refused("getUpdates", timeout=50))
    await polled(api)
    newer = asyncio.create_task(api.updates(timeout=50))
    status, text = await older
    await sim.say(ANN, "for the newer one")

    assert status == 409
    assert text == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
        "is running"
    )
    assert (await newer)[0]["message"]["text"] == "for the newer one"


def test_who_keeps_fighting_for_the_updates_is_held_up() -> None:
    """The second conflict within three seconds costs whoever caused it three more."""

    async def scene() -> list[tuple[int, float]]:
        queue, began = UpdateQueue(virtual_time), virtual_time()

        async def poll(number: int) -> tuple[int, float]:
            await asyncio.sleep(number)
            try:
                await get(queue, offset=number, timeout=10)
            except BotApiError as refusal:
                return refusal.code, virtual_time() - began
            return 200, virtual_time() - began

        return await asyncio.gather(*map(poll, range(3)))

    assert on_made_up_time(scene) == [(409, 1), (409, 2), (200, 2 + 3 + 10)]


async def test_a_poll_whose_client_is_gone_is_no_rival(
    api: Api, sim: Sim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.updates.MAX_TIMEOUT_SECONDS", 3600)
    gone = asyncio.create_task(api.updates(timeout=3600))
    await polled(api)
    gone.cancel()
    await until(lambda: not api.server.world.updates.polled, "the end of the connection")
    poll = asyncio.create_task(api.updates(timeout=3600))
    await polled(api)
    await sim.say(ANN, "hello")

    assert (await poll)[0]["message"]["text"] == "hello"


def test_polls_whose_clients_are_gone_hold_nobody_up() -> None:
    async def scene() -> float:
        queue, began = UpdateQueue(virtual_time), virtual_time()
        for offset in (1, 2):
            gone = asyncio.create_task(queue.get(offset, 100, 50, connected=lambda: False))
            await asyncio.sleep(0.5)
            assert not gone.done()
        await get(queue, offset=3, timeout=10)
        return virtual_time() - began

    assert on_made_up_time(scene) == 0.5 + 0.5 + 10


def test_who_asks_the_same_again_at_once_is_slowed_down() -> None:
    async def scene() -> list[float]:
        queue = UpdateQueue(virtual_time)
        seen: list[float] = []
        for pause in (0.0, 0.4, 0.6):
            for number in range(3):
                queue.add("message", {"text": str(number)})
            await asyncio.sleep(pause)
            seen.append(len(await get(queue, offset=1, timeout=0)))
            queue.clear()
        began = virtual_time()
        await get(queue, offset=1, timeout=0)
        return [*seen, virtual_time() - began]

    # All; one, for less than half a second has passed; all; and nothing for as long as three seconds.
    assert on_made_up_time(scene) == [3, 1, 3, 3.0]


async def test_messages_wait_a_day_and_taps_150_seconds(api: Api, sim: Sim) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    await api.ok("sendMessage", chat_id=ANN, text="?", reply_markup=markup)
    await sim.say(ANN, "hello")
    await sim.tap(ANN, "Go")
    kinds = [kind_of(u) for u in await api.updates()]
    await sim.advance_clock(151)
    after_outage = [kind_of(u) for u in await api.updates()]
    await sim.advance_clock(24 * 3600)

    assert kinds == ["message", "callback_query"]
    assert after_outage == ["message"]
    assert await api.updates() == []


async def test_only_wanted_kinds_are_queued(api: Api, sim: Sim) -> None:
    await api.updates(allowed_updates=["callback_query"])
    await sim.say(ANN, "unseen")
    unseen = await api.updates()
    await api.updates(allowed_updates=[])
    await sim.say(ANN, "seen")

    assert unseen == []
    assert [u["message"]["text"] for u in await api.updates()] == ["seen"]


async def test_a_replayed_update_comes_once_whatever_the_offset(api: Api, sim: Sim) -> None:
    (number,) = await numbers(sim, 1)
    (update,) = await api.updates()
    await api.updates(offset=number + 1)
    await sim.replay(update)
    replayed = await api.updates(offset=number + 1)

    assert replayed == [update]
    assert await api.updates(offset=number + 1) == []


@pytest.mark.parametrize("strange", [{"from_the_future": {"a": 1}}, {"message": {}}, "text", 7])
async def test_strange_updates_are_delivered_as_they_are(
    api: Api, sim: Sim, strange: object
) -> None:
    api.checks_types = False
    number = await sim.replay(strange)
    (update,) = await api.updates()
    expected = {"update_id": number} | strange if isinstance(strange, dict) else strange

    assert update == expected


async def test_an_edit_and_a_contact_and_a_file_arrive(api: Api, sim: Sim) -> None:
    said = await sim.say(ANN, "one")
    await sim.edit(ANN, said["message_id"], "two")
    await sim.share_contact(ANN, "+33102030405", first_name="Ann")
    await sim.send_file(ANN, "note.pdf", b"%PDF", mime_type="application/pdf", caption="Note")
    _, edited, contact, document = await api.updates()

    assert edited["edited_message"]["text"] == "two"
    assert edited["edited_message"]["edit_date"]
    assert contact["message"]["contact"] == {
        "phone_number": "+33102030405",
        "first_name": "Ann",
        "user_id": ANN,
    }
    assert document["message"]["caption"] == "Note"
    assert document["message"]["document"]["file_name"] == "note.pdf"


async def test_a_forwarded_message_a_place_and_marked_text_arrive(api: Api, sim: Sim) -> None:
    await sim.say(ANN, "news", forward_from_name="Somebody")
    await sim.send(ANN, location={"latitude": 46.2, "longitude": 6.1})
    bold = {"type": "bold", "offset": 0, "length": 4}
    await sim.say(ANN, "mine", entities=[bold, {"type": "bold", "offset": 3, "length": 9}])
    forwarded, place, marked = (update["message"] for update in await api.updates())
    shown = await sim.messages(ANN)

    assert forwarded["forward_origin"]["sender_user_name"] == "Somebody"
    assert place["location"] == {"latitude": 46.2, "longitude": 6.1}
    assert marked["entities"] == [bold]
    assert [entry["forward_from"] for entry in shown[-3:]] == ["Somebody", None, None]
    assert shown[-1]["html"] == "<b>mine</b>"


async def test_a_person_changes_a_caption_but_no_message_of_others(api: Api, sim: Sim) -> None:
    sent = await sim.send_file(ANN, "a.txt", b"a", caption="old")
    bots = await api.ok("sendMessage", chat_id=ANN, text="x")
    await sim.edit(ANN, sent["message_id"], "/new")
    edited = (await api.updates())[-1]["edited_message"]

    assert (edited["caption"], edited["document"]["file_name"]) == ("/new", "a.txt")
    assert edited["caption_entities"][0]["type"] == "bot_command"
    with pytest.raises(SimRefusedError, match="only their own"):
        await sim.edit(ANN, bots["message_id"], "mine now")


async def test_a_photo_arrives_with_its_size(api: Api, sim: Sim) -> None:
    gif = b"GIF89a\x03\x00\x02\x00"
    await sim.send_file(ANN, "p.gif", gif, mime_type="image/gif", photo=True)
    photo = (await api.updates())[0]["message"]["photo"]
    shown = await sim.last(ANN)

    assert (photo[0]["width"], photo[0]["height"]) == (3, 2)
    assert shown is not None
    assert shown["photo"]["file_id"] == photo[0]["file_id"]
    with pytest.raises(SimRefusedError):
        await sim.send_file(ANN, "p.gif", b"text", photo=True)


@pytest.mark.parametrize("kind", ["sticker", "voice", "video", "poll"])
async def test_wordless_messages_arrive(api: Api, sim: Sim, kind: str) -> None:
    await sim.send(ANN, **{kind: True})

    assert kind in (await api.updates())[0]["message"]


async def test_a_file_is_fetched_by_its_path_up_to_20_megabytes(api: Api, sim: Sim) -> None:
    await sim.send_file(ANN, "small.bin", b"small")
    await sim.send_file(ANN, "big.bin", bytes((20 << 20) + 1))
    small, big = (u["message"]["document"]["file_id"] for u in await api.updates())
    path = (await api.ok("getFile", file_id=small))["file_path"]
    url = f"{api.server.url}/file/bot{api.token}/{path}"
    async with api.session.get(url) as response:
        data = await response.read()
    async with api.session.get(url.replace(api.token, "1:x")) as response:
        stranger = response.status

    assert (data, stranger) == (b"small", 401)
    assert await api.refused("getFile", file_id=big) == (400, "Bad Request: file is too big")
    assert await api.refused("getFile", file_id="x") == (400, "Bad Request: invalid file_id")


async def test_blocking_is_told_and_writing_lifts_it(api: Api, sim: Sim) -> None:
    await sim.block(ANN)
    await sim.say(ANN, "sorry")
    blocked, unblocked, said = await api.updates()

    assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert unblocked["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert said["message"]["text"] == "sorry"


async def test_nobody_writes_in_anothers_private_chat(api: Api, sim: Sim) -> None:
    with pytest.raises(Exception, match="only its owner"):
        await sim.say(BEN, "hello", chat_id=ANN)
