"""What a screen is written with: its buttons hold on that screen only."""

from __future__ import annotations

from bot.texts.context import RenderContext
from tests.texts.samples import EN, EVENT, context, question


def test_a_button_carries_the_number_of_its_screen() -> None:
    later = RenderContext(EVENT, EN, 7)

    assert later.button("Yes", "pick", "yes").data == "7:pick:yes"
    assert later.button("Menu", "menu").data == "7:menu"
    assert RenderContext(EVENT, EN).button("Menu", "menu").data == "0:menu"


def test_a_label_is_in_the_language_of_the_screen() -> None:
    assert context("fr").label(question("participation")) == "Participation au Sommet"
