"""Separated values: what is held back from being run, how texts are saved, where rows end."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from bot.documents.lines import escape, head, readings, runs, split, unescape, write
from bot.documents.refusals import SheetCode, Unreadable
from bot.documents.xlsx import MAX_COLUMNS, Broken


@pytest.mark.parametrize("sign", list("=+-@\t\r\n＝＋－＠"))
def test_each_sign_that_begins_a_formula_is_held(sign: str) -> None:
    assert runs(f"{sign}1")
    assert escape(f"{sign}1") == f"'{sign}1"
    assert unescape(f"'{sign}1") == f"{sign}1"
    assert escape(f"a;{sign}1") == f"a;'{sign}1"
    assert escape(f"'{sign}1") == f"''{sign}1"


@pytest.mark.parametrize("text", ["", "a", "a=1", "1+1", "'a", "a;b", "note@example.org"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert not runs(text)
    assert escape(text) == text
    assert unescape(text) == text


@pytest.mark.parametrize(
    "error", ["#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"]
)
def test_each_failed_formula_is_told_from_text(error: str) -> None:
    ((_, cells),) = split(f"{error},x{error}", ",", max_rows=1)

    assert isinstance(cells[0], Broken)
    assert cells[0] == error
    assert not isinstance(cells[1], Broken)


def test_everything_is_quoted_and_begins_with_a_mark() -> None:
    assert write([["a", "007"], ['say "no"', "=1"]]) == (
        b'\xef\xbb\xbf"a","007"\r\n"say ""no""","\'=1"\r\n'
    )


@pytest.mark.parametrize(
    ("data", "language", "first"),
    [
        ("é".encode(), "en", "é"),
        ("é".encode("utf-8-sig"), "en", "é"),
        ("é,x".encode("utf-16"), "en", "é,x"),
        ("abc,def".encode("utf-16-le"), "en", "abc,def"),
        ("abc,def".encode("utf-16-be"), "en", "abc,def"),
        ("é".encode("cp1252"), "en", "é"),
        ("Имя".encode("cp1251"), "ru", "Имя"),
        ("الاسم".encode("cp1256"), "ar", "الاسم"),
        ("姓名".encode("gb18030"), "zh", "姓名"),
    ],
)
def test_the_likeliest_reading_comes_first(data: bytes, language: str, first: str) -> None:
    assert next(readings(data, language)) == first


@pytest.mark.parametrize("data", [b"a\x00b,c", b"\x01\x02", b"text\x1f", b"\x0e"])
def test_what_is_no_text_has_no_reading(data: bytes) -> None:
    assert list(readings(data, "en")) == []


def test_a_code_page_is_tried_once_each() -> None:
    assert len(list(readings("é".encode("cp1252"), "en"))) <= 4
    assert next(iter(readings(b"\xe9,x", "ru"))) == "й,x"


def test_rows_are_numbered_as_lines_and_blank_ones_left_out() -> None:
    assert split("a,b\n\n , \n,c\n", ",", max_rows=9) == [(1, {0: "a", 1: "b"}), (4, {1: "c"})]


def test_the_line_that_names_the_separator_counts_but_is_no_row() -> None:
    assert split("sep=;\r\na;b", ";", max_rows=9) == [(2, {0: "a", 1: "b"})]
    assert split("sep=;a\r\na;b", ";", max_rows=9)[0][0] == 1


@pytest.mark.parametrize(("rows", "fits"), [(2, True), (3, False)])
def test_so_many_rows_are_taken(rows: int, fits: bool) -> None:
    text = "a\n\n" * rows

    with nullcontext() if fits else pytest.raises(Unreadable) as caught:
        assert len(split(text, ",", max_rows=2)) == rows
    assert fits or caught.value.refused.code is SheetCode.TOO_MANY_ROWS  # type: ignore[union-attr]


@pytest.mark.parametrize(("columns", "fits"), [(MAX_COLUMNS, True), (MAX_COLUMNS + 1, False)])
def test_so_many_columns_are_taken(columns: int, fits: bool) -> None:
    text = "," * (columns - 1) + "x"

    with nullcontext() if fits else pytest.raises(Unreadable) as caught:
        assert split(text, ",", max_rows=2) == [(1, {columns - 1: "x"})]
    assert fits or caught.value.refused.params == {"maximum": MAX_COLUMNS}  # type: ignore[union-attr]


def test_blank_cells_beyond_the_last_column_are_no_columns() -> None:
    assert split("a" + "," * 3 * MAX_COLUMNS, ",", max_rows=1) == [(1, {0: "a"})]


def test_the_head_is_the_first_rows_with_blank_ones() -> None:
    assert head("a\n\nb\nc", ",", rows=3) == [(1, {0: "a"}), (2, {}), (3, {0: "b"})]
