"""Telephones, addresses and countries, as people type them."""

from __future__ import annotations

from datetime import date

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.answers import Code, Problem, Words, accept, read
from bot.engine.form import Question, Text, Type
from bot.events.parties import Party, load
from bot.i18n.languages import LANGUAGES
from bot.mission.parsers import country, email, make_help, telephone

PARTIES = load()
WORDS = Words(choices={}, yes=frozenset(), no=frozenset(), months={}, actions={})
GENEVA = "+41227305111"


@pytest.mark.parametrize(
    ("said", "region", "number"),
    [
        ("022 730 5111", "CH", GENEVA),
        ("022/730.51-11", "CH", GENEVA),
        ("(022) 730 51 11", "CH", GENEVA),
        ("٠٢٢ ٧٣٠ ٥١١١", "CH", GENEVA),
        ("０２２７３０５１１１", "CH", GENEVA),
        ("+41 22 730 5111", "FR", GENEVA),
        ("＋41 22 730 5111", None, GENEVA),
        ("+41 (0)22 730 51 11", None, GENEVA),
        ("0041 22 730 5111", "FR", GENEVA),
        ("0041 22 730 5111", "US", GENEVA),
        ("0041 22 730 5111", None, GENEVA),
        ("011 41 22 730 5111", "US", GENEVA),
        ("tel:+41-22-730-5111", "CH", GENEVA),
        ("Tél. bureau : 022 730 5111 (secrétariat)", "CH", GENEVA),
        ("01 42 60 00 00", "FR", "+33142600000"),
        ("(212) 963-1234", "US", "+12129631234"),
        ("8 (495) 123-45-67", "RU", "+74951234567"),
        ("010-6512-3456", "CN", "+861065123456"),
        ("022 730 5111 ext. 12", "CH", f"{GENEVA};ext=12"),
        ("022 730 5111 x12", "CH", f"{GENEVA};ext=12"),
        ("022 730 5111 poste 12", "CH", f"{GENEVA};ext=12"),
        ("022 730 5111 (доб. 12)", "CH", f"{GENEVA};ext=12"),
        ("022 730 5111 转 12", "CH", f"{GENEVA};ext=12"),
        ("022 730 5111 تحويلة ١٢", "CH", f"{GENEVA};ext=12"),
        (f"{GENEVA};ext=12", None, f"{GENEVA};ext=12"),
    ],
)
def test_a_telephone_number_is_understood(said: str, region: str | None, number: str) -> None:
    assert telephone(said, region) == number


@pytest.mark.parametrize(
    ("said", "region", "code"),
    [
        ("", "CH", Code.NOT_A_TELEPHONE),
        ("none", "CH", Code.NOT_A_TELEPHONE),
        ("12", "CH", Code.NOT_A_TELEPHONE),
        ("=SUM(0227305111)", "CH", Code.NOT_A_TELEPHONE),
        ("a0227305111@itu.int", "CH", Code.NOT_A_TELEPHONE),
        ("022 730 5111" + " " * 100, "CH", Code.NOT_A_TELEPHONE),
        ("+41 22 730", "CH", Code.NOT_A_TELEPHONE),
        ("+1 963 1234", "US", Code.NOT_A_TELEPHONE),
        ("+999 123 456 789", "CH", Code.NOT_A_TELEPHONE),
        ("22 + 730 5111", "CH", Code.NOT_A_TELEPHONE),
        ("++41227305111", "CH", Code.NOT_A_TELEPHONE),
        ("0" * 50, "CH", Code.TELEPHONE_NEEDS_COUNTRY),
        ("022 730 5111", None, Code.TELEPHONE_NEEDS_COUNTRY),
        ("022 730 5111", "US", Code.TELEPHONE_NEEDS_COUNTRY),
        ("646 555 1234", "FR", Code.TELEPHONE_NEEDS_COUNTRY),
        ("022 730 5111 ext 1", None, Code.TELEPHONE_NEEDS_COUNTRY),
        ("022 730 5111 / 022 730 5112", "CH", Code.SEVERAL_TELEPHONES),
        ("022 730 5111, 022 730 5112", "CH", Code.SEVERAL_TELEPHONES),
        ("+41227305111 +41227305112", "CH", Code.SEVERAL_TELEPHONES),
        ("022 730 5111 ou 022 730 5112", "CH", Code.SEVERAL_TELEPHONES),
    ],
)
def test_what_is_no_one_number_is_refused_with_its_reason(
    said: str, region: str | None, code: Code
) -> None:
    assert telephone(said, region) == Problem(code)


@pytest.mark.parametrize("party", PARTIES, ids=lambda party: party.code)
def test_every_state_can_write_its_own_form(party: Party) -> None:
    example = phonenumbers.example_number(party.iso2)
    assert example is not None
    national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)

    assert telephone(national, party.iso2) == e164
    assert telephone(e164, "CH") == e164


@given(st.text() | st.text("0123456789+ext.()-/;= ٣"), st.sampled_from(["CH", "US", "AR", None]))
def test_any_text_is_a_number_in_its_form_or_a_problem(said: str, region: str | None) -> None:
    found = telephone(said, region)

    assert isinstance(found, Problem) or telephone(found, region) == found


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("a.b@itu.int", "a.b@itu.int"),
        (" A.B@ITU.INT ", "A.B@itu.int"),
        ("a.b@itu.int.", "a.b@itu.int"),
        ("a.b＠itu.int", "a.b@itu.int"),
        ("mailto:a.b@itu.int", "a.b@itu.int"),
        ("<a.b@itu.int>", "a.b@itu.int"),
        ('"Anna Bo" <a.b@itu.int>', "a.b@itu.int"),
        ("мария@почта.рф", "мария@почта.рф"),
        ("focal@mission.example", "focal@mission.example"),
    ],
)
def test_an_address_is_understood(said: str, address: str) -> None:
    assert email(said) == address


@pytest.mark.parametrize(
    "said",
    ["", "a", "a@", "@itu.int", "a@itu", "a b@itu.int", "a@itu.int, b@itu.int", "a@itu.int\u202e"],
)
def test_what_is_no_address_is_refused(said: str) -> None:
    assert email(said) == Problem(Code.NOT_AN_EMAIL)


@given(st.text() | st.emails() | st.text("a@.x-é<> "))
def test_any_text_is_an_address_in_its_form_or_a_problem(said: str) -> None:
    found = email(said)

    assert isinstance(found, Problem) or email(found) == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_country_is_understood_by_its_name_in_each_language(language: str) -> None:
    assert country(PARTIES["EGY"].name(language), PARTIES) == "EGY"


def test_a_country_is_understood_by_its_code() -> None:
    assert country("fra", PARTIES) == "FRA"


def test_a_name_that_is_only_near_is_offered_and_not_taken() -> None:
    assert country("Frnace", PARTIES) == Problem(Code.SEVERAL_COUNTRIES, {"candidates": ["FRA"]})


def test_a_name_of_several_countries_offers_them() -> None:
    found = country("Congo", PARTIES)

    assert isinstance(found, Problem)
    assert found.code is Code.SEVERAL_COUNTRIES
    assert {"COD", "COG"} <= set(candidates(found))


def test_what_is_no_country_is_refused() -> None:
    assert country("qqqqqqqq", PARTIES) == Problem(Code.NOT_A_COUNTRY)


def candidates(problem: Problem) -> list[str]:
    found = problem.params["candidates"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        (Type.TELEPHONE, "01 42 60 00 00", "+33142600000"),
        (Type.EMAIL, "a@itu.int", "a@itu.int"),
        (Type.COUNTRY, "埃及", "EGY"),
    ],
)
def test_the_engine_reads_with_this_help(kind: Type, said: str, value: str) -> None:
    helps = make_help(WORDS, "FR", PARTIES, date(2003, 9, 1))
    asked = Question("q", kind, Text("?"))

    assert helps.today == date(2003, 9, 1)
    assert read(asked, said, helps, {}, key="q") == value


@given(st.sampled_from([Type.TELEPHONE, Type.EMAIL, Type.COUNTRY]), st.text() | st.emails())
def test_whatever_a_reader_takes_the_engine_accepts(kind: Type, said: str) -> None:
    helps = make_help(WORDS, "CH", PARTIES, date(2003, 9, 1))
    asked = Question("q", kind, Text("?"))
    found = read(asked, said, helps, {}, key="q")

    assert isinstance(found, Problem) or accept(asked, found, {}) == found
