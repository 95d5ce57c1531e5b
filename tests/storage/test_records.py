"""Records: the order of people, their neighbours, and what is found by a key."""

from __future__ import annotations

from storage import Db, records
from tests.storage.drafts import LATER, LIST, added, order, sent_list


def test_a_person_changes_places_with_the_neighbour_and_stays_at_the_ends(db: Db) -> None:
    one, two, three = sent_list(db)
    orders = []
    for record, by in ((one, 1), (one, 1), (one, 1), (two, -1), (three, -1)):
        records.move(db, "FRA", LIST, record, by)
        orders.append(order(db))

    assert orders == [
        [two, one, three],
        [two, three, one],
        [two, three, one],
        [two, three, one],
        [three, two, one],
    ]


def test_a_removed_neighbour_is_passed_over(db: Db) -> None:
    one, two, three = sent_list(db)
    records.remove(db, "FRA", LIST, two, LATER)
    records.move(db, "FRA", LIST, three, -1)

    assert order(db) == [three, one]


def test_nobody_moves_or_restores_the_people_of_another_state(db: Db) -> None:
    one, two, three = sent_list(db)
    records.remove(db, "FRA", LIST, two, LATER)
    records.move(db, "KEN", LIST, one, 1)
    records.restore(db, "KEN", LIST, two)

    assert order(db) == [one, three]


def test_a_record_has_a_place_while_it_is_in_its_list(db: Db) -> None:
    one, two, three = sent_list(db)
    records.remove(db, "FRA", LIST, one, LATER)

    assert [records.place(db, "FRA", LIST, record) for record in (one, two, three)] == [0, 1, 2]
    assert records.count(db, "FRA", LIST) == 2
    assert [records.exists(db, "FRA", LIST, record) for record in (one, two)] == [False, True]
    assert not records.exists(db, "KEN", LIST, two)
    assert not records.exists(db, "FRA", "rooms", two)


def test_a_page_begins_after_its_offset_and_holds_no_more_than_its_limit(db: Db) -> None:
    one, two, three = sent_list(db)
    bare = added(db)

    assert records.page(db, "FRA", LIST, offset=1, limit=2) == [
        (two, {"name": f'"{two}"'}),
        (three, {"name": f'"{three}"'}),
    ]
    assert [record for record, _ in records.page(db, "FRA", LIST)] == [one, two, three, bare]
    assert records.page(db, "FRA", LIST, offset=3) == [(bare, {})]
    assert records.page(db, "FRA", LIST, offset=4) == []


def test_a_record_is_found_by_its_newest_keys_and_never_as_its_own_double(db: Db) -> None:
    one, two, _ = sent_list(db)
    for record in (two, one):
        records.set_keys(db, "FRA", LIST, record, {"~name": "awa", "role": "head"})
    records.set_keys(db, "FRA", LIST, two, {"~name": "awa"})

    def found(key: str, value: str, but: int | None = None) -> int | None:
        return records.find_key(db, "FRA", LIST, key, value, but=but)

    assert (found("~name", "awa"), found("~name", "awa", one)) == (one, two)
    assert (found("role", "head"), found("role", "head", one)) == (one, None)
    assert records.find_key(db, "KEN", LIST, "role", "head") is None
    records.remove(db, "FRA", LIST, one, LATER)
    assert found("role", "head") is None


def test_the_next_id_is_good_for_any_state(db: Db) -> None:
    first = records.next_id(db)
    records.add(db, "FRA", LIST, first)

    assert (first, records.next_id(db)) == (1, 2)
