"""Registers the chats that are told of replies, sets their language and digest, greets groups."""

from __future__ import annotations

from datetime import timedelta

from bot.campaign.work import Work
from bot.desk.visit import Visit
from bot.i18n.languages import OWN_NAMES, choose
from bot.i18n.tongue import N_, tongue_for
from bot.schedule import digests
from bot.telegram.updates import Incoming
from bot.texts.messages import Message, Rows, rows_of
from storage import people, staff
from storage.people import KnownPerson
from storage.staff import Digest, Role

# What a digest spans in a chat that is told of everything as it comes, or that is not registered.
SPAN = timedelta(days=1)
DIGESTS = {Digest.NOW: N_("at once"), Digest.DAILY: N_("daily at 08:00")}


def secretariat(visit: Visit, _: object) -> None:
    """Register this chat: its owner's, or a group for an admin (/secretariat, d:register)."""
    if not visit.incoming.private and not visit.may(Role.ADMIN):
        visit.refuse(Role.ADMIN, "/secretariat")
        return
    before = staff.desk(visit.db, visit.chat_id)
    register(visit)
    visit.say(
        "This chat is told of every reply already."
        if before is not None and before.lost_at is None
        else "This chat is now told of every reply. Members without a role can read here, "
        "and decide nothing.",
        (
            (visit.labelled("Language", "language"), visit.labelled("Digest", "digest")),
            (visit.labelled("Tell this chat no more", "unregister"),),
        ),
    )


def register(visit: Visit) -> None:
    """Store that this chat is told, in the language of who registered it."""
    title = visit.incoming.chat_title or visit.known.name
    staff.register_desk(
        visit.db, visit.chat_id, title, visit.tongue.code, by=visit.known.id, now=visit.stamp
    )
    visit.audit("registered chat", subject=title)
    visit.menus.queue(visit.db, visit.chat_id, visit.stamp)


def unregister(visit: Visit, _: object) -> None:
    """Take this chat off the list (d:unregister)."""
    if not visit.incoming.private and not visit.may(Role.ADMIN):
        visit.refuse(Role.ADMIN, "d:unregister")
        return
    staff.remove_desk(visit.db, visit.chat_id, visit.stamp)
    visit.menus.queue(visit.db, visit.chat_id, visit.stamp)
    visit.audit("unregistered chat", subject=visit.incoming.chat_title or visit.known.name)
    visit.say_here("This chat is told nothing any more. /secretariat registers it again.")


def language(visit: Visit, _: object) -> None:
    """Ask for the language of the person, in a group of the chat (/language, d:language)."""
    visit.say("Which language shall I use here?", language_rows(visit))


def language_rows(visit: Visit) -> Rows:
    """Return a button for each language of the event."""
    languages = visit.campaign.event.languages
    return rows_of(visit.button(OWN_NAMES[code], "speak", code) for code in languages)


def speak(visit: Visit, args: tuple[str, ...]) -> None:
    """Change the language (d:speak:<language>)."""
    code = args[0]
    if code not in visit.campaign.event.languages:
        return
    if visit.incoming.private:
        people.set_language(visit.db, visit.known.id, code)
    staff.set_desk_language(visit.db, visit.chat_id, code)
    visit.menus.queue(visit.db, visit.chat_id, visit.stamp)
    visit.show(Message(tongue_for(code).say("Very well: English from now on.")))


def digest(visit: Visit, text: str) -> None:
    """Set when this chat is told; without a word, tell what came in (/digest [now|daily])."""
    if text.casefold() in DIGESTS:
        set_digest(visit, (text.casefold(),))
    elif text:
        ask_digest(visit, ())
    else:
        _digest_at_once(visit)


def _digest_at_once(visit: Visit) -> None:
    desk = staff.desk(visit.db, visit.chat_id)
    daily = desk is not None and desk.digest == Digest.DAILY
    last = digests.last(visit.db, visit.chat_id) if daily else None
    since = last or visit.now - SPAN
    for message in digests.digest(visit, visit.tongue, since):
        visit.send(message)
    if daily:
        digests.note(visit.db, visit.chat_id, visit.now)
    if desk is not None:
        ask_digest(visit, ())


def ask_digest(visit: Visit, _: object) -> None:
    """Ask when this chat is to be told (d:digest)."""
    desk = staff.desk(visit.db, visit.chat_id)
    if desk is None:
        visit.say("This chat is told nothing yet. /secretariat registers it.")
        return
    buttons = [
        visit.button(
            ("● " if desk.digest == kind else "") + visit.tongue.plain(words), "digests", kind
        )
        for kind, words in DIGESTS.items()
    ]
    visit.say(
        "When shall this chat be told of replies? Requests and messages come at once in any case.",
        rows_of(buttons),
    )


def set_digest(visit: Visit, args: tuple[str, ...]) -> None:
    """Set when this chat is told (d:digests:<now|daily>)."""
    desk = staff.desk(visit.db, visit.chat_id)
    if desk is None or args[0] not in DIGESTS:
        visit.toast("This chat is told nothing yet. /secretariat registers it.")
        return
    digest = Digest(args[0])
    staff.set_desk_digest(visit.db, visit.chat_id, digest)
    visit.audit("digest", subject=desk.title, old=desk.digest, new=digest)
    visit.say_here("This chat is told: {digest}.", digest=visit.tongue.plain(DIGESTS[digest]))


def joined(visit: Visit) -> None:
    """Offer registration to an admin who put the bot into a group; tell others what it serves."""
    desk = staff.desk(visit.db, visit.chat_id)
    if desk is not None and desk.lost_at is None:
        return
    if visit.may(Role.ADMIN):
        visit.say(
            "Shall this group be told of every reply? Then please register it.",
            ((visit.labelled("Register this group", "register"),),),
        )
        return
    visit.say(
        "Good day. I take the replies of States to an invitation, in private chats. "
        "In a group I serve the secretariat only, once one of its admins registers it."
    )


def elsewhere(work: Work, incoming: Incoming, known: KnownPerson) -> None:
    """Send somebody who writes in a group to a private chat, in their own language."""
    tongue = tongue_for(known.language or choose(incoming.language_code))
    link = f"https://t.me/{work.campaign.bot_username}"
    text = tongue.say(
        "I take replies in private chats only. Please open {link} and press Start.", link=link
    )
    work.post.send(incoming.chat_id, Message(text))
