"""Finds the State or the region a command is about: by what was typed, or by buttons, a page at a time."""

from __future__ import annotations

from bot.desk.prompts import CountryWanted
from bot.desk.visit import Visit
from bot.engine.folding import fold
from bot.events.parties import Party
from bot.texts.messages import Button, Rows, rows_of
from bot.texts.regions import REGIONS, region_name, region_of

# Countries on one page: two columns that fit a phone's screen.
PAGE_SIZE = 20
# In place of a region: the whole world.
ALL = "all"


def found(visit: Visit, text: str, command: str) -> str | None:
    """Return the one State that is meant; else ask for it and return None."""
    if not text:
        ask(visit, command)
        return None
    exact = visit.campaign.parties.exact(text)
    if exact is not None:
        return exact.code
    candidates = visit.campaign.parties.find(text)
    if candidates:
        buttons = rows_of(_country(visit, party, command) for party in candidates)
        visit.ask(CountryWanted(command), "Which country is meant?", buttons)
    else:
        visit.ask(
            CountryWanted(command),
            "No country called “{text}” was found. Please try another spelling, "
            "or choose the region.",
            regions(visit, command),
            text=text,
        )
    return None


def ask(visit: Visit, command: str) -> None:
    """Ask for a country, to be written or chosen by region (d:regions:<command>)."""
    visit.ask_here(
        CountryWanted(command),
        "Which country? Please write its name or code, or choose the region.",
        regions(visit, command),
    )


def region_rows(visit: Visit, action: str, *data: str | int) -> Rows:
    """Return a button for each region, whose action takes the region before further arguments."""
    return rows_of(
        visit.button(region_name(visit.tongue, one), action, one, *data) for one in REGIONS
    )


def regions(visit: Visit, command: str) -> Rows:
    """Return buttons that lead to the countries of each region there is (d:where)."""
    present = {region_of(party) for party in visit.campaign.parties}
    return rows_of(
        visit.button(region_name(visit.tongue, region), "where", command, region, 0)
        for region in REGIONS
        if region in present
    )


def browse(visit: Visit, args: tuple[str, ...]) -> None:
    """Show the countries of a region, a page of them (d:where:<command>:<region>:<page>)."""
    command, region, page = args[0], args[1], int(args[2])
    members = in_region(visit, region)
    here, pages = page_of(page, len(members), PAGE_SIZE)
    shown = members[here * PAGE_SIZE : (here + 1) * PAGE_SIZE]
    back = "‹ " + visit.tongue.plain_as("button", "Regions")
    rows = (
        *rows_of((_country(visit, party, command) for party in shown), max_chars=44),
        *pager(visit, here, pages, "where", command, region),
        (visit.button(back, "regions", command), *visit.cancel_row()),
    )
    visit.say_here("<b>{region}</b>", rows, region=region_name(visit.tongue, region))


def _country(visit: Visit, party: Party, command: str) -> Button:
    return visit.button(party.name(visit.tongue.code), "for", command, party.code)


def pager(visit: Visit, page: int, pages: int, *data: str) -> Rows:
    """Return ‹ 2 of 5 › for an action whose last argument is the page; no row for one page."""
    if pages == 1:
        return ()
    here = visit.tongue.plain("{page} of {pages}", page=page + 1, pages=pages)
    earlier, later = max(0, page - 1), min(pages - 1, page + 1)
    return (
        (
            visit.button("‹", *data, earlier),
            visit.button(here, *data, page),
            visit.button("›", *data, later),
        ),
    )


def page_of(page: int, count: int, size: int) -> tuple[int, int]:
    """Return (the page there is nearest to the one asked for, number of pages)."""
    pages = max(1, -(-count // size))
    return min(max(page, 0), pages - 1), pages


def in_region(visit: Visit, region: str | None) -> list[Party]:
    """Return the States of a region in alphabetical order of the language; of all for None."""
    every = visit.campaign.parties.in_order(visit.tongue.code)
    return [party for party in every if region is None or region_of(party) == region]


def codes_in(visit: Visit, region: str) -> list[str]:
    """Return the States of a region, or of `ALL`, in the alphabetical order of the language."""
    return [party.code for party in in_region(visit, None if region == ALL else region)]


def region_label(visit: Visit, region: str) -> str:
    """Return what a region, or `ALL`, is called within a sentence."""
    if region == ALL:
        return visit.tongue.plain("all regions")
    return region_name(visit.tongue, region)


def region_meant(visit: Visit, text: str) -> str | None:
    """Return a region by its name or the beginning of it, in this chat's language or in English."""
    typed = fold(text)
    for region, words in REGIONS.items():
        names = (region, words, region_name(visit.tongue, region))
        if typed and any(fold(name).startswith(typed) for name in names):
            return region
    return None
