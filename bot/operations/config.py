"""The settings, read from a mapping and checked all at once; it never reads the environment itself.

A fault names its setting and what is wanted, never the value: a value may be a token.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

SHIPPED_EVENTS = Path(__file__).resolve().parents[1] / "events"
PACES = ("telegram", "none")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as `--help` and the README show it; `default` is None where there is none."""

    name: str
    default: str | None
    description: str
    secret: bool = False


SETTINGS = (
    Setting("BOT_TOKEN", None, "the bot's token, as BotFather gives it", secret=True),
    Setting("BOT_API_URL", "https://api.telegram.org", "where the Bot API is"),
    Setting("DATABASE", "var/focal-point.sqlite3", "the file that keeps everything"),
    Setting("EVENT", "wsis-geneva-2003", "the name of a shipped event, or the path of a file"),
    Setting("ADMIN_IDS", "", "Telegram ids of the admins, separated by commas"),
    Setting("SECRETARIAT_CHAT_ID", None, "a chat that is told of every reply"),
    Setting("WEBHOOK_URL", None, "the public https address; without it the bot polls"),
    Setting("WEBHOOK_LISTEN", "127.0.0.1:8080", "host:port where the webhook listens"),
    Setting(
        "WEBHOOK_SECRET", None, "1 to 256 of A-Z a-z 0-9 _ -; needed with WEBHOOK_URL", secret=True
    ),
    Setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING, ERROR or CRITICAL"),
    Setting("BACKUP_DIR", None, "the folder for daily backups; without it none are made"),
    Setting("BACKUP_KEEP", "14", "how many backups are kept"),
    Setting("PACE", "telegram", "telegram or none; none only against a Bot API server of yours"),
    Setting("METRICS_LISTEN", None, "host:port of /healthz and /metrics; without it neither"),
)
DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one setting, in words that follow its name; never its value."""

    key: str
    problem: str

    def __str__(self) -> str:
        return f"{self.key} {self.problem}"


class SettingsError(Exception):
    """The settings cannot be used; `faults` holds every reason, in the order of `SETTINGS`."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server of ours listens."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Webhook:
    """How Telegram reaches us, and how we know that it is Telegram."""

    url: str
    listen: Address
    secret: str

    def __repr__(self) -> str:
        return f"Webhook(url={self.url!r}, listen={self.listen!r}, secret=…)"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a deployment decides. Its `repr` shows no secret."""

    bot_token: str
    bot_api_url: str
    database: Path
    event: Path
    admin_ids: frozenset[int]
    secretariat_chat_id: int | None
    webhook: Webhook | None
    log_level: str
    backup_dir: Path | None
    backup_keep: int
    pace: str
    metrics_listen: Address | None

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the settings from a mapping such as the environment.

        An empty or blank value counts as not set.

        Raises:
            SettingsError: with every fault at once.
        """
        read = _Reader(env)
        settings = cls(
            bot_token=read.required("BOT_TOKEN", _token, ""),
            bot_api_url=read.required("BOT_API_URL", _http_url, ""),
            database=read.required("DATABASE", _database, Path()),
            event=read.required("EVENT", _event, Path()),
            admin_ids=read.optional("ADMIN_IDS", _user_ids) or frozenset(),
            secretariat_chat_id=read.optional("SECRETARIAT_CHAT_ID", _chat_id),
            webhook=_webhook(read),
            log_level=read.required("LOG_LEVEL", _log_level, ""),
            backup_dir=read.optional("BACKUP_DIR", Path),
            backup_keep=read.required("BACKUP_KEEP", _positive, 0),
            pace=read.required("PACE", _pace, ""),
            metrics_listen=read.optional("METRICS_LISTEN", _address),
        )
        read.raise_if_faulty()
        return settings

    def __repr__(self) -> str:
        return (
            f"Settings(bot_api_url={self.bot_api_url!r}, database={str(self.database)!r}, "
            f"event={str(self.event)!r}, webhook={self.webhook!r}, bot_token=…)"
        )


def shipped_events() -> list[str]:
    """The names of the events that come with the bot."""
    return sorted(path.stem for path in SHIPPED_EVENTS.glob("*.toml"))


def read_env_file(path: Path) -> dict[str, str]:
    """Read a `.env` file: one `KEY=VALUE` a line; a missing file is an empty one.

    `export` before the key, blank lines and lines that begin with # are passed over. A value in
    single or double quotes is taken as it stands between them; without quotes it ends at ` #` and
    is trimmed. There are no escapes, no variables and no values of several lines.

    Raises:
        SettingsError: naming each line that is not of this form, by number.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    values: dict[str, str] = {}
    faults: list[Fault] = []
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if pair := _env_pair(stripped):
            values[pair[0]] = pair[1]
        else:
            faults.append(Fault(f"{path.name}, line {number},", "is not of the form KEY=VALUE"))
    if faults:
        raise SettingsError(tuple(faults))
    return values


_ENV_LINE = re.compile(r"(?:export\s+)?(?P<key>[A-Za-z_][A-Za-z0-9_]*)\s*=(?P<rest>.*)")
_QUOTED = re.compile(r"""(?P<quote>["'])(?P<value>.*?)(?P=quote)\s*(?:#.*)?""")


def _env_pair(line: str) -> tuple[str, str] | None:
    """The key and the value of a line; None when it is not of the form `KEY=VALUE`."""
    matched = _ENV_LINE.fullmatch(line)
    if matched is None:
        return None
    rest = matched["rest"]
    if rest.lstrip().startswith(("'", '"')):
        quoted = _QUOTED.fullmatch(rest.strip())
        return None if quoted is None else (matched["key"], quoted["value"])
    return matched["key"], re.split(r"\s#", rest, maxsplit=1)[0].strip()


class _Reader:
    """Takes values out of the mapping and collects what is wrong with them."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self._faults: list[Fault] = []

    def text(self, key: str) -> str | None:
        """The value or its default, trimmed; None when there is neither."""
        return self._env.get(key, "").strip() or DEFAULTS[key] or None

    def optional(self, key: str, parse: Callable[[str], T]) -> T | None:
        """The parsed value; None when it is not set or faulty."""
        text = self.text(key)
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError as problem:
            self.fault(key, str(problem))
            return None

    def required(self, key: str, parse: Callable[[str], T], stand_in: T) -> T:
        """The parsed value; the stand-in, which is never used, when it is missing or faulty."""
        if self.text(key) is None:
            self.fault(key, "is missing")
            return stand_in
        value = self.optional(key, parse)
        return stand_in if value is None else value

    def fault(self, key: str, problem: str) -> None:
        self._faults.append(Fault(key, problem))

    def raise_if_faulty(self) -> None:
        if self._faults:
            order = list(DEFAULTS)
            raise SettingsError(tuple(sorted(self._faults, key=lambda f: order.index(f.key))))


def _webhook(read: _Reader) -> Webhook | None:
    url = read.optional("WEBHOOK_URL", _https_url)
    listen = read.optional("WEBHOOK_LISTEN", _address)
    secret = read.optional("WEBHOOK_SECRET", _webhook_secret)
    if read.text("WEBHOOK_URL") and not read.text("WEBHOOK_SECRET"):
        read.fault("WEBHOOK_SECRET", "is needed with WEBHOOK_URL")
    if url is None or listen is None or secret is None:
        return None
    return Webhook(url, listen, secret)


def _token(text: str) -> str:
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", text):
        raise ValueError("is not a bot token: digits, a colon, then letters and digits")
    return text


def _webhook_secret(text: str) -> str:
    # What setWebhook accepts as secret_token: Bot API, setWebhook.
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", text):
        raise ValueError("has to be 1 to 256 of A-Z a-z 0-9 _ -")
    return text


def _http_url(text: str) -> str:
    return _url(text, schemes=("http", "https"))


def _https_url(text: str) -> str:
    return _url(text, schemes=("https",))


def _url(text: str, *, schemes: tuple[str, ...]) -> str:
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


def _pace(text: str) -> str:
    if text not in PACES:
        raise ValueError(f"has to be one of {', '.join(PACES)}")
    return text


def _log_level(text: str) -> str:
    if text.upper() not in LOG_LEVELS:
        raise ValueError(f"has to be one of {', '.join(LOG_LEVELS)}")
    return text.upper()
