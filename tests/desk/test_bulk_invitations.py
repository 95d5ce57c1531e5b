"""Inviting many: shown before it is done, done once, and the links in one file only."""

from __future__ import annotations

import csv
import io
import json

from storage import invitations, outbox, replies, staff
from storage.staff import Role
from tests.world import ADMIN, GROUP, OFFICER, Said, World, only, to


def table(said: list[Said]) -> list[dict[str, str]]:
    document = next(one.document for one in said if one.document is not None)
    assert document["kind"] == "text"
    return list(csv.DictReader(io.StringIO(document["text"])))


def invited(world: World) -> int:
    return int(world.db.execute("SELECT count(*) FROM invitations").fetchone()[0])


def test_all_states_are_shown_first_and_invited_by_one_tap(world: World) -> None:
    shown = only(world.command(ADMIN, "/invite all"), ADMIN)
    assert "Nothing has been done yet." in shown.text
    assert "195 States to be invited" in shown.text
    assert invited(world) == 0

    said = world.tap(ADMIN, shown.buttons["Invite 195 States"])
    rows = table(said)
    assert len(rows) == 195
    assert len({row["Link"] for row in rows}) == 195
    code = rows[0]["Link"].partition("start=")[2]
    found = invitations.find(world.db, code)
    assert found is not None
    assert found.party == rows[0]["Code"]
    assert len(replies.all_replies(world.db)) == 195


def test_a_double_tap_invites_once(world: World) -> None:
    world.command(ADMIN, "/invite all")
    world.tap(ADMIN, "d:bulk:new")
    world.tap(ADMIN, "d:bulk:new")

    assert "not waiting any more" in world.toast
    assert invited(world) == 195


def test_the_links_are_forgotten_once_the_file_is_sent(world: World) -> None:
    world.command(ADMIN, "/invite all")
    said = world.tap(ADMIN, "d:bulk:new")
    row = next(one for one in said if one.document is not None)
    code = table(said)[0]["Link"].partition("start=")[2]
    outbox.mark_sent(world.db, [outbox.Delivered(row.row, 5)], world.stamp)

    dump = "\n".join(world.db.iterdump())
    assert code not in dump


def test_who_acts_is_left_alone_and_unopened_links_only_by_choice(world: World) -> None:
    world.focal_point()
    world.command(ADMIN, "/invite Kenya")
    shown = only(world.file(ADMIN, b"country\nFrance\nKenya\nEgypt\n"), ADMIN)

    assert "1 State to be invited" in shown.text
    assert "1 State has a focal point already" in shown.text
    said = world.tap(ADMIN, "d:bulk:renew")
    assert [row["Code"] for row in table(said)] == ["EGY", "KEN"]
    open_links = [one for one in invitations.of_party(world.db, "KEN") if one.revoked_at is None]
    assert len(open_links) == 1


def test_a_file_is_reported_by_line_and_nothing_is_done_before_the_word(world: World) -> None:
    world.command(ADMIN, "/invite")
    asked = world.give(ADMIN, "states.csv")
    assert "being read" in only(asked, ADMIN).text
    job = world.db.execute("SELECT kind, payload FROM jobs").fetchone()
    assert job[0] == "fetch_desk_file"
    payload = json.loads(job[1])
    assert payload["name"] == "states.csv"
    world.turns.desk.file_arrived(
        world.work(), payload, "pays;x\nFrance;1\nFrnace;2\n<b>;3\n".encode("utf-16")
    )
    shown = only(world.read(), ADMIN)

    assert "Line 3: “Frnace” is not clear. Possible: France" in shown.text
    assert "Line 4: “<b>” is no country" in shown.text
    assert invited(world) == 0
    said = world.tap(ADMIN, "d:bulk:new")
    assert [row["Code"] for row in table(said)] == ["FRA"]


def test_a_file_that_is_no_list_says_why(world: World) -> None:
    assert "CSV" in only(world.file(ADMIN, b"PK\x03\x04"), ADMIN).text
    assert "could not be fetched" in only(world.file(ADMIN, None), ADMIN).text


def test_a_long_report_is_cut_and_counted(world: World) -> None:
    lines = "\n".join(f"Atlantisia {at}" for at in range(60))
    said = to(world.file(ADMIN, f"country\nFrance\n{lines}".encode()), ADMIN)

    text = "\n".join(one.text for one in said)
    assert "and 20 more lines" in text
    assert "d:bulk:new" in said[-1].data
    assert all(len(one.html) <= 4096 for one in said)


def test_an_officer_s_file_is_not_fetched(world: World) -> None:
    assert "No file is needed" in only(world.give(OFFICER, "states.csv"), OFFICER).text
    assert world.db.execute("SELECT count(*) FROM jobs").fetchone() == (0,)


def test_a_file_of_somebody_who_is_no_admin_any_more_is_not_read(world: World) -> None:
    world.give(ADMIN, "states.csv")
    staff.grant(world.db, ADMIN, Role.VIEWER, by=None, now=world.stamp)

    assert world.file(ADMIN, b"country\nFrance\n") == []


def test_a_huge_file_is_refused_unfetched(world: World) -> None:
    said = only(world.give(ADMIN, "states.csv", 5_000_000), ADMIN)

    assert "too large" in said.text
    assert world.db.execute("SELECT count(*) FROM jobs").fetchone() == (0,)


def test_a_file_in_the_group_is_looked_at_only_when_asked_for(world: World) -> None:
    from bot.telegram.updates import FileMessage

    assert world.send(ADMIN, FileMessage("f", "holiday.csv", 10), chat=GROUP) == []
    world.command(ADMIN, "/invite", chat=GROUP)
    said = world.send(ADMIN, FileMessage("f", "states.csv", 10), chat=GROUP)
    assert "being read" in only(said, GROUP).text


def test_inviting_without_a_word_offers_everything(world: World) -> None:
    asked = only(world.command(ADMIN, "/invite"), ADMIN)
    assert "d:everybody" in asked.data

    said = only(world.write(ADMIN, "Кения"), ADMIN)
    assert "Invitation of Kenya" in said.text


def test_nothing_to_invite_is_no_question(world: World) -> None:
    world.focal_point()
    said = only(world.file(ADMIN, b"country\nFrance\n"), ADMIN)

    assert "1 State has a focal point already" in said.text
    assert said.buttons == {}


def test_who_began_to_act_between_the_dry_run_and_the_word_is_left_alone(world: World) -> None:
    world.file(ADMIN, b"country\nFrance\n")
    world.focal_point()
    said = world.tap(ADMIN, "d:bulk:new")

    assert not any(one.document for one in said)
    assert invitations.of_party(world.db, "FRA") == []
