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

from bot.documents import File
from bot.documents.letter import AddressedInvitation, index_words, letter, letter_words, letters
from bot.documents.phrases import formal_name, weights
from bot.engine.form import Choice, Question, Text, Type
from bot.events.event import Event
from bot.events.parties import load
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for
from tests.documents.reading import HAS_POPPLER, is_archivable, pages_of, placed_words, words_of
from tests.plain_text import unmarked

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


def test_no_letter_of_the_archive_bears_the_time_of_day(event: Event) -> None:
    packed = letters(event, [invitation("en")], language="en")
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        dates = {entry.date_time for entry in archive.infolist()}

    assert dates == {(1980, 1, 1, 0, 0, 0)}


# ---------------------------------------------------------------- the words of a letter

EN = tongue_for("en")


def printed(event: Event) -> dict[str, object]:
    return {
        key: unmarked(value) if isinstance(value, str) else value
        for key, value in letter_words(event, invitation("en"), EN).items()
    }


def test_a_letter_is_made_of_the_events_own_words(event: Event) -> None:
    found = printed(event)
    given = invitation("en")

    assert found["running"] == given.reference
    assert found["reference"] == f"Reference: {given.reference}"
    assert found["place_and_date"] == "Geneva, 9 July 2003"
    assert found["addressee"] == [
        "To the Minister of Foreign Affairs",
        formal_name(given.party, EN),
    ]
    assert found["title"] == found["subject"] == EN.text(event.letter.subject)
    assert found["body"] == [EN.text(paragraph) for paragraph in event.letter.body]
    assert found["link"] == given.link
    assert found["deadline"] == ""
    words = ("organization", "organ", "copies", "salutation", "closing", "signatory")
    held = (event.sender.organization, event.sender.organ, event.letter.copies,
            event.letter.salutation, event.letter.closing, event.sender.signatory)  # fmt: skip
    assert [found[word] for word in words] == [EN.text(text) for text in held]
    assert [
        found[word] for word in ("enclosure", "link_heading", "link_hint", "code_described")
    ] == [
        "Annex: reply form",
        "Reply by chat",
        "Open this link, or point the camera of a telephone at the code:",
        "QR code of the link printed beside it",
    ]


def items(event: Event) -> dict[str, dict[str, object]]:
    """The fields of the paper form by their labels."""
    annex = letter_words(event, invitation("en"), EN)["annex"]
    assert isinstance(annex, dict)
    return {item["label"]: item for held in annex["sections"] for item in held["items"]}


@pytest.mark.parametrize(
    ("kind", "most", "field"),
    [
        (Type.YES_NO, None, {"kind": "boxes", "choices": ["Yes", "No"]}),
        (Type.CHOICE, None, {"kind": "boxes", "choices": ["One", "Two"]}),
        (Type.CHOICES, None, {"kind": "boxes", "choices": ["One", "Two"]}),
        (Type.NOTE, None, {"kind": "nothing"}),
        (Type.FILE, None, {"kind": "words", "words": "Please attach it to this form."}),
        (Type.TEXT, None, {"kind": "lines", "count": 1}),
        (Type.TEXT, 250, {"kind": "lines", "count": 1}),
        (Type.TEXT, 251, {"kind": "lines", "count": 4}),
        *(
            (kind, 300, {"kind": "lines", "count": 1})
            for kind in (
                Type.NAME,
                Type.INTEGER,
                Type.DATE,
                Type.EMAIL,
                Type.TELEPHONE,
                Type.COUNTRY,
            )
        ),
    ],
)
def test_each_type_of_question_is_answered_by_hand_in_its_way(
    event: Event, kind: Type, most: int | None, field: dict[str, object]
) -> None:
    asked = Question(
        "q",
        kind,
        Text("Q"),
        hint=Text("As on paper"),
        choices=(Choice("a", Text("One")), Choice("b", Text("Two"))),
        max_chars=most,
    )
    first, *others = event.form.sections
    form = replace(event.form, sections=(replace(first, items=(asked,)), *others))

    assert items(replace(event, form=form))["Q"] == {"label": "Q", "hint": "As on paper", **field}


def test_a_question_without_a_hint_has_none_on_paper(event: Event) -> None:
    assert items(event)["Given name(s) of the focal point"]["hint"] == ""


def test_a_list_of_people_is_a_table_with_a_legend_of_its_choices(event: Event) -> None:
    table = items(event)["Composition of the delegation"]

    assert table["kind"] == "table"
    assert table["hint"] == "For more people, please copy this page."
    assert table["number"] == "No."
    assert table["rows"] == [str(n) for n in range(1, 13)]
    assert table["head"] == [EN.text(q.label) for q in event.form.repeats["delegation"].questions]
    assert [unmarked(line).partition(":")[0] for line in table["legend"]] == [  # type: ignore[attr-defined]
        "Role in the delegation",
        "Courtesy title",
        "Gender",
    ]


def test_the_paper_form_is_signed_and_says_what_it_is(event: Event) -> None:
    annex = letter_words(event, invitation("en"), EN)["annex"]
    assert isinstance(annex, dict)

    assert annex["title"] == "Reply form"
    assert annex["signature"] == ["Date", "Name and function", "Signature and seal"]
    assert annex["overleaf"] == "Please use the table on the last page."
    assert annex["hint"] == (
        "Only for those who do not reply by chat. Please sign and return it to the secretariat."
    )
    assert annex["statement"] == "This reply does not replace the credentials of the delegation."


@pytest.mark.parametrize(("count", "text"), [(1, "1 letter"), (2, "2 letters")])
def test_the_index_counts_and_lists_the_letters(event: Event, count: int, text: str) -> None:
    one = invitation("fr")
    written = [(one, File(f"{n}.pdf", "application/pdf", b"")) for n in range(count)]
    found = index_words(event, written, EN)

    assert (found["title"], found["running"]) == ("Index of the letters", "Index of the letters")
    assert found["count"] == text
    assert found["head"] == ["No.", "State", "Reference", "Language", "File", "Dispatched"]
    assert found["rows"] == [
        [str(n + 1), one.party.name("en"), one.reference, "Français", f"{n}.pdf", ""]
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("head", "rows", "found"),
    [
        (["No."], [], [9.0]),
        (["No.", "Text"], [["1", "x" * 30]], [9.0, 33.0]),
        (["No.", "Text"], [["1", "x" * 25]], [9.0, 28.0]),
        (["No.", "Text"], [["1", "x" * 7]], [9.0, 10.0]),
        # A word of more letters is broken; lines wrap beyond thirty.
        (["x" * 40] * 2, [["x" * 40] * 2], [33.0] * 2),
        # More than the page holds: nothing beyond what each must have.
        (["x" * 40] * 4, [["x " * 60] * 4], [29.0] * 4),
        # What is left of the page is shared.
        (["aaaa"] * 5, [["aaaa " * 20] * 5], [18.8] * 5),
        (["aaaa"] * 5, [["aaaa " * 20] * 5, ["a"] * 5], [18.8] * 5),
        (["aaaa"] * 2, [["aaaa aaaa aaaa", "a"], ["a", "a"]], [10.0, 9.0]),
        # A Chinese character is as wide as two letters, another one a little wider than a Latin.
        (["中" * 4], [["中" * 4]], [11.0]),
        (["ж" * 10], [["ж" * 10]], [15.0]),
        (["a\naaaaaaaaaaa"], [["a a\naa aa aa aa aa"]], [17.0]),
    ],
)
def test_columns_share_the_page_by_what_stands_in_them(
    head: list[str], rows: list[list[str]], found: list[float]
) -> None:
    assert weights(head, rows) == found
