"""What each command of the desk says first, with its buttons, and that a country it needs is asked for."""

from __future__ import annotations

import pytest

from bot import __version__
from bot.desk import prompts
from bot.desk.commands import ANSWERS, COMMANDS, Takes
from bot.texts.regions import REGIONS
from storage.staff import Role
from tests.world import ADMIN, OFFICER, VIEWER, World, to

CARD = (
    "d:reply:FRA d:changes:FRA:0 d:history:FRA d:accept:FRA:1:c:new d:return:FRA:1:c:new "
    "d:message:FRA d:thread:FRA:0 d:for:record:FRA d:for:invite:FRA d:for:replace:FRA "
    "d:for:revoke:FRA d:for:extend:FRA"
)
REGIONS_OF_MISSING = " ".join(f"d:missing:{region}:0" for region in REGIONS)
REGIONS_OF_INVITE = " ".join(f"d:where:invite:{region}:0" for region in REGIONS)
# The instant of the question is in its buttons, so that each makes letters once.
ASKED = 1062406860

# What is typed → the first line of the first message, and the buttons below the last.
FIRST: dict[str, tuple[str, str]] = {
    "/status": (
        "1 of 195 States have replied; 1 are invited.",
        "d:missing:all:0 d:requests:0 d:picture:progress d:picture:regions d:picture:numbers",
    ),
    "/country France": ("France · WSIS-2003/FRA", CARD),
    "/missing": (
        "194 States have not replied",
        "d:missing:all:0 d:missing:all:0 d:missing:all:1 d:remind:missing:all "
        + REGIONS_OF_MISSING,
    ),
    "/requests": ("Nobody waits to be confirmed.", ""),
    "/accept France": ("France · WSIS-2003/FRA", CARD),
    "/return France": (
        "France, revision 1: what should the mission be told?",
        "d:about:FRA:1 d:cancel",
    ),
    "/record France": (
        "France: please write the reference of the fax or note verbale.",
        "d:cancel",
    ),
    "/done": ("Nothing is being recorded.", ""),
    "/deadline": ("No deadline is set.", "d:cancel"),
    "/extend France": ("No deadline is set.", "d:cancel"),
    "/message France": (
        "Please write the message to France (Claire Fontaine). Your name is not shown.",
        "d:cancel",
    ),
    "/remind": ("There is nobody to remind.", ""),
    "/announce": (
        "Announcement to all regions: please write the text in English (1 of 6).",
        "d:cancel",
    ),
    "/invite": (
        (
            "Whom shall I invite? Write a country, choose it by region, or send a list as a CSV file "
            "with a column “country” (names in any of the six languages, or codes)."
        ),
        f"d:everybody {REGIONS_OF_INVITE} d:cancel",
    ),
    "/revoke France": ("France: what is to be withdrawn?", "d:dismiss:1 d:cancel"),
    "/replace France": (
        (
            "France: Claire Fontaine is to be replaced. A replacement rests on an official letter. "
            "Please write its reference."
        ),
        "d:cancel",
    ),
    "/export": (
        "In which form shall I export the replies?",
        "d:export:xlsx d:export:csv d:export:people",
    ),
    "/participants": (
        "Provisional list of participants, all regions. In which form?",
        "d:participants:pdf:all d:participants:docx:all",
    ),
    "/letter France": (
        "Somebody acts for France already. A new focal point comes by /replace.",
        "",
    ),
    "/letters": (
        "194 letters, each with a link of its own, in which language?",
        " ".join(f"d:letters:all:{code}:{ASKED}" for code in ("ar", "zh", "en", "fr", "ru", "es"))
        + " d:cancel",
    ),
    "/staff": ("The secretariat", "d:grant d:removals"),
    "/grant": ("Which role?", "d:role:viewer d:role:officer d:role:admin d:cancel"),
    "/remove": (
        "Who leaves the secretariat?",
        "d:removal:900 d:removal:901 d:removal:902 d:cancel",
    ),
    "/audit": ("What was done", ""),
    "/erase": (
        (
            "What is to be erased? Please write the name of a State, or of a person (@username, "
            "number or name). Nothing is erased before you have confirmed it twice."
        ),
        "d:erase:e:all d:cancel",
    ),
    "/backup": ("A backup is being made; one moment.", ""),
    "/health": (f"Version {__version__}, running for —.", "d:health d:integrity"),
    "/menu": (
        "World Summit on the Information Society: the secretariat",
        (
            "d:run:status d:run:missing d:run:requests d:run:country d:run:message d:run:invite "
            "d:steps d:run:help"
        ),
    ),
    "/digest": ("What came in since 31 August 2003, 11:01 (Zurich)", "d:open:FRA"),
    "/secretariat": (
        (
            "This chat is now told of every reply. Members without a role can read here, and decide "
            "nothing."
        ),
        "d:language d:digest d:unregister",
    ),
    "/language": (
        "Which language shall I use here?",
        "d:speak:ar d:speak:zh d:speak:en d:speak:fr d:speak:ru d:speak:es",
    ),
    "/try France": (
        "France is in use already. Please choose another one to try it with.",
        "",
    ),
    "/quit": ("You act for no State.", ""),
    "/help": ("Writing the name of a country shows its card.", ""),
    "/cancel": ("Very well, nothing was done.", ""),
}


# As /help lists them to an admin: the line, the role it needs, what stands behind the name.
LISTED: tuple[tuple[str, Role | None, Takes], ...] = (
    ("Replies", None, Takes.NOTHING),
    ("/status – The campaign at a glance", Role.VIEWER, Takes.NOTHING),
    ("/country – The card of a country", Role.VIEWER, Takes.COUNTRY),
    ("/missing – Who has not replied", Role.VIEWER, Takes.TEXT),
    ("/requests – Who waits to be confirmed", Role.VIEWER, Takes.NOTHING),
    ("/accept – Accept a reply", Role.OFFICER, Takes.COUNTRY),
    ("/return – Return a reply with a note", Role.OFFICER, Takes.COUNTRY),
    ("/record – Enter a reply that came on paper", Role.OFFICER, Takes.COUNTRY),
    ("/done – Finish entering a reply", Role.OFFICER, Takes.NOTHING),
    ("/deadline – Set the deadline", Role.ADMIN, Takes.TEXT),
    ("/extend – Give a country its own deadline", Role.ADMIN, Takes.COUNTRY),
    ("Missions", None, Takes.NOTHING),
    ("/message – Write to the people of a mission", Role.OFFICER, Takes.COUNTRY),
    ("/remind – Remind missions of their reply", Role.OFFICER, Takes.TEXT),
    ("/announce – Announce to all missions", Role.ADMIN, Takes.TEXT),
    ("/invite – Invite a country, all, or a list", Role.ADMIN, Takes.TEXT),
    ("/revoke – Withdraw a link or a person", Role.ADMIN, Takes.COUNTRY),
    ("/replace – Replace a focal point", Role.ADMIN, Takes.COUNTRY),
    ("Documents", None, Takes.NOTHING),
    ("/export – Export the replies", Role.OFFICER, Takes.TEXT),
    ("/participants – The list of participants", Role.OFFICER, Takes.TEXT),
    ("/letter – Invitation letter for a country", Role.ADMIN, Takes.COUNTRY),
    ("/letters – Invitation letters for a region or all", Role.ADMIN, Takes.TEXT),
    ("The secretariat", None, Takes.NOTHING),
    ("/staff – Who works in the secretariat", Role.VIEWER, Takes.NOTHING),
    ("/grant – Give a colleague a role", Role.ADMIN, Takes.TEXT),
    ("/remove – Remove a colleague", Role.ADMIN, Takes.TEXT),
    ("/audit – Who did what and when", Role.ADMIN, Takes.TEXT),
    ("/erase – Erase a State or a person", Role.ADMIN, Takes.TEXT),
    ("/backup – Copy the database now", Role.ADMIN, Takes.NOTHING),
    ("/health – How the program itself is", Role.ADMIN, Takes.NOTHING),
    ("This chat", None, Takes.NOTHING),
    ("/menu – The desk at a glance", Role.VIEWER, Takes.NOTHING),
    ("/digest – What came in; at once or daily", Role.VIEWER, Takes.TEXT),
    ("/secretariat – Tell this chat of replies", Role.OFFICER, Takes.NOTHING),
    ("/language – Change the language", Role.VIEWER, Takes.NOTHING),
    ("/try – Try it as a mission", Role.ADMIN, Takes.COUNTRY),
    ("/quit – Stop acting for a State", Role.ADMIN, Takes.NOTHING),
    ("/help – What you can do here", Role.VIEWER, Takes.NOTHING),
    ("/cancel – Leave what you are doing", Role.VIEWER, Takes.NOTHING),
)

# Who may answer each prompt.
ANSWERED_BY: dict[type[prompts.Prompt], Role] = {
    prompts.CountryWanted: Role.VIEWER,
    prompts.InviteWanted: Role.ADMIN,
    prompts.MessageWanted: Role.OFFICER,
    prompts.NoteWanted: Role.OFFICER,
    prompts.ReplacementReferenceWanted: Role.ADMIN,
    prompts.ReplacementDateWanted: Role.ADMIN,
    prompts.PaperReferenceWanted: Role.OFFICER,
    prompts.PaperDateWanted: Role.OFFICER,
    prompts.ColleagueWanted: Role.ADMIN,
    prompts.DeadlineWanted: Role.ADMIN,
    prompts.AnnouncementWanted: Role.ADMIN,
    prompts.AnnouncementReady: Role.ADMIN,
    prompts.ErasureWanted: Role.ADMIN,
}


@pytest.mark.parametrize("line", FIRST)
def test_a_command_says_first_what_it_is_for(world: World, line: str) -> None:
    world.focal_point()
    world.reply()

    said = [one for one in to(world.command(ADMIN, line), ADMIN) if one.method == "sendMessage"]

    first, buttons = FIRST[line]
    assert said[0].text.splitlines()[0] == first
    assert " ".join(said[-1].data) == buttons


def test_every_command_has_its_first_answer_above() -> None:
    assert {line.removeprefix("/").split()[0] for line in FIRST} == set(COMMANDS)


@pytest.mark.parametrize(
    "name", [name for name, command in COMMANDS.items() if command.takes is Takes.COUNTRY]
)
def test_a_country_that_is_needed_is_asked_for_and_then_taken(world: World, name: str) -> None:
    world.focal_point()
    world.reply()
    asked = to(world.command(ADMIN, f"/{name}"), ADMIN)[-1]

    said = to(world.write(ADMIN, "France"), ADMIN)

    assert asked.text == "Which country? Please write its name or code, or choose the region."
    assert asked.data == [*(f"d:where:{name}:{region}:0" for region in REGIONS), "d:cancel"]
    assert said[0].text.splitlines()[0] == FIRST[f"/{name} France"][0]


def test_help_tells_each_role_of_its_commands_by_what_they_are_about(world: World) -> None:
    def lines(person: int) -> list[str]:
        return to(world.command(person, "/help"), person)[0].text.split("\n")

    viewers, officers, admins = lines(VIEWER), lines(OFFICER), lines(ADMIN)

    heads = [line for line in admins if line and not line.startswith("/")]
    assert heads == [
        "Writing the name of a country shows its card.",
        "Replies",
        "Missions",
        "Documents",
        "The secretariat",
        "This chat",
    ]
    # Of what is about missions and documents there is nothing for a viewer to do.
    assert [line for line in viewers if line and not line.startswith("/")] == [
        "Writing the name of a country shows its card.",
        "Replies",
        "The secretariat",
        "This chat",
    ]
    assert "/status – The campaign at a glance" in viewers
    assert set(viewers) < set(officers) < set(admins)


@pytest.mark.parametrize("command", ["/message France", "/return France"])
def test_a_text_that_is_half_way_is_left_for_a_command_and_that_is_said(
    world: World, command: str
) -> None:
    world.focal_point()
    world.reply()
    world.command(ADMIN, command)

    said = to(world.command(ADMIN, "/requests"), ADMIN)

    assert [one.text for one in said] == [
        "What you were about to write has been left; nothing was sent.",
        "Nobody waits to be confirmed.",
    ]


@pytest.mark.parametrize("command", ["/invite", "/deadline", "/erase", "/country"])
def test_a_question_that_no_text_was_written_for_is_left_silently(
    world: World, command: str
) -> None:
    world.command(ADMIN, command)

    said = to(world.command(ADMIN, "/requests"), ADMIN)

    assert [one.text for one in said] == ["Nobody waits to be confirmed."]


@pytest.mark.parametrize(
    ("person", "role"), [(VIEWER, Role.VIEWER), (OFFICER, Role.OFFICER), (ADMIN, Role.ADMIN)]
)
def test_help_lists_what_the_role_may_do_and_nothing_else(
    world: World, person: int, role: Role
) -> None:
    said = to(world.command(person, "/help"), person)[0].text.split("\n")

    assert [line for line in said if line.startswith("/")] == [
        line for line, needed, _ in LISTED if needed is not None and role.reaches(needed)
    ]


def test_help_lists_commands_by_topic(world: World) -> None:
    said = to(world.command(ADMIN, "/help"), ADMIN)[0].text.split("\n")

    assert [line for line in said[1:] if line] == [line for line, _, _ in LISTED]


def test_every_command_takes_what_the_table_says() -> None:
    told = {line.split()[0][1:]: takes for line, role, takes in LISTED if role is not None}

    assert {name: command.takes for name, command in COMMANDS.items()} == told


def test_every_prompt_is_answered_by_the_role_the_table_says() -> None:
    assert {kind: answer.role for kind, answer in ANSWERS.items()} == ANSWERED_BY
