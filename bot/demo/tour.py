"""The story that the sandbox's page plays by itself: an invitation, two missions, the secretariat. Data for the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.demo.cast import ADMIN_ID, CAST, GROUP_ID
from bot.engine.form import Question, Repeat
from bot.events.event import Event
from bot.i18n.tongue import Tongue, tongue_for
from bot.texts.values import state_name

Step = dict[str, Any]

# Long enough to read a caption of two lines; typing and tapping take their own time.
READING_MS = 3_500
BRISK_MS = 500
# The bot is a process that starts with the page: on a slow machine its first answer takes long.
ANSWER_MS = 60_000


def story(event: Event) -> dict[str, Any]:
    """The tour as the sandbox takes it; its words are those on the buttons of the day."""
    french = _Mission(event, 101)
    arabic = _Mission(event, 102)
    return {
        "title": "A summit's replies, from invitation to acceptance",
        "wait_ms": ANSWER_MS,
        "steps": [
            *_french(french),
            *_arabic(arabic),
            *_amendment(french),
            *_acceptance(french),
        ],
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
        """A button by its word in the catalogue, in the context of buttons."""
        return self.tap(self.words.plain_as("button", msgid), caption)

    def pick(self, name: str, choice: str, caption: str | None = None) -> Step:
        """The answer of a question with choices, of the reply or of a person."""
        for question in _questions(self.event):
            found = question.choice(choice) if question.name == name else None
            if found is not None:
                return self.tap(self.words.text(found.label), caption)
        raise KeyError(f"{name}: {choice}")

    def skip(self, times: int) -> list[Step]:
        """Skips optional questions, by typing: the telephone's keyboard has no inline buttons."""
        word = self.words.plain_as("button", "Skip")
        return [self.write(word) for _ in range(times)]

    def enter(self, own_name: str, caption: str) -> list[Step]:
        state = state_name(self.words, self.party)
        return [
            self.step({"open_link": True}, caption),
            self.tap(own_name),
            self.button("I agree", "First the language, then what happens with the data."),
            self.tap(self.words.plain("Yes, for {state}", state=state)),
        ]


def _questions(event: Event) -> Iterator[Question]:
    for _, item in event.form.items:
        if isinstance(item, Repeat):
            yield from item.questions
        else:
            yield item


def _french(m: _Mission) -> list[Step]:
    no = m.words.plain_as("answer", "No")
    return [
        *m.enter(
            "Français",
            "A secretariat invites every State. At the Mission of France, Claire opens the link "
            "of the invitation. The other chat is the group of the secretariat.",
        ),
        m.pick("participation", "yes", "One question at a time, in French."),
        m.pick("focal_title", "ms"),
        m.write("Claire"),
        m.write("Fontaine"),
        m.write("Deuxième secrétaire"),
        m.write("Mission permanente à Genève"),
        m.write("claire.fontaine@example.org"),
        m.write("01 44 20 12 34", "A telephone as it is dialled in Paris is understood."),
        *m.skip(3),
        m.tap(no),
        m.pick("level", "minister"),
        m.write("environ 12", "So is “about 12”. No names are needed yet."),
        m.button("Add a person", "But the head of delegation is known."),
        m.pick("role", "head"),
        m.pick("title", "excellency"),
        m.write("Émile"),
        m.write("Lefèvre"),
        *m.skip(1),
        m.write("Ministre des affaires étrangères"),
        m.write("Ministère de l’Europe et des affaires étrangères"),
        *m.skip(2),
        m.button("Continue"),
        *m.skip(2),
        m.button("Send the reply", "The whole reply is shown, and sent."),
        m.step(
            {"wait": m.event.reference(m.party), "chat_id": GROUP_ID},
            "The secretariat is told at once, in its own language. A receipt goes to the mission.",
        ),
    ]


def _arabic(m: _Mission) -> list[Step]:
    return [
        *m.enter(
            "العربية",
            "Meanwhile, at the Mission of Egypt, Ahmed replies in Arabic, from right to left.",
        ),
        m.pick(
            "participation", "no", "Egypt cannot come this time; only its focal point is asked for."
        ),
        m.pick("focal_title", "mr"),
        m.write("أحمد"),
        m.write("حسن"),
        m.write("سكرتير ثان"),
        m.write("البعثة الدائمة في جنيف"),
        m.write("ahmed.hassan@example.org"),
        m.write("٠٢ ٢٥٧٤ ٩٨٢٠", "Digits may be Arabic-Indic ones."),
        *m.skip(4),
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
    return [
        {
            "as": ADMIN_ID,
            "show": [m.user, GROUP_ID],
            "do": {"tap": accept, "chat_id": GROUP_ID},
            "caption": {"en": "An officer accepts it, in the group."},
            "pause_ms": READING_MS,
        },
        {
            "as": m.user,
            "show": [m.user, GROUP_ID],
            "do": {"wait": m.event.reference(m.party), "chat_id": m.user},
            "caption": {
                "en": "Accepted. Claire is told in French, and nothing was lost on the way."
            },
            "pause_ms": READING_MS,
        },
    ]
