"""Writes log lines as logfmt with what they are about, without the words of exceptions, which may quote answers."""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TextIO

from storage.instants import to_text

# What the work in hand is about. A thread and a task each have their own.
_about: ContextVar[dict[str, object] | None] = ContextVar("about", default=None)
_PLAIN = re.compile(r"[^\s\"=\\\x00-\x1f\x7f-\x9f]+")


@contextmanager
def about(**ids: object) -> Iterator[None]:
    """Give every line written within these fields, beside those of whatever surrounds it."""
    token = _about.set({**known(), **ids})
    try:
        yield
    finally:
        _about.reset(token)


def note(**ids: object) -> None:
    """Add fields to the surrounding `about` until it ends; do nothing outside of one."""
    noted = _about.get()
    if noted is not None:
        noted.update(ids)


def known() -> Mapping[str, object]:
    """Return what the work in hand is about, as far as it has been said and noted."""
    return _about.get() or {}


def set_up(level: str, stream: TextIO = sys.stderr, *, show_exceptions: bool = False) -> None:
    """Write our lines from that level on, and the libraries' from WARNING on: below, they quote people.

    With `show_exceptions` each is written whole, for whoever tries the bot with invented answers.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Logfmt(show_exceptions=show_exceptions))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for ours in ("bot", "storage"):
        logging.getLogger(ours).setLevel(level)
    # Python prints what these exceptions say.
    threading.excepthook = lambda lost: _lost(lost.exc_value)
    sys.unraisablehook = lambda lost: _lost(lost.exc_value)


def _lost(error: BaseException | None) -> None:
    logging.getLogger(__name__).error("an error that nobody caught", exc_info=error)


class Logfmt(logging.Formatter):
    """`time=… level=… logger=… update=… chat=… msg="…"`, one line each.

    Of an exception it writes the kinds and places, or below the line, all of it.
    """

    def __init__(self, *, show_exceptions: bool = False) -> None:
        super().__init__()
        self._shows_exceptions = show_exceptions

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = {
            "time": to_text(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            **known(),
            "msg": record.getMessage(),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and not self._shows_exceptions:
            fields["error"] = places(error)
        line = " ".join(f"{key}={_quoted(str(value))}" for key, value in fields.items())
        if error is not None and self._shows_exceptions:
            line += "\n" + "".join(traceback.format_exception(error)).rstrip()
        return line


def places(error: BaseException) -> str:
    """Return of what kind an exception and its causes are, and where each was raised; not what they say."""
    chain: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = "".join(traceback.format_tb(current.__traceback__)).rstrip()
        chain.append(f"{type(current).__name__}\n{frames}".rstrip())
        if isinstance(current, BaseExceptionGroup):
            chain += [places(one) for one in current.exceptions]
        current = current.__cause__ or current.__context__
    return "\n".join(chain)


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    shown = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(_visible(char) for char in shown) + '"'


def _visible(char: str) -> str:
    """Return a character so that it neither ends the line nor changes its direction."""
    if char == "\n":
        return "\\n"
    return char if char == " " or char.isprintable() else f"\\u{ord(char):04x}"
