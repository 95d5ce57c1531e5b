"""Lists the commands of the mission's dialogue; `bot.engine.dialogue` decides where each leads."""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n.tongue import N_, Tongue

# Command → what Telegram's menu says of it, in the order of the menu.
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
    """Return (command, description) of the menu in that language."""
    return [(name, tongue.plain(description)) for name, description in MISSION.items()]
