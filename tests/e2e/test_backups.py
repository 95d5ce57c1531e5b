"""Backups over HTTP: asked for by an admin, made every day, and put back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from storage import replies
from storage.visits import reading
from tests.e2e.desk import Officer
from tests.e2e.missions import MISSIONS, enter
from tests.e2e.stage import Attache, stage


async def test_an_admin_asks_for_a_backup_and_it_holds_what_was_answered(tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    async with stage(tmp_path, settings=lambda s: replace(s, backup_dir=folder)) as one:
        attache = Attache(one, MISSIONS[0].user)
        await enter(attache, "fr")
        await attache.tap("pick:yes")
        admin = Officer(one)
        asked = await admin.write("/backup")
        await admin.saw("has been made", since=asked)
        copies = sorted(folder.glob("*.sqlite3"))
        with reading(copies[-1]) as db:
            answers = replies.answers(db, "FRA")

        assert json.loads(answers["participation"]) == "yes"
        assert copies[-1].stat().st_mode & 0o077 == 0


async def test_without_a_folder_the_admin_is_told_what_is_missing(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        admin = Officer(one)
        asked = await admin.write("/backup")
        told = await admin.saw("BACKUP_DIR", since=asked)

        assert "No backup could be made" in told["text"]
