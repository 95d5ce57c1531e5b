"""A State replies, in six languages: invitation, form, sending, amendment, and what the secretariat sees of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.demo.cast import GROUP_ID
from bot.i18n.tongue import tongue_for
from tests.e2e.desk import Officer
from tests.e2e.missions import MISSIONS, Mission, enter, fill
from tests.e2e.stage import Attache, stage
from tests.plain_text import unmarked

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


@pytest.mark.parametrize("mission", MISSIONS, ids=lambda mission: mission.language)
async def test_a_mission_replies_and_amends_in_its_own_language(
    mission: Mission, tmp_path: Path
) -> None:
    async with stage(tmp_path) as one:
        attache = Attache(one, mission.user)
        await enter(attache, mission.language)
        review = await fill(attache, mission)
        await attache.tap("send")
        group = Officer(one, chat=GROUP_ID)
        first = await group.reads("revision 1", of=attache.act)
        _, receipt = await attache.file(".pdf")

        assert mission.family in review["text"]
        assert f"{mission.head[0]} {mission.head[1]}" in unmarked(first["text"])
        assert f": {mission.announced}" in unmarked(first["text"])
        assert receipt.startswith(b"%PDF")

        await attache.say("/review")
        await attache.tap("section:numbers")
        await attache.tap("change:participants")
        changed = await attache.say(mission.new_number)
        onward = tongue_for(mission.language).plain_as("button", "Review and send")
        assert onward in [button["text"] for row in changed["buttons"] for button in row]
        await attache.tap("back")
        await attache.tap("send")
        second = await group.reads("revision 2", of=attache.act)

        assert f"{mission.announced} → {mission.announced_then}" in unmarked(second["text"])
        assert mission.function not in second["text"]


async def test_six_missions_reply_at_once_and_none_sees_anothers_reply(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        group = Officer(one, chat=GROUP_ID)

        async def reply(mission: Mission) -> list[str]:
            attache = Attache(one, mission.user)
            await enter(attache, mission.language)
            await fill(attache, mission)
            await attache.tap("send")
            await group.reads(f"WSIS-2003/{mission.state}", of=attache.act)
            return await one.sim.texts(mission.user)

        said = await asyncio.gather(*(reply(mission) for mission in MISSIONS))

        for mission, texts in zip(MISSIONS, said, strict=True):
            others = [other.email for other in MISSIONS if other is not mission]
            assert mission.email in "\n".join(texts)
            assert not [email for email in others if email in "\n".join(texts)]


async def test_nothing_unexpected_changes_an_answer_or_leaves_anyone_stuck(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        attache = Attache(one, 106)
        await enter(attache, "en")
        await attache.tap("pick:yes")
        await attache.tap("pick:ms")
        before = await attache.say("Wanjiru")
        for content in (
            {"sticker": True},
            {"voice": True},
            {"location": {"latitude": 1.0, "longitude": 2.0}},
            {"text": "x" * 4096},
            {"text": "Kamau", "forward_from_name": "Somebody"},
        ):
            await attache.give(**content)
            await attache.reads("Family name")
        old = before["buttons"][-1][0]["data"]
        await attache.press(old, before["message_id"], stale=True)
        again = await attache.screen()
        await attache.say("Kamau")

        assert "Family name" in again["text"]
        texts = unmarked("\n".join(await one.sim.texts(106)))
        assert texts.count("✓ Family name of the focal point: Kamau") == 1


async def test_the_answer_is_there_when_the_app_is_stopped_and_started_in_between(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as one:
        attache = Attache(one, 101)
        await enter(attache, "fr")
        await attache.tap("pick:yes")
        await one.stop()
        await attache.write("/review")
        await one.start()
        review = await attache.screen()

        assert "✎" in "".join(button["text"] for row in review["buttons"] for button in row)


async def test_a_note_that_was_sent_is_shown_as_taken(tmp_path: Path) -> None:
    mission = next(one for one in MISSIONS if one.language == "en")
    async with stage(tmp_path) as one:
        attache = Attache(one, mission.user)
        await enter(attache, "en")
        await fill(attache, mission)
        await attache.tap("section:note")
        await attache.tap("change:note_reference")
        await attache.say("No. 245/2003")
        await attache.tap("change:note_file")
        taken = await attache.upload("note.pdf", PDF)
        await attache.saw("✓ Copy of the note verbale: note.pdf", since=taken)

        assert "being taken over" not in "\n".join(await one.sim.texts(mission.user))
