from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.documents import File
from bot.sandbox.client import Sim
from bot.sandbox.server import SandboxServer
from bot.telegram.api import Api, connect
from bot.telegram.delivery import (
    FileTooLarge,
    Lost,
    Migrated,
    Outcome,
    Refused,
    RetryLater,
    Sent,
    Undeliverable,
)
from bot.telegram.sender import Sender, outcome_of
from storage.outbox import Lane, Row
from tests.telegram.surroundings import ANN, NEVER_WROTE

BUTTONS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


def row(
    chat_id: int = ANN,
    method: str = "sendMessage",
    *,
    target_message_id: int | None = None,
    document: dict[str, Any] | None = None,
    **params: Any,
) -> Row:
    return Row(
        id=1,
        chat_id=chat_id,
        lane=Lane.INTERACTIVE,
        method=method,
        params=params,
        target=None,
        target_message_id=target_message_id,
        document=document,
        attempts=0,
        created_at="2003-12-10T08:30:00.000Z",
    )


async def make(document: dict[str, Any]) -> File:
    return File(f"{document['party']} 回执.pdf", "application/pdf", b"%PDF-1.7")


@pytest.fixture
def sender(api: Api) -> Sender:
    return Sender(api, make)


async def send_text(sender: Sender, text: str, **params: Any) -> int:
    sent = await sender.send(row(text=text, **params))
    assert isinstance(sent, Sent)
    assert sent.message_id is not None
    return sent.message_id


async def test_a_message_arrives_as_its_row_says(sender: Sender, sim: Sim) -> None:
    message_id = await send_text(
        sender, "<b>Oui</b> &amp; non", parse_mode="HTML", reply_markup=BUTTONS
    )
    shown = await sim.last(ANN)

    assert shown is not None
    assert shown["message_id"] == message_id
    assert shown["text"] == "Oui & non"
    assert shown["buttons"][0][0]["data"] == "y"


async def test_a_row_with_a_target_edits_its_message(sender: Sender, sim: Sim) -> None:
    message_id = await send_text(sender, "Your name?", reply_markup=BUTTONS)
    outcome = await sender.send(
        row(method="editMessageText", target_message_id=message_id, text="Your name: Ann")
    )

    assert outcome == Sent(message_id)
    assert (await sim.texts(ANN))[-1] == "Your name: Ann"


async def test_a_message_may_be_named_by_the_row_itself(sender: Sender, sim: Sim) -> None:
    message_id = await send_text(sender, "Your name?")
    outcome = await sender.send(row(method="editMessageText", message_id=message_id, text="Ann"))

    assert outcome == Sent(message_id)
    assert (await sim.texts(ANN))[-1] == "Ann"


async def test_a_message_with_a_target_answers_its_message(sender: Sender, sim: Sim) -> None:
    message_id = await send_text(sender, "first")
    outcome = await sender.send(row(target_message_id=message_id, text="second"))
    call = (await sim.journal(method="sendMessage"))[-1]

    assert isinstance(outcome, Sent)
    assert str(message_id) in str(call["params"]["reply_parameters"])


async def test_an_answer_to_a_message_that_is_gone_is_sent_all_the_same(sender: Sender) -> None:
    assert isinstance(await sender.send(row(target_message_id=999_999, text="late")), Sent)


async def test_an_edit_that_changes_nothing_is_done(sender: Sender) -> None:
    message_id = await send_text(sender, "same")
    outcome = await sender.send(
        row(method="editMessageText", target_message_id=message_id, text="same")
    )

    assert outcome == Sent(message_id)


async def test_an_edit_of_a_message_that_is_gone_or_never_was_has_no_purpose(
    sender: Sender,
) -> None:
    gone = await sender.send(row(method="editMessageText", target_message_id=999_999, text="x"))
    never = await sender.send(row(method="editMessageText", text="x"))

    assert gone == Undeliverable(Lost.MESSAGE, "Message to edit not found")
    assert never == Undeliverable(Lost.MESSAGE, "its message was never sent")


async def test_a_deleted_message_gives_no_number(sender: Sender, sim: Sim) -> None:
    message_id = await send_text(sender, "away with it")
    outcome = await sender.send(row(method="deleteMessage", target_message_id=message_id))

    assert outcome == Sent(None)
    assert "away with it" not in await sim.texts(ANN)


async def test_a_document_is_made_when_it_is_sent(sender: Sender, sim: Sim) -> None:
    outcome = await sender.send(
        row(method="sendDocument", document={"party": "CIV"}, caption="Côte d’Ivoire")
    )
    shown = await sim.last(ANN)

    assert isinstance(outcome, Sent)
    assert shown is not None
    assert shown["document"]["file_name"] == "CIV 回执.pdf"
    assert await sim.file(shown["document"]["file_id"]) == b"%PDF-1.7"


async def test_who_blocked_the_bot_or_never_wrote_is_gone(sender: Sender, sim: Sim) -> None:
    await sim.block(ANN)
    blocked = await sender.send(row(text="hello"))
    never = await sender.send(row(NEVER_WROTE, text="hello"))
    nobody = await sender.send(row(12345, text="hello"))

    assert blocked == Undeliverable(Lost.CHAT, "bot was blocked by the user")
    assert isinstance(never, Undeliverable)
    assert never.lost is Lost.CHAT
    assert nobody == Undeliverable(Lost.CHAT, "Chat not found")


async def test_a_group_that_put_the_bot_out_is_gone(sender: Sender, sim: Sim, group: int) -> None:
    me = (await sim.state())["bot"]["id"]
    await sim.change_members(group, remove=[me])
    outcome = await sender.send(row(group, text="hello"))

    assert isinstance(outcome, Undeliverable)
    assert outcome.lost is Lost.CHAT


async def test_a_group_that_became_a_supergroup_is_followed(
    sender: Sender, sim: Sim, group: int
) -> None:
    new = await sim.migrate(group)

    assert await sender.send(row(group, text="hello")) == Migrated(new)


async def test_a_flood_is_told_with_its_seconds(sender: Sender, sim: Sim) -> None:
    await sim.add_fault("status", "sendMessage", status=429, retry_after=7)

    assert await sender.send(row(text="hello")) == RetryLater("flood control", 7.0)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"kind": "status", "status": 500}, "NetworkError"),
        ({"kind": "status", "status": 502}, "NetworkError"),
        ({"kind": "cut"}, "NetworkError"),
        ({"kind": "lost_reply"}, "NetworkError"),
    ],
    ids=["500", "502", "cut", "lost reply"],
)
async def test_a_failure_on_the_way_is_tried_again(
    sender: Sender, sim: Sim, fault: dict[str, Any], reason: str
) -> None:
    await sim.add_fault(method="sendMessage", **fault)

    assert await sender.send(row(text="hello")) == RetryLater(reason)


async def test_what_telegram_will_never_take_is_refused_without_quoting_it(sender: Sender) -> None:
    outcome = await sender.send(row(text="<secret>", parse_mode="HTML"))

    assert isinstance(outcome, Refused)
    assert outcome.reason == "Can't parse entities"


async def test_an_unknown_method_is_refused_and_a_refused_token_is_not_the_rows_fault(
    sender: Sender, server: SandboxServer
) -> None:
    unknown = await sender.send(row(method="sendTelegraph", text="hello"))
    wrong = connect("1:wrong", server.url)
    async with wrong.request:
        refused = await Sender(wrong, make).send(row(text="hello"))

    assert unknown == Refused("not found")
    assert refused == RetryLater("the token is refused", 30.0, whole_bot=True)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (RetryAfter(3), RetryLater("flood control", 3.0)),
        (
            Forbidden("Forbidden: user is deactivated"),
            Undeliverable(Lost.CHAT, "user is deactivated"),
        ),
        (ChatMigrated(-1005), Migrated(-1005)),
        (BadRequest("Message is not modified: specified new …"), Sent(42)),
        (
            BadRequest("Message can't be edited"),
            Undeliverable(Lost.MESSAGE, "Message can't be edited"),
        ),
        (
            BadRequest("Group chat was deactivated"),
            Undeliverable(Lost.CHAT, "Group chat was deactivated"),
        ),
        (BadRequest('Wrong button "secret"'), Refused("Wrong button")),
        (BadRequest(": nothing before"), Refused("BadRequest")),
        (TimedOut(), RetryLater("TimedOut")),
        (NetworkError("Request Entity Too Large"), Refused("too large")),
        (NetworkError("Bad Gateway"), RetryLater("NetworkError")),
        (InvalidToken("Unauthorized"), RetryLater("the token is refused", 30.0, whole_bot=True)),
        (TelegramError("something new"), RetryLater("TelegramError")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_error_of_the_library_has_one_meaning(error: TelegramError, outcome: Outcome) -> None:
    assert outcome_of(error, 42) == outcome


# What Telegram's server says of what is not there: Client.cpp and MessagesManager.
@pytest.mark.parametrize(
    "words",
    [
        "message to edit not found",
        "message to delete not found",
        "message to pin not found",
        "message can't be edited",
        "message can't be deleted for everyone",
        "MESSAGE_ID_INVALID",
    ],
)
def test_an_edit_has_no_purpose_where_the_message_is_gone(words: str) -> None:
    assert outcome_of(BadRequest(words), 42) == Undeliverable(Lost.MESSAGE, words)


@pytest.mark.parametrize(
    "words",
    [
        "chat not found",
        "user not found",
        "PEER_ID_INVALID",
        "group chat was deactivated",
        "CHAT_WRITE_FORBIDDEN",
        "have no rights to send a message",
        "not enough rights to send text messages to the chat",
    ],
)
def test_a_row_has_nobody_to_go_to_where_the_chat_is_gone(words: str) -> None:
    assert outcome_of(BadRequest(words), None) == Undeliverable(Lost.CHAT, words)


def test_a_token_that_names_something_that_is_not_there_is_no_fault_of_the_token() -> None:
    assert outcome_of(InvalidToken("Not Found"), None) == Refused("not found")


@pytest.mark.parametrize(
    "method",
    [
        "editMessageText",
        "editMessageCaption",
        "editMessageReplyMarkup",
        "deleteMessage",
        "pinChatMessage",
        "unpinChatMessage",
    ],
)
async def test_what_is_done_to_a_message_needs_one_that_was_sent(
    sender: Sender, sim: Sim, method: str
) -> None:
    never = await sender.send(row(method=method))
    calls = await sim.journal(method=method)

    assert never == Undeliverable(Lost.MESSAGE, "its message was never sent")
    assert calls == []


async def test_a_photo_is_sent_under_its_own_name(sender: Sender, sim: Sim) -> None:
    # The sandbox takes no document for a photo, so what it says of this one is that it came.
    outcome = await sender.send(row(method="sendPhoto", document={"party": "CIV"}))
    (call,) = await sim.journal(method="sendPhoto")

    assert outcome == Refused("Image_process_failed")
    assert "photo" in str(call)


@pytest.mark.parametrize(("size", "fits"), [(99, True), (100, True), (101, False)])
async def test_a_file_is_as_long_as_it_may_be_to_the_byte(
    sender: Sender, sim: Sim, api: Api, size: int, fits: bool
) -> None:
    file_id = await send_file(sim, api, b"x" * size)
    got = await sender.download(file_id, max_bytes=100)

    assert got == (b"x" * size if fits else FileTooLarge())


async def test_a_tap_is_answered_with_words_or_without(sender: Sender, sim: Sim) -> None:
    await send_text(sender, "?", reply_markup=BUTTONS)
    silent = (await sim.tap(ANN, "Yes"))["callback_query_id"]
    spoken = (await sim.tap(ANN, "Yes"))["callback_query_id"]
    await sender.answer(silent)
    await sender.answer(spoken, "Noted", alert=True)

    assert (await sim.tapped(silent))["answered"] is True
    assert await sim.tapped(spoken) == {
        "answered": True,
        "text": "Noted",
        "show_alert": True,
        "url": None,
    }


async def test_an_answer_to_a_tap_that_is_too_late_changes_nothing(sender: Sender) -> None:
    await sender.answer("no such query", "Noted")


async def send_file(sim: Sim, api: Api, data: bytes) -> str:
    await sim.send_file(ANN, "note.pdf", data, mime_type="application/pdf")
    updates = await api.call("getUpdates", {"timeout": 0})
    return str(updates[-1]["message"]["document"]["file_id"])


async def test_a_file_is_fetched_whole(sender: Sender, sim: Sim, api: Api) -> None:
    file_id = await send_file(sim, api, b"note verbale")

    assert await sender.download(file_id) == b"note verbale"


async def test_a_file_that_is_too_big_or_gone_is_refused(
    sender: Sender, sim: Sim, api: Api
) -> None:
    file_id = await send_file(sim, api, b"x" * 100)
    too_big = await sender.download(file_id, max_bytes=99)
    fits = await sender.download(file_id, max_bytes=100)
    gone = await sender.download("no such file")

    assert too_big == FileTooLarge()
    assert isinstance(fits, bytes)
    assert isinstance(gone, Refused)


async def test_a_file_longer_than_announced_is_refused(
    sender: Sender, sim: Sim, api: Api, server: SandboxServer
) -> None:
    file_id = await send_file(sim, api, b"short")
    found = await api.call("getFile", {"file_id": file_id})
    stored = server.world.file_paths.pop(found["file_path"])
    not_there = await sender.download(file_id)
    server.world.file_paths[stored.path] = replace(stored, data=b"x" * 100)
    longer = await sender.download(file_id, max_bytes=50)

    assert not_there == Refused("not found")
    assert longer == FileTooLarge()


async def test_a_file_is_tried_again_when_the_way_fails(sender: Sender, sim: Sim, api: Api) -> None:
    file_id = await send_file(sim, api, b"note verbale")
    await sim.add_fault("status", "getFile", status=502)

    assert await sender.download(file_id) == RetryLater("NetworkError")


async def test_commands_are_listed_by_scope_and_language(sender: Sender, sim: Sim) -> None:
    worked = await sender.set_commands(
        [("help", "Aide")], scope={"type": "all_private_chats"}, language="fr"
    )
    call = (await sim.journal(method="setMyCommands"))[-1]

    assert worked
    assert "Aide" in str(call["params"]["commands"])
    assert call["params"]["language_code"] == "fr"


async def test_a_profile_is_set_once_and_left_alone_afterwards(sender: Sender, sim: Sim) -> None:
    words = {"name": "Nom", "description": "Long", "short_description": "Court"}
    first = await sender.set_profile(**words, language="fr")
    second = await sender.set_profile(**words, language="fr")
    third = await sender.set_profile(**words | {"name": "Autre nom"}, language="fr")

    assert first
    assert second
    assert third
    assert len(await sim.journal(method="setMyName")) == 2
    assert len(await sim.journal(method="setMyDescription")) == 1
    assert len(await sim.journal(method="setMyShortDescription")) == 1


async def test_what_cannot_be_set_is_told_and_stops_nothing(sender: Sender, sim: Sim) -> None:
    await sim.add_fault("status", "getMyName", status=502)
    await sim.add_fault("status", "setMyName", status=429, retry_after=3600)
    worked = await sender.set_profile(
        name="Nom", description="Long", short_description="Court", language="fr"
    )

    assert not worked
    assert len(await sim.journal(method="setMyShortDescription")) == 1
