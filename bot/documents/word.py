"""Writes the list of participants as a Word file, which a secretariat edits further.

The body is written as XML, which is a hundred times as fast
as python-docx for a table of thousands of rows; python-docx gives the package around it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.document import Document as Package
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from bot.documents.participant_list import Delegation, ParticipantList
from bot.i18n.isolation import runs_leftwards
from bot.i18n.tongue import Tongue

# XML 1.0 has no place for most of these (section 2.2); Word shows isolates as boxes in some fonts.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2066-\u2069]")
_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RIGHT_TO_LEFT = re.compile(f"[{_LETTERS}]")
# Words of Arabic or Hebrew with the spaces between them; then all up to the next such word.
_PIECES = re.compile(f"[{_LETTERS}]+(?:\\s+[{_LETTERS}]+)*|[^{_LETTERS}]+")

# The three columns in twentieths of a point: A4 between margins of 20 mm.
_COLUMNS = (2000, 3200, 4438)
_PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134"'
    ' w:header="567" w:footer="567" w:gutter="0"/><w:cols w:space="720"/>'
)

# One date for every part of the package: the earliest that a ZIP can say.
_EPOCH = (1980, 1, 1, 0, 0, 0)

_ENGLISH = "en-GB"
_TAGS = {"ar": "ar-SA", "zh": "zh-CN", "fr": "fr-FR", "ru": "ru-RU", "es": "es-ES"}

_W = nsdecls("w")


def write(listed: ParticipantList, tongue: Tongue) -> bytes:
    """Return the bytes of a .docx; the same for the same list."""
    package = Document()
    writer = _Writer(tongue)
    _describe(package, listed, tongue)
    _set_styles(package, tongue)
    margins = package.sections[0]
    if listed.watermark:
        margins.header.is_linked_to_previous = False
        margins.header.part.element[0].append(parse_xml(_watermark(listed.watermark)))
    margins.footer.is_linked_to_previous = False
    footer = writer.footer(f"{listed.title} · {listed.as_of}")
    margins.footer.part.element[:] = list(parse_xml(f"<w:ftr {_W}>{footer}</w:ftr>"))
    _set_page(package, writer.bidi)
    saved = io.BytesIO()
    package.save(saved)
    return _finished(saved.getvalue(), "".join(writer.body(listed)))


class _Writer:
    """Paragraphs and rows in one language's direction of writing."""

    def __init__(self, tongue: Tongue) -> None:
        self.rtl = tongue.rtl
        self.bidi = "<w:bidi/>" if tongue.rtl else ""

    def body(self, listed: ParticipantList) -> Iterator[str]:
        for line in listed.event.splitlines():
            yield self.paragraph(line)
        yield self.paragraph(listed.title, style="Title")
        yield self.paragraph(listed.as_of)
        yield self._open_table(_COLUMNS)
        yield self._row(listed.head, head=True)
        for delegation in listed.delegations:
            yield from self._delegation(delegation, listed.nobody)
        yield "</w:tbl>"
        for total in listed.totals:
            yield self.paragraph(total.heading, style="Heading1")
            yield self._open_table((_COLUMNS[0] + _COLUMNS[1], _COLUMNS[2]))
            for label, count in total.rows:
                yield self._row((label, count))
            yield "</w:tbl>"
        # Word wants a paragraph after the last table.
        yield self.paragraph("")

    def _delegation(self, delegation: Delegation, nobody: str) -> Iterator[str]:
        yield self._spanning(self.paragraph(delegation.state, style="Heading2"))
        for entry in delegation.entries:
            yield self._row((entry.role, entry.name, entry.description))
        if not delegation.entries:
            yield self._spanning(self.paragraph(nobody))

    def _open_table(self, columns: tuple[int, ...]) -> str:
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
        direction = "<w:bidiVisual/>" if self.rtl else ""
        return (
            f'<w:tbl><w:tblPr>{direction}<w:tblW w:w="{sum(columns)}" w:type="dxa"/>'
            '<w:tblBorders><w:insideH w:val="single" w:sz="4" w:space="0" w:color="C3CAD1"/>'
            '</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>"
        )

    def _row(self, cells: tuple[str, ...], *, head: bool = False) -> str:
        repeated = "<w:tblHeader/>" if head else ""
        written = "".join(
            f"<w:tc>{''.join(paragraphs)}</w:tc>"
            for cell in cells
            if (paragraphs := [self.paragraph(line, bold=head) for line in cell.split("\n")])
        )
        return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{written}</w:tr>"

    def _spanning(self, paragraph: str) -> str:
        return (
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            f'<w:tc><w:tcPr><w:gridSpan w:val="3"/></w:tcPr>{paragraph}</w:tc></w:tr>'
        )

    def paragraph(self, text: str, *, style: str = "", bold: bool = False) -> str:
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        return f"<w:p><w:pPr>{named}{self._direction(text)}</w:pPr>{_run(text, bold=bold)}</w:p>"

    def _direction(self, text: str) -> str:
        """Return the direction of a line: Arabic in a French table stands where others begin."""
        if self.rtl:
            return "<w:bidi/>"
        return '<w:bidi/><w:jc w:val="end"/>' if runs_leftwards(text) else ""

    def footer(self, running: str) -> str:
        def field(name: str) -> str:
            return f'<w:fldSimple w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'

        return (
            f'<w:p><w:pPr><w:pStyle w:val="Footer"/>{self.bidi}</w:pPr>{_run(running + " · ")}'
            f"{field('PAGE')}{_run(' / ')}{field('NUMPAGES')}</w:p>"
        )


def _run(text: str, *, bold: bool = False) -> str:
    """Yield one run for each direction: from it Word takes fonts and the order of digits."""
    weight = "<w:b/><w:bCs/>" if bold else ""
    written = ""
    for piece in _PIECES.findall(_UNWRITABLE.sub("", text)):
        direction = "<w:rtl/>" if _RIGHT_TO_LEFT.match(piece) else ""
        written += (
            f"<w:r><w:rPr>{weight}{direction}</w:rPr>"
            f'<w:t xml:space="preserve">{escape(piece)}</w:t></w:r>'
        )
    return written


def _watermark(words: str) -> str:
    """Return grey words across the page, as drawings that every Word reads: VML (ECMA-376, part 4)."""
    # The drawing stretches its words to its own width.
    width = min(480, sum(100 if east_asian_width(letter) in "WF" else 50 for letter in words))
    return (
        f'<w:r {_W} xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:o="urn:schemas-microsoft-com:office:office">'
        '<w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
        ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
        '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
        '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
        '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/>'
        '</v:shapetype><v:shape id="watermark" type="#_x0000_t136"'
        ' style="position:absolute;margin-left:0;margin-top:0;'
        f"width:{width}pt;height:100pt;rotation:315;"
        "z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        'mso-position-vertical-relative:margin" fillcolor="#e4e4e4" stroked="f">'
        '<v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt"'
        f" string={quoteattr(words)}/>"
        "</v:shape></w:pict></w:r>"
    )


def _set_styles(package: Package, tongue: Tongue) -> None:
    """Set fonts that every Word has, black headings, and the language for its spelling check."""
    sizes = {"Normal": 18, "Title": 32, "Heading 1": 24, "Heading 2": 20, "Footer": 16}
    # Chinese and Arabic letters have a language of their own beside; a Latin word said to be Chinese
    # would break anywhere.
    tag = _ENGLISH if tongue.code in ("zh", "ar") else _TAGS.get(tongue.code, _ENGLISH)
    for name, half_points in sizes.items():
        style = package.styles[name]
        properties = style.element.get_or_add_rPr()
        bold = "" if name in {"Normal", "Footer"} else "<w:b/><w:bCs/>"
        properties[:] = parse_xml(
            f'<w:rPr {_W}><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"'
            f' w:eastAsia="SimSun"/>{bold}<w:color w:val="1B1F24"/><w:sz w:val="{half_points}"/>'
            f'<w:szCs w:val="{half_points}"/>'
            f'<w:lang w:val="{tag}" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
        )
    normal = package.styles["Normal"].element.get_or_add_pPr()
    normal[:] = parse_xml(f'<w:pPr {_W}><w:spacing w:before="20" w:after="20"/></w:pPr>')
    border = package.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        border.getparent().remove(border)


def _set_page(package: Package, bidi: str) -> None:
    """Set paper and margins, after the references to header and footer, as the schema orders them."""
    section = package.element.body.sectPr
    kept = [child for child in section if child.tag.endswith("Reference")]
    section[:] = [*kept, *list(parse_xml(f"<w:sectPr {_W}>{_PAGE}{bidi}</w:sectPr>"))]


def _describe(package: Package, listed: ParticipantList, tongue: Tongue) -> None:
    properties = package.core_properties
    properties.title = listed.title
    properties.language = _TAGS.get(tongue.code, _ENGLISH)
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = datetime(*_EPOCH)  # noqa: DTZ001 -- as python-docx wants it


def _finished(package: bytes, body: str) -> bytes:
    """Return the package with its body in place, and one date on every part, not the time of day."""
    rewritten = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = content.replace(b"<w:sectPr", body.encode() + b"<w:sectPr", 1)
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            # Else the file would show on which system it was written.
            part.create_system = 3
            new.writestr(part, content)
    return rewritten.getvalue()
