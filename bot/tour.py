"""The story that the sandbox's page plays by itself: an invitation, two missions, the secretariat. Data for the page, no code."""

from __future__ import annotations

from typing import Any

from bot.demo import ADMIN_ID, GROUP_ID

Step = dict[str, Any]


def story() -> dict[str, Any]:
    """The tour as the sandbox takes it."""
    return {"title": "A summit's replies, from invitation to acceptance", "steps": []}


__all__ = ["ADMIN_ID", "GROUP_ID", "story"]
