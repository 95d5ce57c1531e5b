"""A turn of somebody at a mission: reads where they stand, lets the engine decide, stores it, says it. One transaction's work."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime

from bot.campaign.campaign import Campaign
from bot.campaign.post import Post
from bot.engine import dialogue, screens
from bot.engine.facts import (
    Accepted,
    Fact,
    Person,
    Rejected,
    Standing,
    Submitted,
    Told,
    Turn,
)
from bot.engine.form import Type
from bot.engine.inputs import (
    ANY,
    Attached,
    Command,
    Edited,
    Input,
    Resumed,
    Said,
    Shared,
    Started,
    Tapped,
    Unusable,
)
from bot.engine.screens import Scene
from bot.engine.session import Asking, Fetching, Session
from bot.i18n.tongue import Html, choose, tongue_for
from bot.mission import admission
from bot.mission.changes_applied import ChangesApplied
from bot.mission.draft import StoredDraft
from bot.mission.parsers import make_help
from bot.mission.spreadsheet_import import SpreadsheetImport
from bot.mission.standing import standing_of
from bot.operations.logs import note
from bot.telegram.updates import (
    CallbackQuery,
    ContactMessage,
    EditedText,
    FileMessage,
    Incoming,
    OtherCommand,
    StartCommand,
    TextMessage,
    UnsupportedMessage,
)
from bot.texts.messages import MAX_CHARS, Message
from bot.texts.screens import Texts
from bot.texts.vocabulary import words_for
from storage import people, replies
from storage.instants import to_text
from storage.people import KnownPerson


class Mission:
    """Turns of mission staff and visitors, in their private chats."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._event = campaign.event
        self._words = {code: words_for(campaign.event, code) for code in campaign.event.languages}

    def turn(
        self,
        db: sqlite3.Connection,
        post: Post,
        incoming: Incoming,
        known: KnownPerson,
        now: datetime,
    ) -> None:
        """One input of one person, from what they sent to what is queued for them."""
        input = self._imported(db, post, incoming, known, now) or self._input(
            db, post, incoming, known, now
        )
        self.advance(db, post, known.id, input, now, incoming)

    def advance(
        self,
        db: sqlite3.Connection,
        post: Post,
        person_id: int,
        input: Input,
        now: datetime,
        incoming: Incoming | None = None,
    ) -> None:
        """The same for an input that no update brought, such as a file that has been fetched."""
        known = people.known(db, person_id)
        if known is None:
            return
        session = Session.from_json(known.session) if known.session else Session()
        scene, draft = self._scene(db, known, session, now)
        language = self._language(known, incoming)
        help = make_help(
            self._words[language],
            self._region(scene.standing),
            self._campaign.parties,
            now.astimezone(self._event.zone).date(),
        )
        turn = dialogue.advance(scene, session, input, help)
        outcomes = ChangesApplied(self._campaign, db, post, known, scene.standing, language, now)
        outcomes.apply(turn, draft)
        if not turn.shows:
            self._toast(post, incoming, turn, language)
            people.save_session(db, known.id, turn.session.to_json(), known.asked_row, to_text(now))
            return
        fresh = people.known(db, known.id) or known
        language = fresh.language if fresh.language in self._words else language
        scene, _ = self._scene(db, fresh, turn.session, now)
        shown, facts = screens.look(scene, turn.session)
        screen = _Screen(
            post,
            known,
            Texts(self._event, tongue_for(language), shown.screen),
            session,
            turn,
            incoming if isinstance(input, Tapped) and input.screen != ANY else None,
        )
        asked_row = screen.show((*turn.facts, *facts))
        if incoming and isinstance(incoming.content, CallbackQuery):
            post.answer(incoming.content.query_id)
        people.save_session(db, known.id, shown.to_json(), asked_row, to_text(now))

    # ------------------------------------------------------------ before

    def _imported(
        self,
        db: sqlite3.Connection,
        post: Post,
        incoming: Incoming,
        known: KnownPerson,
        now: datetime,
    ) -> Input | None:
        """The word about a spreadsheet's preview; what it leads to is the list of people."""
        if not isinstance(incoming.content, CallbackQuery):
            return None
        tap = tapped(incoming.content.data)
        if tap.screen != ANY or tap.action not in ("import", "import_drop"):
            return None
        session = Session.from_json(known.session) if known.session else Session()
        scene, draft = self._scene(db, known, session, now)
        if scene.standing is None or not tap.argument.isdigit():
            return None
        imports, job = SpreadsheetImport(self._campaign, self), int(tap.argument)
        if tap.action == "import":
            code = imports.confirm(db, draft, job, known.id, scene.standing.role, now)
        else:
            code = imports.leave(db, job, known.id)
        said = Texts(self._event, tongue_for(self._language(known, incoming))).told(Told(code))
        if incoming.message_id is not None:
            post.edit_shown(known.id, Message(said), message_id=incoming.message_id)
        return Command("delegation")

    def _input(
        self,
        db: sqlite3.Connection,
        post: Post,
        incoming: Incoming,
        known: KnownPerson,
        now: datetime,
    ) -> Input:
        match incoming.content:
            case StartCommand(code=code):
                if code is None:
                    return Started()
                verdict = admission.open_code(self._campaign, db, post, known, code, now)
                return Started(verdict)
            case OtherCommand(name=name):
                return Command(name)
            case TextMessage():
                return self._wrote(db, incoming, incoming.content)
            case EditedText(text=text):
                return _edited(db, known.id, text, incoming.message_id or 0)
            case CallbackQuery(data=data):
                return tapped(data)
            case ContactMessage(telephone=telephone):
                return Shared(telephone, incoming.message_id)
            case FileMessage() as file:
                return Attached(
                    file.file_id, file.name, file.size_bytes, incoming.message_id, file.photo
                )
            case UnsupportedMessage(kind=kind):
                return Unusable(_KINDS.get(kind, "other"))
            case _:
                return Resumed()

    def _wrote(self, db: sqlite3.Connection, incoming: Incoming, what: TextMessage) -> Input:
        if len(what.text) >= MAX_CHARS:
            # Telegram cuts longer texts into several messages; the pieces are no answer.
            return Unusable("long")
        to_desk = what.reply_to is not None and self._campaign.is_letter(
            db, incoming.chat_id, what.reply_to
        )
        return Said(what.text, incoming.message_id, to_desk)

    def _scene(
        self, db: sqlite3.Connection, known: KnownPerson, session: Session, now: datetime
    ) -> tuple[Scene, StoredDraft]:
        standing, waiting = standing_of(self._campaign, db, known, session, now)
        draft = StoredDraft(db, self._event.form, standing.party if standing else "")
        if standing is not None:
            note(party=standing.party)
            self._follow_form(db, draft)
        person = Person(known.language, known.agreed_at is not None, waiting)
        return Scene(self._event.form, draft, person, standing), draft

    def _follow_form(self, db: sqlite3.Connection, draft: StoredDraft) -> None:
        """After a change of the form, what records are found by is worked out anew, once."""
        reply = replies.get(db, draft.party)
        version = self._event.form.version
        if reply is None or reply.form_version == version:
            return
        draft.reindex()
        replies.set_form_version(db, draft.party, version)

    def _language(self, known: KnownPerson, incoming: Incoming | None) -> str:
        """The chosen language, else the telephone's, else the event's first."""
        guess = known.language or choose(incoming.language_code if incoming else None) or "en"
        return guess if guess in self._words else self._event.languages[0]

    def _region(self, standing: Standing | None) -> str | None:
        party = self._campaign.parties.get(standing.party) if standing else None
        return party.iso2 if party else None

    def _toast(self, post: Post, incoming: Incoming | None, turn: Turn, language: str) -> None:
        if incoming is None or not isinstance(incoming.content, CallbackQuery):
            return
        texts = Texts(self._event, tongue_for(language))
        told = next((fact for fact in turn.facts if isinstance(fact, Told)), None)
        post.answer(incoming.content.query_id, texts.toast(told) if told else "")


_KINDS = {
    "sticker": "sticker",
    "animation": "sticker",
    "dice": "sticker",
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "video_note": "video",
    "location": "location",
    "venue": "location",
    "forwarded": "forwarded",
}


def tapped(data: str) -> Tapped:
    """A button's data, `screen:action[:argument]`; what is none of ours is a button of no screen."""
    screen, _, rest = data.partition(":")
    action, _, argument = rest.partition(":")
    if screen == "*":
        return Tapped(ANY, action, argument)
    return Tapped(int(screen) if screen.isascii() and screen.isdigit() else ANY, action, argument)


def _edited(db: sqlite3.Connection, person_id: int, text: str, message_id: int) -> Edited:
    """The answer that a message gave, where it can still be changed that way."""
    if len(text) >= MAX_CHARS:
        return Edited("", message_id)
    found = replies.answer_by_message(db, person_id, message_id)
    if found is None:
        return Edited(text, message_id)
    _, record, question, repeat = found
    return Edited(text, message_id, question, record, repeat)


class _Screen:
    """Says one turn's facts: the answered question changes, the next one comes, or replaces the list that was tapped."""

    def __init__(
        self,
        post: Post,
        known: KnownPerson,
        texts: Texts,
        before: Session,
        turn: Turn,
        tap: Incoming | None,
    ) -> None:
        self._post = post
        self._known = known
        self._texts = texts
        self._before = before
        self._turn = turn
        self._tap = tap

    def show(self, facts: tuple[Fact, ...]) -> int | None:
        """Queues everything; returns the row of the message that now has the buttons."""
        lines = [
            self._texts.line(fact)
            for fact in facts
            if isinstance(fact, Told | Rejected) or (isinstance(fact, Accepted) and fact.corrected)
        ]
        sent = any(isinstance(fact, Submitted) for fact in facts)
        told = [
            message
            for fact in facts[:-1]
            if not isinstance(fact, Told | Rejected | Accepted | Submitted)
            for message in self._texts.screens(fact)
        ]
        screens = self._texts.ending(facts)
        screens[0] = _headed(screens[0], lines)
        # What was sent stays in the chat as it was reviewed.
        if not sent and self._replaces(told, screens):
            return self._known.asked_row
        self._retire(facts)
        for message in (*told, *screens[:-1]):
            self._post.send(self._known.id, message)
        return self._post.send(self._known.id, screens[-1])

    def _replaces(self, told: list[Message], screens: list[Message]) -> bool:
        """A list or card that was tapped becomes the next screen, where one message can hold it."""
        tap = self._tap
        if not self._turn.in_place or told or len(screens) > 1 or tap is None:
            return False
        if tap.message_id is None or screens[0].share_contact is not None:
            return False
        self._post.edit_shown(self._known.id, screens[0], message_id=tap.message_id)
        return True

    def _retire(self, facts: tuple[Fact, ...]) -> None:
        """The message that had the buttons shows what was answered, or at least loses them."""
        accepted = next(
            (fact for fact in facts if isinstance(fact, Accepted) and not fact.corrected), None
        )
        if self._had_keyboard():
            self._close_keyboard(accepted)
        elif accepted is not None and isinstance(self._before.step, (Asking, Fetching)):
            answered = Message(self._texts.answered(accepted.question, accepted.value))
            if self._tap is not None and self._tap.message_id is not None:
                self._post.edit_shown(self._known.id, answered, message_id=self._tap.message_id)
            elif self._known.asked_row is not None:
                self._post.edit(self._known.id, answered, target=self._known.asked_row)
        elif self._known.asked_row is not None:
            self._post.strip(self._known.id, target=self._known.asked_row)

    def _had_keyboard(self) -> bool:
        """Whether the telephone's keyboard stands: such a message cannot be edited by a bot."""
        step = self._before.step
        if not isinstance(step, Asking):
            return False
        question = self._texts.event.form.question(step.question, step.repeat)
        return question is not None and question.type is Type.TELEPHONE

    def _close_keyboard(self, accepted: Accepted | None) -> None:
        step = self._before.step
        if self._turn.session.step == step:
            return
        if accepted is not None:
            text = self._texts.answered(accepted.question, accepted.value)
        else:
            text = self._texts.tongue.say("Very well, on we go.")
        self._post.send(self._known.id, Message(text, drop_keyboard=True))


def _headed(message: Message, lines: list[Html]) -> Message:
    """The message with what is to be said on the way above it, where that fits."""
    if not lines:
        return message
    return replace(message, text=Html("\n".join(lines) + "\n\n" + message.text))
