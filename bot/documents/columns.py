"""Finds which question each column of a sheet answers, by its heading in any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.documents.cells import is_in_sheets, languages_from
from bot.documents.refusals import SheetCode, Unreadable
from bot.documents.xlsx import Row, Said
from bot.engine.folding import fold
from bot.engine.form import Repeat
from bot.i18n.tongue import tongue_for

# The heading of the hidden column by which a row finds its person again.
ID_HEADING = "#id"
# What stands above the headings: a title, a date, a word of explanation.
HEAD_ROWS = 20
_MAX_HEADING_CHARS = 200

_GIVEN, _FAMILY = "given", "family"


def _words(listed: str) -> frozenset[str]:
    return frozenset(fold(words) for words in listed.split(","))


# What missions call the columns beside the form's own labels; by the name of the question.
_ALIASES: Mapping[str, str] = {
    "role": (
        "role, role in the delegation, capacity, status, rôle, qualité, rôle dans la délégation, "
        "papel, calidad, función en la delegación, роль, статус, роль в делегации, в качестве, "
        "身份, 角色, 代表身份, الدور, الصفة, الصفة في الوفد"
    ),
    "title": (
        "title, courtesy title, salutation, honorific, mr/ms, titre, civilité, título, "
        "tratamiento, обращение, титул, 称谓, 称呼, 尊称, لقب, لقب المجاملة"
    ),
    "given": (
        "given name, given names, given name(s), first name, first names, forename, forenames, "
        "prénom, prénoms, prénom(s), nombre, nombres, nombre(s), nombre de pila, имя, имена, "
        "имя и отчество, 名, 名字, الاسم الأول, الاسم الشخصي, الاسم"
    ),
    "family": (
        "family name, family names, family name(s), surname, surnames, last name, last names, "
        "nom, noms, nom de famille, apellido, apellidos, apellido(s), фамилия, 姓, 姓氏, "
        "اسم العائلة, اللقب العائلي, الاسم العائلي, اسم الأسرة, الكنية"
    ),
    "own_script": (
        "name in own script, name in original script, native name, nom en écriture d'origine, "
        "nombre en escritura original, имя в оригинальном написании, имя на родном языке, "
        "本国文字姓名, 中文姓名, الاسم بلغته الأصلية, الاسم بالعربية"
    ),
    "function": (
        "function, functional title, position, job title, post, designation, fonction, "
        "fonctions, titre fonctionnel, poste, cargo, puesto, función, должность, 职务, 职位, "
        "职称, 头衔, الوظيفة, المنصب, المسمى الوظيفي"
    ),
    "institution": (
        "institution, organization, organisation, ministry, ministry or institution, agency, "
        "ministère, organisme, institución, organización, ministerio, организация, учреждение, "
        "ведомство, министерство, место работы, 单位, 机构, 工作单位, 部门, المؤسسة, الجهة, "
        "المنظمة, الوزارة, جهة العمل"
    ),
    "email": (
        "email, e-mail, mail, email address, e-mail address, courriel, adresse électronique, "
        "adresse e-mail, correo, correo electrónico, эл. почта, электронная почта, "
        "адрес электронной почты, 电子邮件, 电子邮箱, 邮箱, البريد الإلكتروني, بريد إلكتروني"
    ),
    "telephone": (
        "telephone, phone, tel, telephone number, phone number, mobile, téléphone, teléfono, "
        "móvil, телефон, 电话, 电话号码, 手机, الهاتف, رقم الهاتف, هاتف"
    ),
    "gender": "gender, sex, genre, sexe, género, sexo, пол, 性别, الجنس, النوع",
}
_WHOLE = _words(
    "name, names, full name, complete name, delegate, participant, name of delegate, nom complet, "
    "nom et prénom, nom et prénoms, prénom et nom, nom prénom, nombre completo, nombre y apellido, "
    "nombre y apellidos, apellidos y nombres, фио, полное имя, фамилия имя отчество, "
    "имя и фамилия, фамилия и имя, 姓名, 全名, الاسم الكامل, الاسم واللقب, الاسم الثلاثي"
)
# One word for a whole name, or for what a neighbouring column leaves of it.
_BARE_NAMES = _words("name, names, nom, noms, nombre, nombres, имя, الاسم")

_BRACKETED = re.compile(r"[(（\[][^)）\]]*[)）\]]")
_TONGUES_APART = re.compile(r"[/|\n]")

# Courtesy titles before a name: what they leave is no given name alone.
_COURTESY = _words(
    "mr, mrs, ms, miss, mx, dr, prof, he, hm, hrh, hon, sir, m, mme, mlle, me, s, e, sr, sra, srta, "
    "don, dona, excmo, excma, г, н, гн, госпожа, господин, проф, السيد, السيدة, الدكتور, الدكتورة, "
    "سعادة, معالي"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a sheet: question → column, and those that answer no question."""

    places: Mapping[str, int]
    whole_name: int | None = None
    whole_name_heading: str = ""
    id: int | None = None
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row beneath the headings: its cells by question, blank ones left out."""

    number: int
    said: Mapping[str, Said]
    id: int | None = None
    # A name in one cell that could not be taken apart.
    whole_name: str | None = None


class Headings:
    """The headings that one list of people can have."""

    def __init__(self, repeat: Repeat, language: str) -> None:
        self._known = {fold(ID_HEADING): ID_HEADING}
        self._labels = dict(_labels(repeat, language))
        names = {question.name for question in repeat.questions}
        self._splits = {_GIVEN, _FAMILY} <= names
        self._aliases = {
            word: name
            for name, listed in _ALIASES.items()
            if name in names
            for word in _words(listed)
        }

    def score(self, row: Row) -> int:
        """Return how many columns of a row read as headings."""
        found = {self._meaning(said) for said in row[1].values()}
        return len(found - {None})

    def columns(self, row: Row) -> Columns:
        """Return what each column is.

        Raises: Unreadable: two columns answer the same question.
        """
        meanings = {at: self._meaning(said) for at, said in row[1].items()}
        _settle_bare_names(meanings, row[1])
        places: dict[str, int] = {}
        for at, name in meanings.items():
            if name is None:
                continue
            if name in places:
                first, second = str(row[1][places[name]]), str(row[1][at])
                raise Unreadable(SheetCode.REPEATED_HEADING, first=first, second=second)
            places[name] = at
        whole, identity = places.pop("", None), places.pop(ID_HEADING, None)
        if {_GIVEN, _FAMILY} <= places.keys():
            # Beside both of its parts, a whole name is one more spelling of them.
            whole = None
        ignored = tuple(str(said) for at, said in row[1].items() if meanings[at] is None)
        heading = str(row[1][whole]) if whole is not None else ""
        return Columns(places, whole, heading, identity, ignored)

    def _meaning(self, said: Said) -> str | None:
        """Return the question a heading names, '' for whole names, None for no question of ours."""
        if not isinstance(said, str) or len(said) > _MAX_HEADING_CHARS:
            return None
        if said.strip() == ID_HEADING:
            return ID_HEADING
        for words in (said, _BRACKETED.sub(" ", said)):
            found = self._one(fold(words))
            if found is not None:
                return found
        # A form in several languages heads a column in all of them: Family name / Nom / Apellido.
        found_in = {self._one(fold(part)) for part in _TONGUES_APART.split(said)} - {None, ""}
        return found_in.pop() if len(found_in) == 1 else None

    def _one(self, key: str) -> str | None:
        if key in self._labels:
            return self._labels[key]
        if self._splits and key in _WHOLE:
            return ""
        return self._aliases.get(key)


def _labels(repeat: Repeat, language: str) -> Iterator[tuple[str, str]]:
    """Yield the form's labels; of a word that two languages use differently, the person's counts."""
    questions = [question for question in repeat.questions if is_in_sheets(question)]
    for code in reversed(tuple(languages_from(language))):
        for question in reversed(questions):
            yield fold(question.name.replace("_", " ")), question.name
            yield fold(tongue_for(code).text(question.label)), question.name


def _settle_bare_names(meanings: dict[int, str | None], said: Mapping[int, Said]) -> None:
    """Let a column headed only "name" hold what the other name column leaves, else whole names."""
    bare = [at for at, heading in said.items() if fold(str(heading)) in _BARE_NAMES]
    if len(bare) != 1 or meanings[bare[0]] not in ("", _GIVEN, _FAMILY):
        return
    others = {name for at, name in meanings.items() if at != bare[0]}
    left = {_GIVEN, _FAMILY} - others
    meanings[bare[0]] = left.pop() if len(left) == 1 else ""


def find_headings(rows: Sequence[Row], headings: Headings) -> int | None:
    """Return where the headings stand: the first of the top rows that reads most like them."""
    scores = [headings.score(row) for row in rows[:HEAD_ROWS]]
    best = max(scores, default=0)
    # One word alone may be a title that stands above.
    enough = best >= 2 or (best == 1 and len(rows[scores.index(1)][1]) == 1)
    return scores.index(best) if enough else None


def person_rows(rows: Iterable[Row], columns: Columns) -> list[PersonRow]:
    """Return the rows beneath the headings, with whole names split where that leaves no doubt."""
    return [row for row in (_person_row(row, columns) for row in rows) if row is not None]


def _person_row(row: Row, columns: Columns) -> PersonRow | None:
    number, cells = row
    said = {name: cells[at] for name, at in columns.places.items() if at in cells}
    whole = cells.get(columns.whole_name) if columns.whole_name is not None else None
    left = None
    if isinstance(whole, str):
        parts = take_apart(whole)
        said |= {} if parts is None else {_GIVEN: parts[0], _FAMILY: parts[1]}
        left = whole if parts is None else None
    if not said and left is None:
        return None
    identity = str(cells.get(columns.id, "")) if columns.id is not None else ""
    known = int(identity) if re.fullmatch(r"[0-9]{1,18}", identity) else None
    return PersonRow(number, said, known, left)


def take_apart(whole: str) -> tuple[str, str] | None:
    """Return (given, family) of a whole name, only where its writer marked the family name.

    By a comma (Benali, Amina) or, as the United Nations print it, by capitals (Amina BENALI).
    """
    family, comma, given = (part.strip() for part in whole.partition(","))
    if comma:
        return (given, family) if family and given and "," not in given else None
    words = whole.split()
    if any(fold(word) in _COURTESY or word.endswith(".") for word in words):
        return None
    capitals = [word.isupper() and sum(map(str.isalpha, word)) > 1 for word in words]
    count = sum(capitals)
    if not 0 < count < len(words):
        return None
    if all(capitals[-count:]):
        return " ".join(words[:-count]), " ".join(words[-count:])
    if all(capitals[:count]):
        return " ".join(words[count:]), " ".join(words[:count])
    return None
