"""Judges a workbook's outer wrapping before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

from bot.documents.refusals import SheetCode, Unreadable

MAX_ENTRIES = 100
MAX_UNPACKED_BYTES = 20_000_000
# Rows of alike cells pack 20 to 60 times smaller; a bomb of zeros a thousand times.
MAX_RATIO = 200
_SMALL_BYTES = 1_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"
# Of the general purpose bit flag, APPNOTE 4.4.4: the entry is encrypted.
_ENCRYPTED = 0x1


def is_workbook(data: bytes) -> bool:
    """Return whether this is the container of a workbook: of today, before 2007 or locked."""
    return data.startswith((_ZIP, _OLE))


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Return the archive if its table of contents promises nothing too large or unwanted.

    The sizes in that table bind: zipfile reads no more of an entry than it declares.

    Raises: Unreadable
    """
    if data.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise Unreadable(SheetCode.ENCRYPTED if encrypted else SheetCode.OLD_FORMAT)
    if not data.startswith(_ZIP):
        raise Unreadable(SheetCode.NOT_A_WORKBOOK)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Unreadable(SheetCode.DAMAGED) from error
    code = _fault(archive.infolist())
    if code is not None:
        raise Unreadable(code)
    return archive


def _fault(entries: list[zipfile.ZipInfo]) -> SheetCode | None:
    names = [entry.filename for entry in entries]
    lowered = [name.lower() for name in names]
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES or any(map(_is_bomb, entries)):
        return SheetCode.UNPACKS_TOO_LARGE
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        return SheetCode.ENCRYPTED
    if "[Content_Types].xml" not in names:
        return SheetCode.NOT_A_WORKBOOK
    if len(set(names)) < len(names):
        return SheetCode.DAMAGED
    if any("vbaproject" in name or "macrosheets/" in name for name in lowered):
        return SheetCode.MACROS
    if any("externallinks/" in name for name in lowered):
        return SheetCode.LINKS
    return None


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    large = entry.file_size > _SMALL_BYTES
    return large and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
