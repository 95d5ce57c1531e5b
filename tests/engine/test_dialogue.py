"""The dialogue: answering, going back, keeping, skipping, leaving, and whatever else people do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine.changes import DeskMessageWritten, DocumentWanted, FileWanted, SheetWanted
from bot.engine.facts import (
    Accepted,
    Asked,
    CodeJudged,
    DeskMessageAsked,
    Fetched,
    HelpShown,
    LanguageAsked,
    Listed,
    Menu,
    NoticeShown,
    Rejected,
    Reviewed,
    StatusShown,
    Told,
)
from bot.engine.form import Form, Type
from bot.engine.inputs import (
    ANY,
    Arrived,
    Attached,
    Edited,
    Resumed,
    Said,
    Shared,
    Started,
    Tapped,
    Unusable,
    Verdict,
)
from bot.engine.problems import Code
from bot.engine.session import MAIN, Asking, AtMenu
from tests.engine.memory import Conversation
from tests.engine.sample import ANSWERS, FORM, add, answered, complete, question, talk

# ---------------------------------------------------------------- answering


def test_typed_answers_of_every_type_are_kept_and_lead_on() -> None:
    one = answered("letter")

    assert one.asked == "letter"
    assert one.draft.answers() == {name: value for name, (_, value) in ANSWERS.items()}


def test_a_tapped_choice_is_kept() -> None:
    one = answered("going")
    one.tap("pick", "undecided")

    assert one.draft.answers() == {"going": "undecided"}
    assert one.asked == "name"


@pytest.mark.parametrize(("tapped", "value"), [("yes", True), ("no", False)])
def test_yes_and_no_are_tapped(tapped: str, value: bool) -> None:
    one = answered("backup")
    one.tap("pick", tapped)

    assert one.draft.answers()["backup"] is value


def test_ticks_gather_in_the_order_of_the_form_until_done() -> None:
    one = answered("languages")
    one.tap("on", "fr")
    one.tap("on", "en")
    one.tap("on", "ar")
    one.tap("off", "en")
    ticked = one.screen
    one.tap("done")

    assert isinstance(ticked, Asked)
    assert ticked.picked == ("ar", "fr")
    assert one.draft.answers()["languages"] == ["ar", "fr"]


def test_ticking_twice_is_ticking_once_and_keeps_the_screen() -> None:
    one = answered("languages")
    screen = one.session.screen
    one.tap("on", "fr")
    one.tap("on", "fr")

    assert one.session.screen == screen
    assert one.session.step == Asking("languages", picked=("fr",))


@pytest.mark.parametrize("question", ["going", "name", "languages", "email"])
def test_the_word_menu_leads_to_the_menu_and_is_no_answer(question: str) -> None:
    one = answered(question)
    one.say("Menu")

    assert one.session.step == AtMenu(Asking(question))
    assert one.turn.changes == ()
    assert not any(isinstance(fact, Rejected | Accepted) for fact in one.facts)


def test_nothing_ticked_is_no_answer() -> None:
    one = answered("languages")
    one.tap("done")

    assert "languages" not in one.draft.answers()
    assert one.asked == "languages"
    assert isinstance(one.facts[0], Rejected)


def test_a_note_is_read_and_passed() -> None:
    one = answered("rules")
    one.tap("next")

    assert one.draft.answers()["rules"] is True
    assert one.asked == "announced"


def test_what_cannot_be_taken_is_asked_again_and_changes_nothing() -> None:
    one = answered("email")
    before = one.draft.answers()
    one.say("nobody at all")

    assert isinstance(one.facts[0], Rejected)
    assert one.facts[0].problem.code is Code.NOT_AN_EMAIL
    assert one.asked == "email"
    assert one.draft.answers() == before


def test_a_choice_that_is_not_offered_is_refused_even_from_a_button() -> None:
    one = answered("going")
    one.tap("pick", "perhaps")

    assert one.draft.answers() == {}
    assert one.asked == "going"


def test_no_leads_past_what_is_then_not_asked() -> None:
    one = answered("going")
    one.tap("pick", "no")
    for name, (said, _) in ANSWERS.items():
        if name != "going":
            one.say(said)
    one.tap("skip")
    one.tap("next")

    assert one.asked == "remarks"


def test_place_is_told_in_the_section_and_in_all() -> None:
    one = answered("telephone")
    asked = one.screen

    assert isinstance(asked, Asked)
    assert (asked.progress.position, asked.progress.total) == (3, 9)
    assert (asked.progress.done, asked.progress.whole) == (3, 13)


# ---------------------------------------------------------------- keep, skip, back, menu


def test_back_and_keep_change_nothing() -> None:
    one = answered("since")
    before = one.draft.answers()
    one.tap("back")
    there = one.screen
    one.tap("keep")

    assert isinstance(there, Asked)
    assert (there.question.name, there.present) == ("telephone", "+41227305111")
    assert one.asked == "since"
    assert one.draft.answers() == before


def test_back_from_the_first_question_leads_to_the_menu() -> None:
    one = answered("going")

    assert isinstance(one.tap("back"), Menu)


def test_back_passes_what_is_not_asked() -> None:
    one = answered("going")
    one.tap("pick", "no")
    for name, (said, _) in ANSWERS.items():
        if name != "going":
            one.say(said)
    one.tap("skip")
    one.tap("next")
    one.tap("back")

    assert one.asked == "rules"


def test_an_optional_question_is_skipped_and_not_asked_again() -> None:
    one = answered("telephone")
    one.tap("skip")
    next_one = one.asked
    one.command("form")

    assert next_one == "since"
    assert one.asked == "since"
    assert one.draft.answers()["telephone"] is None


def test_a_required_question_is_not_skipped() -> None:
    one = answered("email")
    one.tap("skip")
    by_tap = one.told
    one.say("skip")

    assert by_tap == ["stale"]
    assert isinstance(one.facts[0], Rejected)
    assert one.asked == "email"
    assert "email" not in one.draft.answers()


def test_skipping_an_answered_question_empties_it() -> None:
    one = answered("since")
    one.tap("back")
    one.tap("skip")

    assert one.draft.answers()["telephone"] is None


def test_the_words_of_the_buttons_can_be_typed() -> None:
    one = answered("since")
    one.say("Back")
    back = one.asked
    one.say("KEEP")
    kept = one.asked
    one.say("skip")
    skipped = one.asked
    one.say("menu")

    assert (back, kept, skipped) == ("telephone", "since", "born")
    assert isinstance(one.screen, Menu)


def test_keep_without_an_answer_is_an_answer_or_an_old_button() -> None:
    one = answered("name")
    one.tap("keep")
    stale = one.told
    one.say("keep")

    assert stale == ["stale"]
    assert one.draft.answers()["name"] == "keep"


def test_the_menu_leads_back_to_the_question_that_was_left() -> None:
    one = answered("born")
    menu = one.tap("menu")
    one.command("menu")
    one.tap("back")

    assert isinstance(menu, Menu)
    assert menu.resumable
    assert one.asked == "born"


def test_the_menu_leads_to_the_first_open_question() -> None:
    one = answered("born")
    one.command("menu")
    one.tap("fill")

    assert one.asked == "born"


def test_back_at_a_menu_with_nothing_left_leads_to_what_is_open() -> None:
    one = talk()
    one.tap("back")

    assert one.asked == "going"


def test_a_changed_answer_leads_back_to_its_section() -> None:
    one = complete()
    one.tap("section", "contact")
    one.tap("change", "email")
    one.say("a@itu.int")
    review = one.screen

    assert isinstance(review, Reviewed)
    assert review.section == "contact"


@pytest.mark.parametrize("action", ["back", "keep"])
def test_leaving_a_change_leads_back_to_its_section(action: str) -> None:
    one = complete()
    before = one.draft.answers()
    one.tap("section", "contact")
    one.tap("change", "email")
    review = one.tap(action)

    assert isinstance(review, Reviewed)
    assert review.section == "contact"
    assert one.draft.answers() == before


# ---------------------------------------------------------------- commands


COMMANDS = {
    "menu": Menu,
    "form": Asked,
    "review": Reviewed,
    "delegation": Listed,
    "language": LanguageAsked,
    "contact": DeskMessageAsked,
}


@pytest.mark.parametrize(("name", "screen"), COMMANDS.items(), ids=COMMANDS)
def test_commands_in_the_middle_of_a_question_keep_every_answer(
    name: str, screen: type[object]
) -> None:
    one = answered("since")
    before = one.draft.answers()
    one.command(name)

    assert isinstance(one.screen, screen)
    assert one.draft.answers() == before


@pytest.mark.parametrize(
    ("name", "fact"),
    [("status", StatusShown), ("privacy", NoticeShown), ("help", HelpShown)],
)
def test_a_command_that_only_tells_leaves_the_question_where_it_is(
    name: str, fact: type[object]
) -> None:
    one = answered("since")
    one.command(name)

    assert isinstance(one.facts[0], fact)
    assert one.asked == "since"


@pytest.mark.parametrize("name", ["review", "language", "contact", "status", "privacy", "help"])
def test_the_menu_offers_what_the_commands_do(name: str) -> None:
    by_tap, by_command = talk(), talk()
    by_tap.tap(name)
    by_command.command(name)

    assert by_tap.facts == by_command.facts


@pytest.mark.parametrize("name", ["calendar", "template"])
def test_documents_are_asked_for_by_command(name: str) -> None:
    one = talk()
    one.command(name)

    assert one.turn.changes == (DocumentWanted(name),)
    assert one.told == ["document_coming"]


def test_a_command_nobody_knows_is_said_to_be_unknown() -> None:
    one = answered("since")
    one.command("frobnicate")

    assert one.told == ["unknown_command"]
    assert one.asked == "since"


def test_there_is_no_delegation_where_nobody_goes() -> None:
    one = answered("going")
    one.tap("pick", "no")
    one.command("delegation")
    by_command = one.told
    one.command("menu")
    menu = one.screen
    one.tap("people")

    assert isinstance(menu, Menu)
    assert not menu.people
    assert by_command == ["no_delegation"]
    assert one.told == ["no_delegation"]


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("born", "nothing_lost"),
        ("contact", "cancelled"),
        ("language", "nothing_lost"),
        ("withdraw", "cancelled"),
    ],
)
def test_cancel_leads_out_of_whatever_is_in_hand(before: str, told: str) -> None:
    one = complete()
    one.tap("send")
    match before:
        case "born":
            one.command("review")
            one.tap("section", "contact")
            one.tap("change", "born")
        case "withdraw":
            one.tap("withdraw")
        case _:
            one.command(before)
    one.command("cancel")

    assert one.told == [told]
    assert isinstance(one.screen, Reviewed if before == "born" else Menu)


def test_cancel_in_the_middle_of_the_form_leads_to_the_menu_and_back() -> None:
    one = answered("born")
    one.command("cancel")
    menu = one.screen
    one.tap("back")

    assert isinstance(menu, Menu)
    assert one.asked == "born"


def test_cancel_while_a_person_is_changed_leads_to_their_card() -> None:
    one = answered("delegation")
    record = add(one, "head", "Ana", "Lima")
    one.tap("open", str(record))
    one.tap("change", "given")
    one.command("cancel")

    assert one.told == ["nothing_lost"]
    assert one.session.step.record == record  # type: ignore[union-attr]


# ---------------------------------------------------------------- language and letters from inside


def test_a_language_is_changed_in_the_middle_of_a_question() -> None:
    one = answered("born")
    one.command("language")
    one.tap("language", "fr")

    assert one.person.language == "fr"
    assert one.asked == "born"


def test_a_language_can_be_left_as_it_is() -> None:
    one = answered("born")
    one.command("language")
    one.command("language")
    one.tap("back")

    assert one.person.language == "en"
    assert one.asked == "born"


def test_while_a_language_is_chosen_the_menu_and_the_other_commands_work() -> None:
    one = answered("born")
    one.command("language")
    one.command("menu")
    one.tap("back")

    assert one.asked == "born"


def test_detours_never_pile_up() -> None:
    one = answered("born")
    for _ in range(5):
        for name in ("language", "contact", "menu", "language", "contact"):
            one.command(name)

    assert len(one.session.to_json()) < 400
    one.tap("menu")
    one.tap("back")
    assert one.asked == "born"


def test_a_letter_to_the_secretariat_leaves_the_question_in_hand() -> None:
    one = answered("born")
    one.command("contact")
    one.say("  May we bring an interpreter?  ")

    assert one.turn.changes == (DeskMessageWritten("May we bring an interpreter?"),)
    assert one.told == ["desk_message_sent"]
    assert one.asked == "born"


def test_an_empty_letter_is_asked_for_again() -> None:
    one = answered("born")
    one.command("contact")
    one.say("  ")

    assert one.told == ["empty_desk_message"]
    assert isinstance(one.screen, DeskMessageAsked)


def test_a_letter_can_be_left_unwritten() -> None:
    one = answered("born")
    one.command("contact")
    one.tap("back")
    from_question = one.asked
    one.session = replace(one.session, step=AtMenu())
    one.command("contact")

    assert from_question == "born"
    assert isinstance(one.tap("back"), Menu)


def test_a_reply_to_a_letter_of_the_secretariat_is_a_letter_and_no_answer() -> None:
    one = answered("name")
    one.send(Said("Yes, thank you", 5, to_desk=True))

    assert one.turn.changes == (DeskMessageWritten("Yes, thank you"),)
    assert one.asked == "name"


# ---------------------------------------------------------------- edited messages


def test_an_edited_message_changes_the_answer_it_gave() -> None:
    one = answered("email")
    one.send(Edited("Ana María Lima", 2, "name"))

    assert one.facts[0] == Accepted(one.form.question("name"), "Ana María Lima", corrected=True)  # type: ignore[arg-type]
    assert one.draft.answers()["name"] == "Ana María Lima"
    assert one.asked == "email"


def test_a_correction_that_cannot_be_taken_leaves_the_answer() -> None:
    one = answered("telephone")
    one.send(Edited("nobody", 3, "email"))

    assert isinstance(one.facts[0], Rejected)
    assert one.draft.answers()["email"] == "a@itu.int"
    assert one.asked == "telephone"


def test_a_message_that_gave_no_answer_can_be_corrected_into_one() -> None:
    one = answered("email")
    one.say("a at itu")
    one.send(Edited("a@itu.int", one.message_id))

    assert one.draft.answers()["email"] == "a@itu.int"
    assert one.asked == "telephone"


@pytest.mark.parametrize("name", [None, "a_question_of_another_form"])
def test_another_edited_message_changes_nothing(name: str | None) -> None:
    one = answered("email")
    before = one.draft.answers()
    one.send(Edited("hello", 99, name))

    assert one.told == ["edit_unknown"]
    assert one.draft.answers() == before


def test_an_edit_may_not_make_a_second_head() -> None:
    one = answered("delegation")
    add(one, "head", "Ana", "Lima")
    second = add(one, "delegate", "Ben", "Okri")
    one.send(Edited("head", 7, "role", second, "delegation"))
    refused = one.told
    one.send(Edited("deputy", 7, "role", second, "delegation"))

    assert refused == ["edit_conflict"]
    assert one.draft.answers(second)["role"] == "deputy"


def test_an_edit_reaches_its_answer_while_the_language_is_chosen() -> None:
    one = answered("email")
    one.command("language")
    one.send(Edited("Ana María Lima", 2, "name"))

    assert one.draft.answers()["name"] == "Ana María Lima"
    assert isinstance(one.screen, LanguageAsked)


# ---------------------------------------------------------------- old buttons, double taps


def test_a_double_tap_is_answered_once() -> None:
    one = answered("going")
    tap = Tapped(one.session.screen, "pick", "yes")
    one.send(tap)
    session = one.session
    one.send(tap)

    assert one.told == ["already"]
    assert not one.turn.shows
    assert one.turn.changes == ()
    assert one.session == session


@pytest.mark.parametrize("age", [1, 2])
def test_an_old_button_shows_where_one_is(age: int) -> None:
    one = answered("email")
    before = one.draft.answers()
    one.send(Tapped(one.session.screen - age, "pick", "no"))

    assert one.told == ["stale"]
    assert one.asked == "email"
    assert one.draft.answers() == before


STRANGE = ("on", "done", "next", "send", "frobnicate", "become", "")


@pytest.mark.parametrize("action", STRANGE)
def test_a_button_that_does_not_belong_to_the_question_changes_nothing(action: str) -> None:
    one = answered("email")
    before = one.draft.answers()
    one.tap(action, "x")

    assert one.told == ["stale"]
    assert one.draft.answers() == before


def test_a_button_that_does_not_belong_to_the_menu_changes_nothing() -> None:
    one = talk()
    one.tap("frobnicate")

    assert one.told == ["stale"]
    assert isinstance(one.screen, Menu)


# ---------------------------------------------------------------- buttons below notices


def test_buttons_below_notices_lead_somewhere_and_change_nothing() -> None:
    one = answered("delegation")
    record = add(one, "head", "Ana", "Lima")
    seen = {}
    for action, argument in (
        ("change", "email@0"),
        ("change", f"given@{record}"),
        ("change", "given"),
        ("change", "delegation"),
        ("change", "unheard_of"),
        ("change", "email@²"),
        ("change", f"unheard_of@{record}"),
        ("review", ""),
        ("form", ""),
        ("contact", ""),
        ("menu", ""),
    ):
        one.send(Tapped(ANY, action, argument))
        assert one.turn.changes == ()
        seen[f"{action} {argument}".strip()] = type(one.screen).__name__

    assert seen == {
        "change email@0": "Asked",
        f"change given@{record}": "Asked",
        "change given": "Reviewed",
        "change delegation": "Listed",
        "change unheard_of": "Reviewed",
        "change email@²": "Asked",
        f"change unheard_of@{record}": "Reviewed",
        "review": "Reviewed",
        "form": "Listed",
        "contact": "DeskMessageAsked",
        "menu": "Menu",
    }


def test_a_made_up_number_in_a_button_is_no_number() -> None:
    one = answered("delegation")
    one.tap("open", "9" * 40)
    told = one.told
    one.send(Tapped(ANY, "change", f"given@{'9' * 40}"))

    assert told == ["stale"]
    assert isinstance(one.screen, Reviewed)


def test_a_notice_may_ask_about_a_person_who_is_gone() -> None:
    one = answered("delegation")
    one.send(Tapped(ANY, "change", "given@77"))

    assert one.told == ["person_gone"]
    assert isinstance(one.screen, Listed)


def test_another_button_of_no_screen_is_an_old_one() -> None:
    one = answered("email")
    one.send(Tapped(ANY, "frobnicate"))

    assert one.told == ["stale"]
    assert one.asked == "email"


# ---------------------------------------------------------------- the unexpected


@pytest.mark.parametrize("kind", ["sticker", "voice", "video", "location", "forwarded", "long"])
def test_what_is_no_answer_is_said_to_be_none(kind: str) -> None:
    one = answered("email")
    one.send(Unusable(kind))

    assert one.told == ["unusable"]
    assert one.asked == "email"
    assert one.turn.changes == ()


@pytest.mark.parametrize(
    ("until", "said", "code"),
    [
        ("name", "x" * 5000, Code.TOO_LONG),
        ("name", "", Code.EMPTY),
        ("name", "\u200b\u200b", Code.HIDDEN_CHARACTERS),
        ("name", "\ue000", Code.UNREADABLE_CHARACTERS),
        ("announced", "12 or 13", Code.SEVERAL_NUMBERS),
        ("letter", "it is in the post", Code.FILE_EXPECTED),
        ("rules", "I have read it", Code.NOTHING_ASKED),
    ],
)
def test_texts_that_are_no_answer_say_why(until: str, said: str, code: Code) -> None:
    one = answered(until)
    one.say(said)

    rejected = one.facts[0]
    assert isinstance(rejected, Rejected)
    assert rejected.problem.code is code
    assert one.asked == until


def test_text_where_only_buttons_are_meant_says_so() -> None:
    one = talk()
    one.say("hello")

    assert one.told == ["use_buttons"]
    assert isinstance(one.screen, Menu)


def test_a_shared_number_answers_a_question_about_a_telephone() -> None:
    one = answered("telephone")
    one.send(Shared("41227305111", 8))

    assert one.draft.answers()["telephone"] == "+41227305111"
    assert one.asked == "since"


def test_a_shared_number_may_not_be_one() -> None:
    one = answered("telephone")
    one.send(Shared("+1", 8))

    assert isinstance(one.facts[0], Rejected)
    assert one.asked == "telephone"


@pytest.mark.parametrize("until", ["email", "delegation"])
def test_a_shared_number_answers_nothing_else(until: str) -> None:
    one = answered(until)
    one.send(Shared("+41227305111"))

    assert one.told == ["unusable"]


@pytest.mark.parametrize("verdict", [None, Verdict.YOURS])
def test_start_in_the_middle_of_a_question_leads_to_the_menu(verdict: Verdict | None) -> None:
    one = answered("born")
    one.send(Started(verdict))
    menu = one.screen
    one.tap("back")

    assert isinstance(menu, Menu)
    assert one.asked == "born"


def test_somebody_elses_invitation_changes_nothing() -> None:
    one = answered("born")
    one.send(Started(Verdict.ELSEWHERE))

    assert one.facts[0] == CodeJudged(Verdict.ELSEWHERE)
    assert isinstance(one.screen, Menu)


@pytest.mark.parametrize(("lost", "told"), [(True, ["taps_lost"]), (False, [])])
def test_after_an_outage_the_question_in_hand_is_shown(lost: bool, told: list[str]) -> None:
    one = answered("born")
    one.send(Resumed(taps_lost=lost))

    assert one.told == told
    assert one.asked == "born"


# ---------------------------------------------------------------- files


PDF: dict[str, str | int] = {"name": "note.pdf", "size_bytes": 10}


def sent_letter() -> Conversation:
    one = answered("letter")
    one.send(Attached("file", "note.pdf", 10, 44))
    return one


def test_a_file_is_fetched_and_becomes_the_answer() -> None:
    one = sent_letter()
    wanted, waiting = one.turn.changes, one.screen
    one.send(Arrived("letter", dict(PDF), message_id=44))

    assert wanted == (FileWanted("file", "note.pdf", 10, "letter", 44),)
    assert isinstance(waiting, Fetched)
    assert one.draft.answers()["letter"] == PDF
    assert one.asked == "rules"


def test_a_file_that_cannot_be_taken_is_asked_for_again() -> None:
    one = sent_letter()
    one.send(Arrived("letter", problem="file_type"))

    assert isinstance(one.facts[0], Rejected)
    assert one.asked == "letter"


def test_while_a_file_is_fetched_one_can_go_back() -> None:
    one = sent_letter()
    one.tap("back")
    back = one.asked
    one.send(Arrived("letter", dict(PDF)))

    assert back == "letter"
    assert one.draft.answers()["letter"] == PDF
    assert one.facts[0] == Accepted(one.form.question("letter"), PDF)  # type: ignore[arg-type]


def test_a_file_that_arrives_later_does_not_disturb() -> None:
    one = sent_letter()
    one.command("review")
    one.send(Arrived("letter", dict(PDF)))
    taken = one.screen
    one.send(Arrived("letter", problem="file_damaged"))

    assert isinstance(taken, Reviewed)
    assert one.draft.answers()["letter"] == PDF
    assert isinstance(one.facts[0], Rejected)
    assert isinstance(one.screen, Reviewed)


def test_a_file_for_a_question_that_is_gone_is_left() -> None:
    one = answered("email")
    one.send(Arrived("unheard_of", dict(PDF)))

    assert one.turn.changes == ()
    assert one.asked == "email"


def test_a_changed_file_leads_back_to_the_review() -> None:
    one = complete()
    one.tap("section", "contact")
    one.tap("change", "letter")
    one.send(Attached("file", "note.pdf", 10, 44))
    one.send(Arrived("letter", dict(PDF)))

    assert isinstance(one.screen, Reviewed)


@pytest.mark.parametrize("name", ["list.xlsx", "LIST.CSV"])
def test_a_spreadsheet_is_read_as_the_delegation(name: str) -> None:
    one = answered("email")
    one.send(Attached("file", name, 10))
    from_question = one.turn.changes
    one.send(Attached("file", name, 10))

    assert from_question == (SheetWanted("file", name, 10, "delegation"),)
    assert one.turn.changes == from_question
    assert one.told == ["sheet_coming"]
    assert isinstance(one.screen, Listed)


def test_no_spreadsheet_is_wanted_where_nobody_goes() -> None:
    one = answered("going")
    one.tap("pick", "no")
    one.send(Attached("file", "list.xlsx", 10))

    assert one.told == ["unusable"]
    assert one.asked == "name"


@pytest.mark.parametrize(("photo", "kind"), [(True, "photo"), (False, "file")])
def test_another_file_is_not_needed(photo: bool, kind: str) -> None:
    one = answered("email")
    one.send(Attached("file", "holiday.jpg", 10, photo=photo))

    assert one.facts[0] == Told("unusable", {"kind": kind})
    assert one.turn.changes == ()


# ---------------------------------------------------------------- the form or the reply changed meanwhile


def without(name: str, form: Form = FORM) -> Form:
    sections = [
        replace(section, items=tuple(item for item in section.items if item.name != name))
        for section in form.sections
    ]
    return Form("2", tuple(section for section in sections if section.items))


def test_a_form_that_changed_is_said_once_and_goes_on_at_the_first_open_question() -> None:
    one = answered("email")
    one.form = Form("2", FORM.sections)
    one.say("a@itu.int")
    told = one.told
    one.say("skip")

    assert told == ["form_changed"]
    assert one.told == []
    assert one.draft.answers()["email"] == "a@itu.int"


@pytest.mark.parametrize("input", [Said("a@itu.int", 9), Shared("+41227305111"), Resumed()])
def test_a_question_that_is_gone_from_the_form_takes_no_answer(
    input: Said | Shared | Resumed,
) -> None:
    one = answered("email")
    before = one.draft.answers()
    one.form = without("email")
    one.send(input)

    assert one.told[-1] == "form_changed"
    assert one.asked == "telephone"
    assert one.draft.answers() == before


def test_a_button_of_a_question_that_is_gone_changes_nothing() -> None:
    one = answered("backup")
    before = one.draft.answers()
    one.form = without("backup")
    one.tap("pick", "yes")

    assert one.told == ["form_changed"]
    assert one.draft.answers() == before


def test_a_new_question_is_asked_for_in_a_reply_that_was_complete() -> None:
    one = complete()
    first, *others = FORM.sections
    more = replace(first, items=(*first.items, question("visa", Type.YES_NO, required=True)))
    one.form = Form("2", (more, *others))
    one.command("review")
    review = one.screen
    one.tap("fill")

    assert isinstance(review, Reviewed)
    assert [question.name for question, _, _ in review.missing] == ["visa"]
    assert one.asked == "visa"


def test_a_choice_that_is_gone_is_open_again() -> None:
    one = answered("email")
    first, *others = FORM.sections
    going = question("going", Type.CHOICE, "certainly", "no", required=True)
    one.form = Form("2", (replace(first, items=(going,)), *others))
    one.command("form")
    asked = one.screen

    assert isinstance(asked, Asked)
    assert asked.question.name == "going"
    assert not asked.answered


def test_a_several_choice_that_is_gone_is_open_again() -> None:
    one = answered("letter")
    going, contact, *others = FORM.sections
    items = [
        question("languages", Type.CHOICES, "en", "zh") if item.name == "languages" else item
        for item in contact.items
    ]
    one.form = Form("2", (going, replace(contact, items=tuple(items)), *others))
    one.command("form")

    assert one.asked == "languages"


@pytest.mark.parametrize("how", ["list", "card", "fetching"])
def test_a_list_that_is_gone_from_the_form_leads_on(how: str) -> None:
    one = answered("delegation")
    record = add(one, "head", "Ana", "Lima")
    if how == "card":
        one.tap("open", str(record))
    if how == "fetching":
        one = sent_letter()
    one.form = without("letter" if how == "fetching" else "delegation")
    one.tap("back" if how == "card" else "next")

    assert one.told == ["no_longer_asked"]
    assert isinstance(one.screen, Asked)


def test_what_a_colleagues_answer_has_made_needless_is_said() -> None:
    one = answered("announced")
    one.draft.values[MAIN]["going"] = "no"
    one.say("12")

    assert one.told == ["no_longer_asked"]
    assert "announced" not in one.draft.answers()
    assert one.asked == "remarks"


def test_a_person_of_a_list_that_is_not_asked_for_is_not_asked_about() -> None:
    one = answered("delegation")
    one.tap("add")
    one.draft.values[MAIN]["going"] = "no"
    one.say("head")

    assert one.told == ["no_longer_asked"]
    assert one.draft.lists["delegation"] == []


def test_a_skipped_question_that_became_required_is_open() -> None:
    one = answered("since")
    one.tap("back")
    one.tap("skip")
    going, contact, *others = FORM.sections
    items = [
        question("telephone", Type.TELEPHONE, required=True) if item.name == "telephone" else item
        for item in contact.items
    ]
    one.form = Form("2", (going, replace(contact, items=tuple(items)), *others))
    one.command("form")

    assert one.asked == "telephone"


def test_a_spreadsheet_for_a_list_that_is_gone_is_not_needed() -> None:
    one = answered("delegation")
    one.form = without("delegation")
    one.send(Attached("file", "list.csv", 3))

    assert one.turn.changes == ()
    assert one.told == ["unusable", "no_longer_asked"]


def test_a_form_that_changed_while_one_answer_is_changed_leaves_it_in_hand() -> None:
    one = complete()
    one.tap("section", "contact")
    one.tap("change", "email")
    one.form = Form("2", FORM.sections)
    one.send(Resumed())

    assert one.told == ["form_changed"]
    assert one.asked == "email"


def test_the_menu_tells_how_the_reply_stands_by_itself() -> None:
    one = talk()
    one.command("status")

    assert one.facts == (one.screen,)
    assert isinstance(one.screen, Menu)
