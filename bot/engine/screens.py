"""Builds the screen of a step as one fact, from the reply as it is now."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.engine import facts
from bot.engine import session as steps
from bot.engine.choices import names_offered
from bot.engine.facts import EntranceScreen, Fact, ReplyScreen
from bot.engine.form import Repeat, relevant_questions
from bot.engine.progress import (
    first_list,
    first_open_step,
    is_settled,
    missing_in,
    open_items,
    progress_of,
    relevant,
)
from bot.engine.review import may_send, misfits, missing_answers
from bot.engine.scene import Scene, Standing
from bot.engine.session import MAIN, NEW, RecordStep, ReplyStep, Session, Step

# People on one page of a list: fits a phone's screen with its buttons.
PAGE_SIZE = 8
# People written out in a review; longer delegations are read in the list or the receipt.
PEOPLE_REVIEWED = 60


def look(scene: Scene, session: Session) -> tuple[Session, tuple[Fact, ...]]:
    """Return the session, moved on where its step is no longer possible, and the screen of its step.

    After the form changed under a draft, whoever was filling it in goes on at the first open question.
    """
    step = session.step
    told: list[Fact] = []
    if session.form not in ("", scene.form.version) and isinstance(step, steps.Asking):
        told.append(facts.Told("form_changed"))
        if step.filling and step.record == MAIN and scene.standing is not None:
            step = first_open_step(scene)
    instead = _overtaken(scene, step)
    if instead is not None:
        told.append(
            facts.Told("person_gone" if isinstance(instead, steps.Listing) else "overtaken")
        )
        step = instead
    fact = _fact(scene, step)
    if fact is None and scene.standing is not None and not told:
        told.append(facts.Told("no_longer_asked"))
    while fact is None:
        step = first_open_step(scene) if scene.standing else steps.NamingParty()
        fact = _fact(scene, step)
    return replace(session, step=step, form=scene.form.version), (*told, fact)


def is_possible(scene: Scene, step: Step) -> bool:
    """Return False where what a step is about is no longer there: its question, its list, its person."""
    if not isinstance(step, RecordStep | steps.Fetching | steps.Listing):
        return True
    return _overtaken(scene, step) is None and _fact(scene, step) is not None


def _overtaken(scene: Scene, step: Step) -> Step | None:
    """Return the step to show instead where a colleague has removed or changed the person; else None."""
    if not isinstance(step, RecordStep):
        return None
    records: tuple[int, ...]
    match step:
        case steps.SettlingUnique(at=steps.Asking(repeat=str() as repeat) as at, holder=holder):
            answer = scene.draft.answers(holder).get(at.question)
            holds = scene.draft.exists(repeat, holder) and answer == step.value
            return _overtaken(scene, at) or (None if holds else at)
        case steps.Asking(repeat=str() as repeat, record=record):
            records = () if record == NEW else (record,)
        case steps.Viewing(repeat=repeat, record=record):
            records = (record,)
        case steps.SettlingNamesake(repeat=repeat, record=record, other=other):
            records = (record, other)
        case steps.SettlingUnique() | steps.Asking():
            return None
        case never:
            assert_never(never)
    there = all(scene.draft.exists(repeat, one) for one in records)
    return None if there or repeat not in scene.form.repeats else steps.Listing(repeat)


def _fact(scene: Scene, step: Step) -> EntranceScreen | ReplyScreen | None:
    """Return the step's screen; None where its question or person is gone, or one acts for no State."""
    match step:
        case steps.New():
            return facts.LanguageAsked(first=True)
        case steps.ChoosingLanguage():
            return facts.LanguageAsked(first=step.then is None)
        case steps.Agreeing():
            return facts.NoticeShown(agree=True)
        case steps.NamingParty():
            return facts.PartyAsked(step.candidates)
        case steps.Waiting():
            return facts.Waited(step.party)
        case steps.Writing():
            return facts.DeskMessageAsked()
        case inside:
            return None if scene.standing is None else _inside(scene, scene.standing, inside)


def _inside(
    scene: Scene, standing: Standing, step: steps.Meeting | ReplyStep
) -> ReplyScreen | None:
    draft = scene.draft
    match step:
        case steps.Meeting():
            return facts.PartyShown(
                standing.party, standing.role, standing.confirmed, standing.reason
            )
        case steps.AtMenu():
            answers = draft.answers()
            return facts.Menu(
                standing,
                draft.unsent(),
                len(open_items(scene.form, answers)),
                resumable=step.then is not None,
                people=first_list(scene.form, answers) is not None,
            )
        case steps.Asking():
            return _asked(scene, step)
        case steps.Fetching():
            question = scene.form.question(step.question)
            return facts.Fetched(question) if question else None
        case steps.Listing():
            return _listed(scene, step)
        case steps.Viewing():
            return _viewed(scene, step)
        case steps.SettlingUnique():
            return _unique(scene, step)
        case steps.SettlingNamesake():
            return _namesake(scene, step)
        case steps.Reviewing():
            return _reviewed(scene, standing, step)
        case steps.Confirming():
            return facts.ConfirmAsked(step.deed, standing, draft.unsent())
        case never:
            assert_never(never)


def _asked(scene: Scene, step: steps.Asking) -> facts.Asked | None:
    question = scene.form.question(step.question, step.repeat)
    if question is None:
        return None
    answers = scene.draft.answers(step.record)
    repeat = scene.form.repeats.get(step.repeat) if step.repeat else None
    place = progress_of(scene, question, repeat, answers)
    if place is None:
        return None
    return facts.Asked(
        question,
        place,
        names_offered(question, answers),
        answered=question.name in answers and is_settled(question, answers),
        present=answers.get(question.name),
        picked=step.picked,
        repeat=repeat,
        record=answers if step.record != MAIN else {},
        filling=step.filling,
    )


def _listed(scene: Scene, step: steps.Listing) -> facts.Listed | None:
    repeat = scene.form.repeats.get(step.repeat)
    place = progress_of(scene, repeat, None, {}) if repeat else None
    if repeat is None or place is None:
        return None
    count = scene.draft.count(repeat.name)
    pages = max(1, -(-count // PAGE_SIZE))
    page = min(max(step.page, 0), pages - 1)
    announced = scene.draft.answers().get(repeat.announced_by or "")
    return facts.Listed(
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


def _viewed(scene: Scene, step: steps.Viewing) -> facts.Viewed | None:
    repeat = scene.form.repeats.get(step.repeat)
    if repeat is None:
        return None
    answers = scene.draft.answers(step.record)
    return facts.Viewed(
        repeat,
        step.record,
        answers,
        tuple(relevant_questions(repeat.questions, answers)),
        missing_in(repeat, answers),
        scene.draft.place(repeat.name, step.record),
        scene.draft.count(repeat.name),
    )


def _unique(scene: Scene, step: steps.SettlingUnique) -> facts.UniqueAsked | None:
    at = step.at
    repeat = scene.form.repeats.get(at.repeat or "")
    question = scene.form.question(at.question, at.repeat)
    rules = repeat.unique if repeat else ()
    rule = next((rule for rule in rules if rule.question == at.question), None)
    if repeat is None or question is None or rule is None:
        return None
    return facts.UniqueAsked(
        repeat,
        question,
        step.value,
        scene.draft.answers(step.holder),
        scene.draft.answers(at.record),
        rule.becomes,
    )


def _namesake(scene: Scene, step: steps.SettlingNamesake) -> facts.NamesakeAsked | None:
    repeat = scene.form.repeats.get(step.repeat)
    if repeat is None:
        return None
    return facts.NamesakeAsked(
        repeat, scene.draft.answers(step.record), scene.draft.answers(step.other)
    )


def _reviewed(scene: Scene, standing: Standing, step: steps.Reviewing) -> facts.Reviewed:
    answers = scene.draft.answers()
    sections = dict.fromkeys(section.name for section, _ in relevant(scene.form, answers))
    return facts.Reviewed(
        answers,
        {
            item.name: facts.People(
                scene.draft.page(item.name, 0, PEOPLE_REVIEWED), scene.draft.count(item.name)
            )
            for _, item in relevant(scene.form, answers)
            if isinstance(item, Repeat)
        },
        missing_answers(scene),
        misfits(scene),
        scene.draft.unsent(),
        standing,
        may_send(scene, standing),
        step.section if step.section in sections else None,
        tuple(sections),
    )
