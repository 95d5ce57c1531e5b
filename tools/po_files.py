"""Reads and writes the files in `locales/` with Babel: no dates, no line numbers, no wrapping, so that diffs are small."""

from __future__ import annotations

import re
from email import message_from_string
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, unescape, write_po

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
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')

# Context and msgid: what a translation is found by.
Key = tuple[str | None, str]


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def plural(message: Message) -> str | None:
    """Return the plural msgid, None where the message has no plural."""
    return None if isinstance(message.id, str) else message.id[1]


def key(message: Message) -> Key:
    return message.context, singular(message)


def forms(message: Message) -> tuple[str, ...]:
    """Return the translations, one for each plural form; an empty text is one that is missing."""
    return (
        (message.string or "",) if isinstance(message.string, str | None) else tuple(message.string)
    )


def messages(catalog: Catalog) -> dict[Key, Message]:
    """Every message of a catalog but its header, in its order."""
    return {key(message): message for message in catalog if message.id}


def empty(language: str) -> Catalog:
    """Return a catalog of that language without messages; "" is the template's language."""
    catalog = Catalog()
    catalog.mime_headers = message_from_string(_fields(language)).items()
    return catalog


def copied(catalog: Catalog) -> Catalog:
    """Return the template with messages of its own."""
    copy = empty("")
    for message in messages(catalog).values():
        copy[message.id] = message.clone()
    return copy


def read(path: Path, language: str) -> Catalog:
    """Read a file as a catalog with that language's plural forms; one not yet there is empty."""
    if not path.exists():
        return empty(language)
    with path.open("rb") as file:
        catalog = read_po(file, ignore_obsolete=True)
    for message in catalog:
        _take_previous(message)
    catalog.mime_headers = empty(language).mime_headers
    return catalog


def text(catalog: Catalog, language: str) -> str:
    """Return the file of a catalog, with the header of that language."""
    for message in catalog:
        message.flags &= {"fuzzy"}  # the others follow from the msgid
    file = BytesIO()
    write_po(
        file,
        catalog,
        width=0,
        omit_header=True,
        ignore_obsolete=True,
        include_previous=True,
        include_lineno=False,
    )
    return header(language) + file.getvalue().decode().rstrip("\n") + "\n"


def write(path: Path, catalog: Catalog, language: str) -> None:
    path.write_text(text(catalog, language), "utf-8")


def header(language: str) -> str:
    """Return the first entry of a language's file, with the blank line that ends it."""
    lines = "".join(f'"{line}\\n"\n' for line in _fields(language).splitlines())
    return f'msgid ""\nmsgstr ""\n{lines}\n'


def _fields(language: str) -> str:
    lines = [
        "Project-Id-Version: focal-point-assistant",
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    if language:
        lines.append(f"Plural-Forms: {PLURAL_FORMS[language]}")
    return "\n".join(lines)


def _take_previous(message: Message) -> None:
    """Read `#| msgid "…"`, which Babel writes but reads as a comment of the translator's."""
    was = [line for line in message.user_comments if line.startswith("|")]
    if was:
        message.user_comments = [line for line in message.user_comments if line not in was]
        said = " ".join(line.removeprefix("|").strip() for line in was).partition(" msgid_plural ")[
            0
        ]
        message.previous_id = ["".join(map(unescape, _QUOTED.findall(said)))]
