"""Sets a template with data as PDF or PNG, by typst with our own fonts."""

from __future__ import annotations

import json
import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import typst

from bot.i18n.isolation import bare, isolate
from bot.i18n.tongue import Tongue

FOLDER = Path(__file__).parent
FONTS = FOLDER / "fonts"

# Archivable, and readable by a screen reader. Only under these does typst tell which characters no
# font has: elsewhere it prints an empty box and says nothing.
STANDARDS: Sequence[typst.PDFStandard] = ("a-2a", "ua-1")

# One compilation names every missing character it meets, so the second nearly always succeeds; a
# cluster of several can hide another.
_ATTEMPTS = 6

# So many missing characters are told by name at the end of a document; of more, the number.
_TOLD = 40

# A missing character travels as its number between two private-use characters, which no text keeps
# (see _kept); paper.typ draws a frame around it.
_OPEN, _CLOSE = "\ue000", "\ue001"

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)

_COMPLAINT = re.compile(r'(?:text|codepoint) `"((?:[^"\\]|\\.)*)"`')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


def typeset(template: str, data: Mapping[str, object], tongue: Tongue) -> bytes:
    """Return a PDF of `template`, a file of this folder; the same bytes for the same data.

    Strings of `data` are printed letter by letter, never read as markup. A character that no font
    has is shown by its number, and the end of the document says which these are.
    """
    return _settle(template, data, tongue)[0]


def draw(
    template: str, data: Mapping[str, object], tongue: Tongue, *, pixels_per_inch: float
) -> bytes:
    """Return a PNG of `template`'s only page; a character that no font has is shown by its number."""
    _, inputs = _settle(template, data, tongue)
    return _compile(template, inputs, "png", pixels_per_inch=pixels_per_inch)


def _settle(template: str, data: Mapping[str, object], tongue: Tongue) -> tuple[bytes, str]:
    """Return the PDF, and the inputs with which no character is missing.

    What typst refuses for another reason is still printed, without the promise of the standards.

    Raises: typst.TypstError: the template itself is at fault.
    """
    missing: set[str] = set()
    inputs = ""
    for _ in range(_ATTEMPTS):
        inputs = _inputs(data, missing, tongue)
        try:
            return _compile(template, inputs, "pdf", standards=STANDARDS), inputs
        except typst.TypstError as error:
            found = _complained_of(error) - missing
            if not found:
                break
            missing |= found
    return _compile(template, inputs, "pdf"), inputs


def _compile(
    template: str,
    inputs: str,
    form: typst.OutputFormat,
    *,
    standards: Sequence[typst.PDFStandard] = (),
    pixels_per_inch: float | None = None,
) -> bytes:
    made = _compiler().compile(
        input=str(FOLDER / template),
        format=form,
        ppi=pixels_per_inch,
        sys_inputs={"data": inputs},
        pdf_standards=list(standards),
        timestamp=0,
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{template} makes more than one picture")
    return made


_of_this_thread = threading.local()


def _compiler() -> typst.Compiler:
    """Return this thread's own compiler: one that two threads use at once refuses the second."""
    compiler: typst.Compiler | None = getattr(_of_this_thread, "compiler", None)
    if compiler is None:
        compiler = typst.Compiler(root=str(FOLDER), font_paths=_fonts(), ignore_system_fonts=True)
        _of_this_thread.compiler = compiler
    return compiler


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def _complained_of(error: typst.TypstError) -> set[str]:
    """Return the characters that typst says it cannot print; of a cluster, not its plain letters.

    Invisible ones are blamed with their neighbours and pass once these are marked, so they count
    only when nothing else is left.
    """
    clusters = [
        _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
        for text in _COMPLAINT.findall(error.diagnostic)
    ]
    found = {
        character
        for cluster in clusters
        for character in cluster
        if len(cluster) == 1 or not character.isascii()
    }
    return {character for character in found if unicodedata.category(character) != "Cf"} or found


def _inputs(data: Mapping[str, object], missing: set[str], tongue: Tongue) -> str:
    lacking = set(missing)

    def marked(value: object) -> object:
        match value:
            case str() if value.isascii() and value.isprintable():
                return value
            case str():
                # Where all runs from the left, isolates do nothing and would be copied along.
                kept = value if tongue.rtl or _RIGHT_TO_LEFT.search(value) else bare(value)
                return "".join(_marked(character, missing, lacking) for character in kept)
            case Mapping():
                return {key: marked(inner) for key, inner in value.items()}
            case list() | tuple():
                return [marked(inner) for inner in value]
        return value

    content = marked(data)
    note = _note(lacking, tongue) if tongue.rtl else bare(_note(lacking, tongue))
    return json.dumps(
        {"language": tongue.code, "rtl": tongue.rtl, "lacking": note, "content": content},
        ensure_ascii=False,
    )


def _marked(character: str, missing: set[str], lacking: set[str]) -> str:
    """Return the character as it can be printed; `lacking` gets it where it cannot."""
    if character.isascii() and (character.isprintable() or character == "\n"):
        return character
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    # Unassigned, private and surrogate characters are in no font of ours and mean nothing to typst.
    if character in missing or category in {"Cn", "Co", "Cs"}:
        lacking.add(character)
        return f"{_OPEN}{ord(character):04X}{_CLOSE}"
    return character


def _note(lacking: set[str], tongue: Tongue) -> str:
    if not lacking:
        return ""
    told = sorted(lacking)[:_TOLD]
    names = tongue.join([isolate(_described(character)) for character in told])
    if len(lacking) > len(told):
        return tongue.plain(
            "This document's fonts lack {count} of its characters. Each stands in a frame by its "
            "Unicode number. The first of them: {names}.",
            count=len(lacking),
            names=names,
        )
    return tongue.plain(
        "This document's fonts lack some of its characters. Each stands in a frame by its "
        "Unicode number: {names}.",
        names=names,
    )


def _described(character: str) -> str:
    number = f"{ord(character):04X}"
    name = unicodedata.name(character, "")
    return f"{number} ({name})" if name else number
