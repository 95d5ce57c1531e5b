"""Speaks one language: sentences from its catalogue, values in its formats (Babel)."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import cache, cached_property
from typing import Protocol

from babel.dates import format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.i18n import catalogue
from bot.i18n.catalogue import Catalogue
from bot.i18n.dates import day_written, locale_of, moment_written, town_of
from bot.i18n.isolation import Html, isolate, runs_leftwards
from bot.i18n.languages import FALLBACK, LANGUAGES, LOCALES

_NUMBERS = (int, float)
_MEGABYTE = 1_000_000
_KILOBYTE = 1_000


class Translatable(Protocol):
    """Words of a form or an event: a msgid in its context, or translations of their own."""

    @property
    def msgid(self) -> str: ...
    @property
    def context(self) -> str | None: ...
    @property
    def own(self) -> Mapping[str, str]: ...


def N_(msgid: str) -> str:  # noqa: N802 - the name that gettext's users know
    """Mark a msgid in a table for the catalogues; return it."""
    return msgid


def NP_(context: str, msgid: str) -> str:  # noqa: ARG001, N802 - read in the source only
    """Mark a msgid with its context in a table for the catalogues; return the msgid."""
    return msgid


class Tongue:
    """One language.

    `{name}` in a msgid is filled by parameters: Html as it is, a number formatted, any other
    text isolated and, for HTML, escaped.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self.rtl = code == "ar"
        self._locale = locale_of(code)

    @cached_property
    def _words(self) -> Catalogue:
        # English speaks in msgids, as every language does where its catalogue has a gap.
        return Catalogue() if self.code == "en" else catalogue.read(LOCALES / f"{self.code}.po")

    def say(self, msgid: str, /, **params: object) -> Html:
        return self._html(self._words.say(None, msgid), params)

    def say_as(self, context: str, msgid: str, /, **params: object) -> Html:
        return self._html(self._words.say(context, msgid), params)

    def say_n(self, singular: str, plural: str, n: int, /, **params: object) -> Html:
        """Say the plural form for `n`, which is also the parameter {n}."""
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

    def text(self, text: Translatable) -> str:
        """Return the words' own translation, else the catalogue's."""
        if text.own:
            return text.own.get(self.code) or text.own.get("en") or text.msgid
        if not text.msgid:
            return ""
        return self._words.say(text.context, text.msgid)

    def knows(self, text: Translatable) -> bool:
        """Return whether `text` has words in this very language: its own or the catalogue's."""
        if text.own:
            return bool(text.own.get(self.code))
        return self.code == "en" or (text.context, text.msgid) in self._words

    def foreign(self, typed: str) -> str:
        """Return typed text, isolated where it begins in the direction opposite to this language.

        It would reorder our words beside it otherwise.
        """
        return isolate(typed) if runs_leftwards(typed) not in (None, self.rtl) else typed

    def date(self, day: date | str) -> str:
        """Return a day, given as a date or in ISO 8601, with its month written out."""
        return day_written(date.fromisoformat(day) if isinstance(day, str) else day, self._locale)

    def moment(self, at: datetime, zone: tzinfo) -> str:
        """Return the day and time of day of `at` in that zone, with the zone's town."""
        return moment_written(at, zone, self._locale)

    def town(self, zone: tzinfo) -> str:
        """Return the town that stands for a time zone, else the zone's own name."""
        return town_of(zone, self._locale)

    def number(self, n: float) -> str:
        return str(format_decimal(n, locale=self._locale))

    def join(self, items: Sequence[str]) -> str:
        """Return "a, b and c" in the manner of the language."""
        return format_list(list(items), locale=self._locale) if items else ""

    def ago(self, span: timedelta) -> str:
        """Return how long a span is, in its largest unit."""
        return format_timedelta(span, locale=self._locale)

    def size(self, size_bytes: int) -> str:
        if size_bytes >= _MEGABYTE:
            amount = round(size_bytes / _MEGABYTE, 1)
            return self.plain_as("size", "{amount} MB", amount=amount)
        kilobytes = max(1, round(size_bytes / _KILOBYTE))
        return self.plain_as("size", "{amount} kB", amount=kilobytes)


@cache
def tongue_for(code: str | None) -> Tongue:
    """Return the language of that code, English for None and for one that is none of ours."""
    return Tongue(code if code in LANGUAGES else FALLBACK)


def is_translated(code: str, text: Translatable) -> bool:
    """Return whether that language has words of its own for `text`."""
    return tongue_for(code).knows(text)
