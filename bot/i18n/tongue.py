"""One language's words and formats: catalogues read from `locales/`, dates and numbers by Babel."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import cache, cached_property
from pathlib import Path

from babel.core import Locale
from babel.dates import format_date, format_datetime, format_timedelta, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.engine.form import Question, Text, Type, Value
from bot.events import parties
from bot.i18n import po
from bot.i18n.po import Catalogue

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
OWN_NAMES = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
LOCALES = Path(__file__).parents[2] / "locales"

# First Strong Isolate … Pop Directional Isolate: what stands between them cannot turn the
# sentence around it (Unicode Standard Annex 9).
_FSI, _PDI = "\u2068", "\u2069"
_ISOLATES = "\u2066\u2067\u2068"
_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e"
_DIRECTING = re.compile(f"[{_ISOLATES}{_PDI}{_OVERRIDES}]")

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
_NUMBERS = (int, float)
# The United Nations write days as in British English, and Chinese in simplified characters.
_LOCALES = {"en": "en_GB", "zh": "zh_Hans"}
_MEGABYTE = 1_000_000
_KILOBYTE = 1_000


class Html(str):
    """Text that is safe to send with parse_mode=HTML."""

    __slots__ = ()


def N_(msgid: str) -> str:  # noqa: N802 - the name that gettext's users know
    """Marks a msgid in a table, for the catalogues."""
    return msgid


def NP_(context: str, msgid: str) -> str:  # noqa: ARG001, N802 - read in the source only
    """Marks a msgid with its context in a table, for the catalogues."""
    return msgid


def isolate(text: str) -> str:
    """The text so that it turns nothing around it, whatever it holds."""
    return f"{_FSI}{_contained(text)}{_PDI}"


def _contained(text: str) -> str:
    """Without overrides, and with no isolate that ends outside or before it begins."""
    if not _DIRECTING.search(text):
        return text
    kept: list[str] = []
    depth = 0
    for char in text:
        if char in _ISOLATES:
            depth += 1
        elif char == _PDI:
            if depth == 0:
                continue
            depth -= 1
        elif char in _OVERRIDES:
            continue
        kept.append(char)
    return "".join(kept) + _PDI * depth


class Tongue:
    """One language. `{name}` in a msgid is filled by parameters: Html as it is, a number
    formatted, any other text isolated and, for HTML, escaped."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.rtl = code == "ar"
        self._locale = Locale.parse(_LOCALES.get(code, code))

    @cached_property
    def _words(self) -> Catalogue:
        # English speaks in msgids, as every language does where its catalogue has a gap.
        return Catalogue() if self.code == "en" else po.read(LOCALES / f"{self.code}.po")

    # ------------------------------------------------------------ sentences

    def say(self, msgid: str, /, **params: object) -> Html:
        return self._html(self._words.say(None, msgid), params)

    def say_as(self, context: str, msgid: str, /, **params: object) -> Html:
        return self._html(self._words.say(context, msgid), params)

    def say_n(self, singular: str, plural: str, n: int, /, **params: object) -> Html:
        """The plural form for `n`, which is also the parameter {n}."""
        return self._html(self._words.say_n(singular, plural, n), {"n": n, **params})

    def plain(self, msgid: str, /, **params: object) -> str:
        return self._plain(self._words.say(None, msgid), params)

    def plain_as(self, context: str, msgid: str, /, **params: object) -> str:
        return self._plain(self._words.say(context, msgid), params)

    def plain_n(self, singular: str, plural: str, n: int, /, **params: object) -> str:
        return self._plain(self._words.say_n(singular, plural, n), {"n": n, **params})

    def _html(self, template: str, params: dict[str, object]) -> Html:
        if not params:
            return Html(template)
        filled = {name: self._safe(value) for name, value in params.items()}
        return Html(template.format_map(filled))

    def _safe(self, value: object) -> str:
        if isinstance(value, Html):
            return value
        shown = self._shown(value)
        return shown if isinstance(value, _NUMBERS) else isolate(html.escape(shown, quote=False))

    def _plain(self, template: str, params: dict[str, object]) -> str:
        if not params:
            return template
        return template.format_map(
            {
                name: self._shown(value) if isinstance(value, _NUMBERS) else isolate(str(value))
                for name, value in params.items()
            }
        )

    def _shown(self, value: object) -> str:
        return self.number(value) if isinstance(value, _NUMBERS) else str(value)

    # ------------------------------------------------------------ values

    def text(self, text: Text) -> str:
        """Words of the form or the event: their own translation, else the catalogue's."""
        if text.own:
            return text.own.get(self.code) or text.own.get("en") or text.msgid
        if not text.msgid:
            return ""
        return self._words.say(text.context, text.msgid)

    def knows(self, text: Text) -> bool:
        """Whether `text` has words of this very language: its own, or an entry of the catalogue."""
        if text.own:
            return bool(text.own.get(self.code))
        return self.code == "en" or (text.context, text.msgid) in self._words

    def value(self, question: Question, value: Value) -> str:
        """An answer in words, without HTML."""
        if value is None:
            return self.plain_as("answer", "not given")
        match question.type, value:
            case Type.CHOICE, str():
                return self._choice(question, value)
            case Type.CHOICES, list():
                chosen = [self._choice(question, name) for name in value]
                return self.join(chosen) if chosen else self.plain_as("answer", "none")
            case _, bool():
                return self.plain_as("answer", "Yes") if value else self.plain_as("answer", "No")
            case Type.DATE, str():
                return self.date(value)
            case Type.COUNTRY, str():
                return self.country(value)
            case _, dict():
                size = self.size(int(value.get("size_bytes", 0)))
                return f"{self.foreign(str(value.get('name', '')))} ({size})"
            case _, int():
                return self.number(value)
            case _:
                return str(value)

    def foreign(self, typed: str) -> str:
        """What somebody typed, isolated where it begins in the other direction than this language:
        else it would turn our words beside it round."""
        kinds = (unicodedata.bidirectional(char) for char in typed)
        first = next((kind for kind in kinds if kind in ("L", "R", "AL")), None)
        leftwards = self.code == "ar"
        return typed if first is None or (first != "L") == leftwards else isolate(typed)

    def _choice(self, question: Question, name: str) -> str:
        choice = question.choice(name)
        return self.text(choice.label) if choice else name

    def date(self, day: date | str) -> str:
        """A day in words, with its month written out."""
        when = date.fromisoformat(day) if isinstance(day, str) else day
        if self.code == "ar":
            return f"{when.day} {_ARABIC_MONTHS[when.month - 1]} {when.year}"
        return format_date(when, "long", locale=self._locale)

    def moment(self, at: datetime, zone: tzinfo) -> str:
        """A day and a time of day in that zone, with the zone's name."""
        local = at.astimezone(zone)
        clock = format_datetime(local, "HH:mm", locale=self._locale)
        # How the language joins a day and an hour: CLDR, dateTimeFormat.
        joined = str(self._locale.datetime_formats["medium"]).format(clock, self.date(local.date()))
        return f"{joined} ({self.town(zone)})"

    def town(self, zone: tzinfo) -> str:
        """What a time zone is called: by the town that stands for it, else by its own name."""
        name = getattr(zone, "key", None) or zone.tzname(None) or "UTC"
        if "/" not in name or name.startswith("Etc/"):
            return name.rpartition("/")[2]
        # Where a language has no word of its own for the town, Babel leaves in what stands before.
        town = get_timezone_location(name, locale=self._locale, return_city=True)
        return town.rpartition("/")[2].replace("_", " ")

    def number(self, n: float) -> str:
        return str(format_decimal(n, locale=self._locale))

    def join(self, items: Sequence[str]) -> str:
        """ "a, b and c" in the manner of the language."""
        return format_list(list(items), locale=self._locale) if items else ""

    def ago(self, span: timedelta) -> str:
        """How long a time is, in its largest unit."""
        return format_timedelta(span, locale=self._locale)

    def size(self, size_bytes: int) -> str:
        if size_bytes >= _MEGABYTE:
            amount = round(size_bytes / _MEGABYTE, 1)
            return self.plain_as("size", "{amount} MB", amount=amount)
        kilobytes = max(1, round(size_bytes / _KILOBYTE))
        return self.plain_as("size", "{amount} kB", amount=kilobytes)

    def country(self, code: str) -> str:
        """The official short name of a State; its code where it is none of ours."""
        party = parties.load().get(code)
        return party.name(self.code) if party else code


def month_names(code: str) -> Iterator[tuple[str, int]]:
    """Every way in which a language writes its months, long and short."""
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


@cache
def tongue_for(code: str) -> Tongue:
    """The language of that code; English for one that is none of ours."""
    return Tongue(code if code in LANGUAGES else "en")


def choose(language_code: str | None) -> str | None:
    """Telegram's language code (an IETF tag such as `pt-br`) as one of ours, or None."""
    if not language_code:
        return None
    primary = language_code.casefold().replace("_", "-").split("-")[0]
    return primary if primary in LANGUAGES else None
