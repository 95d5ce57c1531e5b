"""The Word file of the list, read back: languages, sizes, margins, columns, dates and the watermark."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from bot.documents.participant_list import ParticipantList, compose
from bot.documents.word import write
from bot.events.event import Event
from bot.events.parties import load
from bot.i18n.tongue import tongue_for
from tests.documents import samples

STATES = load()


def listed(event: Event, language: str = "en") -> ParticipantList:
    given = [(STATES["TUN"], samples.content(2)), (STATES["FRA"], samples.content(0))]
    return compose(event, given, tongue_for(language), provisional=True, as_of=samples.SENT_AT)


def opened(event: Event, language: str = "en") -> Document:
    return docx.Document(io.BytesIO(write(listed(event, language), tongue_for(language))))


@pytest.mark.parametrize(
    ("language", "latin", "file"),
    [
        ("ar", "en-GB", "ar-SA"),
        ("zh", "en-GB", "zh-CN"),
        ("en", "en-GB", "en-GB"),
        ("fr", "fr-FR", "fr-FR"),
        ("ru", "ru-RU", "ru-RU"),
        ("es", "es-ES", "es-ES"),
    ],
)
def test_spelling_is_checked_in_the_language_of_the_list(
    event: Event, language: str, latin: str, file: str
) -> None:
    document = opened(event, language)
    tags = document.styles["Normal"].element.rPr.find(qn("w:lang"))

    assert tags.get(qn("w:val")) == latin
    assert tags.get(qn("w:eastAsia")) == "zh-CN"
    assert tags.get(qn("w:bidi")) == "ar-SA"
    assert document.core_properties.language == file


@pytest.mark.parametrize("language", ["ar", "en"])
def test_page_foot_and_tables_run_as_the_language_is_written(event: Event, language: str) -> None:
    document = opened(event, language)
    tables = document.element.body.findall(".//" + qn("w:tbl"))
    foot = document.sections[0].footer.part.element
    is_rtl = language == "ar"

    assert {each.find(".//" + qn("w:bidiVisual")) is not None for each in tables} == {is_rtl}
    assert (foot.find(".//" + qn("w:bidi")) is not None) == is_rtl
    assert foot.find(".//" + qn("w:b")) is None
    assert (document.element.body.sectPr.find(qn("w:bidi")) is not None) == is_rtl


@pytest.mark.parametrize(
    ("style", "points", "bold"),
    [
        ("Normal", 9, False),
        ("Title", 16, True),
        ("Heading 1", 12, True),
        ("Heading 2", 10, True),
        ("Footer", 8, False),
    ],
)
def test_each_style_has_its_size_and_weight(
    event: Event, style: str, points: int, bold: bool
) -> None:
    properties = opened(event).styles[style].element.rPr

    assert properties.find(qn("w:sz")).get(qn("w:val")) == str(2 * points)
    assert properties.find(qn("w:szCs")).get(qn("w:val")) == str(2 * points)
    assert (properties.find(qn("w:b")) is not None) is bold
    assert properties.find(qn("w:rFonts")).get(qn("w:ascii")) == "Arial"


def test_a_title_has_no_line_below_it(event: Event) -> None:
    assert opened(event).styles["Title"].element.pPr.find(qn("w:pBdr")) is None


def test_the_page_is_a4_with_margins_of_two_centimetres(event: Event) -> None:
    (section,) = opened(event).sections
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)

    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert [round(margin.mm) for margin in margins if margin is not None] == [20, 20, 20, 20]


def test_columns_fill_the_page_between_the_margins(event: Event) -> None:
    people, *totals = opened(event).tables
    grid = [
        [int(column.get(qn("w:w"), "0")) for column in table._tbl.tblGrid.iter(qn("w:gridCol"))]
        for table in (people, *totals)
    ]

    assert grid[0] == [2000, 3200, 4438]
    assert grid[1:] == [[5200, 4438]] * len(totals)
    assert {sum(widths) for widths in grid} == {11906 - 2 * 1134}


def test_a_state_and_what_is_said_of_nobody_go_across_the_table(event: Event) -> None:
    table = opened(event).tables[0]
    spans = [
        (row.cells[0].text, row.cells[0]._tc.grid_span)
        for row in table.rows
        if row.cells[0]._tc.grid_span > 1
    ]

    assert spans == [("France", 3), (listed(event).nobody, 3), ("Tunisia", 3)]


def test_only_the_head_is_bold_and_repeated(event: Event) -> None:
    head, *rows = opened(event).tables[0].rows

    assert all(run.bold for cell in head.cells for run in cell.paragraphs[0].runs)
    assert not any(
        run.bold for row in rows for cell in row.cells for p in cell.paragraphs for run in p.runs
    )
    assert [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") for row in rows] == [None] * len(
        rows
    )


@pytest.mark.parametrize(
    ("words", "points"),
    [("A", 50), ("PROVISOIRE", 480), ("DRAFT", 250), ("暂定", 200), ("临时名单草", 480)],
)
def test_a_watermark_is_as_wide_as_its_words_up_to_the_page(
    event: Event, words: str, points: int
) -> None:
    data = write(replace(listed(event), watermark=words), tongue_for("en"))
    header = docx.Document(io.BytesIO(data)).sections[0].header.part.blob.decode()

    assert re.findall(r"width:(\d+)pt;height:(\d+)pt;rotation:(\d+)", header) == [
        (str(points), "100", "315")
    ]


def test_without_a_watermark_the_header_is_left_empty(event: Event) -> None:
    data = write(replace(listed(event), watermark=""), tongue_for("en"))

    assert docx.Document(io.BytesIO(data)).sections[0].header.is_linked_to_previous


def test_the_file_bears_neither_the_day_nor_the_system_it_was_written_on(event: Event) -> None:
    data = write(listed(event), tongue_for("en"))
    properties = docx.Document(io.BytesIO(data)).core_properties
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = package.infolist()

    assert {entry.create_system for entry in entries} == {3}
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_DEFLATED}
    for at in (properties.created, properties.modified):
        assert at is not None
        assert at.replace(tzinfo=None) == datetime(1980, 1, 1)  # noqa: DTZ001 - as the file has it
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
