"""What the dialogue decided, put into a person's words: fact + language → message. Decides nothing; reads no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import assert_never

from bot.engine.facts import (
    Accepted,
    Asked,
    CodeJudged,
    ConfirmAsked,
    Fact,
    Fetched,
    HelpShown,
    LanguageAsked,
    LetterAsked,
    Listed,
    Menu,
    NamesakeAsked,
    NoticeShown,
    PartyAsked,
    PartyShown,
    Rejected,
    Reviewed,
    StatusShown,
    Submitted,
    Told,
    UniqueAsked,
    Viewed,
    Waited,
)
from bot.engine.form import Answers, Question, Type, Value
from bot.engine.inputs import Verdict
from bot.engine.progress import Progress, is_settled
from bot.engine.scene import Standing
from bot.engine.screens import PAGE_SIZE
from bot.events.event import Event
from bot.i18n.isolation import Html
from bot.i18n.languages import OWN_NAMES
from bot.i18n.tongue import N_, Tongue
from bot.texts.messages import Button, Message, Rows, rows_of
from bot.texts.problems import problem_text
from bot.texts.reply_status import stage_text
from bot.texts.review import review
from bot.texts.told import DEEDS, TOLD
from bot.texts.values import not_answered, record_name, state_name, value_text, whole

BAR_CHARS = 10
_RTL_MARK = "\u200f"

# Shown before any language is known, each in its own words; not for the catalogues.
_PICK: Mapping[str, str] = {
    "ar": "يرجى اختيار اللغة.",
    "zh": "请选择语言。",
    "en": "Please choose your language.",
    "fr": "Veuillez choisir votre langue.",
    "ru": "Пожалуйста, выберите язык.",
    "es": "Elija su idioma, por favor.",
}

_VERDICTS: Mapping[Verdict, str] = {
    Verdict.WELCOME: "",
    Verdict.YOURS: "",
    Verdict.UNKNOWN: N_(
        "This invitation link is not known. Please check that it was copied whole, "
        "or ask the secretariat for a new one."
    ),
    Verdict.USED: N_(
        "This invitation link has been used by somebody else. If you act for your "
        "country too, please ask the secretariat; it has been told of your visit."
    ),
    Verdict.EXPIRED: N_(
        "This invitation link is no longer valid. Please ask the secretariat for a new one."
    ),
    Verdict.REVOKED: N_(
        "This invitation link has been withdrawn. Please ask the secretariat for a new one."
    ),
    Verdict.PAUSED: N_(
        "Several links in a row were not known. Please wait an hour before trying again, "
        "or ask the secretariat."
    ),
    Verdict.ELSEWHERE: N_(
        "You already act for another country with this account. "
        "One account acts for one country; please ask the secretariat."
    ),
}


class Texts:
    """One person's language, for one event. `screen` numbers the buttons it makes."""

    def __init__(self, event: Event, tongue: Tongue, screen: int = 0) -> None:
        self.event = event
        self.tongue = tongue
        self._screen = screen

    # ------------------------------------------------------------ buttons

    def button(self, text: str, action: str, argument: str = "") -> Button:
        data = f"{self._screen}:{action}" + (f":{argument}" if argument else "")
        return Button(text, data)

    def _back(self) -> Button:
        return self.button("‹ " + self.tongue.plain_as("button", "Back"), "back")

    def _menu(self) -> Button:
        return self.button(self.tongue.plain_as("button", "Menu"), "menu")

    # ------------------------------------------------------------ facts

    def screens(self, fact: Fact) -> list[Message]:
        """A fact as messages; all but a long review are one."""
        match fact:
            case Asked():
                return [self._asked(fact)]
            case Listed():
                return [self._listed(fact)]
            case Viewed():
                return [self._viewed(fact)]
            case UniqueAsked():
                return [self._unique(fact)]
            case NamesakeAsked():
                return [self._namesake(fact)]
            case Reviewed():
                return review(self, fact)
            case Menu():
                return [self._menu_screen(fact)]
            case ConfirmAsked():
                return [self._confirm(fact)]
            case Submitted():
                return [Message(self._submitted(fact))]
            case LanguageAsked():
                return [self._languages(fact)]
            case NoticeShown():
                return [self._notice(fact)]
            case PartyShown():
                return [self._party(fact)]
            case PartyAsked():
                return [self._which_party(fact)]
            case Waited() | Fetched() | LetterAsked() | HelpShown() | StatusShown() | CodeJudged():
                return [self._plain_screen(fact)]
            case Told() | Rejected() | Accepted():
                return [Message(self.line(fact))]
            case _:
                assert_never(fact)

    def ending(self, facts: Sequence[Fact]) -> list[Message]:
        """The screen that comes last, together with the facts before it that belong to it."""
        last = facts[-1]
        for fact in facts[:-1]:
            match fact, last:
                case Submitted(), Menu():
                    return [replace(self._menu_screen(last), text=self._submitted(fact))]
                case Rejected(), Asked() if fact.question is last.question:
                    return [self._asked_again(fact, last)]
                case _:
                    pass
        return self.screens(last)

    def line(self, fact: Told | Rejected | Accepted) -> Html:
        """A fact that is said in a line above the next screen."""
        match fact:
            case Told():
                return self.told(fact)
            case Rejected():
                return problem_text(self.tongue, fact.question, fact.problem)
            case Accepted():
                if fact.corrected:
                    return self.tongue.say(
                        "Corrected. {question}: <b>{value}</b>",
                        question=self.label(fact.question),
                        value=self._shown(fact.question, fact.value),
                    )
                return self.answered(fact.question, fact.value)

    def told(self, fact: Told) -> Html:
        """Raises: KeyError for a code without words, which a test looks for."""
        if fact.code == "unusable":
            return self.tongue.say(DEEDS[str(fact.params["kind"])])
        if fact.code == "list_full":
            return self.tongue.say_n(
                "The list is full: it takes {n} person.",
                "The list is full: it takes {n} people.",
                whole(fact.params["n"]),
            )
        return self.tongue.say(TOLD[fact.code], **fact.params)

    def toast(self, fact: Told) -> str:
        """The same for the small answer to a tap, which takes no HTML."""
        return self.tongue.plain(TOLD[fact.code], **fact.params)

    def answered(self, question: Question, value: Value) -> Html:
        """What a question's message becomes once it is answered."""
        if value is None:
            return self.tongue.say("{question}: left open", question=self.label(question))
        return self.tongue.say(
            "✓ {question}: <b>{value}</b>",
            question=self.label(question),
            value=self._shown(question, value),
        )

    def label(self, question: Question) -> str:
        return self.tongue.text(question.label)

    def _shown(self, question: Question, value: Value) -> str:
        return value_text(self.tongue, question, value)

    # ------------------------------------------------------------ questions

    def _asked(self, fact: Asked) -> Message:
        question = fact.question
        parts: list[str] = [self._header(fact)]
        title = self.tongue.say("<b>{question}</b>", question=self.label(question))
        hint = self.tongue.text(question.hint) if question.hint else ""
        parts.append(title + (f"\n{self._words(hint)}" if hint else ""))
        how = self._how(fact)
        if how:
            parts.append(how)
        if fact.answered and question.type is not Type.NOTE:
            parts.append(
                self.tongue.say(
                    "Present answer: <b>{value}</b>", value=self._shown(question, fact.present)
                )
            )
        text = Html("\n\n".join(parts))
        if question.type is Type.TELEPHONE:
            return self._telephone(fact, text)
        return Message(text, self._question_buttons(fact))

    def _header(self, fact: Asked) -> Html:
        place = fact.place
        if fact.repeat is not None:
            name = record_name(self.tongue, fact.repeat, fact.record, detail=False)
            who = name or self.tongue.text(fact.repeat.singular)
            line = self.tongue.say(
                "<i>{section}: {person} · {position} of {total}</i>",
                section=self.tongue.text(place.section.label),
                person=who,
                position=place.position,
                total=place.total,
            )
        else:
            line = self.tongue.say(
                "<i>{section} · {position} of {total}</i>",
                section=self.tongue.text(place.section.label),
                position=place.position,
                total=place.total,
            )
        return Html(f"{line}\n{self._bar(place)}")

    def _bar(self, place: Progress) -> str:
        # Blocks have no direction of their own; the mark makes the bar grow from the right.
        return (_RTL_MARK if self.tongue.rtl else "") + bar(place)

    def _how(self, fact: Asked) -> Html | None:
        """How to answer, where the buttons do not say it by themselves."""
        question = fact.question
        if question.example is not None:
            return self.tongue.say(
                "<i>For example: {example}</i>", example=self.tongue.text(question.example)
            )
        match question.type:
            case Type.CHOICES:
                return self.tongue.say("Choose all that apply, then <b>Done</b>.")
            case Type.DATE:
                return self.tongue.say("<i>For example: {example}</i>", example="10.12.2003")
            case Type.FILE:
                return self.tongue.say("Please send the file here: a PDF or a photo, up to 20 MB.")
            case Type.COUNTRY:
                return self.tongue.say("Please write the name of the country.")
            case _:
                return None

    def _question_buttons(self, fact: Asked) -> Rows:
        question = fact.question
        rows: Rows = ()
        match question.type:
            case Type.CHOICE:
                rows = rows_of(self._choice(question, name) for name in fact.choices)
            case Type.CHOICES:
                ticks = (self._tick(question, name, fact.picked) for name in fact.choices)
                done = self.button(self.tongue.plain_as("button", "Done"), "done")
                rows = (*rows_of(ticks), (done,))
            case Type.YES_NO:
                yes = self.button(self.tongue.plain_as("answer", "Yes"), "pick", "yes")
                no = self.button(self.tongue.plain_as("answer", "No"), "pick", "no")
                rows = ((yes, no),)
            case Type.NOTE:
                rows = ((self.button(self.tongue.plain_as("button", "Continue"), "next"),),)
            case _:
                pass
        return (*rows, *self._foot(fact))

    def _choice(self, question: Question, name: str) -> Button:
        choice = question.choice(name)
        assert choice is not None
        return self.button(self.tongue.text(choice.label), "pick", name)

    def _tick(self, question: Question, name: str, picked: Sequence[str]) -> Button:
        choice = question.choice(name)
        assert choice is not None
        on = name in picked
        label = ("☑ " if on else "☐ ") + self.tongue.text(choice.label)
        return self.button(label, "off" if on else "on", name)

    def _foot(self, fact: Asked) -> Rows:
        """Keep and Skip where they make sense; Back and Menu always."""
        first: list[Button] = []
        if fact.answered and fact.question.type is not Type.NOTE:
            first.append(self.button(self.tongue.plain_as("button", "Keep"), "keep"))
        if not fact.question.required and fact.question.type is not Type.NOTE:
            word = (
                self.tongue.plain_as("button", "Leave empty")
                if fact.answered and fact.present is not None
                else self.tongue.plain_as("button", "Skip")
            )
            first.append(self.button(word, "skip"))
        foot = (self._back(), self._menu())
        return (tuple(first), foot) if first else (foot,)

    def _telephone(self, fact: Asked, text: Html) -> Message:
        """Telegram's contact button lives on the keyboard, where the other words are typed ones."""
        words = []
        if fact.answered:
            words.append(self.tongue.plain_as("button", "Keep"))
        if not fact.question.required:
            words.append(self.tongue.plain_as("button", "Skip"))
        foot = (self.tongue.plain_as("button", "Back"), self.tongue.plain_as("button", "Menu"))
        keyboard = (tuple(words), foot) if words else (foot,)
        return Message(
            text,
            keyboard=keyboard,
            share_contact=self.tongue.plain_as("button", "Share the number of this account"),
        )

    def _asked_again(self, fact: Rejected, asked: Asked) -> Message:
        """The question once more; what an ambiguous answer can have meant comes first."""
        candidates = fact.problem.params.get("candidates")
        if not isinstance(candidates, list):
            return self._asked(asked)
        others = (name for name in asked.choices if name not in candidates)
        message = self._asked(replace(asked, choices=(*candidates, *others)))
        match fact.question.type:
            case Type.COUNTRY:
                meant = rows_of(
                    self.button(state_name(self.tongue, code), "pick", code) for code in candidates
                )
            case Type.DATE:
                meant = rows_of(self.button(self.tongue.date(d), "pick", d) for d in candidates)
            case _:
                meant = ()
        return replace(message, buttons=(*meant, *message.buttons))

    # ------------------------------------------------------------ people

    def _listed(self, fact: Listed) -> Message:
        parts: list[str] = [
            self.tongue.say("<b>{title}</b>", title=self.tongue.text(fact.repeat.label))
        ]
        parts.append(self._named(fact.count, fact.announced))
        if fact.count == 0 and fact.repeat.hint:
            parts.append(self._words(self.tongue.text(fact.repeat.hint)))
        if fact.count:
            parts.append(self.tongue.say("Tap a name to change, move or remove it."))
        rows: list[tuple[Button, ...]] = [
            (self._person(fact, place, entry.id, entry.answers),)
            for place, entry in enumerate(fact.entries, fact.page * PAGE_SIZE + 1)
        ]
        if fact.pages > 1:
            rows.append(self._pager(fact.page, fact.pages))
        if fact.undo:
            undo = self.tongue.plain_as("button", "Undo the removal")
            rows.append((self.button("↩ " + undo, "undo"),))
        if not fact.full:
            add = self.tongue.plain_as("button", "Add a person")
            rows.append((self.button("+ " + add, "add"),))
        rows.append(
            (
                self.button(self.tongue.plain_as("button", "Fill in a spreadsheet"), "template"),
                self.button(self.tongue.plain_as("button", "Continue") + " ›", "next"),
            )
        )
        rows.append((self._back(), self._menu()))
        return Message(Html("\n\n".join(parts)), tuple(rows))

    def _named(self, count: int, announced: int | None) -> Html:
        if announced is None:
            return self.tongue.say_n("{n} person named.", "{n} people named.", count)
        return self.tongue.say_n(
            "{n} person named of about {announced} announced.",
            "{n} people named of about {announced} announced.",
            count,
            announced=announced,
        )

    def _person(self, fact: Listed, place: int, record: int, answers: Answers) -> Button:
        name = record_name(self.tongue, fact.repeat, answers)
        label = self.tongue.plain(
            "{place}. {person}",
            place=place,
            person=name or self.tongue.text(fact.repeat.singular),
        )
        return self.button(label, "open", str(record))

    def _pager(self, page: int, pages: int) -> tuple[Button, ...]:
        here = self.tongue.plain("{page} of {pages}", page=page + 1, pages=pages)
        return (
            self.button("‹", "page", str(max(0, page - 1))),
            self.button(here, "page", str(page)),
            self.button("›", "page", str(min(pages - 1, page + 1))),
        )

    def _viewed(self, fact: Viewed) -> Message:
        title = record_name(self.tongue, fact.repeat, fact.answers)
        lines = [
            self.tongue.say(
                "<b>{person}</b>", person=title or self.tongue.text(fact.repeat.singular)
            ),
            self.tongue.say(
                "<i>{position} of {total}</i>", position=fact.position, total=fact.count
            ),
            "",
            *self.answer_lines(fact.questions, fact.answers),
            *filter(None, [self.not_answered(self._optional_left_open(fact))]),
        ]
        rows: Rows = rows_of(
            self.button(self.label(question), "change", question.name)
            for question in fact.questions
        )
        if fact.missing:
            lines += ["", self._missing_line(fact.missing)]
            complete = self.button(self.tongue.plain_as("button", "Complete"), "complete")
            rows = ((complete,), *rows)
        moves = []
        if fact.position > 1:
            up = self.tongue.plain_as("button", "Move up")
            moves.append(self.button("↑ " + up, "up"))
        if fact.position < fact.count:
            down = self.tongue.plain_as("button", "Move down")
            moves.append(self.button("↓ " + down, "down"))
        if moves:
            rows = (*rows, tuple(moves))
        remove = self.button(self.tongue.plain_as("button", "Remove"), "remove")
        return Message(Html("\n".join(lines)), (*rows, (remove,), (self._back(), self._menu())))

    def answer_lines(self, questions: Sequence[Question], answers: Answers) -> list[Html]:
        """One line for each question that is answered: what it is called, and its answer."""
        left_open = self.left_open(questions, answers)
        return [
            self.tongue.say(
                "{question}: <b>{value}</b>",
                question=self.label(question),
                value=self._shown(question, answers[question.name]),
            )
            for question in questions
            if question.type is not Type.NOTE and question not in left_open
        ]

    def left_open(self, questions: Sequence[Question], answers: Answers) -> list[Question]:
        """The questions without an answer, skipped or not reached."""
        return [
            question
            for question in questions
            if question.type is not Type.NOTE
            and (not is_settled(question, answers) or answers[question.name] is None)
        ]

    def _optional_left_open(self, fact: Viewed) -> list[Question]:
        left_open = self.left_open(fact.questions, fact.answers)
        return [question for question in left_open if question not in fact.missing]

    def not_answered(self, questions: Sequence[Question]) -> Html:
        """All of them in one line; nothing where there is none."""
        return not_answered(self.tongue, questions)

    def _missing_line(self, missing: Sequence[Question]) -> Html:
        return self.tongue.say(
            "Still needed: {questions}",
            questions=self.tongue.join([self.label(question) for question in missing]),
        )

    def _unique(self, fact: UniqueAsked) -> Message:
        choice = fact.question.choice(fact.value)
        role = self.tongue.text(choice.label) if choice else fact.value
        holder = record_name(self.tongue, fact.repeat, fact.holder, detail=False)
        text = self.tongue.say(
            "A delegation has only one <b>{role}</b>, and {name} is named as such already. "
            "What should become of {name}?",
            role=role,
            name=holder or self.tongue.text(fact.repeat.singular),
        )
        rows: list[tuple[Button, ...]] = []
        for name in fact.becomes:
            other = fact.question.choice(name)
            if other is not None:
                label = self.tongue.plain("Becomes: {role}", role=self.tongue.text(other.label))
                rows.append((self.button(label, "become", name),))
        keep = self.tongue.plain("Stays: {role}", role=role)
        rows.append((self.button(keep, "other"),))
        return Message(text, (*rows, (self._menu(),)))

    def _namesake(self, fact: NamesakeAsked) -> Message:
        text = self.tongue.say(
            "There is already a <b>{other}</b> in the list. Is <b>{person}</b> the same person?",
            other=record_name(self.tongue, fact.repeat, fact.other),
            person=record_name(self.tongue, fact.repeat, fact.answers),
        )
        same = self.button(
            self.tongue.plain_as("button", "The same person: remove the new entry"), "same"
        )
        different = self.button(self.tongue.plain_as("button", "Two different people"), "different")
        return Message(text, ((same,), (different,), (self._back(), self._menu())))

    # ------------------------------------------------------------ menu, sending

    def _menu_screen(self, fact: Menu) -> Message:
        standing = fact.standing
        lines: list[str] = [
            self.tongue.say(
                "<b>{state}</b> · {event}",
                state=state_name(self.tongue, standing.party),
                event=self.tongue.text(self.event.title),
            ),
            "",
            *self.status_lines(standing, fact.unsent, fact.open_questions),
        ]
        rows: list[tuple[Button, ...]] = []
        plain = self.tongue.plain_as
        if fact.resumable:
            rows.append((self.button(plain("button", "Continue where I was"), "back"),))
        if fact.open_questions and not fact.resumable:
            word = (
                plain("button", "Continue the reply")
                if standing.stage != "opened"
                else plain("button", "Fill in the reply")
            )
            rows.append((self.button(word, "fill"),))
        if fact.unsent:
            rows.append((self.button(plain("button", "Review and send"), "review"),))
            if standing.newest:
                rows.append((self.button(plain("button", "Discard the changes"), "discard"),))
        else:
            rows.append((self.button(plain("button", "Review"), "review"),))
        if fact.people:
            rows.append((self.button(plain("button", "Delegation"), "people"),))
        if standing.newest:
            rows.append(
                (
                    self.button(plain("button", "Receipt"), "receipt"),
                    self.button(plain("button", "Calendar"), "calendar"),
                )
            )
        rows.append(
            (
                self.button(plain("button", "Write to the secretariat"), "contact"),
                self.button(plain("button", "Language"), "language"),
            )
        )
        last = [self.button(plain("button", "Help"), "help")]
        if standing.role == "primary" and standing.confirmed and not standing.backup_invited:
            last.append(self.button(plain("button", "Invite a backup"), "backup"))
        rows.append(tuple(last))
        if standing.may_withdraw and standing.revision and standing.stage != "withdrawn":
            rows.append((self.button(plain("button", "Withdraw the reply"), "withdraw"),))
        return Message(Html("\n".join(lines)), tuple(rows))

    def reference(self, party: str) -> str:
        return f"{self.event.code}/{party}"

    def status_lines(self, standing: Standing, unsent: int, open_questions: int) -> list[Html]:
        """How the reply stands, in a few short lines."""
        lines = [stage_text(self.tongue, standing, self.reference(standing.party))]
        if unsent and standing.newest:
            lines.append(
                self.tongue.say_n("{n} change not sent yet.", "{n} changes not sent yet.", unsent)
            )
        if open_questions:
            lines.append(
                self.tongue.say_n("{n} question open.", "{n} questions open.", open_questions)
            )
        if not standing.confirmed:
            lines.append(
                self.tongue.say(
                    "The secretariat has still to confirm you. You can fill in the reply "
                    "meanwhile, and send it afterwards."
                )
            )
        if standing.late:
            lines.append(
                self.tongue.say(
                    "The deadline has passed. What you send now reaches the secretariat "
                    "as a late change, for it to decide."
                )
            )
        return lines

    def _confirm(self, fact: ConfirmAsked) -> Message:
        if fact.deed == "withdraw":
            text = self.tongue.say(
                "Withdraw the reply of <b>{state}</b>? The secretariat will be told. "
                "Your answers stay here, and you can send them again.",
                state=state_name(self.tongue, fact.standing.party),
            )
            word = self.tongue.plain_as("button", "Yes, withdraw")
        else:
            text = self.tongue.say_n(
                "Discard {n} change and go back to the reply as it was sent?",
                "Discard {n} changes and go back to the reply as it was sent?",
                fact.unsent,
            )
            word = self.tongue.plain_as("button", "Yes, discard")
        return Message(text, ((self.button(word, "do"),), (self._back(), self._menu())))

    def _submitted(self, fact: Submitted) -> Html:
        say = self.tongue.say
        if fact.late:
            title = say("<b>Sent after the deadline.</b>")
            then = say("The secretariat will decide on this change and tell you.")
        else:
            title = (
                say("<b>Thank you. Your reply has been sent.</b>")
                if fact.first
                else say("<b>Thank you. Your changes have been sent.</b>")
            )
            then = say("You can change your reply at any time.")
        reference = say(
            "Reference <code>{reference}</code>, revision {number}",
            reference=Html(self.reference(fact.party)),
            number=fact.number,
        )
        receipt = [] if fact.on_behalf else [say("The receipt follows.")]
        credentials = say("This reply does not replace the credentials of the delegation.")
        return Html(f"{title}\n{reference}\n\n" + " ".join([then, *receipt]) + f"\n{credentials}")

    # ------------------------------------------------------------ getting in

    def _languages(self, fact: LanguageAsked) -> Message:
        """In all languages at once, since none is known yet; the likeliest first."""
        own_first = sorted(self.event.languages, key=lambda code: code != self.tongue.code)
        text = Html("\n".join(_PICK[code] for code in own_first))
        buttons = [self.button(OWN_NAMES[code], "language", code) for code in own_first]
        back = () if fact.first else ((self._back(),),)
        return Message(text, (*rows_of(buttons, width=2), *back))

    def _notice(self, fact: NoticeShown) -> Message:
        privacy = self.event.privacy
        blocks = [
            self.tongue.say("<b>Your data</b>"),
            self._words(self.tongue.text(privacy.purpose)),
            self._words(self.tongue.text(privacy.controller)),
            self.tongue.say_n(
                "What you write is kept until {n} day after the event, then erased.",
                "What you write is kept until {n} days after the event, then erased.",
                privacy.retention_days,
            ),
            self.tongue.say(
                "Telegram carries these messages and can read them. Please send nothing secret."
            ),
        ]
        rows: Rows = ()
        if fact.agree:
            blocks.append(self.tongue.say("May we go on?"))
            rows = (
                (self.button(self.tongue.plain_as("button", "I agree"), "agree"),),
                (self.button(self._language_word(), "language_menu"),),
            )
        return Message(Html("\n\n".join(blocks)), rows)

    def _language_word(self) -> str:
        return self.tongue.plain_as("button", "Language")

    def _party(self, fact: PartyShown) -> Message:
        event = self.tongue.text(self.event.title)
        blocks = [
            self.tongue.say(
                "You act for <b>{state}</b> in its reply to this invitation: <b>{event}</b>.",
                state=state_name(self.tongue, fact.party),
                event=event,
            )
        ]
        if fact.role == "backup":
            blocks.append(
                self.tongue.say(
                    "You are invited as backup: you can do everything but withdraw the reply."
                )
            )
        if not fact.confirmed:
            blocks.append(
                self.tongue.say(
                    "The secretariat has still to confirm you. You can fill in the reply "
                    "meanwhile, and send it afterwards."
                )
            )
        blocks.append(
            self.tongue.say(
                "It takes about five minutes. You can stop at any time and go on another day; "
                "nothing is lost."
            )
        )
        yes = self.button(
            self.tongue.plain("Yes, for {state}", state=state_name(self.tongue, fact.party)), "yes"
        )
        no = self.button(self.tongue.plain_as("button", "This is not my country"), "no")
        language = self.button(self._language_word(), "language_menu")
        return Message(Html("\n\n".join(blocks)), ((yes,), (no,), (language,)))

    def _which_party(self, fact: PartyAsked) -> Message:
        language = (self.button(self._language_word(), "language_menu"),)
        if fact.candidates:
            text = self.tongue.say("Which country do you act for?")
            buttons = tuple(
                (self.button(state_name(self.tongue, code), "party", code),)
                for code in fact.candidates
            )
            again = self.button(self.tongue.plain_as("button", "Another country"), "again")
            return Message(text, (*buttons, (again,), language))
        text = Html(
            self.tongue.say(
                "This assistant takes the replies of States to this invitation: <b>{event}</b>. "
                "A reply starts from the invitation link in the letter to your government.",
                event=self.tongue.text(self.event.title),
            )
            + "\n\n"
            + self.tongue.say(
                "If you have no link, please write the name of your country, "
                "and the secretariat will be asked to invite you."
            )
        )
        return Message(text, (language,))

    def _plain_screen(
        self, fact: Waited | Fetched | LetterAsked | HelpShown | StatusShown | CodeJudged
    ) -> Message:
        match fact:
            case Waited():
                return Message(
                    self.tongue.say(
                        "The secretariat has been asked to confirm that you act for "
                        "<b>{state}</b>. You will hear from it here.",
                        state=state_name(self.tongue, fact.party),
                    ),
                    ((self.button(self._language_word(), "language_menu"),),),
                )
            case Fetched():
                return Message(
                    self.tongue.say("Thank you. The file is being taken over; one moment."),
                    ((self._back(), self._menu()),),
                )
            case LetterAsked():
                return Message(
                    self.tongue.say(
                        "Please write your message to the secretariat. It will answer you here."
                    ),
                    ((self._back(), self._menu()),),
                )
            case HelpShown():
                return Message(self.help(fact))
            case StatusShown():
                lines = self.status_lines(fact.standing, fact.unsent, fact.open_questions)
                return Message(Html("\n".join(lines)))
            case CodeJudged():
                return Message(self.tongue.say(_VERDICTS[fact.verdict]))

    def help(self, fact: HelpShown) -> Html:
        """The guide for mission staff."""
        blocks = [
            self.tongue.say("<b>How this works</b>"),
            self.tongue.say(
                "I ask one question at a time. Tap an answer or write it. "
                "<b>Back</b> returns to the question before, <b>Menu</b> shows everything else."
            ),
            self.tongue.say(
                "Everything you answer is kept at once. You can stop and go on another day, "
                "or on another device."
            ),
            self.tongue.say(
                "To correct an answer, edit the message you wrote, or choose it in /review. "
                "After sending, change what you like and send again."
            ),
            self.tongue.say("You can name your delegation one by one, or send a spreadsheet."),
            self.tongue.say(
                "/form goes on with the reply\n/review shows the whole reply\n"
                "/delegation shows the people\n/status tells how the reply stands\n"
                "/contact writes to the secretariat\n/language changes the language"
            ),
        ]
        if fact.standing is None:
            blocks = [
                blocks[0],
                self.tongue.say(
                    "A reply starts from the invitation link in the letter to your government. "
                    "Without one, write the name of your country here, and the secretariat decides."
                ),
            ]
        return Html("\n\n".join(blocks))

    def _words(self, text: str) -> Html:
        """Words of the form or the event: plain text, shown literally, without isolates."""
        return Html(escape(text, quote=False))


def bar(place: Progress) -> str:
    """How far the whole reply is, as a bar of ten."""
    filled = BAR_CHARS * place.done // max(1, place.whole)
    return "▰" * filled + "▱" * (BAR_CHARS - filled)
