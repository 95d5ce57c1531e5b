"""Tells the sandbox's page, as data, the story it plays by itself: an invitation, two missions, the secretariat."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import dropwhile
from typing import Any

from bot.demo.cast import ADMIN_ID, CAST, GROUP_ID
from bot.engine.form import Question, Repeat, Type, relevant_questions
from bot.events.event import Event
from bot.i18n.tongue import Tongue, tongue_for
from bot.texts.values import state_name

Step = dict[str, Any]
# Question → what is typed, or the choice that is tapped; question → the caption of its step.
Answers = Mapping[str, str]
Captions = Mapping[str, str]

# Long enough to read a caption of two lines; typing and tapping take their own time.
READING_MS = 3_500
BRISK_MS = 500
# The bot is a process that starts with the page: on a slow machine its first answer takes long.
ANSWER_MS = 60_000


def story(event: Event) -> dict[str, Any]:
    """Return the tour as the sandbox takes it, with the words on the buttons of the day."""
    french = _Mission(event, 101)
    arabic = _Mission(event, 102)
    return {
        "title": "A summit's replies, from invitation to acceptance",
        "wait_ms": ANSWER_MS,
        "steps": [*_french(french), *_arabic(arabic), *_amendment(french), *_acceptance(french)],
    }


class _Mission:
    """Steps of one mission's member of staff, in their own language."""

    def __init__(self, event: Event, user: int) -> None:
        self.event = event
        self.user = user
        person = next(one for one in CAST if one.id == user)
        self.party = person.party or ""
        self.words: Tongue = tongue_for(person.language)

    def step(
        self, do: Step | None = None, caption: str | None = None, *, pause_ms: int = BRISK_MS
    ) -> Step:
        step: Step = {"as": self.user, "show": [self.user, GROUP_ID], "pause_ms": pause_ms}
        if do is not None:
            step["do"] = do
        if caption is not None:
            step |= {"caption": {"en": caption}, "pause_ms": READING_MS}
        return step

    def write(self, text: str, caption: str | None = None) -> Step:
        return self.step({"say": text}, caption)

    def tap(self, words: str, caption: str | None = None) -> Step:
        return self.step({"tap": words}, caption)

    def button(self, msgid: str, caption: str | None = None) -> Step:
        """Return the words of a button by its msgid, in the context of buttons."""
        return self.tap(self.words.plain_as("button", msgid), caption)

    def fill(self, answers: Answers, captions: Captions | None = None) -> list[Step]:
        """Answer the questions of the reply in the form's order, until the delegation or the end."""
        asked: list[Question] = []
        for _, item in self.event.form.relevant_items(answers):
            if isinstance(item, Repeat):
                break
            asked.append(item)
        return [self._answer(question, answers, captions or {}) for question in asked]

    def person(self, answers: Answers, captions: Captions | None = None) -> list[Step]:
        """Answer the questions about one person of the delegation."""
        (repeat,) = self.event.form.repeats.values()
        asked = relevant_questions(repeat.questions, answers)
        return [self._answer(question, answers, captions or {}) for question in asked]

    def finish(self, answers: Answers) -> list[Step]:
        """Leave open whatever is asked after the delegation."""
        items = [item for _, item in self.event.form.relevant_items(answers)]
        rest = dropwhile(lambda item: isinstance(item, Question), items)
        return [self._answer(item, {}, {}) for item in rest if isinstance(item, Question)]

    def _answer(self, question: Question, answers: Answers, captions: Captions) -> Step:
        caption = captions.get(question.name)
        said = answers[question.name] if question.required else answers.get(question.name)
        if said is None:
            # By typing: the telephone's keyboard has no inline buttons.
            return self.write(self.words.plain_as("button", "Skip"), caption)
        choice = question.choice(said)
        if choice is not None:
            return self.tap(self.words.text(choice.label), caption)
        if question.type is Type.YES_NO:
            return self.tap(self.words.plain_as("answer", said.capitalize()), caption)
        return self.write(said, caption)

    def enter(self, own_name: str, caption: str) -> list[Step]:
        state = state_name(self.words, self.party)
        return [
            self.step({"open_link": True}, caption),
            self.tap(own_name),
            self.button("I agree", "First the language, then what happens with the data."),
            self.tap(self.words.plain("Yes, for {state}", state=state)),
        ]


def _french(m: _Mission) -> list[Step]:
    reply = {
        "participation": "yes",
        "focal_title": "ms",
        "focal_given": "Claire",
        "focal_family": "Fontaine",
        "focal_function": "Deuxième secrétaire",
        "focal_institution": "Mission permanente à Genève",
        "focal_email": "claire.fontaine@example.org",
        "focal_telephone": "01 44 20 12 34",
        "backup_wanted": "no",
        "level": "minister",
        "participants": "environ 12",
    }
    head = {
        "role": "head",
        "title": "excellency",
        "given": "Émile",
        "family": "Lefèvre",
        "function": "Ministre des affaires étrangères",
        "institution": "Ministère de l’Europe et des affaires étrangères",
    }
    return [
        *m.enter(
            "Français",
            "A secretariat invites every State. At the Mission of France, Claire opens the link "
            "of the invitation. The other chat is the group of the secretariat.",
        ),
        *m.fill(
            reply,
            {
                "participation": "One question at a time, in French.",
                "focal_telephone": "A telephone as it is dialled in Paris is understood.",
                "participants": "So is “about 12”. No names are needed yet.",
            },
        ),
        m.button("Add a person", "But the head of delegation is known."),
        *m.person(head),
        m.button("Continue"),
        *m.finish(reply),
        m.button("Send the reply", "The whole reply is shown, and sent."),
        m.step(
            {"wait": m.event.reference(m.party), "chat_id": GROUP_ID},
            "The secretariat is told at once, in its own language. A receipt goes to the mission.",
        ),
    ]


def _arabic(m: _Mission) -> list[Step]:
    reply = {
        "participation": "no",
        "focal_title": "mr",
        "focal_given": "أحمد",
        "focal_family": "حسن",
        "focal_function": "سكرتير ثان",
        "focal_institution": "البعثة الدائمة في جنيف",
        "focal_email": "ahmed.hassan@example.org",
        "focal_telephone": "٠٢ ٢٥٧٤ ٩٨٢٠",
    }
    return [
        *m.enter(
            "العربية",
            "Meanwhile, at the Mission of Egypt, Ahmed replies in Arabic, from right to left.",
        ),
        *m.fill(
            reply,
            {
                "participation": "Egypt cannot come this time; only its focal point is asked for.",
                "focal_telephone": "Digits may be Arabic-Indic ones.",
            },
        ),
        m.button("Send the reply"),
        m.step(
            {"wait": m.event.reference(m.party), "chat_id": GROUP_ID},
            "The secretariat reads Egypt's reply in English, whatever language it was written in.",
        ),
    ]


def _amendment(m: _Mission) -> list[Step]:
    section = m.event.form.section("numbers")
    question = m.event.form.question("participants")
    assert section is not None
    assert question is not None
    return [
        m.write(
            "/review", "A week later in Paris: three more will come. Claire opens her reply again."
        ),
        m.tap(m.words.text(section.label)),
        m.tap(m.words.text(question.label)),
        m.write("15"),
        m.button("Review and send"),
        m.tap(m.words.plain_n("Send {n} change", "Send {n} changes", 1)),
        m.step(
            {"wait": "15", "chat_id": GROUP_ID},
            "The secretariat sees exactly what changed: old → new.",
        ),
    ]


def _acceptance(m: _Mission) -> list[Step]:
    accept = tongue_for("en").plain_as("button", "Accept")
    tap = {"tap": accept, "chat_id": GROUP_ID}
    return [
        m.step(tap, "An officer accepts it, in the group.") | {"as": ADMIN_ID},
        m.step(
            {"wait": m.event.reference(m.party), "chat_id": m.user},
            "Accepted. Claire is told in French, and nothing was lost on the way.",
        ),
    ]
