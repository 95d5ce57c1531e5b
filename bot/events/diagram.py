"""Draws the way through an event's form as a Mermaid flowchart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from bot.engine.expressions import Expression
from bot.engine.form import Form, Item, Question, Repeat, Section


def draw(form: Form) -> str:
    """Return the questions in their order.

    A diamond where something is asked only in some replies.
    """
    chart = _Chart()
    chart.node("start", "([Start])")
    for section in form.sections:
        chart.section(section)
    chart.node("send", "([Review and send])")
    return "\n".join(["flowchart TD", *chart.lines, *chart.arrows])


@dataclass
class _Chart:
    lines: list[str] = field(default_factory=list)
    # Kept apart: an arrow within a subgraph would pull both its ends into it.
    arrows: list[str] = field(default_factory=list)
    # What leads to the node that comes next: (node, words on the arrow).
    _open: list[tuple[str, str]] = field(default_factory=list)
    _diamonds: int = 0

    def node(self, name: str, shape: str) -> None:
        self.lines.append(f"  {name}{shape}")
        for source, words in self._open:
            arrow = f'-- "{words}" -->' if words else "-->"
            self.arrows.append(f"  {source} {arrow} {name}")
        self._open = [(name, "")]

    def section(self, section: Section) -> None:
        past = self._diamond(section.relevant)
        self.lines.append(f'  subgraph s_{section.name} ["{_words(section.label.msgid)}"]')
        for relevant, items in _runs(section.items):
            around = self._diamond(relevant)
            for item in items:
                self.node(f"q_{item.name}", _shape(item))
                if isinstance(item, Repeat):
                    self._each(item)
            self._open += around
        self.lines.append("  end")
        self._open += past

    def _each(self, repeat: Repeat) -> None:
        """Draw the questions of one entry, beside the list that they lead back to."""
        asked = "<br>".join(f"{one.name}{_star(one)}{_if(one)}" for one in repeat.questions)
        self.lines.append(f'  each_{repeat.name}["{asked}"]')
        self.arrows.append(f'  q_{repeat.name} <-. "each" .-> each_{repeat.name}')

    def _diamond(self, relevant: Expression | None) -> list[tuple[str, str]]:
        """Draw a condition; return the node that leads past what depends on it."""
        if relevant is None:
            return []
        self._diamonds += 1
        name = f"if_{self._diamonds}"
        self.node(name, f'{{"{_words(relevant.source)}"}}')
        self._open = [(name, "yes")]
        return [(name, "no")]


def _runs(items: Sequence[Item]) -> Iterator[tuple[Expression | None, list[Item]]]:
    """Yield neighbours that depend on the same condition."""
    for relevant, run in groupby(items, key=lambda item: item.relevant):
        yield relevant, list(run)


def _shape(item: Item) -> str:
    if isinstance(item, Repeat):
        return f'[["{item.name}: {_words(item.label.msgid)}"]]'
    return f'["{item.name}{_star(item)}: {_words(item.label.msgid)}"]'


def _star(question: Question) -> str:
    return "*" if question.required else ""


def _if(question: Question) -> str:
    return f" (if {_words(question.relevant.source)})" if question.relevant else ""


def _words(text: str) -> str:
    """Escape text within the double quotes of a node, for which Mermaid has entities only."""
    for sign, entity in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        text = text.replace(sign, entity)
    return " ".join(text.split())
