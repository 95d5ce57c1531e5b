"""Keeps the catalogues in step with the source: extract, update, check, missing, fill."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog

from bot.i18n.languages import LANGUAGES, LOCALES
from tools import catalogue_rules, po_files, translations
from tools.msgids import template


def main(arguments: Sequence[str] | None = None, *, folder: Path = LOCALES) -> int:
    """The command line; returns the exit status."""
    options = _parser().parse_args(arguments)
    wanted = template()
    match options.command:
        case "extract":
            extract(folder, wanted)
        case "update":
            update(folder, wanted)
            print(progress(folder))
        case "missing":
            gaps = translations.missing(folder, wanted)
            print(translations.as_json(gaps) if options.json else translations.as_lines(gaps))
        case "fill":
            faults = translations.fill(folder, wanted, options.file)
            print("\n".join([*faults, "nothing was written"]) if faults else progress(folder))
            return 2 if faults else 0
        case _:
            faults = check(folder, wanted)
            print("\n".join([*faults, f"{len(faults)} faults"]) if faults else "no faults")
            return 1 if faults else 0
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.catalogues", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("extract", help="write messages.pot from the source")
    commands.add_parser("update", help="extract, and bring every language up to date")
    commands.add_parser("check", help="exit 1 if a translation is missing or faulty")
    missing = commands.add_parser("missing", help="what is not translated, or marked fuzzy")
    missing.add_argument("--json", action="store_true", help="with a place for each translation")
    fill = commands.add_parser("fill", help="take in the translations of such a file")
    fill.add_argument("file", type=Path)
    return parser


def extract(folder: Path, wanted: Catalog) -> None:
    """Write the template of what is to be translated."""
    folder.mkdir(exist_ok=True)
    po_files.write(folder / "messages.pot", wanted, "")


def update(folder: Path, wanted: Catalog) -> None:
    """Bring every catalogue up to the source: translations stay, entries without a source go."""
    extract(folder, wanted)
    for language in LANGUAGES:
        path = folder / f"{language}.po"
        known = brought_up(language, po_files.read(path, language), wanted)
        po_files.write(path, known, language)


def brought_up(language: str, known: Catalog, wanted: Catalog) -> Catalog:
    """Return the wanted messages with the translations known; English is its own translation.

    A msgid that changed a little keeps its translation, marked fuzzy until somebody has looked.
    """
    before = po_files.messages(known)
    # A copy: a message that is new is taken over as it is, and is given its translation here.
    known.update(po_files.copied(wanted), update_creation_date=False)
    for key, message in po_files.messages(known).items():
        old = before.get(key)
        if language == "en":
            message.string = message.id
        elif not any(po_files.forms(message)):
            # Babel also finds likenesses among what has no translation.
            message.flags.discard("fuzzy")
            message.previous_id = []
        elif old is not None and message.fuzzy and not message.previous_id:
            message.previous_id = old.previous_id
        if (
            old is not None
            and any(po_files.forms(old))
            and po_files.plural(old) != po_files.plural(message)
        ):
            message.flags.add("fuzzy")
            message.previous_id = [po_files.singular(old)]
    return known


def check(folder: Path, wanted: Catalog) -> list[str]:
    """Every fault of every catalogue, a line each; `wanted` is what the source has."""
    found: list[str] = []
    if _text(folder / "messages.pot") != po_files.text(wanted, ""):
        found.append("messages.pot: is not up to date; run: make catalogues")
    for language in LANGUAGES:
        path = folder / f"{language}.po"
        if not _text(path).startswith(po_files.header(language)):
            found.append(f"{path.name}: is missing or has another header; run: make catalogues")
        lines = catalogue_rules.faults(language, po_files.read(path, language), wanted)
        found += [f"{path.name}: {line}" for line in lines]
    return found


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def progress(folder: Path) -> str:
    """How much of each language is there, in a line."""
    parts = []
    for language in LANGUAGES:
        messages = po_files.messages(po_files.read(folder / f"{language}.po", language)).values()
        done = sum(all(po_files.forms(one)) and not one.fuzzy for one in messages)
        parts.append(f"{language} {done}/{len(messages)}")
    return " · ".join(parts)


if __name__ == "__main__":
    sys.exit(main())
