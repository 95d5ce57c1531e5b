"""Reading what missions send: any of the six languages, any order, any way of saving."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from bot.documents import lines
from bot.documents.columns import ID_HEADING, take_apart
from bot.documents.refusals import SheetCode, Unreadable
from bot.documents.template import template
from bot.documents.xlsx import Broken, visible_sheets
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for
from tests.documents.sheets import (
    EVENT,
    HEADINGS,
    PEOPLE,
    csv_of,
    parts_of,
    read,
    refusal,
    with_parts,
    xlsx_of,
    zip_of,
)

MORNING = datetime(2003, 12, 10, 8, 30)  # noqa: DTZ001 - a cell has no zone
ROW = ("Delegate", "Ms", "Amina", "Benali", "Director", "Ministry of Post")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_forms_own_labels_are_known_in_every_language(language: str) -> None:
    labels = [tongue_for(language).text(question.label) for question in PEOPLE.questions]

    sheet = read(csv_of(labels, ["x"] * len(labels)), "en")

    assert sheet.columns.places == {q.name: at for at, q in enumerate(PEOPLE.questions)}
    assert sheet.columns.ignored == ()


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("SURNAME;First name;Position", {"family": 0, "given": 1, "function": 2}),
        ("Prénom;NOM;Fonctions", {"given": 0, "family": 1, "function": 2}),
        ("Nombre;Apellidos;Cargo", {"given": 0, "family": 1, "function": 2}),
        ("Фамилия;Имя;Должность", {"family": 0, "given": 1, "function": 2}),
        ("姓;名;职务", {"family": 0, "given": 1, "function": 2}),
        ("الاسم;اسم العائلة;الوظيفة", {"given": 0, "family": 1, "function": 2}),
        ("Name;First name;Function", {"family": 0, "given": 1, "function": 2}),
        ("Name;Surname;Function", {"given": 0, "family": 1, "function": 2}),
        ("Family name / Nom / Apellido;Given name / Prénom / Nombre", {"family": 0, "given": 1}),
        ("E-MAIL (optional);  given   NAME ;Sex", {"email": 0, "given": 1, "gender": 2}),
    ],
)
def test_usual_headings_are_known_in_any_order(headings: str, expected: dict[str, int]) -> None:
    sheet = read(f"{headings}\nx;y;z\n".encode())

    assert sheet.columns.places == expected


def test_what_stands_above_the_headings_is_passed_over() -> None:
    sheet = read(xlsx_of(["Delegation of France"], [], ["As of", date(2003, 11, 1)], HEADINGS, ROW))

    assert [row.number for row in sheet.rows] == [5]
    assert sheet.rows[0].said["family"] == "Benali"


def test_columns_that_are_none_of_ours_are_named() -> None:
    sheet = read(csv_of((*HEADINGS, "Passport No."), (*ROW, "X123")))

    assert sheet.columns.ignored == ("Passport No.",)


def test_blank_rows_and_cells_are_left_out() -> None:
    sheet = read(xlsx_of(HEADINGS, [], ["", " ", None], ["", "", "Amina"]))

    assert [(row.number, dict(row.said)) for row in sheet.rows] == [(4, {"given": "Amina"})]


def test_two_columns_for_one_question_are_refused_by_name() -> None:
    refused = refusal(csv_of(("Surname", "Given name", "Last name"), ("a", "b", "c")))

    assert refused.code is SheetCode.REPEATED_HEADING
    assert refused.params == {"first": "Surname", "second": "Last name"}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_text_is_read_however_it_was_saved(separator: str, encoding: str) -> None:
    data = csv_of(
        ("Nom", "Prénom"), ("Grün, von", "Éloïse"), separator=separator, encoding=encoding
    )

    sheet = read(data, "fr")

    assert dict(sheet.rows[0].said) == {"family": "Grün, von", "given": "Éloïse"}


@pytest.mark.parametrize(
    ("language", "encoding", "row"),
    [
        ("ru", "cp1251", ("Щербаков", "Дмитрий")),
        ("ar", "cp1256", ("الشريف", "أحمد")),
        ("zh", "gb18030", ("王", "晓玲")),
    ],
)
@pytest.mark.parametrize("own", [True, False])
def test_code_pages_are_told_by_headings_or_by_the_persons_language(
    language: str, encoding: str, row: tuple[str, str], own: bool
) -> None:
    words = tongue_for(language)
    labels = [words.text(PEOPLE.question(name).label) for name in ("family", "given")]
    headings = {"ru": ("Фамилия", "Имя"), "ar": ("اسم العائلة", "الاسم الأول"), "zh": ("姓", "名")}
    data = csv_of(headings[language] if own else ("Surname", "Given name"), row, encoding=encoding)

    sheet = read(data, language)

    assert dict(sheet.rows[0].said) == dict(zip(("family", "given"), row, strict=True)), labels


def test_excels_own_line_about_the_separator_is_no_row() -> None:
    sheet = read(b"sep=;\r\nSurname;Given name\r\nBenali;Amina\r\n")

    assert [(row.number, row.said["family"]) for row in sheet.rows] == [(3, "Benali")]


def test_cells_come_as_text_but_for_yes_and_no() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["t", 42, 41227305111.0, 1.5, True, date(2003, 12, 10), MORNING])
    sheet.append(["=1+1", CellRichText("Ami", TextBlock(InlineFont(b=True), "na")), "_x000D_"])
    sheet["H1"] = "#REF!"
    stream = io.BytesIO()
    book.save(stream)

    [rows] = visible_sheets(stream.getvalue(), max_rows=9)

    first = list(rows[0][1].values())
    assert first == [
        "t",
        "42",
        "41227305111",
        "1.5",
        True,
        "2003-12-10",
        "2003-12-10 08:30",
        "#REF!",
    ]
    assert isinstance(first[-1], Broken)
    # A formula that was never worked out says nothing.
    assert rows[1][1][1] == "Amina"
    assert 0 not in rows[1][1]


def test_numbers_that_show_a_day_or_an_hour_come_as_such() -> None:
    numbers = {"A": "59", "B": "61", "C": "37965", "D": "37965.999999", "E": "0.5", "F": "9999999"}
    cells = "".join(f'<c r="{column}1" s="1"><v>{n}</v></c>' for column, n in numbers.items())
    others = '<c t="d"><v>2003-12-10T00:00:00</v></c><c t="b"><v>0</v></c><c t="str"><v> x </v></c>'
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="200" formatCode="[Red]&quot;day&quot; dd/mm"/>'
        '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs></styleSheet>'
    )
    sheet = f'<worksheet><sheetData><row r="1">{cells}{others}</row></sheetData></worksheet>'
    parts = {"xl/worksheets/sheet1.xml": sheet, "xl/styles.xml": styles}

    [rows] = visible_sheets(with_parts(xlsx_of(), parts), max_rows=9)

    assert list(rows[0][1].values()) == [
        "1900-02-28",
        "1900-03-01",
        "2003-12-10",
        "2003-12-11",
        "12:00",
        "9999999",
        "2003-12-10",
        False,
        " x ",
    ]


def numbers_shown(styles: str, *numbers: str) -> list[list[object]]:
    """Rows of a workbook with these styles: each number in every format."""
    formats = range(styles.count("<xf "))
    rows = ""
    for number in numbers:
        cells = "".join(f'<c s="{at}"><v>{number}</v></c>' for at in formats)
        rows += f"<row>{cells}</row>"
    parts = {
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
        "xl/styles.xml": styles,
    }
    [found] = visible_sheets(with_parts(xlsx_of(), parts), max_rows=9)
    return [list(cells.values()) for _, cells in found]


def test_the_built_in_formats_of_days_and_hours_show_them() -> None:
    """As ECMA-376 lists them: 14 to 22, 27 to 36, 45 to 47 and 50 to 58."""
    formats = "".join(f'<xf numFmtId="{number}"/>' for number in range(61))

    [shown] = numbers_shown(f"<styleSheet><cellXfs>{formats}</cellXfs></styleSheet>", "37965")

    assert [number for number, text in enumerate(shown) if text == "2003-12-10"] == [
        *(14, 15, 16, 17, 18, 19, 20, 21, 22),
        *(27, 28, 29, 30, 31, 32, 33, 34, 35, 36),
        *(45, 46, 47),
        *(50, 51, 52, 53, 54, 55, 56, 57, 58),
    ]
    assert set(shown) == {"37965", "2003-12-10"}


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("dd/mm/yyyy", True),
        ("m", True),
        ("hh:mm", True),
        ("YYYY", True),
        ("yyyy年m月d日", True),
        ("年", True),
        ("ggge", True),
        ("General", False),
        ("0.00", False),
        ("#,##0 &quot;days&quot;", False),
        ("[Red]0", False),
        ("0\\d", False),
        ("0_d", False),
        ("0*d", False),
        ("[Red]dd", True),
    ],
)
def test_a_format_of_one_s_own_shows_a_day_where_its_letters_do(code: str, is_date: bool) -> None:
    styles = (
        f'<styleSheet><numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts>'
        '<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>'
    )

    [[shown]] = numbers_shown(styles, "37965")

    assert shown == ("2003-12-10" if is_date else "37965")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("0", "00:00"),
        ("0.5", "12:00"),
        ("0.999", "23:58"),
        ("1", "1900-01-01"),
        ("59", "1900-02-28"),
        ("60", "1900-02-28"),
        ("61", "1900-03-01"),
        ("37965.25", "2003-12-10 06:00"),
        ("37965.01", "2003-12-10 00:14"),
        ("2958465", "9999-12-31"),
        ("2958466", "2958466"),
        ("-1", "-1"),
    ],
)
def test_days_are_counted_as_excel_does(number: str, shown: str) -> None:
    styles = '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'

    assert numbers_shown(styles, number) == [[shown]]


def test_a_whole_number_has_no_point_as_long_as_it_is_exact() -> None:
    styles = '<styleSheet><cellXfs><xf numFmtId="0"/></cellXfs></styleSheet>'

    assert numbers_shown(styles, "999999999999999.0", "1000000000000000.0", "12.50") == [
        ["999999999999999"],
        ["1000000000000000.0"],
        ["12.50"],
    ]


def test_a_workbook_of_the_barest_kind_is_read() -> None:
    """No texts apart, no formats, no references: what a script writes by hand."""
    namespace = "http://schemas.openxmlformats.org"
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    kinds = f"{namespace}/officeDocument/2006/relationships"
    row = "".join(f"<c t='inlineStr'><is><t>{text}</t></is></c>" for text in ("Surname", "Post"))
    data = zip_of(
        {
            "[Content_Types].xml": f"<Types><Override PartName='/b.xml' ContentType='{main}'/></Types>",
            "_rels/.rels": f"<Relationships><Relationship Id='1' Type='{kinds}/officeDocument' "
            "Target='/b.xml'/></Relationships>",
            "_rels/b.xml.rels": f"<Relationships><Relationship Id='a' Type='{kinds}/worksheet' "
            "Target='s.xml'/></Relationships>",
            "b.xml": f"<workbook xmlns:r='{kinds}'><sheets><sheet r:id='a'/></sheets></workbook>",
            "s.xml": f"<worksheet><sheetData><row>{row}</row><row>{row}</row></sheetData></worksheet>",
        }
    )

    [rows] = visible_sheets(data, max_rows=9)

    assert rows == [(1, {0: "Surname", 1: "Post"}), (2, {0: "Surname", 1: "Post"})]


def test_what_stands_between_the_tags_of_a_text_is_no_part_of_it() -> None:
    inline = '<c r="A1" t="inlineStr"><is>\n <r><t>Ann</t></r>\n <r><t>Lee</t></r>\n</is></c>'
    sheet = f'<worksheet><sheetData><row r="1">{inline}</row></sheetData></worksheet>'

    [rows] = visible_sheets(with_parts(xlsx_of(), {"xl/worksheets/sheet1.xml": sheet}), max_rows=9)

    assert rows == [(1, {0: "AnnLee"})]


def test_the_reading_beside_ideographs_is_no_part_of_a_text() -> None:
    beside = '<rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/>'
    shared = (
        f"<sst><si><t>東京</t>{beside}</si><si><r><t>大</t></r>{beside}<r><t>阪</t></r></si></sst>"
    )
    inline = f'<c r="C1" t="inlineStr"><is><t>奈良</t>{beside}</is></c>'
    cells = f'<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>{inline}'
    sheet = f'<worksheet><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Type="{kind}" Target="sharedStrings.xml" Id="s"/></Relationships>'
    links = parts_of(xlsx_of())["xl/_rels/workbook.xml.rels"].decode()
    parts = {
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": shared,
        "xl/_rels/workbook.xml.rels": links.replace("</Relationships>", link),
    }

    [rows] = visible_sheets(with_parts(xlsx_of(), parts), max_rows=9)

    assert rows == [(1, {0: "東京", 1: "大阪", 2: "奈良"})]


def test_old_macintosh_workbooks_count_days_from_1904() -> None:
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001
    sheet = book.active
    assert sheet is not None
    sheet.append([date(2003, 12, 10)])
    stream = io.BytesIO()
    book.save(stream)

    [rows] = visible_sheets(stream.getvalue(), max_rows=9)

    assert rows == [(1, {0: "2003-12-10"})]


def test_hidden_sheets_are_passed_over_and_the_likeliest_taken() -> None:
    book = Workbook()
    notes = book.active
    assert notes is not None
    notes.append(["Function", "Title"])
    notes.append(["not", "these"])
    hidden = book.create_sheet("old")
    hidden.append([*HEADINGS])
    hidden.append(["Delegate", "Ms", "Old", "List", "x", "y"])
    hidden.sheet_state = "hidden"
    people = book.create_sheet("people")
    people.append([*HEADINGS])
    people.append([*ROW])
    stream = io.BytesIO()
    book.save(stream)

    sheet = read(stream.getvalue())

    assert [row.said["family"] for row in sheet.rows] == ["Benali"]


def test_a_workbook_with_prefixed_tags_is_read_like_any() -> None:
    data = xlsx_of(("Surname", "Given name"), ("Benali", "Amina"))
    sheet = parts_of(data)["xl/worksheets/sheet1.xml"].decode()
    for tag in ("worksheet", "sheetData", "row", "c", "v", "is", "t"):
        sheet = sheet.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>")
        sheet = sheet.replace(f"</{tag}>", f"</x:{tag}>")
    sheet = sheet.replace("xmlns=", "xmlns:x=")

    found = read(with_parts(data, {"xl/worksheets/sheet1.xml": sheet}))

    assert found.rows[0].said["family"] == "Benali"


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("Amina BENALI", ("Amina", "BENALI")),
        ("BEN YOUSSEF Leïla", ("Leïla", "BEN YOUSSEF")),
        ("Benali, Amina", ("Amina", "Benali")),
        ("María José NÚÑEZ-CALDERÓN", ("María José", "NÚÑEZ-CALDERÓN")),
        ("Amina Benali", None),
        ("AMINA BENALI", None),
        ("王晓玲", None),
        ("أحمد الشريف", None),
        ("Mr Amadou DIALLO", None),
        ("H.E. Amadou DIALLO", None),
        ("Amadou B. DIALLO", None),
        ("DIALLO Amadou BA", None),
        ("a, b, c", None),
        (",", None),
        ("", None),
    ],
)
def test_a_whole_name_is_taken_apart_only_where_its_writer_marked_the_family_name(
    whole: str, parts: tuple[str, str] | None
) -> None:
    assert take_apart(whole) == parts


def test_a_column_of_whole_names_that_cannot_be_taken_apart_is_refused() -> None:
    refused = refusal(csv_of(("Name", "Function"), ("Amina Benali", "Director")))

    assert refused.code is SheetCode.FULL_NAMES
    assert refused.params == {"heading": "Name"}


@pytest.mark.parametrize("whole", ["Full name", "Nom"])
def test_a_whole_name_beside_both_of_its_parts_is_passed_over(whole: str) -> None:
    sheet = read(
        csv_of((whole, "Prénom", "Nom de famille"), ("Li Wang", "Li", "Wang"), ("x", "", ""))
    )

    assert [dict(row.said) for row in sheet.rows] == [{"given": "Li", "family": "Wang"}]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", SheetCode.EMPTY),
        (b"  \r\n", SheetCode.EMPTY),
        (csv_of(HEADINGS), SheetCode.NO_ROWS),
        (csv_of(("colour", "price"), ("red", "3")), SheetCode.NO_HEADINGS),
        (xlsx_of(), SheetCode.EMPTY),
        (b"Dear Sir or Madam", SheetCode.NOT_A_SHEET),
    ],
)
def test_a_file_without_people_is_refused(data: bytes, code: SheetCode) -> None:
    assert refusal(data).code is code


def test_two_thousand_people_are_read_and_one_more_is_not() -> None:
    rows = [("Delegate", "Ms", "Amina", f"Benali{n}", "x", "y") for n in range(2001)]

    assert len(read(csv_of(HEADINGS, *rows[:2000])).rows) == 2000
    assert len(read(xlsx_of(HEADINGS, *rows[:2000])).rows) == 2000
    for data in (csv_of(HEADINGS, *rows), xlsx_of(HEADINGS, *rows)):
        assert refusal(data).code is SheetCode.TOO_MANY_ROWS
        assert refusal(data).params == {"maximum": 2000}


@given(st.text())
def test_what_is_escaped_comes_back(text: str) -> None:
    assert lines.unescape(lines.escape(text)) == text


@given(st.sampled_from("=+-@\t\r"), st.text())
def test_no_cell_of_a_csv_begins_as_a_formula_and_nothing_is_stripped(sign: str, rest: str) -> None:
    escaped = lines.escape(sign + rest)

    assert escaped.startswith("'" + sign)
    assert not any(cell[:1] in ("=", "+", "-", "@") for cell in escaped.split(";"))


def test_a_telephone_keeps_its_plus_through_a_csv() -> None:
    data = lines.write([["Telephone"], ["+41227305111"]])

    assert b'"\'+41227305111"' in data
    assert lines.split(data.decode("utf-8-sig"), ",", max_rows=9)[1] == (2, {0: "+41227305111"})


def test_a_template_filled_and_saved_by_another_program_is_still_read() -> None:
    book = load_workbook(io.BytesIO(template(EVENT, PEOPLE, language="en").data))
    book.worksheets[0].append([*ROW[:4], None, *ROW[4:]])
    stream = io.BytesIO()
    book.save(stream)

    sheet = read(stream.getvalue())

    assert sheet.columns.id is not None
    assert ID_HEADING not in sheet.columns.places
    assert sheet.rows[0].said["family"] == "Benali"


def test_a_sheet_is_read_up_to_the_rows_that_were_asked_for() -> None:
    # Empty rows do not count.
    nine = xlsx_of(*([["x"]] * 5), [], [], *([["x"]] * 4))

    [rows] = visible_sheets(nine, max_rows=9)

    assert [number for number, _ in rows] == [1, 2, 3, 4, 5, 8, 9, 10, 11]
    with pytest.raises(Unreadable) as refused:
        list(visible_sheets(nine, max_rows=8))
    assert refused.value.refused.code is SheetCode.TOO_MANY_ROWS
