"""The review: a whole reply, what is missing, what does not fit, and what can be done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine.facts import Misfit, People, Reviewed
from bot.engine.form import Answers, Question, Text, Type
from bot.engine.scene import Person, RecordLine, Scene
from bot.engine.screens import look
from bot.engine.session import Reviewing, Session
from bot.events.event import Event
from bot.texts.context import RenderContext
from bot.texts.messages import MAX_CHARS
from bot.texts.review import review
from bot.texts.screens import screens_of
from tests.engine.memory import MemoryDraft
from tests.texts.samples import (
    EN,
    EVENT,
    FORM,
    PEOPLE,
    STANDING,
    buttons,
    context,
    labels,
    question,
    said,
)


def test_what_is_not_answered_stands_in_one_line_of_the_review() -> None:
    draft = MemoryDraft(FORM)
    draft.values[0] = {"participation": "no", "focal_mobile": None, "focal_given": "Ana"}
    scene = Scene(FORM, draft, Person("en", agreed=True), STANDING)
    _, facts = look(scene, Session(Reviewing()))
    (message,) = screens_of(context(), facts[-1])
    (line,) = [line for line in message.text.split("\n") if line.startswith("Not answered")]

    assert "Mobile telephone" in line
    assert "Remarks" in line
    assert "Family name" not in line
    assert "⚠ Still needed: " in message.text
    assert ": —" not in message.text


@pytest.mark.parametrize(("more", "text"), [(1, "1 person more"), (2, "2 people more")])
def test_more_people_than_announced_are_counted(more: int, text: str) -> None:
    shown = Reviewed({}, {}, [], [Misfit("more_named", {"more": more})], 0, STANDING, True)

    assert text in screens_of(context(), shown)[0].text


NEVER_SENT = replace(STANDING, newest=0, revision=0)
COMING: Answers = {"participation": "yes"}
MENU = ("Menu", "1:menu")


def reviewed(
    answers: Answers = COMING,
    *,
    people: People | None = None,
    section: str | None = None,
    unsent: int = 0,
    may_send: bool = True,
) -> Reviewed:
    """The review of an event's own form, with nothing missing."""
    return Reviewed(
        answers,
        {PEOPLE.name: people or People((), 0)},
        [],
        [],
        unsent,
        STANDING,
        may_send,
        section,
        tuple(held.name for held in FORM.sections),
    )


def people(shown: int, count: int) -> People:
    lines = [RecordLine(n, {"given": "Ana", "family": f"No{n}"}) for n in range(shown)]
    return People(lines, count)


def test_the_overview_has_a_heading_and_each_section_that_has_answers() -> None:
    (message,) = review(context(), reviewed())
    blocks = said(message).split("\n\n")

    assert blocks[0] == "<b>The reply of France</b>"
    assert blocks[1] == "<b>Participation</b>\nParticipation in the summit: <b>Yes</b>"
    assert blocks[2] == "<b>Delegation</b>\nNobody is named yet."
    assert blocks[3].startswith("Not answered: ")
    assert len(blocks) == 4


@pytest.mark.parametrize(
    ("shown", "count", "rest"),
    [
        (2, 2, None),
        (2, 3, "… and 1 more person. /delegation shows everybody."),
        (2, 4, "… and 2 more people. /delegation shows everybody."),
    ],
)
def test_the_first_people_are_named_and_the_rest_counted(
    shown: int, count: int, rest: str | None
) -> None:
    (message,) = review(context(), reviewed(people=people(shown, count)))
    block = next(b for b in said(message).split("\n\n") if b.startswith("<b>Delegation</b>"))

    assert block.split("\n")[1:] == ["1. Ana No0", "2. Ana No1", *([rest] if rest else [])]


def test_somebody_without_a_name_is_called_by_what_they_are() -> None:
    (message,) = review(context(), reviewed(people=People([RecordLine(1, {})], 1)))

    assert "1. Member of the delegation" in said(message)


def test_what_is_still_needed_is_listed_first_of_the_reply_then_of_people() -> None:
    missing = [
        (question("level"), None, {}),
        (question("participants"), None, {}),
        (PEOPLE.question("family"), PEOPLE, {"given": "Ana"}),
        (PEOPLE.question("given"), PEOPLE, {}),
    ]
    (message,) = review(context(), replace(reviewed(), missing=missing))
    *_, left_open, remarks = said(message).split("\n\n")

    assert remarks.split("\n") == [
        "⚠ Still needed: Level of the head of delegation and Estimated number of participants",
        "⚠ Still needed for Ana: Family name",
        "⚠ Still needed for Member of the delegation: Given name(s)",
    ]
    assert "Level of the head" not in left_open


def test_what_does_not_fit_is_said_but_hinders_nothing() -> None:
    misfits = [Misfit("more_named", {"more": 2}), Misfit("none_holds")]
    (message,) = review(context(), replace(reviewed(), misfits=misfits))

    assert said(message).split("\n\n")[-1].split("\n") == [
        "ℹ You have named 2 people more than announced. You may wish to change the estimate.",
        "ℹ No head of delegation is named. You can send the reply all the same.",
    ]
    assert buttons(message)[0] == [("Send the reply", "1:send")]


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (
            replace(reviewed(), missing=[(question("level"), None, {})]),
            [("Answer what is missing", "1:fill")],
        ),
        (reviewed(may_send=False), []),
        (replace(reviewed(unsent=3), standing=NEVER_SENT), [("Send the reply", "1:send")]),
        (
            reviewed(unsent=1),
            [("Send 1 change", "1:send"), ("Discard the changes", "1:discard")],
        ),
        (
            reviewed(unsent=2),
            [("Send 2 changes", "1:send"), ("Discard the changes", "1:discard")],
        ),
        (reviewed(), [("Send the reply", "1:send")]),
    ],
)
def test_a_review_offers_what_can_be_done_with_the_reply(
    fact: Reviewed, words: list[tuple[str, str]]
) -> None:
    rows = buttons(review(context(), fact)[-1])
    first = [row[0] for row in rows if not (row[0][1] or "").startswith("1:section")]

    assert first == [*words, MENU]


def test_every_section_can_be_opened_from_the_review() -> None:
    (message,) = review(context(), reviewed())
    opened = [data for row in buttons(message) for _, data in row if data and "section" in data]

    assert opened == [f"1:section:{held.name}" for held in FORM.sections]
    assert labels(message)[1] == "✎ Participation"


def test_a_section_that_is_gone_has_no_button_and_no_block() -> None:
    fact = replace(reviewed(), sections=("participation", "gone"), section="gone")
    (message,) = review(context(), fact)

    assert [data for row in buttons(message) for _, data in row] == [
        "1:send",
        "1:section:participation",
        "1:menu",
    ]
    assert said(message).startswith("<b>The reply of France</b>")


def test_only_the_last_part_of_a_long_review_has_the_buttons() -> None:
    first, *between, last = review(context(), long_review())

    assert said(first).startswith("<b>The reply of France</b>")
    assert all(not message.buttons for message in (first, *between))
    assert buttons(last)[-1] == [MENU]
    assert all(len(message.text) <= MAX_CHARS for message in (first, *between, last))


def long_review() -> Reviewed:
    named = [
        RecordLine(n, {"given": "A" * 100, "family": "B" * 100, "role": "head"}) for n in range(60)
    ]
    return reviewed(people=People(named, 60))


# ---------------------------------------------------------------- one section


def test_a_section_opens_its_questions_for_changes() -> None:
    (message,) = review(context(), reviewed(section="participation"))

    assert said(message).split("\n\n") == [
        "<b>Participation</b>\nParticipation in the summit: <b>Yes</b>",
        "What would you like to change?",
    ]
    assert buttons(message) == [
        [("Participation in the summit", "1:change:participation")],
        [("‹ Back", "1:back"), MENU],
    ]


def test_a_section_without_answers_has_its_heading_and_what_is_open() -> None:
    (message,) = review(context(), reviewed(section="numbers"))
    heading, left_open, ask = said(message).split("\n\n")

    assert heading == "<b>Level and numbers</b>"
    assert left_open.startswith("Not answered: Level of the head of delegation and Estimated")
    assert ask == "What would you like to change?"


def test_a_list_is_opened_as_a_list() -> None:
    (message,) = review(context(), reviewed(section="delegation"))

    assert ("Composition of the delegation", "1:list:delegation") in buttons(message)[0]


@pytest.mark.parametrize(("unsent", "text"), [(1, "1 change"), (2, "2 changes")])
def test_a_section_tells_what_is_not_sent_yet_and_leads_to_sending(unsent: int, text: str) -> None:
    (message,) = review(context(), reviewed(section="participation", unsent=unsent))
    _, told, ask = said(message).split("\n\n")

    assert told == f"{text} not sent yet."
    assert ask == "What would you like to change?"
    assert buttons(message)[-2] == [("Review and send", "1:back")]


@pytest.mark.parametrize("fact", [reviewed(), replace(reviewed(unsent=2), standing=NEVER_SENT)])
def test_a_section_of_a_reply_never_sent_or_not_changed_speaks_of_no_changes(
    fact: Reviewed,
) -> None:
    (message,) = review(context(), replace(fact, section="participation"))

    assert "not sent yet" not in said(message)
    assert "Review and send" not in labels(message)


def test_only_what_is_asked_now_is_reviewed() -> None:
    (message,) = review(context(), reviewed({"participation": "no", "level": "minister"}))

    assert "Minister" not in said(message)
    assert "Nobody is named" not in said(message)
    assert "Estimated number" not in said(message)


def test_a_note_of_the_form_is_no_part_of_the_review() -> None:
    first, *others = FORM.sections
    note = Question("welcome", Type.NOTE, Text("A word before we begin"))
    form = replace(FORM, sections=(replace(first, items=(note, *first.items)), *others))
    event: Event = replace(EVENT, form=form)
    (message,) = review(RenderContext(event, EN, 1), reviewed())

    assert "A word before" not in said(message)
