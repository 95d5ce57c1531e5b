"""The invitation letter with its link and the reply form on paper; many of them as one ZIP.

The words come from the event's file. It makes no link and no reference, and sends nothing.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import segno

from bot.documents import File
from bot.documents.phrases import PDF, formal_name, name_of_file, occasion
from bot.documents.typesetting import typeset
from bot.engine.form import Choice, Item, Question, Repeat, Type
from bot.events.event import Event
from bot.events.parties import Party
from bot.i18n.tongue import OWN_NAMES, Tongue, tongue

# Rows of the paper form's table of people: what a page on its side holds.
_ROWS = 12

# Lines to write on for a text, by how long it may be.
_LONG_TEXT_CHARS, _LONG_TEXT_LINES = 250, 4

# The earliest date a ZIP can say: the same letters are the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What one State's letter says of its own: its number, its link, its language."""

    party: Party
    reference: str
    link: str
    language: str


def letter(event: Event, invitation: Invitation) -> File:
    """A PDF: the letter, with the link as text and as a QR code, and the paper form as an annex."""
    words = tongue(invitation.language)
    content = {**_letter(event, invitation, words), "annex": _annex(event, invitation.party, words)}
    name = name_of_file(invitation.party.code, event.code, words.code, suffix="pdf")
    return File(name, PDF, typeset("letter.typ", content, words))


def letters(
    event: Event, invitations: Iterable[Invitation], *, language: str, part: str = ""
) -> File:
    """A ZIP of letters, each in its own language, with an index sheet in `language`.

    `part` names the ZIP where it is one of several.
    """
    ordered = sorted(
        invitations, key=lambda one: (one.party.place(language), one.language, one.reference)
    )
    written = list(_written(event, ordered))
    index = _index(event, written, tongue(language))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in (index, *(file for _, file in written)):
            entry = zipfile.ZipInfo(file.name, _EPOCH)
            entry.create_system = 3
            archive.writestr(entry, file.data)
    return File(
        name_of_file(event.code, "letters", part, suffix="zip"),
        "application/zip",
        packed.getvalue(),
    )


def _written(event: Event, invitations: Iterable[Invitation]) -> Iterator[tuple[Invitation, File]]:
    """Each with its letter, of which no two have one name: a State can be sent several."""
    times: Counter[str] = Counter()
    for invitation in invitations:
        file = letter(event, invitation)
        times[file.name] += 1
        if times[file.name] > 1:
            stem = file.name.removesuffix(".pdf")
            file = replace(file, name=f"{stem}-{times[file.name]}.pdf")
        yield invitation, file


def _letter(event: Event, invitation: Invitation, words: Tongue) -> dict[str, object]:
    text, sender, model = words.text, event.sender, event.letter
    return {
        "title": text(model.subject),
        "running": invitation.reference,
        "organization": text(sender.organization),
        "organ": text(sender.organ),
        "reference": words.plain("Reference: {reference}", reference=invitation.reference),
        "place_and_date": words.plain(
            "{city}, {date}", city=text(sender.city), date=words.date(model.date)
        ),
        "addressee": [text(model.addressee), formal_name(invitation.party, words)],
        "copies": text(model.copies),
        "subject": text(model.subject),
        "salutation": text(model.salutation),
        "body": [text(paragraph) for paragraph in model.body],
        "closing": text(model.closing),
        "signatory": text(sender.signatory),
        "enclosure": words.plain("Annex: reply form"),
        "link": invitation.link,
        "link_heading": words.plain("Reply by chat"),
        "link_hint": words.plain("Open this link, or point the camera of a telephone at the code:"),
        "deadline": _deadline(event, words),
        "code": _qr(invitation.link),
        "code_described": words.plain("QR code of the link printed beside it"),
    }


def _deadline(event: Event, words: Tongue) -> str:
    if event.deadline is None:
        return ""
    return words.plain("Please reply by {moment}.", moment=words.moment(event.deadline, event.zone))


def _qr(link: str) -> str:
    """An SVG image. Level M survives a fold and a coffee stain, and keeps the modules large."""
    drawn = io.BytesIO()
    segno.make_qr(link, error="m").save(drawn, kind="svg", border=4, xmldecl=False, nl=False)
    return drawn.getvalue().decode()


# ---------------------------------------------------------------- the form on paper


def _annex(event: Event, party: Party, words: Tongue) -> dict[str, object]:
    return {
        "title": words.plain("Reply form"),
        "event": f"{words.text(event.title)}\n{occasion(event, words)}",
        "party": formal_name(party, words),
        "hint": words.plain(
            "Only for those who do not reply by chat. Please sign and return it to the secretariat."
        ),
        "deadline": _deadline(event, words),
        "overleaf": words.plain("Please use the table on the last page."),
        "sections": [
            {
                "heading": words.text(section.label),
                "items": [_item(item, words) for item in section.items],
            }
            for section in event.form.sections
        ],
        "signature": [
            words.plain("Date"),
            words.plain("Name and function"),
            words.plain("Signature and seal"),
        ],
        "statement": words.plain("This reply does not replace the credentials of the delegation."),
    }


def _item(item: Item, words: Tongue) -> dict[str, object]:
    if isinstance(item, Repeat):
        return _table(item, words)
    return {
        "label": words.text(item.label),
        "hint": words.text(item.hint) if item.hint else "",
        **_field(item, words),
    }


def _field(question: Question, words: Tongue) -> dict[str, object]:
    """How the answer is written by hand: boxes to tick, lines to fill, or nothing."""
    match question.type:
        case Type.CHOICE | Type.CHOICES:
            return {"kind": "boxes", "choices": _labels(question.choices, words)}
        case Type.YES_NO:
            answers = [words.plain_as("answer", "Yes"), words.plain_as("answer", "No")]
            return {"kind": "boxes", "choices": answers}
        case Type.NOTE:
            return {"kind": "nothing"}
        case Type.FILE:
            return {"kind": "words", "words": words.plain("Please attach it to this form.")}
        case Type.TEXT if (question.max_chars or 0) > _LONG_TEXT_CHARS:
            return {"kind": "lines", "count": _LONG_TEXT_LINES}
        case _:
            return {"kind": "lines", "count": 1}


def _table(repeat: Repeat, words: Tongue) -> dict[str, object]:
    questions = [question for question in repeat.questions if question.type is not Type.NOTE]
    return {
        "kind": "table",
        "label": words.text(repeat.label),
        "hint": words.plain("For more people, please copy this page."),
        "number": words.plain_as("column", "No."),
        "head": [words.text(question.label) for question in questions],
        "legend": list(_legend(questions, words)),
        "rows": [words.number(row) for row in range(1, _ROWS + 1)],
    }


def _legend(questions: Iterable[Question], words: Tongue) -> Iterator[str]:
    for question in questions:
        if question.choices:
            yield words.plain(
                "{question}: {choices}",
                question=words.text(question.label),
                choices=words.join(_labels(question.choices, words)),
            )


def _labels(choices: Iterable[Choice], words: Tongue) -> list[str]:
    return [words.text(choice.label) for choice in choices]


# ---------------------------------------------------------------- the index


def _index(event: Event, written: list[tuple[Invitation, File]], words: Tongue) -> File:
    content = {
        "title": words.plain("Index of the letters"),
        "event": f"{words.text(event.title)}\n{occasion(event, words)}",
        "running": words.plain("Index of the letters"),
        "count": words.plain_n("{n} letter", "{n} letters", len(written)),
        "head": [
            words.plain_as("column", "No."),
            words.plain_as("column", "State"),
            words.plain_as("column", "Reference"),
            words.plain_as("column", "Language"),
            words.plain_as("column", "File"),
            words.plain_as("column of an index of letters", "Dispatched"),
        ],
        "rows": [
            [
                words.number(place),
                invitation.party.name(words.code),
                invitation.reference,
                OWN_NAMES[invitation.language],
                file.name,
                "",
            ]
            for place, (invitation, file) in enumerate(written, 1)
        ],
    }
    return File("index.pdf", PDF, typeset("index.typ", content, words))
