"""What a person sees at a step: looks at the reply as it is now and says it as one fact. Decides nothing, changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import assert_never

from bot.engine.facts import (
    Asked,
    ConfirmAsked,
    Draft,
    Fact,
    Fetched,
    LanguageAsked,
    LetterAsked,
    Listed,
    Menu,
    Misfit,
    NamesakeAsked,
    NoticeShown,
    PartyAsked,
    PartyShown,
    People,
    Person,
    Progress,
    Reviewed,
    Standing,
    Told,
    UniqueAsked,
    Viewed,
    Waited,
)
from bot.engine.form import (
    Answers,
    Form,
    Item,
    Question,
    Repeat,
    Section,
    Type,
    Value,
    relevant_questions,
)
from bot.engine.session import (
    MAIN,
    NEW,
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

# People on one page of a list: fits a phone's screen with its buttons.
PAGE_SIZE = 8
# People written out in a review; longer delegations are read in the list or the receipt.
PEOPLE_REVIEWED = 60


@dataclass(frozen=True, slots=True)
class Scene:
    """What a turn looks at. `standing` is None for somebody who acts for no State."""

    form: Form
    draft: Draft
    person: Person
    standing: Standing | None


# ---------------------------------------------------------------- what is answered, what is open


def stands(item: Item, answers: Answers) -> bool:
    """True where the item needs nothing more: answered, or skipped where that is allowed."""
    if item.name not in answers:
        return False
    value = answers[item.name]
    if isinstance(item, Repeat):
        return True
    if value is None:
        return not item.required
    if item.type is Type.CHOICE:
        return isinstance(value, str) and item.choice(value) is not None
    if item.type is Type.CHOICES:
        return isinstance(value, list) and all(item.choice(name) for name in value)
    return True


def relevant(form: Form, answers: Answers) -> list[tuple[Section, Item]]:
    """What the reply asks for, given its answers; questions whose answer no longer fits count as open."""
    return list(form.relevant_items(answers))


def open_items(form: Form, answers: Answers) -> list[Item]:
    return [item for _, item in relevant(form, answers) if not stands(item, answers)]


def first_list(form: Form, answers: Answers) -> str | None:
    """The first list of people that the reply asks for."""
    return next(
        (item.name for _, item in relevant(form, answers) if isinstance(item, Repeat)), None
    )


def next_open(form: Form, answers: Answers, after: str | None) -> Item | None:
    """The first open item after `after`, else the first open one of all."""
    items = [item for _, item in relevant(form, answers)]
    start = next((i + 1 for i, item in enumerate(items) if item.name == after), 0)
    return next(
        (i for i in chain(items[start:], items[:start]) if not stands(i, answers)),
        None,
    )


def neighbour(form: Form, answers: Answers, name: str, by: int) -> Item | None:
    """The item before (-1) or after (+1) in the order of asking."""
    items = [item for _, item in relevant(form, answers)]
    place = next((i for i, item in enumerate(items) if item.name == name), None)
    if place is None or not 0 <= place + by < len(items):
        return None
    return items[place + by]


def missing_in(repeat: Repeat, answers: Answers) -> tuple[Question, ...]:
    """The required questions of a record without an answer."""
    return tuple(
        question
        for question in relevant_questions(repeat.questions, answers)
        if question.required and not stands(question, answers)
    )


def step_for(item: Item | None) -> Step:
    """Where to go for an item; with nothing left to ask, to the review."""
    if item is None:
        return Reviewing()
    return Asking(item.name) if isinstance(item, Question) else Listing(item.name)


def resumed(scene: Scene) -> Step:
    """The first thing that still needs an answer."""
    return step_for(next_open(scene.form, scene.draft.answers(), None))


# ---------------------------------------------------------------- looking


def look(scene: Scene, session: Session) -> tuple[Session, tuple[Fact, ...]]:
    """The screen of the session's step, and the session: moved on where its step is no longer possible.

    After the form changed under a draft, whoever was filling it in goes on at the first open question.
    """
    step = session.step
    told: list[Fact] = []
    if session.form not in ("", scene.form.version) and isinstance(step, Asking):
        told.append(Told("form_changed"))
        if step.filling and step.record == MAIN and scene.standing is not None:
            step = resumed(scene)
    instead = _overtaken(scene, step)
    if instead is not None:
        told.append(Told("person_gone" if isinstance(instead, Listing) else "overtaken"))
        step = instead
    fact = _fact(scene, step)
    if fact is None and scene.standing is not None and not told:
        told.append(Told("no_longer_asked"))
    while fact is None:
        step = resumed(scene) if scene.standing else NamingParty()
        fact = _fact(scene, step)
    return replace(session, step=step, form=scene.form.version), (*told, fact)


def is_possible(scene: Scene, step: Step) -> bool:
    """False where what a step is about is no longer there: its question, its list, its person."""
    about = (Asking, Fetching, Listing, Viewing, SettlingUnique, SettlingNamesake)
    if not isinstance(step, about):
        return True
    return _overtaken(scene, step) is None and _fact(scene, step) is not None


def _overtaken(scene: Scene, step: Step) -> Step | None:
    """What a step gives way to whose person a colleague has removed or changed; None where all is as it was."""
    records: tuple[int, ...]
    match step:
        case SettlingUnique(at=Asking(repeat=str() as repeat) as at, holder=holder):
            answer = scene.draft.answers(holder).get(at.question)
            holds = scene.draft.exists(repeat, holder) and answer == step.value
            return _overtaken(scene, at) or (None if holds else at)
        case Asking(repeat=str() as repeat, record=record):
            records = () if record == NEW else (record,)
        case Viewing(repeat=repeat, record=record):
            records = (record,)
        case SettlingNamesake(repeat=repeat, record=record, other=other):
            records = (record, other)
        case _:
            return None
    there = all(scene.draft.exists(repeat, one) for one in records)
    return None if there or repeat not in scene.form.repeats else Listing(repeat)


def _fact(scene: Scene, step: Step) -> Fact | None:
    """None where the step is not possible: its question or person is gone, or one acts for no State."""
    match step:
        case New():
            return LanguageAsked(first=True)
        case ChoosingLanguage():
            return LanguageAsked(first=step.then is None)
        case Agreeing():
            return NoticeShown(agree=True)
        case NamingParty():
            return PartyAsked(step.candidates)
        case Waiting():
            return Waited(step.party)
        case Writing():
            return LetterAsked()
        case _:
            return None if scene.standing is None else _inside(scene, scene.standing, step)


def _inside(scene: Scene, standing: Standing, step: Step) -> Fact | None:
    draft = scene.draft
    match step:
        case Meeting():
            return PartyShown(standing.party, standing.role, standing.confirmed, standing.reason)
        case AtMenu():
            answers = draft.answers()
            return Menu(
                standing,
                draft.unsent(),
                len(open_items(scene.form, answers)),
                resumable=step.then is not None,
                people=first_list(scene.form, answers) is not None,
            )
        case Asking():
            return _asked(scene, step)
        case Fetching():
            question = scene.form.question(step.question)
            return Fetched(question) if question else None
        case Listing():
            return _listed(scene, step)
        case Viewing():
            return _viewed(scene, step)
        case SettlingUnique():
            return _unique(scene, step)
        case SettlingNamesake():
            return _namesake(scene, step)
        case Reviewing():
            return _reviewed(scene, standing, step)
        case Confirming():
            return ConfirmAsked(step.deed, standing, draft.unsent())
        case (
            New() | ChoosingLanguage() | Agreeing() | NamingParty() | Waiting() | Writing()
        ):  # pragma: no cover - shown without a standing
            return None
        case _:
            assert_never(step)


def _asked(scene: Scene, step: Asking) -> Fact | None:
    question = scene.form.question(step.question, step.repeat)
    if question is None:
        return None
    answers = scene.draft.answers(step.record)
    repeat = scene.form.repeats.get(step.repeat) if step.repeat else None
    place = place_of(scene, question, repeat, answers)
    if place is None:
        return None
    return Asked(
        question,
        place,
        choices_of(question, answers),
        answered=question.name in answers and stands(question, answers),
        present=answers.get(question.name),
        picked=step.picked,
        repeat=repeat,
        record=answers if step.record != MAIN else {},
        filling=step.filling,
    )


def choices_of(question: Question, answers: Answers) -> tuple[str, ...]:
    return tuple(
        choice.name
        for choice in question.choices
        if choice.relevant is None or choice.relevant.holds(answers)
    )


def place_of(scene: Scene, item: Item, repeat: Repeat | None, answers: Answers) -> Progress | None:
    """Where an item stands among those that are asked; None where it is not asked now.

    `repeat` holds the item, and `answers` are the record's, where it is about one person.
    """
    main = scene.draft.answers()
    items = relevant(scene.form, main)
    done = sum(1 for _, other in items if stands(other, main))
    section = next((held for held, other in items if other is (repeat or item)), None)
    questions: Sequence[Item] = [other for held, other in items if held is section]
    if repeat is not None:
        questions = list(relevant_questions(repeat.questions, answers))
    if section is None or item not in questions:
        return None
    return Progress(section, questions.index(item) + 1, len(questions), done, len(items))


def _listed(scene: Scene, step: Listing) -> Fact | None:
    repeat = scene.form.repeats.get(step.repeat)
    if repeat is None:
        return None
    place = place_of(scene, repeat, None, {})
    if place is None:
        return None
    count = scene.draft.count(repeat.name)
    pages = max(1, -(-count // PAGE_SIZE))
    page = min(max(step.page, 0), pages - 1)
    announced: Value = None
    if repeat.announced_by is not None:
        announced = scene.draft.answers().get(repeat.announced_by)
    return Listed(
        repeat,
        place,
        scene.draft.page(repeat.name, page * PAGE_SIZE, PAGE_SIZE),
        count,
        page,
        pages,
        announced if isinstance(announced, int) else None,
        undo=step.removed is not None,
        full=count >= repeat.maximum,
    )


def _viewed(scene: Scene, step: Viewing) -> Fact | None:
    repeat = scene.form.repeats.get(step.repeat)
    if repeat is None:
        return None
    answers = scene.draft.answers(step.record)
    return Viewed(
        repeat,
        step.record,
        answers,
        tuple(relevant_questions(repeat.questions, answers)),
        missing_in(repeat, answers),
        scene.draft.place(repeat.name, step.record),
        scene.draft.count(repeat.name),
    )


def _unique(scene: Scene, step: SettlingUnique) -> Fact | None:
    at = step.at
    repeat = scene.form.repeats.get(at.repeat or "")
    question = scene.form.question(at.question, at.repeat)
    rules = repeat.unique if repeat else ()
    rule = next((rule for rule in rules if rule.question == at.question), None)
    if repeat is None or question is None or rule is None:
        return None
    return UniqueAsked(
        repeat,
        question,
        step.value,
        scene.draft.answers(step.holder),
        scene.draft.answers(at.record),
        rule.becomes,
    )


def _namesake(scene: Scene, step: SettlingNamesake) -> Fact | None:
    repeat = scene.form.repeats.get(step.repeat)
    if repeat is None:
        return None
    return NamesakeAsked(repeat, scene.draft.answers(step.record), scene.draft.answers(step.other))


# ---------------------------------------------------------------- the review


def missing(scene: Scene) -> list[tuple[Question, Repeat | None, Answers]]:
    """What must still be answered before the reply can be sent."""
    answers = scene.draft.answers()
    found: list[tuple[Question, Repeat | None, Answers]] = []
    for _, item in relevant(scene.form, answers):
        if isinstance(item, Question):
            if item.required and not stands(item, answers):
                found.append((item, None, answers))
        else:
            entry = scene.draft.incomplete(item.name)
            if entry is not None:
                found += [(q, item, entry.answers) for q in missing_in(item, entry.answers)]
    return found


def misfits(scene: Scene) -> list[Misfit]:
    """What does not fit together; said, never refused."""
    answers = scene.draft.answers()
    found: list[Misfit] = []
    for _, item in relevant(scene.form, answers):
        if not isinstance(item, Repeat):
            continue
        named = scene.draft.count(item.name)
        announced = answers.get(item.announced_by) if item.announced_by else None
        if isinstance(announced, int) and named > announced:
            found.append(Misfit("more_named", {"more": named - announced}))
        found += [
            Misfit("none_holds", {"question": rule.question, "value": rule.value})
            for rule in item.unique
            if named and scene.draft.holder(item.name, rule.question, rule.value) is None
        ]
    return found


def may_send(scene: Scene, standing: Standing) -> bool:
    """True where there is something new to send; what is missing is asked for separately."""
    # What was withdrawn can be sent again as it is, but not over and over while the desk decides.
    withdrawn = standing.stage == "withdrawn" and not standing.proposed
    return standing.newest == 0 or withdrawn or scene.draft.unsent() > 0


def _reviewed(scene: Scene, standing: Standing, step: Reviewing) -> Fact:
    answers = scene.draft.answers()
    sections = dict.fromkeys(section.name for section, _ in relevant(scene.form, answers))
    return Reviewed(
        answers,
        {
            item.name: People(
                scene.draft.page(item.name, 0, PEOPLE_REVIEWED), scene.draft.count(item.name)
            )
            for _, item in relevant(scene.form, answers)
            if isinstance(item, Repeat)
        },
        missing(scene),
        misfits(scene),
        scene.draft.unsent(),
        standing,
        may_send(scene, standing),
        step.section if step.section in sections else None,
        tuple(sections),
    )
