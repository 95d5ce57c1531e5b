"""The real app over HTTP against the sandbox, in one process; and people who act in its chats and read what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from bot.app import App
from bot.demo import cast
from bot.demo.stage import TOKEN, USERNAME
from bot.engine.session import Session
from bot.events.event import Event
from bot.events.reader import load
from bot.operations.config import Settings
from bot.sandbox.client import NothingCameError, Sim
from bot.sandbox.server import SandboxServer, new_world
from bot.telegram.pacing import UNLIMITED, Limits
from tests import acts, clock
from tests.plain_text import unmarked
from tests.waiting import PATIENCE_SECONDS, NeverCame, until

Json = dict[str, Any]


class Clock:
    """The app's clock: it goes as the tests' clock does, and can be put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return clock.now() + self.ahead


@dataclass
class Stage:
    """One sandbox with its people, and the app that serves them."""

    sim: Sim
    server: SandboxServer
    database: Path
    links: dict[int, str]
    clock: Clock
    event: Event
    limits: Limits
    settings: Callable[[Settings], Settings]
    _app: App | None = None
    _running: asyncio.Task[None] | None = None
    said: list[str] = field(default_factory=list)

    async def start(self) -> None:
        """Start the app, or start it again."""
        env = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": self.server.url,
            "DATABASE": str(self.database),
            "EVENT": self.event.name,
        }
        self._app = App(
            self.settings(Settings.from_env(env)),
            self.event,
            limits=self.limits,
            now=self.clock,
            announce=self.said.append,
        )
        self._running = asyncio.create_task(self._app.run())

    async def stop(self) -> None:
        """A clean stop, as SIGTERM asks for."""
        if self._app is not None and self._running is not None:
            self._app.stop()
            await self._running
        self._app = self._running = None


@asynccontextmanager
async def stage(
    folder: Path,
    *,
    event: Event | None = None,
    limits: Limits = UNLIMITED,
    settings: Callable[[Settings], Settings] = lambda settings: settings,
) -> AsyncIterator[Stage]:
    """A stage with the demo's people, started, and stopped cleanly afterwards."""
    server = SandboxServer(world=new_world(token=TOKEN, username=USERNAME, wall=clock.unix))
    await server.start()
    database = folder / "replies.sqlite3"
    links = await cast.prepare_database(database, USERNAME, clock.now())
    async with Sim(server.url) as sim:
        await sim.set_limits(slow_down_repeated_polls=False)
        for user in cast.users(links):
            await sim.add_user(**user)
        group = cast.group()
        await sim.add_group(
            group["title"], group["members"], kind=group["type"], chat_id=group["id"]
        )
        shipped = event or load("wsis-geneva-2003")
        one = Stage(sim, server, database, links, Clock(), shipped, limits, settings)
        await one.start()
        try:
            yield one
        finally:
            await one.stop()
            await server.stop()


class Playable(Protocol):
    """What playing somebody takes: the sandbox, the database to look into, and everybody's invitation."""

    sim: Sim
    database: Path
    links: dict[int, str]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody did: its update, when it was by the sandbox's count, and a tap's number."""

    update_id: int
    seq: int
    query_id: str = ""


Fits = str | Callable[[Json], bool]


class Somebody:
    """Acts in a chat, and reads what exactly that act led to."""

    def __init__(
        self,
        stage: Playable,
        user: int,
        *,
        chat: int | None = None,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self.stage = stage
        self.sim = stage.sim
        self.user = user
        self.chat = chat or user
        self.patience_seconds = patience_seconds
        self._act: Act | None = None

    @property
    def act(self) -> Act:
        """The last thing this person did here."""
        assert self._act is not None, f"{self.user} has done nothing in chat {self.chat} yet"
        return self._act

    # ------------------------------------------------------------ acting, without waiting

    async def write(self, text: str) -> Act:
        """Writes."""
        return self._did(await self.sim.say(self.user, text, chat_id=self.chat))

    async def give(self, **content: Any) -> Act:
        """A message of any kind, as the play API takes it."""
        return self._did(await self.sim.send(self.user, chat_id=self.chat, **content))

    async def upload(
        self, name: str, data: bytes, mime_type: str = "application/octet-stream"
    ) -> Act:
        """Sends a file."""
        sent = await self.sim.send_file(
            self.user, name, data, chat_id=self.chat, mime_type=mime_type
        )
        return self._did(sent)

    async def press(self, data: str, message_id: int, *, stale: bool = False) -> Act:
        """Taps a button; a `stale` one may be gone from its message."""
        tapped = await self.sim.tap(
            self.user, data, chat_id=self.chat, message_id=message_id, stale=stale
        )
        return self._did(tapped)

    def _did(self, answer: Json) -> Act:
        query = answer.get("callback_query_id", "")
        self._act = Act(answer["update_id"], answer["seq"], query)
        return self._act

    # ------------------------------------------------------------ reading

    async def reads(self, what: Fits, *, of: Act | None = None) -> Json:
        """The message that fits, of those which an act queued for this chat: the last one of this person, or `of`.

        Raises: NeverCame, also as soon as the act has said all that it says.
        """
        act = of or self.act
        fits = what if callable(what) else _has(what)

        async def found(db: acts.Db) -> Json | None:
            # In this order: what is queued when all is done is all.
            done = acts.is_done(db, act.update_id, self.chat)
            queued = acts.rows(db, act.update_id, chat_id=self.chat)
            came = {row.message_id for row in queued if row.state == "sent"}
            entries = await self.sim.messages(self.chat, after=act.seq) if came else []
            answers = [entry for entry in entries if entry["message_id"] in came]
            if entry := next(filter(fits, answers), None):
                return entry
            if done:
                said = [unmarked(entry["text"]) for entry in answers]
                raise NeverCame(f"{what!r} was wanted in chat {self.chat}, which reads: {said}")
            return None

        wanted = f"{what!r} in chat {self.chat}"
        with acts.looking(self.stage.database) as db:
            return await until(lambda: found(db), wanted, seconds=self.patience_seconds)

    async def saw(self, what: Fits, *, since: Act | None = None) -> Json:
        """A message that fits, since an act: what a job, the schedule or another person led to.

        Raises: NeverCame
        """
        act = since or self.act
        fits = what if callable(what) else _has(what)
        try:
            return await self.sim.wait_for(
                self.chat, fits, timeout=self.patience_seconds, after=act.seq
            )
        except NothingCameError as nothing:
            waited = f"{what!r} did not come in {self.patience_seconds:g} s"
            raise NeverCame(f"{waited}; {nothing}") from None

    async def file(self, ending: str, *, of: Act | None = None) -> tuple[str, bytes]:
        """(name, bytes) of a document that an act led to."""

        def fits(entry: Json) -> bool:
            document = entry["document"]
            return bool(document) and str(document["file_name"]).endswith(ending)

        document = (await self.reads(fits, of=of))["document"]
        return document["file_name"], await self.sim.file(document["file_id"])


class Attache(Somebody):
    """Somebody at a mission, who answers what the screen in hand asks."""

    # The screen seen last, and its message: no two screens of a person are alike.
    _hand: acts.Screen | None = None
    _seen: Json

    async def open_link(self, link: str | None = None) -> Json:
        """Follows the invitation, as Telegram's Start button does."""
        code = (link or self.stage.links[self.user]).split("start=")[1]
        return await self.say(f"/start {code}")

    async def say(self, text: str) -> Json:
        """Writes; returns the bot's next question, list or card."""
        await self.write(text)
        return await self.screen()

    async def tap(self, action: str, *, within: Json | None = None) -> Json:
        """Taps what does `action`, such as `pick:yes`, on the screen in hand or on a notice; returns as `say` does."""
        await self.tap_only(action, within=within)
        return await self.screen()

    async def tap_only(self, action: str, *, within: Json | None = None) -> Act:
        """The same without waiting."""
        entry = within or await self.screen()
        for row in entry["buttons"]:
            for button in row:
                if str(button.get("data", "")).partition(":")[2] == action:
                    return await self.press(button["data"], entry["message_id"])
        raise AssertionError(f"nothing does {action!r} on: {_shown(entry)}")

    async def gives_file(
        self, name: str, data: bytes, mime_type: str = "application/octet-stream"
    ) -> Json:
        """Sends a file; returns the screen when it has been looked into."""
        await self.upload(name, data, mime_type)
        return await self.screen()

    @property
    def session(self) -> Session:
        """Where the person stood when the screen was seen last."""
        return Session() if self._hand is None else self._hand.session

    async def screen(self) -> Json:
        """The message that shows where this person stands, now that their last act was answered."""
        update = None if self._act is None else self._act.update_id
        try:
            hand = await acts.until_shown(
                self.stage.database, update, self.user, seconds=self.patience_seconds
            )
        except NeverCame as error:
            texts = [unmarked(text) for text in (await self.sim.texts(self.chat))[-3:]]
            raise NeverCame(f"{error}; the chat says: {texts}") from None
        if hand != self._hand:
            self._hand, self._seen = hand, await self._message(hand.message_id)
        return self._seen

    async def _message(self, number: int | None) -> Json:
        """A message of this chat: mostly one that came since the last act, else an older one."""
        for after in (0 if self._act is None else self._act.seq, 0):
            for entry in await self.sim.messages(self.chat, after=after):
                if entry["message_id"] == number:
                    return entry
        raise AssertionError(f"message {number} is in chat {self.chat} no more")


def _has(words: str) -> Callable[[Json], bool]:
    return lambda entry: words in unmarked(entry["text"])


def _shown(entry: Json) -> str:
    buttons = [button.get("data", "") for row in entry["buttons"] for button in row]
    return f"{unmarked(entry['text'])!r} {buttons}"
