"""Draws mutants from a seed so that every room and every operator has its share."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.mutants.mutant import Mutant, Operator
from tests.mutants.operators import is_another_program, mutants_of

# They show and test the bot, and no mission meets them.
LEFT_OUT = {"sandbox", "demo"}
APP = "app"
LEAST_IN_A_ROOM = 3


def sources(root: Path) -> dict[str, str]:
    """Return path → text of every module that may be broken, in the order of the paths."""
    paths = sorted([*(root / "bot").rglob("*.py"), *(root / "storage").rglob("*.py")])
    named = {path.relative_to(root).as_posix(): path for path in paths}
    return {
        name: path.read_text(encoding="utf-8")
        for name, path in named.items()
        if room_of(name) not in LEFT_OUT
    }


def room_of(path: str) -> str:
    """The package of bot/ that a module lies in; APP for those directly in bot/."""
    first, *rest = path.split("/")
    if first != "bot":
        return first
    return rest[0] if len(rest) > 1 else APP


def shares(lines: Mapping[str, int], count: int) -> dict[str, int]:
    """Divide `count` by the rooms' lines, with LEAST_IN_A_ROOM for each as far as `count` goes."""
    rooms = sorted(lines, key=lambda room: (-lines[room], room))
    given = dict.fromkeys(rooms, min(LEAST_IN_A_ROOM, count // len(rooms)) if rooms else 0)
    while sum(given.values()) < count and rooms:
        # The room that is furthest behind its share takes the next one.
        given[max(rooms, key=lambda room: lines[room] / (given[room] + 1))] += 1
    return given


def draw(modules: Mapping[str, str], *, seed: int, count: int, room: str = "") -> list[Mutant]:
    """Return `count` different mutants, or all there are; the same for the same seed and code.

    With `room` all are of that room, and begin with those that a draw for the whole would take of it.
    """
    rooms = defaultdict[str, dict[str, str]](dict)
    for path, text in modules.items():
        if room in ("", room_of(path)):
            rooms[room_of(path)][path] = text
    lines = {name: sum(map(_length, texts.values())) for name, texts in rooms.items()}
    drawn = list[Mutant]()
    for name, share in sorted(shares(lines, count).items()):
        # A linear draw per room: more from the same seed go on where fewer ended.
        order = _in_drawn_order(rooms[name], random.Random(f"{seed}:{name}"))
        drawn += [mutant for mutant, _ in zip(order, range(share), strict=False)]
    return drawn


def _length(text: str) -> int:
    return text.count("\n")


def _in_drawn_order(texts: Mapping[str, str], chance: random.Random) -> Iterator[Mutant]:
    """Every mutant once, an operator as likely as the square root of its number of places."""
    left = defaultdict[Operator, list[Mutant]](list)
    for path, text in texts.items():
        for mutant in mutants_of(path, text):
            left[mutant.operator].append(mutant)
    while left:
        operators = sorted(left)
        weights = [math.sqrt(len(left[operator])) for operator in operators]
        operator = chance.choices(operators, weights)[0]
        mutant = left[operator].pop(chance.randrange(len(left[operator])))
        if not left[operator]:
            del left[operator]
        if is_another_program(mutant, texts[mutant.path]):
            yield mutant
