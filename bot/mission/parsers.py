"""Reads telephone numbers, e-mail addresses and States from typed text, without any network."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from bot.engine.answers import Code, Help, Problem, Words
from bot.engine.numbers import ascii_digits
from bot.events.parties import Parties

# Longer texts may hold a telephone number, but are none.
_MOST_TELEPHONE_CHARS = 100
# Only some islands have shorter numbers. Two runs that long are two numbers.
_FEWEST_DIGITS = 6
_EXTENSION = re.compile(
    r"[,;]?\s*\(?\s*(?:ext(?:ension|ensión|n)?|x|#|доб(?:авочный)?|вн(?:утр)?|poste|interne|int"
    r"|anexo|interno|转|轉|分机|تحويلة|داخلي)\s*[.:=#]*\s*(?P<digits>\d{1,8})\s*\)?\s*$",
    re.IGNORECASE,
)
_BETWEEN_TELEPHONES = re.compile(r"[/,;+]|[^\W\d_]+")
_INTERNATIONAL = re.compile(r"^00(?=[1-9])")
_IN_BRACKETS = re.compile(r"[^<>]*<\s*(?P<address>[^<>]+)>")


def make_help(words: Words, party_iso2: str | None, parties: Parties, today: date) -> Help:
    """Return what the engine needs to read a person's answers; `party_iso2` is the State they reply for."""
    return Help(
        words=words,
        telephone=partial(telephone, region=party_iso2),
        email=email,
        country=partial(country, parties=parties),
        today=today,
    )


def telephone(said: str, region: str | None) -> str | Problem:
    """Return one number as E.164, with `;ext=` where it has an extension.

    `region` is the ISO 3166-1 alpha-2 code of the State whose national form is understood.
    """
    text = ascii_digits(said).replace("＋", "+")
    extension = _EXTENSION.search(text)
    number = text[: extension.start()] if extension else text
    digits = re.sub(r"\D", "", number)
    if len(text) > _MOST_TELEPHONE_CHARS or re.search(r"[@=<>]", number) or not digits:
        return Problem(Code.NOT_A_TELEPHONE)
    if _longer_parts(number) > 1:
        return Problem(Code.SEVERAL_TELEPHONES)
    international = _INTERNATIONAL.sub("+", digits)
    if "+" in number:
        if not re.match(r"[^+\d]*\+", number) or number.count("+") > 1:
            return Problem(Code.NOT_A_TELEPHONE)
        international = f"+{digits}"
    e164 = _e164(international, region)
    if isinstance(e164, Problem) or extension is None:
        return e164
    return f"{e164};ext={extension['digits']}"


def _longer_parts(number: str) -> int:
    """Return how many pieces of a text are long enough to be telephone numbers."""
    pieces = _BETWEEN_TELEPHONES.split(number)
    return sum(len(re.sub(r"\D", "", piece)) >= _FEWEST_DIGITS for piece in pieces)


def _e164(digits: str, region: str | None) -> str | Problem:
    """Return digits with or without `+` as E.164; a national form not in use there may be from abroad."""
    national = not digits.startswith("+")
    perhaps_abroad = national and len(digits) >= _FEWEST_DIGITS
    code = Code.TELEPHONE_NEEDS_COUNTRY if perhaps_abroad else Code.NOT_A_TELEPHONE
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return Problem(code)
    if national and not phonenumbers.is_valid_number(number):
        return Problem(code)
    # New ranges come into use before the table knows them; a wrong length is wrong everywhere.
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return Problem(Code.NOT_A_TELEPHONE)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email(said: str) -> str | Problem:
    """Return one address, its domain in lower case; "Name <address>" and "mailto:" are understood."""
    bracketed = _IN_BRACKETS.fullmatch(said.strip())
    address = bracketed["address"] if bracketed else said
    address = address.replace("＠", "@").strip().rstrip(".,;，。；").strip()
    if address[:7].casefold() == "mailto:":
        address = address[7:]
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        return Problem(Code.NOT_AN_EMAIL)


def country(said: str, parties: Parties) -> str | Problem:
    """Return the State's ISO 3166-1 alpha-3 code.

    A name only near one is offered as the single candidate, never taken: the person taps it.
    """
    exact = parties.exact(said)
    if exact is not None:
        return exact.code
    candidates = [party.code for party in parties.find(said)]
    if not candidates:
        return Problem(Code.NOT_A_COUNTRY)
    return Problem(Code.SEVERAL_COUNTRIES, {"candidates": candidates})
