"""What `check` says of an event file."""

from __future__ import annotations

from pathlib import Path

from bot.events.check import run, summary
from bot.events.reader import load
from bot.i18n.tongue import is_translated
from tests.event_papers import PAPERS

EVENT = f"""\
name = "meeting"
code = "M-1"
title = {{ en = "Meeting" }}
place = {{ en = "Nairobi" }}
starts = 2027-02-03
ends = 2027-02-04
deadline = 2027-01-15T18:00:00
zone = "Africa/Nairobi"
languages = ["en"]
parties = ["KEN", "FRA"]

{PAPERS}
[[section]]
name = "coming"
label = "Coming"

[[section.question]]
name = "coming"
type = "yes_no"
label = "Will you come?"

[[section.repeat]]
name = "people"
label = "People"
singular = "Person"
name_questions = ["family"]

[[section.repeat.question]]
name = "family"
type = "name"
label = "Family name"
"""


def test_a_good_file_passes_and_is_summed_up(tmp_path: Path) -> None:
    path = tmp_path / "meeting.toml"
    path.write_text(EVENT, "utf-8")
    status, text = run(path, is_translated)

    assert status == 0
    assert text.splitlines()[:4] == [
        "meeting.toml: no faults",
        "M-1: Meeting, 2027-02-03 to 2027-02-04",
        "languages: en · States: 2 · deadline: 2027-01-15 15:00 UTC",
        "  coming: coming, people (each: family)",
    ]


def test_five_faults_are_five_lines_and_the_status_of_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "meeting.toml"
    text = EVENT.replace('"M-1"', '"m-1"').replace("Africa/Nairobi", "Africa/Nairob")
    text = text.replace("2027-02-04", "2027-02-01").replace('"yes_no"', '"yesno"')
    path.write_text(text.replace('["family"]', '["fam"]'), "utf-8")
    status, said = run(path, is_translated)

    assert status == 2
    assert said.splitlines() == [
        "code (line 2): must be 1 to 20 of A-Z, 0-9 and -",
        "ends (line 6): is before the event starts",
        'zone (line 8): "Africa/Nairob" is no time zone such as "Europe/Zurich"',
        'section[0].question[0].type (line 37): "yesno" is not known; did you mean "yes_no"?',
        'section[0].repeat[0].name_questions[0] (line 44): "fam" is no name or text of this list',
        "meeting.toml: 5 faults",
    ]


def test_a_text_without_a_translation_is_a_fault_here(tmp_path: Path) -> None:
    path = tmp_path / "meeting.toml"
    text = EVENT.replace('["en"]', '["en", "fr"]').replace(
        '{ en = "Meeting" }', '{ en = "Meeting", fr = "Réunion" }'
    )
    path.write_text(
        text.replace('{ en = "Nairobi" }', '{ en = "Nairobi", fr = "Nairobi" }'), "utf-8"
    )
    status, said = run(path, is_translated)

    assert status == 2
    assert "letter.body[0] (line 28): has no translation in: fr" in said.splitlines()


def test_the_shipped_event_is_summed_up() -> None:
    assert "States: 195 · deadline: none" in summary(load("wsis-geneva-2003"))


def test_one_fault_is_one() -> None:
    assert run("no-such-event", is_translated) == (
        2,
        "no-such-event: cannot be read: No such file or directory\nno-such-event: 1 fault",
    )
