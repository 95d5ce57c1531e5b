from __future__ import annotations

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pytest
import segno

from bot.documents.letter import AddressedInvitation, letter, letters
from bot.events.event import Event
from bot.events.parties import load
from bot.i18n.languages import LANGUAGES
from tests.documents.reading import HAS_POPPLER, is_archivable, pages_of, placed_words, words_of

LINK = "https://t.me/focal_point_bot?start=I_7Kq2mW9xZrT4vB8nLd"
IVORY_COAST = load()["CIV"]


def invitation(language: str, link: str = LINK) -> AddressedInvitation:
    return AddressedInvitation(IVORY_COAST, "DM-1046/CIV", link, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_names_the_state_the_reference_and_the_link(event: Event, language: str) -> None:
    pdf = letter(event, invitation(language)).data
    text = words_of(pdf)

    assert is_archivable(pdf)
    assert "DM-1046/CIV" in text
    # Without poppler, what stands from left to right in a line of Arabic is not read back.
    if HAS_POPPLER or language != "ar":
        assert LINK in text.replace(" ", "")
    if language != "ar":
        formal = IVORY_COAST.formal.get(language) or IVORY_COAST.name(language)
        assert formal[:1].upper() + formal[1:] in text


@pytest.mark.skipif(not HAS_POPPLER, reason="poppler-utils is not installed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_is_printed_beyond_the_margins(event: Event, language: str) -> None:
    words = list(placed_words(letter(event, invitation(language)).data))

    # Chinese puts no spaces between words, so that a whole clause counts as one.
    assert len(words) > 120
    assert [word for word in words if word.left < 0.045 or word.right > 0.955] == []
    assert [word for word in words if word.top < 0.04 or word.bottom > 0.98] == []


def test_the_letter_proper_fits_on_its_first_page(event: Event) -> None:
    pages = pages_of(letter(event, invitation("en")).data)

    assert "assurances of my highest consideration" in pages[0]
    assert "Annex: reply form" in pages[0]
    assert "Reply form" in pages[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_link_can_be_followed(event: Event, language: str) -> None:
    page = pypdf.PdfReader(io.BytesIO(letter(event, invitation(language)).data)).pages[0]
    targets = [annotation.get_object()["/A"]["/URI"] for annotation in page.annotations or ()]

    assert targets == [LINK]


@pytest.mark.skipif(not HAS_POPPLER, reason="poppler-utils is not installed")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_code_on_the_page_is_that_of_the_link(event: Event, language: str) -> None:
    expected = [[bool(square) for square in row] for row in segno.make_qr(LINK, error="m").matrix]
    seen = code_on(bitmap(letter(event, invitation(language)).data), len(expected))

    assert seen == expected


def bitmap(pdf: bytes) -> list[bytes]:
    """The first page in black and white, 300 squares an inch; 1 is black."""
    run = subprocess.run(
        # Poppler takes seconds to make some pages black and white itself.
        ["pdftoppm", "-gray", "-r", "300", "-f", "1", "-l", "1", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    _, size, _, squares = run.stdout.split(b"\n", 3)
    width, height = map(int, size.split())
    black_or_white = squares.translate(b"1" * 128 + b"0" * 128)
    return [black_or_white[row * width : (row + 1) * width] for row in range(height)]


def code_on(page: list[bytes], squares: int) -> list[list[bool]]:
    """The modules of the code, found by the long black edges of its finder patterns."""
    quiet_zone = 4
    module = 32 / 25.4 * 300 / (squares + 2 * quiet_zone)
    # Seven modules from side to side, and thicker than a stroke of a letter.
    edge = re.compile(rb"(?<=0)1{%d,%d}(?=0)" % (round(6.5 * module), round(7.5 * module)))
    edges = {(found.start(), top) for top, row in enumerate(page) for found in edge.finditer(row)}
    left, top = min((x, y) for x, y in edges if (x, y + round(module / 2)) in edges)
    middle = [round((place + 0.5) * module) for place in range(squares)]
    return [[page[top + down][left + right] == ord("1") for right in middle] for down in middle]


def test_the_paper_form_asks_every_question_of_the_form(event: Event) -> None:
    text = words_of(letter(event, invitation("en")).data)
    questions = [question for section in event.form.sections for question in section.items]
    people = [q for repeat in event.form.repeats.values() for q in repeat.questions]

    for item in [*questions, *people]:
        assert item.label.msgid in text
        for choice in getattr(item, "choices", ()):
            assert choice.label.msgid in text


def test_all_letters_are_packed_with_an_index_in_alphabetical_order(event: Event) -> None:
    states = load()
    several = [
        AddressedInvitation(states[code], f"DM/{code}", f"{LINK}{code}", language)
        for code, language in (("ESP", "es"), ("CHN", "zh"), ("EGY", "ar"), ("EGY", "en"))
    ]
    packed = letters(event, several, language="fr")
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        names = archive.namelist()
        index = words_of(archive.read("index.pdf"))
        spanish = words_of(archive.read("ESP-WSIS-2003-es.pdf"))

    assert names == [
        "index.pdf",
        "CHN-WSIS-2003-zh.pdf",
        "EGY-WSIS-2003-ar.pdf",
        "EGY-WSIS-2003-en.pdf",
        "ESP-WSIS-2003-es.pdf",
    ]
    assert index.index("Chine") < index.index("Égypte") < index.index("Espagne")
    assert "DM/ESP" in index
    assert LINK not in index.replace(" ", "")
    assert f"{LINK}ESP" in spanish.replace(" ", "")
    assert letters(event, reversed(several), language="fr") == packed


def test_the_deadline_stands_in_the_letter_and_on_the_form(event: Event) -> None:
    closes = replace(event, deadline=datetime(2003, 11, 14, 22, 59, tzinfo=UTC))
    pages = pages_of(letter(closes, invitation("en")).data)

    assert "Please reply by" in pages[0]
    assert "Please reply by" in pages[1]
    assert "23:59 (Zurich)" in pages[0]


def test_two_letters_to_one_state_are_two_files(event: Event) -> None:
    packed = letters(event, [invitation("en"), invitation("en", LINK + "x")], language="en")
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        names = archive.namelist()

    assert names == ["index.pdf", "CIV-WSIS-2003-en.pdf", "CIV-WSIS-2003-en-2.pdf"]
