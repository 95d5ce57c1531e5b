"""Words that several parts share: what is said for each code, names of people in lists, stages. Tables and small functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.engine.answers import Words
from bot.engine.facts import Standing
from bot.engine.folding import fold
from bot.engine.form import Answers, Form, Question, Repeat, Type, Value
from bot.engine.problems import Code, Problem
from bot.events.event import Event
from bot.i18n.tongue import N_, NP_, Html, Tongue, month_names, tongue_for

# Told.code → what is said. `{…}` are filled from the fact.
TOLD: Mapping[str, str] = {
    "already": N_("Already noted."),
    "stale": N_("That button belongs to an earlier message. This is where you are now."),
    "not_yet": N_("One moment: please answer this first."),
    "declined": N_("Thank you for telling us. The invitation has been taken back."),
    "use_buttons": N_("Please use one of the buttons."),
    "no_such_country": N_("No country of that name was found. Please try another spelling."),
    "restored": N_("The person is back in the list."),
    "template_coming": N_("A spreadsheet to fill in is on its way. Send it back here when ready."),
    "removed": N_("{name} has been removed from the list."),
    "nameless_removed": N_("The entry has been removed from the list."),
    "person_added": N_("{name} is in the list now."),
    "nameless_person_added": N_("The person is in the list now."),
    "merged": N_("The new entry has been removed. This is the one that stays."),
    "cancelled": N_("Very well, nothing was sent."),
    "nothing_lost": N_("Your answers are kept."),
    "unknown_command": N_("This command is not known here. /help shows what there is."),
    "no_delegation": N_("This reply needs no list of people."),
    "empty_letter": N_("Please write your message in words."),
    "letter_sent": N_("Your message has reached the secretariat."),
    "edit_unknown": N_(
        "The message you edited is not an answer that can still be changed this way. "
        "Please use /review to change an answer."
    ),
    "edit_conflict": N_(
        "There is already another head of delegation. Please change the role in /delegation."
    ),
    "sheet_coming": N_("Thank you. The spreadsheet is being read; one moment."),
    "missing": N_("Some required answers are still missing. They are listed in the review."),
    "not_confirmed": N_(
        "The secretariat has still to confirm you. Your answers are kept; "
        "you will be told as soon as you can send them."
    ),
    "nothing_new": N_("There is nothing new to send."),
    "only_primary": N_("Only the designated focal point can do this."),
    "nothing_to_withdraw": N_("There is no reply to withdraw."),
    "nothing_to_discard": N_("There are no changes to discard."),
    "withdrawn": N_("The reply has been withdrawn, and the secretariat told."),
    "discarded": N_("The changes have been discarded. The reply is as it was sent."),
    "backup_there": N_("A backup has been invited already."),
    "no_receipt": N_("There is no receipt yet: the reply has not been sent."),
    "document_coming": N_("The document is on its way."),
    "form_changed": N_(
        "The secretariat has changed the form since you were here. Every answer has been kept."
    ),
    "imported": N_("The list has been taken over."),
    "import_left": N_("Very well. The list stays as it is."),
    "import_gone": N_("This preview is no longer valid. Please send the file again."),
    "import_moved": N_(
        "The list has changed since the preview was made. Please send the file again."
    ),
    "taps_lost": N_(
        "I could not be reached for a while, and a tap may have been lost. Here is where you were."
    ),
    "no_longer_asked": N_("That question is no longer asked. Every answer has been kept."),
    "overtaken": N_("The list has changed in the meantime. Please answer once more."),
    "person_gone": N_("This person has meanwhile been removed from the list."),
}

# What was sent that is no answer → what is said.
DEEDS: Mapping[str, str] = {
    "sticker": N_("Thank you. A sticker cannot be taken as an answer; please write or tap one."),
    "voice": N_("I cannot listen to voice messages. Please write your answer."),
    "video": N_("I cannot watch videos. Please write your answer."),
    "photo": N_("A photo is not needed here. Please write your answer."),
    "file": N_("A file is not needed here. Please write your answer."),
    "location": N_("A location is not needed here. Please write your answer."),
    "contact": N_("A contact is not needed here. Please write your answer."),
    "forwarded": N_("To be sure who is speaking, please write your answer yourself."),
    "long": N_("This text is too long. Please shorten it."),
    "other": N_("This cannot be taken as an answer. Please write it in words."),
}

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
    """What is wanted instead, in a sentence; a constraint's own message where the form has one."""
    if problem.code is Code.CONSTRAINT and question.constraint_message is not None:
        return tongue.say("{message}", message=tongue.text(question.constraint_message))
    if problem.code is Code.TOO_LARGE and question.type is Type.FILE:
        return tongue.say(_PROBLEMS[Code.FILE_TOO_LARGE])
    if problem.code is Code.TOO_LONG:
        return too_long(tongue, whole(problem.params["length"]), whole(problem.params["maximum"]))
    return tongue.say(_PROBLEMS[problem.code], **problem.params)


def too_long(tongue: Tongue, length: int, maximum: int) -> Html:
    """By how many characters a text has to become shorter."""
    return tongue.say_n(
        "This is too long. Please shorten it by {n} character.",
        "This is too long. Please shorten it by {n} characters.",
        length - maximum,
    )


def not_answered(tongue: Tongue, questions: Sequence[Question]) -> Html:
    """Questions without an answer, all in one line; nothing where there is none."""
    if not questions:
        return Html("")
    labels = [tongue.text(question.label) for question in questions]
    return tongue.say("Not answered: {questions}", questions=tongue.join(labels))


def whole(value: Value) -> int:
    """A figure among the parameters of a fact or a problem."""
    assert isinstance(value, int)
    return value


def record_name(tongue: Tongue, repeat: Repeat, answers: Answers, *, detail: bool = True) -> str:
    """ "Amina Benali — Head of delegation": a label made of the record's own answers; '' where it has none."""
    name = " ".join(str(answers[part]) for part in repeat.name_questions if answers.get(part))
    if not detail or repeat.detail_question is None:
        return name
    question = repeat.question(repeat.detail_question)
    value = answers.get(question.name)
    if value is None:
        return name
    shown = tongue.value(question, value)
    return f"{tongue.foreign(name)} — {shown}" if name else shown


_STAGES: Mapping[str, str] = {
    "invited": N_("No reply has been sent yet."),
    "opened": N_("No reply has been sent yet."),
    "draft": N_("The reply is in preparation. Nothing has been sent yet."),
    "submitted": N_("Reply {reference} has been sent, in revision {number}."),
    "amended": N_("Reply {reference} has been sent, in revision {number}."),
    "withdrawn": N_("Reply {reference} has been withdrawn."),
}
_REVIEWS: Mapping[str, str] = {
    "new": N_("The secretariat has received it."),
    "seen": N_("The secretariat has seen it."),
    "accepted": N_("The secretariat has accepted it."),
    "returned": N_("The secretariat has returned it with a note."),
}


def stage_text(tongue: Tongue, standing: Standing, reference: str) -> Html:
    """How a reply stands, and what the secretariat made of it."""
    parts = [tongue.say(_STAGES[standing.stage], reference=reference, number=standing.revision)]
    sent = standing.stage in ("submitted", "amended")
    if sent and standing.review is not None:
        parts.append(tongue.say(_REVIEWS[standing.review]))
    if standing.review == "returned" and standing.review_note:
        parts.append(tongue.say("Note: “{note}”", note=standing.review_note))
    if standing.proposed:
        parts.append(tongue.say("A late change waits for the decision of the secretariat."))
    return Html(" ".join(parts))


# Buttons that can also be typed: action → the word on the button.
_TYPED = {
    "back": NP_("button", "Back"),
    "menu": NP_("button", "Menu"),
    "keep": NP_("button", "Keep"),
    "skip": NP_("button", "Skip"),
}


def words_for(event: Event, language: str) -> Words:
    """What typed choices, yes, no, months and buttons are called: in the person's language first, then in all."""
    tongues = [
        tongue_for(language),
        *(tongue_for(code) for code in event.languages if code != language),
    ]
    choices: dict[str, dict[str, str]] = {}
    for key, question in _questions(event.form):
        labels = choices.setdefault(key, {})
        for words in tongues:
            for choice in question.choices:
                labels.setdefault(fold(words.text(choice.label)), choice.name)
        for words in tongues:
            for choice in question.choices:
                for side in words.text(choice.label).split("/"):
                    labels.setdefault(fold(side), choice.name)
    return Words(
        choices,
        frozenset(fold(words.plain_as("answer", "Yes")) for words in tongues),
        frozenset(fold(words.plain_as("answer", "No")) for words in tongues),
        {fold(name): month for words in tongues for name, month in month_names(words.code)},
        {
            fold(words.plain_as("button", word)): action
            for words in tongues
            for action, word in _TYPED.items()
        },
    )


def _questions(form: Form) -> Iterator[tuple[str, Question]]:
    """Every question with the key under which its choices are found."""
    for _, item in form.items:
        if isinstance(item, Question):
            yield item.name, item
        else:
            for question in item.questions:
                yield f"{item.name}.{question.name}", question
