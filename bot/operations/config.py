"""Reads the settings from a mapping and reports every fault at once; it never reads the environment itself.

A fault names its setting and what is wanted, never the value: a value may be a token.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar, cast
from urllib.parse import urlsplit

T = TypeVar("T")

SHIPPED_EVENTS = Path(__file__).resolve().parents[1] / "events"
PACES = ("telegram", "none")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True, slots=True)
class SettingFault:
    """What is wrong with one setting, in words that follow its name; never its value."""

    key: str
    problem: str

    def __str__(self) -> str:
        return f"{self.key} {self.problem}"


class SettingsError(Exception):
    """The settings cannot be used; `faults` holds every reason, in the order of `SETTINGS`."""

    def __init__(self, faults: tuple[SettingFault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server of ours listens."""

    host: str
    port: int


# ---------------------------------------------------------------- what a value may be


def shipped_events() -> list[str]:
    """The names of the events that come with the bot."""
    return sorted(path.stem for path in SHIPPED_EVENTS.glob("*.toml"))


def _token(text: str) -> str:
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", text):
        raise ValueError("is not a bot token: digits, a colon, then letters and digits")
    return text


def _webhook_secret(text: str) -> str:
    # What setWebhook accepts as secret_token: Bot API, setWebhook.
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", text):
        raise ValueError("has to be 1 to 256 of A-Z a-z 0-9 _ -")
    return text


def _url(text: str, *, schemes: tuple[str, ...] = ("http", "https")) -> str:
    wanted = f"has to be an address that begins with {' or '.join(s + '://' for s in schemes)}"
    try:
        parts = urlsplit(text)
        _ = parts.port  # only looked at here: reading it is what checks it
    except ValueError:
        raise ValueError(wanted) from None  # the original message repeats the value
    if parts.scheme not in schemes or not parts.hostname or re.search(r"\s", text):
        raise ValueError(wanted)
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("may have no user name, no ? and no #")
    return text.rstrip("/")


def _address(text: str) -> Address:
    wanted = "has to be host:port, such as 127.0.0.1:8080"
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(wanted) from None  # the original message repeats the value
    if host is None or port is None or parts.netloc != text or "@" in text:
        raise ValueError(wanted)
    return Address(host, port)


def _event(text: str) -> Path:
    shipped = shipped_events()
    path = SHIPPED_EVENTS / f"{text}.toml" if text in shipped else Path(text)
    if not _is_file(path):
        raise ValueError(
            f"is neither the name of a shipped event ({', '.join(shipped)}) nor a file"
        )
    return path


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long for the file system, for one
        return False


def _database(text: str) -> Path:
    """The path, when a database can be there; nothing is opened or made."""
    path = Path(text)
    nearest = next((p for p in (path, *path.parents) if os.access(p, os.F_OK)), Path())
    if path.is_dir():
        raise ValueError("is a folder, not a file")
    if nearest != path and not nearest.is_dir():
        raise ValueError("cannot be made: a part of its path is a file")
    if not os.access(nearest, os.W_OK):
        raise ValueError("cannot be written")
    return path


def _user_ids(text: str) -> frozenset[int]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(re.fullmatch(r"[1-9][0-9]{0,15}", part) for part in parts):
        raise ValueError("has to be Telegram ids separated by commas, such as 12345,67890")
    return frozenset(map(int, parts))


def _chat_id(text: str) -> int:
    if not re.fullmatch(r"-?[1-9][0-9]{0,15}", text):
        raise ValueError("has to be a chat's id, a whole number such as -1001234567890")
    return int(text)


def _positive(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        raise ValueError("has to be a whole number from 1 to 9999")
    return int(text)


def _one_of(words: Sequence[str], text: str) -> str:
    if text not in words:
        raise ValueError(f"has to be one of {', '.join(words)}")
    return text


def _log_level(text: str) -> str:
    return _one_of(LOG_LEVELS, text.upper())


# ---------------------------------------------------------------- the settings


@dataclass(frozen=True, slots=True)
class Setting:
    """How one setting is read, and how `--help`, the README and .env.example tell of it."""

    # Raises ValueError with words that follow the setting's name.
    parse: Callable[[str], object]
    description: str
    # What a person who runs the bot should know besides.
    advice: str = ""
    default: str | None = None
    secret: bool = False
    required: bool = False
    needed_with: str = ""
    name: str = ""


def _setting(parse: Callable[[str], T], description: str, advice: str = "", **more: Any) -> T:
    """Return a field of what `parse` makes of the setting; `more` is the rest of a `Setting`."""
    setting = Setting(parse, description, advice, **more)
    made: Any = field(metadata={"setting": setting}, repr=not setting.secret)
    return cast(T, made)


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """How Telegram reaches us, and how we know that it is Telegram."""

    url: str = _setting(
        partial(_url, schemes=("https",)),
        "the public https address; without it the bot polls",
        "Telegram calls it for each update, through a proxy that ends TLS",
    )
    listen: Address = _setting(
        _address,
        "where the webhook listens, as host:port",
        "the proxy passes requests on to it",
        default="127.0.0.1:8080",
    )
    secret: str = _setting(
        _webhook_secret,
        "1 to 256 of A-Z a-z 0-9 _ -; needed with WEBHOOK_URL",
        "Telegram repeats it in each request; one without it is not read",
        secret=True,
        needed_with="WEBHOOK_URL",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a deployment decides. Its `repr` shows no secret."""

    bot_token: str = _setting(
        _token,
        "the bot's token, as BotFather gives it",
        "keep it in a file that nobody else can read: chmod 600",
        secret=True,
        required=True,
    )
    bot_api_url: str = _setting(
        _url,
        "where the Bot API is",
        "change it for a Bot API server of your own",
        default="https://api.telegram.org",
    )
    database: Path = _setting(
        _database,
        "the file that keeps everything",
        "it has to be on a local disk; beside it are ….files, what people sent, and ….lock",
        default="var/focal-point.sqlite3",
    )
    event: Path = _setting(
        _event,
        "the name of a shipped event, or the path of a file",
        "how to write one is told in docs/events.md",
        default="wsis-geneva-2003",
    )
    admin_ids: frozenset[int] = _setting(
        _user_ids,
        "Telegram ids of the admins, separated by commas",
        "without any, a link is printed, and whoever opens it first within a day is one",
        default="",
    )
    secretariat_chat_id: int | None = _setting(
        _chat_id, "a chat that is told of every reply", "/secretariat in a group does the same"
    )
    webhook: WebhookSettings | None
    log_level: str = _setting(
        _log_level,
        "DEBUG, INFO, WARNING, ERROR or CRITICAL",
        "INFO is right; DEBUG adds a line for each turn",
        default="INFO",
    )
    backup_dir: Path | None = _setting(
        Path, "the folder for daily backups; without it none are made", "put it on another disk"
    )
    backup_keep: int = _setting(_positive, "how many backups are kept", default="14")
    pace: str = _setting(
        partial(_one_of, PACES),
        "how fast messages go out: telegram, or none",
        "none only against a Bot API server of yours",
        default="telegram",
    )
    metrics_listen: Address | None = _setting(
        _address,
        "where /healthz and /metrics are, as host:port; without it nowhere",
        "keep it on this machine",
    )

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the settings from a mapping such as the environment.

        An empty or blank value counts as not set.

        Raises:
            SettingsError: with every fault at once.
        """
        texts = {one.name: env.get(one.name, "").strip() or one.default for one in SETTINGS}
        values: dict[str, Any] = {}
        faults: list[SettingFault] = []
        for setting in SETTINGS:
            text, name = texts[setting.name], setting.name.lower()
            values[name] = None
            if text is None and (setting.required or texts.get(setting.needed_with)):
                missing = f"needed with {setting.needed_with}" if setting.needed_with else "missing"
                faults.append(SettingFault(setting.name, f"is {missing}"))
            elif text is not None:
                try:
                    values[name] = setting.parse(text)
                except ValueError as problem:
                    faults.append(SettingFault(setting.name, str(problem)))
        if faults:
            raise SettingsError(tuple(faults))
        url, listen, secret = (
            values.pop(f"webhook_{part}") for part in ("url", "listen", "secret")
        )
        webhook = WebhookSettings(url, listen, secret) if url is not None else None
        return cls(webhook=webhook, **values)


def _settings_of(owner: type, prefix: str = "") -> Iterator[Setting]:
    for one in fields(owner):
        if one.name == "webhook":
            yield from _settings_of(WebhookSettings, "WEBHOOK_")
        else:
            yield replace(one.metadata["setting"], name=prefix + one.name.upper())


SETTINGS = tuple(_settings_of(Settings))
