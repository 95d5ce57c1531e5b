"""Each kind of update is read as what it says to this bot; names without what turns a sentence, ends it or hides."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Chat, Message, Update, User

from bot.engine.folding import clean
from bot.telegram.update_reader import ALLOWED_UPDATES, UpdateReader
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

PDI = "\u2069"
SENT_AT = datetime(2003, 9, 1, 9, 0, tzinfo=UTC)


def incoming_name(first: str, last: str | None = None, title: str | None = None) -> tuple[str, str]:
    """What a person and their group are called once an update was read."""
    user = User(7, first, is_bot=False, last_name=last)
    chat = Chat(-100, "supergroup", title=title) if title is not None else Chat(7, "private")
    message = Message(1, SENT_AT, chat, from_user=user, text="x")
    found = UpdateReader("bot", clean).read(Update(1, message=message))
    assert found is not None
    return found.name, found.chat_title


@pytest.mark.parametrize(
    ("first", "shown"),
    [
        ("Mary\u200b Keller", "Mary Keller"),
        ("\u202eyraM", "yraM"),
        (f"Mary{PDI}\u202e Keller", "Mary Keller"),
        ("Mary\nSecretariat: accepted", "Mary Secretariat: accepted"),
        ("\u2066Mary\u2069", "Mary"),
        ("\u3164\u2800", ""),
        ("Mary\u00ad Keller\x00", "Mary Keller"),
        ("نور\u200cالدین", "نور\u200cالدین"),
        ("王丽", "王丽"),
    ],
)
def test_a_name_is_read_without_what_cannot_be_seen(first: str, shown: str) -> None:
    assert incoming_name(first)[0] == shown


def test_a_groups_title_is_read_so_too() -> None:
    assert incoming_name("Ann", title=f"Secre\u200btariat{PDI}\u202e")[1] == "Secretariat"


# ------------------------------------------------------------ what each kind says

Json = dict[str, Any]
PERSON = {"id": 7, "is_bot": False, "first_name": "Ann", "last_name": "Lee", "username": "ann"}
PRIVATE = {"id": 7, "type": "private"}
GROUP = {"id": -100, "type": "supergroup", "title": "Secretariat"}
PLACE = {"latitude": 46.2, "longitude": 6.1}
FILE = {"file_id": "f", "file_unique_id": "u"}
SENT = int(datetime(2003, 9, 1, 23, 59, tzinfo=UTC).timestamp())


def read(kind: str, content: Json) -> Incoming | None:
    """What an update of that kind says, as it comes from Telegram."""
    update = Update.de_json({"update_id": 4, kind: content})
    return UpdateReader("SummitBot", clean).read(update)


def said(chat: Json = PRIVATE, sender: Json = PERSON, *, kind: str = "message", **more: Any) -> Any:
    message = {"message_id": 9, "date": SENT, "chat": chat, "from": sender, **more}
    found = read(kind, message)
    return None if found is None else found.content


def test_an_update_says_who_and_where() -> None:
    sender = {**PERSON, "language_code": "fr"}
    message = {"message_id": 9, "date": SENT, "chat": PRIVATE, "from": sender, "text": "x"}

    assert read("message", message) == Incoming(
        4, 7, True, "", 7, "Ann Lee", "ann", "fr", TextMessage("x"), 9
    )
    assert read("message", {**message, "chat": GROUP}) == Incoming(
        4, -100, False, "Secretariat", 7, "Ann Lee", "ann", "fr", TextMessage("x"), 9
    )


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("/start", StartCommand(None)),
        ("/start CODE", StartCommand("CODE")),
        ("/START  CODE ", StartCommand("CODE")),
        ("/start   ", StartCommand(None)),
        ("/start@summitbot CODE", StartCommand("CODE")),
        ("/Menu", OtherCommand("menu", "")),
        ("/menu@SUMMITBOT", OtherCommand("menu", "")),
        ("/invite  France, Italy ", OtherCommand("invite", "France, Italy")),
        ("/", OtherCommand("", "")),
        ("no /command", TextMessage("no /command")),
        (" /menu", TextMessage(" /menu")),
    ],
)
def test_a_line_is_a_command_where_it_begins_with_a_slash(
    text: str, content: UpdateContent
) -> None:
    assert said(text=text) == content


@pytest.mark.parametrize("text", ["/start@otherbot CODE", "/menu@summitbot2", "/menu@summit"])
def test_a_command_to_another_bot_says_nothing_to_us(text: str) -> None:
    assert said(GROUP, text=text) is None


def test_a_reply_names_the_message_it_is_to() -> None:
    replied = {"message_id": 5, "date": SENT, "chat": PRIVATE, "from": PERSON, "text": "?"}

    assert said(text="yes", reply_to_message=replied) == TextMessage("yes", 5)


def test_a_forwarded_text_is_no_answer() -> None:
    origin = {"type": "hidden_user", "date": SENT, "sender_user_name": "Somebody"}

    assert said(text="yes", forward_origin=origin) == UnsupportedMessage("forwarded")


def test_an_edit_says_its_new_text_and_nothing_where_it_has_none() -> None:
    photo = [{**FILE, "width": 1, "height": 1}]

    assert said(kind="edited_message", text="/menu") == EditedText("/menu")
    assert said(kind="edited_message", photo=photo, caption="x") is None


def test_a_contact_says_its_number() -> None:
    contact = {"phone_number": "+41 22 000", "first_name": "Ann"}

    assert said(contact=contact) == ContactMessage("+41 22 000")


@pytest.mark.parametrize(
    ("document", "content"),
    [
        (
            {**FILE, "file_name": "note.pdf", "file_size": 12},
            FileMessage("f", "note.pdf", 12, "see"),
        ),
        (FILE, FileMessage("f", "file", 0, "see")),
    ],
)
def test_a_document_is_a_file_also_without_a_name(document: Json, content: FileMessage) -> None:
    assert said(document=document, caption="see") == content


def test_a_photo_is_a_file_of_its_largest_size_named_by_its_day() -> None:
    sizes = [
        {**FILE, "file_id": name, "width": size, "height": size, **more}
        for name, size, more in (("small", 90, {"file_size": 1}), ("large", 900, {"file_size": 9}))
    ]
    unsized = [{**FILE, "width": 1, "height": 1}]

    assert said(photo=sizes) == FileMessage("large", "photo-2003-09-01.jpg", 9, "", photo=True)
    assert said(photo=unsized, caption="see") == FileMessage(
        "f", "photo-2003-09-01.jpg", 0, "see", photo=True
    )


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("voice", {**FILE, "duration": 1}),
        ("audio", {**FILE, "duration": 1}),
        ("video", {**FILE, "width": 1, "height": 1, "duration": 1}),
        ("video_note", {**FILE, "length": 1, "duration": 1}),
        ("location", PLACE),
        ("venue", {"location": PLACE, "title": "x", "address": "x"}),
        ("story", {"chat": GROUP, "id": 1}),
        ("game", {"title": "x", "description": "x", "photo": [{**FILE, "width": 1, "height": 1}]}),
        (
            "poll",
            {
                "id": "1",
                "question": "x",
                "options": [],
                "total_voter_count": 0,
                "is_closed": False,
                "is_anonymous": True,
                "type": "regular",
                "allows_multiple_answers": False,
                "allows_revoting": False,
                "members_only": False,
            },
        ),
        ("dice", {"emoji": "\U0001f3b2", "value": 3}),
        (
            "sticker",
            {
                **FILE,
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
            },
        ),
    ],
)
def test_what_is_no_answer_is_named_by_its_kind(kind: str, content: Json) -> None:
    message = {"message_id": 9, "date": SENT, "chat": PRIVATE, "from": PERSON, kind: content}
    found = read("message", message)

    assert found is not None
    assert found.content == UnsupportedMessage(kind)


def test_an_animation_is_a_file_as_telegram_sends_it_along() -> None:
    animation = {**FILE, "width": 1, "height": 1, "duration": 1}

    assert said(animation=animation) == UnsupportedMessage("animation")


def test_content_of_an_unknown_kind_is_another_and_a_service_message_is_nothing() -> None:
    invoice = {
        "title": "x",
        "description": "x",
        "start_parameter": "x",
        "currency": "CHF",
        "total_amount": 1,
    }

    assert said(invoice=invoice) == UnsupportedMessage("other")
    assert said(GROUP, new_chat_title="Other") is None


def test_a_group_that_moves_says_where_to() -> None:
    assert said(GROUP, migrate_to_chat_id=-1005) == ChatMigrated(-1005)


def test_what_a_bot_or_nobody_says_is_nothing() -> None:
    channel = {"message_id": 9, "date": SENT, "chat": GROUP, "text": "x"}

    assert said(GROUP, {**PERSON, "is_bot": True}, text="x") is None
    assert read("message", channel) is None
    assert read("channel_post", channel) is None


def test_a_tap_says_its_data_and_which_query_to_answer() -> None:
    message = {"message_id": 9, "date": SENT, "chat": GROUP}
    query = {"id": "q", "from": PERSON, "chat_instance": "c", "message": message, "data": "3:pick"}
    found = read("callback_query", query)
    assert found is not None

    assert (found.content, found.chat_id, found.message_id) == (
        CallbackQuery("3:pick", "q"),
        -100,
        9,
    )
    assert read("callback_query", {**query, "data": None}) is None
    assert read("callback_query", {**query, "message": None}) is None


@pytest.mark.parametrize(
    ("member", "present"),
    [
        ({"status": "member"}, True),
        ({"status": "creator", "is_anonymous": False}, True),
        ({"status": "left"}, False),
        ({"status": "kicked", "until_date": 0}, False),
    ],
)
def test_where_the_bot_was_put_in_or_out_is_a_change_of_membership(
    member: Json, present: bool
) -> None:
    bot = {"id": 1, "is_bot": True, "first_name": "B"}
    change = {
        "chat": GROUP,
        "from": PERSON,
        "date": SENT,
        "old_chat_member": {"status": "left", "user": bot},
        "new_chat_member": {"user": bot, **member},
    }
    found = read("my_chat_member", change)
    assert found is not None

    assert (found.content, found.chat_id, found.message_id) == (
        MembershipChanged(present),
        -100,
        None,
    )


def test_telegram_is_asked_for_the_kinds_that_can_be_read() -> None:
    assert ALLOWED_UPDATES == ("message", "edited_message", "callback_query", "my_chat_member")
