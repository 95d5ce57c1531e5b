"""Editing, deleting, pinning and answering taps, with their refusals."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import FormData

from bot.sandbox.client import Sim, SimRefusedError
from tests.sandbox.api import Api
from tests.sandbox.conftest import ANN

GO = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def message(api: Api, **more: Any) -> dict[str, int]:
    """Sends a message and returns what addresses it."""
    sent = await api.ok("sendMessage", **({"chat_id": ANN, "text": "one"} | more))
    return {"chat_id": ANN, "message_id": sent["message_id"]}


async def tap(api: Api, sim: Sim) -> str:
    await message(api, reply_markup=GO)
    return str((await sim.tap(ANN, "Go"))["callback_query_id"])


async def test_an_edit_changes_text_and_buttons_and_keeps_the_old_version(
    api: Api, sim: Sim
) -> None:
    place = await message(api, reply_markup=GO)
    edited = await api.ok("editMessageText", **place, text="<u>two</u>", parse_mode="HTML")
    seen = await sim.last(ANN)

    assert (edited["text"], "edit_date" in edited, "reply_markup" in edited) == ("two", True, False)
    assert seen is not None
    assert (seen["html"], seen["buttons"], seen["edited"]) == ("<u>two</u>", [], True)
    assert [version["text"] for version in seen["versions"]] == ["one"]


async def test_an_edit_that_changes_nothing_is_refused(api: Api) -> None:
    place = await message(api, reply_markup=GO)
    same = await api.refused("editMessageText", **place, text="one", reply_markup=GO)
    same_markup = await api.refused("editMessageReplyMarkup", **place, reply_markup=GO)
    await api.ok("editMessageReplyMarkup", **place)

    assert same == same_markup == (400, NOT_MODIFIED)


async def test_only_the_bots_own_messages_without_a_reply_keyboard_can_be_edited(
    api: Api, sim: Sim
) -> None:
    said = await sim.say(ANN, "mine")
    mine = {"chat_id": ANN, "message_id": said["message_id"]}
    asked = await message(api, reply_markup={"keyboard": [["Yes"]]})
    gone = await message(api)
    await api.ok("deleteMessage", **gone)

    assert await api.refused("editMessageText", **mine, text="x") == (
        400,
        "Bad Request: message can't be edited",
    )
    assert (await api.refused("editMessageText", **asked, text="x"))[1] == (
        "Bad Request: message can't be edited"
    )
    assert (await api.refused("editMessageText", **gone, text="x"))[1] == (
        "Bad Request: message to edit not found"
    )
    assert (await api.refused("editMessageText", chat_id=ANN, text="x"))[1] == (
        "Bad Request: message identifier is not specified"
    )


async def test_text_and_caption_are_edited_by_their_own_methods(api: Api) -> None:
    form = FormData({"chat_id": str(ANN), "caption": "old"})
    form.add_field("document", b"x", filename="x.txt")
    async with api.session.post(api.address("sendDocument"), data=form) as response:
        number = (await response.json())["result"]["message_id"]
    document = {"chat_id": ANN, "message_id": number}
    text = await message(api)
    edited = await api.ok("editMessageCaption", **document, caption="new")

    assert (edited["caption"], edited["document"]["file_name"]) == ("new", "x.txt")
    assert (await api.refused("editMessageText", **document, text="x"))[1] == (
        "Bad Request: there is no text in the message to edit"
    )
    assert (await api.refused("editMessageCaption", **text, caption="x"))[1] == (
        "Bad Request: there is no caption in the message to edit"
    )


async def test_a_deleted_message_is_gone_and_marked_so(api: Api, sim: Sim) -> None:
    place = await message(api)
    await api.ok("deleteMessage", **place)
    again = await api.refused("deleteMessage", **place)
    shown = (await sim.transcript(ANN))["messages"][-1]

    assert again == (400, "Bad Request: message to delete not found")
    assert shown["deleted"] is True
    assert "one" not in await sim.texts(ANN)


async def test_after_two_days_a_message_stays(api: Api, sim: Sim) -> None:
    place = await message(api)
    await sim.advance_clock(48 * 3600 + 1)

    assert await api.refused("deleteMessage", **place) == (
        400,
        "Bad Request: message can't be deleted for everyone",
    )


async def test_several_are_deleted_at_once_and_unknown_ones_passed_over(api: Api, sim: Sim) -> None:
    first, second = await message(api), await message(api)
    numbers = [first["message_id"], second["message_id"], 999]
    await api.ok("deleteMessages", chat_id=ANN, message_ids=numbers)

    assert await sim.texts(ANN) == ["/start"]


async def test_a_pinned_message_is_shown_by_get_chat(api: Api) -> None:
    place = await message(api)
    await api.ok("pinChatMessage", **place)
    pinned = (await api.ok("getChat", chat_id=ANN))["pinned_message"]
    await api.ok("unpinChatMessage", **place)

    assert pinned["text"] == "one"
    assert "pinned_message" not in await api.ok("getChat", chat_id=ANN)
    assert (await api.refused("unpinChatMessage", chat_id=ANN))[1] == (
        "Bad Request: message to unpin not found"
    )


async def test_the_answer_to_a_tap_reaches_the_person(api: Api, sim: Sim) -> None:
    query = await tap(api, sim)
    before = await sim.tapped(query)
    await api.ok("answerCallbackQuery", callback_query_id=query, text="Saved", show_alert=True)

    assert before["answered"] is False
    assert await sim.tapped(query) == {
        "answered": True,
        "text": "Saved",
        "show_alert": True,
        "url": None,
    }


async def test_an_old_or_unknown_tap_cannot_be_answered(api: Api, sim: Sim) -> None:
    query = await tap(api, sim)
    await sim.advance_clock(151)

    for number in (query, "12345", ""):
        refusal = await api.refused("answerCallbackQuery", callback_query_id=number)
        assert refusal == (400, TOO_OLD)


async def test_an_answer_has_at_most_200_characters(api: Api, sim: Sim) -> None:
    query = await tap(api, sim)

    refusal = await api.refused("answerCallbackQuery", callback_query_id=query, text="x" * 201)

    assert refusal == (400, "Bad Request: MESSAGE_TOO_LONG")


async def test_a_button_that_is_gone_can_be_tapped_only_by_a_stale_client(
    api: Api, sim: Sim
) -> None:
    place = await message(api, reply_markup=GO)
    await api.ok("editMessageText", **place, text="done")
    with pytest.raises(SimRefusedError) as refused:
        await sim.request("POST", "taps", {"chat_id": ANN, "from_id": ANN, "data": "go"} | place)
    await sim.tap(ANN, "go", message_id=place["message_id"], stale=True)
    update = (await api.updates())[-1]

    assert refused.value.status == 400
    assert update["callback_query"]["data"] == "go"
    assert update["callback_query"]["message"]["text"] == "done"


async def test_a_tap_on_a_deleted_message_comes_with_its_place_only(api: Api, sim: Sim) -> None:
    place = await message(api, reply_markup=GO)
    await api.ok("deleteMessage", **place)
    await sim.tap(ANN, "go", message_id=place["message_id"], stale=True)
    shown = (await api.updates())[-1]["callback_query"]["message"]

    assert (shown["date"], shown["message_id"]) == (0, place["message_id"])
    assert "text" not in shown
