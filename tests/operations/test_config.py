"""The settings: what is accepted, what is refused, and that no refusal repeats a value."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.operations import config
from bot.operations.config import SETTINGS, Address, Settings, SettingsError

DEFAULTS = {setting.name: setting.default for setting in SETTINGS}
TOKEN = "123456:AAE-made_up"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def event(tmp_path: Path) -> Path:
    path = tmp_path / "event.toml"
    path.write_text("", encoding="utf-8")
    return path


@pytest.fixture
def env(tmp_path: Path, event: Path) -> dict[str, str]:
    """The least that is accepted, kept away from the project's own var/."""
    return {"BOT_TOKEN": TOKEN, "EVENT": str(event), "DATABASE": str(tmp_path / "db.sqlite3")}


def faults_of(env: dict[str, str]) -> dict[str, str]:
    """Setting → problem, for settings that are refused."""
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(env)
    return {fault.key: fault.problem for fault in caught.value.faults}


def test_a_token_is_enough(env: dict[str, str], tmp_path: Path, event: Path) -> None:
    settings = Settings.from_env(env)

    assert settings == Settings(
        bot_token=TOKEN,
        bot_api_url="https://api.telegram.org",
        database=tmp_path / "db.sqlite3",
        event=event,
        admin_ids=frozenset(),
        secretariat_chat_id=None,
        webhook=None,
        log_level="INFO",
        backup_dir=None,
        backup_keep=14,
        pace="telegram",
        metrics_listen=None,
    )


def test_every_setting_is_read(env: dict[str, str], tmp_path: Path) -> None:
    settings = Settings.from_env(
        env
        | {
            "BOT_API_URL": "http://127.0.0.1:8081/",
            "ADMIN_IDS": "12, 34,",
            "SECRETARIAT_CHAT_ID": "-1001234567890",
            "WEBHOOK_URL": "https://bot.example.org/hook",
            "WEBHOOK_LISTEN": "[::1]:9000",
            "WEBHOOK_SECRET": "a" * 256,
            "LOG_LEVEL": "debug",
            "BACKUP_DIR": str(tmp_path),
            "BACKUP_KEEP": "3",
            "PACE": "none",
            "METRICS_LISTEN": "127.0.0.1:9100",
        }
    )

    assert settings.bot_api_url == "http://127.0.0.1:8081"
    assert settings.admin_ids == {12, 34}
    assert settings.secretariat_chat_id == -1001234567890
    assert settings.webhook is not None
    assert settings.webhook.url == "https://bot.example.org/hook"
    assert settings.webhook.listen == Address("::1", 9000)
    assert settings.webhook.secret == "a" * 256
    assert settings.log_level == "DEBUG"
    assert settings.backup_dir == tmp_path
    assert settings.backup_keep == 3
    assert settings.pace == "none"
    assert settings.metrics_listen == Address("127.0.0.1", 9100)


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"])
def test_each_level_of_logging_may_be_asked_for(env: dict[str, str], level: str) -> None:
    assert Settings.from_env(env | {"LOG_LEVEL": level.lower()}).log_level == level


def test_shipped_events_are_named_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "SHIPPED_EVENTS", tmp_path)
    for name in ("b.toml", "c.toml", "a.toml", "notes.txt"):
        (tmp_path / name).touch()

    assert config.shipped_events() == ["a", "b", "c"]


def test_every_fault_is_told_at_once_and_in_the_order_of_the_table() -> None:
    wrong = {
        "METRICS_LISTEN": "9100",
        "BOT_API_URL": "api.telegram.org",
        "EVENT": "no-such-event",
        "LOG_LEVEL": "loud",
        "ADMIN_IDS": "@someone",
    }
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(wrong)

    assert [fault.key for fault in caught.value.faults] == [
        "BOT_TOKEN",
        "BOT_API_URL",
        "EVENT",
        "ADMIN_IDS",
        "LOG_LEVEL",
        "METRICS_LISTEN",
    ]
    assert str(caught.value).startswith("BOT_TOKEN is missing; BOT_API_URL has to be")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("BOT_TOKEN", "abc"),
        ("BOT_TOKEN", "123:with space"),
        ("BOT_API_URL", "ftp://api.telegram.org"),
        ("BOT_API_URL", "https:///path"),
        ("BOT_API_URL", "https://api.telegram.org:notaport"),
        ("BOT_API_URL", "https://[half"),
        ("BOT_API_URL", "https://user:pass@api.telegram.org"),
        ("BOT_API_URL", "https://api.telegram.org/?x=1"),
        ("BOT_API_URL", "https://api.telegram.org/a b"),
        ("EVENT", "../no/such/file.toml"),
        ("EVENT", "x" * 5000),
        ("ADMIN_IDS", "0"),
        ("ADMIN_IDS", "-5"),
        ("ADMIN_IDS", "12;34"),
        ("ADMIN_IDS", "１２"),
        ("SECRETARIAT_CHAT_ID", "@secretariat"),
        ("SECRETARIAT_CHAT_ID", "1.5"),
        ("WEBHOOK_URL", "http://bot.example.org"),
        ("WEBHOOK_LISTEN", ":8765"),
        ("WEBHOOK_LISTEN", "10.0.0.7"),
        ("WEBHOOK_LISTEN", "127.0.0.1:99999"),
        ("WEBHOOK_LISTEN", "127.0.0.1:80/path"),
        ("WEBHOOK_LISTEN", "user@127.0.0.1:80"),
        ("WEBHOOK_SECRET", "a" * 257),
        ("WEBHOOK_SECRET", "not allowed!"),
        ("LOG_LEVEL", "loud"),
        ("BACKUP_KEEP", "0"),
        ("BACKUP_KEEP", "many"),
        ("PACE", "fast"),
        ("METRICS_LISTEN", "9100"),
    ],
)
def test_a_bad_value_is_refused_by_key_without_repeating_it(
    env: dict[str, str], key: str, value: str
) -> None:
    faults = faults_of(
        env | {"WEBHOOK_URL": "https://h.example", "WEBHOOK_SECRET": "s"} | {key: value}
    )

    assert list(faults) == [key]
    assert value not in faults[key].split()  # by words: "0" may well be a part of the advice


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_whatever_a_value_is_it_is_accepted_or_refused_by_key(value: str) -> None:
    env = {"EVENT": str(ROOT / "pyproject.toml")} | {
        key: value for key in DEFAULTS if key not in {"EVENT", "DATABASE"}
    }
    refused: set[str] = set()
    try:
        Settings.from_env(env)
    except SettingsError as error:
        refused = {fault.key for fault in error.faults}

    assert refused <= DEFAULTS.keys()


def test_a_webhook_needs_its_secret(env: dict[str, str]) -> None:
    faults = faults_of(env | {"WEBHOOK_URL": "https://bot.example.org"})

    assert faults == {"WEBHOOK_SECRET": "is needed with WEBHOOK_URL"}


def test_blank_counts_as_not_set(env: dict[str, str]) -> None:
    settings = Settings.from_env(env | {"BOT_API_URL": "  ", "METRICS_LISTEN": ""})

    assert settings.bot_api_url == "https://api.telegram.org"
    assert settings.metrics_listen is None


def test_a_database_that_cannot_be_there_is_refused_and_nothing_is_made(
    env: dict[str, str], tmp_path: Path, event: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))

    assert faults_of(env | {"DATABASE": str(tmp_path)}) == {"DATABASE": "is a folder, not a file"}
    assert faults_of(env | {"DATABASE": str(event / "x.sqlite3")}) == {
        "DATABASE": "cannot be made: a part of its path is a file"
    }
    deep = tmp_path / "a" / "b" / "c.sqlite3"
    assert Settings.from_env(env | {"DATABASE": str(deep)}).database == deep
    assert sorted(tmp_path.rglob("*")) == before


def test_a_database_without_leave_to_write_is_refused(
    env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # chmod would not do: root may write everywhere.
    monkeypatch.setattr("os.access", lambda path, mode: mode == 0 and Path(path).exists())

    assert faults_of(env | {"DATABASE": str(tmp_path / "x")}) == {"DATABASE": "cannot be written"}


def test_no_secret_is_shown_by_printing_the_settings(env: dict[str, str]) -> None:
    secrets = {"BOT_TOKEN": TOKEN, "WEBHOOK_SECRET": "very-secret"}
    settings = Settings.from_env(env | secrets | {"WEBHOOK_URL": "https://bot.example.org"})

    assert {setting.name for setting in SETTINGS if setting.secret} == secrets.keys()
    for shown in (repr(settings), str(settings), f"{settings.webhook!r}"):
        assert not any(secret in shown for secret in secrets.values())


def test_the_defaults_are_accepted(env: dict[str, str], event: Path) -> None:
    settings = Settings.from_env(
        {key: value for key, value in DEFAULTS.items() if value is not None}
        | {"BOT_TOKEN": TOKEN, "EVENT": str(event)}
    )

    assert settings.database == Path("var/focal-point.sqlite3")


def test_the_example_names_every_setting_with_its_default() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", text, re.MULTILINE))

    assert list(shown) == [setting.name for setting in SETTINGS]
    assert shown == {key: default or "" for key, default in DEFAULTS.items()}
