"""Draws how the replies stand, in one language, for a telephone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from bot.documents import File, chart_contents
from bot.documents.phrases import name_of_file
from bot.documents.typesetting import draw
from bot.events.event import Event
from bot.i18n.tongue import Tongue, tongue_for

PNG = "image/png"

# A page of 360 points becomes 1080 pixels: sharp on a phone, small enough for a photo message.
_PIXELS_PER_INCH = 216


def chart_progress(
    event: Event,
    replied_at: Iterable[datetime],
    *,
    invited: int,
    since: date,
    deadline: datetime | None,
    language: str,
    as_of: datetime,
) -> File:
    """Draw how many States had replied on each day since `since`, against the deadline."""
    tongue = tongue_for(language)
    content = chart_contents.progress_content(
        event,
        replied_at,
        invited=invited,
        since=since,
        deadline=deadline,
        tongue=tongue,
        as_of=as_of,
    )
    return _picture(event, "progress", content, tongue)


def chart_regions(
    event: Event, stages: Mapping[str, Mapping[str, int]], *, language: str, as_of: datetime
) -> File:
    """Draw how many States of each region are at which stage."""
    tongue = tongue_for(language)
    content = chart_contents.regions_content(event, stages, tongue=tongue, as_of=as_of)
    return _picture(event, "regions", content, tongue)


def chart_numbers(
    event: Event, numbers: Mapping[str, chart_contents.Numbers], *, language: str, as_of: datetime
) -> File:
    """Draw participants announced against participants named, by region."""
    tongue = tongue_for(language)
    content = chart_contents.numbers_content(event, numbers, tongue=tongue, as_of=as_of)
    return _picture(event, "numbers", content, tongue)


def _picture(event: Event, what: str, content: dict[str, object], tongue: Tongue) -> File:
    name = name_of_file(event.code, what, tongue.code, suffix="png")
    return File(name, PNG, draw("charts.typ", content, tongue, pixels_per_inch=_PIXELS_PER_INCH))
