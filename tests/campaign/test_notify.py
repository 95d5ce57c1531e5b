"""Who is told what: chats of the secretariat, people of a mission, admins."""

from __future__ import annotations

from bot.campaign import notify
from storage import people, staff
from storage.outbox import Lane
from storage.staff import Digest, Role
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, VISITOR, World, campaign, world

__all__ = ["campaign", "world"]

OTHER_ADMIN, OTHER_GROUP = 905, -1005


def test_every_desk_but_one_is_told_in_its_language(world: World) -> None:
    staff.register_desk(world.db, OTHER_GROUP, "Protocole", "fr", by=ADMIN, now=world.stamp)
    notify.desks(world.work(), lambda notices: notices.lost("Protocol"))
    both = world.read()
    notify.desks(world.work(), lambda notices: notices.lost("Protocol"), but=GROUP)
    one = world.read()

    assert sorted(said.chat_id for said in both) == [OTHER_GROUP, GROUP]
    assert "can no longer be reached" in next(s.text for s in both if s.chat_id == GROUP)
    assert "can no longer be reached" not in next(s.text for s in both if s.chat_id != GROUP)
    assert [said.chat_id for said in one] == [OTHER_GROUP]


def test_what_is_not_urgent_is_left_to_a_daily_digest(world: World) -> None:
    staff.set_desk_digest(world.db, GROUP, Digest.DAILY)
    notify.desks(world.work(), lambda notices: notices.lost("Protocol"), urgent=False)
    later = world.read()
    notify.desks(world.work(), lambda notices: notices.lost("Protocol"))

    assert later == []
    assert [said.chat_id for said in world.read()] == [GROUP]


def test_messages_of_a_thread_reply_to_each_other(world: World) -> None:
    for _ in range(2):
        notify.desks(world.work(), lambda notices: notices.lost("Protocol"), thread="thread:FRA")
    first, second = world.read()

    assert first.target is None
    assert second.target == first.row


def test_a_mission_is_told_but_for_one_and_for_who_blocked_the_bot(world: World) -> None:
    for person, role in ((CLAIRE, "primary"), (VISITOR, "backup")):
        world.focal_point(person, role=role)
    told = notify.mission(world.work(), "FRA", lambda notices: notices.somebody_tried("Ann"))
    everybody = [said.chat_id for said in world.read()]
    but = notify.mission(
        world.work(), "FRA", lambda notices: notices.somebody_tried("Ann"), but=CLAIRE
    )
    others = [said.chat_id for said in world.read()]
    people.set_blocked(world.db, VISITOR, world.stamp)
    reached = notify.mission(world.work(), "FRA", lambda notices: notices.somebody_tried("Ann"))

    assert (told, sorted(everybody)) == (2, [CLAIRE, VISITOR])
    assert (but, others) == (1, [VISITOR])
    assert (reached, [said.chat_id for said in world.read()]) == (1, [CLAIRE])


def test_a_notice_waits_behind_the_answers_of_turns(world: World) -> None:
    world.focal_point()
    notify.mission(world.work(), "FRA", lambda notices: notices.somebody_tried("Ann"))
    (lane,) = world.db.execute("SELECT lane FROM outbox").fetchone()

    assert Lane(lane) is Lane.NOTICE


def test_each_admin_is_told_once_for_a_key(world: World) -> None:
    world.meet(OTHER_ADMIN)
    staff.grant(world.db, OTHER_ADMIN, Role.ADMIN, by=ADMIN, now=world.stamp)
    for _ in range(2):
        notify.admins(world.work(), lambda notices: notices.trouble("here"), key="fault")
    told = [said.chat_id for said in world.read()]
    notify.admins(world.work(), lambda notices: notices.trouble("here"), but=ADMIN)
    others = [said.chat_id for said in world.read()]

    assert sorted(told) == [ADMIN, OTHER_ADMIN]
    assert others == [OTHER_ADMIN]
    assert OFFICER not in told


def test_a_lost_person_is_told_of_once_and_only_where_they_act(world: World) -> None:
    world.focal_point()
    world.meet(VISITOR)
    notify.lost_person(world.work(), CLAIRE)
    once = world.read()
    notify.lost_person(world.work(), CLAIRE)
    notify.lost_person(world.work(), VISITOR)

    assert [said.chat_id for said in once] == [GROUP]
    assert "who acts for France" in once[0].text
    assert world.read() == []


def test_every_admin_is_told_in_their_language(world: World) -> None:
    world.meet(OTHER_ADMIN)
    people.set_language(world.db, OTHER_ADMIN, "fr")
    staff.grant(world.db, OTHER_ADMIN, Role.ADMIN, by=ADMIN, now=world.stamp)
    notify.admins(world.work(), lambda notices: notices.lost("Protocol"))
    told = {said.chat_id: said.text for said in world.read()}

    assert set(told) == {ADMIN, OTHER_ADMIN}
    assert "can no longer be reached" in told[ADMIN]
    assert "can no longer be reached" not in told[OTHER_ADMIN]
