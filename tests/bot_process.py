"""Runs the bot's command line as a process with the tests' clock: `python -m tests.bot_process run`."""

from __future__ import annotations

import sys

from bot.__main__ import main
from tests import clock

MODULE = "tests.bot_process"
RUN = (sys.executable, "-m", MODULE, "run")

if __name__ == "__main__":
    sys.exit(main(now=clock.now, module=MODULE))
