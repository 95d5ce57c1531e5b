"""What every test has in common: its clock, its order, the process it finds, how hypothesis searches, and options."""

from __future__ import annotations

import os
import time
from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import settings

from tests import clock
from tests.anywhere import WHOLE_APP, is_in_share, share
from tests.process_state import put_back

# A shared machine is slow at times, so no example has a deadline. Where a change is judged, the
# examples are the same each time; elsewhere every run looks further.
# No run leaves anything for the next one, which may be unable to write here.
settings.register_profile("here", deadline=None, database=None, print_blob=True)
settings.register_profile("judged", deadline=None, database=None, derandomize=True)
settings.load_profile("judged" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-transcripts",
        action="store_true",
        help="write the conversations of tests/dialogues anew instead of comparing them",
    )
    parser.addoption(
        "--clock",
        type=_instant,
        metavar="INSTANT",
        help="let it be that instant, such as 2027-02-28T23:30, in UTC where no zone is named",
    )
    parser.addoption(
        "--share",
        type=share,
        metavar="K/N",
        help="every N-th test from the K-th on, and all that play the whole app but for the kills",
    )


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no instant, such as 2027-02-28T23:30") from None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("usepdb"):
        from bot.turns import Turns

        # The debugger stops where a turn fails, not where a test finds that nothing came of it.
        Turns.SETS_ASIDE = False
    # A worker has the clock of whoever started it, and must not set its own a little later.
    if config.getoption("clock") is not None and not hasattr(config, "workerinput"):
        clock.set_to(config.getoption("clock"))


def pytest_report_header() -> str:
    return f"Using the clock: {clock.now():%A %Y-%m-%d %H:%M} UTC, zone {'/'.join(time.tzname)}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A share goes by the names of the tests: they may have been shuffled before."""
    share = config.getoption("share")
    if share is None:
        return
    places = {name: place for place, name in enumerate(sorted(item.nodeid for item in items))}
    kept, left = list[pytest.Item](), list[pytest.Item]()
    for item in items:
        whole_app = item.nodeid.startswith(WHOLE_APP) and item.get_closest_marker("kill") is None
        is_played = whole_app or is_in_share(share, places[item.nodeid])
        (kept if is_played else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


@pytest.hookimpl(wrapper=True)
def pytest_collection_finish(session: pytest.Session) -> Iterator[None]:
    """The kills take longest and begin first, so that no worker is left alone with them at the end."""
    session.items.sort(key=lambda item: item.get_closest_marker("kill") is None)
    return (yield)


@pytest.fixture(autouse=True)
def _process() -> Iterator[None]:
    """Every test finds the process as the first one did."""
    with put_back():
        yield


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What is logged, worded as a running bot words it: without what exceptions say."""
    from bot.operations.logs import Logfmt

    as_tests_read_it = caplog.handler.formatter
    caplog.handler.setFormatter(Logfmt())
    yield caplog
    caplog.handler.setFormatter(as_tests_read_it)
