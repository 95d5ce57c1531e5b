"""What is published of the bot is as long as Telegram takes, to the character."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot import profile
from bot.engine.form import Text
from bot.events import reader
from bot.mission.commands import MISSION

EVENT = reader.load("wsis-geneva-2003")


class Published:
    """Keeps what would be set on Telegram."""

    def __init__(self) -> None:
        self.profiles: dict[str, dict[str, str]] = {}
        self.menus: list[tuple[str, dict[str, Any], list[str]]] = []

    async def set_profile(self, *, language: str, **words: str) -> bool:
        self.profiles[language] = words
        return True

    async def set_commands(
        self, commands: Sequence[tuple[str, str]], *, scope: Mapping[str, Any], language: str
    ) -> bool:
        self.menus.append((language, dict(scope), [name for name, _ in commands]))
        return True


async def published(title: str) -> Published:
    found = Published()
    event = replace(EVENT, title=Text(title, own=dict.fromkeys(EVENT.languages, title)))
    await profile.publish(found, event)  # type: ignore[arg-type]
    return found


async def test_every_language_and_the_rest_get_a_profile_and_the_menu_of_private_chats() -> None:
    found = await published("Summit")

    assert set(found.profiles) == {*EVENT.languages, ""}
    assert {language for language, _, _ in found.menus} == {*EVENT.languages, ""}
    for _, scope, names in found.menus:
        assert scope == {"type": "all_private_chats"}
        assert names == list(MISSION)


@pytest.mark.parametrize(("chars", "kept"), [(63, 63), (64, 64), (65, 64)])
async def test_a_name_has_sixty_four_characters_at_most(chars: int, kept: int) -> None:
    found = await published("x" * chars)

    assert {len(words["name"]) for words in found.profiles.values()} == {kept}


async def test_descriptions_end_where_telegram_would_refuse_them() -> None:
    found = await published("x" * 600)

    for words in found.profiles.values():
        assert len(words["description"]) == 512
        assert len(words["short_description"]) == 120


async def test_each_chat_of_the_staff_gets_its_own_menu_in_every_language() -> None:
    found = Published()
    await profile.publish_for_staff(
        found,  # type: ignore[arg-type]
        [(900, [("status", "Status")]), (-1001, [("menu", "Menu")])],
    )

    assert found.menus == [
        ("", {"type": "chat", "chat_id": 900}, ["status"]),
        ("", {"type": "chat", "chat_id": -1001}, ["menu"]),
    ]
