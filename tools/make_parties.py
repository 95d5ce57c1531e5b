"""Make bot/events/data/parties.csv from packages and parties_corrections.toml; not used at run time.

The packages it reads are tools, not dependencies of the bot: see README.md beside this file.
"""

from __future__ import annotations

import argparse
import csv
import gettext
import io
import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "bot" / "data" / "parties.csv"
CORRECTIONS = Path(__file__).with_name("parties_corrections.toml")
LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
# The United Nations order letter by letter: spaces, hyphens, brackets do not count (ka-shifted), so
# République démocratique populaire lao stands before République de Moldova.
COLLATION = "-u-ka-shifted"
PINYIN = "-u-co-pinyin-ka-shifted"
COLUMNS = (
    *("iso3", "iso2", "m49", "kind", "un_member_since", "group"),
    *(f"{column}_{language}" for column in ("name", "formal", "order") for language in LANGUAGES),
    "aliases",
)
# Written Chinese has two forms; the second is worth finding States by, not worth printing.
ALIAS_LOCALES = {"ar": ("ar",), "zh": ("zh", "zh_Hant")} | {
    language: (language,) for language in ("en", "fr", "ru", "es")
}


def main() -> int:
    """Write the table, or with --check only compare it: exit status 1 if it differs."""
    options = _options()
    if options.ranks:
        json.dump(_ranks(json.load(sys.stdin)), sys.stdout)
        return 0
    text = _as_csv(_rows(options))
    if options.check:
        same = TABLE.read_text(encoding="utf-8") == text
        print("the table is up to date" if same else "the table differs: run without --check")
        return 0 if same else 1
    TABLE.write_text(text, encoding="utf-8", newline="")
    print(f"{TABLE.relative_to(ROOT)}: {text.count(chr(10)) - 1} States")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--npm", type=Path, default=Path("node_modules/i18n-iso-countries"))
    parser.add_argument("--icu-python", default="/usr/bin/python3", help="a Python that has icu")
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    parser.add_argument("--ranks", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _rows(options: argparse.Namespace) -> list[dict[str, str]]:
    corrections = tomllib.loads(CORRECTIONS.read_text(encoding="utf-8"))
    sources = Sources(options.npm)
    names = {language: _short(language, sources, corrections) for language in LANGUAGES}
    formal = {
        language: _formal(language, sources, names[language], corrections) for language in LANGUAGES
    }
    orders = _ask_icu(options.icu_python, names, corrections["sort_as"])
    groups = {code: group for group, codes in corrections["groups"].items() for code in codes}
    years = {code: year for year, codes in corrections["since"].items() for code in codes}
    rows = []
    for code in sources.codes:
        row = {
            "iso3": code,
            "iso2": sources.records[code].alpha_2,
            "m49": sources.records[code].numeric,
            "kind": "member" if code in years else "observer",
            "un_member_since": years.get(code, ""),
            "group": groups.get(code, ""),
        }
        for language in LANGUAGES:
            row[f"name_{language}"] = names[language][code]
            row[f"formal_{language}"] = formal[language][code]
            row[f"order_{language}"] = str(orders[language][code])
        written = {value for key, value in row.items() if key.startswith(("name_", "formal_"))}
        extra = [*corrections["aliases"].get(code, ()), *sources.every_name(code)]
        row["aliases"] = "|".join(dict.fromkeys(name for name in extra if name not in written))
        rows.append(row)
    return rows


class Sources:
    """What pycountry, CLDR and i18n-iso-countries say of the States in the corrections' list."""

    def __init__(self, npm: Path) -> None:
        corrections = tomllib.loads(CORRECTIONS.read_text(encoding="utf-8"))
        members = [code for codes in corrections["since"].values() for code in codes]
        pycountry = import_module("pycountry")
        self.codes: list[str] = sorted([*members, *corrections["observers"]])
        self.records = {code: pycountry.countries.get(alpha_3=code) for code in self.codes}
        self._translate = {
            language: _translations(Path(pycountry.LOCALES_DIR), language) for language in LANGUAGES
        }
        self._npm = {
            language: json.loads((npm / "langs" / f"{language}.json").read_text(encoding="utf-8"))
            for language in LANGUAGES
        }
        babel = import_module("babel")
        self._cldr = {
            language: [babel.Locale.parse(tag).territories for tag in ALIAS_LOCALES[language]]
            for language in LANGUAGES
        }

    def short(self, code: str, language: str) -> list[str]:
        """Candidates, the source that is most often official first."""
        record = self.records[code]
        listed = self._npm[language]["countries"][record.alpha_2]
        found = [
            *([listed] if isinstance(listed, str) else listed),
            self._translate[language].gettext(record.name),
            *(territories[record.alpha_2] for territories in self._cldr[language]),
        ]
        return [_tidy(name, language) for name in found]

    def official(self, code: str, language: str) -> str | None:
        """The formal name without article, None where pycountry has none in that language."""
        msgid = getattr(self.records[code], "official_name", None)
        if msgid is None:
            return None
        text = self._translate[language].gettext(msgid)
        return None if text == msgid and language != "en" else _tidy(text, language)

    def every_name(self, code: str) -> Iterable[str]:
        """All the names the sources use, the ways others know a State."""
        for language in LANGUAGES:
            yield from self.short(code, language)


def _translations(folder: Path, language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    tag = {"zh": "zh_CN"}.get(language, language)
    return gettext.translation("iso3166-1", folder, languages=[tag])


def _tidy(name: str, language: str) -> str:
    """The United Nations' spelling habits: straight apostrophes, no vowel signs, no ё, no 'the'."""
    name = name.replace("\u2019", "'").removeprefix("the ")
    if language == "ar":
        name = re.sub("[\u064b-\u0652]", "", name)
    if language == "ru":
        name = name.replace("\u0301", "").replace("ё", "е")
    return name


def _short(language: str, sources: Sources, corrections: dict[str, Any]) -> dict[str, str]:
    """The name two sources agree on, else the first one's, unless corrected by hand."""
    made = {}
    for code in sources.codes:
        candidates = sources.short(code, language)
        name, votes = Counter(candidates).most_common(1)[0]
        made[code] = name if votes > 1 else candidates[0]
    return _corrected(f"short.{language}", made, corrections["short"][language])


def _formal(
    language: str, sources: Sources, names: dict[str, str], corrections: dict[str, Any]
) -> dict[str, str]:
    articles = {
        word: article
        for article, words in corrections["articles"].get(language, {}).items()
        for word in words
    }
    made = {}
    for code in sources.codes:
        name = sources.official(code, language) or names[code]
        made[code] = articles.get(name.split()[0], "") + name
    return _corrected(f"formal.{language}", made, corrections["formal"][language])


def _corrected(where: str, made: dict[str, str], by_hand: dict[str, str]) -> dict[str, str]:
    """A correction that changes nothing hides that the sources caught up, so it is an error."""
    idle = sorted(code for code, text in by_hand.items() if made[code] == text)
    if idle:
        raise SystemExit(f"{where}: no longer needed: {', '.join(idle)}")
    return made | by_hand


def _ask_icu(
    python: str, names: dict[str, dict[str, str]], sort_as: dict[str, dict[str, str]]
) -> dict[str, dict[str, int]]:
    """Ranks from a Python that has ICU, which is seldom the one that has the other packages."""
    wanted = {language: names[language] | sort_as.get(language, {}) for language in names}
    command = [python, str(Path(__file__).resolve()), "--ranks"]
    done = subprocess.run(
        command, input=json.dumps(wanted), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"no ranks from {python}; is python3-icu installed?\n{done.stderr}")
    ranks: dict[str, dict[str, int]] = json.loads(done.stdout)
    return ranks


def _ranks(names: dict[str, dict[str, str]]) -> dict[str, dict[str, int]]:
    icu = import_module("icu")
    ranks = {}
    for language, by_code in names.items():
        rules = PINYIN if language == "zh" else COLLATION
        collator = icu.Collator.createInstance(icu.Locale(language + rules))
        ordered = sorted(by_code, key=lambda code: collator.getSortKey(by_code[code]))
        ranks[language] = {code: rank for rank, code in enumerate(ordered, 1)}
    return ranks


def _as_csv(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
