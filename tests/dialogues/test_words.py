"""What the dialogue decides, in words: nothing without words, nothing said twice, nothing half."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import engine
from bot.engine.facts import (
    Asked,
    LanguageAsked,
    Menu,
    Misfit,
    Rejected,
    Reviewed,
    Submitted,
    Told,
    Viewed,
)
from bot.engine.folding import fold
from bot.engine.form import Question, Text, Type, Value
from bot.engine.inputs import Started, Verdict
from bot.engine.problems import Code, Problem
from bot.engine.progress import Progress
from bot.engine.scene import Person, Scene, Standing
from bot.engine.screens import look
from bot.engine.session import Reviewing, Session
from bot.events import reader
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for
from bot.texts.context import RenderContext
from bot.texts.messages import Message
from bot.texts.problems import problem_text
from bot.texts.screens import ending, screens_of
from bot.texts.told import DEEDS, TOLD, told_text
from bot.texts.typed_words import words_for
from tests.dialogues.chats import Chats, chats
from tests.engine.memory import Conversation, MemoryDraft
from tests.engine.sample import talk

EVENT = reader.load("wsis-geneva-2003")
FORM = EVENT.form
BOT = Path(engine.__file__).parents[1]
ENGINE = Path(engine.__file__).parent


def context(language: str = "en") -> RenderContext:
    return RenderContext(EVENT, tongue_for(language), 1)


def labels(message: Message) -> list[str]:
    return [button.text for row in message.buttons for button in row]


def question(name: str) -> Question:
    found = FORM.question(name)
    assert found is not None
    return found


def asked(name: str) -> Asked:
    held = question(name)
    section = FORM.section_of(name)
    assert section is not None
    names = tuple(choice.name for choice in held.choices)
    return Asked(held, Progress(section, 1, 2, 3, 10), names)


# ---------------------------------------------------------------- everything has words


def constants(folder: Path, *, but: str = "") -> set[str]:
    """Every text that stands in the source of a folder."""
    return {
        node.value
        for path in folder.rglob("*.py")
        if path.name != but
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def codes_told() -> Iterator[str]:
    """The codes handed to `tell(…)`, `Told(…)` and `_tell_of(…)` in the engine."""
    for path in ENGINE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", Code)
def test_every_problem_says_what_is_wanted(code: Code, language: str) -> None:
    params: dict[str, Value] = {
        "maximum": 10,
        "minimum": 1,
        "length": 12,
        "character": "<",
        "candidates": ["a"],
    }
    said = problem_text(
        tongue_for(language), Question("q", Type.TEXT, Text("Q")), Problem(code, params)
    )

    assert said
    assert "{" not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verdict", [v for v in Verdict if v not in ("welcome", "yours")])
def test_every_verdict_on_a_code_has_words(verdict: Verdict, language: str) -> None:
    one = Conversation(FORM, talk().help, person=Person())
    one.send(Started(verdict))

    assert all(message.text for message in screens_of(context(language), one.facts[0]))


# ---------------------------------------------------------------- counts


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "The list is full: it takes 1 person."), (20, "The list is full: it takes 20 people.")],
)
def test_a_full_list_is_counted_in_its_plural_form(n: int, said: str) -> None:
    assert told_text(tongue_for("en"), Told("list_full", {"n": n})) == said


def test_a_text_that_is_too_long_is_told_by_how_much() -> None:
    held = Question("q", Type.TEXT, Text("Q"))

    def said(length: int) -> str:
        return problem_text(
            tongue_for("en"), held, Problem(Code.TOO_LONG, {"length": length, "maximum": 300})
        )

    assert said(301) == "This is too long. Please shorten it by 1 character."
    assert said(1500) == "This is too long. Please shorten it by 1,200 characters."


@pytest.mark.parametrize(("more", "said"), [(1, "1 person more"), (2, "2 people more")])
def test_more_people_than_announced_are_counted(more: int, said: str) -> None:
    shown = Reviewed({}, {}, [], [Misfit("more_named", {"more": more})], 0, STANDING, True)

    assert said in screens_of(context(), shown)[0].text


STANDING = Standing("FRA", "primary", stage="submitted", newest=1, revision=1)


# ---------------------------------------------------------------- screens


@pytest.mark.parametrize("language", EVENT.languages)
def test_the_likeliest_language_comes_first(language: str) -> None:
    (message,) = screens_of(context(language), LanguageAsked(first=True))

    assert message.buttons[0][0].data == f"1:language:{language}"
    assert len(labels(message)) == len(EVENT.languages)


def test_a_language_that_is_chosen_already_can_be_left() -> None:
    first = screens_of(context(), LanguageAsked(first=True))[0]
    again = screens_of(context(), LanguageAsked(first=False))[0]

    assert labels(again) == [*labels(first), "‹ Back"]


@pytest.mark.parametrize(("language", "start"), [("en", "▰▰▰▱"), ("ar", "\u200f▰▰▰▱")])
def test_the_bar_grows_in_the_direction_of_the_writing(language: str, start: str) -> None:
    (message,) = screens_of(context(language), asked("participants"))

    assert message.text.split("\n")[1].startswith(start)


def test_hints_are_shown_as_they_are_written() -> None:
    (message,) = screens_of(context(), asked("focal_title"))

    assert "your country's participation" in message.text


@pytest.mark.parametrize("said", ["ambassador", "permanent representative"])
def test_either_side_of_a_slash_can_be_typed(said: str) -> None:
    assert words_for(EVENT, "en").choices["level"][said] == "ambassador"


def test_a_side_of_a_slash_never_takes_the_place_of_another_label() -> None:
    for language in EVENT.languages:
        words = words_for(EVENT, language)
        for name, held in ((q.name, q) for _, q in FORM.items if isinstance(q, Question)):
            for choice in held.choices:
                label = fold(tongue_for(language).text(choice.label))
                assert words.choices[name][label] == choice.name


def test_what_an_ambiguous_choice_can_mean_comes_first() -> None:
    problem = Problem(
        Code.SEVERAL_CHOICES, {"candidates": ["deputy_prime_minister", "deputy_minister"]}
    )
    shown = asked("level")
    (message,) = ending(context(), (Rejected(shown.question, problem), shown))

    assert labels(message)[:2] == ["Deputy Prime Minister", "Deputy Minister"]
    assert sorted(labels(message)) == sorted(labels(screens_of(context(), shown)[0]))


@pytest.mark.parametrize(
    ("kind", "candidates", "words"),
    [
        (Type.COUNTRY, ["GIN", "GNB"], ["Guinea", "Guinea-Bissau"]),
        (Type.DATE, ["2003-02-01", "2001-02-03"], ["1 February 2003", "3 February 2001"]),
    ],
)
def test_what_an_ambiguous_answer_can_mean_is_offered_as_buttons(
    kind: Type, candidates: list[str], words: list[str]
) -> None:
    held = Question("q", kind, Text("Q"))
    shown = Asked(held, asked("level").place)
    problem = Problem(Code.SEVERAL_COUNTRIES, {"candidates": candidates})
    (message,) = ending(context(), (Rejected(held, problem), shown))

    assert labels(message)[:2] == words
    assert message.buttons[0][0].data == f"1:pick:{candidates[0]}"


def test_candidates_of_another_question_are_not_offered() -> None:
    problem = Problem(Code.SEVERAL_COUNTRIES, {"candidates": ["GIN", "GNB"]})
    other = Question("q", Type.COUNTRY, Text("Q"))
    shown = asked("level")

    assert ending(context(), (Rejected(other, problem), shown)) == screens_of(context(), shown)


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("on_behalf", [True, False])
def test_a_sending_is_said_in_one_message_with_what_comes_next(late: bool, on_behalf: bool) -> None:
    menu = Menu(STANDING, 0, 0)
    sent = Submitted("FRA", 3, first=False, late=late, on_behalf=on_behalf)
    (message,) = ending(context(), (sent, menu))

    assert "<code>WSIS-2003/FRA</code>, revision 3" in message.text
    assert "does not replace the credentials" in message.text
    assert ("after the deadline" in message.text) is late
    assert ("receipt" in message.text) is not on_behalf
    assert message.buttons == screens_of(context(), menu)[0].buttons


# ---------------------------------------------------------------- what is not answered


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


def test_what_is_not_answered_stands_in_one_line_of_a_card() -> None:
    repeat = FORM.repeats["delegation"]
    missing = (repeat.question("family"),)
    shown = Viewed(repeat, 1, {"given": "Ana"}, repeat.questions, missing, 1, 1)
    (message,) = screens_of(context(), shown)
    (line,) = [line for line in message.text.split("\n") if line.startswith("Not answered")]

    assert "Gender" in line
    assert "Family name" not in line
    assert "Still needed" in message.text


def test_a_sending_is_one_message_and_a_receipt(tmp_path: Path) -> None:
    with chats(tmp_path, 106, "Ana Lima", "en", "KEN") as one:
        _reply_no(one)
        before = len(one.lines)
        one.tap("send")
        after = one.lines[before:]

    assert after.count("  Bot:") == 1
    assert "  Bot: a document (receipt, 1)" in after
    assert sum("Not answered: " in line for line in after) == 1


def _reply_no(one: Chats) -> None:
    one.follow(one.invitation)
    for action in ("language:en", "agree", "yes", "pick:no", "pick:ms"):
        one.tap(action)
    for said in ("Ana", "Lima", "Secretary", "Mission", "a@example.org", "+254203188000"):
        one.say(said)
    for _ in range(2):
        one.word("Skip")
    for _ in range(2):
        one.tap("skip")
