"""What is to be translated goes out as JSON and comes back filled; a fault lets nothing in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog

from bot.i18n import catalogue
from tests.tools.messages import catalog_of, message
from tools import po_files
from tools.catalogues import check, main, update

Gaps = list[dict[str, Any]]
RUSSIAN = ["{n} день", "{n} дня", "{n} дней"]


def source() -> Catalog:
    return catalog_of(
        "",
        message("Back", context="button", files=["a.py", "b.py"]),
        message("Good day, <b>{name}</b>", files=["b.py"], about=["question x label"]),
        message("{n} day", plural="{n} days", files=["b.py"]),
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Catalogues in which Russian lacks all, French has "Back", and the others have everything."""
    made = tmp_path / "locales"
    monkeypatch.setattr("tools.catalogues.template", source)
    update(made, source())
    for language in ("ar", "zh", "fr", "es"):
        catalog = po_files.read(made / f"{language}.po", language)
        for one in catalog:
            if one.id and (language != "fr" or one.context == "button"):
                forms = len(po_files.forms(one))
                one.string = one.id if forms == 1 else ("{n} x",) * forms
        po_files.write(made / f"{language}.po", catalog, language)
    return made


@pytest.fixture
def missing(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], Gaps]:
    def asked() -> Gaps:
        capsys.readouterr()
        assert main(["missing", "--json"], folder=folder) == 0
        found: Gaps = json.loads(capsys.readouterr().out)
        return found

    return asked


@pytest.fixture
def fill(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[[object], tuple[int, list[str]]]:
    def filled(entries: object) -> tuple[int, list[str]]:
        path = tmp_path / "filled.json"
        path.write_text(entries if isinstance(entries, str) else json.dumps(entries), "utf-8")
        capsys.readouterr()
        status = main(["fill", str(path)], folder=folder)
        return status, capsys.readouterr().out.splitlines()

    return filled


def test_each_message_says_where_it_stands_and_has_a_place_for_every_form_it_lacks(
    missing: Callable[[], Gaps],
) -> None:
    back, good_day, days = missing()

    assert back == {
        "context": "button",
        "msgid": "Back",
        "plural": None,
        "about": [],
        "where": ["a.py", "b.py"],
        "translations": {"ru": [""]},
        "numbers": {},
        "fuzzy": {},
    }
    assert good_day["about"] == ["question x label"]
    assert good_day["translations"] == {"fr": [""], "ru": [""]}
    assert days["plural"] == "{n} days"
    assert days["translations"] == {"fr": ["", ""], "ru": ["", "", ""]}
    assert days["numbers"] == {
        "fr": ["0, 1", "2, 3, 4 …"],
        "ru": ["1, 21, 31 …", "2, 3, 4 …", "0, 5, 6 …"],
    }


def test_without_json_it_is_a_line_for_each_message(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["missing"], folder=folder) == 0

    assert capsys.readouterr().out.splitlines() == [
        "a.py: “Back” ru",
        "b.py: “Good day, <b>{name}</b>” fr ru",
        "b.py: “{n} day” fr ru",
        "3 to be translated",
    ]


def test_what_was_filled_in_is_in_the_catalogues_and_what_was_left_empty_is_still_missing(
    folder: Path,
    missing: Callable[[], Gaps],
    fill: Callable[[object], tuple[int, list[str]]],
) -> None:
    gaps = missing()
    back, good_day, days = gaps
    back["translations"]["ru"] = ["Назад"]
    good_day["translations"]["fr"] = ["Bonjour, <b>{name}</b>"]
    days["translations"]["ru"] = RUSSIAN
    status, said = fill(gaps)

    russian, french = (catalogue.read(folder / f"{code}.po") for code in ("ru", "fr"))
    assert status == 0
    assert "fr 2/3 · ru 2/3" in said[0]
    assert russian.say("button", "Back") == "Назад"
    assert [russian.say_n("{n} day", "{n} days", n) for n in (1, 2, 5)] == RUSSIAN
    assert french.say(None, "Good day, <b>{name}</b>") == "Bonjour, <b>{name}</b>"
    assert [(one["msgid"], [*one["translations"]]) for one in missing()] == [
        ("Good day, <b>{name}</b>", ["ru"]),
        ("{n} day", ["fr"]),
    ]
    assert not any("header" in line or "messages.pot" in line for line in check(folder, source()))


def test_a_fuzzy_one_comes_with_its_former_translation_and_loses_the_mark_when_filled(
    folder: Path,
    missing: Callable[[], Gaps],
    fill: Callable[[object], tuple[int, list[str]]],
) -> None:
    path = folder / "fr.po"
    catalog = po_files.read(path, "fr")
    back = catalog.get("Back", "button")
    assert back is not None
    back.flags.add("fuzzy")
    back.previous_id = ["Go back"]
    po_files.write(path, catalog, "fr")
    gap = missing()[0]
    was = gap["fuzzy"]
    gap["translations"]["fr"] = ["Retour"]
    status, _ = fill([gap])

    assert was == {"fr": {"msgid": "Go back", "forms": ["Back"]}}
    assert status == 0
    assert catalogue.read(path).say("button", "Back") == "Retour"
    assert "#|" not in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"ru": [" Привет, <b>{name}</b>"]}, "begins or ends with other spaces or lines"),
        ({"ru": ["Привет, {name}"]}, "has other tags than its source"),
        ({"ru": ["Привет, <b>{imya}</b>"]}, "has other places for values"),
        ({"ru": ["Привет, <b>{name</b>"]}, "has a brace too many or too few"),
        ({"fr": ["Bonjour, <b>{name}</b>!"]}, "put a no-break space before"),
        ({"ru": ["<b>{name}</b>", "<b>{name}</b>"]}, "needs 1 form"),
        ({"ru": "Привет"}, "wants a list of texts for one of ar, zh, fr, ru, es"),
        ({"ru": [1]}, "wants a list of texts for one of ar, zh, fr, ru, es"),
        ({"en": ["Hello, <b>{name}</b>"]}, "wants a list of texts for one of ar, zh, fr, ru, es"),
    ],
)
def test_what_breaks_the_rules_is_refused(
    folder: Path,
    fill: Callable[[object], tuple[int, list[str]]],
    entry: dict[str, object],
    fault: str,
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    status, said = fill(
        [
            {
                "context": None,
                "msgid": "Good day, <b>{name}</b>",
                "plural": None,
                "translations": entry,
            }
        ]
    )

    assert status == 2
    assert len(said) == 2
    assert said[0].startswith(f"{next(iter(entry))}: “Good day, <b>{{name}}</b>” ")
    assert fault in said[0]
    assert said[1] == "nothing was written"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_every_fault_is_told_at_once_and_nothing_of_the_file_is_taken(
    folder: Path,
    missing: Callable[[], Gaps],
    fill: Callable[[object], tuple[int, list[str]]],
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    gaps = missing()
    gaps[0]["translations"]["ru"] = ["Назад"]
    gaps[1]["translations"]["ru"] = ["Привет"]
    gaps[2]["translations"] = {"fr": ["{n} jour", ""], "ru": RUSSIAN[:2]}
    status, said = fill([*gaps, {"msgid": "Back"}, {**gaps[2], "plural": None}, 7])

    assert status == 2
    assert said == [
        "ru: “Good day, <b>{name}</b>” has other places for values than its source: name",
        "ru: “Good day, <b>{name}</b>” has other tags than its source",
        "fr: “{n} day” needs 2 forms",
        "ru: “{n} day” needs 3 forms",
        "entry 4 has no context, msgid and translations",
        "“{n} day” is not in the source, or not with this context and plural",
        "entry 6 has no context, msgid and translations",
        "nothing was written",
    ]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_catalogue_that_is_behind_the_source_is_not_filled(
    folder: Path, fill: Callable[[object], tuple[int, list[str]]]
) -> None:
    (folder / "ru.po").unlink()
    entry = {
        "context": "button",
        "msgid": "Back",
        "plural": None,
        "translations": {"ru": ["Назад"]},
    }

    assert fill([entry]) == (
        2,
        ["ru: button: “Back” is missing; run: make catalogues", "nothing was written"],
    )


def test_what_is_no_json_or_no_file_is_refused(
    folder: Path,
    fill: Callable[[object], tuple[int, list[str]]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, said = fill("[{")
    gone = main(["fill", str(folder / "none.json")], folder=folder)

    assert (status, gone) == (2, 2)
    assert "filled.json cannot be read as JSON: " in said[0]
    assert "none.json cannot be read as JSON: " in capsys.readouterr().out
