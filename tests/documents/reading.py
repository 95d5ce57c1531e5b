"""Reads back what was printed, with the readers that people use: poppler, else pypdf."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import pypdf

HAS_POPPLER = shutil.which("pdftotext") is not None

_INVISIBLE = dict.fromkeys((0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def words_of(pdf: bytes) -> str:
    """All text in reading order, in one line, compatibility letters resolved."""
    if HAS_POPPLER:
        text = _pdftotext(pdf, "-raw").decode()
    else:
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    plain = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    return re.sub(r"\s+", " ", plain)


def page_count(pdf: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def pages_of(pdf: bytes, places: Iterable[int] | None = None) -> list[str]:
    """The text of each page, or of those at these places, from 0."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return [pages[at].extract_text() for at in (range(len(pages)) if places is None else places)]


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its corners as parts of the page: 0 is left and top, 1 right and bottom."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def placed_words(pdf: bytes) -> Iterator[Word]:
    """Every word with its place, by poppler."""
    tree = ET.fromstring(_pdftotext(pdf, "-bbox"))
    for page in tree.iter("{http://www.w3.org/1999/xhtml}page"):
        width, height = float(page.attrib["width"]), float(page.attrib["height"])
        for word in page:
            yield Word(
                word.text or "",
                float(word.attrib["xMin"]) / width,
                float(word.attrib["yMin"]) / height,
                float(word.attrib["xMax"]) / width,
                float(word.attrib["yMax"]) / height,
            )


def is_archivable(pdf: bytes) -> bool:
    """Whether the file claims PDF/A-2a and PDF/UA-1, which typst claims only after checking."""
    metadata = pypdf.PdfReader(io.BytesIO(pdf)).xmp_metadata
    if metadata is None:
        return False
    xml = metadata.stream.get_data().decode()
    return all(re.search(f"{tag}>{value}<", xml) for tag, value in _CLAIMS)


_CLAIMS = (("pdfaid:part", "2"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1"))


def _pdftotext(pdf: bytes, *options: str) -> bytes:
    run = subprocess.run(
        ["pdftotext", *options, "-enc", "UTF-8", "-", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return run.stdout
