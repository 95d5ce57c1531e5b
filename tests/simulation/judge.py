"""After the day: whether the database and every chat say what the model says, each thing once and in order."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from bot.engine.progress import relevant
from storage import records, replies, revisions
from storage.errors import StorageError
from storage.files import faults_in
from tests.simulation.disk import Mistake
from tests.simulation.model import LIST, Model, State
from tests.simulation.people import SHARED
from tests.simulation.surroundings import DESKS, OFFICER
from tests.simulation.world import World

NOTICE = re.compile(r"WSIS-2003/(\w{3}) · \D*(\d+) · ")
# What may be dropped: edits of messages that a person has deleted.
GONE = ("edit not found", "never sent")


@dataclass(frozen=True, slots=True)
class Result:
    """What one seed came to."""

    seed: int
    kills: int
    faults: int
    answers: int
    notifications: int
    lost: int
    duplicated: int
    in_flight: int
    complaints: tuple[str, ...]
    digest: str

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.duplicated or self.complaints)


def digest_of(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


class Judge:
    """Compares; `lost` and `duplicated` are counted, everything else is a complaint."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lost = 0
        self.duplicated = 0
        self.answers = 0
        self.notifications = 0

    def judge(self) -> Result:
        world = self.world
        for model in world.models.values():
            self._answers(model)
            self._revisions(model)
            self._history(model)
        self._notified()
        self._letters()
        self._outbox()
        self._trail()
        for fault in world.onlooker.look(faults_in):
            self._complain(f"the database is out of joint: {fault}")
        for crash in world.process.crashes:
            if not isinstance(crash, sqlite3.Error | StorageError):
                self._complain(f"the process ended with {crash!r}")
        deliveries = world.telegram.deliveries.values()
        return Result(
            world.seed,
            world.fate.kills,
            sum(world.fate.faults.values()),
            self.answers,
            self.notifications,
            self.lost,
            self.duplicated,
            sum(delivery.arrived - 1 for delivery in deliveries if delivery.arrived > 1),
            tuple(world.complaints),
            self._digest(),
        )

    def _complain(self, what: str) -> None:
        self.world.complain(what)

    def _miss(self, what: str) -> None:
        self.lost += 1
        self._complain(f"lost: {what}")

    def _double(self, what: str) -> None:
        self.duplicated += 1
        self._complain(f"doubled: {what}")

    # ------------------------------------------------------------ the reply

    def _answers(self, model: Model) -> None:
        """The draft as it stands is what was said last."""
        look, state = self.world.onlooker.look, model.state
        stored = _values(look(lambda db: replies.answers(db, model.party)))
        self._compare(f"answers of {model.party}", state.answers, stored)
        listed = look(lambda db: records.page(db, model.party, LIST))
        wanted = [model.records.get(one["key"]) for one in state.people]
        if [record for record, _ in listed] != wanted:
            self._miss(f"people of {model.party}: {wanted}, stored {[r for r, _ in listed]}")
            return
        for (record, values), person in zip(listed, state.people, strict=True):
            fields = {name: value for name, value in person.items() if name != "key"}
            self._compare(f"person {record} of {model.party}", fields, _values(values))

    def _compare(self, of_what: str, wanted: dict[str, Any], stored: dict[str, Any]) -> None:
        for name in sorted(wanted.keys() | stored.keys()):
            if name not in stored:
                self._miss(f"{of_what}: {name} = {wanted[name]!r}")
            elif name not in wanted:
                self._complain(f"{of_what}: nobody said {name} = {stored[name]!r}")
            elif wanted[name] != stored[name]:
                self._miss(f"{of_what}: {name} = {wanted[name]!r}, stored {stored[name]!r}")

    def _revisions(self, model: Model) -> None:
        """What was sent is there as it was sent."""
        stored = self.world.onlooker.look(lambda db: revisions.of_party(db, model.party))
        wanted = model.state.revisions
        if len(stored) < len(wanted):
            self._miss(f"{len(wanted) - len(stored)} revisions of {model.party}")
        elif len(stored) > len(wanted):
            self._double(f"{len(stored) - len(wanted)} revisions of {model.party}")
        for one, (kind, answers, people) in zip(stored, wanted, strict=False):
            content = json.loads(one.content)
            if one.kind != kind:
                self._complain(f"revision {one.number} of {model.party} is {one.kind}")
            elif kind == "sent":
                self._content(model, f"revision {one.number} of {model.party}", content, answers)
                self._named(model, one.number, content, people, answers)

    def _content(
        self, model: Model, of_what: str, content: dict[str, Any], answers: dict[str, Any]
    ) -> None:
        asked = [item.name for _, item in relevant(self.world.form, answers)]
        wanted = {name: answers[name] for name in asked if name in answers and name != LIST}
        stored = {name: _plain(value) for name, value in content["answers"].items()}
        if self.world.shared(model.party):
            # Two were at it: what the other one had said by then, nobody can tell from outside.
            wanted = {name: value for name, value in wanted.items() if name not in SHARED}
            stored = {name: value for name, value in stored.items() if name not in SHARED}
        self._compare(of_what, wanted, stored)

    def _named(
        self,
        model: Model,
        number: int,
        content: dict[str, Any],
        people: list[dict[str, Any]],
        answers: dict[str, Any],
    ) -> None:
        if not any(item.name == LIST for _, item in relevant(self.world.form, answers)):
            return
        stored = [
            (member["id"], {name: _plain(value) for name, value in member["answers"].items()})
            for member in content["records"].get(LIST, [])
        ]
        wanted = [
            (model.records.get(one["key"]), {n: v for n, v in one.items() if n != "key"})
            for one in people
        ]
        if stored != wanted:
            self._miss(f"people in revision {number} of {model.party}: {wanted}, stored {stored}")

    def _history(self, model: Model) -> None:
        """Each answer was taken once, in the order in which it was given."""
        state: State = model.state
        self.answers += len(state.history)
        wanted: defaultdict[int, list[tuple[str, Any]]] = defaultdict(list)
        for actor, key, question, value in state.history:
            subject = question if key is None else f"{LIST}[{model.records.get(key)}].{question}"
            wanted[actor].append((subject, value))
        stored: defaultdict[int, list[tuple[str, Any]]] = defaultdict(list)
        for actor, subject, new in self.world.onlooker.all(
            "SELECT actor, subject, new FROM audit WHERE party = ? AND action = 'answered'"
            " ORDER BY id",
            model.party,
        ):
            stored[actor].append((subject, _plain(json.loads(new))))
        for actor in wanted.keys() | stored.keys():
            if wanted[actor] == stored[actor]:
                continue
            missing = Counter(map(str, wanted[actor])) - Counter(map(str, stored[actor]))
            twice = Counter(map(str, stored[actor])) - Counter(map(str, wanted[actor]))
            for said in missing:
                self._miss(f"answer of {actor}: {said}")
            for said in twice:
                self._double(f"answer of {actor}: {said}")
            if not missing and not twice:
                pairs = zip(wanted[actor], stored[actor], strict=True)
                first = next(pair for pair in pairs if pair[0] != pair[1])
                self._complain(f"answers of {actor} in another order than given: {first}")

    # ------------------------------------------------------------ what chats saw

    def _notified(self) -> None:
        """Every revision, in order, in each chat of the secretariat."""
        for desk in DESKS:
            said: defaultdict[str, list[int]] = defaultdict(list)
            for text in self.world.telegram.chats[desk].seen:
                found = NOTICE.search(text)
                if found:
                    said[found[1]].append(int(found[2]))
            for party, model in self.world.models.items():
                numbers = list(dict.fromkeys(said[party]))
                wanted = list(range(1, len(model.state.revisions) + 1))
                self.notifications += len(wanted)
                for number in wanted:
                    if number not in numbers:
                        self._miss(f"notice of revision {number} of {party} in {desk}")
                if sorted(numbers) != numbers:
                    self._complain(f"notices of {party} in {desk} in this order: {numbers}")
                for number in numbers[len(wanted) :]:
                    self._double(f"notice of revision {number} of {party} in {desk}")

    def _letters(self) -> None:
        """What a mission wrote has reached each chat of the secretariat."""
        for desk in DESKS:
            seen = "\n".join(self.world.telegram.chats[desk].seen)
            for model in self.world.models.values():
                for act in model.acts:
                    if act.deed == "letter" and not act.lost and act.args[0] not in seen:
                        self._miss(f"{act.args[0]!r} in {desk}")

    def _outbox(self) -> None:
        """Each row arrived, no more often than could not be helped, and no chat's out of order."""
        deliveries = self.world.telegram.deliveries
        rows = {
            row: (chat, lane, state, error or "")
            for row, chat, lane, state, error in self.world.onlooker.all(
                "SELECT id, chat_id, lane, state, error FROM outbox ORDER BY id"
            )
        }
        arrived: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for row, (chat, lane, state, error) in rows.items():
            there = deliveries.get(row)
            if state == "dropped" and any(words in error for words in GONE):
                continue
            if state != "sent":
                self._miss(f"row {row} to {chat} is {state}: {error}")
            elif there is None:
                self._miss(f"row {row} to {chat} never arrived")
            else:
                arrived[chat, lane].append(there.first)
                for _ in range(there.arrived - 1 - there.excused):
                    self._double(f"row {row} to {chat}")
        for row in deliveries.keys() - rows.keys():
            self._complain(f"row {row} arrived, but nobody ever wrote it")
        for (chat, lane), firsts in arrived.items():
            if firsts != sorted(firsts):
                self._complain(f"lane {lane} of {chat} out of order")
        if self.world.telegram.most_in_flight > 1:
            self._double("two messages in flight in one chat")

    def _trail(self) -> None:
        """Nobody did what is the secretariat's, and each decision was made once."""
        onlooker = self.world.onlooker
        letters = onlooker.all("SELECT update_id, error FROM dead_letters")
        for update, error in letters:
            if not error.endswith(Mistake.__name__):
                self._complain(f"update {update} was set aside:\n{error}")
        decisions = ("accepted", "late taken", "late refused", "seen")
        for actor, action, party, subject in onlooker.all(
            "SELECT actor, action, party, subject FROM audit"
        ):
            if action in decisions and actor != OFFICER:
                self._complain(f"{actor} has {action} {party}, {subject}")
        for party, subject, times in onlooker.all(
            "SELECT party, subject, count(*) FROM audit WHERE action IN"
            " ('late taken', 'late refused') GROUP BY 1, 2 HAVING count(*) > 1"
        ):
            self._double(f"decision on {subject} of {party}: {times}")
        for mission in self.world.missions:
            seen = self.world.telegram.chats[mission.id].seen
            others = [party for party in self.world.parties if party != mission.model.party]
            for party in others:
                if any(f"WSIS-2003/{party}" in text for text in seen):
                    self._complain(f"{mission.name} was shown the reply of {party}")

    def _digest(self) -> str:
        """The same for every run of a seed, whatever machine it runs on."""
        world = self.world
        parts = [
            f"{world.fate.kills} {sorted(world.fate.faults.items())} {world.process.restarts}",
            *(
                f"{row} {d.arrived} {d.first}"
                for row, d in sorted(world.telegram.deliveries.items())
            ),
            *map(str, world.onlooker.all("SELECT * FROM answers ORDER BY party, record, question")),
            *(str(one[:-1]) for one in world.onlooker.all("SELECT id, subject, at FROM audit")),
        ]
        return digest_of(parts)


def _values(stored: dict[str, str]) -> dict[str, Any]:
    return {name: _plain(json.loads(value)) for name, value in stored.items()}


def _plain(value: Any) -> Any:
    """A file by its hash; everything else as it is."""
    return value["hash"] if isinstance(value, dict) else value
