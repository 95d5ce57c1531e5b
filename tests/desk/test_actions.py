"""Every button that anybody can come to does something: its name is registered, and its arguments fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.campaign.campaign import Campaign
from bot.desk.actions import ACTIONS, Action, Arg
from bot.desk.commands import COMMANDS
from tests import acts
from tests.desk import scenes
from tests.desk.crawl import Crawl, fault_of, play
from tests.dialogues import scripts
from tests.dialogues.chats import Chats, chats
from tests.e2e.missions import MISSIONS, Mission
from tests.said_texts import Key, recording, sayable
from tests.world import ADMIN, OFFICER, VIEWER, VISITOR, World, secretariat

FILE = Path(__file__).with_name("transcript.txt")

# Each button: the role it needs, and the arguments it must carry.
NEEDS: dict[str, str] = {
    "run": "viewer command",
    "for": "viewer command party",
    "where": "viewer command region number",
    "regions": "viewer command",
    "cancel": "viewer",
    "open": "viewer party",
    "card": "viewer party",
    "reply": "viewer party",
    "file": "viewer party number",
    "changes": "viewer party number",
    "history": "viewer party",
    "missing": "viewer region number",
    "accept": "officer party number",
    "who": "viewer party",
    "return": "officer party number",
    "about": "officer party number",
    "whom": "officer party number word number",
    "trait": "officer party number word number",
    "on": "officer party number word number",
    "take": "officer party number",
    "decline": "officer party number",
    "wholate": "viewer party number",
    "requests": "viewer number",
    "confirm": "officer number",
    "refuse": "officer number",
    "instead": "admin number",
    "beside": "officer number",
    "whoin": "viewer number",
    "replace": "admin number",
    "invite": "admin party word",
    "unlink": "admin party number",
    "dismiss": "admin number",
    "dismissed": "admin number",
    "message": "officer party",
    "answer": "officer number",
    "thread": "viewer party number",
    "recorded": "officer",
    "remind": "officer word region",
    "remindgo": "officer word region number",
    "stop": "officer number",
    "announce": "admin region",
    "announcerest": "admin",
    "announcego": "admin",
    "deadlineset": "admin word number",
    "deadlineback": "admin word",
    "export": "officer word",
    "participants": "officer word region",
    "picture": "viewer word",
    "letterregion": "admin region",
    "letters": "admin word word number",
    "trail": "admin word number",
    "trailfile": "admin word",
    "erase": "admin word word",
    "erasesure": "admin word word",
    "erasenow": "admin word word",
    "health": "admin",
    "retry": "admin",
    "lookedat": "admin",
    "integrity": "admin",
    "grant": "admin",
    "role": "admin word",
    "grantto": "admin word number",
    "removals": "admin",
    "removal": "admin number",
    "removed": "admin number",
    "register": "officer",
    "unregister": "officer",
    "language": "viewer",
    "speak": "viewer word",
    "digest": "viewer",
    "digests": "viewer word",
    "steps": "admin",
    "event": "admin",
    "try": "admin",
    "everybody": "admin",
    "bulk": "admin word",
}


@dataclass(frozen=True, slots=True)
class Played:
    """What tapping everything led to."""

    crawl: Crawl
    texts: frozenset[Key]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, campaign: Campaign) -> Iterator[Played]:
    with secretariat(tmp_path_factory.mktemp("crawl"), campaign) as world, recording() as texts:
        crawl = Crawl(world)
        play(crawl, world)
        scenes.act(crawl)
        yield Played(crawl, frozenset(texts))


def test_every_button_that_can_be_come_to_is_registered_and_takes_its_arguments(
    played: Played,
) -> None:
    assert played.crawl.faults == []
    assert sorted(set(ACTIONS) - played.crawl.shown) == []


def test_every_button_needs_its_role(full: World) -> None:
    refused = {}
    for name, (role, *_) in needs().items():
        below = {"admin": OFFICER, "officer": VIEWER, "viewer": VISITOR}[role]
        full.tap(below, ":".join(["d", name, *fitting(name)]))
        refused[name] = full.toast
        assert full.answers[0].alert

    assert refused == {
        name: "This is for the secretariat."
        if role == "viewer"
        else f"This needs the role of {role}."
        for name, (role, *_) in needs().items()
    }


def test_every_button_needs_each_of_its_arguments(full: World) -> None:
    before = full.actions()
    done = []
    for name, (_, *kinds) in needs().items():
        args = fitting(name)
        spoilt = [args[:-1]] if args else []
        for place, kind in enumerate(kinds):
            if kind != "word":
                spoilt.append([*args[:place], "No", *args[place + 1 :]])
        for one in spoilt:
            data = ":".join(["d", name, *one])
            if full.tap(ADMIN, data) or not full.toast.startswith("This button is no longer used"):
                done.append(data)

    assert done == []
    assert full.actions() == before


def test_no_button_is_missing_above() -> None:
    assert set(ACTIONS) == set(NEEDS)


def needs() -> dict[str, list[str]]:
    return {name: words.split() for name, words in NEEDS.items()}


def fitting(name: str) -> list[str]:
    """Arguments such as a button needs."""
    usual = {"party": "FRA", "number": "0", "command": "help", "region": "all", "word": "x"}
    return [usual[kind] for kind in needs()[name][1:]]


def test_the_desk_says_what_was_read_last(played: Played, request: pytest.FixtureRequest) -> None:
    said = "\n".join(played.crawl.lines).lstrip() + "\n"
    if request.config.getoption("write_transcripts"):
        FILE.write_text(said, encoding="utf-8")

    assert FILE.read_text(encoding="utf-8") == said


def test_a_button_s_arguments_are_looked_at_one_by_one(full: World) -> None:
    parties = full.turns.mission.campaign.parties

    def fits(kind: Arg, *args: str) -> bool:
        return Action("name", COMMANDS["help"].role, lambda _visit, _args: None, (kind,)).fits(
            args, parties
        )

    assert fits(Arg.NUMBER, "0")
    assert fits(Arg.NUMBER, "9" * 15)
    assert not fits(Arg.NUMBER, "9" * 16)
    assert not fits(Arg.NUMBER, "")
    assert not fits(Arg.NUMBER)
    assert fits(Arg.NUMBER, "1", "more")
    assert fits(Arg.REGION, "all")
    assert fits(Arg.REGION, "western")
    assert not fits(Arg.REGION, "West")
    assert fits(Arg.COMMAND, "help")
    assert not fits(Arg.COMMAND, "helper")
    assert fits(Arg.PARTY, "FRA")
    assert not fits(Arg.PARTY, "XXX")
    assert fits(Arg.WORD, "")


@pytest.mark.parametrize("script", [scripts.reply, scripts.mistakes, scripts.uninvited])
def test_every_button_of_a_dialogue_is_registered(
    script: Callable[[Chats, Mission], None], tmp_path: Path, campaign: Campaign
) -> None:
    mission = next(one for one in MISSIONS if one.language == "fr")
    who = f"{mission.given} {mission.family}"
    with chats(tmp_path, mission.user, who, mission.language, mission.state) as one:
        script(one, mission)
        shown = [
            button["callback_data"]
            for row in acts.everything(one.db)
            for buttons in row.params.get("reply_markup", {}).get("inline_keyboard", [])
            for button in buttons
            if "callback_data" in button
        ]

    assert len(shown) > 10
    assert [fault for data in shown if (fault := fault_of(data, campaign.parties))] == []


# What is said where tapping everything does not lead: the text → what holds it.
ELSEWHERE: dict[Key, str] = {
    (None, "Somebody acts for each of these States already."): "test_invitation_letters.py",
    (None, "This date can be read in two ways."): "test_deadline.py",
    (None, "Recorded from paper: {paper} of {date}"): "test_state_cards.py",
    (
        None,
        "Welcome, {who}. You are now an admin of the secretariat of <b>{event}</b>.",
    ): "test_home.py",
    (
        None,
        "People who open an invitation are confirmed by the secretariat first.",
    ): "test_home.py",
    (None, "{n} more"): "test_reminders.py",
    (None, "… and {n} more line."): "test_edges.py",
    (None, "… and {n} more person."): "test_edges.py",
    (None, "⚠ The database is damaged. Please restore a backup:"): "test_health.py",
    (
        None,
        "⚠ The mission has {n} change it has not sent; it would be sent with this.",
    ): "test_reply_on_paper.py",
}


def test_every_text_of_the_desk_is_said(played: Played) -> None:
    unsaid = sayable("bot/desk/").keys() - played.texts

    assert unsaid == ELSEWHERE.keys(), "\n".join(map(str, unsaid - ELSEWHERE.keys()))
