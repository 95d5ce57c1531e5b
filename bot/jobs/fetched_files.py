"""Fetches files that people sent and hands them on: an answer, a delegation, a list of States."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from bot.campaign.campaign import Campaign
from bot.campaign.work import Work
from bot.desk.router import Desk
from bot.documents.filetype import FileKind, examine, name_for
from bot.documents.refusals import SheetCode, SheetRefused
from bot.engine.form import Value
from bot.engine.inputs import Arrived
from bot.jobs.outcome import MAX_ATTEMPTS, Done, Outcome, TryAgain
from bot.mission import spreadsheet_import
from bot.mission.turn import Mission
from bot.telegram.delivery import FileTooLarge, Refused, RetryLater
from storage import attachments
from storage.attachments import Attachments
from storage.jobs import Job


class Downloads(Protocol):
    """What is needed of `bot.telegram.sender.Sender`."""

    async def download(self, file_id: str) -> bytes | RetryLater | Refused | FileTooLarge: ...


@dataclass(frozen=True, slots=True)
class FetchedFiles:
    """Handles the jobs that fetch a file; what is judged is its content, never its name."""

    campaign: Campaign
    mission: Mission
    desk: Desk
    downloads: Downloads
    kept: Attachments

    async def answer(self, job: Job) -> Outcome:
        """Keep a note verbale, or tell the person what is wrong with the file."""
        match await self._fetch(job):
            case TryAgain() as again:
                return again
            case FileTooLarge():
                return self._problem(job, "file_too_large")
            case Refused() | RetryLater():
                return self._problem(job, "file_damaged")
            case bytes(data):
                judged = await asyncio.to_thread(examine, data)
                if not isinstance(judged, FileKind):
                    return self._problem(job, judged.code)
                return await self._keep(job, data, judged)

    async def delegation(self, job: Job) -> Outcome:
        """Read a spreadsheet of people, and show what it would change."""
        got = await self._fetch(job)
        if isinstance(got, TryAgain):
            return got
        if isinstance(got, RetryLater | Refused):
            return Done(lambda work: spreadsheet_import.refuse_unfetched(work.post, job.payload))
        read = (
            SheetRefused(SheetCode.TOO_LARGE)
            if isinstance(got, FileTooLarge)
            else await asyncio.to_thread(spreadsheet_import.read, self.campaign, job.payload, got)
        )
        return Done(lambda work: spreadsheet_import.show_preview(work, job.payload, read))

    async def list_of_states(self, job: Job) -> Outcome:
        """Hand a list of States, or None where it could not be fetched, to the desk."""
        got = await self._fetch(job)
        if isinstance(got, TryAgain):
            return got
        data = got if isinstance(got, bytes) else None
        return Done(lambda work: self.desk.file_arrived(work, job.payload, data))

    async def _fetch(self, job: Job) -> bytes | RetryLater | Refused | FileTooLarge | TryAgain:
        """Return the bytes, or what Telegram said; a failure is passed on after the last attempt."""
        got = await self.downloads.download(job.payload["file_id"])
        if isinstance(got, RetryLater) and job.attempts < MAX_ATTEMPTS:
            return TryAgain(got.reason, got.after_seconds)
        return got

    def _problem(self, job: Job, code: str) -> Outcome:
        return self._arrived(job, Arrived(job.payload["question"], problem=code))

    def _arrived(self, job: Job, arrived: Arrived) -> Outcome:
        return Done(lambda work: self.mission.advance(work, job.payload["person"], arrived))

    async def _keep(self, job: Job, data: bytes, kind: FileKind) -> Outcome:
        payload = job.payload
        digest = await asyncio.to_thread(self.kept.keep, data)
        name = name_for(payload["name"], kind)

        def attach(work: Work) -> None:
            file = attachments.add(
                work.db,
                digest=digest,
                party=payload["party"],
                name=name,
                mime_type=kind.value,
                size_bytes=len(data),
                by=payload["person"],
                now=work.stamp,
            )
            value: Value = {
                "file": file,
                "name": name,
                "size_bytes": len(data),
                "mime_type": kind.value,
                "hash": digest,
            }
            arrived = Arrived(payload["question"], value, message_id=payload["message_id"])
            self.mission.advance(work, payload["person"], arrived)

        return Done(attach)
