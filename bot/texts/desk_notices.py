"""Words notices to the secretariat: replies, changes, people who ask to act for a State."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.engine.diff import Change, ChangeKind, Content, Member
from bot.engine.form import Question, Repeat, Type
from bot.engine.progress import relevant
from bot.engine.standing import AccessReason
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_
from bot.texts.messages import Message, Rows, in_parts
from bot.texts.notices import Notices
from bot.texts.values import not_answered, numbered, person_name, value_text

# People written out in a notice; the card and the lists show everybody.
PEOPLE_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Sending:
    """A revision that has just been sent or withdrawn, with what the notice says about it."""

    party: str
    number: int
    who: str
    at: datetime
    content: Content
    changes: Sequence[Change] = ()
    late: bool = False
    withdrawn: bool = False
    paper: str | None = None


class DeskNotices(Notices):
    """Notices to the secretariat in one language."""

    scope = "d"

    def sent(self, sending: Sending) -> list[Message]:
        """Return a reply, a change or a withdrawal; the last message has the buttons."""
        blocks: list[str] = [self._headline(sending)]
        if sending.withdrawn:
            pass
        elif sending.number == 1:
            blocks += self._essentials(sending.content)
        elif sending.changes:
            blocks.append("\n".join(self.changes(sending.changes)))
        else:
            blocks.append(self.tongue.say("Sent again without changes."))
        return in_parts(blocks, self._reply_buttons(sending))

    def _headline(self, sending: Sending) -> Html:
        say = self.tongue.say
        if sending.withdrawn:
            title = N_("<b>{state}</b> has withdrawn its reply.")
        elif sending.late:
            title = N_("<b>{state}</b> proposes a late change.")
        elif sending.number == 1:
            title = N_("<b>{state}</b> has replied.")
        else:
            title = N_("<b>{state}</b> has changed its reply.")
        line = say(
            "{reference} · revision {number} · {moment} · {who}",
            reference=Html(f"<code>{self.event.reference(sending.party)}</code>"),
            number=sending.number,
            moment=self.tongue.moment(sending.at, self.event.zone),
            who=sending.who,
        )
        lines = [say(title, state=self.state(sending.party)), line]
        if sending.paper:
            lines.append(say("Recorded from paper: {paper}", paper=sending.paper))
        return Html("\n".join(lines))

    def _essentials(self, content: Content) -> list[str]:
        """Return the reply without contact details, people by name."""
        blocks: list[str] = []
        left_open: list[Question] = []
        for section in self.event.form.sections:
            lines: list[Html] = []
            for held, item in relevant(self.event.form, content.answers):
                if held is not section:
                    continue
                if isinstance(item, Repeat):
                    lines += self._people(item, content.records.get(item.name, ()))
                elif not _is_essential(item):
                    continue
                elif content.answers.get(item.name) is not None:
                    lines.append(self._answer(item, content))
                else:
                    left_open.append(item)
            if lines:
                title = self.tongue.say("<b>{section}</b>", section=self.tongue.text(section.label))
                blocks.append("\n".join([title, *lines]))
        return [*blocks, *filter(None, [not_answered(self.tongue, left_open)])]

    def _answer(self, question: Question, content: Content) -> Html:
        return self.tongue.say(
            "{question}: {value}",
            question=self.tongue.text(question.label),
            value=value_text(self.tongue, question, content.answers[question.name]),
        )

    def _people(self, repeat: Repeat, members: Sequence[Member]) -> list[Html]:
        shown = (member.answers for member in members[:PEOPLE_SHOWN])
        lines = numbered(self.tongue, repeat, shown)
        if len(members) > PEOPLE_SHOWN:
            lines.append(
                self.tongue.say_n(
                    "… and {n} more person.", "… and {n} more people.", len(members) - PEOPLE_SHOWN
                )
            )
        return lines

    def changes(self, changes: Sequence[Change]) -> list[Html]:
        """Return each change on a line of its own, as old → new."""
        return [self._change(change) for change in changes]

    def _change(self, change: Change) -> Html:
        say = self.tongue.say
        if change.repeat is not None and change.question is None:
            person = person_name(self.tongue, change.repeat, change.answers)
            return say(_PEOPLE[change.kind], person=person)
        assert change.question is not None
        question = self.tongue.text(change.question.label)
        old = value_text(self.tongue, change.question, change.old)
        new = value_text(self.tongue, change.question, change.new)
        if change.repeat is not None:
            return say(
                "{person}, {question}: <s>{old}</s> → <b>{new}</b>",
                person=person_name(self.tongue, change.repeat, change.answers, detail=False),
                question=question,
                old=old,
                new=new,
            )
        return say("{question}: <s>{old}</s> → <b>{new}</b>", question=question, old=old, new=new)

    def _reply_buttons(self, sending: Sending) -> Rows:
        party, number = sending.party, sending.number
        look = self.labelled("Open", "open", party)
        write = self.labelled("Message", "message", party)
        if sending.withdrawn:
            return ((look, write),)
        if sending.late:
            take = self.labelled("Take", "take", party, number)
            refuse = self.labelled("Refuse", "decline", party, number)
            return ((take, refuse), (look, write))
        accept = self.labelled("Accept", "accept", party, number)
        give_back = self.labelled("Return", "return", party, number)
        return ((look, accept), (give_back, write))

    def request(
        self, assignment: int, party: str, who: str, reason: AccessReason, holder: str | None
    ) -> Message:
        """Ask to confirm or refuse somebody; `holder` acts for that State already."""
        state = self.tongue.say("<b>{state}</b>", state=self.state(party))
        lines = [self.tongue.say(_REASONS[reason], who=who, state=state)]
        if holder is not None:
            lines.append(self.tongue.say("{holder} acts for this State already.", holder=holder))
        uninvited = reason == AccessReason.UNINVITED
        confirm = self.labelled("Invite" if uninvited else "Confirm", "confirm", assignment)
        refuse = self.labelled("Decline" if uninvited else "Refuse", "refuse", assignment)
        return Message(Html("\n".join(lines)), ((confirm, refuse),))

    def declined(self, party: str, who: str) -> Message:
        return self.say(
            "{who} opened the invitation of <b>{state}</b> and said that it is not their "
            "country. The invitation can be used again.",
            who=who,
            state=self.state(party),
        )

    def opened_twice(self, party: str, who: str) -> Message:
        return self.say(
            "{who} tried an invitation of <b>{state}</b> that somebody else has used.",
            who=who,
            state=self.state(party),
        )

    def guessing(self, who: str, count: int) -> Message:
        return Message(
            self.tongue.say_n(
                "{who} has tried {n} unknown invitation code within an hour and has been paused.",
                "{who} has tried {n} unknown invitation codes within an hour and has been paused.",
                count,
                who=who,
            )
        )

    def letter(self, letter: int, party: str | None, who: str, text: str) -> list[Message]:
        """Return a message from a mission; the last part has a button to answer it."""
        if party is not None:
            head = self.tongue.say(
                "<b>{state}</b>, {who}, writes:", state=self.state(party), who=who
            )
        else:
            head = self.tongue.say("{who}, who acts for no State, writes:", who=who)
        body = self.tongue.say("{text}", text=text)
        return in_parts([head, body], ((self.labelled("Answer", "answer", letter),),))

    def trouble(self, summary: str) -> Message:
        """Tell an admin of a fault in the program."""
        return self.say(
            "Something went wrong in the program. What failed is kept and can be tried again "
            "from /health. <code>{summary}</code>",
            summary=summary,
        )

    def unreachable(self, party: str, who: str) -> Message:
        """Tell that somebody who acts for a State has blocked the bot."""
        return self.say(
            "{who}, who acts for <b>{state}</b>, can no longer be reached here.",
            ((self.labelled("Open", "open", party),),),
            who=who,
            state=self.state(party),
        )

    def lost(self, title: str) -> Message:
        return self.say(
            "The chat “{title}” can no longer be reached and is told nothing any more.",
            title=title,
        )


def _is_essential(question: Question) -> bool:
    return question.privacy is None and question.type is not Type.NOTE


_PEOPLE = {
    ChangeKind.ADDED: N_("Added: <b>{person}</b>"),
    ChangeKind.REMOVED: N_("Removed: <s>{person}</s>"),
    ChangeKind.MOVED: N_("Moved in the list: {person}"),
}
_REASONS = {
    AccessReason.APPROVAL: N_("{who} opened the invitation of {state} and waits to be confirmed."),
    AccessReason.SECOND: N_("{who} holds an invitation of {state} too and waits to be confirmed."),
    AccessReason.UNINVITED: N_("{who} has no invitation and asks to act for {state}."),
}
