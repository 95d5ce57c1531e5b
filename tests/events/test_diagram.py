"""The flowchart of a form, made from the form."""

from __future__ import annotations

import re

from bot.engine.expressions import Expression
from bot.engine.form import Form, Item, Question, Repeat, Section, Text, Type
from bot.events.diagram import draw
from bot.events.reader import load


def _asks(name: str, relevant: str | None = None, label: str = "Label") -> Question:
    condition = Expression.parse(relevant) if relevant else None
    return Question(name, Type.TEXT, Text(label), required=not relevant, relevant=condition)


def _drawn(*items: Item, relevant: str | None = None) -> list[str]:
    condition = Expression.parse(relevant) if relevant else None
    sections = (
        Section("one", Text("One"), items, condition),
        Section("two", Text("Two"), (_asks("end"),)),
    )
    return draw(Form("1", sections)).splitlines()


def test_what_depends_on_one_condition_stands_behind_one_diamond() -> None:
    drawn = _drawn(_asks("a"), _asks("b", "${a} = 'x'"), _asks("c", "${a} = 'x'"), _asks("d"))

    assert [line.strip() for line in drawn if "if_" in line] == [
        "if_1{\"${a} = 'x'\"}",
        "q_a --> if_1",
        'if_1 -- "yes" --> q_b',
        'if_1 -- "no" --> q_d',
    ]


def test_a_section_can_be_passed_as_a_whole() -> None:
    drawn = _drawn(_asks("a"), relevant=". = 'x'")

    assert '  if_1 -- "no" --> q_end' in drawn


def test_a_list_shows_the_questions_of_each_entry() -> None:
    each = (_asks("name"), _asks("diet", "${name} != ''"))
    drawn = _drawn(Repeat("people", Text("People"), Text("Person"), each, ("name",)))

    assert '  q_people[["people: People"]]' in drawn
    assert "  each_people[\"name*<br>diet (if ${name} != '')\"]" in drawn


def test_words_cannot_end_the_text_of_a_node() -> None:
    drawn = _drawn(_asks("a", label='Say "no"; #1 <b>'))

    assert '  q_a["a*: Say #quot;no#quot;; #35;1 #lt;b#gt;"]' in drawn


def test_every_question_of_the_shipped_event_is_drawn_and_led_to() -> None:
    form = load("wsis-geneva-2003").form
    drawn = draw(form)

    for _, item in form.items:
        assert re.search(rf"^  q_{item.name}\[", drawn, re.MULTILINE)
        assert re.search(rf"--> q_{item.name}$", drawn, re.MULTILINE)
