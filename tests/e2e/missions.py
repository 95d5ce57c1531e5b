"""What six missions answer, each in its own language and script, and the walk through the form with it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.e2e.stage import Attache, Json


@dataclass(frozen=True)
class Mission:
    """A mission's answers; `number` as somebody would type it there."""

    user: int
    language: str
    state: str
    given: str
    family: str
    function: str
    institution: str
    email: str
    telephone: str
    number: str
    head: tuple[str, str, str]
    new_number: str
    # What the secretariat's group, which reads English, must then say.
    announced: int
    announced_then: int


MISSIONS = (
    Mission(
        101,
        "fr",
        "FRA",
        "Claire",
        "Fontaine",
        "Deuxième secrétaire",
        "Mission permanente",
        "claire.fontaine@diplomatie.example.org",
        "01 44 20 12 34",
        "environ 12",
        ("Émile", "Lefèvre", "Ministre des affaires étrangères"),
        "15",
        12,
        15,
    ),
    Mission(
        102,
        "ar",
        "EGY",
        "أحمد",
        "حسن",
        "سكرتير ثان",
        "وزارة الخارجية",
        "ahmed.hassan@mfa.example.org",
        "٠٢ ٢٥٧٤ ٩٨٢٠",
        "١٢",
        ("ليلى", "عبد الرحمن", "وزيرة الاتصالات"),
        "٢٠",
        12,
        20,
    ),
    Mission(
        103,
        "zh",
        "CHN",
        "丽",
        "王",
        "二等秘书",
        "外交部",
        "wang.li@mfa.example.org",
        "010 6596 1114",
        "约20人",
        ("明", "陈", "副部长"),
        "二十五",
        20,
        25,
    ),
    Mission(
        104,
        "ru",
        "RUS",
        "Анна",
        "Соколова",
        "Второй секретарь",
        "Постоянное представительство",
        "anna.sokolova@mid.example.org",
        "8 495 606-96-95",
        "около 30",
        ("Пётр", "Ёлкин", "Заместитель министра"),
        "31",
        30,
        31,
    ),
    Mission(
        105,
        "es",
        "MEX",
        "Lucía",
        "Hernández",
        "Segunda secretaria",
        "Misión Permanente",
        "lucia.hernandez@sre.example.org",
        "55 3686 5100",
        "unas 10 personas",
        ("José", "Muñoz Ibáñez", "Subsecretario"),
        "11",
        10,
        11,
    ),
    Mission(
        106,
        "en",
        "KEN",
        "Wanjiru",
        "Kamau",
        "Second Secretary",
        "Permanent Mission",
        "w.kamau@mfa.example.org",
        "020 3188 000",
        "about 8",
        ("Njoroge", "O'Brien-Mwangi", "Cabinet Secretary"),
        "9",
        8,
        9,
    ),
)


async def enter(attache: Attache, language: str) -> Json:
    """From the invitation link to the first question."""
    await attache.open_link()
    await attache.tap(f"language:{language}")
    await attache.tap("agree")
    return await attache.tap("yes")


async def fill(attache: Attache, mission: Mission) -> Json:
    """From the first question to the review, with one person named: the head."""
    await attache.tap("pick:yes")
    await attache.tap("pick:ms")
    for answer in (
        mission.given,
        mission.family,
        mission.function,
        mission.institution,
        mission.email,
        mission.telephone,
    ):
        await attache.say(answer)
    for _ in range(2):
        await attache.say("skip")
    await attache.tap("skip")
    await attache.tap("pick:no")
    await attache.tap("pick:minister")
    await attache.say(mission.number)
    await add_person(attache, "head", *mission.head)
    await attache.tap("next")
    await attache.tap("skip")
    return await attache.tap("skip")


async def add_person(attache: Attache, role: str, given: str, family: str, function: str) -> Json:
    """From the list of people back to it, with one more."""
    await attache.tap("add")
    await attache.tap(f"pick:{role}")
    await attache.tap("pick:excellency")
    await attache.say(given)
    await attache.say(family)
    await attache.tap("skip")
    await attache.say(function)
    await attache.say("MFA")
    await attache.tap("skip")
    return await attache.tap("skip")
