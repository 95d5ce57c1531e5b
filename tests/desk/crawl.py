"""Taps every button of the desk that anybody can come to, and writes down all that is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from bot import __version__
from bot.desk.actions import ACTIONS, Arg
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
from tests.desk.conftest import busied, filled
from tests.plain_text import unmarked
from tests.world import ADMIN, CLAIRE, GROUP, NAMES, OFFICER, Said, World

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


_CODE = re.compile(r"start=[\w-]{20,}")
_SIZE = re.compile(r"The database has [^.]*\.")


def steady(text: str) -> str:
    """The same without what is another one every time."""
    text = _SIZE.sub("The database has SIZE.", _CODE.sub("start=CODE", text))
    return text.replace(__version__, "VERSION")


# What somebody else does, or what happens; messages it led to, or what is queued.
Step = Callable[[World], object]


class Crawl:
    """Taps every button that was not tapped before, in the state in which it is shown."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.faults: list[str] = []
        self.shown: set[str] = set()
        self.lines: list[str] = []
        self._tried: set[object] = set()
        self._told: set[str] = set()
        self._depth = 0

    @contextmanager
    def _undone(self) -> Iterator[None]:
        """What is done within is taken back, so that the next button meets what it was shown in."""
        point, now = f"crawl_{self._depth}", self.world.now
        self._depth += 1
        self.world.db.execute(f"SAVEPOINT {point}")
        try:
            yield
        finally:
            self.world.db.execute(f"ROLLBACK TO {point}")
            self.world.db.execute(f"RELEASE {point}")
            self._depth -= 1
            self.world.now = now
            self.world.forget()

    def chapter(self, title: str) -> None:
        """Begin again: what was tapped before may lead elsewhere now."""
        self.lines += ["", f"═══ {title} ═══"]
        self._tried.clear()

    def command(self, person: int, line: str, chat: int | None = None) -> None:
        with self._undone():
            said = self.world.command(person, line, chat=chat)
            self._tell(person, line, said)
            self.follow(said, person, chat)

    def tap(self, person: int, data: str) -> None:
        with self._undone():
            said = self.world.tap(person, data)
            self._tell(person, data, said)
            self.follow(said, person, None)

    def write(self, person: int, text: str) -> None:
        with self._undone():
            said = self.world.write(person, text)
            self._tell(person, text, said)
            self.follow(said, person, None)

    def scene(self, title: str, steps: Sequence[str | Step]) -> None:
        """Play an admin's steps, one after the other; what others do is a step of its own."""
        self.lines += ["", f"═══ {title} ═══"]
        with self._undone():
            for step in steps:
                if not isinstance(step, str):
                    self.world.answers = []
                    self.world.forget()
                    led_to = step(self.world)
                    said = led_to if isinstance(led_to, list) else self.world.read()
                    self._tell(ADMIN, "…", said)
                elif step.startswith("d:"):
                    self._tell(ADMIN, step, self.world.tap(ADMIN, step, message=7))
                elif step.startswith("/"):
                    self._tell(ADMIN, step, self.world.command(ADMIN, step))
                else:
                    self._tell(ADMIN, step, self.world.write(ADMIN, step))

    def _tell(self, person: int, act: str, said: list[Said]) -> None:
        """Write down what was said, each message once."""
        told = [steady(line) for one in said for line in self._lines_of(one)]
        # An alert stays until it is closed, a toast goes away by itself.
        told += [
            f"    ({'alert: ' if one.alert else ''}{unmarked(one.text)})"
            for one in self.world.answers
            if one.text
        ]
        new = [text for text in told if text not in self._told]
        if new:
            self._told |= set(new)
            self.lines += ["", f"── {NAMES[person]}: {steady(act)}", *new]

    def _lines_of(self, one: Said) -> Iterator[str]:
        who = NAMES.get(one.chat_id, "the group" if one.chat_id < 0 else str(one.chat_id))
        lines = [f"  to {who}:", *(f"    {line}" for line in one.text.split("\n"))]
        for row in one.button_rows:
            # What stands beside another button is set in.
            lines += [
                f"    {'  ' * (at > 0)}[{word}] {data}" for at, (word, data) in enumerate(row)
            ]
        if one.document is not None:
            lines.append(f"    <{one.document['kind']}>")
        yield "\n".join(lines)

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
                        self._tell(person, data, answer)
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
                said = self.world.write(person, text, chat=chat)
                self._tell(person, text, said)
                self.follow(said, person, chat)


def play(crawl: Crawl, empty: World) -> None:
    """Everything there is to tap: in a world in which nothing has happened, and in a busy one."""
    crawl.chapter("Nobody is invited yet")
    for name, command in COMMANDS.items():
        crawl.command(ADMIN, f"/{name}")
        if command.takes is not Takes.NOTHING:
            crawl.command(ADMIN, f"/{name} Ghana")
    world = busied(filled(empty))
    crawl.chapter("A busy campaign")
    world.command(CLAIRE, "/contact")
    crawl.follow(world.write(CLAIRE, "May we bring interpreters?"), OFFICER, GROUP)
    crawl.follow(world.join(ADMIN, -2002), ADMIN, -2002)
    # Below the notices of a reply, of a late change and of a request, there is no card.
    for data in ("d:accept:FRA:3", "d:take:FRA:2", "d:confirm:4", "d:refuse:4", "d:confirm:6"):
        crawl.tap(ADMIN, data)
    for name, command in COMMANDS.items():
        crawl.command(ADMIN, f"/{name}")
        if command.takes is not Takes.NOTHING:
            for state in ("France", "Egypt", "Norway", "Ghana"):
                crawl.command(ADMIN, f"/{name} {state}")
        crawl.command(OFFICER, f"/{name}", chat=GROUP)
