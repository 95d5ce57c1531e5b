"""A moment is read from what people write: day, hour, time zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.campaign.campaign import Campaign
from bot.desk.deadline_parser import moment
from bot.engine.problems import Code, Problem
from bot.texts.typed_words import words_for

NOW = datetime(2003, 9, 1, 9, 0, tzinfo=UTC)


def read(campaign: Campaign, said: str, language: str = "en") -> str:
    """What is understood, in UTC, or why nothing is."""
    months = words_for(campaign.event, language).months
    places = {"geneva": campaign.event.zone}
    found = moment(said, months, NOW, campaign.event.zone, places)
    if isinstance(found, Problem):
        return found.code
    return found.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("15.11.2003 18:00", "2003-11-15 17:00"),
        ("15 November 2003, 18:00", "2003-11-15 17:00"),
        ("2003-11-15 18:00", "2003-11-15 17:00"),
        ("18:00 on 15.11.2003", "2003-11-15 17:00"),
        ("15.11.2003 18h", "2003-11-15 17:00"),
        ("15.11.2003 18h30", "2003-11-15 17:30"),
        ("15.11.2003 6 pm", "2003-11-15 17:00"),
        ("15.11.2003 6:30 p.m.", "2003-11-15 17:30"),
        ("15.11.2003 12 am", "2003-11-14 23:00"),
        ("15.11.2003 12 pm", "2003-11-15 11:00"),
        ("15.11.2003 1 pm", "2003-11-15 12:00"),
        ("15.11.2003 11 am", "2003-11-15 10:00"),
        ("15.11.2003 13:00 pm", "2003-11-15 12:00"),
        ("15.11.2003 12:00", "2003-11-15 11:00"),
        ("15.11.2003 00:30", "2003-11-14 23:30"),
        ("01.09.", "2003-09-01 21:59"),
        ("31.08.", "2004-08-31 21:59"),
        ("15.11.2003", "2003-11-15 22:59"),
        ("15.11.", "2003-11-15 22:59"),
        ("15.08.", "2004-08-15 21:59"),
        ("15/11 18:00", "2003-11-15 17:00"),
        ("15.11.2003 18:00 UTC", "2003-11-15 18:00"),
        ("15.11.2003 18:00 GMT", "2003-11-15 18:00"),
        ("15.11.2003 18:00 UTC+2", "2003-11-15 16:00"),
        ("15.11.2003 18:00 UTC-03:30", "2003-11-15 21:30"),
        ("15.11.2003 18:00 New-York", "2003-11-15 23:00"),
        ("15.11.2003 18:00 (Europe/Paris)", "2003-11-15 17:00"),
        ("15.11.2003 18:00 Tokyo", "2003-11-15 09:00"),
        ("15.11.2003 18:00 Geneva", "2003-11-15 17:00"),
        ("١٥.١١.٢٠٠٣ ١٨:٠٠", "2003-11-15 17:00"),
        ("15.11.2003 18：00", "2003-11-15 17:00"),
    ],
)
def test_a_moment_is_read_as_people_write_it(
    campaign: Campaign, said: str, understood: str
) -> None:
    assert read(campaign, said) == understood


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "15 novembre 2003, 18h00"),
        ("es", "15 de noviembre de 2003, 18:00"),
        ("ru", "15 ноября 2003, 18:00"),
        ("zh", "2003年11月15日 18:00"),
        ("ar", "١٥ تشرين الثاني ٢٠٠٣ ١٨:٠٠"),
    ],
)
def test_months_are_known_in_every_language(campaign: Campaign, language: str, said: str) -> None:
    assert read(campaign, said, language) == "2003-11-15 17:00"


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("31.02.", Code.NO_SUCH_DAY),
        ("31.02.2004", Code.NO_SUCH_DAY),
        ("29.02.2003 18:00", Code.NO_SUCH_DAY),
        ("soon", Code.NOT_A_DATE),
        ("", Code.NOT_A_DATE),
        ("18:00", Code.NOT_A_DATE),
        ("15.11.2003 25:00", Code.NOT_A_DATE),
        ("03-12-10", Code.AMBIGUOUS_DATE),
    ],
)
def test_what_is_no_moment_is_not_guessed_at(campaign: Campaign, said: str, problem: Code) -> None:
    assert read(campaign, said) == problem
