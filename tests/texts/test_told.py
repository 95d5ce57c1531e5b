"""Short notes on the way: every code has words, and no words are left of a code that is gone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import engine
from bot.engine.facts import Told
from bot.i18n.isolation import Html
from bot.texts.told import DEEDS, TOLD, toast_text, told_text
from tests.plain_text import unmarked
from tests.syntax import parsed_file
from tests.texts.samples import EN

BOT = Path(engine.__file__).parents[1]
ENGINE = Path(engine.__file__).parent


def constants(folder: Path, *, but: str = "") -> set[str]:
    """Every text that stands in the source of a folder."""
    return {
        node.value
        for path in folder.rglob("*.py")
        if path.name != but
        for node in ast.walk(parsed_file(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def codes_told() -> Iterator[str]:
    """The codes handed to `tell(…)`, `Told(…)` and `_tell_of(…)` in the engine."""
    for path in ENGINE.glob("*.py"):
        for node in ast.walk(parsed_file(path)):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            found = [
                inner.value
                for argument in node.args
                for inner in ast.walk(argument)
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
            ]
            if name in ("tell", "Told"):
                yield from found
            if name == "_tell_of":
                yield from (*found, *(f"nameless_{code}" for code in found))


def test_every_code_that_is_told_has_words() -> None:
    # Worded in a plural form, or by what was sent.
    elsewhere = {"list_full", "unusable", "nameless_"}

    assert set(codes_told()) - elsewhere <= TOLD.keys()


def test_no_words_are_left_of_a_code_that_is_gone() -> None:
    said = constants(BOT, but="told.py")

    assert {code for code in TOLD if code.removeprefix("nameless_") not in said} == set()
    assert {kind for kind in DEEDS if kind not in said} == set()


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "The list is full: it takes 1 person."), (20, "The list is full: it takes 20 people.")],
)
def test_a_full_list_is_counted_in_its_plural_form(n: int, said: str) -> None:
    assert told_text(EN, Told("list_full", {"n": n})) == said


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("sticker", "Thank you. A sticker cannot be taken as an"),
        ("voice", "I cannot listen to voice messages. Please"),
        ("video", "I cannot watch videos. Please write your"),
        ("photo", "A photo is not needed here. Please write"),
        ("file", "A file is not needed here. Please write your"),
        ("location", "A location is not needed here. Please write"),
        ("contact", "A contact is not needed here. Please write"),
        ("forwarded", "To be sure who is speaking, please write"),
        ("long", "This text is too long. Please shorten it."),
        ("other", "This cannot be taken as an answer. Please"),
    ],
)
def test_what_is_no_answer_is_refused_by_its_kind(kind: str, start: str) -> None:
    assert told_text(EN, Told("unusable", {"kind": kind})).startswith(start)


@pytest.mark.parametrize(
    ("code", "start"),
    [
        ("already", "Already noted."),
        ("stale", "That button belongs to an earlier message."),
        ("not_yet", "One moment: please answer this first."),
        ("declined", "Thank you for telling us. The invitation has"),
        ("use_buttons", "Please use one of the buttons."),
        ("no_such_country", "No country of that name was found. Please"),
        ("restored", "The person is back in the list."),
        ("template_coming", "A spreadsheet to fill in is on its way. Send"),
        ("removed", "{name} has been removed from the list."),
        ("nameless_removed", "The entry has been removed from the list."),
        ("person_added", "{name} is in the list now."),
        ("nameless_person_added", "The person is in the list now."),
        ("merged", "The new entry has been removed. This is the"),
        ("cancelled", "Very well, nothing was sent."),
        ("nothing_lost", "Your answers are kept."),
        ("unknown_command", "This command is not known here. /help shows"),
        ("no_delegation", "This reply needs no list of people."),
        ("empty_desk_message", "Please write your message in words."),
        ("desk_message_sent", "Your message has reached the secretariat."),
        ("edit_unknown", "The message you edited is not an answer that"),
        ("edit_conflict", "There is already another head of delegation."),
        ("sheet_coming", "Thank you. The spreadsheet is being read;"),
        ("missing", "Some required answers are still missing."),
        ("not_confirmed", "The secretariat has still to confirm you."),
        ("nothing_new", "There is nothing new to send."),
        ("only_primary", "Only the designated focal point can do this."),
        ("nothing_to_withdraw", "There is no reply to withdraw."),
        ("nothing_to_discard", "There are no changes to discard."),
        ("withdrawn", "The reply has been withdrawn, and the"),
        ("discarded", "The changes have been discarded. The reply"),
        ("backup_there", "A backup has been invited already."),
        ("no_receipt", "There is no receipt yet: the reply has not"),
        ("document_coming", "The document is on its way."),
        ("form_changed", "The secretariat has changed the form since"),
        ("imported", "The list has been taken over."),
        ("import_left", "Very well. The list stays as it is."),
        ("import_gone", "This preview is no longer valid. Please send"),
        ("import_moved", "The list has changed since the preview was"),
        ("taps_lost", "I could not be reached for a while, and a"),
        ("no_longer_asked", "That question is no longer asked. Every"),
        ("overtaken", "The list has changed in the meantime. Please"),
        ("person_gone", "This person has meanwhile been removed from"),
    ],
)
def test_each_code_is_told_in_its_own_words(code: str, start: str) -> None:
    assert told_text(EN, Told(code, {"name": Html("{name}")})).startswith(start)


def test_no_two_codes_are_told_in_the_same_words() -> None:
    words = [*TOLD.values(), *DEEDS.values()]

    assert len(set(words)) == len(words)


def test_a_name_in_a_note_is_escaped_in_a_message_and_kept_in_a_toast() -> None:
    note = Told("removed", {"name": "A & B"})

    assert unmarked(told_text(EN, note)) == "A &amp; B has been removed from the list."
    assert unmarked(toast_text(EN, note)) == "A & B has been removed from the list."
