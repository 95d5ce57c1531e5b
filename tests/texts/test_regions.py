"""Regional groups: each State is in one, and each has a name."""

from __future__ import annotations

import pytest

from bot.events.parties import Group, load
from bot.texts.regions import OTHERS, REGIONS, region_name, region_of
from tests.texts.samples import EN


@pytest.mark.parametrize(
    ("region", "name"),
    [
        (Group.AFRICAN, "African States"),
        (Group.ASIA_PACIFIC, "Asia-Pacific States"),
        (Group.EASTERN_EUROPEAN, "Eastern European States"),
        (Group.LATIN_AMERICAN, "Latin American and Caribbean States"),
        (Group.WESTERN, "Western European and other States"),
        (OTHERS, "Observer States"),
    ],
)
def test_each_group_is_called_by_its_name(region: str, name: str) -> None:
    assert region_name(EN, region) == name


def test_a_state_of_no_group_is_among_the_others() -> None:
    states = load()

    assert region_of(states["FRA"]) == Group.WESTERN
    assert region_of(states["PSE"]) == OTHERS
    assert {region_of(party) for party in states} == set(REGIONS)
