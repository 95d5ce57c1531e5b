"""Defines what a job's handler returns: what came of the job, for the runner to commit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.campaign.work import Work
from storage.jobs import Job

# About three hours: longer than Telegram's longest outages, and its ids of files stay good.
MAX_ATTEMPTS = 40


def _nothing(_: Work) -> None:
    """Default consequence: do nothing."""


@dataclass(frozen=True, slots=True)
class Done:
    """The job is done; `then` is what it leads to, in the transaction that ends it."""

    then: Callable[[Work], None] = _nothing


@dataclass(frozen=True, slots=True)
class TryAgain:
    """The world failed for now; None leaves the wait to the runner."""

    reason: str
    after_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class CalledOff:
    """There is nothing left to do."""


Outcome = Done | TryAgain | CalledOff
Handler = Callable[[Job], Awaitable[Outcome]]
