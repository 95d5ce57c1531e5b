"""Drafts: answers found by their message, what is not sent, and the way back to what was sent."""

from __future__ import annotations

from storage import Db, records, replies
from storage.replies import Review, Stage
from tests.storage.drafts import LATER, LIST, NOW, added, order, sent_list


def test_an_answer_is_found_by_its_message_until_it_is_sent(db: Db) -> None:
    replies.set_answer(db, "FRA", 0, "participants", "12", by=7, now=NOW, message_id=40)
    record = added(db)
    replies.set_answer(db, "FRA", record, "name", '"Awa"', by=7, now=NOW, message_id=41)

    main = replies.answer_by_message(db, 7, 40)
    in_list = replies.answer_by_message(db, 7, 41)
    of_another = replies.answer_by_message(db, 8, 40)
    replies.mark_sent(db, "FRA")

    assert main == ("FRA", 0, "participants", None)
    assert in_list == ("FRA", record, "name", LIST)
    assert (of_another, replies.answer_by_message(db, 7, 40)) == (None, None)


def test_a_removed_persons_answers_are_not_found_by_their_message(db: Db) -> None:
    record = added(db)
    replies.set_answer(db, "FRA", record, "name", '"Awa"', by=7, now=NOW, message_id=41)
    records.remove(db, "FRA", LIST, record, LATER)
    while_removed = replies.answer_by_message(db, 7, 41)
    records.restore(db, "FRA", LIST, record)

    assert while_removed is None
    assert replies.answer_by_message(db, 7, 41) == ("FRA", record, "name", LIST)


def test_discarding_brings_back_what_was_sent(db: Db) -> None:
    one, two, three = sent_list(db)
    sent = [replies.answers(db, "FRA", record) for record in (one, two, three)]
    records.move(db, "FRA", LIST, one, 1)
    records.remove(db, "FRA", LIST, three, LATER)
    replies.set_answer(db, "FRA", one, "name", '"other"', by=7, now=LATER)
    replies.set_answer(db, "FRA", 0, "participants", "12", by=7, now=LATER)
    new = added(db)
    replies.set_answer(db, "FRA", new, "name", '"new"', by=7, now=LATER)
    of_another = added(db, "KEN")

    kept = replies.discard(db, "FRA")

    assert sorted(kept) == order(db) == [one, two, three]
    assert [replies.answers(db, "FRA", record) for record in kept] == sent
    assert replies.answers(db, "FRA") == replies.answers(db, "FRA", new) == {}
    assert order(db, "KEN") == [of_another]


def test_a_stage_moves_on_from_the_stages_named_alone(db: Db) -> None:
    replies.ensure(db, "FRA", NOW)
    replies.advance_stage(db, "FRA", (Stage.OPENED, Stage.DRAFT), Stage.SUBMITTED, LATER)
    too_early = replies.get(db, "FRA")
    replies.advance_stage(db, "FRA", (Stage.INVITED, Stage.OPENED), Stage.DRAFT, LATER)
    moved = replies.get(db, "FRA")

    assert too_early is not None
    assert (too_early.stage, too_early.changed_at) == (Stage.INVITED, NOW)
    assert moved is not None
    assert (moved.stage, moved.changed_at) == (Stage.DRAFT, LATER)


def test_a_state_that_is_asked_in_again_keeps_its_row(db: Db) -> None:
    replies.ensure(db, "FRA", NOW)
    replies.set_stage(db, "FRA", Stage.DRAFT, NOW)
    replies.ensure(db, "FRA", LATER)
    (reply,) = replies.all_replies(db)

    assert (reply.stage, reply.created_at, reply.revision, reply.review) == (
        Stage.DRAFT,
        NOW,
        0,
        None,
    )
    assert replies.get(db, "KEN") is None


def test_a_review_replaces_the_note_of_the_one_before(db: Db) -> None:
    replies.ensure(db, "FRA", NOW)
    replies.set_review(
        db, "FRA", Review.RETURNED, by=9, now=NOW, note="n", question="hotel", record=4
    )
    returned = replies.get(db, "FRA")
    replies.set_review(db, "FRA", Review.SEEN, by=8, now=LATER)
    seen = replies.get(db, "FRA")

    assert returned is not None
    assert (returned.review, returned.review_note) == (Review.RETURNED, "n")
    assert (returned.review_question, returned.review_record) == ("hotel", 4)
    assert (returned.reviewed_by, returned.reviewed_at) == (9, NOW)
    assert seen is not None
    assert (seen.review, seen.review_note, seen.review_question, seen.review_record) == (
        Review.SEEN,
        None,
        None,
        None,
    )
    assert (seen.reviewed_by, seen.changed_at) == (8, LATER)


def test_what_is_not_sent_is_counted_answer_by_answer_and_person_by_person(db: Db) -> None:
    one, two, three = sent_list(db)
    sent = replies.unsent(db, "FRA", ["delegation"])
    replies.set_answer(db, "FRA", 0, "hotel", '"yes"', by=7, now=NOW)
    # Skipped, where nothing was sent: no change. A closed list is a mark, not an answer.
    replies.set_answer(db, "FRA", 0, "fax", "null", by=7, now=NOW)
    replies.set_answer(db, "FRA", 0, "delegation", '"closed"', by=7, now=NOW)
    with_an_answer = replies.unsent(db, "FRA", ["delegation"])
    marks_counted = replies.unsent(db, "FRA", [])
    replies.set_answer(db, "FRA", one, "name", '"other"', by=7, now=NOW)
    # Whoever is new or gone is one change, whatever their answers.
    new = added(db)
    replies.set_answer(db, "FRA", new, "name", '"new"', by=7, now=NOW)
    records.remove(db, "FRA", LIST, three, LATER)
    with_people = replies.unsent(db, "FRA", ["delegation"])
    records.move(db, "FRA", LIST, two, -1)
    moved = replies.unsent(db, "FRA", ["delegation"])

    assert (sent, with_an_answer, marks_counted) == (0, 1, 2)
    assert (with_people, moved) == (4, 5)
    assert replies.unsent(db, "KEN", []) == 0


def test_the_last_answer_is_that_of_the_state_alone(db: Db) -> None:
    replies.set_answer(db, "FRA", 0, "hotel", '"yes"', by=7, now=LATER)
    replies.set_answer(db, "FRA", 0, "fax", '"1"', by=7, now=NOW)

    assert replies.last_answer_at(db, "FRA") == LATER
    assert replies.last_answer_at(db, "KEN") is None


def test_a_state_may_have_a_deadline_of_its_own_and_keeps_the_form_it_began_with(db: Db) -> None:
    replies.ensure(db, "FRA", NOW)
    replies.set_form_version(db, "FRA", "v2")
    replies.set_deadline(db, "FRA", LATER, LATER)
    extended = replies.get(db, "FRA")
    replies.set_deadline(db, "FRA", None, LATER)
    general = replies.get(db, "FRA")

    assert extended is not None
    assert (extended.deadline, extended.form_version, extended.changed_at) == (LATER, "v2", LATER)
    assert general is not None
    assert general.deadline is None
