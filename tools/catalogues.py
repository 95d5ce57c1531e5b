"""Keeps the catalogues in step with the source: extract, update, check. Translates nothing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

from bot.i18n import po
from bot.i18n.languages import LANGUAGES, LOCALES
from bot.i18n.po import Entry, Key
from tools import catalogue_rules
from tools.msgids import template

# By hand: tools disagree on Arabic, and these are the rules of CLDR and of gettext's manual.
PLURAL_FORMS = {
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
        "n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
    ),
    "zh": "nplurals=1; plural=0;",
    "en": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "ru": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
        "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
    ),
    "es": "nplurals=2; plural=(n != 1);",
}
# How much of its wording a changed msgid must keep to keep its translation, marked fuzzy.
_ALIKE = 0.75


def main(arguments: Sequence[str] | None = None, *, folder: Path = LOCALES) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bot.catalogues", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("extract", help="write messages.pot from the source")
    commands.add_parser("update", help="extract, and bring every language up to date")
    commands.add_parser("check", help="exit 1 if a translation is missing or faulty")
    command = parser.parse_args(arguments).command
    wanted = template()
    match command:
        case "extract":
            extract(folder, wanted)
        case "update":
            update(folder, wanted)
            print(progress(folder))
        case _:
            faults = check(folder, wanted)
            print("\n".join([*faults, f"{len(faults)} faults"]) if faults else "no faults")
            return 1 if faults else 0
    return 0


def extract(folder: Path, wanted: Sequence[Entry]) -> None:
    """Writes the template of what is to be translated."""
    folder.mkdir(exist_ok=True)
    empty = (replace(entry, forms=("",) * (2 if entry.plural else 1)) for entry in wanted)
    _write(folder / "messages.pot", [_header(""), *empty])


def update(folder: Path, wanted: Sequence[Entry]) -> None:
    """Brings every catalogue up to the source: translations stay, entries without a source go."""
    extract(folder, wanted)
    for language in LANGUAGES:
        path = folder / f"{language}.po"
        known = _entries(path)
        _write(path, [_header(language), *brought_up(language, known, wanted)])


def brought_up(language: str, known: Iterable[Entry], wanted: Sequence[Entry]) -> list[Entry]:
    """The wanted entries with the translations known; English is its own translation.

    A msgid that changed a little keeps its translation, marked fuzzy until somebody has looked.
    """
    translated: dict[Key, Entry] = {entry.key: entry for entry in known}
    current = {entry.key for entry in wanted}
    left = [entry for key, entry in translated.items() if key not in current and any(entry.forms)]
    return [
        replace(entry, forms=catalogue_rules.english(entry))
        if language == "en"
        else _with_translation(language, entry, translated.get(entry.key), left)
        for entry in wanted
    ]


def _with_translation(
    language: str, entry: Entry, known: Entry | None, left: Sequence[Entry]
) -> Entry:
    if known is not None and known.plural == entry.plural:
        return replace(
            entry,
            forms=known.forms,
            notes=known.notes,
            fuzzy=known.fuzzy,
            previous=known.previous if known.fuzzy else None,
        )
    near = _nearest(entry, [known, *left] if known is not None else left)
    if near is not None:
        return replace(entry, forms=near.forms, notes=near.notes, fuzzy=True, previous=near.msgid)
    count = _plurals(language).count if entry.plural is not None else 1
    return replace(entry, forms=("",) * count)


def _nearest(entry: Entry, left: Sequence[Entry]) -> Entry | None:
    def likeness(other: Entry) -> float:
        return SequenceMatcher(None, entry.msgid, other.msgid, autojunk=False).ratio()

    same_kind = [old for old in left if (old.plural is None) == (entry.plural is None)]
    best = max(same_kind, key=likeness, default=None)
    return best if best is not None and likeness(best) >= _ALIKE else None


def check(folder: Path, wanted: Sequence[Entry]) -> list[str]:
    """Every fault of every catalogue, a line each; `wanted` is what the source has."""
    found: list[str] = []
    if _entries(folder / "messages.pot") != [
        replace(entry, forms=("",) * (2 if entry.plural else 1)) for entry in wanted
    ]:
        found.append("messages.pot: is not up to date; run: make catalogues")
    for language in LANGUAGES:
        path = folder / f"{language}.po"
        if not path.exists() or _read(path)[0] != _header(language):
            found.append(f"{path.name}: is missing or has another header; run: make catalogues")
        lines = catalogue_rules.faults(language, _entries(path), wanted, _plurals(language))
        found += [f"{path.name}: {line}" for line in lines]
    return found


def progress(folder: Path) -> str:
    """How much of each language is there, in a line."""
    parts = []
    for language in LANGUAGES:
        entries = _entries(folder / f"{language}.po")
        done = sum(all(entry.forms) and not entry.fuzzy for entry in entries)
        parts.append(f"{language} {done}/{len(entries)}")
    return " · ".join(parts)


def _plurals(language: str) -> po.Plurals:
    return po.plurals(PLURAL_FORMS[language])


def _header(language: str) -> Entry:
    lines = [
        "Project-Id-Version: focal-point-assistant",
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    if language:
        lines.append(f"Plural-Forms: {PLURAL_FORMS[language]}")
    return Entry(None, "", forms=("".join(f"{line}\n" for line in lines),))


def _read(path: Path) -> list[Entry]:
    return list(po.entries(path.read_text(encoding="utf-8"))) if path.exists() else []


def _entries(path: Path) -> list[Entry]:
    return [entry for entry in _read(path) if entry.msgid]


def _write(path: Path, entries: Iterable[Entry]) -> None:
    path.write_text(po.dump(entries), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
