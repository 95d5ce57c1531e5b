"""Invites one State, and withdraws links and people; a link is shown once, since only its hash is kept."""

from __future__ import annotations

from bot.desk import state_cards
from bot.desk.assignments import dismiss
from bot.desk.state_choice import found
from bot.desk.visit import Visit
from bot.engine.folding import fold
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_
from bot.texts.messages import Button, Message
from storage import assignments, invitations, replies
from storage.assignments import AssignmentStatus, MissionRole
from storage.instants import to_text

ROLES = {MissionRole.PRIMARY: N_("focal point"), MissionRole.BACKUP: N_("backup")}


def make_link(visit: Visit, party: str, role: MissionRole) -> str:
    """Withdraw links of that role that were not opened, make a new one, and return its code."""
    for old in invitations.of_party(visit.db, party):
        if old.role == role and old.used_at is None and old.revoked_at is None:
            invitations.revoke(visit.db, old.id, by=visit.known.id, now=visit.stamp)
    replies.ensure(visit.db, party, visit.stamp)
    expires = to_text(visit.now + visit.campaign.event.invitation_validity)
    number, code = invitations.create(
        visit.db, party, role, by=visit.known.id, now=visit.stamp, expires_at=expires
    )
    visit.audit("invited", party=party, subject=f"invitation {number}", new=role)
    return code


def invite_one(visit: Visit, text: str) -> None:
    """Invite one State (/invite France [backup])."""
    words = text.split()
    role = MissionRole.PRIMARY
    if len(words) > 1 and fold(words[-1]) in _backup_words(visit):
        role, words = MissionRole.BACKUP, words[:-1]
    party = found(visit, " ".join(words), "invite")
    if party is not None:
        invite_role(visit, party, role)


def _backup_words(visit: Visit) -> set[str]:
    return {
        fold(word) for word in (MissionRole.BACKUP, visit.tongue.plain(ROLES[MissionRole.BACKUP]))
    }


def invite_button(visit: Visit, args: tuple[str, ...]) -> None:
    """Invite a State in that role (d:invite:<party>:<role>)."""
    if args[1] in ROLES:
        invite_role(visit, args[0], MissionRole(args[1]))


def invite_role(visit: Visit, party: str, role: MissionRole) -> None:
    """Make and show a link, with a word of warning where somebody acts already."""
    holder = assignments.holder(visit.db, party, role)
    code = make_link(visit, party, role)
    if holder is not None:
        visit.say(
            "{who} acts for <b>{state}</b> already. Whoever opens this link waits to be "
            "confirmed by you; for a replacement on an official letter there is /replace.",
            who=visit.name_of(holder.person_id),
            state=visit.country(party),
        )
    say_link(visit, party, role, code)


def say_link(visit: Visit, party: str, role: MissionRole, code: str) -> None:
    link = visit.campaign.link(code)
    text = visit.tongue.say_n(
        "Invitation of <b>{state}</b>, {role}. The link works once, within {n} day; "
        "a link made before no longer works.\n\n{link}",
        "Invitation of <b>{state}</b>, {role}. The link works once, within {n} days; "
        "a link made before no longer works.\n\n{link}",
        visit.campaign.event.invitation_days,
        state=visit.country(party),
        role=visit.tongue.plain(ROLES[role]),
        link=Html(link),
    )
    copy = Button(visit.tongue.plain_as("button", "Copy the link"), copy=link)
    backup = visit.labelled("Invite a backup", "invite", party, MissionRole.BACKUP)
    visit.send(Message(text, ((copy,), (backup,)) if role == MissionRole.PRIMARY else ((copy,),)))


def revoke(visit: Visit, party: str) -> None:
    """Offer the open links and the people who act, to be withdrawn (/revoke France)."""
    rows: list[tuple[Button, ...]] = []
    for role, words in ROLES.items():
        link = invitations.open_of_role(visit.db, party, role, visit.stamp)
        if link is not None:
            label = visit.tongue.plain("Link: {role}", role=visit.tongue.plain(words))
            rows.append((visit.button(label, "unlink", party, link.id),))
    for one in assignments.acting_for(visit.db, party):
        label = visit.tongue.plain("Person: {who}", who=visit.name_of(one.person_id))
        rows.append((visit.button(label, "dismiss", one.id),))
    if not rows:
        visit.say(
            "<b>{state}</b> has no open link, and nobody acts for it.", state=visit.country(party)
        )
        return
    rows.append(visit.cancel_row())
    visit.say("<b>{state}</b>: what is to be withdrawn?", tuple(rows), state=visit.country(party))


def unlink(visit: Visit, args: tuple[str, ...]) -> None:
    """Withdraw a link (d:unlink:<party>:<invitation>)."""
    party, number = args[0], int(args[1])
    of_party = {one.id: one for one in invitations.of_party(visit.db, party)}
    invitation = of_party.get(number)
    if invitation is None or invitation.used_at is not None:
        visit.alert("This link has been opened meanwhile.")
        return
    if not invitations.revoke(visit.db, number, by=visit.known.id, now=visit.stamp):
        visit.alert("This link has been withdrawn already.")
        return
    visit.audit("revoked", party=party, subject=f"invitation {number}")
    visit.say_here(
        "The link of <b>{state}</b> no longer works.",
        (state_cards.look_and_write(visit, party),),
        state=visit.country(party),
    )


def ask_dismissal(visit: Visit, args: tuple[str, ...]) -> None:
    """Ask once more before somebody is removed (d:dismiss:<assignment>)."""
    one = assignments.get(visit.db, int(args[0]))
    if one is None or one.status != AssignmentStatus.CONFIRMED:
        visit.toast("This person does not act for the State any more.")
        return
    yes = visit.labelled("Yes, remove", "dismissed", one.id)
    visit.say_here(
        "Remove {who} from <b>{state}</b>? The person and the mission are told; the answers stay.",
        ((yes,), visit.cancel_row()),
        who=visit.name_of(one.person_id),
        state=visit.country(one.party),
    )


def dismissed(visit: Visit, args: tuple[str, ...]) -> None:
    """Remove somebody from their State (d:dismissed:<assignment>)."""
    one = assignments.get(visit.db, int(args[0]))
    if one is None or one.status != AssignmentStatus.CONFIRMED or not dismiss(visit, one):
        visit.toast("This person does not act for the State any more.")
        return
    visit.say_here(
        "{who} no longer acts for <b>{state}</b>, and is told.",
        (state_cards.look_and_write(visit, one.party),),
        who=visit.name_of(one.person_id),
        state=visit.country(one.party),
    )
