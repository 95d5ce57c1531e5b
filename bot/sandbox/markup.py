"""Keyboards: checks what a bot sends as reply markup as strictly as Telegram does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from bot.sandbox.errors import bad_request
from bot.sandbox.model import Json
from bot.sandbox.params import Params

MAX_CALLBACK_DATA_BYTES = 64
MAX_BUTTONS = 100
MAX_BUTTONS_PER_ROW = 8
MAX_COPY_TEXT = 256
MAX_PLACEHOLDER = 64

_ACTIONS = (
    "callback_data",
    "url",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
    "pay",
    "disabled",
)


@dataclass(frozen=True, slots=True)
class Markup:
    """What a ``reply_markup`` asks for: inline buttons, or a keyboard below the chat."""

    inline: Json | None = None
    keyboard: list[list[Json]] | Literal["remove"] | None = None


def read_markup(params: Params) -> Markup:
    """The ``reply_markup`` of a call.

    Raises: BotApiError 400 for what Telegram would refuse.
    """
    markup = params.data("reply_markup", what="reply keyboard markup")
    if markup is None:
        return Markup()
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"], "inline keyboard", _check_inline)
        return Markup(inline={"inline_keyboard": rows} if rows else None)
    if "keyboard" in markup:
        if len(str(markup.get("input_field_placeholder") or "")) > MAX_PLACEHOLDER:
            raise bad_request("REPLY_MARKUP_INVALID")
        rows = _rows(markup["keyboard"], "reply keyboard", _check_reply)
        return Markup(keyboard=rows)
    if markup.get("remove_keyboard") is True:
        return Markup(keyboard="remove")
    return Markup()


def asks_for_contact(markup: Markup) -> bool:
    """Whether a button of the keyboard asks for the person's telephone number."""
    rows = markup.keyboard if isinstance(markup.keyboard, list) else []
    return any(button.get("request_contact") is True for row in rows for button in row)


def _rows(value: Any, where: str, check: Callable[[Any], Json]) -> list[list[Json]]:
    if not isinstance(value, list):
        raise bad_request(
            f'field "{where.replace("reply ", "").replace(" ", "_")}" of the type must be an Array'
        )
    rows: list[list[Json]] = []
    for row in value:
        if not isinstance(row, list):
            raise bad_request(f"{where} row must be an Array")
        if row:
            rows.append([check(button) for button in row])
    count = sum(len(row) for row in rows)
    if count > MAX_BUTTONS or any(len(row) > MAX_BUTTONS_PER_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return rows


def _check_inline(button: Any) -> Json:
    prefix = "can't parse inline keyboard button"
    if not isinstance(button, dict):
        raise bad_request(f"{prefix}: expected an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request(f'{prefix}: Field "text" must be of type String')
    if not any(action in button for action in _ACTIONS):
        raise bad_request(f"{prefix}: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button:
        data = button["callback_data"]
        size = len(data.encode()) if isinstance(data, str) else 0
        if not 1 <= size <= MAX_CALLBACK_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_url(button["url"])
    if "copy_text" in button:
        copied = button["copy_text"]
        size = len(str(copied.get("text") or "")) if isinstance(copied, dict) else 0
        if not 1 <= size <= MAX_COPY_TEXT:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return button


def _check_url(url: Any) -> None:
    if not isinstance(url, str) or not _is_address(url if "://" in url else f"http://{url}"):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme in {"http", "https"}:
        return "." in (parts.hostname or "")  # Telegram takes no localhost
    return parts.scheme in {"tg", "ton"} and bool(parts.netloc)


def _check_reply(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request('can\'t parse keyboard button: Field "text" must be of type String')
    return button
