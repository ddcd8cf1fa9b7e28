"""The parts of a printed outlook, one function each."""

from __future__ import annotations

from rich.text import Text

from matchsafe.cli.screen import Screen
from matchsafe.domain import text
from matchsafe.domain.outlook import Action, Outlook
from matchsafe.domain.season import Season
from matchsafe.domain.text import count, sentence, short_day
from matchsafe.present import curve as drawn_curve
from matchsafe.present import icons, outlook_words, tornado, words
from matchsafe.present.labels import label
from matchsafe.present.sources import KINDS, firmest, kind_of, mark, works


def _sign(screen: Screen, kind: str) -> str:
    found = mark(kind)
    return found.ascii if screen.ascii_only else found.symbol


def answer(screen: Screen, season: Season, outlook: Outlook) -> None:
    """Who, when, and the answer in two sentences."""
    line, day = words.season_line(season), text.day(outlook.on)
    gap = screen.width - len(line) - len(day)
    screen.say(f"{line}{' ' * gap}{day}" if gap >= 2 else f"{line}\n{day}", "dim")
    screen.print()
    for line in outlook_words.answer(outlook.chance, outlook.couple, outlook.counts.rankable):
        screen.say(line, "bold")
    screen.points([("-", line) for line in outlook_words.specialties(outlook)])
    screen.say(outlook_words.zone_sentence(outlook))
    screen.say(outlook_words.zone_text(outlook), first=f"{_sign(screen, 'rule_of_thumb')} ", indent=2)


def picture(screen: Screen, outlook: Outlook) -> None:
    """The chance as 100 cells, with what the cells mean beside them or, where it is narrow, below."""
    e = outlook.couple.both if outlook.couple else outlook.chance
    cells = [Text.styled(line, "yellow") for line in icons.lines(e, ascii_only=screen.ascii_only)]
    full, band, value, empty = "#/X." if screen.ascii_only else "■▨▣□"
    key = ["Each cell is 1 of 100 applicants like you."]
    if outlook.couple:
        key = ["Each cell is 1 of 100 couples like you."]
    if e.low == e.high:
        key.append(f"{full}  match: {words.per_100(e.value)}")
    else:
        key += [
            f"{full}  match even at the low end of the range",
            f"{band}  the range, {words.span(e)}",
            f"{value}  the value, {words.number(e)}",
        ]
    key.append(f"{empty}  do not match")
    key.append("")
    key.append(f"{_sign(screen, e.basis)}  {mark(e.basis).word}")
    screen.print()
    beside = [screen.words(line) for line in key]
    if screen.width >= 64:
        for i, line in enumerate(cells):
            line.append("    ").append_text(beside[i] if i < len(beside) else Text())
            screen.row(line)
    else:
        for line in (*cells, Text()):
            screen.row(line)
        for line in beside:
            screen.say(line)
    for caveat in e.caveats:
        screen.points([("-", sentence(caveat))])


def couple(screen: Screen, outlook: Outlook) -> None:
    """The three ways a couple's Match can end."""
    if outlook.couple is None:
        return
    screen.heading("Of 100 couples like you")
    screen.pairs(outlook_words.couple(outlook))
    screen.say("What follows is about you alone, on your own list.")
    for caveat in outlook.chance.caveats:
        screen.points([("-", sentence(caveat))])


def comparison(screen: Screen, season: Season, outlook: Outlook) -> None:
    """How applicants with the same count fared, the rule of thumb, and what the list is worth."""
    reference, c = outlook.reference_class, outlook.counts
    told = reference.text.rstrip(".")
    if "in 100" not in told:
        told = f"{told}: {words.chance(reference.estimate)}"
    rows: list[tuple[str, str]] = []
    # What happens with no ranks needs no comparison.
    if c.rankable:
        rows.append((_sign(screen, reference.estimate.basis), sentence(told)))
    if (thumb := outlook.rule_of_thumb) is not None:
        says = f"The rule of thumb for {thumb.bin} interviews: about {thumb.per_100:.0f} in 100."
        rows.append((_sign(screen, "rule_of_thumb"), says))
    rows.append(("", f"{outlook_words.counts(c, season)} {outlook_words.worth(outlook)}".rstrip()))
    rows.append(("", outlook_words.group(outlook)))
    screen.heading("How this compares")
    screen.points(rows)


def curve(screen: Screen, outlook: Outlook) -> None:
    """The chance by number of ranks."""
    if not outlook.curve:
        return
    screen.heading("Chance by number of programs on the rank list, of 100")
    ruled = screen.width >= 64 and any(p.rule_of_thumb is not None for p in outlook.curve)
    signs = f"{_sign(screen, 'rule_of_thumb')} is the rule of thumb. " if ruled else ""
    screen.say(
        f"{signs}This compares different applicants, not what one more interview gives you.",
        "dim",
    )
    you = outlook.counts.rankable
    text = drawn_curve.text(outlook.curve, you, screen.width, ascii_only=screen.ascii_only)
    for line in text.splitlines():
        screen.row(Text(line))
    if (last := drawn_curve.at(outlook.curve, you).ranks) != you:
        screen.say(f"You have {you}; this ends at {last}.", "dim")


def helps(screen: Screen, outlook: Outlook) -> None:
    """What one more interview of each kind would add, the most helpful first."""
    if not outlook.next_interview:
        return
    screen.heading("What would help most (our estimate)")
    screen.pairs(list(outlook_words.next_interviews(outlook)))


def actions(screen: Screen, outlook: Outlook) -> None:
    """What to do, the most urgent first, each with its reason and source."""
    if not outlook.actions:
        return
    screen.heading("What to do now")
    rows: list[tuple[str, str | Text]] = []
    for number, action in enumerate(outlook.actions, start=1):
        told = screen.words(f"{_when(action)}: ", "bold")
        told.append_text(screen.words(sentence(action.text)))
        why = f"{sentence(action.why)} {_from(screen, action.source)}".rstrip()
        told.append_text(screen.words(f"\n{why}", "dim"))
        rows.append((f"{number}", told))
    screen.points(rows)


def _when(action: Action) -> str:
    urgency = sentence(label("urgency", action.urgency))[:-1]
    return f"{urgency}, by {short_day(action.due)}" if action.due else urgency


def _from(screen: Screen, source: str) -> str:
    return f"({_sign(screen, kind_of(source))} {source})" if source else ""


def warnings(screen: Screen, outlook: Outlook) -> None:
    """What could make the number look better or worse than it is, and then what only informs."""
    for heading, found in zip(("Please check", "Good to know"), outlook_words.cautions(outlook), strict=True):
        if found:
            screen.heading(heading)
            screen.points(
                (
                    "!" if screen.ascii_only else "·",
                    f"{sentence(w.text)} {_from(screen, w.source)}".rstrip(),
                )
                for w in found
            )


def disagreements(screen: Screen, outlook: Outlook) -> None:
    """Where published data or our model and the rule of thumb differ: both are shown."""
    if not outlook.disagreements:
        return
    screen.heading("Where the data and the rule of thumb disagree")
    for i, d in enumerate(outlook.disagreements):
        if i:
            screen.print()
        firm = firmest(d.sources)
        ours = "Our estimate" if firm == "estimate" else "Data"
        screen.points(
            [
                (_sign(screen, firm), f"{ours}: {sentence(d.ours)}"),
                (_sign(screen, "rule_of_thumb"), f"Rule of thumb: {sentence(d.article)}"),
            ]
        )


def assumptions(screen: Screen, outlook: Outlook) -> None:
    """How far each assumption moves the answer."""
    bars = tornado.bars(outlook.assumptions)
    if not bars:
        return
    screen.heading("What we had to assume, and how far it moves the chance")
    sign = _sign(screen, "assumption")
    moving = tornado.most(bars)
    screen.points([(sign, f"{b.label}: {b.text}.") for b in moving])
    if less := len(bars) - len(moving):
        rest = "assumption moves" if less == 1 else "assumptions move"
        told = f"{count(less)} {rest} it by less than 1 in 100."
        if moving:
            told = f"{count(less)} more {rest} it less."
        screen.points([(sign, sentence(told))])


def sources(screen: Screen, outlook: Outlook) -> None:
    """Where every figure comes from, the firmest kind first."""
    screen.heading("How we know")
    for work in works(outlook.sources):
        told = screen.words(work.text)
        told.append_text(screen.words(f"\n{', '.join(work.ids)}", "dim"))
        screen.points([(_sign(screen, work.kind), told)])
    screen.print()
    marks = ", ".join(f"{_sign(screen, kind)} {mark(kind).word}" for kind in KINDS)
    screen.say(f"{marks}.", "dim")
    screen.say("One figure in full: matchsafe evidence show ID", "dim")
    screen.say(
        f"If the model is right, the range holds the true chance {words.whole(outlook.chance.level)} times in 100. "
        "This informs; it does not promise. Nothing left this computer.",
        "dim",
    )
