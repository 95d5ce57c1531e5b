"""The bar, a question's place and the time of day in a conversation, which transcripts leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dialogues.chats import Chats, chats
from tests.dialogues.scripts import add, enter
from tests.dialogues.steady import steadied
from tests.e2e.missions import FORM, MISSIONS

KENYA = MISSIONS[-1]
HEADER = re.compile(r"    (?P<section>.+) · (?P<position>\d+) of (?P<total>\d+)")


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Chats]:
    """A mission that has filled in its reply, with the head of its delegation, and has sent it."""
    with chats(tmp_path, KENYA.user, "Wanjiru Kamau", "en", KENYA.state) as one:
        enter(one)
        one.answer(KENYA.answers)
        add(one, KENYA.person("head", *KENYA.head))
        one.tap("next")
        one.answer({})
        one.tap("send")
        yield one


def headers(one: Chats) -> list[tuple[str, int, int, str]]:
    """(section, position, total, bar) of every question that was asked."""
    return [
        (found["section"], int(found["position"]), int(found["total"]), bar.strip())
        for line, bar in zip(one.lines, one.lines[1:], strict=False)
        if set(bar.strip()) <= {"▰", "▱"} and (found := HEADER.fullmatch(line))
    ]


def test_the_questions_of_a_section_are_counted_in_their_order(one: Chats) -> None:
    section = FORM.section("focal_point")
    assert section is not None
    asked = [(at, of) for name, at, of, _ in headers(one) if name == "Designated focal point"]

    count = len(section.items)
    assert asked == [(number, count) for number in range(1, count + 1)]


def test_the_questions_about_a_person_are_counted_by_themselves(one: Chats) -> None:
    asked = [(at, of) for name, at, of, _ in headers(one) if name.startswith("Delegation: ")]

    count = len(FORM.repeats["delegation"].questions)
    assert asked == [(number, count) for number in range(1, count + 1)]


def test_the_bar_has_ten_blocks_and_grows_from_empty_to_nearly_full(one: Chats) -> None:
    filled = [bar.count("▰") for *_, bar in headers(one)]

    assert {len(bar) for *_, bar in headers(one)} == {10}
    assert filled[0] == 0
    assert filled == sorted(filled)
    assert filled[-1] == 9


def test_a_sending_is_told_with_the_time_of_day_in_the_events_zone(one: Chats) -> None:
    (notice,) = [line for line in one.lines if "revision 1 · " in line]

    # In September Zurich is two hours ahead of UTC.
    assert f"1 September 2003, {one.now.hour + 2}:{one.now.minute:02} (Zurich)" in notice


@pytest.mark.parametrize(
    ("lines", "steady"),
    [
        (["    Focal point · 7 of 10", "    ▰▰▱▱▱▱▱▱▱▱"], ["    Focal point · # of #", "    ▰▱"]),
        (["    联系人 · 7/10", "    ▰▰▱▱▱▱▱▱▱▱"], ["    联系人 · #/#", "    ▰▱"]),
        (["    1 September 2003, 11:42 (Zurich)"], ["    1 September 2003, ##:## (Zurich)"]),
        (["    2 of 2", "    Role: Head"], ["    2 of 2", "    Role: Head"]),
        (["    +41 22 730 51 11"], ["    +41 22 730 51 11"]),
    ],
)
def test_a_transcript_leaves_out_no_more_than_these(lines: list[str], steady: list[str]) -> None:
    assert steadied(lines) == steady
