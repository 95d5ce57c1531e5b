"""Recognises a file's kind by its bytes, never by its name."""

from __future__ import annotations

import re
import struct
from enum import StrEnum

from bot.engine.folding import clean
from bot.engine.problems import Code, Problem

# What a bot may fetch from Telegram: Bot API, getFile.
MAX_BYTES = 20_000_000
MAX_NAME_CHARS = 100

# A specification of 1.3 let readers look for the header within the first kilobyte; what stands
# before it in honest files is white space and a byte order mark.
_PDF = re.compile(rb"(?:\xef\xbb\xbf)?[\s\x00]{0,1024}%PDF-[12]\.\d")
_PDF_MARKS = re.compile(rb"endstream|stream|/Encrypt\s{0,9}(?:\d{1,10}\s{1,9}\d{1,5}\s{1,9}R\b|<<)")
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
# ISO/IEC 23008-12: the brands of still pictures coded with HEVC, as telephones write them.
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis")
_HEIC_FAMILY = (*_HEIC_BRANDS, b"mif1", b"msf1")
# More is a bomb for whoever opens it, not a page of paper: A3 at 1200 dots an inch has 280 million.
_MAX_PIXELS = 300_000_000


class FileKind(StrEnum):
    """The kinds of a note verbale that are taken; the value is the MIME type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    HEIC = "image/heic"


SUFFIXES = {
    FileKind.PDF: ".pdf",
    FileKind.JPEG: ".jpg",
    FileKind.PNG: ".png",
    FileKind.HEIC: ".heic",
}


def examine(data: bytes) -> FileKind | Problem:
    """Return the kind of a file, or the problem why it is not taken.

    The problem's code is FILE_DAMAGED for nothing or a part of a good file, FILE_LOCKED for a PDF
    under a password, FILE_TOO_LARGE, or FILE_TYPE for whatever else it is.
    """
    if not data:
        return Problem(Code.FILE_DAMAGED)
    if len(data) > MAX_BYTES:
        return Problem(Code.FILE_TOO_LARGE)
    if _PDF.match(data):
        return _pdf(data)
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(_JPEG):
        # The end may be followed by what cameras add; without any end the file was cut.
        return FileKind.JPEG if data.rfind(b"\xff\xd9") > 0 else Problem(Code.FILE_DAMAGED)
    if data[4:8] == b"ftyp":
        return _heic(data)
    return Problem(Code.FILE_TYPE)


def name_for(name: str, kind: FileKind) -> str:
    """Return the name under which a file is kept: readable, no path, its true suffix.

    What turns the direction of writing is taken out, so that no name reads as another.
    """
    last = re.split(r"[/\\]", clean(name))[-1]
    plain = re.sub(r'[<>:"|?*]', "_", last).strip(". ")
    stem = re.sub(r"(?:^|\.)(?:pdf|jpe?g|png|hei[cf])$", "", plain, flags=re.IGNORECASE)
    suffix = SUFFIXES[kind]
    return (stem.strip(". ")[: MAX_NAME_CHARS - len(suffix)].strip(". ") or "file") + suffix


def _pdf(data: bytes) -> FileKind | Problem:
    if data.rfind(b"startxref") < 0:
        return Problem(Code.FILE_DAMAGED)
    return Problem(Code.FILE_LOCKED) if _is_encrypted(data) else FileKind.PDF


def _is_encrypted(data: bytes) -> bool:
    """Return whether a trailer has /Encrypt, outside of streams: ISO 32000-1, 7.5.5."""
    within = False
    for match in _PDF_MARKS.finditer(data):
        if match[0] == b"endstream":
            within = False
        elif match[0] == b"stream":
            within = True
        elif not within:
            return True
    return False


def _png(data: bytes) -> FileKind | Problem:
    if data[12:16] != b"IHDR" or len(data) < 24 or data.rfind(b"IEND") < 0:
        return Problem(Code.FILE_DAMAGED)
    width, height = struct.unpack(">II", data[16:24])
    return FileKind.PNG if 0 < width * height <= _MAX_PIXELS else Problem(Code.FILE_DAMAGED)


def _heic(data: bytes) -> FileKind | Problem:
    size = int.from_bytes(data[:4])
    major, others = data[8:12], data[16 : min(size, 256)]
    brands = {major, *(others[at : at + 4] for at in range(0, len(others), 4))}
    if major not in _HEIC_FAMILY or not brands & set(_HEIC_BRANDS):
        return Problem(Code.FILE_TYPE)
    return FileKind.HEIC if b"mdat" in data else Problem(Code.FILE_DAMAGED)
