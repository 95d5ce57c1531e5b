"""The fixtures of the desk's tests."""

from __future__ import annotations

from tests.world import campaign, world

__all__ = ["campaign", "world"]
