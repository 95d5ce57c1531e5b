"""Reminds missions by an officer's hand: shows whom and how, then sends; nobody twice within a few days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from bot.desk.invitation_letters import take_back_letters
from bot.desk.state_choice import ALL, codes_in, region_label, region_meant
from bot.desk.visit import Visit
from bot.engine.folding import fold
from bot.i18n.isolation import Html
from bot.i18n.languages import FALLBACK, OWN_NAMES
from bot.i18n.tongue import N_, Tongue
from bot.schedule import bulk_sending
from bot.schedule.reminder_rules import (
    Audience,
    ReminderKind,
    audience,
    concerned,
    remind,
    reminder,
    take_back,
)
from bot.texts.messages import Button, Message
from bot.texts.mission_notices import MissionNotices
from storage import jobs
from storage.people import KnownPerson

KINDS: Mapping[ReminderKind, str] = {
    ReminderKind.MISSING: N_("Not replied"),
    ReminderKind.DRAFT: N_("In preparation"),
    ReminderKind.UNSENT: N_("Changes not sent"),
    ReminderKind.RETURNED: N_("Returned"),
}
# States written out in a preview by name.
STATES_SHOWN = 12


def command(visit: Visit, text: str) -> None:
    """Show a reminder, or ask which (/remind [missing|draft|unsent|returned] [region])."""
    word, _, rest = text.partition(" ")
    kind = _kind_meant(visit, word) if word else None
    region = region_meant(visit, rest) if rest.strip() else ALL
    if kind is None or region is None:
        visit.send(_choice(visit))
    else:
        visit.send(_preview(visit, kind, region))


def _kind_meant(visit: Visit, word: str) -> ReminderKind | None:
    typed = fold(word)
    for kind, words in KINDS.items():
        if fold(visit.tongue.plain(words)).startswith(typed) or kind.value.startswith(typed):
            return kind
    return None


def _choice(visit: Visit) -> Message:
    """Offer the kinds of which there is anybody to remind."""
    everybody = codes_in(visit, ALL)
    rows: list[tuple[Button, ...]] = []
    for kind, words in KINDS.items():
        count = len(list(concerned(visit, kind, everybody)))
        if count:
            label = visit.tongue.plain("{kind}: {n}", kind=visit.tongue.plain(words), n=count)
            rows.append((visit.button(label, "remind", kind.value, ALL),))
    if not rows:
        return Message(visit.tongue.say("There is nobody to remind."))
    return Message(visit.tongue.say("Who is to be reminded?"), (*rows, visit.cancel_row()))


def preview(visit: Visit, args: tuple[str, ...]) -> None:
    """Show a reminder before it is sent (d:remind:<kind>:<region|all>)."""
    kind = _kind(args[0])
    if kind is None:
        visit.outdated()
        return
    visit.show(_preview(visit, kind, args[1]))


def _kind(name: str) -> ReminderKind | None:
    return ReminderKind(name) if name in set(ReminderKind) else None


def _preview(visit: Visit, kind: ReminderKind, region: str) -> Message:
    """Return what is sent, to how many chats in which languages, and who is left out."""
    found = audience(visit, kind, among=codes_in(visit, region))
    head = visit.tongue.say(
        "<b>Reminder: {kind}</b>, {region}",
        kind=visit.tongue.plain(KINDS[kind]),
        region=region_label(visit, region),
    )
    lines = _left_out(visit, found)
    if not found.parties:
        nobody = visit.tongue.say("Nobody is to be reminded now.")
        return Message(Html("\n".join([head, nobody, *lines])))
    text = reminder(
        MissionNotices(visit.campaign.event, visit.tongue),
        found.parties[0],
        kind,
        visit.campaign.deadline(visit.db, found.parties[0]),
        visit.now,
    ).text
    foot = "\n".join([*recipients(visit.tongue, found.parties, found.chats), *lines])
    word = visit.tongue.plain_n("Remind {n} State", "Remind {n} States", len(found.parties))
    go = visit.button(word, "remindgo", kind.value, region, int(visit.now.timestamp()))
    return Message(Html(f"{head}\n\n{text}\n\n{foot}"), ((go,), visit.cancel_row()))


def recipients(tongue: Tongue, parties: Iterable[str], chats: Iterable[KnownPerson]) -> list[Html]:
    """Return how many States and chats, and how many of these in each language."""
    states, people = list(parties), list(chats)
    spoken = Counter(known.language or FALLBACK for known in people)
    shares = [
        tongue.say("{language}: {n}", language=OWN_NAMES.get(code, code), n=count)
        for code, count in spoken.most_common()
    ]
    counts = [
        tongue.say_n("{n} State", "{n} States", len(states)),
        tongue.say_n("{n} chat", "{n} chats", len(people)),
    ]
    return [Html(" · ".join(counts)), Html(" · ".join(shares))]


def _left_out(visit: Visit, found: Audience) -> list[Html]:
    lines = []
    if found.recent:
        lines.append(
            visit.tongue.say(
                "Reminded within the last three days, and left out: {states}",
                states=states(visit, found.recent),
            )
        )
    if found.unreachable:
        lines.append(
            visit.tongue.say(
                "Nobody can be reached for: {states}", states=states(visit, found.unreachable)
            )
        )
    return lines


def states(visit: Visit, parties: tuple[str, ...]) -> str:
    """Return the first of some States by name, and how many more."""
    names = [visit.country(party) for party in parties[:STATES_SHOWN]]
    more = len(parties) - STATES_SHOWN
    if more > 0:
        names.append(visit.tongue.plain_n("{n} more", "{n} more", more))
    return visit.tongue.join(names)


def go(visit: Visit, args: tuple[str, ...]) -> None:
    """Send, once for each preview, whoever taps it (d:remindgo:<kind>:<region|all>:<preview>)."""
    kind, region = _kind(args[0]), args[1]
    key = f"remindgo:{visit.chat_id}:{':'.join(args)}"
    if kind is None or not jobs.once(visit.db, key, visit.stamp):
        visit.alert("This has been sent already.")
        return
    found = audience(visit, kind, among=codes_in(visit, region))
    if not found.parties:
        visit.say_here("Nobody is to be reminded now.")
        return
    sending = bulk_sending.begin(visit)
    for party in found.parties:
        remind(visit, party, kind, batch=sending.batch)
        visit.audit("reminded", party=party, subject=kind.value)
    begun = visit.tongue.say_n(
        "{n} State is being reminded.", "{n} States are being reminded.", len(found.parties)
    )
    visit.show(Message(begun))
    bulk_sending.follow(visit, sending, visit.chat_id, visit.tongue)


def stop(visit: Visit, args: tuple[str, ...]) -> None:
    """Stop what has not gone out (d:stop:<job>)."""
    stopped = bulk_sending.stop(visit, int(args[0]))
    if stopped is None:
        visit.toast("There is nothing left to stop.")
        return
    take_back(visit.db, stopped.chats, stopped.begun)
    take_back_letters(visit, stopped.documents)
    visit.audit("stopped", subject=f"mailing {args[0]}", new=str(stopped.messages))
    visit.toast("Stopped.")
