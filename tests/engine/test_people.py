"""The people of a delegation: one after the other, one head at most, nobody twice, nobody lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine.changes import DocumentWanted, RecordMoved, RecordRemoved
from bot.engine.facts import Asked, Listed, Menu, NamesakeAsked, UniqueAsked, Viewed
from bot.engine.form import Form, Type
from bot.engine.inputs import Resumed
from bot.engine.people import INCOMPLETE_KEY, NAME_KEY, keys_of, name_of
from bot.engine.session import Asking, Reviewing
from tests.engine.memory import Conversation
from tests.engine.sample import DELEGATION, FORM, add, answered, question, talk


@pytest.fixture
def one() -> Conversation:
    """Somebody at an empty list of people."""
    return answered("delegation")


def names(one: Conversation) -> list[object]:
    return [one.draft.answers(record)["given"] for record in one.draft.lists["delegation"]]


def listed(one: Conversation) -> Listed:
    assert isinstance(one.screen, Listed), one.screen
    return one.screen


def viewed(one: Conversation) -> Viewed:
    assert isinstance(one.screen, Viewed), one.screen
    return one.screen


def with_list(**changes: object) -> Form:
    """The form with another list of people."""
    going, contact, people, end = FORM.sections
    announced, _ = people.items
    changed = replace(DELEGATION, **changes)  # type: ignore[arg-type]
    return Form("1", (going, contact, replace(people, items=(announced, changed)), end))


# ---------------------------------------------------------------- adding


def test_a_person_is_added_question_by_question(one: Conversation) -> None:
    record = add(one, "head", "Ana", "Lima")

    assert one.draft.answers(record) == {
        "role": "head",
        "given": "Ana",
        "family": "Lima",
        "post": None,
    }
    assert one.told == ["person_added"]
    assert (listed(one).count, listed(one).announced) == (1, 3)


def test_whoever_is_added_is_in_the_list_with_the_first_answer(one: Conversation) -> None:
    one.tap("add")
    before = list(one.draft.lists["delegation"])
    one.say("delegate")
    one.tap("menu")
    one.command("delegation")

    assert before == []
    assert listed(one).count == 1


def test_nobody_is_added_by_looking_at_the_first_question(one: Conversation) -> None:
    one.tap("add")
    asked = one.asked
    one.tap("back")

    assert asked == "role"
    assert listed(one).count == 0


def test_back_leads_through_the_questions_of_a_person(one: Conversation) -> None:
    one.tap("add")
    one.say("delegate")
    one.say("Ana")
    one.tap("back")
    given = one.asked
    one.tap("back")
    role = one.asked
    one.tap("back")

    assert (given, role) == ("given", "role")
    assert listed(one).count == 1


def test_keep_leads_through_the_questions_of_a_person(one: Conversation) -> None:
    add(one, "delegate", "Ana", "Lima")
    one.tap("open", "1")
    one.session = replace(one.session, step=Asking("role", 1, "delegation"))
    for name in ("role", "given", "family"):
        one.send(Resumed())
        assert one.asked == name
        one.tap("keep")
    assert one.asked == "post"
    one.tap("keep")

    assert listed(one).count == 1
    assert one.draft.answers(1)["given"] == "Ana"


def test_the_list_may_be_full() -> None:
    one = answered("delegation", form=with_list(maximum=1))
    add(one, "head", "Ana", "Lima")
    full = listed(one).full
    one.tap("add")

    assert full
    assert one.told == ["list_full"]
    assert listed(one).count == 1


def test_the_list_leads_on_and_back_and_to_a_spreadsheet(one: Conversation) -> None:
    one.tap("template")
    template = one.turn.changes
    one.tap("next")
    on = one.asked
    one.tap("back")
    again = listed(one)
    one.tap("back")

    assert template == (DocumentWanted("template"),)
    assert (on, one.asked) == ("remarks", "announced")
    assert again.count == 0


def test_a_list_that_comes_first_leads_back_to_the_menu() -> None:
    people = replace(DELEGATION, announced_by=None)
    alone = Form("1", (replace(FORM.sections[2], items=(people,), relevant=None),))
    one = talk(form=alone)
    one.tap("fill")
    announced = listed(one).announced
    one.tap("back")

    assert announced is None
    assert isinstance(one.screen, Menu)


def test_a_list_that_was_left_empty_is_no_longer_open() -> None:
    people = replace(DELEGATION, announced_by=None)
    alone = Form("1", (replace(FORM.sections[2], items=(people,), relevant=None),))
    one = talk(form=alone)
    one.tap("fill")
    one.tap("next")

    assert isinstance(one.session.step, Reviewing)


# ---------------------------------------------------------------- the list


def twenty() -> Conversation:
    one = answered("delegation")
    for number in range(10):
        add(one, "delegate", "Ana", f"Lima {'ABCDEFGHIJ'[number]}")
    return one


def test_a_long_list_is_read_page_by_page() -> None:
    one = twenty()
    last = listed(one)
    screen = one.session.screen
    one.tap("page", "0")
    first = listed(one)

    assert (last.page, last.pages, len(last.entries)) == (1, 2, 2)
    assert (first.page, len(first.entries)) == (0, 8)
    assert one.session.screen == screen


@pytest.mark.parametrize(("page", "shown"), [("7", 1), ("-1", 1), ("x", 1), ("1", 1)])
def test_a_page_that_is_not_there_is_one_that_is(page: str, shown: int) -> None:
    one = twenty()
    one.tap("page", page)

    assert listed(one).page == shown


def test_a_new_person_is_shown_on_their_page() -> None:
    one = twenty()
    one.tap("page", "0")
    add(one, "delegate", "Zoe", "Adams")

    assert listed(one).page == 1


def test_leaving_a_card_leads_to_its_page() -> None:
    one = twenty()
    one.tap("open", "10")
    one.tap("back")

    assert listed(one).page == 1


@pytest.mark.parametrize("action", ["frobnicate", "undo", "open", "send"])
def test_a_button_that_does_not_belong_to_the_list_changes_nothing(
    one: Conversation, action: str
) -> None:
    add(one, "head", "Ana", "Lima")
    one.tap(action, "x")

    assert one.told == ["stale"]
    assert listed(one).count == 1


# ---------------------------------------------------------------- the card


def test_a_card_shows_a_person_and_what_is_missing(one: Conversation) -> None:
    one.tap("add")
    one.say("delegate")
    one.say("Ana")
    one.command("delegation")
    one.tap("open", "1")
    card = viewed(one)
    one.tap("complete")

    assert [question.name for question in card.missing] == ["family"]
    assert one.asked == "family"


def test_a_card_that_a_colleague_completed_stays(one: Conversation) -> None:
    one.tap("add")
    one.say("delegate")
    one.say("Ana")
    one.command("delegation")
    one.tap("open", "1")
    one.draft.values[1]["family"] = "Lima"
    one.tap("complete")

    assert viewed(one).missing == ()


def test_one_answer_of_a_person_is_changed_on_the_card(one: Conversation) -> None:
    record = add(one, "delegate", "Ana", "Lima")
    one.tap("open", str(record))
    one.tap("change", "given")
    one.say("Anna")

    assert viewed(one).answers["given"] == "Anna"
    assert one.draft.answers(record)["family"] == "Lima"


@pytest.mark.parametrize("action", ["back", "keep"])
def test_a_change_on_the_card_can_be_left(one: Conversation, action: str) -> None:
    record = add(one, "delegate", "Ana", "Lima")
    before = one.draft.answers(record)
    one.tap("open", str(record))
    one.tap("change", "given")
    one.tap(action)

    assert viewed(one).answers == before


def test_people_are_moved_up_and_down_but_not_over_the_ends(one: Conversation) -> None:
    for given in ("Ana", "Ben", "Cyd"):
        add(one, "delegate", given, "Lima")
    one.tap("open", "3")
    one.tap("up")
    up = names(one)
    one.tap("up")
    one.tap("up")
    top = names(one)
    position = viewed(one).position
    one.tap("down")

    assert up == ["Ana", "Cyd", "Ben"]
    assert top == ["Cyd", "Ana", "Ben"]
    assert position == 1
    assert names(one) == ["Ana", "Cyd", "Ben"]
    assert one.turn.changes == (RecordMoved("delegation", 3, 1),)


def test_a_person_is_removed_by_name_and_taken_back(one: Conversation) -> None:
    for given in ("Ana", "Ben", "Cyd"):
        add(one, "delegate", given, "Lima")
    one.tap("open", "2")
    one.tap("remove")
    removed, told = names(one), one.facts[0]
    undo = listed(one).undo
    one.tap("undo")

    assert removed == ["Ana", "Cyd"]
    assert told.params == {"name": "Ben Lima"}  # type: ignore[union-attr]
    assert undo
    assert names(one) == ["Ana", "Ben", "Cyd"]
    assert not listed(one).undo


def test_somebody_without_a_name_is_removed_too(one: Conversation) -> None:
    one.tap("add")
    one.say("delegate")
    one.command("delegation")
    one.tap("open", "1")
    one.tap("remove")

    assert one.told == ["nameless_removed"]
    assert listed(one).count == 0


def test_a_removal_is_taken_back_only_while_it_is_offered(one: Conversation) -> None:
    add(one, "delegate", "Ana", "Lima")
    one.tap("open", "1")
    one.tap("remove")
    one.tap("page", "0")
    one.tap("undo")

    assert one.told == ["stale"]
    assert listed(one).count == 0


@pytest.mark.parametrize(("action", "argument"), [("frobnicate", ""), ("change", "unheard_of")])
def test_a_button_that_does_not_belong_to_the_card_changes_nothing(
    one: Conversation, action: str, argument: str
) -> None:
    add(one, "delegate", "Ana", "Lima")
    one.tap("open", "1")
    one.tap(action, argument)

    assert one.told == ["stale"]
    assert viewed(one).record == 1


# ---------------------------------------------------------------- one head at most


def test_a_second_head_asks_what_becomes_of_the_first(one: Conversation) -> None:
    first = add(one, "head", "Ana", "Lima")
    one.tap("add")
    one.say("head")
    asked = one.screen
    one.tap("become", "deputy")
    second = max(one.draft.lists["delegation"])

    assert isinstance(asked, UniqueAsked)
    assert asked.becomes == ("deputy", "delegate")
    assert one.draft.answers(first)["role"] == "deputy"
    assert one.draft.answers(second)["role"] == "head"
    assert one.asked == "given"


@pytest.mark.parametrize("action", ["other", "back"])
def test_the_first_head_may_stay(one: Conversation, action: str) -> None:
    first = add(one, "head", "Ana", "Lima")
    one.tap("add")
    one.say("head")
    one.tap(action)

    assert one.asked == "role"
    assert one.draft.answers(first)["role"] == "head"
    assert one.draft.lists["delegation"] == [first]


def test_a_changed_role_asks_too_and_leads_back_to_the_card(one: Conversation) -> None:
    first = add(one, "head", "Ana", "Lima")
    second = add(one, "delegate", "Ben", "Okri")
    one.tap("open", str(second))
    one.tap("change", "role")
    one.tap("pick", "head")
    one.tap("become", "delegate")

    assert one.draft.answers(first)["role"] == "delegate"
    assert viewed(one).answers["role"] == "head"


def test_a_head_stays_head_without_a_question(one: Conversation) -> None:
    first = add(one, "head", "Ana", "Lima")
    one.tap("open", str(first))
    one.tap("change", "role")
    one.tap("pick", "head")

    assert viewed(one).answers["role"] == "head"


@pytest.mark.parametrize(("action", "argument"), [("become", "head"), ("frobnicate", "")])
def test_only_what_is_offered_becomes_of_a_head(
    one: Conversation, action: str, argument: str
) -> None:
    first = add(one, "head", "Ana", "Lima")
    one.tap("add")
    one.say("head")
    one.tap(action, argument)

    assert one.told == ["stale"]
    assert isinstance(one.screen, UniqueAsked)
    assert one.draft.answers(first)["role"] == "head"


@pytest.mark.parametrize("meanwhile", ["removed", "changed"])
def test_where_a_colleague_was_faster_with_the_head_the_question_is_asked_again(
    one: Conversation, meanwhile: str
) -> None:
    first = add(one, "head", "Ana", "Lima")
    one.tap("add")
    one.say("head")
    if meanwhile == "removed":
        one.draft.apply(RecordRemoved("delegation", first))
    else:
        one.draft.values[first]["role"] = "deputy"
    one.tap("become", "delegate")
    again = one.told
    one.say("head")

    assert again == ["overtaken"]
    assert one.draft.answers(first)["role"] != "delegate"
    assert one.asked == "given"


def test_where_a_colleague_has_removed_the_new_head_the_list_is_shown(one: Conversation) -> None:
    add(one, "head", "Ana", "Lima")
    second = add(one, "delegate", "Ben", "Okri")
    one.tap("open", str(second))
    one.tap("change", "role")
    one.tap("pick", "head")
    one.draft.apply(RecordRemoved("delegation", second))
    one.tap("become", "deputy")

    assert one.told == ["person_gone"]
    assert listed(one).count == 1


def test_a_rule_that_is_gone_from_the_form_asks_nothing(one: Conversation) -> None:
    add(one, "head", "Ana", "Lima")
    one.tap("add")
    one.say("head")
    one.form = replace(with_list(unique=()), version="2")
    one.tap("become", "deputy")

    assert one.told == ["no_longer_asked"]
    assert isinstance(one.screen, Listed)


# ---------------------------------------------------------------- the same person twice


def test_a_namesake_is_asked_about_whatever_the_order_and_the_accents(one: Conversation) -> None:
    first = add(one, "delegate", "José", "Lima")
    second = add(one, "delegate", "LIMA", "Jose")
    asked = one.screen
    one.tap("same")

    assert isinstance(asked, NamesakeAsked)
    assert (asked.answers["given"], asked.other["given"]) == ("LIMA", "José")
    assert second != first
    assert viewed(one).record == first
    assert one.draft.lists["delegation"] == [first]
    assert one.told == ["merged"]


def test_two_people_of_one_name_stay_two(one: Conversation) -> None:
    add(one, "delegate", "Ana", "Lima")
    add(one, "delegate", "Ana", "Lima")
    one.tap("different")

    assert listed(one).count == 2
    assert one.told == ["person_added"]


def test_a_namesake_can_be_looked_at_first(one: Conversation) -> None:
    add(one, "delegate", "Ana", "Lima")
    second = add(one, "delegate", "Ana", "Lima")
    one.tap("frobnicate")
    stale = one.told
    one.tap("back")

    assert stale == ["stale"]
    assert viewed(one).record == second


def test_a_changed_name_may_make_a_namesake(one: Conversation) -> None:
    add(one, "delegate", "Ana", "Lima")
    second = add(one, "delegate", "Ben", "Lima")
    one.tap("open", str(second))
    one.tap("change", "given")
    one.say("Ana")
    asked = one.screen
    one.tap("different")

    assert isinstance(asked, NamesakeAsked)
    assert viewed(one).record == second
    assert one.told == []


def test_another_changed_answer_makes_no_namesake(one: Conversation) -> None:
    add(one, "delegate", "Ana", "Lima")
    add(one, "delegate", "Ana", "Lima")
    one.tap("different")
    one.tap("open", "2")
    one.tap("change", "post")
    one.say("Director")

    assert viewed(one).answers["post"] == "Director"


def test_a_name_without_all_its_parts_makes_no_namesake() -> None:
    one = answered("delegation", form=with_list(questions=_family_optional()))
    for _ in range(2):
        one.tap("add")
        for said in ("delegate", "Ana", "skip", "skip"):
            one.say(said)

    assert listed(one).count == 2


def test_somebody_may_have_no_name_at_all() -> None:
    one = answered("delegation", form=with_list(questions=_nameless()))
    one.tap("add")
    one.say("delegate")
    for _ in range(3):
        one.say("skip")

    assert one.told == ["nameless_person_added"]


def _family_optional() -> tuple[object, ...]:
    role, given, _, post = DELEGATION.questions
    return (role, given, question("family", Type.NAME), post)


def _nameless() -> tuple[object, ...]:
    role, _, _, post = DELEGATION.questions
    return (role, question("given", Type.NAME), question("family", Type.NAME), post)


# ---------------------------------------------------------------- removed meanwhile


@pytest.mark.parametrize("where", ["card", "question", "namesake"])
def test_a_person_removed_by_a_colleague_leads_to_the_list(one: Conversation, where: str) -> None:
    add(one, "delegate", "Ana", "Lima")
    record = add(one, "delegate", "Ana", "Lima")
    if where != "namesake":
        one.tap("different")
        one.tap("open", str(record))
    if where == "question":
        one.tap("change", "given")
    one.draft.apply(RecordRemoved("delegation", record))
    if where == "question":
        one.say("Anna")
    else:
        one.tap("same" if where == "namesake" else "remove")

    assert one.turn.changes == ()
    assert one.told == ["person_gone"]
    assert listed(one).count == 1


def test_a_person_of_a_list_that_is_gone_from_the_form_is_not_looked_for(
    one: Conversation,
) -> None:
    add(one, "delegate", "Ana", "Lima")
    add(one, "delegate", "Ana", "Lima")
    one.form = Form("2", (FORM.sections[0], FORM.sections[3]))
    one.tap("same")

    assert one.told == ["no_longer_asked"]
    assert isinstance(one.screen, Asked)
    assert one.asked == "remarks"


# ---------------------------------------------------------------- keys


def test_a_record_is_found_by_its_name_its_role_and_what_is_missing() -> None:
    whole = {"role": "head", "given": "Ana", "family": "Lima"}

    assert keys_of(DELEGATION, whole) == {"role": "head", NAME_KEY: name_of(DELEGATION, whole)}
    assert keys_of(DELEGATION, {"role": "delegate"}) == {INCOMPLETE_KEY: "yes"}


def test_the_menu_leads_back_to_a_card(one: Conversation) -> None:
    record = add(one, "delegate", "Ana", "Lima")
    one.tap("open", str(record))
    one.tap("menu")
    one.tap("back")

    assert viewed(one).record == record


def test_a_list_that_a_colleagues_answer_has_made_needless_leads_on(one: Conversation) -> None:
    one.draft.values[0]["going"] = "no"
    one.tap("add")

    assert one.told == ["no_longer_asked"]
    assert one.asked == "remarks"
