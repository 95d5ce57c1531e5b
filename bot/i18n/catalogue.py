"""Reads a language's catalogue with Babel and finds translations in it, as gettext does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from gettext import c2py
from pathlib import Path

# Context and msgid.
Key = tuple[str | None, str]
# English and its like, and where there is no catalogue.
_ONE_OR_MORE = c2py("n != 1")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Translations by context and msgid: one form, or as many as the language has plurals."""

    messages: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    # Which of a plural's forms goes with a number.
    form: Callable[[int], int] = _ONE_OR_MORE

    def __contains__(self, key: object) -> bool:
        return key in self.messages

    def say(self, context: str | None, msgid: str) -> str:
        """Return the translation, or the msgid itself where there is none."""
        found = self.messages.get((context, msgid))
        return found[0] if found else msgid

    def say_n(self, singular: str, plural: str, n: int) -> str:
        """Return the translation's form for `n`, or the English one where there is none."""
        found = self.messages.get((None, singular))
        form = self.form(n)
        if found and form < len(found):
            return found[form]
        return singular if n == 1 else plural


def read(path: Path) -> Catalogue:
    """Read a file's catalogue; an empty one where there is no such file.

    Fuzzy, obsolete and half-translated entries are left out, so that English stands in for them.
    """
    if not path.exists():
        return Catalogue()
    # Takes 60 ms to import, which a bot that speaks English alone need not wait for.
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        found = read_po(file, ignore_obsolete=True)
    messages: dict[Key, tuple[str, ...]] = {}
    for message in found:
        msgid = message.id if isinstance(message.id, str) else message.id[0]
        string = message.string or ""
        forms = (string,) if isinstance(string, str) else tuple(string)
        if msgid and not message.fuzzy and all(forms):
            messages[message.context, msgid] = forms
    return Catalogue(messages, c2py(found.plural_expr))
