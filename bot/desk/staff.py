"""Shows who works in the secretariat, gives roles and takes them away."""

from __future__ import annotations

from bot.desk.prompts import ColleagueWanted
from bot.desk.registered_chats import DIGESTS
from bot.desk.roles import ROLE_DESCRIPTIONS, role_meant, role_name
from bot.desk.visit import Visit, called
from bot.i18n.isolation import Html
from bot.i18n.languages import OWN_NAMES
from bot.i18n.tongue import tongue_for
from bot.texts.messages import Message, rows_of
from storage import people, staff
from storage.people import KnownPerson
from storage.staff import Role


def command(visit: Visit, _: str) -> None:
    """Show who works in the secretariat and which chats are told (/staff)."""
    visit.send(_list(visit))


def _list(visit: Visit) -> Message:
    lines = [visit.tongue.say("<b>The secretariat</b>")]
    for person, role, name in staff.members(visit.db):
        lines.append(
            visit.tongue.say("{who}: {role}", who=name or str(person), role=visit.role_name(role))
        )
    lines.append(Html(""))
    lines.append(visit.tongue.say("<b>Chats that are told</b>"))
    lines += [
        visit.tongue.say(
            "{title}: {language}, {digest}",
            title=desk.title or str(desk.chat_id),
            language=OWN_NAMES.get(desk.language, desk.language),
            digest=visit.tongue.plain(DIGESTS[desk.digest]),
        )
        for desk in staff.desks(visit.db)
    ]
    add = visit.labelled("Add a colleague", "grant")
    take = visit.labelled("Remove a colleague", "removals")
    return Message(Html("\n".join(lines)), ((add, take),) if visit.may(Role.ADMIN) else ())


def grant(visit: Visit, text: str) -> None:
    """Give a role, or ask for what is missing (/grant [role] [person])."""
    words = text.split(maxsplit=1)
    role = role_meant(visit.tongue, words[0]) if words else None
    if role is None:
        ask_role(visit, ())
    elif len(words) == 1:
        _ask_colleague(visit, role)
    else:
        colleague_named(visit, ColleagueWanted(role), words[1])


def ask_role(visit: Visit, _: object) -> None:
    """Ask which role (d:grant)."""
    buttons = [visit.button(visit.role_name(role), "role", role.value) for role in Role]
    lines = [
        visit.tongue.say("Which role?"),
        *(visit.tongue.say(words) for words in ROLE_DESCRIPTIONS.values()),
    ]
    visit.send(Message(Html("\n".join(lines)), (*rows_of(buttons, width=3), visit.cancel_row())))


def role_chosen(visit: Visit, args: tuple[str, ...]) -> None:
    """Ask who gets that role (d:role:<role>)."""
    if args[0] in set(Role):
        _ask_colleague(visit, Role(args[0]))


def _ask_colleague(visit: Visit, role: Role) -> None:
    visit.ask_here(
        ColleagueWanted(role.value),
        "Who becomes {role}? The colleague opens this bot once and presses Start; "
        "then write the @username here, or the name.",
        role=visit.role_name(role),
    )


def colleague_named(visit: Visit, prompt: ColleagueWanted, text: str) -> None:
    """Find somebody by @username, number or name among those who have met the bot."""
    candidates = people.find(visit.db, text)
    match candidates:
        case []:
            visit.ask(
                prompt,
                "Nobody called {text} has opened this bot yet. Please ask the colleague to "
                "open {link} and press Start, and write the name again.",
                text=text,
                link=Html(f"https://t.me/{visit.campaign.bot_username}"),
            )
        case [one]:
            _confirm_grant(visit, one, prompt.role)
        case _:
            rows = tuple(
                (visit.button(called(one), "grantto", prompt.role, one.id),) for one in candidates
            )
            visit.ask(prompt, "Who is meant?", rows)


def _confirm_grant(visit: Visit, one: KnownPerson, role: str) -> None:
    """Ask once more before a role is given: names can be alike."""
    yes = visit.tongue.plain("Yes: {who}, {role}", who=called(one), role=visit.role_name(role))
    visit.ask(
        ColleagueWanted(role),
        "Give <b>{who}</b> the role of {role}?",
        ((visit.button(yes, "grantto", role, one.id),),),
        who=called(one),
        role=visit.role_name(role),
    )


def grant_to(visit: Visit, args: tuple[str, ...]) -> None:
    """Give a role, and tell who got it (d:grantto:<role>:<person>)."""
    given, person = args[0], int(args[1])
    known = people.known(visit.db, person)
    if known is None or given not in set(Role):
        visit.toast("This person is not known any more.")
        return
    role = Role(given)
    visit.done()
    if role != Role.ADMIN and _is_last_admin(visit, person):
        return
    staff.grant(visit.db, person, role, by=visit.known.id, now=visit.stamp)
    visit.audit("granted", subject=known.name, old=known.staff_role, new=role)
    visit.menus.queue(visit.db, person, visit.stamp)
    if person != visit.known.id:
        tongue = tongue_for(known.language)
        text = tongue.say(
            "You are now {role} of the secretariat here. /help shows what you can do.",
            role=role_name(tongue, role),
        )
        visit.post.send(person, Message(text))
    visit.show(_list(visit))


def remove(visit: Visit, text: str) -> None:
    """Ask before removing a colleague, or whom to remove (/remove [person])."""
    working = {person for person, _, _ in staff.members(visit.db)}
    named = people.find(visit.db, text) if text else []
    candidates = [one for one in named if one.id in working]
    if len(candidates) == 1:
        ask_removal(visit, (str(candidates[0].id),))
    else:
        removals(visit, ())


def removals(visit: Visit, _: object) -> None:
    """Ask who leaves (d:removals)."""
    rows = tuple(
        (visit.button(f"{name or person} · {visit.role_name(role)}", "removal", person),)
        for person, role, name in staff.members(visit.db)
    )
    visit.say_here("Who leaves the secretariat?", (*rows, visit.cancel_row()))


def ask_removal(visit: Visit, args: tuple[str, ...]) -> None:
    """Ask once more (d:removal:<person>)."""
    person = int(args[0])
    yes = visit.labelled("Yes, remove", "removed", person)
    visit.say_here(
        "Remove <b>{who}</b> from the secretariat?",
        ((yes,), visit.cancel_row()),
        who=visit.name_of(person),
    )


def removed(visit: Visit, args: tuple[str, ...]) -> None:
    """Remove a colleague, unless it is the last admin (d:removed:<person>)."""
    person = int(args[0])
    role = staff.role_of(visit.db, person)
    if role is None:
        visit.toast("This person has left the secretariat already.")
        return
    if _is_last_admin(visit, person):
        return
    staff.remove(visit.db, person, visit.stamp)
    staff.remove_desk(visit.db, person, visit.stamp)
    visit.menus.queue(visit.db, person, visit.stamp)
    visit.audit("removed staff", subject=visit.name_of(person), old=role)
    visit.show(_list(visit))


def _is_last_admin(visit: Visit, person: int) -> bool:
    """Return whether nobody else is an admin; say so where that holds."""
    admins = [one for one, role, _ in staff.members(visit.db) if role == Role.ADMIN]
    if admins == [person]:
        visit.alert("This is the last admin. Please name another one first.")
    return admins == [person]
