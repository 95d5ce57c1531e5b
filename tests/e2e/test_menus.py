"""The command menu that Telegram shows: of each scope its own commands, in each of the six languages."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from itertools import product
from pathlib import Path

from bot.demo.cast import GROUP_ID, VISITOR_ID
from bot.desk.commands import COMMANDS
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for
from bot.mission.commands import MISSION
from storage import people, staff
from storage.instants import to_text
from storage.staff import Role
from storage.visits import writing
from tests.e2e.missions import MISSIONS
from tests.e2e.stage import Json, Stage, stage
from tests.waiting import until

FIRST = 5000


def of_role(role: Role, language: str) -> dict[str, str]:
    """Every command of the desk that a role may use, as the menu says it."""
    words = tongue_for(language)
    return {
        name: words.plain(command.says)
        for name, command in COMMANDS.items()
        if role.rank >= command.role.rank
    }


async def menu(
    one: Stage, chat: int, wanted: Mapping[str, str], user: int | None = None
) -> list[Json]:
    """Waits until a chat's menu is that one."""

    async def shown() -> list[Json]:
        found = await one.sim.commands(chat, user)
        said = {each["command"]: each["description"] for each in found}
        return found if said == wanted else []

    return await until(shown, f"the menu {wanted} in chat {chat}")


async def test_each_role_sees_its_commands_in_each_language(tmp_path: Path) -> None:
    roles = list(enumerate(product(Role, LANGUAGES), FIRST))
    async with stage(tmp_path) as one:
        await one.stop()

        def grant(db: sqlite3.Connection) -> None:
            now = to_text(one.clock())
            for person, (role, language) in roles:
                people.meet(db, person, f"Person {person}", None, now)
                people.set_language(db, person, language)
                staff.grant(db, person, role, by=None, now=now)

        with writing(one.database) as db:
            grant(db)
        for person, (_, language) in roles:
            await one.sim.add_user(f"Person {person}", id=person, language_code=language)
        await one.start()

        for person, (role, language) in roles:
            await menu(one, person, of_role(role, language))
        await menu(one, GROUP_ID, of_role(Role.OFFICER, "en"), MISSIONS[0].user)


async def test_missions_and_visitors_see_theirs_in_each_language(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        for mission in MISSIONS:
            words = tongue_for(mission.language)
            said = {name: words.plain(says) for name, says in MISSION.items()}
            await menu(one, mission.user, said)
        english = tongue_for("en")
        await menu(one, VISITOR_ID, {name: english.plain(says) for name, says in MISSION.items()})
