"""Files that officers send: queued to be fetched, and given to what asked for them. Fetches nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.desk import bulk_invitations
from bot.desk.prompts import InviteWanted
from bot.desk.visit import Role, Visit
from bot.telegram.updates import FileMessage
from storage import jobs

FETCH_DESK_FILE = "fetch_desk_file"
INVITE = "invite"
# A list of two hundred States is a few kilobytes.
MAX_BYTES = 1_000_000
LISTS = (".csv", ".txt", ".tsv")


def given(visit: Visit, file: FileMessage) -> None:
    """The only files the desk takes are lists of States to invite; by their ending, even unasked."""
    listed = file.name.casefold().endswith(LISTS)
    asked = isinstance(visit.prompt, InviteWanted)
    if not visit.may(Role.ADMIN) or not (asked or listed):
        visit.say(visit.tongue.say("No file is needed here. /menu shows the desk."))
        return
    if file.size_bytes > MAX_BYTES:
        visit.say(visit.tongue.say("This file is too large for a list of States."))
        return
    payload = {
        "chat": visit.chat_id,
        "person": visit.known.id,
        "file_id": file.file_id,
        "name": file.name,
        "size_bytes": file.size_bytes,
        "purpose": INVITE,
    }
    jobs.add(visit.db, kind=FETCH_DESK_FILE, payload=payload, now=visit.stamp)
    visit.say(visit.tongue.say("Thank you. The file is being read; one moment."))


def arrived(visit: Visit, payload: Mapping[str, object], data: bytes | None) -> None:
    """The bytes, or None where they could not be fetched."""
    if not visit.may(Role.ADMIN):
        return
    if data is None:
        visit.say(visit.tongue.say("The file could not be fetched. Please send it again."))
        return
    _PURPOSES[str(payload["purpose"])](visit, data)


_PURPOSES: Mapping[str, Callable[[Visit, bytes], None]] = {INVITE: bulk_invitations.read_file}
