"""Names the regional groups, and the States of none."""

from __future__ import annotations

from collections.abc import Mapping

from bot.events.parties import Group, Party
from bot.i18n.tongue import NP_, Tongue

# The States that belong to no regional group.
OTHERS = "others"

REGIONS: Mapping[str, str] = {
    Group.AFRICAN: NP_("region", "African States"),
    Group.ASIA_PACIFIC: NP_("region", "Asia-Pacific States"),
    Group.EASTERN_EUROPEAN: NP_("region", "Eastern European States"),
    Group.LATIN_AMERICAN: NP_("region", "Latin American and Caribbean States"),
    Group.WESTERN: NP_("region", "Western European and other States"),
    OTHERS: NP_("region", "Observer States"),
}


def region_of(party: Party) -> str:
    """Return a State's regional group, `OTHERS` for none."""
    return party.group or OTHERS


def region_name(tongue: Tongue, region: str) -> str:
    """Return a regional group's name."""
    return tongue.plain_as("region", REGIONS[region])
