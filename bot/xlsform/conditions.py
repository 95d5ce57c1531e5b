"""Translates an XLSForm expression to a condition of the event file, with our names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.engine.expressions import Expression, ExpressionFault
from bot.engine.form import Type

_TOKEN = re.compile(
    r"\s*(?:\$\{\s*(?P<name>[^}\s]+)\s*\}|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<word>[A-Za-z_][\w:-]*)|(?P<op><=|>=|!=|\.\.|[=<>(),.+*/|-]))"
)
# Word processors put these where a form means the plain ones.
_QUOTES = str.maketrans("‘’“”", "''\"\"")
_EQUALS, _ORDERS = ("=", "!="), ("<", "<=", ">", ">=")
_OURS = ("and", "or", "not", "selected")
_BOUND = re.compile(r"\.\s*(<=|>=|<|>)\s*(-?\d+)")
_LENGTH = re.compile(r"string-length\(\s*\.\s*\)\s*(<=|<)\s*(\d+)")
_FILTER = re.compile(
    r"(?:([\w-]+)\s*=\s*\$\{\s*([^}\s]+)\s*\}|\$\{\s*([^}\s]+)\s*\}\s*=\s*([\w-]+))"
)


class ConditionFault(ValueError):
    """An expression that has no counterpart here, and why."""


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question as conditions need it: our name and type, and our names of its choices."""

    name: str
    type: Type
    repeat: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def translate(source: str, known: Mapping[str, KnownQuestion], *, at: KnownQuestion) -> str:
    """Return the condition in our words; `at` is the question it belongs to, which `.` stands for.

    Raises: ConditionFault
    """
    tokens = _dates(_split(source.translate(_QUOTES)))
    for token, after in zip(tokens, [*tokens[1:], _Token("end", "")], strict=True):
        _judge(token, after)
    condition = " ".join(_word(tokens, place, known, at) for place in range(len(tokens)))
    for spaced in ("( ", " )", " ,", "not (", "selected ("):
        condition = condition.replace(spaced, spaced.replace(" ", ""))
    try:
        Expression.parse(condition)
    except ExpressionFault as fault:
        raise ConditionFault(f'"{source}" cannot be read here: {fault.reason}') from None
    return condition


def both(*conditions: str) -> str:
    """Join conditions, each of which has to hold."""
    given = [condition for condition in conditions if condition]
    return given[0] if len(given) == 1 else " and ".join(f"({one})" for one in given)


def bounds(source: str) -> dict[str, int] | None:
    """Return `. >= 0 and . < 20` as minimum and maximum; None where it says anything else."""
    found: dict[str, int] = {}
    for part in re.split(r"\s+and\s+", source.strip()):
        match = _BOUND.fullmatch(part.strip())
        if match is None:
            return None
        sign, number = match[1], int(match[2])
        key = "minimum" if sign[0] == ">" else "maximum"
        if key in found:
            return None
        found[key] = number + {"<": -1, ">": 1}.get(sign, 0)
    return found


def longest(source: str) -> int | None:
    """Return `string-length(.) <= 100` as a number of characters.

    None where it says anything else.
    """
    match = _LENGTH.fullmatch(source.strip())
    return int(match[2]) - (match[1] == "<") if match else None


def filters(source: str) -> list[tuple[str, str]]:
    """Return a choice filter `column = ${question} and …` as (column of the choices, question).

    Raises: ConditionFault
    """
    found = []
    for part in re.split(r"\s+and\s+", source.strip()):
        match = _FILTER.fullmatch(part.strip())
        if match is None:
            raise ConditionFault("a filter is taken in the form column = ${question} only")
        found.append((match[1] or match[4], match[2] or match[3]))
    return found


def _split(source: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    while source[position:].strip():
        match = _TOKEN.match(source, position)
        if match is None:
            raise ConditionFault(f'"{source[position:].strip()[:20]}" cannot be read here')
        kind = match.lastgroup or ""
        tokens.append(_Token(kind, match[kind]))
        position = match.end()
    return tokens


def _dates(tokens: list[_Token]) -> list[_Token]:
    """Replace `date('2003-12-10')` by the day itself."""
    found: list[_Token] = []
    for token in tokens:
        found.append(token)
        match found[-4:]:
            case [_Token(text="date"), _Token(text="("), _Token("text") as day, _Token(text=")")]:
                found[-4:] = [day]
    return found


def _judge(token: _Token, after: _Token) -> None:
    """Refuse what the engine has no word for."""
    if token.kind == "word" and token.text not in _OURS:
        what = f"{token.text}()" if after.text == "(" else token.text
        raise ConditionFault(
            f'"{what}" has no counterpart here; conditions compare answers with =, !=, <, <=, >, >=, '
            "selected(), and, or, not()"
        )
    if token.kind == "number" and not float(token.text).is_integer():
        raise ConditionFault(f"{token.text} is no whole number")
    if token.text in ("+", "*", "/", "-", "|", ".."):
        raise ConditionFault(f'"{token.text}": nothing is calculated here, and there are no paths')


def _word(
    tokens: list[_Token], place: int, known: Mapping[str, KnownQuestion], at: KnownQuestion
) -> str:
    token = tokens[place]
    match token.kind:
        case "name":
            return f"${{{_asked(token, known, at).name}}}"
        case "text" | "number":
            return _literal(tokens, place, known, at)
        case _:
            return token.text


def _asked(token: _Token, known: Mapping[str, KnownQuestion], at: KnownQuestion) -> KnownQuestion:
    """Return the question a name stands for, where this condition can see it."""
    if token.kind == "op":
        return at
    found = known.get(token.text)
    if found is None:
        raise ConditionFault(f'asks about "{token.text}", which is no question that is asked')
    if found.repeat != at.repeat:
        raise ConditionFault(
            f'asks about "{token.text}" across a list: a condition within a list sees one entry, '
            "one outside sees no entry"
        )
    return found


def _literal(
    tokens: list[_Token], place: int, known: Mapping[str, KnownQuestion], at: KnownQuestion
) -> str:
    """Return a text or number in the form in which the compared answer is kept."""
    said = tokens[place].text
    text = said[1:-1] if tokens[place].kind == "text" else str(int(float(said)))
    sign, other = _compared(tokens, place)
    if other is None or (other.kind != "name" and other.text != "."):
        return said
    question = _asked(other, known, at)
    if question.type is Type.INTEGER and re.fullmatch(r"-?\d+", text):
        return str(int(text))
    if sign in _ORDERS and question.type is not Type.DATE:
        raise ConditionFault(f'"{question.name}" is neither a number nor a day, so it has no order')
    if question.type is Type.CHOICES and sign in _EQUALS and text:
        raise ConditionFault(f"several answers can be given: write selected(…, '{text}')")
    quote = '"' if "'" in text else "'"
    return f"{quote}{question.choices.get(text, text)}{quote}"


def _compared(tokens: list[_Token], place: int) -> tuple[str, _Token | None]:
    """Return the sign beside a literal and what stands on its other side."""
    signs = (*_EQUALS, *_ORDERS, ",")
    for sign, other in ((place - 1, place - 2), (place + 1, place + 2)):
        if 0 <= sign < len(tokens) and 0 <= other < len(tokens) and tokens[sign].text in signs:
            return tokens[sign].text, tokens[other]
    return "", None
