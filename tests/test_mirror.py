"""Every module has a test of its name in the same room, or is named here with the test that covers it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Module → the test that covers it, where it has none of its own name.
COVERED_BY = {
    "bot/__main__.py": "tests/test_main.py",
    "bot/app.py": "tests/e2e/test_campaign.py",
    "bot/offline.py": "tests/test_main.py",
    "bot/readiness.py": "tests/test_main.py",
    "bot/campaign/campaign.py": "tests/desk/test_deadline.py",
    "bot/campaign/erasure.py": "tests/e2e/test_erasing.py",
    "bot/campaign/work.py": "tests/desk/test_router.py",
    "bot/demo/cast.py": "tests/demo/test_stage.py",
    "bot/demo/tour.py": "tests/demo/test_stage.py",
    "bot/desk/addressee.py": "tests/desk/test_scope.py",
    "bot/desk/assignments.py": "tests/desk/test_access_requests.py",
    "bot/desk/official_papers.py": "tests/desk/test_replacements.py",
    "bot/documents/archive.py": "tests/documents/test_hostile_files.py",
    "bot/documents/chart_contents.py": "tests/documents/test_charts.py",
    "bot/documents/participant_list.py": "tests/documents/test_participants.py",
    "bot/documents/phrases.py": "tests/documents/test_letter.py",
    "bot/documents/refusals.py": "tests/documents/test_sheet.py",
    "bot/documents/table.py": "tests/documents/test_sheet.py",
    "bot/documents/xlsx.py": "tests/documents/test_sheet.py",
    "bot/documents/xmlparts.py": "tests/documents/test_hostile_files.py",
    "bot/engine/asking.py": "tests/engine/test_dialogue.py",
    "bot/engine/changes.py": "tests/engine/test_dialogue.py",
    "bot/engine/facts.py": "tests/engine/test_dialogue.py",
    "bot/engine/inputs.py": "tests/engine/test_dialogue.py",
    "bot/engine/problems.py": "tests/engine/test_answers.py",
    "bot/engine/progress.py": "tests/engine/test_walk.py",
    "bot/engine/review.py": "tests/engine/test_sending.py",
    "bot/engine/scene.py": "tests/engine/test_dialogue.py",
    "bot/engine/screens.py": "tests/engine/test_dialogue.py",
    "bot/engine/standing.py": "tests/engine/test_entrance.py",
    "bot/engine/turn.py": "tests/engine/test_dialogue.py",
    "bot/engine/writing.py": "tests/engine/test_dialogue.py",
    "bot/events/event.py": "tests/events/test_reader.py",
    "bot/events/form_reader.py": "tests/events/test_reader.py",
    "bot/events/text_reader.py": "tests/events/test_reader.py",
    "bot/jobs/outcome.py": "tests/jobs/test_runner.py",
    "bot/jobs/upkeep.py": "tests/jobs/test_runner.py",
    "bot/mission/screen_messages.py": "tests/dialogues/test_transcripts.py",
    "bot/operations/clock.py": "tests/e2e/test_campaign.py",
    "bot/operations/http_server.py": "tests/operations/test_monitor.py",
    "bot/operations/meter.py": "tests/operations/test_monitor.py",
    "bot/operations/prometheus.py": "tests/operations/test_monitor.py",
    "bot/schedule/bulk_sending.py": "tests/desk/test_reminders.py",
    "bot/telegram/api.py": "tests/telegram/test_sender.py",
    "bot/telegram/delivery.py": "tests/telegram/test_sender.py",
    "bot/telegram/updates.py": "tests/telegram/test_update_reader.py",
    "bot/xlsform/tables.py": "tests/xlsform/test_survey.py",
    "bot/xlsform/writing.py": "tests/xlsform/test_round_trips.py",
    "storage/errors.py": "tests/storage/test_database.py",
    "storage/folders.py": "tests/storage/test_attachments.py",
    "tools/catalogue_rules.py": "tests/tools/test_catalogues.py",
    "tools/make_parties.py": "tests/events/test_parties.py",
    "tools/msgids.py": "tests/tools/test_catalogues.py",
    "tools/po_files.py": "tests/tools/test_catalogues.py",
}
# The sandbox is tested over HTTP, as its clients meet it: by what they do, not by its modules.
OVER_HTTP = "bot/sandbox/"


def modules() -> Iterator[str]:
    """Every module that a test is wanted for, as a path within the project."""
    for folder in ("bot", "storage", "tools"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if path.name != "__init__.py" and not name.startswith(OVER_HTTP):
                yield name


def own_test(module: str) -> Path:
    """Where the test of a module's own name stands."""
    path = Path(module.removeprefix("bot/"))
    return ROOT / "tests" / path.parent / f"test_{path.name}"


def test_every_module_has_its_test_or_is_named_with_the_one_that_covers_it() -> None:
    alone = {name for name in modules() if not own_test(name).exists()}

    assert sorted(alone - set(COVERED_BY)) == []


def test_nothing_is_named_that_is_gone_or_has_a_test_of_its_own() -> None:
    alone = {name for name in modules() if not own_test(name).exists()}

    assert sorted(set(COVERED_BY) - alone) == []


def test_every_covering_test_exists() -> None:
    missing = {test for test in COVERED_BY.values() if not (ROOT / test).is_file()}

    assert sorted(missing) == []
