"""Queues the messages of one turn: the answered question changes, and the next screen comes or replaces it."""

from __future__ import annotations

from dataclasses import replace

from bot.campaign.post import Post
from bot.engine.facts import Accepted, Fact, Rejected, Submitted, Told
from bot.engine.form import Type
from bot.engine.session import Asking, Fetching, Session
from bot.engine.turn import Turn
from bot.i18n.isolation import Html
from bot.telegram.updates import Incoming
from bot.texts.context import RenderContext
from bot.texts.messages import Message
from bot.texts.questions import answered
from bot.texts.screens import ending, line, screens_of
from storage.people import KnownPerson


class ScreenMessages:
    """The messages of one turn of one person.

    `before` is the session before the turn; `tap` the tap on the screen in hand, None for
    everything else.
    """

    def __init__(
        self,
        post: Post,
        known: KnownPerson,
        context: RenderContext,
        before: Session,
        turn: Turn,
        tap: Incoming | None,
    ) -> None:
        self._post = post
        self._known = known
        self._context = context
        self._before = before
        self._turn = turn
        self._tap = tap

    def show(self, facts: tuple[Fact, ...]) -> int | None:
        """Queue everything; return the outbox row of the message that now has the buttons."""
        lines = [
            line(self._context, fact)
            for fact in facts
            if isinstance(fact, Told | Rejected) or (isinstance(fact, Accepted) and fact.corrected)
        ]
        sent = any(isinstance(fact, Submitted) for fact in facts)
        told = [
            message
            for fact in facts[:-1]
            if not isinstance(fact, Told | Rejected | Accepted | Submitted)
            for message in screens_of(self._context, fact)
        ]
        screens = ending(self._context, facts)
        screens[0] = _headed(screens[0], lines)
        # What was sent stays in the chat as it was reviewed.
        if not sent and self._replaces(told, screens):
            return self._known.asked_row
        self._retire(facts)
        for message in (*told, *screens[:-1]):
            self._post.send(self._known.id, message)
        return self._post.send(self._known.id, screens[-1])

    def _replaces(self, told: list[Message], screens: list[Message]) -> bool:
        """Edit a tapped list or card into the next screen, where one message can hold it."""
        tap = self._tap
        if not self._turn.in_place or told or len(screens) > 1 or tap is None:
            return False
        if tap.message_id is None or screens[0].share_contact is not None:
            return False
        self._post.edit_shown(self._known.id, screens[0], message_id=tap.message_id)
        return True

    def _retire(self, facts: tuple[Fact, ...]) -> None:
        """Let the message that had the buttons show what was answered, or at least lose them."""
        accepted = next(
            (fact for fact in facts if isinstance(fact, Accepted) and not fact.corrected), None
        )
        if self._had_keyboard():
            self._close_keyboard(accepted)
        elif accepted is not None and isinstance(self._before.step, (Asking, Fetching)):
            shown = Message(answered(self._context, accepted.question, accepted.value))
            if self._tap is not None and self._tap.message_id is not None:
                self._post.edit_shown(self._known.id, shown, message_id=self._tap.message_id)
            elif self._known.asked_row is not None:
                self._post.edit(self._known.id, shown, target=self._known.asked_row)
        elif self._known.asked_row is not None:
            self._post.strip(self._known.id, target=self._known.asked_row)

    def _had_keyboard(self) -> bool:
        """Return whether the telephone's keyboard stands: a bot cannot edit such a message."""
        step = self._before.step
        if not isinstance(step, Asking):
            return False
        question = self._context.event.form.question(step.question, step.repeat)
        return question is not None and question.type is Type.TELEPHONE

    def _close_keyboard(self, accepted: Accepted | None) -> None:
        if self._turn.session.step == self._before.step:
            return
        if accepted is not None:
            text = answered(self._context, accepted.question, accepted.value)
        else:
            text = self._context.tongue.say("Very well, on we go.")
        self._post.send(self._known.id, Message(text, drop_keyboard=True))


def _headed(message: Message, lines: list[Html]) -> Message:
    """Return the message with these lines above it."""
    if not lines:
        return message
    return replace(message, text=Html("\n".join(lines) + "\n\n" + message.text))
