"""Remembers the latest calls of the Bot API with their answers; bounded, and silent otherwise."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from bot.sandbox.model import Json
from bot.sandbox.params import Params

MAX_CALLS = 5_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call; ``status`` is None when the connection was closed without an answer."""

    seq: int
    at: float
    method: str
    params: Json
    status: int | None
    response: Any
    ms: float
    fault: int | None

    def view(self) -> Json:
        """The call as the play API shows it."""
        return {
            "seq": self.seq,
            "at": self.at,
            "method": self.method,
            "params": self.params,
            "status": self.status,
            "response": self.response,
            "ms": round(self.ms, 3),
            "fault": self.fault,
        }


def _shown(params: Params) -> Json:
    """Files only by name and size, so that the ring does not keep their bytes."""
    if not params.files:
        return params.values
    files = {
        name: {"file_name": upload.name, "file_size": len(upload.data)}
        for name, upload in params.files.items()
    }
    return params.values | files


class Journal:
    """A ring of calls: appending is cheap, and looking is what costs."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=MAX_CALLS)
        self._seq = 0

    def add(
        self,
        *,
        at: float,
        method: str,
        params: Params,
        status: int | None,
        response: Any,
        ms: float,
        fault: int | None,
    ) -> Call:
        """Records one call; ``ms`` is how long it took, in milliseconds."""
        self._seq += 1
        call = Call(self._seq, at, method, _shown(params), status, response, ms, fault)
        self._calls.append(call)
        return call

    def since(self, seq: int, *, method: str | None = None) -> list[Call]:
        """The calls after ``seq``, oldest first; of one method if asked, whatever its case."""
        wanted = method.lower() if method else None
        found: list[Call] = []
        for call in reversed(self._calls):
            if call.seq <= seq:
                break
            if wanted is None or call.method.lower() == wanted:
                found.append(call)
        found.reverse()
        return found

    @property
    def last_seq(self) -> int:
        return self._seq

    def clear(self) -> None:
        """Forgets the calls; their numbers go on."""
        self._calls.clear()
