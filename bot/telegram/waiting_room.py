"""Decides which waiting row is next, by chat and lane; keeps the numbers of rows alone.

Times are seconds of one clock, given by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush

from bot.telegram.pacing import Pacer


@dataclass(frozen=True, slots=True, order=True)
class QueuePlace:
    """A row's place: the lane decides, then who came first."""

    lane: int
    row: int


@dataclass(frozen=True, slots=True)
class Pick:
    """The row to send next; its chat is held until `done`."""

    chat_id: int
    place: QueuePlace


@dataclass(slots=True)
class _Chat:
    places: list[QueuePlace] = field(default_factory=list)
    held: bool = False
    not_before: float = 0.0
    turn: int = 0


class WaitingRoom:
    """Queues rows: of a chat one at a time, first come first served; chats take turns within a lane.

    About 200 bytes a row: a hundred thousand waiting rows fit in 20 MB.
    """

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer
        self._chats: dict[int, _Chat] = {}
        # Heaps of whose turn it might be. An entry that no longer fits its chat is passed over.
        self._ready: list[tuple[int, int, QueuePlace, int]] = []
        # Start-time fair queueing: a chat that was served waits for those that were not.
        self._turn = 0
        self._later: list[tuple[float, int]] = []
        self._paused_until = 0.0

    def __len__(self) -> int:
        """Return how many rows wait, without those held."""
        return sum(len(chat.places) for chat in self._chats.values())

    def add(self, chat_id: int, place: QueuePlace, *, not_before: float = 0.0) -> None:
        """Queue a row; `not_before` holds for its whole chat, whose order it would break."""
        chat = self._chats.setdefault(chat_id, _Chat())
        chat.not_before = max(chat.not_before, not_before)
        heappush(chat.places, place)
        if chat.places[0] is place and not chat.held:
            self._queue(place, chat_id)

    def pick(self, now: float) -> Pick | None:
        """Return the row whose turn it is and count it as gone; None where none may go now."""
        while self._later and self._later[0][0] <= now:
            self._offer(heappop(self._later)[1])
        if now < self._nobody_before():
            return None
        while self._ready:
            _, turn, place, chat_id = heappop(self._ready)
            chat = self._chats.get(chat_id)
            if chat is None or chat.held or not chat.places or chat.places[0] != place:
                continue
            when = max(chat.not_before, self._pacer.chat_from(chat_id))
            if when > now:
                heappush(self._later, (when, chat_id))
                continue
            heappop(chat.places)
            chat.held = True
            self._turn, chat.turn = turn, turn + 1
            self._pacer.count(chat_id, now)
            return Pick(chat_id, place)
        return None

    def done(self, pick: Pick) -> None:
        """Free the chat of a row that has left the queue, or was put back into it."""
        chat = self._chats[pick.chat_id]
        chat.held = False
        if chat.places:
            self._queue(chat.places[0], pick.chat_id)
        else:
            del self._chats[pick.chat_id]

    def put_back(self, pick: Pick, *, not_before: float) -> None:
        """Queue a row once more; its whole chat waits until then."""
        chat = self._chats[pick.chat_id]
        chat.not_before = max(chat.not_before, not_before)
        heappush(chat.places, pick.place)
        self.done(pick)

    def empty(self, chat_id: int) -> list[QueuePlace]:
        """Drop what waits for a chat, and return it."""
        chat = self._chats.get(chat_id)
        if chat is None:
            return []
        places, chat.places = chat.places, []
        if not chat.held:
            del self._chats[chat_id]
        return places

    def move(self, old: int, new: int) -> None:
        """Queue what waits for a chat for another one."""
        for place in self.empty(old):
            self.add(new, place)

    def clear(self) -> None:
        """Drop everything that waits; what is held stays held."""
        for chat in self._chats.values():
            chat.places.clear()
        self._chats = {chat_id: chat for chat_id, chat in self._chats.items() if chat.held}
        self._ready.clear()
        self._later.clear()

    def pause(self, until: float) -> None:
        """Let no row go before then."""
        self._paused_until = max(self._paused_until, until)

    def next_time(self) -> float | None:
        """Return when to ask again if nothing else happens; None when only a new row could help."""
        times = [self._later[0][0]] if self._later else []
        if self._ready:
            times.append(0.0)
        return max(min(times), self._nobody_before()) if times else None

    def _nobody_before(self) -> float:
        return max(self._paused_until, self._pacer.overall_from())

    def _offer(self, chat_id: int) -> None:
        chat = self._chats.get(chat_id)
        if chat is not None and chat.places and not chat.held:
            self._queue(chat.places[0], chat_id)

    def _queue(self, place: QueuePlace, chat_id: int) -> None:
        turn = max(self._turn, self._chats[chat_id].turn)
        heappush(self._ready, (place.lane, turn, place, chat_id))
