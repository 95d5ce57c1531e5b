"""`python -m tests.mutations`: breaks the bot in copies, in ways that matter, and names the seed of the simulation that notices.

Ends with 1 where a break goes unnoticed, and with 2, before any is played, where one no longer fits the code.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("bot", "storage", "locales", "tests", "pyproject.toml")
MOST_SEEDS = 60
# A broken build may go round in circles; that is noticed, too.
PATIENCE_SECONDS = 60

_RUN = """
import sys
from tests.simulation.quiet import quiet
from tests.simulation.run import simulate
with quiet():
    result = simulate(int(sys.argv[1]))
print(result.complaints[0].splitlines()[0] if result.complaints else "")
sys.exit(0 if result.is_good else 1)
"""


@dataclass(frozen=True, slots=True)
class Change:
    """A place in the code and what stands there instead."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Mutation:
    name: str
    changes: tuple[Change, ...]


MUTATIONS = (
    Mutation(
        "updates acknowledged before they are committed",
        (
            Change(
                "bot/telegram/intake.py",
                "                await self._process(updates)\n            except Exception as error:\n"
                "                # A loop's edge. Not",
                "                asyncio.ensure_future(self._process(updates))\n"
                "            except Exception as error:\n                # A loop's edge. Not",
            ),
        ),
    ),
    Mutation(
        "the secretariat's notices written after the turn's transaction",
        (
            Change(
                "bot/campaign/notify.py",
                "work.post.send(desk.chat_id, message, lane=Lane.NOTICE, batch=thread, target=before)",
                "LATER.append((desk.chat_id, message, thread, before))",
            ),
            Change(
                "bot/campaign/notify.py",
                "\n\ndef desks(",
                "\n\nLATER: list = []\n\n\ndef desks(",
            ),
            Change(
                "bot/parts.py",
                "        answers = await self._database.write(lambda db: self._turns.batch(db, arrivals, now))\n",
                "        from bot.campaign.notify import LATER\n"
                "        from bot.campaign.post import Post\n"
                "        from storage.instants import to_text\n"
                "        from storage.outbox import Lane\n"
                "        LATER.clear()\n"
                "        answers = await self._database.write(lambda db: self._turns.batch(db, arrivals, now))\n"
                "        later = list(LATER)\n"
                "        async def tell() -> None:\n"
                "            await asyncio.sleep(2)\n"
                "            await self._database.write(lambda db: [Post(db, to_text(now)).send(c, m,"
                " lane=Lane.NOTICE, batch=b, target=t) for c, m, b, t in later])\n"
                "            self._wake()\n"
                "        if later:\n"
                "            self._answers.add(asyncio.create_task(tell()))\n",
            ),
        ),
    ),
    Mutation(
        "redelivered updates taken again",
        (
            Change(
                "bot/turns.py",
                "            if intake.take(db, arrival.update_id, to_text(now)):\n",
                "            if intake.take(db, arrival.update_id, to_text(now)) or True:\n",
            ),
        ),
    ),
    Mutation(
        "no savepoint around a turn",
        (
            Change(
                "bot/turns.py",
                "            with savepoint(db):\n",
                "            import contextlib\n            with contextlib.nullcontext(db):\n",
            ),
        ),
    ),
    Mutation(
        "what Telegram refuses for good tried again",
        (
            Change(
                "bot/telegram/sender.py",
                "            return _outcome_of_refusal(error, message_id)\n",
                '            return RetryLater("bad request")\n',
            ),
        ),
    ),
    Mutation(
        "the secretariat's buttons open to everybody",
        (
            Change(
                "bot/desk/router.py",
                "        if known.staff_role is None:\n"
                "            self._not_of_the_secretariat(visit)\n            return\n",
                "",
            ),
            Change(
                "bot/desk/visit.py",
                "        return self.role is not None and self.role.reaches(needed)\n",
                "        return True\n",
            ),
        ),
    ),
    Mutation(
        "a call that timed out taken for sent",
        (
            Change(
                "bot/telegram/sender.py",
                "            return RetryLater(type(error).__name__)\n",
                "            return Sent(message_id)\n",
            ),
        ),
    ),
    Mutation(
        "what was sent not written down",
        (
            Change(
                "storage/outbox.py",
                """        "UPDATE outbox SET state = 'sent', sent_at = ?, message_id = ?, params = '{}',"""
                '"\n        " document = NULL, error = NULL"\n'
                """        " WHERE id = ? AND state = 'queued'",""",
                """        "UPDATE outbox SET state = 'sent', sent_at = ?, message_id = ?, params = '{}',"""
                '"\n        " document = NULL, error = NULL"\n'
                """        " WHERE id = ? AND state = 'queued' AND id % 3",""",
            ),
        ),
    ),
    Mutation(
        "a message that has to wait overtaken by those behind it",
        (
            Change(
                "bot/telegram/dispatcher.py",
                "                self._room.put_back(one.pick, not_before=_moment() + (seconds or 0.0))\n"
                "                self._room.pause",
                "                self._room.done(one.pick)\n"
                "                asyncio.get_running_loop().call_later(seconds or 0.0, lambda:"
                " (self._room.add(one.pick.chat_id, one.pick.place), self._woken.set()))\n"
                "                self._room.pause",
            ),
        ),
    ),
    Mutation(
        "a full disk taken for a mistake of the turn",
        (
            Change(
                "bot/turns.py",
                "        except sqlite3.OperationalError:\n"
                "            # The disk, not the turn: the whole batch is undone and comes again.\n"
                "            raise\n",
                "",
            ),
        ),
    ),
    Mutation(
        "a file given up at the first failure",
        (Change("bot/jobs/outcome.py", "MAX_ATTEMPTS = 40\n", "MAX_ATTEMPTS = 0\n"),),
    ),
    Mutation(
        "the answer to an old button taken for the question in hand",
        (
            Change(
                "bot/engine/dialogue.py",
                "    if isinstance(input, inputs.Tapped)"
                " and input.screen not in (inputs.ANY, session.screen):\n",
                "    if isinstance(input, inputs.Tapped) and input.screen in (-2,):\n",
            ),
        ),
    ),
)


class DoesNotFit(Exception):
    """The code has changed, so a mutation has to follow."""

    def __init__(self, mutation: str, path: str, found: int) -> None:
        places = "no longer there" if found == 0 else f"there {found} times"
        super().__init__(f"“{mutation}” does not fit: the text it changes is {places} in {path}")


def copy_of_the_tree(folder: Path) -> None:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)


def mutate(folder: Path, mutation: Mutation) -> None:
    """Write the mutation into the tree in that folder.

    Raises: DoesNotFit
    """
    for change in mutation.changes:
        path = folder / change.path
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if text.count(change.before) != 1:
            raise DoesNotFit(mutation.name, change.path, text.count(change.before))
        path.write_text(text.replace(change.before, change.after), encoding="utf-8")


def misfits(mutations: Sequence[Mutation], root: Path = ROOT) -> list[DoesNotFit]:
    """Return one for each mutation whose text does not stand exactly once in the tree."""
    found = list[DoesNotFit]()
    for mutation in mutations:
        with tempfile.TemporaryDirectory() as folder:
            for path in {change.path for change in mutation.changes}:
                copied = Path(folder) / path
                copied.parent.mkdir(parents=True, exist_ok=True)
                if (root / path).exists():
                    shutil.copy(root / path, copied)
            try:
                mutate(Path(folder), mutation)
            except DoesNotFit as error:
                found.append(error)
    return found


def first_seed_that_notices(folder: Path, seeds: int) -> tuple[int, str] | None:
    """The seed and what it complains of; None where the break survives them all."""
    for seed in range(1, seeds + 1):
        try:
            ran = subprocess.run(
                [sys.executable, "-c", _RUN, str(seed)],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=PATIENCE_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return seed, "never comes to an end"
        if ran.returncode:
            said = ran.stdout.strip() or ran.stderr.strip().splitlines()[-1]
            return seed, said
    return None


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("--seeds", type=int, default=MOST_SEEDS, help="seeds for each")
    parser.add_argument("--only", default="", help="mutations with this in their name")
    given = parser.parse_args(arguments)
    wanted = [mutation for mutation in MUTATIONS if given.only in mutation.name]
    if faults := misfits(wanted):
        print(*faults, sep="\n", file=sys.stderr)
        return 2
    survived = 0
    for mutation in wanted:
        with tempfile.TemporaryDirectory() as folder:
            copy_of_the_tree(Path(folder))
            mutate(Path(folder), mutation)
            found = first_seed_that_notices(Path(folder), given.seeds)
        if found is None:
            survived += 1
            print(f"SURVIVED  {mutation.name}", flush=True)
        else:
            print(f"seed {found[0]:>3}  {mutation.name}: {found[1][:100]}", flush=True)
    print(f"{len(wanted)} mutations · {survived} survived")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
