"""Queues what other people are told: every chat of the secretariat, everybody of a mission, every admin."""

from __future__ import annotations

from collections.abc import Callable

from bot.campaign.work import Work
from bot.i18n.tongue import tongue_for
from bot.texts.desk_notices import DeskNotices
from bot.texts.messages import Message
from bot.texts.mission_notices import MissionNotices
from storage import assignments, message_threads, people, staff
from storage.outbox import Lane
from storage.people import KnownPerson
from storage.staff import Digest, Role


def desk_notices(work: Work, language: str | None) -> DeskNotices:
    """Return the texts for the secretariat in that language, or in the fallback language."""
    return DeskNotices(work.campaign.event, tongue_for(language))


def mission_notices(work: Work, person: KnownPerson) -> MissionNotices:
    """Return the texts for people of missions in the language of that person."""
    return MissionNotices(work.campaign.event, tongue_for(person.language))


def desks(
    work: Work,
    words: Callable[[DeskNotices], Message | list[Message]],
    *,
    urgent: bool = True,
    thread: str | None = None,
    but: int | None = None,
) -> None:
    """Tell every chat of the secretariat but `but`, each in its language.

    What is not urgent is left to the digest where a chat has a daily one. Messages of one `thread`
    (storage.message_threads) reply to each other.
    """
    for desk in staff.desks(work.db):
        if desk.chat_id == but or (desk.digest == Digest.DAILY and not urgent):
            continue
        said = words(desk_notices(work, desk.language))
        before = message_threads.thread_row(work.db, desk.chat_id, thread) if thread else None
        for message in said if isinstance(said, list) else [said]:
            work.post.send(desk.chat_id, message, lane=Lane.NOTICE, batch=thread, target=before)


def mission(
    work: Work,
    party: str,
    words: Callable[[MissionNotices], Message],
    *,
    but: int | None = None,
    lane: Lane = Lane.NOTICE,
    batch: str | None = None,
) -> int:
    """Tell everybody who acts for a State but `but`, each in their language; return how many."""
    told = 0
    for assignment in assignments.acting_for(work.db, party):
        if assignment.person_id == but:
            continue
        known = people.known(work.db, assignment.person_id)
        if known is None or known.blocked_at is not None:
            continue
        work.post.send(known.id, words(mission_notices(work, known)), lane=lane, batch=batch)
        told += 1
    return told


def admins(
    work: Work,
    words: Callable[[DeskNotices], Message],
    *,
    key: str | None = None,
    but: int | None = None,
) -> None:
    """Tell every admin but `but`, each in their language; with a `key`, each of them once for it."""
    for person, role, _ in staff.members(work.db):
        if role != Role.ADMIN or person == but:
            continue
        known = people.known(work.db, person)
        work.post.send(
            person,
            words(desk_notices(work, known.language if known else None)),
            lane=Lane.NOTICE,
            key=None if key is None else f"{key}:{person}",
        )


def lost_person(work: Work, person: int) -> None:
    """Mark somebody who has blocked the bot, and tell the secretariat once where they act for a State."""
    if not people.set_blocked(work.db, person, work.stamp):
        return
    held, known = assignments.active(work.db, person), people.known(work.db, person)
    if held is not None and known is not None:
        desks(work, lambda notices: notices.unreachable(held.party, known.name))
