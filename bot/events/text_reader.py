"""Reads the words of an event file: msgids, or the file's own translations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.engine.form import Text
from bot.events.toml_tables import Document, TomlTable, suggestion
from bot.i18n.languages import LANGUAGES

# Words of the form are shown as they are, so a tag or an entity would be read by people; a control
# or bidi override character would disturb the message around it, or be refused by Telegram.
_MARKUP = re.compile(r"[<>]|&(?:#?\w+);")
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2028\u2029\ufeff")
_NOTHING = Text("")


@dataclass(frozen=True, slots=True)
class Use:
    """A text and where it stands: the path in the file, and in a translator's words."""

    place: str
    about: str
    text: Text


@dataclass
class EventTexts:
    """Reads texts for an event of these languages, and keeps every one for the catalogues."""

    document: Document
    languages: tuple[str, ...]
    uses: list[Use] = field(default_factory=list)

    def take(
        self, table: TomlTable, key: str, context: str, *, about: str = "", most: int
    ) -> Text | None:
        """Return the text of a key, None where there is none.

        A text is `"msgid"`, `{msgid, context}` or `{en, fr, …}`.
        """
        found = table.value(key, str, dict)
        if found is None:
            return None
        text = self._read(table, key, found, context)
        for words in (*text.own.values(), *([] if text.own else [text.msgid])):
            self._judge(table, key, words, most)
        self.uses.append(Use(table.place(key), f"{about} {key}".strip(), text))
        return text

    def need(self, table: TomlTable, key: str, context: str, *, about: str = "", most: int) -> Text:
        """Return the text of a key that must be there."""
        text = self.take(table, key, context, about=about, most=most)
        if text is None and key not in table.data:
            table.fault(key, "is missing")
        return text or _NOTHING

    def each(
        self, table: TomlTable, key: str, context: str, *, about: str = "", most: int
    ) -> tuple[Text, ...]:
        """Return a list of texts that must be there."""
        found = table.elements(key, required=True)
        own = {f"{key}[{position}]": element for position, element in enumerate(found)}
        elements = TomlTable(table.document, table.path, own)
        return tuple(self.need(elements, name, context, about=about, most=most) for name in own)

    def _read(self, table: TomlTable, key: str, found: object, context: str) -> Text:
        if not isinstance(found, Mapping):
            return Text(str(found), context)
        inner = TomlTable(table.document, table.place(key), found)
        if "msgid" in found:
            text = Text(
                inner.string("msgid", required=True) or "", inner.string("context") or context
            )
            inner.close()
            return text
        own: dict[str, str] = {}
        for code in found:
            words = inner.string(code)
            if code not in LANGUAGES:
                inner.fault(code, f"is no language; {suggestion(code, LANGUAGES)}")
            elif words is not None:
                own[code] = words
        missing = [code for code in self.languages if code not in found]
        if missing:
            table.fault(key, f"has no words in: {', '.join(missing)}")
        return Text(own.get("en", next(iter(own.values()), "")), context, own)

    def _judge(self, table: TomlTable, key: str, words: str, most: int) -> None:
        if not words.strip():
            table.fault(key, "is empty")
        elif words != words.strip():
            table.fault(key, "begins or ends with a space or an empty line")
        if len(words) > most:
            table.fault(key, f"is too long: {len(words)} characters, where {most} fit")
        if markup := _MARKUP.search(words):
            table.fault(key, f'"{markup[0]}" would be shown as it is; please use words only')
        for sign in words:
            if sign in _OVERRIDES or (unicodedata.category(sign) in ("Cc", "Cs") and sign != "\n"):
                table.fault(key, f"holds the character U+{ord(sign):04X}, which cannot be shown")
                break

    def note_untranslated(self, is_translated: Callable[[str, Text], bool]) -> None:
        """Note a fault for each msgid that one of the event's languages has no words for."""
        for use in self.uses:
            lacking = [code for code in self.languages if not is_translated(code, use.text)]
            if lacking and not use.text.own:
                self.document.fault(use.place, f"has no translation in: {', '.join(lacking)}")
