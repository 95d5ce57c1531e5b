"""Calls the Bot API by method name, raw JSON in and out."""

from __future__ import annotations

import re
import warnings
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.telegram.aiohttp_request import AiohttpRequest


class Api(Bot):
    """python-telegram-bot's client, of which the transport and the errors are used.

    Its own methods build an object out of every answer, of which we would read one number; and
    they confirm no more than they parse, so that one strange update blocks all. `_post` is the
    seam through which every one of them goes; the public `do_api_request` warns at every method
    that has a name of its own. tests/telegram/test_contract.py holds what is relied on.
    """

    async def call(
        self, method: str, params: Mapping[str, Any], *, read_timeout_seconds: float | None = None
    ) -> Any:
        """Make one call; return the `result` of the answer as it came.

        Raises:
            telegram.error.TelegramError: one of its kinds.
        """
        timeout = BaseRequest.DEFAULT_NONE if read_timeout_seconds is None else read_timeout_seconds
        return await self._post(method, dict(params), read_timeout=timeout)


class TokenRefused(Exception):
    """Telegram does not know the token; nothing can be done but to set another."""


class Unreachable(Exception):
    """The Bot API did not answer, or not as one; `kind` names what went wrong."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@asynccontextmanager
async def connected(token: str, url: str) -> AsyncIterator[Api]:
    """Yield the client of one bot once Telegram has confirmed its token; `username` is known.

    Raises: TokenRefused, Unreachable
    """
    api = connect(token, url)
    try:
        try:
            await api.initialize()
        except InvalidToken:
            raise TokenRefused from None
        except (TelegramError, KeyError, TypeError) as error:
            raise Unreachable(type(error).__name__) from None
        yield api
    finally:
        await api.shutdown()


def connect(token: str, url: str) -> Api:
    """Return the client of one bot at one Bot API server, to be entered as a context manager."""
    return Api(
        token,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=AiohttpRequest(),
        # Long polling has its own connection, so that no crowd of sends keeps it waiting.
        get_updates_request=AiohttpRequest(connections=1),
    )


def retry_after_seconds(error: RetryAfter) -> float:
    """Return how long Telegram asks us to be silent, in seconds."""
    with warnings.catch_warnings():
        # python-telegram-bot 22 warns at every reading that this becomes a timedelta.
        warnings.simplefilter("ignore", DeprecationWarning)
        given = error.retry_after
    return given.total_seconds() if isinstance(given, timedelta) else float(given)


def quoting_nothing(error: TelegramError) -> str:
    """Return Telegram's words up to where they may quote a message: a colon or a quotation mark."""
    words = error.message.removeprefix("Forbidden: ")
    return re.split(r'[:"«“]', words, maxsplit=1)[0].strip() or type(error).__name__
