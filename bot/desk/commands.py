"""Every command, button and prompt of the desk in tables: its name, the role it needs, what it does. Routes nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.desk import (
    announce,
    backup,
    bulk,
    campaign,
    cards,
    countries,
    deadline,
    decisions,
    digest,
    documents,
    erase,
    health,
    home,
    invitations,
    letters,
    record,
    remind,
    replacements,
    requests,
    returns,
    revisions,
    staff,
    trail,
)
from bot.desk import sessions as prompts
from bot.desk.visit import Role, Visit
from bot.i18n import N_, Html
from bot.messages import Message


class Takes(StrEnum):
    """What a command takes behind its name."""

    NOTHING = "nothing"
    # A State, found and asked for before the command runs; it gets the State's code.
    COUNTRY = "country"
    # Whatever was typed, which the command reads itself.
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    role: Role
    # What it does, in the command menu and in /help.
    says: str
    run: Callable[[Visit, str], None]
    takes: Takes = Takes.NOTHING


class Arg(StrEnum):
    """What an argument of a button must be, checked before anything is done."""

    PARTY = "party"
    NUMBER = "number"
    COMMAND = "command"
    REGION = "region"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Action:
    """A button, `d:<name>:<args>`; further arguments than these are words that may be missing."""

    name: str
    role: Role
    run: Callable[[Visit, tuple[str, ...]], None]
    args: tuple[Arg, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What happens with the text that answers a prompt; the role is looked at again then."""

    role: Role
    run: Callable[[Visit, Any, str], None]


# ---------------------------------------------------------------- what leads to a command


def run_command(visit: Visit, name: str, rest: str) -> None:
    """A command of the table by somebody who may; a State it needs is found or asked for first."""
    command = COMMANDS[name]
    if command.takes is Takes.COUNTRY:
        party = countries.found(visit, rest, name)
        if party is None:
            return
        rest = party
    _leave(visit)
    command.run(visit, rest)


def _leave(visit: Visit) -> None:
    """What was being asked is given up for a command, and that is said where a text was half-way."""
    if isinstance(visit.prompt, prompts.LetterWanted | prompts.NoteWanted):
        visit.say(visit.tongue.say("What you were about to write has been left; nothing was sent."))
    visit.done()


def _run(visit: Visit, args: tuple[str, ...]) -> None:
    """d:run:<command> — a button that does what typing the command does."""
    _by_button(visit, args[0], "")


def _for(visit: Visit, args: tuple[str, ...]) -> None:
    """d:for:<command>:<party> — a command whose State was chosen by a button."""
    name, party = args[0], args[1]
    visit.done()
    _by_button(visit, name, party)


def _by_button(visit: Visit, name: str, rest: str) -> None:
    command = COMMANDS[name]
    if not visit.may(command.role):
        visit.refuse(command.role, f"/{name}", party=rest or None)
        return
    run_command(visit, name, rest)


def cancel(visit: Visit, _: object) -> None:
    """/cancel, d:cancel — nothing is asked any more."""
    visit.done()
    visit.show(Message(visit.tongue.say("Very well, nothing was done.")))


def help_(visit: Visit, _: str) -> None:
    """/help — the commands this role may use."""
    lines = [
        visit.tongue.say("<b>What you can do here</b>"),
        *(
            Html(f"/{command.name} – {visit.tongue.say(command.says)}")
            for command in COMMANDS.values()
            if visit.may(command.role)
        ),
        visit.tongue.say("Writing the name of a country shows its card."),
    ]
    visit.say(Html("\n".join(lines)))


def country_named(visit: Visit, prompt: prompts.CountryWanted, text: str) -> None:
    """The country a command was waiting for."""
    command = COMMANDS.get(prompt.command)
    if command is None:
        visit.done()
    elif not visit.may(command.role):
        visit.refuse(command.role, f"/{command.name}")
    else:
        run_command(visit, prompt.command, text)


# ---------------------------------------------------------------- the tables


COMMANDS: Mapping[str, Command] = {
    command.name: command
    for command in (
        Command("status", Role.VIEWER, N_("The campaign at a glance"), campaign.status),
        Command(
            "country",
            Role.VIEWER,
            N_("The card of a country"),
            cards.open_card,
            Takes.COUNTRY,
        ),
        Command("missing", Role.VIEWER, N_("Who has not replied"), campaign.missing, Takes.TEXT),
        Command("requests", Role.VIEWER, N_("Who waits to be confirmed"), requests.requests),
        Command(
            "accept",
            Role.OFFICER,
            N_("Accept a reply"),
            decisions.accept_command,
            Takes.COUNTRY,
        ),
        Command(
            "return",
            Role.OFFICER,
            N_("Return a reply with a note"),
            returns.return_command,
            Takes.COUNTRY,
        ),
        Command(
            "message",
            Role.OFFICER,
            N_("Write to the people of a mission"),
            letters.message,
            Takes.COUNTRY,
        ),
        Command(
            "record",
            Role.OFFICER,
            N_("Enter a reply that came on paper"),
            record.record,
            Takes.COUNTRY,
        ),
        Command("done", Role.OFFICER, N_("Finish entering a reply"), record.finish),
        Command(
            "invite",
            Role.ADMIN,
            N_("Invite a country, all, or a list"),
            bulk.invite,
            Takes.TEXT,
        ),
        Command(
            "revoke",
            Role.ADMIN,
            N_("Withdraw a link or a person"),
            invitations.revoke,
            Takes.COUNTRY,
        ),
        Command(
            "replace",
            Role.ADMIN,
            N_("Replace a focal point"),
            replacements.replace,
            Takes.COUNTRY,
        ),
        Command(
            "remind",
            Role.OFFICER,
            N_("Remind missions of their reply"),
            remind.command,
            Takes.TEXT,
        ),
        Command(
            "announce", Role.ADMIN, N_("Announce to all missions"), announce.command, Takes.TEXT
        ),
        Command("deadline", Role.ADMIN, N_("Set the deadline"), deadline.command, Takes.TEXT),
        Command(
            "extend",
            Role.ADMIN,
            N_("Give a country its own deadline"),
            deadline.extend,
            Takes.COUNTRY,
        ),
        Command("export", Role.OFFICER, N_("Export the replies"), documents.export, Takes.TEXT),
        Command(
            "participants",
            Role.OFFICER,
            N_("The list of participants"),
            documents.participants,
            Takes.TEXT,
        ),
        Command(
            "letter",
            Role.ADMIN,
            N_("An invitation letter"),
            documents.letter,
            Takes.COUNTRY,
        ),
        Command("letters", Role.ADMIN, N_("Invitation letters"), documents.letters, Takes.TEXT),
        Command("staff", Role.VIEWER, N_("Who works in the secretariat"), staff.staff),
        Command("grant", Role.ADMIN, N_("Give a colleague a role"), staff.grant, Takes.TEXT),
        Command("remove", Role.ADMIN, N_("Remove a colleague"), staff.remove, Takes.TEXT),
        Command("secretariat", Role.OFFICER, N_("Tell this chat of replies"), staff.secretariat),
        Command(
            "digest",
            Role.VIEWER,
            N_("What came in; at once or daily"),
            digest.command,
            Takes.TEXT,
        ),
        Command("audit", Role.ADMIN, N_("Who did what and when"), trail.command, Takes.TEXT),
        Command("erase", Role.ADMIN, N_("Erase a State or a person"), erase.command, Takes.TEXT),
        Command("backup", Role.ADMIN, N_("Copy the database now"), backup.command),
        Command("health", Role.ADMIN, N_("How the program itself is"), health.command),
        Command("language", Role.VIEWER, N_("Change the language"), staff.language),
        Command("menu", Role.VIEWER, N_("The desk at a glance"), home.home),
        Command("help", Role.VIEWER, N_("What you can do here"), help_),
        Command("cancel", Role.VIEWER, N_("Leave what you are doing"), cancel),
        Command("quit", Role.ADMIN, N_("Stop acting for a State"), home.quit_trying),
        Command("try", Role.ADMIN, N_("Try it as a mission"), home.try_as, Takes.COUNTRY),
    )
}

# A letter says whom it goes to by itself; everything else about a State carries its code.
_PARTY, _NUMBER, _WORD = Arg.PARTY, Arg.NUMBER, Arg.WORD

ACTIONS: Mapping[str, Action] = {
    action.name: action
    for action in (
        # What leads to commands and countries.
        Action("run", Role.VIEWER, _run, (Arg.COMMAND,)),
        Action("for", Role.VIEWER, _for, (Arg.COMMAND, _PARTY)),
        Action("where", Role.VIEWER, countries.browse, (Arg.COMMAND, Arg.REGION, _NUMBER)),
        Action("regions", Role.VIEWER, countries.back_to_regions, (Arg.COMMAND,)),
        Action("cancel", Role.VIEWER, cancel),
        # The card.
        Action("open", Role.VIEWER, cards.open_from_notice, (_PARTY,)),
        Action("card", Role.VIEWER, cards.open_in_place, (_PARTY,)),
        Action("reply", Role.VIEWER, revisions.whole_reply, (_PARTY,)),
        Action("file", Role.VIEWER, revisions.send_file, (_PARTY, _NUMBER)),
        Action("changes", Role.VIEWER, revisions.changes, (_PARTY, _NUMBER)),
        Action("history", Role.VIEWER, revisions.history, (_PARTY,)),
        Action("missing", Role.VIEWER, campaign.missing_page, (Arg.REGION, _NUMBER)),
        # Decisions on replies.
        Action("accept", Role.OFFICER, decisions.accept, (_PARTY, _NUMBER)),
        Action("who", Role.VIEWER, decisions.who_decided, (_PARTY,)),
        Action("return", Role.OFFICER, returns.give_back, (_PARTY, _NUMBER)),
        Action("about", Role.OFFICER, returns.about, (_PARTY, _NUMBER)),
        Action("whom", Role.OFFICER, returns.whom, (_PARTY, _NUMBER, _WORD, _NUMBER)),
        Action("trait", Role.OFFICER, returns.trait, (_PARTY, _NUMBER, _WORD, _NUMBER)),
        Action("on", Role.OFFICER, returns.on, (_PARTY, _NUMBER, _WORD, _NUMBER)),
        Action("take", Role.OFFICER, decisions.take, (_PARTY, _NUMBER)),
        Action("decline", Role.OFFICER, decisions.decline, (_PARTY, _NUMBER)),
        Action("wholate", Role.VIEWER, decisions.who_decided_late, (_PARTY, _NUMBER)),
        # People who ask in, come and go.
        Action("requests", Role.VIEWER, requests.show_page, (_NUMBER,)),
        Action("confirm", Role.OFFICER, requests.confirm, (_NUMBER,)),
        Action("refuse", Role.OFFICER, requests.refuse, (_NUMBER,)),
        Action("instead", Role.ADMIN, requests.instead, (_NUMBER,)),
        Action("beside", Role.OFFICER, requests.beside, (_NUMBER,)),
        Action("whoin", Role.VIEWER, requests.who_decided, (_NUMBER,)),
        Action("replace", Role.ADMIN, replacements.chosen, (_NUMBER,)),
        Action("invite", Role.ADMIN, invitations.invite_button, (_PARTY, _WORD)),
        Action("unlink", Role.ADMIN, invitations.unlink, (_PARTY, _NUMBER)),
        Action("dismiss", Role.ADMIN, invitations.ask_dismissal, (_NUMBER,)),
        Action("dismissed", Role.ADMIN, invitations.dismissed, (_NUMBER,)),
        # Letters and papers.
        Action("message", Role.OFFICER, letters.message_button, (_PARTY,)),
        Action("answer", Role.OFFICER, letters.answer, (_NUMBER,)),
        Action("thread", Role.VIEWER, letters.thread, (_PARTY, _NUMBER)),
        Action("recorded", Role.OFFICER, record.finish),
        # Sendings, deadlines, documents.
        Action("remind", Role.OFFICER, remind.preview, (_WORD, Arg.REGION)),
        Action("remindgo", Role.OFFICER, remind.go, (_WORD, Arg.REGION, _NUMBER)),
        Action("stop", Role.OFFICER, remind.stop, (_NUMBER,)),
        Action("announce", Role.ADMIN, announce.region_chosen, (Arg.REGION,)),
        Action("announcerest", Role.ADMIN, announce.leave_the_rest),
        Action("announcego", Role.ADMIN, announce.send),
        Action("deadlineset", Role.ADMIN, deadline.set_it, (_WORD, _NUMBER)),
        Action("deadlineback", Role.ADMIN, deadline.back, (_WORD,)),
        Action("export", Role.OFFICER, documents.export_as, (_WORD,)),
        Action("participants", Role.OFFICER, documents.participants_as, (_WORD, Arg.REGION)),
        Action("picture", Role.VIEWER, documents.picture, (_WORD,)),
        Action("letterregion", Role.ADMIN, documents.letters_of_region, (Arg.REGION,)),
        Action("letters", Role.ADMIN, documents.make_letters, (_WORD, _WORD, _NUMBER)),
        # The trail, erasure, the program itself.
        Action("trail", Role.ADMIN, trail.show_page, (_WORD, _NUMBER)),
        Action("trailfile", Role.ADMIN, trail.as_file, (_WORD,)),
        Action("erase", Role.ADMIN, erase.show, (_WORD, _WORD)),
        Action("erasesure", Role.ADMIN, erase.ask_again, (_WORD, _WORD)),
        Action("erasenow", Role.ADMIN, erase.erase, (_WORD, _WORD)),
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
        Action("register", Role.OFFICER, staff.register_here),
        Action("unregister", Role.OFFICER, staff.unregister),
        Action("language", Role.VIEWER, staff.language),
        Action("speak", Role.VIEWER, staff.speak, (_WORD,)),
        Action("digest", Role.VIEWER, staff.ask_digest),
        Action("digests", Role.VIEWER, staff.set_digest, (_WORD,)),
        # The first minutes.
        Action("steps", Role.ADMIN, home.steps),
        Action("event", Role.ADMIN, home.event),
        Action("try", Role.ADMIN, home.try_it),
        Action("everybody", Role.ADMIN, bulk.everybody),
        Action("bulk", Role.ADMIN, bulk.confirmed, (_WORD,)),
    )
}

ANSWERS: Mapping[type[prompts.Prompt], Answer] = {
    prompts.CountryWanted: Answer(Role.VIEWER, country_named),
    prompts.InviteWanted: Answer(Role.ADMIN, bulk.invited),
    prompts.LetterWanted: Answer(Role.OFFICER, letters.written),
    prompts.NoteWanted: Answer(Role.OFFICER, returns.note_written),
    prompts.LetterReferenceWanted: Answer(Role.ADMIN, replacements.reference_written),
    prompts.LetterDateWanted: Answer(Role.ADMIN, replacements.date_written),
    prompts.PaperReferenceWanted: Answer(Role.OFFICER, record.reference_written),
    prompts.PaperDateWanted: Answer(Role.OFFICER, record.date_written),
    prompts.ColleagueWanted: Answer(Role.ADMIN, staff.colleague_named),
    prompts.DeadlineWanted: Answer(Role.ADMIN, deadline.written),
    prompts.AnnouncementWanted: Answer(Role.ADMIN, announce.written),
    prompts.AnnouncementReady: Answer(Role.ADMIN, announce.wrote_instead),
    prompts.ErasureWanted: Answer(Role.ADMIN, erase.named),
}
