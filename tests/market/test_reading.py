"""Every format gives the market the lists mean; whatever else a file holds is told, in bounded memory."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchsafe.domain.problem import Problems
from matchsafe.market import Market, MarketError, match
from matchsafe.market.certificate import pair_names
from matchsafe.market.files import read_market, read_market_json, write_market
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
READ_ROOM = 260_000_000
"""Bytes of address space beyond the imports a reader may take for any file of nonsense."""


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


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "is not a group"),
        ("{", "This is no JSON"),
        ("[" * 100_000, "nested too deep"),
        ('{"applicants": [], "programs": [], "pairs": []}', "pairs: is not known here"),
        ('{"applicants": {}, "programs": []}', "applicants: is not a list"),
        ('{"applicants": []}', "lacks programs"),
        ('{"applicants": [{"applicant": "A", "programs": ["X"]}], "programs": []}', "applicants[0].programs[0]: there"),
        ('{"applicants": [], "programs": [{"program": "P", "quota": -1}]}', "programs[0].quota: '-1' is not"),
        ('{"applicants": [], "programs": [{"program": [], "quota": 1}]}', "programs[0].program: [] is neither"),
        ('{"applicants": [], "programs": [{"program": "P", "quota": NaN}]}', "programs[0].quota: is empty"),
        ('{"applicants": [], "programs": [{"program": "P", "quota": 1%s}]}' % ("0" * 5000),
         "programs[0].quota: has more than 1,000"),
        ('{"applicants": [], "applicants": [], "programs": []}', "stands twice in one object"),
        ('{"applicants": [], "programs": [{"program": "P", "quota": 1e999}]}', "programs[0].quota: 'inf' is not"),
        ('{"applicants": [], "programs": [{"program": "P", "quota": true}]}', "[0].quota: 'True' is not"),
        ('{"applicants": ["Ann"], "programs": []}', "applicants[0]: is not a group with applicant, programs"),
        ('{"applicants": [{"applicant": "A", "programs": "P"}], "programs": []}', "[0].programs: is not a list"),
        ('{"applicants": [{"applicant": "A", "programs": [], "scores": [1]}], "programs": []}',
         "applicants[0].scores: has not as many entries as the list beside it"),
        ('{"applicants": [], "programs": [], "couples": [{"first": "A", "second": "B", "pairs": ["P"]}]}',
         "couples[0].pairs[0]: is not a list of two"),
        ('{"applicants": [{"applicant": "A", "programs": ["P"], "scores": ["1_0"]}],'
         ' "programs": [{"program": "P", "quota": 1}]}', "scores[0]: '1_0' is not a number"),
        ('{"applicants": [{"applicant": "A", "programs": ["P"], "scores": [true]}],'
         ' "programs": [{"program": "P", "quota": 1}]}', "scores[0]: 'True' is not a number"),
        ('{"applicants": [{"applicant": "A", "programs": ["P"], "scores": [1]}],'
         ' "programs": [{"program": "P", "quota": 1, "applicants": ["A"]}]}', "has scores: give one of the two"),
    ],
)  # fmt: skip
def test_json_that_is_no_market_is_told_by_its_place(content: str, said: str) -> None:
    with pytest.raises(MarketError) as caught:
        parse_market_json(content.encode())
    assert said in str(caught.value)


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


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gzip.compress(b"applicant,rank,program\n" * 9, mtime=0), "This is a gzip archive"),
        (b"PK\x03\x04rest", "damaged or cut off"),
        (b"\x7fELF\x02\x01\x01" + bytes(64), "This is a program"),
        (b"PAR1" + bytes(64), "cannot be read as Parquet"),
        ("applicant,rank,program\nÉva,1,P\n".encode("latin-1"),
         "row 2: It cannot be read as UTF-8 text: the byte 0xc9"),
        (b"applicant,rank,program\n" + b'"' + b"a\n" * 9_000,
         "row 2: A quotation mark is opened here and never closed"),
        (b"applicant,rank,program\nAnn,1,P\nBen,1,", "there is no file"),
        (b"applicant,rank,program\nAnn,99999999999999999999,P\n", "row 2, column rank"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_named_for_what_it_is(tmp_path: Path, content: bytes, said: str) -> None:
    path, programs = tmp_path / "applicants.csv", tmp_path / "programs.csv"
    path.write_bytes(content)
    programs.write_text("program,quota,rank,applicant\nP,1,1,Ann\n")
    with pytest.raises(MarketError) as caught:
        read_market(path, programs)
    assert said in str(caught.value) or "row 3, column program: is empty" in str(caught.value)


def test_files_that_are_not_there_are_all_told(tmp_path: Path) -> None:
    with pytest.raises(MarketError) as caught:
        read_market(tmp_path / "none.csv", tmp_path, tmp_path / "none.parquet")
    assert [p.message for p in caught.value.problems] == [
        f"There is no file {tmp_path / 'none.csv'}.", "This is a folder, not a file.",
        f"There is no file {tmp_path / 'none.parquet'}.",
    ]  # fmt: skip


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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=300) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_are_told_as_problems(tmp_path: Path, content: bytes) -> None:
    for suffix in ("csv", "json", "parquet"):
        path = tmp_path / f"any.{suffix}"
        path.write_bytes(content)
        with pytest.raises(MarketError):
            read_market(path, path)
        with pytest.raises(MarketError):
            read_market_json(path)


def test_rows_without_columns_are_no_market(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = tmp_path / "none.parquet"
    pytest.importorskip("pyarrow.parquet").write_table(arrow.table({}), parquet)
    objects = tmp_path / "none.json"
    objects.write_text("[{}, {}]")
    for path in (parquet, objects):
        with pytest.raises(MarketError, match="no columns"):
            read_market(path, path)


HOSTILE: dict[str, Callable[[Any], None]] = {
    "NUL bytes": lambda file: file.truncate(300_000_000),
    "an endless line": lambda file: [file.write(b"x" * 1_000_000) for _ in range(120)] and None,
    "an open quote": lambda file: file.write(b'applicant,rank,program\n"' + b"a,b\n" * 2_000_000) and None,
    "the same line": lambda file: file.write(b"applicant,rank,program\n" + b"Ann,1,P\n" * 1_000_000) and None,
    "bad rows": lambda file: file.write(b"applicant,rank,program\n" + b"a\n" * 2_000_000) and None,
}  # fmt: skip
CHILD = """
import resource, sys
from matchsafe.market import MarketError
from matchsafe.market.files import read_market
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sys.argv[1:]:
    try:
        read_market(path, path)
    except MarketError:
        print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
def test_large_files_of_nonsense_take_little_memory(tmp_path: Path) -> None:
    """One process reads them all, so the most memory it ever had is what the worst of them takes."""
    paths = [tmp_path / f"{number}.csv" for number in range(len(HOSTILE))]
    for path, write in zip(paths, HOSTILE.values(), strict=True):
        with path.open("wb") as file:
            write(file)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, paths)], capture_output=True, text=True, timeout=300
    )
    for path in paths:
        path.unlink()
    taken = dict(zip(HOSTILE, map(int, done.stdout.split()), strict=True))
    assert max(taken.values()) < READ_ROOM, taken


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("one", ["1", "1.0", "1.", "01.00"])
def test_a_whole_number_written_with_a_point_is_that_number(tmp_path: Path, one: str) -> None:
    applicants = written(tmp_path, "a.csv", f"applicant,rank,program\nAda,{one},Univ\nBo,,\n")
    programs = written(tmp_path, "p.csv", f"program,quota,rank,applicant\nUniv,{one},{one},Ada\n")
    assert match(read_market(applicants, programs)).as_dict() == {"Ada": "Univ", "Bo": None}


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
