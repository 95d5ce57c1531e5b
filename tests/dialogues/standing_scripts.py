"""Scripts of who somebody is to the bot, how their reply stands, and what others do."""

from __future__ import annotations

from bot.campaign.campaign import DEADLINE
from storage import assignments, deployment, invitations, staff
from storage.assignments import MissionRole
from storage.staff import Role
from tests.dialogues.chats import OFFICER, OFFICER_NAME, Chats
from tests.dialogues.scripts import COLLEAGUE, NO, STRANGER, enter
from tests.e2e.missions import Mission


def links(one: Chats, mission: Mission) -> None:
    """What an invitation link may turn out to be."""
    enter(one)
    one.chapter("Somebody else has the same link")
    with one.somebody(STRANGER, "Sofia Rossi"):
        one.follow(one.invitation)
        one.tap("language:en")
        one.tap("agree")
        one.chapter("Links that lead nowhere")
        old = one.link("FRA", days=-1)
        one.follow(old)
        withdrawn = one.link("FRA")
        invitation = invitations.find(one.db, withdrawn)
        assert invitation is not None
        invitations.revoke(one.db, invitation.id, by=None, now=one.stamp)
        one.follow(withdrawn)
        one.say("?")
        for _ in range(6):
            one.say("/start not-a-code-of-ours")
    one.chapter("A link of another country")
    one.follow(one.link("FRA"))
    one.chapter("Somebody without an invitation of their own")
    with one.somebody(COLLEAGUE, "Peter Otieno"):
        one.follow(one.link(mission.state))
        one.tap("language:en")
        one.tap("agree")
        one.officer("/requests")
    one.chapter("A country that is not theirs")
    with one.somebody(779, "Ali Diallo"):
        one.follow(one.link("SEN"))
        one.tap("language:en")
        one.tap("agree")
        one.tap("no")


def backup(one: Chats, mission: Mission) -> None:
    """A backup is invited, comes in, and may do everything but withdraw."""
    enter(one)
    one.answer(NO | mission.focal_point)
    one.tap("send")
    one.chapter("A backup is invited")
    one.tap("backup")
    one.press("backup")
    code = one.db.execute("SELECT count(*) FROM invitations WHERE role = 'backup'").fetchone()
    assert code == (1,)
    link = one.link(mission.state, MissionRole.BACKUP)
    with one.somebody(COLLEAGUE, "Peter Otieno"):
        one.follow(link)
        one.tap("language:en")
        one.tap("agree")
        one.tap("yes")
        one.say("/menu")
        one.press("withdraw")
        one.press("backup")
        one.say("/review")
        one.tap("section:focal_point")
        one.tap("change:focal_function")
        one.say("Counsellor")
        one.say("/review")
        one.tap("send")
    one.chapter("The reply is withdrawn, and cannot be twice")
    one.say("/menu")
    one.tap("withdraw")
    one.tap("do")
    one.press("withdraw")


def approved(one: Chats, mission: Mission) -> None:
    """Where the event asks for it, the secretariat confirms whoever opens a link."""
    one.follow(one.invitation)
    one.say("good morning")
    one.give_photo()
    one.tap(f"language:{one.language}")
    one.tap("agree")
    one.tap("yes")
    one.answer(NO | mission.focal_point)
    one.tap("send")
    one.say("/menu")
    one.officer_taps("d:confirm:1")


def unsent(one: Chats, mission: Mission) -> None:
    """Nothing to send, changes that are taken back, and what comes before a first reply."""
    enter(one)
    one.tap("back")
    one.say("good morning")
    one.tap("fill")
    one.say("/delegation")
    one.tap("back")
    one.tap("menu")
    one.say("/form")
    one.answer({"participation": ":undecided"}, until="focal_title")
    one.tap("back")
    one.tap("back")
    one.say("/receipt")
    one.say("/calendar")
    one.say("/privacy")
    one.chapter("Nothing is complete")
    one.say("/review")
    one.press("send")
    one.tap("fill")
    one.answer(NO | mission.focal_point, until="focal_email")
    one.say("/menu")
    one.tap("back")
    one.say("/form")
    one.answer(mission.answers)
    one.tap("next")
    one.answer({})
    one.tap("send")
    one.say("/review")
    one.press("send")
    one.press("discard")
    one.say("/menu")
    one.press("discard")
    one.chapter("Changes are taken back")
    one.say("/review")
    one.tap("section:focal_point")
    one.tap("change:focal_function")
    one.say("Counsellor")
    one.say("/menu")
    one.tap("discard")
    one.tap("do")
    one.chapter("A message that is none")
    one.say("/contact")
    one.say(" ")
    one.say("/cancel")


def late(one: Chats, mission: Mission) -> None:
    """The deadline has passed: what is sent is proposed, and the secretariat decides."""
    enter(one)
    one.answer(NO | mission.focal_point)
    one.tap("send")
    deployment.put(one.db, DEADLINE, one.stamp)
    one.later(hours=2)
    for function in ("Counsellor", "Minister-Counsellor"):
        one.chapter("A late change")
        one.say("/review")
        one.tap("section:focal_point")
        one.tap("change:focal_function")
        one.say(function)
        one.say("/review")
        one.tap("send")
        one.say("/status")
        number = 2 if function == "Counsellor" else 3
        deed = "take" if number == 2 else "decline"
        one.officer_taps(f"d:{deed}:{mission.state}:{number}")


def reviewed(one: Chats, mission: Mission) -> None:
    """What the mission reads of the secretariat's look at its reply."""
    enter(one)
    one.answer(NO | mission.focal_point)
    one.tap("send")
    one.officer(f"/country {mission.state}")
    one.say("/status")
    one.chapter("It is returned with a note")
    one.officer_taps(f"d:return:{mission.state}:1")
    one.officer("Please name somebody who can be reached.")
    one.say("/status")
    one.chapter("It is returned for one question")
    one.say("/review")
    one.tap("section:focal_point")
    one.tap("change:focal_mobile")
    one.say("0712 345 678")
    one.say("/review")
    one.tap("send")
    one.officer_taps(f"d:return:{mission.state}:2")
    one.officer_taps(f"d:about:{mission.state}:2")
    one.officer_taps(f"d:on:{mission.state}:2:focal_mobile:0")
    one.officer("Is this a number that rings abroad?")
    one.tap("change:focal_mobile@0")
    one.word("Skip")
    one.say("/review")
    one.tap("send")
    one.chapter("It is accepted")
    one.officer_taps(f"d:accept:{mission.state}:3")
    one.say("/status")
    one.chapter("The secretariat writes")
    one.officer(f"/message {mission.state}")
    one.officer("We look forward to your delegation.")


def others(one: Chats, mission: Mission) -> None:
    """What a mission reads of other people: of the secretariat, of colleagues, of a fault of ours."""
    enter(one)
    one.answer(NO | mission.focal_point)
    one.tap("send")
    one.chapter("A visitor without a State")
    with one.somebody(STRANGER, "Sofia Rossi"):
        one.say("/start")
        one.tap("language:en")
        one.tap("agree")
        one.say("/help")
        one.say("/contact")
        one.say("May I come as an observer?")
        one.say("Kenya")
        one.tap("party:KEN")
    one.officer_taps("d:refuse:")
    one.chapter("A colleague is confirmed, and goes again")
    with one.somebody(COLLEAGUE, "Peter Otieno"):
        one.follow(one.link(mission.state))
        one.tap("language:en")
        one.tap("agree")
    staff.grant(one.db, OFFICER, Role.ADMIN, by=None, now=one.stamp)
    one.officer_taps("d:confirm:")
    one.officer_taps("d:beside:")
    one.officer(f"/revoke {mission.state}")
    held = assignments.active(one.db, COLLEAGUE)
    assert held is not None
    one.officer_taps(f"d:dismiss:{held.id}")
    one.officer_taps(f"d:dismissed:{held.id}")
    one.chapter("A letter is recorded")
    with one.somebody(OFFICER, OFFICER_NAME):
        one.say(f"/record {mission.state}")
        one.say("Fax 12")
        one.say("1.9.2003")
        one.say("/review")
        one.tap("section:focal_point")
        one.tap("change:focal_function")
        one.say("Counsellor")
        one.say("/review")
        one.tap("send")
        one.say("/done")
    one.chapter("The same again after a withdrawal")
    one.say("/menu")
    one.tap("withdraw")
    one.tap("do")
    one.say("/review")
    one.tap("send")
    one.chapter("A fault of ours")
    one.meets_a_fault()
    one.chapter("The mission blocks the bot")
    one.leaves()
    one.chapter("A group is gone")
    staff.register_desk(one.db, -1002, "Protocol", "en", by=OFFICER, now=one.stamp)
    one.puts_bot_out(-1002)
