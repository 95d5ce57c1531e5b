"""The same reply, played in many chats at once against whichever bot: as fast as it answers, or at a set pace."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.bench.botapi import BotApi
from tests.bench.peers.form import DONE, QUESTIONS

Json = dict[str, Any]

# Question → answer; a leading ":" taps the button of that name. Others are skipped.
ANSWERS = {
    "participation": ":yes",
    "focal_title": ":ms",
    "focal_given": "Wanjiru",
    "focal_family": "Kamau",
    "focal_function": "Second Secretary",
    "focal_institution": "Permanent Mission",
    "focal_email": "w.kamau@mfa.example.org",
    "focal_telephone": "+41 22 730 51 11",
    "focal_address": "12 Avenue de la Paix, Geneva",
    "backup_wanted": ":no",
    "level": ":minister",
    "participants": "12",
}
# A part that takes longer than this is over: a bot that lost its place never answers.
PATIENCE_SECONDS = 20.0


@dataclass(slots=True)
class Chat:
    """One person: which question waits for their answer, and since when they wait for the next."""

    id: int
    place: int = -1
    waits_since: float | None = None
    message_id: int = 0
    buttons: list[str] = field(default_factory=list)

    @property
    def is_through(self) -> bool:
        return self.place >= len(QUESTIONS)


class Play:
    """Chats that answer one form. A bot that knows no form (`echo`) is taken at any word."""

    def __init__(self, *, opening: str, echo: bool) -> None:
        self.api = BotApi(self._called)
        self._opening = opening
        self._echo = echo
        self._chats: dict[int, Chat] = {}
        self._hurried: set[int] = set()
        self._something = asyncio.Event()
        self.answered = 0
        self.posted: set[tuple[int, str]] = set()
        self.latencies: list[float] = []

    def _called(self, method: str, fields: Json, message_id: int) -> None:
        chat = self._chats.get(int(fields["chat_id"]))
        if chat is None or chat.waits_since is None:
            return
        is_next = (
            method == "sendMessage" if self._echo else _label(chat.place + 1) in fields["text"]
        )
        # Accepting an answer names its own question, which the next label is never a part of.
        if not is_next or fields["text"].startswith("✓"):
            return
        chat.message_id = message_id
        markup = json.loads(fields.get("reply_markup", "{}"))
        chat.buttons = [
            button["callback_data"]
            for row in markup.get("inline_keyboard", ())
            for button in row
            if "callback_data" in button
        ]
        self._advance(chat)

    def _advance(self, chat: Chat) -> None:
        now = asyncio.get_running_loop().time()
        assert chat.waits_since is not None
        if chat.place >= 0:
            self.answered += 1
            self.latencies.append(now - chat.waits_since)
        chat.place += 1
        chat.waits_since = None
        if chat.id in self._hurried and not chat.is_through:
            self._answer(chat)
        self._something.set()

    def _answer(self, chat: Chat) -> None:
        question = QUESTIONS[chat.place]
        name = question.name
        answer = ANSWERS[name] if question.required else ANSWERS.get(name, "skip")
        chat.waits_since = asyncio.get_running_loop().time()
        if answer != "skip":
            self.posted.add((chat.id, name))
        if answer.startswith(":"):
            data = next((one for one in chat.buttons if one.endswith(answer[1:])), answer[1:])
            self.api.tap(chat.id, chat.message_id, data)
        else:
            self.api.write(chat.id, answer)

    # ---------------------------------------------------------------- the parts

    async def open(self, chats: Iterable[int]) -> float:
        """Everybody asks for the form; seconds until the first has it."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number in chats:
            self._chats[number] = Chat(number, waits_since=began)
            self.api.write(number, self._opening)
        await self._until(lambda: any(chat.place >= 0 for chat in self._chats.values()))
        first = loop.time() - began
        await self._until(lambda: all(chat.place >= 0 for chat in self._chats.values()))
        return first

    async def hurry(self, chats: Iterable[int], *, answers: int, seconds: float) -> float:
        """Everybody answers as soon as they are asked; returns seconds, with the count in `answered`."""
        loop = asyncio.get_running_loop()
        self.answered, self.latencies = 0, []
        began = loop.time()
        self._hurried = set(chats)
        for number in self._hurried:
            self._answer(self._chats[number])
        await self._until(lambda: self.answered >= answers, seconds)
        taken = loop.time() - began
        self._hurried = set()
        return taken

    async def settle(self) -> None:
        """Until nobody waits, or nobody is answered any more."""
        await self._until(lambda: not any(chat.waits_since for chat in self._chats.values()), 5)

    async def stroll(self, chats: Iterable[int], *, per_second: float, seconds: float) -> None:
        """Answers come at a set pace, from whoever is not waiting; `latencies` tells how they fared."""
        loop = asyncio.get_running_loop()
        self.answered, self.latencies = 0, []
        began, sent = loop.time(), 0
        idle = [self._chats[number] for number in chats]
        while (passed := loop.time() - began) < seconds:
            due = math.floor(passed * per_second)
            ready = [chat for chat in idle if chat.waits_since is None and not chat.is_through]
            for chat in ready[: due - sent]:
                self._answer(chat)
                sent += 1
            if not ready and all(chat.is_through for chat in idle):
                break
            await asyncio.sleep(0.001)
        await self.settle()

    async def drained(self) -> None:
        """The bot has confirmed every update, and has had a moment for the last."""
        await self._until(lambda: self.api.unconfirmed == 0)
        await asyncio.sleep(1.0)

    async def _until(self, true: Any, seconds: float = PATIENCE_SECONDS) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not true() and loop.time() < end:
            self._something.clear()
            try:
                async with asyncio.timeout_at(min(end, loop.time() + 0.05)):
                    await self._something.wait()
            except TimeoutError:
                pass


def _label(place: int) -> str:
    return QUESTIONS[place].label if place < len(QUESTIONS) else DONE
