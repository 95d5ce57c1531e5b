"""Canaries are fed in wherever somebody can write; none may sing in a log, an error, a figure, or what an admin is shown."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from bot.demo import cast
from bot.demo.cast import ADMIN_ID
from bot.demo.stage import USERNAME
from bot.operations.config import SETTINGS
from bot.sandbox.client import Sim
from bot.sandbox.server import SandboxServer, new_world
from bot.telegram.intake import SECRET_HEADER
from storage import jobs, outbox
from storage.instants import to_text
from storage.jobs import JobKind
from storage.visits import reading, writing
from tests import acts, clock
from tests.bot_process import RUN
from tests.documents.test_filetype import pdf
from tests.e2e.desk import Officer
from tests.e2e.missions import MISSIONS, enter, fill
from tests.e2e.stage import Attache
from tests.telegram.test_intake import free_port
from tests.waiting import until

KENYA = MISSIONS[-1]
TOKEN = "424242:CANARY-token-that-opens-nothing-000"
# Where and when the process runs; no setting of the machine's reaches the bot.
OURS = {setting.name for setting in SETTINGS}
PLACE = {name: value for name, value in os.environ.items() if name not in OURS}


@dataclass
class Process:
    """The bot as a process at LOG_LEVEL=DEBUG, with all that it prints."""

    sim: Sim
    links: dict[int, str]
    database: Path
    printed: Path
    metrics: int
    hook: int

    def log(self) -> str:
        return self.printed.read_text(encoding="utf-8")

    async def logs(self, words: str) -> None:
        """Waits until a line has these words."""
        await until(lambda: words in self.log(), f"a line with {words!r}")

    async def get(self, path: str) -> str:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.metrics}{path}") as answer,
        ):
            return await answer.text()


@asynccontextmanager
async def process(folder: Path, **settings: str) -> AsyncIterator[Process]:
    server = SandboxServer(world=new_world(token=TOKEN, username=USERNAME, wall=clock.unix))
    await server.start()
    database = folder / "replies.sqlite3"
    links = await cast.prepare_database(database, USERNAME, clock.now())
    metrics, hook = free_port(), free_port()
    env = {
        **PLACE,
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": server.url,
        "DATABASE": str(database),
        "LOG_LEVEL": "DEBUG",
        "PACE": "none",
        "METRICS_LISTEN": f"127.0.0.1:{metrics}",
        "WEBHOOK_LISTEN": f"127.0.0.1:{hook}",
        **settings,
    }
    printed = folder / "printed.log"
    async with Sim(server.url) as sim:
        await sim.set_limits(slow_down_repeated_polls=False)
        for status in (400, 502):
            quoted = f"Bad Request: bad webhook: {settings}"
            await sim.add_fault("status", "setWebhook", status=status, description=quoted)
        for user in cast.users(links):
            await sim.add_user(**user)
        group = cast.group()
        await sim.add_group(
            group["title"], group["members"], kind=group["type"], chat_id=group["id"]
        )
        with printed.open("wb") as out:
            running = await asyncio.create_subprocess_exec(*RUN, stdout=out, stderr=out, env=env)
        try:
            yield Process(sim, links, database, printed, metrics, hook)
        finally:
            with contextlib.suppress(ProcessLookupError):
                running.terminate()
            await running.wait()
            await server.stop()


def sung(canaries: Mapping[str, str], text: str) -> list[str]:
    """Which canaries can be heard in a text."""
    return [what for what, words in canaries.items() if words.lower() in text.lower()]


async def reply(one: Process, canaries: Mapping[str, str]) -> Attache:
    """A mission fills the form with canaries and sends it, with a file and some nonsense."""
    attache = Attache(one, KENYA.user)
    await enter(attache, "en")
    await fill(attache, KENYA)
    await attache.tap("section:remarks")
    await attache.tap("change:remarks")
    await attache.say(canaries["answer"])
    await attache.say("/review")
    await attache.tap("section:note")
    await attache.tap("change:note_reference")
    await attache.say(canaries["reference"])
    await attache.tap("change:note_file")
    refused = await attache.gives_file(canaries["file name"] + ".exe", b"MZ nothing of the kind")
    assert "neither a PDF nor a photo" in refused["text"]
    taken = await attache.gives_file(canaries["file name"] + ".pdf", pdf())
    assert canaries["file name"] in taken["text"]
    await attache.say("/review")
    await attache.tap("send")
    await attache.file(".pdf")
    return attache


async def break_everything(one: Process, attache: Attache, canaries: Mapping[str, str]) -> None:
    """Failures on every side, each with a canary where it could be quoted."""
    sim, user = one.sim, KENYA.user
    for method in ("sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates"):
        for status in (400, 403, 500):
            if (method, status) != ("sendMessage", 403):
                quoted = f'Bad Request: can\'t parse "{canaries["answer"]}": {canaries["answer"]}'
                await sim.add_fault("status", method, status=status, description=quoted)
        asked = await attache.write("/status")
        with acts.looking(one.database) as db:
            taken = partial(acts.taken_at, db, asked.update_id)
            await until(taken, "the update among the failures")
    await sim.add_fault("lost_reply", "sendMessage")
    await sim.say(user, "/help")
    await sim.replay({"message": {"text": canaries["strange update"]}})
    # What nobody wrote: a session, a document and a job that cannot be read.
    nonsense, stamp = {"kind": canaries["document"], "chat": ADMIN_ID}, to_text(clock.now())
    with writing(one.database) as db:
        jobs.add(db, kind=JobKind.FETCH_FILE, payload={"name": canaries["job"]}, now=stamp)
        outbox.enqueue(
            db, chat_id=user, method="sendDocument", params={}, now=stamp, document=nonsense
        )
        db.execute(
            "UPDATE sessions SET state = ? WHERE person_id = ?",
            (f'{{"step": "{canaries["session"]}"}}', user),
        )
    await sim.say(user, canaries["crashing turn"])


async def test_no_canary_sings(tmp_path: Path) -> None:
    canaries = {
        what: f"CANARY-{what.replace(' ', '-')}-7f3a"
        for what in (
            "answer",
            "reference",
            "file name",
            "strange update",
            "document",
            "job",
            "session",
            "crashing turn",
            "name",
            "officer",
            "wrong code",
        )
    }
    async with process(tmp_path) as one:
        said = {
            **canaries,
            "token": TOKEN.split(":")[1],
            "code": one.links[KENYA.user].split("start=")[1],
            "e-mail": KENYA.email,
            "head": KENYA.head[1],
        }
        visitor = await one.sim.add_user(canaries["name"])
        await one.sim.say(int(visitor["id"]), f"/start {canaries['wrong code']}")
        attache = await reply(one, canaries)
        admin = Officer(one)
        await admin.say(f"/message Kenya {canaries['officer']}", "Which country is meant?")
        shown_before = await one.sim.seq()
        await break_everything(one, attache, canaries)
        for words in ("update set aside", "the row is dead", "job set aside", "no updates for"):
            await one.logs(words)
        await one.sim.clear_faults()
        health = await admin.say("/health", "Updates that could not be handled")
        told = [
            entry["text"]
            for entry in await one.sim.messages(ADMIN_ID, after=shown_before)
            if entry["from"]["is_bot"]
        ]
        pages = [await one.get("/metrics"), await one.get("/healthz")]
        with reading(one.database) as db:
            kept = db.execute("SELECT error FROM dead_letters").fetchall()
            kept += db.execute("SELECT error FROM jobs WHERE error IS NOT NULL").fetchall()
            kept += db.execute("SELECT error FROM outbox WHERE error IS NOT NULL").fetchall()
    log = one.log()

    assert "level=debug" in log
    assert "serves WSIS-2003 as @" in log
    assert 'level=info logger=bot.app msg="stopped' in log
    assert f"chat={KENYA.user} handler=mission party=KEN input=Said step=Asking>" in log
    assert attache.user == KENYA.user
    assert sung(said, log) == []
    assert sung(said, health["text"] + "\n".join(told)) == []
    assert sung(said, "\n".join(pages)) == []
    assert sung(said, "\n".join(error for (error,) in kept)) == []


async def test_no_canary_sings_behind_a_webhook(tmp_path: Path) -> None:
    secret, path = "CANARY-hook-secret", "CANARY-hook-path"
    settings = {
        "WEBHOOK_URL": f"https://bot.example.org/{path}",
        "WEBHOOK_SECRET": secret,
    }
    text = "CANARY-posted-text"
    update = {"update_id": 1, "message": {"text": text, "from": {"id": "no number"}}}
    statuses = []
    async with process(tmp_path, **settings) as one:
        await one.logs("Telegram does not take the webhook: Bad webhook")
        async with aiohttp.ClientSession() as session:
            for given, where, body in (
                (secret, path, update),
                ("CANARY-wrong-secret", path, update),
                (secret, "CANARY-wrong-path", update),
                (secret, path, [text]),
            ):
                url = f"http://127.0.0.1:{one.hook}/{where}"
                async with session.post(url, json=body, headers={SECRET_HEADER: given}) as answer:
                    statuses.append(answer.status)
    log = one.log()

    assert statuses == [200, 403, 404, 400]
    assert "update set aside" in log
    assert "canary" not in log.lower()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("BOT_TOKEN", "CANARY"),
        ("WEBHOOK_SECRET", "CANARY not allowed"),
        ("WEBHOOK_URL", "http://CANARY.example.org"),
        ("ADMIN_IDS", "CANARY"),
        ("METRICS_LISTEN", "CANARY"),
        ("SECRETARIAT_CHAT_ID", "CANARY"),
    ],
)
async def test_no_bad_setting_is_quoted(tmp_path: Path, setting: str, value: str) -> None:
    env = {
        **PLACE,
        "BOT_TOKEN": TOKEN,
        "DATABASE": str(tmp_path / "replies.sqlite3"),
        setting: value,
    }
    ended = await asyncio.create_subprocess_exec(
        *RUN, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    printed, _ = await ended.communicate()

    assert ended.returncode == 2
    assert setting in printed.decode()
    assert "CANARY" not in printed.decode()
