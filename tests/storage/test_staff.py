"""Chats of the secretariat, each told once it is registered."""

from __future__ import annotations

import sqlite3

from storage import staff

Db = sqlite3.Connection

NOW = "2003-07-01T09:00:00.000Z"
LATER = "2003-07-02T09:00:00.000Z"


def test_a_desk_that_is_registered_again_keeps_its_language_and_is_told_again(db: Db) -> None:
    staff.register_desk(db, -100, "Protocol", "en", by=None, now=NOW)
    staff.set_desk_language(db, -100, "fr")
    staff.remove_desk(db, -100, LATER)
    while_removed = staff.desks(db)
    staff.register_desk(db, -100, "Protocole", "en", by=None, now=LATER)

    (desk,) = staff.desks(db)
    assert while_removed == []
    assert (desk.title, desk.language) == ("Protocole", "fr")
