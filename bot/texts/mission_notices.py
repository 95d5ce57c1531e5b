"""Words notices to people of a mission: by the secretariat, or about a colleague."""

from __future__ import annotations

from bot.events.event import Event
from bot.i18n.isolation import Html
from bot.i18n.tongue import Tongue
from bot.texts.messages import Button, Message, Rows
from bot.texts.values import state_name


class MissionNotices:
    """Notices to one person, in their language. Their buttons hold on every screen."""

    def __init__(self, event: Event, tongue: Tongue) -> None:
        self.event = event
        self.tongue = tongue

    def _button(self, text: str, action: str, argument: str = "") -> Button:
        return Button(text, f"*:{action}" + (f":{argument}" if argument else ""))

    def _open(self) -> Rows:
        return ((self._button(self.tongue.plain_as("button", "Menu"), "menu"),),)

    def somebody_tried(self, who: str) -> Message:
        return Message(
            self.tongue.say(
                "{who} tried to use your invitation link and was not let in. "
                "If it is a colleague, please invite them as backup from the menu.",
                who=who,
            )
        )

    def colleague_sent(self, who: str, number: int) -> Message:
        return Message(
            self.tongue.say(
                "{who} has sent revision {number} of the reply.", who=who, number=number
            )
        )

    def recorded(self, number: int, reference: str) -> Message:
        """Tell that the secretariat has entered what came on paper; it stays unnamed who did."""
        look = self._button(self.tongue.plain_as("button", "Open the reply"), "review")
        return Message(
            self.tongue.say(
                "The secretariat has recorded your letter {paper} as revision {number} "
                "of the reply.",
                paper=reference,
                number=number,
            ),
            ((look,),),
        )

    def confirmed(self, party: str) -> Message:
        """Tell this person that the secretariat has confirmed them."""
        start = self._button(self.tongue.plain_as("button", "Go on"), "form")
        return Message(
            self.tongue.say(
                "The secretariat has confirmed you as focal point of <b>{state}</b>.",
                state=state_name(self.tongue, party),
            ),
            ((start,),),
        )

    def refused(self, party: str) -> Message:
        return Message(
            self.tongue.say(
                "The secretariat could not confirm you for <b>{state}</b>. "
                "Please write to it with /contact if this surprises you.",
                state=state_name(self.tongue, party),
            )
        )

    def removed(self, party: str) -> Message:
        """Tell this person that they no longer act for the State."""
        return Message(
            self.tongue.say(
                "You no longer act for <b>{state}</b>. Thank you for your help; "
                "please write to the secretariat with /contact if this surprises you.",
                state=state_name(self.tongue, party),
            )
        )

    def letter(self, text: str) -> Message:
        """Return a message of the secretariat, with a button to answer it."""
        answer = self._button(self.tongue.plain_as("button", "Answer"), "contact")
        head = self.tongue.say("<b>The secretariat writes:</b>")
        return Message(Html(f"{head}\n\n" + self.tongue.say("{text}", text=text)), ((answer,),))

    def unfinished(self) -> Message:
        """Tell this person that their turn failed inside the program."""
        return Message(
            self.tongue.say(
                "Something went wrong on our side just now. Nothing you sent before was lost; "
                "please send your last message again, or go on from the menu."
            ),
            self._open(),
        )
