from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import instants


def test_an_instant_is_written_in_utc_with_milliseconds_and_z() -> None:
    paris = timezone(timedelta(hours=1))

    written = instants.to_text(datetime(2003, 12, 10, 9, 30, 0, 123_456, tzinfo=paris))

    assert written == "2003-12-10T08:30:00.123Z"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        instants.to_text(datetime(2003, 12, 10))  # noqa: DTZ001 - what is refused


def test_what_is_read_back_is_aware_and_in_utc() -> None:
    read = instants.from_text("2003-12-10T08:30:00.123Z")

    assert read == datetime(2003, 12, 10, 8, 30, 0, 123_000, tzinfo=UTC)
    assert read.tzinfo is UTC


@given(st.datetimes(timezones=st.just(UTC)))
def test_writing_and_reading_loses_less_than_a_millisecond(instant: datetime) -> None:
    lost = instant - instants.from_text(instants.to_text(instant))

    assert timedelta(0) <= lost < timedelta(milliseconds=1)


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_texts_sort_as_instants_do(one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))

    assert instants.to_text(earlier) <= instants.to_text(later)
