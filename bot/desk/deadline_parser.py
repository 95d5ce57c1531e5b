"""Reads a day with an hour and a time zone from what somebody typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.engine.dates import day
from bot.engine.numbers import ascii_digits
from bot.engine.problems import Problem

# A deadline without an hour lasts to the end of its day.
END_OF_DAY = time(23, 59)

_TIME = re.compile(
    r"(?<![\d.])(?P<hour>[01]?\d|2[0-3])"
    r"(?:\s?[:hH]\s?(?P<minute>[0-5]\d)|\s?(?:h|Uhr|[时時点點]))"
    r"(?:\s?(?P<half>[ap])\.?m\.?)?(?!\d)",
    re.IGNORECASE,
)
_HOUR_OF_TWELVE = re.compile(
    r"(?<![\d.])(?P<hour>\d|1[0-2])\s?(?P<half>[ap])\.?m\b\.?", re.IGNORECASE
)
_OFFSET = re.compile(
    r"\b(?:UTC|GMT)\s?(?P<sign>[+\-−])\s?(?P<hours>\d\d?)(?::?(?P<minutes>\d\d))?\b", re.IGNORECASE
)
_NO_YEAR = re.compile(r"\s*(\d\d?)\s?[./\-]\s?(\d\d?)\s?[./]?\s*")


def moment(
    said: str, months: Mapping[str, int], now: datetime, zone: tzinfo, places: Mapping[str, tzinfo]
) -> datetime | Problem:
    """Return the aware instant, in `zone` unless another is named: UTC, UTC+2, Europe/Paris, Paris.

    `places` are further names of zones, folded. A day and month without a year are the next such day.
    """
    text = ascii_digits(said).replace("：", ":")
    text, zone = _zone(text, zone, places)
    text, clock = _clock(text)
    today = now.astimezone(zone).date()
    found = _day(text.strip(" ,;"), months, today)
    if isinstance(found, Problem):
        return found
    return datetime.combine(date.fromisoformat(found), clock, tzinfo=zone)


def _zone(text: str, zone: tzinfo, places: Mapping[str, tzinfo]) -> tuple[str, tzinfo]:
    """Return the text without the zone it names, and that zone."""
    if offset := _OFFSET.search(text):
        span = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        named = timezone(span if offset["sign"] == "+" else -span)
        return text[: offset.start()] + " " + text[offset.end() :], named
    words = text.split()
    for word in words:
        key = word.strip("(),;").casefold()
        found = places.get(key) or _zones().get(key)
        if found is not None:
            return " ".join(one for one in words if one is not word), found
    return text, zone


@cache
def _zones() -> Mapping[str, tzinfo]:
    """Return zones by name and by town; a name shorter than four letters may be a word."""
    names = sorted(available_timezones())
    towns = {
        name.rsplit("/", 1)[1].replace("_", "-").casefold(): ZoneInfo(name)
        for name in names
        if "/" in name and not name.startswith("Etc/")
    }
    full = {name.casefold(): ZoneInfo(name) for name in names if "/" in name}
    return {**towns, **full, "utc": UTC, "gmt": UTC, "z": UTC}


def _clock(text: str) -> tuple[str, time]:
    """Return the text without its time of day, and that time."""
    found = _TIME.search(text) or _HOUR_OF_TWELVE.search(text)
    if found is None:
        return text, END_OF_DAY
    parts = found.groupdict()
    hour, half = int(parts["hour"]), (parts.get("half") or "").casefold()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    rest = text[: found.start()] + " " + text[found.end() :]
    return rest, time(hour, int(parts.get("minute") or 0))


def _day(text: str, months: Mapping[str, int], today: date) -> str | Problem:
    if without_year := _NO_YEAR.fullmatch(text):
        first, second = without_year.groups()
        this = day(f"{first}.{second}.{today.year}", months, today)
        if isinstance(this, Problem) or this >= today.isoformat():
            return this
        return day(f"{first}.{second}.{today.year + 1}", months, today)
    return day(text, months, today)
