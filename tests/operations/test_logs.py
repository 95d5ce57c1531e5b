"""Log lines: what they are about, in one line each, and nothing of what an exception says."""

from __future__ import annotations

import io
import logging
import threading

import pytest

from bot.operations.logs import Logfmt, about, known, note, places, set_up

SECRET = "an answer that somebody gave"


@pytest.fixture
def lines() -> io.StringIO:
    """What is written once logging is set up at DEBUG; it is put back after every test."""
    stream = io.StringIO()
    set_up("DEBUG", stream)
    return stream


def fail() -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        raise ValueError(SECRET) from error


def test_a_line_says_what_it_is_about(lines: io.StringIO) -> None:
    with about(update=7):
        note(chat=-100)
        with about(row=3):
            logging.getLogger("bot.turns").warning("it %s", "works")
    logging.getLogger("bot.turns").warning("afterwards")

    first, second = lines.getvalue().splitlines()
    assert first.endswith('level=warning logger=bot.turns update=7 chat=-100 row=3 msg="it works"')
    assert second.endswith("logger=bot.turns msg=afterwards")
    assert first.startswith("time=20")


def test_what_is_noted_inside_does_not_reach_what_surrounds_it(lines: io.StringIO) -> None:
    note(chat=1)
    with about(update=7):
        with about(row=3):
            note(chat=2)
        logging.getLogger("bot").info("x")

    assert lines.getvalue().strip().endswith("update=7 msg=x")


def test_a_thread_has_its_own(lines: io.StringIO) -> None:
    def work() -> None:
        with about(update=8):
            logging.getLogger("bot").info("there")

    with about(update=7):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    assert lines.getvalue().strip().endswith("update=8 msg=there")


def test_the_libraries_write_nothing_below_a_warning(lines: io.StringIO) -> None:
    for name in ("telegram.Bot", "aiohttp.client", "aiosqlite", "asyncio"):
        logging.getLogger(name).info("parameters: %s", SECRET)

    assert lines.getvalue() == ""


def test_an_exception_is_shown_by_kind_and_place_alone(lines: io.StringIO) -> None:
    try:
        fail()
    except ValueError:
        logging.getLogger("bot").exception("it failed")

    (line,) = lines.getvalue().splitlines()
    assert "ValueError" in line
    assert "KeyError" in line
    assert "in fail" in line
    assert SECRET not in line


def test_where_answers_are_invented_an_exception_is_shown_whole_below_its_line() -> None:
    stream = io.StringIO()
    set_up("DEBUG", stream, show_exceptions=True)
    with about(update=7):
        try:
            fail()
        except ValueError:
            logging.getLogger("bot").exception("it failed")

    first, *below = stream.getvalue().splitlines()
    assert first.endswith('update=7 msg="it failed"')
    assert below[0] == "Traceback (most recent call last):"
    assert below[-1] == f"ValueError: {SECRET}"
    assert f"KeyError: {SECRET!r}" in below


def test_what_is_known_is_what_was_said_and_noted() -> None:
    with about(row=3):
        note(chat=1)
        within = dict(known())

    assert within == {"row": 3, "chat": 1}
    assert dict(known()) == {}


def test_every_exception_of_a_group_is_placed() -> None:
    group = ExceptionGroup(SECRET, [ValueError(SECRET), TypeError(SECRET)])

    shown = places(group)
    assert [kind in shown for kind in ("ExceptionGroup", "ValueError", "TypeError")] == [True] * 3
    assert SECRET not in shown


def test_a_chain_of_exceptions_that_bites_its_tail_ends() -> None:
    first, second = ValueError(), TypeError()
    first.__context__, second.__context__ = second, first

    assert places(first) == "ValueError\nTypeError"


def test_what_nobody_catches_in_a_thread_is_placed_too(lines: io.StringIO) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    assert "ValueError" in lines.getvalue()
    assert SECRET not in lines.getvalue()


def test_a_line_stays_one_line_and_in_order() -> None:
    record = logging.LogRecord("bot", logging.INFO, "", 0, 'a\nb "c" \\ \u202e\x1b[31m', (), None)

    line = Logfmt().format(record)
    assert line.endswith('msg="a\\nb \\"c\\" \\\\ \\u202e\\u001b[31m"')
