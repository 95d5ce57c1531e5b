"""What goes wrong, and when: one die for everything outside of people, so that a seed tells all of it."""

from __future__ import annotations

import random
from collections import Counter


class Killed(BaseException):
    """The process is dead at this very step: nothing of it catches this."""


class Fate:
    """Decides about kills and faults; `calm` ends them. Counts both."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(f"fate {seed}")
        self.calm = False
        self.kills = 0
        self.faults: Counter[str] = Counter()
        # How lively this world is, from a few troubles to one after the other.
        self._trouble = self._dice.choice((0.3, 1.0, 2.5))
        self._steps_left: int | None = None

    # ------------------------------------------------------------ kills

    def begin_life(self) -> None:
        """A process starts; it may have few steps before it."""
        longest = self._dice.choice((60, 600, 6000, 60_000))
        self._steps_left = int(self._dice.randrange(1, longest) / self._trouble) + 1

    def step(self, weight: int = 1) -> None:
        """One step of the process; a heavier one is met by more kills.

        Raises: Killed
        """
        if self.calm or self._steps_left is None:
            return
        self._steps_left -= weight
        if self._steps_left <= 0:
            self._steps_left = None
            self.kills += 1
            raise Killed

    def downtime_seconds(self) -> float:
        """How long nobody starts it again."""
        return self._dice.choice((0.2, 1.0, 5.0, 5.0, 20.0, 20.0, 200.0, 900.0))

    def stops_cleanly_after_seconds(self) -> float | None:
        """Now and then somebody asks the process to stop."""
        if self.calm or self._dice.random() > 0.2:
            return None
        return self._dice.uniform(1, 300)

    # ------------------------------------------------------------ faults

    def fault(self, kind: str, chance: float) -> bool:
        """Whether that goes wrong now."""
        if self.calm or self._dice.random() >= chance * self._trouble:
            return False
        self.faults[kind] += 1
        return True

    def one_of(self, *kinds: str) -> str:
        return self._dice.choice(kinds)

    def between(self, low: float, high: float) -> float:
        return self._dice.uniform(low, high)

    def number(self, low: int, high: int) -> int:
        return self._dice.randint(low, high)

    def shuffle(self, things: list[object]) -> None:
        self._dice.shuffle(things)
