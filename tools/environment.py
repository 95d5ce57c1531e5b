"""Brings a virtual environment to what a lock file says: `environment.py LOCK [FOLDER]`.

Does nothing when it is there already. Run by make with any Python 3, so that an old one is told
what it lacks: the standard library only, and no syntax newer than 3.7.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent


def main(lock: str, folder: str = ".venv") -> int:
    """Install the lock file and return an exit status; print only when there is work to do."""
    if sys.version_info < OLDEST:
        return fail(
            "This needs Python {}.{} or newer, and {} is {}.{}.\n"
            "Name a newer one: make PYTHON=python3.12".format(
                *OLDEST, sys.executable, *sys.version_info
            )
        )
    import fcntl  # where there is none, bin/python that make runs is not there either

    with (ROOT / (folder + ".lock")).open("w") as held:
        # Two makes at once: the system lets go of the lock even when this process is killed.
        fcntl.flock(held, fcntl.LOCK_EX)
        return install(ROOT / lock, ROOT / folder)


def install(lock: Path, folder: Path) -> int:
    """Bring the folder up to date; it holds a copy of each lock file that it satisfies."""
    python = folder / "bin" / "python"
    library = "python{}.{}".format(*sys.version_info)
    usable = python.exists() and (folder / "lib" / library / "site-packages" / "pip").is_dir()
    stamp = folder / lock.name
    if usable and stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return 0
    say(f"Installing {lock.name} into {folder.name} (about a minute, once) …")
    for old in folder.glob("*.lock"):
        old.unlink()
    if not usable and call(sys.executable, "-m", "venv", "--clear", folder):
        return fail(
            "Python cannot make an environment here. On Debian and Ubuntu: apt install python3-venv"
        )
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes")
    if call(python, *pip, "-r", lock):
        return fail(f"{lock.name} could not be installed; what pip said is above.")
    # Every lock includes the runtime one.
    for satisfied in (lock.with_name("requirements.lock"), lock):
        shutil.copyfile(satisfied, folder / satisfied.name)
    return 0


def call(*command: str | Path) -> int:
    """Run a program and return its status; standard output belongs to what make runs next."""
    return subprocess.run(command, check=False, stdout=sys.stderr).returncode


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def fail(message: str) -> int:
    """Say why it cannot go on and return the exit status of that."""
    say(message)
    return 2


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
