"""Brings .venv to what a lock file says, and does nothing when it is there already.

Run by make with any Python 3, so that an old one is told what it lacks: the standard library only,
and no syntax newer than 3.7.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: two makes at once are the user's to avoid there
    fcntl = None  # type: ignore[assignment]

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
RUNTIME_LOCK = "requirements.lock"
PYTHON_IN_VENV = "Scripts/python.exe" if os.name == "nt" else "bin/python"


def main() -> int:
    """Install the lock file named on the command line; print only when there is work to do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lock", help="the lock file to install, e.g. requirements.lock")
    parser.add_argument("--venv", default=".venv", help="the environment's folder")
    options = parser.parse_args()
    if sys.version_info < OLDEST:
        return fail(
            "This needs Python {}.{} or newer, and {} is {}.{}.\n"
            "Name a newer one: make PYTHON=python3.12".format(
                *OLDEST, sys.executable, *sys.version_info
            )
        )
    lock_file = ROOT / options.lock
    folder = ROOT / options.venv
    with one_at_a_time(ROOT / (options.venv + ".lock")):
        if is_current(folder, lock_file):
            return 0
        return install(folder, lock_file)


def is_current(folder: Path, lock_file: Path) -> bool:
    """Whether the environment was last made from this lock file, by this version of Python."""
    return bool(read_stamp(folder).get(lock_file.name) == digest(lock_file))


def install(folder: Path, lock_file: Path) -> int:
    """Make or bring up to date the environment; returns an exit status."""
    say(f"Installing {lock_file.name} into {folder.name} (about a minute, once) …")
    stamp_path(folder).unlink(missing_ok=True)
    if not has_pip(folder):
        shutil.rmtree(folder, ignore_errors=True)
        try:
            venv.create(folder, with_pip=True, symlinks=os.name != "nt")
        except (subprocess.CalledProcessError, ModuleNotFoundError):
            return fail(
                "Python cannot make an environment here. On Debian and Ubuntu: "
                "apt install python3-venv"
            )
    command = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [folder / PYTHON_IN_VENV, *command, "--require-hashes", "-r", lock_file], check=False
    )
    if done.returncode:
        return fail(f"{lock_file.name} could not be installed; what pip said is above.")
    # The development lock includes the runtime one, so it satisfies both.
    satisfied = {lock_file.name, RUNTIME_LOCK}
    write_stamp(folder, {name: digest(ROOT / name) for name in satisfied})
    return 0


def has_pip(folder: Path) -> bool:
    """Whether the folder is a working environment: interrupted or moved ones are made anew."""
    python = folder / PYTHON_IN_VENV
    if not python.exists():
        return False
    probe = f"import pip, sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    return subprocess.run([python, "-c", probe], check=False, capture_output=True).returncode == 0


def digest(lock_file: Path) -> str:
    """What the environment would be: the lock's content and the version of Python."""
    version = "{}.{}".format(*sys.version_info)
    # Line ends differ between a checkout on Windows and one elsewhere; the content does not.
    content = lock_file.read_text(encoding="utf-8")
    return hashlib.sha256(f"{version}\n{content}".encode()).hexdigest()


def stamp_path(folder: Path) -> Path:
    """Where the environment records which locks it satisfies."""
    return folder / "installed.json"


def read_stamp(folder: Path) -> dict[str, str]:
    """The digest of each lock the environment satisfies; empty when unknown."""
    try:
        stamp = json.loads(stamp_path(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(folder: Path, stamp: dict[str, str]) -> None:
    """Record what was installed, whole or not at all."""
    draft = stamp_path(folder).with_suffix(".new")
    draft.write_text(json.dumps(stamp, indent=2), encoding="utf-8")
    draft.replace(stamp_path(folder))


@contextlib.contextmanager
def one_at_a_time(lock_path: Path) -> Iterator[None]:
    """Hold a lock that the system lets go of even when this process is killed."""
    with lock_path.open("w") as handle:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def say(message: str) -> None:
    """Tell the person at the terminal; standard output belongs to the command that follows."""
    print(message, file=sys.stderr, flush=True)


def fail(message: str) -> int:
    """Say why it cannot go on."""
    say(message)
    return 2


if __name__ == "__main__":
    sys.exit(main())
