"""Lists every button of the desk: its name, the arguments it must carry, the role it needs, what carries it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from bot.desk import (
    access_requests,
    announcements,
    audit_trail,
    bulk_invitations,
    correspondence,
    deadline,
    decisions,
    erasure,
    exports,
    health,
    home,
    invitation_letters,
    invitations,
    overview,
    registered_chats,
    reminders,
    replacements,
    reply_on_paper,
    returned_replies,
    revisions,
    staff,
    state_cards,
    state_choice,
)
from bot.desk.commands import COMMANDS, cancel, run_command
from bot.desk.visit import Visit
from bot.events.parties import Parties
from bot.texts.regions import REGIONS
from storage.staff import Role

# More digits than any number of ours has; what is longer came from elsewhere.
LARGEST_NUMBER_DIGITS = 15


class Arg(StrEnum):
    """What an argument of a button must be, checked before anything is done."""

    PARTY = "party"
    NUMBER = "number"
    COMMAND = "command"
    REGION = "region"
    WORD = "word"

    def fits(self, text: str, parties: Parties) -> bool:
        """Return whether a text can be this argument."""
        match self:
            case Arg.PARTY:
                return text in parties
            case Arg.NUMBER:
                return text.isascii() and text.isdigit() and len(text) <= LARGEST_NUMBER_DIGITS
            case Arg.COMMAND:
                return text in COMMANDS
            case Arg.REGION:
                return text in REGIONS or text == state_choice.ALL
            case Arg.WORD:
                return True
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class Action:
    """A button, `d:<name>:<args>`; further arguments than these are words that may be missing."""

    name: str
    role: Role
    run: Callable[[Visit, tuple[str, ...]], None]
    args: tuple[Arg, ...] = ()

    def fits(self, args: Sequence[str], parties: Parties) -> bool:
        """Return whether a button's arguments are what the action needs.

        Buttons come back from outside: nothing in them is believed before it was looked at.
        """
        if len(args) < len(self.args):
            return False
        wanted = zip(self.args, args, strict=False)
        return all(kind.fits(text, parties) for kind, text in wanted)


def _run(visit: Visit, args: tuple[str, ...]) -> None:
    """Do what typing the command does (d:run:<command>)."""
    run_command(visit, args[0], "")


def _for(visit: Visit, args: tuple[str, ...]) -> None:
    """Run a command for the State that was chosen (d:for:<command>:<party>)."""
    name, party = args[0], args[1]
    visit.done()
    run_command(visit, name, party, party=party)


def _of_one(run: Callable[[Visit, str], None]) -> Callable[[Visit, tuple[str, ...]], None]:
    """Return an action that hands on its only argument, as a command hands on what was typed."""
    return lambda visit, args: run(visit, args[0])


# A letter says whom it goes to by itself; everything else about a State carries its code.
_PARTY, _NUMBER, _WORD = Arg.PARTY, Arg.NUMBER, Arg.WORD

ACTIONS: Mapping[str, Action] = {
    action.name: action
    for action in (
        # What leads to commands and countries.
        Action("run", Role.VIEWER, _run, (Arg.COMMAND,)),
        Action("for", Role.VIEWER, _for, (Arg.COMMAND, _PARTY)),
        Action("where", Role.VIEWER, state_choice.browse, (Arg.COMMAND, Arg.REGION, _NUMBER)),
        Action("regions", Role.VIEWER, _of_one(state_choice.ask), (Arg.COMMAND,)),
        Action("cancel", Role.VIEWER, cancel),
        # The card.
        Action("open", Role.VIEWER, _of_one(state_cards.open_card), (_PARTY,)),
        Action("card", Role.VIEWER, state_cards.open_in_place, (_PARTY,)),
        Action("reply", Role.VIEWER, revisions.whole_reply, (_PARTY,)),
        Action("file", Role.VIEWER, revisions.send_file, (_PARTY, _NUMBER)),
        Action("changes", Role.VIEWER, revisions.changes, (_PARTY, _NUMBER)),
        Action("history", Role.VIEWER, revisions.history, (_PARTY,)),
        Action("missing", Role.VIEWER, overview.missing_page, (Arg.REGION, _NUMBER)),
        # Decisions on replies.
        Action("accept", Role.OFFICER, decisions.accept, (_PARTY, _NUMBER)),
        Action("who", Role.VIEWER, decisions.who_decided, (_PARTY,)),
        Action("return", Role.OFFICER, returned_replies.give_back, (_PARTY, _NUMBER)),
        Action("about", Role.OFFICER, returned_replies.about, (_PARTY, _NUMBER)),
        Action("whom", Role.OFFICER, returned_replies.whom, (_PARTY, _NUMBER, _WORD, _NUMBER)),
        Action("trait", Role.OFFICER, returned_replies.trait, (_PARTY, _NUMBER, _WORD, _NUMBER)),
        Action("on", Role.OFFICER, returned_replies.on, (_PARTY, _NUMBER, _WORD, _NUMBER)),
        Action("take", Role.OFFICER, decisions.take, (_PARTY, _NUMBER)),
        Action("decline", Role.OFFICER, decisions.decline, (_PARTY, _NUMBER)),
        Action("wholate", Role.VIEWER, decisions.who_decided_late, (_PARTY, _NUMBER)),
        # People who ask in, come and go.
        Action("requests", Role.VIEWER, access_requests.show_page, (_NUMBER,)),
        Action("confirm", Role.OFFICER, access_requests.confirm, (_NUMBER,)),
        Action("refuse", Role.OFFICER, access_requests.refuse, (_NUMBER,)),
        Action("instead", Role.ADMIN, access_requests.instead, (_NUMBER,)),
        Action("beside", Role.OFFICER, access_requests.beside, (_NUMBER,)),
        Action("whoin", Role.VIEWER, access_requests.who_decided, (_NUMBER,)),
        Action("replace", Role.ADMIN, replacements.chosen, (_NUMBER,)),
        Action("invite", Role.ADMIN, invitations.invite_button, (_PARTY, _WORD)),
        Action("unlink", Role.ADMIN, invitations.unlink, (_PARTY, _NUMBER)),
        Action("dismiss", Role.ADMIN, invitations.ask_dismissal, (_NUMBER,)),
        Action("dismissed", Role.ADMIN, invitations.dismissed, (_NUMBER,)),
        # Letters and papers.
        Action("message", Role.OFFICER, _of_one(correspondence.message), (_PARTY,)),
        Action("answer", Role.OFFICER, correspondence.answer, (_NUMBER,)),
        Action("thread", Role.VIEWER, correspondence.thread, (_PARTY, _NUMBER)),
        Action("recorded", Role.OFFICER, reply_on_paper.finish),
        # Sendings, deadlines, exports.
        Action("remind", Role.OFFICER, reminders.preview, (_WORD, Arg.REGION)),
        Action("remindgo", Role.OFFICER, reminders.go, (_WORD, Arg.REGION, _NUMBER)),
        Action("stop", Role.OFFICER, reminders.stop, (_NUMBER,)),
        Action("announce", Role.ADMIN, announcements.region_chosen, (Arg.REGION,)),
        Action("announcerest", Role.ADMIN, announcements.leave_the_rest),
        Action("announcego", Role.ADMIN, announcements.send),
        Action("deadlineset", Role.ADMIN, deadline.set_it, (_WORD, _NUMBER)),
        Action("deadlineback", Role.ADMIN, deadline.back, (_WORD,)),
        Action("export", Role.OFFICER, exports.export_as, (_WORD,)),
        Action("participants", Role.OFFICER, exports.participants_as, (_WORD, Arg.REGION)),
        Action("picture", Role.VIEWER, exports.picture, (_WORD,)),
        Action(
            "letterregion", Role.ADMIN, _of_one(invitation_letters.offer_letters), (Arg.REGION,)
        ),
        Action("letters", Role.ADMIN, invitation_letters.make_letters, (_WORD, _WORD, _NUMBER)),
        # The trail, erasure, the program itself.
        Action("trail", Role.ADMIN, audit_trail.show_page, (_WORD, _NUMBER)),
        Action("trailfile", Role.ADMIN, audit_trail.as_file, (_WORD,)),
        Action("erase", Role.ADMIN, erasure.show, (_WORD, _WORD)),
        Action("erasesure", Role.ADMIN, erasure.ask_again, (_WORD, _WORD)),
        Action("erasenow", Role.ADMIN, erasure.erase, (_WORD, _WORD)),
        Action("health", Role.ADMIN, health.show),
        Action("retry", Role.ADMIN, health.retry),
        Action("lookedat", Role.ADMIN, health.looked_at),
        Action("integrity", Role.ADMIN, health.integrity),
        # The secretariat itself.
        Action("grant", Role.ADMIN, staff.ask_role),
        Action("role", Role.ADMIN, staff.role_chosen, (_WORD,)),
        Action("grantto", Role.ADMIN, staff.grant_to, (_WORD, _NUMBER)),
        Action("removals", Role.ADMIN, staff.removals),
        Action("removal", Role.ADMIN, staff.ask_removal, (_NUMBER,)),
        Action("removed", Role.ADMIN, staff.removed, (_NUMBER,)),
        Action("register", Role.OFFICER, registered_chats.secretariat),
        Action("unregister", Role.OFFICER, registered_chats.unregister),
        Action("language", Role.VIEWER, registered_chats.language),
        Action("speak", Role.VIEWER, registered_chats.speak, (_WORD,)),
        Action("digest", Role.VIEWER, registered_chats.ask_digest),
        Action("digests", Role.VIEWER, registered_chats.set_digest, (_WORD,)),
        # The first minutes.
        Action("steps", Role.ADMIN, home.steps),
        Action("event", Role.ADMIN, home.event),
        Action("try", Role.ADMIN, home.try_it),
        Action("everybody", Role.ADMIN, bulk_invitations.everybody),
        Action("bulk", Role.ADMIN, bulk_invitations.confirmed, (_WORD,)),
    )
}
