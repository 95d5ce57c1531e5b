"""The measure of work counts what a block calls, and nothing that other tests have left."""

from __future__ import annotations

import gc

from tests.call_count import counted


def work_of(times: int) -> int:
    """Calls of a block that makes garbage as it goes, enough to be collected more than once."""
    with counted() as work:
        for _ in range(times):
            made: list[object] = []
            made.append(made)
    return work.calls


class Left:
    """Garbage whose finalizer is a call."""

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        self.me = None  # type: ignore[assignment]


def test_twice_the_work_is_twice_the_calls() -> None:
    once, twice = work_of(5_000), work_of(10_000)

    assert 5_000 <= once <= 5_010
    assert twice - once == 5_000


def test_what_others_have_left_is_not_counted() -> None:
    before = work_of(5_000)
    for _ in range(500):
        Left()
    after = work_of(5_000)

    assert after == before
    assert gc.isenabled()
