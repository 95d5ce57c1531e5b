"""The files in deploy/ against the program: settings that exist, an ordinary user, nothing to write but its own folders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.operations.config import SETTINGS, Settings

ROOT = Path(__file__).parents[1]
UNIT = (ROOT / "deploy" / "focal-point.service").read_text(encoding="utf-8")
CONTAINER = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
LITESTREAM = (ROOT / "deploy" / "litestream.yml").read_text(encoding="utf-8")
KNOWN = {setting.name for setting in SETTINGS} | {"PYTHONDONTWRITEBYTECODE"}


def unit_settings() -> dict[str, str]:
    return dict(re.findall(r"^Environment=([A-Z_]+)=(\S+)$", UNIT, re.MULTILINE))


def container_settings() -> dict[str, str]:
    block = re.search(r"^ENV ((?:.*\\\n)*.*)$", CONTAINER, re.MULTILINE)
    assert block is not None
    return dict(re.findall(r"([A-Z_]+)=(\S+)", block[1]))


@pytest.mark.parametrize("given", [unit_settings(), container_settings()], ids=["unit", "image"])
def test_every_setting_exists_and_can_be_used(given: dict[str, str]) -> None:
    settings = {name: value for name, value in given.items() if name != "DATABASE"}
    read = Settings.from_env({"BOT_TOKEN": "1:a", **settings})

    assert set(given) <= KNOWN
    assert read.metrics_listen is not None
    assert read.metrics_listen.host == "127.0.0.1"


def test_the_service_is_an_ordinary_user_who_writes_its_own_folders_alone() -> None:
    lines = set(UNIT.splitlines())

    assert {"User=focal-point", "ProtectSystem=strict", "NoNewPrivileges=yes"} <= lines
    assert {"CapabilityBoundingSet=", "UMask=0077", "StateDirectory=focal-point"} <= lines
    assert unit_settings()["DATABASE"].startswith("/var/lib/focal-point/")


def test_the_image_is_of_what_is_there_and_runs_as_an_ordinary_user() -> None:
    copied = re.findall(r"^COPY (?!--)(\S+)", CONTAINER, re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    _, _, run_as = CONTAINER.partition("\nUSER ")

    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {f"!{name}" for name in copied} <= set(ignored)
    assert "*" in ignored
    assert run_as.startswith("focal-point\n")
    assert "\nUSER root" not in CONTAINER


def test_the_health_check_asks_where_the_figures_are() -> None:
    assert f"http://{container_settings()['METRICS_LISTEN']}/healthz" in CONTAINER


def test_the_following_copy_is_of_the_services_database() -> None:
    assert f"path: {unit_settings()['DATABASE']}\n" in LITESTREAM
