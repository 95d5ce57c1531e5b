"""Names why an answer cannot be taken, as a code and plain data that `texts.problems` words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.engine.form import Value


class Code(StrEnum):
    """Every kind of problem; the parameters it carries are named behind it."""

    EMPTY = "empty"
    REQUIRED = "required"
    HIDDEN_CHARACTERS = "hidden_characters"
    UNREADABLE_CHARACTERS = "unreadable_characters"
    TOO_LONG = "too_long"  # maximum, length
    NO_LETTERS = "no_letters"
    NOT_IN_A_NAME = "not_in_a_name"  # character
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    TOO_SMALL = "too_small"  # minimum
    TOO_LARGE = "too_large"  # maximum
    NOT_WHOLE = "not_whole"
    SEVERAL_NUMBERS = "several_numbers"
    NOT_A_DATE = "not_a_date"
    AMBIGUOUS_DATE = "ambiguous_date"  # candidates: dates
    NO_SUCH_DAY = "no_such_day"
    NOT_A_CHOICE = "not_a_choice"
    SEVERAL_CHOICES = "several_choices"  # candidates: names of choices, in the order of the form
    NOT_YES_NO = "not_yes_no"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_TELEPHONE = "not_a_telephone"
    SEVERAL_TELEPHONES = "several_telephones"
    TELEPHONE_NEEDS_COUNTRY = "telephone_needs_country"
    NOT_A_COUNTRY = "not_a_country"
    SEVERAL_COUNTRIES = "several_countries"  # candidates: ISO3 codes, best first
    CONSTRAINT = "constraint"
    FILE_EXPECTED = "file_expected"
    TEXT_EXPECTED = "text_expected"
    FILE_TYPE = "file_type"
    FILE_TOO_LARGE = "file_too_large"
    FILE_LOCKED = "file_locked"
    FILE_DAMAGED = "file_damaged"
    NOTHING_ASKED = "nothing_asked"


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that cannot be taken, and what its explanation needs to say."""

    code: Code
    params: Mapping[str, Value] = field(default_factory=dict)
