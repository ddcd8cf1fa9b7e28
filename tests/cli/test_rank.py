"""``matchsafe rank`` and ``matchsafe couples`` as people and programs see them."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

import pytest

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.rank_report import SeasonsAround, SeasonsRank
from matchsafe.whole_file import whole_file
from matchsafe.workspace.seasonfile import in_place

from .conftest import SEASON, Run

DAY: Final = ("--on", "2027-02-10")


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "season.yaml"
    path.write_text(SEASON, encoding="utf-8")
    return str(path)


@pytest.fixture
def partner(tmp_path: Path) -> str:
    path = tmp_path / "partner.yaml"
    path.write_text(SEASON.replace("One", "Uno").replace("Two", "Due"), encoding="utf-8")
    return str(path)


def test_the_list_for_a_person(run: Run, file: str) -> None:
    ran = run("rank", file, *DAY)
    assert ran.code == 0
    assert "Of 100 applicants like you with this list, about" in " ".join(ran.out.split())
    for name in ("1  One", "2  Two", "3  <b>Three</b> [red]é", "no match"):
        assert name in ran.out
    assert "Put right" in ran.out
    assert "Four: known not to sponsor the visa you need." in ran.out
    assert "%" not in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_the_contract_of_the_json(run: Run, file: str) -> None:
    told = json.loads(run("rank", file, *DAY, "--json").out)
    assert [set(r) >= {"rank", "program", "specialty", "track", "chance"} for r in told["list"]] == [True] * 4
    assert sum(r["chance"]["value"] for r in told["list"]) + told["unmatched"]["value"] == pytest.approx(1)
    assert all(set(c) == {"code", "severity", "programs", "text", "source"} for c in told["checks"])
    assert {"visa_not_sponsored", "visa_unknown", "deadline"} <= {c["code"] for c in told["checks"]}
    assert told["supplemental"] == []


def test_a_table_to_type_from_and_the_check_of_what_was_typed(run: Run, file: str, tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    assert run("rank", file, *DAY, "--csv", str(table)).code == 0
    rows = table.read_text("utf-8-sig").splitlines()
    assert rows[0].startswith("list,rank,code,program,specialty,position,of 100")
    assert rows[1].startswith("primary,1,,One,Internal Medicine,categorical,")
    again = run("rank", file, *DAY, "--csv", str(table))
    assert again.code == 2
    assert "--force" in again.err
    typed = tmp_path / "typed.txt"
    typed.write_text("1. One\n2. Four\n3. Elsewhere\n", encoding="utf-8")
    ran = run("rank", file, *DAY, "--typed", str(typed))
    assert "Compared with your list of 4 ranks: 3 differences." in ran.out
    assert "typed as 3: Elsewhere is not on your list" in ran.out
    assert "2. Two: missing in the system" in ran.out
    assert run("rank", file, *DAY, "--typed", str(tmp_path / "none.txt")).code == 2


def test_the_pairs_for_two_people(run: Run, file: str, partner: str) -> None:
    ran = run("couples", file, partner, *DAY)
    assert ran.code == 0
    assert "Of 100 couples like you with this list, both match in about" in " ".join(ran.out.split())
    assert "together meaning in one state" in ran.out
    assert "Left out: 9 pairs (9 have a program that cannot match)." in ran.out
    assert "%" not in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_the_contract_of_the_pairs(run: Run, file: str, partner: str) -> None:
    told = json.loads(run("couples", file, partner, *DAY, "--json").out)
    assert all(set(p) >= {"rank", "first", "second", "chance", "why"} for p in told["pairs"])
    assert told["both"]["value"] + told["one"]["value"] + told["neither"]["value"] == pytest.approx(1)
    assert {"both", "one", "neither", "first", "second", "multiplied"} <= set(told["apart"])
    assert told["pruned"] == len(told["pruned_pairs"]) == 9
    assert {o["program"] for o in told["coverage"]} == {"One", "Two", "<b>Three</b> [red]é", "Uno", "Due"}


def test_pairs_written_read_back_and_checked(run: Run, file: str, partner: str, tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    assert run("couples", file, partner, *DAY, "--csv", str(table)).code == 0
    made = json.loads(run("couples", file, partner, *DAY, "--json").out)
    back = json.loads(run("couples", file, partner, *DAY, "--pairs", str(table), "--json").out)
    assert back["brought"]
    assert [(p["first"], p["second"], p["chance"]) for p in back["pairs"]] == [
        (p["first"], p["second"], p["chance"]) for p in made["pairs"]
    ]
    short = tmp_path / "short.csv"
    short.write_text("One,Uno\nTwo,\n", encoding="utf-8")
    ran = run("couples", file, partner, *DAY, "--pairs", str(short))
    assert "have 2 and 1 ranks" in ran.out
    assert "Outcomes that no pair catches" in ran.out


def test_wishes_from_a_file_and_from_options(run: Run, file: str, partner: str, tmp_path: Path) -> None:
    wishes = tmp_path / "wishes.yaml"
    wishes.write_text("together: city\none_matches: never\nlimit: 5\n", encoding="utf-8")
    told = json.loads(
        run("couples", file, partner, *DAY, "--wishes", str(wishes), "--together", "state", "--json").out
    )
    assert told["wishes"]["together"] == "state"
    assert len(told["pairs"]) == 5
    assert all(p["first"] != "no match" != p["second"] for p in told["pairs"])


def test_every_mistake_is_named_at_once(run: Run, file: str, partner: str, tmp_path: Path) -> None:
    ran = run("couples", file, partner, "--together", "town", "--limit", "900")
    assert ran.code == 2
    assert "--together" in ran.err
    assert "--limit" in ran.err
    ran = run("couples", file, partner, "--miles", "9", "--hours", "2")
    assert (ran.code, ran.err) == (2, "--hours goes with --together hours, not with miles.\n")
    assert run("couples", file, partner, "--together", "state", "--miles", "9").code == 2
    alone = run("couples", file)
    assert alone.code == 2
    assert "partner" in alone.err
    empty = tmp_path / "empty.csv"
    empty.write_text("\n", encoding="utf-8")
    assert "no pair" in run("couples", file, partner, "--pairs", str(empty)).err
    one = tmp_path / "one.csv"
    one.write_text("City\nLake\n", encoding="utf-8")
    assert "two columns" in run("couples", file, partner, "--pairs", str(one)).err
    binary = tmp_path / "x.bin"
    binary.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in run("couples", file, partner, "--pairs", str(binary)).err


def test_the_partner_under_couples_needs_no_second_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "both.yaml"
    couple = "couples:\n  partner: {type: us_md}\n  partner_interviews: 2\n"
    path.write_text(SEASON + couple, encoding="utf-8")
    assert len(json.loads(run("couples", str(path), *DAY, "--json").out)["pairs"]) == 3 * 2 + 3 + 2


def test_the_match_is_watched_in_the_terminal(run: Run, file: str) -> None:
    ran = run("rank", file, *DAY, "--watch")
    assert "The rivals are invented." in ran.out
    assert "Step by step" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    told = json.loads(run("rank", file, *DAY, "--market", "7", "--json").out)
    assert told["number"] == 7
    assert run("rank", file, "--market", "x").code == 2


def test_simulated_seasons_stand_beside_the_model(
    run: Run, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = Estimate(value=0.5, low=0.4, high=0.6)

    def around(*args: object, progress: Callable[[int, int], None], **more: object) -> SeasonsAround:
        progress(3, 3)
        ranks = (SeasonsRank(rank=1, program="One", chance=share, model=share),)
        return SeasonsAround(
            seasons=3, list=ranks, matched=share, model=share, spread=(0.3, 0.7), differs=True
        )

    monkeypatch.setattr("matchsafe.services.rank_seasons.seasons_around", around)
    ran = run("rank", file, *DAY, "--seasons", "3")
    assert "We do not know why." in " ".join(ran.out.split())
    assert "1  One" in ran.out
    assert json.loads(run("rank", file, *DAY, "--seasons", "3", "--json").out)["differs"]
    assert run("rank", file, "--seasons", "0").code == 2


def test_a_season_the_simulation_does_not_have_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "eyes.yaml"
    path.write_text(
        "applicant: {type: us_img}\ntarget: {specialty: ophthalmology}\ninterviews: 3\n", encoding="utf-8"
    )
    ran = run("rank", str(path), *DAY, "--seasons", "1")
    assert ran.code == 2
    assert "no applicants like you" in ran.err


ADVANCED: Final = """\
applicant: {type: us_img}
targets: [{specialty: radiology_diagnostic, track: advanced}, {specialty: internal_medicine, track: preliminary}]
interviews:
  - {program: Rad, specialty: radiology_diagnostic, status: attended, ratings: {city: 1}, went: well}
  - {program: Ray, specialty: radiology_diagnostic, status: attended, ratings: {city: 5}, went: poorly}
  - {program: Year, specialty: internal_medicine, track: preliminary, status: attended}
rank_list: {order: [Rad, Ray], supplemental: [{advanced: [Rad], programs: [Year]}]}
"""


def test_a_supplemental_list_and_an_order_by_chance_are_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "advanced.yaml"
    path.write_text(ADVANCED, encoding="utf-8")
    table = tmp_path / "list.csv"
    out = " ".join(run("rank", str(path), *DAY, "--csv", str(table)).out.split())
    assert "Supplemental A, for Rad" in out
    assert "You match to these advanced programs with a first year in about" in out
    assert "2 Advanced, without a supplemental list: no first year." in out
    assert "We matched your programs in 400 markets drawn from the model" in out
    assert "at one you want more in none" in out
    assert "supplemental A,1,,Year,Internal Medicine,preliminary" in table.read_text("utf-8-sig")


def test_an_empty_list_says_so_and_many_pairs_are_cut(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    text = "applicant: {{type: us_img}}\ntarget: {{specialty: pediatrics}}\ninterviews: {}\n"
    path.write_text(text.format(0), encoding="utf-8")
    assert "Your list is empty" in run("rank", str(path), *DAY).out
    path.write_text(text.format(6), encoding="utf-8")
    assert "both partners are in one file" in run("couples", str(path), str(path), *DAY, "--keep").err
    ran = run("couples", str(path), str(path), *DAY, "--hours", "1.5")
    assert "and 18 more pairs: --csv FILE or --json" in ran.out
    watched = run("couples", str(path), str(path), *DAY, "--watch")
    assert "You and your partner, rank 1:" in watched.out
    assert len(json.loads(run("couples", str(path), str(path), *DAY, "--watch", "--json").out)["ends"]) == 2
    assert "together meaning within about 1.5 hours by road" in ran.out


def test_pairs_are_kept_in_both_files_or_in_none(
    run: Run, file: str, partner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> AbstractContextManager[Path]:
        if path == Path(partner):
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole_file(path)

    monkeypatch.setattr(in_place, "whole_file", full)
    before = [Path(f).read_bytes() for f in (file, partner)]
    ran = run("couples", file, partner, *DAY, "--limit", "2", "--keep")
    assert ran.code == 2
    assert "cannot be written: No space left on device. Nothing is changed." in ran.err
    assert [Path(f).read_bytes() for f in (file, partner)] == before
    assert not list(Path(file).parent.glob(".*"))


def test_pairs_kept_in_both_files_are_the_list_from_then_on(
    run: Run, file: str, partner: str, tmp_path: Path
) -> None:
    made = json.loads(run("couples", file, partner, *DAY, "--limit", "5", "--keep", "--json").out)
    again = json.loads(run("couples", file, partner, *DAY, "--json").out)
    assert again["brought"]
    assert not made["brought"]
    assert [(p["first"], p["second"]) for p in again["pairs"]] == [
        (p["first"], p["second"]) for p in made["pairs"]
    ]
    turned = json.loads(run("couples", partner, file, *DAY, "--json").out)
    assert [(p["second"], p["first"]) for p in turned["pairs"]] == [
        (p["first"], p["second"]) for p in made["pairs"]
    ]
    other = json.loads(run("couples", file, partner, *DAY, "--limit", "3", "--json").out)
    assert len(other["pairs"]) == 3
    target = tmp_path / "mine.yaml"
    ran = run("couples", file, "--for-partner", str(target))
    assert "without your ratings" in ran.out
    from_file = json.loads(run("couples", partner, str(target), *DAY, "--json").out)["pairs"]
    assert [(p["first"], p["second"]) for p in from_file] == [
        (p["first"], p["second"]) for p in turned["pairs"]
    ]
    assert from_file[0]["chance"]["value"] == pytest.approx(turned["pairs"][0]["chance"]["value"], abs=0.01)
    assert run("couples", file, "--for-partner", str(target)).code == 2
    assert run("couples", file, "--for-partner", str(tmp_path / "no" / "x.yaml")).code == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("rank", "gone.yaml", "--on", "x", "--typed", "gone.txt", "--csv", "no/a.csv"),
         ("--csv", "--on", "gone.yaml", "gone.txt")),
        (("rank", "gone.yaml", "--market", "0"), ("--market", "gone.yaml")),
        (("rank", "gone.yaml", "--seasons", "1001"), ("--seasons", "gone.yaml")),
        (("couples", "gone.yaml", "--xlsx", "no/a.xlsx", "--miles", "near", "--pairs", "gone.csv"),
         ("--xlsx", "gone.yaml", "--miles", "gone.csv")),
    ],
)  # fmt: skip
def test_every_problem_is_told_at_once(run: Run, typed: tuple[str, ...], told: tuple[str, ...]) -> None:
    ran = run(*typed)
    assert (ran.code, ran.out) == (2, "")
    assert [word for word in told if word not in ran.err] == [], ran.err
