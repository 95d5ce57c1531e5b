"""Judges translations: what each must keep of its source, and how each language is set."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from gettext import c2py
from string import Formatter

from babel.messages.catalog import Catalog, Message

from tools import po_files
from tools.po_files import forms, plural, singular

_TAG = re.compile(r"<[^>]*>")
_PLACE = re.compile(r"\{[^}]*\}")
# Not words of the language: addresses, commands, file names, and numbers with their signs.
_FOREIGN = re.compile(r"https?://\S+|\S+@\S+|\d+(?:[.,:]\d+)+")
_NUMBERS_TRIED = 1000

# Language → what is not set this way in it, and what to write instead.
_TYPOGRAPHY: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    code: (
        (re.compile(r"\.\.\."), "write … instead of three dots"),
        *((re.compile(pattern), advice) for pattern, advice in rules),
    )
    for code, rules in {
        "en": ((r'"', "write “ ” instead of straight quotes"),),
        "fr": (
            (r"[\"“”]|«(?![\u00a0\u202f])|(?<![\u00a0\u202f])»", "write « » with no-break spaces"),
            (r"(?<![\u00a0\u202f!?])[!?:;]", "put a no-break space before ? ! : ;"),
        ),
        "es": (
            (r"[\"“”]", "write « » instead of other quotes"),
            (r"^[^¿]*\?", "open a question with ¿"),
            (r"^[^¡]*!", "open an exclamation with ¡"),
        ),
        "ru": ((r"[\"“”]", "write « » instead of other quotes"),),
        "zh": (
            (r'["«»]', "write “ ” instead of other quotes"),
            (r"[?!,;:]", "write ？ ！ ， ； ： at full width"),
            (r"(?<=[\u4e00-\u9fff])\.", "write 。 at the end of a sentence"),
        ),
        "ar": (
            (r"[\"“”]", "write « » instead of other quotes"),
            (r"\?", "write ؟ instead of ?"),
            (r",", "write ، instead of a Latin comma"),
            (r";", "write ؛ instead of a Latin semicolon"),
        ),
    }.items()
}


def faults(language: str, found: Catalog, wanted: Catalog) -> Iterator[str]:
    """Everything wrong with a language's catalog, a line each; `wanted` is what the source has."""
    known = po_files.messages(found)
    for key, source in po_files.messages(wanted).items():
        message = known.pop(key, None)
        if message is None or plural(message) != plural(source):
            yield line(source, "is missing; run: make catalogues")
        else:
            yield from (line(source, fault) for fault in judged(language, message, found))
    for message in known.values():
        yield line(message, "is no longer in the source; run: make catalogues")


def line(message: Message, fault: str) -> str:
    """The fault after the words that it is about."""
    context = f"{message.context}: " if message.context else ""
    return f"{context}“{singular(message)}” {fault}"


def judged(language: str, message: Message, catalog: Catalog) -> Iterator[str]:
    """What is wrong with one message of a language's catalog, which knows its plural forms."""
    if message.fuzzy:
        yield "is marked fuzzy: look at it and take the mark away"
    sources, translated = english(message), forms(message)
    wanted = catalog.num_plurals if len(sources) > 1 else 1
    if len(translated) != wanted or not all(translated):
        yield "is not translated" if wanted == 1 else f"needs {wanted} forms"
        return
    if language == "en" and translated != sources:
        yield "differs from its msgid: change it in the source"
    for number, form in enumerate(translated):
        counted = len(sources) > 1 and _is_of_one_number(number, catalog.plural_expr)
        yield from _unkept(sources, form, may_leave_out={"n"} if counted else set())
        yield from _badly_set(language, form)


def english(message: Message) -> tuple[str, ...]:
    """The msgid, and the plural msgid where there is one."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def numbers(form: int, plural_expr: str) -> list[int]:
    """The numbers below a thousand that go with that plural form."""
    form_of = c2py(plural_expr)
    return [n for n in range(_NUMBERS_TRIED) if form_of(n) == form]


@cache
def _is_of_one_number(form: int, plural_expr: str) -> bool:
    """Whether that form goes with a single number, so that a word can say it: one, two people."""
    return len(numbers(form, plural_expr)) == 1


def _unkept(sources: Sequence[str], form: str, may_leave_out: set[str]) -> Iterator[str]:
    wanted = _places(sources[-1]) or set()
    found = _places(form)
    if found is None:
        yield "has a brace too many or too few"
    elif found - wanted or wanted - found - may_leave_out:
        names = ", ".join(sorted(found ^ wanted))
        yield f"has other places for values than its source: {names}"
    if all(Counter(_TAG.findall(form)) != Counter(_TAG.findall(source)) for source in sources):
        yield "has other tags than its source"
    if all(_edges(form) != _edges(source) for source in sources):
        yield "begins or ends with other spaces or lines than its source"


def _places(text: str) -> set[str] | None:
    """The names in braces; None where the braces do not match."""
    try:
        return {
            name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
            for _, name, spec, conversion in Formatter().parse(text)
            if name is not None
        }
    except ValueError:
        return None


def _edges(text: str) -> tuple[str, str]:
    inner = text.strip()
    start = text.find(inner)
    return text[:start], text[start + len(inner) :]


def _badly_set(language: str, form: str) -> Iterator[str]:
    words = _FOREIGN.sub("1", _PLACE.sub("1", _TAG.sub("", form)))
    for pattern, advice in _TYPOGRAPHY.get(language, ()):
        if pattern.search(words):
            yield f"is set in the manner of another language: {advice}"
