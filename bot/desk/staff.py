"""Who works in the secretariat, and the chats in which it is told: roles, registration, language, digest."""

from __future__ import annotations

from bot.desk.prompts import ColleagueWanted
from bot.desk.visit import ROLES, Role, Visit
from bot.i18n.isolation import Html
from bot.i18n.languages import OWN_NAMES
from bot.i18n.tongue import N_, tongue_for
from bot.texts.messages import Button, Message, rows_of
from storage import people
from storage import staff as stored_staff
from storage.people import KnownPerson

# ---------------------------------------------------------------- roles


def staff(visit: Visit, _: str) -> None:
    """/staff"""
    visit.send(_list(visit))


def _list(visit: Visit) -> Message:
    lines = [visit.tongue.say("<b>The secretariat</b>")]
    for person, role, name in stored_staff.members(visit.db):
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
        for desk in stored_staff.desks(visit.db)
    ]
    word = visit.tongue.plain_as
    rows: tuple[tuple[Button, ...], ...] = ()
    if visit.may(Role.ADMIN):
        rows = (
            (
                visit.button(word("button", "Add a colleague"), "grant"),
                visit.button(word("button", "Remove a colleague"), "removals"),
            ),
        )
    return Message(Html("\n".join(lines)), rows)


def grant(visit: Visit, text: str) -> None:
    """/grant [role] [person] — the rest is asked for."""
    words = text.split(maxsplit=1)
    role = _role_meant(visit, words[0]) if words else None
    if role is None:
        ask_role(visit, ())
    elif len(words) == 1:
        _ask_colleague(visit, role)
    else:
        colleague_named(visit, ColleagueWanted(role), words[1])


def _role_meant(visit: Visit, text: str) -> Role | None:
    typed = text.casefold()
    return next(
        (role for role in Role if typed in (role.value, visit.role_name(role).casefold())), None
    )


def ask_role(visit: Visit, _: object) -> None:
    """d:grant"""
    buttons = [visit.button(visit.role_name(role), "role", role.value) for role in ROLES]
    lines = [
        visit.tongue.say("Which role?"),
        *(visit.tongue.say(words) for words in _MEANINGS),
    ]
    visit.say(Html("\n".join(lines)), (*rows_of(buttons, width=3), visit.cancel_row()))


_MEANINGS = (
    N_("<b>viewer</b> looks at everything and changes nothing;"),
    N_("<b>officer</b> also accepts, returns, writes, reminds, confirms people, records;"),
    N_("<b>admin</b> also invites, sets the deadline, gives roles, erases."),
)


def role_chosen(visit: Visit, args: tuple[str, ...]) -> None:
    """d:role:<role>"""
    if args[0] in ROLES:
        _ask_colleague(visit, Role(args[0]))


def _ask_colleague(visit: Visit, role: Role) -> None:
    visit.ask_here(
        ColleagueWanted(role.value),
        visit.tongue.say(
            "Who becomes {role}? The colleague opens this bot once and presses Start; "
            "then write the @username here, or the name.",
            role=visit.role_name(role),
        ),
    )


def colleague_named(visit: Visit, prompt: ColleagueWanted, text: str) -> None:
    """Found by @username, number or name among those who have met the bot."""
    candidates = people.find(visit.db, text)
    match candidates:
        case []:
            visit.ask(
                prompt,
                visit.tongue.say(
                    "Nobody called {text} has opened this bot yet. Please ask the colleague to "
                    "open {link} and press Start, and write the name again.",
                    text=text,
                    link=Html(f"https://t.me/{visit.campaign.bot_username}"),
                ),
            )
        case [one]:
            _confirm_grant(visit, one, prompt.role)
        case _:
            rows = tuple(
                (visit.button(_called(one), "grantto", prompt.role, one.id),) for one in candidates
            )
            visit.ask(prompt, visit.tongue.say("Who is meant?"), rows)


def _called(one: KnownPerson) -> str:
    return f"{one.name} (@{one.username})" if one.username else one.name


def _confirm_grant(visit: Visit, one: KnownPerson, role: str) -> None:
    """Names can be alike, so it is asked once more before a role is given."""
    yes = visit.tongue.plain("Yes: {who}, {role}", who=_called(one), role=visit.role_name(role))
    visit.ask(
        ColleagueWanted(role),
        visit.tongue.say(
            "Give <b>{who}</b> the role of {role}?", who=_called(one), role=visit.role_name(role)
        ),
        ((visit.button(yes, "grantto", role, one.id),),),
    )


def grant_to(visit: Visit, args: tuple[str, ...]) -> None:
    """d:grantto:<role>:<person>"""
    role, person = args[0], int(args[1])
    known = people.known(visit.db, person)
    if known is None or role not in ROLES:
        visit.toast(visit.tongue.plain("This person is not known any more."))
        return
    visit.done()
    if known.staff_role == Role.ADMIN and role != Role.ADMIN and _is_last_admin(visit, person):
        visit.toast(_last_admin(visit), alert=True)
        return
    stored_staff.grant(visit.db, person, role, by=visit.known.id, now=visit.stamp)
    visit.audit("granted", subject=known.name, old=known.staff_role, new=role)
    visit.menus.queue(visit.db, person, visit.stamp)
    if person != visit.known.id:
        tongue = tongue_for(known.language or "en")
        visit.post.send(
            person,
            Message(
                tongue.say(
                    "You are now {role} of the secretariat here. /help shows what you can do.",
                    role=tongue.plain(ROLES[Role(role)]),
                )
            ),
        )
    visit.show(_list(visit))


# ---------------------------------------------------------------- removing


def remove(visit: Visit, text: str) -> None:
    """/remove [person]"""
    if not text:
        removals(visit, ())
        return
    working = {person for person, _, _ in stored_staff.members(visit.db)}
    candidates = [one for one in people.find(visit.db, text) if one.id in working]
    if len(candidates) == 1:
        ask_removal(visit, (str(candidates[0].id),))
    else:
        removals(visit, ())


def removals(visit: Visit, _: object) -> None:
    """d:removals"""
    rows = tuple(
        (visit.button(f"{name or person} · {visit.role_name(role)}", "removal", person),)
        for person, role, name in stored_staff.members(visit.db)
    )
    visit.show(
        Message(visit.tongue.say("Who leaves the secretariat?"), (*rows, visit.cancel_row()))
    )


def ask_removal(visit: Visit, args: tuple[str, ...]) -> None:
    """d:removal:<person> — asks once more."""
    person = int(args[0])
    yes = visit.button(visit.tongue.plain_as("button", "Yes, remove"), "removed", person)
    visit.show(
        Message(
            visit.tongue.say(
                "Remove <b>{who}</b> from the secretariat?", who=visit.name_of(person)
            ),
            ((yes,), visit.cancel_row()),
        )
    )


def removed(visit: Visit, args: tuple[str, ...]) -> None:
    """d:removed:<person>; the last admin cannot go."""
    person = int(args[0])
    role = stored_staff.role_of(visit.db, person)
    if role is None:
        visit.toast(visit.tongue.plain("This person has left the secretariat already."))
        return
    if _is_last_admin(visit, person):
        visit.toast(_last_admin(visit), alert=True)
        return
    stored_staff.remove(visit.db, person, visit.stamp)
    stored_staff.remove_desk(visit.db, person, visit.stamp)
    visit.menus.queue(visit.db, person, visit.stamp)
    visit.audit("removed staff", subject=visit.name_of(person), old=role)
    visit.show(_list(visit))


def _is_last_admin(visit: Visit, person: int) -> bool:
    admins = [one for one, role, _ in stored_staff.members(visit.db) if role == Role.ADMIN]
    return admins == [person]


def _last_admin(visit: Visit) -> str:
    return visit.tongue.plain("This is the last admin. Please name another one first.")


# ---------------------------------------------------------------- chats that are told


def secretariat(visit: Visit, _: str) -> None:
    """/secretariat — this chat is told from now on: a private one by its owner, a group by an admin."""
    if not visit.incoming.private and not visit.may(Role.ADMIN):
        visit.refuse(Role.ADMIN, "/secretariat")
        return
    before = stored_staff.desk(visit.db, visit.chat_id)
    register(visit)
    if before is not None and before.lost_at is None:
        text = visit.tongue.say("This chat is told of every reply already.")
    else:
        text = visit.tongue.say(
            "This chat is now told of every reply. Members without a role can read here, "
            "and decide nothing."
        )
    word = visit.tongue.plain_as
    visit.say(
        text,
        (
            (
                visit.button(word("button", "Language"), "language"),
                visit.button(word("button", "Digest"), "digest"),
            ),
            (visit.button(word("button", "Tell this chat no more"), "unregister"),),
        ),
    )


def register_here(visit: Visit, _: object) -> None:
    """d:register — the same by the button that is offered when the bot is put into a group."""
    secretariat(visit, "")


def register(visit: Visit) -> None:
    """Stores that this chat is told, in the language of who registered it."""
    title = visit.incoming.chat_title or visit.known.name
    stored_staff.register_desk(
        visit.db, visit.chat_id, title, visit.tongue.code, by=visit.known.id, now=visit.stamp
    )
    visit.audit("registered chat", subject=title)
    visit.menus.queue(visit.db, visit.chat_id, visit.stamp)


def unregister(visit: Visit, _: object) -> None:
    """d:unregister"""
    if not visit.incoming.private and not visit.may(Role.ADMIN):
        visit.refuse(Role.ADMIN, "d:unregister")
        return
    stored_staff.remove_desk(visit.db, visit.chat_id, visit.stamp)
    visit.menus.queue(visit.db, visit.chat_id, visit.stamp)
    visit.audit("unregistered chat", subject=visit.incoming.chat_title or visit.known.name)
    visit.show(
        Message(
            visit.tongue.say("This chat is told nothing any more. /secretariat registers it again.")
        )
    )


# ---------------------------------------------------------------- language, digest


def language(visit: Visit, _: object) -> None:
    """/language, d:language — of this person in a private chat, of the chat in a group."""
    buttons = [
        visit.button(OWN_NAMES[code], "speak", code) for code in visit.campaign.event.languages
    ]
    visit.say(visit.tongue.say("Which language shall I use here?"), rows_of(buttons))


def speak(visit: Visit, args: tuple[str, ...]) -> None:
    """d:speak:<language>"""
    code = args[0]
    if code not in visit.campaign.event.languages:
        return
    if visit.incoming.private:
        people.set_language(visit.db, visit.known.id, code)
    stored_staff.set_desk_language(visit.db, visit.chat_id, code)
    visit.menus.queue(visit.db, visit.chat_id, visit.stamp)
    visit.show(Message(tongue_for(code).say("Very well: English from now on.")))


def digest(visit: Visit, text: str) -> None:
    """/digest [now|daily]"""
    if text.casefold() in DIGESTS:
        set_digest(visit, (text.casefold(),))
        return
    ask_digest(visit, ())


DIGESTS = {"now": N_("at once"), "daily": N_("daily at 08:00")}


def ask_digest(visit: Visit, _: object) -> None:
    """d:digest"""
    desk = stored_staff.desk(visit.db, visit.chat_id)
    if desk is None:
        visit.say(visit.tongue.say("This chat is told nothing yet. /secretariat registers it."))
        return
    buttons = [
        visit.button(
            ("● " if desk.digest == kind else "") + visit.tongue.plain(words), "digests", kind
        )
        for kind, words in DIGESTS.items()
    ]
    visit.say(
        visit.tongue.say(
            "When shall this chat be told of replies? Requests and messages come at once in any case."
        ),
        rows_of(buttons),
    )


def set_digest(visit: Visit, args: tuple[str, ...]) -> None:
    """d:digests:<now|daily>"""
    desk = stored_staff.desk(visit.db, visit.chat_id)
    if desk is None or args[0] not in DIGESTS:
        visit.toast(visit.tongue.plain("This chat is told nothing yet. /secretariat registers it."))
        return
    stored_staff.set_desk_digest(visit.db, visit.chat_id, args[0])
    visit.audit("digest", subject=desk.title, old=desk.digest, new=args[0])
    visit.show(
        Message(
            visit.tongue.say(
                "This chat is told: {digest}.", digest=visit.tongue.plain(DIGESTS[args[0]])
            )
        )
    )
