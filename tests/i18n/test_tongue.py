"""Sentences, values and formats in six languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.form import Choice, Question, Text, Type, Value
from bot.i18n import catalogue
from bot.i18n import tongue as tongue_module
from bot.i18n.dates import month_names
from bot.i18n.isolation import Html, isolate
from bot.i18n.languages import LANGUAGES, LOCALES, OWN_NAMES, choose
from bot.i18n.tongue import Tongue, tongue_for
from bot.texts.values import state_name, value_text
from tests.call_count import counted

EN = tongue_for("en")
FRENCH = """
msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Good day, <b>{name}</b>"
msgstr "Bonjour <b>{name}</b>"

msgctxt "button"
msgid "Back"
msgstr "Retour"

msgid "{n} day"
msgid_plural "{n} days"
msgstr[0] "{n} jour"
msgstr[1] "{n} jours"

#, fuzzy
msgid "Half"
msgstr "Moitié"

msgid "{n} hour"
msgid_plural "{n} hours"
msgstr[0] "{n} heure"
msgstr[1] ""

msgctxt "role"
msgid "Alternate"
msgstr "Suppléant"

#~ msgid "Unknown"
#~ msgstr "Inconnu"
"""


@pytest.fixture
def french(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tongue:
    """A French with a small catalogue of its own."""
    (tmp_path / "fr.po").write_text(FRENCH, "utf-8")
    monkeypatch.setattr(tongue_module, "LOCALES", tmp_path)
    return Tongue("fr")


# ---------------------------------------------------------------- sentences


def test_a_value_is_escaped_and_isolated_and_html_goes_in_as_it_is(french: Tongue) -> None:
    said = french.say("Good day, <b>{name}</b>", name="<i>&")

    assert said == "Bonjour <b>\u2068&lt;i&gt;&amp;\u2069</b>"
    assert isinstance(said, Html)
    assert french.say("Good day, <b>{name}</b>", name=Html("<i>x</i>")) == (
        "Bonjour <b><i>x</i></b>"
    )


def test_plain_words_are_isolated_but_not_escaped(french: Tongue) -> None:
    assert EN.plain("Yes, for {state}", state="A & B") == "Yes, for \u2068A & B\u2069"
    assert type(french.plain_as("button", "Back")) is str
    assert french.plain_as("button", "Back") == "Retour"


def test_whole_numbers_are_written_in_the_manner_of_the_language(french: Tongue) -> None:
    assert french.plain("{count}", count=12345) == "12\u202f345"
    assert EN.say("{count}", count=12345) == "12,345"


@pytest.mark.parametrize(("n", "said"), [(0, "0 jour"), (1, "1 jour"), (2, "2 jours")])
def test_plurals_follow_the_catalogue(french: Tongue, n: int, said: str) -> None:
    assert french.plain_n("{n} day", "{n} days", n) == said
    assert french.say_n("{n} day", "{n} days", n) == said


@pytest.mark.parametrize("n", [0, 1, 2])
def test_what_has_no_translation_is_said_in_english(french: Tongue, n: int) -> None:
    english = "1 hour" if n == 1 else f"{n} hours"

    assert french.say("Unknown") == "Unknown"
    assert french.say_as("button", "Next") == "Next"
    assert french.say("Back") == "Back"
    assert french.say("Half") == "Half"
    assert french.plain_n("{n} hour", "{n} hours", n) == english


def test_a_language_without_a_catalogue_speaks_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tongue_module, "LOCALES", tmp_path)

    assert Tongue("ru").plain_n("{n} day", "{n} days", 5) == "5 days"


class Tags(HTMLParser):
    """Notes what Telegram would take for a tag."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


@given(st.text(), st.sampled_from(LANGUAGES))
def test_whatever_a_value_holds_the_sentence_keeps_its_tags(value: str, code: str) -> None:
    said = tongue_for(code).say("Good day, <b>{name}</b>", name=value)
    parser = Tags()
    parser.feed(said)

    assert parser.tags == ["b"]
    assert said.count("\u2068") == 1 + value.count("\u2068")


# ---------------------------------------------------------------- texts of the form


def test_words_of_the_form_are_their_own_or_the_catalogues(french: Tongue) -> None:
    own = {"en": "Head", "fr": "Chef"}

    assert french.text(Text("Head", "role", own)) == "Chef"
    assert french.text(Text("Head", "role", {"en": "Head", "es": "Jefe"})) == "Head"
    assert french.text(Text("Jefe", "role", {"es": "Jefe"})) == "Jefe"
    assert french.text(Text("Alternate", "role")) == "Suppléant"
    assert french.text(Text("Alternate")) == "Alternate"
    assert french.text(Text("")) == ""


def test_it_is_known_which_texts_lack_a_translation(french: Tongue) -> None:
    assert french.knows(Text("Alternate", "role"))
    assert not french.knows(Text("Alternate"))
    assert not french.knows(Text("Half"))
    assert french.knows(Text("Head", own={"fr": "Chef"}))
    assert not french.knows(Text("Head", own={"en": "Head"}))
    assert EN.knows(Text("Anything"))


# ---------------------------------------------------------------- values

_ROLE = (Choice("head", Text("Head of delegation")), Choice("expert", Text("Expert")))


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Type.TEXT, "as <written>", "as <written>"),
        (Type.INTEGER, 1200, "1,200"),
        (Type.INTEGER, 0, "0"),
        (Type.CHOICE, "head", "Head of delegation"),
        (Type.CHOICE, "of an earlier form", "of an earlier form"),
        (Type.CHOICES, ["head", "expert"], "Head of delegation and Expert"),
        (Type.CHOICES, [], "none"),
        (Type.YES_NO, True, "Yes"),
        (Type.YES_NO, False, "No"),
        (Type.DATE, "2003-12-10", "10 December 2003"),
        (Type.COUNTRY, "CIV", "Côte d'Ivoire"),
        (Type.COUNTRY, "XXX", "XXX"),
        (Type.TELEPHONE, "+41227305111", "+41227305111"),
        (Type.FILE, {"name": "note.pdf", "size_bytes": 1_240_000}, "note.pdf (1.2 MB)"),
        (Type.TEXT, None, "not given"),
    ],
)
def test_an_answer_is_shown_in_words(kind: Type, value: Value, shown: str) -> None:
    question = Question("q", kind, Text("Q"), choices=_ROLE)

    assert value_text(EN, question, value).replace("’", "'") == shown


# ---------------------------------------------------------------- formats


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
def test_every_language_formats_everything(code: str) -> None:
    words = tongue_for(code)

    assert words.join([]) == ""
    assert words.join(["a"]) == "a"
    assert "b" in words.join(["a", "b"])
    assert words.number(5) == "5"
    assert words.ago(timedelta(days=3))
    assert "MB" in words.size(2_500_000) or words.size(2_500_000)
    assert "1" in words.size(10)
    assert state_name(words, "FRA") != "FRA"
    assert words.rtl == (code == "ar")
    assert set(OWN_NAMES) == set(LANGUAGES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_months_have_names_to_be_recognised_by(code: str) -> None:
    assert {number for _, number in month_names(code)} == set(range(1, 13))


def test_arabic_months_are_known_by_both_their_names() -> None:
    names = dict(month_names("ar"))

    assert names["تشرين الثاني"] == names["نوفمبر"] == 11


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("fr", "fr"),
        ("fr-CA", "fr"),
        ("zh-hans", "zh"),
        ("zh_TW", "zh"),
        ("AR", "ar"),
        ("pt-br", None),
        ("", None),
        (None, None),
    ],
)
def test_telegrams_language_is_one_of_ours_or_none(sent: str | None, code: str | None) -> None:
    assert choose(sent) == code


def test_an_unknown_language_is_english_and_each_is_made_once() -> None:
    assert tongue_for("xx").code == "en"
    assert tongue_for("fr") is tongue_for("fr")
    assert isolate("x") == "\u2068x\u2069"


def test_a_catalogue_is_read_line_by_line(tmp_path: Path) -> None:
    """Twice as many messages take twice as long, and each takes little."""
    calls = []
    catalogue.read(LOCALES / "fr.po")  # Babel's reader is imported when it is first needed
    for count in (900, 1800):
        path = tmp_path / f"{count}.po"
        entries = (
            f'msgid "A sentence, number {n}"\nmsgstr "{f"Фраза номер {n}" * 3}"\n'
            for n in range(count)
        )
        path.write_text("\n".join(entries), "utf-8")
        with counted() as work:
            catalogue.read(path)
        calls.append(work.calls)

    assert calls[0] < 900 * 55
    assert calls[1] < calls[0] * 2.2


@pytest.mark.parametrize(
    ("code", "typed", "kept"),
    [
        ("fr", "note.pdf", True),
        ("fr", "مذكرة.pdf", False),
        ("ar", "مذكرة.pdf", True),
        ("ar", "note.pdf", False),
        ("ar", "245/2003", True),
    ],
)
def test_a_typed_name_of_the_other_direction_turns_no_words_round(
    code: str, typed: str, kept: bool
) -> None:
    assert tongue_for(code).foreign(typed) == (typed if kept else isolate(typed))
