"""The sampled mutants: where they are, what stands there instead, who is asked, and what is reported."""

from __future__ import annotations

import ast
import json
from collections import Counter
from pathlib import Path

import pytest

from tests import mutations
from tests.mutants import report, sampling
from tests.mutants.choice import Chooser, nearest_files
from tests.mutants.coverage_map import CoverageMap, Ran
from tests.mutants.functions import function_at, functions_of
from tests.mutants.moved import followed
from tests.mutants.mutant import Mutant, Operator
from tests.mutants.operators import is_another_program, mutants_of
from tests.mutants.report import Result
from tests.mutants.trial import Copy, Question, Verdict

SHOP = '''"""A shop: 1 < 2."""

import logging
from dataclasses import dataclass

__all__ = ["A", "B", "C"]
log = logging.getLogger(__name__)
LIMIT = 5
LISTED = {"a": "x", "b": "y", "c": "z"}


@dataclass(frozen=True, slots=True)
class Item:
    price: "int | None" = None


class Shelf:
    __slots__ = ("one", "two", "three")


def is_dear(price: int) -> bool:
    """True above 5."""
    assert price > 0
    return price > LIMIT  # dear


def unseen(price: int) -> int:
    if price == 3:
        log.info("three: %d", 3)
        raise ValueError("3 > 2")
    return price
'''
TESTS = """
from bot.shop.shop import LISTED, is_dear


def test_the_limit() -> None:
    assert is_dear(6)
    assert not is_dear(5)


def test_that_fails_anyway() -> None:
    assert not is_dear(6)
"""
PATH = "bot/shop/shop.py"


def changed(code: str, operator: Operator) -> list[str]:
    """What a function of these lines becomes by each mutant of an operator."""
    body = "".join(f"    {line}\n" for line in code.split("\n"))
    source = f"def f():\n{body}"
    return [
        "\n".join(
            line.removeprefix("    ")
            for line in each.applied_to(source.encode()).decode().strip("\n").split("\n")[1:]
        )
        for each in mutants_of(PATH, source)
        if each.operator is operator and is_another_program(each, source)
    ]


@pytest.mark.parametrize(
    ("code", "operator", "expected"),
    [
        ("return a < b", Operator.COMPARISON, ["return a <= b"]),
        ("return a >= b", Operator.COMPARISON, ["return a > b"]),
        ("return a == b != c", Operator.COMPARISON, ["return a != b != c", "return a == b == c"]),
        ("return a is  not b", Operator.COMPARISON, ["return a is b"]),
        ("return a not in b", Operator.COMPARISON, ["return a in b"]),
        ("return (é) < (b)", Operator.COMPARISON, ["return (é) <= (b)"]),
        ("return a and b and (c)", Operator.BOOLEAN, ["return a or b or (c)"]),
        ("return x and not (a or b)", Operator.BOOLEAN, [
            "return x or not (a or b)",
            "return x and (a or b)",
            "return x and not (a and b)",
        ]),
        ("if a(b):\n    c()", Operator.CONDITION, ["if not (a(b)):\n    c()"]),
        ("if not a:\n    c()", Operator.CONDITION, []),
        ("if a:\n    return 1", Operator.EARLY_EXIT, ["if False:\n    return 1"]),
        ("if a:\n    b()", Operator.EARLY_EXIT, []),
        ("return a if c else b", Operator.BRANCHES, ["return b if c else a"]),
        ("return a if c else d if e else f", Operator.BRANCHES, [
            "return (d if e else f) if c else a",
            "return a if c else f if e else d",
        ]),
        ('return say("A") if c else say("B")', Operator.WORDS, [
            'return say("B") if c else say("A")',
            'return say(\'B\') if c else say("B")',
            'return say("A") if c else say(\'A\')',
        ]),
        ('return say("A {n}", n=n) or say("B {m}", m=m)', Operator.WORDS, []),
        ("return a[1]", Operator.INTEGER, ["return a[0]", "return a[2]"]),
        ("return 1_000", Operator.INTEGER, ["return 1001", "return 999"]),
        ("return -1", Operator.INTEGER, ["return -0", "return -2"]),
        ("send(\n    1\n)\nstop()", Operator.STATEMENT, ["pass\nstop()", "send(\n    1\n)\npass"]),
        ("await send()", Operator.STATEMENT, ["pass"]),
        ("return send(alert=True)", Operator.FLAG, ["return send(alert=False)"]),
        ("return zip(a, b, strict=True)", Operator.FLAG, []),
        ("return a + b - c", Operator.ARITHMETIC, ["return a - b - c", "return a + b + c"]),
        ("a += 1", Operator.ARITHMETIC, ["a -= 1"]),
        ('return a + "s"', Operator.ARITHMETIC, []),
        ("return min(a, max(b))", Operator.EXTREME, [
            "return max(a, max(b))",
            "return min(a, min(b))",
        ]),
        ("return sorted(b for b in c)", Operator.ORDER, ["return sorted(b for b in c)[::-1]"]),
        ("def g(a=2, *, b=False): ...", Operator.DEFAULT, [
            "def g(a=1, *, b=False): ...",
            "def g(a=3, *, b=False): ...",
            "def g(a=2, *, b=True): ...",
        ]),
        ('return f"{1 if a else 2}"', Operator.BRANCHES, []),
    ],
)  # fmt: skip
def test_an_operator_changes_its_own_place_alone(
    code: str, operator: Operator, expected: list[str]
) -> None:
    found = changed(code, operator)

    assert found == expected


def test_entries_of_tables_are_dropped_one_by_one() -> None:
    source = "T = {\n    1: a,\n    2: b,  # two\n    3: c,\n}\nX, Y, Z = a, b, c\nP = (a, b)\n"
    dropped = [each for each in mutants_of(PATH, source) if each.operator is Operator.ENTRY]
    texts = [each.applied_to(source.encode()).decode() for each in dropped]

    assert [each.names for each in dropped] == [("T",)] * 3
    assert [list(ast.unparse(ast.parse(text).body[0]).split(", ")) for text in texts] == [
        ["T = {2: b", "3: c}"],
        ["T = {1: a", "3: c}"],
        ["T = {1: a", "2: b}"],
    ]


def test_what_no_test_need_notice_is_left_alone() -> None:
    found = [(each.line, each.operator) for each in mutants_of(PATH, SHOP)]

    line = {text.strip(): number for number, text in enumerate(SHOP.split("\n"), 1)}
    limit, listed = line["LIMIT = 5"], line['LISTED = {"a": "x", "b": "y", "c": "z"}']
    seen = {text for text, number in line.items() if number in {place for place, _ in found}}
    assert Counter(found)[limit, Operator.INTEGER] == 2
    assert Counter(found)[listed, Operator.ENTRY] == 3
    assert seen == {
        "LIMIT = 5",
        'LISTED = {"a": "x", "b": "y", "c": "z"}',
        "return price > LIMIT  # dear",
        "if price == 3:",
    }


def test_the_text_around_a_change_stays_as_it_was() -> None:
    for mutant in mutants_of(PATH, SHOP):
        text = mutant.applied_to(SHOP.encode()).decode()
        start, end = mutant.span.start, mutant.span.end

        assert SHOP[start:end] == mutant.before
        assert text == SHOP[:start] + mutant.after + SHOP[end:]


def test_every_room_has_a_share_by_its_lines_and_a_few_at_least() -> None:
    assert sampling.shares({"big": 9000, "small": 100, "mid": 900}, 100) == {
        "big": 89,
        "mid": 8,
        "small": 3,
    }
    assert sampling.shares({"a": 10, "b": 10, "c": 10}, 4) == {"a": 2, "b": 1, "c": 1}


def test_rooms_are_the_packages_and_the_modules_beside_them() -> None:
    assert sampling.room_of("bot/engine/form.py") == "engine"
    assert sampling.room_of("bot/turns.py") == "app"
    assert sampling.room_of("storage/outbox.py") == "storage"


def test_a_seed_draws_the_same_again_and_another_one_does_not() -> None:
    modules = {PATH: SHOP, "storage/shop.py": SHOP, "bot/shop.py": SHOP}
    first = sampling.draw(modules, seed=7, count=12)

    assert len(set(first)) == 12
    assert Counter(sampling.room_of(each.path) for each in first) == {
        "app": 4,
        "shop": 4,
        "storage": 4,
    }
    assert sampling.draw(modules, seed=7, count=12) == first
    assert sampling.draw(modules, seed=8, count=12) != first
    of_the_room = [each for each in first if each.path == PATH]
    assert sampling.draw(modules, seed=7, count=6, room="shop")[:4] == of_the_room
    assert len(sampling.draw(modules, seed=7, count=999, room="shop")) < 999


def test_a_line_is_of_the_innermost_function_whose_body_has_it() -> None:
    source = "class A:\n    def f(self, a=1):\n        def g():\n            return 1\n        return g\n"
    functions = functions_of(source)
    found = [function_at(functions, line) for line in range(1, 6)]

    assert [each.name if each else "" for each in found] == ["", "", "A.f", "A.f.g", "A.f"]


def map_of_the_shop() -> CoverageMap:
    functions = {each.name: each for each in functions_of(SHOP)}
    near, far = "tests/shop/test_shop.py::test_near", "tests/e2e/test_far.py::test_far"
    both = frozenset({near, far})
    ran = Ran(functions["is_dear"].digest, both, {2: both, 3: frozenset({near})})
    return CoverageMap("tree", {near: 2.0, far: 1.0}, {PATH: {"is_dear": ran}})


def first_of(operator: Operator, source: str = SHOP, path: str = PATH) -> Mutant:
    return next(each for each in mutants_of(path, source) if each.operator is operator)


def test_those_are_asked_who_ran_the_line_and_the_nearest_first() -> None:
    chooser = Chooser(map_of_the_shop(), {PATH: SHOP}, is_exact=True)

    assert chooser.tests_for(first_of(Operator.COMPARISON)) == [
        "tests/shop/test_shop.py::test_near"
    ]
    assert chooser.tests_for(first_of(Operator.INTEGER)) == [
        "tests/shop/test_shop.py::test_near",
        "tests/e2e/test_far.py::test_far",
    ]
    assert chooser.tests_for(first_of(Operator.EARLY_EXIT, SHOP.replace("== 3", "> 3"))) == []


def test_a_function_that_has_changed_since_the_map_is_known_by_its_name() -> None:
    later = "\n\n" + SHOP.replace("  # dear", "")
    chooser = Chooser(map_of_the_shop(), {PATH: later}, is_exact=False)

    assert len(chooser.tests_for(first_of(Operator.COMPARISON, later))) == 2


def test_a_function_that_has_moved_since_the_map_is_known_by_its_text() -> None:
    moved = "bot/shop/prices.py"
    chooser = Chooser(map_of_the_shop(), {moved: SHOP}, is_exact=False)

    assert chooser.tests_for(first_of(Operator.COMPARISON, path=moved)) == [
        "tests/shop/test_shop.py::test_near"
    ]


def test_a_map_is_read_back_as_it_was(tmp_path: Path) -> None:
    made = map_of_the_shop()
    made.save(tmp_path / "map.json.gz")

    assert CoverageMap.load(tmp_path / "map.json.gz") == made


def test_tests_that_have_moved_since_the_map_are_followed(tmp_path: Path) -> None:
    near, moved = "tests/shop/test_shop.py::test_near", "tests/shop/test_prices.py::test_near"
    now = tmp_path / "tests/shop/test_prices.py"
    now.parent.mkdir(parents=True)
    now.write_text("async def test_near(): ...\n", encoding="utf-8")
    known = followed(map_of_the_shop(), tmp_path)

    assert near in map_of_the_shop().seconds
    assert known.seconds == {moved: 2.0}
    assert known.functions[PATH]["is_dear"].all_tests == {moved}


def test_without_a_map_the_tests_of_the_room_are_asked() -> None:
    files = nearest_files("bot/engine/dates.py", mutations.ROOT)

    assert files[0] == "tests/engine/test_dates.py"
    assert all(file.startswith(("tests/engine/", "tests/dialogues/")) for file in files)


def test_one_that_is_noticed_and_one_that_is_not_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    root = tmp_path / "project"
    for path, text in ((PATH, SHOP), ("tests/shop/test_shop.py", TESTS)):
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text(text, encoding="utf-8")
    (root / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\npythonpath = ["."]\nmarkers = ["slow", "browser", "kill"]\n'
    )
    question = Question(files=["tests/shop/test_shop.py"])
    mutants = [first_of(Operator.COMPARISON), first_of(Operator.ENTRY)]
    copy = Copy(root, tmp_path / "copy", libraries=[])
    try:
        noticed, survived = (copy.judge(each, question) for each in mutants)
        assert copy.judge(mutants[0], question, end=0) is None
    finally:
        copy.close()

    # The test that fails without any mutant has noticed nothing.
    assert noticed == Verdict("tests/shop/test_shop.py::test_the_limit", 1)
    assert survived == Verdict("", 3)
    assert (root / PATH).read_text(encoding="utf-8") == SHOP


def test_the_report_shows_the_survivors_and_counts_by_room() -> None:
    survived = Result(first_of(Operator.COMPARISON), Verdict("", 12))
    noticed = Result(first_of(Operator.INTEGER), Verdict("tests/test_a.py::test_a", 1))
    results, line = [survived, noticed], survived.mutant.line

    assert list(report.survivors(results, {PATH: SHOP})) == [
        f"{PATH}:{line}  comparison  (tests run: 12)",
        "  - return price > LIMIT  # dear",
        "  + return price >= LIMIT  # dear",
    ]
    assert [row.split() for row in report.table(results)] == [
        ["room", "mutants", "noticed", "%"],
        ["shop", "2", "1", "50"],
        ["all", "2", "1", "50"],
    ]
    found = json.loads(json.dumps(report.as_json(results, {PATH: SHOP})))
    assert [(each["path"], each["line"], each["tests_run"]) for each in found] == [(PATH, line, 12)]


def test_every_written_mutation_fits_the_code() -> None:
    assert [str(each) for each in mutations.misfits(mutations.MUTATIONS)] == []


def test_a_written_mutation_that_no_longer_fits_is_named_with_its_file(tmp_path: Path) -> None:
    change = mutations.Change("bot/turns.py", "no such text", "")

    assert [str(each) for each in mutations.misfits([mutations.Mutation("late", (change,))])] == [
        "“late” does not fit: the text it changes is no longer there in bot/turns.py"
    ]
