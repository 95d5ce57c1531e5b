"""Measures how near two written names are, whatever their script."""

from __future__ import annotations

from bot.engine.folding import fold

# Articles and the small words between names: people leave them out or put others.
_SMALL_WORDS = frozenset(
    [
        *("the", "of", "and", "der", "die", "das", "von"),
        *("la", "le", "les", "l", "du", "des", "d", "et"),
        *("el", "los", "las", "de", "del", "y"),
        *("и", "و"),
    ]
)


def words(text: str) -> list[str]:
    """Return the folded words that matter: no articles, unless there is nothing else."""
    folded = fold(text).split()
    kept = [_without_article(word) for word in folded if word not in _SMALL_WORDS]
    return kept or folded


def _without_article(word: str) -> str:
    """Drop the article, which Arabic writes onto the word and people often leave off."""
    for article, left in (("وال", "و"), ("ال", "")):
        if word.startswith(article) and len(word) > len(article) + 2:
            return left + word.removeprefix(article)
    return word


def pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring letters, with the ends marked: what near spellings share."""
    marked = f"^{text}$"
    return {marked[at : at + 2] for at in range(len(marked) - 1)}


def distance(one: str, other: str, most: int) -> int:
    """Count the typing errors between two texts, a swap of neighbours being one.

    `most + 1` if more.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, row, earlier = row, [i], before
        for j, against in enumerate(other, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        before = last
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
