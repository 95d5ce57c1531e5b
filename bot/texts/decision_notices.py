"""Words the desk's decisions for the people of a mission, without naming who decided."""

from __future__ import annotations

from bot.i18n.isolation import Html
from bot.texts.messages import Button, Message
from bot.texts.mission_notices import MissionNotices


def accepted(notices: MissionNotices, reference: str, number: int) -> Message:
    return notices.say(
        "The secretariat has accepted reply <code>{reference}</code>, revision {number}. "
        "Thank you.",
        reference=Html(reference),
        number=number,
    )


def returned(
    notices: MissionNotices, note: str, question: str | None = None, record: int = 0
) -> Message:
    """Return the note, with a button that opens the question it is about."""
    tongue, form = notices.tongue, notices.event.form
    label = None
    if question is not None:
        asked = (form.question(question, repeat) for repeat in (None, *form.repeats))
        named = next(filter(None, asked), None) or form.repeats.get(question)
        label = tongue.text(named.label) if named else None
    if label is None:
        head = tongue.say("The secretariat has looked at your reply and returns it with a note:")
        button = notices.labelled("Open the reply", "review")
    else:
        head = tongue.say(
            "The secretariat has looked at your reply and returns “{question}” with a note:",
            question=label,
        )
        word = tongue.plain("Change: {question}", question=label)
        button = Button(word, f"*:change:{question}@{record}")
    body = tongue.say("{text}", text=note)
    foot = tongue.say("Please change what is needed and send the reply again.")
    answer = notices.labelled("Answer", "contact")
    return Message(Html(f"{head}\n\n{body}\n\n{foot}"), ((button,), (answer,)))


def late_taken(notices: MissionNotices, number: int) -> Message:
    return notices.say(
        "The secretariat has taken your late change: revision {number} is now your reply.",
        number=number,
    )


def late_refused(notices: MissionNotices, number: int) -> Message:
    return notices.say(
        "The secretariat could not take your late change, revision {number}. "
        "Your reply stands as it was before; please write with /contact if you have questions.",
        number=number,
    )


def joined(notices: MissionNotices, who: str) -> Message:
    """Tell that a colleague now acts for the same State."""
    return notices.say(
        "The secretariat has confirmed {who}, who now acts for your State too.", who=who
    )


def left(notices: MissionNotices, who: str) -> Message:
    return notices.say("{who} no longer acts for your State.", who=who)
