from __future__ import annotations

import pytest

from bot.events.event import Event
from bot.events.reader import load


@pytest.fixture(scope="session")
def event() -> Event:
    """The event that is shipped."""
    return load("wsis-geneva-2003")
