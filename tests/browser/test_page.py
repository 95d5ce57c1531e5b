"""The page as a person uses it, in a real browser, against the real server and a small bot."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.sandbox.server import SandboxServer
from tests.browser.chromium import NEEDS_CHROMIUM, PATH
from tests.browser.conftest import EGYPT, FRANCE, OFFICER, Stage
from tests.browser.echo_bot import EchoBot

if PATH is None:
    pytest.skip(NEEDS_CHROMIUM, allow_module_level=True)

pytestmark = pytest.mark.browser

# A picture of one pixel.
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJg"
    "gg=="
)


async def test_a_person_is_chosen_and_the_big_button_opens_the_invitation(stage: Stage) -> None:
    await stage.open(as_user=None)
    await stage.page.get_by_role("button", name=re.compile("^Mission of France")).click()
    await stage.page.get_by_role("button", name="Start", exact=True).click()

    await expect(stage.page.locator("#main article.mine .text")).to_have_text("/start CODE")
    await expect(stage.page.locator("#main .theirs b")).to_have_text("Will you take part?")
    await expect(stage.page.locator("#main .start")).to_be_hidden()
    assert f"user={FRANCE}" in stage.page.url


async def test_the_list_opens_an_invitation_at_once(stage: Stage) -> None:
    await stage.open(as_user=None)
    await stage.page.get_by_role("button", name="Open the invitation of Mission of France").click()

    await expect(stage.page.locator("#main article.mine .text")).to_have_text("/start CODE")


async def test_a_tap_is_answered_and_the_group_beside_sees_the_news(stage: Stage) -> None:
    await stage.open()
    await stage.page.click("#main .start")
    await stage.page.get_by_role("button", name="Yes", exact=True).click()

    await expect(stage.page.locator(".toast")).to_have_text("Saved")
    await expect(stage.page.locator("#main .theirs .text")).to_have_text("Participation: yes")
    await expect(stage.page.locator("#main .inline-keyboard")).to_have_count(0)
    await expect(stage.page.locator("#main .edited")).to_be_visible()
    await expect(stage.page.locator("#second .theirs .text")).to_have_text("France has replied")


async def test_an_alert_is_a_dialog(stage: Stage) -> None:
    await stage.open()
    await stage.page.click("#main .start")
    await stage.page.get_by_role("button", name="Explain").click()

    await expect(stage.page.get_by_role("dialog")).to_contain_text("Your State is asked to reply.")
    await stage.page.keyboard.press("Escape")
    await expect(stage.page.get_by_role("dialog")).to_have_count(0)


async def test_typed_markup_is_shown_as_it_was_typed(stage: Stage) -> None:
    await stage.open()
    await stage.sim.say(FRANCE, "hello")
    typed = "<img src=x onerror=alert(1)> & <b>bold</b>\nsecond line"
    await stage.page.locator("#main-input").press_sequentially("a")
    await stage.write(typed)

    mine = stage.page.locator("#main article.mine .text").last
    await expect(mine).to_have_text(typed, use_inner_text=True)
    await expect(stage.page.locator("#main .theirs b").last).to_have_text(
        typed, use_inner_text=True
    )
    assert await stage.page.locator("#main img, #main .text b b").count() == 0


async def test_shift_and_enter_begin_a_new_line(stage: Stage) -> None:
    await stage.sim.say(FRANCE, "hello")
    await stage.open()
    field = stage.page.locator("#main-input")
    await field.press_sequentially("one")
    await field.press("Shift+Enter")
    await field.press_sequentially("two")
    await field.press("Enter")

    last = stage.page.locator("#main article.mine .text").last
    await expect(last).to_have_text("one\ntwo", use_inner_text=True)
    await expect(field).to_have_value("")


async def test_arrow_up_edits_the_last_message(stage: Stage) -> None:
    await stage.sim.say(FRANCE, "twelve")
    await stage.open()
    await stage.page.press("#main-input", "ArrowUp")
    await expect(stage.page.locator("#main-input")).to_have_value("twelve")
    await stage.write("thirteen")

    await expect(stage.page.locator("#main article.mine .text")).to_have_text("thirteen")
    await expect(stage.page.locator("#main .theirs .text").last).to_have_text(
        "Changed to: thirteen"
    )
    await stage.page.click("#main article.mine .edited")
    await expect(stage.page.get_by_role("dialog")).to_contain_text("twelve")


async def test_a_message_is_replied_to(stage: Stage) -> None:
    await stage.sim.say(FRANCE, "first")
    await stage.open()
    answer = stage.page.locator("#main article.theirs").last
    await answer.hover()
    await answer.get_by_role("button", name="Reply").click()
    await stage.write("about that")

    await expect(stage.page.locator("#main article.mine .quote-text")).to_have_text(
        "You said: first"
    )


async def test_a_file_goes_there_and_comes_back_whole(stage: Stage, tmp_path: Path) -> None:
    await stage.sim.say(FRANCE, "hello")
    await stage.open()
    sent = tmp_path / "note verbale.pdf"
    sent.write_bytes(b"%PDF-1.4 " + bytes(range(256)) * 20)
    await stage.page.get_by_role("button", name="Attach").first.click()
    async with stage.page.expect_file_chooser() as chooser:
        await stage.page.get_by_role("menuitem", name="File").click()
    await (await chooser.value).set_files(sent)
    await stage.page.get_by_label("Caption").fill("As asked")
    await stage.page.get_by_role("dialog").get_by_role("button", name="Send").click()

    await expect(stage.page.locator("#main article.mine .text").last).to_have_text("As asked")
    card = stage.page.locator("#main article.theirs .document")
    await expect(card).to_contain_text("5 KB")
    await expect(card.get_by_role("button", name="Open note verbale.pdf")).to_be_visible()
    async with stage.page.expect_download() as download:
        await card.get_by_role("link", name="Download note verbale.pdf").click()
    saved = await download.value
    await saved.save_as(tmp_path / "back.pdf")
    assert saved.suggested_filename == sent.name
    assert (tmp_path / "back.pdf").read_bytes() == sent.read_bytes()


async def test_a_photo_is_shown_and_opens_in_a_tab_of_its_own(stage: Stage) -> None:
    await stage.sim.say(FRANCE, "hello")
    await stage.open()
    await stage.page.locator("#main").evaluate(
        """(chat, encoded) => {
            const bytes = Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0));
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([bytes], "dot.png", { type: "image/png" }));
            chat.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
        }""",
        PIXEL,
    )
    await expect(stage.page.get_by_label("Send as a photo")).to_be_checked()
    await stage.page.get_by_role("dialog").get_by_role("button", name="Send").click()
    photo = stage.page.locator("#main article.mine img")
    await expect(photo).to_have_js_property("naturalWidth", 1)
    async with stage.page.context.expect_page() as opened:
        await photo.click()

    assert (await opened.value).url.startswith("blob:")


async def test_the_contact_button_shares_a_number_and_the_keyboard_goes(stage: Stage) -> None:
    await stage.sim.say(FRANCE, "keyboard")
    await stage.open()
    await stage.page.get_by_role("button", name="Share my number").click()
    await stage.page.get_by_role("textbox", name="Phone number").fill("+33140000000")
    await stage.page.get_by_role("button", name="Share", exact=True).click()

    await expect(stage.page.locator("#main article.mine .card-note")).to_have_text("+33140000000")
    await expect(stage.page.locator("#main .theirs .text").last).to_have_text(
        "Thank you, +33140000000"
    )
    await expect(stage.page.locator("#main .reply-keyboard")).to_be_hidden()


async def test_odd_input_can_be_tried(stage: Stage) -> None:
    await stage.sim.say(FRANCE, "hello")
    await stage.open()
    for name in ("Sticker", "Voice message", "Location", "Poll"):
        await stage.page.locator("#main").get_by_role("button", name="Attach").click()
        await stage.page.get_by_role("menuitem", name=name).click()

    await expect(stage.page.locator("#main article.mine .card-title")).to_have_text(
        ["Sticker", "Voice message", "Location", "Poll"]
    )


async def test_arabic_reads_from_right_to_left_with_its_buttons(stage: Stage) -> None:
    await stage.sim.say(EGYPT, "arabic")
    await stage.open(as_user=EGYPT)
    message = stage.page.locator("#main article.theirs")
    await expect(message).to_be_visible()

    assert await message.evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert await message.locator(".text").evaluate("n => getComputedStyle(n).textAlign") == "right"
    first = await message.get_by_role("button", name="تخطّي").bounding_box()
    second = await message.get_by_role("button", name="القائمة").bounding_box()
    assert first is not None
    assert second is not None
    assert first["x"] > second["x"]


async def test_the_command_menu_is_in_the_language_of_the_person(stage: Stage) -> None:
    await stage.sim.say(FRANCE, "hello")
    await stage.open()
    await stage.page.locator("#main").get_by_role("button", name="Commands").click()
    menu = stage.page.locator("#main .suggestions")

    await expect(menu).to_contain_text("Obtenir de l'aide")
    await stage.page.keyboard.press("ArrowDown")
    await stage.page.keyboard.press("Enter")
    await expect(stage.page.locator("#main article.mine .text").last).to_have_text("/aide")
    await stage.page.locator("#main-input").press_sequentially("/st")
    await expect(menu.get_by_role("menuitem")).to_have_count(1)


async def test_a_start_link_in_a_message_is_opened_as_the_present_person(stage: Stage) -> None:
    await stage.sim.say(FRANCE, "link")
    await stage.open()
    await stage.page.get_by_role("button", name="https://t.me/sandbox_bot?start=OTHER").click()

    await expect(stage.page.locator("#main article.mine .text").last).to_have_text("/start OTHER")


async def test_in_a_group_one_chooses_who_speaks(stage: Stage) -> None:
    await stage.open()
    await stage.page.get_by_label("Speak as").select_option(str(EGYPT))
    await stage.page.fill("#second-input", "Good morning")
    await stage.page.press("#second-input", "Enter")

    await expect(stage.page.locator("#second article.mine")).to_have_count(1)
    await stage.page.get_by_label("Speak as").select_option(str(OFFICER))
    await expect(stage.page.locator("#second article.mine")).to_have_count(0)
    await expect(stage.page.locator("#second .author").first).to_have_text("Mona")


async def test_unread_messages_are_counted_until_they_are_seen(stage: Stage) -> None:
    await stage.open()
    await stage.sim.say(EGYPT, "hello")
    await stage.sim.say(EGYPT, "again")
    row = stage.page.get_by_role("button", name=re.compile("^Mission of Egypt"))

    await expect(row.locator(".unread")).to_have_text("2")
    await expect(stage.page).to_have_title(re.compile(r"^\(2\)"))
    await row.click()
    await expect(row.locator(".unread")).to_have_count(0)


async def test_a_reload_changes_nothing(stage: Stage) -> None:
    await stage.open()
    await stage.sim.say(FRANCE, "hello")
    await stage.page.click("#theme-button")
    await stage.page.reload()

    await expect(stage.page.locator("#main .theirs .text")).to_have_text("You said: hello")
    await expect(stage.page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(stage.page.locator(".person.current").first).to_contain_text("Mission of France")


async def test_what_was_said_during_a_lost_connection_is_fetched(stage: Stage) -> None:
    await stage.open()
    await stage.server.stop()
    await expect(stage.page.locator("#offline")).to_contain_text("does not answer")
    again = SandboxServer(port=stage.server.port, world=stage.server.world)
    await again.start()
    try:
        await stage.sim.say(FRANCE, "meanwhile")
        await expect(stage.page.locator("#main article.mine .text")).to_have_text("meanwhile")
        await expect(stage.page.locator("#offline")).to_be_empty()
    finally:
        await stage.page.close()
        await again.stop()
    stage.complaints.clear()  # the browser rightly told of the broken connection


async def test_two_thousand_messages_stay_light(stage: Stage, bot: EchoBot) -> None:
    await bot.stop()
    await asyncio.gather(*(stage.sim.say(FRANCE, f"message {n}") for n in range(2000)))
    await stage.open()
    messages = stage.page.locator("#main li.row")

    await expect(messages).to_have_count(200)
    await stage.page.get_by_role("button", name="Earlier messages (1800)").click()
    await expect(messages).to_have_count(400)


async def test_a_phone_shows_one_thing_at_a_time(stage: Stage) -> None:
    await stage.page.set_viewport_size({"width": 390, "height": 780})
    await stage.open(as_user=None)
    await expect(stage.page.locator("#main")).to_be_hidden()
    await stage.page.get_by_role("button", name=re.compile("^Mission of France")).click()
    await expect(stage.page.locator("#people")).to_be_hidden()
    await stage.page.click("#main .start")
    await stage.page.get_by_role("button", name="Yes", exact=True).click()
    await stage.page.get_by_role("button", name="Back to the list").click()

    group = stage.page.get_by_role("button", name=re.compile("^The secretariat"))
    await expect(group.locator(".unread")).to_have_text("1")
    await group.click()
    await expect(stage.page.locator("#second .theirs")).to_be_visible()
    await expect(stage.page.locator("#main")).to_be_hidden()


async def test_everything_can_be_done_by_keyboard(stage: Stage) -> None:
    await stage.open(as_user=None)
    keyboard = stage.page.keyboard
    focused = stage.page.locator(":focus")
    await keyboard.press("Tab")
    await expect(focused).to_have_text("Skip to the message field")
    for _ in range(10):
        await keyboard.press("Tab")
        if "Mission of France" in await focused.inner_text():
            break
    await keyboard.press("Enter")
    await expect(focused).to_have_text("Start")
    await keyboard.press("Enter")
    await expect(stage.page.locator("#main .inline-keyboard")).to_be_visible()
    await expect(stage.page.locator("#main-input")).to_be_focused()
    await keyboard.press("Shift+Tab")
    while await focused.inner_text() != "Yes":
        await keyboard.press("Shift+Tab")
    await keyboard.press("Enter")

    await expect(stage.page.locator("#main .theirs .text")).to_have_text("Participation: yes")
    await expect(stage.page.locator("#main article.theirs")).to_be_focused()
    await keyboard.press("ArrowUp")
    await keyboard.press("e")
    await expect(stage.page.locator("#main-input")).to_have_value("/start CODE")


async def test_a_screen_reader_finds_its_way(stage: Stage) -> None:
    await stage.open()
    await stage.page.click("#main .start")
    page = stage.page

    log = page.get_by_role("log", name="Messages: Mission of France")
    await expect(log.get_by_role("listitem").first).to_be_visible()
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(page.get_by_role("navigation", name="People and groups")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Message").first).to_be_visible()
    nameless = await page.locator("button:visible, input:visible, select:visible").evaluate_all(
        "nodes => nodes.filter(n => !(n.ariaLabel || n.innerText || n.labels?.length)).length"
    )
    assert nameless == 0


@pytest.mark.parametrize("width", [390, 720, 1440])
async def test_text_of_twice_the_size_still_fits(stage: Stage, width: int) -> None:
    await stage.page.set_viewport_size({"width": width, "height": 900})
    await stage.open()
    await stage.page.click("#main .start")
    await expect(stage.page.locator("#main .inline-keyboard")).to_be_visible()
    await stage.page.evaluate("document.documentElement.style.fontSize = '200%'")
    over = await stage.page.evaluate(
        """() => [...document.querySelectorAll("#main *")]
            .filter(n => n.getClientRects().length && !n.closest(".actions, .typing"))
            .filter(n => n.getBoundingClientRect().right > innerWidth + 1)
            .map(n => n.className || n.tagName)"""
    )

    assert over == []
    await expect(stage.page.locator("#main-input")).to_be_in_viewport()


async def test_the_other_chat_can_be_any_chat(stage: Stage) -> None:
    await stage.sim.say(EGYPT, "hello")
    await stage.open()
    await stage.page.get_by_role("button", name="Chat shown beside").click()
    await stage.page.get_by_role("menuitem", name="Mission of Egypt").click()

    await expect(stage.page.locator("#second .theirs .text")).to_have_text("You said: hello")
    assert f"beside={EGYPT}" in stage.page.url
