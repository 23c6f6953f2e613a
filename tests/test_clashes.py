"""Clashes of conventions: every one is caught by name, and problems that say everything twice and right have none."""

import json
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from stated_twice import problem, problems
from test_documents_latex import compiled, complaints
from test_documents_targets import SCHEMA, faults

from matcalc import derive, lint, load_problem
from matcalc.checking.claims.clash import Clash, ClashName
from matcalc.cli.commands import main
from matcalc.documents.columns import width
from matcalc.documents.lint import lint_report
from matcalc.errors import InputError
from matcalc.problems.problem import Problem
from matcalc.problems.tables import Table
from matcalc.problems.toml import problem_of

FOLDER = Path(__file__).parent / "clashes"
FILES = sorted(path.stem for path in FOLDER.glob("*.toml"))

BEFORE = "[[define]] 1 (z)"

FOUND = [  # file, place, name, the index that shows it
    ("weights-from-to", BEFORE, ClashName.INDEX_ORDER, "i"),
    ("matrix-does-not-fit", BEFORE, ClashName.INDEX_ORDER, "j"),
    ("matrix-does-not-fit", "[[state]] 1", ClashName.INDEX_ORDER, "i"),
    ("gradients-both-ways", "[[state]] 1", ClashName.OTHER_ORIENTATION, "i"),
    ("gradients-both-ways", "[[state]] 3", ClashName.COLUMN_FOR_ROW, "j"),
    ("gradients-both-ways", "[[state]] 5", ClashName.OTHER_ORIENTATION, "i"),
    ("gradients-both-ways", "[[state]] 6", ClashName.ROW_AND_COLUMN, "i"),
    ("rows-and-columns", BEFORE, ClashName.ROW_AND_COLUMN, "i"),
    ("rows-and-columns", "[[state]] 2", ClashName.ROW_AND_COLUMN, "i"),
    ("rows-and-columns", "[[state]] 3", ClashName.ROW_AND_COLUMN, "j"),
    ("two-layouts", "[[state]] 2", ClashName.TWO_LAYOUTS, "i"),
    ("two-layouts", "[[state]] 4", ClashName.TWO_LAYOUTS, "j"),
    ("bias-in-the-sum", BEFORE, ClashName.BIAS, "j"),
    ("bias-in-the-sum", "[[state]] 1", ClashName.BIAS, "j"),
    ("bias-in-the-sum", "[[state]] 2", ClashName.BIAS, "j"),
    ("bias-column", BEFORE, ClashName.BIAS, "j"),
    ("bias-column", "[[state]] 1", ClashName.BIAS, "j"),
    ("bias-column", "[[state]] 2", ClashName.BIAS, "j"),
    ("bias-column", "[[state]] 3", ClashName.BIAS, "j"),
    *(("softmax-entrywise", f"[[state]] {number}", ClashName.ELEMENTWISE, "j") for number in (1, 2, 3, 4)),
    ("softmax-entrywise", "[[state]] 6", ClashName.DOES_NOT_HOLD, None),
]


def seen(clash: Clash) -> tuple[str, ClashName, str | None]:
    return clash.statement.place, clash.name, None if clash.index is None else clash.index.name


def stating(*formulas: str, shapes: dict[str, str] | None = None, **more: object) -> Problem:
    """A dense layer with statements."""
    return problem_of(
        Table(
            "x.toml",
            {
                "title": "Layer",
                "shapes": shapes or {"W": "m×n", "a": "n", "b": "m"},
                "define": [{"expr": "z = W @ a + b"}, {"expr": "p = f(z)"}],
                "upstream": {"of": "p"},
                "derive": [{"wrt": "a"}],
                "state": [{"formula": formula, **more} for formula in formulas],
            },
        ),
        "x",
    )


@pytest.mark.parametrize("name", FILES)
def test_each_file_has_the_clashes_that_it_should_have(name: str) -> None:
    assert [seen(clash) for clash in lint(FOLDER / f"{name}.toml")] == [row[1:] for row in FOUND if row[0] == name]


def test_every_name_but_one_occurs_in_the_files() -> None:
    assert {row[2] for row in FOUND} == set(ClashName) - {ClashName.SHAPES}
    assert {row[0] for row in FOUND} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_reports_are_as_they_were(name: str) -> None:
    known = load_problem(FOLDER / f"{name}.toml")
    assert lint_report(known, lint(known)) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


SAID = [  # file, what the report says: the index, the two readings, the repairs, the results of both
    ("weights-from-to", "In the statement, z_j = Σ_i W_ij a_i, the sum over i takes the first index of W; by the"),
    ("weights-from-to", "Either as in z = W a: write z_j = Σ_i W_ji a_i; then ∇_a E = Wᵀ z̄ and ∇_W E = z̄ aᵀ."),
    ("weights-from-to", "Or as stated: write z = Wᵀ a, with W of the shape n × m; then ∇_a E = W z̄ and ∇_W E = a z̄ᵀ."),
    ("gradients-both-ways", "the sum over j takes the first index of W, so it runs along column i of W"),
    (
        "gradients-both-ways",
        "Either as in z = Wᵀ a + b: write ∂E/∂a_i = Σ_j W_ij z̄_j; then ∇_a E = W z̄ and ∇_W E = a z̄ᵀ.",
    ),
    ("gradients-both-ways", "Or as stated: write z = W a + b, with W of the shape m × n; then ∇_a E = Wᵀ z̄ and"),
    (
        "bias-in-the-sum",
        "z = W a + b adds b, and z_i = Σ_j W_ij a_j does not: it is included only where the index j runs",
    ),
    ("bias-in-the-sum", "write z = W [a; 1], with W of the shape m × (n + 1), and no b; then ∇_a E = W_{:,1:n}ᵀ z̄"),
    ("two-layouts", "∂z/∂a = Wᵀ is right in denominator layout"),
    ("two-layouts", "Either in numerator layout: write every derivative as output × variable; then ∂z/∂a = W."),
    ("softmax-entrywise", "but in p = softmax(z) the entry p_i depends on z_j for every j."),
    (
        "softmax-entrywise",
        "Or with an elementwise function: let p = f(z), with one function for each entry; then ∇_z E = p̄ ⊙ f′(z)",
    ),
    ("rows-and-columns", "Either as columns, as in the equations: write ∇_a E = Wᵀ z̄"),
]


@pytest.mark.parametrize(("name", "sentence"), SAID)
def test_the_report_says(name: str, sentence: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").translate(str.maketrans("│\n", "  "))
    assert sentence in " ".join(text.split())


@pytest.mark.parametrize("block", range(10))
def test_200_problems_that_say_everything_twice_have_no_clash(block: int) -> None:
    """And a copy of each in which one line is wrong has one, or does not go with its shapes."""
    stated = reported = 0
    for number, (plain, spoiled) in enumerate(problems(20, seed=block)):
        consistent = problem_of(Table("x.toml", plain), "x")
        assert lint(consistent) == (), plain
        stated += len(consistent.stated.statements) if consistent.stated is not None else 0
        wrong = Random(number).choice(spoiled) if spoiled else None
        if wrong is not None:
            assert is_reported(wrong), wrong
            reported += 1
    assert stated > 100
    assert reported >= 18


def is_reported(file: dict[str, object]) -> bool:
    try:
        return bool(lint(problem_of(Table("x.toml", file), "x")))
    except InputError as error:
        return "x.toml: [[" in str(error)


def test_every_wrong_line_of_some_problems_is_reported() -> None:
    spoiled = [one for seed in range(6) for one in problem(Random(seed))[1]]
    assert len(spoiled) > 15
    assert [one for one in spoiled if not is_reported(one)] == []


def test_square_matrices_hide_a_clash_from_the_shapes_but_not_from_the_values() -> None:
    square = {"W": "n×n", "a": "n", "b": "n"}
    found = lint(stating("grad_a = W @ grad_z", "grad_a = W.T @ grad_z", "D(z, a) = W", "D(z, a) = W.T", shapes=square))
    assert [(clash.statement.place, clash.name) for clash in found] == [
        ("[[state]] 1", ClashName.OTHER_ORIENTATION),
        ("[[state]] 4", ClashName.TWO_LAYOUTS),
    ]
    assert found[1].against == "[[state]] 3"


def test_a_layout_that_is_said_is_no_clash() -> None:
    known = stating("D(z, a) = W.T", layout="denominator")
    assert lint(known) == ()
    (clash,) = lint(stating("D(z, a) = W.T", layout="numerator"))
    assert clash.name is ClashName.TWO_LAYOUTS


def test_one_odd_line_among_five_is_one_clash() -> None:
    lines = ["D(z, a) = W", "D(z, a) = W.T", *["D(z, a) = W"] * 3]
    assert [seen(clash) for clash in lint(stating(*lines))] == [("[[state]] 2", ClashName.TWO_LAYOUTS, "i")]


def test_components_have_no_layout() -> None:
    assert lint(stating("D(z, a) = W.T", "D(z[i], a[j]) = W[i,j]", "D(p, z) = diag(f'(z))")) == ()


def test_a_derivative_is_that_by_one_equation_or_through_all() -> None:
    file = {
        "title": "Two paths",
        "shapes": {"V": "m×n", "W": "m×n", "a": "n"},
        "define": [{"expr": "z = W @ a"}, {"expr": "y = V @ a + z"}, {"expr": "E = norm2sq(y)"}],
        "derive": [{"wrt": "a"}],
        "state": [{"formula": f"D(y, a) = {right}"} for right in ("V", "V + W", "W")],
    }
    assert [clash.statement.place for clash in lint(problem_of(Table("x", file), "x"))] == ["[[state]] 3"]


def test_a_statement_that_does_not_hold_says_what_would_and_what_it_leads_to() -> None:
    file = {
        "title": "Layer",
        "shapes": {"W": "m×n", "a": "n"},
        "define": [{"expr": "z = W @ a", "also": "z = 2 * W @ a"}, {"expr": "p = f(z)"}],
        "upstream": {"of": "p"},
        "derive": [{"wrt": "a"}],
    }
    known = problem_of(Table("x", file), "x")
    report = " ".join(lint_report(known, lint(known)).replace("│", " ").split())
    assert "z = 2 W a does not hold: its two sides differ in value at random points" in report
    assert "Either by the equations: write z = W a; then ∇_a E = Wᵀ z̄." in report
    assert "Or as stated: write the equation as z = 2 W a; then ∇_a E = 2 Wᵀ z̄." in report


def test_a_bias_of_its_own_beside_weights_that_have_it_inside() -> None:
    file = {
        "title": "Twice a bias",
        "shapes": {"W": "m×(n+1)", "a": "n", "b": "m"},
        "define": [{"expr": "z = W @ vstack(a, 1)", "also": ["z = W @ a + b", "z[i] = sum j: W[i,j] a[j] + b[i]"]}],
        "derive": [{"wrt": "a"}],
    }
    found = lint(problem_of(Table("x", file), "x"))
    assert [seen(clash) for clash in found] == [(BEFORE, ClashName.BIAS, "j")] * 2


def test_a_bias_that_only_the_statement_has() -> None:
    file = {
        "title": "No bias",
        "shapes": {"W": "m×n", "a": "n", "b": "m"},
        "define": [{"expr": "z = W @ a", "also": "z = W @ a + b"}, {"expr": "E = norm2sq(z)"}],
        "derive": [{"wrt": "a"}],
    }
    known = problem_of(Table("x", file), "x")
    (clash,) = lint(known)
    assert seen(clash) == (BEFORE, ClashName.BIAS, "j")
    report = " ".join(lint_report(known, (clash,)).replace("│", " ").split())
    assert "Either as in the equation: write z = W a; then ∇_a E = Wᵀ z̄." in report
    assert "Or with the bias outside: write the equation as z = W a + b; then ∇_a E = Wᵀ z̄ and ∇_b E = z̄." in report


def test_a_shape_that_no_convention_explains() -> None:
    file = {
        "title": "Layer",
        "shapes": {"W": "m×n", "a": "n"},
        "define": [{"expr": "z = W @ a"}, {"expr": "E = norm2sq(z)"}],
        "derive": [{"wrt": "a"}],
        "state": [{"shape": "a: m, W: m×n"}],
    }
    (clash,) = lint(problem_of(Table("x", file), "x"))
    assert seen(clash) == ("[[state]] 1", ClashName.SHAPES, "j")


def test_statements_are_of_the_equations_as_given_where_a_second_derivative_leaves_one_out() -> None:
    file = {
        "title": "Twice",
        "shapes": {"W": "m×n", "a": "n"},
        "define": [{"expr": "z = W @ a", "also": "z[i] = sum j: W[i,j] a[j]"}, {"expr": "E = norm2sq(z)"}],
        "derive": [{"wrt": "z", "order": 2}],
        "state": [{"formula": "grad_a = W.T @ grad_z"}, {"formula": "grad_a = W @ grad_z"}],
    }
    found = lint(problem_of(Table("x", file), "x"))
    assert [clash.statement.place for clash in found] == ["[[state]] 2"]


def test_derive_prints_clashes_before_anything_else(tmp_path: Path) -> None:
    made = derive(FOLDER / "weights-from-to.toml")
    assert [clash.name for clash in made.clashes] == [ClashName.INDEX_ORDER]
    text = made.text(columns=60)
    assert text.index("Conventions clash: the order of the indices.") < text.index("The sum numbers a weight")
    assert max(map(width, text.splitlines())) <= 60
    assert (
        made.markdown().splitlines()[2] == "> **Conventions clash: the order of the indices. \\[\\[define\\]\\] 1 (z)**"
    )
    assert complaints(compiled(made.latex(), tmp_path)) == []
    document = json.loads(made.to_json())
    assert faults(document, SCHEMA) == []
    assert document["clashes"][0]["index"] == "i"
    assert document["clashes"][0]["ways"][1].startswith("Or as stated: write z = Wᵀ a")


def test_a_clash_is_printed_in_the_notation_of_the_page() -> None:
    path = FOLDER / "weights-from-to.toml"
    assert "Short names: δ_z = ∇_z E." in derive(path, notation="cotangent=delta").text()
    frame = derive(path, notation="cotangent=nabla").text().partition("└")[0]
    assert "Short names" not in frame
    assert "∇_a E = Wᵀ ∇_z E" in frame


def test_no_clash_is_no_box() -> None:
    made = derive(stating("grad_a = W.T @ grad_z"))
    assert made.clashes == ()
    assert "clash" not in made.text()
    assert json.loads(made.to_json())["clashes"] == []
    assert "clashes" not in json.loads(derive("dense-layer").to_json())


def test_lint_exits_with_what_it_found(tmp_path: Path) -> None:
    def run(argument: object) -> tuple[int, str, str]:
        done = CliRunner().invoke(main, ["lint", str(argument)])
        return done.exit_code, done.stdout, done.stderr

    code, out, err = run(FOLDER / "weights-from-to.toml")
    assert (code, out, err) == (1, (FOLDER / "weights-from-to.txt").read_text(encoding="utf-8"), "")
    assert run("dense-layer") == (0, "Dense layer: no clash found in 0 statements; all 4 results are as expected\n", "")
    path = tmp_path / "x.toml"
    source = (FOLDER / "weights-from-to.toml").read_text(encoding="utf-8")
    path.write_text(source.replace("W[i,j] a[i]", "W[j,i] a[i]"), encoding="utf-8")
    assert run(path)[:2] == (0, "Weights by neuron numbers, then by matrix: no clash found in 1 statement\n")
    path.write_text(source.replace("W[i,j] a[i]", "W[i,j] q[i]"), encoding="utf-8")
    code, out, err = run(path)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {path}: [[define]] 1 (z): also: q is not")
    assert run(tmp_path / "none.toml")[0] == 2


REFUSED = [  # what is stated, and the end of the message
    ("grad_a = W.T @ grad_q", "formula: grad_q is"),
    ("grad_q = W.T @ grad_z", "formula: there is no array called 'q': known"),
    ("grad_a = W.T @", "formula: "),
    ("grad_a =", "formula: the right side is empty"),
    ("", "formula: a statement is an equation"),
    ("W.T @ grad_z", "formula: a statement is an equation: z = …, z[i] = …, grad_a = …"),
    ("grad_a = grad_a @ z", "formula: "),
    ("W = grad_z @ a.T", "formula: W is an input: nothing defines it"),
    ("E = norm(p)", "formula: E is any function of its arrays: state its gradients"),
    ("grad_E = 1", "formula: E is what is differentiated"),
    ("grad_p = p", "formula: the gradient at p is given"),
    ("D(a, W) = a", "formula: a is an input, which has no derivative by W"),
    ("D(z, z) = eye(m)", "formula: z is differentiated by itself"),
    ("D(z, p) = eye(m)", "formula: p is defined after z"),
    ("z[i,j] = W[i,j]", "formula: on the left side stand 2 letters, and z has 1 axes"),
    ("z[i] = W[i,j] a[j]", "formula: "),
    ("z[i,i] = W[i,i]", "formula: i stands twice on the left side"),
    ("z[1] = a[1]", "formula: on the left side stand letters, as in z[i, j], not '1'"),
    ("p = E(z)", "formula: E(…) is any function: it can not stand on a right side"),
    ("grad_a = " + "W.T @ W @ " * 300 + "a", "formula has 3,010 characters; a statement has at most 2,000"),
    ("grad_a = " + "(" * 500 + "a" + ")" * 500, "formula: "),
    ("z = norm'(W @ a)", "formula: norm' is read where norm makes of one named array another of its shape"),
]


@pytest.mark.parametrize(("formula", "message"), REFUSED)
def test_what_can_not_be_stated_is_said_with_its_place(formula: str, message: str) -> None:
    with pytest.raises(InputError) as refused:
        lint(stating("grad_a = W.T @ grad_z", formula))
    assert str(refused.value).startswith(f"x.toml: [[state]] 2: {message}")


TABLES = [  # [[state]], and the message
    ({}, 'a statement has a `formula`, such as "grad_a = W.T @ grad_z", or a `shape`'),
    ({"formula": "grad_a = a", "shape": "a: n"}, "a statement has a `formula`, such as"),
    ({"formulae": "grad_a = a"}, "unknown key 'formulae': did you mean formula?"),
    ({"formula": 3}, "formula is the number 3; it must be a text"),
    (
        {"formula": "D(z, a) = W", "layout": "numerater"},
        "layout: there is no layout 'numerater': did you mean numerator",
    ),
    (
        {"formula": "grad_a = W.T @ grad_z", "layout": "numerator"},
        "formula: a layout is that of a derivative in matrix",
    ),
    (
        {"formula": "D(z[i], a[j]) = W[i,j]", "layout": "numerator"},
        "formula: a layout is that of a derivative in matrix",
    ),
    ({"shape": "q: m×n"}, "shape: there is no array called 'q'"),
    ({"shape": "W: m×n×p"}, "shape: "),
    ({"shape": ""}, "shape is empty"),
    ({"shape": "W: m×n", "layout": "gradient"}, "a shape has no layout"),
]


@pytest.mark.parametrize(("table", "message"), TABLES)
def test_tables_are_read_strictly(table: dict[str, object], message: str) -> None:
    file = {
        "title": "Layer",
        "shapes": {"W": "m×n", "a": "n"},
        "define": [{"expr": "z = W @ a"}, {"expr": "E = norm2sq(z)"}],
        "derive": [{"wrt": "a"}],
        "state": [table],
    }
    with pytest.raises(InputError) as refused:
        problem_of(Table("x.toml", file), "x")
    assert str(refused.value).startswith(f"x.toml: [[state]] 1: {message}")


@pytest.mark.parametrize(("also", "message"), [("", "also is empty"), (3, "also is the number 3"), ([3], "also[0] is")])
def test_also_is_read_strictly(also: object, message: str) -> None:
    file = {
        "title": "Layer",
        "shapes": {"W": "m×n", "a": "n"},
        "define": [{"expr": "z = W @ a", "also": also}],
        "derive": [{"wrt": "a"}],
    }
    with pytest.raises(InputError, match=r"x\.toml: \[\[define\]\] 1 \(z\): also") as refused:
        problem_of(Table("x.toml", file), "x")
    assert message in str(refused.value)


def test_too_many_statements() -> None:
    with pytest.raises(InputError, match="1,001 things are stated; at most 1,000 are read"):
        stating(*["grad_a = W.T @ grad_z"] * 1_001)
