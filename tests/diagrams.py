"""Draws the flowcharts in the documentation anew from the events they show; `make diagrams`.

A flowchart follows a line `<!-- python -m bot diagram EVENT -->`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from bot.events.diagram import draw
from bot.events.reader import load

ROOT = Path(__file__).parents[1]
_CHART = re.compile(
    r"(?P<head><!-- python -m bot diagram (?P<event>\S+) -->\n```mermaid\n).*?(?P<foot>```\n)",
    re.DOTALL,
)


def current(text: str) -> str:
    """A document with its flowcharts as their events are now."""
    return _CHART.sub(lambda found: found["head"] + _drawn(found["event"]) + found["foot"], text)


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
