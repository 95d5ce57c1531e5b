"""Scripts of a list of people, filled in one by one and from a spreadsheet."""

from __future__ import annotations

from string import ascii_lowercase

from bot.documents.refusals import SheetCode, SheetRefused
from bot.events import reader
from bot.events.event import Event
from tests.dialogues.chats import Chats
from tests.dialogues.scripts import add, enter
from tests.e2e.missions import Mission


def people_of_a_list(one: Chats, mission: Mission) -> None:
    """Everything that can be done with a list of people."""
    enter(one)
    one.answer(mission.answers | {"participants": "1"})
    one.tap("template")
    one.chapter("People without a head")
    one.tap("next")
    one.answer({})
    one.say("/delegation")
    add(one, mission.person("delegate", "Asha", "Mwangi", "Adviser"))
    add(one, mission.person("expert", "Brian", "Otieno", "Expert"))
    add(one, mission.person("expert", "Carol", "Wanjala", "Expert"))
    one.tap("open:1")
    one.tap("down")
    one.tap("up")
    one.tap("change:family")
    one.say("Mwangi-Otieno")
    one.tap("back")
    one.chapter("Somebody whose entry is not finished")
    one.tap("add")
    one.tap("pick:delegate")
    one.say("/delegation")
    one.tap("open:4")
    one.say("/review")
    one.tap("fill")
    one.say("/delegation")
    one.tap("open:4")
    one.tap("complete")
    one.say("/delegation")
    one.tap("open:4")
    one.tap("remove")
    one.say("/review")
    one.chapter("So many that the list has pages")
    one.say("/delegation")
    letters = [f"{first}{second}" for first in "AB" for second in ascii_lowercase]
    for given in ("Dan", "Eve"):
        rows = [f"Support staff;Mr;{given} {at};Kimani;Aide;MFA;" for at in letters[:30]]
        give_sheet(one, SHEET + "\n".join(rows))
        one.tap(f"import:{newest_job(one)}")
    one.tap("page:1")
    one.tap("page:0")
    one.say("/review")
    one.tap("send")
    one.chapter("A person is removed, one added, one moved")
    one.say("/delegation")
    one.tap("open:1")
    one.tap("down")
    one.tap("remove")
    one.tap("open:3")
    one.tap("up")
    one.tap("back")
    add(one, mission.person("head", *mission.head))
    one.say("/review")
    one.tap("send")


def with_short_list(event: Event) -> Event:
    """The event with a list that takes three people, who need no name."""
    text = reader.find(event.name).read_text(encoding="utf-8")
    text = text.replace("maximum = 2000\nunique", "maximum = 3\nunique")
    for name in ("Given name(s)", "Family name"):
        passport = f'label = "{name}"\nhint = "As in the passport."\n'
        text = text.replace(passport + "required = true\n", passport)
    return reader.parse(text, event.name)


SHEET = "role;courtesy title;given name;family name;functional title;ministry;e-mail\n"


def spreadsheet(one: Chats, mission: Mission) -> None:
    """A delegation in a spreadsheet: what is read, refused, taken over and left."""
    head = ";".join(("Head of delegation", "H.E.", *mission.head[:2], mission.head[2], "MFA", ""))
    enter(one)
    one.answer(mission.answers)
    add(one, mission.person("expert", "Brian", "Otieno", "Expert"))
    add(one, mission.person("expert", "Carol", "Wanjala", "Expert"))
    for _ in range(2):
        one.tap("add")
        one.answer(mission.person("expert", "Dora", "Njeri", "Expert"))
        if asked_whether_same(one):
            one.tap("different")
    one.chapter("A list with rows of every kind")
    rows = (
        head,
        "Head of delegation;Mr;Second;Head;Minister;MFA;",
        "Expert;Mr;Brian;Otieno;Chief expert;MFA;",
        "Expert;Ms;Carol;Wanjala;Expert;MFA;",
        "Delegate;Mr;Paul;Kimani;Adviser;MFA;no address",
        "Delegate;Mr;Paul;Kimani;Adviser;MFA;",
        "Delegate;Mr;Paul;Kimani;Adviser;MFA;",
        "Expert;Mr;Dora;Njeri;Adviser;MFA;",
    )
    give_sheet(one, SHEET + "\n".join(rows))
    one.tap(f"import:{newest_job(one)}")
    one.chapter("The same list again")
    give_sheet(one, SHEET + head)
    one.chapter("More people than a message lists")
    many = [f"Support staff;Mr;Dan {chr(65 + n)};Kimani;Support;MFA;" for n in range(20)]
    faulty = [f"Support staff;Mr;Dan {n};Kimani;Support;MFA;" for n in range(20)]
    give_sheet(one, SHEET + "\n".join([*many, *faulty]))
    one.tap(f"import_drop:{newest_job(one)}")
    one.chapter("A preview that no longer holds")
    give_sheet(one, SHEET + many[0])
    add(one, mission.person("support", "Eve", "Njeri", "Support"))
    one.tap(f"import:{newest_job(one)}")
    one.press_notice(f"import:{newest_job(one)}")
    one.chapter("Files that cannot be read")
    for text in ("", "a;b\n1;2", SHEET, "given name;given name\na;b", "full name\nAna Lima"):
        give_sheet(one, text)
    give_sheet(one, None)
    for code in SheetCode:
        one.give_file("delegation.xlsx", 1_000)
        params: dict[str, str | int] = {
            "maximum": 2000,
            "first": "Given",
            "second": "Name",
            "heading": "Full name",
        }
        one.fetched(SheetRefused(code, params))


def give_sheet(one: Chats, text: str | None) -> None:
    one.give_file("delegation.csv", 1_000)
    one.fetched(None if text is None else text.encode())


def asked_whether_same(one: Chats) -> bool:
    return "Is Dora Njeri" in "\n".join(one.lines[-8:])


def newest_job(one: Chats) -> int:
    (job,) = one.db.execute("SELECT max(id) FROM jobs WHERE kind = 'import'").fetchone()
    return int(job)


def short_list(one: Chats, mission: Mission) -> None:
    """A list that takes three people."""
    enter(one)
    one.answer(mission.answers)
    for given in ("Asha", "Brian"):
        add(one, mission.person("delegate", given, "Otieno", "Adviser"))
    unnamed = {"role": ":security", "title": ":mr", "function": "Guard", "institution": "MFA"}
    add(one, unnamed)
    one.press("add")
    rows = [f"Delegate;Mr;Dan {letter};Kimani;Adviser;MFA;" for letter in "AB"]
    give_sheet(one, SHEET + "\n".join(rows))
