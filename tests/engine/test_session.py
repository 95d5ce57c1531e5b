"""Sessions: as text and back, whatever the step."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.session import (
    MAIN,
    NEW,
    Acting,
    Agreeing,
    Asking,
    AtMenu,
    ChoosingLanguage,
    Confirming,
    Fetching,
    Listing,
    Meeting,
    NamingParty,
    New,
    Reviewing,
    Session,
    SettlingNamesake,
    SettlingUnique,
    Step,
    Viewing,
    Waiting,
    Writing,
)

NAMES = st.text(max_size=8)
NUMBERS = st.integers(-1, 10**9)
ASKED = st.builds(
    Asking, NAMES, NUMBERS, st.none() | NAMES, st.booleans(), st.lists(NAMES).map(tuple)
)
PLAIN: st.SearchStrategy[Step] = st.one_of(
    st.just(New()),
    st.just(Agreeing()),
    st.just(Meeting()),
    st.builds(NamingParty, st.lists(NAMES).map(tuple)),
    st.builds(Waiting, NAMES),
    ASKED,
    st.builds(Fetching, NAMES, st.booleans()),
    st.builds(Listing, NAMES, NUMBERS, st.none() | NUMBERS),
    st.builds(Viewing, NAMES, NUMBERS),
    st.builds(SettlingUnique, ASKED, NAMES, NUMBERS),
    st.builds(SettlingNamesake, NAMES, NUMBERS, NUMBERS, st.booleans()),
    st.builds(Reviewing, st.none() | NAMES),
    st.builds(Confirming, NAMES),
)
STEPS = PLAIN | st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.builds(ChoosingLanguage, st.none() | inner),
        st.builds(AtMenu, st.none() | inner),
        st.builds(Writing, st.none() | inner),
    ),
    max_leaves=3,
)
SESSIONS = st.builds(
    Session,
    STEPS,
    NUMBERS,
    NAMES,
    NAMES,
    st.none() | NUMBERS,
    st.none() | st.builds(Acting, NAMES, NAMES, NAMES),
)


@given(SESSIONS)
def test_every_session_is_read_back_as_it_was(session: Session) -> None:
    assert Session.from_json(session.to_json()) == session


def test_a_session_of_an_earlier_version_is_read_with_what_it_lacks() -> None:
    older = {
        "step": {"is": "SettlingNamesake", "repeat": "delegation", "record": 2, "other": 1},
        "screen": 3,
        "form": "1",
        "last": "",
        "heard": None,
    }

    read = Session.from_json(json.dumps(older)).step

    assert read == SettlingNamesake("delegation", 2, 1, filling=True)


def test_a_step_begins_with_what_its_class_says() -> None:
    """Stored sessions of earlier versions lack what was added since: a default is what they mean."""
    assert Session() == Session(New(), 0, "", "", None, None)
    assert ChoosingLanguage() == ChoosingLanguage(None)
    assert NamingParty() == NamingParty(())
    assert Waiting() == Waiting("")
    assert AtMenu() == AtMenu(None)
    assert Asking("q") == Asking("q", 0, None, filling=True, picked=())
    assert Fetching("q") == Fetching("q", filling=True)
    assert Listing("r") == Listing("r", 0, None)
    assert Reviewing() == Reviewing(None)
    assert Writing() == Writing(None)
    assert Acting("FRA", "1") == Acting("FRA", "1", "")
    assert (MAIN, NEW) == (0, -1)


@pytest.mark.parametrize("text", ["", "{}", '{"step": {"is": "Dancing"}}'])
def test_what_is_no_session_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        Session.from_json(text)


def test_a_session_is_kept_in_this_form() -> None:
    """The database holds sessions of earlier versions: their form is a promise."""
    step = AtMenu(Asking("rôle", 2, "delegation", filling=False, picked=("a", "b")))
    session = Session(step, 7, "v1", "pick:a", 41, Acting("FRA", "N° 12", "2003-12-10"))

    assert session.to_json() == (
        '{"is":"Session","step":{"is":"AtMenu","then":{"is":"Asking","question":"rôle","record":2,'
        '"repeat":"delegation","filling":false,"picked":["a","b"]}},"screen":7,"form":"v1",'
        '"last":"pick:a","heard":41,'
        '"acting":{"is":"Acting","party":"FRA","reference":"N° 12","date":"2003-12-10"}}'
    )
