"""Holds what every screen is written with: event, language, number of the screen."""

from __future__ import annotations

from dataclasses import dataclass

from bot.engine.form import Question
from bot.events.event import Event
from bot.i18n.tongue import Tongue
from bot.texts.messages import Button


@dataclass(frozen=True, slots=True)
class RenderContext:
    """One person's language, for one event; `screen` numbers the buttons made with it."""

    event: Event
    tongue: Tongue
    screen: int = 0

    def button(self, text: str, action: str, argument: str = "") -> Button:
        """Return a button that holds on this screen only."""
        data = f"{self.screen}:{action}" + (f":{argument}" if argument else "")
        return Button(text, data)

    def back(self) -> Button:
        return self.button("‹ " + self.tongue.plain_as("button", "Back"), "back")

    def menu(self) -> Button:
        return self.button(self.tongue.plain_as("button", "Menu"), "menu")

    def language(self) -> Button:
        return self.button(self.tongue.plain_as("button", "Language"), "language_menu")

    def label(self, question: Question) -> str:
        return self.tongue.text(question.label)
