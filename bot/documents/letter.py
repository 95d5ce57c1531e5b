"""Writes the invitation letter with its link and the reply form on paper; many of them as one ZIP.

The words come from the event's file. It makes no link and no reference, and sends nothing.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

import segno

from bot.documents import File
from bot.documents.phrases import PDF, formal_name, name_of_file, occasion
from bot.documents.typesetting import typeset
from bot.engine.form import Choice, Item, Question, Repeat, Type
from bot.events.event import Event
from bot.events.parties import Party
from bot.i18n.languages import OWN_NAMES
from bot.i18n.tongue import Tongue, tongue_for

# Rows of the paper form's table of people: what a page on its side holds.
_ROWS = 12

# Lines to write on for a text, by how long it may be.
_LONG_TEXT_CHARS, _LONG_TEXT_LINES = 250, 4

# The earliest date a ZIP can say: the same letters are the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class AddressedInvitation:
    """What one State's letter says of its own: its number, its link, its language."""

    party: Party
    reference: str
    link: str
    language: str


def letter(event: Event, invitation: AddressedInvitation) -> File:
    """Return a PDF: the letter with its link as text and QR code, and the form as annex."""
    tongue = tongue_for(invitation.language)
    name = name_of_file(invitation.party.code, event.code, tongue.code, suffix="pdf")
    words = letter_words(event, invitation, tongue)
    return File(name, PDF, typeset("letter.typ", words, tongue))


def letter_words(
    event: Event, invitation: AddressedInvitation, tongue: Tongue
) -> dict[str, object]:
    """Return everything that a letter prints, by its place in the template."""
    text, sender, model = tongue.text, event.sender, event.letter
    return {
        "title": text(model.subject),
        "running": invitation.reference,
        "organization": text(sender.organization),
        "organ": text(sender.organ),
        "reference": tongue.plain("Reference: {reference}", reference=invitation.reference),
        "place_and_date": tongue.plain(
            "{city}, {date}", city=text(sender.city), date=tongue.date(model.date)
        ),
        "addressee": [text(model.addressee), formal_name(invitation.party, tongue)],
        "copies": text(model.copies),
        "subject": text(model.subject),
        "salutation": text(model.salutation),
        "body": [text(paragraph) for paragraph in model.body],
        "closing": text(model.closing),
        "signatory": text(sender.signatory),
        "enclosure": tongue.plain("Annex: reply form"),
        "link": invitation.link,
        "link_heading": tongue.plain("Reply by chat"),
        "link_hint": tongue.plain(
            "Open this link, or point the camera of a telephone at the code:"
        ),
        "deadline": _deadline(event, tongue),
        "code": _qr(invitation.link),
        "code_described": tongue.plain("QR code of the link printed beside it"),
        "annex": _annex(event, invitation.party, tongue),
    }


def letters(
    event: Event, invitations: Iterable[AddressedInvitation], *, language: str, part: str = ""
) -> File:
    """Return a ZIP of letters, each in its own language, with an index sheet in `language`.

    `part` names the ZIP where it is one of several.
    """
    ordered = sorted(
        invitations, key=lambda one: (one.party.place(language), one.language, one.reference)
    )
    written = list(_written(event, ordered))
    tongue = tongue_for(language)
    words = index_words(event, written, tongue)
    index = File("index.pdf", PDF, typeset("index.typ", words, tongue))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in (index, *(file for _, file in written)):
            entry = zipfile.ZipInfo(file.name, _EPOCH)
            entry.create_system = 3
            archive.writestr(entry, file.data)
    name = name_of_file(event.code, "letters", part, suffix="zip")
    return File(name, "application/zip", packed.getvalue())


def _written(
    event: Event, invitations: Iterable[AddressedInvitation]
) -> Iterator[tuple[AddressedInvitation, File]]:
    """Yield each invitation with its letter, each of a name of its own: a State can have several."""
    times: Counter[str] = Counter()
    for invitation in invitations:
        file = letter(event, invitation)
        times[file.name] += 1
        if times[file.name] > 1:
            stem = file.name.removesuffix(".pdf")
            file = replace(file, name=f"{stem}-{times[file.name]}.pdf")
        yield invitation, file


def _deadline(event: Event, tongue: Tongue) -> str:
    if event.deadline is None:
        return ""
    return tongue.plain(
        "Please reply by {moment}.", moment=tongue.moment(event.deadline, event.zone)
    )


def _qr(link: str) -> str:
    """Return an SVG image. Level M survives a fold and a stain, and keeps the modules large."""
    drawn = io.BytesIO()
    segno.make_qr(link, error="m").save(drawn, kind="svg", border=4, xmldecl=False, nl=False)
    return drawn.getvalue().decode()


# ---------------------------------------------------------------- the form on paper


def _annex(event: Event, party: Party, tongue: Tongue) -> dict[str, object]:
    return {
        "title": tongue.plain("Reply form"),
        "event": f"{tongue.text(event.title)}\n{occasion(event, tongue)}",
        "party": formal_name(party, tongue),
        "hint": tongue.plain(
            "Only for those who do not reply by chat. Please sign and return it to the secretariat."
        ),
        "deadline": _deadline(event, tongue),
        "overleaf": tongue.plain("Please use the table on the last page."),
        "sections": [
            {
                "heading": tongue.text(section.label),
                "items": [_item(item, tongue) for item in section.items],
            }
            for section in event.form.sections
        ],
        "signature": [
            tongue.plain("Date"),
            tongue.plain("Name and function"),
            tongue.plain("Signature and seal"),
        ],
        "statement": tongue.plain("This reply does not replace the credentials of the delegation."),
    }


def _item(item: Item, tongue: Tongue) -> dict[str, object]:
    if isinstance(item, Repeat):
        return _table(item, tongue)
    return {
        "label": tongue.text(item.label),
        "hint": tongue.text(item.hint) if item.hint else "",
        **_field(item, tongue),
    }


def _field(question: Question, tongue: Tongue) -> dict[str, object]:
    """Return how the answer is written by hand: boxes to tick, lines to fill, or nothing."""
    match question.type:
        case Type.CHOICE | Type.CHOICES:
            return {"kind": "boxes", "choices": _labels(question.choices, tongue)}
        case Type.YES_NO:
            answers = [tongue.plain_as("answer", "Yes"), tongue.plain_as("answer", "No")]
            return {"kind": "boxes", "choices": answers}
        case Type.NOTE:
            return {"kind": "nothing"}
        case Type.FILE:
            return {"kind": "words", "words": tongue.plain("Please attach it to this form.")}
        case Type.TEXT if (question.max_chars or 0) > _LONG_TEXT_CHARS:
            return {"kind": "lines", "count": _LONG_TEXT_LINES}
        case (
            Type.TEXT
            | Type.NAME
            | Type.INTEGER
            | Type.DATE
            | Type.EMAIL
            | Type.TELEPHONE
            | Type.COUNTRY
        ):
            return {"kind": "lines", "count": 1}
        case never:
            assert_never(never)


def _table(repeat: Repeat, tongue: Tongue) -> dict[str, object]:
    questions = [question for question in repeat.questions if question.type is not Type.NOTE]
    return {
        "kind": "table",
        "label": tongue.text(repeat.label),
        "hint": tongue.plain("For more people, please copy this page."),
        "number": tongue.plain_as("column", "No."),
        "head": [tongue.text(question.label) for question in questions],
        "legend": list(_legend(questions, tongue)),
        "rows": [tongue.number(row) for row in range(1, _ROWS + 1)],
    }


def _legend(questions: Iterable[Question], tongue: Tongue) -> Iterator[str]:
    for question in questions:
        if question.choices:
            yield tongue.plain(
                "{question}: {choices}",
                question=tongue.text(question.label),
                choices=tongue.join(_labels(question.choices, tongue)),
            )


def _labels(choices: Iterable[Choice], tongue: Tongue) -> list[str]:
    return [tongue.text(choice.label) for choice in choices]


# ---------------------------------------------------------------- the index


def index_words(
    event: Event, written: Sequence[tuple[AddressedInvitation, File]], tongue: Tongue
) -> dict[str, object]:
    """Return everything that the index of the letters prints."""
    return {
        "title": tongue.plain("Index of the letters"),
        "event": f"{tongue.text(event.title)}\n{occasion(event, tongue)}",
        "running": tongue.plain("Index of the letters"),
        "count": tongue.plain_n("{n} letter", "{n} letters", len(written)),
        "head": [
            tongue.plain_as("column", "No."),
            tongue.plain_as("column", "State"),
            tongue.plain_as("column", "Reference"),
            tongue.plain_as("column", "Language"),
            tongue.plain_as("column", "File"),
            tongue.plain_as("column of an index of letters", "Dispatched"),
        ],
        "rows": [
            [
                tongue.number(place),
                invitation.party.name(tongue.code),
                invitation.reference,
                OWN_NAMES[invitation.language],
                file.name,
                "",
            ]
            for place, (invitation, file) in enumerate(written, 1)
        ],
    }
