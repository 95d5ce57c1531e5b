"""Publishes what Telegram shows of the bot before anybody writes: name, descriptions, menus of commands."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.events.event import Event
from bot.i18n.tongue import tongue_for
from bot.mission.commands import mission_menu
from bot.telegram.sender import Sender

# Bot API, setMyName, setMyDescription, setMyShortDescription: longer texts are refused.
MAX_NAME_CHARS, MAX_DESCRIPTION_CHARS, MAX_SHORT_CHARS = 64, 512, 120


async def publish(sender: Sender, event: Event) -> None:
    """Publish the profile and the menu of private chats in every language; failures are only logged."""
    await asyncio.gather(*(_in_language(sender, event, code) for code in event.languages))
    await _in_language(sender, event, "")


async def _in_language(sender: Sender, event: Event, code: str) -> None:
    """Publish in one language; `code` "" stands for all languages but ours."""
    tongue = tongue_for(code)
    title = tongue.text(event.title)
    await sender.set_profile(
        name=title[:MAX_NAME_CHARS],
        description=tongue.plain(
            "{event}: reply to the invitation here. Focal point, number of participants, "
            "delegation; in six languages, in a few minutes, changeable at any time.",
            event=title,
        )[:MAX_DESCRIPTION_CHARS],
        short_description=tongue.plain("Replies of States to {event}", event=title)[
            :MAX_SHORT_CHARS
        ],
        language=code,
    )
    await sender.set_commands(
        mission_menu(tongue), scope={"type": "all_private_chats"}, language=code
    )


async def publish_for_staff(
    sender: Sender, chats: Sequence[tuple[int, Sequence[tuple[str, str]]]]
) -> None:
    """Publish the desk's menu in each chat of the secretariat, in the chat's own language."""
    for chat_id, commands in chats:
        await sender.set_commands(commands, scope={"type": "chat", "chat_id": chat_id}, language="")
