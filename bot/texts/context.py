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

    def labelled(self, msgid: str, action: str, *, sign: str = "") -> Button:
        """Return a button with a word of the catalogue on it, behind a sign such as an arrow."""
        return self.button(sign + self.tongue.plain_as("button", msgid), action)

    def back(self) -> Button:
        return self.labelled("Back", "back", sign="‹ ")

    def menu(self) -> Button:
        return self.labelled("Menu", "menu")

    def language(self) -> Button:
        return self.labelled("Language", "language_menu")

    def foot(self) -> tuple[Button, Button]:
        return (self.back(), self.menu())

    def label(self, question: Question) -> str:
        return self.tongue.text(question.label)
