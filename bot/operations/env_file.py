"""Reads a `.env` file into a mapping, without variables, escapes or values of several lines."""

from __future__ import annotations

import re
from pathlib import Path

from bot.operations.config import SettingFault, SettingsError


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
    faults: list[SettingFault] = []
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if pair := _env_pair(stripped):
            values[pair[0]] = pair[1]
        else:
            faults.append(
                SettingFault(f"{path.name}, line {number},", "is not of the form KEY=VALUE")
            )
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
