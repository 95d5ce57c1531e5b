"""Checks an event file, missing translations included, and words the result."""

from __future__ import annotations

from pathlib import Path

from bot.engine.form import Item, Repeat
from bot.events import parties
from bot.events.event import Event
from bot.events.reader import EventFault, Translated, find, load

OK, FAULTY = 0, 2


def run(name_or_path: str | Path, is_translated: Translated) -> tuple[int, str]:
    """Return the exit status and the output: every fault with its place, or a summary."""
    try:
        event = load(name_or_path, is_translated=is_translated)
    except EventFault as fault:
        lines = [str(one) for one in fault.faults]
        count = "1 fault" if len(lines) == 1 else f"{len(lines)} faults"
        return FAULTY, "\n".join([*lines, f"{find(name_or_path).name}: {count}"])
    return OK, f"{find(name_or_path).name}: no faults\n{summary(event)}"


def summary(event: Event) -> str:
    """Return the event in a few lines, for whoever wrote the file to recognise it."""
    count = len(parties.load()) if event.parties is None else len(event.parties)
    deadline = f"{event.deadline:%Y-%m-%d %H:%M} UTC" if event.deadline else "none"
    return "\n".join(
        [
            f"{event.code}: {event.title.msgid}, {event.starts} to {event.ends}",
            f"languages: {', '.join(event.languages)} · States: {count} · deadline: {deadline}",
            *(
                f"  {section.name}: {', '.join(map(_asked, section.items))}"
                for section in event.form.sections
            ),
            f"form version: {event.form.version}",
        ]
    )


def _asked(item: Item) -> str:
    if isinstance(item, Repeat):
        return f"{item.name} (each: {', '.join(question.name for question in item.questions)})"
    return item.name
