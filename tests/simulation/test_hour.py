"""Telegram away for an hour: everything comes afterwards, in order, and whoever tapped in vain is asked again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.overload import hour
from tests.simulation.quiet import quiet


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    with quiet():
        yield


def test_after_an_hour_away_everything_is_delivered_in_order_within_the_limits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Enough that their answers alone would pass the limit of a second.
    assert hour(tmp_path, people=120), capsys.readouterr().out
