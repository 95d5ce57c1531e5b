"""Every button that anybody can come to does something: its name is registered, and its arguments fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.campaign.campaign import Campaign
from bot.desk.actions import ACTIONS, Action, Arg
from bot.desk.commands import COMMANDS, Takes
from bot.desk.prompts import (
    AnnouncementReady,
    AnnouncementWanted,
    BulkReady,
    ColleagueWanted,
    CountryWanted,
    DeadlineWanted,
    ErasureWanted,
    InviteWanted,
    MessageWanted,
    NoteWanted,
    PaperDateWanted,
    PaperReferenceWanted,
    Prompt,
    ReplacementDateWanted,
    ReplacementReferenceWanted,
    from_json,
)
from bot.engine.transitions import ANYWHERE, NOTICES, TRANSITIONS
from bot.events.parties import Parties
from storage import staff
from tests import acts
from tests.dialogues import scripts
from tests.dialogues.chats import Chats, chats
from tests.e2e.missions import MISSIONS, Mission
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, Said, World

# What an admin writes when asked; there is nothing to write where a tap is waited for.
WRITTEN: dict[type[Prompt], str] = {
    CountryWanted: "France",
    MessageWanted: "Good day to you.",
    NoteWanted: "Please look at this again.",
    ReplacementReferenceWanted: "NV/2003/12",
    ReplacementDateWanted: "1 September 2003",
    PaperReferenceWanted: "FAX/7",
    PaperDateWanted: "1 September 2003",
    InviteWanted: "Kenya",
    ColleagueWanted: "Sofia",
    DeadlineWanted: "30.11.2003 18:00",
    AnnouncementWanted: "The programme is out.",
    ErasureWanted: "Italy",
    BulkReady: "",
    AnnouncementReady: "",
}
# Buttons of a spreadsheet's preview, which no step of the dialogue has.
PREVIEW = {"import", "import_drop"}


def of_missions() -> set[str]:
    """Every action of a mission's screens."""
    rows = (*TRANSITIONS.values(), ANYWHERE)
    return {trigger for row in rows for trigger in row if isinstance(trigger, str)}


def fault_of(data: str, parties: Parties) -> str | None:
    """Why nobody would do what a button asks for; None where somebody does."""
    if data.startswith("https://"):
        return None
    where, _, rest = data.partition(":")
    name, *args = rest.split(":")
    if where == "d":
        action = ACTIONS.get(name)
        if action is None:
            return f"{data}: the desk has no such action"
        return None if action.fits(args, parties) else f"{data}: arguments do not fit"
    if where == "*":
        return None if name in {*NOTICES, *ANYWHERE, *PREVIEW} else f"{data}: no notice has that"
    known = where.isdigit() and name in of_missions()
    return None if known else f"{data}: no screen has that"


class Crawl:
    """Taps every button that was not tapped before, in the state in which it is shown."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.faults: list[str] = []
        self.shown: set[str] = set()
        self._tried: set[object] = set()
        self._depth = 0

    @contextmanager
    def _undone(self) -> Iterator[None]:
        """What is done within is taken back, so that the next button meets what it was shown in."""
        point = f"crawl_{self._depth}"
        self._depth += 1
        self.world.db.execute(f"SAVEPOINT {point}")
        try:
            yield
        finally:
            self.world.db.execute(f"ROLLBACK TO {point}")
            self.world.db.execute(f"RELEASE {point}")
            self._depth -= 1
            self.world.forget()

    def command(self, person: int, line: str, chat: int | None = None) -> None:
        with self._undone():
            self.follow(self.world.command(person, line, chat=chat), person, chat)

    def tap(self, person: int, data: str) -> None:
        with self._undone():
            self.follow(self.world.tap(person, data), person, None)

    def follow(self, said: list[Said], person: int, chat: int | None) -> None:
        """Look at all that was said, tap what is new to us, and answer what is asked."""
        for one in said:
            for data in one.data:
                self._look(data)
        for one in said:
            for data in one.data:
                here = one.chat_id in (person, chat)
                if here and data.startswith("d:") and self._is_new(data, chat):
                    with self._undone():
                        answer = self.world.tap(person, data, chat=chat, message=7)
                        self.faults += self._answered(data)
                        self.follow(answer, person, chat)
        self._write(person, chat)

    def _answered(self, data: str) -> list[str]:
        """A fault where the tap was told that nobody knows its button."""
        texts = [answer.text for answer in self.world.answers]
        return [f"{data}: {text}" for text in texts if "no longer used" in text]

    def _look(self, data: str) -> None:
        fault = fault_of(data, self.world.turns.mission.campaign.parties)
        if fault is not None:
            self.faults.append(fault)
        elif data.startswith("d:"):
            self.shown.add(data.split(":")[1])

    def _is_new(self, data: str, chat: int | None) -> bool:
        """Whether no button of this action with the same words was tapped in such a chat."""
        _, name, *args = data.split(":")
        told_apart = {Arg.WORD, Arg.COMMAND}
        words = tuple(
            arg for kind, arg in zip(ACTIONS[name].args, args, strict=False) if kind in told_apart
        )
        return self._once((name, words, chat is None))

    def _once(self, what: object) -> bool:
        new = what not in self._tried
        self._tried.add(what)
        return new

    def _write(self, person: int, chat: int | None) -> None:
        where = chat if chat is not None else person
        stored = staff.desk_session(self.world.db, where, person)
        prompt = from_json(stored)[0] if stored is not None else None
        if prompt is None or not self._once((type(prompt), str(prompt))):
            return
        text = WRITTEN[type(prompt)]
        if text:
            with self._undone():
                self.follow(self.world.write(person, text, chat=chat), person, chat)


def test_every_button_that_can_be_come_to_is_registered_and_takes_its_arguments(
    busy: World,
) -> None:
    crawl = Crawl(busy)
    busy.command(CLAIRE, "/contact")
    crawl.follow(busy.write(CLAIRE, "May we bring interpreters?"), OFFICER, GROUP)
    crawl.follow(busy.join(ADMIN, -2002), ADMIN, -2002)
    # Below the notices of a reply, of a late change and of a request, there is no card.
    for data in ("d:accept:FRA:3", "d:take:FRA:2", "d:confirm:4", "d:refuse:4", "d:confirm:6"):
        crawl.tap(ADMIN, data)
    for name, command in COMMANDS.items():
        crawl.command(ADMIN, f"/{name}")
        if command.takes is not Takes.NOTHING:
            for state in ("France", "Egypt", "Norway", "Ghana"):
                crawl.command(ADMIN, f"/{name} {state}")
        crawl.command(OFFICER, f"/{name}", chat=GROUP)

    assert crawl.faults == []
    assert sorted(set(ACTIONS) - crawl.shown) == []


def test_a_button_s_arguments_are_looked_at_one_by_one(full: World) -> None:
    parties = full.turns.mission.campaign.parties

    def fits(kind: Arg, *args: str) -> bool:
        return Action("name", COMMANDS["help"].role, lambda _visit, _args: None, (kind,)).fits(
            args, parties
        )

    assert fits(Arg.NUMBER, "0")
    assert fits(Arg.NUMBER, "9" * 15)
    assert not fits(Arg.NUMBER, "9" * 16)
    assert not fits(Arg.NUMBER, "")
    assert not fits(Arg.NUMBER)
    assert fits(Arg.NUMBER, "1", "more")
    assert fits(Arg.REGION, "all")
    assert fits(Arg.REGION, "western")
    assert not fits(Arg.REGION, "West")
    assert fits(Arg.COMMAND, "help")
    assert not fits(Arg.COMMAND, "helper")
    assert fits(Arg.PARTY, "FRA")
    assert not fits(Arg.PARTY, "XXX")
    assert fits(Arg.WORD, "")


@pytest.mark.parametrize("script", [scripts.reply, scripts.mistakes, scripts.uninvited])
def test_every_button_of_a_dialogue_is_registered(
    script: Callable[[Chats, Mission], None], tmp_path: Path, campaign: Campaign
) -> None:
    mission = next(one for one in MISSIONS if one.language == "fr")
    who = f"{mission.given} {mission.family}"
    with chats(tmp_path, mission.user, who, mission.language, mission.state) as one:
        script(one, mission)
        shown = [
            button["callback_data"]
            for row in acts.everything(one.db)
            for buttons in row.params.get("reply_markup", {}).get("inline_keyboard", [])
            for button in buttons
            if "callback_data" in button
        ]

    assert len(shown) > 10
    assert [fault for data in shown if (fault := fault_of(data, campaign.parties))] == []
