"""Columns of a sheet: every heading missions use, in six languages, and names in one cell."""

from __future__ import annotations

import pytest

from bot.documents.columns import (
    Columns,
    Headings,
    PersonRow,
    find_headings,
    person_rows,
    take_apart,
)
from bot.documents.xlsx import Row, Said
from tests.documents.sheets import PEOPLE

# Written out once more: a heading that gets lost would be a column that nobody reads.
HEADINGS: dict[str, str] = {
    "role": (
        "role, role in the delegation, capacity, status, rôle, qualité, rôle dans la "
        "délégation, papel, calidad, función en la delegación, роль, статус, роль в "
        "делегации, в качестве, 身份, 角色, 代表身份, الدور, الصفة, الصفة في الوفد"
    ),
    "title": (
        "title, courtesy title, salutation, honorific, mr/ms, titre, civilité, título, "
        "tratamiento, обращение, титул, 称谓, 称呼, 尊称, لقب, لقب المجاملة"
    ),
    "given": (
        "given name, given names, given name(s), first name, first names, forename, "
        "forenames, prénom, prénoms, prénom(s), nombre, nombres, nombre(s), nombre de pila, "
        "имя, имена, имя и отчество, 名, 名字, الاسم الأول, الاسم الشخصي, الاسم"
    ),
    "family": (
        "family name, family names, family name(s), surname, surnames, last name, last names, "
        "nom, noms, nom de famille, apellido, apellidos, apellido(s), фамилия, 姓, 姓氏, اسم "
        "العائلة, اللقب العائلي, الاسم العائلي, اسم الأسرة, الكنية"
    ),
    "own_script": (
        "name in own script, name in original script, native name, nom en écriture d'origine, "
        "nombre en escritura original, имя в оригинальном написании, имя на родном языке, "
        "本国文字姓名, 中文姓名, الاسم بلغته الأصلية, الاسم بالعربية"
    ),
    "function": (
        "function, functional title, position, job title, post, designation, fonction, "
        "fonctions, titre fonctionnel, poste, cargo, puesto, función, должность, 职务, 职位, 职称, "
        "头衔, الوظيفة, المنصب, المسمى الوظيفي"
    ),
    "institution": (
        "institution, organization, organisation, ministry, ministry or institution, agency, "
        "ministère, organisme, institución, organización, ministerio, организация, "
        "учреждение, ведомство, министерство, место работы, 单位, 机构, 工作单位, 部门, المؤسسة, الجهة, "
        "المنظمة, الوزارة, جهة العمل"
    ),
    "email": (
        "email, e-mail, mail, email address, e-mail address, courriel, adresse électronique, "
        "adresse e-mail, correo, correo electrónico, эл. почта, электронная почта, адрес "
        "электронной почты, 电子邮件, 电子邮箱, 邮箱, البريد الإلكتروني, بريد إلكتروني"
    ),
    "gender": ("gender, sex, genre, sexe, género, sexo, пол, 性别, الجنس, النوع"),
}
WHOLE_NAMES = (
    "name, names, full name, complete name, delegate, participant, name of delegate, nom "
    "complet, nom et prénom, nom et prénoms, prénom et nom, nom prénom, nombre completo, "
    "nombre y apellido, nombre y apellidos, apellidos y nombres, фио, полное имя, фамилия имя "
    "отчество, имя и фамилия, фамилия и имя, 姓名, 全名, الاسم الكامل, الاسم واللقب, الاسم "
    "الثلاثي"
)
COURTESY_WORDS = (
    "mr, mrs, ms, miss, mx, dr, prof, he, hm, hrh, hon, sir, m, mme, mlle, me, s, e, sr, sra, "
    "srta, don, dona, excmo, excma, г, н, гн, госпожа, господин, проф, السيد, السيدة, "
    "الدكتور, الدكتورة, سعادة, معالي"
)


def head(*cells: Said) -> Row:
    return 1, dict(enumerate(cells))


def columns(*cells: Said, language: str = "en") -> Columns:
    return Headings(PEOPLE, language).columns(head(*cells))


@pytest.mark.parametrize(
    ("name", "word"),
    [(name, word.strip()) for name, listed in HEADINGS.items() for word in listed.split(",")],
)
def test_each_heading_that_missions_use_is_known(name: str, word: str) -> None:
    # Beside both of its parts, a heading of whole names is none.
    beside = {"given": "Family name", "family": "Given name(s)"}.get(name, "Role")
    other = {"given": "family", "family": "given", "role": "title"}.get(name, "role")
    beside = "Courtesy title" if other == "title" else beside

    assert columns(word, beside).places == {name: 0, other: 1}


@pytest.mark.parametrize("word", [word.strip() for word in WHOLE_NAMES.split(",")])
def test_each_heading_of_whole_names_is_known(word: str) -> None:
    found = columns("Role", word)

    assert (found.places, found.whole_name, found.whole_name_heading) == ({"role": 0}, 1, word)


@pytest.mark.parametrize("word", [word.strip() for word in COURTESY_WORDS.split(",")])
def test_a_name_with_a_courtesy_title_is_not_taken_apart(word: str) -> None:
    assert take_apart(f"{word} Amadou DIALLO") is None
    assert take_apart("Amadou DIALLO") == ("Amadou", "DIALLO")


@pytest.mark.parametrize(
    "bare", ["name", "names", "nom", "noms", "nombre", "nombres", "имя", "الاسم"]
)
def test_a_bare_name_is_what_the_other_column_leaves(bare: str) -> None:
    assert columns(bare, "Given name(s)").places == {"family": 0, "given": 1}
    assert columns(bare, "Family name").places == {"given": 0, "family": 1}
    assert columns(bare, "Role").whole_name == 0


def test_two_bare_names_are_left_as_they_read() -> None:
    assert columns("Nom", "Nombre").places == {"family": 0, "given": 1}


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("Role (as printed)", {"role": 0}),
        ("Role [1]", {"role": 0}),
        ("Role（身份）", {"role": 0}),
        ("Fonction / Function / Función", {"function": 0}),
        ("Fonction | Poste", {"function": 0}),
        ("Function\nFonction", {"function": 0}),
        ("Function / Role", {}),
        ("Colour / Fonction", {"function": 0}),
        ("colour", {}),
        (True, {}),
        ("Role" + " " * 196, {"role": 0}),
        ("Role" + " " * 197, {}),
    ],
)
def test_a_heading_is_read_without_brackets_and_in_each_of_its_languages(
    heading: Said, place: dict[str, int]
) -> None:
    found = columns(heading)

    assert found.places == place
    assert found.ignored == (() if place else (str(heading),))


@pytest.mark.parametrize("heading", ["#id", " #id "])
def test_the_hidden_column_is_known(heading: str) -> None:
    assert columns("Role", heading).id == 1


def row(number: int, *cells: Said) -> Row:
    return number, {at: said for at, said in enumerate(cells) if said != ""}


@pytest.mark.parametrize(
    ("identity", "known"),
    [
        ("5", 5),
        ("", None),
        ("five", None),
        ("٥", None),
        ("-5", None),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
    ],
)
def test_a_row_knows_its_person_by_a_plain_number(identity: str, known: int | None) -> None:
    (found,) = person_rows([row(4, "Head", identity)], columns("Role", "#id"))

    assert found == PersonRow(4, {"role": "Head"}, known)


def test_whole_names_are_taken_apart_or_left_whole() -> None:
    held = columns("Name", "Role")
    rows = [row(2, "Amina BENALI"), row(3, "Amina Benali", "Head"), row(4, "", ""), row(5, True)]

    assert person_rows(rows, held) == [
        PersonRow(2, {"given": "Amina", "family": "BENALI"}),
        PersonRow(3, {"role": "Head"}, None, "Amina Benali"),
    ]


def test_headings_stand_where_the_first_rows_read_most_like_them() -> None:
    headings = Headings(PEOPLE, "en")
    good, title, one = head("Role", "Given name(s)"), head("Role", "of honour"), head("Role")

    assert find_headings([title, good], headings) == 1
    assert find_headings([title], headings) is None
    assert find_headings([one], headings) == 0
    assert find_headings([], headings) is None
    assert find_headings([good, good], headings) == 0
    assert find_headings([*[title] * 19, good], headings) == 19
    assert find_headings([*[title] * 20, good], headings) is None


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("BENALI Amina", ("Amina", "BENALI")),
        ("Amina BEN ALI", ("Amina", "BEN ALI")),
        ("BEN ALI Amina", ("Amina", "BEN ALI")),
        ("Amina B", None),
        ("Amina BE", ("Amina", "BE")),
        ("Benali, Amina", ("Amina", "Benali")),
        ("Benali, ", None),
        (", Amina", None),
    ],
)
def test_a_family_name_is_marked_by_capitals_or_a_comma(
    whole: str, parts: tuple[str, str] | None
) -> None:
    assert take_apart(whole) == parts
