"""The desk over HTTP: two officers at once, a group that moves, people who block, guess, ask in, and send files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.demo.cast import ADMIN_ID, GROUP_ID, VISITOR_ID
from bot.operations.config import Address, WebhookSettings
from storage import assignments, records, staff
from storage.visits import reading
from tests.documents.test_filetype import pdf
from tests.e2e.desk import Officer, appoint
from tests.e2e.missions import MISSIONS, Mission, enter, fill
from tests.e2e.stage import Attache, Json, Stage, stage
from tests.plain_text import unmarked
from tests.telegram.test_intake import free_port

FRANCE, KENYA = MISSIONS[0], MISSIONS[-1]
OMAR = 901


async def replied(one: Stage, mission: Mission) -> Attache:
    """A mission that has sent its reply."""
    attache = Attache(one, mission.user)
    await enter(attache, mission.language)
    await fill(attache, mission)
    await attache.tap("send")
    return attache


def with_button(words: str) -> Callable[[Json], bool]:
    """Whether a message has a button of those words."""
    return lambda entry: any(words in unmarked(b["text"]) for row in entry["buttons"] for b in row)


def actions(entry: Json) -> list[str]:
    """What the buttons of a message do, as `Attache.tap` takes it."""
    return [b["data"].partition(":")[2] for row in entry["buttons"] for b in row if "data" in b]


async def test_of_two_officers_at_one_button_the_second_sees_who_was_first(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as one:
        omar = await appoint(one, OMAR, "Omar Said", "officer")
        mary, omar = Officer(one, chat=GROUP_ID), Officer(one, omar.user, chat=GROUP_ID)
        mission = await replied(one, KENYA)
        notice = await omar.reads("Kenya has replied", of=mission.act)
        await one.stop()
        first = await omar.tap_only("d:accept:KEN", within=notice)
        second = await mary.tap_only("d:accept:KEN", within=notice)
        await one.start()

        assert await omar.toast_of(first) == "Accepted. The mission is told."
        assert "Accepted by Omar Said on" in await mary.toast_of(second)
        await omar.reads(with_button("Accepted: Omar Said"), of=first)
        await mission.reads("has accepted reply", of=first)
        texts = await one.sim.texts(KENYA.user)
        assert sum("has accepted reply" in text for text in texts) == 1


async def test_a_group_that_becomes_a_supergroup_keeps_being_told(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        office = await one.sim.add_group("Front office", [ADMIN_ID])
        desk = Officer(one, chat=office["id"])
        await desk.say("/secretariat", "now told of every reply")
        moved = await one.sim.migrate(desk.chat)
        mission = await replied(one, KENYA)

        told = await Officer(one, chat=moved).reads("Kenya has replied", of=mission.act)
        assert "Wanjiru" in told["text"]
        with reading(one.database) as db:
            assert {desk.chat_id for desk in staff.desks(db)} == {GROUP_ID, moved}


async def test_a_chat_that_blocked_the_bot_is_marked_and_reported(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        desk = Officer(one)
        await replied(one, FRANCE)
        kenya = await replied(one, KENYA)
        await desk.say("/announce", "please write the text in English")
        await desk.say("The doors open at nine.", "please write the text in")
        await desk.tap("d:announcerest", "2 States · 2 chats")
        await one.stop()
        sending = await desk.tap_only("d:announcego")
        await one.sim.block(FRANCE.user)
        await one.start()
        report = await desk.saw("Delivered: 1 of 2.", since=sending)

        assert "1 chat was not reached:\n• France: Claire Fontaine" in unmarked(report["text"])
        await kenya.saw("The doors open at nine.", since=sending)
        group = Officer(one, chat=GROUP_ID)
        await group.saw(
            "Claire Fontaine, who acts for France, can no longer be reached", since=sending
        )
        card = await desk.say("/country France", "has blocked the bot and cannot be reached")
        assert "Claire Fontaine" in card["text"]
        await desk.say("/message France", "can be reached through the bot")


async def test_a_note_verbale_reaches_the_desk_as_it_was_sent(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        desk, mission = Officer(one), await replied(one, KENYA)
        await mission.say("/review")
        await mission.tap("section:note")
        await mission.tap("change:note_reference")
        await mission.say("NV 17/2003")
        await mission.tap("change:note_file")
        note = pdf()
        taken = await mission.gives_file("note.pdf", note, "application/pdf")
        assert "note.pdf" in unmarked(taken["text"])
        await mission.say("/review")
        await mission.tap("send")
        await Officer(one, chat=GROUP_ID).reads("NV 17/2003", of=mission.act)
        await desk.say("/country Kenya", "Revision 2 is in force")
        await desk.tap("d:reply:KEN", "Copy of the note verbale")
        await desk.tap_only("d:file:KEN")

        assert await desk.file(".pdf") == ("note.pdf", note)


async def test_a_delegation_comes_by_spreadsheet_when_its_preview_was_confirmed(
    tmp_path: Path,
) -> None:
    table = (
        "Role in the delegation;Courtesy title;Given name(s);Family name;Functional title;"
        "Ministry or institution\n"
        "Delegate;Ms;Achieng;Otieno;Director;Ministry of ICT\n"
        "Adviser;Mr;Kiprono;Cheruiyot;Counsellor;Permanent Mission\n"
    )
    async with stage(tmp_path) as one:
        mission = await replied(one, KENYA)
        await mission.say("/delegation")
        given = await mission.upload("delegation.csv", table.encode("utf-8"))
        shown = await mission.saw("Otieno", since=given)
        with reading(one.database) as db:
            assert len(records.page(db, "KEN", "delegation")) == 1
        confirm = next(action for action in actions(shown) if "import:" in action)
        await mission.tap(confirm, within=shown)
        await mission.say("/review")
        await mission.tap("send")
        told = await Officer(one, chat=GROUP_ID).reads("has changed its reply", of=mission.act)

        assert "Added: Achieng Otieno — Delegate" in unmarked(told["text"])
        assert "Added: Kiprono Cheruiyot — Adviser" in unmarked(told["text"])


async def test_five_wrong_codes_are_a_pause_and_the_secretariat_sees_it(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        visitor = Attache(one, VISITOR_ID)
        for number in range(5):
            await visitor.say(f"/start wrong-code-number-{number}-of-five")
        group = Officer(one, chat=GROUP_ID)
        told = await group.reads("Sofia Rossi has tried 5 unknown", of=visitor.act)
        await visitor.open_link(one.links[KENYA.user])
        await visitor.reads("Please wait an hour")

        assert "has been paused" in told["text"]
        kenya = await Attache(one, KENYA.user).open_link()
        assert kenya["buttons"]


async def test_a_visitor_asks_in_and_is_let_in(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        group, visitor = Officer(one, chat=GROUP_ID), Attache(one, VISITOR_ID)
        await visitor.say("/start")
        await visitor.tap("language:en")
        await visitor.tap("agree")
        await visitor.say("Itali")
        await visitor.tap("party:ITA")
        asked = "Sofia Rossi has no invitation and asks to act for Italy"
        await group.reads(asked, of=visitor.act)
        assert await group.toast("d:confirm:") == "Confirmed, and told."
        await visitor.reads("Italy", of=group.act)
        await visitor.say("/form")

        with reading(one.database) as db:
            held = assignments.active(db, VISITOR_ID)
            assert held is not None
            assert (held.party, held.status) == ("ITA", "confirmed")


async def test_a_reply_by_webhook_is_told_as_one_by_polling(tmp_path: Path) -> None:
    port = free_port()
    hook = WebhookSettings(
        url=f"http://127.0.0.1:{port}/hook", listen=Address("127.0.0.1", port), secret="s" * 32
    )
    async with stage(tmp_path, settings=lambda s: replace(s, webhook=hook)) as one:
        mission = await replied(one, KENYA)
        await Officer(one, chat=GROUP_ID).reads("Kenya has replied", of=mission.act)
        calls = {call["method"] for call in await one.sim.journal()}

        assert "setWebhook" in calls
        assert "getUpdates" not in calls
