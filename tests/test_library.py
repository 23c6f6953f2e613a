"""Every entry of the library: derived, replayed, as it expects, run as code against JAX, compiled by TeX and Typst."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from inspect import signature
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from chromium import STRICT, chromium, formulas
from inputs_of_library import ENTRIES, SIZES, drawn, inputs_of, lengths_of, sizes_of
from names_of_a_document import clashing
from pdf_read import outside
from test_documents_latex import compiled, complaints
from test_notation_typst import assert_same

from matcalc import codegen
from matcalc.api import derive
from matcalc.api.derivation import Derivation
from matcalc.api.result import Result
from matcalc.chain import Expression
from matcalc.checking.unrolled import MOST, Unrolled
from matcalc.documents.html import html
from matcalc.documents.katex import katex_script
from matcalc.documents.page import Block, Code, Equation
from matcalc.documents.render import document_of
from matcalc.documents.short_names import parts_of
from matcalc.forms.facts import Facts
from matcalc.forms.families import label_of
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import IndexDefinition
from matcalc.notation.text_in import EQUATION, parse_index, parse_matrix
from matcalc.notation.text_out import input_text
from matcalc.problems.library import list_problems, load_problem
from matcalc.problems.problem import Problem
from matcalc.resources import data_folder
from tests.library.entry import Entry
from tests.library.unknown import PASSED

jax.config.update("jax_enable_x64", True)

NAMES = list_problems()
TINY = 1e-12
LEFT = {
    "pca": "S @ w - w.T @ S @ w * w / (w.T @ w) = zeros(n)",
    "rayleigh-quotient": "A @ x - x.T @ A @ x * x / (x.T @ x) = zeros(n)",
    "linear-discriminant": "S_B @ w - w.T @ S_B @ w * (S_W @ w) / (w.T @ S_W @ w) = zeros(n)",
}
"""Eigenvalue equations, which nothing isolates: what is left of them."""
PLACEHOLDER = re.compile(r"\b(TODO|FIXME|XXX)\b|…$")


def test_no_entry_lacks_anything() -> None:
    assert set(ENTRIES) == set(NAMES)
    for name in NAMES:
        file = tomllib.loads((data_folder("derivations") / f"{name}.toml").read_text(encoding="utf-8"))
        lacking = [key for key in ("about", "use", "source", "tags") if not file.get(key)]
        lacking += [f"expect of {asked['wrt']}" for asked in file["derive"] if not asked.get("expect")]
        problem = load_problem(name)
        named = {symbol.name for symbol in problem.program.symbols} - {problem.program.output.name}
        lacking += [f"words of {one}" for one in sorted(named - set(problem.meanings))]
        assert lacking == [], name
        for key in ("title", "about", "use", "source"):
            assert not PLACEHOLDER.search(file[key]), (name, key)
            assert file[key].endswith(".") != (key == "title"), (name, key)


@pytest.fixture(scope="module")
def katex_complaints() -> Iterator[Callable[[Derivation], list[str]]]:
    """What KaTeX, in a browser, has to say against the formulas of a derivation's page."""
    with chromium() as browser:
        page = browser.new_page()
        page.add_script_tag(content=katex_script())

        def complain(derivation: Derivation) -> list[str]:
            made = html(document_of(derivation.derived, derivation.presentation))
            found: list[str] = page.evaluate(STRICT, formulas(made))
            return found

        assert page.evaluate(STRICT, [r"\nosuchcommand", "x"]) != []
        yield complain


@pytest.mark.parametrize("name", NAMES)
def test_entry(name: str, tmp_path: Any, katex_complaints: Callable[[Derivation], list[str]]) -> None:
    """One test an entry, so that each is derived once."""
    derivation = derive(name)
    assert derivation.verification.steps
    assert clashing(derivation.derived) == []
    for asked in derivation.problem.requests:
        result = derivation.results[asked.request.wrt.name]
        assert result.value == read(asked.expect or "", derivation.problem, result), result.text
        assert read(result.text, derivation.problem, result) == result.value
        if asked.expect_first is not None:
            gradient = derivation.gradients[asked.request.wrt.name]
            assert gradient.value == read(asked.expect_first, derivation.problem, gradient), gradient.text
    if any(asked.expect_first is not None for asked in derivation.problem.requests):
        compare_with_jax(derive(name, order=1), ENTRIES[name])
    for one in derivation.derived.solutions:
        if name in LEFT:
            assert derivation.solutions[one.solve.unknown.name].equation == LEFT[name]
            continue
        assert one.solution.value is not None, f"{one.solve.unknown.name} is not isolated"
        symbols = {symbol.name: symbol for symbol in derivation.problem.program.symbols}
        expected = parse_matrix(one.solve.expect or "", symbols, lengths=derivation.problem.program.lengths)
        assert one.solution.value == expected, input_text(one.solution.value)
    compare_with_jax(derivation, ENTRIES[name])
    solutions_in_jax(derivation, ENTRIES[name])
    assert complaints(compiled(derivation.latex(), tmp_path)) == []
    assert katex_complaints(derivation) == []
    assert outside(derivation.pdf()) == []
    for chapter in document_of(derivation.derived, derivation.presentation).chapters:
        assert_same([part for block in chapter.blocks for part in formulas_of(block)], chapter.glyphs, chapter.layout)


def formulas_of(block: Block) -> Iterator[Any]:
    """The mathematics of a block."""
    for part in parts_of(block):
        if isinstance(part, Equation):
            yield from (part.left, part.right)
        elif not isinstance(part, str | Code):
            yield part


def read(text: str, problem: Problem, result: Result) -> Expression:
    """A text in the form of the result: matrix form, or index form at the same free indices."""
    symbols = {symbol.name: symbol for symbol in problem.program.symbols}
    output = problem.program.output.shape
    if isinstance(result.value, IndexSum):
        if EQUATION.match(text):
            made = result.read(text)
            assert isinstance(made, IndexDefinition)
            return made.body
        assert result.chain is not None
        return parse_index(text, symbols, result.chain.free, output)
    return parse_matrix(text, symbols, output)


def compare_with_jax(derivation: Derivation, entry: Entry) -> None:
    problem = derivation.problem
    if problem.program.labels:
        compare_families_with_jax(derivation, entry)
        return
    random = np.random.default_rng(0)
    sizes = sizes_of(problem, entry)
    inputs = {symbol.name: drawn(symbol, problem.choices.facts, entry, random, sizes) for symbol in inputs_of(problem)}
    given = {s.name: random.standard_normal(lengths_of(s, sizes)) for s in problem.program.given}
    direction = problem.choices.direction
    taps = {asked.request.wrt.name: asked.request.wrt for asked in problem.requests}
    zeros = {name: jnp.zeros(lengths_of(symbol, sizes)) for name, symbol in taps.items() if name not in inputs}

    def forward(varied: dict[str, Any]) -> Any:
        def tap(name: str, value: Any) -> Any:
            return value + varied[name] if name in zeros else value

        made = entry.forward(tap, **(inputs | {name: value for name, value in varied.items() if name in inputs}))
        if not isinstance(made, dict):
            return made
        assert set(made) == set(given)
        return sum(jnp.vdot(given[name], value) for name, value in made.items())

    at = {name: jnp.asarray(inputs.get(name, zeros.get(name)), float) for name in taps}
    expected = jax.jit(jax.jacobian(forward))(at)
    twice = [symbol.name for symbol in problem.choices.twice]
    if twice:
        assert not set(twice) & set(zeros)
        second = jax.jit(jax.jacobian(jax.jacobian(forward)))(at)
        expected |= {name: second[name][name] for name in twice}
    if direction is not None:
        vector = random.standard_normal(lengths_of(direction, sizes))
        inputs[direction.name] = vector
        expected |= {name: jnp.tensordot(expected[name], vector, vector.ndim) for name in twice}
    code = derivation.lambdify()
    solved = {name: np.asarray(value) for name, value in entry.solutions(**inputs).items()}
    passed = {**sizes, **PASSED, **inputs, **solved, **{f"grad_{name}": value for name, value in given.items()}}
    results = code(**{key: passed[key] for key in code.parameters})
    for name in at:
        found = results[name] if len(at) > 1 else results
        scale = float(jnp.max(jnp.abs(expected[name])))
        assert np.shape(found) == expected[name].shape, name
        if derivation.results[name].text == "0":
            assert scale < TINY
            continue
        assert scale > TINY, f"the derivative by {name} is 0 at this point, which tells nothing: see to it in `draw`"
        np.testing.assert_allclose(found, expected[name], rtol=1e-9, atol=1e-9 * scale, err_msg=name)


def solutions_in_jax(derivation: Derivation, entry: Entry) -> None:
    """The code of each solution, put into the program that was written by hand: its gradient is 0 there."""
    problem = derivation.problem
    random, sizes = np.random.default_rng(1), sizes_of(problem, entry)
    inputs = {symbol.name: drawn(symbol, problem.choices.facts, entry, random, sizes) for symbol in inputs_of(problem)}
    latest: dict[Symbol, Any] = {}
    for one in (one for one in derivation.derived.solutions if one.solution.value is not None):
        at = dict(inputs)
        for solved in (one, *(latest[symbol] for symbol in reversed(one.solve.using))):
            code = codegen.compiled(problem.program, codegen.Form(solved.solution.value))
            at[solved.solve.unknown.name] = code(**{k: v for k, v in {**sizes, **at}.items() if k in code.parameters})
        latest[one.solve.unknown] = one
        if isinstance(one.solve.wanted, Symbol):
            name = one.solve.wanted.name

            def gradient(point: dict[str, Any], name: str = name) -> float:
                def forward(value: Any) -> Any:
                    return entry.forward(lambda _, made: made, **(point | {name: value}))

                return float(jnp.max(jnp.abs(jax.grad(forward)(jnp.asarray(point[name], float)))))

            left, before = gradient(at), gradient(inputs)
            assert left < 1e-9 * before, f"the gradient at {name} is {left} where the solution for it is put in"


def compare_families_with_jax(derivation: Derivation, entry: Entry) -> None:
    """At every length up to MOST, against the program unrolled by hand: all members of all families."""
    for end in range(1, MOST + 1):
        steps = _Steps(derivation, entry, end)
        expected = jax.jit(jax.grad(steps.forward))(steps.at)
        code = derivation.lambdify()
        passed = {**PASSED, **steps.passed, **steps.sizes}
        results = code(**{key: passed[key] for key in code.parameters})
        for name, own in expected.items():
            found = results[name] if len(expected) > 1 else results
            assert len(found) == len(own) if isinstance(own, list) else np.shape(found) == np.shape(own), name
            for member, value in zip(found, own, strict=True) if isinstance(own, list) else [(found, own)]:
                scale = float(jnp.max(jnp.abs(value)))
                assert scale > TINY, f"the derivative by {name} is 0 where there are {end} members"
                np.testing.assert_allclose(member, value, rtol=1e-9, atol=1e-9 * scale, err_msg=name)


class _Steps:
    """A problem with families where labels end at `end`: what is passed, what moves, the forward program."""

    def __init__(self, derivation: Derivation, entry: Entry, end: int) -> None:
        self.problem, self.entry, self.end = derivation.problem, entry, end
        program = self.problem.program
        self.ends = {label.last: end for label in program.labels}
        self.there = Unrolled(derivation.differentiation, program, self.ends)
        random = np.random.default_rng(end)
        names = sorted(self.there.program.lengths)
        self.sizes = {**entry.sizes, **dict(zip([n for n in names if n not in entry.sizes], SIZES, strict=False))}
        facts = self.problem.choices.facts
        self.inputs = {s.name: self._each(s, lambda one: self._drawn(one, facts, random)) for s in program.inputs}
        self.given = {
            s.name: self._each(s, lambda one: random.standard_normal(lengths_of(one, self.sizes)))
            for s in program.given
        }
        gradients = {f"grad_{name}": value for name, value in self.given.items()}
        self.passed = {**self.ends, **self.inputs, **gradients}
        asked = [request.request.wrt for request in self.problem.requests]
        self.at = {
            s.name: self.inputs[s.name]
            if s.name in self.inputs
            else self._each(s, lambda one: jnp.zeros(lengths_of(one, self.sizes)))
            for s in asked
        }

    def forward(self, varied: dict[str, Any]) -> Any:
        moved = {_base(name): values for name, values in varied.items() if name not in self.inputs}

        def tap(name: str, value: Any) -> Any:
            base, number = name.rstrip("]").split("[")
            return value + moved[base][int(number) - 1] if base in moved else value

        inputs = {**self.inputs, **{name: value for name, value in varied.items() if name in self.inputs}}
        named = {name: end for name, end in self.ends.items() if name in signature(self.entry.forward).parameters}
        made = self.entry.forward(tap, **named, **{_passed_as(name): value for name, value in inputs.items()})
        if not isinstance(made, dict):
            return made
        given = {
            name.replace(f"[{label.last}]", f"[{self.end}]"): value
            for name, value in self.given.items()
            for label in self.problem.program.labels
        }
        assert set(made) == set(given)
        return sum(
            jnp.vdot(one, value)
            for name in given
            for one, value in (
                zip(given[name], made[name], strict=True)
                if isinstance(made[name], list)
                else [(given[name], made[name])]
            )
        )

    def _each(self, symbol: Symbol, made: Callable[[Symbol], Any]) -> Any:
        """What is made of each member of a family, in a list; of an array alone, what is made of it."""
        members = [made(there.symbol(symbol)) for there in self.there.at_each(symbol)]
        return members if label_of(symbol) is not None else members[0]

    def _drawn(self, symbol: Symbol, facts: Facts, random: Any) -> Any:
        return drawn(symbol, self.there.facts(facts), self.entry, random, self.sizes)


def _base(name: str) -> str:
    return name.split("[")[0]


def _passed_as(name: str) -> str:
    """x[t] is passed as x, h[0] as h_0."""
    return name.replace("[0]", "_0") if name.endswith("[0]") else _base(name)
