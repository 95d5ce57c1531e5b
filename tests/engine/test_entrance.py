"""Coming in: language, notice, the State one replies for, or asking for one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine.changes import (
    AccessAsked,
    DeskMessageWritten,
    LanguageSet,
    NoticeAgreed,
    PartyDeclined,
)
from bot.engine.facts import (
    Asked,
    CodeJudged,
    DeskMessageAsked,
    HelpShown,
    LanguageAsked,
    Menu,
    NoticeShown,
    PartyAsked,
    PartyShown,
    Waited,
)
from bot.engine.inputs import (
    ANY,
    Arrived,
    Attached,
    Command,
    Edited,
    Input,
    Resumed,
    Said,
    Started,
    Tapped,
    Unusable,
    Verdict,
)
from bot.engine.scene import Person, Standing
from bot.engine.session import AtMenu, NamingParty, Session, Waiting, Writing
from bot.engine.standing import AccessReason, ActingRole
from tests.engine.memory import Conversation
from tests.engine.sample import FORM, HELP, PRIMARY, answered


def stranger(standing: Standing | None = PRIMARY) -> Conversation:
    """Somebody who has never written; with a standing, through an invitation just opened."""
    return Conversation(FORM, HELP, standing=standing, person=Person())


def met(standing: Standing | None = PRIMARY) -> Conversation:
    """The same after the language and the notice."""
    one = stranger(standing)
    one.send(Started(Verdict.WELCOME if standing else None))
    one.tap("language", "fr")
    one.tap("agree")
    return one


def asking() -> Conversation:
    """Somebody without an invitation who is asked for their country."""
    return met(standing=None)


def waiting() -> Conversation:
    one = asking()
    one.say("France")
    one.tap("party", "FRA")
    one.person = replace(one.person, waiting="FRA")
    return one


# ---------------------------------------------------------------- with an invitation


def test_an_invitation_leads_over_language_and_notice_to_the_first_question() -> None:
    one = stranger()
    one.send(Started(Verdict.WELCOME))
    language = one.screen
    notice = one.tap("language", "fr")
    set_language = one.turn.changes
    party = one.tap("agree")
    agreed = one.turn.changes
    one.tap("yes")

    assert language == LanguageAsked(first=True)
    assert set_language == (LanguageSet("fr"),)
    assert notice == NoticeShown(agree=True)
    assert agreed == (NoticeAgreed(),)
    assert party == PartyShown(
        "FRA", ActingRole.PRIMARY, confirmed=True, reason=AccessReason.INVITED
    )
    assert one.asked == "going"


def test_each_screen_of_the_entrance_takes_the_place_of_the_one_before() -> None:
    one = stranger()
    one.send(Started(Verdict.WELCOME))
    in_place = [one.turn.in_place]
    for action, argument in (("language", "fr"), ("agree", ""), ("yes", ""), ("pick", "yes")):
        one.tap(action, argument)
        in_place.append(one.turn.in_place)

    assert in_place == [False, True, True, True, False]


def test_not_my_country_gives_the_invitation_back_and_asks_for_a_country() -> None:
    one = met()
    one.tap("no")
    one.standing = None

    assert one.turn.changes == (PartyDeclined(),)
    assert one.told == ["declined"]
    assert one.screen == PartyAsked()


@pytest.mark.parametrize("verdict", [v for v in Verdict if v not in ("welcome", "yours")])
def test_a_code_that_lets_nobody_in_is_explained(verdict: Verdict) -> None:
    one = stranger(standing=None)
    one.send(Started(verdict))

    assert one.facts == (CodeJudged(verdict), LanguageAsked(first=True))


@pytest.mark.parametrize("first", [Said("hello"), Unusable("sticker"), Command("form"), Resumed()])
def test_whoever_has_not_started_is_asked_for_a_language(first: Input) -> None:
    one = stranger()
    one.send(first)

    assert one.screen == LanguageAsked(first=True)


def test_a_made_up_button_before_the_first_start_asks_for_a_language() -> None:
    one = stranger()
    one.tap("language", "fr")

    assert one.told == ["stale"]
    assert one.turn.changes == ()
    assert one.screen == LanguageAsked(first=True)


def test_nothing_is_taken_or_told_before_the_notice_has_been_agreed_to() -> None:
    one = stranger()
    one.send(Started())
    one.tap("language", "fr")
    for input in (
        Said("Ana Lima"),
        Command("help"),
        Command("privacy"),
        Command("contact"),
        Command("status"),
        Command("menu"),
        Attached("file", "list.xlsx", 10),
        Edited("x", 4),
        Tapped(one.session.screen, "yes"),
        Tapped(ANY, "form"),
    ):
        one.send(input)

        assert one.screen == NoticeShown(agree=True)
        assert one.turn.changes == ()


def test_a_second_start_goes_on_where_one_was() -> None:
    one = met()
    one.send(Started())

    assert isinstance(one.screen, PartyShown)


# ---------------------------------------------------------------- another language


@pytest.mark.parametrize("how", ["button", "command"])
def test_the_language_is_changed_on_the_way_in_and_leads_back(how: str) -> None:
    one = met()
    if how == "button":
        one.tap("language_menu")
    else:
        one.command("language")
    asked = one.screen
    one.tap("language", "ar")

    assert asked == LanguageAsked(first=False)
    assert one.person.language == "ar"
    assert isinstance(one.screen, PartyShown)


def test_the_language_can_be_left_on_the_way_in() -> None:
    one = met()
    one.tap("language_menu")
    one.tap("back")

    assert one.person.language == "fr"
    assert isinstance(one.screen, PartyShown)


def test_there_is_no_way_back_from_the_first_language_screen() -> None:
    one = stranger()
    one.send(Started())
    one.tap("back")
    by_button = one.told
    one.command("language")

    assert by_button == ["stale"]
    assert one.screen == LanguageAsked(first=True)


@pytest.mark.parametrize(
    ("standing", "waiting_for", "screen"),
    [(PRIMARY, None, PartyShown), (None, None, PartyAsked), (None, "FRA", Waited)],
)
def test_a_language_chosen_by_somebody_known_leads_to_where_they_stand(
    standing: Standing | None, waiting_for: str | None, screen: type[object]
) -> None:
    person = Person(None, agreed=True, waiting=waiting_for)
    one = Conversation(FORM, HELP, standing=standing, person=person)
    one.send(Started())
    one.tap("language", "fr")

    assert isinstance(one.screen, screen)


# ---------------------------------------------------------------- without an invitation


def test_a_country_is_asked_for_by_name_and_confirmed_by_a_tap() -> None:
    one = asking()
    first = one.screen
    one.say("France")
    named = one.screen
    one.tap("party", "FRA")

    assert first == PartyAsked()
    assert named == PartyAsked(("FRA",))
    assert one.turn.changes == (AccessAsked("FRA"),)
    assert one.screen == Waited("FRA")


def test_where_several_countries_fit_they_are_offered() -> None:
    one = asking()
    one.say("Guinea")
    offered = one.screen
    one.tap("again")

    assert offered == PartyAsked(("GIN", "GNB"))
    assert one.screen == PartyAsked()


def test_a_country_nobody_knows_is_asked_for_again() -> None:
    one = asking()
    one.say("Atlantis")

    assert one.told == ["no_such_country"]
    assert one.screen == PartyAsked()


def test_whoever_waits_is_told_so_and_blamed_for_nothing() -> None:
    one = waiting()
    for input in (Said("hello?"), Command("menu"), Resumed(), Arrived("letter")):
        one.send(input)

        assert one.told == []
        assert one.screen == Waited("FRA")


def test_a_tap_on_an_old_screen_while_waiting_changes_nothing() -> None:
    one = waiting()
    one.tap("party", "GIN")

    assert one.told == ["stale"]
    assert one.turn.changes == ()


@pytest.mark.parametrize("input", [Tapped(ANY, "form"), Said("hello"), Started()])
def test_whoever_was_confirmed_meanwhile_is_shown_their_country(input: Input) -> None:
    one = waiting()
    one.standing = PRIMARY
    one.send(input)
    shown = one.screen
    one.tap("yes")

    assert isinstance(shown, PartyShown)
    assert one.asked == "going"


def test_text_on_a_screen_of_buttons_points_to_them() -> None:
    one = met()
    one.say("yes")

    assert one.told == ["use_buttons"]
    assert isinstance(one.screen, PartyShown)


def test_what_cannot_be_used_is_said_on_the_way_in_too() -> None:
    one = asking()
    one.send(Unusable("voice"))
    unusable = one.told
    one.send(Attached("file", "x.pdf", 3))

    assert (unusable, one.told) == (["unusable"], ["not_yet"])


def test_help_and_the_notice_are_there_without_an_invitation() -> None:
    one = asking()
    one.command("help")
    help = one.facts[0]
    one.command("privacy")

    assert help == HelpShown(None)
    assert one.facts[0] == NoticeShown(agree=False)
    assert one.screen == PartyAsked()


# ---------------------------------------------------------------- letters without a State


def test_somebody_without_a_state_writes_to_the_secretariat() -> None:
    one = asking()
    one.command("contact")
    one.command("contact")
    screen = one.screen
    one.say("Whom should we ask?")

    assert screen == DeskMessageAsked()
    assert one.turn.changes == (DeskMessageWritten("Whom should we ask?"),)
    assert one.screen == PartyAsked()


@pytest.mark.parametrize("how", ["back", "menu", "cancel"])
def test_a_letter_without_a_state_can_be_left(how: str) -> None:
    one = asking()
    one.command("contact")
    if how == "cancel":
        one.command("cancel")
    else:
        one.tap(how)

    assert one.told == (["cancelled"] if how == "cancel" else [])
    assert one.turn.changes == ()
    assert one.screen == PartyAsked()


def test_a_letter_that_was_begun_without_knowing_from_where_leads_into_the_entrance() -> None:
    one = asking()
    one.session = replace(one.session, step=Writing())
    one.say("Whom should we ask?")

    assert one.screen == PartyAsked()


# ---------------------------------------------------------------- out again


def test_whoever_no_longer_acts_for_a_state_is_asked_for_one() -> None:
    one = answered("email")
    one.standing = None
    one.say("a@itu.int")

    assert one.turn.changes == ()
    assert one.screen == PartyAsked()


def test_whoever_lost_their_state_while_away_sees_the_way_in() -> None:
    one = answered("email")
    one.standing = None
    one.send(Resumed())

    assert one.told == []
    assert one.screen == PartyAsked()


def test_a_notice_that_is_not_agreed_to_any_more_comes_first() -> None:
    one = Conversation(
        FORM,
        HELP,
        standing=None,
        person=Person("en"),
        session=Session(AtMenu(), screen=4, form=FORM.version),
    )
    one.send(Said("hello"))

    assert one.screen == NoticeShown(agree=True)


def test_steps_of_the_entrance_hold_what_they_need() -> None:
    one = asking()
    one.say("Guinea")
    named = one.session.step
    one.tap("party", "GIN")

    assert named == NamingParty(("GIN", "GNB"))
    assert one.session.step == Waiting("GIN")
    assert not isinstance(one.screen, Asked | Menu)


@pytest.mark.parametrize("name", ["help", "privacy", "contact", "status"])
def test_nothing_is_told_before_the_notice_has_been_read(name: str) -> None:
    """Whoever has not agreed is led to the notice, wherever an earlier version had left them."""
    one = met()
    one.person = replace(one.person, agreed=False)
    one.send(Command(name))

    assert one.facts == (NoticeShown(agree=True),)


def test_a_button_below_a_notice_goes_on_with_coming_in() -> None:
    """The State was confirmed while its name was still being asked for."""
    one = met()
    one.standing = None
    one.send(Started())
    naming = one.screen
    one.standing = PRIMARY
    one.send(Tapped(ANY, "form"))

    assert isinstance(naming, PartyAsked)
    assert isinstance(one.screen, PartyShown)
    assert one.told == []
