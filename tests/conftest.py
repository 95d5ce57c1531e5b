"""What every test has in common: how hypothesis searches, and an option for the transcripts."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# A shared machine is slow at times, so no example has a deadline. Where a change is judged, the
# examples are the same each time; elsewhere every run looks further.
settings.register_profile("here", deadline=None)
settings.register_profile("judged", deadline=None, derandomize=True)
settings.load_profile("judged" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-transcripts",
        action="store_true",
        help="write the conversations of tests/dialogues anew instead of comparing them",
    )
