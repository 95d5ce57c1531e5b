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
from bot.documents.chart_contents import (
    STAGES,
    STANDS,
    Numbers,
    Span,
    numbers_content,
    progress_content,
    regions_content,
    steps,
    ticks,
)
from bot.documents.charts import chart_numbers, chart_progress, chart_regions
from bot.events.event import Event
from bot.events.parties import Group
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for
from bot.texts.regions import REGIONS
from tests.plain_text import unmarked

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

    assert set(STAGES) == stages | {"not_invited"}
    assert set(STAGES.values()) == set(STANDS)


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
    span = Span(first, date(2003, 7, 10))
    points = steps(
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
    found = ticks(whole)

    assert found[-1] == whole
    assert len(found) <= 5
    assert sorted(set(found)) == found


# ---------------------------------------------------------------- what is drawn

EN = tongue_for("en")


def progress(
    event: Event, replied: list[datetime], deadline: datetime | None = DEADLINE, *, invited: int = 4
) -> dict[str, object]:
    return progress_content(
        event,
        replied,
        invited=invited,
        since=date(2003, 11, 1),
        deadline=deadline,
        tongue=EN,
        as_of=AS_OF,
    )


def unmarked_values(content: dict[str, object]) -> dict[str, object]:
    return {
        key: unmarked(value) if isinstance(value, str) else value for key, value in content.items()
    }


def test_replies_over_time_are_told_with_their_span_and_marks(event: Event) -> None:
    late_on_the_first = datetime(2003, 10, 31, 23, 30, tzinfo=UTC)
    content = unmarked_values(progress(event, [AS_OF, late_on_the_first]))

    assert content == {
        "title": "Replies over time",
        "event": "World Summit on the Information Society",
        "headline": "2 of 4 States have replied.",
        "as_of": "As of 3 November 2003, 10:41 (Zurich)",
        "rows": [],
        "legend": [],
        "points": [(0.0, 0.0), (1 / 14, 0.0), (1 / 14, 0.25), (3 / 14, 0.25), (3 / 14, 0.5)],
        "ticks": [
            {"y": 0.25, "label": "1"},
            {"y": 0.5, "label": "2"},
            {"y": 0.75, "label": "3"},
            {"y": 1.0, "label": "4"},
        ],
        "marks": [
            {"x": 1.0, "label": "Deadline: \u206814 November 2003\u2069", "strong": True, "row": 0},
            {
                "x": 3 / 14,
                "label": "Today: \u20683 November 2003\u2069",
                "strong": False,
                "row": 1,
            },
        ],
        "from": "1 November 2003",
        "until": "14 November 2003",
    }


def test_without_a_deadline_the_picture_ends_today_and_marks_nothing(event: Event) -> None:
    content = progress(event, [], None)

    assert (content["marks"], content["until"]) == ([], "3 November 2003")


def test_a_reply_before_the_first_invitation_begins_the_picture(event: Event) -> None:
    content = progress(event, [datetime(2003, 10, 1, 12, tzinfo=UTC)])

    assert content["from"] == "1 October 2003"


def test_a_deadline_that_has_passed_stays_in_the_picture(event: Event) -> None:
    content = progress(event, [], datetime(2003, 11, 1, 12, tzinfo=UTC))

    assert content["until"] == "3 November 2003"
    assert [mark["x"] for mark in content["marks"]] == [1 / 3]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("invited", "top"), [(0, 1), (1, 1), (2, 2), (5, 5)])
def test_the_scale_ends_at_the_invited_or_at_those_who_replied(
    event: Event, invited: int, top: int
) -> None:
    content = progress(event, [AS_OF], invited=invited)

    assert content["ticks"][-1] == {"y": 1.0, "label": str(top)}  # type: ignore[index]
    assert content["points"][-1][1] == 1 / top  # type: ignore[index]


@pytest.mark.parametrize(
    ("whole", "marks"),
    [
        (1, [1]),
        (4, [1, 2, 3, 4]),
        (5, [2, 5]),
        (8, [2, 4, 6, 8]),
        (20, [5, 10, 15, 20]),
        (195, [50, 100, 150, 195]),
        (160, [50, 100, 160]),
    ],
)
def test_the_scale_is_marked_in_round_numbers(whole: int, marks: list[int]) -> None:
    assert ticks(whole) == marks


@pytest.mark.parametrize(
    ("stage", "stand", "word"),
    [
        ("submitted", "replied", "replied"),
        ("amended", "replied", "replied"),
        ("draft", "preparing", "in preparation"),
        ("opened", "preparing", "in preparation"),
        ("invited", "waiting", "not opened yet"),
        ("withdrawn", "withdrawn", "withdrawn"),
        ("not_invited", "uninvited", "not invited yet"),
    ],
)
def test_each_stage_is_drawn_as_what_it_means(
    event: Event, stage: str, stand: str, word: str
) -> None:
    content = regions_content(event, {Group.WESTERN: {stage: 3}}, tongue=EN, as_of=AS_OF)
    (row,) = content["rows"]  # type: ignore[misc]
    shares = {part["kind"]: part["share"] for part in row["bars"][0]}  # type: ignore[has-type]

    assert content["legend"] == [(stand, word)]
    assert shares == {kind: float(kind == stand) for kind in STANDS}


def test_regions_are_drawn_with_their_shares_and_left_out_where_they_have_no_state(
    event: Event,
) -> None:
    stages: dict[str, dict[str, int]] = {
        Group.WESTERN: {"submitted": 3, "draft": 1},
        Group.AFRICAN: {},
    }
    content = regions_content(event, stages, tongue=EN, as_of=AS_OF)
    (row,) = content["rows"]  # type: ignore[misc]

    assert content["title"] == "Replies by region"
    assert (row["label"], row["total"]) == ("Western European and other States", "3 of 4")  # type: ignore[has-type]
    assert row["bars"][0][:2] == [  # type: ignore[has-type]
        {"kind": "replied", "share": 0.75, "label": "3"},
        {"kind": "preparing", "share": 0.25, "label": "1"},
    ]
    assert content["legend"] == [("replied", "replied"), ("preparing", "in preparation")]


def test_numbers_are_drawn_against_the_largest_of_all(event: Event) -> None:
    numbers: dict[str, Numbers] = {
        Group.WESTERN: Numbers(1000, 50),
        Group.AFRICAN: Numbers(200, 2000),
    }
    content = numbers_content(event, numbers, tongue=EN, as_of=AS_OF)

    assert content["title"] == "Participants announced and named"
    assert content["headline"] == "1,200 announced, 2,050 named"
    assert content["legend"] == [("announced", "announced"), ("named", "named")]
    assert content["rows"] == [
        {
            "label": "African States",
            "total": "200 · 2,000",
            "bars": [
                [{"kind": "announced", "share": 0.1, "label": "200"}],
                [{"kind": "named", "share": 1.0, "label": "2,000"}],
            ],
        },
        {
            "label": "Western European and other States",
            "total": "1,000 · 50",
            "bars": [
                [{"kind": "announced", "share": 0.5, "label": "1,000"}],
                [{"kind": "named", "share": 0.025, "label": "50"}],
            ],
        },
    ]


def test_each_picture_is_called_by_what_it_shows(event: Event) -> None:
    names = [picture.name for picture in all_three(event, "fr")]

    assert names == [
        "WSIS-2003-progress-fr.png",
        "WSIS-2003-regions-fr.png",
        "WSIS-2003-numbers-fr.png",
    ]
