"""Draws the diagrams in the documentation anew; `make diagrams`.

The flowchart of a form follows a line `<!-- python -m bot diagram EVENT -->`, the diagram of the dialogue's
steps a line `<!-- steps: make diagrams -->`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from bot.engine.inputs import Arrived, Attached, Said, Shared, Started
from bot.engine.transitions import (
    ANYWHERE,
    COMMANDS,
    LEFT,
    NOTICES,
    TRANSITIONS,
    Row,
    Target,
    Trigger,
)
from bot.events.diagram import draw
from bot.events.reader import load

ROOT = Path(__file__).parents[1]
_CHART = re.compile(
    r"(?P<head><!-- python -m bot diagram (?P<event>\S+) -->\n```mermaid\n).*?(?P<foot>```\n)",
    re.DOTALL,
)
_STEPS = re.compile(
    r"(?P<head><!-- steps: make diagrams -->\n```mermaid\n).*?(?P<foot>```\n)", re.DOTALL
)
# Inputs other than buttons, as the arrows of the diagram name them.
_INPUTS = {
    Started: "/start",
    Said: "(text)",
    Shared: "(contact)",
    Attached: "(file)",
    Arrived: "(file fetched)",
}


def current(text: str) -> str:
    """Return a document with its diagrams as the code and the events are now."""
    text = _CHART.sub(lambda found: found["head"] + _drawn(found["event"]) + found["foot"], text)
    return _STEPS.sub(lambda found: found["head"] + steps_drawn() + found["foot"], text)


def steps_drawn() -> str:
    """Return the engine's table of transitions as a Mermaid state diagram: one arrow for each pair of steps."""
    lines = [
        "stateDiagram-v2",
        f'  state "the step that was left" as {LEFT}',
        '  state "every step but the entrance\'s" as any',
        "  [*] --> New",
    ]
    for step, row in TRANSITIONS.items():
        lines += _arrows(step.__name__, row)
    lines += _arrows("any", ANYWHERE, "{}")
    lines += _arrows("any", COMMANDS, "/{}")
    lines += _arrows("any", NOTICES, "{} below a notice")
    return "\n".join(lines) + "\n"


def _arrows(source: str, row: Row, form: str = "{}") -> list[str]:
    words: dict[Target, list[str]] = {}
    for trigger, targets in row.items():
        for target in targets:
            words.setdefault(target, []).append(form.format(_word(trigger)))
    return [
        f"  {source} --> {target if isinstance(target, str) else target.__name__}: {', '.join(said)}"
        for target, said in words.items()
    ]


def _word(trigger: Trigger) -> str:
    return trigger if isinstance(trigger, str) else _INPUTS[trigger]


def _drawn(event: str) -> str:
    shipped = "/" not in event
    return draw(load(event if shipped else ROOT / event).form) + "\n"


def main() -> int:
    for path in sorted((ROOT / "docs").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        path.write_text(current(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
