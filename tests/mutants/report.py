"""Words the result of a run: a table by room, and each survivor with its change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.mutants.mutant import Mutant
from tests.mutants.sampling import room_of
from tests.mutants.trial import Verdict


@dataclass(frozen=True, slots=True)
class Result:
    """A mutant and what the tests said of it."""

    mutant: Mutant
    verdict: Verdict

    @property
    def has_survived(self) -> bool:
        return not self.verdict.noticed_by


def table(results: Sequence[Result]) -> Iterator[str]:
    """Yield the lines of the table: mutants and noticed ones by room, and of all."""
    drawn = Counter(room_of(each.mutant.path) for each in results)
    noticed = Counter(room_of(each.mutant.path) for each in results if not each.has_survived)
    yield f"{'room':<12} {'mutants':>7} {'noticed':>7} {'%':>5}"
    for room in sorted(drawn):
        yield _row(room, drawn[room], noticed[room])
    yield _row("all", drawn.total(), noticed.total())


def _row(room: str, drawn: int, noticed: int) -> str:
    return f"{room:<12} {drawn:>7} {noticed:>7} {100 * noticed / max(drawn, 1):>5.0f}"


def survivors(results: Sequence[Result], modules: Mapping[str, str]) -> Iterator[str]:
    """Yield three lines for each survivor: its place, the line before, the line after."""
    for each in sorted(results, key=lambda each: (each.mutant.path, each.mutant.line)):
        if each.has_survived:
            before, after = each.mutant.lines(modules[each.mutant.path].encode())
            place = f"{each.mutant.path}:{each.mutant.line}"
            yield f"{place}  {each.mutant.operator}  (tests run: {each.verdict.tests_run})"
            yield f"  - {before}"
            yield f"  + {after}"


def as_json(results: Sequence[Result], modules: Mapping[str, str]) -> list[dict[str, object]]:
    """Return the survivors as they are written by --json."""
    found = []
    for each in results:
        if each.has_survived:
            before, after = each.mutant.lines(modules[each.mutant.path].encode())
            found.append(
                {
                    "path": each.mutant.path,
                    "line": each.mutant.line,
                    "function": each.mutant.function,
                    "room": room_of(each.mutant.path),
                    "operator": each.mutant.operator.value,
                    "before": before,
                    "after": after,
                    "tests_run": each.verdict.tests_run,
                }
            )
    return found
