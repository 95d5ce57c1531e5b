"""The regional groups as people read them, and the States of none; which State is in which stands with the States."""

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
    """The regional group of a State."""
    return party.group or OTHERS


def region_name(tongue: Tongue, region: str) -> str:
    """What a regional group is called."""
    return tongue.plain_as("region", REGIONS[region])
