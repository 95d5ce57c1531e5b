"""sendMessage and its kind: what arrives, and what Telegram would refuse."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from bot.sandbox.client import Sim
from bot.sandbox.server import SandboxServer
from tests.sandbox.api import Api
from tests.sandbox.conftest import ANN, BEN

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x03\x00\x00\x00\x02\x08\x06\x00\x00\x00"
    b"rest of the picture"
)


def inline(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


async def test_a_message_arrives_as_it_was_written(api: Api, sim: Sim) -> None:
    sent = await api.ok("sendMessage", chat_id=ANN, text=" <b>A &amp; B</b> ", parse_mode="HTML")
    seen = await sim.last(ANN)

    assert sent["text"] == "A & B"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert sent["from"]["is_bot"] is True
    assert sent["chat"] == {"id": ANN, "type": "private", "first_name": "Ann"}
    assert seen is not None
    assert (seen["text"], seen["html"]) == ("A & B", "<b>A &amp; B</b>")


@pytest.mark.parametrize("method", ["sendMessage", "SENDMESSAGE", "sendmessage"])
async def test_json_form_multipart_and_query_say_the_same(api: Api, method: str) -> None:
    markup = inline({"text": "Go", "callback_data": "go"})
    params = {"chat_id": ANN, "text": "Hi", "reply_markup": markup}
    _, by_json = await api.post(method, **params)
    _, by_form = await api.post_form(method, **params)
    form = FormData({"chat_id": str(ANN), "text": "Hi"})
    form.add_field("reply_markup", '{"inline_keyboard":[[{"text":"Go","callback_data":"go"}]]}')
    form.add_field("unused", b"x", filename="x")
    async with api.session.post(api.address(method), data=form) as response:
        by_multipart = await response.json()
    query = {"chat_id": str(ANN), "text": "Hi"}
    async with api.session.get(api.address(method), params=query) as response:
        by_query = await response.json()

    for answer in (by_json, by_form, by_multipart):
        assert answer["result"]["reply_markup"] == markup
    assert by_query["result"]["text"] == "Hi"


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "\u2068\u2069\u00a0"}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x" * 32769}, "text is too long"),
        ({"text": "x", "parse_mode": "XML"}, "unsupported parse_mode"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "chat_id": 999}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": []}, "object expected as reply markup"),
        ({"text": "x", "reply_parameters": {"message_id": 77}}, "message to be replied not found"),
    ],
)
async def test_refusals_are_in_telegrams_words(
    api: Api, params: dict[str, Any], refusal: str
) -> None:
    answer = await api.refused("sendMessage", **({"chat_id": ANN} | params))

    assert answer == (400, f"Bad Request: {refusal}")


async def test_the_limit_counts_what_is_left_after_the_markup_is_read(api: Api) -> None:
    text = "<b>" + "x" * 4095 + "</b>&lt;"

    sent = await api.ok("sendMessage", chat_id=ANN, text=text, parse_mode="HTML")

    assert len(sent["text"]) == 4096


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "", "callback_data": "x"},
            'can\'t parse inline keyboard button: Field "text" must be of type String',
        ),
        (
            {"text": "x", "url": "nowhere"},
            "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "x", "url": "http://localhost/"},
            "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
        ),
        ({"text": "x", "copy_text": {"text": "y" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
    ],
)
async def test_impossible_buttons_are_refused(
    api: Api, button: dict[str, Any], refusal: str
) -> None:
    answer = await api.refused("sendMessage", chat_id=ANN, text="x", reply_markup=inline(button))

    assert answer == (400, f"Bad Request: {refusal}")


async def test_sixty_four_bytes_of_data_and_a_hundred_buttons_are_allowed(api: Api) -> None:
    button = {"text": "x", "callback_data": "é" * 32}
    full = {"inline_keyboard": [[button] * 5] * 20}
    over = {"inline_keyboard": [[button] * 5] * 20 + [[button]]}

    await api.ok("sendMessage", chat_id=ANN, text="x", reply_markup=full)
    refusal = await api.refused("sendMessage", chat_id=ANN, text="x", reply_markup=over)

    assert refusal == (400, "Bad Request: reply markup is too long")


@pytest.mark.parametrize("url", ["https://itu.int/", "t.me/a_bot", "tg://user?id=1"])
async def test_addresses_telegram_takes_are_taken(api: Api, url: str) -> None:
    markup = inline({"text": "x", "url": url})

    sent = await api.ok("sendMessage", chat_id=ANN, text="x", reply_markup=markup)

    assert sent["reply_markup"] == markup


async def test_a_reply_keyboard_is_seen_and_can_be_removed(api: Api, sim: Sim) -> None:
    keyboard = {"keyboard": [[{"text": "My number", "request_contact": True}], ["No"]]}
    await api.ok("sendMessage", chat_id=ANN, text="Number?", reply_markup=keyboard)
    shown = await sim.last(ANN)
    await api.ok("sendMessage", chat_id=ANN, text="Ok", reply_markup={"remove_keyboard": True})
    gone = await sim.last(ANN)

    assert shown is not None
    assert shown["keyboard"] == [[{"text": "My number", "request_contact": True}], [{"text": "No"}]]
    assert gone is not None
    assert gone["keyboard"] == "remove"


async def test_only_who_has_written_can_be_written_to(api: Api, sim: Sim) -> None:
    stranger = await api.refused("sendMessage", chat_id=BEN, text="Hello")
    await sim.block(ANN)
    blocked = await api.refused("sendMessage", chat_id=ANN, text="Hello")
    await sim.block(ANN, blocked=False)

    assert stranger == (403, "Forbidden: bot can't initiate conversation with a user")
    assert blocked == (403, "Forbidden: bot was blocked by the user")
    assert (await api.ok("sendMessage", chat_id=ANN, text="Hello"))["text"] == "Hello"


async def test_a_reply_carries_the_message_it_answers(api: Api) -> None:
    first = await api.ok("sendMessage", chat_id=ANN, text="one")
    reply = {"message_id": first["message_id"]}
    second = await api.ok("sendMessage", chat_id=ANN, text="two", reply_parameters=reply)

    assert second["reply_to_message"]["text"] == "one"


async def test_a_document_travels_to_the_person_and_by_its_id_once_more(api: Api, sim: Sim) -> None:
    fields = {"chat_id": str(ANN), "caption": "<i>Receipt</i>", "parse_mode": "HTML"}
    form = FormData(fields, quote_fields=False)
    form.add_field("document", b"%PDF-1.7", filename="reçu.pdf", content_type="application/pdf")
    async with api.session.post(api.address("sendDocument"), data=form) as response:
        sent = (await response.json())["result"]
    again = await api.ok("sendDocument", chat_id=ANN, document=sent["document"]["file_id"])
    seen = (await sim.messages(ANN))[-2]

    assert sent["document"]["file_name"] == "reçu.pdf"
    assert sent["caption_entities"] == [{"type": "italic", "offset": 0, "length": 7}]
    assert again["document"]["file_id"] == sent["document"]["file_id"]
    assert seen["document"]["mime_type"] == "application/pdf"
    assert seen["html"] == "<i>Receipt</i>"
    assert await sim.file(seen["document"]["file_id"]) == b"%PDF-1.7"


async def test_captions_and_files_have_their_limits(api: Api, session: ClientSession) -> None:
    form = FormData({"chat_id": str(ANN)})
    form.add_field("document", b"", filename="empty")
    async with session.post(api.address("sendDocument"), data=form) as response:
        empty = await response.json()
    form = FormData({"chat_id": str(ANN), "caption": "x" * 1025})
    form.add_field("document", b"x", filename="x")
    async with session.post(api.address("sendDocument"), data=form) as response:
        caption = await response.json()
    form = FormData({"chat_id": str(ANN)})
    form.add_field("document", io.BytesIO(bytes((50 << 20) + 1)), filename="big")
    async with session.post(api.address("sendDocument"), data=form) as response:
        big = (response.status, await response.json())
    unknown = await api.refused("sendDocument", chat_id=ANN, document="nothing")

    assert empty["description"] == "Bad Request: file must be non-empty"
    assert caption["description"] == "Bad Request: message caption is too long"
    assert big[0] == big[1]["error_code"] == 413
    assert unknown == (400, "Bad Request: wrong file identifier/HTTP URL specified")


async def test_a_photo_must_be_a_picture(api: Api) -> None:
    form = FormData({"chat_id": str(ANN)})
    form.add_field("photo", PNG, filename="p.png", content_type="image/png")
    async with api.session.post(api.address("sendPhoto"), data=form) as response:
        sent = (await response.json())["result"]
    form = FormData({"chat_id": str(ANN)})
    form.add_field("photo", b"text", filename="p.png", content_type="image/png")
    async with api.session.post(api.address("sendPhoto"), data=form) as response:
        refused = await response.json()

    assert (sent["photo"][0]["width"], sent["photo"][0]["height"]) == (3, 2)
    assert refused["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_an_album_is_two_messages_of_one_group(api: Api) -> None:
    media = [
        {"type": "document", "media": "attach://a", "caption": "first"},
        {"type": "document", "media": "attach://b"},
    ]
    form = FormData({"chat_id": str(ANN)})
    form.add_field("media", json.dumps(media))
    form.add_field("a", b"a", filename="a.txt")
    form.add_field("b", b"b", filename="b.txt")
    async with api.session.post(api.address("sendMediaGroup"), data=form) as response:
        first, second = (await response.json())["result"]
    alone = await api.refused("sendMediaGroup", chat_id=ANN, media=media[:1])

    assert first["caption"] == "first"
    assert second["document"]["file_name"] == "b.txt"
    assert first["media_group_id"] == second["media_group_id"]
    assert alone[0] == 400


async def test_forwarding_names_the_source_and_copying_does_not(api: Api, sim: Sim) -> None:
    said = await sim.say(ANN, "my words")
    params = {"chat_id": ANN, "from_chat_id": ANN, "message_id": said["message_id"]}
    forwarded = await api.ok("forwardMessage", **params)
    copied = await api.ok("copyMessage", **params)
    missing = await api.refused("forwardMessage", **(params | {"message_id": 999}))
    seen = await sim.last(ANN)

    assert forwarded["forward_origin"]["sender_user"]["id"] == ANN
    assert list(copied) == ["message_id"]
    assert seen is not None
    assert (seen["text"], seen["forward_from"]) == ("my words", None)
    assert missing == (400, "Bad Request: message to forward not found")


async def test_a_wrong_token_and_an_unknown_method(api: Api, server: SandboxServer) -> None:
    async with api.session.get(api.address("getMe", token="1:wrong")) as response:
        wrong = (response.status, await response.json())
    unknown = await api.refused("sendNothing")

    assert wrong == (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    assert unknown == (404, "Not Found")


async def test_chat_actions_are_known_words(api: Api) -> None:
    assert await api.ok("sendChatAction", chat_id=ANN, action="typing") is True
    assert (await api.refused("sendChatAction", chat_id=ANN, action="sleeping"))[0] == 400
