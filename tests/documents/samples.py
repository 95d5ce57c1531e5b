"""Replies as missions send them, with names in six scripts, for tests and bench of documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.documents.receipt import Earlier, ReceiptAttachment, ReceiptContent
from bot.engine.diff import Content, Member
from bot.engine.form import Answers, Value

SENT_AT = datetime(2003, 11, 3, 9, 41, tzinfo=UTC)

# Title, given and family names, name in own script, function, institution, gender.
PEOPLE: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    ("mr", "Amadou", "Diallo-N’Guessan", "", "Ministre des postes et télécommunications",
     "Ministère des Postes, des Télécommunications et de l’Économie numérique", "male"),
    ("ms", "Leïla", "Ben Youssef", "ليلى بن يوسف", "رئيسة قسم التعاون الدولي.",
     "وزارة تكنولوجيات الاتصال", "female"),
    ("ms", "Xiaoling", "Wang", "王晓玲", "国际合作司副司长", "信息产业部", "female"),
    ("mr", "Dmitry", "Shcherbakov", "Дмитрий Щербаков", "Заместитель директора департамента",
     "Министерство Российской Федерации по связи и информатизации", "male"),
    ("dr", "María José", "Núñez-Calderón y Ágreda", "",
     "Directora General de Política de Información",
     "Secretaría de Comunicaciones y Transportes", "female"),
    ("mr", "أحمد عبد الله", "الشريف", "أحمد عبد الله الشريف", "سفير، الممثل الدائم",
     "البعثة الدائمة لدى مكتب الأمم المتحدة في جنيف", "male"),
    ("mr", "John", "O’Neill", "", "First Secretary (Economic & Scientific Affairs)",
     "Permanent Mission to the United Nations Office at Geneva", "undisclosed"),
    ("ms", "喆", "镕", "镕喆", "翻译", "外交部", "female"),
)  # fmt: skip
ROLES = ("head", "alternate_head", "delegate", "adviser", "expert", "support", "interpreter")


def members(count: int) -> Iterator[Member]:
    """So many people, each of another name; the first is head of delegation."""
    for number in range(count):
        title, given, family, own, function, institution, gender = PEOPLE[number % len(PEOPLE)]
        round_ = number // len(PEOPLE)
        answers: dict[str, Value] = {
            "role": ROLES[min(number, len(ROLES) - 1)],
            "title": title,
            "given": given,
            "family": f"{family} {_roman(round_)}".strip(),
            "own_script": own or None,
            "function": function,
            "institution": institution,
            "email": f"delegate{number}@example.org" if number % 2 else None,
            "gender": gender,
        }
        yield Member(number + 1, answers)


def content(people: int = 8, **answers: Value) -> Content:
    """A whole reply."""
    given: dict[str, Value] = {
        "participation": "yes",
        "focal_title": "ms",
        "focal_given": "Leïla",
        "focal_family": "Ben Youssef",
        "focal_function": "رئيسة قسم التعاون الدولي.",
        "focal_institution": "Ministère des technologies de la communication",
        "focal_email": "leila.benyoussef@example.org",
        "focal_telephone": "+41227305111",
        "focal_address": "12, rue de la Paix\n1202 Genève",
        "backup_wanted": False,
        "level": "minister",
        "participants": 1200,
        "note_reference": "N.V. 417/2003 – Réf. “CMSI”",
        "note_date": "2003-10-30",
        "note_file": {"name": "مذكرة شفوية رقم ٤١٧.pdf", "size_bytes": 1_240_000,
                      "mime_type": "application/pdf", "hash": "0" * 64, "file": 1},
        "remarks": "Two delegates arrive on 9 December.\n#panic() *b* $x$ <b>is text</b>",
    }  # fmt: skip
    return Content(given | answers, {"delegation": tuple(members(people))})


def amended(people: int = 8) -> ReceiptContent:
    """Revision 3: numbers changed, one person left, one came, one has another function."""
    new = content(people)
    old_people = list(members(people - 1))
    first: Answers = {**old_people[0].answers, "function": "Ministre délégué"}
    old_people[0] = Member(1, first)
    old_people.append(
        Member(9999, {"role": "expert", "given": "Günter", "family": "Grün", "title": "dr"})
    )
    old = Content(
        {**new.answers, "participants": 40, "level": "unknown", "remarks": None},
        {"delegation": tuple(old_people)},
    )
    return ReceiptContent(
        number=3,
        reference="WSIS-2003/TUN",
        sent_at=SENT_AT,
        sent_by="Leïla Ben Youssef",
        content=new,
        earlier=Earlier(2, old),
        files=(ReceiptAttachment("مذكرة شفوية رقم ٤١٧.pdf", 1_240_000, SENT_AT),),
    )


def _roman(number: int) -> str:
    """Letters for a number: names hold no digits."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
