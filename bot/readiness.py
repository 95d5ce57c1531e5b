"""Checks settings, event file and database before a command begins, and lists every fault in one message."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from bot.events.event import Event
from bot.events.reader import EventFault, load
from bot.operations.config import Settings, SettingsError
from storage import deployment, errors, files
from storage.errors import StorageError, WrongEvent
from storage.visits import reading

# For commands that never call Telegram.
NO_TOKEN = {"BOT_TOKEN": "0:none"}


class NotReady(Exception):
    """Nothing was begun; the message says everything that is wrong."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(["This has to be mended first:", *(f"  {f}" for f in faults)]))


def ready(env: Mapping[str, str], *, token: bool = True) -> tuple[Settings, Event]:
    """Return the settings and their event once the database has been looked at; change nothing.

    Without `token` a missing or faulty one is no fault.

    Raises: NotReady with every fault of settings, event file and database.
    """
    given = env if token else {**env, **NO_TOKEN}
    faults: list[str] = []
    try:
        settings = Settings.from_env(given)
    except SettingsError as error:
        faults += map(str, error.faults)
        settings = _what_is_right(given, error)
    event = None
    if not any(fault.startswith("EVENT ") for fault in faults):
        try:
            event = load(settings.event)
        except EventFault as fault:
            faults += [f"EVENT {one}" for one in fault.faults]
    if not any(fault.startswith("DATABASE ") for fault in faults):
        faults += _database_faults(settings, event)
    if faults or event is None:
        raise NotReady(faults)
    return settings, event


def _what_is_right(env: Mapping[str, str], error: SettingsError) -> Settings:
    """Return settings of the event and the database alone, as far as they are right."""
    faulty = {fault.key for fault in error.faults}
    kept = {key: env[key] for key in ("EVENT", "DATABASE") if key in env and key not in faulty}
    return Settings.from_env({**kept, **NO_TOKEN})


def _database_faults(settings: Settings, event: Event | None) -> list[str]:
    try:
        version = files.examine(
            settings.database.resolve(), known=len(files.migrations_in(files.MIGRATIONS))
        )
        if version is not None and event is not None:
            # One of an earlier version is looked at once it has been brought up.
            with suppress(errors.DatabaseUnusable), reading(settings.database) as db:
                found = deployment.get(db, deployment.Key.EVENT)
                if found not in {None, event.code}:
                    raise WrongEvent(str(found), event.code)
    except StorageError as error:
        return [f"DATABASE {reason(error)}"]
    return []


def reason(error: StorageError) -> str:
    """Return why a database, or a copy of one, cannot be used, and what to do."""
    match error:
        case errors.DatabaseInUse(path=path):
            return f"is in use by another process: {path}"
        case errors.DatabaseForeign(path=path):
            return f"is not a database of this program, and was left as it is: {path}"
        case errors.DatabaseNewer(path=path, version=version, known=known):
            return (
                f"is of version {version}, and this program knows {known} at most; "
                f"please use the newer program: {path}"
            )
        case errors.DatabaseCorrupt(path=path, detail=detail):
            return (
                f"is damaged ({detail}); `python -m bot restore FILE` puts a backup there: {path}"
            )
        case errors.DatabaseUnusable(path=path, detail=detail):
            return f"cannot be used ({detail}): {path}"
        case errors.DatabaseRefused(path=path):
            return f"cannot be used: {path}"
        case WrongEvent(found=found, expected=expected):
            return f"holds the replies to {found}, while EVENT is {expected}"
        case _:
            return f"cannot be used ({error})"
