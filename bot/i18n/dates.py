"""Writes days, times of day and time zones in a language, and lists the names of its months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, tzinfo

from babel.core import Locale
from babel.dates import format_date, format_datetime, get_timezone_location

# United Nations documents in Arabic name a month twice; CLDR has only the second names.
_ARABIC_MONTHS = (
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
)
# The United Nations write days as in British English, and Chinese in simplified characters.
_LOCALES = {"en": "en_GB", "zh": "zh_Hans"}


def locale_of(code: str) -> Locale:
    """Return Babel's locale for one of our languages."""
    return Locale.parse(_LOCALES.get(code, code))


def day_written(day: date, locale: Locale) -> str:
    """Return a day with its month written out, such as "24 November 2026"."""
    if locale.language == "ar":
        return f"{day.day} {_ARABIC_MONTHS[day.month - 1]} {day.year}"
    return format_date(day, "long", locale=locale)


def moment_written(at: datetime, zone: tzinfo, locale: Locale) -> str:
    """Return the day and time of day of `at` in that zone, with the zone's town."""
    local = at.astimezone(zone)
    clock = format_datetime(local, "HH:mm", locale=locale)
    # How the language joins a day and an hour: CLDR, dateTimeFormat.
    joined = str(locale.datetime_formats["medium"]).format(clock, day_written(local.date(), locale))
    return f"{joined} ({town_of(zone, locale)})"


def town_of(zone: tzinfo, locale: Locale) -> str:
    """Return the town that stands for a time zone, or the zone's own name where none does."""
    name = getattr(zone, "key", None) or zone.tzname(None) or "UTC"
    if "/" not in name or name.startswith("Etc/"):
        return name.rpartition("/")[2]
    # Where a language has no word of its own for the town, Babel leaves in what stands before.
    town = get_timezone_location(name, locale=locale, return_city=True)
    return town.rpartition("/")[2].replace("_", " ")


def month_names(code: str) -> Iterator[tuple[str, int]]:
    """Yield every name of every month in a language, long and short, with the month's number."""
    locale = Locale.parse("zh_Hans" if code == "zh" else code)
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                yield name.rstrip("."), number
    if code == "ar":
        for number, both in enumerate(_ARABIC_MONTHS, 1):
            yield both, number
            for name in both.split("/"):
                yield name, number
