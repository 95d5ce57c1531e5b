"""Sends the rows of the outbox and records how each ended.

Decides when and in which order rows go, what an outcome means for the rows behind it, and when to
retry.
"""

from __future__ import annotations

import asyncio
import logging
import random
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, assert_never

from bot.operations.clock import Now, utc_now
from bot.operations.logs import about
from bot.operations.meter import Meter
from bot.telegram.backoff import Backoff
from bot.telegram.delivery import Lost, Migrated, Outcome, Refused, RetryLater, Sent, Undeliverable
from bot.telegram.pacing import TELEGRAM, Limits, Pacer
from bot.telegram.waiting_room import Pick, QueuePlace, WaitingRoom
from storage import Db, outbox
from storage.database import Database, savepoint
from storage.instants import from_text, to_text
from storage.outbox import Delivered, Row

log = logging.getLogger(__name__)

# At 25 messages a second this covers answers that take more than a second. It is also the most
# that a kill can repeat: what was sent and not yet marked.
IN_FLIGHT = 32
# How long a stop waits for what is on its way; a supervisor's patience may end at 5 seconds.
GRACE_SECONDS = 3.5
DATABASE_RETRY_SECONDS = 1.0


class Watcher(Protocol):
    """Is told of what concerns more than a row, in the transaction that records it.

    Called in the database's thread. What it raises is logged and undone, and stops nothing.
    """

    def chat_gone(self, db: Db, chat_id: int, reason: str, now: datetime) -> None:
        """The chat cannot be reached; what waited for it was dropped."""

    def chat_moved(self, db: Db, old: int, new: int, now: datetime) -> None:
        """The group has another id; the rows that name it were rewritten."""

    def refused(self, db: Db, row: Row, reason: str, now: datetime) -> None:
        """The row is dead: Telegram will never take it."""


@dataclass(frozen=True, slots=True)
class _Finished:
    pick: Pick
    row: Row
    outcome: Outcome


class Dispatcher:
    """Sends what waits, each chat in order and chats side by side, from `run` until `stop`."""

    def __init__(
        self,
        database: Database,
        send: Callable[[Row], Awaitable[Outcome]],
        watcher: Watcher,
        *,
        limits: Limits = TELEGRAM,
        in_flight: int = IN_FLIGHT,
        now: Now = utc_now,
        chance: Callable[[], float] = random.random,
        meter: Meter | None = None,
    ) -> None:
        self._database = database
        self._send = send
        self._watcher = watcher
        self._room = WaitingRoom(Pacer(limits))
        self._trouble = Backoff(chance)
        self._max_in_flight = in_flight
        self._now = now
        self._meter = meter or Meter()
        self._woken = asyncio.Event()
        # How often it was woken, and of how many of these the rows have been seen.
        self._news, self._seen_news = 1, 0
        self._anew = True
        self._seen_row = 0
        # From the pick to the mark: a chat's next row goes when the one before is written down.
        self._held: dict[int, Pick] = {}
        self._sends: set[asyncio.Task[None]] = set()
        self._finished: list[_Finished] = []
        self._something_finished = asyncio.Event()
        self._stopping = False
        self._closing = False

    def wake(self, *, anew: bool = False) -> None:
        """Look for rows that were committed; with `anew` read the whole queue again."""
        self._anew = self._anew or anew
        self._news += 1
        self._woken.set()

    def stop(self) -> None:
        """Start nothing more; `run` returns when what is on its way has come to an end."""
        self._stopping = True
        self._woken.set()

    @property
    def has_news(self) -> bool:
        """Return whether rows may have been committed that have not been seen."""
        return self._seen_news != self._news

    @property
    def unsettled(self) -> int:
        """Return how many rows wait or are on their way, as far as they are known."""
        return len(self._room) + len(self._held)

    @property
    def at_rest(self) -> bool:
        """Return whether nothing will be sent before the next `wake` or the time of the next row."""
        return not (self.has_news or self._held or self._woken.is_set())

    async def run(self) -> None:
        """Send until stopped, then wait up to `GRACE_SECONDS` for what is on its way."""
        try:
            async with asyncio.TaskGroup() as both:
                settling = both.create_task(self._settle_until_closed())
                await self._send_until_stopped()
                if self._sends:
                    await asyncio.wait(self._sends, timeout=GRACE_SECONDS)
                self._closing = True
                self._something_finished.set()
                await asyncio.wait({settling}, timeout=DATABASE_RETRY_SECONDS)
                settling.cancel()
        finally:
            for task in self._sends:
                task.cancel()
            await asyncio.gather(*self._sends, return_exceptions=True)

    # ---------------------------------------------------------------------------- what goes out

    async def _send_until_stopped(self) -> None:
        while not self._stopping:
            self._woken.clear()
            await self._look_for_rows()
            await self._start_sends()
            await self._rest()

    async def _look_for_rows(self) -> None:
        if not self.has_news:
            return
        news, anew, self._anew = self._news, self._anew, False
        after = 0 if anew else self._seen_row
        try:
            rows = await self._database.read(lambda db: outbox.waiting(db, after=after))
        except sqlite3.Error as error:
            _complain(error)
            self._anew = self._anew or anew
            await asyncio.sleep(DATABASE_RETRY_SECONDS)
            return
        self._seen_news = news
        if anew:
            self._room.clear()
        now, moment = self._now(), _moment()
        now_text = to_text(now)
        for row in rows:
            self._seen_row = max(self._seen_row, row.id)
            if row.id not in self._held:
                not_before = 0.0
                if row.due_at > now_text:
                    not_before = moment + (from_text(row.due_at) - now).total_seconds()
                self._room.add(row.chat_id, QueuePlace(row.lane, row.id), not_before=not_before)

    async def _start_sends(self) -> None:
        picks = self._pick()
        if not picks:
            return
        numbers = [pick.place.row for pick in picks]
        try:
            rows = await self._database.read(lambda db: outbox.load(db, numbers))
        except sqlite3.Error as error:
            _complain(error)
            for pick in picks:
                del self._held[pick.place.row]
                self._room.put_back(pick, not_before=_moment() + DATABASE_RETRY_SECONDS)
            return
        found = {row.id: row for row in rows}
        for pick in picks:
            self._start(pick, found.get(pick.place.row))

    def _pick(self) -> list[Pick]:
        picks = []
        while len(self._held) < self._max_in_flight and (pick := self._room.pick(_moment())):
            self._held[pick.place.row] = pick
            picks.append(pick)
        return picks

    def _start(self, pick: Pick, row: Row | None) -> None:
        if row is None or row.chat_id != pick.chat_id:
            # Somebody dropped it, or moved its chat, since it was seen.
            del self._held[pick.place.row]
            self._room.done(pick)
            if row is not None:
                self._move(pick, row.chat_id)
            return
        task = asyncio.create_task(self._deliver(pick, row))
        self._sends.add(task)
        task.add_done_callback(self._sends.discard)

    def _move(self, pick: Pick, chat_id: int) -> None:
        self._room.move(pick.chat_id, chat_id)
        self._room.add(chat_id, pick.place)

    async def _deliver(self, pick: Pick, row: Row) -> None:
        with about(chat=row.chat_id, row=row.id):
            outcome = await self._outcome_of(row)
            self._count(row, outcome)
        self._finished.append(_Finished(pick, row, outcome))
        self._something_finished.set()

    def _count(self, row: Row, outcome: Outcome) -> None:
        name = type(outcome).__name__.lower()
        self._meter.tried(row.lane, name)
        if isinstance(outcome, Sent):
            waited = (self._now() - from_text(row.created_at)).total_seconds()
            self._meter.delivered(row.lane, waited)
            log.debug("sent %.0f ms after it was written", waited * 1000)
        else:
            log.debug("not sent: %s", name)

    async def _outcome_of(self, row: Row) -> Outcome:
        try:
            return await self._send(row)
        except Exception as error:
            # A mistake of ours in one row stops no other.
            log.exception("the row cannot be sent")
            return Refused(type(error).__name__)

    async def _rest(self) -> None:
        """Wait until something happens, or the next chat's time has come."""
        if self.has_news or self._stopping:
            return
        when = None if len(self._held) >= self._max_in_flight else self._room.next_time()
        with suppress(TimeoutError):
            async with asyncio.timeout_at(when):
                await self._woken.wait()

    # ---------------------------------------------------------------------------- what comes back

    async def _settle_until_closed(self) -> None:
        """Mark in one commit whatever has finished while the last marks were written."""
        while not self._closing or self._finished:
            await self._something_finished.wait()
            self._something_finished.clear()
            finished, self._finished = self._finished, []
            if finished:
                await self._settle([self._judged(one) for one in finished])

    async def _settle(self, finished: Sequence[_Finished]) -> None:
        while True:
            try:
                await self._database.write(
                    lambda db: _write_down(db, finished, self._watcher, self._now())
                )
                break
            except sqlite3.Error as error:
                # Unmarked, it would be sent again: hold on to it, and its chat waits.
                _complain(error)
                await asyncio.sleep(DATABASE_RETRY_SECONDS)
        for one in finished:
            del self._held[one.row.id]
            self._free_chat(one)
        self._woken.set()

    def _judged(self, one: _Finished) -> _Finished:
        """Return the outcome with a retry time, or Refused after the last attempt."""
        match one.outcome:
            case RetryLater() as again:
                outcome = self._trouble.judge(one.row, again, _moment())
            case Migrated(chat_id=chat_id) if chat_id == one.row.chat_id:
                outcome = Refused("the chat has moved to where it was")
            case Sent() | Undeliverable() | Migrated() | Refused():
                self._trouble.over(_moment())
                return one
            case never:
                assert_never(never)
        return replace(one, outcome=outcome)

    def _free_chat(self, one: _Finished) -> None:
        match one.outcome:
            case RetryLater(after_seconds=seconds):
                self._room.put_back(one.pick, not_before=_moment() + (seconds or 0.0))
                self._room.pause(self._trouble.paused_until)
                return
            case Undeliverable(lost=Lost.CHAT):
                self._room.empty(one.pick.chat_id)
                self._room.done(one.pick)
            case Migrated(chat_id=chat_id):
                self._room.done(one.pick)
                self._move(one.pick, chat_id)
            case Sent() | Undeliverable() | Refused():
                self._room.done(one.pick)
            case _ as never:
                assert_never(never)
        # The watcher may have queued a word to somebody.
        if not isinstance(one.outcome, Sent):
            self._news += 1


def _write_down(db: Db, finished: Sequence[_Finished], watcher: Watcher, now: datetime) -> None:
    """Record every outcome in one transaction, and tell the watcher within it."""
    sent = [
        Delivered(one.row.id, one.outcome.message_id)
        for one in finished
        if isinstance(one.outcome, Sent)
    ]
    outbox.mark_sent(db, sent, to_text(now))
    for one in finished:
        _write_down_one(db, one.row, one.outcome, watcher, now)


def _write_down_one(db: Db, row: Row, outcome: Outcome, watcher: Watcher, now: datetime) -> None:
    match outcome:
        case Sent():
            pass
        case RetryLater(reason=reason, after_seconds=seconds):
            due_at = to_text(now + timedelta(seconds=seconds or 0.0))
            outbox.postpone(db, row.id, due_at=due_at, error=reason)
        case Undeliverable(lost=Lost.MESSAGE, reason=reason):
            outbox.drop(db, row.id, reason)
        case Undeliverable(reason=reason):
            outbox.drop_chat(db, row.chat_id, reason)
            _tell(db, lambda: watcher.chat_gone(db, row.chat_id, reason, now))
        case Migrated(chat_id=new):
            outbox.migrate_chat(db, row.chat_id, new)
            _tell(db, lambda: watcher.chat_moved(db, row.chat_id, new, now))
        case Refused(reason=reason):
            outbox.mark_dead(db, row.id, reason)
            with about(chat=row.chat_id, row=row.id):
                log.error("the row is dead: %s", reason)
            _tell(db, lambda: watcher.refused(db, row, reason, now))
        case _ as never:
            assert_never(never)


def _tell(db: Db, tell: Callable[[], None]) -> None:
    try:
        with savepoint(db, "telling"):
            tell()
    except sqlite3.OperationalError:
        raise
    except Exception as error:
        log.exception("the watcher failed: %s", type(error).__name__)


def _moment() -> float:
    return asyncio.get_running_loop().time()


def _complain(error: sqlite3.Error) -> None:
    log.error("the outbox waits for its database: %s", error)
