from __future__ import annotations

from dataclasses import replace

import pytest

from bot.documents.receipt import (
    Earlier,
    ReceiptAttachment,
    ReceiptContent,
    Recorded,
    receipt,
    receipt_words,
)
from bot.engine.diff import Content, Member
from bot.engine.form import Question, Text, Type
from bot.engine.standing import LateState
from bot.events.event import Event
from bot.events.parties import load
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for
from tests.documents import samples
from tests.documents.reading import (
    HAS_POPPLER,
    is_archivable,
    page_count,
    pages_of,
    placed_words,
    words_of,
)
from tests.plain_text import unmarked

TUNISIA = load()["TUN"]


def printed(event: Event, revision: ReceiptContent, language: str = "en") -> str:
    return words_of(receipt(event, TUNISIA, revision, language=language).data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_in_each_language_holds_the_names_put_in(event: Event, language: str) -> None:
    file = receipt(event, TUNISIA, samples.amended(), language=language)
    text = words_of(file.data)

    assert is_archivable(file.data)
    assert file.name == f"WSIS-2003-TUN-rev-3-{language}.pdf"
    for name in ("Leïla Ben Youssef", "王晓玲", "Dmitry Shcherbakov", "WSIS-2003/TUN"):
        assert name in text
    for word in ("Дмитрий", "Núñez", "delegate5@example.org", "镕喆"):
        assert word in text
    if language != "ar":
        assert (
            tongue_for(language).plain(
                "This reply does not replace the credentials of the delegation."
            )
            in text
        )


@pytest.mark.skipif(not HAS_POPPLER, reason="poppler-utils is not installed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_printed_beyond_the_margins(event: Event, language: str) -> None:
    long = samples.content(8, focal_function="x" * 200, remarks="Наименование" * 70)
    revision = replace(samples.amended(), content=long)
    words = list(placed_words(receipt(event, TUNISIA, revision, language=language).data))

    assert len(words) > 200
    assert [word for word in words if word.left < 0.09 or word.right > 0.91] == []
    assert [word for word in words if word.top < 0.05 or word.bottom > 0.97] == []


def test_the_same_revision_is_the_same_bytes(event: Event) -> None:
    first, second = (
        receipt(event, TUNISIA, samples.amended(), language="ar").data for _ in range(2)
    )

    assert first == second


def test_a_thousand_delegates_have_the_table_head_on_every_page(event: Event) -> None:
    revision = replace(samples.amended(), content=samples.content(1000), earlier=None)
    pdf = receipt(event, TUNISIA, revision, language="en").data
    count = page_count(pdf)
    # Reading a page back takes longer than printing ten.
    *with_people, last = pages_of(pdf, [1, *range(2, count - 1, 17), count - 2, count - 1])

    assert count > 60
    assert len(with_people) > 4
    assert all("@example.org" in page and "Functional title" in page for page in with_people)
    assert f"{count} / {count}" in last
    assert "1,000" in last


def test_what_changed_is_told_from_old_to_new(event: Event) -> None:
    text = printed(event, samples.amended())
    changes = text[text.index("Changed since revision 2") :]

    assert "Estimated number of participants 40 1,200" in changes
    assert "Ministre délégué" in changes
    assert "added to the list" in changes
    assert "Günter Grün — Expert in the list removed from the list" in changes


def test_a_first_revision_and_an_unchanged_one_have_no_changes_to_tell(event: Event) -> None:
    revision = samples.amended()
    unchanged = replace(revision, earlier=Earlier(2, revision.content))

    assert "Changed since" not in printed(event, replace(revision, earlier=None))
    assert "Changed since revision 2 Nothing changed." in printed(event, unchanged)


@pytest.mark.parametrize(
    ("late", "words"),
    [
        ("proposed", "It awaits the decision of the secretariat."),
        ("taken", "The secretariat has taken it."),
        ("refused", "The secretariat has not taken it"),
    ],
)
def test_a_late_revision_says_what_became_of_it(event: Event, late: str, words: str) -> None:
    revision = replace(samples.amended(), late=late)  # type: ignore[arg-type]

    assert words in printed(event, revision)


def test_a_reply_recorded_from_paper_says_by_whom_and_from_which(event: Event) -> None:
    recorded = Recorded("Anna Keller", "N.V. 12/2003", "2003-10-30")
    text = printed(event, replace(samples.amended(), recorded=recorded))

    assert "The reply came on paper and was recorded by the secretariat." in text
    assert "Recorded by Anna Keller Paper reference N.V. 12/2003" in text


def test_a_reply_recorded_by_nobody_named_still_says_that_it_came_on_paper(event: Event) -> None:
    text = printed(event, replace(samples.amended(), recorded=Recorded()))

    assert "The reply came on paper" in text
    assert "Recorded by" not in text


def test_a_withdrawn_reply_prints_no_answers(event: Event) -> None:
    text = printed(event, replace(samples.amended(), withdrawn=True))

    assert "Withdrawal of the reply" in text
    assert "Wang" not in text


def test_questions_that_do_not_arise_are_left_out(event: Event) -> None:
    revision = replace(samples.amended(), content=samples.content(8, participation="no"))
    text = printed(event, replace(revision, earlier=None))

    assert "Level and numbers" not in text
    assert "Shcherbakov" not in text


def test_an_empty_list_and_unanswered_questions_say_so(event: Event) -> None:
    empty = Content({"participation": "yes", "remarks": None}, {"delegation": ()})
    text = printed(event, replace(samples.amended(), content=empty, earlier=None))

    assert "Nobody is named yet." in text
    assert "not given" in text


def test_names_of_any_length_and_script_are_printed(event: Event) -> None:
    person = Member(1, {"role": "head", "given": "W" * 200, "family": "김철수 አማርኛ"})
    content = Content(samples.content(0).answers, {"delegation": (person,)})
    text = printed(event, replace(samples.amended(), content=content))

    assert "W" * 200 in text.replace(" ", "")
    assert "AE40" in text
    assert "fonts lack" in text


def test_a_person_who_only_moved_is_told_as_moved(event: Event) -> None:
    people = list(samples.members(4))
    old = Content(samples.content(0).answers, {"delegation": tuple(people)})
    new = Content(old.answers, {"delegation": (people[3], *people[:3])})
    revision = replace(samples.amended(), content=new, earlier=Earlier(2, old))
    text = printed(event, revision)
    changes = text[text.index("Changed since revision 2") :]

    assert "Dmitry Shcherbakov — Adviser elsewhere in the list moved within the list" in changes
    assert "Wang" not in changes


def test_an_event_of_one_day_names_it_once(event: Event) -> None:
    text = printed(replace(event, ends=event.starts), samples.amended())

    assert "10 to" not in text
    assert text.count("Geneva, Switzerland,") == 1


@pytest.mark.skipif(not HAS_POPPLER, reason="poppler-utils is not installed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_stays_within_its_table(event: Event, language: str) -> None:
    words = list(placed_words(receipt(event, TUNISIA, samples.amended(), language=language).data))
    addresses = [word for word in words if word.text.endswith("@example.org")]
    # The rules of the table end where the margins do, at 22 of 210 mm.
    left, right = 22 / 210, 188 / 210

    assert len(addresses) == 5
    assert [word for word in addresses if word.left < left or word.right > right] == []


# ---------------------------------------------------------------- the words of a receipt

EN = tongue_for("en")
NO = Content({"participation": "no", "focal_given": "Ana"})
PLAIN = ReceiptContent(3, "WSIS-2003/TUN", samples.SENT_AT, "Leïla", NO)


def cleaned(value: object) -> object:
    """The same without marks of direction, in texts of any depth."""
    match value:
        case str():
            return unmarked(value)
        case dict():
            return {key: cleaned(inner) for key, inner in value.items()}
        case list() | tuple():
            return [cleaned(inner) for inner in value]
        case _:
            return value


def words(event: Event, revision: ReceiptContent = PLAIN) -> dict[str, object]:
    found = cleaned(receipt_words(event, TUNISIA, revision, EN))
    assert isinstance(found, dict)
    return found


def test_a_receipt_has_a_heading_and_a_foot(event: Event) -> None:
    found = words(event)

    assert {key: found[key] for key in ("title", "running", "event", "party", "statement")} == {
        "title": "Receipt of the reply",
        "running": "WSIS-2003/TUN · revision 3",
        "event": "World Summit on the Information Society\n"
        "Geneva, Switzerland, 10 December 2003 to 12 December 2003",
        "party": "The Republic of Tunisia",
        "statement": "This reply does not replace the credentials of the delegation.",
    }
    assert str(found["privacy"]).startswith("Your answers serve to prepare the summit")
    assert (found["notices"], found["changes"]) == ([], None)


def test_a_receipt_tells_what_it_knows_of_the_sending_and_nothing_else(event: Event) -> None:
    recorded = Recorded("Anna", "N.V. 12", "2003-10-30")
    file = ReceiptAttachment("note.pdf", 1_240_000, samples.SENT_AT)
    first = [
        ["Reference", "WSIS-2003/TUN"],
        ["Revision", "3"],
        ["Sent on", "3 November 2003, 10:41 (Zurich)"],
    ]

    assert words(event, replace(PLAIN, sent_by=""))["facts"] == first
    assert words(event, replace(PLAIN, recorded=Recorded(), files=(file,)))["facts"] == [
        *first,
        ["Sent by", "Leïla"],
        ["File received", "note.pdf (1.2 MB)\n3 November 2003, 10:41 (Zurich)"],
    ]
    assert words(event, replace(PLAIN, recorded=recorded))["facts"] == [
        *first,
        ["Sent by", "Leïla"],
        ["Recorded by", "Anna"],
        ["Paper reference", "N.V. 12"],
        ["Date of the paper", "30 October 2003"],
    ]


@pytest.mark.parametrize(
    ("revision", "notices"),
    [
        (
            replace(PLAIN, late=LateState.PROPOSED),
            [("This revision came after the deadline. It awaits the decision of the secretariat.")],
        ),
        (
            replace(PLAIN, late=LateState.TAKEN),
            ["This revision came after the deadline. The secretariat has taken it."],
        ),
        (
            replace(PLAIN, late=LateState.REFUSED),
            [
                (
                    "This revision came after the deadline. The secretariat has not taken it; "
                    "the reply sent before stands."
                )
            ],
        ),
        (
            replace(PLAIN, withdrawn=True, recorded=Recorded()),
            [
                "The reply has been withdrawn. What was sent before no longer stands.",
                "The reply came on paper and was recorded by the secretariat.",
            ],
        ),
    ],
)
def test_a_receipt_says_what_became_of_the_revision(
    event: Event, revision: ReceiptContent, notices: list[str]
) -> None:
    assert words(event, revision)["notices"] == notices


def test_a_withdrawal_has_its_own_title_and_tells_no_answer_and_no_change(event: Event) -> None:
    gone = replace(PLAIN, withdrawn=True, earlier=Earlier(2, Content({})))
    found = words(event, gone)

    assert found["title"] == "Withdrawal of the reply"
    assert (found["sections"], found["changes"]) == ([], None)


def test_sections_hold_every_question_that_is_asked(event: Event) -> None:
    sections = words(event)["sections"]
    assert isinstance(sections, list)

    assert sections[0] == {
        "heading": "Participation",
        "rows": [["Participation in the summit", "No"]],
        "people": [],
    }
    assert sections[1]["rows"][:3] == [
        ["Courtesy title of the focal point", "not given"],
        ["Given name(s) of the focal point", "Ana"],
        ["Family name of the focal point", "not given"],
    ]


def test_a_section_of_notes_alone_is_left_out(event: Event) -> None:
    first, *others = event.form.sections
    note = Question("welcome", Type.NOTE, Text("A word before we begin"))
    form = replace(event.form, sections=(replace(first, items=(note,)), *others))
    sections = words(replace(event, form=form))["sections"]

    assert "A word" not in str(sections)
    assert "'heading': 'Participation'" not in str(sections)


def people_of(event: Event, *members: Member) -> dict[str, object]:
    content = Content({"participation": "yes"}, {"delegation": members})
    sections = words(event, replace(PLAIN, content=content))["sections"]
    assert isinstance(sections, list)
    return next(held["people"][0] for held in sections if held["people"])


def test_a_table_of_people_has_the_columns_that_anybody_answered(event: Event) -> None:
    found = people_of(
        event,
        Member(1, {"given": "Ana", "family": "Lima", "role": "head", "function": "Envoy"}),
        Member(2, {"email": "b@example.org"}),
    )

    assert found["heading"] == "Composition of the delegation"
    assert found["head"] == [
        "No.",
        "Name",
        "Role in the delegation",
        "Functional title",
        "E-mail address",
    ]
    assert found["rows"] == [
        ["1", "Ana Lima", "Head of delegation", "Envoy", "–"],
        ["2", "not given", "–", "–", "b@example.org"],
    ]
    assert len(found["weights"]) == 4  # type: ignore[arg-type]


def test_many_answers_share_columns_below_each_other(event: Event) -> None:
    answers = next(samples.members(2)).answers
    found = people_of(event, Member(1, {**answers, "own_script": "X", "email": "a@example.org"}))

    assert found["head"] == [
        "No.",
        "Name",
        "Role in the delegation",
        "Courtesy title\nName in own script",
        "Functional title\nMinistry or institution",
        "E-mail address\nGender",
    ]


def test_a_list_without_people_says_so(event: Event) -> None:
    found = people_of(event)

    assert (found["rows"], found["head"]) == ([], ["No.", "Name"])
    assert found["nobody"] == "Nobody is named yet."


def changes_of(event: Event, old: Content, new: Content) -> dict[str, object]:
    found = words(event, replace(PLAIN, content=new, earlier=Earlier(2, old)))["changes"]
    assert isinstance(found, dict)
    return found


def test_changes_are_headed_by_the_earlier_revision(event: Event) -> None:
    found = changes_of(event, NO, NO)

    assert found == {
        "heading": "Changed since revision 2",
        "head": ["What", "Before", "Now"],
        "rows": [],
        "nothing": "Nothing changed.",
    }


def test_each_kind_of_change_has_its_words(event: Event) -> None:
    a, b, c = (
        Member(n, {"given": name, "role": role})
        for n, name, role in ((1, "Ana", "head"), (2, "Bo", None), (3, "Cy", None))
    )
    changed = Member(1, {"given": "Ana", "role": "delegate"})
    nameless = Member(4, {})
    old = Content({"participants": 12}, {"delegation": (a, b, c)})
    new = Content({"remarks": "x"}, {"delegation": (c, changed, nameless)})

    assert changes_of(event, old, new)["rows"] == [
        ["Estimated number of participants", "12", "not given"],
        ["Ana — Delegate\nRole in the delegation", "Head of delegation", "Delegate"],
        ["Member of the delegation", "–", "added to the list"],
        ["Bo", "in the list", "removed from the list"],
        ["Cy", "elsewhere in the list", "moved within the list"],
        ["Remarks", "not given", "x"],
    ]
