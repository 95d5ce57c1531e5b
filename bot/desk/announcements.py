"""Takes an announcement in as many languages as it is given in, shows it, and sends it to a region or all."""

from __future__ import annotations

from collections.abc import Mapping

from bot.desk.prompts import AnnouncementReady, AnnouncementWanted
from bot.desk.reminders import recipients
from bot.desk.state_choice import ALL, codes_in, region_label, region_meant, region_rows
from bot.desk.visit import Visit
from bot.i18n.isolation import Html
from bot.i18n.languages import OWN_NAMES
from bot.i18n.tongue import Tongue, tongue_for
from bot.schedule import bulk_sending
from bot.schedule.reminder_rules import chats_of
from bot.texts.messages import Button, Message
from bot.texts.problems import too_long
from storage.outbox import Lane
from storage.people import KnownPerson

# With its head a message stays below Telegram's limit, escaped characters included.
MAX_TEXT_CHARS = 2000


def command(visit: Visit, text: str) -> None:
    """Begin an announcement, to a region or after asking to which (/announce [region])."""
    region = region_meant(visit, text) if text else ALL
    if region is None:
        everybody = visit.button(visit.tongue.plain("All regions"), "announce", ALL)
        visit.say(
            "To which region?", (*region_rows(visit, "announce"), (everybody,), visit.cancel_row())
        )
        return
    _ask(visit, region, {})


def region_chosen(visit: Visit, args: tuple[str, ...]) -> None:
    """Begin an announcement to that region (d:announce:<region|all>)."""
    _ask(visit, args[0], {})


def _languages(visit: Visit) -> list[str]:
    """Return the event's languages, this officer's own first: the others are measured by it."""
    every = visit.campaign.event.languages
    own = [visit.tongue.code] if visit.tongue.code in every else []
    return [*own, *(code for code in every if code not in own)]


def _ask(visit: Visit, region: str, texts: Mapping[str, str]) -> None:
    """Ask for the text in the first language it is wanted in; show all of it after the last."""
    languages = _languages(visit)
    language = next((code for code in languages if code not in texts), None)
    if language is None:
        _show(visit, region, texts)
        return
    rows: tuple[tuple[Button, ...], ...] = ()
    if texts:
        first = OWN_NAMES[next(iter(texts))]
        word = visit.tongue.plain("Leave the rest in {language}", language=first)
        rows = ((visit.button(word, "announcerest"),),)
    visit.ask(
        AnnouncementWanted(region, language, dict(texts)),
        "Announcement to {region}: please write the text in <b>{language}</b> "
        "({place} of {count}).",
        rows,
        region=region_label(visit, region),
        language=OWN_NAMES[language],
        place=len(texts) + 1,
        count=len(languages),
    )


def written(visit: Visit, prompt: AnnouncementWanted, text: str) -> None:
    """Take the text in one language."""
    if len(text) > MAX_TEXT_CHARS:
        visit.send(Message(too_long(visit.tongue, len(text), MAX_TEXT_CHARS)))
        return
    _ask(visit, prompt.region, {**prompt.texts, prompt.language: text})


def leave_the_rest(visit: Visit, _: object) -> None:
    """Give missions of the other languages the first text (d:announcerest)."""
    prompt = visit.prompt
    if isinstance(prompt, AnnouncementWanted) and prompt.texts:
        _show(visit, prompt.region, prompt.texts)
    else:
        visit.toast("This announcement is no longer being written.")


def _recipients(visit: Visit, region: str) -> list[tuple[str, list[KnownPerson]]]:
    found = [(party, chats_of(visit.db, party)) for party in codes_in(visit, region)]
    return [(party, chats) for party, chats in found if chats]


def _show(visit: Visit, region: str, texts: Mapping[str, str]) -> None:
    """Show each text as it will be read, and who gets it."""
    found = _recipients(visit, region)
    if not found:
        visit.done()
        visit.say("Nobody there can be reached through the bot yet.")
        return
    for language, text in texts.items():
        visit.send(Message(announcement(tongue_for(language), text).text))
    chats = [known for _, those in found for known in those]
    lines = recipients(visit.tongue, [party for party, _ in found], chats)
    rest = sum(known.language not in texts for known in chats)
    if rest:
        lines.append(
            visit.tongue.say_n(
                "{n} chat of another language gets the text in {language}.",
                "{n} chats of other languages get the text in {language}.",
                rest,
                language=OWN_NAMES[next(iter(texts))],
            )
        )
    word = visit.tongue.plain_n("Send to {n} chat", "Send to {n} chats", len(chats))
    text = Html("\n".join([visit.tongue.say("This is how it will be read."), *lines]))
    go, again = visit.button(word, "announcego"), visit.labelled("Begin again", "announce", region)
    visit.send(visit.question(AnnouncementReady(region, dict(texts)), text, ((go,), (again,))))


def announcement(tongue: Tongue, text: str) -> Message:
    """Return what a mission reads."""
    head = tongue.say("<b>The secretariat announces:</b>")
    body = tongue.say("{text}", text=text)
    write = Button(tongue.plain_as("button", "Write to the secretariat"), "*:contact")
    return Message(Html(f"{head}\n\n{body}"), ((write,),))


def wrote_instead(visit: Visit, _: AnnouncementReady, __: str) -> None:
    """Refuse a text where a tap is waited for."""
    visit.say(
        "The announcement waits to be sent. Please tap the button that sends it, or "
        "“{again}” to change it.",
        again=visit.tongue.plain_as("button", "Begin again"),
    )


def send(visit: Visit, _: object) -> None:
    """Send what was shown, once (d:announcego)."""
    ready = visit.prompt
    if not isinstance(ready, AnnouncementReady):
        visit.alert("This has been sent already, or called off.")
        return
    visit.done()
    sending = bulk_sending.begin(visit)
    first = next(iter(ready.texts))
    for _party, chats in _recipients(visit, ready.region):
        for known in chats:
            own = known.language or first
            visit.post.send(
                known.id,
                announcement(tongue_for(own), ready.texts.get(own, ready.texts[first])),
                lane=Lane.BULK,
                batch=sending.batch,
                key=f"{sending.batch}:{known.id}",
            )
    visit.audit("announced", subject=ready.region, new=ready.texts[first])
    visit.settle(())
    bulk_sending.follow(visit, sending, visit.chat_id, visit.tongue)
