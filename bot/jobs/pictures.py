"""Reads the figures for the pictures of /status; bot.documents draws them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime

from bot.campaign.campaign import Campaign
from bot.documents import File
from bot.engine.form import Repeat
from bot.jobs.exports import Collected, gather
from bot.texts.regions import region_of
from storage import Db


def chart(
    campaign: Campaign, db: Db, kind: str, *, language: str, as_of: datetime
) -> Callable[[], File]:
    """Return the maker of the picture of that kind."""
    collected = gather(campaign, db)
    deadline = campaign.deadline(db)
    match kind:
        case "progress":
            return lambda: _progress(collected, deadline, language, as_of)
        case "regions":
            return lambda: _regions(collected, language, as_of)
        case _:
            return lambda: _numbers(collected, language, as_of)


def _progress(
    collected: Collected, deadline: datetime | None, language: str, as_of: datetime
) -> File:
    from bot.documents.charts import chart_progress

    rows = collected.rows.values()
    replied = [row.sent_at for row in rows if row.sent_at is not None]
    invited = [row.invited_at for row in rows if row.invited_at is not None]
    event = collected.campaign.event
    return chart_progress(
        event,
        replied,
        invited=len(rows),
        since=min([*invited, *replied, as_of]).astimezone(event.zone).date(),
        deadline=deadline,
        language=language,
        as_of=as_of,
    )


def _regions(collected: Collected, language: str, as_of: datetime) -> File:
    from bot.documents.charts import chart_regions

    stages: dict[str, Counter[str]] = defaultdict(Counter)
    for row in collected.in_order(language):
        stages[region_of(row.party)][row.stage or "not_invited"] += 1
    return chart_regions(collected.campaign.event, stages, language=language, as_of=as_of)


def _numbers(collected: Collected, language: str, as_of: datetime) -> File:
    from bot.documents.chart_contents import Numbers
    from bot.documents.charts import chart_numbers

    repeat = next(iter(collected.campaign.event.form.repeats.values()), None)
    announced: Counter[str] = Counter()
    named: Counter[str] = Counter()
    regions = {region_of(party) for party in collected.campaign.parties}
    for row in collected.rows.values():
        if row.content is None or repeat is None:
            continue
        announced[region_of(row.party)] += _announced(repeat, row.content.answers)
        named[region_of(row.party)] += len(row.content.records.get(repeat.name, ()))
    numbers = {region: Numbers(announced[region], named[region]) for region in regions}
    return chart_numbers(collected.campaign.event, numbers, language=language, as_of=as_of)


def _announced(repeat: Repeat, answers: object) -> int:
    value = answers.get(repeat.announced_by) if isinstance(answers, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
