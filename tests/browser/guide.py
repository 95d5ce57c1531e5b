"""Takes the pictures of the guide for officers from the sandbox; `make pictures`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, ViewportSize

from bot.demo.cast import ADMIN_ID, CAST, GROUP_ID
from bot.sandbox.client import Sim
from tests.browser.chromium import NEEDS_CHROMIUM, PATH, chromium
from tests.browser.summit import summit, take_tour

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
PHONE = ViewportSize(width=400, height=620)
CLAIRE = next(one.id for one in CAST if one.party == "FRA")
WANJIRU = next(one.id for one in CAST if one.party == "KEN")


class Photographer:
    """Plays people on one sandbox and takes a picture of a chat as a telephone shows it."""

    def __init__(self, browser: Browser, sim: Sim, url: str, folder: Path) -> None:
        self._browser = browser
        self._sim = sim
        self._url = url
        self._folder = folder

    async def says(self, text: str, waits_for: str, *, user: int = ADMIN_ID, chat: int = 0) -> None:
        """One message or command, and its answer."""
        await self._sim.say(user, text, chat_id=chat or user)
        await self._sim.wait_for(chat or user, waits_for)

    async def taps(
        self, words: str, waits_for: str, *, user: int = ADMIN_ID, chat: int = 0
    ) -> None:
        """The newest button with these words, and what it leads to."""
        await self._sim.tap(user, words, chat_id=chat or user)
        await self._sim.wait_for(chat or user, waits_for)

    async def takes(self, name: str, *, chat: int = ADMIN_ID, size: ViewportSize = PHONE) -> None:
        """The end of a chat."""
        view = f"beside={chat}&view=second" if chat < 0 else f"user={chat}&view=main"
        page = await self._browser.new_page(viewport=size, color_scheme="light")
        await page.goto(f"{self._url}/#{view}")
        await page.wait_for_selector("[data-ready]")
        await page.wait_for_timeout(700)
        await page.screenshot(path=self._folder / f"{name}.png")
        await page.close()


async def campaign(at: Photographer) -> None:
    """After the tour: France and Egypt have replied, and France has been accepted."""
    await at.takes("notice", chat=GROUP_ID)
    await at.says("/menu", "the secretariat")
    await at.takes("menu")
    await at.says("/invite Switzerland", "The link works once")
    await at.takes("invitation")
    await at.says("France", "WSIS-2003/FRA")
    await at.takes("card", size=ViewportSize(width=400, height=760))
    await at.says("/status", "States have replied")
    await at.takes("status", size=ViewportSize(width=400, height=820))
    await at.says("/return Egypt", "Egypt")
    await at.takes("return")
    await at.says("/cancel", "nothing was done")
    await at.says("/message France", "France")
    await at.says("Could you send the note verbale before Friday?", "France")
    await at.takes("message", chat=CLAIRE)


async def take(folder: Path) -> None:
    """All pictures, each a few dozen kilobytes."""
    with tempfile.TemporaryDirectory() as kept:
        async with summit(Path(kept)) as (server, sim), chromium() as browser:
            page = await browser.new_page()
            await take_tour(page, server.url)
            await page.close()
            await campaign(Photographer(browser, sim, server.url, folder))


def main() -> int:
    """Without chromium, one line and exit status 2."""
    if PATH is None:
        print(NEEDS_CHROMIUM, file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(FOLDER))
    for path in sorted(FOLDER.glob("*.png")):
        print(f"{path.name}: {path.stat().st_size // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
