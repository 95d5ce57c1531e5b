"""Out of Telegram's reach for a while: what was typed comes through, and where a tap was lost the question comes again."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from bot.mission.reconnection import HEARD
from storage import deployment
from storage.instants import to_text
from tests import acts
from tests.e2e.missions import MISSIONS, enter
from tests.e2e.stage import Attache, Stage, stage
from tests.waiting import until

LOST = "a tap may have been lost"
KENYA = MISSIONS[-1]


async def away(one: Stage, span: timedelta) -> None:
    """Time passes for everybody, while the bot is down."""
    one.clock.ahead += span
    await one.sim.advance_clock(int(span.total_seconds()))


async def heard(one: Stage, began: datetime) -> None:
    """Telegram was heard since then, and whatever that led to has gone."""
    with acts.looking(one.database) as db:

        def has_gone() -> bool:
            # In this order: the rows are committed with the fact.
            last = deployment.get(db, HEARD)
            is_heard = last is not None and last >= to_text(began)
            return is_heard and all(row.state != "queued" for row in acts.everything(db))

        await until(has_gone, "what being heard led to")


async def test_after_a_long_outage_the_question_comes_again_where_a_tap_was_lost(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as one:
        attache = Attache(one, KENYA.user)
        asked = await enter(attache, "en")
        yes = next(b["data"] for row in asked["buttons"] for b in row if "pick:yes" in b["data"])
        await one.stop()
        lost = await attache.press(yes, asked["message_id"])
        await away(one, timedelta(minutes=10))
        await one.start()
        again = await attache.saw(LOST, since=lost)
        question = await attache.tap("pick:yes", within=again)

        assert "Participation in the summit" in again["text"]
        assert "Courtesy title of the focal point" in question["text"]


async def test_whoever_wrote_in_the_outage_is_simply_answered(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        attache = Attache(one, KENYA.user)
        await enter(attache, "en")
        await attache.tap("pick:yes")
        await attache.tap("pick:ms")
        await one.stop()
        await attache.write(KENYA.given)
        await away(one, timedelta(hours=2))
        await one.start()
        question = await attache.screen()
        said = await one.sim.texts(KENYA.user)

        assert "Family name of the focal point" in question["text"]
        assert not [text for text in said if LOST in text]


async def test_after_a_short_outage_nobody_is_written_to(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        attache = Attache(one, KENYA.user)
        asked = await enter(attache, "en")
        await one.stop()
        await away(one, timedelta(minutes=2))
        began = one.clock()
        await one.start()
        await heard(one, began)
        newest = await one.sim.last(KENYA.user)

        assert newest is not None
        assert newest["message_id"] == asked["message_id"]
