"""What a translation must keep of its source, and how each language is set. Changes nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from string import Formatter

from bot.i18n.po import Entry, Key, Plurals

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


def faults(
    language: str, found: Iterable[Entry], wanted: Sequence[Entry], plurals: Plurals
) -> Iterator[str]:
    """Everything wrong with a language's entries, a line each; `wanted` is what the source has."""
    entries: dict[Key, Entry] = {entry.key: entry for entry in found}
    for source in wanted:
        entry = entries.pop(source.key, None)
        if entry is None or entry.plural != source.plural:
            yield _line(source, "is missing; run: make catalogues")
        else:
            yield from (_line(source, fault) for fault in _judged(language, entry, plurals))
    for entry in entries.values():
        yield _line(entry, "is no longer in the source; run: make catalogues")


def _line(entry: Entry, fault: str) -> str:
    context = f"{entry.context}: " if entry.context else ""
    return f"{context}“{entry.msgid}” {fault}"


def _judged(language: str, entry: Entry, plurals: Plurals) -> Iterator[str]:
    if entry.fuzzy:
        yield "is marked fuzzy: look at it and take the mark away"
    forms = 1 if entry.plural is None else plurals.count
    if len(entry.forms) != forms or not all(entry.forms):
        yield "is not translated" if forms == 1 else f"needs {forms} forms"
        return
    if language == "en" and entry.forms != english(entry):
        yield "differs from its msgid: change it in the source"
    for number, form in enumerate(entry.forms):
        sources = (entry.msgid,) if entry.plural is None else (entry.msgid, entry.plural)
        counted = entry.plural is not None and _is_of_one_number(number, plurals)
        yield from _unkept(sources, form, may_leave_out={"n"} if counted else set())
        yield from _badly_set(language, form)


def english(entry: Entry) -> tuple[str, ...]:
    return (entry.msgid,) if entry.plural is None else (entry.msgid, entry.plural)


@cache
def _is_of_one_number(form: int, plurals: Plurals) -> bool:
    """Whether that form goes with a single number, so that a word can say it: one, two people."""
    return sum(plurals.form(n) == form for n in range(_NUMBERS_TRIED)) == 1


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
