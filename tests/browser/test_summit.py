"""The tour with the real bot: from invitation to acceptance, on the page, by real calls."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.demo.cast import GROUP_ID
from tests.browser.chromium import NEEDS_CHROMIUM, PATH, chromium
from tests.browser.summit import summit, take_tour

if PATH is None:
    pytest.skip(NEEDS_CHROMIUM, allow_module_level=True)

pytestmark = pytest.mark.browser


async def test_the_tour_ends_with_the_secretariats_acceptance(tmp_path: Path) -> None:
    async with summit(tmp_path) as (server, sim), chromium() as browser:
        page = await browser.new_page(viewport={"width": 1440, "height": 900})
        ended = await take_tour(page, server.url)
        await expect(page.get_by_text(re.compile("Accepted: .?Mary Keller"))).to_have_count(1)
        await expect(page.locator("#second .author").last).to_contain_text("World Summit")
        group = await sim.texts(GROUP_ID)
        mission = await sim.texts(101)

    assert ended == "done"
    assert any("Egypt" in text for text in group)
    assert any("\u2068Minister\u2069" in text for text in group)
    assert any("12" in text and "15" in text and "→" in text for text in group)
    assert any("WSIS-2003/FRA" in text for text in mission[-3:])


async def test_a_bot_killed_in_mid_question_has_lost_nothing(tmp_path: Path) -> None:
    async with summit(tmp_path) as (server, _), chromium() as browser:
        page = await browser.new_page(viewport={"width": 1440, "height": 900})
        await page.goto(f"{server.url}/#user=106&beside={GROUP_ID}&view=main")
        await page.click("#main .start")
        # Each is on one screen alone, so that a click waits for that screen.
        for label in ("^English$", "^I agree$", "^Yes, for", "^Yes$", "^Ms$"):
            await page.locator("#main .key", has_text=re.compile(label)).click()
        await expect(page.locator("#main .text").last).to_contain_text("Given name(s)")
        await page.get_by_role("button", name="Engineer's panel").click()
        state = page.locator(".process-state")
        await page.get_by_role("button", name="Kill").click()
        await expect(state).to_contain_text("Not running")
        await page.fill("#main-input", "Wanjiru")
        await page.press("#main-input", "Enter")
        await expect(page.locator("#main article.mine .text").last).to_have_text("Wanjiru")
        await page.locator("#panel").get_by_role("button", name="Start", exact=True).click()

        await expect(state).to_contain_text("restarted once")
        taken = page.locator("#main .theirs .text")
        await expect(taken.filter(has_text="Given name(s)").last).to_contain_text("✓")
        await expect(taken.last).to_contain_text("Family name")
        await expect(taken.filter(has_text="Courtesy title").last).to_contain_text("Ms")
