"""Makes documents and reads spreadsheets, as bytes. Importing it loads no library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """A document ready to be sent."""

    name: str
    mime_type: str
    data: bytes
