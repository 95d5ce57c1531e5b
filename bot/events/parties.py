"""Looks up the States: codes, groups, names in six languages, forgiving search."""

from __future__ import annotations

import csv
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Literal

from bot.engine.folding import fold
from bot.events.spelling import distance, pairs, words
from bot.i18n.languages import LANGUAGES

TABLE = Path(__file__).with_name("data") / "parties.csv"


class Group(StrEnum):
    """The regional groups of the United Nations."""

    AFRICAN = "african"
    ASIA_PACIFIC = "asia_pacific"
    EASTERN_EUROPEAN = "eastern_european"
    LATIN_AMERICAN = "latin_american"
    WESTERN = "western"


@dataclass(frozen=True, slots=True)
class Party:
    """A State that can be invited; `formal` has the article where the language uses one."""

    code: str
    iso2: str
    m49: str
    kind: Literal["member", "observer"]
    group: Group | None
    names: Mapping[str, str] = field(hash=False, repr=False)
    formal: Mapping[str, str] = field(hash=False, repr=False)
    order: Mapping[str, int] = field(hash=False, repr=False)

    def name(self, language: str) -> str:
        """Return the official short name, the English one in a language that is none of the six."""
        return self.names.get(language, self.names["en"])

    def place(self, language: str) -> int:
        """Return the place in the alphabet of the language, of English in any but the six."""
        return self.order.get(language, self.order["en"])


class Parties:
    """The States an event invites, by ISO 3166-1 alpha-3 code."""

    def __init__(self, parties: Iterable[Party], aliases: Mapping[str, tuple[str, ...]]) -> None:
        self._by_code = {party.code: party for party in parties}
        self._aliases = aliases

    def __getitem__(self, code: str) -> Party:
        return self._by_code[code]

    def get(self, code: str) -> Party | None:
        """Return the State of that code, None if it is not one of these."""
        return self._by_code.get(code)

    def __iter__(self) -> Iterator[Party]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def in_order(self, language: str, *, group: Group | None = None) -> list[Party]:
        """Return all of them, or a group's, in the alphabet of one of the six languages."""
        chosen = (party for party in self if group is None or party.group is group)
        return sorted(chosen, key=lambda party: party.place(language))

    def only(self, codes: Iterable[str]) -> Parties:
        """Return those of the codes given, in this collection's order.

        Raises: KeyError: a code that is not one of these; its argument is the code.
        """
        wanted = {self[code].code for code in codes}
        return Parties((party for party in self if party.code in wanted), self._aliases)

    def exact(self, text: str) -> Party | None:
        """Return the one State of that code or name, whatever its case, accents and articles.

        None for a name that several States go by, such as Congo.
        """
        found = list(self._index.exact(text))
        return self[found[0]] if len(found) == 1 else None

    def find(self, text: str, *, limit: int = 6) -> list[Party]:
        """Return the States that may be meant, the likeliest first; empty when nothing is near."""
        scores = self._index.scores(text)
        best = sorted(scores, key=lambda code: (-scores[code], self[code].place("en")))
        return [self[code] for code in best[:limit]]

    @cached_property
    def _index(self) -> _Index:
        # Not made before someone types a country: most processes only list and name States.
        return _Index(
            (party, chain(party.names.values(), party.formal.values(), self._aliases[party.code]))
            for party in self
        )


@cache
def load() -> Parties:
    """Return the members of the United Nations and the two observer States."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    aliases = {row["iso3"]: tuple(filter(None, row["aliases"].split("|"))) for row in rows}
    return Parties(map(_party, rows), aliases)


def _party(row: Mapping[str, str]) -> Party:
    return Party(
        code=row["iso3"],
        iso2=row["iso2"],
        m49=row["m49"],
        kind="member" if row["kind"] == "member" else "observer",
        group=Group(row["group"]) if row["group"] else None,
        names={language: row[f"name_{language}"] for language in LANGUAGES},
        formal={language: row[f"formal_{language}"] for language in LANGUAGES},
        order={language: int(row[f"order_{language}"]) for language in LANGUAGES},
    )


@dataclass(frozen=True, slots=True)
class _Spelling:
    """One way to write one State."""

    code: str
    key: str  # the words without spaces: Viet Nam and Vietnam are one
    sorted_key: str
    words: frozenset[str]


# Counting typing errors is the dear part of a lookup, so only so many spellings get that far.
_COMPARED = 60

# Scores: only their order means anything. The same name first, then the same words in another
# order, then a part of a name, then a name within a longer text, then near spellings.
_EXACT, _SAME_WORDS, _PART, _WITHIN = 100.0, 95.0, 75.0, 65.0


class _Index:
    """Where each spelling is found by whole, by word and by pairs of letters."""

    def __init__(self, named: Iterable[tuple[Party, Iterable[str]]]) -> None:
        self._by_code: dict[str, str] = {}
        self._spellings: list[_Spelling] = []
        self._by_key: dict[str, set[str]] = defaultdict(set)
        self._by_word: dict[str, list[_Spelling]] = defaultdict(list)
        self._by_pair: dict[str, list[int]] = defaultdict(list)
        for party, names in named:
            self._by_code |= {fold(party.code): party.code, fold(party.iso2): party.code}
            for name in names:
                self._add(party.code, words(name))
        self._longest = max((len(spelling.key) for spelling in self._spellings), default=0)

    def _add(self, code: str, parts: list[str]) -> None:
        key = "".join(parts)
        if code in self._by_key[key]:
            return
        spelling = _Spelling(code, key, "".join(sorted(parts)), frozenset(parts))
        self._by_key[key].add(code)
        for word in spelling.words:
            self._by_word[word].append(spelling)
        for pair in pairs(key):
            self._by_pair[pair].append(len(self._spellings))
        self._spellings.append(spelling)

    def exact(self, text: str) -> set[str]:
        """Codes of the States that go by this very name or code."""
        code = self._by_code.get(fold(text))
        return {code} if code else self._by_key.get("".join(words(text)), set())

    def scores(self, text: str) -> dict[str, float]:
        """Return code → how well the text fits, for those it fits at all."""
        parts = words(text)
        key = "".join(parts)
        exact = self.exact(text)
        found: dict[str, float] = dict.fromkeys(exact, _EXACT)
        ways = [self._part(parts, key), self._within(parts, key)]
        if not exact:
            ways.append(self._near(parts, key))
        for code, score in chain.from_iterable(ways):
            found[code] = max(score, found.get(code, 0.0))
        return found

    def _part(self, parts: list[str], key: str) -> Iterator[tuple[str, float]]:
        """Yield names of which the text is a part: words in any order, or their beginnings."""
        if len(key) < _shortest_part(key):
            return
        typed = frozenset(parts)
        longest = max(parts, key=len)
        for spelling in self._spellings:
            if longest not in spelling.key:
                continue
            if typed == spelling.words:
                yield spelling.code, _SAME_WORDS
            elif typed < spelling.words:
                yield spelling.code, _PART + 5 + 10 * len(key) / len(spelling.key)
            elif _begins(spelling, typed, key):
                yield spelling.code, _PART + 10 * len(key) / len(spelling.key)

    def _within(self, parts: list[str], key: str) -> Iterator[tuple[str, float]]:
        """Yield names that stand whole in a longer text, the longest of them best."""
        typed = frozenset(parts)
        candidates: Iterable[_Spelling] = chain.from_iterable(
            self._by_word.get(word, ()) for word in typed
        )
        if _is_han(key):
            candidates = (spelling for spelling in self._spellings if spelling.key in key)
        for spelling in candidates:
            whole = spelling.words < typed or _is_han(spelling.key)
            if whole and len(spelling.key) >= _shortest_part(spelling.key):
                yield spelling.code, _WITHIN + 20 * len(spelling.key) / len(key)

    def _near(self, parts: list[str], key: str) -> Iterator[tuple[str, float]]:
        """Yield names a few typing errors away, as many as the length allows."""
        most = _errors_allowed(key)
        if not most or len(key) > self._longest + most:
            return
        in_order = "".join(sorted(parts))
        letters = pairs(key)
        shared = Counter(chain.from_iterable(self._by_pair.get(pair, ()) for pair in letters))
        # An error spoils at most three pairs, a swap of neighbours being the worst.
        for at, count in shared.most_common(_COMPARED):
            if count < len(letters) - 3 * most:
                break
            spelling = self._spellings[at]
            errors = distance(key, spelling.key, most)
            if errors and in_order != key:
                errors = min(errors, distance(in_order, spelling.sorted_key, most))
            if errors <= most:
                yield spelling.code, 90 - 100 * errors / len(key)


def _begins(spelling: _Spelling, typed: frozenset[str], key: str) -> bool:
    """Return whether each word typed begins one of the name's.

    Chinese does not mark where words begin.
    """
    if spelling.key.startswith(key) or _is_han(key):
        return True
    return all(any(word.startswith(part) for word in spelling.words) for part in typed)


def _is_han(key: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in key)


def _shortest_part(key: str) -> int:
    """Return the fewest letters worth searching: fewer are found within too many names."""
    return 2 if _is_han(key) else 4


def _errors_allowed(key: str) -> int:
    """Return how many typing errors still leave a name recognisable.

    A Chinese one is short and dense.
    """
    return bisect((3,) if _is_han(key) else (4, 7, 11), len(key))
