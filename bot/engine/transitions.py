"""Lists which buttons, inputs and commands each step takes, and the steps they lead to.

`dialogue` asks it which buttons a step takes, and answers "stale" to others; tests walk through every entry and hold the
dialogue to the targets, and `docs/design.md` draws them. A refusal, which leaves the person where they are, is not listed:
every entry may end in one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from bot.engine.inputs import Arrived, Attached, Input, Said, Shared, Started
from bot.engine.session import (
    Agreeing,
    Asking,
    AtMenu,
    ChoosingLanguage,
    Confirming,
    Fetching,
    Listing,
    Meeting,
    NamingParty,
    New,
    Reviewing,
    SettlingNamesake,
    SettlingUnique,
    Step,
    Viewing,
    Waiting,
    Writing,
)

# The step that was left for a side task, its `then`.
LEFT: Final = "left"
# A button's action, or the class of any other input.
Trigger = str | type[Input]
Target = type[Step] | Literal["left"]
Row = Mapping[Trigger, tuple[Target, ...]]

# What somebody who comes in has to be asked next.
_WAY_IN: tuple[Target, ...] = (ChoosingLanguage, Agreeing, Meeting, NamingParty, Waiting)
# The first open question, list, or, with nothing left to ask, the review.
_OPEN: tuple[Target, ...] = (Asking, Listing, Reviewing)
# After an answer: the next open one, or back to where the question was changed from.
_ANSWERED: tuple[Target, ...] = (*_OPEN, Viewing, SettlingUnique, SettlingNamesake)
_STAYS: tuple[Target, ...] = ()
_LANGUAGE: Row = {"language_menu": (ChoosingLanguage,)}

TRANSITIONS: Mapping[type[Step], Row] = {
    New: {Started: _WAY_IN},
    ChoosingLanguage: {
        "language": (Agreeing, Meeting, NamingParty, Waiting, LEFT),
        "back": (LEFT,),
    },
    Agreeing: {"agree": (Meeting, NamingParty, Waiting), **_LANGUAGE},
    Meeting: {"yes": _OPEN, "no": (NamingParty,), **_LANGUAGE},
    NamingParty: {"party": (Waiting,), "again": (NamingParty,), Said: (NamingParty,), **_LANGUAGE},
    Waiting: _LANGUAGE,
    AtMenu: {
        "fill": _OPEN,
        "back": (LEFT, *_OPEN),
        "people": (Listing,),
        "review": (Reviewing,),
        "withdraw": (Confirming,),
        "discard": (Confirming,),
        "language": (ChoosingLanguage,),
        "contact": (Writing,),
        "backup": _STAYS,
        "status": _STAYS,
        "privacy": _STAYS,
        "help": _STAYS,
        "receipt": _STAYS,
        "calendar": _STAYS,
    },
    Asking: {
        "pick": _ANSWERED,
        "on": (Asking,),
        "off": (Asking,),
        "done": _ANSWERED,
        "next": _ANSWERED,
        "skip": _ANSWERED,
        "keep": _ANSWERED,
        "back": (AtMenu, *_OPEN, Viewing),
        Said: (AtMenu, *_ANSWERED),
        Shared: _ANSWERED,
        Attached: (Fetching,),
    },
    Fetching: {"back": (Asking,), Arrived: _OPEN},
    Listing: {
        "add": (Asking,),
        "open": (Viewing,),
        "page": (Listing,),
        "undo": (Listing,),
        "template": _STAYS,
        "next": _OPEN,
        "back": (AtMenu, Asking, Listing),
    },
    Viewing: {
        "change": (Asking,),
        "complete": (Asking,),
        "up": _STAYS,
        "down": _STAYS,
        "remove": (Listing,),
        "back": (Listing,),
    },
    SettlingUnique: {
        "become": (Asking, Listing, Viewing, SettlingNamesake),
        "other": (Asking,),
        "back": (Asking,),
    },
    SettlingNamesake: {"same": (Viewing,), "different": (Listing, Viewing), "back": (Viewing,)},
    Reviewing: {
        "section": (Reviewing,),
        "change": (Asking,),
        "list": (Listing,),
        "fill": _OPEN,
        "send": (AtMenu,),
        "discard": (Confirming,),
        "back": (AtMenu, Reviewing),
    },
    Confirming: {"do": (AtMenu,), "back": (AtMenu,)},
    Writing: {"back": (LEFT, AtMenu), Said: (LEFT, AtMenu)},
}
# Buttons below notices, which hold on every screen.
NOTICES: Row = {
    "change": (Asking, Listing, Reviewing),
    "review": (Reviewing,),
    "form": _OPEN,
    "contact": (Writing,),
}
# The button under every screen but those of the entrance.
ANYWHERE: Row = {"menu": (AtMenu,)}
# Commands without their slash, for somebody who is past the entrance.
COMMANDS: Row = {
    "menu": (AtMenu,),
    "form": _OPEN,
    "review": (Reviewing,),
    "delegation": (Listing,),
    "language": (ChoosingLanguage,),
    "contact": (Writing,),
    "cancel": (LEFT, AtMenu, Reviewing, Viewing),
    "status": _STAYS,
    "privacy": _STAYS,
    "help": _STAYS,
    "receipt": _STAYS,
    "calendar": _STAYS,
    "template": _STAYS,
}


def takes(step: Step, trigger: Trigger) -> bool:
    """Return whether a step handles a button's action or another input."""
    return trigger in TRANSITIONS[type(step)] or trigger in ANYWHERE
