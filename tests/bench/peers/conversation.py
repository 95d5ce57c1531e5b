"""Peer A: the form on python-telegram-bot's `ConversationHandler` and `PicklePersistence`, as its documentation writes them.

`durable`: made as safe as these two allow, by writing the file after every update.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    TypeHandler,
    filters,
)

from tests.bench.botapi import TOKEN
from tests.bench.peers.form import DONE, QUESTIONS, Question

NAME = "reply"


def keyboard(question: Question) -> InlineKeyboardMarkup | None:
    if not question.choices:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=name)] for name, label in question.choices]
    )


async def ask(message: Message, place: int) -> int:
    """The question at this place, or the end."""
    if place == len(QUESTIONS):
        await message.reply_text(f"Thank you. {DONE} comes next.")
        return ConversationHandler.END
    question = QUESTIONS[place]
    await message.reply_html(f"<b>{question.label}</b>", reply_markup=keyboard(question))
    return place


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    assert update.message is not None
    return await ask(update.message, 0)


def written(place: int) -> Any:
    question = QUESTIONS[place]

    async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        message = update.message
        assert message is not None
        assert message.text is not None
        assert context.user_data is not None
        if not question.accepts(message.text):
            await message.reply_text("Please write it in another way.")
            return place
        context.user_data[question.name] = message.text
        await message.reply_text(f"✓ {question.label}: {message.text}")
        return await ask(message, place + 1)

    return handle


def tapped(place: int) -> Any:
    question = QUESTIONS[place]

    async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        query = update.callback_query
        assert query is not None
        assert context.user_data is not None
        await query.answer()
        context.user_data[question.name] = query.data
        await query.edit_message_text(f"✓ {question.label}: {query.data}")
        assert isinstance(query.message, Message)
        return await ask(query.message, place + 1)

    return handle


async def cancel(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    assert update.message is not None
    await update.message.reply_text("Bye.")
    return ConversationHandler.END


async def save(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Runs after the conversation's handler: what it changed is on the disk before the next update."""
    application = context.application
    assert update.effective_user is not None
    application.mark_data_for_update_persistence(user_ids=update.effective_user.id)
    await application.update_persistence()
    assert application.persistence is not None
    await application.persistence.flush()


def main(url: str, file: str, kind: str) -> None:
    persistence = PicklePersistence(filepath=Path(file), on_flush=kind == "durable")
    application = (
        Application.builder().token(TOKEN).base_url(f"{url}/bot").persistence(persistence).build()
    )
    text = filters.TEXT & ~filters.COMMAND
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", start)],
            states={
                place: [
                    CallbackQueryHandler(tapped(place))
                    if question.choices
                    else MessageHandler(text, written(place))
                ]
                for place, question in enumerate(QUESTIONS)
            },
            fallbacks=[CommandHandler("cancel", cancel)],
            name=NAME,
            persistent=True,
            per_message=False,
        )
    )
    if kind == "durable":
        application.add_handler(TypeHandler(Update, save), group=1)
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
