"""What a mission does in each transcript: a whole reply, and every mistake that is answered kindly."""

from __future__ import annotations

from bot.i18n.tongue import tongue_for
from bot.texts.values import state_name
from tests.dialogues.chats import Chats
from tests.e2e.missions import Mission
from tests.form_walk import Answers

# Not one of the answers that are offered.
HESITATION = {
    "ar": "ربما",
    "zh": "也许",
    "en": "perhaps",
    "fr": "peut-être",
    "ru": "возможно",
    "es": "quizás",
}
# The beginning of several levels of a head of delegation.
BEGINNING = {
    "ar": "رئيس",
    "zh": "副",
    "en": "deputy",
    "fr": "chef",
    "ru": "глава",
    "es": "jefe",
}

# What two countries are called without more.
SHARED_NAME = {
    "ar": "الكونغو",
    "zh": "刚果",
    "en": "Congo",
    "fr": "Congo",
    "ru": "Конго",
    "es": "Congo",
}


# Other people than the mission's own.
COLLEAGUE, STRANGER = 777, 778
# A State that does not take part: the shortest reply.
NO = {"participation": ":no"}


def enter(one: Chats) -> None:
    one.chapter("The invitation is opened")
    one.follow(one.invitation)
    one.tap(f"language:{one.language}")
    one.tap("agree")
    one.tap("yes")


def add(one: Chats, answers: Answers) -> None:
    one.tap("add")
    one.answer(answers)


def reply(one: Chats, mission: Mission) -> None:
    """Invitation, form, delegation, review, sending, an amendment, and the secretariat's answer."""
    head = mission.person("head", *mission.head, mission.institution)
    adviser = mission.person(
        "adviser", mission.given, mission.family, mission.function, mission.institution
    )
    enter(one)
    one.chapter("The focal point")
    one.answer(mission.answers, until="backup_wanted")
    one.chapter("Level and numbers")
    one.answer(mission.answers, until="participants")
    one.chapter("The delegation")
    one.answer(mission.answers)
    add(one, head)
    add(one, adviser)
    one.tap("next")
    one.answer({}, until="remarks")
    one.chapter("The reply is sent")
    one.answer({})
    one.tap("send")
    one.officer_taps(f"d:accept:{mission.state}:1")
    one.chapter("The reply is amended")
    one.say("/review")
    one.tap("section:numbers")
    one.tap("change:participants")
    one.say(mission.new_number)
    one.say("/delegation")
    one.tap("open:2")
    one.tap("change:role")
    one.tap("pick:expert")
    one.tap("back")
    one.say("/review")
    one.tap("send")
    one.say("/status")


def mistakes(one: Chats, mission: Mission) -> None:
    """What people do besides answering, and what they are told."""
    answers = mission.answers
    one.chapter("Before the invitation")
    one.say("/start not-a-code-of-ours")
    enter(one)
    one.chapter("Answers that are none")
    one.say(HESITATION[mission.language])
    for kind in ("sticker", "voice", "location", "forwarded"):
        one.give(kind)
    one.say("x" * 5000)
    one.answer(answers, until="focal_title")
    one.tap_again()
    one.answer(answers, until="focal_given")
    one.say("12")
    given = one.say(mission.given)
    one.answer(answers, until="focal_function")
    one.rewrite(given, mission.head[0])
    one.rewrite(9999, "?")
    one.give_file("holiday.jpg", 1_000_000)
    one.say("/cancel")
    one.tap("back")
    one.answer(answers, until="focal_email")
    one.say("name at example.org")
    one.answer(answers, until="focal_telephone")
    one.say("12")
    one.share("+41227305111")
    one.word("Back")
    one.word("Keep")
    one.answer(answers, until="backup_wanted")
    one.chapter("Numbers and levels")
    one.answer(answers, until="level")
    one.say(BEGINNING[mission.language])
    one.answer(answers, until="participants")
    one.say("-3")
    one.say("12 - 15")
    one.say("9999")
    one.answer(answers)
    one.chapter("Two heads, and the same person twice")
    head = mission.person("head", *mission.head, mission.institution)
    add(one, head)
    one.tap("add")
    one.tap("pick:head")
    one.tap("become:delegate")
    one.answer(head | {"given": mission.head[1], "family": mission.head[0]})
    one.tap("same")
    one.tap("remove")
    one.tap("undo")
    one.tap("next")
    one.chapter("A date that can be read in two ways")
    one.answer({}, until="note_reference")
    one.say("245/2003")
    one.answer({}, until="note_date")
    one.say("31.2.2003")
    one.say("01-02-03")
    one.tap("pick:2003-02-01")
    one.answer({}, until="note_file")
    one.say(HESITATION[mission.language])
    one.say("/frobnicate")
    one.say("/review")


def uninvited(one: Chats, mission: Mission) -> None:
    """Asking in without an invitation, a letter, another language, a refusal to take part, a withdrawal."""
    one.chapter("Without an invitation")
    one.say("/start")
    one.tap(f"language:{one.language}")
    one.tap("agree")
    one.say(HESITATION[mission.language])
    one.say(SHARED_NAME[mission.language])
    one.tap("again")
    one.say(state_name(tongue_for(one.language), mission.state))
    one.tap(f"party:{mission.state}")
    one.say("?")
    one.chapter("The secretariat confirms")
    one.officer_taps("d:confirm:1")
    one.tap("form")
    one.tap("yes")
    one.chapter("A letter, and the languages")
    one.say("/contact")
    one.say(mission.function)
    one.say("/language")
    one.tap("back")
    one.say("/help")
    one.chapter("A State that does not take part")
    one.answer({"participation": ":no", **mission.focal_point})
    one.tap("send")
    one.chapter("The reply is withdrawn")
    one.tap("withdraw")
    one.tap("do")
    one.say("/review")
