"""Sizes of pictures read from their first bytes."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.files import picture_size

JPEG_START = b"\xff\xd8\xff\xe0\x00\x04ab"
JPEG_FRAME = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 20, 30)


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 30, 20), (30, 20)),
        (b"GIF89a" + struct.pack("<HH", 30, 20), (30, 20)),
        (JPEG_START + JPEG_FRAME, (30, 20)),
        (JPEG_START + b"\xff\xc4\x00\x02" + JPEG_FRAME, (30, 20)),
        (JPEG_START + b"\xff\xd9", None),
        (b"\xff\xd8nothing like it", None),
        (b"%PDF", None),
        (b"", None),
    ],
)
def test_the_size_stands_in_the_header(data: bytes, size: tuple[int, int] | None) -> None:
    assert picture_size(data) == size


@given(st.binary(max_size=64), st.sampled_from([b"\xff\xd8", b"GIF89a", b"\x89PNG\r\n\x1a\n", b""]))
def test_no_bytes_break_the_reader(rest: bytes, start: bytes) -> None:
    size = picture_size(start + rest)

    assert size is None or len(size) == 2
