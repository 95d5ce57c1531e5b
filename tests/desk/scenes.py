"""What the desk says to whoever comes too late, writes what cannot be, or meets what happens seldom."""

from __future__ import annotations

from bot.desk.audit_trail import DEEDS
from bot.telegram.updates import UnsupportedMessage
from storage import (
    assignments,
    attachments,
    audit,
    deployment,
    message_threads,
    people,
    records,
    replies,
    revisions,
)
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.deployment import Key
from storage.message_threads import Direction
from storage.replies import Review, Stage
from storage.revisions import RevisionKind
from tests.desk.conftest import BACKUP, OF_KENYA, OTHER_STATE, SECOND_OF_EGYPT
from tests.desk.crawl import Crawl, Step
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, VIEWER, VISITOR, World

NEW_GROUP = -2002


def _arrives(data: bytes | None) -> Step:
    return lambda world: world.file(ADMIN, data)


def _by(person: int, line: str, chat: int | None = None) -> Step:
    def step(world: World) -> object:
        if line.startswith("d:"):
            return world.tap(person, line, chat=chat)
        if line.startswith("/"):
            return world.command(person, line, chat=chat)
        return world.write(person, line, chat=chat)

    return step


def _every_deed(world: World) -> None:
    """An entry of each deed, with what was and became in words of the program."""
    values = ["primary", "backup", "pending", "confirmed", "refused", "removed", "new", "seen"]
    values += ["accepted", "returned", "proposed", "taken", "privacy notice", "all", "true"]
    subjects = ["revision 3", "invitation 4", "letter 5", "mailing 6", "missing", "FRA", "western"]
    roles = ["settings", "clock", "primary", "backup", "visitor", "admin"]
    for number, deed in enumerate(sorted(DEEDS)):
        audit.record(
            world.db,
            at=world.stamp,
            actor=CLAIRE,
            role=roles[number % len(roles)],
            action=deed,
            party="FRA",
            subject=subjects[number % len(subjects)],
            old=values[number % len(values)],
            new=values[(number + 1) % len(values)],
        )
    audit.record(
        world.db,
        at=world.stamp,
        actor=ADMIN,
        role="admin",
        action="accepted",
        party="FRA",
        subject="revision 3",
        old="returned",
        new="accepted",
    )
    audit.record(
        world.db,
        at=world.stamp,
        actor=CLAIRE,
        role="primary",
        action="answered",
        party="FRA",
        subject="participants",
        old=None,
        new="12",
    )


def _seldom_stages(world: World) -> None:
    """States in the stages that no reply of the busy campaign has."""
    stages = {"PER": Stage.DRAFT, "NOR": Stage.OPENED, "CHL": Stage.WITHDRAWN}
    for party, stage in stages.items():
        replies.ensure(world.db, party, world.stamp)
        replies.set_stage(world.db, party, stage, world.stamp)
    made = {"FRA": Review.ACCEPTED, "EGY": Review.RETURNED}
    for party, review in made.items():
        replies.set_review(world.db, party, review, by=OFFICER, now=world.stamp, note="Why?")
    world.now = world.now.replace(day=world.now.day + 1)


def _blocks(*who: int) -> Step:
    def step(world: World) -> None:
        for person in who:
            people.set_blocked(world.db, person, world.stamp)

    return step


def _renamed(world: World) -> None:
    """Two people whom one name means."""
    for person in (OF_KENYA, SECOND_OF_EGYPT):
        people.meet(world.db, person, "Ada King", f"ada_{person}", world.stamp)


def _backed_up(size_bytes: int | None) -> Step:
    def step(world: World) -> None:
        payload = {"chat": ADMIN, "person": ADMIN}
        world.turns.desk.backed_up(world.work(), payload, size_bytes)
        deployment.put(world.db, Key.LAST_BACKUP, world.stamp)

    return step


def _letter(world: World) -> None:
    message_threads.add(world.db, None, VISITOR, Direction.IN, "Am I invited?", world.stamp)


def _withdraws(world: World) -> None:
    """A revision that withdraws the reply, one that came on paper, and an answer not sent yet."""
    said = '{"answers":{},"records":{}}'
    revisions.add(
        world.db,
        "FRA",
        4,
        said,
        language="en",
        by=CLAIRE,
        now=world.stamp,
        kind=RevisionKind.WITHDRAWN,
    )


def _third_of_egypt(world: World) -> None:
    world.meet(106)
    assignments.assign(
        world.db,
        "EGY",
        106,
        MissionRole.PRIMARY,
        status=AssignmentStatus.PENDING,
        reason=AssignmentReason.APPROVAL,
        now=world.stamp,
    )


def _attached(world: World) -> None:
    attachments.add(
        world.db,
        digest="ab",
        party="FRA",
        name="note.pdf",
        mime_type="application/pdf",
        size_bytes=9,
        by=CLAIRE,
        now=world.stamp,
    )
    replies.ensure(world.db, "FRA", world.stamp)
    records.add(world.db, "FRA", "delegation", 1)


def _acts(world: World) -> None:
    world.focal_point(ADMIN, "PER")


def _withdrawn(world: World) -> None:
    replies.set_stage(world.db, "FRA", Stage.WITHDRAWN, world.stamp)


def _seen(world: World) -> None:
    replies.set_review(world.db, "FRA", Review.SEEN, by=OFFICER, now=world.stamp)


def _note(world: World) -> object:
    return world.give(ADMIN, "note.pdf")


def _photo(world: World) -> object:
    return world.send(ADMIN, UnsupportedMessage("sticker"))


def _edited(world: World) -> object:
    return world.rewrite(ADMIN, "Again")


def _large(world: World) -> object:
    return world.give(ADMIN, "states.csv", 10_000_000)


def _list(world: World) -> object:
    return world.give(ADMIN, "states.csv")


def _joins(person: int) -> Step:
    return lambda world: world.join(person, NEW_GROUP)


def _hours(hours: int) -> Step:
    def step(world: World) -> None:
        world.later(hours=hours)

    return step


SCENES: dict[str, tuple[str | Step, ...]] = {
    "Every deed in the trail": (_every_deed, *(f"d:trail:FRA:{page}" for page in range(9))),
    "Stages that are seldom": (
        _seldom_stages,
        "/status",
        "/missing",
        "/country France",
        "/country Egypt",
        "/country Chile",
        "/country Peru",
        "/country Norway",
        "d:who:EGY",
        "d:accept:EGY:1",
        "d:accept:CHL:0",
        "d:changes:CHL:0",
        "d:reply:CHL",
        "d:history:CHL",
        "d:remind:draft:all",
        "/remind",
        "d:thread:CHL:0",
    ),
    "A file goes with its State": (_attached, "d:erase:s:FRA", "d:file:FRA:1"),
    "A region": ("d:missing:western:0", "d:who:FRA", "d:history:ITA"),
    "A reply without anybody": (
        lambda world: world.reply(members=0),
        "d:reply:FRA",
        "d:erase:s:FRA",
    ),
    "A visitor is answered": (
        _letter,
        "d:answer:2",
        "Yes, you are.",
        "d:answer:2",
        _blocks(VISITOR),
        "You are.",
    ),
    "A revision that withdraws": (_withdraws, "d:history:FRA", "d:changes:FRA:4"),
    "A reply is withdrawn": (_withdrawn, "d:accept:FRA:3", "/return France"),
    "A reply was seen": (_seen, "/status", "d:who:FRA", "d:accept:FRA:1", "d:changes:FRA:1"),
    "Nobody can be reached": (
        _blocks(CLAIRE, BACKUP, OTHER_STATE, OF_KENYA, VISITOR),
        "d:accept:FRA:3",
        "/message France",
        "/country France",
        "d:remind:missing:all",
    ),
    "Somebody has blocked the bot meanwhile": (
        "/message Kenya",
        _blocks(OF_KENYA),
        "Good day.",
    ),
    "Late changes": (
        lambda world: world.reply(late=True),
        "d:take:FRA:2",
        "d:take:FRA:4",
        "d:take:FRA:4",
        "d:wholate:FRA:4",
        "d:decline:FRA:2",
        "d:wholate:FRA:2",
        "d:decline:FRA:9",
        "d:history:FRA",
    ),
    "Requests are decided": (
        "d:confirm:99",
        "d:beside:6",
        "d:beside:6",
        "d:confirm:4",
        "d:confirm:4",
        "d:whoin:4",
        "d:history:ITA",
        "d:dismissed:4",
        "d:dismissed:4",
        "d:dismiss:4",
        "d:whoin:4",
        "d:confirm:4",
        "d:history:ITA",
        "d:replace:4",
    ),
    "A State has a backup already": (
        _third_of_egypt,
        "/requests",
        "d:beside:6",
        "d:beside:7",
        "d:confirm:7",
    ),
    "A request is refused": ("d:refuse:4", "d:refuse:4", "d:history:ITA"),
    "A replacement": (
        "d:replace:1",
        "NV/12",
        "1.1.2004",
        "31.2.2003",
        "1.9.2003",
        "d:history:FRA",
    ),
    "A replacement comes too late": ("d:replace:1", "NV/12", _by(OFFICER, "/country"), "1.9.2003"),
    "A successor is confirmed by letter": (
        "d:instead:6",
        "NV/12",
        "1.9.2003",
        "/country Egypt",
    ),
    "A successor is refused meanwhile": (
        "d:instead:6",
        "NV/12",
        _by(OFFICER, "d:refuse:6"),
        "1.9.2003",
    ),
    "Who is to be replaced leaves meanwhile": (
        "d:replace:1",
        "NV/12",
        lambda world: world.db.execute("UPDATE assignments SET status = 'removed' WHERE id = 1"),
        "1.9.2003",
    ),
    "Links": (
        "d:invite:NOR:backup",
        "/country Norway",
        "d:unlink:NOR:1",
        "d:unlink:NOR:1",
        "d:unlink:NOR:99",
    ),
    "Questions that are no longer asked": (
        "d:answer:99",
        "d:on:FRA:3:participants:0",
        "d:on:FRA:3:nonsense:0",
        "d:whom:FRA:3:nonsense:0",
        "d:trait:FRA:3:delegation:99",
        "d:announcego",
        "d:announcerest",
        "d:bulk:new",
        "d:stop:99",
        "d:nonsense",
        "d:file:FRA:99",
    ),
    "Done once": (
        "d:letters:GHA:fr:1",
        "d:letters:GHA:fr:1",
        "d:remindgo:missing:all:1",
        "d:remindgo:missing:all:1",
        "d:remind:missing:all",
        "d:deadlineset:-:200311301700",
        "d:deadlineset:-:200301010000",
        "/secretariat",
        "/secretariat",
        "d:lookedat",
        "d:retry",
        "d:retry",
    ),
    "The deadline of a State": (
        "/extend France",
        "31.2.2003",
        "1/2/03",
        "yesterday",
        "1.1.2003",
        "1.12.2003",
        "d:deadlineset:FRA:200312012259",
        "/country France",
        "/extend France",
    ),
    "An announcement": (
        "/announce Nowhere",
        "/announce",
        "The programme is out.",
        "d:announcerest",
        "Another text.",
        "d:announcego",
    ),
    "Files and lists": (
        _note,
        _large,
        "/invite",
        _list,
        _arrives(None),
        _arrives(b"PK\x03\x04"),
        _arrives(b""),
        _arrives(b"a;b\nc;d\ne;f\n"),
        _arrives(b"x\n" * 2001),
        _arrives(b"code\nFRA\nFRA\nFrnace\nXQX\nGHA\nNOR\n"),
    ),
    "Messages that are no text": (_photo, _edited, "/nonsense", "Atlantis", "Congo"),
    "People of one name": (
        _renamed,
        "/grant officer Ada",
        "/erase Ada",
        f"d:erase:p:{OF_KENYA}",
        f"d:erasesure:p:{OF_KENYA}",
        f"d:erasenow:p:{OF_KENYA}",
        f"d:grantto:officer:{OF_KENYA}",
        "/erase Mary",
        "/erase Zzyzx",
        "/grant officer Zzyzx",
    ),
    "The staff": (
        "d:removed:901",
        "d:removed:901",
        f"d:removed:{ADMIN}",
        f"d:grantto:viewer:{ADMIN}",
        "d:grantto:officer:4242",
        f"d:erase:p:{VIEWER}",
    ),
    "An admin acts for a State": (_acts, "d:try", "/record Ghana", "/quit", "/quit"),
    "A backup of the database": (_backed_up(2_000_000), _backed_up(None), "/health"),
    "Groups": (
        _joins(OFFICER),
        _by(VISITOR, "/help", NEW_GROUP),
        _by(ADMIN, "/status", NEW_GROUP),
        _by(ADMIN, "d:open:FRA", NEW_GROUP),
        _by(OFFICER, "/secretariat", NEW_GROUP),
        _by(ADMIN, "/record Ghana", GROUP),
    ),
    "A text that comes too late": ("/message France", _hours(2), "Good day."),
    "A text that is left": ("/message France", "/requests"),
    "A note on a person": (
        "d:return:FRA:3",
        "d:on:FRA:3:family:1",
        "Is this right?",
        "/country France",
        "d:return:FRA:3",
        "d:on:FRA:3:participants:0",
        "Is this right?",
        "/country France",
    ),
    "Somebody accepts meanwhile": (
        "d:return:FRA:3",
        _by(OFFICER, "d:accept:FRA:3"),
        "Too late.",
        "d:accept:FRA:3",
        "d:accept:FRA:1",
    ),
    "A visitor writes": (
        _by(VISITOR, "/accept France"),
        _by(VISITOR, "d:open:FRA"),
        _by(OFFICER, "/erase"),
    ),
}


def act(crawl: Crawl) -> None:
    """Play every scene, each in the same busy campaign."""
    for title, steps in SCENES.items():
        crawl.scene(title, steps)
