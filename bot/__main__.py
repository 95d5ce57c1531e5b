"""Runs the command line: serve, try, check and draw events, take forms, keep data."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from bot import __version__
from bot.campaign.campaign import Campaign
from bot.events.event import Event
from bot.i18n.languages import LANGUAGES
from bot.operations.clock import Now, utc_now
from bot.operations.config import SETTINGS, Settings, SettingsError
from bot.operations.env_file import read_env_file
from bot.operations.logs import places, set_up
from bot.operations.signals import stop_by_signal
from bot.readiness import NO_TOKEN, NotReady, ready, reason
from storage.assignments import MissionRole
from storage.errors import StorageError

# What a command that could not begin ends with, as with a bad option.
UNUSABLE = 2
SANDBOX_PORT = 8046


def main(arguments: list[str] | None = None, *, now: Now = utc_now, module: str = "bot") -> int:
    """Run one command; return the exit status.

    `now` is the clock of whatever it starts. `module` is what the sandbox runs as `python -m …` for
    its bot, so that a command line with another clock hands that on.
    """
    options = _parser().parse_args(arguments)
    options.now, options.module = now, module
    # Whatever is written holds personal data: for nobody but us.
    os.umask(0o077)
    try:
        status: int = options.command(options)
    except NotReady as fault:
        print(fault, file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        # What it says may quote an answer.
        shown = traceback.format_exc() if options.show_exceptions else places(error)
        print(f"A mistake in the program has stopped it:\n{shown}", file=sys.stderr)
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="Takes States' replies to a summit invitation in a Telegram chat.",
        epilog=_settings_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.set_defaults(show_exceptions=False)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    run = commands.add_parser("run", help="serve on Telegram, with the token in BOT_TOKEN")
    # For the sandbox, where the answers are invented; no setting, lest it is left on elsewhere.
    run.add_argument("--show-exceptions", action="store_true", help=argparse.SUPPRESS)
    run.set_defaults(command=_run)

    sandbox = commands.add_parser("sandbox", help="try everything here, without Telegram")
    sandbox.add_argument("--port", type=int, default=SANDBOX_PORT)
    sandbox.add_argument("--fresh", action="store_true", help="forget what was tried before")
    sandbox.set_defaults(command=_sandbox)

    check = commands.add_parser("check", help="every fault of an event file")
    check.add_argument("event", help="a shipped event's name, or the path of a file")
    check.set_defaults(command=_check)

    diagram = commands.add_parser("diagram", help="draw an event's questions, for Mermaid")
    diagram.add_argument("event", help="a shipped event's name, or the path of a file")
    diagram.set_defaults(command=_diagram)

    form = commands.add_parser("import-form", help="make an event file of an XLSForm")
    form.add_argument("file", type=Path, help="a workbook as ODK and KoBo use it (.xlsx)")
    form.add_argument("-o", "--output", help="where to; - is standard output [FILE.toml]")
    form.set_defaults(command=_import_form)

    invite = commands.add_parser("invite", help="print an invitation link for a State")
    invite.add_argument("state", help="its ISO 3166 code, or its name in one of the languages")
    invite.add_argument("--backup", action="store_true", help="for a backup focal point")
    invite.set_defaults(command=_invite)

    export = commands.add_parser("export", help="write all replies to a file")
    export.add_argument("--format", choices=("json", "xlsx", "csv"), default="json")
    export.add_argument("--language", choices=LANGUAGES, default="en")
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


def _environment() -> dict[str, str]:
    """Return the environment, over what stands in .env."""
    path = Path(".env")
    try:
        kept = read_env_file(path) if path.is_file() else {}
    except SettingsError as error:
        raise NotReady([str(fault) for fault in error.faults]) from None
    return {**kept, **os.environ}


def _run(options: argparse.Namespace) -> int:
    settings, event = ready(_environment())
    set_up(settings.log_level, show_exceptions=options.show_exceptions)
    with _faults():
        asyncio.run(_serve(settings, event, options.now))
    return 0


async def _serve(settings: Settings, event: Event, now: Now) -> None:
    from bot.app import App

    app = App(settings, event, now=now)
    stop_by_signal(app.stop)
    await app.run()


def _sandbox(options: argparse.Namespace) -> int:
    from bot.demo.stage import EVENT, DemoStage
    from bot.events.reader import EventFault, load

    event = _environment().get("EVENT", "").strip() or EVENT
    try:
        load(event)
    except EventFault as fault:
        raise NotReady([f"EVENT {one}" for one in fault.faults]) from None
    stage = DemoStage(
        port=options.port,
        fresh=options.fresh,
        command=[sys.executable, "-m", options.module, "run", "--show-exceptions"],
        env=dict(os.environ),
        event=event,
        now=options.now,
    )
    asyncio.run(stage.run())
    return 0


def _check(options: argparse.Namespace) -> int:
    from bot.events.check import run
    from bot.i18n.tongue import is_translated

    status, text = run(options.event, is_translated)
    print(text, file=sys.stdout if status == 0 else sys.stderr)
    return status


def _diagram(options: argparse.Namespace) -> int:
    from bot.events.diagram import draw
    from bot.events.reader import EventFault, load

    try:
        print(draw(load(options.event).form))
    except EventFault as fault:
        raise NotReady([str(one) for one in fault.faults]) from None
    return 0


def _import_form(options: argparse.Namespace) -> int:
    from bot.xlsform.convert import FormRefused, convert, report

    target = options.output or f"{options.file.stem}.toml"
    try:
        with _faults():
            made = convert(options.file.read_bytes(), name=options.file.name)
            if target == "-":
                print(made.text)
            else:
                with Path(target).open("x", encoding="utf-8") as file:
                    file.write(made.text)
    except FormRefused as refused:
        print(*refused.faults, sep="\n", file=sys.stderr)
        return UNUSABLE
    print(report(made, target), file=sys.stderr if target == "-" else sys.stdout)
    return 0


def _invite(options: argparse.Namespace) -> int:
    from bot import offline

    settings, event = ready(_environment())
    with _faults():
        campaign = asyncio.run(offline.campaign(settings, event))
        try:
            party = offline.find_state(campaign.parties, options.state)
        except offline.NoSuchState as fault:
            near = [f"did you mean {name}?" for name in fault.candidates]
            raise NotReady([f"no State is called '{fault.said}'", *near]) from None
        role = MissionRole.BACKUP if options.backup else MissionRole.PRIMARY
        print(offline.invite(settings, campaign, party.code, role, options.now()))
    return 0


def _export(options: argparse.Namespace) -> int:
    from bot import offline

    settings, event = ready(_environment(), token=False)
    with _faults():
        campaign = Campaign.of(event, "")
        data = offline.export(settings, campaign, options.format, options.language, options.now())
        if options.file == "-":
            sys.stdout.buffer.write(data)
            sys.stdout.flush()
        else:
            Path(options.file).write_bytes(data)
    return 0


def _backup(options: argparse.Namespace) -> int:
    from bot import offline

    settings, _ = ready(_environment(), token=False)
    with _faults():
        offline.back_up(settings, options.file)
    print(f"Copied to {options.file}")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from bot import offline

    # The database it puts a backup in the place of may be damaged, so that one is not looked at.
    with _faults():
        settings = Settings.from_env({**_environment(), **NO_TOKEN})
        aside = offline.restore(settings, options.file, options.now())
    print(f"Restored from {options.file}" + (f"; the former is {aside}" if aside else ""))
    return 0


@contextlib.contextmanager
def _faults() -> Iterator[None]:
    """Turn whatever keeps a command from its work into one message.

    Raises: NotReady"""
    from bot.operations.http_server import CannotListen
    from bot.telegram.api import TokenRefused, Unreachable

    try:
        yield
    except SettingsError as error:
        raise NotReady([str(fault) for fault in error.faults]) from None
    except StorageError as error:
        raise NotReady([f"DATABASE {reason(error)}"]) from None
    except TokenRefused:
        raise NotReady(["BOT_TOKEN is not known to Telegram"]) from None
    except Unreachable as error:
        raise NotReady([f"BOT_API_URL cannot be reached ({error.kind})"]) from None
    except CannotListen as error:
        raise NotReady([f"{error.setting} cannot be listened on ({error.reason})"]) from None
    except OSError as error:
        raise NotReady(
            [f"{error.filename or 'a file'} cannot be used ({error.strerror})"]
        ) from None


if __name__ == "__main__":
    sys.exit(main())
