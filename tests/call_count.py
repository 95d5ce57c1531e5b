"""Counts the calls a piece of code makes: a measure of its work that is the same on every machine."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from cProfile import Profile


class Work:
    """Calls of functions, built in or not, and steps of generators."""

    calls = 0


@contextmanager
def counted() -> Iterator[Work]:
    """What this thread calls until the end of the block.

    Nothing is collected meanwhile: the finalizers of what other tests have left would be counted.
    """
    work, profile = Work(), Profile()
    collected = gc.isenabled()
    gc.disable()
    profile.enable()
    try:
        yield work
    finally:
        profile.disable()
        if collected:
            gc.enable()
        work.calls = sum(entry.callcount + entry.reccallcount for entry in profile.getstats())
