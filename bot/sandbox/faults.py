"""Trouble on purpose: which call fails, how and how often; the failing itself is done elsewhere."""

from __future__ import annotations

import itertools
import random
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from bot.sandbox.errors import BotApiError, SimError
from bot.sandbox.model import Json, without_none

MAX_DELAY_SECONDS = 600.0

_DESCRIPTIONS = {
    400: "Bad Request: the sandbox was told to refuse",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
    "is running",
    413: "Request Entity Too Large",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


class FaultKind(StrEnum):
    STATUS = "status"  # answer an error, do nothing
    DELAY = "delay"  # do it later
    CUT = "cut"  # close the connection, do nothing
    LOST_REPLY = "lost_reply"  # do it, then close the connection


@dataclass(slots=True)
class Fault:
    """One rule; ``times`` counts down as it strikes, ``skip`` as calls pass it by."""

    id: int
    kind: FaultKind
    method: str = "*"
    chat_id: int | None = None
    status: int = 500
    description: str | None = None
    retry_after: int | None = None
    migrate_to_chat_id: int | None = None
    seconds: float = 0.0
    times: int | None = 1
    skip: int = 0
    probability: float = 1.0
    seed: int | None = None
    struck: int = 0
    dice: random.Random = field(default_factory=random.Random, repr=False)

    def strikes(self, method: str, chat_id: int | None) -> bool:
        """Whether this call is hit; counts it either way."""
        if self.times == 0 or self.method.lower() not in {"*", method.lower()}:
            return False
        if self.chat_id is not None and self.chat_id != chat_id:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.dice.random() >= self.probability:
            return False
        self.struck += 1
        if self.times is not None:
            self.times -= 1
        return True

    def error(self) -> BotApiError:
        """The refusal of a ``status`` fault."""
        parameters = without_none(
            {"retry_after": self.retry_after, "migrate_to_chat_id": self.migrate_to_chat_id}
        )
        description = self.description or _DESCRIPTIONS.get(self.status, "Internal Server Error")
        if self.status == 429 and self.description is None:
            parameters.setdefault("retry_after", 1)
            description = f"Too Many Requests: retry after {parameters['retry_after']}"
        return BotApiError(self.status, description, parameters=parameters)

    def view(self) -> Json:
        """The rule as the play API shows it."""
        return {key: value for key, value in asdict(self).items() if key != "dice"}


class Faults:
    """The rules in force, in the order they were made."""

    def __init__(self) -> None:
        self._rules: dict[int, Fault] = {}
        self._ids = itertools.count(1)

    def add(self, body: Json) -> Fault:
        """A rule from the play API.

        Raises: SimError for an unknown field or an impossible value.
        """
        known = set(Fault.__dataclass_fields__) - {"id", "struck", "dice"}
        if unknown := set(body) - known:
            raise SimError(f"a fault has no {', '.join(sorted(unknown))}")
        fields = dict(body)
        try:
            fields["kind"] = FaultKind(fields.get("kind", ""))
        except ValueError:
            raise SimError(f"kind must be one of {', '.join(FaultKind)}") from None
        for name, types in _TYPES.items():
            _check(fields, name, types)
        fault = Fault(next(self._ids), **fields)
        if not (0 <= fault.seconds <= MAX_DELAY_SECONDS and 0 <= fault.probability <= 1):
            raise SimError("seconds must be 0 to 600, probability 0 to 1")
        if not 400 <= fault.status <= 599:
            raise SimError("status must be 400 to 599")
        fault.dice.seed(fault.seed)
        self._rules[fault.id] = fault
        return fault

    def hit(self, method: str, chat_id: int | None) -> list[Fault]:
        """What strikes this call: any delays, and at most one rule that ends it."""
        found: list[Fault] = []
        for fault in self._rules.values():
            if fault.strikes(method, chat_id):
                found.append(fault)
                if fault.kind is not FaultKind.DELAY:
                    break
        self._forget_spent(found)
        return found

    def _forget_spent(self, struck: list[Fault]) -> None:
        for fault in struck:
            if fault.times == 0:
                del self._rules[fault.id]

    def __bool__(self) -> bool:
        return bool(self._rules)

    def views(self) -> list[Json]:
        return [fault.view() for fault in self._rules.values()]

    def remove(self, fault_id: int) -> None:
        """Raises: SimError 404 if there is no such rule, or it is spent."""
        if self._rules.pop(fault_id, None) is None:
            raise SimError(f"there is no fault {fault_id}", status=404)

    def clear(self) -> None:
        self._rules.clear()


_TYPES: dict[str, tuple[type, ...]] = {
    "method": (str,),
    "chat_id": (int, type(None)),
    "status": (int,),
    "description": (str, type(None)),
    "retry_after": (int, type(None)),
    "migrate_to_chat_id": (int, type(None)),
    "seconds": (int, float),
    "times": (int, type(None)),
    "skip": (int,),
    "probability": (int, float),
    "seed": (int, type(None)),
}


def _check(fields: dict[str, Any], name: str, types: tuple[type, ...]) -> None:
    if name in fields and not isinstance(fields[name], types):
        raise SimError(f"{name} has the wrong type")
