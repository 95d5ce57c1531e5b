"""Reads a delegation from a spreadsheet, shows a preview, and takes it over once that is confirmed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from bot.campaign.campaign import Campaign
from bot.campaign.post import Post
from bot.campaign.quiet_hours import today
from bot.campaign.work import Work
from bot.documents.delegation import Preview, preview
from bot.documents.refusals import SheetRefused
from bot.documents.sheet import Sheet, read_sheet
from bot.engine.changes import AnswerSet, RecordAdded
from bot.engine.diff import Member
from bot.engine.form import Form, Repeat
from bot.i18n.tongue import tongue_for
from bot.mission.draft import StoredDraft, dump
from bot.mission.parsers import make_help
from bot.mission.spreadsheet_texts import preview_message, refusal_message
from bot.texts.typed_words import words_for
from storage import Db, audit, jobs
from storage.instants import to_text
from storage.jobs import JobKind

Json = dict[str, Any]

# A job of this kind waits for the person to confirm; when it is due, nobody did.
CONFIRM_WITHIN = timedelta(days=2)


def read(campaign: Campaign, payload: Json, data: bytes) -> Sheet | SheetRefused:
    """Return the file's rows; slow, so never on the event loop."""
    return read_sheet(_repeat(campaign, payload), data, language=payload["language"])


def refuse_unfetched(post: Post, payload: Json) -> None:
    """Tell the person that Telegram no longer has the file."""
    post.send(payload["person"], refusal_message(tongue_for(payload["language"]), None))


def show_preview(work: Work, payload: Json, read: Sheet | SheetRefused) -> None:
    """Show what the file would change, with the buttons to do it or leave it."""
    tongue, person = tongue_for(payload["language"]), payload["person"]
    if isinstance(read, SheetRefused):
        work.post.send(person, refusal_message(tongue, read))
        return
    campaign, repeat = work.campaign, _repeat(work.campaign, payload)
    members = _members(work.db, campaign.event.form, payload["party"], repeat)
    party = campaign.parties.get(payload["party"])
    help = make_help(
        words_for(campaign.event, tongue.code),
        party.iso2 if party else None,
        campaign.parties,
        today(work.now, campaign.event),
    )
    found = preview(repeat, members, read, help=help, language=tongue.code)
    job = _keep(work, payload, found, members)
    work.post.send(person, preview_message(tongue, repeat, found, job))


def confirm(work: Work, draft: StoredDraft, job: int, person: int, role: str) -> str:
    """Take the rows over, unless the list has changed meanwhile; return a code of `texts.told`."""
    waiting = jobs.get(work.db, job, JobKind.CONFIRM_SHEET)
    if waiting is None:
        return "import_gone"
    kept = waiting.payload
    if kept["person"] != person or kept["party"] != draft.party:
        return "import_gone"
    jobs.finish(work.db, job)
    repeat = _repeat(work.campaign, kept)
    members = _members(work.db, work.campaign.event.form, draft.party, repeat)
    if fingerprint(members) != kept["seen"]:
        return "import_moved"
    _take_over(work, draft, repeat, kept, person, role)
    return "imported"


def leave(work: Work, job: int, person: int) -> str:
    """Take nothing over; return a code of `texts.told`."""
    waiting = jobs.get(work.db, job, JobKind.CONFIRM_SHEET)
    if waiting is None or waiting.payload["person"] != person:
        return "import_gone"
    jobs.stop(work.db, job)
    return "import_left"


def fingerprint(members: Sequence[Member]) -> str:
    """Return a hash of a list of people, equal while nobody changes it."""
    text = json.dumps([[m.id, dict(m.answers)] for m in members], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _repeat(campaign: Campaign, payload: Json) -> Repeat:
    return campaign.event.form.repeats[payload["repeat"]]


def _members(db: Db, form: Form, party: str, repeat: Repeat) -> Sequence[Member]:
    return StoredDraft(db, form, party).content().records.get(repeat.name, ())


def _keep(work: Work, payload: Json, found: Preview, members: Sequence[Member]) -> int | None:
    """Store what is to be done once confirmed; return its job, or None where nothing is to be done."""
    if not found.add and not found.change:
        return None
    kept = {
        "person": payload["person"],
        "party": payload["party"],
        "repeat": payload["repeat"],
        "seen": fingerprint(members),
        "add": [dict(row.answers) for row in found.add],
        "change": [[row.member.id, dict(row.answers)] for row in found.change],
    }
    due = to_text(work.now + CONFIRM_WITHIN)
    return jobs.add(work.db, kind=JobKind.CONFIRM_SHEET, payload=kept, now=work.stamp, due_at=due)


def _take_over(
    work: Work, draft: StoredDraft, repeat: Repeat, kept: Json, person: int, role: str
) -> None:
    apply = partial(draft.apply, by=person, role=role, now=work.stamp)

    def answer(record: int, answers: Json) -> None:
        for question, value in answers.items():
            apply(AnswerSet(question, value, record, repeat.name))

    for answers in kept["add"]:
        record = draft.next_record()
        apply(RecordAdded(repeat.name, record))
        answer(record, answers)
    for record, answers in kept["change"]:
        answer(record, answers)
    draft.begun(work.stamp)
    audit.record(
        work.db,
        at=work.stamp,
        actor=person,
        role=role,
        action="imported",
        party=draft.party,
        subject=repeat.name,
        new=dump({"added": len(kept["add"]), "changed": len(kept["change"])}),
    )
