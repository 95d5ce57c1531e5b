from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.participant_list import ListedPerson, ParticipantList, compose
from bot.documents.participants import list_of_participants
from bot.documents.word import write
from bot.engine.diff import Content, Member
from bot.events.event import Event
from bot.events.parties import Party, load
from bot.events.reader import load as load_event
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for
from tests.documents import samples
from tests.documents.reading import HAS_POPPLER, is_archivable, pages_of, placed_words, words_of

STATES = load()
Replies = Sequence[tuple[Party, Content]]


def replies(*codes: str, people: int = 8) -> list[tuple[Party, Content]]:
    return [(STATES[code], samples.content(people)) for code in codes]


def pdf(event: Event, given: Replies, language: str = "en", *, provisional: bool = True) -> bytes:
    return list_of_participants(
        event,
        given,
        language=language,
        provisional=provisional,
        as_of=samples.SENT_AT,
        kind="pdf",
    ).data


def composed(event: Event, given: Replies, language: str = "en") -> ParticipantList:
    return compose(event, given, tongue_for(language), provisional=True, as_of=samples.SENT_AT)


def delegate(number: int, role: str | None, family: str, **more: str) -> Member:
    return Member(number, {"role": role, "given": "Ann", "family": family, **more})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_in_each_language_holds_the_names_put_in(event: Event, language: str) -> None:
    data = pdf(event, replies("TUN", "CHN", "FRA"), language)
    text = words_of(data)

    assert is_archivable(data)
    for name in ("王晓玲", "Leïla Ben Youssef", "Amadou Diallo-N’Guessan", "Щербаков"):
        assert name in text
    if language != "ar":
        assert STATES["CHN"].name(language) in text


@pytest.mark.skipif(not HAS_POPPLER, reason="poppler-utils is not installed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_list_is_printed_beyond_the_margins(event: Event, language: str) -> None:
    given = [(STATES["TUN"], samples.content(9)), (STATES["KOR"], samples.content(0))]
    words = list(placed_words(pdf(event, given, language, provisional=False)))

    assert len(words) > 80
    assert [word for word in words if word.left < 0.09 or word.right > 0.91] == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["China", "Egypt", "Ethiopia", "Spain", "Sweden"]),
        ("fr", ["Chine", "Égypte", "Espagne", "Éthiopie", "Suède"]),
        ("es", ["China", "Egipto", "España", "Etiopía", "Suecia"]),
        ("ru", ["Египет", "Испания", "Китай", "Швеция", "Эфиопия"]),
        ("zh", ["埃及", "埃塞俄比亚", "瑞典", "西班牙", "中国"]),
        ("ar", ["إثيوبيا", "إسبانيا", "السويد", "الصين", "مصر"]),
    ],
)
def test_states_stand_in_the_order_of_the_language(
    event: Event, language: str, expected: list[str]
) -> None:
    listed = composed(event, replies("SWE", "ESP", "EGY", "ETH", "CHN"), language)

    assert [delegation.state for delegation in listed.delegations] == expected


def test_the_head_comes_first_then_the_roles_of_the_form_then_the_order_given(
    event: Event,
) -> None:
    people = (
        delegate(1, "expert", "Third"),
        delegate(2, None, "Last"),
        delegate(3, "delegate", "Second"),
        delegate(4, "expert", "Fourth"),
        delegate(5, "head", "First"),
    )
    content = Content({"participation": "yes"}, {"delegation": people})
    (delegation,) = composed(event, [(STATES["FRA"], content)]).delegations

    assert [entry.name for entry in delegation.entries] == [
        f"Ann {place}" for place in ("First", "Second", "Third", "Fourth", "Last")
    ]


def test_a_participant_is_printed_with_title_own_script_function_and_institution(
    event: Event,
) -> None:
    (delegation,) = composed(event, replies("CHN")).delegations

    assert delegation.entries[2] == ListedPerson(
        role="Delegate", name="Ms Xiaoling Wang\n王晓玲", description="国际合作司副司长\n信息产业部"
    )


def test_a_title_that_says_nothing_is_left_out(event: Event) -> None:
    people = (delegate(1, "head", "First", title="other"),)
    content = Content({"participation": "yes"}, {"delegation": people})
    (delegation,) = composed(event, [(STATES["FRA"], content)]).delegations

    assert delegation.entries[0].name == "Ann First"


SECRET = st.from_regex(r"[a-z]{12}", fullmatch=True)


@given(address=SECRET, number=st.integers(10**9, 10**10), gender=st.sampled_from(["other", None]))
@settings(max_examples=20)
def test_no_address_no_number_and_nobody_s_gender_is_ever_in_it(
    address: str, number: int, gender: str | None
) -> None:
    event = load_event("wsis-geneva-2003")
    people = tuple(
        Member(
            member.id,
            {**member.answers, "email": f"{address}@example.org", "gender": gender},
        )
        for member in samples.members(3)
    )
    content = Content(
        {**samples.content(0).answers, "focal_telephone": f"+{number}", "focal_email": address},
        {"delegation": people},
    )
    listed = composed(event, [(STATES["FRA"], content)])
    everything = repr(listed)

    assert address not in everything
    assert str(number) not in everything
    assert "Other" not in repr(listed.delegations)


def test_totals_count_delegations_people_roles_and_genders(event: Event) -> None:
    listed = composed(event, replies("TUN", "CHN"))
    everybody, roles, genders = listed.totals

    assert everybody.rows == (("Delegations", "2"), ("Participants", "16"))
    assert dict(roles.rows)["Head of delegation"] == "2"
    assert sum(int(number) for _, number in roles.rows) == 16
    assert genders.rows == (("Female", "8"), ("Male", "6"), ("Prefer not to say", "2"))


def test_who_did_not_answer_is_counted_as_such(event: Event) -> None:
    content = Content({"participation": "yes"}, {"delegation": (delegate(1, "head", "First"),)})
    listed = composed(event, [(STATES["FRA"], content)])

    assert listed.totals[-1].rows == (("not given", "1"),)


def test_who_does_not_come_is_left_out_and_who_has_not_named_anybody_is_not(event: Event) -> None:
    absent = samples.content(3, participation="no")
    given = [(STATES["FRA"], absent), (STATES["EGY"], samples.content(0))]
    listed = composed(event, given)

    assert [delegation.state for delegation in listed.delegations] == ["Egypt"]
    assert "The names will follow." in words_of(pdf(event, given))
    assert [total.rows for total in listed.totals] == [
        (("Delegations", "1"), ("Participants", "0"))
    ]


def test_only_a_provisional_list_has_the_watermark(event: Event) -> None:
    given = replies("FRA")

    marked, final = (
        words_of(pdf(event, given, provisional=provisional)).replace(" ", "")
        for provisional in (True, False)
    )

    assert "PROVISIONAL" in marked
    assert "PROVISIONAL" not in final


def test_the_table_head_and_the_state_stand_on_every_page_of_a_long_delegation(
    event: Event,
) -> None:
    pages = pages_of(pdf(event, replies("FRA", people=120)))
    with_people = [page for page in pages if "Interpreter" in page and "Totals" not in page]

    assert len(with_people) > 3
    assert all("France" in page for page in with_people)
    assert all("Functional title and institution" in page for page in with_people)


# ---------------------------------------------------------------- Word


def word_file(event: Event, language: str, *codes: str) -> bytes:
    return list_of_participants(
        event,
        replies(*codes),
        language=language,
        provisional=True,
        as_of=samples.SENT_AT,
        kind="docx",
    ).data


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_file_holds_what_the_list_holds(event: Event, language: str) -> None:
    listed = composed(event, replies("TUN", "CHN"), language)
    opened = docx.Document(io.BytesIO(word_file(event, language, "TUN", "CHN")))
    participants, *totals = opened.tables
    rows = [tuple(cell.text for cell in row.cells) for row in participants.rows]

    assert rows[0] == listed.head
    for delegation in listed.delegations:
        start = rows.index((delegation.state,) * 3)
        assert rows[start + 1 : start + 9] == [
            (entry.role, entry.name, entry.description) for entry in delegation.entries
        ]
    assert [[tuple(cell.text for cell in row.cells) for row in table.rows] for table in totals] == [
        list(total.rows) for total in listed.totals
    ]


def text_in(element: BaseOxmlElement) -> str:
    return "".join(node.text or "" for node in element.iter(qn("w:t")))


def test_an_arabic_word_file_runs_from_the_right(event: Event) -> None:
    body = docx.Document(io.BytesIO(word_file(event, "ar", "TUN"))).element.body
    paragraphs = list(body.iter(qn("w:p")))
    arabic_runs = [
        run for run in body.iter(qn("w:r")) if re.search("[\u0600-\u06ff]", text_in(run))
    ]

    assert all(p.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None for p in paragraphs)
    assert all(t.find(qn("w:bidiVisual")) is not None for t in body.iter(qn("w:tblPr")))
    assert arabic_runs
    assert all(run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None for run in arabic_runs)


def test_a_french_word_file_turns_only_its_arabic_lines(event: Event) -> None:
    body = docx.Document(io.BytesIO(word_file(event, "fr", "TUN"))).element.body
    turned = {
        text_in(p)
        for p in body.iter(qn("w:p"))
        if p.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None
    }

    assert "رئيسة قسم التعاون الدولي." in turned
    assert "Mr أحمد عبد الله الشريف" not in turned
    assert all(re.match("[\u0600-\u06ff]", text) for text in turned)


def test_a_word_file_repeats_the_head_and_bears_the_watermark(event: Event) -> None:
    data = word_file(event, "en", "TUN")
    opened = docx.Document(io.BytesIO(data))
    head = opened.tables[0].rows[0]._tr
    header = opened.sections[0].header.part.blob.decode()

    assert head.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert 'string="PROVISIONAL"' in header
    assert "NUMPAGES" in opened.sections[0].footer.part.blob.decode()
    assert opened.core_properties.title == "Provisional list of participants"


def test_the_same_list_is_the_same_bytes_in_word_and_pdf(event: Event) -> None:
    assert word_file(event, "ar", "TUN") == word_file(event, "ar", "TUN")
    assert pdf(event, replies("TUN"), "ar") == pdf(event, replies("TUN"), "ar")


def test_no_date_of_today_is_in_a_word_file(event: Event) -> None:
    with zipfile.ZipFile(io.BytesIO(word_file(event, "en", "TUN"))) as package:
        dates = {entry.date_time for entry in package.infolist()}

    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_what_xml_cannot_hold_is_left_out_of_a_word_file(event: Event) -> None:
    strange = replace(
        composed(event, [(STATES["TUN"], samples.content(0))]),
        nobody="a\x00b\x0bc\ud83d<w:p/>&amp;",
        watermark='"<&>"',
    )
    opened = docx.Document(io.BytesIO(write(strange, tongue_for("en"))))

    assert opened.tables[0].rows[2].cells[0].text == "abc<w:p/>&amp;"
    assert "&lt;&amp;&gt;" in opened.sections[0].header.part.blob.decode()
