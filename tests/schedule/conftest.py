"""The fixtures are the desk's: the schedule speaks to the same people."""

from tests.world import campaign, world

__all__ = ["campaign", "world"]
