"""The questions that everybody in the bench asks: the first fourteen of the shipped event, in its words."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `choices` are buttons, else it takes text that the pattern fits."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    pattern: str = r"(?s).{1,300}"
    required: bool = True

    def accepts(self, text: str) -> bool:
        if not self.required and text == "skip":
            return True
        return re.fullmatch(self.pattern, text) is not None


_EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
_TELEPHONE = r"\+?[\d\s().-]{6,25}"

QUESTIONS = (
    Question(
        "participation",
        "Participation in the summit",
        (("yes", "Yes"), ("no", "No"), ("undecided", "Not yet decided")),
    ),
    Question(
        "focal_title",
        "Courtesy title of the focal point",
        (("mr", "Mr"), ("ms", "Ms"), ("dr", "Dr"), ("excellency", "H.E.")),
    ),
    Question("focal_given", "Given name(s) of the focal point"),
    Question("focal_family", "Family name of the focal point"),
    Question("focal_function", "Functional title of the focal point"),
    Question("focal_institution", "Ministry or institution of the focal point"),
    Question("focal_email", "E-mail address of the focal point", pattern=_EMAIL),
    Question("focal_telephone", "Telephone of the focal point", pattern=_TELEPHONE),
    Question(
        "focal_mobile", "Mobile telephone of the focal point", pattern=_TELEPHONE, required=False
    ),
    Question("focal_fax", "Fax of the focal point", pattern=_TELEPHONE, required=False),
    Question("focal_address", "Postal address of the focal point", required=False),
    Question("backup_wanted", "A backup focal point", (("yes", "Yes"), ("no", "No"))),
    Question(
        "level",
        "Level of the head of delegation",
        (
            ("head_of_state", "Head of State"),
            ("minister", "Minister"),
            ("unknown", "Not yet known"),
        ),
    ),
    Question("participants", "Estimated number of participants", pattern=r"\d{1,4}"),
)
# What stands in the message after the last answer.
DONE = "Composition of the delegation"
