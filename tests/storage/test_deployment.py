"""Small facts about the deployment: the newest counts, and nothing is kept of one that is forgotten."""

from __future__ import annotations

from storage import Db, deployment
from storage.errors import WrongEvent


def test_a_fact_is_kept_replaced_and_forgotten(db: Db) -> None:
    values = [deployment.get(db, "deadline")]
    for value in ("one", "two", None, None):
        deployment.put(db, "deadline", value)
        values.append(deployment.get(db, "deadline"))

    assert values == [None, "one", "two", None, None]


def test_a_database_of_another_event_is_named_with_both() -> None:
    error = WrongEvent("A", "B")

    assert (error.found, error.expected) == ("A", "B")
    assert str(error) == "the database belongs to A, not to B"
