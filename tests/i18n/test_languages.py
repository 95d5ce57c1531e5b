"""The six languages, and the one of them that Telegram names."""

from __future__ import annotations

import pytest

from bot.i18n.languages import FALLBACK, LANGUAGES, LOCALES, OWN_NAMES, choose


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("fr", "fr"),
        ("fr-CA", "fr"),
        ("zh-hans", "zh"),
        ("zh_TW", "zh"),
        ("AR", "ar"),
        ("pt-br", None),
        ("", None),
        (None, None),
    ],
)
def test_telegrams_language_is_one_of_ours_or_none(sent: str | None, code: str | None) -> None:
    assert choose(sent) == code


def test_every_language_has_a_name_of_its_own_and_a_catalogue() -> None:
    assert set(OWN_NAMES) == set(LANGUAGES)
    assert len(set(OWN_NAMES.values())) == len(LANGUAGES) == 6
    assert FALLBACK in LANGUAGES
    assert {path.stem for path in LOCALES.glob("*.po")} == set(LANGUAGES)
