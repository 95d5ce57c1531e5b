"""Lists of States as files bring them: encodings, separators, headings, and what is said of each line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.state_lists import MAX_LINES, ListFault, ListRefused, Remark, StateList, decode, read
from bot.events import parties
from bot.i18n.languages import LANGUAGES

STATES = parties.load()


def read_text(text: str, encoding: str = "utf-8") -> StateList | ListRefused:
    return read(text.encode(encoding), STATES)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_every_encoding_of_an_office_is_read(encoding: str) -> None:
    found = read_text("pays\r\nCôte d'Ivoire\r\nFrance\r\n", encoding)

    assert found == StateList(("CIV", "FRA"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_script_is_read(encoding: str) -> None:
    found = read_text("国家\n法国\nЕгипет\nكينيا\n", encoding)

    assert found == StateList(("FRA", "EGY", "KEN"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_mark_of_an_encoding_is_no_part_of_the_first_cell(encoding: str) -> None:
    assert decode("France".encode(encoding)) == "France"
    assert read_text("France\nKenya", encoding) == StateList(("FRA", "KEN"))


def test_a_mark_of_the_other_order_is_read_too() -> None:
    assert decode(b"\xfe\xff" + "France".encode("utf-16-be")) == "France"
    assert decode(b"\xff\xfe" + "法国".encode("utf-16-le")) == "法国"
    assert decode(b"\xfe\xff" + "法国".encode("utf-16-be")) == "法国"


@pytest.mark.parametrize(
    "heading",
    [
        "country", "Countries", "state", "states", "Member State", "code", "ISO", "iso3",
        "ISO 3166", "party", "Pays", "État", "País", "Estado", "Страна", "Государство", "国家",
        "会员国", "الدولة", "البلد", "دولة",
    ],
)  # fmt: skip
def test_every_heading_is_known(heading: str) -> None:
    # Without a heading the first column would be taken, in which both cells are States.
    assert read_text(f"x;{heading}\nKenya;France\nEgypt;Italy") == StateList(("FRA", "ITA"))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_column_is_found_by_its_heading(separator: str) -> None:
    lines = [["No", "Country", "Remark"], ["1", "France", "x"], ["2", '"Kenya"', "y"]]
    text = "\n".join(separator.join(line) for line in lines)

    assert read_text(text) == StateList(("FRA", "KEN"))


def test_without_a_heading_the_column_that_holds_states_is_taken() -> None:
    assert read_text("1;France\n2;Kenya") == StateList(("FRA", "KEN"))


def test_names_with_a_comma_of_their_own_are_quoted_or_alone_on_a_line() -> None:
    assert read_text('country,code\n"Iran, Islamic Republic of",IRN') == StateList(("IRN",))


def test_lines_are_cut_only_where_the_first_is() -> None:
    assert read_text("France\nJapan; Kenya") == StateList(
        ("FRA",), (Remark(2, "Japan; Kenya", ListFault.SEVERAL, ("JPN", "KEN")),)
    )


def test_codes_are_names_as_well() -> None:
    assert read_text("code\nfra\nKE\n") == StateList(("FRA", "KEN"))


def test_each_line_that_cannot_be_used_is_remarked_on() -> None:
    found = read_text("country\nFrance\n\nFrnace\nAtlantisia Nova\nfrance\nKenya\n")

    assert found == StateList(
        ("FRA", "KEN"),
        (
            Remark(4, "Frnace", ListFault.SEVERAL, ("FRA",)),
            Remark(5, "Atlantisia Nova", ListFault.UNKNOWN),
            Remark(6, "france", ListFault.TWICE, ("FRA",)),
        ),
    )


def test_a_line_too_short_for_the_column_is_remarked_on() -> None:
    assert read_text("no;country\n1;France\n2\n") == StateList(
        ("FRA",), (Remark(3, "", ListFault.UNKNOWN),)
    )


def test_lines_may_end_as_on_old_machines() -> None:
    assert read_text("country\rFrance\rKenya") == StateList(("FRA", "KEN"))


def test_a_name_of_several_states_is_not_guessed() -> None:
    found = read_text("country\nCongo")

    assert isinstance(found, StateList)
    assert found.parties == ()
    assert set(found.remarks[0].candidates) == {"COD", "COG"}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", ListRefused.EMPTY),
        (b"\n \n", ListRefused.EMPTY),
        (b"country\n", ListRefused.EMPTY),
        (b"PK\x03\x04\x14\x00\x06\x00", ListRefused.BINARY),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ListRefused.BINARY),
        (b"a;b\nc;d", ListRefused.COLUMNS),
        (b"a;" + b"x" * 200_000, ListRefused.COLUMNS),
        (b"x\n" * (MAX_LINES + 1), ListRefused.TOO_LONG),
    ],
)
def test_what_is_no_list_says_why(data: bytes, why: ListRefused) -> None:
    assert read(data, STATES) is why


def test_two_thousand_lines_are_read_and_no_more() -> None:
    assert isinstance(read(b"x\n" * 2000, STATES), StateList)
    assert read(b"x\n" * 2001, STATES) is ListRefused.TOO_LONG


def test_of_a_cell_two_hundred_characters_are_read() -> None:
    found = read_text("country\n" + "x" * 201)

    assert isinstance(found, StateList)
    assert found.remarks[0].said == "x" * 200


@given(st.binary(max_size=300))
def test_no_file_breaks_it(data: bytes) -> None:
    found = read(data, STATES)

    if isinstance(found, StateList):
        assert len(set(found.parties)) == len(found.parties)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_of_all_states_is_clear_in_every_language(language: str) -> None:
    found = read_text("\n".join(["code", *(party.name(language) for party in STATES)]))

    assert found == StateList(tuple(party.code for party in STATES))


def test_a_name_that_two_states_share_is_clear_only_beside_the_other() -> None:
    alone = read_text("country\nCongo\nFrance\n")
    beside = read_text("country\nCongo\nFrance\nDemocratic Republic of the Congo\n")

    assert isinstance(alone, StateList)
    assert alone.parties == ("FRA",)
    assert beside == StateList(("COG", "FRA", "COD"))
