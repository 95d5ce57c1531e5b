"""What a row of the outbox says of a message."""

from __future__ import annotations

import pytest

from bot.i18n.isolation import Html
from tests.world import CLAIRE, World, campaign, world

__all__ = ["campaign", "world"]


@pytest.mark.parametrize(
    ("caption", "params"),
    [(None, {}), (Html("<b>Letter</b>"), {"caption": "<b>Letter</b>", "parse_mode": "HTML"})],
)
def test_a_file_has_a_caption_where_there_is_one(
    world: World, caption: Html | None, params: dict[str, str]
) -> None:
    post = world.work().post
    post.document(CLAIRE, {"kind": "letter"}, caption=caption)
    (said,) = world.read()

    assert said.params == params
    assert post.queued == 1
