"""Words what a turn says on the way: notes, refusals and thanks, by their code."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine.facts import Told
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_, Tongue
from bot.texts.values import whole

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
    "empty_desk_message": N_("Please write your message in words."),
    "desk_message_sent": N_("Your message has reached the secretariat."),
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


def told_text(tongue: Tongue, fact: Told) -> Html:
    """Return the sentence for a code.

    Raises: KeyError for a code without words, which a test looks for.
    """
    if fact.code == "unusable":
        return tongue.say(DEEDS[str(fact.params["kind"])])
    if fact.code == "list_full":
        return tongue.say_n(
            "The list is full: it takes {n} person.",
            "The list is full: it takes {n} people.",
            whole(fact.params["n"]),
        )
    return tongue.say(TOLD[fact.code], **fact.params)


def toast_text(tongue: Tongue, fact: Told) -> str:
    """Return the sentence for the answer to a tap, which takes no HTML."""
    return tongue.plain(TOLD[fact.code], **fact.params)
