"""``matchsafe season soap`` and ``draft``: the week of SOAP with its shortlist, and letters to programs."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from matchsafe.cli.errors import CliError
from matchsafe.cli.output import first_of, print_answer, print_json, write_file
from matchsafe.cli.screen import Screen
from matchsafe.cli.season_place import choose, find_season
from matchsafe.cli.season_tracker import columns_of
from matchsafe.domain.problem import ProblemsError, RequestError
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import with_ids
from matchsafe.domain.specialties import specialty_code, specialty_name
from matchsafe.domain.text import listing, plural
from matchsafe.services import drafts
from matchsafe.services.soap import SoapGuide, soap_guide

if TYPE_CHECKING:
    from matchsafe.services.soap_shortlist import SoapShortlist

_STATES = {"yes": "yes", "no": "no", "unknown": "please check"}


def soap(
    which: str,
    unfilled: str | None,
    maps: Sequence[str],
    named: Sequence[str],
    on: str | None,
    *,
    as_json: bool,
) -> None:
    """Print the guide to SOAP, or the shortlist of a list of unfilled positions."""
    place, day = choose(which, on)
    wanted = [(text, specialty_code(text)) for text in named]
    if wrong := [text for text, code in wanted if code is None]:
        raise CliError([f"--specialty: we do not know {text[:60]!r}." for text in wrong])
    if unfilled is None:
        print_answer(soap_guide(place.season, day), _show_guide, as_json=as_json)
        return
    from matchsafe.intake.trackers import read_tracker
    from matchsafe.services.soap_shortlist import soap_shortlist
    from matchsafe.services.visas import catalog_in_use

    try:
        tracker = read_tracker(unfilled, columns_of(maps))
        codes = [code for _, code in wanted if code is not None]
        found = soap_shortlist(place.season, tracker, codes, catalog_in_use(), day)
    except ProblemsError as error:
        raise CliError(error.lines(commands=True)) from error
    print_answer(found, _show_shortlist, as_json=as_json)


def _show_shortlist(screen: Screen, found: SoapShortlist) -> None:
    many = f"{len(found.choices)} of {plural(found.read, 'row')}"
    screen.say(f"{many}, the most useful first. SOAP allows {found.most} applications.", "bold")
    for c in found.choices:
        place = ", ".join(filter(None, (c.city, c.state)))
        open_ = "" if c.positions is None else f", {plural(c.positions, 'position')}"
        track = f", {c.track}" if c.track else ""
        told = screen.words(
            f"{c.program}{f' ({place})' if place else ''}: {specialty_name(c.specialty)}{track}{open_}"
        )
        for text in c.look_up:
            told.append_text(screen.words(f"\n{text}", "dim"))
        screen.points([(str(c.place), told)])
    if found.left_out:
        screen.heading("Left out")
        left_out = [f"row {x.row}, {x.program}: {x.reason}" for x in found.left_out]
        screen.points([("-", line) for line in first_of(left_out, 20)])
    screen.print()
    screen.say(found.note, "dim")


def _show_guide(screen: Screen, guide: SoapGuide) -> None:
    screen.say(guide.text, "bold")
    if guide.eligible:
        screen.heading("May you take part?")
        screen.points([("-", f"{x.text} ({_STATES[x.state]})") for x in guide.eligible])
    if guide.prepare:
        screen.heading("Before that Monday")
        screen.points([("-", x.text) for x in guide.prepare])
    if guide.hours:
        screen.heading("Hour by hour")
    for h in guide.hours:
        own = f" = {h.when.own}{' (night)' if h.when.night else ''}" if h.when.own else ""
        screen.points([("-", f"{h.when.program}{own}: {h.text}")])
    screen.heading("What would help most next season")
    screen.points([("-", x.text) for x in guide.next_season])


def draft(
    which: str, part_id: str | None, code: str | None, said: Mapping[str, str], out: str | None, *, sent: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Print or write a letter, or the letters there are."""
    place = find_season(which)
    season = with_ids(place.season)
    if part_id is None:
        _list_parts(season, as_json=as_json)
        return
    try:
        part = drafts.part_named(season, part_id)
        fits = drafts.letters_for(part)
        if code is None:
            _list_letters(fits, as_json=as_json)
            return
        if code not in fits:
            raise CliError(f"LETTER: {code[:40]!r}. Accepted: {listing(list(fits))}.")
        made = drafts.draft(season, part, code, said)
    except RequestError as error:
        raise CliError([p.message for p in error.problems]) from error
    if out is not None:
        write_file(Path(out), made.eml())
    if sent:
        from matchsafe.services import season as edits

        event = drafts.sent_event(part, code, date.today().isoformat())
        place.change(lambda was: edits.add_event(was, event), f"Sent: {fits[code].title}")
    if as_json:
        print_json({"letter": code, **made.content(), "noted": sent})
    else:
        sys.stdout.write(f"Subject: {made.subject}\n\n{made.text}")
        sys.stdout.write("\nNoted as sent.\n" if sent else "")


def _list_parts(season: Season, *, as_json: bool) -> None:
    rows = [(p.id, p.program, "interview") for p in season.named_interviews]
    rows += [(a.id, a.program, "application") for a in season.applications]
    if as_json:
        content = [{"id": i, "program": program, "kind": kind} for i, program, kind in rows]
        print_json({"parts": content})
        return
    screen = Screen()
    screen.say("To which of them? Give its id.", "bold")
    screen.points([(str(i), f"{program} ({kind})") for i, program, kind in rows])


def _list_letters(fits: Mapping[str, drafts.DraftKind], *, as_json: bool) -> None:
    if as_json:
        content = [{"letter": code, "title": k.title, "needs": list(k.needs)} for code, k in fits.items()]
        print_json({"letters": content})
        return
    screen = Screen()
    for code, kind in fits.items():
        needs = f" Needs --{' and --'.join(kind.needs)}." if kind.needs else ""
        screen.points([("-", f"{code}: {kind.title}.{needs}")])
