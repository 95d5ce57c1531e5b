"""Makes folders that nobody but this user can read: what lies in them is personal data."""

from __future__ import annotations

from pathlib import Path


def make_private(folder: Path) -> None:
    """Make the folder, and those on the way to it that are not there; one that is there stays as it is."""
    for one in reversed([folder, *folder.parents]):
        if not one.is_dir():
            one.mkdir(mode=0o700, exist_ok=True)
