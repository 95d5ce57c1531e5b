"""The sandbox with an event that is not the shipped one: its own people, its own database, its own words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.demo.stage import FOLDER, DemoStage
from bot.sandbox.client import Sim
from tests import clock
from tests.bot_process import RUN
from tests.waiting import PATIENCE_SECONDS

ROOT = Path(__file__).parents[2]
EXAMPLE = str(ROOT / "docs" / "examples" / "water-nairobi-2027.toml")
KENYA, RUSSIA = 106, 104


def test_each_event_is_tried_in_a_database_of_its_own() -> None:
    shipped, own = (
        DemoStage(port=0, command=[], env={}),
        DemoStage(port=0, command=[], env={}, event=EXAMPLE),
    )

    assert shipped.database == FOLDER / "sandbox.sqlite3"
    assert own.database == FOLDER / "sandbox-water-nairobi-2027.sqlite3"


async def test_an_event_of_ones_own_can_be_played_by_the_missions_it_invites(
    tmp_path: Path,
) -> None:
    stage = DemoStage(
        port=0,
        command=RUN,
        env={**os.environ, "PACE": "none"},
        database=tmp_path / "own.sqlite3",
        event=EXAMPLE,
        now=clock.now,
    )
    server = await stage.start()
    try:
        async with Sim(server.url) as sim:
            people = {user["id"]: user for user in (await sim.state())["users"]}
            await sim.say(KENYA, "/start " + people[KENYA]["link"].partition("start=")[2])
            await sim.wait_for(KENYA, "Please choose your language", PATIENCE_SECONDS)
            for word, shown in (
                ("English", "prepare the conference"),
                ("I agree", "Kenya"),
                ("Yes, for \u2068Kenya\u2069", "Name of the coordinator"),
            ):
                await sim.tap(KENYA, word)
                await sim.wait_for(KENYA, shown, PATIENCE_SECONDS)
    finally:
        await server.stop()

    assert not people[RUSSIA].get("link")


def test_a_faulty_event_is_told_before_the_sandbox_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.toml").write_text('name = "Mine"\n', "utf-8")
    monkeypatch.setenv("EVENT", str(tmp_path / "mine.toml"))

    assert main(["sandbox"]) == 2
    assert "EVENT name (line 1): must be 1 to 40 of a-z" in capsys.readouterr().err
