"""Somebody of the secretariat at the desk: writes, taps, sends lists, and reads what comes."""

from __future__ import annotations

import asyncio
import re

from bot.demo import ADMIN_ID, GROUP_ID
from bot.sandbox.client import Sim
from storage import people
from storage.database import Database
from storage.instants import to_text
from tests.e2e.stage import PATIENCE_SECONDS, Json, Stage

_ISOLATES = re.compile("[\u2066-\u2069\u200e\u200f]")


def plain(text: str) -> str:
    """A text without the marks of direction."""
    return _ISOLATES.sub("", text)


class Officer:
    """One of the secretariat, in a private chat or in the group."""

    def __init__(self, stage: Stage, user: int = ADMIN_ID, *, chat: int | None = None) -> None:
        self.sim: Sim = stage.sim
        self.user = user
        self.chat = chat or user

    async def say(self, text: str, expected: str) -> Json:
        """Writes; returns the bot's message that has `expected` in it."""
        await self.sim.say(self.user, text, chat_id=self.chat)
        return await self.reads(expected)

    async def tap(self, action: str, expected: str, *, within: Json | None = None) -> Json:
        """Taps the newest button whose data begins so, or the one of that message; returns as `say` does."""
        await self.tap_only(action, within=within)
        return await self.reads(expected)

    async def tap_only(self, action: str, *, within: Json | None = None) -> Json:
        """The same without waiting; what the sandbox says of the tap."""
        message, data = await self.find(action, within=within)
        return await self.sim.tap(self.user, data, chat_id=self.chat, message_id=message)

    async def toast(self, action: str, *, within: Json | None = None) -> str:
        """The small answer to a tap."""
        message, data = await self.find(action, within=within)
        tapped = await self.sim.tap(self.user, data, chat_id=self.chat, message_id=message)
        return await self.toast_of(tapped)

    async def toast_of(self, tapped: Json) -> str:
        """The small answer to a tap that was made before."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                answer = await self.sim.tapped(tapped["callback_query_id"])
                if answer["answered"]:
                    return plain(answer["text"] or "")
                await asyncio.sleep(0.05)

    async def find(self, action: str, *, within: Json | None = None) -> tuple[int, str]:
        """(message, data) of the newest button whose data begins so."""
        for entry in [within] if within else reversed(await self.sim.messages(self.chat)):
            for row in entry["buttons"]:
                for button in row:
                    if str(button.get("data", "")).startswith(action):
                        return int(entry["message_id"]), str(button["data"])
        texts = await self.sim.texts(self.chat)
        raise AssertionError(f"nothing to tap begins with {action!r}; the chat says: {texts[-3:]}")

    async def reads(self, expected: str, *, ever: bool = False) -> Json:
        """The message with that in it that came or changed since this person's last act here."""

        def fits(entry: Json) -> bool:
            return expected in plain(entry["text"])

        after = 0 if ever else None
        return await self.sim.wait_for(self.chat, fits, PATIENCE_SECONDS, after=after)

    async def sends(self, name: str, data: bytes, expected: str) -> Json:
        """Sends a file."""
        await self.sim.send_file(self.user, name, data, chat_id=self.chat)
        return await self.reads(expected)

    async def file(self, ending: str, *, ever: bool = False) -> tuple[str, bytes]:
        """(name, bytes) of a document that came since this person's last act."""

        def fits(entry: Json) -> bool:
            document = entry["document"]
            return bool(document) and str(document["file_name"]).endswith(ending)

        after = 0 if ever else None
        entry = await self.sim.wait_for(self.chat, fits, 3 * PATIENCE_SECONDS, after=after)
        document = entry["document"]
        return document["file_name"], await self.sim.file(document["file_id"])


async def appoint(stage: Stage, person: int, name: str, role: str) -> Officer:
    """One more of the secretariat, who is in the group too; the app is started anew with them."""
    await stage.stop()
    await stage.sim.add_user(name, id=person, language_code="en")
    await stage.sim.change_members(GROUP_ID, add=[person])
    database = await Database.open(stage.database)
    try:
        now = to_text(stage.clock())

        def grant(db: object) -> None:
            people.meet(db, person, name, None, now)  # type: ignore[arg-type]
            people.set_language(db, person, "en")  # type: ignore[arg-type]
            people.grant(db, person, role, by=None, now=now)  # type: ignore[arg-type]

        await database.write(grant)
    finally:
        await database.close()
    await stage.start()
    return Officer(stage, person)
