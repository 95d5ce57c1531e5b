from __future__ import annotations

import pytest

from bot.telegram.backoff import LAST_RETRY_SECONDS, MAX_ATTEMPTS, OTHERS_PASS_SECONDS, Backoff
from bot.telegram.delivery import Refused, RetryLater
from storage.outbox import Lane, Row

FAILED = RetryLater("NetworkError")


def row(chat_id: int = 1, *, attempts: int = 0) -> Row:
    return Row(
        id=chat_id,
        chat_id=chat_id,
        lane=Lane.INTERACTIVE,
        method="sendMessage",
        params={},
        target=None,
        target_message_id=None,
        document=None,
        attempts=attempts,
        created_at="2003-12-10T08:30:00.000Z",
    )


def trouble(chance: float = 0.5) -> Backoff:
    return Backoff(lambda: chance)


def wait_of(judged: RetryLater | Refused) -> float | None:
    assert isinstance(judged, RetryLater)
    return judged.after_seconds


def test_waiting_doubles_with_each_failure_of_a_row_up_to_a_limit() -> None:
    waits = [
        wait_of(trouble().judge(row(attempts=attempts), FAILED, 0.0))
        for attempts in (0, 1, 2, 3, 4, 5, 5000)
    ]

    assert waits == [1, 2, 4, 8, 16, LAST_RETRY_SECONDS, LAST_RETRY_SECONDS]


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 0.75), (0.5, 1.0), (1.0, 1.25)])
def test_chance_spreads_retries_by_a_quarter(chance: float, seconds: float) -> None:
    assert wait_of(trouble(chance).judge(row(), FAILED, 0.0)) == seconds


def test_what_telegram_asks_for_is_obeyed_to_the_second() -> None:
    asked = RetryLater("flood control", 17.0)

    assert wait_of(trouble(1.0).judge(row(attempts=9), asked, 0.0)) == 17.0


def test_trouble_of_one_chat_pauses_nobody_else() -> None:
    one = trouble()
    for attempts in range(5):
        one.judge(row(1, attempts=attempts), FAILED, 100.0 * attempts)

    assert one.paused_until == 0.0


def test_trouble_of_two_chats_pauses_everybody() -> None:
    both = trouble()
    both.judge(row(1), RetryLater("flood control", 5.0), 100.0)
    both.judge(row(2), RetryLater("flood control", 7.0), 101.0)

    assert both.paused_until == 108.0


def test_a_success_in_between_means_there_is_no_common_trouble() -> None:
    apart = trouble()
    apart.judge(row(1), FAILED, 100.0)
    apart.over(100.5)
    apart.judge(row(2), FAILED, 101.0)

    assert apart.paused_until == 0.0


def test_a_refused_token_pauses_everybody_at_once() -> None:
    refused = trouble()
    refused.judge(row(1), RetryLater("the token is refused", 30.0, whole_bot=True), 100.0)

    assert refused.paused_until == 130.0


def test_pauses_grow_from_one_to_the_next_and_begin_anew_after_a_success() -> None:
    away = trouble()
    pauses = []
    now = 0.0
    for _ in range(4):
        # Other chats each time, each failing for the first time.
        for chat in (1, 2, 3):
            away.judge(row(chat), FAILED, now)
        pauses.append(away.paused_until - now)
        now = away.paused_until
    away.over(now)
    away.judge(row(1), FAILED, now)
    away.judge(row(2), FAILED, now)

    assert pauses == [1, 2, 4, 8]
    assert away.paused_until - now == 1


def test_a_row_that_fails_for_ever_while_others_pass_is_given_up() -> None:
    alone = trouble()
    alone.over(1000.0)
    last = row(attempts=MAX_ATTEMPTS - 1)
    soon, late = 1000.0 + OTHERS_PASS_SECONDS / 2, 1000.0 + OTHERS_PASS_SECONDS

    assert isinstance(alone.judge(last, FAILED, soon), Refused)
    assert isinstance(alone.judge(last, FAILED, late), RetryLater)
    assert isinstance(alone.judge(last, RetryLater("flood control", 3.0), soon), RetryLater)
    assert isinstance(alone.judge(row(attempts=MAX_ATTEMPTS - 2), FAILED, soon), RetryLater)


@pytest.mark.parametrize(("seconds_since", "given_up"), [(119.9, True), (120.0, False)])
def test_others_pass_as_long_as_one_did_within_two_minutes(
    seconds_since: float, given_up: bool
) -> None:
    alone = trouble()
    alone.over(1000.0)
    judged = alone.judge(row(attempts=59), FAILED, 1000.0 + seconds_since)

    assert isinstance(judged, Refused) is given_up


def test_the_sixtieth_failure_is_the_last_and_says_so() -> None:
    alone = trouble()
    alone.over(0.0)

    assert isinstance(alone.judge(row(attempts=58), FAILED, 1.0), RetryLater)
    assert alone.judge(row(attempts=59), FAILED, 1.0) == Refused(
        "given up after 60 attempts: NetworkError"
    )


def test_a_failure_at_the_very_end_of_a_pause_begins_a_longer_one() -> None:
    away = trouble()
    away.judge(row(1), FAILED, 0.0)
    away.judge(row(2), FAILED, 0.0)
    within = away.paused_until
    away.judge(row(3), FAILED, 0.9)
    # What was on its way when the pause began makes it no longer than its own wait asks for.
    assert (within, away.paused_until) == (1.0, 1.9)
    away.judge(row(1), FAILED, 1.9)

    assert away.paused_until == 1.9 + 2.0


def test_the_end_of_trouble_is_logged_once_and_only_where_there_was_a_pause(
    caplog: pytest.LogCaptureFixture,
) -> None:
    one = trouble()
    one.over(0.0)
    one.judge(row(1), FAILED, 1.0)
    one.over(2.0)
    quiet = caplog.text
    one.judge(row(1), FAILED, 3.0)
    one.judge(row(2), FAILED, 3.0)
    one.over(4.0)
    one.over(5.0)

    assert quiet == ""
    assert caplog.text.count("nothing is sent for 1 seconds: NetworkError") == 1
    assert caplog.text.count("Telegram answers again") == 1
