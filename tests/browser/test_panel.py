"""The engineer's panel: journal, faults, the bot's process."""

from __future__ import annotations

import re
import sys

import pytest
from playwright.async_api import expect

from bot.sandbox.supervise import Supervisor
from tests.browser.chromium import NEEDS_CHROMIUM, PATH
from tests.browser.conftest import FRANCE, Stage
from tests.waiting import until

if PATH is None:
    pytest.skip(NEEDS_CHROMIUM, allow_module_level=True)

pytestmark = pytest.mark.browser


async def test_the_journal_shows_each_call_with_its_json(stage: Stage) -> None:
    await stage.open()
    await stage.page.get_by_role("button", name="Engineer's panel").click()
    await stage.page.click("#main .start")
    call = stage.page.locator(".call", has_text="sendMessage").first
    await call.locator("summary").click()

    await expect(call.locator(".status")).to_have_text("200")
    await expect(call.locator("pre").first).to_contain_text(f'"chat_id": {FRANCE}')
    await expect(call.locator("pre").last).to_contain_text('"ok": true')
    await stage.page.get_by_label("Method").fill("answer")
    await expect(call).to_be_hidden()


async def test_an_outage_is_switched_on_and_off(stage: Stage) -> None:
    await stage.open()
    await stage.page.get_by_role("button", name="Engineer's panel").click()
    outage = stage.page.get_by_role("switch", name=re.compile("^Outage"))
    await outage.click()
    await expect(outage).to_have_attribute("aria-checked", "true")
    await stage.page.click("#main .start")
    # It asks again and again, and is refused.
    journal = stage.server.world.journal
    last = journal.last_seq

    def refused_twice() -> bool:
        calls = journal.since(last, method="getUpdates")
        return sum(call.fault is not None for call in calls) >= 2

    await until(refused_twice, "two refusals")

    assert await stage.page.locator("#main .theirs").count() == 0
    await outage.click()
    await expect(stage.page.locator("#main .theirs b").first).to_have_text("Will you take part?")


async def test_the_bots_process_is_killed_and_started_again(stage: Stage) -> None:
    world = stage.server.world
    world.supervisor = Supervisor(
        [sys.executable, "-c", "import time; time.sleep(60)"],
        changed=lambda: world.events.publish("state", dict),
    )
    await world.supervisor.start()
    try:
        await stage.open()
        await stage.page.get_by_role("button", name="Engineer's panel").click()
        state = stage.page.locator(".process-state")
        await expect(state).to_contain_text("Running")
        await stage.page.get_by_role("button", name="Kill").click()
        await expect(state).to_contain_text("Not running")
        await stage.page.locator("#panel").get_by_role("button", name="Start", exact=True).click()
        await expect(state).to_contain_text("restarted once")
    finally:
        await world.supervisor.stop()


async def test_the_bot_can_be_blocked(stage: Stage) -> None:
    await stage.open()
    await stage.page.get_by_role("button", name="Engineer's panel").click()
    await stage.page.get_by_role("switch", name=re.compile("^Blocked by Mission of France")).click()
    row = stage.page.get_by_role("button", name=re.compile("^Mission of France"))

    await expect(row).to_contain_text("has blocked the bot")
    state = await stage.sim.state()
    assert [user["id"] for user in state["users"] if user["blocked"]] == [FRANCE]


async def test_too_many_requests_are_answered_as_telegram_answers_them(stage: Stage) -> None:
    await stage.open()
    await stage.page.get_by_role("button", name="Engineer's panel").click()
    flood = stage.page.get_by_role("switch", name=re.compile("^Too many requests"))
    await flood.click()
    await expect(flood).to_have_attribute("aria-checked", "true")
    await stage.page.click("#main .start")
    call = stage.page.locator(".call", has_text="sendMessage").first
    await expect(call.locator(".status")).to_have_text("429")
    await call.locator("summary").click()

    await expect(call.locator("pre").last).to_contain_text('"retry_after": 3')
    await flood.click()
    await expect(flood).to_have_attribute("aria-checked", "false")
