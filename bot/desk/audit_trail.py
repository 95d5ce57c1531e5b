"""Shows the trail: who did what and when, from what to what; a page at a time, or all of it as a file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from bot.desk.reminders import KINDS
from bot.desk.state_choice import ALL, found, page_of, pager
from bot.desk.visit import Visit
from bot.engine.form import Question
from bot.i18n.isolation import Html
from bot.i18n.tongue import NP_
from bot.schedule.reminder_rules import ReminderKind
from bot.texts.messages import Message
from bot.texts.regions import REGIONS, region_name
from bot.texts.values import value_text
from storage import audit
from storage.audit import AuditEntry
from storage.staff import Role

PAGE_SIZE = 8
VALUE_CHARS = 80

# What is recorded → what is read; a deed of a newer version is shown as it is recorded.
DEEDS: Mapping[str, str] = {
    "accepted": NP_("audit", "accepted"),
    "agreed": NP_("audit", "agreed to the privacy notice"),
    "announced": NP_("audit", "sent an announcement"),
    "answered": NP_("audit", "answered"),
    "asked in": NP_("audit", "asked to be let in"),
    "became admin": NP_("audit", "became admin"),
    "confirmed": NP_("audit", "confirmed a person"),
    "declined": NP_("audit", "said that it is not their country"),
    "asked for a backup": NP_("audit", "asked for a backup"),
    "digest": NP_("audit", "changed when a chat is told"),
    "discarded": NP_("audit", "discarded the changes"),
    "erased": NP_("audit", "erased"),
    "exported": NP_("audit", "exported"),
    "finished recording": NP_("audit", "finished recording"),
    "granted": NP_("audit", "gave a role"),
    "imported": NP_("audit", "imported a spreadsheet"),
    "invited": NP_("audit", "invited"),
    "invited backup": NP_("audit", "invited a backup"),
    "late refused": NP_("audit", "refused a late change"),
    "late taken": NP_("audit", "took a late change"),
    "messaged": NP_("audit", "wrote a message"),
    "opened": NP_("audit", "opened the invitation"),
    "opened file": NP_("audit", "looked at a file"),
    "printed letter": NP_("audit", "had a letter made"),
    "quit": NP_("audit", "stopped acting for the State"),
    "recorded": NP_("audit", "recorded a paper"),
    "recording": NP_("audit", "began to record a paper"),
    "refused": NP_("audit", "was refused"),
    "refused person": NP_("audit", "refused a person"),
    "registered chat": NP_("audit", "registered a chat"),
    "reminded": NP_("audit", "sent a reminder"),
    "removed": NP_("audit", "removed from the list"),
    "removed person": NP_("audit", "removed a person"),
    "removed staff": NP_("audit", "removed a colleague"),
    "replaced": NP_("audit", "replaced a person"),
    "retried": NP_("audit", "had what failed tried again"),
    "returned": NP_("audit", "returned the reply"),
    "revoked": NP_("audit", "withdrew a link"),
    "checked database": NP_("audit", "checked the database"),
    "settled": NP_("audit", "looked at what failed"),
    "seen": NP_("audit", "looked at the reply"),
    "sent": NP_("audit", "sent the reply"),
    "sent late": NP_("audit", "proposed a late change"),
    "set deadline": NP_("audit", "set the deadline"),
    "stopped": NP_("audit", "stopped a sending"),
    "told of the deadline": NP_("audit", "told the mission that the deadline has passed"),
    "unregistered chat": NP_("audit", "took a chat off the list"),
    "unknown_code": NP_("audit", "tried a code that does not exist"),
    "used_code": NP_("audit", "tried a code that was used before"),
    "withdrawn": NP_("audit", "withdrew the reply"),
    "wrote": NP_("audit", "wrote to the secretariat"),
}
_MISSION_ROLES: Mapping[str, str] = {
    "primary": NP_("audit", "focal point"),
    "backup": NP_("audit", "backup"),
    "visitor": NP_("audit", "visitor"),
    "settings": NP_("audit", "settings"),
    "clock": NP_("audit", "by schedule"),
}


# What an entry is about, and what something was and became, where it is a word of the program.
_NUMBERED: Mapping[str, str] = {
    "revision": NP_("audit", "revision {number}"),
    "invitation": NP_("audit", "invitation {number}"),
    "letter": NP_("audit", "message {number}"),
    "mailing": NP_("audit", "sending {number}"),
}
_WORDS: Mapping[str, str] = {
    "primary": NP_("audit", "focal point"),
    "backup": NP_("audit", "backup"),
    "pending": NP_("audit", "waiting"),
    "confirmed": NP_("audit", "confirmed"),
    "refused": NP_("audit", "refused"),
    "removed": NP_("audit", "removed"),
    "new": NP_("audit", "not looked at"),
    "seen": NP_("audit", "seen"),
    "accepted": NP_("audit", "accepted"),
    "returned": NP_("audit", "returned"),
    "proposed": NP_("audit", "proposed"),
    "taken": NP_("audit", "taken"),
    "privacy notice": NP_("audit", "privacy notice"),
    "all": NP_("audit", "all regions"),
}
# Deeds whose values are what somebody wrote, never a word of the program.
_WRITTEN = frozenset({"answered", "returned", "announced", "removed person"})
_NUMBER = re.compile(r"([a-z]+) (\d+)")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")


def command(visit: Visit, text: str) -> None:
    """Show the newest entries, of all or of a State (/audit [France])."""
    party = found(visit, text, "audit") if text else None
    if party is not None or not text:
        visit.send(_page(visit, party, 0))


def show_page(visit: Visit, args: tuple[str, ...]) -> None:
    """Show another page (d:trail:<party|all>:<page>)."""
    visit.show(_page(visit, _party(visit, args[0]), int(args[1])))


def as_file(visit: Visit, args: tuple[str, ...]) -> None:
    """Send all entries as a file, which is made when it is sent (d:trailfile:<party|all>)."""
    party = _party(visit, args[0])
    document = {"kind": "audit", "language": visit.tongue.code, "as_of": visit.stamp}
    if party is not None:
        document["party"] = party
    visit.post.document(visit.chat_id, document)
    visit.toast("The file is on its way.")


def _party(visit: Visit, arg: str) -> str | None:
    return arg if arg in visit.campaign.parties else None


def _page(visit: Visit, party: str | None, page: int) -> Message:
    count = audit.count(visit.db, party=party)
    here, pages = page_of(page, count, PAGE_SIZE)
    entries = audit.entries(visit.db, party=party, limit=PAGE_SIZE, offset=here * PAGE_SIZE)
    head = (
        visit.tongue.say("<b>What was done</b>")
        if party is None
        else visit.tongue.say("<b>{state}</b>: what was done", state=visit.country(party))
    )
    blocks = [head, *(_entry(visit, one, named=party is None) for one in entries)]
    if not entries:
        blocks.append(visit.tongue.say("Nothing is recorded."))
    which = party or ALL
    rows = pager(visit, here, pages, "trail", which)
    if entries:
        rows = (*rows, (visit.labelled("As a file", "trailfile", which),))
    return Message(Html("\n\n".join(blocks)), rows)


def _entry(visit: Visit, entry: AuditEntry, *, named: bool) -> Html:
    tongue = visit.tongue
    who = visit.name_of(entry.actor)
    deed = tongue.plain_as("audit", DEEDS[entry.action]) if entry.action in DEEDS else entry.action
    lines = [
        tongue.say(
            "{moment}\n{who} ({role}): <b>{deed}</b>",
            moment=visit.moment(entry.at),
            who=who,
            role=_role(visit, entry.actor_role),
            deed=deed,
        )
    ]
    about = [visit.country(entry.party)] if named and entry.party else []
    question = _question(visit, entry.subject)
    asked = question or visit.campaign.event.form.repeats.get(entry.subject or "")
    if asked is not None:
        about.append(tongue.text(asked.label))
    elif entry.subject:
        about.append(_subject(visit, entry.subject))
    if about:
        lines.append(tongue.say("{about}", about=" · ".join(about)))
    if entry.old is not None or entry.new is not None:
        old, new = (_value(visit, entry, question, value) for value in (entry.old, entry.new))
        lines.append(tongue.say("{old} → {new}", old=old, new=new))
    return Html("\n".join(lines))


def _subject(visit: Visit, subject: str) -> str:
    numbered = _NUMBER.fullmatch(subject)
    if numbered is not None and numbered[1] in _NUMBERED:
        return visit.tongue.plain_as("audit", _NUMBERED[numbered[1]], number=int(numbered[2]))
    return _word(visit, subject)


def _word(visit: Visit, text: str) -> str:
    """Return a State's name, an instant as a moment, or a word of the program, in the reader's language."""
    if text in visit.campaign.parties:
        return visit.country(text)
    if text in REGIONS:
        return region_name(visit.tongue, text)
    if text in set(ReminderKind):
        return visit.tongue.plain(KINDS[ReminderKind(text)])
    if _INSTANT.fullmatch(text):
        return visit.moment(text)
    return visit.tongue.plain_as("audit", _WORDS[text]) if text in _WORDS else text


def _role(visit: Visit, role: str) -> str:
    if role in set(Role):
        return visit.role_name(role)
    return visit.tongue.plain_as("audit", _MISSION_ROLES[role]) if role in _MISSION_ROLES else role


def _question(visit: Visit, subject: str | None) -> Question | None:
    """Return the question an entry is about: `remarks`, or `delegation[12].role`."""
    if not subject:
        return None
    place, dot, name = subject.partition(".")
    repeat = place.partition("[")[0] if dot else None
    form = visit.campaign.event.form
    if repeat is not None and repeat not in form.repeats:
        return None
    return form.question(name if dot else subject, repeat)


def _value(visit: Visit, entry: AuditEntry, question: Question | None, value: str | None) -> str:
    if value is None:
        return "—"
    try:
        read = json.loads(value)
    except ValueError:
        read = value
    if question is not None and entry.action == "answered":
        text = value_text(visit.tongue, question, read)
    elif read is True:
        # A list of people was said to be finished.
        text = visit.tongue.plain_as("audit", "complete")
    elif isinstance(read, str) and entry.action not in _WRITTEN:
        # "returned" is a kind of reminder, too: of a reply, what became of it is meant.
        in_words = visit.tongue.plain_as("audit", _WORDS[read]) if read in _WORDS else None
        text = in_words or _word(visit, read)
    else:
        text = value
    return text if len(text) <= VALUE_CHARS else text[:VALUE_CHARS] + "…"
