"""Commands by scope and language, names and descriptions, menu button, chats."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.client import Sim
from tests.sandbox.api import Api
from tests.sandbox.conftest import ANN, BEN


def commands(text: str) -> list[dict[str, str]]:
    return [{"command": "start", "description": text}]


async def shown(sim: Sim, chat_id: int, user: int) -> str:
    found = await sim.commands(chat_id, user)
    return found[0]["description"] if found else ""


async def test_a_client_shows_the_most_specific_commands_in_its_language(
    api: Api, sim: Sim
) -> None:
    group = (await sim.add_group("G", [ANN, BEN]))["id"]
    steps: list[tuple[dict[str, Any], str]] = [
        ({}, "default"),
        ({"language_code": "fr"}, "default fr"),
        ({"scope": {"type": "all_private_chats"}}, "private"),
        ({"scope": {"type": "all_group_chats"}}, "groups"),
        ({"scope": {"type": "all_chat_administrators"}}, "admins"),
        ({"scope": {"type": "chat", "chat_id": ANN}}, "Ann's chat"),
        ({"scope": {"type": "chat_member", "chat_id": group, "user_id": BEN}}, "Ben there"),
    ]
    seen = []
    for where, text in steps:
        await api.ok("setMyCommands", commands=commands(text), **where)
        seen.append((await shown(sim, ANN, ANN), await shown(sim, group, BEN)))
    admin = await shown(sim, group, ANN)
    await api.ok("deleteMyCommands", scope={"type": "chat", "chat_id": ANN})

    assert seen == [
        ("default", "default"),
        ("default fr", "default"),
        ("private", "default"),
        ("private", "groups"),
        ("private", "groups"),
        ("Ann's chat", "groups"),
        ("Ann's chat", "Ben there"),
    ]
    assert admin == "admins"
    assert await shown(sim, ANN, ANN) == "private"


async def test_commands_are_read_back_for_their_own_scope_and_language_only(api: Api) -> None:
    await api.ok("setMyCommands", commands=commands("Démarrer"), language_code="fr")

    assert await api.ok("getMyCommands", language_code="fr") == commands("Démarrer")
    assert await api.ok("getMyCommands") == []


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"commands": [{"command": "Start", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x"}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": commands("x") * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": commands("x"), "language_code": "fra"}, "invalid language code specified"),
        (
            {"commands": commands("x"), "scope": {"type": "chat", "chat_id": 99}},
            "chat not found",
        ),
        (
            {"commands": commands("x"), "scope": {"type": "moon"}},
            "can't parse BotCommandScope: unsupported type specified",
        ),
    ],
)
async def test_impossible_commands_are_refused(
    api: Api, params: dict[str, Any], refusal: str
) -> None:
    assert await api.refused("setMyCommands", **params) == (400, f"Bad Request: {refusal}")


@pytest.mark.parametrize(
    ("what", "field", "limit"),
    [
        ("Name", "name", 64),
        ("Description", "description", 512),
        ("ShortDescription", "short_description", 120),
    ],
)
async def test_names_and_descriptions_have_languages_and_limits(
    api: Api, what: str, field: str, limit: int
) -> None:
    await api.ok(f"setMy{what}", **{field: "Everybody"})
    await api.ok(f"setMy{what}", **{field: "Tous"}, language_code="fr")
    french = await api.ok(f"getMy{what}", language_code="fr")
    russian = await api.ok(f"getMy{what}", language_code="ru")
    await api.ok(f"setMy{what}", **{field: ""}, language_code="fr")

    assert (french, russian) == ({field: "Tous"}, {field: "Everybody"})
    assert await api.ok(f"getMy{what}", language_code="fr") == {field: "Everybody"}
    assert (await api.refused(f"setMy{what}", **{field: "x" * (limit + 1)}))[0] == 400


async def test_the_menu_button_of_a_chat_goes_before_the_default(api: Api) -> None:
    await api.ok("setChatMenuButton", menu_button={"type": "commands"})
    await api.ok("setChatMenuButton", chat_id=ANN, menu_button={"type": "default"})

    assert await api.ok("getChatMenuButton", chat_id=ANN) == {"type": "default"}
    assert await api.ok("getChatMenuButton") == {"type": "commands"}


async def test_what_the_bot_is_called_shows_in_the_state(api: Api, sim: Sim) -> None:
    await api.ok("setMyName", name="Focal points")
    await api.ok("setMyShortDescription", short_description="Who speaks for you?")
    bot = (await sim.state())["bot"]

    assert (bot["name"], bot["short_description"]) == ("Focal points", "Who speaks for you?")
