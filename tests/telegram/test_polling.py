"""What polling asks for, how long it waits after each kind of failure, and when it says that updates reach us."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from telegram.error import Conflict, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.telegram.intake import (
    ANSWER_SECONDS,
    BATCH_SIZE,
    CONFLICT_RETRY_SECONDS,
    FIRST_RETRY_SECONDS,
    LAST_RETRY_SECONDS,
    POLL_SECONDS,
    Polling,
    RawUpdate,
    retry_seconds,
)
from tests.simulation.loop import VirtualLoop, virtual_time

Json = dict[str, Any]
Answer = Sequence[object] | TelegramError


def updates(count: int, first: int = 1) -> list[Json]:
    return [{"update_id": number} for number in range(first, first + count)]


@dataclass
class Telegram:
    """Answers getUpdates as planned, then has the polling stopped."""

    answers: list[Answer]
    failing_deletes: int = 0
    asked: list[tuple[float, Json, float | None]] = field(default_factory=list)
    # What has come about, in order.
    story: list[str] = field(default_factory=list)
    over: Callable[[], None] = lambda: None

    async def call(
        self, method: str, params: Mapping[str, Any], *, read_timeout_seconds: float | None = None
    ) -> Any:
        if method == "deleteWebhook":
            if self.failing_deletes:
                self.failing_deletes -= 1
                raise NetworkError("away")
            return True
        self.asked.append((virtual_time(), dict(params), read_timeout_seconds))
        if not self.answers:
            self.over()
            await asyncio.Event().wait()
        answer = self.answers.pop(0)
        if isinstance(answer, TelegramError):
            raise answer
        return answer

    async def process(self, batch: Sequence[RawUpdate]) -> None:
        self.story.append(f"{len(batch)} up to {batch[-1].update_id}")

    async def heard(self) -> None:
        self.story.append("heard")


def polled(*answers: Answer, failing_deletes: int = 0) -> Telegram:
    """Poll until each of these was given, on a clock that is made up."""
    telegram = Telegram(list(answers), failing_deletes)

    async def run() -> None:
        polling = Polling(
            telegram,  # type: ignore[arg-type]
            telegram.process,
            allowed_updates=("message",),
            heard=telegram.heard,
        )
        telegram.over = polling.stop
        await polling.run()

    loop = VirtualLoop()
    try:
        loop.run_until_complete(run())
    finally:
        loop.close()
    return telegram


def waits(telegram: Telegram) -> list[float]:
    """The seconds from each question to the next."""
    times = [at for at, _, _ in telegram.asked]
    return [round(later - at, 6) for at, later in itertools.pairwise(times)]


def test_a_full_batch_may_not_be_the_last_and_one_less_is() -> None:
    telegram = polled(updates(BATCH_SIZE), updates(BATCH_SIZE - 1, first=BATCH_SIZE + 1))

    assert telegram.story == [
        f"{BATCH_SIZE} up to {BATCH_SIZE}",
        f"{BATCH_SIZE - 1} up to {2 * BATCH_SIZE - 1}",
        "heard",
    ]


def test_nothing_new_is_heard_of_too() -> None:
    assert polled([], []).story == ["heard", "heard"]


def test_each_question_confirms_what_was_processed_and_only_the_first_is_answered_at_once() -> None:
    telegram = polled(updates(2, first=7), [])

    asked = [(p["offset"], p["timeout"], read) for _, p, read in telegram.asked]
    assert asked == [
        (None, 0, POLL_SECONDS + ANSWER_SECONDS),
        (9, POLL_SECONDS, POLL_SECONDS + ANSWER_SECONDS),
        (9, POLL_SECONDS, POLL_SECONDS + ANSWER_SECONDS),
    ]
    assert {p["limit"] for _, p, _ in telegram.asked} == {BATCH_SIZE}
    assert telegram.asked[0][1]["allowed_updates"] == ["message"]


def test_after_a_failure_the_next_question_is_answered_at_once_again() -> None:
    telegram = polled([], NetworkError("x"), [])

    assert [p["timeout"] for _, p, _ in telegram.asked] == [0, POLL_SECONDS, 0, POLL_SECONDS]


def test_waiting_doubles_with_each_failure_in_a_row_and_begins_anew_after_an_answer() -> None:
    away = NetworkError("away")
    telegram = polled(*[away] * 8, [], away, [])

    assert waits(telegram) == [0.5, 1, 2, 4, 8, 16, 30, 30, 0, 0.5, 0]


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(1, FIRST_RETRY_SECONDS), (2, 2 * FIRST_RETRY_SECONDS), (7, LAST_RETRY_SECONDS)],
)
def test_the_wait_after_so_many_failures(failures: int, seconds: float) -> None:
    assert retry_seconds(failures) == seconds


def test_however_often_it_failed_the_wait_can_be_worked_out() -> None:
    assert retry_seconds(100_000) == LAST_RETRY_SECONDS


def test_a_poll_that_times_out_once_costs_no_wait_and_twice_does() -> None:
    assert waits(polled(TimedOut(), [])) == [0, 0]
    assert waits(polled(TimedOut(), TimedOut(), [])) == [0, 1, 0]


def test_what_telegram_asks_for_is_waited_to_the_second() -> None:
    assert waits(polled(RetryAfter(17), [])) == [17, 0]


def test_another_poller_is_given_its_time() -> None:
    assert waits(polled(Conflict("x"), Conflict("x"), [])) == [CONFLICT_RETRY_SECONDS] * 2 + [0]


def test_a_webhook_that_cannot_be_removed_is_tried_again_before_anything_is_asked() -> None:
    telegram = polled([], failing_deletes=2)

    assert telegram.failing_deletes == 0
    assert len(telegram.asked) == 2


def test_what_is_no_update_is_left_out_of_the_batch() -> None:
    telegram = polled([{"update_id": 5}, {"poll": {}}, "x"])

    assert telegram.story == ["1 up to 5", "heard"]
