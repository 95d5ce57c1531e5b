from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents import typesetting
from bot.documents.typesetting import FONTS, typeset
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for
from tests.documents.reading import is_archivable, words_of


def sheet(*words: str, language: str = "en") -> bytes:
    """A page with these words in a table, as the index of letters prints them."""
    content = {
        "title": "Words",
        "running": "",
        "event": "",
        "count": "",
        "head": ["1", "2", "3", "4", "5", "6"],
        "rows": [[word, "", "", "", "", ""] for word in words],
    }
    return typeset("index.typ", content, tongue_for(language))


@pytest.mark.parametrize(
    "text", ["#panic()", "*b*", "$x$", "= Title", "// gone", "<label>", "@ref", "\\u{41}", '"; #x']
)
def test_markup_in_a_text_is_printed_letter_by_letter(text: str) -> None:
    printed = words_of(sheet(text))

    assert text in printed


def test_the_same_data_gives_the_same_bytes_in_any_thread() -> None:
    with ThreadPoolExecutor(4) as threads:
        printed = set(threads.map(lambda _: sheet("Jürgen", "王晓玲"), range(8)))

    assert len(printed) == 1


def test_a_character_that_no_font_has_is_shown_by_its_number_and_told_of() -> None:
    pdf = sheet("김철수", "አማ")
    printed = words_of(pdf)

    assert is_archivable(pdf)
    for number in ("AE40", "CCA0", "C218", "12A0", "121B"):
        # Once in its frame, once in the note.
        assert printed.count(number) == 2
    assert "HANGUL SYLLABLE GIM" in printed
    assert "fonts lack some of its characters" in printed


def test_many_missing_characters_are_told_by_their_count() -> None:
    printed = words_of(sheet("".join(map(chr, range(0xAC00, 0xAC00 + 100)))))

    assert "fonts lack 100 of its characters" in printed
    assert "AC63" in printed


def test_a_document_whose_characters_are_all_there_has_no_note() -> None:
    pdf = sheet("喆 玥 镕 堃", "Ąžuolas", "Њежа", "آمنة", "№ 12 → “x”")

    assert is_archivable(pdf)
    assert "lack" not in words_of(pdf)


def test_a_text_cannot_forge_the_mark_of_a_missing_character() -> None:
    printed = words_of(sheet("\ue000AE40\ue001"))

    assert "E000 AE40 E001" in printed or "E000AE40E001" in printed
    assert "AE40 (" not in printed


def test_control_characters_and_halves_of_characters_do_no_harm() -> None:
    pdf = sheet("a\x00b\x07c\r\x1b", "x\ud83d", "\u202eevil")

    assert is_archivable(pdf)
    assert "D83D" in words_of(pdf)


@given(st.lists(st.text(max_size=30), max_size=5), st.sampled_from(LANGUAGES))
@settings(max_examples=40)
def test_any_text_at_all_can_be_printed(words: list[str], language: str) -> None:
    assert sheet(*words, language=language).startswith(b"%PDF")


def test_a_long_word_is_broken_rather_than_printed_over_its_neighbour() -> None:
    word = "W" * 200

    assert word not in words_of(sheet(word))
    assert word in words_of(sheet(word)).replace(" ", "")


def test_the_fonts_come_with_their_licence() -> None:
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")

    assert "SIL OPEN FONT LICENSE" in licence.upper()
    assert {font.suffix for font in FONTS.iterdir()} == {".ttf", ".otf", ".txt"}


def test_the_package_itself_imports_no_library() -> None:
    code = (
        "import bot.documents, sys; print({'typst', 'docx', 'segno', 'babel'} & set(sys.modules))"
    )
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )

    assert run.stdout.strip() == "set()"


def test_what_the_standards_refuse_for_another_reason_is_printed_without_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # These two exclude each other, as some future pair may.
    monkeypatch.setattr(typesetting, "STANDARDS", ("1.4", "ua-1"))
    pdf = sheet("Jürgen")

    assert "Jürgen" in words_of(pdf)
    assert not is_archivable(pdf)


def test_a_fault_of_the_template_is_not_hidden() -> None:
    with pytest.raises(typst.TypstError):
        typeset("index.typ", {"title": "No rows"}, tongue_for("en"))
