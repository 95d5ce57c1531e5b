"""Files in messages: uploads, known ids, pictures, and the way to download them."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.model import Json, StoredFile
from bot.sandbox.params import Params, Upload
from bot.sandbox.world import World

MAX_PHOTO_BYTES = 10 << 20  # Bot API, sendPhoto
MAX_DOWNLOAD_BYTES = 20 << 20  # Bot API, getFile


def get_file(world: World, params: Params) -> Json:
    file = world.files.get(params.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.data) > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return file.to_api() | {"file_path": file.path}


def document_content(world: World, params: Params, name: str) -> Json:
    """The ``document`` field for an upload or for the id of a known file.

    Raises: BotApiError 400 for an empty file or an id nobody knows.
    """
    return {"document": document(_file(world, params, name, folder="documents"))}


def document(file: StoredFile) -> Json:
    """The Bot API object ``Document``."""
    return file.to_api() | {"file_name": file.name, "mime_type": file.mime_type}


def photo_content(world: World, params: Params, name: str) -> Json:
    """The ``photo`` field for an upload or for the id of a known file.

    Raises: BotApiError 400 if it is too big or no picture at all.
    """
    return {"photo": photo(_file(world, params, name, folder="photos"))}


def photo(file: StoredFile) -> list[Json]:
    """The sizes of a photo; the sandbox scales nothing, so there is one.

    Raises: BotApiError 400 for more than 10 MB, or for neither PNG, JPEG nor GIF.
    """
    length = len(file.data)
    if length > MAX_PHOTO_BYTES:
        raise bad_request(
            f"file of size {length} bytes is too big for a photo; "
            f"the maximum size is {MAX_PHOTO_BYTES} bytes"
        )
    size = picture_size(file.data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    return [file.to_api() | {"width": size[0], "height": size[1]}]


def _file(world: World, params: Params, name: str, *, folder: str) -> StoredFile:
    upload = _upload(params, name)
    if upload is not None:
        if not upload.data:
            raise bad_request("file must be non-empty")
        return world.store_file(
            folder=folder, name=upload.name, mime_type=upload.mime_type, data=upload.data
        )
    file_id = params.text(name)
    if not file_id:
        raise bad_request(f"there is no {name} in the request")
    if file_id.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # the sandbox fetches from nowhere
    if file_id not in world.files:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return world.files[file_id]


def _upload(params: Params, name: str) -> Upload | None:
    value = params.values.get(name)
    if isinstance(value, str) and value.startswith("attach://"):
        return params.files.get(value.removeprefix("attach://"))
    return params.files.get(name)


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG picture; None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data.startswith((b"GIF87a", b"GIF89a")) and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        # The size stands in a start of frame, C0 to CF; C4, C8 and CC are tables.
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


METHODS: dict[str, Callable[[World, Params], Any]] = {"getFile": get_file}
