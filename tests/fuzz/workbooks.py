"""Files of the shapes a spreadsheet comes in, with some bytes in one part of them: a packed file hardly survives a change."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import xlsxwriter

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>Awa</t></is></c><c r="B2"><v>3</v></c></row>'
)
_PARTS: Mapping[str, str] = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>'
        '<sheet name="List" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_LINKS}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="r3" Type="{_LINKS}/styles" Target="styles.xml"/>'
        "</Relationships>"
    ),
    "xl/worksheets/sheet1.xml": (
        f'<worksheet xmlns="{_MAIN}"><sheetData>{_ROWS}</sheetData></worksheet>'
    ),
    "xl/sharedStrings.xml": (
        f'<sst xmlns="{_MAIN}"><si><t>Given name</t></si><si><t>Family name</t></si></sst>'
    ),
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="0"/></cellXfs></styleSheet>',
}
# What the bytes are by the kind: a file as it is, lines of text, or one part of a workbook.
_PART_OF_KIND = (
    None,
    None,
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
    "rows",
)


def workbook_with(kind: int, data: bytes) -> bytes:
    """The file of a kind from 0 to 7 that these bytes make."""
    part = _PART_OF_KIND[kind]
    if part is None:
        return data
    if part == "rows":
        part, sheet = "xl/worksheets/sheet1.xml", _PARTS["xl/worksheets/sheet1.xml"]
        data = sheet.encode().replace(_ROWS.encode(), data)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, data if name == part else text.encode())
    return stream.getvalue()


def form_of(text: str) -> bytes:
    """An XLSForm: survey, choices and settings behind one another, cells between bars."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, part in zip(
            ("survey", "choices", "settings"), text.split("\n--\n"), strict=False
        ):
            sheet = book.add_worksheet(name)
            for row, line in enumerate(part.split("\n")[:200]):
                for column, cell in enumerate(line.split("|")[:40]):
                    sheet.write_string(row, column, cell[:32767])
    return stream.getvalue()
