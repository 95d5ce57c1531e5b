"""Quiet hours: those of the event's place, over a change of its clocks, by day, or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.campaign.campaign import Campaign
from bot.campaign.quiet_hours import awake, is_quiet
from tests.world import campaign

__all__ = ["campaign"]


@pytest.mark.parametrize(
    ("at", "quiet", "morning"),
    [
        ("2003-09-01T18:59Z", False, "2003-09-01T18:59Z"),
        ("2003-09-01T19:00Z", True, "2003-09-02T06:00Z"),
        ("2003-09-02T05:59Z", True, "2003-09-02T06:00Z"),
        ("2003-09-02T06:00Z", False, "2003-09-02T06:00Z"),
        # The night in which the clocks go back.
        ("2003-10-25T20:00Z", True, "2003-10-26T07:00Z"),
    ],
)
def test_quiet_hours_are_those_of_the_events_place(
    campaign: Campaign, at: str, quiet: bool, morning: str
) -> None:
    moment = datetime.fromisoformat(at)

    assert is_quiet(moment, campaign.event) == quiet
    assert awake(moment, campaign.event) == datetime.fromisoformat(morning)


def test_an_event_may_have_quiet_hours_by_day_or_none(campaign: Campaign) -> None:
    start, end = campaign.event.quiet_hours
    at_noon = datetime(2003, 9, 1, 10, 0, tzinfo=UTC)
    by_day = replace(campaign.event, quiet_hours=(end, start))
    never = replace(campaign.event, quiet_hours=(start, start))

    assert is_quiet(at_noon, by_day)
    assert not any(is_quiet(at_noon + timedelta(hours=n), never) for n in range(24))
