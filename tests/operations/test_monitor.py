"""What is seen of the process from outside: /healthz, /metrics, over HTTP."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot import __version__
from bot.demo.stage import TOKEN, USERNAME
from bot.operations.config import Address
from bot.operations.http_server import CannotListen
from bot.operations.meter import Meter
from bot.operations.monitor import Monitor
from bot.operations.prometheus import PrometheusMeter
from bot.sandbox.server import SandboxServer, new_world
from bot.telegram import dispatcher as outbox_module
from bot.telegram.delivery import Outcome
from bot.telegram.sender import Sender
from storage import deployment, intake, jobs, outbox
from storage.database import Database
from storage.instants import to_text
from storage.jobs import JobKind
from storage.outbox import Lane, Row
from tests.bot_process import RUN
from tests.e2e.missions import MISSIONS, enter
from tests.e2e.stage import Attache, stage
from tests.telegram.test_intake import free_port
from tests.waiting import PATIENCE_SECONDS, until

NOW = datetime(2003, 9, 1, 9, 0, tzinfo=UTC)
ALL_RUN = {"intake": True, "outbox": True}
LINE = re.compile(r'focal_point_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [-+.0-9eInf]+')


async def get(port: int, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status, await answer.text()


async def page_with(words: str, port: int, path: str) -> str:
    """The page once it has these words."""

    async def page() -> str:
        said = (await get(port, path))[1]
        return said if words in said else ""

    return await until(page, words)


def values(page: str) -> dict[str, float]:
    """Name and labels → value."""
    lines = (line.rpartition(" ") for line in page.splitlines() if not line.startswith("#"))
    return {name.removeprefix("focal_point_"): float(value) for name, _, value in lines}


@asynccontextmanager
async def monitored(
    database: Database, *, loops: Mapping[str, bool] = ALL_RUN, meter: Meter | None = None
) -> AsyncIterator[int]:
    port = free_port()
    monitor = Monitor(
        Address("127.0.0.1", port), database, meter or Meter(), lambda: loops, lambda: NOW
    )
    async with monitor.serving():
        yield port


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "focal.sqlite3")
    yield opened
    await opened.close()


async def test_a_process_whose_loops_run_is_well(database: Database) -> None:
    async with monitored(database) as port:
        status, body = await get(port, "/healthz")

    assert status == 200
    assert '"status": "ok"' in body


@pytest.mark.parametrize("stopped", ["intake", "outbox"])
async def test_it_is_not_when_the_intake_or_the_dispatcher_has_stopped(
    database: Database, stopped: str
) -> None:
    async with monitored(database, loops={**ALL_RUN, stopped: False}) as port:
        status, body = await get(port, "/healthz")

    assert status == 503
    assert f'"{stopped}": "stopped"' in body


async def test_it_is_not_before_anything_runs(database: Database) -> None:
    async with monitored(database, loops={}) as port:
        status, _ = await get(port, "/healthz")

    assert status == 503


async def test_it_is_not_when_the_database_cannot_be_read(database: Database) -> None:
    async with monitored(database) as port:
        await database.close()
        health = await get(port, "/healthz")
        metrics = await get(port, "/metrics")

    assert health[0] == 503
    assert '"database": "unreadable"' in health[1]
    assert metrics[0] == 200
    assert values(metrics[1])["database_readable"] == 0


async def test_figures_of_the_database(database: Database) -> None:
    early = to_text(NOW - timedelta(minutes=5))

    def fill(db: sqlite3.Connection) -> None:
        for lane in (Lane.INTERACTIVE, Lane.BULK, Lane.BULK):
            outbox.enqueue(db, chat_id=1, method="m", params={}, now=early, lane=lane)
        outbox.mark_sent(db, [outbox.Delivered(1, 1)], early)
        intake.bury(db, update_id=1, raw="said", error="ValueError", now=early)
        jobs.add(db, kind=JobKind.FORGET, payload={}, now=early)
        jobs.add(
            db, kind=JobKind.FORGET, payload={}, now=early, due_at=to_text(NOW + timedelta(hours=1))
        )
        deployment.put(db, deployment.Key.LAST_BACKUP, to_text(NOW - timedelta(hours=2)))

    async with monitored(database) as port:
        before = values((await get(port, "/metrics"))[1])
        await database.write(fill)
        after = values((await get(port, "/metrics"))[1])

    assert "backup_age_seconds" not in before
    assert after['outbox_rows{lane="bulk",state="queued"}'] == 2
    assert after['outbox_rows{lane="interactive",state="sent"}'] == 1
    assert after["outbox_oldest_seconds"] == 300
    assert (after["dead_letters"], after["jobs_due"]) == (1, 1)
    assert after["backup_age_seconds"] == 7200
    assert after["database_bytes"] >= 4096


async def test_the_page_is_in_prometheus_format_and_names_the_version(database: Database) -> None:
    meter = PrometheusMeter()
    meter.turned(0.001, set_aside=False)
    meter.tried(Lane.NOTICE, "again")
    async with monitored(database, meter=meter) as port:
        _, page = await get(port, "/metrics")

    lines = page.splitlines()
    assert [line for line in lines if not line.startswith("#") and not LINE.fullmatch(line)] == []
    assert f'version="{__version__}"}} 1.0' in page
    kinds = re.findall(r"^# TYPE (\S+) (counter|gauge|histogram)$", page, re.MULTILINE)
    helped = re.findall(r"^# HELP (\S+) \S", page, re.MULTILINE)
    assert [name for name, _ in kinds] == helped
    assert len(helped) == len(set(helped))


def test_a_start_loads_neither_the_library_that_counts_nor_the_one_that_reads_catalogues() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import bot.app, sys; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()

    assert "bot.operations.meter" in loaded
    assert "prometheus_client" not in loaded
    assert "babel.messages" not in loaded


async def test_nothing_else_is_served(database: Database) -> None:
    async with monitored(database) as port:
        assert (await get(port, "/"))[0] == 404


async def test_an_address_in_use_is_named_by_its_setting(database: Database) -> None:
    async with monitored(database) as port:
        taken = Monitor(Address("127.0.0.1", port), database, Meter(), dict, lambda: NOW)
        with pytest.raises(CannotListen) as refused:
            async with taken.serving():
                pass

    assert refused.value.setting == "METRICS_LISTEN"
    assert str(refused.value) == f"METRICS_LISTEN {refused.value.reason}"


def test_the_bounds_of_the_histograms_are_those_that_dashboards_name() -> None:
    page = PrometheusMeter().page().decode()

    def bounds(name: str) -> list[str]:
        return re.findall(
            rf'^focal_point_{name}_bucket{{(?:lane="bulk",)?le="(.+?)"}}', page, re.MULTILINE
        )

    assert " ".join(bounds("turn_seconds")) == (
        "0.0005 0.001 0.002 0.005 0.01 0.025 0.05 0.1 0.5 1.0 +Inf"
    )
    assert " ".join(bounds("delivery_seconds")) == (
        "0.05 0.1 0.25 0.5 1.0 2.5 5.0 10.0 30.0 60.0 300.0 1800.0 +Inf"
    )


def test_a_histogram_counts_up_to_each_bound() -> None:
    meter = PrometheusMeter()
    for seconds in (0.05, 0.1, 0.5, 7.0, -1.0):
        meter.delivered(Lane.BULK, seconds)

    found = values(meter.page().decode())
    counted = {
        bound: found[f'delivery_seconds_bucket{{lane="bulk",le="{bound}"}}']
        for bound in ("0.05", "0.1", "0.25", "0.5", "5.0", "10.0", "+Inf")
    }
    assert counted == {"0.05": 2, "0.1": 3, "0.25": 3, "0.5": 4, "5.0": 4, "10.0": 5, "+Inf": 5}
    assert found['delivery_seconds_sum{lane="bulk"}'] == pytest.approx(7.65)
    assert found['delivery_seconds_count{lane="bulk"}'] == 5


async def test_a_label_cannot_end_its_line(database: Database) -> None:
    async with monitored(database, loops={'a"b\\c\nd': True}) as port:
        _, page = await get(port, "/metrics")

    assert 'focal_point_loop_running{loop="a\\"b\\\\c\\nd"} 1.0' in page.splitlines()


def test_every_figure_of_the_process_is_there_before_anything_happened_and_nothing_else() -> None:
    page = PrometheusMeter().page().decode()

    assert re.findall(r"^# TYPE focal_point_(.+)$", page, re.MULTILINE) == [
        "updates_total counter",
        "turns_total counter",
        "turn_seconds histogram",
        "sends_total counter",
        "delivery_seconds histogram",
    ]
    assert set(values(page).values()) == {0.0}
    assert '{lane="notice"}' in page
    assert "_created" not in page


def test_two_bots_in_one_process_count_apart() -> None:
    one, other = PrometheusMeter(), PrometheusMeter()
    one.took(3)

    assert values(one.page().decode())["updates_total"] == 3
    assert values(other.page().decode())["updates_total"] == 0


def test_a_meter_that_nobody_reads_says_nothing() -> None:
    meter = Meter()
    meter.took(1)
    meter.turned(0.1, set_aside=False)
    meter.tried(Lane.BULK, "sent")
    meter.delivered(Lane.BULK, 0.1)

    assert meter.page() == b""


async def test_an_address_in_use_ends_the_command_with_the_setting_s_name(tmp_path: Path) -> None:
    server = SandboxServer(world=new_world(token=TOKEN, username=USERNAME))
    await server.start()
    env = {
        "PATH": os.environ["PATH"],
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": server.url,
        "DATABASE": str(tmp_path / "focal.sqlite3"),
        "METRICS_LISTEN": server.url.removeprefix("http://"),
    }
    ended = await asyncio.create_subprocess_exec(
        *RUN,
        env=env,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await ended.communicate()
    await server.stop()

    assert ended.returncode == 2
    assert "METRICS_LISTEN cannot be listened on" in said.decode()


async def test_the_app_serves_its_figures_and_is_well_until_it_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_line = asyncio.Event()
    open_line.set()
    send = Sender.send

    async def send_when_open(sender: Sender, row: Row) -> Outcome:
        await open_line.wait()
        return await send(sender, row)

    monkeypatch.setattr(Sender, "send", send_when_open)
    monkeypatch.setattr(outbox_module, "GRACE_SECONDS", PATIENCE_SECONDS)
    port = free_port()
    async with stage(
        tmp_path,
        settings=lambda settings: replace(settings, metrics_listen=Address("127.0.0.1", port)),
    ) as one:
        attache = Attache(one, MISSIONS[-1].user)
        await enter(attache, "en")
        page = await page_with("outbox_oldest_seconds 0.0\n", port, "/metrics")
        health = await get(port, "/healthz")
        # A message that takes long to send keeps the dispatcher, and the intake has stopped.
        open_line.clear()
        await one.sim.say(MISSIONS[-1].user, "/help")
        await page_with('state="queued"}', port, "/metrics")
        stopping = asyncio.create_task(one.stop())
        await page_with('"intake": "stopped"', port, "/healthz")
        while_stopping = await get(port, "/healthz")
        open_line.set()
        await stopping
        with pytest.raises(aiohttp.ClientConnectionError):
            await get(port, "/healthz")

    found = values(page)
    assert health[0] == 200
    assert while_stopping[0] == 503
    handled = found['turns_total{outcome="handled"}']
    assert found["updates_total"] >= handled >= 4
    assert (found["turn_seconds_count"], found['turns_total{outcome="set_aside"}']) == (handled, 0)
    assert found['delivery_seconds_count{lane="interactive"}'] >= 4
    assert found['sends_total{lane="interactive",outcome="sent"}'] >= 4
    assert {found[f'loop_running{{loop="{name}"}}'] for name in ("intake", "outbox")} == {1}
