"""Sentences and formats in six languages."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.form import Text
from bot.i18n import tongue as tongue_module
from bot.i18n.isolation import Html, isolate
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import Tongue, is_translated, tongue_for
from tests.plain_text import unmarked

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


# ---------------------------------------------------------------- formats


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
    assert words.rtl == (code == "ar")


def test_an_unknown_language_is_english_and_each_is_made_once() -> None:
    assert tongue_for("xx").code == "en"
    assert tongue_for("fr") is tongue_for("fr")
    assert isolate("x") == "\u2068x\u2069"


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


@pytest.mark.parametrize(
    ("size_bytes", "shown"),
    [
        (0, "1 kB"),
        (10, "1 kB"),
        (1_499, "1 kB"),
        (2_600, "3 kB"),
        (999_499, "999 kB"),
        (999_999, "1,000 kB"),
        (1_000_000, "1 MB"),
        (1_240_000, "1.2 MB"),
        (20_000_000, "20 MB"),
    ],
)
def test_a_size_is_told_in_the_unit_that_fits(size_bytes: int, shown: str) -> None:
    assert unmarked(EN.size(size_bytes)) == shown


def test_a_number_is_the_parameter_of_its_own_plural() -> None:
    assert EN.say_n("{n} day of {who}", "{n} days of {who}", 1234, who="A&B") == (
        "1,234 days of \u2068A&amp;B\u2069"
    )
    assert EN.plain_n("{n} day", "{n} days", 1) == "1 day"


def test_a_text_in_a_context_is_filled_like_any_other() -> None:
    assert EN.say_as("answer", "<b>{a}</b>", a="<") == "<b>\u2068&lt;\u2069</b>"
    assert EN.plain_as("answer", "{a}", a=1.5) == "1.5"


def test_a_span_is_told_in_its_largest_unit() -> None:
    assert EN.ago(timedelta(days=3, hours=5)) == "3 days"


def test_several_are_joined_in_the_manner_of_the_language() -> None:
    assert EN.join(["a", "b", "c"]) == "a, b and c"
    assert tongue_for("fr").join(["a", "b", "c"]) == "a, b et c"


def test_a_language_tells_which_texts_it_has_words_for() -> None:
    assert is_translated("en", Text("Anything"))
    assert not is_translated("fr", Text("Of no catalogue"))
    assert is_translated("fr", Text("x", own={"fr": "y"}))
    assert tongue_for(None).code == "en"
