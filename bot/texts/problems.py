"""Words why an answer cannot be taken and what is wanted instead."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine.form import Question, Type
from bot.engine.problems import Code, Problem
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_, Tongue
from bot.texts.values import whole

_PROBLEMS: Mapping[Code, str] = {
    Code.EMPTY: N_("Nothing readable was left of this message. Please write your answer."),
    Code.REQUIRED: N_("An answer is needed here."),
    Code.HIDDEN_CHARACTERS: N_(
        "This text holds only invisible characters. Please type it rather than paste it."
    ),
    Code.UNREADABLE_CHARACTERS: N_(
        "This text holds characters that cannot be shown. Please type it rather than paste it."
    ),
    Code.NO_LETTERS: N_("A name needs letters. Please write it as in the passport."),
    Code.NOT_IN_A_NAME: N_("“{character}” does not belong in a name. Please leave it out."),
    Code.NOT_A_NUMBER: N_("Please write a whole number, such as 12."),
    Code.NEGATIVE: N_("Please write a number from 0 up, such as 12."),
    Code.TOO_SMALL: N_("Please write a number of at least {minimum}."),
    Code.TOO_LARGE: N_("Please write a number of at most {maximum}."),
    Code.NOT_WHOLE: N_("Please write a whole number without decimals, such as 12."),
    Code.SEVERAL_NUMBERS: N_("Please write one number only; a rough estimate is enough."),
    Code.NOT_A_DATE: N_("Please write a date as day, month, year, such as 10.12.2003."),
    Code.AMBIGUOUS_DATE: N_("This date can be read in two ways. Which one do you mean?"),
    Code.NO_SUCH_DAY: N_("There is no such day in the calendar. Please check the date."),
    Code.NOT_A_CHOICE: N_("Please choose one of the answers below."),
    Code.SEVERAL_CHOICES: N_("More than one answer fits. Please tap the one you mean."),
    Code.NOT_YES_NO: N_("Please answer yes or no."),
    Code.NOT_AN_EMAIL: N_(
        "This does not look like an e-mail address. It should be like name@example.org."
    ),
    Code.NOT_A_TELEPHONE: N_(
        "This does not look like a telephone number. "
        "Please write it with the country code, such as +41 22 730 51 11."
    ),
    Code.SEVERAL_TELEPHONES: N_("Please write one telephone number only."),
    Code.TELEPHONE_NEEDS_COUNTRY: N_(
        "Please write the number with its country code, such as +41 22 730 51 11."
    ),
    Code.NOT_A_COUNTRY: N_("No country of that name was found. Please try another spelling."),
    Code.SEVERAL_COUNTRIES: N_("More than one country fits. Please tap the one you mean."),
    Code.CONSTRAINT: N_("This answer does not fit here. Please check it."),
    Code.FILE_EXPECTED: N_("Please send a file here: a PDF or a photo."),
    Code.TEXT_EXPECTED: N_("Please write your answer in words."),
    Code.FILE_TYPE: N_("This file is neither a PDF nor a photo. Please send one of these."),
    Code.FILE_TOO_LARGE: N_("This file is too large. Please send one of up to 20 MB."),
    Code.FILE_LOCKED: N_(
        "This PDF is locked with a password. Please send it without one, or send a photo."
    ),
    Code.FILE_DAMAGED: N_("This file is empty or damaged. Please send it once more."),
    Code.NOTHING_ASKED: N_("There is nothing to answer here. Please tap the button."),
}


def problem_text(tongue: Tongue, question: Question, problem: Problem) -> Html:
    """Return what is wanted instead; a constraint's own message where the form has one."""
    if problem.code is Code.CONSTRAINT and question.constraint_message is not None:
        return tongue.say("{message}", message=tongue.text(question.constraint_message))
    if problem.code is Code.TOO_LARGE and question.type is Type.FILE:
        return tongue.say(_PROBLEMS[Code.FILE_TOO_LARGE])
    if problem.code is Code.TOO_LONG:
        return too_long(tongue, whole(problem.params["length"]), whole(problem.params["maximum"]))
    return tongue.say(_PROBLEMS[problem.code], **problem.params)


def too_long(tongue: Tongue, length: int, maximum: int) -> Html:
    """Tell by how many characters a text has to become shorter."""
    return tongue.say_n(
        "This is too long. Please shorten it by {n} character.",
        "This is too long. Please shorten it by {n} characters.",
        length - maximum,
    )
