"""Somebody of the secretariat at the desk: writes, taps, sends lists, and reads what came of it."""

from __future__ import annotations

from bot.demo.cast import ADMIN_ID, GROUP_ID
from storage import people, staff
from storage.database import Database
from storage.instants import to_text
from tests.e2e.stage import Act, Fits, Json, Playable, Somebody, Stage
from tests.plain_text import unmarked
from tests.waiting import until


class Officer(Somebody):
    """One of the secretariat, in a private chat or in the group."""

    def __init__(self, stage: Playable, user: int = ADMIN_ID, *, chat: int | None = None) -> None:
        super().__init__(stage, user, chat=chat)
        # What is in front of them, whose buttons they tap.
        self._read: Json | None = None

    async def reads(self, what: Fits, *, of: Act | None = None) -> Json:
        self._read = await super().reads(what, of=of)
        return self._read

    async def saw(self, what: Fits, *, since: Act | None = None) -> Json:
        self._read = await super().saw(what, since=since)
        return self._read

    async def say(self, text: str, expected: str) -> Json:
        """Writes; returns the bot's answer that has `expected` in it."""
        await self.write(text)
        return await self.reads(expected)

    async def tap(self, action: str, expected: str, *, within: Json | None = None) -> Json:
        """Taps what begins so on the message read last, or on that one; returns as `say` does."""
        await self.tap_only(action, within=within)
        return await self.reads(expected)

    async def tap_only(self, action: str, *, within: Json | None = None) -> Act:
        """The same without waiting."""
        entry = within or self._read
        assert entry is not None, f"{self.user} has read nothing in chat {self.chat} yet"
        for row in entry["buttons"]:
            for button in row:
                if str(button.get("data", "")).startswith(action):
                    return await self.press(button["data"], entry["message_id"])
        raise AssertionError(f"nothing begins with {action!r} on: {entry['buttons']}")

    async def toast(self, action: str, *, within: Json | None = None) -> str:
        """The small answer to a tap."""
        return await self.toast_of(await self.tap_only(action, within=within))

    async def toast_of(self, tap: Act) -> str:
        """The small answer to a tap that was made before."""

        async def answered() -> Json | None:
            answer = await self.sim.tapped(tap.query_id)
            return answer if answer["answered"] else None

        answer = await until(answered, f"the answer to tap {tap.query_id}")
        return unmarked(answer["text"] or "")

    async def sends(self, name: str, data: bytes, expected: str) -> Json:
        """Sends a file; returns the message with `expected` that comes when it has been read."""
        await self.upload(name, data)
        return await self.saw(expected)


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
            staff.grant(db, person, role, by=None, now=now)  # type: ignore[arg-type]

        await database.write(grant)
    finally:
        await database.close()
    await stage.start()
    return Officer(stage, person)
