"""Differences: what is told about two contents, and that nothing is left out of it."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.engine.diff import Change, ChangeKind, Content, Member, differences
from bot.engine.form import Answers, Form, Question, Repeat, Section, Text, Type, Value

COUNT = Question("count", Type.INTEGER, Text("Count"))
REMARKS = Question("remarks", Type.TEXT, Text("Remarks"))
GIVEN = Question("given", Type.NAME, Text("Given names"))
ROLE = Question("role", Type.TEXT, Text("Role"))
DELEGATION = Repeat("delegation", Text("Delegation"), Text("delegate"), (GIVEN, ROLE), ("given",))
FORM = Form(
    "1",
    (
        Section("a", Text("A"), (COUNT,)),
        Section("b", Text("B"), (DELEGATION, REMARKS)),
    ),
)

ANNA = Member(1, {"given": "Anna", "role": "head"})
BO = Member(2, {"given": "Bo", "role": "adviser"})
CY = Member(3, {"given": "Cy", "role": "expert"})


def people(*members: Member) -> Content:
    return Content({}, {"delegation": members})


def test_an_answer_changes_from_old_to_new_and_in_the_order_of_the_form() -> None:
    old = Content({"remarks": "a", "count": 3})
    new = Content({"remarks": "b", "count": 4})

    assert differences(FORM, old, new) == (
        Change(ChangeKind.ANSWERED, COUNT, 3, 4),
        Change(ChangeKind.ANSWERED, REMARKS, "a", "b"),
    )


def test_everything_is_new_against_nothing() -> None:
    new = Content({"count": 3, "remarks": None}, {"delegation": (ANNA,)})

    assert differences(FORM, None, new) == (
        Change(ChangeKind.ANSWERED, COUNT, None, 3),
        Change(ChangeKind.ADDED, repeat=DELEGATION, record=1, answers=ANNA.answers, place=1),
    )


def test_a_skipped_question_and_one_never_asked_are_no_difference() -> None:
    assert differences(FORM, Content({"count": None}), Content({})) == ()


def test_an_answer_the_form_no_longer_asks_for_is_no_difference() -> None:
    assert differences(FORM, Content({"gone": 1}), Content({})) == ()


def test_people_come_and_go_and_change() -> None:
    promoted = Member(2, {"given": "Bo", "role": "head"})

    assert differences(FORM, people(ANNA, BO), people(promoted, CY)) == (
        Change(ChangeKind.CHANGED, ROLE, "adviser", "head", DELEGATION, 2, promoted.answers),
        Change(ChangeKind.ADDED, repeat=DELEGATION, record=3, answers=CY.answers, place=2),
        Change(ChangeKind.REMOVED, repeat=DELEGATION, record=1, answers=ANNA.answers),
    )


def test_one_move_is_told_as_one() -> None:
    assert differences(FORM, people(ANNA, BO, CY), people(CY, ANNA, BO)) == (
        Change(ChangeKind.MOVED, repeat=DELEGATION, record=3, answers=CY.answers, place=1),
    )


def test_a_removal_moves_nobody() -> None:
    kinds = [change.kind for change in differences(FORM, people(ANNA, BO, CY), people(BO, CY))]

    assert kinds == [ChangeKind.REMOVED]


values: st.SearchStrategy[Value] = st.none() | st.sampled_from(["x", "y"])


@st.composite
def contents(draw: st.DrawFn) -> Content:
    answers = st.dictionaries(st.sampled_from(["count", "remarks"]), values)
    identities = draw(st.lists(st.integers(1, 8), unique=True))
    told = st.dictionaries(st.sampled_from(["given", "role"]), values)
    return Content(draw(answers), {"delegation": tuple(Member(i, draw(told)) for i in identities)})


def applied(old: Content, changes: tuple[Change, ...]) -> Content:
    """The content that these changes make of the old one."""
    answers = dict(old.answers)
    records = {member.id: dict(member.answers) for member in old.records["delegation"]}
    placed: dict[int, int] = {}
    for change in changes:
        match change:
            case Change(kind=ChangeKind.ANSWERED, question=Question(name=name), new=new):
                answers[name] = new
            case Change(kind=ChangeKind.CHANGED, question=Question(name=name), record=int(record)):
                records[record][name] = change.new
            case Change(kind=ChangeKind.REMOVED, record=int(record)):
                del records[record]
            case Change(record=int(record), place=int(place)):
                records.setdefault(record, dict(change.answers))
                placed[place] = record
    order = [record for record in records if record not in placed.values()]
    for place in sorted(placed):
        order.insert(place - 1, placed[place])
    return Content(answers, {"delegation": tuple(Member(i, records[i]) for i in order)})


def said(content: Content) -> tuple[Answers, list[tuple[int, Answers]]]:
    """A content without its skipped answers."""

    def given(answers: Answers) -> Answers:
        return {name: value for name, value in answers.items() if value is not None}

    members = content.records["delegation"]
    return given(content.answers), [(m.id, given(m.answers)) for m in members]


@given(contents(), contents())
def test_the_differences_lead_from_the_old_to_the_new(old: Content, new: Content) -> None:
    changes = differences(FORM, old, new)

    assert said(applied(old, changes)) == said(new)
    assert bool(changes) is (said(old) != said(new))


@given(st.permutations(range(1, 7)))
def test_no_fewer_moves_would_do(order: list[int]) -> None:
    old = people(*(Member(i, {}) for i in range(1, 7)))
    moves = len(differences(FORM, old, people(*(Member(i, {}) for i in order))))

    assert not any(list(run) == sorted(run) for run in combinations(order, 6 - moves + 1))


@given(contents())
def test_a_content_is_itself_after_storage(content: Content) -> None:
    assert Content.from_json(content.to_json()) == content
