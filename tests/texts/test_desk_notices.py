"""Notices to the desk: every branch of every text, and the buttons that stand below."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.engine.diff import Change, ChangeKind, Content, Member
from bot.engine.form import Type
from bot.engine.standing import AccessReason
from bot.texts.desk_notices import DeskNotices, Sending
from bot.texts.messages import MAX_CHARS
from tests.plain_text import unmarked
from tests.texts.samples import EN, EVENT, FORM, PEOPLE, buttons, question, said

AT = datetime(2003, 11, 20, 8, 30, tzinfo=UTC)
NOTICES = DeskNotices(EVENT, EN)
HEAD = "<code>WSIS-2003/FRA</code> · revision {} · 20 November 2003, 09:30 (Zurich) · Ana"
LOOK, WRITE = ("Open", "d:open:FRA"), ("Message", "d:message:FRA")
NO = Content({"participation": "no"})
ANA = {"given": "Ana", "family": "Lima", "role": "head"}


def sending(number: int = 1, content: Content = NO) -> Sending:
    return Sending("FRA", number, "Ana", AT, content)


def members(count: int) -> tuple[Member, ...]:
    return tuple(Member(n, {"given": "Ana", "family": f"No{n}"}) for n in range(count))


# ---------------------------------------------------------------- replies


def test_a_first_reply_is_told_with_its_essentials_and_can_be_accepted() -> None:
    (message,) = NOTICES.sent(sending())
    lines = said(message).split("\n")

    assert lines[:2] == ["<b>France</b> has replied.", HEAD.format(1)]
    assert lines[2:5] == ["", "<b>Participation</b>", "Participation in the summit: No"]
    assert buttons(message) == [
        [LOOK, ("Accept", "d:accept:FRA:1")],
        [("Return", "d:return:FRA:1"), WRITE],
    ]


def test_essentials_leave_out_contact_details_and_list_what_is_not_answered_once() -> None:
    answers = {
        "participation": "no",
        "focal_given": "Ana",
        "focal_email": "a@example.org",
        "focal_telephone": "+4122",
    }
    (message,) = NOTICES.sent(sending(content=Content(answers)))
    text = said(message)

    assert "Given name(s) of the focal point: Ana" in text
    assert "example.org" not in text
    assert "+4122" not in text
    assert text.count("Not answered: ") == 1
    assert text.endswith(
        "Not answered: Courtesy title of the focal point, Family name of the focal point, "
        "Functional title of the focal point, Ministry or institution of the focal point "
        "and Remarks"
    )


def test_a_section_without_an_answer_has_no_heading() -> None:
    (message,) = NOTICES.sent(sending())

    assert "<b>Designated focal point</b>" not in said(message)


def test_a_note_of_the_form_is_neither_answered_nor_left_open() -> None:
    section = FORM.sections[0]
    note = replace(question("participation"), name="welcome", type=Type.NOTE)
    form = replace(
        FORM,
        sections=(replace(section, items=(note, *section.items)), *FORM.sections[1:]),
    )
    (message,) = DeskNotices(replace(EVENT, form=form), EN).sent(sending())

    assert said(message).count("Participation in the summit") == 1


@pytest.mark.parametrize(
    ("records", "lines"),
    [
        ((), ["Nobody is named yet."]),
        ((Member(1, ANA),), ["1. Ana Lima — Head of delegation"]),
        ((Member(1, {}), Member(2, ANA)), ["1. Member of the delegation", "2. Ana Lima — Head"]),
    ],
)
def test_people_are_named_in_a_first_reply(records: tuple[Member, ...], lines: list[str]) -> None:
    content = Content({"participation": "yes"}, {PEOPLE.name: records})
    (message,) = NOTICES.sent(sending(content=content))
    text = said(message)

    for line in ["<b>Delegation</b>", *lines]:
        assert line in text
    assert ("Nobody is named" in text) is (not records)


def test_a_first_reply_without_any_list_names_nobody() -> None:
    content = Content({"participation": "yes"})

    assert "Nobody is named yet." in said(NOTICES.sent(sending(content=content))[0])


@pytest.mark.parametrize(
    ("count", "rest"),
    [
        (39, None),
        (40, None),
        (41, "… and 1 more person."),
        (42, "… and 2 more people."),
    ],
)
def test_only_so_many_people_are_written_out(count: int, rest: str | None) -> None:
    content = Content({"participation": "yes"}, {PEOPLE.name: members(count)})
    text = "\n".join(said(message) for message in NOTICES.sent(sending(content=content)))
    last = min(count, 40)

    assert f"\n{last}. Ana No{last - 1}" in text
    assert f"{last + 1}. " not in text
    assert ("… and " in text) is (rest is not None)
    assert rest is None or rest in text


@pytest.mark.parametrize(
    ("changed", "head"),
    [
        (sending(2), "<b>France</b> has changed its reply."),
        (replace(sending(2), late=True), "<b>France</b> proposes a late change."),
        (replace(sending(1), late=True), "<b>France</b> proposes a late change."),
        (
            replace(sending(2), late=True, withdrawn=True),
            "<b>France</b> has withdrawn its reply.",
        ),
    ],
)
def test_the_headline_says_what_was_done(changed: Sending, head: str) -> None:
    lines = said(NOTICES.sent(changed)[0]).split("\n")

    assert lines[:2] == [head, HEAD.format(changed.number)]


def test_a_reply_sent_again_unchanged_is_said_to_be_so() -> None:
    (message,) = NOTICES.sent(sending(2))

    assert said(message).split("\n")[2:] == ["", "Sent again without changes."]
    assert buttons(message)[0] == [LOOK, ("Accept", "d:accept:FRA:2")]


def test_a_changed_reply_says_the_changes_and_no_essentials() -> None:
    change = Change(ChangeKind.ANSWERED, question("participation"), "no", "yes")
    (message,) = NOTICES.sent(replace(sending(3), changes=(change, change)))

    assert said(message).split("\n")[2:] == [
        "",
        "Participation in the summit: <s>No</s> → <b>Yes</b>",
        "Participation in the summit: <s>No</s> → <b>Yes</b>",
    ]


def test_a_late_change_can_be_taken_or_refused() -> None:
    (message,) = NOTICES.sent(replace(sending(2), late=True))

    assert buttons(message) == [
        [("Take", "d:take:FRA:2"), ("Refuse", "d:decline:FRA:2")],
        [LOOK, WRITE],
    ]


def test_a_withdrawal_is_one_short_message_that_asks_for_no_decision() -> None:
    change = Change(ChangeKind.ANSWERED, question("participation"), "no", "yes")
    gone = replace(sending(2), withdrawn=True, changes=(change,))
    (message,) = NOTICES.sent(gone)

    assert len(said(message).split("\n")) == 2
    assert buttons(message) == [[LOOK, WRITE]]


def test_a_reply_from_paper_names_the_paper() -> None:
    (message,) = NOTICES.sent(replace(sending(), paper="NV 12/2003"))

    assert said(message).split("\n")[2] == "Recorded from paper: NV 12/2003"
    assert "Recorded from paper" not in said(NOTICES.sent(sending())[0])


def test_only_the_last_part_of_a_long_notice_has_the_buttons() -> None:
    changes = [
        Change(ChangeKind.ANSWERED, question("focal_address"), "x" * 300, "y" * 300)
        for _ in range(12)
    ]
    first, *between, last = NOTICES.sent(replace(sending(2), changes=changes))

    assert said(first).startswith("<b>France</b> has changed its reply.")
    assert all(not message.buttons for message in (first, *between))
    assert buttons(last)[0] == [LOOK, ("Accept", "d:accept:FRA:2")]
    assert all(len(message.text) <= MAX_CHARS for message in (first, *between, last))


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (ChangeKind.ADDED, "Added: <b>Ana Lima — Head of delegation</b>"),
        (ChangeKind.REMOVED, "Removed: <s>Ana Lima — Head of delegation</s>"),
        (ChangeKind.MOVED, "Moved in the list: Ana Lima — Head of delegation"),
    ],
)
def test_somebody_added_removed_or_moved_is_told_as_such(kind: ChangeKind, line: str) -> None:
    change = Change(kind, repeat=PEOPLE, record=1, answers=ANA)
    (told,) = NOTICES.changes([change])
    (nameless,) = NOTICES.changes([replace(change, answers={})])

    assert unmarked(told) == line
    assert unmarked(nameless) == line.replace(
        "Ana Lima — Head of delegation", "Member of the delegation"
    )


@pytest.mark.parametrize(
    ("answers", "who"), [(ANA, "Ana Lima"), ({"role": "head"}, "Member of the delegation")]
)
def test_a_changed_answer_of_a_person_names_them_without_the_role(
    answers: dict[str, str], who: str
) -> None:
    role = PEOPLE.question("role")
    change = Change(ChangeKind.CHANGED, role, "delegate", "head", PEOPLE, 1, answers)
    (line,) = NOTICES.changes([change])

    assert unmarked(line) == (
        f"{who}, Role in the delegation: <s>Delegate</s> → <b>Head of delegation</b>"
    )


def test_an_answer_given_or_taken_back_is_told_by_not_given() -> None:
    given = Change(ChangeKind.ANSWERED, question("participants"), None, 12)
    (first, second) = NOTICES.changes([given, replace(given, old=12, new=None)])

    assert unmarked(first).endswith(": <s>not given</s> → <b>12</b>")
    assert unmarked(second).endswith(": <s>12</s> → <b>not given</b>")


# ---------------------------------------------------------------- people


@pytest.mark.parametrize(
    ("reason", "text", "words"),
    [
        (
            "approval",
            "Ana opened the invitation of <b>France</b> and waits to be confirmed.",
            ("Confirm", "Refuse"),
        ),
        (
            "second",
            "Ana holds an invitation of <b>France</b> too and waits to be confirmed.",
            ("Confirm", "Refuse"),
        ),
        (
            "uninvited",
            "Ana has no invitation and asks to act for <b>France</b>.",
            ("Invite", "Decline"),
        ),
    ],
)
def test_somebody_to_be_decided_about_is_told_with_the_reason(
    reason: str, text: str, words: tuple[str, str]
) -> None:
    message = NOTICES.request(7, "FRA", "Ana", AccessReason(reason), None)

    assert said(message) == text
    assert buttons(message) == [[(words[0], "d:confirm:7"), (words[1], "d:refuse:7")]]


def test_a_request_names_who_acts_for_the_state_already() -> None:
    message = NOTICES.request(7, "FRA", "Ana", AccessReason.SECOND, "Bo <i>")

    assert said(message).split("\n")[1:] == ["Bo &lt;i&gt; acts for this State already."]


def test_visits_with_other_peoples_invitations_are_told() -> None:
    assert said(NOTICES.declined("FRA", "Ana")) == (
        "Ana opened the invitation of <b>France</b> and said that it is not their country. "
        "The invitation can be used again."
    )
    assert said(NOTICES.opened_twice("FRA", "Ana")) == (
        "Ana tried an invitation of <b>France</b> that somebody else has used."
    )


@pytest.mark.parametrize(("count", "codes"), [(1, "1 unknown invitation code"), (5, "5 unknown")])
def test_guessing_is_counted(count: int, codes: str) -> None:
    text = said(NOTICES.guessing("Ana", count))

    assert text.startswith(f"Ana has tried {codes}")
    assert ("codes" in text) is (count > 1)


@pytest.mark.parametrize(
    ("party", "head"),
    [
        ("FRA", "<b>France</b>, Ana, writes:"),
        (None, "Ana, who acts for no State, writes:"),
    ],
)
def test_a_message_stands_below_who_writes_it(party: str | None, head: str) -> None:
    (message,) = NOTICES.letter(9, party, "Ana", "Good <day>")

    assert said(message) == f"{head}\n\nGood &lt;day&gt;"
    assert buttons(message) == [[("Answer", "d:answer:9")]]


def test_the_last_part_of_a_long_message_can_be_answered() -> None:
    head, *body = NOTICES.letter(9, "FRA", "Ana", "\n".join(["word " * 200] * 6))

    assert said(head).startswith("<b>France</b>, Ana, writes:")
    assert len(body) >= 1
    assert [bool(message.buttons) for message in (head, *body)] == [False] * len(body) + [True]
    assert buttons(body[-1]) == [[("Answer", "d:answer:9")]]


def test_what_goes_wrong_is_told_with_its_summary() -> None:
    text = said(NOTICES.trouble("KeyError <x>"))

    assert text.startswith("Something went wrong in the program.")
    assert text.endswith("<code>KeyError &lt;x&gt;</code>")


def test_somebody_who_cannot_be_reached_is_told_with_their_state() -> None:
    message = NOTICES.unreachable("FRA", "Ana")

    assert said(message) == "Ana, who acts for <b>France</b>, can no longer be reached here."
    assert buttons(message) == [[LOOK]]


def test_a_chat_that_is_lost_is_told_by_its_title() -> None:
    message = NOTICES.lost("Desk & Co")

    assert said(message) == (
        "The chat “Desk &amp; Co” can no longer be reached and is told nothing any more."
    )
    assert not message.buttons
