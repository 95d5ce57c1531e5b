"""The command line: what it refuses, in one message with exit status 2, and that it then touches nothing."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import __version__
from bot.__main__ import SANDBOX_PORT, main
from bot.demo.stage import TOKEN as SANDBOX_TOKEN
from bot.demo.stage import USERNAME
from bot.events.parties import load
from bot.offline import NoSuchState, find_state
from bot.operations.config import SETTINGS
from bot.sandbox.server import SandboxServer, new_world
from storage import audit, deployment, files, invitations, replies
from storage.assignments import MissionRole
from storage.instants import to_text
from storage.replies import Stage
from storage.visits import writing
from tests import clock
from tests.bot_process import RUN

TOKEN = "1234:" + "a" * 35
NOWHERE = "http://127.0.0.1:9"
README = Path(__file__).resolve().parent.parent / "README.md"
NOW = datetime(2003, 11, 3, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with nothing in it, and the settings of a bot that cannot be reached."""
    monkeypatch.chdir(tmp_path)
    for key, value in {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": NOWHERE,
        "DATABASE": str(tmp_path / "replies.sqlite3"),
        "EVENT": "wsis-geneva-2003",
    }.items():
        monkeypatch.setenv(key, value)
    return tmp_path


@pytest.fixture
def database(place: Path) -> Path:
    """A database that has served the shipped event once."""
    path = place / "replies.sqlite3"
    with writing(path) as db:
        deployment.put(db, deployment.Key.EVENT, "WSIS-2003")
        deployment.put(db, deployment.Key.BOT_USERNAME, "FocalPointBot")
    return path


def refused(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err


def test_settings_event_and_database_are_found_faulty_in_one_message(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    event, foreign = place / "event.toml", place / "foreign.db"
    event.write_text('code = "a b"\n')
    foreign.write_bytes(b"minutes of a meeting" * 10)
    monkeypatch.setenv("BOT_TOKEN", "secret")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("EVENT", str(event))
    monkeypatch.setenv("DATABASE", str(foreign))

    said = refused("run", capsys=capsys)

    lines = said.splitlines()
    assert [line.split()[0] for line in lines[1:3]] == ["BOT_TOKEN", "LOG_LEVEL"]
    assert sum(line.startswith("  EVENT ") for line in lines) > 3
    assert lines[-1] == (
        f"  DATABASE is not a database of this program, and was left as it is: {foreign}"
    )
    assert "secret" not in said
    assert foreign.read_bytes() == b"minutes of a meeting" * 10
    assert sorted(path.name for path in place.iterdir()) == ["event.toml", "foreign.db"]


def test_a_bot_api_that_cannot_be_reached_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused("run", capsys=capsys) == (
        "This has to be mended first:\n  BOT_API_URL cannot be reached (NetworkError)\n"
    )


async def test_a_token_that_telegram_does_not_know_is_said_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = SandboxServer(world=new_world(token=SANDBOX_TOKEN, username=USERNAME))
    await server.start()
    monkeypatch.setenv("BOT_API_URL", server.url)

    status = await asyncio.to_thread(main, ["invite", "FRA"])
    await server.stop()

    assert status == 2
    assert capsys.readouterr().err == (
        "This has to be mended first:\n  BOT_TOKEN is not known to Telegram\n"
    )


def test_a_database_of_another_event_is_refused(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with writing(database) as db:
        deployment.put(db, deployment.Key.EVENT, "OTHER-1")

    for command in (["run"], ["export", "-"], ["invite", "FRA"]):
        said = refused(*command, capsys=capsys)
        assert "DATABASE holds the replies to OTHER-1, while EVENT is WSIS-2003" in said


def test_a_database_of_a_newer_version_is_refused(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(database)) as db:
        db.execute("PRAGMA user_version = 99")
    before = database.read_bytes()

    assert "is of version 99" in refused("run", capsys=capsys)
    assert database.read_bytes() == before


def test_a_database_in_use_is_said_to_be_in_use(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(files.hold(database)):
        said = refused("run", capsys=capsys)

    assert f"DATABASE is in use by another process: {database}" in said


def test_a_damaged_database_is_said_to_be_so_with_what_to_do(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)

    said = refused("run", capsys=capsys)

    assert "DATABASE is damaged" in said
    assert "python -m bot restore" in said


def test_an_invitation_is_printed_and_opens_once(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["invite", "France"]) == 0

    link = capsys.readouterr().out.strip()
    assert link.startswith("https://t.me/FocalPointBot?start=")
    assert link.rpartition("=")[2].encode() not in database.read_bytes()


@pytest.mark.parametrize(
    ("options", "role"), [([], MissionRole.PRIMARY), (["--backup"], MissionRole.BACKUP)]
)
def test_an_invitation_is_for_a_focal_point_or_a_backup_of_that_state(
    database: Path, options: list[str], role: MissionRole
) -> None:
    assert main(["invite", "FRA", *options], now=lambda: NOW) == 0

    with writing(database) as db:
        [made] = invitations.of_party(db, "FRA")
        [entry] = audit.entries(db)
        reply = replies.get(db, "FRA")
    assert reply is not None
    assert (reply.stage, reply.created_at) == (Stage.INVITED, to_text(NOW))
    assert (made.role, made.created_at) == (role, to_text(NOW))
    assert (entry.at, entry.actor, entry.actor_role, entry.action, entry.party, entry.subject) == (
        to_text(NOW),
        None,
        "command line",
        "invited",
        "FRA",
        f"invitation {made.id}",
    )


def test_a_state_that_nobody_knows_gets_those_that_come_near(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused("invite", "Nigr", capsys=capsys)

    assert "no State is called 'Nigr'" in said
    assert "did you mean NER Niger?" in said
    with pytest.raises(NoSuchState, match=r"^Nigr$"):
        find_state(load(), "Nigr")


def test_an_export_needs_no_token_and_holds_every_state(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BOT_TOKEN")

    assert main(["export", "--format", "json", "-"]) == 0

    out = capsys.readouterr().out
    exported = json.loads(out)
    assert out == json.dumps(exported, ensure_ascii=False, indent=2) + "\n"
    assert not out.isascii()
    assert exported["event"]["title"] == "World Summit on the Information Society"
    assert exported["event"]["starts"] == "2003-12-10"
    france = next(one for one in exported["states"] if one["state"] == "FRA")
    assert (france["status"], france["answers"], france["delegation"]) == ("not_invited", {}, [])


def test_an_export_without_a_database_says_how_to_get_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "there is no database yet" in refused("export", "-", capsys=capsys)


def test_a_file_that_cannot_be_written_is_named(
    database: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = str(place / "no" / "folder.json")

    assert f"{target} cannot be used" in refused("export", target, capsys=capsys)


def test_a_backup_is_made_and_put_back(
    database: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = place / "copy.sqlite3"

    assert main(["backup", str(copy)]) == 0
    with writing(database) as db:
        deployment.put(db, deployment.Key.BOT_USERNAME, "ChangedBot")
    assert main(["restore", str(copy)], now=lambda: NOW) == 0

    aside = f"{database}.before-20031103T100000Z"
    assert capsys.readouterr().out == (
        f"Copied to {copy}\nRestored from {copy}; the former is {aside}\n"
    )
    for path, name in ((database, "FocalPointBot"), (Path(aside), "ChangedBot")):
        with closing(sqlite3.connect(path)) as db:
            assert deployment.get(db, deployment.Key.BOT_USERNAME) == name


def test_a_backup_is_put_where_there_is_no_database(
    database: Path,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy, elsewhere = place / "copy.sqlite3", place / "var" / "replies.sqlite3"
    main(["backup", str(copy)])
    monkeypatch.setenv("DATABASE", str(elsewhere))
    capsys.readouterr()

    assert main(["restore", str(copy)]) == 0
    assert capsys.readouterr().out == f"Restored from {copy}\n"
    with closing(sqlite3.connect(elsewhere)) as db:
        assert deployment.get(db, deployment.Key.BOT_USERNAME) == "FocalPointBot"


def test_nothing_of_the_former_database_is_left_beside_a_backup(
    database: Path, place: Path
) -> None:
    copy = place / "copy.sqlite3"
    main(["backup", str(copy)])
    left = [database.with_name(database.name + end) for end in ("-wal", "-shm")]
    for path in left:
        path.write_bytes(b"of a process that was killed")

    assert main(["restore", str(copy)]) == 0
    assert [path.exists() for path in left] == [False, False]


def test_a_file_that_is_no_backup_is_not_put_anywhere(
    database: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = place / "other.txt"
    other.write_text("minutes of a meeting " * 10)
    before = database.read_bytes()

    said = refused("restore", str(other), capsys=capsys)

    assert f"is not a database of this program, and was left as it is: {other}" in said
    assert database.read_bytes() == before


def test_faults_of_the_env_file_are_listed_too(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / ".env").write_text("BOT_TOKEN\nNOT A SETTING\n")

    assert refused("run", capsys=capsys) == (
        "This has to be mended first:\n"
        "  .env, line 1, is not of the form KEY=VALUE\n"
        "  .env, line 2, is not of the form KEY=VALUE\n"
    )


def test_the_environment_goes_before_the_env_file(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / ".env").write_text("EVENT=none\nLOG_LEVEL=loud\n")
    monkeypatch.delenv("EVENT")
    monkeypatch.setenv("LOG_LEVEL", "INFO")

    said = refused("run", capsys=capsys)

    assert "  EVENT is neither the name of a shipped event" in said
    assert "LOG_LEVEL" not in said


def test_a_folder_called_env_is_passed_over(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / ".env").mkdir()

    assert refused("run", capsys=capsys) == (
        "This has to be mended first:\n  BOT_API_URL cannot be reached (NetworkError)\n"
    )


def test_a_mistake_in_the_program_ends_with_1_and_its_places_alone(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> datetime:
        raise ValueError(TOKEN)

    assert main(["invite", "FRA"], now=broken) == 1

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("A mistake in the program has stopped it:\n")
    assert "ValueError" in err
    assert "in broken" in err
    assert TOKEN not in err


def test_a_command_that_is_interrupted_ends_with_130_and_without_a_word(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> datetime:
        raise KeyboardInterrupt

    assert main(["invite", "FRA"], now=interrupted) == 130
    assert capsys.readouterr() == ("", "")


def test_what_a_command_writes_is_for_its_owner_alone(place: Path) -> None:
    os.umask(0o022)

    assert main(["diagram", "none"]) == 2
    assert os.umask(0o022) == 0o077


def test_the_sandbox_is_where_the_readme_says() -> None:
    assert f"http://127.0.0.1:{SANDBOX_PORT}/" in README.read_text("utf-8")


def test_a_check_prints_what_is_right_and_refuses_what_is_not(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "event.toml").write_text('name = "Mine"\n')

    assert main(["check", "wsis-geneva-2003"]) == 0
    out, err = capsys.readouterr()
    assert "wsis-geneva-2003" in out
    assert err == ""
    assert "name (line 1)" in refused("check", "event.toml", capsys=capsys)


def ended(*arguments: str) -> object:
    """What the command line ends with where it does not come to a command."""
    with pytest.raises(SystemExit) as exited:
        main(list(arguments))
    return exited.value.code


def test_it_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("--version") == 0
    assert capsys.readouterr().out == f"{__version__}\n"


def test_its_help_tells_every_setting_with_its_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("--help") == 0

    told = capsys.readouterr().out.partition("settings, from the environment or from .env:\n")[2]
    lines = told.splitlines()
    assert [line.split()[0] for line in lines] == [setting.name for setting in SETTINGS]
    assert lines[0].startswith("  BOT_TOKEN            ")
    assert {line.split()[0]: line.rpartition("[")[2] for line in lines if line.endswith("]")} == {
        setting.name: f"{setting.default}]" for setting in SETTINGS if setting.default
    }


def test_no_command_is_refused_like_one_that_nobody_knows(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert [ended(), ended("serve")] == [2, 2]
    assert "required: COMMAND" in capsys.readouterr().err


def test_the_sandbox_takes_its_port_and_whether_to_begin_anew(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EVENT", "none")

    assert "EVENT none" in refused("sandbox", "--port", "8100", "--fresh", capsys=capsys)
    assert ended("sandbox", "--port", "any") == 2
    assert "argument --port: invalid int value: 'any'" in capsys.readouterr().err


def test_the_option_of_the_sandbox_is_taken_and_not_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["run", "--show-exceptions"]) == 2
    assert "BOT_API_URL" in capsys.readouterr().err

    assert ended("run", "--help") == 0
    assert "show-exceptions" not in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes, and asks none")
@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
async def test_a_bot_that_is_asked_to_end_ends_in_order_and_with_0(
    asked: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = SandboxServer(world=new_world(token=SANDBOX_TOKEN, username=USERNAME, wall=clock.unix))
    await server.start()
    monkeypatch.setenv("BOT_TOKEN", SANDBOX_TOKEN)
    monkeypatch.setenv("BOT_API_URL", server.url)
    monkeypatch.setenv("PYTHONPATH", str(README.parent))
    running = await asyncio.create_subprocess_exec(
        *RUN, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    assert running.stderr is not None
    said = await running.stderr.readuntil(f"as @{USERNAME}".encode())

    running.send_signal(asked)
    said += await running.stderr.read()
    ended = await running.wait()
    await server.stop()

    assert ended == 0, said.decode()
    assert "stopped, with 0 messages left" in said.decode()
