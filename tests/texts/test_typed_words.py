"""Words that can be typed for a choice, yes, no, a month or a button."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine.folding import fold
from bot.engine.form import Choice, Question, Text
from bot.i18n.tongue import tongue_for
from bot.texts.typed_words import words_for
from tests.texts.samples import EVENT, FORM


@pytest.mark.parametrize("said", ["ambassador", "permanent representative"])
def test_either_side_of_a_slash_can_be_typed(said: str) -> None:
    assert words_for(EVENT, "en").choices["level"][said] == "ambassador"


def test_a_side_of_a_slash_never_takes_the_place_of_another_label() -> None:
    for language in EVENT.languages:
        words = words_for(EVENT, language)
        for name, held in ((q.name, q) for _, q in FORM.items if isinstance(q, Question)):
            for choice in held.choices:
                label = fold(tongue_for(language).text(choice.label))
                assert words.choices[name][label] == choice.name


@pytest.mark.parametrize("language", EVENT.languages)
def test_yes_no_months_and_buttons_can_be_typed_in_every_language(language: str) -> None:
    words = words_for(EVENT, language)

    assert {"yes", "oui", "si", "да"} <= words.yes
    assert {"no", "non", "нет"} <= words.no
    assert not words.yes & words.no
    assert words.months["december"] == words.months["decembre"] == words.months["декабря"] == 12
    assert {words.actions[word] for word in ("back", "menu", "keep", "skip")} == {
        "back",
        "menu",
        "keep",
        "skip",
    }
    assert words.actions[fold(tongue_for("fr").plain_as("button", "Skip"))] == "skip"


def test_a_choice_can_be_typed_in_another_language_than_ones_own() -> None:
    words = words_for(EVENT, "en")
    role = words.choices["delegation.role"]

    assert role["head of delegation"] == "head"
    assert role[fold("Chef de délégation")] == "head"


def test_a_word_of_ones_own_language_comes_before_the_same_word_of_another() -> None:
    """The event's own translations, where one word means two things."""
    first, second = FORM.sections[0], FORM.sections[1:]
    held = first.items[0]
    assert isinstance(held, Question)
    own = replace(
        held,
        choices=(
            Choice("a", Text("Sale", own={"en": "Sale", "fr": "Vente"})),
            Choice("b", Text("Dirty", own={"en": "Dirty", "fr": "Sale"})),
        ),
    )
    form = replace(FORM, sections=(replace(first, items=(own,)), *second))
    event = replace(EVENT, form=form)

    assert words_for(event, "en").choices[own.name]["sale"] == "a"
    assert words_for(event, "fr").choices[own.name]["sale"] == "b"
    assert words_for(event, "es").choices[own.name]["vente"] == "a"
