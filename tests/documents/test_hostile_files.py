"""Files that mean harm are refused with a clear answer, within bounded work and memory."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents import lines
from bot.documents.archive import MAX_ENTRIES, MAX_UNPACKED_BYTES, open_zip
from bot.documents.columns import Headings
from bot.documents.delegation import preview
from bot.documents.filetype import FileKind
from bot.documents.refusals import SheetCode, SheetRefused, Unreadable
from bot.documents.sheet import MAX_BYTES, Sheet, read_sheet
from bot.documents.template import template
from bot.engine.problems import Code
from tests.call_count import counted
from tests.documents.sheets import (
    EVENT,
    HEADINGS,
    PEOPLE,
    csv_of,
    help_in,
    parts_of,
    read,
    refusal,
    with_parts,
    xlsx_of,
    zip_of,
)

GOOD = xlsx_of(HEADINGS, ("Delegate", "Ms", "Amina", "Benali", "Director", "Ministry of Post"))
# Of this one the texts are kept apart, as most programs do.
SHARED = template(EVENT, PEOPLE, language="en").data
SHEET = "xl/worksheets/sheet1.xml"
# About twice what the longest takes, a second. What these files cost a careless reader is minutes
# and gigabytes.
MAX_CALLS = 2_000_000
MAX_PEAK_BYTES = 200_000_000
# What takes longer than a second on an idle machine has no end.
HANGS_SECONDS = 120
ROOT = Path(__file__).resolve().parents[2]

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _sheet(rows: str, around: bytes = GOOD) -> bytes:
    """A good workbook around these rows."""
    return with_parts(
        around, {SHEET: f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData></worksheet>'}
    )


def _text(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def _ole(*names: str) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    return head + b"".join(name.encode("utf-16-le") + b"\0\0" for name in names) + b"\0" * 512


def _renamed(data: bytes, old: str, new: str) -> bytes:
    return zip_of({name.replace(old, new): part for name, part in parts_of(data).items()})


def _patched(data: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    """Every header of a kind in a ZIP with some of its bytes written over."""
    patched, at = bytearray(data), data.find(signature)
    while at >= 0:
        patched[at + offset : at + offset + len(value)] = value
        at = data.find(signature, at + 4)
    return bytes(patched)


def _encrypted_entries() -> bytes:
    # General purpose bit flag: APPNOTE 4.3.7 and 4.3.12.
    return _patched(_patched(GOOD, b"PK\x03\x04", 6, b"\x01\0"), b"PK\x01\x02", 8, b"\x01\0")


def _forged_sizes() -> bytes:
    bomb = with_parts(GOOD, {SHEET: b" " * 19_000_000})
    return _patched(bomb, b"PK\x01\x02", 24, struct.pack("<I", 100))


def _overlapping() -> bytes:
    """A thousand entries in the table of contents that share the bytes of one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("kernel", b"0" * 1_000_000)
        for number in range(1000):
            twin = zipfile.ZipInfo(f"twin{number}")
            first = archive.filelist[0]
            twin.header_offset, twin.CRC = first.header_offset, first.CRC
            twin.compress_size, twin.file_size = first.compress_size, first.file_size
            twin.compress_type = zipfile.ZIP_DEFLATED
            archive.filelist.append(twin)
    return stream.getvalue()


def _duplicate_entries() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, part in parts_of(GOOD).items():
            archive.writestr(name, part)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(SHEET, b"<worksheet/>")
    return stream.getvalue()


def _macros(name: str) -> bytes:
    return with_parts(GOOD, {name: b"\xd0\xcf\x11\xe0"})


def _macro_enabled() -> bytes:
    types = parts_of(GOOD)["[Content_Types].xml"]
    main = b"spreadsheetml.sheet.main"
    changed = types.replace(
        b"application/vnd.openxmlformats-officedocument." + main,
        b"application/vnd.ms-excel.sheet.macroEnabled.main",
    )
    assert changed != types
    return with_parts(GOOD, {"[Content_Types].xml": changed})


def _entities() -> bytes:
    bomb = '<!DOCTYPE a [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">'
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    return with_parts(GOOD, {SHEET: f"<?xml version='1.0'?>{bomb}]><worksheet>&i;</worksheet>"})


def _external_entity() -> bytes:
    evil = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
    return with_parts(GOOD, {SHEET: evil})


def _many_formats() -> bytes:
    """Two megabytes unpacked that make a general library build half a million objects."""
    styles = "<styleSheet><cellXfs>" + "<xf/>" * 700_000 + "</cellXfs></styleSheet>"
    return with_parts(GOOD, {"xl/styles.xml": styles})


def _word_document() -> bytes:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    return zip_of({"[Content_Types].xml": types, "word/document.xml": "<document/>"})


def _linked() -> bytes:
    return with_parts(GOOD, {"xl/externalLinks/externalLink1.xml": "<externalLink/>"})


def _shared_text_everywhere() -> bytes:
    """One long text of which two hundred thousand cells make copies for whoever reads them."""
    head = "".join(_text(f"{c}1", title) for c, title in zip("ABCDEF", HEADINGS, strict=True))
    rows = "".join(
        f'<row r="{r}">' + "".join(f'<c r="{c}{r}" t="s"><v>0</v></c>' for c in "ABCDEF") + "</row>"
        for r in range(2, 2000)
    )
    data = _sheet(f'<row r="1">{head}</row>{rows}', SHARED)
    long = f"<sst><si><t>{'x' * 32_000}</t></si></sst>"
    return with_parts(
        data, {"xl/sharedStrings.xml": long, "xl/worksheets/sheet2.xml": "<worksheet/>"}
    )


def _cell(reference: str) -> bytes:
    return _sheet(
        f'<row r="1">{_text("A1", "x")}</row><row r="1048576">{_text(reference, "x")}</row>'
    )


# Name → (the file, why it is refused).
HOSTILE: dict[str, tuple[Callable[[], bytes], SheetCode]] = {
    "more bytes than fit": (lambda: b"a,b\n" * 1_250_001, SheetCode.TOO_LARGE),
    "nothing at all": (lambda: b"", SheetCode.EMPTY),
    "a workbook of before 2007": (lambda: _ole("Workbook"), SheetCode.OLD_FORMAT),
    "a workbook under a password": (
        lambda: _ole("EncryptionInfo", "EncryptedPackage"),
        SheetCode.ENCRYPTED,
    ),
    "a ZIP whose entries are under a password": (_encrypted_entries, SheetCode.ENCRYPTED),
    "a ZIP of something else": (lambda: zip_of({"a.txt": "hello"}), SheetCode.NOT_A_WORKBOOK),
    "a text document": (_word_document, SheetCode.NOT_A_WORKBOOK),
    "an OpenDocument sheet": (
        lambda: zip_of({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        SheetCode.NOT_A_WORKBOOK,
    ),
    "the beginning of a ZIP": (lambda: GOOD[:1000], SheetCode.DAMAGED),
    "PK and noise": (lambda: b"PK\x03\x04" + bytes(range(256)) * 40, SheetCode.DAMAGED),
    "a bomb of one entry": (
        lambda: with_parts(GOOD, {SHEET: b" " * 100_000_000}),
        SheetCode.UNPACKS_TOO_LARGE,
    ),
    "a small bomb that packs too well": (
        lambda: with_parts(GOOD, {"xl/media/image1.png": b"\0" * 15_000_000}),
        SheetCode.UNPACKS_TOO_LARGE,
    ),
    "a bomb that denies its size": (_forged_sizes, SheetCode.DAMAGED),
    "a thousand entries that share one": (_overlapping, SheetCode.UNPACKS_TOO_LARGE),
    "more entries than a workbook has": (
        lambda: with_parts(GOOD, {f"xl/x{n}.xml": "<x/>" for n in range(MAX_ENTRIES)}),
        SheetCode.UNPACKS_TOO_LARGE,
    ),
    "one entry twice": (_duplicate_entries, SheetCode.DAMAGED),
    "macros, by their part": (lambda: _macros("xl/vbaProject.bin"), SheetCode.MACROS),
    "macros, under another name": (lambda: _macros("xl/VBAPROJECT.BIN"), SheetCode.MACROS),
    "macros of Excel 4": (lambda: _macros("xl/macrosheets/sheet1.xml"), SheetCode.MACROS),
    "macros, by their kind alone": (_macro_enabled, SheetCode.MACROS),
    "values from another file": (_linked, SheetCode.LINKS),
    "a billion laughs": (_entities, SheetCode.DAMAGED),
    "an entity that reads a file": (_external_entity, SheetCode.DAMAGED),
    "tags without end": (
        lambda: with_parts(GOOD, {SHEET: "<worksheet><sheetData><row>"}),
        SheetCode.DAMAGED,
    ),
    "tags a hundred thousand deep": (
        lambda: with_parts(GOOD, {SHEET: "<a>" * 100_000 + "</a>" * 100_000}),
        SheetCode.EMPTY,
    ),
    "cells without number": (
        lambda: _sheet('<row r="1">' + "<c/>" * 1_500_000 + "</row>"),
        SheetCode.UNPACKS_TOO_LARGE,
    ),
    "formats without number": (_many_formats, SheetCode.UNPACKS_TOO_LARGE),
    "texts without number": (
        lambda: with_parts(
            SHARED, {"xl/sharedStrings.xml": "<sst>" + "<si><t/></si>" * 500_000 + "</sst>"}
        ),
        SheetCode.UNPACKS_TOO_LARGE,
    ),
    "one text in every cell": (_shared_text_everywhere, SheetCode.UNPACKS_TOO_LARGE),
    "a cell in the last corner": (lambda: _cell("XFD1048576"), SheetCode.TOO_MANY_COLUMNS),
    "a cell beyond the last corner": (lambda: _cell("ZZZZ9"), SheetCode.DAMAGED),
    "a row beyond the last": (
        lambda: _sheet(f'<row r="999999999999">{_text("A1", "x")}</row>'),
        SheetCode.DAMAGED,
    ),
    "rows that go backwards": (lambda: _sheet('<row r="9"/><row r="3"/>'), SheetCode.DAMAGED),
    "a text that is not there": (
        lambda: _sheet('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'),
        SheetCode.DAMAGED,
    ),
    "a number that is none": (
        lambda: _sheet('<row r="1"><c r="A1"><v>1e</v></c></row>'),
        SheetCode.DAMAGED,
    ),
    "a sheet of three thousand people": (
        lambda: xlsx_of(HEADINGS, *[("x",) * 6 for _ in range(3000)]),
        SheetCode.TOO_MANY_ROWS,
    ),
    "a CSV of a million blank lines": (
        lambda: csv_of(HEADINGS) + b"\n" * 2_000_000 + b"x",
        SheetCode.TOO_MANY_ROWS,
    ),
    "a CSV of two million columns": (lambda: b",x" * 2_000_000, SheetCode.TOO_MANY_COLUMNS),
    "a CSV with one quotation mark": (
        lambda: csv_of(HEADINGS) + b'"' + b"x" * 4_000_000,
        SheetCode.DAMAGED,
    ),
    "a program": (
        lambda: b"\x7fELF\x02\x01\x01\0" + bytes(range(256)) * 100,
        SheetCode.NOT_A_SHEET,
    ),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(500), SheetCode.NOT_A_SHEET),
    "a page of the web": (lambda: b"<html><body>hello</body></html>", SheetCode.NOT_A_SHEET),
}


@contextmanager
def traced() -> Iterator[list[int]]:
    """The most bytes in use at any time within the block."""
    peak: list[int] = []
    tracemalloc.start()
    try:
        yield peak
        peak.append(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(name: str) -> None:
    make, code = HOSTILE[name]
    data = make()
    assert len(data) <= MAX_BYTES or code is SheetCode.TOO_LARGE

    # One after the other: together they take longer.
    with counted() as work:
        refused = refusal(data)
    with traced() as peak:
        refusal(data)

    assert refused.code is code
    assert work.calls < MAX_CALLS
    assert peak < [MAX_PEAK_BYTES]


def test_one_line_more_than_a_sheet_has_rows_is_refused_before_it_is_split(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines, "_MOST_LINES", 50)
    person = "delegate,ms,Amina,Benali,Director,Ministry"
    head = csv_of(HEADINGS)

    for end in ("\r\n", "\n", "\r"):
        blank = end * 48 + person + end
        assert [row.number for row in read(head + blank.encode()).rows] == [50]
        assert refusal(head + end.encode() + blank.encode()).code is SheetCode.TOO_MANY_ROWS


@pytest.mark.parametrize("chars", [2, 250])
def test_a_file_that_fits_every_bound_costs_no_more_than_its_rows(chars: int) -> None:
    """Rows of texts as long as the bounds allow, and of short ones, each read as an answer."""
    judged(10, chars)  # what is read once is no row's

    assert judged(400, chars) < judged(100, chars) * 4.4


def test_a_text_costs_no_more_than_its_letters() -> None:
    judged(10, 250)

    assert judged(50, 250) < judged(50, 125) * 2.2


def judged(rows: int, chars: int) -> int:
    """The calls that so many faulty rows take."""
    letters = random.Random(4)
    texts = [
        tuple("".join(letters.choices("aéжش王", k=chars)) for _ in range(6)) for _ in range(rows)
    ]
    data = xlsx_of(HEADINGS, *texts)
    with counted() as work:
        sheet = read_sheet(PEOPLE, data, language="en")
        assert isinstance(sheet, Sheet)
        found = preview(PEOPLE, (), sheet, help=help_in("en"), language="en")
    assert len(found.faulty) == rows
    return work.calls


def test_headings_as_long_as_a_book_cost_nothing() -> None:
    headings = Headings(PEOPLE, "en")
    row = (1, dict.fromkeys(range(200), "/é" * 100_000))

    with counted() as work:
        score = headings.score(row)

    assert score == 0
    assert work.calls < 200 * 10


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits on Windows")
def test_no_hostile_file_needs_more_memory_than_a_small_machine_has(tmp_path: Path) -> None:
    """All of them in one process, by what the system itself counts."""
    for number, (make, _) in enumerate(HOSTILE.values()):
        (tmp_path / str(number)).write_bytes(make())
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from tests.documents.sheets import PEOPLE\n"
        "from bot.documents.sheet import read_sheet\n"
        "files = list(Path(sys.argv[1]).iterdir())\n"
        "start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for file in files: read_sheet(PEOPLE, file.read_bytes(), language='en')\n"
        "print(len(files), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path], cwd=ROOT, capture_output=True, text=True, check=True
    )

    count, grown = map(int, done.stdout.split())
    unit = 1 if sys.platform == "darwin" else 1024
    assert count == len(HOSTILE)
    assert grown * unit < MAX_PEAK_BYTES


@given(st.binary(max_size=2000))
def test_noise_is_refused_or_read_and_never_fails(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xff\xfe", b"Surname,Given name\n", b"sep=;\n"):
        assert isinstance(read_sheet(PEOPLE, start + data, language="ru"), Sheet | SheetRefused)


@given(st.data())
def test_a_workbook_with_damaged_bytes_is_refused_or_read_and_never_fails(
    data: st.DataObject,
) -> None:
    damaged = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))

    assert isinstance(read_sheet(PEOPLE, bytes(damaged), language="en"), Sheet | SheetRefused)


@given(st.data())
def test_a_sheet_with_damaged_tags_is_refused_or_read_and_never_fails(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(parts_of(GOOD))))
    part = bytearray(parts_of(GOOD)[name])
    for _ in range(data.draw(st.integers(1, 8))):
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(
            st.sampled_from(b'<>/"=0-9xrst&; ')
        )

    damaged = with_parts(GOOD, {name: bytes(part)})

    assert isinstance(read_sheet(PEOPLE, damaged, language="en"), Sheet | SheetRefused)


# What could be taken for the beginning of something, again and again, and what the whole is.
MARKS = {
    b"/Encrypt": FileKind.PDF,
    b"/Encrypt 1": FileKind.PDF,
    b"stream": FileKind.PDF,
    b"endstream": FileKind.PDF,
    b"\n/Encrypt << stream ": Code.FILE_LOCKED,
    b"%PDF-1.4": FileKind.PDF,
}


def test_a_note_made_of_marks_is_judged_without_looking_through_the_rest_at_each(
    tmp_path: Path,
) -> None:
    """In a process of its own: whoever did look through the rest would not come back."""
    for number, mark in enumerate(MARKS):
        whole = b"%PDF-1.4\n" + mark * (4_000_000 // len(mark)) + b"startxref"
        (tmp_path / str(number)).write_bytes(whole)
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from bot.documents.filetype import FileKind, examine\n"
        "for number in range(int(sys.argv[2])):\n"
        "    found = examine(Path(sys.argv[1], str(number)).read_bytes())\n"
        "    print(found if isinstance(found, FileKind) else found.code)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path, str(len(MARKS))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=HANGS_SECONDS,
    )

    assert done.stdout.split() == [str(found) for found in MARKS.values()]


def test_the_unpacked_size_is_judged_before_anything_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = with_parts(GOOD, {"xl/media/image1.bin": b"\0" * (MAX_UNPACKED_BYTES + 1)})
    opened: list[object] = []
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *args, **_: opened.append(args))

    assert refusal(data).code is SheetCode.UNPACKS_TOO_LARGE
    assert opened == []


def promised(*sizes: tuple[int, int]) -> bytes:
    """An archive of a workbook whose table of contents promises these sizes, packed and unpacked."""
    names = ["[Content_Types].xml", *(f"x{number}" for number in range(1, len(sizes)))]
    data = zip_of(dict.fromkeys(names, "x"))
    at = 0
    for packed, unpacked in sizes:
        at = data.index(b"PK\x01\x02", at) + 20
        data = data[:at] + struct.pack("<II", packed, unpacked) + data[at + 8 :]
    return data


@pytest.mark.parametrize(
    ("sizes", "taken"),
    [
        ([(9, 9)] * 100, True),
        ([(9, 9)] * 101, False),
        ([(10_000_000, 10_000_000)] * 2, True),
        ([(10_000_000, 10_000_000), (10_000_000, 10_000_001)], False),
        # Of a large entry, two hundred times what it is packed to.
        ([(10_000, 2_000_000)], True),
        ([(10_000, 2_000_001)], False),
        ([(1, 1_000_000)], True),
        ([(0, 1_000_000)], True),
        ([(1, 1_000_001)], False),
        ([(0, 1_000_001)], False),
    ],
)
def test_an_archive_promises_no_more_than_a_workbook_has(
    sizes: list[tuple[int, int]], taken: bool
) -> None:
    found = None
    try:
        open_zip(promised(*sizes))
    except Unreadable as unreadable:
        found = unreadable.refused.code

    assert found == (None if taken else SheetCode.UNPACKS_TOO_LARGE)


def test_a_file_of_five_million_bytes_is_looked_at_and_no_larger_one() -> None:
    head = b"Surname,Given name\nBenali,Amina\n"
    filled = head + b"\n" * (5_000_000 - len(head))

    assert refusal(filled).code is SheetCode.TOO_MANY_ROWS
    assert refusal(filled + b"\n") == SheetRefused(SheetCode.TOO_LARGE, {"maximum": 5_000_000})


@pytest.mark.parametrize(("rows", "taken"), [(2000, True), (2001, False)])
def test_a_list_has_two_thousand_rows_and_no_more(rows: int, taken: bool) -> None:
    data = b"Surname,Given name\n" + b"Benali,Amina\n" * rows
    found = read_sheet(PEOPLE, data, language="en")

    if taken:
        assert isinstance(found, Sheet)
        assert len(found.rows) == 2000
    else:
        assert found == SheetRefused(SheetCode.TOO_MANY_ROWS, {"maximum": 2000})


@pytest.mark.parametrize(("columns", "taken"), [(200, True), (201, False)])
def test_a_row_has_two_hundred_columns_and_no_more(columns: int, taken: bool) -> None:
    lines = [["Surname", *["x"] * (columns - 1)], ["Benali", *["y"] * (columns - 1)]]
    for data in (csv_of(*lines), xlsx_of(*lines)):
        found = read_sheet(PEOPLE, data, language="en")

        if taken:
            assert not isinstance(found, SheetRefused) or found.code is SheetCode.NO_HEADINGS
        else:
            assert isinstance(found, SheetRefused)
            assert found.code is SheetCode.TOO_MANY_COLUMNS


@pytest.mark.parametrize(("above", "found"), [(19, True), (20, False)])
def test_headings_stand_within_the_first_twenty_rows(above: int, found: bool) -> None:
    data = b"x,y\n" * above + b"Surname,Given name\nBenali,Amina\n"

    assert isinstance(read_sheet(PEOPLE, data, language="en"), Sheet) is found
