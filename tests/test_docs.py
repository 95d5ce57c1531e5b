"""The documents keep to what is there: commands, settings, files, keys, flowcharts, and the worked example."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.__main__ import _parser
from bot.desk.commands import COMMANDS
from bot.engine.form import Type
from bot.events import check, reader
from bot.events.event import Event
from bot.i18n.tongue import is_translated
from bot.mission.commands import MISSION
from bot.operations.config import SETTINGS
from tests.diagrams import current
from tests.xlsform.forms import Talk

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
EXAMPLE = DOCS / "examples" / "water-nairobi-2027.toml"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md")])


def _text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_every_link_leads_somewhere(page: Path) -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#\s]+)\)", page.read_text("utf-8"))

    assert [link for link in linked if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_every_target_of_make_and_command_of_the_command_line_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    code = "\n".join(
        [*re.findall(r"`([^`\n]+)`", text), *re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)]
    )
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    usage = next(action for action in _parser()._actions if action.metavar == "COMMAND")

    assert set(re.findall(r"\bmake ([a-z-]+)", code)) <= targets
    assert set(re.findall(r"python -m bot ([a-z][a-z-]*)", code)) <= set(usage.choices or ())


def test_every_command_of_the_chat_is_in_the_guide_for_officers_and_none_that_is_not_there() -> (
    None
):
    named = set(re.findall(r"(?<![\w/])/([a-z]+)\b(?![/.])", _text("secretariat.md")))

    assert set(COMMANDS) - named == set()
    assert named - {*COMMANDS, *MISSION, "start"} == set()


def test_the_pictures_are_small_and_all_of_them_are_shown() -> None:
    shown = re.findall(r'<img src="(pictures/[a-z-]+\.png)"', _text("secretariat.md"))

    assert sorted(shown) == sorted(
        f"pictures/{path.name}" for path in (DOCS / "pictures").iterdir()
    )
    assert [name for name in shown if (DOCS / name).stat().st_size > 150_000] == []


def test_every_setting_is_in_the_guide_for_operation() -> None:
    text = _text("operations.md")

    assert [
        one.name for one in SETTINGS if f"`{one.name}`" not in text and one.name not in text
    ] == []


def test_every_type_and_key_of_an_event_is_explained() -> None:
    text = _text("events.md")
    keys = {field.name for field in fields(Event)} - {"form", "sender", "privacy", "letter"}

    assert [kind.value for kind in Type if f"`{kind.value}`" not in text] == []
    assert [key for key in keys if f"`{key}`" not in text] == []


def test_the_flowcharts_are_those_of_their_events() -> None:
    stale = [
        page.name for page in PAGES if current(page.read_text("utf-8")) != page.read_text("utf-8")
    ]

    assert stale == [], "make diagrams"
    assert "<!-- steps: make diagrams -->" in _text("design.md")
    assert "<!-- python -m bot diagram docs/examples/water-nairobi-2027.toml -->" in _text(
        "events.md"
    )


def test_the_worked_example_has_no_fault() -> None:
    status, said = check.run(EXAMPLE, is_translated)

    assert status == 0, said


def test_the_excerpts_are_those_of_the_worked_example() -> None:
    example = EXAMPLE.read_text("utf-8").splitlines()
    excerpts = re.findall(r"```toml\n(.*?)```", _text("events.md"), re.DOTALL)

    written = [
        re.sub(r"\s+# .*$", "", line) for one in excerpts for line in one.splitlines() if line
    ]
    assert written
    assert [line for line in written if line not in example] == []


def test_a_conversation_through_the_worked_example() -> None:
    event = reader.load(EXAMPLE)
    on_site = Talk(event)(
        "Amina Benali", "amina@example.org", "Yes, in Nairobi", "1 June 2027", "3 May 2027", "2",
        "[add]", "Amina Benali", "Expert", "All, Wells", "Cities", "[next]", "[skip]",
    )  # fmt: skip
    by_video = Talk(event, "fr")(
        "Benali", "b@example.org", "Oui, par visioconférence", "Mardi 4 mai", "[skip]"
    )

    assert on_site.transcript[5:] == [
        "> Yes, in Nairobi",
        "Day of arrival",
        "> 1 June 2027",
        "! \u2068Please write a day from 30 April to 6 May 2027.\u2069",
        "> 3 May 2027",
        "Number of participants",
        "> 2",
        "Participants: 0",
        "> [add]",
        "Name",
        "> Amina Benali",
        "Part (Speaks for the country / Delegate / Expert)",
        "> Expert",
        "Working groups (Wells / Cities / All)",
        "> All, Wells",
        "! \u2068Please choose all of them, or single ones.\u2069",
        "> Cities",
        "Participants: 1",
        "> [next]",
        "Anything else we should know",
        "> [skip]",
        on_site.transcript[-1],
    ]
    assert "'topics': ['cities']" in on_site.transcript[-1]
    assert by_video.transcript[-5:-1] == [
        "Quels jours suivrez-vous ? (Mardi 4 mai / Mercredi 5 mai / Jeudi 6 mai)",
        "> Mardi 4 mai",
        "Autre chose à nous signaler",
        "> [skip]",
    ]
