"""Days, times of day, time zones and months in six languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.i18n.dates import month_names
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for

EN = tongue_for("en")


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("ar", "24 تشرين الثاني/نوفمبر 2026"),
        ("zh", "2026年11月24日"),
        ("en", "24 November 2026"),
        ("fr", "24 novembre 2026"),
        ("ru", "24 ноября 2026\u202fг."),
        ("es", "24 de noviembre de 2026"),
    ],
)
def test_a_day_is_written_out(code: str, day: str) -> None:
    assert tongue_for(code).date("2026-11-24").replace("\u00a0", "\u202f") == day


def test_a_moment_is_told_by_the_clock_of_its_zone() -> None:
    at = datetime(2003, 12, 10, 8, 30, tzinfo=UTC)

    assert EN.moment(at, ZoneInfo("Europe/Zurich")) == "10 December 2003, 09:30 (Zurich)"
    assert EN.moment(at, UTC) == "10 December 2003, 08:30 (UTC)"


@pytest.mark.parametrize(
    ("code", "zone", "town"),
    [
        ("ar", "Europe/Zurich", "زيورخ"),
        ("zh", "America/New_York", "纽约"),
        ("ru", "America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("fr", "Etc/UTC", "UTC"),
    ],
)
def test_a_time_zone_is_called_by_its_town_in_that_language(
    code: str, zone: str, town: str
) -> None:
    assert tongue_for(code).town(ZoneInfo(zone)) == town


def test_a_zone_that_is_no_place_is_called_by_its_own_name() -> None:
    assert EN.town(UTC) == "UTC"


@pytest.mark.parametrize("code", LANGUAGES)
def test_months_have_names_to_be_recognised_by(code: str) -> None:
    assert {number for _, number in month_names(code)} == set(range(1, 13))


def test_arabic_months_are_known_by_both_their_names() -> None:
    names = dict(month_names("ar"))

    assert names["تشرين الثاني"] == names["نوفمبر"] == 11


def test_a_day_can_be_given_as_a_date_or_as_text() -> None:
    assert EN.date(date(2003, 12, 10)) == EN.date("2003-12-10") == "10 December 2003"


@pytest.mark.parametrize(
    ("month", "name"),
    [
        *enumerate(
            (
                "كانون الثاني/يناير",
                "شباط/فبراير",
                "آذار/مارس",
                "نيسان/أبريل",
                "أيار/مايو",
                "حزيران/يونيو",
                "تموز/يوليو",
                "آب/أغسطس",
                "أيلول/سبتمبر",
                "تشرين الأول/أكتوبر",
                "تشرين الثاني/نوفمبر",
                "كانون الأول/ديسمبر",
            ),
            1,
        )
    ],
)
def test_arabic_writes_each_month_twice(month: int, name: str) -> None:
    names = dict(month_names("ar"))

    assert tongue_for("ar").date(date(2003, month, 7)) == f"7 {name} 2003"
    assert {names[part] for part in (name, *name.split("/"))} == {month}


def test_the_day_of_a_moment_is_that_of_its_zone() -> None:
    at = datetime(2003, 12, 31, 23, 30, tzinfo=UTC)

    assert EN.moment(at, ZoneInfo("Europe/Zurich")) == "1 January 2004, 00:30 (Zurich)"
    assert tongue_for("ar").moment(at, ZoneInfo("Europe/Zurich")).startswith("1 كانون الثاني/يناير")


def test_a_zone_by_its_distance_alone_is_called_by_that() -> None:
    assert EN.town(timezone(timedelta(hours=2))) == "UTC+02:00"
    assert EN.town(ZoneInfo("Etc/GMT-2")) == "GMT-2"


@pytest.mark.parametrize(
    ("code", "name"), [("en", "dec"), ("fr", "déc"), ("ru", "дек"), ("es", "dic"), ("zh", "12月")]
)
def test_a_short_name_of_a_month_has_no_full_stop(code: str, name: str) -> None:
    assert {word.lower(): number for word, number in month_names(code)}[name] == 12
