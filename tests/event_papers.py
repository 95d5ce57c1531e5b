"""What the small event files of tests have in common: who writes, the privacy notice, the letter."""

from __future__ import annotations

PAPERS = """\
[sender]
organization = "Us"
organ = "Council"
signatory = "Chair"
city = "Geneva"

[privacy]
purpose = "To prepare."
controller = "The secretariat."
retention_days = 30

[letter]
date = 2026-12-01
addressee = "To the Minister"
subject = "Invitation"
salutation = "Excellency,"
body = ["Please come."]
closing = "Yours"
"""
