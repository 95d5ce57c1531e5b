"""Lists every command and prompt of the desk: its name, the role it needs, what carries it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.desk import (
    access_requests,
    announcements,
    audit_trail,
    bulk_invitations,
    correspondence,
    deadline,
    erasure,
    exports,
    health,
    home,
    invitation_letters,
    invitations,
    official_papers,
    overview,
    prompts,
    registered_chats,
    reminders,
    replacements,
    reply_on_paper,
    returned_replies,
    staff,
    state_cards,
    state_choice,
)
from bot.desk.roles import ListedCommand
from bot.desk.visit import Visit
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_, NP_
from bot.texts.messages import Message
from storage.staff import Role


class Topic(StrEnum):
    """The groups in which /help lists commands."""

    REPLIES = NP_("commands", "Replies")
    MISSIONS = NP_("commands", "Missions")
    PAPERS = NP_("commands", "Documents")
    OFFICE = NP_("commands", "The secretariat")
    CHAT = NP_("commands", "This chat")


class Takes(StrEnum):
    """What a command takes behind its name."""

    NOTHING = "nothing"
    # A State, found and asked for before the command runs; it gets the State's code.
    COUNTRY = "country"
    # Whatever was typed, which the command reads itself.
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class DeskCommand(ListedCommand):
    """A command, and what carries it out with the text behind its name."""

    run: Callable[[Visit, str], None]
    takes: Takes = Takes.NOTHING


@dataclass(frozen=True, slots=True)
class PromptAnswer:
    """What takes the text that answers a prompt; the role is looked at again then."""

    role: Role
    run: Callable[[Visit, Any, str], None]


def run_command(visit: Visit, name: str, rest: str, *, party: str | None = None) -> None:
    """Run a command, also for a State that was chosen; find or ask for the State it needs first."""
    command = COMMANDS[name]
    if not visit.may(command.role):
        visit.refuse(command.role, f"/{name}", party=party)
        return
    if command.takes is Takes.COUNTRY:
        party = state_choice.found(visit, rest, name)
        if party is None:
            return
        rest = party
    # What was being asked is given up; where a text was half-way, that is said.
    if isinstance(visit.prompt, prompts.MessageWanted | prompts.NoteWanted):
        visit.say("What you were about to write has been left; nothing was sent.")
    visit.done()
    command.run(visit, rest)


def cancel(visit: Visit, _: object) -> None:
    """Leave what is being asked (/cancel, d:cancel)."""
    visit.done()
    visit.say_here("Very well, nothing was done.")


def help_(visit: Visit, _: str) -> None:
    """List the commands this role may use (/help)."""
    blocks = [visit.tongue.say("Writing the name of a country shows its card.")]
    for topic, commands in BY_TOPIC.items():
        lines = [
            Html(f"/{command.name} – {visit.tongue.say(command.says)}")
            for command in commands
            if visit.may(command.role)
        ]
        if lines:
            head = Html(f"<b>{visit.tongue.plain_as('commands', topic.value)}</b>")
            blocks.append(Html("\n".join([head, *lines])))
    visit.send(Message(Html("\n\n".join(blocks))))


def country_named(visit: Visit, prompt: prompts.CountryWanted, text: str) -> None:
    """Run the command that was waiting for a country."""
    if prompt.command in COMMANDS:
        run_command(visit, prompt.command, text)
    else:
        visit.done()


_VIEWER, _OFFICER, _ADMIN = Role.VIEWER, Role.OFFICER, Role.ADMIN
_COUNTRY, _TEXT = Takes.COUNTRY, Takes.TEXT


BY_TOPIC: Mapping[Topic, Sequence[DeskCommand]] = {
    Topic.REPLIES: (
        DeskCommand("status", _VIEWER, N_("The campaign at a glance"), overview.status),
        DeskCommand(
            "country", _VIEWER, N_("The card of a country"), state_cards.open_card, _COUNTRY
        ),
        DeskCommand("missing", _VIEWER, N_("Who has not replied"), overview.missing, _TEXT),
        DeskCommand("requests", _VIEWER, N_("Who waits to be confirmed"), access_requests.requests),
        DeskCommand("accept", _OFFICER, N_("Accept a reply"), state_cards.open_card, _COUNTRY),
        DeskCommand(
            "return",
            _OFFICER,
            N_("Return a reply with a note"),
            returned_replies.return_command,
            _COUNTRY,
        ),
        DeskCommand(
            "record",
            _OFFICER,
            N_("Enter a reply that came on paper"),
            reply_on_paper.record,
            _COUNTRY,
        ),
        DeskCommand("done", _OFFICER, N_("Finish entering a reply"), reply_on_paper.finish),
        DeskCommand("deadline", _ADMIN, N_("Set the deadline"), deadline.command, _TEXT),
        DeskCommand(
            "extend", _ADMIN, N_("Give a country its own deadline"), deadline.ask, _COUNTRY
        ),
    ),
    Topic.MISSIONS: (
        DeskCommand(
            "message",
            _OFFICER,
            N_("Write to the people of a mission"),
            correspondence.message,
            _COUNTRY,
        ),
        DeskCommand(
            "remind", _OFFICER, N_("Remind missions of their reply"), reminders.command, _TEXT
        ),
        DeskCommand(
            "announce", _ADMIN, N_("Announce to all missions"), announcements.command, _TEXT
        ),
        DeskCommand(
            "invite", _ADMIN, N_("Invite a country, all, or a list"), bulk_invitations.invite, _TEXT
        ),
        DeskCommand(
            "revoke", _ADMIN, N_("Withdraw a link or a person"), invitations.revoke, _COUNTRY
        ),
        DeskCommand("replace", _ADMIN, N_("Replace a focal point"), replacements.replace, _COUNTRY),
    ),
    Topic.PAPERS: (
        DeskCommand("export", _OFFICER, N_("Export the replies"), exports.export, _TEXT),
        DeskCommand(
            "participants", _OFFICER, N_("The list of participants"), exports.participants, _TEXT
        ),
        DeskCommand(
            "letter",
            _ADMIN,
            N_("Invitation letter for a country"),
            invitation_letters.letter,
            _COUNTRY,
        ),
        DeskCommand(
            "letters",
            _ADMIN,
            N_("Invitation letters for a region or all"),
            invitation_letters.letters,
            _TEXT,
        ),
    ),
    Topic.OFFICE: (
        DeskCommand("staff", _VIEWER, N_("Who works in the secretariat"), staff.command),
        DeskCommand("grant", _ADMIN, N_("Give a colleague a role"), staff.grant, _TEXT),
        DeskCommand("remove", _ADMIN, N_("Remove a colleague"), staff.remove, _TEXT),
        DeskCommand("audit", _ADMIN, N_("Who did what and when"), audit_trail.command, _TEXT),
        DeskCommand("erase", _ADMIN, N_("Erase a State or a person"), erasure.command, _TEXT),
        DeskCommand("backup", _ADMIN, N_("Copy the database now"), health.back_up),
        DeskCommand("health", _ADMIN, N_("How the program itself is"), health.command),
    ),
    Topic.CHAT: (
        DeskCommand("menu", _VIEWER, N_("The desk at a glance"), home.home),
        DeskCommand(
            "digest", _VIEWER, N_("What came in; at once or daily"), registered_chats.digest, _TEXT
        ),
        DeskCommand(
            "secretariat", _OFFICER, N_("Tell this chat of replies"), registered_chats.secretariat
        ),
        DeskCommand("language", _VIEWER, N_("Change the language"), registered_chats.language),
        DeskCommand("try", _ADMIN, N_("Try it as a mission"), home.try_as, _COUNTRY),
        DeskCommand("quit", _ADMIN, N_("Stop acting for a State"), home.quit_trying),
        DeskCommand("help", _VIEWER, N_("What you can do here"), help_),
        DeskCommand("cancel", _VIEWER, N_("Leave what you are doing"), cancel),
    ),
}
COMMANDS: Mapping[str, DeskCommand] = {
    command.name: command for commands in BY_TOPIC.values() for command in commands
}

ANSWERS: Mapping[type[prompts.Prompt], PromptAnswer] = {
    prompts.CountryWanted: PromptAnswer(Role.VIEWER, country_named),
    prompts.InviteWanted: PromptAnswer(Role.ADMIN, bulk_invitations.invited),
    prompts.MessageWanted: PromptAnswer(Role.OFFICER, correspondence.written),
    prompts.NoteWanted: PromptAnswer(Role.OFFICER, returned_replies.note_written),
    prompts.ReplacementReferenceWanted: PromptAnswer(Role.ADMIN, official_papers.reference_written),
    prompts.ReplacementDateWanted: PromptAnswer(
        Role.ADMIN, official_papers.dated(replacements.replace_by)
    ),
    prompts.PaperReferenceWanted: PromptAnswer(Role.OFFICER, official_papers.reference_written),
    prompts.PaperDateWanted: PromptAnswer(
        Role.OFFICER, official_papers.dated(reply_on_paper.begin)
    ),
    prompts.ColleagueWanted: PromptAnswer(Role.ADMIN, staff.colleague_named),
    prompts.DeadlineWanted: PromptAnswer(Role.ADMIN, deadline.written),
    prompts.AnnouncementWanted: PromptAnswer(Role.ADMIN, announcements.written),
    prompts.AnnouncementReady: PromptAnswer(Role.ADMIN, announcements.wrote_instead),
    prompts.ErasureWanted: PromptAnswer(Role.ADMIN, erasure.named),
}
