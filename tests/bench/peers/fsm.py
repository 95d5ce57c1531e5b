"""Peer B: the form on aiogram's finite state machine, as its documentation writes it, with its data in SQLite."""

from __future__ import annotations

import asyncio
import sys
import types
from pathlib import Path

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

from tests.bench.botapi import TOKEN
from tests.bench.peers.form import DONE, QUESTIONS, Question
from tests.bench.peers.fsm_storage import SQLiteStorage

# As a class with a state for each question would be written.
Form = types.new_class(
    "Form", (StatesGroup,), {}, lambda body: body.update({one.name: State() for one in QUESTIONS})
)

router = Router()


def keyboard(question: Question) -> InlineKeyboardMarkup | None:
    if not question.choices:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=label, callback_data=name)]
            for name, label in question.choices
        ]
    )


async def ask(message: Message, place: int) -> None:
    """The question at this place, or the end."""
    if place == len(QUESTIONS):
        await message.answer(f"Thank you. {DONE} comes next.")
        return
    question = QUESTIONS[place]
    await message.answer(f"<b>{question.label}</b>", reply_markup=keyboard(question))


async def move(state: FSMContext, place: int) -> None:
    """Before anything is sent: who answers at once must find the state as it will be."""
    await state.set_state(getattr(Form, QUESTIONS[place].name) if place < len(QUESTIONS) else None)


@router.message(CommandStart())
async def start(message: Message, state: FSMContext) -> None:
    await move(state, 0)
    await ask(message, 0)


def listen(place: int, question: Question) -> None:
    """The handler of one question's answer."""
    at = getattr(Form, question.name)

    async def tapped(query: CallbackQuery, state: FSMContext) -> None:
        await query.answer()
        await state.update_data({question.name: query.data})
        await move(state, place + 1)
        assert isinstance(query.message, Message)
        await query.message.edit_text(f"✓ {question.label}: {query.data}")
        await ask(query.message, place + 1)

    async def written(message: Message, state: FSMContext) -> None:
        assert message.text is not None
        if not question.accepts(message.text):
            await message.answer("Please write it in another way.")
            return
        await state.update_data({question.name: message.text})
        await move(state, place + 1)
        await message.answer(f"✓ {question.label}: {message.text}")
        await ask(message, place + 1)

    if question.choices:
        router.callback_query.register(tapped, at)
    else:
        router.message.register(written, at, F.text)


async def run(url: str, file: str) -> None:
    for place, question in enumerate(QUESTIONS):
        listen(place, question)
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    bot = Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    storage = await SQLiteStorage.open(Path(file))
    dispatcher = Dispatcher(storage=storage)
    dispatcher.include_router(router)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:]))
