"""The way in: language, notice, State, and links that do not work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine.facts import CodeJudged, LanguageAsked, NoticeShown, PartyAsked, PartyShown, Waited
from bot.engine.inputs import Started, Verdict
from bot.engine.scene import Person
from bot.engine.standing import AccessReason, ActingRole
from bot.i18n.languages import LANGUAGES, OWN_NAMES
from bot.texts.entrance import code_judged, notice_shown, party_asked, party_shown, waited
from bot.texts.screens import screens_of
from tests.engine.memory import Conversation
from tests.engine.sample import talk
from tests.texts.samples import EVENT, FORM, buttons, context, labels, said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verdict", [v for v in Verdict if v not in ("welcome", "yours")])
def test_every_verdict_on_a_code_has_words(verdict: Verdict, language: str) -> None:
    one = Conversation(FORM, talk().help, person=Person())
    one.send(Started(verdict))

    assert all(message.text for message in screens_of(context(language), one.facts[0]))


@pytest.mark.parametrize("language", EVENT.languages)
def test_the_likeliest_language_comes_first(language: str) -> None:
    (message,) = screens_of(context(language), LanguageAsked(first=True))

    assert message.buttons[0][0].data == f"1:language:{language}"
    assert len(labels(message)) == len(EVENT.languages)


def test_a_language_that_is_chosen_already_can_be_left() -> None:
    first = screens_of(context(), LanguageAsked(first=True))[0]
    again = screens_of(context(), LanguageAsked(first=False))[0]

    assert labels(again) == [*labels(first), "‹ Back"]


def test_languages_are_offered_by_their_own_names_two_in_a_row() -> None:
    (message,) = screens_of(context("ru"), LanguageAsked(first=True))

    assert sorted(labels(message)) == sorted(OWN_NAMES.values())
    assert [len(row) for row in message.buttons] == [2, 2, 2]
    assert said(message).split("\n")[0] == "Пожалуйста, выберите язык."
    assert len(said(message).split("\n")) == len(LANGUAGES)


def test_every_reason_why_a_link_does_not_work_is_said_in_words_of_its_own() -> None:
    told = [said(code_judged(context(), CodeJudged(verdict))) for verdict in Verdict]
    words = [text for text in told if text]

    assert len(set(words)) == len(words) == len(Verdict) - 2
    assert said(code_judged(context(), CodeJudged(Verdict.REVOKED))) == (
        "This invitation link has been withdrawn. Please ask the secretariat for a new one."
    )


@pytest.mark.parametrize("agree", [True, False])
def test_agreement_is_asked_for_only_where_it_is_not_given(agree: bool) -> None:
    message = notice_shown(context(), NoticeShown(agree=agree))
    text = said(message)

    assert text.startswith("<b>Your data</b>\n\nYour answers serve to prepare the summit")
    assert "is kept until 365 days after the event" in text
    assert "Please send nothing secret." in text
    assert text.endswith("May we go on?") is agree
    assert buttons(message) == (
        [[("I agree", "1:agree")], [("Language", "1:language_menu")]] if agree else []
    )


def test_one_day_of_keeping_is_said_in_the_singular() -> None:
    held = replace(EVENT, privacy=replace(EVENT.privacy, retention_days=1))
    message = notice_shown(replace(context(), event=held), NoticeShown(agree=False))

    assert "is kept until 1 day after the event" in said(message)


@pytest.mark.parametrize(
    ("role", "confirmed"), [("primary", True), ("backup", True), ("primary", False)]
)
def test_a_welcome_tells_a_backup_and_somebody_not_yet_confirmed(
    role: str, confirmed: bool
) -> None:
    message = party_shown(
        context(), PartyShown("FRA", ActingRole(role), confirmed, AccessReason.INVITED)
    )
    blocks = said(message).split("\n\n")

    assert blocks[0] == (
        "You act for <b>France</b> in its reply to this invitation: "
        "<b>World Summit on the Information Society</b>."
    )
    assert blocks[1:-1] == [
        *(
            ["You are invited as backup: you can do everything but withdraw the reply."]
            if role == "backup"
            else []
        ),
        *(
            []
            if confirmed
            else [
                (
                    "The secretariat has still to confirm you. You can fill in the reply meanwhile, "
                    "and send it afterwards."
                )
            ]
        ),
    ]
    assert blocks[-1].startswith("It takes about five minutes.")
    assert buttons(message) == [
        [("Yes, for France", "1:yes")],
        [("This is not my country", "1:no")],
        [("Language", "1:language_menu")],
    ]


def test_countries_that_may_be_meant_are_offered() -> None:
    message = party_asked(context(), PartyAsked(("GIN", "GNB")))

    assert said(message) == "Which country do you act for?"
    assert buttons(message) == [
        [("Guinea", "1:party:GIN")],
        [("Guinea-Bissau", "1:party:GNB")],
        [("Another country", "1:again")],
        [("Language", "1:language_menu")],
    ]


def test_somebody_without_a_link_is_told_how_to_ask_for_one() -> None:
    message = party_asked(context(), PartyAsked())
    first, second = said(message).split("\n\n")

    assert "<b>World Summit on the Information Society</b>. A reply starts from" in first
    assert second.startswith("If you have no link, please write the name of your country")
    assert buttons(message) == [[("Language", "1:language_menu")]]


def test_somebody_who_waits_is_told_for_which_state() -> None:
    message = waited(context(), Waited("FRA"))

    assert "confirm that you act for <b>France</b>. You will hear" in said(message)
    assert buttons(message) == [[("Language", "1:language_menu")]]
