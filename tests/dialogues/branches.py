"""Names the scripts that lead to what is said seldom; their transcripts are kept in English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.events.event import Event
from tests.dialogues.answer_scripts import meanwhile, mistyped, more, with_more
from tests.dialogues.chats import WSIS, Chats
from tests.dialogues.list_scripts import people_of_a_list, short_list, spreadsheet, with_short_list
from tests.dialogues.standing_scripts import (
    approved,
    backup,
    late,
    links,
    others,
    reviewed,
    unsent,
)
from tests.e2e.missions import Mission

Script = Callable[[Chats, Mission], None]
# Name of the transcript → the script, and the event that it is played with.
BRANCHES: Mapping[str, tuple[Script, Event]] = {
    "links": (links, WSIS),
    "backup": (backup, WSIS),
    "approved": (approved, replace(WSIS, verification="approve")),
    "unsent": (unsent, WSIS),
    "late": (late, WSIS),
    "reviewed": (reviewed, WSIS),
    "people": (people_of_a_list, WSIS),
    "mistyped": (mistyped, WSIS),
    "more": (more, with_more(WSIS)),
    "meanwhile": (meanwhile, WSIS),
    "spreadsheet": (spreadsheet, WSIS),
    "short_list": (short_list, with_short_list(WSIS)),
    "others": (others, WSIS),
}
