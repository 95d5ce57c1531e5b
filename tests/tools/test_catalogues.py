"""The catalogues: what is found in the source, what an update keeps, what a translation must hold to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from gettext import c2py
from pathlib import Path

import pytest
from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import catalogue
from bot.i18n.languages import LANGUAGES, LOCALES
from tests.syntax import parsed_file
from tests.tools.messages import catalog_of, facts, message
from tools import po_files
from tools.catalogue_rules import faults
from tools.catalogues import brought_up, check, main, progress, update
from tools.msgids import ROOT, Conflict, found_in_project, in_code, merged

# ---------------------------------------------------------------- the project's own catalogues


@pytest.fixture(scope="module")
def in_source() -> tuple[Message, ...]:
    """Every text of the project as often as it stands there."""
    return tuple(found_in_project())


def test_every_text_is_translated_well_into_every_language(in_source: tuple[Message, ...]) -> None:
    found = check(LOCALES, merged(in_source))

    assert not found, "\n".join([*found[:40], f"{len(found)} in all"])


def test_the_bot_reads_in_the_files_what_their_editors_see() -> None:
    for language in LANGUAGES:
        path = LOCALES / f"{language}.po"
        read = catalogue.read(path)
        catalog = po_files.read(path, language)
        found = po_files.messages(catalog)

        assert len(found) == len(read.messages) > 1000
        assert {key: po_files.forms(one) for key, one in found.items()} == read.messages
        form_of = c2py(catalog.plural_expr)
        assert [read.form(n) for n in range(1100)] == [form_of(n) for n in range(1100)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_agree_with_cldr(language: str) -> None:
    catalog = po_files.empty(language)
    form_of = c2py(catalog.plural_expr)
    rule = Locale.parse(language).plural_form
    forms: dict[int, set[str]] = {}
    for n in range(1100):
        forms.setdefault(form_of(n), set()).add(rule(n))

    assert len(forms) == catalog.num_plurals
    # Babel's "many" of French and Spanish is for whole millions, which nobody counts here.
    assert all(len(names) == 1 for names in forms.values())


def test_the_texts_of_the_bot_and_of_its_event_are_found(in_source: tuple[Message, ...]) -> None:
    found = po_files.messages(merged(in_source))

    assert ("button", "Back") in found
    adviser = found["role", "Adviser"]
    assert [name for name, _ in adviser.locations] == ["bot/events/wsis-geneva-2003.toml"]
    assert adviser.auto_comments == ["role adviser label"]
    assert not any("sandbox" in name for one in found.values() for name, _ in one.locations)


def test_no_text_reaches_a_catalogue_by_a_way_that_extraction_does_not_see() -> None:
    """A plural has two literal msgids where it is said: a table of them would stay English."""
    unseen = []
    for path in sorted((ROOT / "bot").rglob("*.py")):
        if "sandbox" in path.parts or path.name == "tongue.py":
            continue
        for node in ast.walk(parsed_file(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                plural = node.func.attr in ("say_n", "plain_n")
                if plural and not all(isinstance(one, ast.Constant) for one in node.args[:2]):
                    unseen.append(f"{path.name}:{node.lineno}")

    assert unseen == []


# ---------------------------------------------------------------- extraction


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        ('t.say("One")', [(None, "One")]),
        ('self.tongue.plain("One", n=1)', [(None, "One")]),
        ('t.say_as("button", "Back")', [("button", "Back")]),
        ('visit.labelled("Back", "menu", "Not said")', [("button", "Back")]),
        ('visit.ask("No msgid", "One", rows, n=1)', [(None, "One")]),
        ('plain = t.plain_as\nx("y")', []),
        ('def f():\n  plain = t.plain_as\n  plain("button", "Back")', [("button", "Back")]),
        ('def f():\n  a, b = t.say, t.number\n  a("One")\n  b("Two")', [(None, "One")]),
        ('A = {1: N_("One"), 2: NP_("role", "Two")}', [(None, "One"), ("role", "Two")]),
        ('t.say("One " "sentence")', [(None, "One sentence")]),
        ('t.say("One" if x else "Two")', [(None, "One"), (None, "Two")]),
        ("t.say(TABLE[code])", []),
        ('t.say(f"One {x}")', []),
        ('t.say("<b>{title}</b>")', []),
        ('t.say("{question}: {value}")', [(None, "{question}: {value}")]),
        ('other("One")', []),
        ('t.say(t.plain("In"), x=t.say("Out"))', [(None, "In"), (None, "Out")]),
    ],
)
def test_texts_are_found_in_code(source: str, keys: list[tuple[str | None, str]]) -> None:
    assert [po_files.key(one) for one in in_code(source, "x.py")] == keys


def test_a_plural_is_found_with_both_its_msgids() -> None:
    (found,) = in_code('t.say_n("{n} day", "{n} days", n)', "x.py")

    assert found.id == ("{n} day", "{n} days")


def test_a_text_that_stands_in_two_files_is_one_message_with_both() -> None:
    found = merged([*in_code('N_("One")', "a.py"), *in_code('N_("One")', "b.py")])

    assert [one.locations for one in found if one.id] == [[("a.py", 0), ("b.py", 0)]]


def test_one_msgid_with_two_plurals_is_refused() -> None:
    one, other = 'N_("{n} day")', 't.say_n("{n} day", "days", 2)'

    with pytest.raises(Conflict, match=r"different plurals in a\.py, b\.py"):
        merged([*in_code(one, "a.py"), *in_code(other, "b.py")])
    with pytest.raises(Conflict, match=r"different plurals in a\.py, b\.py"):
        merged([*in_code(other, "a.py"), *in_code(one, "b.py")])


# ---------------------------------------------------------------- reading and writing

_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.just("\n"), min_size=1
)


def written(folder: Path, language: str, *messages: Message) -> Path:
    path = folder / f"{language}.po"
    po_files.write(path, catalog_of(language, *messages), language)
    return path


@given(_TEXT, _TEXT | st.none(), st.lists(_TEXT, min_size=6, max_size=6), st.booleans())
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory,
    msgid: str,
    plural: str | None,
    forms: list[str],
    fuzzy: bool,
) -> None:
    one = message(
        msgid,
        *(forms if plural else forms[:1]),
        context="role",
        plural=plural,
        about=["question x label"],
        files=["a.py", "b.py"],
        notes=["as in the charter"],
        fuzzy=fuzzy,
        previous='Old “words”, "quoted"\tand long enough for Babel to break the line'
        if fuzzy
        else "",
    )
    other = message("Other", "Autre")
    path = written(tmp_path_factory.getbasetemp(), "ar", one, other)
    read = po_files.read(path, "ar")

    assert [facts(found) for found in read if found.id] == [facts(one), facts(other)]
    assert (("role", msgid) in catalogue.read(path)) == (not fuzzy)


def test_a_file_wrapped_by_a_translators_editor_is_read(tmp_path: Path) -> None:
    text = (
        '# note\n#. about\n#: a.py b.py\n#, python-brace-format, fuzzy\n#| msgid "Old"\n'
        'msgctxt "c"\nmsgid ""\n"A long "\n"sentence"\nmsgstr ""\n"Une longue \\"phrase\\"\\n"\n'
        '"deux"\n\n#~ msgid "Gone"\n#~ msgstr "Parti"\n'
    )
    path = tmp_path / "fr.po"
    path.write_bytes(text.replace("\n", "\r\n").encode())
    (found,) = (one for one in po_files.read(path, "fr") if one.id)

    assert facts(found) == facts(
        message(
            "A long sentence",
            'Une longue "phrase"\ndeux',
            context="c",
            about=["about"],
            files=["a.py", "b.py"],
            notes=["note"],
            fuzzy=True,
            previous="Old",
        )
    )


# ---------------------------------------------------------------- updating


def source() -> Catalog:
    """What a small project has to be translated."""
    return catalog_of(
        "",
        message("Back", context="button", files=["a.py"]),
        message("Good day", files=["a.py", "b.py"], about=["question x label"]),
        message("{n} day", plural="{n} days", files=["b.py"]),
    )


def updated(language: str, known: Iterable[Message], wanted: Iterable[Message]) -> list[Message]:
    found = brought_up(language, catalog_of(language, *known), catalog_of("", *wanted))
    return [one for one in found if one.id]


def test_an_update_of_an_updated_folder_changes_nothing(tmp_path: Path) -> None:
    update(tmp_path, source())
    before = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    update(tmp_path, source())

    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == before
    assert set(before) == {"messages.pot", *(f"{language}.po" for language in LANGUAGES)}
    assert not re.search(r"\d{4}-\d\d-\d\d|\.py:\d", before["fr.po"])


def test_the_project_s_files_are_as_an_update_writes_them() -> None:
    for language in LANGUAGES:
        path = LOCALES / f"{language}.po"

        assert po_files.text(po_files.read(path, language), language) == path.read_text("utf-8")


def test_translations_and_translators_notes_stay() -> None:
    known = [message("Back", "Retour", notes=["short"], files=["old.py"])]
    found = updated(
        "fr", known, [message("Next", files=["a.py"]), message("Back", files=["new.py"])]
    )

    assert list(map(facts, found)) == [
        facts(message("Next", "", files=["a.py"])),
        facts(message("Back", "Retour", notes=["short"], files=["new.py"])),
    ]


def test_a_text_changed_a_little_keeps_its_translation_to_be_looked_at() -> None:
    known = [message("Please write a number.", "Veuillez écrire un nombre.")]
    wanted = [message("Please write a whole number.")]
    (found,) = once = updated("fr", known, wanted)
    (again,) = updated("fr", once, wanted)

    assert found.fuzzy
    assert found.previous_id == ["Please write a number."]
    assert po_files.forms(found) == ("Veuillez écrire un nombre.",)
    assert facts(again) == facts(found)


@pytest.mark.parametrize("was", [None, "{n} day and more"])
def test_a_text_whose_plural_changed_keeps_its_translation_to_be_looked_at(was: str | None) -> None:
    forms = ("{n} jour", "{n} jours") if was else ("{n} jour",)
    known = [message("{n} day", *forms, plural=was)]
    (found,) = updated("fr", known, [message("{n} day", plural="{n} days")])

    assert found.fuzzy
    assert found.previous_id == ["{n} day"]
    assert po_files.forms(found)[0] == "{n} jour"


def test_a_text_that_is_another_or_gone_takes_no_translation_over() -> None:
    known = [message("Please write a number.", "Veuillez écrire un nombre.")]
    (found,) = updated("ru", known, [message("{n} day", plural="{n} days")])

    assert not any(po_files.forms(found))
    assert not found.fuzzy


def test_a_text_like_one_that_has_no_translation_is_just_not_translated() -> None:
    known = [message("{n} day left", "", "", "", plural="{n} days left")]
    (found,) = updated("ru", known, [message("{n} day past", plural="{n} days past")])

    assert not any(po_files.forms(found))
    assert not found.fuzzy
    assert not found.previous_id


def test_english_is_its_own_translation() -> None:
    (found,) = updated("en", [], [message("{n} day", plural="{n} days")])

    assert po_files.forms(found) == ("{n} day", "{n} days")


def test_a_catalogue_that_is_behind_the_source_is_told(tmp_path: Path) -> None:
    update(tmp_path, source())
    path = tmp_path / "en.po"
    path.write_text(path.read_text("utf-8").replace('"Good day"', '"Gone"'), "utf-8")
    found = [line for line in check(tmp_path, source()) if line.startswith("en.po")]

    assert len(found) == 2
    assert "is missing; run: make catalogues" in found[0]
    assert "“Gone” is no longer in the source" in found[1]


def test_another_header_and_an_old_template_are_told(tmp_path: Path) -> None:
    update(tmp_path, source())
    path = tmp_path / "ar.po"
    path.write_text(
        path.read_text("utf-8").replace("n%100>=11 ? 4 : 5", "n%100>=11 ? 5 : 4"), "utf-8"
    )
    (tmp_path / "messages.pot").write_text("", "utf-8")
    found = check(tmp_path, source())

    assert "messages.pot: is not up to date; run: make catalogues" in found
    assert "ar.po: is missing or has another header; run: make catalogues" in found


# ---------------------------------------------------------------- what a translation holds to


def told(language: str, one: Message) -> list[str]:
    """The faults of one message, without its own words."""
    found = faults(language, catalog_of(language, one), catalog_of("", one))
    return [line.removeprefix(f"“{po_files.singular(one)}” ") for line in found]


@pytest.mark.parametrize(
    ("language", "msgid", "translation", "fault"),
    [
        ("fr", "Hello", "", "is not translated"),
        ("fr", "{a} of {b}", "{a} sur {c}", "has other places for values than its source: b, c"),
        ("fr", "{a}", "{a", "has a brace too many or too few"),
        ("fr", "{a}", "{a.__class__}", "has other places for values than its source: a, a.__class"),
        ("ru", "<b>Hello</b>", "<b>Привет", "has other tags than its source"),
        ("ru", "Hello", "<b>Привет</b>", "has other tags than its source"),
        ("ru", "Hello", " Привет", "begins or ends with other spaces"),
        ("ru", "Hello\n", "Привет", "begins or ends with other spaces"),
        ("es", "Wait…", "Espere...", "write … instead of three dots"),
        ("fr", "A “word”", "Un “mot”", "write « » with no-break spaces"),
        ("fr", "A “word”", "Un « mot »", "write « » with no-break spaces"),
        ("fr", "Really?", "Vraiment ?", "put a no-break space before"),
        ("ru", "A “word”", 'Одно "слово"', "write « »"),
        ("es", "Really?", "En serio?", "open a question with ¿"),
        ("es", "Good!", "Bien!", "open an exclamation with ¡"),
        ("zh", "Really?", "真的吗?", "at full width"),
        ("zh", "Done.", "完成.", "write 。"),
        ("zh", "A “word”", "«词»", "write “ ”"),
        ("ar", "Really?", "حقا?", "write ؟"),
        ("ar", "Yes, thank you", "نعم, شكرا", "write ،"),
        ("en", "Hello", "Hallo", "differs from its msgid"),
    ],
)
def test_what_is_wrong_with_a_translation_is_told(
    language: str, msgid: str, translation: str, fault: str
) -> None:
    found = told(language, message(msgid, translation))

    assert any(fault in line for line in found), found


@pytest.mark.parametrize(
    ("language", "msgid", "translation"),
    [
        ("fr", "Which day, {name}?", "Quel jour, {name}\u202f?"),
        ("fr", "{question}: {value}", "{question}\u00a0: {value}"),
        ("fr", "A “word” at 12:30", "Un «\u00a0mot\u00a0» à 12:30"),
        ("fr", "Really?!", "Vraiment\u202f?!"),
        ("es", "Good! Really?", "¡Bien! ¿En serio?"),
        ("zh", "See https://t.me/x?start={code}, please", "请见 https://t.me/x?start={code}"),
        ("zh", "Such as +41 22 730 51 11 or 10.12.2003", "例如 +41 22 730 51 11 或 10.12.2003"),
        ("ar", "{a}, and <b>{b}</b>?", "{a}، و<b>{b}</b>؟"),
        ("ru", "<b>{a}</b> to {b}", "{b}, <b>{a}</b>"),
    ],
)
def test_a_good_translation_is_left_in_peace(language: str, msgid: str, translation: str) -> None:
    assert told(language, message(msgid, translation)) == []


def test_a_fuzzy_message_is_told() -> None:
    found = told("fr", message("Hello", "Bonjour", fuzzy=True))

    assert found == ["is marked fuzzy: look at it and take the mark away"]


def test_every_plural_form_is_needed_and_one_number_may_be_said_in_a_word() -> None:
    def days(*forms: str) -> Message:
        return message("{n} day of {a}", *forms, plural="{n} days of {a}")

    arabic = ("لا أيام من {a}", "يوم من {a}", "يومان من {a}", "{n} أيام من {a}", "{n} يوما {a}")

    assert told("ar", days(*arabic)) == ["needs 6 forms"]
    assert told("ar", days(*arabic, "")) == ["needs 6 forms"]
    assert told("ar", days(*arabic, "{n} يوم من {a}")) == []
    # In Russian the first form goes with 21 too, and in French with 0.
    assert len(told("ru", days("день {a}", "{n} дня {a}", "{n} дней {a}"))) == 1
    assert len(told("fr", days("un jour de {a}", "{n} jours de {a}"))) == 1
    assert told("es", days("un día de {a}", "{n} días de {a}")) == []


# ---------------------------------------------------------------- the command line


def test_the_command_line_updates_and_checks(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    in_source: tuple[Message, ...],
) -> None:
    monkeypatch.setattr("tools.catalogues.template", lambda: merged(in_source))

    assert main(["extract"], folder=tmp_path) == 0
    assert main(["check"], folder=tmp_path) == 1
    assert main(["update"], folder=tmp_path) == 0

    said = capsys.readouterr().out
    assert re.search(r"^messages|^ar.po: is missing or has another header", said, re.MULTILINE)
    assert re.search(
        r"^ar 0/(\d+) · zh 0/\1 · en \1/\1 · fr 0/\1 · ru 0/\1 · es 0/\1$", said, re.MULTILINE
    )


def test_a_complete_folder_passes(tmp_path: Path) -> None:
    update(tmp_path, source())
    for language in LANGUAGES:
        path = tmp_path / f"{language}.po"
        catalog = po_files.read(path, language)
        for one in catalog:
            if one.id and language != "en":
                forms = len(po_files.forms(one))
                one.string = one.id if forms == 1 else (po_files.plural(one) or "",) * forms
        po_files.write(path, catalog, language)

    assert check(tmp_path, source()) == []
    assert progress(tmp_path).startswith("ar 3/3 · zh 3/3")


def test_the_project_is_read_once_a_file(in_source: tuple[Message, ...]) -> None:
    files = [one.locations[0][0] for one in in_source]

    assert files == sorted(files)
