"""Handles a turn of somebody at a mission: reads where they stand, lets the engine decide, stores it, says it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.campaign.campaign import Campaign
from bot.campaign.quiet_hours import today
from bot.campaign.work import Work
from bot.engine import dialogue, screens
from bot.engine.answers import Help
from bot.engine.facts import Told
from bot.engine.inputs import ANY, Command, Input, Tapped
from bot.engine.scene import Person, Scene
from bot.engine.session import Session
from bot.engine.turn import Turn
from bot.i18n.languages import FALLBACK, choose
from bot.i18n.tongue import tongue_for
from bot.mission import spreadsheet_import
from bot.mission.changes_applied import ChangesApplied
from bot.mission.draft import StoredDraft
from bot.mission.input_reader import read_input, tapped
from bot.mission.parsers import make_help
from bot.mission.screen_messages import ScreenMessages
from bot.mission.standing import standing_of
from bot.operations.logs import note
from bot.telegram.updates import CallbackQuery, Incoming
from bot.texts.context import RenderContext
from bot.texts.messages import Message
from bot.texts.told import toast_text, told_text
from bot.texts.typed_words import words_for
from storage import people, replies
from storage.people import KnownPerson


class Mission:
    """Turns of mission staff and visitors, in their private chats."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self._event = campaign.event
        self._words = {code: words_for(campaign.event, code) for code in campaign.event.languages}

    def turn(self, work: Work, incoming: Incoming, known: KnownPerson) -> None:
        """Handle one update, from what the person sent to what is queued for them."""
        input = self._imported(work, incoming, known) or read_input(work, incoming, known)
        self.advance(work, known.id, input, incoming)

    def advance(
        self, work: Work, person_id: int, input: Input, incoming: Incoming | None = None
    ) -> None:
        """Handle one input; `incoming` is None where no update brought it, as for a fetched file."""
        known = people.known(work.db, person_id)
        if known is None:
            return
        session = _session_of(known)
        scene, draft = self._scene(work, known, session)
        language = self._language(known, incoming)
        turn = dialogue.advance(scene, session, input, self._help(work, scene, language))
        _note(input, session, turn)
        ChangesApplied(work, known, scene.standing, language).apply(turn, draft)
        if not turn.shows:
            self._toast(work, incoming, turn, language)
            people.save_session(
                work.db, known.id, turn.session.to_json(), known.asked_row, work.stamp
            )
            return
        fresh = people.known(work.db, known.id) or known
        language = fresh.language if fresh.language in self._words else language
        scene, _ = self._scene(work, fresh, turn.session)
        shown, facts = screens.look(scene, turn.session)
        messages = ScreenMessages(
            work.post,
            known,
            RenderContext(self._event, tongue_for(language), shown.screen),
            session,
            turn,
            incoming if isinstance(input, Tapped) and input.screen != ANY else None,
        )
        asked_row = messages.show((*turn.facts, *facts))
        if incoming and isinstance(incoming.content, CallbackQuery):
            work.post.answer(incoming.content.query_id)
        people.save_session(work.db, known.id, shown.to_json(), asked_row, work.stamp)

    def _imported(self, work: Work, incoming: Incoming, known: KnownPerson) -> Input | None:
        """Take over or leave a spreadsheet whose preview was tapped; it leads to the list of people.

        Returns None for every other update.
        """
        if not isinstance(incoming.content, CallbackQuery):
            return None
        tap = tapped(incoming.content.data)
        if tap.screen != ANY or tap.action not in ("import", "import_drop"):
            return None
        scene, draft = self._scene(work, known, _session_of(known))
        if scene.standing is None or not tap.argument.isdigit():
            return None
        job = int(tap.argument)
        if tap.action == "import":
            code = spreadsheet_import.confirm(work, draft, job, known.id, scene.standing.role)
        else:
            code = spreadsheet_import.leave(work, job, known.id)
        said = told_text(tongue_for(self._language(known, incoming)), Told(code))
        if incoming.message_id is not None:
            work.post.edit_shown(known.id, Message(said), message_id=incoming.message_id)
        return Command("delegation")

    def _scene(self, work: Work, known: KnownPerson, session: Session) -> tuple[Scene, StoredDraft]:
        standing, waiting = standing_of(work, known, session)
        draft = StoredDraft(work.db, self._event.form, standing.party if standing else "")
        if standing is not None:
            note(party=standing.party)
            self._follow_form(work, draft)
        person = Person(known.language, known.agreed_at is not None, waiting)
        return Scene(self._event.form, draft, person, standing), draft

    def _follow_form(self, work: Work, draft: StoredDraft) -> None:
        """Work out anew, once after a change of the form, by which keys records are found."""
        reply = replies.get(work.db, draft.party)
        version = self._event.form.version
        if reply is None or reply.form_version == version:
            return
        draft.reindex()
        replies.set_form_version(work.db, draft.party, version)

    def _language(self, known: KnownPerson, incoming: Incoming | None) -> str:
        """Return the chosen language, else the telephone's, else the event's first."""
        guess = known.language or choose(incoming.language_code if incoming else None) or FALLBACK
        return guess if guess in self._words else self._event.languages[0]

    def _help(self, work: Work, scene: Scene, language: str) -> Help:
        party = self.campaign.parties.get(scene.standing.party) if scene.standing else None
        return make_help(
            self._words[language],
            party.iso2 if party else None,
            self.campaign.parties,
            today(work.now, self._event),
        )

    def _toast(self, work: Work, incoming: Incoming | None, turn: Turn, language: str) -> None:
        if incoming is None or not isinstance(incoming.content, CallbackQuery):
            return
        told = next((fact for fact in turn.facts if isinstance(fact, Told)), None)
        work.post.answer(
            incoming.content.query_id, toast_text(tongue_for(language), told) if told else ""
        )


def _session_of(known: KnownPerson) -> Session:
    return Session.from_json(known.session) if known.session else Session()


def _note(input: Input, session: Session, turn: Turn) -> None:
    """Tell the log the kinds of what came in and what came of it, and nothing that anybody wrote."""
    steps = (type(session.step).__name__, type(turn.session.step).__name__)
    note(
        input=type(input).__name__,
        step=">".join(steps),
        changes=_kinds(turn.changes),
        facts=_kinds(turn.facts),
    )


def _kinds(several: Sequence[object]) -> str:
    return ",".join(type(one).__name__ for one in several) or "none"
