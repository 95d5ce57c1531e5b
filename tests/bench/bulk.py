"""A reminder and an announcement to every State through the sandbox with Telegram's limits on: `python -m tests.bench.bulk`.

The process fails where a message is missing or came twice, or where we caused a 429 after the first.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.demo import cast
from bot.engine.session import AtMenu, Session
from bot.events import parties
from bot.events.reader import load
from bot.i18n.languages import LANGUAGES
from bot.telegram.pacing import TELEGRAM
from storage import assignments, files, people, replies
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.instants import to_text
from tests.e2e.stage import Stage, stage

Json = dict[str, Any]

# Focal points and backups: two people a State.
FOCAL, BACKUP = 10_000, 20_000
PATIENCE_SECONDS = 120.0
# Somebody at a mission who uses the bot while the others are written to.
PROBED = FOCAL
PROBE_EVERY_SECONDS = 2.0
COUNTED = ("sendMessage", "editMessageText", "editMessageReplyMarkup")


@dataclass(frozen=True, slots=True)
class Figures:
    """What one sending came to."""

    what: str
    chats: int
    delivered: int
    twice: int
    seconds: float
    busiest_second: int
    refused: int
    answer_ms: float

    @property
    def as_promised(self) -> bool:
        return self.delivered == self.chats and self.twice == 0 and self.refused <= 1


def everybody() -> Iterator[tuple[int, str, str, str]]:
    """(person, State, role, language) of two people a State."""
    for place, party in enumerate(parties.load()):
        language = LANGUAGES[place % len(LANGUAGES)]
        yield FOCAL + place, party.code, "primary", language
        yield BACKUP + place, party.code, "backup", language


def appoint(db: sqlite3.Connection, now: str, form: str) -> None:
    """Everybody has opened their invitation, and nobody has replied."""
    session = Session(step=AtMenu(), form=form).to_json()
    db.execute("BEGIN")
    for person, party, role, language in everybody():
        people.meet(db, person, f"Person {person}", None, now)
        people.set_language(db, person, language)
        people.set_agreed(db, person, "notice", now)
        people.save_session(db, person, session, None, now)
        replies.ensure(db, party, now)
        replies.advance_stage(db, party, (replies.Stage.INVITED,), replies.Stage.OPENED, now)
        assignments.assign(
            db,
            party,
            person,
            MissionRole(role),
            status=AssignmentStatus.CONFIRMED,
            reason=AssignmentReason.INVITED,
            now=now,
        )
    db.execute("COMMIT")


async def prepare(there: Stage) -> None:
    """The people, in the sandbox and in the database; the limits as Telegram names them."""
    await there.stop()
    with closing(files.connect(there.database)) as db:
        appoint(db, to_text(there.clock()), load("wsis-geneva-2003").form.version)
    for person, _, _, language in everybody():
        await there.sim.add_user(f"Person {person}", id=person, language_code=language)
        await there.sim.say(person, "/start")
    # What they said to get to know the bot is over before anything is measured.
    await there.start()
    await there.sim.wait_for(BACKUP + len(parties.load()) - 1, lambda _: True, 60, after=0)
    await asyncio.sleep(1)
    await there.sim.set_limits(enforce=True)


async def remind(there: Stage) -> Json:
    await there.sim.say(cast.ADMIN_ID, "/remind missing")
    return await there.sim.wait_for(cast.ADMIN_ID, _offers("d:remindgo:"))


async def announce(there: Stage) -> Json:
    await there.sim.say(cast.ADMIN_ID, "/announce")
    await there.sim.wait_for(cast.ADMIN_ID, "please write the text")
    await there.sim.say(cast.ADMIN_ID, "The opening has been moved to 10 a.m.")
    shown = await there.sim.wait_for(cast.ADMIN_ID, _offers("d:announcerest"))
    await there.sim.tap(cast.ADMIN_ID, "d:announcerest", message_id=shown["message_id"])
    return await there.sim.wait_for(cast.ADMIN_ID, _offers("d:announcego"))


def _button(entry: Json, begins: str) -> str:
    """The data of the button that begins so; '' where there is none."""
    found = (button.get("data", "") for row in entry["buttons"] for button in row)
    return next((data for data in found if data.startswith(begins)), "")


def _offers(begins: str) -> Callable[[Json], bool]:
    return lambda entry: bool(_button(entry, begins))


async def measure(there: Stage, what: str, shown: Json, begins: str) -> Figures:
    """From the tap that sends to the report at the end."""
    before = (await there.sim.journal())[-1]["seq"]
    began = time.perf_counter()
    probing = asyncio.create_task(probe(there))
    await there.sim.tap(cast.ADMIN_ID, _button(shown, begins), message_id=shown["message_id"])
    await there.sim.wait_for(cast.ADMIN_ID, "Delivered:", PATIENCE_SECONDS)
    seconds = time.perf_counter() - began
    probing.cancel()
    answered = await asyncio.gather(probing, return_exceptions=True)
    waits = [one for one in answered if isinstance(one, list)]
    calls = await there.sim.journal(after=before)
    return _figures(what, calls, seconds, waits[0] if waits else [])


async def probe(there: Stage) -> list[float]:
    """How long somebody waits for an answer meanwhile; milliseconds each."""
    waits: list[float] = []
    try:
        while True:
            began = time.perf_counter()
            await there.sim.say(PROBED, "/help")
            await there.sim.wait_for(PROBED, "/contact", 60)
            waits.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(PROBE_EVERY_SECONDS)
    except asyncio.CancelledError:
        return waits


def _figures(what: str, calls: Sequence[Json], seconds: float, waits: list[float]) -> Figures:
    counted = [call for call in calls if call["method"] in COUNTED]
    got = Counter(
        call["params"]["chat_id"]
        for call in counted
        if call["status"] == 200 and _is_bulk(call, what)
    )
    each_second = Counter(int(call["at"]) for call in counted if call["status"] == 200)
    return Figures(
        what,
        chats=sum(1 for _ in everybody()),
        delivered=len(got),
        twice=sum(1 for times in got.values() if times > 1),
        seconds=seconds,
        busiest_second=max(each_second.values(), default=0),
        refused=sum(1 for call in counted if call["status"] == 429),
        answer_ms=statistics.median(waits) if waits else 0.0,
    )


def _is_bulk(call: Json, what: str) -> bool:
    """A message of this sending, by its button: `*:form` reminds, `*:contact` alone announces."""
    markup = str(call["params"].get("reply_markup", ""))
    reminds = "*:form" in markup and "*:contact" in markup
    return reminds if what == "reminder" else "*:contact" in markup and not reminds


async def run() -> list[Figures]:
    with tempfile.TemporaryDirectory() as folder:
        async with stage(Path(folder), limits=TELEGRAM) as there:
            await prepare(there)
            reminded = await measure(there, "reminder", await remind(there), "d:remindgo:")
            announced = await measure(there, "announcement", await announce(there), "d:announcego")
            return [reminded, announced]


def main() -> int:
    rows = asyncio.run(run())
    head = (
        "sending",
        "chats",
        "delivered",
        "twice",
        "seconds",
        "most in a second",
        "429",
        "answer",
    )
    print(("{:<14}" + "{:>18}" * 7).format(*head))
    for row in rows:
        print(
            f"{row.what:<14}{row.chats:>18}{row.delivered:>18}{row.twice:>18}{row.seconds:>18.1f}"
            f"{row.busiest_second:>18}{row.refused:>18}{row.answer_ms:>15.0f} ms"
        )
    return 0 if all(row.as_promised for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
