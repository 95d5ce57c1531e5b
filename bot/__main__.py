"""The command line: run, sandbox, check, invite, export, backup, restore. The only reader of arguments and environment."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bot import __version__
from bot.config import SETTINGS, Settings, SettingsError, read_env_file
from bot.office import Office

if TYPE_CHECKING:
    from bot.app import App

# What a command that could not begin ends with, as with a bad option.
UNUSABLE = 2
SANDBOX_PORT = 8046


class Unusable(Exception):
    """Nothing was begun; the message says everything that is wrong."""


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.command(options)
    except Unusable as fault:
        print(fault, file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="Takes States' replies to a summit invitation in a Telegram chat.",
        epilog=_settings_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    run = commands.add_parser("run", help="serve on Telegram, with the token in BOT_TOKEN")
    run.set_defaults(command=_run)

    sandbox = commands.add_parser("sandbox", help="try everything here, without Telegram")
    sandbox.add_argument("--port", type=int, default=SANDBOX_PORT)
    sandbox.add_argument("--fresh", action="store_true", help="forget what was tried before")
    sandbox.set_defaults(command=_sandbox)

    check = commands.add_parser("check", help="every fault of an event file")
    check.add_argument("event", help="a shipped event's name, or the path of a file")
    check.set_defaults(command=_check)

    invite = commands.add_parser("invite", help="print an invitation link for a State")
    invite.add_argument("state", help="its ISO 3166 code, or its name in one of the languages")
    invite.add_argument("--backup", action="store_true", help="for a backup focal point")
    invite.set_defaults(command=_invite)

    export = commands.add_parser("export", help="write all replies to a file")
    export.add_argument("--format", choices=("json", "xlsx", "csv"), default="json")
    export.add_argument("--language", default="en")
    export.add_argument("file", help="where to; - is standard output")
    export.set_defaults(command=_export)

    backup = commands.add_parser("backup", help="copy the database while the bot runs")
    backup.add_argument("file", type=Path)
    backup.set_defaults(command=_backup)

    restore = commands.add_parser("restore", help="put a backup in the place of the database")
    restore.add_argument("file", type=Path)
    restore.set_defaults(command=_restore)
    return parser


def _settings_help() -> str:
    lines = ["settings, from the environment or from .env:"]
    for setting in SETTINGS:
        default = f" [{setting.default}]" if setting.default else ""
        lines.append(f"  {setting.name:<20} {setting.description}{default}")
    return "\n".join(lines)


# ---------------------------------------------------------------- settings


def _environment() -> dict[str, str]:
    """The environment, over what stands in .env."""
    path = Path(".env")
    try:
        kept = read_env_file(path) if path.is_file() else {}
    except SettingsError as error:
        raise Unusable("\n".join(["These settings cannot be used:", *_lines(error)])) from None
    return {**kept, **os.environ}


def _settings(env: Mapping[str, str]) -> Settings:
    try:
        return Settings.from_env(env)
    except SettingsError as error:
        raise Unusable("\n".join(["These settings cannot be used:", *_lines(error)])) from None


def _lines(error: SettingsError) -> list[str]:
    return [f"  {fault}" for fault in error.faults]


def _without_token(env: Mapping[str, str]) -> Settings:
    """For commands that never call Telegram."""
    return _settings({"BOT_TOKEN": "0:" + "-" * 35, **{k: v for k, v in env.items() if v}})


# ---------------------------------------------------------------- commands


def _run(_: argparse.Namespace) -> int:
    from bot.api import TokenRefused, Unreachable
    from bot.app import App, WrongEvent
    from bot.event_files import EventFault, load
    from storage.errors import StorageError

    settings = _settings(_environment())
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    # They log the parameters of every call, which hold answers.
    logging.getLogger("telegram").setLevel(logging.WARNING)
    try:
        event = load(settings.event)
        asyncio.run(_serve(App(settings, event)))
    except EventFault as fault:
        raise Unusable(
            "\n".join(["The event file cannot be used:", *(f"  {f}" for f in fault.faults)])
        ) from None
    except (StorageError, WrongEvent) as error:
        raise Unusable(f"The database cannot be used:\n  DATABASE {error}") from None
    except TokenRefused:
        raise Unusable("Telegram does not know this token:\n  BOT_TOKEN is refused") from None
    except Unreachable as error:
        raise Unusable(f"The Bot API cannot be reached:\n  BOT_API_URL ({error.kind})") from None
    return 0


async def _serve(app: App) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, app.stop)
    await app.run()


def _sandbox(options: argparse.Namespace) -> int:
    from bot.stage import Stage

    stage = Stage(
        port=options.port,
        fresh=options.fresh,
        command=[sys.executable, "-m", "bot", "run"],
        env=dict(os.environ),
    )
    asyncio.run(stage.run())
    return 0


def _check(options: argparse.Namespace) -> int:
    from bot.check import run

    status, text = run(options.event)
    print(text, file=sys.stdout if status == 0 else sys.stderr)
    return status


def _invite(options: argparse.Namespace) -> int:
    from bot import offline

    settings, office = asyncio.run(_beside(real=True))
    try:
        party = offline.find_state(office.parties, options.state)
    except offline.NoSuchState as fault:
        near = "".join(f"\n  {name}" for name in fault.candidates)
        raise Unusable(f"No State is called '{fault.said}'." + near) from None
    role = "backup" if options.backup else "primary"
    with _database_faults():
        print(offline.invite(settings, office, party.code, role))
    return 0


def _export(options: argparse.Namespace) -> int:
    from bot import offline

    settings, office = asyncio.run(_beside())
    with _database_faults():
        data = offline.export(settings, office, options.format, options.language)
    if options.file == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        Path(options.file).write_bytes(data)
    return 0


def _backup(options: argparse.Namespace) -> int:
    from bot import offline

    settings = _without_token(_environment())
    with _database_faults():
        offline.back_up(settings, options.file)
    print(f"Copied to {options.file}")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from bot import offline

    settings = _without_token(_environment())
    with _database_faults():
        aside = offline.restore(settings, options.file)
    print(f"Restored from {options.file}" + (f"; the former is {aside}" if aside else ""))
    return 0


async def _beside(*, real: bool = False) -> tuple[Settings, Office]:
    """Settings and office for a command beside the bot; `real` where a link needs the bot's name."""
    from bot import offline
    from bot.api import TokenRefused, Unreachable
    from bot.event_files import EventFault, load

    env = _environment()
    settings = _settings(env) if real else _without_token(env)
    try:
        event = load(settings.event)
    except EventFault as fault:
        raise Unusable(
            "\n".join(["The event file cannot be used:", *(f"  {f}" for f in fault.faults)])
        ) from None
    name = ""
    if real:
        try:
            with _database_faults():
                name = await offline.username(settings)
        except TokenRefused:
            raise Unusable("Telegram does not know this token:\n  BOT_TOKEN is refused") from None
        except Unreachable as error:
            raise Unusable(
                f"The Bot API cannot be reached:\n  BOT_API_URL ({error.kind})"
            ) from None
    return settings, Office(event, offline.invited_parties(event), name)


@contextlib.contextmanager
def _database_faults() -> Iterator[None]:
    from storage.errors import StorageError

    try:
        yield
    except StorageError as error:
        raise Unusable(f"The database cannot be used:\n  DATABASE {error}") from None
    except OSError as error:
        raise Unusable(f"The file cannot be used: {error.strerror}") from None


if __name__ == "__main__":
    sys.exit(main())
