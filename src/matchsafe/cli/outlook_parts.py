"""The parts of a printed outlook, one function each."""

from __future__ import annotations

from rich.text import Text

from matchsafe.cli.screen import Screen
from matchsafe.domain import text
from matchsafe.domain.outlook import Action, Outlook
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import OWN_MATCH
from matchsafe.domain.text import count, sentence
from matchsafe.present import article, icons, outlook_words, timeline, tornado, track_words, words
from matchsafe.present import curve as drawn_curve
from matchsafe.present.sources import KINDS, kind_of, mark


def answer(screen: Screen, season: Season, outlook: Outlook) -> None:
    """Who and when, the answer, the verdict, and the one thing to do next."""
    screen.title(words.season_line(season), outlook.on)
    screen.print()
    for said in text.sentences(outlook.headline):
        screen.say(said, "bold")
    screen.points([("-", line) for line in outlook_words.specialties(outlook)])
    screen.print()
    screen.say(text.paragraph((outlook.verdict.text, outlook_words.distance(outlook))))
    screen.say(outlook.phase.text, "dim")
    if outlook.actions:
        screen.heading("Do next")
        screen.points([("", _action(screen, outlook.actions[0], first=True))])
    if outlook_words.result_due(outlook) and season.result is None:
        screen.say("In the season file: result: {outcome: matched, program: Its Name}", "dim")


def picture(screen: Screen, outlook: Outlook) -> None:
    """The chance as 100 cells, with what the cells mean beside them or, where it is narrow, below."""
    e, _ = track_words.subject(outlook.chance, outlook.couple, outlook.first_years)
    if e is None:
        return
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
    key.append(f"{screen.mark(e.basis)}  {mark(e.basis).word}")
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


def couple(screen: Screen, outlook: Outlook) -> None:
    """The three ways a couple's Match can end, and what all that follows is about."""
    if rows := outlook_words.couple(outlook):
        screen.heading("Of 100 couples like you")
        screen.pairs(rows)
    if about := outlook_words.aside(outlook):
        screen.say(f"What follows is {about}, unless it says otherwise.")


def comparison(screen: Screen, outlook: Outlook) -> None:
    """How applicants with the same count fared, the article's rule of thumb with its tables, and where data differ."""
    thumb = screen.mark("rule_of_thumb")
    screen.heading("How you compare, and the rule of thumb")
    fared = outlook.reference_class
    rows = [
        (screen.mark(fared.estimate.basis) if fared else "", outlook_words.comparison(outlook)),
        ("", outlook_words.worth(outlook)),
        (thumb, article.rule_of_thumb(outlook)),
    ]
    screen.points([(sign, told) for sign, told in rows if told])
    you = ">" if screen.ascii_only else "▶"
    for heading, table in (
        (
            "Interviews and outlook: the article, for IMGs in primary care with no big red flag",
            article.outlook_rows,
        ),
        ("Interviews to aim for: the article, by kind of applicant", article.target_rows),
    ):
        if rows_of := tuple(table(outlook)):
            screen.print()
            screen.say(heading, "dim")
            screen.points([(you if r.here else "", f"{r.name}: {r.text}") for r in rows_of])
    if found := tuple(article.differences(outlook)):
        screen.print()
        screen.say("Where published data and the article differ", "dim")
        screen.points([(screen.mark(kind), told) for kind, told, _ in found])


def timeline_rows(screen: Screen, season: Season, outlook: Outlook) -> None:
    """The periods and dates of the season, the present one marked."""
    you = ">" if screen.ascii_only else "▶"
    screen.heading("The season, and where you are")
    own_match = season.target.specialty in OWN_MATCH
    found = timeline.rows(outlook.on, own_match=own_match)
    screen.points([(you if r.here else "", f"{r.day_words}: {r.text}") for r in found])


def curve(screen: Screen, outlook: Outlook) -> None:
    """The chance by number of ranks."""
    if not outlook.curve:
        return
    screen.heading("Chance by number of programs on the rank list, of 100")
    ruled = screen.width >= 64 and any(p.rule_of_thumb is not None for p in outlook.curve)
    signs = f"{screen.mark('rule_of_thumb')} is the rule of thumb. " if ruled else ""
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
    if about := outlook_words.changes_count(outlook):
        screen.say(f"This is {about}.", "dim")
    screen.pairs(list(outlook_words.next_interviews(outlook)))


def actions(screen: Screen, outlook: Outlook) -> None:
    """What else to do, by date, each with its reason and source."""
    if outlook.actions[1:]:
        screen.heading("What to do, by date")
        rows = enumerate(outlook.actions[1:], start=1)
        screen.points([(f"{number}", _action(screen, action)) for number, action in rows])


def _action(screen: Screen, action: Action, *, first: bool = False) -> Text:
    when = outlook_words.due(action)
    told = screen.words(sentence(action.text))
    if action.due is not None or not first:  # "Do next (later)" would say the opposite
        told.append_text(screen.words(f" ({when})", "bold"))
    why = f"{sentence(action.why)} {_from(screen, action.source)}".rstrip()
    told.append_text(screen.words(f"\n{why}", "dim"))
    return told


def _from(screen: Screen, source: str) -> str:
    return f"({screen.mark(kind_of(source))} {source})" if source else ""


def warnings(screen: Screen, outlook: Outlook) -> None:
    """What could make the number look better or worse than it is, and then what only informs."""
    for heading, found in zip(("Please check", "Good to know"), outlook_words.cautions(outlook), strict=True):
        if found:
            screen.heading(heading)
            screen.points(
                (
                    screen.alert,
                    f"{sentence(w.text)} {_from(screen, w.source)}".rstrip(),
                )
                for w in found
            )


def assumptions(screen: Screen, outlook: Outlook) -> None:
    """How far each assumption moves the answer."""
    bars = tornado.bars(outlook.assumptions)
    if not bars:
        return
    screen.heading("What we had to assume, and how far it moves the chance")
    sign = screen.mark("assumption")
    moving = tornado.most(bars)
    screen.points([(sign, f"{b.label}: {b.text}.") for b in moving])
    if less := len(bars) - len(moving):
        rest = "assumption moves" if less == 1 else "assumptions move"
        told = f"{count(less)} {rest} it by less than 1 in 100."
        if moving:
            told = f"{count(less)} more {rest} it less."
        screen.points([(sign, sentence(told))])


def sources(screen: Screen, season: Season, outlook: Outlook) -> None:
    """Where every figure comes from, the firmest kind first."""
    screen.heading("How we know")
    screen.say(outlook.verdict.rests_on)
    screen.say(outlook_words.counts(outlook.counts, season))
    screen.points([("-", caveat) for caveat in outlook.caveats])
    screen.print()
    screen.works(outlook.sources)
    screen.say(f"{screen.marks(KINDS)}.", "dim")
    screen.say("One figure in full: matchsafe evidence show ID", "dim")
    if outlook.chance is not None:
        level = words.whole(outlook.chance.level)
        screen.say(f"If the model is right, the range holds the true chance {level} times in 100.", "dim")
    screen.say("This informs; it does not promise. Nothing left this computer.", "dim")
