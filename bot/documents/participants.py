"""Writes the list of participants as a PDF or a Word file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Literal, assert_never

from bot.documents import File
from bot.documents.participant_list import compose
from bot.documents.phrases import PDF, name_of_file
from bot.documents.typesetting import typeset
from bot.engine.diff import Content
from bot.events.event import Event
from bot.events.parties import Party
from bot.i18n.tongue import tongue_for

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def list_of_participants(
    event: Event,
    replies: Sequence[tuple[Party, Content]],
    *,
    language: str,
    provisional: bool,
    as_of: datetime,
    kind: Literal["pdf", "docx"],
) -> File:
    """Return the list of participants as a file, in the order that `compose` gives it."""
    tongue = tongue_for(language)
    listed = compose(event, replies, tongue, provisional=provisional, as_of=as_of)
    name = name_of_file(
        event.code, "provisional" if provisional else "final", "participants", language, suffix=kind
    )
    match kind:
        case "pdf":
            return File(name, PDF, typeset("participants.typ", asdict(listed), tongue))
        case "docx":
            # python-docx takes a while to import, and most lists are PDF.
            from bot.documents.word import write

            return File(name, DOCX, write(listed, tongue))
        case _:
            assert_never(kind)
