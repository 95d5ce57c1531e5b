"""The catalogues: what is found in the source, what an update keeps, what a translation must hold to."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from babel.core import Locale
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import po
from bot.i18n.languages import LANGUAGES, LOCALES
from bot.i18n.po import Entry
from tools.catalogue_rules import faults
from tools.catalogues import PLURAL_FORMS, brought_up, check, main, progress, update
from tools.msgids import ROOT, Conflict, found_in_project, in_code, merged

# ---------------------------------------------------------------- the project's own catalogues


@pytest.fixture(scope="module")
def in_source() -> tuple[Entry, ...]:
    """Every text of the project as often as it stands there."""
    return tuple(found_in_project())


def test_every_text_is_translated_well_into_every_language(in_source: tuple[Entry, ...]) -> None:
    found = check(LOCALES, merged(in_source))

    assert not found, "\n".join([*found[:40], f"{len(found)} in all"])


def test_babel_reads_in_the_files_what_we_read() -> None:
    for language in LANGUAGES:
        path = LOCALES / f"{language}.po"
        entries = [entry for entry in po.entries(path.read_text("utf-8")) if entry.msgid]
        theirs = read_po(BytesIO(path.read_bytes()), locale=language)
        by_key = {
            (message.context, _first(message.id)): message for message in theirs if message.id
        }

        assert len(entries) == len(by_key)
        for entry in entries:
            message = by_key[entry.key]
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            assert entry.forms == forms
            assert entry.fuzzy == message.fuzzy


def _first(msgid: str | tuple[str, ...] | list[str]) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_agree_with_cldr(language: str) -> None:
    plurals = po.plurals(PLURAL_FORMS[language])
    rule = Locale.parse(language).plural_form
    forms: dict[int, set[str]] = {}
    for n in range(1100):
        forms.setdefault(plurals.form(n), set()).add(rule(n))

    assert len(forms) == plurals.count
    # Babel's "many" of French and Spanish is for whole millions, which nobody counts here.
    assert all(len(names) == 1 for names in forms.values())


def test_the_texts_of_the_bot_and_of_its_event_are_found(in_source: tuple[Entry, ...]) -> None:
    entries = {entry.key: entry for entry in merged(in_source)}

    assert ("button", "Back") in entries
    assert entries["role", "Adviser"].files == ("bot/events/wsis-geneva-2003.toml",)
    assert entries["role", "Adviser"].about == ("role adviser label",)
    assert not any("sandbox" in name for entry in entries.values() for name in entry.files)


def test_no_text_reaches_a_catalogue_by_a_way_that_extraction_does_not_see() -> None:
    """A plural has two literal msgids where it is said: a table of them would stay English."""
    unseen = []
    for path in sorted((ROOT / "bot").rglob("*.py")):
        if "sandbox" in path.parts or path.name == "tongue.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
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
    assert [entry.key for entry in in_code(source, "x.py")] == keys


def test_a_plural_is_found_with_both_its_msgids() -> None:
    (entry,) = in_code('t.say_n("{n} day", "{n} days", n)', "x.py")

    assert (entry.msgid, entry.plural) == ("{n} day", "{n} days")


def test_a_text_that_stands_in_two_files_is_one_entry_with_both() -> None:
    (entry,) = merged([*in_code('N_("One")', "a.py"), *in_code('N_("One")', "b.py")])

    assert entry.files == ("a.py", "b.py")


def test_one_msgid_with_two_plurals_is_refused() -> None:
    found = [*in_code('N_("{n} day")', "a.py"), *in_code('t.say_n("{n} day", "days", 2)', "b.py")]

    with pytest.raises(Conflict, match=r"different plurals in a\.py, b\.py"):
        merged(found)


# ---------------------------------------------------------------- reading and writing

_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.just("\n"), min_size=1
)


@given(_TEXT, _TEXT | st.none(), st.lists(_TEXT, min_size=1, max_size=6), st.booleans())
def test_what_is_written_is_read_again(
    msgid: str, plural: str | None, forms: list[str], fuzzy: bool
) -> None:
    entry = Entry(
        context="role",
        msgid=msgid,
        plural=plural,
        forms=tuple(forms if plural else forms[:1]),
        about=("question x label",),
        files=("a.py", "b.py"),
        notes=("as in the charter",),
        fuzzy=fuzzy,
        previous=msgid if fuzzy else None,
    )

    assert list(po.entries(po.dump([entry, entry]))) == [entry, entry]


def test_a_file_wrapped_by_a_translators_editor_is_read() -> None:
    text = (
        '# note\n#. about\n#: a.py b.py\n#, python-brace-format, fuzzy\n#| msgid "Old"\n'
        'msgctxt "c"\nmsgid ""\n"A long "\n"sentence"\nmsgstr ""\n"Une longue \\"phrase\\"\\n"\n'
        '"deux"\n\n#~ msgid "Gone"\n#~ msgstr "Parti"\n'
    )
    (entry,) = po.entries(text.replace("\n", "\r\n"))

    assert entry == Entry(
        "c",
        "A long sentence",
        None,
        ('Une longue "phrase"\ndeux',),
        about=("about",),
        files=("a.py", "b.py"),
        notes=("note",),
        fuzzy=True,
        previous="Old",
    )


# ---------------------------------------------------------------- updating

SOURCE = (
    Entry("button", "Back", files=("a.py",)),
    Entry(None, "Good day", files=("a.py", "b.py"), about=("question x label",)),
    Entry(None, "{n} day", "{n} days", files=("b.py",)),
)


def test_an_update_of_an_updated_folder_changes_nothing(tmp_path: Path) -> None:
    update(tmp_path, SOURCE)
    before = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    update(tmp_path, SOURCE)

    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == before
    assert set(before) == {"messages.pot", *(f"{language}.po" for language in LANGUAGES)}
    assert not re.search(r"\d{4}-\d\d-\d\d|\.py:\d", before["fr.po"])


def test_translations_and_translators_notes_stay() -> None:
    known = [Entry(None, "Back", forms=("Retour",), notes=("short",), files=("old.py",))]
    wanted = [Entry(None, "Next", files=("a.py",)), Entry(None, "Back", files=("new.py",))]

    assert brought_up("fr", known, wanted) == [
        Entry(None, "Next", forms=("",), files=("a.py",)),
        Entry(None, "Back", forms=("Retour",), notes=("short",), files=("new.py",)),
    ]


def test_a_text_changed_a_little_keeps_its_translation_to_be_looked_at() -> None:
    known = [Entry(None, "Please write a number.", forms=("Veuillez écrire un nombre.",))]
    (entry,) = brought_up("fr", known, [Entry(None, "Please write a whole number.")])

    assert entry.fuzzy
    assert entry.previous == "Please write a number."
    assert entry.forms == ("Veuillez écrire un nombre.",)


def test_a_text_that_is_another_or_gone_takes_no_translation_over() -> None:
    known = [Entry(None, "Please write a number.", forms=("Veuillez écrire un nombre.",))]

    assert brought_up("ru", known, [Entry(None, "{n} day", "{n} days")]) == [
        Entry(None, "{n} day", "{n} days", forms=("", "", ""))
    ]


def test_english_is_its_own_translation() -> None:
    wanted = [Entry(None, "{n} day", "{n} days")]

    assert brought_up("en", [], wanted)[0].forms == ("{n} day", "{n} days")


def test_a_catalogue_that_is_behind_the_source_is_told(tmp_path: Path) -> None:
    update(tmp_path, SOURCE)
    path = tmp_path / "en.po"
    first, second, *rest = po.entries(path.read_text("utf-8"))
    path.write_text(po.dump([first, replace(second, msgid="Gone"), *rest]), "utf-8")
    found = [line for line in check(tmp_path, SOURCE) if line.startswith("en.po")]

    assert len(found) == 2
    assert "is missing; run: make catalogues" in found[0]
    assert "“Gone” is no longer in the source" in found[1]


def test_another_header_and_an_old_template_are_told(tmp_path: Path) -> None:
    update(tmp_path, SOURCE)
    for name in ("ar.po", "messages.pot"):
        path = tmp_path / name
        path.write_text(
            path.read_text("utf-8").replace("n%100>=11 ? 4 : 5", "n%100>=11 ? 5 : 4"), "utf-8"
        )
    (tmp_path / "messages.pot").write_text("", "utf-8")
    found = check(tmp_path, SOURCE)

    assert "messages.pot: is not up to date; run: make catalogues" in found
    assert "ar.po: is missing or has another header; run: make catalogues" in found


# ---------------------------------------------------------------- what a translation holds to


def told(language: str, entry: Entry) -> list[str]:
    """The faults of one entry, without the entry's own words."""
    found = faults(
        language, [entry], [replace(entry, forms=())], po.plurals(PLURAL_FORMS[language])
    )
    return [line.removeprefix(f"“{entry.msgid}” ") for line in found]


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
    found = told(language, Entry(None, msgid, forms=(translation,)))

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
    assert told(language, Entry(None, msgid, forms=(translation,))) == []


def test_a_fuzzy_entry_is_told() -> None:
    found = told("fr", Entry(None, "Hello", forms=("Bonjour",), fuzzy=True))

    assert found == ["is marked fuzzy: look at it and take the mark away"]


def test_every_plural_form_is_needed_and_one_number_may_be_said_in_a_word() -> None:
    days = Entry(None, "{n} day of {a}", "{n} days of {a}")
    arabic = ("لا أيام من {a}", "يوم من {a}", "يومان من {a}", "{n} أيام من {a}", "{n} يوما {a}")

    assert told("ar", replace(days, forms=arabic)) == ["needs 6 forms"]
    assert told("ar", replace(days, forms=(*arabic, "{n} يوم من {a}"))) == []
    # In Russian the first form goes with 21 too, and in French with 0.
    assert len(told("ru", replace(days, forms=("день {a}", "{n} дня {a}", "{n} дней {a}")))) == 1
    assert len(told("fr", replace(days, forms=("un jour de {a}", "{n} jours de {a}")))) == 1
    assert told("es", replace(days, forms=("un día de {a}", "{n} días de {a}"))) == []


# ---------------------------------------------------------------- the command line


def test_the_command_line_updates_and_checks(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    in_source: tuple[Entry, ...],
) -> None:
    monkeypatch.setattr("tools.catalogues.template", lambda: merged(in_source))

    assert main(["extract"], folder=tmp_path) == 0
    assert main(["check"], folder=tmp_path) == 1
    assert main(["update"], folder=tmp_path) == 0

    said = capsys.readouterr().out
    assert re.search(r"^messages|^ar.po: is missing or has another header", said, re.MULTILINE)
    assert re.search(r"^ar 0/(\d+) · zh 0/\1 · en \1/\1 ", said, re.MULTILINE)


def test_a_complete_folder_passes(tmp_path: Path) -> None:
    update(tmp_path, SOURCE)
    for language in LANGUAGES:
        path = tmp_path / f"{language}.po"
        header, *entries = po.entries(path.read_text("utf-8"))
        path.write_text(
            po.dump([header, *(_translated(language, one) for one in entries)]), "utf-8"
        )

    assert check(tmp_path, SOURCE) == []
    assert progress(tmp_path).startswith("ar 3/3 · zh 3/3")


def _translated(language: str, entry: Entry) -> Entry:
    if language == "en":
        return entry
    return replace(entry, forms=tuple(entry.plural or entry.msgid for _ in entry.forms))


def test_the_project_is_read_once_a_file(in_source: tuple[Entry, ...]) -> None:
    files = [entry.files[0] for entry in in_source]

    assert files == sorted(files)
