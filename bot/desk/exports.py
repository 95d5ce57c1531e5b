"""Sends the secretariat exports, lists of participants and pictures; each is made when it is sent."""

from __future__ import annotations

from collections.abc import Mapping

from bot.desk.state_choice import ALL, region_label, region_meant
from bot.desk.visit import Visit
from bot.engine.folding import fold
from bot.i18n.tongue import NP_
from bot.texts.messages import Button, rows_of

EXPORTS: Mapping[str, str] = {
    "xlsx": NP_("button", "Workbook (xlsx)"),
    "csv": NP_("button", "Replies (csv)"),
    "people": NP_("button", "Delegates (csv)"),
}
LISTS: Mapping[str, str] = {"pdf": "PDF", "docx": "Word (docx)"}
PICTURES: Mapping[str, str] = {
    "progress": NP_("button", "By day"),
    "regions": NP_("button", "By region"),
    "numbers": NP_("button", "Participants"),
}


def export(visit: Visit, text: str) -> None:
    """Export the replies, or ask in which form (/export [xlsx|csv])."""
    if fold(text) in EXPORTS:
        export_as(visit, (fold(text),))
        return
    buttons = [visit.labelled(words, "export", what) for what, words in EXPORTS.items()]
    visit.say("In which form shall I export the replies?", rows_of(buttons))


def export_as(visit: Visit, args: tuple[str, ...]) -> None:
    """Export the replies in that form (d:export:<xlsx|csv|people>)."""
    what = args[0]
    if what not in EXPORTS:
        visit.outdated()
        return
    document = {"kind": "workbook" if what == "xlsx" else "csv"}
    if what != "xlsx":
        document["sheet"] = "delegates" if what == "people" else "replies"
    _send(visit, document)
    visit.audit("exported", subject=what)


def participants(visit: Visit, text: str) -> None:
    """Send the list of participants, or ask in which form (/participants [pdf|docx] [region])."""
    words = text.split(maxsplit=1)
    suffix = fold(words[0]) if words else ""
    if suffix in LISTS:
        region = region_meant(visit, words[1]) if len(words) > 1 else ALL
        if region is not None:
            participants_as(visit, (suffix, region))
            return
    region = (region_meant(visit, text) if text else None) or ALL
    buttons = tuple(
        visit.button(name, "participants", kind, region) for kind, name in LISTS.items()
    )
    visit.say(
        "Provisional list of participants, {region}. In which form?",
        (buttons,),
        region=region_label(visit, region),
    )


def participants_as(visit: Visit, args: tuple[str, ...]) -> None:
    """Send the list of participants in that form (d:participants:<pdf|docx>:<region|all>)."""
    suffix, region = args[0], args[1]
    if suffix not in LISTS:
        visit.outdated()
        return
    document = {"kind": "participants", "format": suffix}
    if region != ALL:
        document["group"] = region
    _send(visit, document)
    visit.audit("exported", subject=f"participants {suffix}")


def _send(visit: Visit, document: Mapping[str, object], method: str = "sendDocument") -> None:
    visit.post.document(
        visit.chat_id,
        {**document, "language": visit.tongue.code, "as_of": visit.stamp},
        method=method,
    )
    visit.toast("The document is on its way.")


def picture_buttons(visit: Visit) -> tuple[Button, ...]:
    """Return what /status offers below its figures."""
    return tuple(visit.labelled(words, "picture", which) for which, words in PICTURES.items())


def picture(visit: Visit, args: tuple[str, ...]) -> None:
    """Send a picture of the figures (d:picture:<which>)."""
    if args[0] in PICTURES:
        _send(visit, {"kind": "chart", "chart": args[0]}, method="sendPhoto")
