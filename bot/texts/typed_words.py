"""Lists the words that people can type for a choice, yes, no, a month or a button."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from bot.engine.answers import Words
from bot.engine.folding import fold
from bot.engine.form import Form, Question
from bot.events.event import Event
from bot.i18n.dates import month_names
from bot.i18n.tongue import NP_, tongue_for

# Buttons that can also be typed: action → the word on the button.
_TYPED = {
    "back": NP_("button", "Back"),
    "menu": NP_("button", "Menu"),
    "keep": NP_("button", "Keep"),
    "skip": NP_("button", "Skip"),
}


# A turn, a deadline and a spreadsheet ask for the same words; a process has one event in six languages.
@lru_cache(maxsize=32)
def words_for(event: Event, language: str) -> Words:
    """Return what can be typed for choices, yes, no, months and buttons, own language first."""
    tongues = [
        tongue_for(language),
        *(tongue_for(code) for code in event.languages if code != language),
    ]
    choices: dict[str, dict[str, str]] = {}
    for key, question in _questions(event.form):
        labels = choices.setdefault(key, {})
        for words in tongues:
            for choice in question.choices:
                labels.setdefault(fold(words.text(choice.label)), choice.name)
        for words in tongues:
            for choice in question.choices:
                for side in words.text(choice.label).split("/"):
                    labels.setdefault(fold(side), choice.name)
    return Words(
        choices,
        frozenset(fold(words.plain_as("answer", "Yes")) for words in tongues),
        frozenset(fold(words.plain_as("answer", "No")) for words in tongues),
        {fold(name): month for words in tongues for name, month in month_names(words.code)},
        {
            fold(words.plain_as("button", word)): action
            for words in tongues
            for action, word in _TYPED.items()
        },
    )


def _questions(form: Form) -> Iterator[tuple[str, Question]]:
    """Yield every question with the key under which its choices are found."""
    for _, item in form.items:
        if isinstance(item, Question):
            yield item.name, item
        else:
            for question in item.questions:
                yield f"{item.name}.{question.name}", question
