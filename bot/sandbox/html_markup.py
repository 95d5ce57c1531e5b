"""Telegram's HTML markup: read into a text with entities, and written from one; knows no messages."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from bot.sandbox.entities import MAX_ENTITIES, Entity, utf16_length
from bot.sandbox.errors import bad_request

TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}

TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "text_link": "a",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "custom_emoji": "tg-emoji",
}

# The only named references the Bot API knows; anything else stays as it was typed.
NAMED_REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_REFERENCE = re.compile(r"&(?:#(?:x([0-9a-fA-F]+)|([0-9]+))|([a-z]+));?")
_SPACE = " \t\r\n\f\v"


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int


class _HtmlReader:
    """One pass over the markup; refuses what Telegram refuses, with the same byte offset."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.pieces: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            stop = self.source.find("<", self.at)
            if stop < 0:
                stop = len(self.source)
            self._add_text(self.source[self.at : stop])
            self.at = stop
            if stop == len(self.source):
                break
            if self.source.startswith("</", stop):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            tag = self.open[-1].tag
            raise _refused(f'Can\'t find end tag corresponding to start tag "{tag}"')
        return "".join(self.pieces), self.entities

    def _add_text(self, raw: str) -> None:
        text = _decode(raw)
        self.pieces.append(text)
        self.length += utf16_length(text)

    def _bytes_before(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))

    def _peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def _skip_space(self) -> None:
        while self._peek() and self._peek() in _SPACE:
            self.at += 1

    def _take_until(self, stops: str) -> str:
        begin = self.at
        while self._peek() and self._peek() not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._take_until(_SPACE + ">").lower()
        if not self._peek():
            raise _refused(f"Unclosed start tag at byte offset {self._bytes_before(begin)}")
        if tag not in TYPES:
            offset = self._bytes_before(begin)
            raise _refused(f'Unsupported start tag "{tag}" at byte offset {offset}')
        argument = ""
        while self._peek() != ">":
            self._skip_space()
            if self._peek() == ">":
                break
            argument = self._attribute(tag, begin) or argument
        self.at += 1
        if tag == "span" and argument != "spoiler":
            offset = self._bytes_before(begin)
            raise _refused(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
        self.open.append(_Open(tag, argument, self.length))

    def _attribute(self, tag: str, begin: int) -> str:
        name = self._take_until(_SPACE + "=>/\"'").lower()
        if not name:
            offset = self._bytes_before(begin)
            raise _refused(f'Empty attribute name in the tag "{tag}" at byte offset {offset}')
        self._skip_space()
        if not self._peek():
            raise _refused(f"Unclosed start tag at byte offset {self._bytes_before(begin)}")
        if self._peek() != "=":
            return _argument(tag, name, "")
        self.at += 1
        self._skip_space()
        value = self._attribute_value()
        if not self._peek():
            raise _refused(f"Unclosed start tag at byte offset {self._bytes_before(begin)}")
        return _argument(tag, name, value)

    def _attribute_value(self) -> str:
        quote = self._peek()
        if quote and quote in "\"'":
            self.at += 1
            value = self._take_until(quote)
            self.at += 1
            return _decode(value)
        begin = self.at
        while re.match(r"[A-Za-z0-9.-]", self._peek()):
            self.at += 1
        if self._peek() and self._peek() not in _SPACE + ">":
            offset = self._bytes_before(begin)
            raise _refused(f"Unexpected end of name token at byte offset {offset}")
        return self.source[begin : self.at].lower()

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise _refused(f"Unexpected end tag at byte offset {self._bytes_before(begin)}")
        self.at += 2
        tag = self._take_until(_SPACE + ">").lower()
        self._skip_space()
        if self._peek() != ">":
            raise _refused(f"Unclosed end tag at byte offset {self._bytes_before(begin)}")
        self.at += 1
        opened = self.open.pop()
        if tag and tag != opened.tag:
            raise _refused(
                f"Unmatched end tag at byte offset {self._bytes_before(begin)}, "
                f'expected "</{opened.tag}>", found "</{tag}>"'
            )
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self.length - opened.offset
        if not length:
            return
        entity: Entity = {"type": TYPES[opened.tag], "offset": opened.offset, "length": length}
        match opened.tag:
            case "a":
                if not _is_web_address(opened.argument):
                    return  # Telegram drops a link without a usable address, not its text
                entity["url"] = opened.argument
            case "tg-emoji":
                if not opened.argument.isdecimal():
                    raise _refused("Invalid custom emoji identifier specified")
                entity["custom_emoji_id"] = opened.argument
            case "blockquote" if opened.argument:
                entity["type"] = "expandable_blockquote"
            case "code" if opened.argument:
                entity["language"] = opened.argument
            case "pre":
                self._merge_code_into(entity)
        self.entities.append(entity)

    def _merge_code_into(self, pre: Entity) -> None:
        """``<pre><code class="language-x">`` is one entity with a language."""
        if not self.entities:
            return
        inner = self.entities[-1]
        same_place = (inner["offset"], inner["length"]) == (pre["offset"], pre["length"])
        if inner["type"] == "code" and same_place:
            self.entities.pop()
            if "language" in inner:
                pre["language"] = inner["language"]


def _refused(text: str) -> Exception:
    return bad_request(f"can't parse entities: {text}")


def _argument(tag: str, name: str, value: str) -> str:
    match tag, name:
        case "a", "href":
            return value
        case "code", "class" if value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case "tg-emoji", "emoji-id":
            return value
        case "blockquote", "expandable":
            return "expandable"
    return ""


def _is_web_address(address: str) -> bool:
    return bool(
        re.match(r"(?:https?|tg|ton|mailto|tel):\S+$|[\w-]+(?:\.[\w-]+)+", address, re.IGNORECASE)
    )


def _decode(raw: str) -> str:
    if "&" not in raw:
        return raw
    return _REFERENCE.sub(_decode_reference, raw)


def _decode_reference(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return NAMED_REFERENCES.get(name, found[0])
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if number == 0 or number >= 0x10FFFF or 0xD800 <= number < 0xE000:
        return found[0]
    return chr(number)


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of HTML markup.

    Raises: BotApiError 400 "can't parse entities: …" as Telegram words it.
    """
    text, entities = _HtmlReader(source).read()
    entities.reverse()  # an inner tag closes first, and of two on the same words it comes second
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return text, [_public(entity) for entity in entities][:MAX_ENTITIES]


def _public(entity: Entity) -> Entity:
    if entity["type"] == "code" and "language" in entity:
        return {key: value for key, value in entity.items() if key != "language"}
    return entity


def to_html(text: str, entities: list[Entity]) -> str:
    """The text as HTML markup, escaped, with a tag for every entity that has one."""
    marks = [entity for entity in entities if entity["type"] in TAGS]
    if not marks:
        return html.escape(text, quote=False)
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for entity in sorted(marks, key=lambda mark: (mark["offset"], -mark["length"])):
        opening.setdefault(entity["offset"], []).append(_open_tag(entity))
        end = entity["offset"] + entity["length"]
        closing.setdefault(end, []).insert(0, f"</{TAGS[entity['type']]}>")
    pieces: list[str] = []
    position = 0
    for character in text:
        pieces += closing.get(position, ()) or ()
        pieces += opening.get(position, ()) or ()
        pieces.append(html.escape(character, quote=False))
        position += 2 if character > "\uffff" else 1
    pieces += closing.get(position, ())
    return "".join(pieces)


def _open_tag(entity: Entity) -> str:
    match entity["type"]:
        case "text_link":
            return f'<a href="{html.escape(entity["url"])}">'
        case "expandable_blockquote":
            return "<blockquote expandable>"
        case "custom_emoji":
            return f'<tg-emoji emoji-id="{entity["custom_emoji_id"]}">'
        case "pre" if entity.get("language"):
            # No attribute on <pre> itself: the language rides on an inner <code> in Telegram's
            # own markup, and the page needs only the block.
            return "<pre>"
        case kind:
            return f"<{TAGS[kind]}>"
