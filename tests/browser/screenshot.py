"""Take the README's picture, and others to be looked at; `python -m tests.browser.screenshot [FOLDER]`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Literal

from playwright.async_api import ViewportSize

from bot.demo.cast import CAST, GROUP_ID
from bot.i18n.tongue import tongue_for
from bot.sandbox.client import Sim, SimRefusedError
from tests.browser.chromium import NEEDS_CHROMIUM, PATH, chromium
from tests.browser.summit import summit, take_tour
from tests.waiting import until

Colours = Literal["dark", "light"]
PICTURE = Path(__file__).parents[2] / "docs" / "sandbox.png"
WALLPAPER: Mapping[Colours, str] = {"light": "#e3eaef", "dark": "#101b24"}
WIDE = ViewportSize(width=1360, height=810)
PHONE = ViewportSize(width=390, height=844)
# As wide as a README is shown.
SCALE = 0.8


KENYA = next(one for one in CAST if one.party == "KEN")
# Buttons by their words, then typed answers, each with the question that follows.
YES = tongue_for("en").plain("Yes, for {state}", state="Kenya")
TAPS = ("English", "I agree", YES, "Yes", "Ms")
TYPED = (
    ("Wanjiru", "Family name"),
    ("Kamau", "Functional title"),
    ("Second Secretary", "Ministry or institution"),
)


async def answer(sim: Sim) -> None:
    """Let Kenya's mission answer until it is asked for its institution."""
    user = next(one for one in (await sim.state())["users"] if one["id"] == KENYA.id)
    await sim.say(KENYA.id, "/start " + user["link"].partition("start=")[2])
    for words in TAPS:
        await until(partial(_tapped, sim, words), f"the button {words}")
    await sim.wait_for(KENYA.id, "Given name")
    for text, then in TYPED:
        await sim.say(KENYA.id, text)
        await sim.wait_for(KENYA.id, then)


async def _tapped(sim: Sim, words: str) -> bool:
    try:
        await sim.tap(KENYA.id, words)
    except SimRefusedError:
        return False
    return True


async def take(target: Path, others: Path | None) -> None:
    """A question being answered after the tour; with a folder, phone, Arabic and dark as well."""
    with tempfile.TemporaryDirectory() as folder:
        async with summit(Path(folder)) as (server, sim), chromium() as browser:
            page = await browser.new_page(viewport=WIDE)
            await take_tour(page, server.url)
            await answer(sim)
            views: list[tuple[Path, ViewportSize, int, Colours]] = [
                (target, WIDE, KENYA.id, "light")
            ]
            if others is not None:
                views += [
                    (others / "arabic.png", WIDE, 102, "light"),
                    (others / "dark.png", WIDE, 101, "dark"),
                    (others / "phone.png", PHONE, 101, "light"),
                    (others / "phone-arabic.png", PHONE, 102, "dark"),
                ]
            for path, size, user, colours in views:
                view = await browser.new_page(
                    viewport=size, color_scheme=colours, device_scale_factor=SCALE
                )
                await view.goto(f"{server.url}/#user={user}&beside={GROUP_ID}&view=main")
                await view.wait_for_selector("[data-ready]")
                # A gradient makes a larger file.
                await view.evaluate(
                    "colour => document.documentElement.style.setProperty('--wallpaper', colour)",
                    WALLPAPER[colours],
                )
                await view.wait_for_timeout(700)
                path.parent.mkdir(parents=True, exist_ok=True)
                await view.screenshot(path=path)


def main() -> int:
    """Without chromium, one line and exit status 2."""
    if PATH is None:
        print(NEEDS_CHROMIUM, file=sys.stderr)
        return 2
    others = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    asyncio.run(take(PICTURE, others))
    print(PICTURE.relative_to(Path.cwd()) if PICTURE.is_relative_to(Path.cwd()) else PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
