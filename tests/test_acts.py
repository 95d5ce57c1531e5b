"""The answer to an act is what the act led to, whatever else comes into the chat before it, after it, or instead of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.engine.session import AtMenu, Session
from storage import files, intake, jobs, outbox, people
from storage.instants import to_text
from storage.jobs import JobKind
from storage.outbox import Delivered, Lane
from storage.visits import writing
from tests import acts
from tests.e2e.desk import Officer
from tests.e2e.missions import MISSIONS, enter
from tests.e2e.stage import Attache, Json, Stage, stage
from tests.waiting import NeverCame

KENYA = MISSIONS[-1]
CLAIRE, OTHER = 101, 102
UPDATE, ANOTHER = 7, 8
AT, LATER = "2003-09-01T09:00:00.000Z", "2003-09-01T09:00:00.001Z"
# Nothing comes in that time, and nothing would in a longer one.
SHORT_SECONDS = 0.5
NOTICE = "17 States have replied so far. Participation in the summit will be great."


# ---------------------------------------------------------------- over the app and the sandbox


def put_notice(one: Stage, chat: int, *, action: str = "*:pick:yes") -> None:
    """A notice with a button goes into the queue, ahead of whatever is answered from now on."""
    button = {"text": "Yes", "callback_data": action}
    with writing(one.database) as db:
        outbox.enqueue(
            db,
            chat_id=chat,
            method="sendMessage",
            params={"text": NOTICE, "reply_markup": {"inline_keyboard": [[button]]}},
            now=to_text(one.clock()),
        )


async def texts_since(attache: Attache) -> list[str]:
    """What the bot has written since the person's last act."""
    entries = await attache.sim.messages(attache.chat, after=attache.act.seq)
    return [entry["text"] for entry in entries if entry["from"]["is_bot"]]


async def asked_for_title(one: Stage) -> Attache:
    """Somebody who is about to choose the title of the focal point."""
    attache = Attache(one, KENYA.user)
    await enter(attache, "en")
    await attache.tap("pick:yes")
    return attache


async def test_a_notice_that_comes_before_the_answer_is_not_taken_for_it(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        attache = await asked_for_title(one)
        await attache.tap("pick:ms")
        await one.stop()
        await attache.write("Wanjiru")
        put_notice(one, attache.chat)
        await one.start()
        asked = await attache.screen()
        came = await texts_since(attache)

        assert "Family name of the focal point" in asked["text"]
        assert came.index(NOTICE) < came.index(asked["text"])


async def test_a_notice_that_comes_after_the_answer_is_not_taken_for_it(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        attache = await asked_for_title(one)
        await attache.tap("pick:ms")
        await attache.say("Wanjiru")
        await one.stop()
        put_notice(one, attache.chat)
        await one.start()
        await attache.saw(NOTICE)
        asked = await attache.screen()
        came = await texts_since(attache)

        assert "Family name of the focal point" in asked["text"]
        assert came.index(asked["text"]) < came.index(NOTICE)


async def test_a_list_that_changes_in_place_is_the_answer_and_not_the_notice_below_it(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as one:
        attache = await asked_for_title(one)
        review = await attache.say("/review")
        await one.stop()
        await attache.tap_only("menu")
        put_notice(one, attache.chat)
        await one.start()
        await attache.saw(NOTICE)
        menu = await attache.screen()

        assert menu["text"] not in (review["text"], NOTICE)
        assert menu["message_id"] == review["message_id"]


async def test_a_notice_that_comes_instead_of_an_answer_is_none(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        attache = await asked_for_title(one)
        await one.stop()
        # The bot hears nothing, and goes on sending.
        await one.sim.add_fault("status", "getUpdates", status=500, times=None)
        await attache.write("/review")
        put_notice(one, attache.chat)
        await one.start()
        await attache.saw(NOTICE)
        attache.patience_seconds = SHORT_SECONDS

        with pytest.raises(NeverCame, match="17 States have replied so far"):
            await attache.screen()
        with pytest.raises(NeverCame):
            await attache.reads("Participation")


async def test_the_button_that_is_tapped_is_the_one_of_the_screen_in_hand(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        attache = Attache(one, KENYA.user)
        asked = await enter(attache, "en")
        await one.stop()
        put_notice(one, attache.chat)
        await one.start()
        notice = await attache.saw(NOTICE)
        title = await attache.tap("pick:yes")

        assert notice["message_id"] > asked["message_id"]
        assert "Courtesy title of the focal point" in title["text"]
        with pytest.raises(AssertionError, match="nothing does 'no:such' on"):
            await attache.tap("no:such")


async def test_an_officer_reads_what_the_own_act_led_to_and_taps_there(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        desk = Officer(one)
        await one.stop()
        await desk.write("/status")
        put_notice(one, desk.chat, action="d:picture:regions")
        await one.start()
        status = await desk.reads("States have replied")
        await desk.tap_only("d:picture:regions")
        picture = await desk.reads(_is_photo)
        before = await desk.sim.messages(desk.chat)

        assert NOTICE in [entry["text"] for entry in before]
        assert status["text"] != NOTICE
        assert status["message_id"] < picture["message_id"]


def _is_photo(entry: Json) -> bool:
    return bool(entry["photo"])


async def test_an_answer_with_other_words_is_told_at_once(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        with pytest.raises(NeverCame, match=r"'Atlantis' was wanted in chat 900, which reads: \["):
            await Officer(one).say("/status", "Atlantis")


async def test_an_update_that_was_set_aside_has_no_answer(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        attache = await asked_for_title(one)
        with writing(one.database) as db:
            db.execute('UPDATE sessions SET state = \'{"step": "nowhere"}\'')

        with pytest.raises(acts.SetAside):
            await attache.say("Wanjiru")


# ---------------------------------------------------------------- what the database says


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A database in which Claire's update was taken, and nothing came of it yet."""
    path = tmp_path / "focal.sqlite3"
    with closing(files.prepare(path)), closing(files.connect(path)) as db:
        for person in (CLAIRE, OTHER):
            people.meet(db, person, f"Person {person}", None, AT)
        intake.take(db, UPDATE, AT)
        yield db


def put(db: sqlite3.Connection, chat: int, text: str, *, now: str = AT) -> int:
    row = outbox.enqueue(db, chat_id=chat, method="sendMessage", params={"text": text}, now=now)
    assert row is not None
    return row


def test_an_update_was_taken_when_the_database_says_so(db: sqlite3.Connection) -> None:
    assert acts.taken_at(db, UPDATE) == AT
    assert acts.taken_at(db, ANOTHER) is None
    assert not acts.is_done(db, ANOTHER, CLAIRE)


def test_an_act_led_to_the_rows_of_its_own_turn(db: sqlite3.Connection) -> None:
    intake.take(db, ANOTHER, LATER)
    earlier = put(db, CLAIRE, "from the clock", now="2003-09-01T08:59:59.999Z")
    mine, theirs = put(db, CLAIRE, "the answer"), put(db, OTHER, "the notice")
    put(db, CLAIRE, "of another act", now=LATER)

    assert [row.id for row in acts.rows(db, UPDATE)] == [mine, theirs]
    assert [row.params["text"] for row in acts.rows(db, UPDATE, chat_id=CLAIRE)] == ["the answer"]
    assert [row.id for row in acts.rows(db, UPDATE, after=mine)] == [theirs]
    assert next(row.id for row in acts.everything(db)) == earlier
    assert acts.newest_row(db) == acts.everything(db, after=theirs)[-1].id


def test_an_act_is_done_when_its_rows_for_the_chat_are_on_their_way_no_more(
    db: sqlite3.Connection,
) -> None:
    answer = put(db, CLAIRE, "the answer")
    put(db, OTHER, "the notice")
    put(db, CLAIRE, "from the clock", now=LATER)
    before = acts.is_done(db, UPDATE, CLAIRE)
    outbox.mark_sent(db, [Delivered(answer, 1001)], LATER)

    assert (before, acts.is_done(db, UPDATE, CLAIRE)) == (False, True)
    assert not acts.is_done(db, UPDATE, OTHER)


def test_an_act_with_a_file_is_done_when_the_file_was_fetched(db: sqlite3.Connection) -> None:
    job = jobs.add(db, kind=JobKind.FETCH_FILE, payload={}, now=AT)
    jobs.add(db, kind=JobKind.MAILING, payload={}, now=AT)
    before = acts.is_done(db, UPDATE, CLAIRE)
    jobs.finish(db, job)

    assert (before, acts.is_done(db, UPDATE, CLAIRE)) == (False, True)


def test_an_act_that_met_a_mistake_of_ours_is_an_error(db: sqlite3.Connection) -> None:
    intake.bury(db, update_id=UPDATE, raw="{}", error="in turn: KeyError", now=AT)

    with pytest.raises(acts.SetAside, match="KeyError"):
        acts.is_done(db, UPDATE, CLAIRE)


def test_the_screen_in_hand_is_the_sessions_and_shown_by_its_own_row(
    db: sqlite3.Connection,
) -> None:
    nothing = acts.in_hand(db, CLAIRE)
    row = put(db, CLAIRE, "the menu")
    session = Session(step=AtMenu(), screen=12)
    people.save_session(db, CLAIRE, session.to_json(), row, AT)
    on_its_way = acts.in_hand(db, CLAIRE)
    outbox.enqueue(db, chat_id=CLAIRE, method="sendMessage", params={}, now=LATER, lane=Lane.NOTICE)
    outbox.mark_sent(db, [Delivered(row, 1001), Delivered(row + 1, 1002)], LATER)

    assert nothing is None
    assert on_its_way == acts.Screen(session, row, None)
    assert acts.in_hand(db, CLAIRE) == acts.Screen(session, row, 1001)


def test_a_button_belongs_to_the_screen_whose_number_it_bears() -> None:
    screen = acts.Screen(Session(step=AtMenu(), screen=12), 1, 1001)

    assert screen.action("12:change:participants@0") == "change:participants@0"
    assert screen.action("1:menu") is None
    assert screen.action("123:menu") is None
    assert screen.action("*:menu") is None
    assert screen.action("d:menu") is None
