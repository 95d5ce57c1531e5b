"""Follows a bulk sending: one message shows how far it is and can stop it; a report ends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.campaign.work import Work
from bot.i18n.isolation import Html
from bot.i18n.tongue import Tongue, tongue_for
from bot.texts.messages import Button, Message
from bot.texts.values import state_name
from storage import assignments, jobs, outbox, overview, people
from storage.instants import from_text, to_text
from storage.jobs import Job, JobKind
from storage.outbox import BatchProgress

# Telegram allows 20 messages a minute in a group (Bots FAQ), edits among them.
EVERY = timedelta(seconds=4)
# Chats written out at the end; a list as long as the world is no report.
CHATS_SHOWN = 40
STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Mailing:
    """Names a sending that is being made: rows with this batch belong to it."""

    job: int
    batch: str


def begin(work: Work) -> Mailing:
    """Begin a sending, before its first row is queued."""
    due = to_text(work.now + EVERY)
    job = jobs.add(work.db, kind=JobKind.MAILING, payload={}, now=work.stamp, due_at=due)
    return Mailing(job, f"{JobKind.MAILING}:{job}")


def follow(work: Work, mailing: Mailing, chat_id: int, tongue: Tongue) -> None:
    """Show in a chat how far a sending is, after its last row is queued."""
    progress = outbox.progress(work.db, mailing.batch)
    row = work.post.send(chat_id, _under_way(tongue, mailing.job, progress))
    payload = {
        "batch": mailing.batch,
        "chat": chat_id,
        "row": row,
        "language": tongue.code,
        "begun": work.stamp,
        "settled": 0,
    }
    jobs.postpone(work.db, mailing.job, due_at=to_text(work.now + EVERY), payload=payload)


def step(work: Work, job: Job) -> None:
    """Show how far it is by now; report when nothing waits any more."""
    at = job.payload
    tongue = tongue_for(at["language"])
    progress = outbox.progress(work.db, at["batch"])
    if progress.queued == 0:
        if jobs.finish(work.db, job.id):
            work.post.edit(at["chat"], _report(work, tongue, at, progress), target=at["row"])
        return
    settled = _total(progress) - progress.queued
    if settled != at["settled"]:
        work.post.edit(at["chat"], _under_way(tongue, job.id, progress), target=at["row"])
    payload = {**at, "settled": settled}
    jobs.postpone(work.db, job.id, due_at=to_text(work.now + EVERY), payload=payload)


@dataclass(frozen=True, slots=True)
class Stopped:
    """What was called off: so many messages, the chats that got none, when the sending began, and
    what the documents among them were to be made of."""

    messages: int
    chats: tuple[int, ...]
    begun: datetime
    documents: tuple[Mapping[str, Any], ...] = ()


def stop(work: Work, number: int) -> Stopped | None:
    """Call off what has not gone out; return None where all had, or where it is no sending."""
    job = jobs.get(work.db, number, JobKind.MAILING)
    if job is None:
        return None
    chats = overview.still_queued(work.db, job.payload["batch"])
    # The first of several documents may be half-way to Telegram; it is let go, and what it says holds.
    documents = overview.unsent_documents(work.db, job.payload["batch"])
    first = documents[0][0] if documents else None
    dropped = outbox.drop_batch(work.db, job.payload["batch"], STOPPED, but=first)
    step(work, job)
    if not dropped:
        return None
    begun = from_text(job.payload["begun"])
    return Stopped(dropped, tuple(chats), begun, tuple(document for _, document in documents[1:]))


def _total(progress: BatchProgress) -> int:
    return progress.queued + progress.sent + progress.dead + progress.dropped


def _under_way(tongue: Tongue, job: int, progress: BatchProgress) -> Message:
    text = tongue.say(
        "Sending: {done} of {total}.",
        done=_total(progress) - progress.queued,
        total=_total(progress),
    )
    return Message(text, ((Button(tongue.plain_as("button", "Stop"), f"d:stop:{job}"),),))


def _report(work: Work, tongue: Tongue, at: Mapping[str, Any], progress: BatchProgress) -> Message:
    total = _total(progress)
    failed = overview.undelivered(work.db, at["batch"], but=STOPPED)
    called_off = progress.dropped + progress.dead - len(failed)
    lines = [tongue.say("Delivered: {sent} of {total}.", sent=progress.sent, total=total)]
    if called_off > 0:
        lines.append(
            tongue.say_n(
                "Stopped: {n} message was not sent.",
                "Stopped: {n} messages were not sent.",
                called_off,
            )
        )
    if failed:
        lines.append(
            tongue.say_n("{n} chat was not reached:", "{n} chats were not reached:", len(failed))
        )
        lines += [_chat(work, tongue, one.chat_id) for one in failed[:CHATS_SHOWN]]
        if len(failed) > CHATS_SHOWN:
            more = len(failed) - CHATS_SHOWN
            lines.append(tongue.say_n("… and {n} more.", "… and {n} more.", more))
    return Message(Html("\n".join(lines)))


def _chat(work: Work, tongue: Tongue, chat_id: int) -> Html:
    known = people.known(work.db, chat_id)
    held = assignments.active(work.db, chat_id)
    who = known.name if known and known.name else str(chat_id)
    if held is None or held.party not in work.campaign.parties:
        return tongue.say("• {who}", who=who)
    return tongue.say("• {state}: {who}", state=state_name(tongue, held.party), who=who)
