"""Everything on paper and in files, as bytes. Imports no library: no start waits for one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """A document ready to be sent."""

    name: str
    mime_type: str
    data: bytes
