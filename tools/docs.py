"""Writes what the documents tell of the code: tables between HTML comments, and .env.example.

A table stands between `<!-- make docs: NAME -->` and `<!-- end -->`; `TABLES` has the names.
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.desk.commands import BY_TOPIC, COMMANDS, DeskCommand
from bot.mission.commands import MISSION
from bot.operations.config import SETTINGS, Setting

ROOT = Path(__file__).parents[1]
_TABLE = re.compile(
    r"(?P<head><!-- make docs: (?P<name>[^>]+) -->\n).*?(?P<foot><!-- end -->)", re.DOTALL
)
# What is typed as it stands: names of settings, commands, paths of pages, endings of files.
_TYPED = re.compile(r"(?<![\w/])(?:[A-Z]+(?:_[A-Z]+)+|/[a-z]+|host:port|…\.[a-z]+)")

_ENV_HEAD = """\
# Copy to .env and fill in. One KEY=VALUE a line; a real environment variable counts before this
# file. Only BOT_TOKEN is needed. Without it `make run` starts the sandbox.
"""


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """Write the documents, or with --check name those that are behind; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if one is old")
    check = parser.parse_args(arguments).check
    stale = [(path, text) for path, text in written(root) if path.read_text("utf-8") != text]
    for path, text in stale:
        if check:
            print(f"{path.relative_to(root)}: is not what the code says; run: make docs")
        else:
            path.write_text(text, "utf-8")
    return int(check and bool(stale))


def written(root: Path) -> Iterator[tuple[Path, str]]:
    """Every document with a table, and .env.example, as the code would have them."""
    for path in sorted([*root.glob("*.md"), *root.glob("docs/*.md")]):
        text = path.read_text("utf-8")
        yield (
            path,
            _TABLE.sub(lambda found: found["head"] + _made(found["name"]) + found["foot"], text),
        )
    yield root / ".env.example", env_example(SETTINGS)


def _made(name: str) -> str:
    """Raises: KeyError where no table has that name."""
    return "".join(f"{line}\n" for line in TABLES[name]())


# ---------------------------------------------------------------- settings


def settings() -> Iterator[str]:
    """Each setting with its default and what it is."""
    yield "| setting | default | |"
    yield "|--|--|--|"
    for one in SETTINGS:
        default = f" `{one.default}`" if one.default else ""
        yield f"| `{one.name}` |{default} | {_marked(one.description)} |"


def settings_with_advice() -> Iterator[str]:
    """Each setting with all that is said of it."""
    yield "| setting | |"
    yield "|--|--|"
    for one in SETTINGS:
        yield f"| `{one.name}` | {_marked(_told(one))} |"


def env_example(found: Iterable[Setting]) -> str:
    """A .env file with every setting but the required ones commented out."""
    blocks = [_ENV_HEAD]
    for one in found:
        told = textwrap.wrap(f"{_sentence(_told(one))}.", 98, break_on_hyphens=False)
        comment = "".join(f"# {line}\n" for line in told)
        blocks.append(f"{comment}{'' if one.required else '#'}{one.name}={one.default or ''}\n")
    return "\n".join(blocks)


def _told(setting: Setting) -> str:
    return ". ".join(filter(None, (setting.description, _sentence(setting.advice))))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


# ---------------------------------------------------------------- commands


def mission_commands() -> Iterator[str]:
    """Each command of mission staff with what it does."""
    yield "| | |"
    yield "|--|--|"
    for name, says in MISSION.items():
        yield f"| `/{name}` | {_in_sentence(says)} |"


def desk_commands() -> Iterator[str]:
    """The secretariat's commands, a line for each role and topic."""
    yield "| | | |"
    yield "|--|--|--|"
    for role in sorted({one.role for one in COMMANDS.values()}, key=lambda one: one.rank):
        label = f" {role.value}"
        for commands in BY_TOPIC.values():
            if alike := [one for one in commands if one.role is role]:
                yield _row(label, alike)
                label = ""


def _row(label: str, commands: Sequence[DeskCommand]) -> str:
    names = " ".join(f"`/{one.name}`" for one in commands)
    return f"|{label} | {names} | {'; '.join(_in_sentence(one.says) for one in commands)} |"


def _in_sentence(says: str) -> str:
    return says[0].lower() + says[1:].replace(";", ",")


def _marked(text: str) -> str:
    return _TYPED.sub(lambda found: f"`{found[0]}`", text)


TABLES: Mapping[str, Callable[[], Iterator[str]]] = {
    "settings": settings,
    "settings with advice": settings_with_advice,
    "commands of missions": mission_commands,
    "commands of the secretariat": desk_commands,
}

if __name__ == "__main__":
    sys.exit(main())
