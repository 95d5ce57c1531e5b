"""Reads the parameters of a call, however they were sent; judges no method's rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from bot.sandbox.errors import BotApiError, bad_request

# Bot API, "Sending files": 50 MB for everything but photos.
MAX_UPLOAD_BYTES = 50 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a multipart body."""

    name: str
    mime_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Params:
    """Parameters by name: text from forms, JSON values from JSON bodies."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str) -> str:
        """The value as text; empty if absent."""
        value = self.values.get(name)
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        return json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        """The value as a whole number; the default if absent or unreadable."""
        value = self.values.get(name)
        if isinstance(value, int):
            return int(value)
        try:
            return int(str(value)) if value is not None else default
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """True for what the Bot API takes as true: true, yes and 1."""
        return self.text(name).lower() in {"true", "yes", "1"}

    def data(self, name: str, *, what: str) -> Any:
        """A JSON value, sent as such or as JSON text; None if absent or empty.

        Raises: BotApiError 400 "can't parse … JSON object".
        """
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None


def allowed_kinds(params: Params) -> list[str] | None:
    """``allowed_updates`` if it was given; what is no text in it is passed over."""
    kinds = params.data("allowed_updates", what="allowed updates")
    if not isinstance(kinds, list):
        return None
    return [kind for kind in kinds if isinstance(kind, str)]


async def read_params(request: web.Request) -> Params:
    """The parameters from the query and from a JSON, form or multipart body.

    Raises: BotApiError 413 for more than 50 MB, 400 for a body that cannot be read.
    """
    values: dict[str, Any] = dict(request.query) if request.query_string else {}
    files: dict[str, Upload] = {}
    if not request.can_read_body:
        return Params(values)
    kind = request.content_type
    if kind == "multipart/form-data":
        await _read_multipart(request, values, files)
    elif kind == "application/json":
        values |= _json_object(await _body(request))
    elif kind == "application/x-www-form-urlencoded":
        body = (await _body(request)).decode("utf-8", "replace")
        values |= parse_qsl(body, keep_blank_values=True)
    return Params(values, files)


async def _body(request: web.Request) -> bytes:
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise too_large() from None


def _json_object(body: bytes) -> Mapping[str, Any]:
    if not body.strip():
        return {}
    try:
        values = json.loads(body)
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(values, dict):
        raise bad_request("JSON object expected as the body")
    return values


async def _read_multipart(
    request: web.Request, values: dict[str, Any], files: dict[str, Upload]
) -> None:
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        data = bytearray()
        while chunk := await part.read_chunk(1 << 16):
            size += len(chunk)
            if size > MAX_UPLOAD_BYTES:
                raise too_large()
            data += chunk
        if part.filename is None:
            values[part.name] = data.decode("utf-8", "replace")
        else:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = Upload(part.filename, kind.partition(";")[0], bytes(data))


def too_large() -> BotApiError:
    """413, in the words of Telegram's front end."""
    return BotApiError(413, "Request Entity Too Large")
