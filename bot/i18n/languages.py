"""Lists the six languages and chooses one of them by Telegram's language code."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
OWN_NAMES: Mapping[str, str] = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
# Spoken with whoever has chosen no language; its words are the msgids.
FALLBACK = "en"
# One catalogue a language, named by its code.
LOCALES = Path(__file__).parents[2] / "locales"


def choose(language_code: str | None) -> str | None:
    """Return one of `LANGUAGES` for an IETF tag such as `pt-br`, None for any other language."""
    if not language_code:
        return None
    primary = language_code.casefold().replace("_", "-").split("-")[0]
    return primary if primary in LANGUAGES else None
