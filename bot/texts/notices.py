"""Defines what the notices to the desk and to missions share: a language, and its buttons."""

from __future__ import annotations

from typing import ClassVar

from bot.events.event import Event
from bot.i18n.tongue import Tongue
from bot.texts.messages import Button, Message, Rows
from bot.texts.values import state_name


class Notices:
    """Notices about an event in one language. Their buttons hold on every screen."""

    # What the data of the buttons begins with.
    scope: ClassVar[str]

    def __init__(self, event: Event, tongue: Tongue) -> None:
        self.event = event
        self.tongue = tongue

    def say(self, msgid: str, buttons: Rows = (), /, **params: object) -> Message:
        return Message(self.tongue.say(msgid, **params), buttons)

    def labelled(self, msgid: str, *data: str | int) -> Button:
        """Return a button with a word of the catalogue on it."""
        word = self.tongue.plain_as("button", msgid)
        return Button(word, ":".join([self.scope, *map(str, data)]))

    def state(self, party: str) -> str:
        return state_name(self.tongue, party)
