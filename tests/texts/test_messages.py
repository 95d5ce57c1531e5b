"""Messages as data: buttons in rows, long texts in parts, the Bot API's parameters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n.isolation import Html
from bot.texts.messages import (
    Button,
    Message,
    rows_of,
    split,
)


def row_lengths(*lengths: int, **limits: int) -> list[list[int]]:
    rows = rows_of((Button("x" * length) for length in lengths), **limits)
    return [[len(button.text) for button in row] for row in rows]


@pytest.mark.parametrize(
    ("lengths", "rows"),
    [
        ((), []),
        ((40,), [[40]]),
        ((16, 16), [[16, 16]]),
        ((16, 17), [[16], [17]]),
        ((5, 5, 5), [[5, 5], [5]]),
        ((30, 3, 3), [[30], [3, 3]]),
    ],
)
def test_short_buttons_stand_side_by_side(lengths: tuple[int, ...], rows: list[list[int]]) -> None:
    assert row_lengths(*lengths) == rows


def test_a_row_can_be_wider() -> None:
    assert row_lengths(1, 1, 1, 1, width=3) == [[1, 1, 1], [1]]
    assert row_lengths(5, 5, max_chars=9) == [[5], [5]]


@pytest.mark.parametrize(
    ("blocks", "parts"),
    [
        ([], []),
        (["ab", "cd"], ["ab\n\ncd"]),
        (["abcd", "efgh"], ["abcd\n\nefgh"]),
        (["abcd", "efghi"], ["abcd", "efghi"]),
        (["abcdefghij"], ["abcdefghij"]),
        (["abcde\nfghij"], ["abcde", "fghij"]),
        (["abcd\nefghi\njk"], ["abcd\nefghi", "jk"]),
        (["ab", "cdefg\nhijkl"], ["ab\n\ncdefg", "hijkl"]),
        (["abcdefghij\n\nabcdefghij"], ["abcdefghij", "abcdefghij"]),
    ],
)
def test_blocks_are_packed_into_parts_of_ten(blocks: list[str], parts: list[str]) -> None:
    assert split(blocks, max_chars=10) == parts


@given(
    st.lists(st.lists(st.text("ab", max_size=9), min_size=1, max_size=6).map("\n".join)),
    st.integers(9, 30),
)
def test_no_part_is_too_long_and_nothing_is_lost(blocks: list[str], most: int) -> None:
    parts = split(blocks, max_chars=most)

    assert all(len(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join("".join(blocks).split())


def test_parts_are_html_of_at_most_what_telegram_takes() -> None:
    (part,) = split(["x" * 4096])
    cut = split(["x" * 4095 + "\ny"])
    whole = split(["x" * 4093, "y"])
    first, second = split(["x" * 4094, "y"])

    assert isinstance(part, Html)
    assert [len(one) for one in cut] == [4095, 1]
    assert [len(one) for one in whole] == [4096]
    assert (len(first), len(second)) == (4094, 1)


@pytest.mark.parametrize(
    ("message", "markup"),
    [
        (Message(Html("x")), None),
        (
            Message(
                Html("x"),
                (
                    (
                        Button("tap", "1:a"),
                        Button("open", url="https://example.org"),
                        Button("copy", copy="text"),
                    ),
                ),
            ),
            {
                "inline_keyboard": [
                    [
                        {"text": "tap", "callback_data": "1:a"},
                        {"text": "open", "url": "https://example.org"},
                        {"text": "copy", "copy_text": {"text": "text"}},
                    ]
                ]
            },
        ),
        (
            Message(Html("x"), keyboard=(("Keep",), ("Back", "Menu")), share_contact="Share"),
            {
                "keyboard": [
                    [{"text": "Share", "request_contact": True}],
                    [{"text": "Keep"}],
                    [{"text": "Back"}, {"text": "Menu"}],
                ],
                "resize_keyboard": True,
                "one_time_keyboard": True,
            },
        ),
        (Message(Html("x"), drop_keyboard=True), {"remove_keyboard": True}),
    ],
)
def test_a_message_becomes_the_parameters_of_send_message(
    message: Message, markup: dict[str, object] | None
) -> None:
    params = message.params()

    assert params.pop("reply_markup", None) == markup
    assert params == {
        "text": "x",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
