"""Defines messages and buttons as data and turns them into the Bot API's parameters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.i18n.isolation import Html

# Telegram refuses longer text after its tags are read: Bot API, sendMessage. Tags and entities
# are counted here too, so what passes here always passes there.
MAX_CHARS = 4096
# Telegram refuses longer answers to a tap: Bot API, answerCallbackQuery.
MAX_TOAST_CHARS = 200


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: it taps `data`, or opens `url`, or copies `copy`."""

    text: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `keyboard` replaces the keyboard of the phone, below a key that shares a contact."""

    text: Html
    buttons: Rows = ()
    keyboard: tuple[tuple[str, ...], ...] = ()
    share_contact: str | None = None
    drop_keyboard: bool = False

    def params(self) -> dict[str, Any]:
        """Return what `sendMessage` takes beside the chat."""
        params: dict[str, Any] = {
            "text": self.text,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        if self.buttons:
            params["reply_markup"] = {"inline_keyboard": markup(self.buttons)}
        elif self.share_contact is not None:
            rows: list[list[dict[str, Any]]] = [
                [{"text": self.share_contact, "request_contact": True}],
                *([{"text": word} for word in row] for row in self.keyboard),
            ]
            params["reply_markup"] = {
                "keyboard": rows,
                "resize_keyboard": True,
                "one_time_keyboard": True,
            }
        elif self.drop_keyboard:
            params["reply_markup"] = {"remove_keyboard": True}
        return params


def markup(rows: Rows) -> list[list[dict[str, Any]]]:
    return [[_button(button) for button in row] for row in rows]


def _button(button: Button) -> dict[str, Any]:
    if button.url is not None:
        return {"text": button.text, "url": button.url}
    if button.copy is not None:
        return {"text": button.text, "copy_text": {"text": button.copy}}
    return {"text": button.text, "callback_data": button.data}


def rows_of(buttons: Iterable[Button], *, width: int = 2, max_chars: int = 32) -> Rows:
    """Put buttons side by side, at most `width`, while they are short enough for a phone."""
    rows: list[tuple[Button, ...]] = []
    row: tuple[Button, ...] = ()
    for button in buttons:
        if row and (len(row) == width or sum(len(b.text) for b in (*row, button)) > max_chars):
            rows.append(row)
            row = ()
        row = (*row, button)
    return (*rows, row) if row else tuple(rows)


def split(blocks: Sequence[str], *, max_chars: int = MAX_CHARS) -> list[Html]:
    """Pack blocks of complete HTML into as few messages as hold them.

    A block that is too long by itself is cut between its lines.
    """
    parts: list[str] = []
    for block in blocks:
        for piece in _pieces(block, max_chars):
            if parts and len(parts[-1]) + len(piece) + 2 <= max_chars:
                parts[-1] += "\n\n" + piece
            else:
                parts.append(piece)
    return [Html(part) for part in parts]


def in_parts(blocks: Sequence[str], buttons: Rows) -> list[Message]:
    """Return as few messages as hold the blocks; the last one has the buttons."""
    *before, last = split(blocks)
    return [*(Message(part) for part in before), Message(last, buttons)]


def _pieces(block: str, max_chars: int) -> list[str]:
    if len(block) <= max_chars:
        return [block]
    pieces = [""]
    for line in block.split("\n"):
        if pieces[-1] and len(pieces[-1]) + len(line) + 1 > max_chars:
            pieces.append("")
        pieces[-1] += ("\n" if pieces[-1] else "") + line
    return pieces
