"""What this process has done since it began, in numbers, and their text for Prometheus. Reads nothing and keeps nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from storage.outbox import Lane

PREFIX = "focal_point_"
# A turn takes about a millisecond; a message about a tenth of a second, or as long as Telegram is away.
TURN_SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0)
DELIVERY_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)
LANES: Mapping[Lane, str] = {
    Lane.INTERACTIVE: "interactive",
    Lane.NOTICE: "notice",
    Lane.BULK: "bulk",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One line: a value, the labels it has, and an ending to the name where the kind wants one."""

    value: float
    labels: Mapping[str, str] = field(default_factory=dict)
    ending: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """A figure with all its lines; `kind` is Prometheus's: counter, gauge or histogram."""

    name: str
    kind: str
    help: str
    samples: Sequence[Sample]


class Histogram:
    """How often a span was no longer than each bound."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def add(self, seconds: float) -> None:
        self._counts[bisect_left(self._bounds, seconds)] += 1
        self._sum += seconds

    def samples(self, labels: Mapping[str, str]) -> Iterable[Sample]:
        total = 0
        for bound, count in zip((*self._bounds, float("inf")), self._counts, strict=True):
            total += count
            yield Sample(total, {**labels, "le": _number(bound)}, "_bucket")
        yield Sample(self._sum, labels, "_sum")
        yield Sample(total, labels, "_count")


class Meter:
    """Counts what happens; whoever does it says so here."""

    def __init__(self) -> None:
        self._updates = 0
        self._turns: Counter[str] = Counter({"handled": 0, "set_aside": 0})
        self._turn_seconds = Histogram(TURN_SECONDS)
        self._sends: Counter[tuple[str, str]] = Counter()
        self._delivery = {lane: Histogram(DELIVERY_SECONDS) for lane in LANES}

    def took(self, updates: int) -> None:
        """A batch of updates has committed."""
        self._updates += updates

    def turned(self, seconds: float, *, set_aside: bool) -> None:
        """A turn is over; it has not committed yet."""
        self._turns["set_aside" if set_aside else "handled"] += 1
        self._turn_seconds.add(seconds)

    def tried(self, lane: Lane, outcome: str) -> None:
        """A call of a row has come to an end, such as `sent` or `again`."""
        self._sends[LANES[lane], outcome] += 1

    def delivered(self, lane: Lane, seconds: float) -> None:
        """Telegram has a row, so long after it was written."""
        self._delivery[lane].add(max(0.0, seconds))

    def families(self) -> list[Family]:
        return [
            Family("updates_total", "counter", "Updates stored.", [Sample(self._updates)]),
            Family(
                "turns_total",
                "counter",
                "Updates handled, or set aside because of a mistake of ours.",
                [Sample(count, {"outcome": name}) for name, count in self._turns.items()],
            ),
            Family(
                "turn_seconds",
                "histogram",
                "How long the handling of an update took, without the commit.",
                [*self._turn_seconds.samples({})],
            ),
            Family(
                "sends_total",
                "counter",
                "Calls to Telegram for a row of the outbox, by what came of them.",
                [
                    Sample(count, {"lane": lane, "outcome": outcome})
                    for (lane, outcome), count in sorted(self._sends.items())
                ],
            ),
            Family(
                "delivery_seconds",
                "histogram",
                "From the turn that wrote a message to Telegram's receipt.",
                [
                    sample
                    for lane, histogram in self._delivery.items()
                    for sample in histogram.samples({"lane": LANES[lane]})
                ],
            ),
        ]


def text(families: Iterable[Family]) -> str:
    """Prometheus's text format, version 0.0.4."""
    lines: list[str] = []
    for family in families:
        name = PREFIX + family.name
        lines += [f"# HELP {name} {family.help}", f"# TYPE {name} {family.kind}"]
        lines += [_line(name, sample) for sample in family.samples]
    return "\n".join(lines) + "\n"


def _line(name: str, sample: Sample) -> str:
    labels = ",".join(f'{key}="{_escaped(value)}"' for key, value in sample.labels.items())
    shown = f"{{{labels}}}" if labels else ""
    return f"{name}{sample.ending}{shown} {_number(sample.value)}"


def _number(value: float) -> str:
    return "+Inf" if value == float("inf") else f"{value:.12g}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
