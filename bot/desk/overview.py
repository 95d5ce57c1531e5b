"""Shows the campaign at a glance, and who has not replied."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from bot.desk.exports import picture_buttons
from bot.desk.state_choice import ALL, in_region, page_of, pager, region_meant, region_rows
from bot.desk.visit import Visit
from bot.engine.diff import Content
from bot.events.parties import Party
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_
from bot.texts.messages import Message, Rows
from bot.texts.regions import REGIONS, region_name, region_of
from storage import replies, revisions
from storage.instants import from_text, to_text
from storage.replies import REPLIED, Reply, Review, Stage
from storage.revisions import RevisionKind
from storage.staff import Role

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class ReplyFigures:
    """How a campaign stands. `invited` counts every State that has ever been."""

    states: int
    invited: int
    stages: Counter[str]
    reviews: Counter[str]
    announced: int
    named: int
    late: int
    new_since_yesterday: int

    @property
    def replied(self) -> int:
        return sum(self.stages[stage] for stage in REPLIED)


def figures(visit: Visit) -> ReplyFigures:
    """Count over the revisions in force; drafts say nothing about participants."""
    every = replies.all_replies(visit.db)
    announced = named = new = 0
    yesterday = to_text(visit.now - timedelta(days=1))
    for revision in revisions.in_force(visit.db):
        new += revision.sent_at > yesterday
        if revision.kind == RevisionKind.WITHDRAWN:
            continue
        content = Content.from_json(revision.content)
        announced += _announced(visit, content)
        named += sum(len(members) for members in content.records.values())
    return ReplyFigures(
        len(visit.campaign.parties),
        len(every),
        Counter(one.stage for one in every),
        Counter(one.review for one in every if one.review and one.stage in REPLIED),
        announced,
        named,
        revisions.count_proposed(visit.db),
        new,
    )


def _announced(visit: Visit, content: Content) -> int:
    """Return the estimates that the form's lists of people are announced by."""
    total = 0
    for repeat in visit.campaign.event.form.repeats.values():
        value = content.answers.get(repeat.announced_by or "")
        total += value if isinstance(value, int) else 0
    return total


_LINES: tuple[tuple[str, str], ...] = (
    (Stage.INVITED, N_("Invited, link not opened: {n}")),
    (Stage.OPENED, N_("Link opened: {n}")),
    (Stage.DRAFT, N_("In preparation: {n}")),
    (Stage.SUBMITTED, N_("Replied: {n}")),
    (Stage.AMENDED, N_("Replied and changed since: {n}")),
    (Stage.WITHDRAWN, N_("Withdrawn: {n}")),
)
_REVIEWS: tuple[tuple[str, str], ...] = (
    (Review.NEW, N_("not looked at: {n}")),
    (Review.SEEN, N_("seen: {n}")),
    (Review.ACCEPTED, N_("accepted: {n}")),
    (Review.RETURNED, N_("returned: {n}")),
)


def status(visit: Visit, _: str) -> None:
    """Show the figures (/status)."""
    count, say = figures(visit), visit.tongue.say
    blocks = [
        say(
            "<b>{replied} of {states} States have replied</b>; {invited} are invited.",
            replied=count.replied,
            states=count.states,
            invited=count.invited,
        ),
        *_counted(visit, count),
        say(
            "Participants: about {announced} announced, {named} named.",
            announced=count.announced,
            named=count.named,
        ),
        *_by_region(visit),
        visit.tongue.say_n(
            "{n} reply since yesterday.", "{n} replies since yesterday.", count.new_since_yesterday
        ),
    ]
    if count.late:
        blocks.append(
            visit.tongue.say_n(
                "⚠ {n} late change waits for a decision.",
                "⚠ {n} late changes wait for a decision.",
                count.late,
            )
        )
    deadline = visit.campaign.deadline(visit.db)
    if deadline is not None:
        moment = visit.tongue.moment(deadline, visit.campaign.event.zone)
        blocks.append(say("Deadline: {moment}", moment=moment))
    buttons = (
        visit.labelled("Missing", "missing", ALL, 0),
        visit.labelled("Requests", "requests", 0),
    )
    visit.send(Message(Html("\n\n".join(blocks)), (buttons, picture_buttons(visit))))


def _counted(visit: Visit, count: ReplyFigures) -> list[Html]:
    """Return how far States and replies are; what there is none of is left out."""
    say = visit.tongue.say
    stages = [say(words, n=count.stages[stage]) for stage, words in _LINES if count.stages[stage]]
    reviews = [
        say(words, n=count.reviews[review]) for review, words in _REVIEWS if count.reviews[review]
    ]
    blocks = [Html("\n".join(stages))] if stages else []
    if reviews:
        blocks.append(Html(say("Of the replies:") + " " + " · ".join(reviews)))
    return blocks


def _by_region(visit: Visit) -> list[Html]:
    stages = {one.party: one.stage for one in replies.all_replies(visit.db)}
    totals = Counter(region_of(party) for party in visit.campaign.parties)
    done = Counter(
        region_of(party) for party in visit.campaign.parties if stages.get(party.code) in REPLIED
    )
    lines = [
        visit.tongue.say(
            "{region}: {replied} of {states}",
            region=region_name(visit.tongue, region),
            replied=done[region],
            states=totals[region],
        )
        for region in REGIONS
        if totals[region]
    ]
    return [Html("\n".join(lines))]


_GROUPS: tuple[tuple[str, str], ...] = (
    (Stage.DRAFT, N_("In preparation")),
    (Stage.OPENED, N_("Link opened")),
    (Stage.INVITED, N_("Invited, link not opened")),
    ("", N_("Not invited")),
)


def missing(visit: Visit, text: str) -> None:
    """Show who has not replied, of all or a region (/missing [region])."""
    region = region_meant(visit, text) if text else ALL
    if region is None:
        visit.say("Which region?", region_rows(visit, "missing", 0))
        return
    visit.send(_missing_page(visit, region, 0))


def missing_page(visit: Visit, args: tuple[str, ...]) -> None:
    """Show another page, or another region (d:missing:<region|all>:<page>)."""
    visit.show(_missing_page(visit, args[0], int(args[1])))


def _missing_page(visit: Visit, region: str, page: int) -> Message:
    every = unreplied(visit, None if region == ALL else region)
    here, pages = page_of(page, len(every), PAGE_SIZE)
    shown = every[here * PAGE_SIZE : (here + 1) * PAGE_SIZE]
    lines: list[str] = [
        visit.tongue.say_n(
            "<b>{n} State has not replied</b>", "<b>{n} States have not replied</b>", len(every)
        )
    ]
    if region != ALL:
        lines.append(visit.tongue.say("<b>{region}</b>", region=region_name(visit.tongue, region)))
    for stage, words in _GROUPS:
        group = [pair for pair in shown if _stage(pair[1]) == stage]
        if group:
            lines += ["", visit.tongue.say("<b>{group}</b>", group=visit.tongue.plain(words))]
            lines += [_missing_line(visit, party, reply) for party, reply in group]
    return Message(Html("\n".join(lines)), _missing_buttons(visit, region, here, pages))


def unreplied(visit: Visit, region: str | None) -> list[tuple[Party, Reply | None]]:
    """Return those that have not replied, the furthest first, in alphabetical order of the language."""
    by_party = {one.party: one for one in replies.all_replies(visit.db)}
    order = [stage for stage, _ in _GROUPS]
    pairs = [(party, by_party.get(party.code)) for party in in_region(visit, region)]
    open_ones = [pair for pair in pairs if _stage(pair[1]) in order]
    return sorted(open_ones, key=lambda pair: order.index(_stage(pair[1])))


def _stage(reply: Reply | None) -> str:
    return reply.stage if reply else ""


def _missing_line(visit: Visit, party: Party, reply: Reply | None) -> Html:
    name = party.name(visit.tongue.code)
    if reply is None:
        return visit.tongue.say("• {state}", state=name)
    sign = max(reply.changed_at, replies.last_answer_at(visit.db, party.code) or "")
    days = (visit.now - from_text(sign)) // timedelta(days=1)
    if days == 0:
        return visit.tongue.say("• {state}, last active today", state=name)
    return visit.tongue.say_n(
        "• {state}, last active {n} day ago",
        "• {state}, last active {n} days ago",
        days,
        state=name,
    )


def _missing_buttons(visit: Visit, region: str, page: int, pages: int) -> Rows:
    remind = ((visit.labelled("Remind all of these", "remind", "missing", region),),)
    every = ((visit.labelled("All regions", "missing", ALL, 0),),)
    return (
        *pager(visit, page, pages, "missing", region),
        *(remind if visit.may(Role.OFFICER) else ()),
        *(region_rows(visit, "missing", 0) if region == ALL else every),
    )
