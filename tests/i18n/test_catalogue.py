"""Catalogues: read line by line."""

from __future__ import annotations

from pathlib import Path

from bot.i18n import catalogue
from bot.i18n.languages import LOCALES
from tests.call_count import counted


def test_a_catalogue_is_read_line_by_line(tmp_path: Path) -> None:
    """Twice as many messages take twice as long, and each takes little."""
    calls = []
    catalogue.read(LOCALES / "fr.po")  # Babel's reader is imported when it is first needed
    for count in (900, 1800):
        path = tmp_path / f"{count}.po"
        entries = (
            f'msgid "A sentence, number {n}"\nmsgstr "{f"Фраза номер {n}" * 3}"\n'
            for n in range(count)
        )
        path.write_text("\n".join(entries), "utf-8")
        with counted() as work:
            catalogue.read(path)
        calls.append(work.calls)

    assert calls[0] < 900 * 55
    assert calls[1] < calls[0] * 2.2
