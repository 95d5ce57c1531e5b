"""What six missions answer, each in its own language and script, and the walk through the form with it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.engine.form import Type
from bot.events.reader import load
from tests.e2e.stage import Attache, Json
from tests.form_walk import SKIP, TAP, Answers, answer_to, asked

FORM = load("wsis-geneva-2003").form


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

    @property
    def focal_point(self) -> dict[str, str]:
        """The answers that say who the focal point is."""
        return {
            "focal_title": ":ms",
            "focal_given": self.given,
            "focal_family": self.family,
            "focal_function": self.function,
            "focal_institution": self.institution,
            "focal_email": self.email,
            "focal_telephone": self.telephone,
        }

    @property
    def answers(self) -> dict[str, str]:
        """The answers of a reply that says yes."""
        return {
            "participation": ":yes",
            **self.focal_point,
            "backup_wanted": ":no",
            "level": ":minister",
            "participants": self.number,
        }

    def person(
        self, role: str, given: str, family: str, function: str, institution: str = "MFA"
    ) -> dict[str, str]:
        """The answers about one person of the delegation."""
        return {
            "role": f":{role}",
            "title": ":excellency",
            "given": given,
            "family": family,
            "function": function,
            "institution": institution,
        }


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
    await answer(attache, mission.answers)
    await add_person(attache, mission.person("head", *mission.head))
    await attache.tap("next")
    return await answer(attache, {})


async def add_person(attache: Attache, answers: Answers) -> Json:
    """From the list of people back to it, with one more."""
    await attache.tap("add")
    return await answer(attache, answers)


async def answer(attache: Attache, answers: Answers) -> Json:
    """Answer every question by its name, until something else is shown; return that."""
    shown = await attache.screen()
    while (question := asked(FORM, attache.session)) is not None:
        said = answer_to(question, answers)
        if said == SKIP and question.type is Type.TELEPHONE:
            shown = await attache.say("skip")
        elif said.startswith(TAP):
            shown = await attache.tap(said[1:] if said == SKIP else f"pick:{said[1:]}")
        else:
            shown = await attache.say(said)
        assert asked(FORM, attache.session) != question, f"{said!r} is no answer to {question.name}"
    return shown
