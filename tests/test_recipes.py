"""Compare the recipes of CONTRIBUTING.md with the code: each names every file that its change touches, and none else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from bot.engine.facts import Fact
from bot.engine.form import Type
from bot.i18n.languages import LANGUAGES
from bot.mission.commands import MISSION
from bot.operations.config import SETTINGS
from tests.syntax import parsed_file

ROOT = Path(__file__).parents[1]
RECIPES = dict(
    section.split("\n", 1)
    for section in (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("\n## ")[1:]
)
CODE = [
    path
    for folder in ("bot", "tools")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if not {"sandbox", "demo"} & set(path.parts)
]


def named_in(recipe: str) -> set[str]:
    """Every path in backticks of a recipe, without what follows a placeholder in capitals."""
    return {
        path
        for path in re.findall(r"`([\w./-]+/[\w./*-]*|[A-Z]\w+\.md)`", RECIPES[recipe])
        if not re.search(r"^\.mutants/|[A-Z]{4}|\*", path)
    }


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in CODE:
        yield path.relative_to(ROOT).as_posix(), parsed_file(path)


def closed_matches_over(*members: str) -> set[str]:
    """The files with a `match` that names some of these members and ends in assert_never."""
    found = set()
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Match):
                patterns = " ".join(ast.unparse(case.pattern) for case in node.cases)
                closed = any("assert_never" in ast.unparse(case.body[0]) for case in node.cases)
                if closed and re.search(rf"\b(?:{'|'.join(members)})\b", patterns):
                    found.add(name)
    return found


def files_with_constant(value: str) -> set[str]:
    """The files in whose code that text stands as a constant of its own."""
    return {
        name
        for name, tree in trees()
        if any(isinstance(node, ast.Constant) and node.value == value for node in ast.walk(tree))
    }


@pytest.mark.parametrize("recipe", RECIPES)
def test_every_path_that_a_recipe_names_is_there(recipe: str) -> None:
    assert [path for path in named_in(recipe) if not (ROOT / path).exists()] == []


def test_a_new_type_of_question_meets_every_match_over_types() -> None:
    met = closed_matches_over(*(f"Type\\.{member.name}" for member in Type))

    assert met - named_in("Add a type of question") == set()
    assert "tests/engine/sample.py" in named_in("Add a type of question")


def test_a_new_kind_of_message_meets_every_match_over_facts() -> None:
    members = [member.__name__ for member in get_args(Fact)]

    met = closed_matches_over(*members)
    assert len(members) > 10
    assert met
    assert met - named_in("Add a kind of message") == set()


def test_a_new_language_meets_every_table_of_languages() -> None:
    tables = set()
    for name, tree in trees():
        for node in ast.walk(tree):
            match node:
                case ast.Dict(keys=keys):
                    words = {key.value for key in keys if isinstance(key, ast.Constant)}
                case ast.Tuple(elts=elements):
                    words = {one.value for one in elements if isinstance(one, ast.Constant)}
                case _:
                    continue
            if set(LANGUAGES) <= words:
                tables.add(name)

    # The names of States are made by a tool of its own, which tools/README.md explains.
    assert tables - named_in("Add a language") - {"tools/make_parties.py"} == set()


def test_a_new_command_of_missions_meets_every_place_of_an_old_one() -> None:
    """A command that is no button too, so that only its own places name it."""
    assert "receipt" in MISSION
    met = (
        files_with_constant("status")
        & files_with_constant("receipt")
        & files_with_constant("calendar")
    )

    assert {"bot/mission/commands.py", "bot/engine/dialogue.py"} <= met
    assert {path for path in met if path.startswith("bot/engine") or "commands" in path} - named_in(
        "Add a command"
    ) == set()


def test_a_new_setting_is_told_where_all_others_are() -> None:
    pages = [ROOT / "README.md", ROOT / ".env.example", *(ROOT / "docs").glob("*.md")]
    told = {
        page.relative_to(ROOT).as_posix()
        for page in pages
        if all(setting.name in page.read_text("utf-8") for setting in SETTINGS)
    }

    named = RECIPES["Add a setting"].replace("the README", "README.md")
    assert "docs/operations.md" in told
    assert {path for path in told if path not in named} == set()
