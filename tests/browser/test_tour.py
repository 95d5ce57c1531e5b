"""The tour of the page: it plays a story by real calls, can be paused, and says why it stopped."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.chromium import NEEDS_CHROMIUM, PATH
from tests.browser.conftest import EGYPT, FRANCE, GROUP, PATIENCE_MS, Stage

if PATH is None:
    pytest.skip(NEEDS_CHROMIUM, allow_module_level=True)

pytestmark = pytest.mark.browser

PAUSE_MS = 200
STORY: list[dict[str, Any]] = [
    {"caption": {"en": "France opens its invitation."}, "as": FRANCE, "show": [FRANCE, GROUP]},
    {"do": {"open_link": True}},
    {"do": {"wait": "Will you take part?", "chat_id": FRANCE}},
    {"caption": {"en": "It says yes."}, "do": {"tap": "Yes"}},
    {"caption": {"en": "The secretariat hears of it."}, "do": {"wait": "has replied"}},
    {"do": {"say": "Twelve people"}},
    {"do": {"wait": "You said: Twelve"}},
    {"do": {"say": "keyboard"}},
    {"do": {"tap": "Skip"}},
    {"do": {"wait": "You said: Skip"}},
    {
        "do": {
            "file": {
                "name": "note.pdf",
                "mime_type": "application/pdf",
                "base64": base64.b64encode(b"%PDF-1.4").decode(),
            }
        }
    },
    {"as": EGYPT, "show": [GROUP, FRANCE], "do": {"say": "Thank you", "chat_id": GROUP}},
]
STORY[4]["do"]["chat_id"] = GROUP


async def put(
    stage: Stage,
    steps: list[dict[str, Any]],
    *,
    pause_ms: int = PAUSE_MS,
    wait_ms: float = PATIENCE_MS,
) -> None:
    """Hands the story to the server and opens the page at the greatest speed."""
    timed = [{"pause_ms": pause_ms} | step for step in steps]
    await stage.sim.request(
        "PUT", "tour", {"title": "A first reply", "wait_ms": wait_ms, "steps": timed}
    )
    await stage.open(as_user=None)
    await stage.page.get_by_role("button", name="Take the tour").click()
    await stage.page.get_by_label("Speed").select_option("20")


async def test_the_story_is_played_to_its_end(stage: Stage) -> None:
    await put(stage, STORY)
    await stage.page.wait_for_selector("[data-tour=done]")

    main = stage.page.locator("#main article.mine")
    await expect(main.locator(".text")).to_have_text(
        ["/start CODE", "Twelve people", "keyboard", "Skip"]
    )
    await expect(main.locator(".document")).to_contain_text("note.pdf")
    await expect(stage.page.locator("#second article.mine .text")).to_have_text("Thank you")
    await expect(stage.page.locator(".tour-caption")).to_contain_text("That was the tour")


async def test_a_wait_for_what_never_comes_says_so_and_takes_no_old_message_for_it(
    stage: Stage,
) -> None:
    await stage.sim.say(FRANCE, "hello")
    await stage.sim.wait_for(FRANCE, "You said: hello")
    await put(
        stage,
        [
            {"show": [FRANCE, GROUP], "do": {"say": "other"}},
            {"do": {"wait": "You said: hello"}},
        ],
        wait_ms=500,
    )
    await stage.page.wait_for_selector("[data-tour=failed], [data-tour=done]")

    await expect(stage.page.locator(".tour-caption")).to_contain_text(
        "“You said: hello” did not appear"
    )


async def test_a_tap_waits_for_the_answer_and_takes_no_button_of_an_earlier_question(
    stage: Stage,
) -> None:
    await stage.sim.say(FRANCE, "/start FIRST")
    await stage.sim.wait_for(FRANCE, "Will you take part?")
    await stage.sim.add_fault("delay", "sendMessage", seconds=1.0, times=1)
    await put(
        stage,
        [{"show": [FRANCE, GROUP], "do": {"say": "/start SECOND"}}, {"do": {"tap": "Yes"}}],
    )
    await stage.page.wait_for_selector("[data-tour=failed], [data-tour=done]")

    questions = stage.page.locator("#main article.theirs .text")
    await expect(questions.last).to_have_text("Participation: yes")
    await expect(questions.first).to_contain_text("Will you take part?")


async def test_it_can_be_paused_stepped_and_stopped(stage: Stage) -> None:
    steps = [{"caption": {"en": name}, "show": [FRANCE, GROUP]} for name in ("One", "Two", "Three")]
    await put(stage, steps, pause_ms=60_000)
    caption = stage.page.locator(".tour-caption")
    await stage.page.get_by_role("button", name="Pause").click()
    await expect(caption).to_have_text("One")
    await stage.page.get_by_role("button", name="Next").click()
    await expect(caption).to_have_text("Two")
    await expect(caption).to_have_attribute("aria-live", "polite")
    await stage.page.get_by_role("button", name="Stop").click()

    await expect(caption).to_have_text("Tour stopped.")
    assert await stage.page.evaluate("document.body.dataset.tour") == "stopped"
    await stage.page.get_by_role("button", name="Close").click()
    await expect(stage.page.locator("#tour")).to_be_hidden()


async def test_without_a_story_it_says_that_there_is_none(stage: Stage) -> None:
    await stage.open()
    await stage.page.get_by_role("button", name="Take the tour").click()

    await expect(stage.page.locator(".tour-caption")).to_contain_text("No tour was prepared")
