"""Words the guide for mission staff."""

from __future__ import annotations

from bot.engine.facts import HelpShown
from bot.i18n.isolation import Html
from bot.texts.context import RenderContext
from bot.texts.messages import Message


def help_shown(context: RenderContext, fact: HelpShown) -> Message:
    """Return the guide, or how to begin for somebody who acts for no State."""
    say = context.tongue.say
    blocks = [
        say("<b>How this works</b>"),
        say(
            "I ask one question at a time. Tap an answer or write it. "
            "<b>Back</b> returns to the question before, <b>Menu</b> shows everything else."
        ),
        say(
            "Everything you answer is kept at once. You can stop and go on another day, "
            "or on another device."
        ),
        say(
            "To correct an answer, edit the message you wrote, or choose it in /review. "
            "After sending, change what you like and send again."
        ),
        say("You can name your delegation one by one, or send a spreadsheet."),
        say(
            "/form goes on with the reply\n/review shows the whole reply\n"
            "/delegation shows the people\n/status tells how the reply stands\n"
            "/contact writes to the secretariat\n/language changes the language"
        ),
    ]
    if fact.standing is None:
        blocks[1:] = [
            say(
                "A reply starts from the invitation link in the letter to your government. "
                "Without one, write the name of your country here, and the secretariat decides."
            )
        ]
    return Message(Html("\n\n".join(blocks)))
