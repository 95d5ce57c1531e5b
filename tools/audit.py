"""Asks for known weaknesses of what we depend on, and says it plainly when nobody could be asked."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys

# Nothing was found out: neither that all is well nor that something is not.
UNKNOWN = 2


def main() -> int:
    """0 where no weakness is known, 1 where one is, 2 where nothing was found out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lock", help="the lock file to ask about")
    lock = parser.parse_args().lock
    asked = subprocess.run(
        [
            *(sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--strict"),
            *("--progress-spinner", "off", "--format", "json", "-r", lock),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    status, words = verdict(asked.stdout, asked.stderr)
    print(f"{lock}: {words}", file=sys.stdout if status == 0 else sys.stderr)
    return status


def verdict(output: str, complaints: str) -> tuple[int, str]:
    """What pip-audit's answer comes to."""
    try:
        audited = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (complaints.strip().splitlines() or ["it gave no reason"])[-1]
        return UNKNOWN, (
            "nothing was checked, since the service of known weaknesses cannot be reached or does "
            f"not know these distributions. It says: {last}"
        )
    weak = [
        f"  {one['name']} {one['version']}: {known['id']}"
        + (f", mended in {', '.join(known['fix_versions'])}" if known.get("fix_versions") else "")
        for one in audited
        for known in one.get("vulns", [])
    ]
    if weak:
        return 1, "\n".join([f"{len(weak)} known weaknesses", *weak])
    return 0, f"no weakness is known of its {len(audited)} distributions"


if __name__ == "__main__":
    sys.exit(main())
