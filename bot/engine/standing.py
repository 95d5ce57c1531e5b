"""Names the closed sets in which it is told who acts for a State and how its reply stands."""

from __future__ import annotations

from enum import StrEnum


class ActingRole(StrEnum):
    """As what a person acts for a State in this turn."""

    PRIMARY = "primary"
    BACKUP = "backup"
    # Somebody of the secretariat who records a reply that came on paper.
    OFFICER = "officer"


class AccessReason(StrEnum):
    """Why somebody acts for a State, or asks to."""

    INVITED = "invited"
    APPROVAL = "approval"
    SECOND = "second"
    UNINVITED = "uninvited"
    RECORDED = "recorded"


class ReplyStage(StrEnum):
    """How far a State's reply is."""

    INVITED = "invited"
    OPENED = "opened"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"


class ReplyReview(StrEnum):
    """What the secretariat made of a reply that was sent."""

    NEW = "new"
    SEEN = "seen"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class LateState(StrEnum):
    """What became of a revision that was sent after the deadline."""

    PROPOSED = "proposed"
    TAKEN = "taken"
    REFUSED = "refused"
