"""Each part of a printed outlook, on a made-up answer that has them all."""

from __future__ import annotations

import io
import sys

import pytest

from matchsafe.cli.outlook import show
from matchsafe.cli.screen import Screen
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import CoupleOutlook, Outlook
from matchsafe.domain.season import Season

SIX = Season.model_validate(
    {"applicant": {"type": "non_us_img"}, "target": {"specialty": "internal_medicine"}, "interviews": 6}
)


def shown(
    answer: Outlook,
    monkeypatch: pytest.MonkeyPatch,
    *,
    columns: int = 80,
    encoding: str = "utf-8",
    force: bool = False,
) -> str:
    """What the terminal gets."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="strict", newline="\n")
    monkeypatch.setenv("COLUMNS", str(columns))
    if force:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys, "stdout", stream)
    show(Screen(), SIX, answer)
    stream.flush()
    return raw.getvalue().decode(encoding)


def test_the_answer_is_a_sentence_and_the_range_starts_its_own_line(
    sample: Outlook, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = shown(sample, monkeypatch).splitlines()
    assert lines[2:6] == [
        "Of 100 applicants like you, about 71 match.",
        "It could be 58 to 82.",
        "",
        "Likely, but not safe. Four to six more interviews bring you to the usual",
    ]


def test_a_reader_past_the_end_of_the_curve_is_told(sample: Outlook, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = sample.counts.model_copy(update={"rankable": 25})
    out = shown(sample.model_copy(update={"counts": counts}), monkeypatch)
    assert "You have 25; this ends at 20." in out
    assert "this ends at" not in shown(sample, monkeypatch)


def test_what_helps_most_is_first_and_keeps_its_range(
    sample: Outlook, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = shown(sample, monkeypatch)
    part = out[out.index("What would help most") : out.index("What to do, by date")].splitlines()
    assert " ".join(part[1].split()) == "If your interviews go well +6 in 100 (3 to 9)"
    assert part[-2].endswith("less than +1 in 100 (0 to 2)")


def test_the_first_action_is_the_next_step_and_the_others_follow_by_date(
    sample: Outlook, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = " ".join(shown(sample, monkeypatch).split())
    first, rest = out[out.index("Do next") :].split("What to do, by date")
    assert "Ask for a place" in first
    assert "(by 30 November 2026)" in first
    assert "1 Send one real update" in rest
    assert "You have a new rotation to report. (≈ article.interest_email)" in rest


def test_data_against_the_article_is_one_line_with_the_mark_of_the_data(
    sample: Outlook, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = sample.disagreements[0].model_copy(
        update={"code": "ranks", "sources": ("charting_2026.contiguous_ranks", "article.match_rate_by_ranks")}
    )
    out = " ".join(shown(sample.model_copy(update={"disagreements": (published,)}), monkeypatch).split())
    assert "■ About 72 in 100 non-US IMGs with 6 ranks matched in 2026. The article: 45 in 100 for" in out


def test_the_articles_tables_and_the_season_point_at_the_readers_row(
    sample: Outlook, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = shown(sample, monkeypatch).splitlines()
    assert [line for line in lines if line.startswith(" ▶ 5 to 6: Borderline")]
    assert [line for line in lines if line.startswith(" ▶ 1 November to 30 November 2026")]


def test_what_only_informs_is_good_to_know(sample: Outlook, monkeypatch: pytest.MonkeyPatch) -> None:
    note = sample.warnings[0].model_copy(update={"code": "good_mix", "text": "A good mix."})
    out = shown(sample.model_copy(update={"warnings": (*sample.warnings, note)}), monkeypatch)
    assert out.index("Please check") < out.index("Good to know") < out.index("A good mix.")
    alone = shown(sample.model_copy(update={"warnings": (note,)}), monkeypatch)
    assert "Please check" not in alone


def test_the_zone_wears_the_mark_of_a_rule_of_thumb(sample: Outlook, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "≈ The article calls 6 interviews “borderline”" in shown(sample, monkeypatch)


def test_assumptions_beyond_the_widest_are_counted(sample: Outlook, monkeypatch: pytest.MonkeyPatch) -> None:
    one = sample.assumptions[0]
    some = [one.model_copy(update={"at_low": 0.5, "at_high": 0.5 + n / 100}) for n in range(11)]
    out = shown(sample.model_copy(update={"assumptions": tuple(some)}), monkeypatch)
    assert "Three more assumptions move it less." in out
    still = one.model_copy(update={"at_low": 0.5, "at_high": 0.501})
    out = shown(sample.model_copy(update={"assumptions": (still,)}), monkeypatch)
    assert "One assumption moves it by less than 1 in 100." in out


def test_published_rule_of_thumb_and_assumption_wear_different_marks(
    sample: Outlook, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = shown(sample, monkeypatch)
    part = out[out.index("How we know") :].splitlines()
    assert [line[:3] for line in part if line[1:2] in ("■", "≈", "?")] == [" ■ ", " ≈ ", " ? "]
    assert "   charting.contiguous_ranks" in part
    assert "from 66 to 78 in 100" in " ".join(out.split())


def test_a_couple_sees_couples_in_the_cells(sample: Outlook, monkeypatch: pytest.MonkeyPatch) -> None:
    couple = CoupleOutlook(
        partner_interviews=12,
        both=Estimate(value=0.5, low=0.4, high=0.6),
        one=Estimate(value=0.3, low=0.2, high=0.4),
        neither=Estimate(value=0.2, low=0.1, high=0.3),
    )
    out = shown(sample.model_copy(update={"couple": couple}), monkeypatch)
    assert "Each cell is 1 of 100 couples like you." in out
    assert "About 30 in 100 (20 to 40)" in out


def test_parts_without_content_leave_no_empty_heading(
    sample: Outlook, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = sample.model_copy(
        update={
            "curve": (),
            "next_interview": (),
            "actions": (),
            "warnings": (),
            "disagreements": (),
            "assumptions": (),
            "rule_of_thumb": None,
            "chance": Estimate(value=0.0, low=0.0, high=0.0),
        }
    )
    out = shown(bare, monkeypatch)
    for heading in (
        "Chance by",
        "help most",
        "Do next",
        "by date",
        "Please check",
        "article differ",
        "assume",
        "for such a list",
    ):
        assert heading not in out
    assert "match: 0 in 100" in out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_with_few_signs_gets_plain_ones(
    sample: Outlook, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    out = shown(sample, monkeypatch, encoding=encoding)
    assert out.isascii()
    assert "# # # # # # # # # #" in out
    assert ">   6 #" in out


def test_a_terminal_with_colour_gets_some_unless_it_is_refused(
    sample: Outlook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[33m" in shown(sample, monkeypatch, force=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[33m" not in shown(sample, monkeypatch, force=True)


def test_escape_sequences_and_markup_in_names_stay_words(
    sample: Outlook, monkeypatch: pytest.MonkeyPatch
) -> None:
    warning = sample.warnings[0].model_copy(
        update={"text": "At \x1b[31mMercy\x07 [bold]General[/bold] :smile:"}
    )
    out = shown(sample.model_copy(update={"warnings": (warning,)}), monkeypatch)
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "[bold]General[/bold] :smile:" in out
