"""Groups: privacy mode, joining and leaving, migration, administrators."""

from __future__ import annotations

import pytest

from bot.sandbox.client import Sim, SimRefusedError
from tests.sandbox.api import Api
from tests.sandbox.conftest import ANN, BEN

HANDLE = "@sandbox_bot"


@pytest.fixture
async def group(api: Api, sim: Sim) -> int:
    """A group of Ann and Ben with the bot; its arrival is confirmed."""
    chat = await sim.add_group("Secretariat", [ANN, BEN])
    await confirm_all(api)
    return int(chat["id"])


async def confirm_all(api: Api) -> None:
    await api.updates(offset=(await api.updates())[-1]["update_id"] + 1)


async def texts(api: Api) -> list[str]:
    return [update["message"]["text"] for update in await api.updates()]


async def test_the_bot_is_told_that_it_was_added(api: Api, sim: Sim) -> None:
    await sim.add_group("Secretariat", [ANN], kind="supergroup")
    added, service = await api.updates()

    assert added["my_chat_member"]["old_chat_member"]["status"] == "left"
    assert added["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert added["my_chat_member"]["chat"]["type"] == "supergroup"
    assert service["message"]["new_chat_members"][0]["is_bot"] is True


async def test_privacy_mode_shows_commands_mentions_and_replies_only(
    api: Api, sim: Sim, group: int
) -> None:
    sent = await api.ok("sendMessage", chat_id=group, text="Hello all")
    unseen = await sim.say(ANN, "between us", chat_id=group)
    await sim.say(ANN, "/status", chat_id=group)
    await sim.say(ANN, f"/status{HANDLE}", chat_id=group)
    await sim.say(ANN, "/status@other_bot", chat_id=group)
    await sim.say(ANN, f"well, {HANDLE} knows", chat_id=group)
    await sim.say(ANN, "thanks", chat_id=group, reply_to_message_id=sent["message_id"])

    assert unseen["update_id"] is None
    assert await texts(api) == [
        "/status",
        f"/status{HANDLE}",
        f"well, {HANDLE} knows",
        "thanks",
    ]


async def test_an_administrator_sees_everything(api: Api, sim: Sim, group: int) -> None:
    await sim.change_members(group, bot_is_admin=True)
    await confirm_all(api)
    await sim.say(BEN, "between us", chat_id=group)

    assert await texts(api) == ["between us"]


async def test_a_removed_bot_is_told_and_may_not_write(api: Api, sim: Sim, group: int) -> None:
    bot = (await sim.state())["bot"]["id"]
    await sim.change_members(group, remove=[bot])
    update = (await api.updates())[-1]

    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert await api.refused("sendMessage", chat_id=group, text="x") == (
        403,
        "Forbidden: bot was kicked from the group chat",
    )


async def test_where_the_bot_never_was_it_is_no_member(api: Api, sim: Sim) -> None:
    chat = await sim.add_group("Others", [BEN], kind="supergroup", add_bot=False)

    assert await api.refused("sendMessage", chat_id=chat["id"], text="x") == (
        403,
        "Forbidden: bot is not a member of the supergroup chat",
    )


async def test_a_bot_that_left_is_out(api: Api, group: int) -> None:
    await api.ok("leaveChat", chat_id=group)

    assert (await api.refused("sendMessage", chat_id=group, text="x"))[0] == 403
    assert (await api.refused("leaveChat", chat_id=ANN))[0] == 400


async def test_a_group_that_became_a_supergroup_answers_with_its_new_id(
    api: Api, sim: Sim, group: int
) -> None:
    new = await sim.migrate(group)
    old_side, new_side = await api.updates()
    status, body = await api.post("sendMessage", chat_id=group, text="x")
    sent = await api.ok("sendMessage", chat_id=new, text="x")

    assert old_side["message"]["migrate_to_chat_id"] == new
    assert new_side["message"]["migrate_from_chat_id"] == group
    assert (status, body) == (
        400,
        {
            "ok": False,
            "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": new},
        },
    )
    assert sent["chat"]["type"] == "supergroup"
    with pytest.raises(SimRefusedError):
        await sim.say(ANN, "/late", chat_id=group)


async def test_who_joins_and_leaves_is_announced(api: Api, sim: Sim) -> None:
    group = (await sim.add_group("G", [ANN]))["id"]
    await confirm_all(api)
    await sim.change_members(group, add=[BEN], by=ANN)
    await sim.change_members(group, remove=[BEN])
    joined, left = await api.updates()

    assert joined["message"]["new_chat_members"][0]["id"] == BEN
    assert left["message"]["left_chat_member"]["id"] == BEN
    with pytest.raises(SimRefusedError, match="not a member"):
        await sim.say(BEN, "hello", chat_id=group)


async def test_a_bot_that_was_removed_can_be_added_again(api: Api, sim: Sim, group: int) -> None:
    bot = (await sim.state())["bot"]["id"]
    await sim.change_members(group, remove=[bot])
    await sim.change_members(group, add=[bot])

    assert (await api.ok("sendMessage", chat_id=group, text="back"))["text"] == "back"


async def test_a_number_is_asked_for_in_private_only(api: Api, group: int) -> None:
    keyboard = {"keyboard": [[{"text": "Number", "request_contact": True}]]}
    refusal = await api.refused("sendMessage", chat_id=group, text="x", reply_markup=keyboard)

    assert refusal[1] == "Bad Request: phone number can be requested in private chats only"


async def test_a_supergroup_counts_its_own_messages(api: Api, sim: Sim) -> None:
    chat = await sim.add_group("Big", [ANN], kind="supergroup")
    sent = await api.ok("sendMessage", chat_id=chat["id"], text="x")

    assert sent["message_id"] == 2


async def test_members_and_administrators_are_told_apart(api: Api, sim: Sim, group: int) -> None:
    bot = (await sim.state())["bot"]["id"]
    statuses = {
        user: (await api.ok("getChatMember", chat_id=group, user_id=user))["status"]
        for user in (ANN, BEN, bot)
    }
    await sim.change_members(group, remove=[BEN])
    administrators = await api.ok("getChatAdministrators", chat_id=group)

    assert statuses == {ANN: "creator", BEN: "member", bot: "member"}
    assert (await api.ok("getChatMember", chat_id=group, user_id=BEN))["status"] == "left"
    assert [admin["user"]["id"] for admin in administrators] == [ANN]
    assert await api.ok("getChatMemberCount", chat_id=group) == 2
    assert await api.refused("getChatMember", chat_id=group, user_id=77) == (
        400,
        "Bad Request: user not found",
    )
    assert (await api.refused("getChatAdministrators", chat_id=ANN))[1] == (
        "Bad Request: there are no administrators in the private chat"
    )


async def test_pinning_and_deleting_others_messages_need_rights(
    api: Api, sim: Sim, group: int
) -> None:
    said = await sim.say(ANN, "/note", chat_id=group)
    place = {"chat_id": group, "message_id": said["message_id"]}
    refusals = [(await api.refused(m, **place))[1] for m in ("pinChatMessage", "deleteMessage")]
    await sim.change_members(group, bot_is_admin=True)
    await api.ok("pinChatMessage", **place)
    await api.ok("deleteMessage", **place)

    assert refusals == [
        "Bad Request: not enough rights to manage pinned messages in the chat",
        "Bad Request: message can't be deleted",
    ]
