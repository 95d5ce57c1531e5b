"""How long sheets take, and how much memory: `python -m tests.bench.spreadsheets` prints a table.

Each figure is of a process of its own, so that no other's memory is counted. It judges nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import NamedTuple

import psutil

from bot.documents.delegation import preview
from bot.documents.export import ReplyRow, every_state
from bot.documents.sheet import Sheet, read_sheet
from bot.documents.table import csv_file
from bot.documents.template import template
from bot.documents.workbook import workbook
from bot.engine.standing import ReplyReview, ReplyStage
from bot.events import reader
from bot.events.parties import load
from bot.mission.parsers import make_help
from bot.texts.typed_words import words_for
from tests.documents.samples import content, members

_PEOPLE = 100
_AS_OF = datetime(2003, 11, 3, tzinfo=UTC)
_EVENT = reader.load("wsis-geneva-2003")
_LIST = next(iter(_EVENT.form.repeats.values()))


class Figure(NamedTuple):
    """What one piece of work took: seconds on the clock, of the processor, and all memory at its peak."""

    what: str
    seconds: float
    cpu_seconds: float
    peak_mb: float
    result: str


def _rows() -> list[ReplyRow]:
    parties = load()
    reply = content(_PEOPLE)
    rows = {
        p.code: ReplyRow(p, ReplyStage.SUBMITTED, ReplyReview.NEW, 1, None, _AS_OF, content=reply)
        for p in parties
    }
    return list(every_state(parties, rows, language="en"))


def _workbook() -> Callable[[], str]:
    rows = _rows()
    return lambda: f"{len(workbook(_EVENT, rows, language='en', as_of=_AS_OF).data)} bytes"


def _csv() -> Callable[[], str]:
    rows = _rows()
    return lambda: f"{len(csv_file(_EVENT, rows, language='en', sheet='delegates').data)} bytes"


def _template() -> Callable[[], str]:
    people = list(members(2000))
    return lambda: f"{len(template(_EVENT, _LIST, language='en', members=people).data)} bytes"


def _import() -> Callable[[], str]:
    people = list(members(2000))
    data = template(_EVENT, _LIST, language="en", members=people).data
    help = make_help(words_for(_EVENT, "fr"), "FR", load(), date(2003, 11, 1))

    def work() -> str:
        sheet = read_sheet(_LIST, data, language="fr")
        assert isinstance(sheet, Sheet)
        found = preview(_LIST, people, sheet, help=help, language="fr")
        return f"{len(found.same)} already there"

    return work


WORK: dict[str, Callable[[], Callable[[], str]]] = {
    f"export, 195 States of {_PEOPLE} people, XLSX": _workbook,
    f"export, 195 States of {_PEOPLE} people, CSV": _csv,
    "template with 2,000 people": _template,
    "import and preview of 2,000 people": _import,
}


def measured(what: str) -> Figure:
    """One piece of work in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.spreadsheets", what]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Figure(*json.loads(done.stdout))


def measure(what: str) -> Figure:
    """One piece of work, here and now."""
    work = WORK[what]()
    start, cpu = time.perf_counter(), time.process_time()
    result = work()
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu
    return Figure(what, seconds, cpu_seconds, _peak_bytes() / 1e6, result)


def _peak_bytes() -> int:
    try:
        import resource
    except ImportError:  # Windows tells the peak itself
        return int(getattr(psutil.Process().memory_info(), "peak_wset", 0))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def main(arguments: list[str]) -> None:
    if arguments:
        print(json.dumps(measure(arguments[0])))
        return
    for what in WORK:
        f = measured(what)
        print(
            f"{f.what:<46}{f.seconds:6.2f} s ({f.cpu_seconds:.2f} s CPU)"
            f"{f.peak_mb:8.1f} MB  {f.result}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
