"""A State's draft over the storage."""

from __future__ import annotations

from bot.engine.changes import AnswerSet, DraftDiscarded, RecordAdded
from bot.engine.people import NAME_KEY, keys_of
from bot.mission.draft import StoredDraft
from storage import records, replies
from tests.world import CLAIRE, FORM, World, campaign, world

__all__ = ["campaign", "world"]


def test_a_new_name_that_is_discarded_finds_nobody_and_the_old_one_does(world: World) -> None:
    world.focal_point()
    draft = StoredDraft(world.db, FORM, "FRA")

    def apply(*deeds: AnswerSet | DraftDiscarded | RecordAdded) -> None:
        for deed in deeds:
            draft.apply(deed, by=CLAIRE, role="primary", now=world.stamp)

    def finds(family: str) -> int | None:
        keys = keys_of(FORM.repeats["delegation"], {"given": "Amina", "family": family})
        return records.find_key(world.db, "FRA", "delegation", NAME_KEY, keys[NAME_KEY])

    apply(RecordAdded("delegation", 1))
    apply(AnswerSet("given", "Amina", 1, "delegation"))
    apply(AnswerSet("family", "Benali", 1, "delegation"))
    replies.mark_sent(world.db, "FRA")
    apply(AnswerSet("family", "Haddad", 1, "delegation"))
    assert (finds("Haddad"), finds("Benali")) == (1, None)

    apply(DraftDiscarded())

    assert (finds("Haddad"), finds("Benali")) == (None, 1)
