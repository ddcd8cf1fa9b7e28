"""What is compared: figures of simulated seasons beside published ones; here those that a fit looks at."""

from __future__ import annotations

from collections.abc import Callable

from matchsafe import evidence
from matchsafe.market.season.preset import Preset
from matchsafe.market.season.summary import Summary
from matchsafe.services.simulation.checks import checks
from matchsafe.services.simulation.moment import (
    IMG,
    LISTED,
    OFTEN_OPEN,
    WITH_IMGS,
    Moment,
    cell,
    length_moment,
    ratio,
)
from matchsafe.services.simulation.nation import TYPES, YEAR, active, candidates, match_rates, of_first_year


def moments(preset: Preset, scale: float = 1.0) -> tuple[Moment, ...]:
    """Everything that is compared, in order of display.

    Args:
        preset: What the seasons are drawn from.
        scale: Their size as a share of the nation's; persons are counted up to the whole nation.
    """
    codes = [s.code for s in preset.specialties]
    fitted = (
        *_rates(scale),
        *_lengths(),
        *_rankers(codes, scale),
        *_fills(codes),
        *_programs(),
        *_invitations(codes),
    )
    return (*fitted, *_lists(codes, scale), *checks(codes, scale))


def _rates(scale: float) -> list[Moment]:
    rates, listed = match_rates() * 100, active()
    found = [
        Moment(
            f"rate.{t}", "Match rate, categorical or advanced position", t, "in 100 with a list",
            ratio("people", (i, 2), (i, 1)), float(rates[i]), "positions_2025.by_specialty", True, 1.0,
        )
        for i, t in enumerate(TYPES)
    ]  # fmt: skip
    return found + [
        Moment(
            f"active.{t}", "Applicants with a rank list", t, "persons",
            ratio("people", (i, 1), 0, 1 / scale, below="seasons"), float(listed[i]),
            "match_rates.all" if t == TYPES[-1] else f"match_rates.{t}", True, 0.01 * float(listed[i]),
        )
        for i, t in enumerate(TYPES)
    ]  # fmt: skip


def _lengths() -> list[Moment]:
    return [
        Moment(
            f"length.{t}.{word}", "Mean length of the rank order list", f"{t}, {word}", "programs",
            ratio("lengths", (i, m, 1), (i, m, 0), 1.0),
            cell(f"rol_length.{t}", f"mean_{word}", year=YEAR), f"rol_length.{t}", True, 0.25,
        )
        for i, t in enumerate(LISTED)
        for m, word in enumerate(("unmatched", "matched"))
    ]  # fmt: skip


def _rankers(codes: list[str], scale: float) -> list[Moment]:
    """How many specialties applicants rank, of those with first-year positions only: others are not published."""
    figure, listed = "positions_2025.applicants_and_matches", active()
    ranked = {code: by_type for code, by_type in of_first_year().items() if code in codes}
    at = [codes.index(code) for code in ranked]
    found = [
        Moment(
            f"rankers.{t}", "Specialties ranked, of those with first-year positions only", t, "for 100 with a list",
            ratio("rankers", (at, i), (i, 1), below="people"),
            100 * float(sum(by_type[i] for by_type in ranked.values()) / listed[i]), figure, True, 2.0,
        )
        for i, t in enumerate(LISTED)
    ]  # fmt: skip
    return found + [
        Moment(
            f"rankers.{code}.{TYPES[i]}", "IMGs who rank a specialty, first or later", f"{code}, {TYPES[i]}", "persons",
            ratio("rankers", (codes.index(code), i), 0, 1 / scale, below="seasons"),
            float(ranked[code][i]), figure, True, 0.04 * float(ranked[code][i]),
        )
        for code in WITH_IMGS if code in ranked
        for i in (IMG, TYPES.index("us_img"))
    ]  # fmt: skip


def _fills(codes: list[str]) -> list[Moment]:
    rows = {str(r["specialty"]): r for r in evidence.table("season_2025.tracks").records()}

    def fill(which: list[str]) -> Callable[[Summary], float]:
        at = [codes.index(code) for code in which]
        return ratio("seats", at, at, below="positions")

    def published(which: list[str]) -> float:
        filled, offered = (sum(float(rows[c][k] or 0) for c in which) for k in ("filled", "positions"))
        return 100 * filled / offered

    groups = {**{code: [code] for code in OFTEN_OPEN}, "others": [c for c in codes if c not in OFTEN_OPEN]}
    return [
        Moment(
            f"fill.{name}", "Positions filled before SOAP", name, "in 100 positions", fill(which),
            published(which), "season_2025.tracks", True, 1.0,
        )
        for name, which in groups.items()
    ]  # fmt: skip


def _programs() -> list[Moment]:
    names = ("unfilled", "filled")
    return [
        Moment(
            f"ranks.{word}", "Applicants ranked for one position", f"programs {word}", "applicants",
            ratio("programs", (m, 1), (m, 2), 1.0),
            cell("rol_length.programs", f"ranks_per_position_{word}", year=YEAR),
            "rol_length.programs", True, 0.5,
        )
        for m, word in enumerate(names)
    ]  # fmt: skip


def _invitations(codes: list[str]) -> list[Moment]:
    at = codes.index("neurology")
    found = [
        Moment(
            f"invited.{t}", "Invitations for 100 applications, Neurology", t, "in 100 applications",
            ratio("applications", (at, i, 1), (at, i, 0)),
            cell("neurology_2026.invite_rates", "rate", by="type", group=t),
            "neurology_2026.invite_rates", True, 1.0,
        )
        for i, t in enumerate(LISTED)
    ]  # fmt: skip
    return found + [
        Moment(
            f"signal.{word}", "Invitations for 100 applications, Neurology", f"signal {word.replace('_', ' ')}",
            "in 100 applications",
            ratio("signals", (at, k, 1), (at, k, 0)),
            cell("neurology_2026.invite_rates", "rate", by="signal", group=word),
            "neurology_2026.invite_rates", True, 2.0,
        )
        for k, word in enumerate(("not_sent", "sent"))
    ]  # fmt: skip


def _lists(codes: list[str], scale: float) -> list[Moment]:
    """Lists of non-US IMGs in the specialties with enough of them, and how many of them match there."""
    figure, counts = "charting_2026.contiguous_ranks", "charting_2026.counts"
    found, first = [], candidates()
    for code in WITH_IMGS:
        at = codes.index(code)
        prefer = float(first[code][IMG])
        found.append(
            Moment(
                f"first.{code}", "Non-US IMGs who prefer a specialty", code, "persons",
                ratio("rankers", (at, IMG, 0), 0, 1 / scale, below="seasons"), prefer, counts, True, 0.04 * prefer,
            )
        )  # fmt: skip
        matched, lost = (cell(counts, word, specialty=code) for word in ("matched", "not_matched"))
        found.append(
            Moment(
                f"matched.{code}", "Match rate of non-US IMGs who prefer a specialty", code,
                "in 100 with a list", ratio("listed", (at, IMG, slice(None), 1), (at, IMG, slice(None), 0)),
                100 * matched / (matched + lost), counts, True, 2.0,
            )
        )  # fmt: skip
        for outcome in ("matched", "not_matched"):
            for column, of in (("mean", "mean"), ("sd", "standard deviation")):
                published = cell(figure, column, specialty=code, outcome=outcome)
                found.append(
                    Moment(
                        f"list.{code}.{outcome}.{column}", "Ranks in the specialty, non-US IMGs",
                        f"{code}, {outcome.replace('_', ' ')}, {of}", "programs",
                        length_moment(at, IMG, outcome == "matched", column == "sd"),
                        published, figure, True, (0.03 if column == "mean" else 0.08) * published + 0.05,
                    )
                )  # fmt: skip
    return found
