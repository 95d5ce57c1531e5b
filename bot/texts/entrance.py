"""Words the way in: language, privacy notice, the person's State, links that do not work."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine.facts import CodeJudged, LanguageAsked, NoticeShown, PartyAsked, PartyShown, Waited
from bot.engine.inputs import Verdict
from bot.engine.standing import ActingRole
from bot.i18n.isolation import Html
from bot.i18n.languages import OWN_NAMES
from bot.i18n.tongue import N_
from bot.texts.context import RenderContext
from bot.texts.messages import Message, Rows, rows_of
from bot.texts.reply_status import not_confirmed
from bot.texts.values import literal, state_name

# Shown before any language is known, each in its own words; not for the catalogues.
_PICK: Mapping[str, str] = {
    "ar": "يرجى اختيار اللغة.",
    "zh": "请选择语言。",
    "en": "Please choose your language.",
    "fr": "Veuillez choisir votre langue.",
    "ru": "Пожалуйста, выберите язык.",
    "es": "Elija su idioma, por favor.",
}

_VERDICTS: Mapping[Verdict, str] = {
    Verdict.WELCOME: "",
    Verdict.YOURS: "",
    Verdict.UNKNOWN: N_(
        "This invitation link is not known. Please check that it was copied whole, "
        "or ask the secretariat for a new one."
    ),
    Verdict.USED: N_(
        "This invitation link has been used by somebody else. If you act for your "
        "country too, please ask the secretariat; it has been told of your visit."
    ),
    Verdict.EXPIRED: N_(
        "This invitation link is no longer valid. Please ask the secretariat for a new one."
    ),
    Verdict.REVOKED: N_(
        "This invitation link has been withdrawn. Please ask the secretariat for a new one."
    ),
    Verdict.PAUSED: N_(
        "Several links in a row were not known. Please wait an hour before trying again, "
        "or ask the secretariat."
    ),
    Verdict.ELSEWHERE: N_(
        "You already act for another country with this account. "
        "One account acts for one country; please ask the secretariat."
    ),
}


def language_asked(context: RenderContext, fact: LanguageAsked) -> Message:
    """Ask in all languages at once, since none is known yet; the likeliest comes first."""
    own_first = sorted(context.event.languages, key=lambda code: code != context.tongue.code)
    text = Html("\n".join(_PICK[code] for code in own_first))
    buttons = [context.button(OWN_NAMES[code], "language", code) for code in own_first]
    back = () if fact.first else ((context.back(),),)
    return Message(text, (*rows_of(buttons, width=2), *back))


def notice_shown(context: RenderContext, fact: NoticeShown) -> Message:
    privacy = context.event.privacy
    blocks = [
        context.tongue.say("<b>Your data</b>"),
        literal(context.tongue.text(privacy.purpose)),
        literal(context.tongue.text(privacy.controller)),
        context.tongue.say_n(
            "What you write is kept until {n} day after the event, then erased.",
            "What you write is kept until {n} days after the event, then erased.",
            privacy.retention_days,
        ),
        context.tongue.say(
            "Telegram carries these messages and can read them. Please send nothing secret."
        ),
    ]
    rows: Rows = ()
    if fact.agree:
        blocks.append(context.tongue.say("May we go on?"))
        rows = ((context.labelled("I agree", "agree"),), (context.language(),))
    return Message(Html("\n\n".join(blocks)), rows)


def party_shown(context: RenderContext, fact: PartyShown) -> Message:
    say, state = context.tongue.say, state_name(context.tongue, fact.party)
    blocks = [
        say(
            "You act for <b>{state}</b> in its reply to this invitation: <b>{event}</b>.",
            state=state,
            event=context.tongue.text(context.event.title),
        )
    ]
    if fact.role == ActingRole.BACKUP:
        blocks.append(
            say("You are invited as backup: you can do everything but withdraw the reply.")
        )
    if not fact.confirmed:
        blocks.append(not_confirmed(context.tongue))
    blocks.append(
        say(
            "It takes about five minutes. You can stop at any time and go on another day; "
            "nothing is lost."
        )
    )
    yes = context.button(context.tongue.plain("Yes, for {state}", state=state), "yes")
    no = context.labelled("This is not my country", "no")
    return Message(Html("\n\n".join(blocks)), ((yes,), (no,), (context.language(),)))


def party_asked(context: RenderContext, fact: PartyAsked) -> Message:
    language = (context.language(),)
    if fact.candidates:
        text = context.tongue.say("Which country do you act for?")
        buttons = tuple(
            (context.button(state_name(context.tongue, code), "party", code),)
            for code in fact.candidates
        )
        again = context.labelled("Another country", "again")
        return Message(text, (*buttons, (again,), language))
    start = context.tongue.say(
        "This assistant takes the replies of States to this invitation: <b>{event}</b>. "
        "A reply starts from the invitation link in the letter to your government.",
        event=context.tongue.text(context.event.title),
    )
    without = context.tongue.say(
        "If you have no link, please write the name of your country, "
        "and the secretariat will be asked to invite you."
    )
    return Message(Html(f"{start}\n\n{without}"), (language,))


def waited(context: RenderContext, fact: Waited) -> Message:
    return Message(
        context.tongue.say(
            "The secretariat has been asked to confirm that you act for "
            "<b>{state}</b>. You will hear from it here.",
            state=state_name(context.tongue, fact.party),
        ),
        ((context.language(),),),
    )


def code_judged(context: RenderContext, fact: CodeJudged) -> Message:
    """Return why an invitation code does not let one in."""
    return Message(context.tongue.say(_VERDICTS[fact.verdict]))
