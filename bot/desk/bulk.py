"""Invitations by the dozen: of all States, or of those in a list. Nothing is done before it was shown and confirmed."""

from __future__ import annotations

from bot.desk.invitations import invite_one
from bot.desk.visit import Visit


def invite(visit: Visit, text: str) -> None:
    """/invite [country [backup] | all]"""
    invite_one(visit, text)


def everybody(visit: Visit, _: object) -> None:
    """d:everybody"""
    invite(visit, "all")


def read_file(visit: Visit, data: bytes) -> None:
    """A list of States has arrived."""
