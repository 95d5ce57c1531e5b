"""`python -m tests.simulation --seeds N`: runs seeds and counts what became of them; ends with 1 where one fails."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.simulation.judge import Result
from tests.simulation.quiet import quiet
from tests.simulation.run import simulate


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many seeds")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--minutes", type=float, help="no further seed after so long")
    parser.add_argument("--acts", type=int, help="how much people do on a day; else by the seed")
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    given = parser.parse_args(arguments)
    began = time.monotonic()
    results: list[Result] = []
    pool = ProcessPoolExecutor(given.jobs)
    try:
        seeds = range(given.first, given.first + given.seeds)
        for result in pool.map(partial(_quietly, acts=given.acts), seeds):
            results.append(result)
            _tell_of_failure(result, given.acts)
            if given.minutes and time.monotonic() - began > given.minutes * 60:
                break
    finally:
        pool.shutdown(cancel_futures=True)
    print(summary(results, time.monotonic() - began))
    return 0 if all(result.is_good for result in results) else 1


def _quietly(seed: int, *, acts: int | None) -> Result:
    with quiet():
        return simulate(seed, acts=acts)


def _tell_of_failure(result: Result, acts: int | None) -> None:
    if result.is_good:
        return
    print(f"seed {result.seed} failed (run {result.digest}):")
    for complaint in result.complaints[:12]:
        print(f"  {complaint}")
    again = f"python -m tests.simulation --seeds 1 --first {result.seed}"
    print(f"again: {again}{'' if acts is None else f' --acts {acts}'}", flush=True)


def summary(results: Sequence[Result], seconds: float) -> str:
    """The line that counts."""

    def total(name: str) -> int:
        return sum(getattr(result, name) for result in results)

    return (
        f"seeds {len(results)} · kills {total('kills')} · faults {total('faults')} · "
        f"answers {total('answers')} · notifications {total('notifications')} · "
        f"lost {total('lost')} · duplicated {total('duplicated')} · "
        f"repeated in flight {total('in_flight')} · "
        f"failed {sum(not result.is_good for result in results)} · {seconds:.0f} s"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
