"""Scripts of answers that are refused, of every kind of question, and of what changes meanwhile."""

from __future__ import annotations

from bot.campaign.campaign import Campaign
from bot.events import parties, reader
from bot.events.event import Event
from bot.turns import Turns
from storage.assignments import MissionRole
from tests.dialogues.chats import WSIS, Chats
from tests.dialogues.scripts import COLLEAGUE, NO, add, enter
from tests.e2e.missions import Mission


def mistyped(one: Chats, mission: Mission) -> None:
    """Answers that cannot be read, question by question."""
    answers = mission.answers
    enter(one)
    one.say("\u200b\u200b")
    one.answer(answers, until="focal_given")
    for text in ("\u2060", "   ", "\ue000", "Ana <b>", "skip", "x" * 201, "x" * 4095):
        one.say(text)
    one.share("+41227305111")
    one.give("video")
    one.give_photo()
    one.press("skip")
    one.give("poll")
    one.give_file("list.pdf", 1_000)
    one.answer(answers, until="focal_telephone")
    for text in ("+41 22 730 51 11 / +41 22 730 51 12", "22 730 51 11", "call me"):
        one.say(text)
    one.answer(answers, until="backup_wanted")
    one.say("perhaps")
    one.answer(answers, until="participants")
    for text in ("many", "12.5", "3 or 4", "99999"):
        one.say(text)
    one.answer(answers)
    one.tap("next")
    one.answer({}, until="note_reference")
    one.say("No. 245/2003")
    one.say("tomorrow evening")
    one.say("10.7.2003")
    one.chapter("A copy that cannot be taken")
    one.give_file("note.doc", 1_000)
    one.fetched(b"PK\x03\x04")
    one.give_file("note.pdf", 1_000)
    one.fetched(b"%PDF-1.4\n1 0 obj<</Encrypt 2 0 R>>\nstartxref\n0\n%%EOF ")
    one.give_file("note.pdf", 1_000)
    one.fetched(None)
    one.give_file("note.pdf", 30_000_000)
    one.fetched(b"%PDF-1.4" + bytes(20_000_001))
    one.chapter("A copy that is taken")
    one.give_file("note.pdf", 1_000)
    one.fetched(b"%PDF-1.4\n%%\nstartxref\n0\n%%EOF ")
    one.say("/review")


MORE = """
[[section]]
name = "more"
label = "More"

[[section.question]]
name = "languages"
type = "select_multiple"
label = "Languages"
choices = [
  { name = "ar", label = "Arabic" },
  { name = "fr", label = "French" },
]

[[section.question]]
name = "from"
type = "country"
label = "Where you travel from"
required = true

[[section.question]]
name = "thanks"
type = "note"
label = "Thank you"

[[section.question]]
name = "rooms"
type = "integer"
label = "Rooms"
required = true
minimum = 2
constraint = ". != 13"
"""


def more(one: Chats, mission: Mission) -> None:
    """Kinds of questions that the shipped event has none of."""
    enter(one)
    one.answer(NO | mission.focal_point, until="languages")
    one.say("German")
    one.tap("on:ar")
    one.tap("off:ar")
    one.tap("done")
    one.tap("skip")
    one.say("Congo")
    one.say("Kenia")
    one.say("Atlantis")
    one.say("Kenya")
    one.say("gladly")
    one.tap("next")
    one.say("1")
    one.say("13")
    one.give_file("rooms.pdf", 1_000)
    one.say("2")
    one.say("/review")
    one.tap("section:more")
    one.tap("change:languages")
    one.tap("on:fr")
    one.tap("done")
    one.tap("change:languages")
    one.tap("skip")


def meanwhile(one: Chats, mission: Mission) -> None:
    """What somebody finds who was away, while others, the form or the network changed things."""
    campaign = one.turns.mission.campaign
    enter(one)
    one.answer(mission.answers)
    add(one, mission.person("head", *mission.head))
    one.reconnected()
    with one.somebody(COLLEAGUE, "Peter Otieno"):
        one.follow(one.link(mission.state, MissionRole.BACKUP))
        one.tap("language:en")
        one.tap("agree")
        one.tap("yes")
    one.chapter("A person whom a colleague removes")
    one.say("/delegation")
    one.tap("open:1")
    with one.somebody(COLLEAGUE, "Peter Otieno"):
        one.say("/delegation")
        one.tap("open:1")
        one.tap("remove")
    one.tap("change:given")
    one.chapter("A head whom a colleague removes")
    add(one, mission.person("head", *mission.head))
    one.tap("add")
    one.tap("pick:head")
    with one.somebody(COLLEAGUE, "Peter Otieno"):
        one.say("/delegation")
        one.tap("open:2")
        one.tap("remove")
    one.tap("become:delegate")
    one.chapter("A second head by an edited message")
    one.say("/delegation")
    add(one, mission.person("head", *mission.head))
    one.tap("add")
    role = one.say("delegate")
    one.rewrite(role, "head of delegation")
    one.chapter("A question that is no longer asked")
    one.say("/review")
    one.tap("section:numbers")
    one.tap("change:level")
    with one.somebody(COLLEAGUE, "Peter Otieno"):
        one.say("/review")
        one.tap("section:participation")
        one.tap("change:participation")
        one.tap("pick:no")
        one.say("/delegation")
    one.say("Minister")
    with one.somebody(COLLEAGUE, "Peter Otieno"):
        one.say("/review")
        one.tap("section:participation")
        one.tap("change:participation")
        one.tap("pick:yes")
    one.chapter("A button of long ago")
    one.press_old()
    one.chapter("A form that has changed")
    one.turns = Turns(Campaign(with_more(WSIS), parties.load(), "FocalPointBot"))
    one.say("/form")
    one.answer(mission.person("delegate", "Asha", "Mwangi", "Adviser"))
    one.tap("next")
    one.answer({}, until="languages")
    one.turns = Turns(campaign)
    one.say("French")


def with_more(event: Event) -> Event:
    """The event with questions of every kind."""
    text = reader.find(event.name).read_text(encoding="utf-8")
    before, after = text.split(
        "# ---------------------------------------------------------------- lists"
    )
    return reader.parse(f"{before}{MORE}\n# {after}", event.name)
