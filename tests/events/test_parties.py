"""The table of States, and how forgiving the lookup is."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.folding import fold
from bot.events.parties import Group, Parties, Party, load
from bot.i18n.languages import LANGUAGES
from tests.call_count import counted

PARTIES = load()
MEMBERS_BY_GROUP = {  # of the 193; the two observers are in none
    Group.AFRICAN: 54,
    Group.ASIA_PACIFIC: 54,
    Group.EASTERN_EUROPEAN: 23,
    Group.LATIN_AMERICAN: 33,
    Group.WESTERN: 29,
}
SCRIPTS = {
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "ru": "абвгдежзийклмнопрстуфхцчшщыьэюя",
    "zh": "国亚利大马斯尔西",
}
LATIN = "abcdefghijklmnopqrstuvwxyz"


def test_there_are_193_members_and_two_observers() -> None:
    kinds = Counter(party.kind for party in PARTIES)

    assert kinds == {"member": 193, "observer": 2}
    assert {party.code for party in PARTIES if party.kind == "observer"} == {"VAT", "PSE"}


def test_groups_have_their_numbers_of_members() -> None:
    groups = Counter(party.group for party in PARTIES if party.group is not None)

    assert groups == MEMBERS_BY_GROUP
    assert all((party.group is None) == (party.kind == "observer") for party in PARTIES)


def test_codes_have_their_form_and_are_nobody_elses() -> None:
    assert all(len(p.code) == 3 and len(p.iso2) == 2 and len(p.m49) == 3 for p in PARTIES)
    assert all(len({getattr(p, what) for p in PARTIES}) == 195 for what in ("code", "iso2", "m49"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_its_names_and_its_place_in_every_language(language: str) -> None:
    names = [party.names[language] for party in PARTIES]
    formal = [party.formal[language] for party in PARTIES]

    assert all(text and text == text.strip() for text in names + formal)
    assert len(set(names)) == len(set(formal)) == 195
    assert sorted(party.order[language] for party in PARTIES) == list(range(1, 196))


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("ar", "ISL", "NLD"),
        ("zh", "ALB", "CHN"),
        ("en", "AFG", "ZWE"),
        ("fr", "AFG", "ZWE"),
        ("ru", "AUS", "JPN"),
        ("es", "AFG", "ZWE"),
    ],
)
def test_each_language_has_its_own_alphabet(language: str, first: str, last: str) -> None:
    ordered = PARTIES.in_order(language)

    assert (ordered[0].code, ordered[-1].code, len(ordered)) == (first, last, 195)


@pytest.mark.parametrize(
    ("language", "codes"),
    [
        ("fr", "COD LAO MDA DOM PRK CZE"),  # letter by letter: the spaces do not count
        ("zh", "BEL PER ISL"),  # 秘鲁 is read bì lǔ
        ("es", "NZL OMN"),
    ],
)
def test_neighbours_stand_as_the_united_nations_order_them(language: str, codes: str) -> None:
    ranks = [PARTIES[code].order[language] for code in codes.split()]

    assert ranks == sorted(ranks)


def test_a_group_is_listed_alone() -> None:
    western = PARTIES.in_order("fr", group=Group.WESTERN)

    assert [party.code for party in western[:3]] == ["DEU", "AND", "AUS"]
    assert len(western) == MEMBERS_BY_GROUP[Group.WESTERN]


def test_a_letter_names_a_state_with_its_article() -> None:
    france = PARTIES["FRA"]

    assert (france.formal["en"], france.formal["fr"]) == (
        "the French Republic",
        "la République française",
    )
    assert PARTIES["JPN"].formal["es"] == "el Japón"
    assert PARTIES["UKR"].formal["en"] == "Ukraine"


def test_a_language_that_is_none_of_the_six_gets_the_english_name() -> None:
    assert PARTIES["ESP"].name("es") == "España"
    assert PARTIES["ESP"].name("de") == "Spain"


def test_it_is_a_collection_by_code() -> None:
    assert "FRA" in PARTIES
    assert "XXX" not in PARTIES
    assert PARTIES.get("XXX") is None
    assert PARTIES.get("FRA") is PARTIES["FRA"]
    assert load() is PARTIES
    assert len({*PARTIES}) == len(PARTIES) == 195
    with pytest.raises(KeyError, match="XXX"):
        PARTIES["XXX"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_finds_its_state(language: str) -> None:
    for party in PARTIES:
        for name in (party.names[language], party.formal[language]):
            assert party in PARTIES.find(name)[:2], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_but_congo_is_exact(language: str) -> None:
    names = {text: p for p in PARTIES for text in (p.names[language], p.formal[language])}
    congo = PARTIES["COG"].names[language]

    assert {text for text, party in names.items() if PARTIES.exact(text) is not party} == {congo}


def test_every_code_is_exact() -> None:
    for party in PARTIES:
        assert PARTIES.exact(party.code) is party
        assert PARTIES.exact(party.iso2.lower()) is party


WRITTEN = {
    "GBR": "UK, U.K., Great Britain, britain, England, Соединенное Королевство, Великобритания, "
    "بريطانيا, 英国, 英國, Angleterre, Gran Bretaña",
    "USA": "USA, U.S.A., America, United States, США, EE. UU., أمريكا, 美国",
    "NLD": "Holland, the Netherlands, Pays-Bas, Голландия, 荷兰, هولندا",
    "CIV": "Ivory Coast, Costa de Marfil, cote d’ivoire, Côte d'Ivoire, ساحل العاج",
    "COD": "DRC, RDC, Zaire, Congo-Kinshasa",
    "COG": "Congo-Brazzaville, Republic of the Congo",
    "KOR": "South Korea, Corée du Sud, 韩国, Republic of Korea, Korea Republic of",
    "PRK": "North Korea, DPRK, КНДР, 朝鲜",
    "TUR": "Turkey, Turquía, TURKIYE, türkiye, TÜRKİYE",
    "CPV": "Cape Verde, Cap-Vert",
    "VAT": "Vatican, Ватикан, 梵蒂冈, الفاتيكان",
    "PSE": "Palestine, فلسطين, 巴勒斯坦",
    "MKD": "Macedonia, FYROM, СЕВЕРНАЯ МАКЕДОНИЯ",
    "IRN": "Persia, Iran, Islamic Republic of Iran",
    "SWZ": "Swaziland",
    "MMR": "Burma, Birmanie",
    "CZE": "Czech Republic",
    "TLS": "East Timor",
    "GIN": "Guinea, Guinée",
    "NER": "Niger",
    "NGA": "Nigeria",
    "DMA": "Dominica, Dominique",
    "WSM": "Samoa",
    "SDN": "Sudan",
    "VNM": "Viet Nam, VIETNAM, Вьетнам",
    "KGZ": "Киргизия",
    "BLR": "Белоруссия",
    "DZA": "الجزائر, جزائر",
    "ARE": "الامارات, Объединённые Арабские Эмираты, U.A.E.",
    "SYR": "سورية, سوريه",
    "MEX": "MEXICO, méxico",
    "NZL": "newzealand",
}
HAND_CASES = [(text, code) for code, texts in WRITTEN.items() for text in texts.split(", ")]


@pytest.mark.parametrize(("text", "code"), HAND_CASES)
def test_what_people_write_is_taken_for_their_state(text: str, code: str) -> None:
    assert PARTIES.exact(text) is PARTIES[code]
    assert PARTIES.find(text)[0] is PARTIES[code]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Congo", {"COG", "COD"}),
        ("Конго", {"COG", "COD"}),
        ("الكونغو", {"COG", "COD"}),
        ("刚果", {"COG", "COD"}),
        ("Korea", {"KOR", "PRK"}),
        ("Corée", {"KOR", "PRK"}),
        ("كوريا", {"KOR", "PRK"}),
    ],
)
def test_a_name_of_two_states_is_asked_about(text: str, codes: set[str]) -> None:
    assert PARTIES.exact(text) is None
    assert {party.code for party in PARTIES.find(text)[:2]} == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Frnace", "FRA"),
        ("Росия", "RUS"),
        ("Azerbadjan", "AZE"),
        ("Phillipines", "PHL"),
        ("Lybia", "LBY"),
        ("Repubic of Koera", "KOR"),
        ("South Afrika", "ZAF"),
        ("Cote dIvoire", "CIV"),
        ("venez", "VEN"),
        ("Bolivarian Venezuela", "VEN"),
        ("Plurinational", "BOL"),
        ("Permanent Mission of Kenya", "KEN"),
        ("République de France", "FRA"),
        ("我来自法国", "FRA"),
        ("阿根庭", "ARG"),
        ("Leone Sierra", "SLE"),
        ("Francja", "FRA"),
        ("Франции", "FRA"),
        ("إندونسيا", "IDN"),
    ],
)
def test_what_is_nearly_a_name_offers_it_first(text: str, code: str) -> None:
    assert PARTIES.exact(text) is None
    assert PARTIES.find(text)[0].code == code


def test_a_shared_word_offers_all_who_share_it() -> None:
    assert {p.code for p in PARTIES.find("Guinea")} == {"GIN", "GNB", "GNQ", "PNG"}
    assert PARTIES.find("Guinea")[0].code == "GIN"
    assert len(PARTIES.find("republic", limit=4)) == 4


@pytest.mark.parametrize(
    ("text", "never"),
    [("UK", "UKR"), ("Vatican", "CAN"), ("Swaziland", "AND"), ("Austria", "AUS"), ("UKR", "GBR")],
)
def test_a_code_or_a_likeness_does_not_lead_astray(text: str, never: str) -> None:
    assert never not in [party.code for party in PARTIES.find(text)]


@pytest.mark.parametrize(
    "text",
    ["", " ", "?", "x", "kqz", "qwertyuiop", "Taiwan", "Kosovo", "Greenland", "12", "🇫🇷" * 900],
)
def test_nothing_near_finds_nothing(text: str) -> None:
    assert PARTIES.find(text) == []
    assert PARTIES.exact(text) is None


def test_an_event_may_invite_fewer() -> None:
    few = PARTIES.only(["FRA", "COG", "KEN"])

    assert [party.code for party in few] == ["COG", "FRA", "KEN"]
    assert few.exact("Congo") is PARTIES["COG"]
    assert few.exact("Spain") is None
    assert few.exact("ESP") is None
    assert few.find("Spain") == []
    assert [party.code for party in few.in_order("ru")] == ["KEN", "COG", "FRA"]
    with pytest.raises(KeyError, match="XYZ"):
        PARTIES.only(["FRA", "XYZ"])
    assert PARTIES.only([]).find("France") == []


def test_no_name_is_anothers_code() -> None:
    codes = {fold(code): party for party in PARTIES for code in (party.code, party.iso2)}
    index = PARTIES._index

    clashes = {
        key
        for key, holders in index._by_key.items()
        if key in codes and holders != {codes[key].code}
    }

    assert not clashes


def test_only_congo_and_korea_are_shared_names() -> None:
    shared = {frozenset(codes) for codes in PARTIES._index._by_key.values() if len(codes) > 1}

    assert shared == {frozenset({"COG", "COD"}), frozenset({"KOR", "PRK"})}


def _with_one_error(name: str, language: str, chance: random.Random) -> str:
    alphabet = SCRIPTS.get(language, LATIN)
    at = chance.randrange(len(name) - 1)
    letter = chance.choice(alphabet)
    return chance.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        ]
    )


def _misspelt() -> Iterator[tuple[Party, str]]:
    chance = random.Random(2003)
    for party in PARTIES:
        for language in LANGUAGES:
            name = party.names[language]
            if len(name) >= 6:
                yield party, _with_one_error(name, language, chance)


def test_one_typing_error_still_finds_the_state() -> None:
    tried = list(_misspelt())
    missed = [(party.code, text) for party, text in tried if party not in PARTIES.find(text)[:3]]

    assert len(tried) > 800
    assert len(missed) / len(tried) <= 0.02, missed


def test_every_start_reads_the_table_and_no_more() -> None:
    with counted() as work:
        load.__wrapped__()

    # Twice what it takes; what a lookup needs would take fifty times as much.
    assert work.calls < 30 * len(PARTIES)


def test_a_very_long_text_is_answered_too() -> None:
    pages = "republic " * 450 + "of Kenya"

    assert PARTIES.find(pages)[0].code == "KEN"
    assert PARTIES.find("France" * 700) == []


@given(st.text(max_size=60))
def test_find_never_raises(text: str) -> None:
    found = PARTIES.find(text)

    assert len(found) <= 6
    assert len({party.code for party in found}) == len(found)
    one = PARTIES.exact(text)
    assert one is None or found[0] is one


@given(st.sampled_from([*PARTIES]), st.sampled_from(LANGUAGES), st.randoms(use_true_random=False))
def test_case_and_word_order_do_not_matter(
    party: Party, language: str, chance: random.Random
) -> None:
    parts = party.formal[language].upper().split()
    chance.shuffle(parts)

    assert party in PARTIES.find(" ".join(parts))[:3]


def test_an_empty_collection_answers_too() -> None:
    assert list(Parties([], {})) == []
    assert Parties([], {}).exact("France") is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Zeland New", "NZL"), ("Rica Costta", "CRI")],
)
def test_misspelt_words_in_another_order_are_found(typed: str, code: str) -> None:
    assert load().find(typed)[0].code == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Frxnce", "FRA"),
        ("Frxxce", None),
        ("Belgixx", "BEL"),
        ("Mauritxxs", "MUS"),
        ("Maurixxxs", None),
        ("Liechtenxxxin", "LIE"),
        ("Liechtxxxxxin", None),
    ],
)
def test_a_longer_name_may_have_more_typing_errors(typed: str, code: str | None) -> None:
    assert [party.code for party in load().find(typed)] == ([code] if code else [])
