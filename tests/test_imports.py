"""Holds the form of the house: who may import whom, no circles, no room too large. Reads syntax trees, imports none of them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.syntax import parsed

ROOT = Path(__file__).resolve().parent.parent

# Room → what it may import of ours: rooms, or single modules of a room. Whatever is not here is refused, and so is a
# permission that nobody uses. "app" is the modules that stand directly in bot/.
DIRECTIONS: Mapping[str, frozenset[str]] = {
    room: frozenset(allowed.split())
    for room, allowed in {
        "storage": "",
        "engine": "",
        "i18n": "",
        "sandbox": "",
        "events": "engine i18n.languages",
        "texts": "engine events i18n",
        "documents": "engine events i18n texts",
        "xlsform": "documents engine events i18n",
        "operations": "storage",
        "telegram": "operations storage",
        "campaign": "events i18n storage texts",
        "mission": "campaign documents engine events i18n operations.logs storage telegram.updates texts",
        "schedule": "campaign engine events i18n operations storage texts",
        "desk": "campaign engine events i18n mission schedule storage telegram.updates texts",
        "jobs": "campaign desk documents engine events i18n mission operations storage telegram texts",
        "demo": "engine events i18n operations sandbox storage texts",
        "app": "campaign demo desk engine events i18n jobs mission operations schedule storage telegram texts xlsform",
        "tools": "desk events i18n mission operations",
    }.items()
}

# Rooms that stand alone: all they may import beside the standard library and themselves.
CLOSED = {
    "bot.engine": set[str](),
    "bot.sandbox": {"aiohttp"},
    "storage": {"aiosqlite"},
}

# Library → the modules and packages of ours that may name it. What is not listed here is free.
OWNERS = {
    "aiosqlite": {"storage"},
    "babel": {"bot.i18n", "tools"},
    "docx": {"bot.documents"},
    "openpyxl": set(),
    "prometheus_client": {"bot.operations"},
    "telegram": {"bot.telegram"},
    "tests": {"tests"},
    "tools": {"tests", "tools"},
    "typst": {"bot.documents"},
    "xlsxwriter": {"bot.documents"},
}

# The form of the house: a newcomer takes in so much at a time.
MAX_MODULES_OF_A_ROOM, MAX_MODULES_BESIDE_ROOMS, MAX_LINES = 36, 8, 400

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
COMMAND_LINES = ("bot.__main__", "bot.sandbox.__main__", "tests", "tools")
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


@cache
def imports_of(source: str) -> tuple[str, ...]:
    """Every dotted name a module imports, wherever it stands; a relative one begins with a dot."""
    return tuple(_imports_of(parsed(source)))


def _imports_of(tree: ast.Module) -> Iterator[str]:
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
    tree = parsed(module.source)
    found = [
        fault
        for name in imports_of(module.source)
        if (fault := import_breach(module.name, name)) is not None
    ]
    if not any(is_within(module.name, one) for one in COMMAND_LINES):
        found += [f"{module.name} reads {name}" for name in ambient_reads(tree)]
    if module.name not in CLOCKS:
        found += [f"{module.name} reads the clock by {name}()" for name in clock_reads(tree)]
    return found


def room_of(name: str) -> str | None:
    """The room in which a dotted name of ours lies; None for what is not ours, and for what the package `bot` itself says."""
    top, _, rest = name.partition(".")
    if top in {"storage", "tools"}:
        return top
    if top != "bot" or rest in {"", "__version__"}:
        return None
    first = rest.partition(".")[0]
    return first if (ROOT / "bot" / first).is_dir() else "app"


def permission_for(module: str, imported: str) -> str | None:
    """Which entry of the table lets this module import that name: "" where none is needed, None where none does."""
    here, there = room_of(module), room_of(imported)
    if here is None or there is None or here == there:
        return ""
    inner = imported.removeprefix("bot.")
    allowed = DIRECTIONS[here]
    return next(
        (entry for entry in sorted(allowed) if is_within(inner, entry) or entry == there), None
    )


def import_breach(module: str, imported: str) -> str | None:
    """Why this module may not import that name, or None when it may."""
    if imported.startswith("."):
        return f"{module} imports {imported}: write the full name"
    if is_within(module, "tests"):
        return None
    if not is_within(module, "tools") and "TYPE_CHECKING" in imported:
        return f"{module} imports {imported}: an arrow for types alone is an arrow"
    top = imported.partition(".")[0]
    for package, allowed in CLOSED.items():
        inside = is_within(imported, package) or top in sys.stdlib_module_names or top in allowed
        if is_within(module, package) and not inside:
            return f"{module} imports {imported}: {package} stands alone"
    if is_within(module, "bot.engine") and top in IMPURE:
        return f"{module} imports {imported}: the engine is pure"
    for target, owners in OWNERS.items():
        if is_within(imported, target) and not any(is_within(module, o) for o in owners):
            return f"{module} imports {imported}: only {', '.join(sorted(owners))} may"
    if permission_for(module, imported) is None:
        return f"{module} imports {imported}: {room_of(module)} may not import {room_of(imported)}"
    return None


def circles(imports: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Every set of modules that import each other, directly or by way of others (Tarjan 1972)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        number[module] = lowest[module] = len(number)
        path.append(module)
        for other in imports.get(module, ()):
            if other not in number:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in path:
                lowest[module] = min(lowest[module], number[other])
        if lowest[module] == number[module]:
            circle = path[path.index(module) :]
            del path[path.index(module) :]
            if len(circle) > 1:
                found.append(sorted(circle))

    for module in imports:
        if module not in number:
            visit(module)
    return found


def imports_between(modules: Iterable[Module]) -> dict[str, set[str]]:
    """Module → the modules among these that it imports, wherever the import stands."""
    sources = {module.name: module.source for module in modules}
    graph: dict[str, set[str]] = {}
    for name, source in sources.items():
        reached = set()
        for imported in imports_of(source):
            owner = imported if imported in sources else imported.rpartition(".")[0]
            if owner in sources and owner != name:
                reached.add(owner)
        graph[name] = reached
    return graph


OURS = list(modules_under("bot", "storage", "tests", "tools"))


@pytest.mark.parametrize("module", OURS, ids=[module.name for module in OURS])
def test_every_module_keeps_the_arrows(module: Module) -> None:
    found = breaches(module)

    assert found == []


def test_every_room_has_a_row_in_the_table_of_directions() -> None:
    rooms = {path.parent.name for path in (ROOT / "bot").glob("*/__init__.py")}

    assert set(DIRECTIONS) == rooms | {"app", "storage", "tools"}


def test_every_permission_is_used() -> None:
    used: dict[str, set[str]] = {room: set() for room in DIRECTIONS}
    for module in OURS:
        if (room := room_of(module.name)) is not None:
            used[room] |= {
                entry
                for imported in imports_of(module.source)
                if (entry := permission_for(module.name, imported))
            }

    assert {room: sorted(allowed - used[room]) for room, allowed in DIRECTIONS.items()} == {
        room: [] for room in DIRECTIONS
    }


def test_every_owner_of_a_library_uses_it() -> None:
    unused = [
        (library, owner)
        for library, owners in OWNERS.items()
        for owner in owners
        if not any(
            is_within(module.name, owner)
            and any(is_within(name, library) for name in imports_of(module.source))
            for module in OURS
        )
    ]

    assert unused == []


def test_no_directions_lead_back() -> None:
    leading = {
        room: {entry.partition(".")[0] for entry in allowed} for room, allowed in DIRECTIONS.items()
    }

    assert circles(leading) == []


def test_no_files_import_each_other_in_a_circle() -> None:
    assert circles(imports_between(OURS)) == []


def test_a_circle_of_files_is_found() -> None:
    modules = [
        Module("bot.a", "from bot import b"),
        Module("bot.b", "def late():\n    from bot.c import x"),
        Module("bot.c", "import bot.a"),
        Module("bot.d", "import bot.a"),
    ]

    assert circles(imports_between(modules)) == [["bot.a", "bot.b", "bot.c"]]


def test_no_room_is_too_large_to_take_in() -> None:
    sizes = {
        folder.name: len(list(folder.glob("*.py")))
        for folder in (ROOT / "bot").iterdir()
        if (folder / "__init__.py").exists()
    }

    assert {room: size for room, size in sizes.items() if size > MAX_MODULES_OF_A_ROOM} == {}
    assert len(list((ROOT / "bot").glob("*.py"))) <= MAX_MODULES_BESIDE_ROOMS


def test_no_module_is_too_long_to_read() -> None:
    lines = {
        module.name: module.source.count("\n")
        for module in OURS
        if not is_within(module.name, "tests")
    }

    assert {name: count for name, count in lines.items() if count > MAX_LINES} == {}


def test_every_class_has_a_name_of_its_own() -> None:
    named: dict[str, set[str]] = {}
    for module in OURS:
        if is_within(module.name, "tests") or is_within(module.name, "bot.sandbox"):
            continue
        for node in ast.walk(parsed(module.source)):
            if isinstance(node, ast.ClassDef):
                named.setdefault(node.name, set()).add(module.name)

    assert {name: sorted(places) for name, places in named.items() if len(places) > 1} == {}


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
        ("bot.turns", "from typing import TYPE_CHECKING"),
        ("bot.turns", "def late():\n    import telegram"),
        ("bot.turns", "import importlib\nimportlib.import_module('telegram')"),
        ("bot.turns", "__import__('telegram')"),
        ("bot.turns", "import aiosqlite"),
        ("bot.turns", "from tests import test_imports"),
        ("bot.turns", "from bot.sandbox import server"),
        ("bot.texts.desk_notices", "import babel.dates"),
        ("bot.texts.desk_notices", "from bot.desk.visit import Visit"),
        ("bot.i18n.tongue", "from bot.engine.form import Text"),
        ("bot.events.reader", "from bot.i18n.tongue import Tongue"),
        ("bot.telegram.sender", "from bot.documents import File"),
        ("bot.operations.backups", "from bot.campaign.campaign import Campaign"),
        ("bot.mission.turn", "def late():\n    from bot.desk import router"),
        ("bot.schedule.scheduler", "from bot import app"),
        ("tools.docs", "from bot.sandbox import server"),
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
            "import telegram\nfrom bot.operations import logs\nfrom storage import outbox",
        ),
        ("bot.documents.workbook", "import xlsxwriter, docx, typst"),
        (
            "bot.sandbox.server",
            "from aiohttp import web\nfrom bot.sandbox import pages\nimport random",
        ),
        (
            "bot.__main__",
            "import os, sys\nx = os.environ, sys.argv\nfrom bot.demo import stage",
        ),
        ("bot.sandbox.__main__", "import sys\nx = sys.argv"),
        ("tests.test_sender", "import telegram, bot.sandbox, tools.lock, os\nx = os.environ"),
        ("bot.engine.answers", "year = help.today.year"),
        ("bot.operations.clock", "from datetime import UTC, datetime\nat = datetime.now(UTC)"),
        ("bot.turns", "import time\nbegan = time.perf_counter()"),
        ("bot.telegrams", "import telegraph"),
        ("bot.desk.health", "from bot import __version__"),
        ("bot.events.reader", "from bot.i18n.languages import LANGUAGES"),
    ],
)
def test_a_module_that_keeps_the_arrows_passes(name: str, source: str) -> None:
    found = breaches(Module(name, source))

    assert found == []
