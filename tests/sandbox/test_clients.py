"""Two libraries the sandbox was not written with, as independent eyes: PTB and aiogram."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TimedOut

from bot.sandbox.client import Sim
from bot.sandbox.server import SandboxServer
from tests.sandbox.conftest import ANN, BEN

# aiogram takes seconds to load: whoever collects the tests need not wait for it.
if TYPE_CHECKING:
    import aiogram

GO = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])


@pytest.fixture
async def ptb(server: SandboxServer, sim: Sim) -> AsyncIterator[Bot]:
    await sim.say(ANN, "/start code")
    bot = Bot(
        server.world.token, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot"
    )
    async with bot:
        yield bot


@pytest.fixture
async def other(server: SandboxServer, sim: Sim) -> AsyncIterator[aiogram.Bot]:
    import aiogram
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    await sim.say(ANN, "/start code")
    session = AiohttpSession(api=TelegramAPIServer.from_base(server.url))
    bot = aiogram.Bot(server.world.token, session=session)
    yield bot
    await session.close()


async def test_ptb_takes_and_confirms_updates(ptb: Bot, sim: Sim) -> None:
    (start,) = await ptb.get_updates(timeout=1)
    rest = await ptb.get_updates(offset=start.update_id + 1, timeout=0)

    assert ptb.username == "sandbox_bot"
    assert start.message is not None
    assert start.message.text == "/start code"
    assert start.message.from_user is not None
    assert start.message.from_user.language_code == "fr"
    assert rest == ()


async def test_ptb_sends_edits_and_answers(ptb: Bot, sim: Sim) -> None:
    sent = await ptb.send_message(ANN, "<b>3 of 9</b>", parse_mode="HTML", reply_markup=GO)
    await sim.tap(ANN, "Go")
    query = (await ptb.get_updates(timeout=1))[-1].callback_query
    assert query is not None
    await query.answer("Saved")
    edited = await query.edit_message_text("done")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("done")

    assert edited
    assert await sim.texts(ANN) == ["/start code", "done"]


async def test_ptb_sends_and_fetches_files(ptb: Bot, sim: Sim) -> None:
    sent = await ptb.send_document(ANN, b"%PDF", filename="reçu.pdf", caption="Reçu")
    await sim.send_file(ANN, "note verbale.docx", b"PK", caption="voici")
    message = (await ptb.get_updates(timeout=1))[-1].message
    assert message is not None
    assert message.document is not None
    file = await message.document.get_file()

    assert sent.document is not None
    assert sent.document.file_name == "reçu.pdf"
    assert message.document.file_name == "note verbale.docx"
    assert bytes(await file.download_as_bytearray()) == b"PK"


async def test_ptb_understands_the_refusals(ptb: Bot, sim: Sim, server: SandboxServer) -> None:
    group = (await sim.add_group("G", [ANN]))["id"]
    new = await sim.migrate(group)
    with pytest.raises(ChatMigrated) as migrated:
        await ptb.send_message(group, "x")
    with pytest.raises(Forbidden, match="can't initiate"):
        await ptb.send_message(BEN, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await ptb.send_message(99, "x")
    await sim.add_fault("status", "sendMessage", status=429, retry_after=2)
    with pytest.raises(RetryAfter):
        await ptb.send_message(ANN, "x")
    await sim.add_fault("delay", "sendMessage", seconds=1.5)
    with pytest.raises(TimedOut):
        await ptb.send_message(ANN, "late", read_timeout=0.2)
    stranger = Bot("1:wrong", base_url=f"{server.url}/bot")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()

    assert migrated.value.new_chat_id == new


async def test_ptb_reads_groups_members_and_profile(ptb: Bot, sim: Sim) -> None:
    group = (await sim.add_group("G", [ANN], kind="supergroup"))["id"]
    await ptb.set_my_commands([BotCommand("start", "Begin")], language_code="fr")
    await ptb.set_my_name("Name")
    chat = await ptb.get_chat(group)
    members = await ptb.get_chat_administrators(group)
    updates = await ptb.get_updates(timeout=1)

    assert (chat.title, members[0].user.id) == ("G", ANN)
    assert [c.command for c in await ptb.get_my_commands(language_code="fr")] == ["start"]
    assert (await ptb.get_my_name()).name == "Name"
    assert any(update.my_chat_member for update in updates)
    assert (await ptb.get_webhook_info()).url == ""


async def test_aiogram_sees_the_same(other: aiogram.Bot, sim: Sim) -> None:
    from aiogram import types

    me = await other.get_me()
    (start,) = await other.get_updates(timeout=1)
    sent = await other.send_message(
        ANN,
        "<i>x</i>",
        parse_mode="HTML",
        reply_markup=types.InlineKeyboardMarkup(
            inline_keyboard=[[types.InlineKeyboardButton(text="Go", callback_data="go")]]
        ),
    )
    await sim.tap(ANN, "Go")
    tapped = (await other.get_updates(offset=start.update_id + 1, timeout=1))[-1]
    assert tapped.callback_query is not None
    await other.answer_callback_query(tapped.callback_query.id, text="ok")
    document = await other.send_document(ANN, types.BufferedInputFile(b"abc", "a.txt"), caption="c")
    assert document.document is not None
    data = await other.download(document.document.file_id)

    assert me.username == "sandbox_bot"
    assert start.message is not None
    assert start.message.text == "/start code"
    assert sent.entities is not None
    assert sent.entities[0].type == "italic"
    assert tapped.callback_query.data == "go"
    assert data is not None
    assert data.read() == b"abc"


async def test_aiogram_understands_the_refusals(other: aiogram.Bot, sim: Sim) -> None:
    from aiogram.exceptions import (
        TelegramBadRequest,
        TelegramForbiddenError,
        TelegramMigrateToChat,
    )

    group = (await sim.add_group("G", [ANN]))["id"]
    new = await sim.migrate(group)
    await sim.block(ANN)
    with pytest.raises(TelegramMigrateToChat) as migrated:
        await other.send_message(group, "x")
    with pytest.raises(TelegramForbiddenError, match="blocked"):
        await other.send_message(ANN, "x")
    with pytest.raises(TelegramBadRequest, match="can't parse entities"):
        await other.send_message(new, "<x>", parse_mode="HTML")

    assert migrated.value.migrate_to_chat_id == new
