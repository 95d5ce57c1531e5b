"""What is read on the page can be read: in sight, in the reader's language, in its direction, in contrast."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.chromium import NEEDS_CHROMIUM, PATH
from tests.browser.conftest import EGYPT, FRANCE, GROUP, OFFICER, Stage

if PATH is None:
    pytest.skip(NEEDS_CHROMIUM, allow_module_level=True)

pytestmark = pytest.mark.browser

# Every visible text with its colour and what lies behind it, from the front to the first opaque one;
# a gradient counts with each of its colours.
TEXTS = """() => {
    const seen = node => node.getClientRects().length && getComputedStyle(node).visibility === "visible";
    const colours = value => value.match(/(rgba?|color)\\([^)]*\\)/g) ?? [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const node = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !seen(node) || node.closest(".actions, option")) continue;
        const behind = [];
        for (let n = node; n; n = n.parentElement) {
            const style = getComputedStyle(n);
            behind.push([style.backgroundColor], colours(style.backgroundImage));
        }
        const text = walker.currentNode.data.trim().slice(0, 30);
        found.push({ text, colour: getComputedStyle(node).color, behind });
    }
    return found;
}"""

# Until the page itself has heard of it.
SCROLL_TO_THE_TOP = """node => new Promise(heard => {
  node.addEventListener("scroll", heard, { once: true });
  node.scrollTo(0, 0);
})"""
# What moves for ever has no end to wait for.
COLOURS_HAVE_CHANGED = """() => Promise.allSettled(
  document.getAnimations()
    .filter(one => one.effect.getComputedTiming().endTime !== Infinity)
    .map(one => one.finished)
)"""

Rgba = tuple[float, float, float, float]


async def test_the_end_stays_in_sight_when_a_keyboard_opens(stage: Stage) -> None:
    await stage.page.set_viewport_size({"width": 390, "height": 700})
    for n in range(12):
        await stage.sim.say(FRANCE, f"line {n}")
    await stage.open()
    await stage.write("keyboard")
    await expect(stage.page.locator("#main .reply-keyboard")).to_be_visible()
    newest = stage.page.locator("#main .theirs .meta").last

    await expect(newest).to_be_in_viewport(ratio=1)
    await stage.write("keyboard")
    await expect(stage.page.locator("#main .theirs", has_text="Your number?")).to_have_count(2)
    await expect(newest).to_be_in_viewport(ratio=1)


async def test_whoever_reads_further_up_is_not_dragged_down(stage: Stage) -> None:
    await stage.open()
    for n in range(30):
        await stage.sim.say(FRANCE, f"line {n}")
    await expect(stage.page.locator("#main .theirs", has_text="line 29")).to_be_visible()
    await stage.page.locator("#main .log").evaluate(SCROLL_TO_THE_TOP)
    await stage.bot.call("sendMessage", chat_id=FRANCE, text="news")

    await expect(stage.page.locator("#main .jump")).to_contain_text("new message")
    assert await stage.page.locator("#main .log").evaluate("node => node.scrollTop") == 0


async def test_a_command_that_was_sent_is_not_offered_any_more(stage: Stage) -> None:
    await stage.open()
    await stage.page.click("#main .start")
    await expect(stage.page.locator("#main-input")).to_be_visible()
    await stage.write("/aide")
    await expect(stage.page.locator("#main article.mine")).to_have_count(2)

    await expect(stage.page.locator("#main .suggestions")).to_be_hidden()


async def test_the_bot_has_its_name_in_the_language_of_who_reads(
    stage: Stage,
) -> None:
    for language, name in (("", "Summit"), ("fr", "Sommet"), ("ar", "القمة")):
        await stage.bot.call("setMyName", name=name, language_code=language)
        await stage.bot.call("setMyDescription", description=name, language_code=language)
    await stage.open()
    title = stage.page.locator("#main h2")
    await expect(title).to_have_text("Sommet")
    await expect(stage.page.locator("#main .welcome")).to_contain_text("Sommet")
    await stage.page.goto(f"{stage.server.url}/#user={EGYPT}&view=main")
    await expect(title).to_have_text("القمة")
    await stage.page.goto(f"{stage.server.url}/#user={OFFICER}&view=main")

    await expect(title).to_have_text("Summit")


async def test_one_line_in_arabic_turns_no_message_round(stage: Stage) -> None:
    await stage.sim.say(FRANCE, "لغة\nlangue\nlanguage")
    await stage.sim.say(FRANCE, "مرحبا\nأهلا\nWSIS")
    await stage.open()
    mine = stage.page.locator("#main article.mine")

    await expect(mine.first).to_have_attribute("dir", "ltr")
    await expect(mine.last).to_have_attribute("dir", "rtl")


async def test_a_list_of_names_begins_on_one_side(stage: Stage) -> None:
    names = "People in the list:\n1. \u2068محمد علي\u2069\n2. \u2068Mona\u2069"
    await stage.sim.say(FRANCE, names)
    await stage.open()
    lefts = await stage.page.locator("#main .mine .text").evaluate(
        """node => [...node.firstChild.data.matchAll(/\\d/g)].map(({ index }) => {
            const range = document.createRange();
            range.setStart(node.firstChild, index);
            range.setEnd(node.firstChild, index + 1);
            return Math.round(range.getBoundingClientRect().left);
        })"""
    )

    assert len(lefts) == 2
    assert lefts[0] == lefts[1]


async def test_the_bot_is_seen_typing(stage: Stage) -> None:
    await stage.open()
    await stage.page.click("#main .start")
    await expect(stage.page.locator("#main .inline-keyboard")).to_be_visible()
    await stage.bot.call("sendChatAction", chat_id=FRANCE, action="typing")

    await expect(stage.page.locator("#main .typing")).to_contain_text("is typing")
    await stage.sim.say(FRANCE, "hello")
    await expect(stage.page.locator("#main .typing")).to_be_empty()


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_text_stands_out_from_what_is_behind_it(stage: Stage, theme: str) -> None:
    await stage.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    await stage.sim.say(EGYPT, "hello")
    await stage.sim.say(OFFICER, "A question for all", chat_id=GROUP)
    await stage.open()
    await stage.page.click("#main .start")
    await stage.page.get_by_role("button", name="Yes", exact=True).click()
    await expect(stage.page.locator("#second .theirs .text").last).to_have_text(
        "France has replied"
    )
    await stage.write("keyboard")
    await expect(stage.page.locator("#main .reply-keyboard")).to_be_visible()
    await stage.page.get_by_role("button", name="Engineer's panel").click()
    await stage.page.evaluate(COLOURS_HAVE_CHANGED)
    found = await stage.page.evaluate(TEXTS)
    poor = {
        f"{one['text']}: {ratio:.1f}"
        for one in found
        if (ratio := worst_contrast(one["colour"], one["behind"])) < 4.5  # WCAG AA
    }

    assert len(found) > 60
    assert poor == set()


def worst_contrast(colour: str, behind: list[list[str]]) -> float:
    """The contrast ratio as WCAG 2 defines it, where a gradient behind the text serves it worst."""
    backgrounds: list[list[Rgba]] = []
    for layer in behind:
        shades = [shade for shade in map(rgba, layer) if shade[3] > 0]
        if shades:
            backgrounds.append(shades)
        if shades and all(shade[3] == 1 for shade in shades):
            break
    seen: list[Rgba] = [(1, 1, 1, 1)]
    for layer_of_shades in reversed(backgrounds):
        seen = [over(shade, below) for shade in layer_of_shades for below in seen]
    return min(contrast(over(rgba(colour), ground), ground) for ground in seen)


def rgba(value: str) -> Rgba:
    """`rgb(1, 2, 3)`, `rgba(1, 2, 3, 0.5)` or `color(srgb 0.1 0.2 0.3 / 0.5)`, each part from 0 to 1."""
    whole = 1 if value.startswith("color") else 255
    parts = [float(part) for part in re.findall(r"[\d.]+(?:e-?\d+)?", value)]
    red, green, blue, *alpha = parts
    return red / whole, green / whole, blue / whole, alpha[0] if alpha else 1


def over(front: Rgba, back: Rgba) -> Rgba:
    """What is seen of two colours, the hinder one opaque."""
    alpha = front[3]
    red, green, blue = (
        alpha * f + (1 - alpha) * b for f, b in zip(front[:3], back[:3], strict=True)
    )
    return red, green, blue, 1


def contrast(one: Rgba, other: Rgba) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Rgba) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
