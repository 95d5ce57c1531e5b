"""Records which texts the bot looks up while it speaks, and knows all that it could say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.i18n.catalogue import Catalogue
from tools.msgids import template
from tools.po_files import singular

# (context, msgid) of a text.
Key = tuple[str | None, str]


@contextmanager
def recording() -> Iterator[set[Key]]:
    """Collect the texts that are said, in whatever language, while the block runs."""
    said: set[Key] = set()
    say, say_n = Catalogue.say, Catalogue.say_n

    def noting(self: Catalogue, context: str | None, msgid: str) -> str:
        said.add((context, msgid))
        return say(self, context, msgid)

    def noting_n(self: Catalogue, one: str, more: str, n: int) -> str:
        said.add((None, one))
        return say_n(self, one, more, n)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Catalogue, "say", noting)
        patch.setattr(Catalogue, "say_n", noting_n)
        yield said


def sayable(*rooms: str) -> dict[Key, list[str]]:
    """Return every text that stands in those folders or files of the project, with its files."""
    found: dict[Key, list[str]] = {}
    for message in template():
        if not message.id:
            continue
        files = [name for name, _ in message.locations if name.startswith(rooms)]
        if files:
            found[message.context, singular(message)] = files
    return found
