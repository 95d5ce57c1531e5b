"""Walks the XML parts of an archive tag by tag, within one budget for all."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from bot.documents.refusals import SheetCode, Unreadable

# A sheet of 2,000 rows and 40 columns has some 250,000 with its texts; a million take two seconds.
MAX_TAGS = 600_000
_CHUNK_BYTES = 1 << 16

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def _nothing(_: str) -> None:
    """Default handler for ends and texts: ignore them."""


class XmlParts:
    """The parts of one archive, and how many tags may still be met in them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._tags_left = MAX_TAGS

    def walk(self, name: str, start: Start, end: End = _nothing, text: Text = _nothing) -> None:
        """Report each tag of a part by its name without namespace, and the text between.

        Raises: Unreadable: the part is missing or broken, defines entities, or has too many tags.
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, attributes: start(self._counted(tag), attributes)
        parser.EndElementHandler = lambda tag: end(tag.rpartition(" ")[2])
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse_definitions
        try:
            with self._archive.open(name) as part:
                while chunk := part.read(_CHUNK_BYTES):
                    parser.Parse(chunk, False)
                parser.Parse(b"", True)
        except (
            expat.ExpatError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            LookupError,  # no such part, or an encoding that nobody knows
            NotImplementedError,  # packed in a way that Python does not know
            OSError,
            RuntimeError,  # encrypted, though its flag denies it
            ValueError,
        ) as error:
            raise Unreadable(SheetCode.DAMAGED) from error

    def _counted(self, tag: str) -> str:
        self._tags_left -= 1
        if self._tags_left < 0:
            raise Unreadable(SheetCode.UNPACKS_TOO_LARGE)
        return tag.rpartition(" ")[2]


def _refuse_definitions(*_: object) -> None:
    """Refuse entities, which make XML explode or reach outside; no honest workbook has any."""
    raise Unreadable(SheetCode.DAMAGED)
