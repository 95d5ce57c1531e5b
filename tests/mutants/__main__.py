"""`python -m tests.mutants --seed N --mutants 100`: breaks sampled places, and lists the breaks that no test notices."""

from __future__ import annotations

import argparse
import json
import math
import queue
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants import report, sampling
from tests.mutants.choice import Chooser, naming_files, nearest_files
from tests.mutants.coverage_map import CoverageMap, measured, tree_hash
from tests.mutants.moved import followed
from tests.mutants.mutant import MODULE, Mutant
from tests.mutants.report import Result
from tests.mutants.trial import Copy, Question, TrialError, copy_tree

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ".mutants"
# Of a room.
EVERY_FILE = 1000
Choice = Callable[[Mutant], Question]


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same mutants")
    parser.add_argument("--mutants", type=int, default=100, help="how many")
    parser.add_argument("--room", default="", help="of one package of bot/, of app or storage only")
    parser.add_argument("--workers", type=int, default=2, help="copies that are tried at once")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the survivors there, too")
    maps = parser.add_mutually_exclusive_group()
    maps.add_argument(
        "--map", type=Path, metavar="FILE", help="use a map of code that has changed since"
    )
    maps.add_argument("--near", action="store_true", help="no map: ask the tests of the room only")
    parser.add_argument("--minutes", type=float, default=0, help="ask no further tests after that")
    parser.add_argument("--list", action="store_true", help="list the mutants, and try none")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Return 0 whatever survives: this informs. 2 where the run itself fails."""
    given = parsed(arguments)
    with tempfile.TemporaryDirectory() as folder:
        # Whatever is edited meanwhile, all is about the code as it is now.
        snapshot = Path(folder) / "snapshot"
        copy_tree(root, snapshot)
        modules = sampling.sources(snapshot)
        mutants = sampling.draw(modules, seed=given.seed, count=given.mutants, room=given.room)
        if not mutants:
            print(f"no such room: {given.room}", file=sys.stderr)
            return 2
        if given.list:
            print(*(f"{each.path}:{each.line}  {each.operator}" for each in mutants), sep="\n")
            return 0
        try:
            choice = _choice(given, snapshot, modules, root / KEPT)
            started = time.monotonic()
            results = _tried(mutants, choice, snapshot, given)
        except (OSError, RuntimeError, TrialError) as error:
            print(f"mutants: {error}", file=sys.stderr)
            return 2
    _print(results, modules, given.seed, time.monotonic() - started)
    if given.json is not None:
        found = report.as_json(results, modules)
        given.json.write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")
    return 0


def _choice(
    given: argparse.Namespace, snapshot: Path, modules: Mapping[str, str], kept: Path
) -> Choice:
    if given.near:
        return lambda mutant: Question(files=nearest_files(mutant.path, snapshot))
    tree = tree_hash(snapshot)
    path = given.map or kept / f"map-{tree}.json.gz"
    if given.map is None and not path.exists():
        print(f"making {path.name}: every test once, about ten minutes", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "tree"
            copy_tree(snapshot, copy)
            measured(copy, given.workers).save(path)
    coverage_map = followed(CoverageMap.load(path), snapshot)
    is_exact = coverage_map.tree == tree
    chooser = Chooser(coverage_map, modules, is_exact=is_exact)

    def choice(mutant: Mutant) -> Question:
        # What the map does not know: code that has come since, what is worked out once and kept, what
        # tests compare or read when they are collected. Few mutants get as far as these files.
        files = nearest_files(mutant.path, snapshot, most=EVERY_FILE)
        if mutant.function == MODULE:
            files = [*naming_files(mutant.names, snapshot), *files]
        return Question(tests=chooser.tests_for(mutant), files=list(dict.fromkeys(files)))

    return choice


def _tried(
    mutants: Sequence[Mutant], choice: Choice, snapshot: Path, given: argparse.Namespace
) -> list[Result]:
    """Return the results, of which there are fewer where the time given is over."""
    waiting = queue.SimpleQueue[Mutant]()
    # Where time runs out, it is not always the same rooms that are left.
    for mutant in random.Random(given.seed).sample(mutants, len(mutants)):
        waiting.put(mutant)
    end = time.monotonic() + 60 * given.minutes if given.minutes else math.inf
    results = list[Result]()
    told = threading.Lock()

    def work() -> None:
        with tempfile.TemporaryDirectory() as folder:
            copy = Copy(snapshot, Path(folder))
            try:
                while True:
                    try:
                        mutant = waiting.get_nowait()
                    except queue.Empty:
                        return
                    verdict = copy.judge(mutant, choice(mutant), end=end)
                    if verdict is None:
                        return
                    with told:
                        results.append(Result(mutant, verdict))
                        _tell(results[-1], len(results), len(mutants))
            finally:
                copy.close()

    with ThreadPoolExecutor(given.workers) as pool:
        for ended in [pool.submit(work) for _ in range(min(given.workers, len(mutants)))]:
            ended.result()
    return results


def _tell(result: Result, number: int, of: int) -> None:
    said = f"noticed by {result.verdict.noticed_by}" if not result.has_survived else "SURVIVED"
    mutant = result.mutant
    place = f"{mutant.path}:{mutant.line} {mutant.operator}"
    print(f"{number}/{of} {place}: {said}", file=sys.stderr, flush=True)


def _print(
    results: Sequence[Result], modules: Mapping[str, str], seed: int, seconds: float
) -> None:
    print(*report.survivors(results, modules), sep="\n")
    print()
    print(*report.table(results), sep="\n")
    each = seconds / max(len(results), 1)
    print(f"seed {seed} · {len(results)} mutants · {each:.1f} s each")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
