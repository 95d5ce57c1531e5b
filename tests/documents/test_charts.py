from __future__ import annotations

import re
import struct
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zlib import decompress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents import File
from bot.documents.charts import (
    _STAGES,
    _STANDS,
    Numbers,
    _Span,
    _steps,
    _ticks,
    chart_numbers,
    chart_progress,
    chart_regions,
)
from bot.events.event import Event
from bot.events.parties import Group
from bot.i18n.languages import LANGUAGES
from bot.texts.regions import REGIONS

AS_OF = datetime(2003, 11, 3, 9, 41, tzinfo=UTC)
SINCE = date(2003, 7, 9)
DEADLINE = datetime(2003, 11, 14, 22, 59, tzinfo=UTC)
REPLIED = [datetime(2003, 8, 1, 12, tzinfo=UTC) + timedelta(days=number) for number in range(90)]


def all_three(event: Event, language: str) -> list[File]:
    stages = {
        "submitted": 18,
        "amended": 4,
        "draft": 7,
        "opened": 3,
        "invited": 22,
        "withdrawn": 1,
        "not_invited": 5,
    }
    return [
        chart_progress(
            event,
            REPLIED,
            invited=195,
            since=SINCE,
            deadline=DEADLINE,
            language=language,
            as_of=AS_OF,
        ),
        chart_regions(event, dict.fromkeys(REGIONS, stages), language=language, as_of=AS_OF),
        chart_numbers(
            event, dict.fromkeys(REGIONS, Numbers(640, 212)), language=language, as_of=AS_OF
        ),
    ]


def size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the header (PNG specification, 11.2.2)."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pictures_fit_a_phone_in_each_language(event: Event, language: str) -> None:
    pictures = all_three(event, language)

    for picture in pictures:
        width, height = size(picture.data)
        assert width == 1080
        assert 400 < height < 2160
        # Telegram takes photos of up to 10 MB.
        assert len(picture.data) < 500_000
    assert len({picture.name for picture in pictures}) == 3


def test_every_stage_of_a_reply_has_a_place_in_the_picture() -> None:
    schema = Path(__file__).parents[2] / "storage" / "migrations" / "0001_initial.sql"
    check = re.search(r"CHECK \(stage IN \(([^)]*)\)", schema.read_text(encoding="utf-8"))
    assert check is not None
    stages = {word.strip(" '") for word in check[1].split(",")}

    assert set(_STAGES) == stages | {"not_invited"}
    assert set(_STAGES.values()) == set(_STANDS)


def test_a_picture_has_a_background_of_its_own(event: Event) -> None:
    png = all_three(event, "en")[0].data
    start = png.index(b"IDAT") + 4
    length = struct.unpack(">I", png[start - 8 : start - 4])[0]
    # The first row: its filter, then the pixel in the corner, red, green, blue and opacity.
    corner = decompress(png[start : start + length])[1:5]

    assert corner == b"\xff\xff\xff\xff"


def test_the_same_numbers_are_the_same_bytes(event: Event) -> None:
    assert all_three(event, "ar") == all_three(event, "ar")


def test_pictures_of_nothing_are_still_pictures(event: Event) -> None:
    nothing = [
        chart_progress(
            event, [], invited=0, since=SINCE, deadline=None, language="fr", as_of=AS_OF
        ),
        chart_regions(event, {}, language="fr", as_of=AS_OF),
        chart_numbers(event, {Group.WESTERN: Numbers(0, 0)}, language="fr", as_of=AS_OF),
    ]

    assert all(size(picture.data)[0] == 1080 for picture in nothing)


def test_replies_rise_at_the_end_of_their_day_and_stop_today() -> None:
    first = date(2003, 7, 1)
    span = _Span(first, date(2003, 7, 10))
    points = _steps(
        [date(2003, 7, 2), date(2003, 7, 2), date(2003, 7, 4)], span, date(2003, 7, 5), 4
    )

    assert points == [
        (0.0, 0.0),
        (0.2, 0.0),
        (0.2, 0.5),
        (0.4, 0.5),
        (0.4, 0.75),
        (0.5, 0.75),
        (0.5, 0.75),
    ]


def test_replies_after_the_moment_of_the_picture_do_not_count(event: Event) -> None:
    def drawn(replied: list[datetime]) -> bytes:
        return chart_progress(
            event,
            replied,
            invited=195,
            since=SINCE,
            deadline=DEADLINE,
            language="en",
            as_of=AS_OF,
        ).data

    assert drawn(REPLIED) == drawn([*REPLIED, AS_OF + timedelta(seconds=1)])
    assert drawn(REPLIED) != drawn([*REPLIED, AS_OF])


@given(st.integers(1, 100_000))
def test_the_scale_has_few_round_numbers_and_ends_at_the_whole(whole: int) -> None:
    ticks = _ticks(whole)

    assert ticks[-1] == whole
    assert len(ticks) <= 5
    assert sorted(set(ticks)) == ticks
