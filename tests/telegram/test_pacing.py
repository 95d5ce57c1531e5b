from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.pacing import TELEGRAM, UNLIMITED, Limits, Pacer, Rate

PERSON, OTHER, GROUP = 1, 2, -1


def go_as_fast_as_allowed(pacer: Pacer, chats: list[int], *, start: float = 0.0) -> list[float]:
    """When each of these messages, one after the other, goes at the earliest."""
    times, now = [], start
    for chat in chats:
        now = max(now, pacer.overall_from(), pacer.chat_from(chat))
        pacer.count(chat, now)
        times.append(now)
    return times


BURST_OF_FOUR = Limits(overall=None, private=Rate(per_second=1, burst=4), group=None)


def most_within(times: list[float], seconds: float) -> int:
    return max(sum(1 for t in times if start <= t < start + seconds) for start in times)


def test_a_chat_gets_a_short_burst_and_then_one_a_second() -> None:
    times = go_as_fast_as_allowed(Pacer(BURST_OF_FOUR), [PERSON] * 7)

    assert [round(t, 6) for t in times] == [0, 0, 0, 0, 1, 2, 3]


def test_a_burst_is_there_again_after_a_silence() -> None:
    pacer = Pacer(BURST_OF_FOUR)
    go_as_fast_as_allowed(pacer, [PERSON] * 4)

    assert go_as_fast_as_allowed(pacer, [PERSON] * 4, start=10.0) == [10.0] * 4


def test_no_minute_brings_a_group_more_than_twenty() -> None:
    times = go_as_fast_as_allowed(Pacer(TELEGRAM), [GROUP] * 100)

    assert 19 <= most_within(times, 60) <= 20


def test_no_second_brings_telegram_more_than_thirty() -> None:
    times = go_as_fast_as_allowed(Pacer(TELEGRAM), list(range(1, 301)))

    assert most_within(times, 1) <= 30
    # Of 300 all but the burst go at the long-run rate.
    assert round(times[-1], 6) == (300 - 5) / 25


def test_one_chat_does_not_wait_for_anothers_burst() -> None:
    pacer = Pacer(BURST_OF_FOUR)
    go_as_fast_as_allowed(pacer, [PERSON] * 4)

    assert pacer.chat_from(OTHER) <= 0


def test_without_limits_nothing_waits() -> None:
    times = go_as_fast_as_allowed(Pacer(UNLIMITED), [PERSON, GROUP] * 500)

    assert set(times) == {0.0}


def test_silent_chats_are_forgotten_and_busy_ones_are_not() -> None:
    pacer = Pacer(Limits(overall=None, private=Rate(per_second=1, burst=1), group=None))
    pacer.count(PERSON, 4999.5)
    for number in range(5000):
        pacer.count(number + 10, float(number))

    assert len(pacer) < 2000
    assert pacer.chat_from(PERSON) == 5000.5


def test_a_burst_is_exactly_as_long_as_it_says_and_the_next_waits_one_interval() -> None:
    pacer = Pacer(BURST_OF_FOUR)
    for _ in range(3):
        pacer.count(PERSON, 0.0)
    with_three = pacer.chat_from(PERSON)
    pacer.count(PERSON, 0.0)

    assert with_three <= 0.0
    assert pacer.chat_from(PERSON) == 1.0


def test_a_group_and_a_person_have_their_own_rates() -> None:
    pacer = Pacer(TELEGRAM)
    for _ in range(5):
        pacer.count(GROUP, 0.0)
        pacer.count(PERSON, 0.0)

    assert pacer.chat_from(GROUP) == 4.0
    assert pacer.chat_from(PERSON) <= 0.0
    # Five at once, and each further one a twenty-fifth of a second: ten have gone.
    assert round(pacer.overall_from(), 6) == 0.24


def test_of_silent_chats_as_many_are_remembered_as_fit_and_then_none() -> None:
    pacer = Pacer(Limits(overall=None, private=Rate(per_second=1, burst=1), group=None))
    for number in range(1024):
        pacer.count(number + 1, 0.0)
    full = len(pacer)
    pacer.count(5000, 10.0)

    assert full == 1024
    assert len(pacer) == 1


def test_busy_chats_are_swept_again_only_when_they_are_twice_as_many() -> None:
    pacer = Pacer(Limits(overall=None, private=Rate(per_second=0.001, burst=1), group=None))
    for number in range(1025):
        pacer.count(number + 1, 0.0)
    swept = len(pacer)
    # All of these are over by then, and yet stay until the sweep.
    for number in range(1025):
        pacer.count(number + 2000, 5000.0)
    before = len(pacer)
    pacer.count(9999, 5000.0)

    assert (swept, before, len(pacer)) == (1025, 2050, 1026)


@given(
    st.lists(st.tuples(st.sampled_from([PERSON, OTHER, GROUP]), st.floats(0, 30)), max_size=60),
    st.floats(0.1, 50),
    st.integers(1, 10),
)
def test_any_window_holds_at_most_its_burst_and_rate(
    wishes: list[tuple[int, float]], per_second: float, burst: int
) -> None:
    rate = Rate(per_second=per_second, burst=burst)
    pacer = Pacer(Limits(overall=rate, private=rate, group=rate))
    now, times = 0.0, []
    for chat, later in wishes:
        now = max(now + later, pacer.overall_from(), pacer.chat_from(chat))
        pacer.count(chat, now)
        times.append(now)

    for seconds in (1.0, 10.0):
        allowed = burst + per_second * seconds
        assert not times or most_within(times, seconds) <= allowed + 1e-6
