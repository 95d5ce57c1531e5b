"""Carries python-telegram-bot's HTTP calls over one aiohttp session, each once.

The address of every call holds the token, so no error raised here keeps the address or what it
came from, and nothing is logged.
"""

from __future__ import annotations

import asyncio
import io
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# What Telegram's own server lets a bot download: Bot API, getFile.
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
CHUNK_BYTES = 64 * 1024

# Seconds, None or BaseRequest.DEFAULT_NONE; python-telegram-bot's own alias for it is private.
Timeout = object


class ResponseTooLarge(TelegramError):
    """The answer is longer than was agreed to; asking again would not help."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"The answer is longer than {max_bytes} bytes")
        self.max_bytes = max_bytes


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long each part of a call may take, in seconds; None waits for ever."""

    connect: float | None = 5.0
    read: float | None = 10.0
    write: float | None = 10.0
    pool: float | None = 5.0
    # Instead of `write` when files go along: they may pass through a narrow line.
    write_files: float | None = 60.0


class AiohttpRequest(BaseRequest):
    """The Bot API's calls over one pool of connections, two to four times as fast as the default.

    aiohttp does not time writing, so writing is bounded together with the rest: until the answer
    begins, a call takes no longer than its four timeouts added up. `retrieve` and every other
    answer end with `ResponseTooLarge` beyond `max_response_bytes`.
    """

    def __init__(
        self,
        *,
        timeouts: Timeouts | None = None,
        connections: int = 64,
        max_response_bytes: int = MAX_DOWNLOAD_BYTES,
    ) -> None:
        self._timeouts = timeouts or Timeouts()
        self._connections = connections
        self._max_response_bytes = max_response_bytes
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Return the read timeout of calls that name none, in seconds."""
        return self._timeouts.read

    async def initialize(self) -> None:
        """Open the session; harmless when it is open."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close every connection; harmless when they are closed."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        write_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        connect_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        pool_timeout: Timeout = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call; return the HTTP status and the body.

        Raises:
            TimedOut: a part took too long; the call may have been carried out.
            NetworkError: the connection failed or broke; `TimedOut` is one of its kinds.
            ResponseTooLarge: the body passed `max_response_bytes` and was not read further.
        """
        if self._session is None:
            raise RuntimeError("AiohttpRequest is not initialized")
        default = self._timeouts
        has_files = request_data is not None and request_data.contains_files
        timeouts = Timeouts(
            connect=_seconds(connect_timeout, default.connect),
            read=_seconds(read_timeout, default.read),
            write=_seconds(write_timeout, default.write_files if has_files else default.write),
            pool=_seconds(pool_timeout, default.pool),
        )
        try:
            return await self._call(self._session, method, url, _body(request_data), timeouts)
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"The connection failed ({type(error).__name__})") from None

    async def _call(
        self,
        session: aiohttp.ClientSession,
        method: str,
        url: str,
        body: aiohttp.FormData | aiohttp.BytesPayload | None,
        timeouts: Timeouts,
    ) -> tuple[int, bytes]:
        parts = (timeouts.pool, timeouts.connect, timeouts.write, timeouts.read)
        async with asyncio.timeout(_added(*parts)):
            response = await session.request(
                method,
                url,
                data=body,
                timeout=aiohttp.ClientTimeout(
                    total=None,
                    connect=_added(timeouts.pool, timeouts.connect),
                    sock_connect=timeouts.connect,
                    sock_read=timeouts.read,
                ),
                allow_redirects=False,  # never hand the token on to another address
            )
        async with response:
            payload = await self._read(response)
        succeeded = 200 <= response.status <= 299
        return response.status, payload if succeeded else _as_error(payload)

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        if (response.content_length or 0) > self._max_response_bytes:
            response.close()
            raise ResponseTooLarge(self._max_response_bytes)
        payload = bytearray()
        async for chunk in response.content.iter_chunked(CHUNK_BYTES):
            payload += chunk
            if len(payload) > self._max_response_bytes:
                response.close()
                raise ResponseTooLarge(self._max_response_bytes)
        return bytes(payload)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the answer as a mapping; unlike the inherited method, log nothing of one it cannot read.

        Raises:
            NetworkError: something between here and Telegram answered in its place.
        """
        answer = _json_object(payload)
        if answer is None:
            raise NetworkError("The answer is not the Bot API's")
        return answer


def _seconds(value: Timeout, default: float | None) -> float | None:
    if value is BaseRequest.DEFAULT_NONE:
        return default
    return float(value) if isinstance(value, int | float) else None


def _added(*seconds: float | None) -> float | None:
    """Return the sum, or None when one of the parts may take for ever."""
    known = [part for part in seconds if part is not None]
    return sum(known) if len(known) == len(seconds) else None


def _body(data: RequestData | None) -> aiohttp.FormData | aiohttp.BytesPayload | None:
    """Return the parameters form-encoded, or multipart when files go along."""
    if data is None or not (data.contains_files or data.json_parameters):
        return None
    if not data.contains_files:
        # Not by FormData, which draws a boundary from the system for every call.
        encoded = urlencode(data.json_parameters).encode()
        return aiohttp.BytesPayload(encoded, content_type="application/x-www-form-urlencoded")
    # File names stay readable: percent-encoded ones would be shown so by Telegram.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime_type) in data.multipart_data.items():
        # A file is sent in pieces; long bytes would be written at once and hold up the loop.
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=filename, content_type=mime_type)
    return form


def _json_object(payload: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(payload.decode("utf-8", "replace"))
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _as_error(payload: bytes) -> bytes:
    """Return the body of a failure, empty for a proxy's page, lest an exception quotes it."""
    return payload if _json_object(payload) is not None else b"{}"
