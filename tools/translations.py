"""Hands out what is to be translated as JSON, and takes the same JSON in with its places filled.

A list of messages: `context`, `msgid`, `plural`, `about` and `where` say what each is;
`translations` has a list for each language that wants it, with one empty text for each plural
form. `numbers` has examples of the numbers that go with each form. `fuzzy` has the translation of
the text as it was before, which may still do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypedDict

from babel.messages.catalog import Catalog, Message

from bot.i18n.languages import FALLBACK, LANGUAGES
from tools import catalogue_rules, po_files

_EXAMPLES = 3


class Former(TypedDict):
    """The translation of a text that has changed since, and that text."""

    msgid: str
    forms: list[str]


class Gap(TypedDict):
    """A message with a place for each translation it lacks."""

    context: str | None
    msgid: str
    plural: str | None
    about: list[str]
    where: list[str]
    translations: dict[str, list[str]]
    numbers: dict[str, list[str]]
    fuzzy: dict[str, Former]


def missing(folder: Path, wanted: Catalog) -> list[Gap]:
    """Every message that some language does not translate, or only with the mark fuzzy."""
    catalogs = _catalogs(folder)
    found = (_gap(message, catalogs) for message in po_files.messages(wanted).values())
    return [gap for gap in found if gap["translations"]]


def _gap(source: Message, catalogs: dict[str, Catalog]) -> Gap:
    gap = Gap(
        context=source.context,
        msgid=po_files.singular(source),
        plural=po_files.plural(source),
        about=source.auto_comments,
        where=[name for name, _ in source.locations],
        translations={},
        numbers={},
        fuzzy={},
    )
    for language, catalog in catalogs.items():
        known = catalog.get(source.id, source.context)
        if known is not None and not known.fuzzy and all(po_files.forms(known)):
            continue
        count = 1 if gap["plural"] is None else catalog.num_plurals
        gap["translations"][language] = [""] * count
        if count > 1:
            gap["numbers"][language] = [_examples(form, catalog) for form in range(count)]
        if known is not None and any(po_files.forms(known)):
            was = known.previous_id[0] if known.previous_id else gap["msgid"]
            gap["fuzzy"][language] = Former(msgid=was, forms=list(po_files.forms(known)))
    return gap


def _examples(form: int, catalog: Catalog) -> str:
    found = catalogue_rules.numbers(form, catalog.plural_expr)
    return ", ".join(map(str, found[:_EXAMPLES])) + (" …" if len(found) > _EXAMPLES else "")


def as_json(gaps: Sequence[Gap]) -> str:
    return json.dumps(gaps, ensure_ascii=False, indent=1)


def as_lines(gaps: Sequence[Gap]) -> str:
    """A line for each message, with the languages that want it."""
    lines = [f"{gap['where'][0]}: “{gap['msgid']}” {' '.join(gap['translations'])}" for gap in gaps]
    return "\n".join([*lines, f"{len(gaps)} to be translated"])


def fill(folder: Path, wanted: Catalog, filled: Path) -> list[str]:
    """Write the translations of a filled file into the catalogues; what is left empty stays so.

    Returns every fault; where there is one, nothing is written.
    """
    try:
        entries = json.loads(filled.read_text("utf-8"))
    except (OSError, ValueError) as error:
        return [f"{filled} cannot be read as JSON: {error}"]
    catalogs = _catalogs(folder)
    faults = list(_filled(entries, wanted, catalogs))
    if not faults:
        for language, catalog in catalogs.items():
            po_files.write(folder / f"{language}.po", catalog, language)
    return faults


def _filled(entries: object, wanted: Catalog, catalogs: dict[str, Catalog]) -> Iterator[str]:
    """Set the translations in the catalogs; yields what is wrong with them."""
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries], 1):
        match entry:
            case {
                "context": str() | None as context,
                "msgid": str(msgid),
                "translations": dict(given),
            }:
                source = wanted.get(msgid, context)
            case _:
                yield f"entry {number} has no context, msgid and translations"
                continue
        if source is None or po_files.plural(source) != entry.get("plural"):
            yield f"“{msgid}” is not in the source, or not with this context and plural"
            continue
        for language, texts in given.items():
            for fault in _set(source, language, texts, catalogs):
                yield f"{language}: {catalogue_rules.line(source, fault)}"


def _set(
    source: Message, language: str, texts: object, catalogs: dict[str, Catalog]
) -> Iterator[str]:
    forms = _texts(texts)
    catalog = catalogs.get(language)
    if forms is None or catalog is None:
        yield f"wants a list of texts for one of {', '.join(catalogs)}"
        return
    if not any(forms):
        return
    known = catalog.get(source.id, source.context)
    if known is None or po_files.plural(known) != po_files.plural(source):
        yield "is missing; run: make catalogues"
    elif po_files.plural(source) is None and len(forms) > 1:
        yield "needs 1 form"
    else:
        known.string = forms[0] if po_files.plural(source) is None else tuple(forms)
        known.flags.discard("fuzzy")
        known.previous_id = []
        yield from catalogue_rules.judged(language, known, catalog)


def _texts(given: object) -> list[str] | None:
    """The texts of a list that holds nothing else."""
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        return None
    return [str(one) for one in given]


def _catalogs(folder: Path) -> dict[str, Catalog]:
    """The catalogs of the languages that are translated; English is its own translation."""
    return {
        language: po_files.read(folder / f"{language}.po", language)
        for language in LANGUAGES
        if language != FALLBACK
    }
