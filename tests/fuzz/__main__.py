"""Runs one target under the coverage-guided fuzzer: `python -m tests.fuzz TARGET`; `make fuzz` runs all.

What it finds is written to the folder of `--findings` and ends it. New inputs that reach new code
go into a working corpus in the same folder, not into the repository: copy the few that are worth
playing again with every run of the tests, and every one that found a mistake, into `corpus/`.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

import atheris

CORPUS = Path(__file__).with_name("corpus")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", choices=sorted(path.name for path in CORPUS.iterdir()))
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--findings", type=Path, default=Path("var/fuzz"))
    options = parser.parse_args()
    with atheris.instrument_imports(include=["bot", "storage"]):
        from tests.fuzz.targets import TARGETS
    working = options.findings.resolve() / options.target
    working.mkdir(parents=True, exist_ok=True)
    kept = CORPUS / options.target
    arguments = [
        sys.argv[0],
        f"-artifact_prefix={options.findings.resolve()}/{options.target}-",
        "-max_len=16384",
        "-timeout=30",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
        f"-max_total_time={options.seconds}",
        str(working),
        str(kept),
    ]
    # What is set aside is expected here, by the thousand.
    logging.disable(logging.CRITICAL)
    atheris.Setup(arguments, TARGETS[options.target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
