"""What Telegram shows of the bot before anybody writes: name, descriptions, the command menu of each scope in six languages."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from bot.events.event import Event
from bot.i18n.tongue import N_, Tongue, tongue_for
from bot.telegram.sender import Sender

# Bot API, setMyName, setMyDescription, setMyShortDescription: longer texts are refused.
MAX_NAME_CHARS, MAX_DESCRIPTION_CHARS, MAX_SHORT_CHARS = 64, 512, 120

# The commands of mission staff, in the order of the menu.
MISSION: Mapping[str, str] = {
    "menu": N_("Everything at a glance"),
    "form": N_("Go on with the reply"),
    "review": N_("See and send the whole reply"),
    "delegation": N_("The people of the delegation"),
    "status": N_("How the reply stands"),
    "receipt": N_("Receipt of the last reply sent"),
    "calendar": N_("Dates for your calendar"),
    "contact": N_("Write to the secretariat"),
    "language": N_("Change the language"),
    "privacy": N_("What happens with your data"),
    "help": N_("How this works"),
    "cancel": N_("Leave what you are doing"),
}


def mission_menu(tongue: Tongue) -> list[tuple[str, str]]:
    return [(name, tongue.plain(description)) for name, description in MISSION.items()]


async def publish(sender: Sender, event: Event) -> None:
    """Profile and the menu that everybody sees in a private chat; what fails is only logged."""
    await asyncio.gather(*(_in_language(sender, event, code) for code in event.languages))
    await _in_language(sender, event, "")


async def _in_language(sender: Sender, event: Event, code: str) -> None:
    """`code` "" stands for all languages but ours."""
    tongue = tongue_for(code or "en")
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
    """The desk's menu, for each chat of the secretariat in its own language."""
    for chat_id, commands in chats:
        await sender.set_commands(commands, scope={"type": "chat", "chat_id": chat_id}, language="")
