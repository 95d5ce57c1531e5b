"""Holds each closed set to one place: the schema's words are an enum's, and nothing compares with a word written by hand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import get_args

import pytest

from bot.engine.changes import Change
from bot.engine.facts import Fact
from bot.engine.inputs import Input
from bot.engine.session import Step
from bot.engine.standing import AccessReason, ActingRole, LateState, ReplyReview, ReplyStage
from bot.telegram.delivery import Outcome
from bot.telegram.updates import UpdateContent
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.files import MIGRATIONS
from storage.jobs import JobState
from storage.message_threads import Direction
from storage.outbox import OutboxState
from storage.replies import REPLIED, UNREPLIED, Review, Stage
from storage.revisions import Late, RevisionKind
from storage.staff import Digest, Role
from tests.syntax import parsed_file

BOT = Path(__file__).resolve().parent.parent / "bot"

# Table and column → the enums whose values it takes.
CHECKED: dict[tuple[str, str], tuple[StrEnum, ...]] = {
    ("staff", "role"): tuple(Role),
    ("desks", "digest"): tuple(Digest),
    ("replies", "stage"): tuple(Stage),
    ("replies", "review"): tuple(Review),
    ("assignments", "role"): tuple(MissionRole),
    ("assignments", "status"): tuple(AssignmentStatus),
    ("assignments", "reason"): tuple(AssignmentReason),
    ("invitations", "role"): (*MissionRole, Role.ADMIN),
    ("revisions", "kind"): tuple(RevisionKind),
    ("revisions", "late"): tuple(Late),
    ("letters", "direction"): tuple(Direction),
    ("outbox", "state"): tuple(OutboxState),
    ("jobs", "state"): tuple(JobState),
}

# Names that stand for a member of one of these sets wherever they are read.
NAMES = {"stage", "review", "late", "role", "staff_role", "status", "reason", "digest", "direction"}
WORDS = {word.value for members in CHECKED.values() for word in members}


def schema() -> dict[tuple[str, str], set[str]]:
    """Return the words that each CHECK of the schema lists, by table and column."""
    sql = "\n".join(script.read_text("utf-8") for script in sorted(MIGRATIONS.glob("*.sql")))
    found = {}
    for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\) STRICT", sql, re.DOTALL):
        for column, words in re.findall(r"CHECK \((\w+) IN \(([^)]*)\)\)", body):
            found[table, column] = set(re.findall(r"'(\w+)'", words))
    return found


def test_every_word_that_the_schema_allows_is_an_enums_and_the_other_way_round() -> None:
    assert schema() == {place: set(members) for place, members in CHECKED.items()}


@pytest.mark.parametrize(
    ("engine", "stored"),
    [
        (ReplyStage, Stage),
        (ReplyReview, Review),
        (LateState, Late),
        (AccessReason, AssignmentReason),
    ],
)
def test_the_engine_tells_a_reply_in_the_words_in_which_it_is_kept(
    engine: type[StrEnum], stored: type[StrEnum]
) -> None:
    assert {one.name: one.value for one in engine} == {one.name: one.value for one in stored}


def test_whoever_acts_is_of_a_mission_or_an_officer_who_records_a_paper() -> None:
    assert [*ActingRole] == [*MissionRole, Role.OFFICER]


def test_a_stage_is_before_the_first_sending_after_it_or_withdrawn() -> None:
    assert sorted([*UNREPLIED, *REPLIED, Stage.WITHDRAWN]) == sorted(Stage)


def compared_words(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield (line, word) of each comparison and `match` of such a name with a word in quotes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(_names(side) for side in sides):
                yield from ((node.lineno, word) for side in sides for word in _words(side))
        elif isinstance(node, ast.Match) and _names(node.subject):
            for case in node.cases:
                for part in ast.walk(case.pattern):
                    if isinstance(part, ast.MatchValue):
                        yield from ((part.lineno, word) for word in _words(part.value))


def _names(node: ast.AST) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", None)
    return name in NAMES


def _words(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and node.value in WORDS:
        yield node.value
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        for element in node.elts:
            yield from _words(element)


@pytest.mark.parametrize(
    "code",
    [
        'reply.stage == "draft"',
        '"draft" != stage',
        'stored.review in ("accepted", "returned")',
        'match revision.late:\n    case None | "taken":\n        pass',
    ],
)
def test_a_word_written_by_hand_is_found(code: str) -> None:
    assert list(compared_words(ast.parse(code)))


@pytest.mark.parametrize("code", ["reply.stage == Stage.DRAFT", 'kind == "draft"', 'role == "x"'])
def test_what_is_no_word_of_these_sets_is_left_alone(code: str) -> None:
    assert not list(compared_words(ast.parse(code)))


def test_no_module_compares_with_a_word_written_by_hand() -> None:
    found = [
        f"{path.relative_to(BOT.parent)}:{line}: {word!r}"
        for path in sorted(BOT.rglob("*.py"))
        if "sandbox" not in path.relative_to(BOT).parts
        for line, word in compared_words(parsed_file(path))
    ]

    assert found == []


MEMBERS = {
    member.__name__
    for union in (UpdateContent, Input, Fact, Change, Step, Outcome)
    for member in get_args(union)
}


def open_matches(tree: ast.AST) -> Iterator[int]:
    """The lines of matches over a closed union, or over the types of a question, that `case _` leaves open."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Match) and not isinstance(node.subject, ast.Tuple):
            parts = [part for case in node.cases for part in ast.walk(case.pattern)]
            named = {
                ast.unparse(part.cls).rpartition(".")[2]
                for part in parts
                if isinstance(part, ast.MatchClass)
            }
            types = any(
                isinstance(part, ast.MatchValue) and ast.unparse(part.value).startswith("Type.")
                for part in parts
            )
            last = node.cases[-1]
            wild = ast.unparse(last.pattern) == "_" and last.guard is None
            closed = "assert_never" in ast.unparse(last.body[0])
            if wild and not closed and (types or named & MEMBERS):
                yield node.lineno


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("match one:\n    case Said():\n        pass\n    case _:\n        pass", [1]),
        ("match one:\n    case facts.Asked():\n        pass\n    case _:\n        pass", [1]),
        ("match one:\n    case Type.TEXT:\n        pass\n    case _:\n        pass", [1]),
        ("match one:\n    case Said():\n        pass\n    case _:\n        assert_never(one)", []),
        ("match one:\n    case Said():\n        pass\n    case rest:\n        other(rest)", []),
        ("match one:\n    case Unrelated():\n        pass\n    case _:\n        pass", []),
    ],
)
def test_a_match_that_is_left_open_is_found(source: str, lines: list[int]) -> None:
    assert list(open_matches(ast.parse(source))) == lines


def test_no_match_over_a_closed_union_is_left_open() -> None:
    """So that mypy names every place which a new kind of update, input, fact, change, step or question has to know."""
    found = [
        f"{path.relative_to(BOT)}:{line}"
        for path in sorted(BOT.rglob("*.py"))
        if "sandbox" not in path.parts
        for line in open_matches(parsed_file(path))
    ]

    assert found == []
