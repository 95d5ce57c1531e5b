"""How long paper takes: `python -m tests.bench.documents` prints a table. It judges nothing."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import psutil

from bot.documents.chart_contents import Numbers
from bot.documents.charts import chart_numbers
from bot.documents.letter import AddressedInvitation, letters
from bot.documents.participants import list_of_participants
from bot.documents.receipt import ReceiptContent, receipt
from bot.events.event import Event
from bot.events.parties import Party
from bot.events.parties import load as load_parties
from bot.events.reader import load
from bot.i18n.languages import LANGUAGES
from bot.texts.regions import REGIONS
from tests.documents import samples

_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    value: float
    unit: str
    note: str = ""


def measure() -> list[Row]:
    """Every measurement, in the order in which issue and readers ask for them."""
    event = load("wsis-geneva-2003")
    return [
        *_receipts(event),
        _letters(event),
        *(_participants(event, kind) for kind in ("pdf", "docx")),
        _chart(event),
        Row("memory of the process after all this", _peak_mb(), "MB"),
    ]


def _receipts(event: Event) -> list[Row]:
    parties = list(load_parties())

    def took(party: Party, language: str, revision: ReceiptContent) -> float:
        return _seconds(lambda: receipt(event, party, revision, language=language))

    rows = []
    for language in LANGUAGES:
        # The first pays for reading the fonts; each other is of another State, so nothing is kept.
        first, *others = (took(party, language, samples.amended()) for party in parties[:_ROUNDS])
        median = statistics.median(others) * 1000
        rows.append(Row(f"receipt, {language}", median, "ms", f"first {first * 1000:.0f} ms"))
    thousand = took(parties[0], "en", samples.amended(1000))
    return [*rows, Row("receipt with 1,000 delegates", thousand, "s")]


def _letters(event: Event) -> Row:
    invitations = [
        AddressedInvitation(
            party,
            f"DM-1046/{party.code}",
            f"https://t.me/focal_point_bot?start=I_7Kq2mW9xZrT4vB8{party.code}",
            LANGUAGES[place % len(LANGUAGES)],
        )
        for place, party in enumerate(load_parties())
    ]
    sizes: list[int] = []
    took = _seconds(lambda: sizes.append(len(letters(event, invitations, language="en").data)))
    return Row(f"{len(invitations)} letters as ZIP", took, "s", f"{sizes[0] / 1e6:.1f} MB")


def _participants(event: Event, kind: Literal["pdf", "docx"]) -> Row:
    replies = [(party, samples.content(26)) for party in load_parties()]
    took = _seconds(
        lambda: list_of_participants(
            event, replies, language="fr", provisional=True, as_of=samples.SENT_AT, kind=kind
        )
    )
    return Row(f"list of {26 * len(replies):,} participants, {kind.upper()}", took, "s")


def _chart(event: Event) -> Row:
    numbers = {region: Numbers(640, 212) for region in REGIONS}

    def took(language: str) -> float:
        return _seconds(
            lambda: chart_numbers(event, numbers, language=language, as_of=samples.SENT_AT)
        )

    return Row("chart", statistics.median(map(took, LANGUAGES)) * 1000, "ms")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _peak_mb() -> float:
    return psutil.Process().memory_info().rss / 1e6


def main() -> None:
    for row in measure():
        print(f"{row.what:<44}{row.value:>9.1f} {row.unit:<3} {row.note}")


if __name__ == "__main__":
    main()
