"""Message entities in UTF-16 units: which fit a text, which Telegram finds by itself, and what it takes out of a text."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Any

Entity = dict[str, Any]

# Telegram keeps the first hundred and drops the rest silently: Bot API, message entities.
MAX_ENTITIES = 100

_BLANKED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_AUTOMATIC = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?P<email>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})"
    r"|(?<![\w@/])(?P<mention>@[A-Za-z][A-Za-z0-9_]{3,31})\b"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/@])"
)


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit of every offset and limit of the Bot API."""
    if text.isascii():
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def usable(entities: list[Any], text: str) -> list[Entity]:
    """Of a list somebody handed in, the entities that fit the text; the rest is dropped, as
    Telegram does."""
    length = utf16_length(text)
    return [entity for entity in entities if _fits(entity, length)][:MAX_ENTITIES]


def _fits(entity: Any, length: int) -> bool:
    if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
        return False
    offset, size = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(size, int):
        return False
    if offset < 0 or size <= 0 or offset + size > length:
        return False
    needed = {"text_link": "url", "custom_emoji": "custom_emoji_id"}.get(entity["type"])
    return needed is None or isinstance(entity.get(needed), str)


def clean(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Takes out what Telegram takes out of a bot's text, and moves the entities along.

    Control characters become spaces; carriage returns, line separators, bidirectional overrides
    and three combining lines vanish: TDLib, clean_input_string.
    """
    if _BLANKED.search(text):
        text = _BLANKED.sub(" ", text)
    if not _REMOVED.search(text):
        return text, entities
    gone = [utf16_length(text[: match.start()]) for match in _REMOVED.finditer(text)]
    moved = []
    for entity in entities:
        begin = entity["offset"] - bisect_left(gone, entity["offset"])
        end = entity["offset"] + entity["length"]
        length = end - bisect_left(gone, end) - begin
        if length > 0:
            moved.append(entity | {"offset": begin, "length": length})
    return _REMOVED.sub("", text), moved


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Takes blank space off both ends, as Telegram does, and moves the entities along."""
    stripped = text.strip(" \t\n")
    if stripped == text:
        return text, entities
    cut = utf16_length(text) - utf16_length(text.lstrip(" \t\n"))
    end = utf16_length(stripped)
    moved = []
    for entity in entities:
        begin = max(entity["offset"] - cut, 0)
        length = min(entity["offset"] + entity["length"] - cut, end) - begin
        if length > 0:
            moved.append(entity | {"offset": begin, "length": length})
    return stripped, moved


def automatic(text: str, taken: list[Entity] | None = None) -> list[Entity]:
    """Entities Telegram finds by itself: links, addresses, mentions, bot commands."""
    if "/" not in text and "@" not in text:
        return []
    found: list[Entity] = []
    for match in _AUTOMATIC.finditer(text):
        offset = utf16_length(text[: match.start()])
        length = utf16_length(match[0])
        if not any(_overlap(offset, length, entity) for entity in taken or ()):
            kind = str(match.lastgroup)
            found.append({"type": kind, "offset": offset, "length": length})
    return found


def _overlap(offset: int, length: int, entity: Entity) -> bool:
    if entity["type"] not in {"pre", "code", "text_link"}:
        return False
    begin, end = entity["offset"], entity["offset"] + entity["length"]
    return bool(offset < end and begin < offset + length)
