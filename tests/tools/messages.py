"""Messages and catalogs as short as the tests write them, and all that is to be known of a message."""

from __future__ import annotations

from collections.abc import Sequence

from babel.messages.catalog import Catalog, Message

from tools import po_files


def message(
    msgid: str,
    *forms: str,
    plural: str | None = None,
    context: str | None = None,
    about: Sequence[str] = (),
    files: Sequence[str] = (),
    notes: Sequence[str] = (),
    fuzzy: bool = False,
    previous: str = "",
) -> Message:
    return Message(
        msgid if plural is None else (msgid, plural),
        (forms[0] if forms else "") if plural is None else forms or ("", ""),
        [(name, 0) for name in files],
        ["fuzzy"] if fuzzy else [],
        about,
        notes,
        previous,
        context=context,
    )


def catalog_of(language: str, *messages: Message) -> Catalog:
    catalog = po_files.empty(language)
    for one in messages:
        catalog[one.id] = one
    return catalog


def facts(one: Message) -> tuple[object, ...]:
    """What a file keeps of a message."""
    return (
        po_files.key(one),
        po_files.plural(one),
        po_files.forms(one),
        tuple(one.auto_comments),
        tuple(name for name, _ in one.locations),
        tuple(one.user_comments),
        one.fuzzy,
        tuple(one.previous_id),
    )
