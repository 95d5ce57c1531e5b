"""A whole campaign over HTTP: everybody invited from a list, one mission's reply sent, returned, amended, accepted, late."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

from bot.demo.cast import GROUP_ID
from bot.events import parties
from storage import replies, revisions
from storage.visits import reading
from tests.e2e.desk import Officer
from tests.e2e.missions import MISSIONS, enter, fill
from tests.e2e.stage import Attache, Stage, stage
from tests.plain_text import unmarked

FRANCE = MISSIONS[0]


async def invite_everybody(desk: Officer) -> dict[str, str]:
    """A list in which one line is wrong: reported, confirmed, and the links by State."""
    names = [party.name("fr") for party in parties.load()]
    table = "\n".join(["Pays;Remarque", *(f"{name};" for name in names), "Atlantide;"])
    shown = await desk.sends("etats.csv", table.encode("utf-8-sig"), "Nothing has been done yet")
    assert "“Atlantide” is no country that can be invited" in unmarked(shown["text"])
    assert "189 States to be invited" in unmarked(shown["text"])
    await desk.tap("d:bulk:renew", "195 invitations have been made", within=shown)
    _, data = await desk.file(".csv")
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    return {row["Code"]: row["Link"] for row in rows}


async def amend(attache: Attache, number: str) -> None:
    """The number of participants anew, from the review, and sent."""
    await attache.say("/review")
    await attache.tap("section:numbers")
    await attache.tap("change:participants")
    await attache.say(number)
    await attache.say("/review")
    await attache.tap("send")


async def deadline_passes(one: Stage, desk: Officer, mission: Attache) -> None:
    """Set for the day after tomorrow, and three days go by."""
    wanted = (one.clock() + timedelta(days=2)).strftime("%d.%m.%Y %H:%M")
    await desk.say(f"/deadline {wanted}", "Set the deadline to")
    await desk.tap("d:deadlineset", "The deadline is")
    await mission.reads("nouveau délai de réponse", of=desk.act)
    await one.stop()
    one.clock.ahead += timedelta(days=3)
    await one.start()


async def test_a_campaign_from_the_list_of_states_to_the_late_change(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        desk, group = Officer(one), Officer(one, chat=GROUP_ID)
        links = await invite_everybody(desk)
        one.links[FRANCE.user] = links["FRA"]
        mission = Attache(one, FRANCE.user)
        await enter(mission, FRANCE.language)
        await fill(mission, FRANCE)
        await mission.tap("send")
        await group.reads("France has replied", of=mission.act)

        await desk.say("/return France", "what should the mission be told?")
        await desk.tap("d:about:FRA:1", "Which question")
        await desk.tap("d:on:FRA:1:participants:", "please write the note")
        await desk.say("Please count the drivers too.", "Returned to France; 1 person is told")
        returned = await mission.reads("Please count the drivers too.", of=desk.act)
        await mission.tap("change:participants@0", within=returned)
        await mission.say("15")
        await mission.say("/review")
        await mission.tap("send")
        changed = await group.reads("France has changed its reply", of=mission.act)
        assert "12 → 15" in unmarked(changed["text"])

        await desk.say("/accept France", "Revision 2 is in force")
        await desk.tap("d:accept:FRA:2", "Accepted by Mary Keller")
        await mission.reads("WSIS-2003/FRA", of=desk.act)
        await deadline_passes(one, desk, mission)
        await amend(mission, "18")
        late = await group.reads("France proposes a late change", of=mission.act)
        assert "15 → 18" in unmarked(late["text"])
        assert await group.toast("d:take:FRA:3", within=late) == "Taken. The mission is told."
        await mission.reads("modification tardive", of=group.act)
        await desk.say("/country France", "Revision 3 is in force")

    with reading(one.database) as db:
        kept = revisions.of_party(db, "FRA")
        counted = [json.loads(each.content)["answers"]["participants"] for each in kept]
        assert counted == [12, 15, 18]
        assert [each.late for each in kept] == [None, None, "taken"]
        assert len(replies.all_replies(db)) == 195
