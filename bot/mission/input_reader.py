"""Reads an update of a private chat as an input of the dialogue."""

from __future__ import annotations

from bot.campaign.work import Work
from bot.engine import inputs
from bot.engine.inputs import ANY, Input
from bot.mission import admission
from bot.telegram import updates
from bot.texts.messages import MAX_CHARS
from storage import Db, message_threads, replies
from storage.people import KnownPerson

# Kind of a message that is no answer → the kind by which `texts.told.DEEDS` words it.
_KINDS = {
    "sticker": "sticker",
    "animation": "sticker",
    "dice": "sticker",
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "video_note": "video",
    "location": "location",
    "venue": "location",
    "forwarded": "forwarded",
}


def read_input(work: Work, incoming: updates.Incoming, known: KnownPerson) -> Input:
    """Return what an update says to the dialogue; an invitation code is judged and bound here."""
    match incoming.content:
        case updates.StartCommand(code=code):
            return inputs.Started(None if code is None else admission.open_code(work, known, code))
        case updates.OtherCommand(name=name):
            return inputs.Command(name)
        case updates.TextMessage():
            return _written(work.db, incoming, incoming.content)
        case updates.EditedText(text=text):
            return _edited(work.db, known.id, text, incoming.message_id or 0)
        case updates.CallbackQuery(data=data):
            return tapped(data)
        case updates.ContactMessage(telephone=telephone):
            return inputs.Shared(telephone, incoming.message_id)
        case updates.FileMessage() as file:
            return inputs.Attached(
                file.file_id, file.name, file.size_bytes, incoming.message_id, file.photo
            )
        case updates.UnsupportedMessage(kind=kind):
            return inputs.Unusable(_KINDS.get(kind, "other"))
        case updates.MembershipChanged() | updates.ChatMigrated():
            # Nothing was said to the dialogue.
            return inputs.Resumed()


def tapped(data: str) -> inputs.Tapped:
    """Return the tap on a button with the data `screen:action[:argument]`.

    Data that is none of ours gives a button of no screen.
    """
    screen, _, rest = data.partition(":")
    action, _, argument = rest.partition(":")
    if screen == "*":
        return inputs.Tapped(ANY, action, argument)
    return inputs.Tapped(
        int(screen) if screen.isascii() and screen.isdigit() else ANY, action, argument
    )


def _written(
    db: Db, incoming: updates.Incoming, message: updates.TextMessage
) -> inputs.Said | inputs.Unusable:
    if len(message.text) >= MAX_CHARS:
        # Telegram cuts longer texts into several messages; the pieces are no answer.
        return inputs.Unusable("long")
    to_desk = message.reply_to is not None and message_threads.is_letter(
        db, incoming.chat_id, message.reply_to
    )
    return inputs.Said(message.text, incoming.message_id, to_desk)


def _edited(db: Db, person_id: int, text: str, message_id: int) -> inputs.Edited:
    """Return the new text with the answer that the message gave, where it can still be changed."""
    if len(text) >= MAX_CHARS:
        return inputs.Edited("", message_id)
    found = replies.answer_by_message(db, person_id, message_id)
    if found is None:
        return inputs.Edited(text, message_id)
    _, record, question, repeat = found
    return inputs.Edited(text, message_id, question, record, repeat)
