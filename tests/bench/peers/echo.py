"""The floor of the platform: python-telegram-bot that only answers, and keeps nothing.

`same`: it sends, for each update, as many calls as our bot; otherwise one message.
"""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.telegram.aiohttp_request import AiohttpRequest
from tests.bench.botapi import TOKEN


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    assert update.message.text is not None
    await update.message.reply_text(update.message.text)


async def tapped(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    assert update.effective_chat is not None
    await update.effective_chat.send_message(update.callback_query.data or "")


async def echo_same(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text("✓")
    await update.message.reply_text(update.message.text or "")


async def tapped_same(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    assert update.effective_chat is not None
    await query.answer()
    await query.edit_message_text("✓")
    await update.effective_chat.send_message(query.data or "")


def main(url: str, request: str, calls: str) -> None:
    builder = Application.builder().token(TOKEN).base_url(f"{url}/bot")
    if request == "ours":
        builder = builder.request(AiohttpRequest()).get_updates_request(
            AiohttpRequest(connections=1)
        )
    application = builder.build()
    text, tap = (echo_same, tapped_same) if calls == "same" else (echo, tapped)
    application.add_handler(MessageHandler(filters.TEXT, text))
    application.add_handler(CallbackQueryHandler(tap))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
