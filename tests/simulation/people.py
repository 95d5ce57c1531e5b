"""People who use the bot as people do: they answer, go back, correct, tap twice, tap what is old, and come to an end."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.engine.form import Question, Type
from bot.engine.session import (
    MAIN,
    NEW,
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
    Session,
    SettlingNamesake,
    Viewing,
    Writing,
)
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for
from storage.outbox import Lane
from tests import acts
from tests.plain_text import plain
from tests.simulation.loop import virtual_time
from tests.simulation.model import Act, Model
from tests.simulation.surroundings import Surroundings
from tests.simulation.telegram import DATE, FILE_BYTES, Json, Shown

# What a backup changes while the focal point is at work; the focal point leaves it alone then.
SHARED = ("focal_function", "focal_institution", "focal_address", "remarks")
TYPED = (Type.TEXT, Type.NAME, Type.EMAIL, Type.TELEPHONE, Type.INTEGER, Type.DATE)
MOST_PEOPLE = 4
# Whoever gets nowhere within so many acts, or so much time, cannot finish.
MOST_ACTS_TO_FINISH = 150
PATIENCE_SECONDS = 7200.0


class Bewildered(Exception):
    """Somebody sees what cannot be, so the day cannot go on."""


@dataclass
class Tapped:
    """A tap that may be repeated; its act is lost when Telegram forgets every one of them."""

    data: str
    message_id: int
    act: Act | None
    # How much their chat had said by then.
    said: int = 0
    on_its_way: int = 0
    is_newest: bool = True

    @property
    def is_repeatable(self) -> bool:
        """Whether the same tap again changes nothing: what was lost would be done by it."""
        return self.is_newest and not (self.act is not None and self.act.lost)


class Person:
    """Somebody with a telephone: what they can do in a chat, and what they see there."""

    def __init__(self, world: Surroundings, number: int, name: str, language: str) -> None:
        self.world = world
        self.id = number
        self.name = name
        self.language_code = language
        self.dice = random.Random(f"person {world.seed} {number}")
        self._queries = 0
        self.newest_update = 0

    @property
    def user(self) -> Json:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language_code,
        }

    def chat_of(self, chat_id: int) -> Json:
        if chat_id < 0:
            return {"id": chat_id, "type": "supergroup", "title": "Secretariat"}
        return {"id": chat_id, "type": "private", "first_name": self.name}

    def message(self, content: Json, *, chat_id: int | None = None) -> int:
        """Sends a message; returns its number."""
        number = self.world.telegram.new_message_id()
        self.newest_update = self.world.telegram.update(
            self.id, "message", self._message(number, content, chat_id or self.id)
        )
        return number

    def write(self, text: str, *, chat_id: int | None = None) -> int:
        return self.message({"text": text}, chat_id=chat_id)

    def edit(self, number: int, text: str) -> None:
        content = self._message(number, {"text": text, "edit_date": DATE}, self.id)
        self.newest_update = self.world.telegram.update(self.id, "edited_message", content)

    def tap(
        self,
        data: str,
        message_id: int,
        *,
        chat_id: int | None = None,
        lost: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._queries += 1
        chat = chat_id or self.id
        content = {
            "id": f"{self.id}.{self._queries}",
            "from": self.user,
            "chat_instance": "1",
            "data": data,
            "message": {"message_id": message_id, "date": DATE, "chat": self.chat_of(chat)},
        }
        self.newest_update = self.world.telegram.update(
            self.id, "callback_query", content, lost=lost
        )

    def _message(self, number: int, content: Json, chat_id: int) -> Json:
        head = {"message_id": number, "date": DATE, "from": self.user}
        return {**head, "chat": self.chat_of(chat_id), **content}

    def token(self, prefix: str) -> str:
        """Letters that nobody else ever writes."""
        return f"{prefix} {self.world.token()}"


@dataclass
class Screen:
    """Where the database says that somebody is, and the message that shows it to them."""

    session: Session
    shown: Shown | None
    actions: dict[str, str] = field(default_factory=dict)

    def named(self, action: str) -> list[str]:
        return [name for name in self.actions if name.partition(":")[0] == action]


class Mission(Person):
    """A focal point, or a backup, with a number of things left to do."""

    def __init__(
        self,
        world: Surroundings,
        number: int,
        name: str,
        language: str,
        model: Model,
        link: str,
        acts: int,
        *,
        backup: bool = False,
    ) -> None:
        super().__init__(world, number, name, language)
        self.model = model
        self.code = link.partition("start=")[2]
        self.acts_left = acts
        self.backup = backup
        self.finishing = False
        self.done = False
        self._last: Tapped | None = None
        self._last_was_tap = False
        self._unbound: int | None = None
        self._typed: set[int] = set()
        # Updates that Telegram has forgotten, and the taps they were; the bot may have had them.
        self._forgotten: list[tuple[int, Tapped]] = []
        # What each update was, for those that the bot sets aside by a mistake of its own.
        self._taps: dict[int, Tapped] = {}
        self._deeds: dict[int, Act] = {}
        self._set_aside_until = 0

    # ------------------------------------------------------------ the day

    async def run(self) -> None:
        """Comes in by the link and does what there is to do, at a person's pace."""
        await asyncio.sleep(self.dice.uniform(0, 60))
        self.write(f"/start {self.code}")
        while self.acts_left > 0 and not self.world.over:
            await asyncio.sleep(0.3 + self.dice.expovariate(1 / 3))
            if not self.world.is_quiet(self.id):
                if self.dice.random() < 0.05:
                    self._fidget(outstanding=True)
                continue
            self.acts_left -= 1
            self.look_back()
            if self.dice.random() < 0.15:
                self._fidget(outstanding=False)
            else:
                self._act()

    def begin(self) -> None:
        """Starts the day by itself."""
        self._day = asyncio.create_task(self.run())

    async def run_out(self) -> None:
        """Until the day that `begin` started is over."""
        await self._day

    async def finish(self) -> None:
        """Answers what is open and sends, if anything has not been sent."""
        self.finishing = True
        end = virtual_time() + PATIENCE_SECONDS
        self.write("/form")
        for _ in range(MOST_ACTS_TO_FINISH):
            while not self.world.is_quiet(self.id):
                await asyncio.sleep(2)
                if virtual_time() > end:
                    self.world.complain(f"{self.name} waits for an answer in vain")
                    return
            if self.done:
                return
            self.look_back()
            self._act()
            await asyncio.sleep(0.5)
        self.world.complain(f"{self.name} comes to no end")

    # ------------------------------------------------------------ looking

    def screen(self) -> Screen | None:
        """What is in front of them; None before the first answer of the bot."""
        hand = self._in_hand()
        if hand is None:
            return None
        chat = self.world.telegram.chats[self.id]
        # Not by the row's message: a kill may have left two of them, and people tap the newest.
        with_it = [
            shown for shown in chat.messages.values() if any(map(hand.action, shown.buttons))
        ]
        shown = max(with_it, key=lambda one: one.changed, default=None)
        if shown is None:
            return Screen(hand.session, None)
        actions = {action: data for data in shown.buttons if (action := hand.action(data))}
        return Screen(hand.session, shown, actions)

    def _in_hand(self) -> acts.Screen | None:
        return self.world.onlooker.look(lambda db: acts.in_hand(db, self.id))

    def _question(self, step: Asking) -> Question | None:
        return self.world.form.question(step.question, step.repeat)

    def _check(self, screen: Screen) -> bool:
        """Whether they see what the database says that they see."""
        step = screen.session.step
        question = self._question(step) if isinstance(step, Asking) else None
        chat = self.world.telegram.chats[self.id]
        if question is not None and question.type is Type.TELEPHONE and screen.shown is None:
            seen = chat.keyboard_at > 0
        else:
            seen = screen.shown is not None
        if seen and question is not None and screen.shown is not None:
            row = self.world.onlooker.one("SELECT language FROM people WHERE id = ?", self.id)
            label = plain(tongue_for(row[0]).text(question.label))
            seen = label in screen.shown.text
        if not seen:
            self.world.complain(f"{self.name} does not see {step}")
        return seen

    # ------------------------------------------------------------ acting

    def _act(self) -> None:
        """One thing that is to have an effect."""
        screen = self.screen()
        if screen is None:
            self.write(f"/start {self.code}")
            return
        if not self._check(screen):
            self.write("/menu")
            return
        match screen.session.step:
            case New() | ChoosingLanguage():
                self._tap(screen, f"language:{self.dice.choice(LANGUAGES)}")
            case Agreeing():
                self._tap(screen, "agree")
            case Meeting():
                self._tap(screen, "yes")
            case NamingParty():
                # The link was opened in a turn that was set aside.
                self.write(f"/start {self.code}")
            case _ if self.backup and not self.finishing:
                self._act_as_backup(screen)
            case Asking() as step:
                self._asked(screen, step)
            case Listing():
                self._listed(screen)
            case Viewing() as step:
                self._viewed(screen, step)
            case Reviewing():
                self._reviewed(screen)
            case AtMenu():
                self._at_menu(screen)
            case Confirming() as step:
                self._confirming(screen, step)
            case Writing():
                self._writing(screen)
            case Fetching():
                self._tap(screen, "menu")
            case SettlingNamesake():
                self._tap(screen, "different")
            case step:
                self.world.complain(f"{self.name} did not expect {step}")

    def _bind(self) -> None:
        """Learns by which record the database knows whoever was added last."""
        if self._unbound is None:
            return
        known = set(self.model.records.values())
        for (record,) in self.world.onlooker.all(
            "SELECT id FROM records WHERE party = ? ORDER BY id", self.model.party
        ):
            if record not in known:
                self.model.records[self._unbound] = record
                self._unbound = None
                return

    def _excuse_a_lost_race(self) -> None:
        """A tap that crossed the question that was offered again: by then it was an old button."""
        last = self._last
        if last is None or last.act is None or last.act.lost or not self._last_was_tap:
            return
        row = self.world.onlooker.one("SELECT language FROM people WHERE id = ?", self.id)
        again = plain(tongue_for(row[0] or "en").say(self.world.words["taps_lost"]))
        for number, text in self.world.telegram.chats[self.id].log[last.said :]:
            (lane,) = self.world.onlooker.one("SELECT lane FROM outbox WHERE id = ?", number)
            if lane == Lane.INTERACTIVE:
                if again in text:
                    self._lose(last.act)
                return

    def look_back(self) -> None:
        """Takes back what never reached the bot, now that nothing is on its way."""
        for update_id, tapped in self._forgotten:
            if update_id not in self.world.process.taken:
                self._one_less(tapped)
        self._forgotten.clear()
        for letter, update_id in self.world.onlooker.all(
            "SELECT id, update_id FROM dead_letters WHERE id > ? ORDER BY id", self._set_aside_until
        ):
            self._set_aside_until = letter
            if update_id in self._taps:
                self._one_less(self._taps[update_id])
            elif update_id in self._deeds:
                self._lose(self._deeds[update_id])
        self._excuse_a_lost_race()
        self._bind()

    def _one_less(self, tapped: Tapped) -> None:
        tapped.on_its_way -= 1
        if tapped.on_its_way == 0:
            self._lose(tapped.act)

    def _lose(self, act: Act | None) -> None:
        if act is not None and not act.lost:
            if act.deed == "add":
                self._unbound = None
            self.model.lose(act)

    def _tap(self, screen: Screen, action: str, act: Act | None = None) -> None:
        assert screen.shown is not None
        data = screen.actions.get(action)
        if data is None:
            self.world.complain(f"{self.name} finds no button {action!r}")
            return
        said = len(self.world.telegram.chats[self.id].log)
        tapped = Tapped(data, screen.shown.message_id, act, said)
        self._last, self._last_was_tap = tapped, True
        self._tap_once(tapped)
        if self.dice.random() < 0.1:
            self._tap_once(tapped)

    def _tap_once(self, tapped: Tapped) -> None:
        tapped.on_its_way += 1

        def lost(update_id: int) -> None:
            self._forgotten.append((update_id, tapped))

        self.tap(tapped.data, tapped.message_id, lost=lost)
        self._taps[self.newest_update] = tapped

    def _say(self, text: str) -> int:
        self._last_was_tap = False
        number = self.write(text)
        self._typed.add(number)
        return number

    # ------------------------------------------------------------ questions

    def _asked(self, screen: Screen, step: Asking) -> None:
        question = self._question(step)
        assert question is not None
        chance = self.dice.random()
        answered = bool(screen.named("keep"))
        if self.finishing:
            self._finish_question(screen, step, question, answered=answered)
        elif self.world.shared(self.model.party) and question.name in SHARED and answered:
            self._tap(screen, "keep")
        elif screen.shown is not None and chance < 0.08:
            self._tap(screen, self.dice.choice(("back", "menu")))
        elif chance < 0.13:
            self._say(self.dice.choice(("/review", "/menu", "/form", "/language", "/cancel")))
        elif answered and chance < 0.4:
            self._tap(screen, "keep")
        elif screen.named("skip") and chance < 0.6:
            self._answer_by_tap(screen, step, question, "skip", None)
        else:
            self._answer(screen, step, question)

    def _finish_question(
        self, screen: Screen, step: Asking, question: Question, *, answered: bool
    ) -> None:
        if answered:
            self._tap(screen, "keep")
        elif screen.named("skip"):
            self._answer_by_tap(screen, step, question, "skip", None)
        else:
            self._answer(screen, step, question)

    def _answer(self, screen: Screen, step: Asking, question: Question) -> None:
        match question.type:
            case Type.CHOICE | Type.YES_NO:
                picks = [a for a in screen.named("pick") if self._may_pick(step, a)]
                pick = self.dice.choice(picks)
                if question.name == "participation" and self.dice.random() < 0.8:
                    pick = "pick:yes"
                value: Any = pick.partition(":")[2]
                if question.type is Type.YES_NO:
                    value = value == "yes"
                self._answer_by_tap(screen, step, question, pick, value)
            case Type.FILE:
                file_id = f"file{self.world.token()}"
                content = FILE_BYTES + file_id.encode()
                document = {
                    "file_id": file_id,
                    "file_unique_id": file_id,
                    "file_name": "note.pdf",
                    "file_size": len(content),
                }
                self._last_was_tap = False
                number = self.message({"document": document})
                self._note(step, question, hashlib.sha256(content).hexdigest(), number)
            case _:
                self._answer_in_words(step, question)

    def _answer_in_words(self, step: Asking, question: Question) -> None:
        if self.dice.random() < 0.06 and question.type in (Type.EMAIL, Type.INTEGER):
            self._say("no such thing")
            return
        said, value = self._words_for(question)
        if question.type is Type.TELEPHONE and self.dice.random() < 0.3:
            self._last_was_tap = False
            number = self.message({"contact": {"phone_number": said, "first_name": self.name}})
        else:
            number = self._say(said)
        self._note(step, question, value, number)
        if self.dice.random() < 0.08 and question.type in TYPED:
            # Seen too late that it was wrong: corrected at once, before anybody has answered.
            self._correct(number)

    def _words_for(self, question: Question) -> tuple[str, Any]:
        """Something to type, and what is to be kept of it."""
        match question.type:
            case Type.EMAIL:
                address = f"m{self.world.token().lower()}@example.org"
                return address, address
            case Type.TELEPHONE:
                number = f"+4122730{self.dice.randrange(1000, 9999)}"
                return number, number
            case Type.INTEGER:
                count = self.dice.randrange(1, 2000)
                return str(count), count
            case Type.DATE:
                day = self.dice.randrange(1, 28)
                return f"{day}.7.2003", f"2003-07-{day:02}"
            case _:
                words = self.token("Ana" if question.type is Type.NAME else "Desk")
                return words, words

    def _may_pick(self, step: Asking, action: str) -> bool:
        """A delegation has one head: nobody asks for a second one here."""
        if action != "pick:head":
            return True
        mine = self._key(step.record)
        return all(
            one.get("role") != "head" or one["key"] == mine for one in self.model.state.people
        )

    def _key(self, record: int) -> int | None:
        if record in (MAIN, NEW):
            return None
        for key, known in self.model.records.items():
            if known == record:
                return key
        raise Bewildered(f"{self.name} never added person {record}")

    def _answer_by_tap(
        self, screen: Screen, step: Asking, question: Question, action: str, value: Any
    ) -> None:
        if action not in screen.actions:
            self.world.complain(f"{self.name} finds no button {action!r}")
            return
        self._tap(screen, action, self._note(step, question, value, None))

    def _note(self, step: Asking, question: Question, value: Any, message: int | None) -> Act:
        """Into the model it goes."""
        if step.record == NEW:
            key = self._unbound = self.model.new_key()
            act = self.model.act(self.id, "add", key, question.name, value, message)
        else:
            there = self._key(step.record)
            act = self.model.act(self.id, "answer", there, question.name, value, message)
        if message is not None:
            self._deeds[self.newest_update] = act
        return act

    def _correct(self, only: int | None = None) -> None:
        """Edits a message that gave an answer which was not sent yet."""
        state = self.model.state
        sent_answers, sent_people = state.sent or ({}, [])
        candidates = []
        for number, (key, name) in state.messages.items():
            fields = state.fields(key)
            if fields is None or (only is not None and number != only):
                continue
            before = (
                sent_answers
                if key is None
                else next((one for one in sent_people if one["key"] == key), {})
            )
            question = self._named(name, key)
            unsent = name not in before or before[name] != fields[name]
            if unsent and question.type in TYPED and number in self._typed:
                candidates.append((number, key, question))
        if self.world.shared(self.model.party):
            candidates = [one for one in candidates if one[2].name not in SHARED]
        if not candidates:
            return
        number, key, question = self.dice.choice(candidates)
        said, value = self._words_for(question)
        self._last_was_tap = False
        self.edit(number, said)
        act = self.model.act(self.id, "edit", key, question.name, value, number)
        self._deeds[self.newest_update] = act

    def _named(self, name: str, key: int | None) -> Question:
        question = self.world.form.question(name, None if key is None else "delegation")
        assert question is not None
        return question

    # ------------------------------------------------------------ lists and cards

    def _listed(self, screen: Screen) -> None:
        chance = self.dice.random()
        opens = screen.named("open")
        if self.finishing or chance < 0.3:
            act = self.model.act(self.id, "answer", None, "delegation", True, None)
            self._tap(screen, "next", act)
        elif "undo" in screen.actions and chance < 0.7:
            self._tap(screen, "undo", self.model.act(self.id, "undo"))
        elif "add" in screen.actions and len(opens) < MOST_PEOPLE and chance < 0.75:
            self._tap(screen, "add")
        elif opens and chance < 0.93:
            self._tap(screen, self.dice.choice(opens))
        else:
            self._tap(screen, self.dice.choice(("back", "menu")))

    def _viewed(self, screen: Screen, step: Viewing) -> None:
        chance = self.dice.random()
        key = self._key(step.record)
        moves = [name for name in ("up", "down") if name in screen.actions]
        if self.finishing:
            self._tap(screen, "complete" if "complete" in screen.actions else "back")
        elif chance < 0.35:
            self._tap(screen, self.dice.choice(screen.named("change")))
        elif moves and chance < 0.6:
            move = self.dice.choice(moves)
            self._tap(screen, move, self.model.act(self.id, "move", key, -1 if move == "up" else 1))
        elif chance < 0.75:
            self._tap(screen, "remove", self.model.act(self.id, "remove", key))
        else:
            self._tap(screen, "back")

    def _reviewed(self, screen: Screen) -> None:
        chance = self.dice.random()
        ways = [*screen.named("section"), *screen.named("change"), *screen.named("list")]
        if "send" in screen.actions and (self.finishing or chance < 0.6):
            self._tap(screen, "send", self.model.act(self.id, "send"))
        elif "fill" in screen.actions and (self.finishing or chance < 0.6):
            self._tap(screen, "fill")
        elif self.finishing and self.world.is_open(self.model):
            self._say("/form")
        elif self.finishing:
            self.done = True
        elif "back" in screen.actions and chance < 0.5:
            self._tap(screen, "back")
        elif ways and chance < 0.95:
            self._tap(screen, self.dice.choice(ways))
        else:
            self._tap(screen, "menu")

    def _at_menu(self, screen: Screen) -> None:
        if self.finishing:
            self._say("/form" if self.world.is_open(self.model) else "/review")
            return
        chance = self.dice.random()
        rare = [name for name in ("withdraw", "discard", "backup") if name in screen.actions]
        if self.world.shared(self.model.party):
            rare = []
        if rare and chance < 0.15:
            self._tap(screen, self.dice.choice(rare))
            return
        usual = ("fill", "back", "review", "people", "language", "contact", "receipt")
        self._tap(screen, self.dice.choice([name for name in usual if name in screen.actions]))

    def _confirming(self, screen: Screen, step: Confirming) -> None:
        if self.finishing or self.dice.random() < 0.4 or self.world.shared(self.model.party):
            self._tap(screen, "back")
        else:
            self._tap(screen, "do", self.model.act(self.id, step.deed))

    def _writing(self, screen: Screen) -> None:
        if self.finishing or self.dice.random() < 0.2:
            self._tap(screen, "back")
            return
        words = self.token("Letter")
        self._say(words)
        self._deeds[self.newest_update] = self.model.act(self.id, "letter", words)

    # ------------------------------------------------------------ a backup beside the focal point

    def _act_as_backup(self, screen: Screen) -> None:
        """Changes a few answers in the review, while somebody else is at the same reply."""
        step = screen.session.step
        if isinstance(step, Asking) and step.record == MAIN and step.question in SHARED:
            question = self._question(step)
            assert question is not None
            if self.dice.random() < 0.2:
                self._tap(screen, "back")
            elif self.world.has_answer(self.model.party, step.question):
                said, value = self._words_for(question)
                self._note(step, question, value, self._say(said))
            else:
                self._tap(screen, "back")
        elif isinstance(step, Reviewing):
            known = [name for name in screen.named("change") if name.partition(":")[2] in SHARED]
            sections = screen.named("section")
            if known:
                self._tap(screen, self.dice.choice(known))
            elif sections:
                self._tap(screen, self.dice.choice(sections))
            else:
                self._say("/review")
        else:
            self._say(self.dice.choice(("/review", "/review", "/menu", "/help")))

    # ------------------------------------------------------------ what has no effect

    def _fidget(self, *, outstanding: bool) -> None:
        """Things people do that must change nothing; `outstanding`: something waits for its answer."""
        kinds = ["old button", "forged"]
        if self._last is not None and self._last_was_tap and self._last.is_repeatable:
            kinds.append("again")
        if not (outstanding and self._last_was_tap and self.world.telegram.webhook):
            # Under a webhook a message may overtake a tap, and a tap a message.
            kinds += ["sticker", "help"]
        if not outstanding:
            kinds += ["delete", "correct", "correct"]
        kind = self.dice.choice(kinds)
        if self._last is not None and kind != "again":
            # Whatever was sent since may have led elsewhere, so nobody taps that once more.
            self._last.is_newest = False
        match kind:
            case "old button":
                self._tap_something_old()
            case "forged":
                self.tap(self._forged(), 1)
            case "again" if self._last is not None:
                self._tap_once(self._last)
            case "sticker":
                self.message({"sticker": _STICKER})
            case "help":
                self.write(self.dice.choice(("/help", "/status", "/privacy", "/nonsense")))
            case "delete":
                self._delete_something()
            case "correct" if not self.backup:
                self._correct()
            case _:
                pass

    def _tap_something_old(self) -> None:
        hand = self._in_hand()
        now = hand.session.screen if hand is not None else 0
        old = [
            (data, shown.message_id)
            for shown in self.world.telegram.chats[self.id].messages.values()
            for data in shown.buttons
            if data.partition(":")[0].isdigit() and int(data.partition(":")[0]) < now - 1
        ]
        if old:
            self.tap(*self.dice.choice(old))

    def _forged(self) -> str:
        """A button that nobody was ever shown, such as one of the secretariat's."""
        party = self.dice.choice(self.world.parties)
        return self.dice.choice(
            (
                f"d:accept:{party}:1",
                f"d:take:{party}:2",
                f"d:open:{party}",
                f"d:message:{party}",
                "d:remindgo:missing",
                "nonsense",
            )
        )

    def _delete_something(self) -> None:
        screen = self.screen()
        here = screen.shown.message_id if screen is not None and screen.shown is not None else 0
        chat = self.world.telegram.chats[self.id]
        numbers = [number for number, one in chat.messages.items() if number != here]
        if numbers:
            self.world.telegram.delete(self.id, self.dice.choice(numbers))


_STICKER = {
    "file_id": "s",
    "file_unique_id": "s",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
    "type": "regular",
}


class Officer(Person):
    """Somebody of the secretariat who acts on what the group is told."""

    def __init__(self, world: Surroundings, number: int, name: str, group: int) -> None:
        super().__init__(world, number, name, "en")
        self.group = group

    async def run(self) -> None:
        while not self.world.over:
            await asyncio.sleep(self.dice.expovariate(1 / 40))
            if self.world.is_quiet(self.id) and self.world.is_quiet(self.group):
                await self._act()

    async def _act(self) -> None:
        found = [
            (data, shown.message_id)
            for shown in self.world.telegram.chats[self.group].messages.values()
            for data in shown.buttons
            if data.startswith(("d:accept:", "d:take:", "d:decline:", "d:open:", "d:message:"))
        ]
        if not found:
            return
        data, message_id = self.dice.choice(found[-12:])
        self.tap(data, message_id, chat_id=self.group)
        if self.dice.random() < 0.2:
            self.tap(data, message_id, chat_id=self.group)
        if data.startswith("d:message:"):
            await self._write_to_a_mission()

    async def _write_to_a_mission(self) -> None:
        for _ in range(600):
            await asyncio.sleep(2)
            if self.world.is_quiet(self.id) and self.world.is_quiet(self.group):
                break
        self.write(self.token("Dear mission"), chat_id=self.group)
