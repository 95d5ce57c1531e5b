"""The command menu of each role, in each language."""

from __future__ import annotations

import pytest

from storage.staff import Role
from tests.world import (
    ADMIN,
    GROUP,
    OFFICER,
    VIEWER,
    World,
)


def test_every_menu_shows_what_the_role_may(world: World) -> None:
    menus = dict(world.turns.desk.menus.every(world.db))

    assert set(menus) == {ADMIN, OFFICER, VIEWER, GROUP}
    assert len(menus[VIEWER]) < len(menus[OFFICER]) < len(menus[ADMIN])
    assert all(len(words) <= 256 and words for menu in menus.values() for _, words in menu)
    assert menus[GROUP] == world.turns.desk.menus.of(Role.OFFICER, "en")


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_menus_keep_within_telegram_s_limits(world: World, language: str) -> None:
    menu = world.turns.desk.menus.of(Role.ADMIN, language)

    assert len(menu) <= 100
    assert all(name.islower() and len(name) <= 32 and len(says) <= 256 for name, says in menu)
