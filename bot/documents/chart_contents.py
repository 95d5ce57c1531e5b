"""Composes the pictures of how the replies stand: lengths, words and figures in one language."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from bot.engine.standing import ReplyStage
from bot.events.event import Event
from bot.i18n.tongue import NP_, Tongue
from bot.texts.regions import REGIONS, region_name

# Where each stage of a reply is counted.
STAGES: Mapping[str, str] = {
    ReplyStage.SUBMITTED: "replied",
    ReplyStage.AMENDED: "replied",
    ReplyStage.DRAFT: "preparing",
    ReplyStage.OPENED: "preparing",
    ReplyStage.INVITED: "waiting",
    ReplyStage.WITHDRAWN: "withdrawn",
    "not_invited": "uninvited",
}
STANDS: Mapping[str, str] = {
    "replied": NP_("chart", "replied"),
    "preparing": NP_("chart", "in preparation"),
    "waiting": NP_("chart", "not opened yet"),
    "withdrawn": NP_("chart", "withdrawn"),
    "uninvited": NP_("chart", "not invited yet"),
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """A region's people: announced by number, and named."""

    announced: int
    named: int


def progress_content(
    event: Event,
    replied_at: Iterable[datetime],
    *,
    invited: int,
    since: date,
    deadline: datetime | None,
    tongue: Tongue,
    as_of: datetime,
) -> dict[str, object]:
    """Return how many States had replied on each day since `since`, against the deadline.

    `replied_at` is when each State's first reply came; later ones than `as_of` do not count.
    """
    days = sorted(at.astimezone(event.zone).date() for at in replied_at if at <= as_of)
    today = as_of.astimezone(event.zone).date()
    closes = deadline.astimezone(event.zone).date() if deadline else None
    whole = max(invited, len(days), 1)
    span = Span(min([since, *days]), max(day for day in (today, closes, since) if day))
    return {
        **_frame(event, tongue, as_of, tongue.plain("Replies over time")),
        "headline": tongue.plain(
            "{replied} of {invited} States have replied.", replied=len(days), invited=invited
        ),
        "points": steps(days, span, today, whole),
        "ticks": [{"y": n / whole, "label": tongue.number(n)} for n in ticks(whole)],
        "marks": list(_marks(tongue, span, today, closes)),
        "from": tongue.date(span.first),
        "until": tongue.date(span.last),
    }


def regions_content(
    event: Event, stages: Mapping[str, Mapping[str, int]], *, tongue: Tongue, as_of: datetime
) -> dict[str, object]:
    """Return how many States of each region are at which stage: region → stage → States.

    Stages are those of storage, and `not_invited`.
    """
    rows = []
    seen: set[str] = set()
    for region in REGIONS:
        counted = dict.fromkeys(STANDS, 0)
        for stage, number in stages.get(region, {}).items():
            counted[STAGES[stage]] += number
        seen.update(kind for kind, number in counted.items() if number)
        if whole := sum(counted.values()):
            replied = counted["replied"]
            total = tongue.plain_as("chart", "{replied} of {all}", replied=replied, all=whole)
            bar = [_part(kind, number, whole, tongue) for kind, number in counted.items()]
            rows.append({"label": region_name(tongue, region), "total": total, "bars": [bar]})
    return {
        **_frame(event, tongue, as_of, tongue.plain("Replies by region")),
        "rows": rows,
        "legend": [
            (kind, tongue.plain_as("chart", label))
            for kind, label in STANDS.items()
            if kind in seen
        ],
    }


def numbers_content(
    event: Event, numbers: Mapping[str, Numbers], *, tongue: Tongue, as_of: datetime
) -> dict[str, object]:
    """Return participants announced against participants named, by region."""
    largest = max((max(n.announced, n.named) for n in numbers.values()), default=0) or 1
    announced = sum(n.announced for n in numbers.values())
    named = sum(n.named for n in numbers.values())
    return {
        **_frame(event, tongue, as_of, tongue.plain("Participants announced and named")),
        "headline": tongue.plain(
            "{announced} announced, {named} named", announced=announced, named=named
        ),
        "rows": [
            {
                "label": region_name(tongue, region),
                "total": tongue.plain_as("chart", "{announced} · {named}", **figures),
                "bars": [[_part(kind, figures[kind], largest, tongue)] for kind in figures],
            }
            for region in REGIONS
            if region in numbers and (figures := asdict(numbers[region]))
        ],
        "legend": [
            ("announced", tongue.plain_as("chart", "announced")),
            ("named", tongue.plain_as("chart", "named")),
        ],
    }


def _frame(event: Event, tongue: Tongue, as_of: datetime, title: str) -> dict[str, object]:
    """Return what every picture has, with "nothing yet" where there is nothing to show."""
    return {
        "title": title,
        "event": tongue.text(event.title),
        "headline": "",
        "as_of": tongue.plain("As of {moment}", moment=tongue.moment(as_of, event.zone)),
        "points": [],
        "rows": [],
        "legend": [],
    }


def _part(kind: str, number: int, whole: int, tongue: Tongue) -> dict[str, object]:
    return {"kind": kind, "share": number / whole, "label": tongue.number(number)}


@dataclass(frozen=True, slots=True)
class Span:
    """The days that the picture shows."""

    first: date
    last: date

    def place(self, day: date) -> float:
        """Return a day as a share of the span: 0 on the first day, 1 at the end of the last."""
        return (day - self.first) / (self.last - self.first + timedelta(days=1))


def steps(days: Sequence[date], span: Span, today: date, whole: int) -> list[tuple[float, float]]:
    """Yield the corners of the stairs: level through each day, up at its end."""
    points = [(0.0, 0.0)]
    for day in sorted({*days, today}):
        end = span.place(min(day, span.last) + timedelta(days=1))
        points.append((end, points[-1][1]))
        points.append((end, bisect_right(days, day) / whole))
    return points


def ticks(whole: int) -> list[int]:
    """Return round numbers up to the whole, and the whole."""
    step = next(
        size for power in range(12) for size in (10**power, 2 * 10**power, 5 * 10**power)
        if whole / size <= 4
    )  # fmt: skip
    # One too near to the whole would be printed over it.
    return [*range(step, whole - step // 2, step), whole]


def _marks(
    tongue: Tongue, span: Span, today: date, closes: date | None
) -> Iterable[dict[str, object]]:
    end = timedelta(days=1)
    if closes is not None:
        label = tongue.plain("Deadline: {day}", day=tongue.date(closes))
        yield {"x": span.place(closes + end), "label": label, "strong": True, "row": 0}
    if today < span.last:
        label = tongue.plain("Today: {day}", day=tongue.date(today))
        yield {"x": span.place(today + end), "label": label, "strong": False, "row": 1}
