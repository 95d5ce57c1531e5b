"""The directions of imports, read from every module's syntax tree; runs none of what it judges."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Package → all it may import beside the standard library and itself.
CLOSED = {
    "bot.engine": set[str](),
    "bot.sandbox": {"aiohttp"},
    "storage": {"aiosqlite"},
}

# Import → the modules and packages of ours that may name it. What is not listed here is free.
OWNERS = {
    "aiosqlite": {"storage"},
    "babel": {"bot.documents", "bot.i18n", "tools"},
    "docx": {"bot.documents"},
    "openpyxl": {"bot.documents"},
    "telegram": {"bot.app", "bot.telegram"},
    "tests": {"tests"},
    "tools": {"tests", "tools"},
    "typst": {"bot.documents"},
    "xlsxwriter": {"bot.documents"},
    # The sandbox stands alone both ways: only the command line starts it.
    "bot.sandbox": {"bot.sandbox", "bot.__main__", "bot.demo.stage"},
}

# The standard library's ways to the world, which the engine has no business with.
IMPURE = {
    "asyncio",
    "http",
    "io",
    "locale",
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "sys",
    "threading",
    "time",
    "urllib",
    "uuid",
}
CLOCK_READERS = {
    "date": {"today"},
    "datetime": {"now", "today", "utcnow"},
    "time": {"time", "time_ns", "ctime", "gmtime", "localtime", "strftime"},
}
# The only modules that read the wall clock; everybody else is given `now`, so that a test can move it.
CLOCKS = {
    "bot.operations.clock",
    "bot.sandbox.server",  # stands alone, so it has its own default
    "bot.sandbox.world",
    "tests.clock",
    "tests.bench.__main__",  # the day on which figures were measured
}

# The command lines: the only readers of the environment and of the arguments.
COMMAND_LINES = {"bot.__main__", "bot.sandbox.__main__"}
AMBIENT = {"os": {"environ", "environb", "getenv", "getenvb"}, "sys": {"argv"}}


@dataclass(frozen=True, slots=True)
class Module:
    """A module of ours: its dotted name and its text."""

    name: str
    source: str


def modules_under(*folders: str) -> Iterator[Module]:
    """Every module in these folders of the project."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield Module(dotted.removesuffix(".__init__"), path.read_text(encoding="utf-8"))


def is_within(name: str, package: str) -> bool:
    """Whether a dotted name is that package or lies in it."""
    return name == package or name.startswith(package + ".")


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Every dotted name a module imports, wherever it stands; a relative one begins with a dot."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=0):
                # `from bot import texts` names bot.texts.screens; `from bot.texts.screens import say` a name in it.
                yield from (f"{module}.{alias.name}" for alias in names)
            case ast.ImportFrom(module=module, level=level):
                yield "." * level + (module or "")
            case ast.Call(
                func=ast.Name(id="__import__" | "import_module")
                | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name


def ambient_reads(tree: ast.AST) -> Iterator[str]:
    """Every reading of the environment or of the arguments, also under another name."""
    aliases = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name in AMBIENT
    }
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in aliases:
                if attribute in AMBIENT[aliases[name]]:
                    yield f"{aliases[name]}.{attribute}"
            case ast.ImportFrom(module="os" | "sys" as module, names=names):
                yield from (f"{module}.{a.name}" for a in names if a.name in AMBIENT[module])


def clock_reads(tree: ast.AST) -> Iterator[str]:
    """Every date.today, datetime.now and time.time, called or handed on, also under another name.

    A `today` that was given is none.
    """
    named = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module="time", names=names):
                yield from (a.name for a in names if a.name in CLOCK_READERS["time"])
            case ast.Attribute(attr=attribute, value=ast.Name(id=name)):
                if attribute in CLOCK_READERS.get(named.get(name, name), ()):
                    yield attribute
            case ast.Attribute(attr=attribute, value=ast.Attribute(attr=name)):
                if attribute in CLOCK_READERS.get(name, ()):
                    yield attribute


def breaches(module: Module) -> list[str]:
    """What this module does against the arrows, in words; empty when it keeps them."""
    tree = ast.parse(module.source)
    found = [
        fault
        for name in imports_of(tree)
        if (fault := import_breach(module.name, name)) is not None
    ]
    if module.name not in COMMAND_LINES and not is_within(module.name, "tests"):
        found += [f"{module.name} reads {name}" for name in ambient_reads(tree)]
    if module.name not in CLOCKS:
        found += [f"{module.name} reads the clock by {name}()" for name in clock_reads(tree)]
    return found


def import_breach(module: str, imported: str) -> str | None:
    """Why this module may not import that name, or None when it may."""
    if imported.startswith("."):
        return f"{module} imports {imported}: write the full name"
    if is_within(module, "tests"):
        return None
    top = imported.partition(".")[0]
    for package, allowed in CLOSED.items():
        inside = is_within(imported, package) or top in sys.stdlib_module_names or top in allowed
        if is_within(module, package) and not inside:
            return f"{module} imports {imported}: {package} stands alone"
    if is_within(module, "bot.engine") and top in IMPURE:
        return f"{module} imports {imported}: the engine is pure"
    if is_within(module, "storage") and top == "bot":
        return f"{module} imports {imported}: storage knows nothing of the bot"
    for target, owners in OWNERS.items():
        if is_within(imported, target) and not any(is_within(module, o) for o in owners):
            return f"{module} imports {imported}: only {', '.join(sorted(owners))} may"
    return None


OURS = list(modules_under("bot", "storage", "tests", "tools"))


@pytest.mark.parametrize("module", OURS, ids=[module.name for module in OURS])
def test_every_module_keeps_the_arrows(module: Module) -> None:
    found = breaches(module)

    assert found == []


def test_all_parts_of_the_project_are_walked() -> None:
    walked = {module.name for module in OURS}

    assert {"bot", "bot.engine", "storage", "tests.test_imports"} <= walked


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("storage.replies", "from bot import texts"),
        ("storage.replies", "import bot.engine.form"),
        ("storage.replies", "import telegram"),
        ("storage.replies", "def late():\n    import aiohttp"),
        ("bot.engine.dialogue", "import babel"),
        ("bot.engine.dialogue", "from storage import replies"),
        ("bot.engine.dialogue", "from bot.texts.screens import say"),
        ("bot.engine.dialogue", "import random"),
        ("bot.engine.dialogue", "from pathlib import Path"),
        ("bot.engine.dialogue", "import datetime\nx = datetime.datetime.now()"),
        ("bot.engine.dialogue", "from datetime import date\nclock = date.today"),
        ("bot.engine.dialogue", "from . import form"),
        ("bot.turns", "import telegram.error"),
        ("bot.turns", "from telegram import Update"),
        ("bot.turns", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import telegram"),
        ("bot.turns", "import importlib\nimportlib.import_module('telegram')"),
        ("bot.turns", "__import__('telegram')"),
        ("bot.turns", "import aiosqlite"),
        ("bot.turns", "from tests import test_imports"),
        ("bot.turns", "from bot.sandbox import server"),
        ("bot.texts.desk_notices", "import babel.dates"),
        ("bot.desk.reports", "import typst"),
        ("bot.desk.reports", "from openpyxl import load_workbook"),
        ("bot.desk.reports", "import docx"),
        ("bot.sandbox.server", "from bot import config"),
        ("bot.sandbox.server", "import storage"),
        ("bot.sandbox.server", "import telegram"),
        ("bot.operations.config", "import os\ntoken = os.environ['BOT_TOKEN']"),
        ("bot.operations.config", "import os as system\ntoken = system.getenv('BOT_TOKEN')"),
        ("bot.operations.config", "from os import environ"),
        ("bot.app", "import sys\nfirst = sys.argv[1]"),
        ("bot.schedule.scheduler", "from datetime import UTC, datetime\nat = datetime.now(UTC)"),
        ("storage.jobs", "import time\nat = time.time()"),
        ("storage.jobs", "from time import time"),
        ("storage.jobs", "import time as t\nat = t.localtime()"),
        ("bot.turns", "from datetime import datetime as dt\nat = dt.now()"),
        ("bot.turns", "import datetime as d\nat = d.datetime.now()"),
        ("tests.desk.test_home", "from datetime import UTC, datetime\nat = datetime.now(UTC)"),
    ],
)
def test_a_module_that_breaks_an_arrow_is_caught(name: str, source: str) -> None:
    found = breaches(Module(name, source))

    assert len(found) == 1, found


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("storage.replies", "import sqlite3, aiosqlite\nfrom storage.database import Database"),
        (
            "bot.engine.dialogue",
            "import re\nfrom datetime import datetime\nfrom bot.engine import form",
        ),
        (
            "bot.telegram.sender",
            "import telegram\nfrom bot.texts.screens import say\nfrom storage import outbox",
        ),
        ("bot.documents.workbook", "import xlsxwriter, openpyxl, babel, docx, typst"),
        (
            "bot.sandbox.server",
            "from aiohttp import web\nfrom bot.sandbox import pages\nimport random",
        ),
        (
            "bot.__main__",
            "import os, sys\nx = os.environ, sys.argv\nfrom bot.sandbox import server",
        ),
        ("bot.sandbox.__main__", "import sys\nx = sys.argv"),
        ("tests.test_sender", "import telegram, bot.sandbox, tools.lock, os\nx = os.environ"),
        ("bot.engine.answers", "year = help.today.year"),
        ("bot.operations.clock", "from datetime import UTC, datetime\nat = datetime.now(UTC)"),
        ("bot.turns", "import time\nbegan = time.perf_counter()"),
        ("bot.telegrams", "import telegraph"),
    ],
)
def test_a_module_that_keeps_the_arrows_passes(name: str, source: str) -> None:
    found = breaches(Module(name, source))

    assert found == []
