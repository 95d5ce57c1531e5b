"""Catalogues: what is read of them, and how a translation is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.i18n import catalogue
from bot.i18n.catalogue import Catalogue
from bot.i18n.languages import LOCALES
from tests.call_count import counted


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


RUSSIAN = r"""
msgid ""
msgstr "Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 ? 1 : 2);\n"

msgid "{n} day"
msgid_plural "{n} days"
msgstr[0] "{n} день"
msgstr[1] "{n} дня"
msgstr[2] "{n} дней"

msgid "Back"
msgstr "Назад"

msgctxt "button"
msgid "Back"
msgstr "‹ Назад"

msgid "Empty"
msgstr ""

#, fuzzy
msgid "Guessed"
msgstr "Угадано"

#~ msgid "Gone"
#~ msgstr "Ушло"
"""


@pytest.fixture
def russian(tmp_path: Path) -> Catalogue:
    path = tmp_path / "ru.po"
    path.write_text(RUSSIAN, "utf-8")
    return catalogue.read(path)


def test_what_is_translated_is_kept_by_context_and_msgid(russian: Catalogue) -> None:
    assert dict(russian.messages) == {
        (None, "{n} day"): ("{n} день", "{n} дня", "{n} дней"),
        (None, "Back"): ("Назад",),
        ("button", "Back"): ("‹ Назад",),
    }
    assert ("button", "Back") in russian
    assert ("answer", "Back") not in russian


@pytest.mark.parametrize(
    ("n", "said"), [(1, "{n} день"), (2, "{n} дня"), (5, "{n} дней"), (21, "{n} день")]
)
def test_a_plural_has_the_form_of_the_catalogues_own_rule(
    russian: Catalogue, n: int, said: str
) -> None:
    assert russian.say_n("{n} day", "{n} days", n) == said


@pytest.mark.parametrize(("n", "said"), [(0, "{n} hours"), (1, "{n} hour"), (2, "{n} hours")])
def test_a_plural_that_is_not_there_is_said_in_english(
    russian: Catalogue, n: int, said: str
) -> None:
    assert russian.say_n("{n} hour", "{n} hours", n) == said
    assert Catalogue().say_n("{n} hour", "{n} hours", n) == said


def test_a_rule_with_more_forms_than_a_message_falls_back_to_english() -> None:
    short = Catalogue({(None, "{n} day"): ("{n} jour",)})

    assert short.say_n("{n} day", "{n} days", 1) == "{n} jour"
    assert short.say_n("{n} day", "{n} days", 2) == "{n} days"


def test_a_text_is_said_in_its_context_only(russian: Catalogue) -> None:
    assert russian.say(None, "Back") == "Назад"
    assert russian.say("button", "Back") == "‹ Назад"
    assert russian.say("answer", "Back") == "Back"


def test_without_a_file_there_is_nothing_translated(tmp_path: Path) -> None:
    assert catalogue.read(tmp_path / "xx.po") == Catalogue()
