"""Words the menu, the questions before withdrawing or discarding, and the thanks for a sending."""

from __future__ import annotations

from bot.engine.facts import ConfirmAsked, Menu, StatusShown, Submitted
from bot.engine.standing import ActingRole, ReplyStage
from bot.i18n.isolation import Html
from bot.texts.context import RenderContext
from bot.texts.messages import Button, Message
from bot.texts.reply_status import status_lines
from bot.texts.values import state_name


def menu(context: RenderContext, fact: Menu) -> Message:
    standing = fact.standing
    lines: list[str] = [
        context.tongue.say(
            "<b>{state}</b> · {event}",
            state=state_name(context.tongue, standing.party),
            event=context.tongue.text(context.event.title),
        ),
        "",
        *status_lines(context, standing, fact.unsent, fact.open_questions),
    ]
    rows: list[tuple[Button, ...]] = []
    if fact.resumable:
        rows.append((context.labelled("Continue where I was", "back"),))
    elif fact.open_questions:
        begun = standing.stage != ReplyStage.OPENED
        word = context.labelled("Continue the reply" if begun else "Fill in the reply", "fill")
        rows.append((word,))
    rows.append((context.labelled("Review and send" if fact.unsent else "Review", "review"),))
    if fact.unsent and standing.newest:
        rows.append((context.labelled("Discard the changes", "discard"),))
    if fact.people:
        rows.append((context.labelled("Delegation", "people"),))
    if standing.newest:
        receipt = context.labelled("Receipt", "receipt")
        rows.append((receipt, context.labelled("Calendar", "calendar")))
    write = context.labelled("Write to the secretariat", "contact")
    rows.append((write, context.labelled("Language", "language")))
    last = [context.labelled("Help", "help")]
    if standing.role == ActingRole.PRIMARY and standing.confirmed and not standing.backup_invited:
        last.append(context.labelled("Invite a backup", "backup"))
    rows.append(tuple(last))
    if standing.may_withdraw and standing.revision and standing.stage != ReplyStage.WITHDRAWN:
        rows.append((context.labelled("Withdraw the reply", "withdraw"),))
    return Message(Html("\n".join(lines)), tuple(rows))


def confirm_asked(context: RenderContext, fact: ConfirmAsked) -> Message:
    if fact.deed == "withdraw":
        text = context.tongue.say(
            "Withdraw the reply of <b>{state}</b>? The secretariat will be told. "
            "Your answers stay here, and you can send them again.",
            state=state_name(context.tongue, fact.standing.party),
        )
        do = context.labelled("Yes, withdraw", "do")
    else:
        text = context.tongue.say_n(
            "Discard {n} change and go back to the reply as it was sent?",
            "Discard {n} changes and go back to the reply as it was sent?",
            fact.unsent,
        )
        do = context.labelled("Yes, discard", "do")
    return Message(text, ((do,), context.foot()))


def submitted_text(context: RenderContext, fact: Submitted) -> Html:
    say = context.tongue.say
    if fact.late:
        title = say("<b>Sent after the deadline.</b>")
        then = say("The secretariat will decide on this change and tell you.")
    else:
        title = say(
            "<b>Thank you. Your reply has been sent.</b>"
            if fact.first
            else "<b>Thank you. Your changes have been sent.</b>"
        )
        then = say("You can change your reply at any time.")
    reference = say(
        "Reference <code>{reference}</code>, revision {number}",
        reference=Html(context.event.reference(fact.party)),
        number=fact.number,
    )
    receipt = "" if fact.on_behalf else " " + say("The receipt follows.")
    credentials = say("This reply does not replace the credentials of the delegation.")
    return Html(f"{title}\n{reference}\n\n{then}{receipt}\n{credentials}")


def status_shown(context: RenderContext, fact: StatusShown) -> Message:
    lines = status_lines(context, fact.standing, fact.unsent, fact.open_questions)
    return Message(Html("\n".join(lines)))


def desk_message_asked(context: RenderContext) -> Message:
    return Message(
        context.tongue.say(
            "Please write your message to the secretariat. It will answer you here."
        ),
        (context.foot(),),
    )
