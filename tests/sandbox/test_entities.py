"""HTML markup as Telegram reads it, with its refusals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import automatic, clean, trim, utf16_length
from bot.sandbox.errors import BotApiError
from bot.sandbox.html_markup import parse_html, to_html


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<b>x</b>", "bold"),
        ("<strong>x</strong>", "bold"),
        ("<i>x</i>", "italic"),
        ("<em>x</em>", "italic"),
        ("<u>x</u>", "underline"),
        ("<ins>x</ins>", "underline"),
        ("<s>x</s>", "strikethrough"),
        ("<strike>x</strike>", "strikethrough"),
        ("<del>x</del>", "strikethrough"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ("<code>x</code>", "code"),
        ("<pre>x</pre>", "pre"),
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ("<B >x</B >", "bold"),
    ],
)
def test_each_tag_becomes_its_entity(source: str, kind: str) -> None:
    text, entities = parse_html(source)

    assert text == "x"
    assert entities == [{"type": kind, "offset": 0, "length": 1}]


def test_a_link_an_emoji_and_a_language_carry_their_argument() -> None:
    _, link = parse_html("<a href='https://itu.int/?a=1&amp;b=2'>ITU</a>")
    _, emoji = parse_html('<tg-emoji emoji-id="5368324170671202286">🙂</tg-emoji>')
    _, code = parse_html('<pre><code class="language-python">x = 1</code></pre>')

    assert link[0]["url"] == "https://itu.int/?a=1&b=2"
    assert emoji[0] == {
        "type": "custom_emoji",
        "offset": 0,
        "length": 2,
        "custom_emoji_id": "5368324170671202286",
    }
    assert code == [{"type": "pre", "offset": 0, "length": 5, "language": "python"}]


def test_offsets_count_utf16_units_and_outer_entities_come_first() -> None:
    text, entities = parse_html("😀 <b>a <i>𝒃</i></b> é")

    assert text == "😀 a 𝒃 é"
    assert entities == [
        {"type": "bold", "offset": 3, "length": 4},
        {"type": "italic", "offset": 5, "length": 2},
    ]


def test_only_four_names_and_numbers_are_references() -> None:
    text, _ = parse_html("&lt;&gt;&amp;&quot; &nbsp; &#39; &#x1F600; & &#0;")

    assert text == "<>&\" &nbsp; ' 😀 & &#0;"


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("é <x>y</x>", 'Unsupported start tag "x" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x<i>y</b>", 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=http://x>y</a>", "Unexpected end of name token at byte offset 8"),
    ],
)
def test_broken_markup_is_refused_in_telegrams_words(source: str, refusal: str) -> None:
    with pytest.raises(BotApiError) as refused:
        parse_html(source)

    assert refused.value.code == 400
    assert refused.value.description == f"Bad Request: can't parse entities: {refusal}"


def test_blank_space_at_the_ends_goes_and_entities_move_along() -> None:
    text, entities = trim(*parse_html("  <b> x</b> \n"))

    assert text == "x"
    assert entities == [{"type": "bold", "offset": 0, "length": 1}]


def test_what_telegram_takes_out_moves_the_entities_along() -> None:
    text, entities = clean("a\x00\u202eb\r😀c", [{"type": "bold", "offset": 3, "length": 4}])

    assert text == "a b😀c"
    assert entities == [{"type": "bold", "offset": 2, "length": 3}]


def test_an_entity_of_nothing_but_removed_signs_is_gone() -> None:
    assert clean("a\u202e", [{"type": "bold", "offset": 1, "length": 1}]) == ("a", [])


def test_links_mentions_addresses_and_commands_are_found_in_plain_text() -> None:
    text = "😀 /start@my_bot see https://itu.int/x. or @some_one, a.b@itu.int 1/2"
    found = {
        entity["type"]: text.encode("utf-16-le")[
            entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2
        ].decode("utf-16-le")
        for entity in automatic(text)
    }

    assert found == {
        "bot_command": "/start@my_bot",
        "url": "https://itu.int/x",
        "mention": "@some_one",
        "email": "a.b@itu.int",
    }


def test_no_link_is_found_inside_code() -> None:
    text, entities = parse_html("<code>/start</code> /start")

    assert automatic(text, entities) == [{"type": "bot_command", "offset": 7, "length": 6}]


TAGS = st.sampled_from(["b", "i", "u", "s", "code", "blockquote", "tg-spoiler"])
PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)


@st.composite
def markup(draw: st.DrawFn, depth: int = 3) -> tuple[str, str]:
    """Well-formed markup and the text a reader sees."""
    plain = draw(PLAIN)
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if depth == 0:
        return escaped, plain
    inner, shown = draw(markup(depth=depth - 1))
    tag = draw(TAGS)
    after, shown_after = draw(markup(depth=depth - 1))
    return f"{escaped}<{tag}>{inner}</{tag}>{after}", plain + shown + shown_after


@given(markup())
def test_well_formed_markup_reads_back_to_the_same(example: tuple[str, str]) -> None:
    source, shown = example

    text, entities = parse_html(source)

    assert text == shown
    assert all(e["offset"] + e["length"] <= utf16_length(text) for e in entities)
    assert parse_html(to_html(text, entities)) == (text, entities)


@given(st.text(st.sampled_from("<>/&;b a=\"'ié#x1😀"), max_size=40))
def test_no_markup_breaks_the_reader(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except BotApiError as refusal:
        assert refusal.description.startswith("Bad Request: can't parse entities: ")  # noqa: PT017
        return

    assert all(
        e["length"] > 0 and e["offset"] + e["length"] <= utf16_length(text) for e in entities
    )
