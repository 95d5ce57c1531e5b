"""What each kind of update says to the dialogue."""

from __future__ import annotations

import pytest

from bot.engine.inputs import (
    ANY,
    Attached,
    Command,
    Edited,
    Input,
    Resumed,
    Said,
    Shared,
    Started,
    Tapped,
    Unusable,
    Verdict,
)
from bot.mission.input_reader import read_input, tapped
from bot.telegram.updates import (
    CallbackQuery,
    ChatMigrated,
    ContactMessage,
    EditedText,
    FileMessage,
    Incoming,
    MembershipChanged,
    OtherCommand,
    StartCommand,
    TextMessage,
    UnsupportedMessage,
    UpdateContent,
)
from storage import outbox, people, replies
from storage.message_threads import LETTER_BATCH
from tests.world import CLAIRE, World, campaign, world

__all__ = ["campaign", "world"]


def read(world: World, content: UpdateContent, message_id: int | None = 7) -> Input:
    known = people.known(world.db, CLAIRE)
    assert known is not None
    incoming = Incoming(1, CLAIRE, True, "", CLAIRE, "Claire", None, "fr", content, message_id)
    return read_input(world.work(), incoming, known)


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (StartCommand(None), Started()),
        (StartCommand("not-a-code"), Started(Verdict.UNKNOWN)),
        (OtherCommand("review", "now"), Command("review")),
        (TextMessage("Claire"), Said("Claire", 7)),
        (TextMessage("x" * 4095), Said("x" * 4095, 7)),
        (TextMessage("x" * 4096), Unusable("long")),
        (EditedText("x" * 4096), Edited("", 7)),
        (EditedText("x" * 4095), Edited("x" * 4095, 7)),
        (CallbackQuery("3:pick:yes", "query"), Tapped(3, "pick", "yes")),
        (ContactMessage("+41227305111"), Shared("+41227305111", 7)),
        (FileMessage("id", "a.pdf", 9, photo=True), Attached("id", "a.pdf", 9, 7, photo=True)),
        (MembershipChanged(True), Resumed()),
        (ChatMigrated(-5), Resumed()),
    ],
    ids=lambda one: type(one).__name__,
)
def test_an_update_is_read_as_an_input(world: World, content: UpdateContent, wanted: Input) -> None:
    world.focal_point()

    assert read(world, content) == wanted


@pytest.mark.parametrize(
    ("kind", "worded_as"),
    [
        ("sticker", "sticker"),
        ("animation", "sticker"),
        ("dice", "sticker"),
        ("voice", "voice"),
        ("audio", "voice"),
        ("video", "video"),
        ("video_note", "video"),
        ("location", "location"),
        ("venue", "location"),
        ("forwarded", "forwarded"),
        ("poll", "other"),
    ],
)
def test_what_is_no_answer_is_named_by_its_kind(world: World, kind: str, worded_as: str) -> None:
    world.focal_point()

    assert read(world, UnsupportedMessage(kind)) == Unusable(worded_as)


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ("3:pick:yes", Tapped(3, "pick", "yes")),
        ("3:open:a:b", Tapped(3, "open", "a:b")),
        ("3:menu", Tapped(3, "menu")),
        ("*:change:name@4", Tapped(ANY, "change", "name@4")),
        ("-3:menu", Tapped(ANY, "menu")),
        ("٣:menu", Tapped(ANY, "menu")),
        ("", Tapped(ANY, "")),
    ],
)
def test_a_buttons_data_is_taken_apart(data: str, wanted: Tapped) -> None:
    assert tapped(data) == wanted


def test_an_edited_answer_is_found_by_its_message(world: World) -> None:
    world.focal_point()
    replies.set_answer(
        world.db, "FRA", 0, "focal_given", '"Ana"', by=CLAIRE, now=world.stamp, message_id=7
    )

    assert read(world, EditedText("Anna")) == Edited("Anna", 7, "focal_given", 0, None)
    assert read(world, EditedText("Anna"), 8) == Edited("Anna", 8)


@pytest.mark.parametrize(("batch", "to_desk"), [(LETTER_BATCH, True), (None, False)])
def test_a_reply_to_a_letter_goes_to_the_secretariat(
    world: World, batch: str | None, to_desk: bool
) -> None:
    world.focal_point()
    row = outbox.enqueue(
        world.db, chat_id=CLAIRE, method="sendMessage", params={}, now=world.stamp, batch=batch
    )
    world.db.execute("UPDATE outbox SET message_id = 70 WHERE id = ?", (row,))

    assert read(world, TextMessage("Thank you", 70)) == Said("Thank you", 7, to_desk)
    assert read(world, TextMessage("Thank you", 71)) == Said("Thank you", 7)
