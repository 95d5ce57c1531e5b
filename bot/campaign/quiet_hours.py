"""Tells quiet hours and days in the event's time zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.events.event import Event


def is_quiet(at: datetime, event: Event) -> bool:
    """Return whether nobody is written to at that instant."""
    start, end = event.quiet_hours
    clock = at.astimezone(event.zone).time()
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end


def awake(at: datetime, event: Event) -> datetime:
    """Return the instant itself, or the end of the quiet hours in which it lies."""
    if not is_quiet(at, event):
        return at
    _, end = event.quiet_hours
    local = at.astimezone(event.zone)
    morning = local.date() if local.time() < end else local.date() + timedelta(days=1)
    return on(morning, end, event)


def on(day: date, clock: time, event: Event) -> datetime:
    """Return that time of that day in the event's zone."""
    return datetime.combine(day, clock, tzinfo=event.zone)


def today(now: datetime, event: Event) -> date:
    return now.astimezone(event.zone).date()
