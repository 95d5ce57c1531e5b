from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.telegram.pacing import TELEGRAM, UNLIMITED, Limits, Pacer, Rate
from bot.telegram.waiting_room import Pick, QueuePlace, WaitingRoom

NOW, NOTICE, BULK = 0, 1, 2


def room(limits: Limits = UNLIMITED) -> WaitingRoom:
    return WaitingRoom(Pacer(limits))


def drain(waiting: WaitingRoom, *, now: float = 0.0) -> list[tuple[int, int]]:
    """(chat, row) in the order they go, each ended before the next begins."""
    gone = []
    while pick := waiting.pick(now):
        gone.append((pick.chat_id, pick.place.row))
        waiting.done(pick)
    return gone


def test_a_chat_is_served_in_the_order_written() -> None:
    waiting = room()
    for row in (3, 1, 2):
        waiting.add(7, QueuePlace(NOW, row))

    assert drain(waiting) == [(7, 1), (7, 2), (7, 3)]


def test_a_reply_goes_before_an_announcement_in_a_chat_and_between_chats() -> None:
    waiting = room()
    waiting.add(7, QueuePlace(BULK, 1))
    waiting.add(8, QueuePlace(BULK, 2))
    waiting.add(8, QueuePlace(NOTICE, 3))
    waiting.add(9, QueuePlace(NOW, 4))

    assert drain(waiting) == [(9, 4), (8, 3), (7, 1), (8, 2)]


def test_one_row_of_a_chat_is_on_its_way_at_a_time() -> None:
    waiting = room()
    waiting.add(7, QueuePlace(NOW, 1))
    waiting.add(7, QueuePlace(NOW, 2))
    waiting.add(8, QueuePlace(NOW, 3))
    first, second, third = waiting.pick(0.0), waiting.pick(0.0), waiting.pick(0.0)
    assert first is not None
    waiting.done(first)

    assert (first.place.row, second and second.place.row, third) == (1, 3, None)
    assert drain(waiting) == [(7, 2)]


def test_a_row_put_back_goes_first_and_its_chat_waits() -> None:
    waiting = room()
    for row in (1, 2):
        waiting.add(7, QueuePlace(NOW, row))
    waiting.add(8, QueuePlace(NOW, 3))
    pick = waiting.pick(0.0)
    assert pick is not None
    waiting.put_back(pick, not_before=5.0)

    assert drain(waiting, now=4.9) == [(8, 3)]
    assert waiting.next_time() == 5.0
    assert drain(waiting, now=5.0) == [(7, 1), (7, 2)]


def test_what_arrives_with_a_time_holds_its_whole_chat() -> None:
    waiting = room()
    waiting.add(7, QueuePlace(NOTICE, 1), not_before=5.0)
    waiting.add(7, QueuePlace(NOW, 2))

    assert drain(waiting, now=0.0) == []
    assert drain(waiting, now=5.0) == [(7, 2), (7, 1)]


def test_a_pause_holds_everybody() -> None:
    waiting = room()
    waiting.add(7, QueuePlace(NOW, 1))
    waiting.pause(5.0)
    waiting.pause(3.0)

    assert waiting.pick(4.9) is None
    assert waiting.next_time() == 5.0
    assert drain(waiting, now=5.0) == [(7, 1)]


def test_an_emptied_chat_gets_nothing_more_even_what_was_on_its_way() -> None:
    waiting = room()
    for row in (1, 2):
        waiting.add(7, QueuePlace(NOW, row))
    pick = waiting.pick(0.0)
    assert pick is not None
    waiting.empty(7)
    waiting.done(pick)
    waiting.add(8, QueuePlace(NOW, 3))
    waiting.empty(8)
    waiting.empty(9)

    assert len(waiting) == 0
    assert waiting.pick(0.0) is None


def test_what_waits_moves_with_its_chat() -> None:
    waiting = room()
    for row in (1, 2):
        waiting.add(-5, QueuePlace(NOTICE, row))
    waiting.add(-1005, QueuePlace(NOTICE, 3))
    waiting.move(-5, -1005)

    assert drain(waiting) == [(-1005, 1), (-1005, 2), (-1005, 3)]


def test_clearing_forgets_what_waits_and_keeps_what_is_on_its_way() -> None:
    waiting = room()
    waiting.add(7, QueuePlace(NOW, 1))
    waiting.add(8, QueuePlace(NOW, 2))
    pick = waiting.pick(0.0)
    assert pick is not None
    waiting.clear()
    nobody_waits = waiting.next_time()
    waiting.add(7, QueuePlace(NOW, 3))
    still_held = waiting.pick(0.0)
    waiting.done(pick)

    assert nobody_waits is None
    assert still_held is None
    assert drain(waiting) == [(7, 3)]


def test_the_next_time_follows_the_pace_of_a_chat_and_of_all() -> None:
    slow = Rate(per_second=0.1, burst=1)
    waiting = room(Limits(overall=Rate(per_second=1, burst=1), private=slow, group=None))
    for row in (1, 2):
        waiting.add(7, QueuePlace(NOW, row))
    waiting.add(-8, QueuePlace(NOW, 3))
    nothing_yet = room().next_time()
    assert drain(waiting, now=0.0) == [(7, 1)]

    assert nothing_yet is None
    assert waiting.next_time() == 1.0
    assert drain(waiting, now=1.0) == [(-8, 3)]
    # Somebody is ready as far as all together go; asked then, it is the chat's own pace that holds.
    assert waiting.next_time() == 2.0
    assert drain(waiting, now=2.0) == []
    assert waiting.next_time() == 10.0
    assert drain(waiting, now=10.0) == [(7, 2)]
    assert waiting.next_time() is None


def test_a_burst_for_one_chat_starves_no_other() -> None:
    waiting = room(TELEGRAM)
    for row in range(100):
        waiting.add(7, QueuePlace(NOW, row))
    waiting.add(8, QueuePlace(NOW, 1000))

    assert (8, 1000) in drain(waiting, now=0.0)


class Waiting(RuleBasedStateMachine):
    """Beside a list for each chat: nothing is forgotten, doubled, or out of its chat's order."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = room(Limits(Rate(5, 2), Rate(1, 2), Rate(0.5, 1)))
        self.model: dict[int, set[QueuePlace]] = defaultdict(set)
        self.held: dict[int, Pick] = {}
        self.now = 0.0
        self.row = 0

    @rule(chat=st.sampled_from([1, 2, -1]), lane=st.integers(0, 2), later=st.floats(-1, 5))
    def add(self, chat: int, lane: int, later: float) -> None:
        self.row += 1
        place = QueuePlace(lane, self.row)
        self.waiting.add(chat, place, not_before=self.now + later)
        self.model[chat].add(place)

    @rule(later=st.floats(0, 5))
    def pick(self, later: float) -> None:
        self.now += later
        if pick := self.waiting.pick(self.now):
            assert pick.chat_id not in self.held
            assert pick.place == min(self.model[pick.chat_id])
            self.model[pick.chat_id].remove(pick.place)
            self.held[pick.chat_id] = pick

    @rule(chat=st.sampled_from([1, 2, -1]), again=st.booleans())
    def end(self, chat: int, again: bool) -> None:
        if pick := self.held.pop(chat, None):
            if again:
                self.waiting.put_back(pick, not_before=self.now + 1)
                self.model[chat].add(pick.place)
            else:
                self.waiting.done(pick)

    @rule(old=st.sampled_from([1, 2, -1]), new=st.sampled_from([1, 2, -1]))
    def move(self, old: int, new: int) -> None:
        if old != new:
            self.waiting.move(old, new)
            self.model[new] |= self.model.pop(old, set())

    @rule(chat=st.sampled_from([1, 2, -1]))
    def empty(self, chat: int) -> None:
        self.waiting.empty(chat)
        self.model.pop(chat, None)

    @invariant()
    def the_same_rows_wait(self) -> None:
        assert len(self.waiting) == sum(map(len, self.model.values()))

    def teardown(self) -> None:
        for pick in self.held.values():
            self.waiting.done(pick)
        while (when := self.waiting.next_time()) is not None:
            self.now = max(self.now, when)
            if last := self.waiting.pick(self.now):
                self.model[last.chat_id].remove(last.place)
                self.waiting.done(last)

        assert not any(self.model.values())


TestWaiting = Waiting.TestCase


@given(st.permutations(range(12)))
def test_the_order_of_arrival_in_memory_changes_nothing(rows: list[int]) -> None:
    waiting = room()
    for row in rows:
        waiting.add(7, QueuePlace(row % 3, row))

    assert [row for _, row in drain(waiting)] == sorted(range(12), key=lambda r: (r % 3, r))
