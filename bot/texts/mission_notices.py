"""Words notices to people of a mission: by the secretariat, or about a colleague."""

from __future__ import annotations

from bot.i18n.isolation import Html
from bot.texts.messages import Message
from bot.texts.notices import Notices


class MissionNotices(Notices):
    """Notices to one person, in their language."""

    scope = "*"

    def somebody_tried(self, who: str) -> Message:
        return self.say(
            "{who} tried to use your invitation link and was not let in. "
            "If it is a colleague, please invite them as backup from the menu.",
            who=who,
        )

    def colleague_sent(self, who: str, number: int) -> Message:
        return self.say("{who} has sent revision {number} of the reply.", who=who, number=number)

    def recorded(self, number: int, reference: str) -> Message:
        """Tell that the secretariat has entered what came on paper; it stays unnamed who did."""
        return self.say(
            "The secretariat has recorded your letter {paper} as revision {number} of the reply.",
            ((self.labelled("Open the reply", "review"),),),
            paper=reference,
            number=number,
        )

    def confirmed(self, party: str) -> Message:
        """Tell this person that the secretariat has confirmed them."""
        return self.say(
            "The secretariat has confirmed you as focal point of <b>{state}</b>.",
            ((self.labelled("Go on", "form"),),),
            state=self.state(party),
        )

    def refused(self, party: str) -> Message:
        return self.say(
            "The secretariat could not confirm you for <b>{state}</b>. "
            "Please write to it with /contact if this surprises you.",
            state=self.state(party),
        )

    def removed(self, party: str) -> Message:
        """Tell this person that they no longer act for the State."""
        return self.say(
            "You no longer act for <b>{state}</b>. Thank you for your help; "
            "please write to the secretariat with /contact if this surprises you.",
            state=self.state(party),
        )

    def letter(self, text: str) -> Message:
        """Return a message of the secretariat, with a button to answer it."""
        head = self.tongue.say("<b>The secretariat writes:</b>")
        body = self.tongue.say("{text}", text=text)
        return Message(Html(f"{head}\n\n{body}"), ((self.labelled("Answer", "contact"),),))

    def unfinished(self) -> Message:
        """Tell this person that their turn failed inside the program."""
        return self.say(
            "Something went wrong on our side just now. Nothing you sent before was lost; "
            "please send your last message again, or go on from the menu.",
            ((self.labelled("Menu", "menu"),),),
        )
