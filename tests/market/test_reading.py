"""Every format gives the market the lists mean."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchsafe.domain.problem import Problems
from matchsafe.market import Market, MarketError, match
from matchsafe.market.certificate import pair_names
from matchsafe.market.files import read_market, write_market
from matchsafe.market.files.json_market import parse_market_json
from matchsafe.market.files.tables import APPLICANTS, market_table
from matchsafe.market.season.season import simulate
from matchsafe.services.simulation.preset_files import load_preset
from matchsafe.tabular import clean

NAMES = (
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=6)
    .map(clean)
    .filter(lambda name: name not in ("", "-"))
)


@st.composite
def markets(draw: st.DrawFn) -> dict[str, Any]:
    """Lists in which whoever is listed lists back."""
    names = draw(st.lists(NAMES, unique=True, min_size=3, max_size=9))
    half = max(1, len(names) // 2)
    people, places = names[:half], names[half:]
    wants = {a: draw(st.lists(st.sampled_from(places), unique=True, max_size=4)) for a in people}
    couples = []
    if len(people) > 2 and draw(st.booleans()):
        first, second = people[-2:]
        pairs = draw(st.lists(st.tuples(*[st.sampled_from(["-", *places])] * 2), unique=True, max_size=5))
        pairs = [pair for pair in pairs if pair != ("-", "-")]
        del wants[first], wants[second]
        couples = [(first, second, [p for p, _ in pairs], [q for _, q in pairs])]
    liked = {p: [a for a, own in wants.items() if p in own] for p in places}
    for first, second, left, right in couples:
        for name, own in ((first, left), (second, right)):
            for place in dict.fromkeys(own):
                if place != "-":
                    liked[place].append(name)
    offers = {p: (draw(st.integers(0, 3)), draw(st.permutations(who))) for p, who in liked.items()}
    return {"applicants": wants, "programs": offers, "couples": couples}


@pytest.mark.parametrize(
    ("written", "columnar"),
    [
        ("applicant,rank,program\nann,1,city\nann,2,mercy\nbob,1,city\n", True),
        ("applicant;rank;program\r\nann;1;city\r\nann;2;mercy\r\nbob;1;city", True),
        ("program\tnote\tRank\tapplicant\ncity\tx\t1\tann\nmercy\ty\t2\tann\ncity\tz\t1\tbob\n", True),
        ("applicant,rank,program\nann,1,city\nann,2.0,mercy\nbob,1,city\n", False),
        ("applicant,rank,program\nann,1, city\nann,2,mercy\nbob,1,city\n", False),
        ('applicant,rank,program\nann,1,"city"\nann,2,mercy\nbob,1,city\n', False),
        ("applicant,rank,program\nann,1,city\n\nann,2,mercy\nbob,1,city\n", False),
    ],
)
def test_a_clean_file_is_read_column_by_column_and_means_the_same(
    written: str, columnar: bool, tmp_path: Path
) -> None:
    lists, offers = tmp_path / "a.csv", tmp_path / "p.csv"
    lists.write_text(written, newline="")
    offers.write_text("program,quota,rank,applicant\ncity,1,1,bob\ncity,1,2,ann\nmercy,2,1,ann\n")
    table = market_table(lists, APPLICANTS, Problems(MarketError))
    names = [table.columns[[c.lower() for c in table.columns].index(c)] for c in APPLICANTS.needed]
    read = table.columnar([table.columns.index(name) for name in names], ["text", "whole", "text"])
    assert (read is not None) == columnar
    market = read_market(lists, offers)
    assert market.applicant_ids == ("ann", "bob")
    assert market.program_ids == ("city", "mercy")
    assert market.offsets.tolist() == [0, 2, 3]
    assert market.programs.tolist() == [0, 1, 0]
    assert market.scores.tolist() == [-1, 0, 0]


@pytest.mark.parametrize("rank", ["0", "x", "", "9999999999", "1.5"])
def test_a_rank_that_is_none_is_told_by_its_row_in_every_format(rank: str, tmp_path: Path) -> None:
    offers = tmp_path / "p.csv"
    offers.write_text("program,quota,rank,applicant\ncity,1,1,ann\n")
    (tmp_path / "a.csv").write_text(f"applicant,rank,program\nbob,1,city\nann,{rank},city\n")
    with pytest.raises(MarketError) as error:
        read_market(tmp_path / "a.csv", offers)
    assert ("a.csv", 3, "rank") in {(p.file, p.row, p.column) for p in error.value.problems}


def same(one: Market, other: Market) -> bool:
    arrays = ("offsets", "programs", "scores", "quotas")
    pairs = ("members", "offsets", "first", "second")
    return (
        all(np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays)
        and all(np.array_equal(getattr(one.couples, name), getattr(other.couples, name)) for name in pairs)
        and tuple(one.applicant_ids) == tuple(other.applicant_ids)
        and tuple(one.program_ids) == tuple(other.program_ids)
    )


def as_json(lists: dict[str, Any]) -> dict[str, Any]:
    return {
        "applicants": [{"applicant": a, "programs": own} for a, own in lists["applicants"].items()],
        "programs": [
            {"program": p, "quota": q, "applicants": who} for p, (q, who) in lists["programs"].items()
        ],
        "couples": [
            {"first": a, "second": b, "pairs": [list(pair) for pair in zip(left, right, strict=True)]}
            for a, b, left, right in lists["couples"]
        ],
    }


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists=markets())
def test_a_market_that_is_written_is_read_back_as_the_same_market(
    tmp_path: Path, lists: dict[str, Any]
) -> None:
    market = Market.from_lists(**lists)
    assert same(read_market(*write_market(market, tmp_path)), market)


def test_a_market_of_a_season_is_read_back_with_what_programs_do_not_accept(tmp_path: Path) -> None:
    """Partners come after singles in the files, so everything is compared by name."""
    market = simulate(load_preset("us_2025"), 1, 0, 0.02).lists.market
    assert np.isneginf(market.scores).any()
    assert len(market.couples)
    again = read_market(*write_market(market, tmp_path))
    assert match(again, seed=3).as_dict() == match(market, seed=3).as_dict()
    assert by_name(again) == by_name(market)


def by_name(market: Market) -> Any:
    """Lists of both sides and the couples' pairs."""
    person, place = market.applicant_name, market.program_name
    lists = {
        person(a): [place(p) for p in market.programs[market.offsets[a] : market.offsets[a + 1]]]
        for a in np.flatnonzero(market.couple_of < 0)
    }
    order = np.lexsort((market.owners, -market.scores))
    offers: dict[str, list[str]] = {place(p): [] for p in range(len(market.quotas))}
    for edge in order[market.scores[order] > -np.inf]:
        offers[place(market.programs[edge])].append(person(market.owners[edge]))
    c = market.couples
    pairs = [
        (
            tuple(map(person, c.members[i])),
            [pair_names(market, j) for j in range(c.offsets[i], c.offsets[i + 1])],
        )
        for i in range(len(c))
    ]
    return lists, offers, dict(zip(offers, market.quotas.tolist(), strict=True)), pairs


@settings(max_examples=50, deadline=None)
@given(lists=markets())
def test_one_json_file_means_the_market_of_its_lists(lists: dict[str, Any]) -> None:
    content = json.dumps(as_json(lists)).encode()
    assert same(parse_market_json(content), Market.from_lists(**lists))


@pytest.mark.parametrize("form", ["json", "parquet"])
def test_the_tables_may_be_json_or_parquet(tmp_path: Path, form: str) -> None:
    example = Path(__file__).parents[2] / "examples" / "market"
    csvs = [example / f"{name}.csv" for name in ("applicants", "programs", "couples")]
    paths = []
    for source in csvs:
        with source.open(newline="") as file:
            rows: list[dict[str, Any]] = list(csv.DictReader(file))
        rows = [{k: int(v) if k in ("rank", "quota") else v for k, v in row.items()} for row in rows]
        path = tmp_path / f"{source.stem}.{form}"
        if form == "json":
            path.write_text(json.dumps(rows))
        else:
            arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
            parquet.write_table(arrow.Table.from_pylist(rows), path)
        paths.append(path)
    assert same(read_market(*paths), read_market(*csvs))


def test_scores_beside_the_applicants_ranks_take_the_place_of_the_programs_lists(tmp_path: Path) -> None:
    applicants, programs = tmp_path / "applicants.csv", tmp_path / "programs.csv"
    applicants.write_text(
        "applicant,rank,program,score\nAnn,1,P,0.25\nBen,1,P,0.5\nCem,1,P,\nAnn,2,Q,1e3\nCem,2,Q,-4\n"
    )
    programs.write_text("program,quota\nP,1\nQ,1\n")
    market = read_market(applicants, programs)
    assert market.scores.tolist() == [0.25, 1000.0, 0.5, -np.inf, -4.0]
    assert match(market).as_dict() == {"Ann": "Q", "Ben": "P", "Cem": None}


def test_scores_too_close_for_single_precision_keep_their_order(tmp_path: Path) -> None:
    applicants, programs = tmp_path / "applicants.csv", tmp_path / "programs.csv"
    applicants.write_text("applicant,rank,program,score\nAnn,1,P,1.00000000001\nBen,1,P,1.00000000002\n")
    programs.write_text("program,quota\nP,1\n")
    assert match(read_market(applicants, programs)).as_dict() == {"Ann": None, "Ben": "P"}


@pytest.mark.parametrize("more", ["", "Cat,1,P,\n"])
def test_scores_with_more_digits_than_are_kept_are_refused_rather_than_tied(
    tmp_path: Path, more: str
) -> None:
    applicants, programs = tmp_path / "applicants.csv", tmp_path / "programs.csv"
    head, programs_text = "applicant,rank,program,score\n", "program,quota\nP,1\n"
    programs.write_text(programs_text)
    applicants.write_text(f"{head}Ann,1,P,9007199254740992\nBen,1,P,9007199254740993\n{more}")
    with pytest.raises(MarketError, match="'9007199254740993' has more digits than a score keeps"):
        read_market(applicants, programs)
    applicants.write_text(f"{head}Ann,1,P,1.000000000000000056e-01\nBen,1,P,0.30000000000000004\n{more}")
    assert match(read_market(applicants, programs)).as_dict()["Ben"] == "P"
    applicants.write_text(f"{head}Ann,1,P,0.100000000000000000\nBen,1,P,0.300000000000000000\n{more}")
    assert match(read_market(applicants, programs)).as_dict()["Ben"] == "P"


@pytest.mark.parametrize(
    ("score", "quota", "told"),
    [
        ("16777217.000000001", "1", "'16777217.000000001' has more digits than a score keeps"),
        ("0.10000000000000000001", "1", "'0.10000000000000000001' has more digits than a score keeps"),
        ("1e-400", "1", "'1e-400' has more digits than a score keeps"),
        ("7" * 400, "1", "is too large for a score; the most is 1e308"),
        ("1e400", "1", "'1e400' is too large for a score"),
        (
            "1",
            "1.00000000000000000001",
            "'1.00000000000000000001' is not a whole number from 0 to 999,999,999",
        ),
        ("1", "1e400", "'1e400' is not a whole number"),
        ("1", "7" * 400, "is not a whole number"),
    ],
)
def test_json_numbers_that_64_bits_do_not_keep_are_refused_by_name(score: str, quota: str, told: str) -> None:
    place = "applicants[0].scores[0]" if quota == "1" else "programs[0].quota"
    people = f'[{{"applicant": "Ann", "programs": ["P"], "scores": [{score}]}}]'
    text = f'{{"applicants": {people}, "programs": [{{"program": "P", "quota": {quota}}}]}}'
    with pytest.raises(MarketError, match=re.escape(told)) as refused:
        parse_market_json(text.encode())
    assert [p.path for p in refused.value.problems] == [place]


def test_one_json_file_may_have_scores_instead_of_the_programs_lists() -> None:
    content: dict[str, Any] = {
        "applicants": [
            {"applicant": "Ann", "programs": ["P", "Q"], "scores": [71.5, 1]},
            {"applicant": "Ben", "programs": ["P"], "scores": [80]},
            {"applicant": 7, "programs": ["P"], "scores": [None]},
        ],
        "programs": [{"program": "P", "quota": 1}, {"program": "Q", "quota": 2.0}],
    }
    found = match(parse_market_json(json.dumps(content).encode()))
    assert found.as_dict() == {"Ann": "Q", "Ben": "P", "7": None}
    content["couples"] = [
        {"first": "Cy", "second": "Di", "pairs": [["P", "Q"], ["Q", "-"]], "scores": [[90, 5], [90, None]]}
    ]
    found = match(parse_market_json(json.dumps(content).encode()))
    assert found.as_dict() == {"Ann": "Q", "Ben": None, "7": None, "Cy": "P", "Di": "Q"}


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_line_ends_and_a_byte_order_mark_do_not_matter(
    tmp_path: Path, separator: str, end: str
) -> None:
    def write(name: str, *rows: str) -> Path:
        path = tmp_path / name
        path.write_bytes(("\ufeff" + end.join(rows) + end).replace(",", separator).encode())
        return path

    market = read_market(
        write("a.csv", "Applicant,Rank,Program", "Ann,1,P"),
        write("p.csv", "program,quota,rank,applicant", "P,1,1,Ann"),
    )
    assert match(market).as_dict() == {"Ann": "P"}


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("one", ["1", "1.0", "1.", "01.00"])
def test_a_whole_number_written_with_a_point_is_that_number(tmp_path: Path, one: str) -> None:
    applicants = written(tmp_path, "a.csv", f"applicant,rank,program\nAda,{one},Univ\nBo,,\n")
    programs = written(tmp_path, "p.csv", f"program,quota,rank,applicant\nUniv,{one},{one},Ada\n")
    assert match(read_market(applicants, programs)).as_dict() == {"Ada": "Univ", "Bo": None}


def test_a_hexadecimal_number_is_no_rank_however_the_file_is_read(tmp_path: Path) -> None:
    applicants = written(tmp_path, "a.csv", "applicant,rank,program\nAda,0x1,Univ\n")
    programs = written(tmp_path, "p.csv", "program,quota,rank,applicant\nUniv,0X1,1,Ada\n")
    with pytest.raises(MarketError, match=r"'0x1' is not a whole number[^|]*\n.*'0X1' is not a whole number"):
        read_market(applicants, programs)


@pytest.mark.parametrize("rank", ["1.5", "1,0", "1.0.0", ".0", "1e0", "-1.0", "\u0661", "1.0a"])
def test_what_only_looks_like_a_whole_number_is_refused(tmp_path: Path, rank: str) -> None:
    applicants = written(tmp_path, "a.csv", f'applicant;rank;program\nAda;"{rank}";Univ\n')
    programs = written(tmp_path, "p.csv", "program,quota,rank,applicant\nUniv,1,1,Ada\n")
    with pytest.raises(MarketError, match="is not a whole number from 1"):
        read_market(applicants, programs)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jos\u00e9 N\u00fa\u00f1ez", "Jose\u0301 Nu\u0301n\u0303ez"),  # composed and decomposed
        ("Ana Lee", "Ana\u00a0Lee"),  # a blank that does not break
        ("Ana Lee", "Ana Lee\u200b"),  # a blank without width
        ("Ana Lee", "\ufeffAna Lee "),
        ("\u212bse", "\u00c5se"),  # the sign of the unit and the letter
    ],
)
def test_names_that_look_the_same_are_the_same(tmp_path: Path, one: str, other: str) -> None:
    applicants = written(tmp_path, "a.csv", f"applicant,rank,program\n{one},1,Univ\n")
    programs = written(tmp_path, "p.csv", f"program,quota,rank,applicant\nUniv,1,1,{other}\n")
    market = read_market(applicants, programs)
    assert list(match(market).as_dict().values()) == ["Univ"]
    content = json.dumps({"applicants": [{"applicant": one, "programs": ["U"]}],
                          "programs": [{"program": "U", "quota": 1, "applicants": [other]}]})  # fmt: skip
    assert list(match(parse_market_json(content.encode())).as_dict().values()) == ["U"]


def test_names_of_other_letters_stay_apart(tmp_path: Path) -> None:
    applicants = written(tmp_path, "a.csv", "applicant,rank,program\nJos\u00e9,1,U\nJose,1,U\n")
    programs = written(tmp_path, "p.csv", "program,quota,rank,applicant\nU,1,1,Jose\nU,1,2,Jos\u00e9\n")
    assert match(read_market(applicants, programs)).as_dict() == {"Jos\u00e9": None, "Jose": "U"}


@pytest.mark.parametrize("kind", ["utf-16", "xlsx", "html"])
def test_a_market_may_come_in_any_kind_of_file_whatever_it_is_called(tmp_path: Path, kind: str) -> None:
    rows: list[list[Any]] = [["program", "quota", "rank", "applicant"], ["Univ", 1, 1, "\u00c9va"]]
    programs = tmp_path / "programs.csv"
    if kind == "xlsx":
        from openpyxl import Workbook

        book = Workbook()
        for row in rows:
            book.worksheets[0].append(row)
        book.save(programs)
    elif kind == "html":
        cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
        programs.write_text(f"<html><table>{cells}</table></html>", encoding="utf-8")
    else:
        programs.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding=kind)
    applicants = written(tmp_path, "a.txt", "applicant\trank\tprogram\n\u00c9va\t1\tUniv\n")
    assert match(read_market(applicants, programs)).as_dict() == {"\u00c9va": "Univ"}


def test_lists_in_blocks_are_joined_by_counting_and_mean_the_same(tmp_path: Path) -> None:
    table = pytest.importorskip("pyarrow.csv")
    parquet = pytest.importorskip("pyarrow.parquet")
    lists = {f"Å{a}": [f"P{(a + k) % 4}" for k in range(3)] for a in range(6)}
    offers = {f"P{p}": (1, [a for a in reversed(lists) if f"P{p}" in lists[a]]) for p in (2, 0, 3, 1)}
    market = Market.from_lists(lists, offers)
    files = write_market(market, tmp_path)
    for file in files:
        parquet.write_table(table.read_csv(file), file.with_suffix(".parquet"), row_group_size=4)
    for found in (read_market(*files), read_market(*(file.with_suffix(".parquet") for file in files))):
        assert found.scores.tobytes() == market.scores.tobytes()
        assert found.programs.tolist() == market.programs.tolist()
        assert found.applicant_ids == market.applicant_ids


@pytest.mark.parametrize("wrong", ["B", "D"])
def test_as_many_answers_as_wishes_do_not_answer_them_all(tmp_path: Path, wrong: str) -> None:
    applicants = written(tmp_path, "a.csv", "applicant,rank,program\nB,1,P0\nA,1,P0\nA,2,P1\nD,1,P0\n")
    heard = "".join(f"P0,3,{rank},{who}\n" for rank, who in enumerate("BAD".replace(wrong, ""), 1))
    programs = written(
        tmp_path, "p.csv", f"program,quota,rank,applicant\n{heard}P1,1,1,A\nP1,1,2,{'DB'[wrong == 'D']}\n"
    )
    with pytest.raises(MarketError, match=f"'{wrong}' lists 'P0', which does not list them"):
        read_market(applicants, programs)
