"""That the bench compares like with like: every bot asks the same questions and keeps the same answers."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

import pytest

from bot.engine.form import Question, Repeat
from bot.events.reader import load
from tests.bench.__main__ import BEGIN, END, KILLED, NOTE, write
from tests.bench.match import running
from tests.bench.peers.form import DONE, QUESTIONS
from tests.bench.play import ANSWERS, Play
from tests.bench.players import EVENT, FIRST, Player


def test_the_peers_ask_the_questions_of_the_shipped_event_in_its_words() -> None:
    answers = {name: answer.removeprefix(":") for name, answer in ANSWERS.items()}
    items = [item for _, item in load(EVENT).form.relevant_items(answers)]
    ours = [
        (item.name, item.label.msgid, item.required)
        for item in takewhile(lambda item: isinstance(item, Question), items)
        if isinstance(item, Question)
    ]

    assert [(one.name, one.label, one.required) for one in QUESTIONS] == ours
    assert next(item.label.msgid for item in items if isinstance(item, Repeat)) == DONE


def test_the_peers_offer_the_choices_of_the_shipped_event() -> None:
    form = load(EVENT).form
    chosen = [one for one in QUESTIONS if one.name in ("participation", "focal_title", "level")]

    for one in chosen:
        ours = form.question(one.name)
        assert ours is not None
        assert one.choices == tuple((each.name, each.label.msgid) for each in ours.choices)
    assert len(chosen) == 3


@pytest.mark.slow
@pytest.mark.parametrize("player", KILLED, ids=[player.name for player in KILLED])
async def test_a_bot_asks_the_whole_form_and_keeps_every_answer(
    tmp_path: Path, player: Player
) -> None:
    player.prepare(tmp_path, 3)
    play = Play(opening=player.opening, echo=False)
    await play.api.start()
    async with running(player, tmp_path, play):
        await play.open([FIRST])
        await play.hurry([FIRST], answers=len(QUESTIONS), seconds=30)
        await play.drained()
    play.api.stop()

    assert play.answered == len(QUESTIONS)
    assert player.kept is not None
    given = {(FIRST, name) for name in ANSWERS}
    assert given <= player.kept(tmp_path)


@pytest.mark.slow
async def test_a_bot_that_ends_by_itself_is_no_result(tmp_path: Path) -> None:
    broken = Player("broken", lambda url, folder: ["false"])
    play = Play(opening="/start", echo=True)
    await play.api.start()

    with pytest.raises(RuntimeError, match="broken ended by itself"):
        async with running(broken, tmp_path, play) as process:
            await process.wait()
    play.api.stop()


def test_figures_replace_figures_and_nothing_else(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text(f"Before.\n{BEGIN}old\n{END}After.\n", encoding="utf-8")

    write("new\n", note)

    assert note.read_text(encoding="utf-8") == f"Before.\n{BEGIN}new\n{END}After.\n"


def test_the_note_has_a_place_for_the_figures() -> None:
    text = NOTE.read_text(encoding="utf-8")

    assert text.count(BEGIN) == text.count(END) == 1
