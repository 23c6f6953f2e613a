"""The benchmark runs on a few small things and judges them; how fast anything is, is not tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from identities.tables import ALL

from benchmarks import deriving, families, growth, judged, library, library_rows, paired, report, sizes, starting
from benchmarks.__main__ import main
from benchmarks.judged import line_of, time_in_turn
from benchmarks.report import Section, Table, Target

ROWS = {row.name: row for row in ALL}
THREE = tuple(ROWS[name] for name in ("bilinear", "sympy-log-det", "mn-AXB"))
SECONDS = 20


@pytest.fixture(autouse=True)
def plots_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr("benchmarks.plots.FOLDER", tmp_path / "plots")


def made_up(*targets: Target) -> Section:
    return Section("Deriving", targets, ["Words.", Table(("row", "time"), [("one", "1 ms")])])


def test_a_missed_target_gives_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    page = tmp_path / "benchmarks.md"
    assert main(["deriving"], lambda _: made_up(Target("a ratio", 0.3, 0.2)), page) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  missed             0.3    ≤ 0.2  a ratio",
        "targets missed: 1",
    ]
    assert "| a ratio | 0.3 | ≤ 0.2 | missed |" in page.read_text(encoding="utf-8")


def test_targets_that_are_met_give_exit_code_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    targets = Target("a ratio", 0.2, 0.2), Target("a factor", 150.0, 100.0, at_least=True), Target("a peer", None, 0.2)
    assert main(["deriving"], lambda _: made_up(*targets), tmp_path / "benchmarks.md") == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:4]] == ["met", "met", "not"]


def test_a_factor_that_is_too_small_is_missed():
    assert Target("a factor", 99.0, 100.0, at_least=True).missed
    assert not Target("a factor", 99.0, 100.0).missed


def test_a_table_in_markdown():
    table = Table(("row", "time", "ratio"), [("one", "1 ms", "2"), ("two", "3 ms", "4")])
    assert table.markdown == ("| row | time | ratio |\n| --- | ---: | ---: |\n| one | 1 ms | 2 |\n| two | 3 ms | 4 |")


def test_the_worst_row_stands_beside_a_median():
    targets = [
        Target("a median", 1.06, 1.1, worst=report.Worst("layer normalization", 1.36)),
        Target("another", 1.0, 2.0),
    ]
    assert report.targets_table(targets).markdown.splitlines()[::2] == [
        "| target | measured | limit |  | worst row |",
        "| a median | 1.06 | ≤ 1.1 | met | 1.36: layer normalization |",
    ]
    assert report.targets_table(targets[1:]).head == ("target", "measured", "limit", "")


def test_a_part_that_is_run_alone_leaves_the_other_sections():
    order = ["Deriving", "Growth"]
    both = report.page("", [made_up(), Section("Growth", (), ["Old."])], order)
    again = report.page(both, [Section("Growth", (), ["New."])], order)
    assert again == both.replace("Old.", "New.")
    assert again.index("## Deriving") < again.index("## Growth")


def test_figures_have_three_digits_and_a_unit():
    assert [report.figure(value) for value in (0.01234, 1.5, 1234.0)] == ["0.0123", "1.5", "1234"]
    assert [report.duration(value) for value in (2.0, 0.0123, 4.2e-6, None)] == ["2 s", "12.3 ms", "4.2 µs", "—"]


def test_calls_take_turns_and_their_ratios_are_paired():
    called = []
    times = paired.in_turn({"one": lambda: called.append(1), "other": lambda: called.append(2)}, seconds=0.0)
    assert {name: len(found) for name, found in times.items()} == {"one": 5, "other": 5}
    assert set(called) == {1, 2}
    assert paired.ratio({"one": [1.0, 9.0, 3.0], "other": [1.0, 3.0, 1.0]}, "one", "other") == 3.0


def test_deriving_on_three_rows():
    found = deriving.section({"identities": deriving.lines_of(THREE, SECONDS, runs=1)}, "")
    assert "SymPy: 1 (sympy-log-det)" in found.markdown
    assert "medians over the 2 rows that SymPy gets right" in found.targets[0].words
    assert (found.targets[-1].value, found.targets[-1].missed) == (0.0, False)
    assert found.targets[0].worst.row in {"bilinear", "mn-AXB"}
    assert found.targets[0].worst.value >= found.targets[0].value


def test_a_row_counts_for_every_tool_that_has_the_words():
    rows = {row[0]: row for row in deriving.answers(deriving.lines_of(THREE, SECONDS, runs=1)).rows}
    assert rows["SymPy"][1:3] == ("3", "2")
    assert rows["matcalc"][1:3] == rows["matcalc, checked"][1:3] == ("3", "3")


def test_a_row_that_no_tool_but_ours_can_say():
    assert line_of(ROWS["s-layer-upstream-W"], SECONDS).columns["SymPy"].ask is None


def test_a_wrong_answer_is_called_wrong(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(judged, "result_text", lambda _: "2 * a @ b.T")
    lines = [line_of(ROWS["bilinear"], SECONDS)]
    assert not lines[0].columns["matcalc"].right
    time_in_turn(lines, runs=1)
    assert deriving.targets_of("identities", lines)[-1].missed
    assert "matcalc: 1 (bilinear)" in deriving.wrong(lines)


def test_slow_derivations_miss_the_targets():
    line = line_of(ROWS["bilinear"], SECONDS)
    times = {"SymPy": 0.1, "tensorgrad": 0.1, "matcalc": 1.1, "matcalc, checked": 3.0, "matcalc, from text": 0.9}
    for tool, time in times.items():
        line.columns[tool] = replace(line.columns[tool], times=[time])
    targets = deriving.targets_of("identities", [line])
    missed = [target.words.split(": ")[1].partition(",")[0] for target in targets if target.missed]
    assert [words for words in missed if "tensorgrad" not in words] == [
        "matcalc ÷ SymPy",
        "slowest row checked",
        "checked ÷ not checked",
    ]


def test_the_library_as_rows():
    rows, others = library_rows.library_rows()
    named = {row.name: row for row in rows}
    assert "rnn-unrolled" in others
    assert "convolution-1d" in others
    assert len(rows) > 250
    layer = named["dense-layer, W"]
    assert (layer.expression, layer.kind) == ("sum(G_a_next * a_next)", "gradient")
    assert line_of(layer, SECONDS).columns["matcalc"].right


def test_how_long_results_are():
    import sympy

    x = sympy.MatrixSymbol("X", 3, 3)
    assert sizes.of_text("A @ x + A @ x") == sizes.Size(3, 2)
    assert sizes.of_text("J[i,j] = A[i,k] B[k,j]") == sizes.Size(1, 1)
    assert sizes.of_sympy(x.T * x + x.T) == sizes.Size(4, 3)


def test_growth_of_short_families():
    grown = growth.measured(replace(families.FAMILIES[0], lengths=(1, 2, 4)))
    assert [at.length for at in grown.measured] == [1, 2, 4]
    assert [at.operators for at in grown.measured] == [6, 14, 30]
    (row,) = growth.growth_table([grown]).rows
    assert row[:2] == (families.LAYERS, "4")


def test_an_exponent_is_that_of_the_larger_lengths():
    measured = [
        growth.Measured(length, time, None, 1, 1) for length, time in ((1, 9.0), (16, 4.0), (32, 16.0), (64, 64.0))
    ]
    grown = growth.Grown(families.FAMILIES[0], measured)
    assert grown.exponent(lambda at: at.derived) == pytest.approx(2)
    assert grown.exponent(lambda at: at.checked) is None
    assert growth.targets_of([grown])[0].missed


def test_growth_says_what_was_refused():
    (composition,) = (family for family in families.FAMILIES if family.name == "composition")
    grown = growth.measured(replace(composition, lengths=(1, 150)))
    assert [at.length for at in grown.measured] == [1]
    assert "the expression is nested more than" in growth.growth_table([grown]).rows[0][-1]


def test_peers_stand_beside_matcalc():
    from benchmarks import growth_peers

    peers = growth_peers.beside(2)
    assert [one.layers for one in peers] == [1, 2]
    assert isinstance(peers[0].sympy, float)
    assert peers[1].sympy == "ValueError"
    assert len(growth_peers.table(peers).rows) == 2


def test_families_of_every_kind_are_derived():
    for family in families.FAMILIES:
        assert growth.measured(replace(family, lengths=(2,))).measured[0].derived > 0


def test_a_command_is_timed_beside_the_import():
    case = starting.Case("nothing", starting.python("pass"), 1, limit=1e-6, seconds=60.0)
    found = starting.run([case])
    assert [target.missed for target in found.targets] == [True, False]
    assert "| nothing |" in found.markdown


def test_the_library_is_timed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    assert library.main(["lemma-norm", "lemma-softmax"]) == 0
    assert "2 entries in" in capsys.readouterr().out
    monkeypatch.setattr(library, "MOST_SECONDS", 0.0)
    assert library.main(["lemma-norm"]) == 1
    assert "too long" in capsys.readouterr().out


def test_a_plot_is_the_same_on_every_run(tmp_path: Path):
    pytest.importorskip("matplotlib")
    from benchmarks import plots

    texts = []
    for _ in range(2):
        path = plots.drawn("sketch", 1, lambda panels: plots.curves(panels[0], {"a": ([1, 2], [3, 4])}, "t", "x", "y"))
        assert path == "plots/sketch.svg"
        texts.append((tmp_path / path).read_text(encoding="utf-8"))
    assert texts[0] == texts[1]


def test_what_is_in_several_panels_stands_once_in_the_legend(tmp_path: Path):
    pytest.importorskip("matplotlib")
    from benchmarks import plots

    many = {f"family {number}": ([1, 2], [3, 4 + number]) for number in range(9)}

    def draw(panels: Sequence[Any]) -> None:
        plots.curves(panels[0], many, "Time", "length", "seconds")
        plots.curves(panels[1], many, "Memory", "length", "MB")
        plots.curves(panels[2], {"family 3": ([1], [1]), "a": ([1], [2]), "b": ([1], [3])}, "Peers", "x", "y")
        colours = [{line.get_label(): line.get_color() for line in panel.lines} for panel in panels]
        assert colours[0] == colours[1]
        assert colours[2] == {"family 3": "C3", "a": "C9", "b": "C0"}
        assert {line.get_linestyle() for line in panels[2].lines} == {"-", "--"}
        assert all(panel.get_legend() is None for panel in panels)

    path = plots.drawn("sketch", 3, draw)
    assert path is not None
    text = (tmp_path / path).read_text(encoding="utf-8")
    assert [text.count(f">{word}<") for word in ("family 3", "a", "b", "Time", "Memory", "Peers")] == [1] * 6


def test_growth_beyond_the_usual_limit_says_with_which_one():
    measured = [growth.Measured(length, length / 1e3, None, length, length) for length in (256, 512, 1000)]
    network = families.FAMILIES[0]
    (row,) = growth.growth_table([growth.Grown(network, measured)]).rows
    assert row[1] == "1000"
    assert row[-1] == "linear; with --max-steps 40000"
    assert growth.measured(replace(network, lengths=(1, 64), steps=100)).refused is not None
