"""What an invitation link opens, for whom, how often and for how long; and what guessing leads to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.campaign.campaign import Campaign
from bot.engine.session import Session
from bot.telegram.updates import StartCommand
from storage import audit, invitations, replies, staff
from storage.assignments import MissionRole
from storage.instants import to_text
from storage.staff import Role
from tests.world import ADMIN, CLAIRE, GROUP, VISITOR, Said, World, campaign, to, world

# The fixtures are the desk's.
__all__ = ["campaign", "world"]


def invite(world: World, party: str = "FRA", *, days: int = 30) -> tuple[int, str]:
    replies.ensure(world.db, party, world.stamp)
    expires_at = to_text(world.now + timedelta(days=days))
    return invitations.create(
        world.db, party, MissionRole.PRIMARY, by=ADMIN, now=world.stamp, expires_at=expires_at
    )


def opened(world: World, person: int, code: str) -> list[Said]:
    return world.send(person, StartCommand(code))


def states_of(world: World, person: int) -> list[tuple[str, str]]:
    return world.db.execute(
        "SELECT party, status FROM assignments WHERE person_id = ? ORDER BY id", (person,)
    ).fetchall()


def test_a_link_lets_in_whoever_opens_it_first(world: World) -> None:
    _, code = invite(world)
    opened(world, CLAIRE, code)

    assert states_of(world, CLAIRE) == [("FRA", "confirmed")]


def test_a_link_passed_on_lets_nobody_in_without_the_secretariat(world: World) -> None:
    _, code = invite(world)
    opened(world, CLAIRE, code)
    said = opened(world, VISITOR, code)

    assert states_of(world, CLAIRE) == [("FRA", "confirmed")]
    assert states_of(world, VISITOR) == []
    assert "Sofia Rossi" in to(said, GROUP)[0].text


def test_a_link_that_has_expired_or_was_withdrawn_opens_nothing(world: World) -> None:
    withdrawn, first = invite(world)
    invitations.revoke(world.db, withdrawn, by=ADMIN, now=world.stamp)
    opened(world, CLAIRE, first)
    _, second = invite(world, days=1)
    world.now += timedelta(days=2)
    opened(world, CLAIRE, second)

    assert states_of(world, CLAIRE) == []


def test_a_link_of_another_state_moves_nobody(world: World) -> None:
    world.focal_point()
    _, code = invite(world, "EGY")
    opened(world, CLAIRE, code)

    assert states_of(world, CLAIRE) == [("FRA", "confirmed")]


def test_whoever_guesses_is_paused_for_an_hour_and_the_secretariat_is_told(world: World) -> None:
    _, code = invite(world)
    said = [opened(world, VISITOR, f"guess-{number}") for number in range(5)]
    opened(world, VISITOR, code)
    while_paused = states_of(world, VISITOR)
    world.now += timedelta(hours=1)
    opened(world, VISITOR, code)

    assert [len(to(one, GROUP)) for one in said] == [0, 0, 0, 0, 1]
    assert "Sofia Rossi" in to(said[-1], GROUP)[0].text
    assert while_paused == []
    assert states_of(world, VISITOR) == [("FRA", "confirmed")]


def test_no_code_that_was_tried_is_kept(world: World) -> None:
    _, code = invite(world)
    opened(world, CLAIRE, code)
    opened(world, VISITOR, "a-wrong-code")

    kept = "\n".join(world.db.iterdump())
    assert code not in kept
    assert "a-wrong-code" not in kept
    assert "unknown_code" in {entry.action for entry in audit.entries(world.db)}


def test_it_is_recorded_when_somebody_agreed_and_to_which_words(
    world: World, campaign: Campaign
) -> None:
    _, code = invite(world)
    opened(world, CLAIRE, code)
    before = agreement(world)
    tap(world, "language:en")
    tap(world, "agree")
    at, words = agreement(world)

    assert before == (None, None)
    assert at == world.stamp
    assert words
    assert ("agreed", CLAIRE) in {(entry.action, entry.actor) for entry in audit.entries(world.db)}


def agreement(world: World) -> tuple[str | None, str | None]:
    row: tuple[str | None, str | None] = world.db.execute(
        "SELECT agreed_at, agreed_notice FROM people WHERE id = ?", (CLAIRE,)
    ).fetchone()
    return row


def tap(world: World, action: str) -> list[Said]:
    """The button of that action on the screen in front of the person."""
    (state,) = world.db.execute(
        "SELECT state FROM sessions WHERE person_id = ?", (CLAIRE,)
    ).fetchone()
    return world.tap(CLAIRE, f"{Session.from_json(state).screen}:{action}")


def test_an_admins_link_makes_one_admin(world: World, campaign: Campaign) -> None:
    expires_at = to_text(world.now + timedelta(days=1))
    _, code = invitations.create(
        world.db, None, Role.ADMIN, by=None, now=world.stamp, expires_at=expires_at
    )
    opened(world, VISITOR, code)
    opened(world, CLAIRE, code)

    assert staff.role_of(world.db, VISITOR) == "admin"
    assert staff.role_of(world.db, CLAIRE) is None


@pytest.mark.parametrize(("guesses", "state"), [(4, [("FRA", "confirmed")]), (5, [])])
def test_whoever_has_guessed_five_times_is_paused_and_not_before(
    world: World, guesses: int, state: list[tuple[str, str]]
) -> None:
    _, code = invite(world)
    for number in range(guesses):
        opened(world, VISITOR, f"guess-{number}")

    opened(world, VISITOR, code)

    assert states_of(world, VISITOR) == state


@pytest.mark.parametrize(("seconds", "state"), [(-1, []), (0, []), (1, [("FRA", "confirmed")])])
def test_a_link_opens_until_the_moment_it_expires(
    world: World, seconds: int, state: list[tuple[str, str]]
) -> None:
    _, code = invite(world, days=1)
    # The update itself comes a minute later.
    world.now += timedelta(days=1, minutes=-1, seconds=-seconds)
    opened(world, VISITOR, code)

    assert states_of(world, VISITOR) == state
