"""Text and caption of a call: markup read, trimmed, and held to Telegram's lengths."""

from __future__ import annotations

import unicodedata
from typing import Any

from bot.sandbox.entities import Entity, automatic, clean, trim, usable, utf16_length
from bot.sandbox.errors import bad_request
from bot.sandbox.html_markup import parse_html
from bot.sandbox.params import Params

MAX_TEXT = 4096  # UTF-16 units after the markup is read: Bot API, sendMessage
MAX_CAPTION = 1024
MAX_RAW_BYTES = 32768

# Unicode categories of spaces, separators, control and format characters.
_INVISIBLE = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})

Formatted = tuple[str, list[Entity]]


def read_text(params: Params, name: str, *, entities: str = "entities") -> Formatted:
    """Text with entities from ``parse_mode`` or an entity list; empty if there is none.

    Raises: BotApiError 400 for markup that cannot be read.
    """
    raw = params.text(name)
    if len(raw.encode("utf-8", "replace")) > MAX_RAW_BYTES:
        raise bad_request("text is too long")
    mode = params.text("parse_mode").lower()
    match mode:
        case "html":
            text, found = parse_html(raw)
        case "" | "none":
            text, found = raw, _entity_list(params, entities, raw)
        case "markdown" | "markdownv2":
            raise bad_request("this sandbox reads parse_mode HTML only")
        case _:
            raise bad_request("unsupported parse_mode")
    text, found = trim(*clean(text, found))
    own = automatic(text, found)
    if own:
        found = sorted([*found, *own], key=lambda entity: (entity["offset"], -entity["length"]))
    return text, found


def _entity_list(params: Params, name: str, text: str) -> list[Entity]:
    entities = params.data(name, what="entities")
    if entities is None:
        return []
    if not isinstance(entities, list):
        raise bad_request("expected an Array of MessageEntity")
    return usable(entities, text)


def text_content(params: Params) -> dict[str, Any]:
    """The content of a text message.

    Raises: BotApiError 400 if empty or longer than 4096 UTF-16 units.
    """
    text, entities = read_text(params, "text")
    if is_blank(text):
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def is_blank(text: str) -> bool:
    """Whether nobody would see anything: spaces and invisible signs do not make a message."""
    return not any(c.isalnum() for c in text) and all(
        unicodedata.category(c) in _INVISIBLE for c in text
    )


def caption_content(params: Params) -> dict[str, Any]:
    """The caption fields of a media message.

    Raises: BotApiError 400 if longer than 1024 UTF-16 units.
    """
    caption, entities = read_text(params, "caption", entities="caption_entities")
    if utf16_length(caption) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not caption:
        return {}
    return {"caption": caption, "caption_entities": entities} if entities else {"caption": caption}
