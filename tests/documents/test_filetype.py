"""What a file is, by its bytes; good ones are made by the libraries that others use."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject

from bot.documents.filetype import MAX_BYTES, MAX_NAME_CHARS, FileKind, examine, name_for
from bot.engine.problems import Code, Problem
from tests.documents.sheets import xlsx_of

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 40 + b"\xff\xd9"
HEIC = struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic" + struct.pack(">I", 16) + b"mdat12345678"


def pdf(password: str | None = None) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    content = StreamObject()
    content.set_data(b"/Encrypt 5 0 R")
    page[NameObject("/Contents")] = writer._add_object(content)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def png(width: int = 1, height: int = 1) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + crc

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    )


def code(data: bytes) -> Code:
    found = examine(data)
    assert isinstance(found, Problem), found
    return found.code


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pdf(), FileKind.PDF),
        (b"\xef\xbb\xbf\r\n" + pdf(), FileKind.PDF),
        (png(), FileKind.PNG),
        (JPEG, FileKind.JPEG),
        (JPEG + b"what cameras add", FileKind.JPEG),
        (HEIC, FileKind.HEIC),
    ],
)
def test_a_note_on_paper_or_as_a_picture_is_taken(data: bytes, kind: FileKind) -> None:
    assert examine(data) is kind


@pytest.mark.parametrize(
    "data",
    [
        xlsx_of(["a"]),
        b"MZ\x90\0" + pdf(),
        b"<html><script>%PDF-1.4</script>",
        b"GIF89a" + b"\0" * 40,
        b"RIFF\0\0\0\0WEBP",
        b"#!/bin/sh\n",
        b"%PDF-9.9 startxref",
        b"\0\0\0\x18ftypmp42\0\0\0\0isommp42mdat",
        b"\0\0\0\x18ftypavif\0\0\0\0mif1avifmdat",
        b"%",
    ],
)
def test_whatever_else_is_not(data: bytes) -> None:
    assert code(data) is Code.FILE_TYPE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        pdf()[:60],
        png()[:30],
        png()[:-8],
        JPEG[:-2],
        HEIC[:24],
        png(100_000, 100_000),
        png(0, 5),
    ],
)
def test_an_empty_a_cut_and_a_monstrous_file_are_told_from_a_wrong_one(data: bytes) -> None:
    assert code(data) is Code.FILE_DAMAGED


def test_a_locked_pdf_is_told_from_one_that_only_speaks_of_locks() -> None:
    unlocked = pdf()

    assert b"/Encrypt 5 0 R" in unlocked
    assert code(pdf("secret")) is Code.FILE_LOCKED


def test_a_file_of_twenty_megabytes_is_taken_and_one_byte_more_is_not() -> None:
    largest = JPEG[:-2] + b"\0" * (MAX_BYTES - len(JPEG)) + JPEG[-2:]

    assert examine(largest) is FileKind.JPEG
    assert code(largest + b"\0") is Code.FILE_TOO_LARGE


@given(st.binary())
def test_nothing_makes_the_examination_fail(data: bytes) -> None:
    for start in (b"", b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\0\0\0\x18ftyp"):
        assert isinstance(examine(start + data), FileKind | Problem)


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("note verbale.pdf", FileKind.PDF, "note verbale.pdf"),
        ("Note.PDF", FileKind.PDF, "Note.pdf"),
        ("scan.jpeg", FileKind.JPEG, "scan.jpg"),
        ("photo.pdf", FileKind.JPEG, "photo.jpg"),
        ("update.exe", FileKind.PDF, "update.exe.pdf"),
        ("../../etc/passwd", FileKind.PDF, "passwd.pdf"),
        (r"C:\letters\note.pdf", FileKind.PDF, "note.pdf"),
        ("note\u202efdp.exe", FileKind.PDF, "notefdp.exe.pdf"),
        ("مذكرة شفوية.pdf", FileKind.PDF, "مذكرة شفوية.pdf"),
        ("", FileKind.PNG, "file.png"),
        (".pdf", FileKind.PDF, "file.pdf"),
        ("a\0b\nc?.pdf", FileKind.PDF, "ab c_.pdf"),
    ],
)
def test_a_name_is_kept_readable_with_its_true_suffix(name: str, kind: FileKind, kept: str) -> None:
    assert name_for(name, kind) == kept


def test_a_long_name_is_cut_before_its_suffix() -> None:
    kept = name_for("x" * 300 + ".pdf", FileKind.PDF)

    assert len(kept) == MAX_NAME_CHARS
    assert kept.endswith("x.pdf")


@pytest.mark.parametrize(
    ("kind", "mime", "suffix"),
    [
        (FileKind.PDF, "application/pdf", ".pdf"),
        (FileKind.JPEG, "image/jpeg", ".jpg"),
        (FileKind.PNG, "image/png", ".png"),
        (FileKind.HEIC, "image/heic", ".heic"),
    ],
)
def test_each_kind_has_its_mime_type_and_suffix(kind: FileKind, mime: str, suffix: str) -> None:
    assert kind.value == mime
    assert name_for("note", kind) == f"note{suffix}"


@pytest.mark.parametrize("suffix", ["pdf", "jpg", "jpeg", "png", "heic", "heif", "JPEG"])
def test_each_suffix_that_is_taken_gives_way_to_the_true_one(suffix: str) -> None:
    assert name_for(f"note.{suffix}", FileKind.PDF) == "note.pdf"


def heic(major: bytes, *brands: bytes) -> bytes:
    head = b"ftyp" + major + b"\0\0\0\0" + b"".join(brands)
    return struct.pack(">I", len(head) + 4) + head + struct.pack(">I", 16) + b"mdat12345678"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        *((heic(brand), FileKind.HEIC) for brand in (b"heic", b"heix", b"heim", b"heis")),
        *((heic(brand, b"heix"), FileKind.HEIC) for brand in (b"mif1", b"msf1")),
        (heic(b"mif1", b"mif1", b"msf1", b"heis"), FileKind.HEIC),
        (heic(b"mif1", b"msf1"), None),
        (heic(b"avif", b"heic"), None),
        (heic(b"mif1") + b"heic", None),
    ],
)
def test_a_telephones_picture_is_known_by_its_brands(data: bytes, kind: FileKind | None) -> None:
    if kind is None:
        assert code(data) is Code.FILE_TYPE
    else:
        assert examine(data) is kind


@pytest.mark.parametrize(
    ("width", "height", "taken"),
    [(1, 1, True), (20_000, 15_000, True), (20_000, 15_001, False), (0, 1, False), (1, 0, False)],
)
def test_a_picture_has_dots_but_not_more_than_a_large_page(
    width: int, height: int, taken: bool
) -> None:
    assert (examine(png(width, height)) is FileKind.PNG) is taken


def test_of_a_picture_the_head_alone_is_looked_at() -> None:
    # A mark of the end may stand anywhere: here where the length of the head is written.
    head = b"\x89PNG\r\n\x1a\n" + b"IEND" + b"IHDR" + struct.pack(">II", 3, 2)

    assert examine(head) is FileKind.PNG
    assert code(head[:-1]) is Code.FILE_DAMAGED


@pytest.mark.parametrize(
    ("before", "taken"), [(b" " * 1024, True), (b" " * 1025, False), (b"\0\r\n\t", True)]
)
def test_white_space_may_stand_before_a_pdf_within_the_first_kilobyte(
    before: bytes, taken: bool
) -> None:
    assert (examine(before + pdf()) is FileKind.PDF) is taken


@pytest.mark.parametrize("version", [b"1.0", b"1.7", b"2.0"])
def test_every_version_of_pdf_is_taken(version: bytes) -> None:
    assert examine(b"%PDF-" + version + b"\nstartxref") is FileKind.PDF


@pytest.mark.parametrize(
    ("inside", "locked"),
    [
        (b"/Encrypt 5 0 R", True),
        (b"/Encrypt<<", True),
        (b"/Encrypt   12  3  R", True),
        (b"/EncryptMetadata false", False),
        (b"stream /Encrypt 5 0 R endstream", False),
        (b"stream x endstream /Encrypt 5 0 R", True),
        (b"stream x endstream stream /Encrypt 5 0 R endstream", False),
    ],
)
def test_a_lock_counts_outside_of_streams_only(inside: bytes, locked: bool) -> None:
    found = examine(b"%PDF-1.4\n" + inside + b"\nstartxref")

    assert found == (Problem(Code.FILE_LOCKED) if locked else FileKind.PDF)
