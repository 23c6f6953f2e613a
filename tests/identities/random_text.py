"""Random well-shaped expressions as text. Who makes the choices is the caller's: a seeded generator, or Hypothesis.

Options stand with the simplest first, so that a chooser that prefers the first ones makes small expressions. A partial
function gets an argument inside its domain: log, sqrt and a divisor something positive, inv a matrix near 3 I.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from .identity import Identity, Kind

Option = TypeVar("Option")
Form = tuple[str, str]
"""Rows and columns: names of lengths, or 1."""

LENGTHS = ("m", "n", "p")
SCALAR: Form = ("1", "1")

SYMBOLS: dict[Form, tuple[str, ...]] = {
    SCALAR: ("s", "t"),
    ("m", "1"): ("a", "b"),
    ("n", "1"): ("x", "y"),
    ("p", "1"): ("u", "v"),
    ("m", "n"): ("A", "B"),
    ("n", "p"): ("C",),
    ("p", "m"): ("G",),
    ("m", "m"): ("P", "Q"),
    ("n", "n"): ("X", "Y"),
    ("p", "p"): ("R",),
}
"""The arrays that may be named, by their form."""

FORMS = {name: form for form, names in SYMBOLS.items() for name in names}

LENGTH_GIVEN_BY = {"m": "a", "n": "x", "p": "u"}
"""The vector that is declared where a length is named by no other array."""

SMOOTH = ("tanh", "sin", "cos", "sigmoid", "softplus", "arctan", "erf", "gelu", "silu", "f", "g", "exp", "sinh", "cosh")
KINKED = ("relu", "leaky_relu", "abs")
BOUNDED = ("arcsin", "arccos", "tan")
NUMBERS = ("2", "3", "1/2", "5", "pi")


class Chooser(Protocol):
    """Picks one of several options."""

    def __call__(self, options: Sequence[Option]) -> Option: ...


@dataclass(frozen=True)
class Grower:
    """Grows expressions of a wanted form, at most `depth` operations deep."""

    choose: Chooser

    def expression(self, form: Form, depth: int) -> str:
        """An atom, a call, or something in brackets: safe as an operand of any operator."""
        if depth <= 0:
            return self._leaf(form, depth)
        kind = self.choose(self._kinds(form))
        return str(getattr(self, f"_{kind}")(form, depth - 1))

    def _kinds(self, form: Form) -> list[str]:
        rows, cols = form
        kinds = ["leaf", "sum", "difference", "scaled", "times", "product", "transposed", "smooth", "product", "times"]
        kinds += ["kinked", "bounded", "power", "positive_power", "over", "logarithm", "stacked", "average", "again"]
        if form != SCALAR:
            kinds += ["softmax", "unvec"]
        if cols == "1":
            kinds += ["reduced_rows"]
        if rows == "1":
            kinds += ["reduced_columns"]
        if form == SCALAR:
            kinds += ["whole", "whole", "whole", "form", "square", "square", "inner", "vectorized", "kronecker"]
        elif rows == cols:
            kinds += ["inverse", "diag", "identity", "outer"]
        elif cols == "1":
            kinds += ["diag_of"]
        else:
            kinds += ["outer"] if rows != "1" else []
        return kinds

    def _leaf(self, form: Form, _depth: int) -> str:
        rows, cols = form
        names = list(SYMBOLS.get(form, ()))
        turned = [f"{name}.T" for name in SYMBOLS.get((cols, rows), ())] if rows != cols else []
        made = [f"ones({rows}, {cols})" if cols != "1" else f"ones({rows})"] if form != SCALAR else []
        return self.choose([*names, *turned, *made])

    def _small(self, form: Form, depth: int) -> str:
        """An expression that is mostly less deep, so that only one branch of a tree reaches the bottom."""
        return self.expression(form, min(depth, self.choose((0, 0, 1, 1, 2, depth))))

    def _other(self, form: Form, depth: int) -> str:
        """An operand beside one of that form: of the same form, or narrower, to be stretched."""
        rows, cols = form
        return self._small(self.choose((form, form, form, (rows, "1"), ("1", cols), SCALAR)), depth)

    def _any(self, depth: int) -> str:
        return self.expression(self._some_form(), depth)

    def _some_form(self) -> Form:
        return self.choose(list(SYMBOLS))

    def _length(self) -> str:
        return self.choose(LENGTHS)

    def _sum(self, form: Form, depth: int) -> str:
        return f"({self.expression(form, depth)} + {self._other(form, depth)})"

    def _difference(self, form: Form, depth: int) -> str:
        pair = [self.expression(form, depth), self._other(form, depth)]
        first = self.choose((0, 1))
        return f"({pair[first]} - {pair[1 - first]})"

    def _scaled(self, form: Form, depth: int) -> str:
        inner = self.expression(form, depth)
        number = self.choose(NUMBERS)
        return self.choose((f"({number} * {inner})", f"(-{inner})", f"({inner} / 3)"))

    def _average(self, form: Form, depth: int) -> str:
        return f"({self.expression(form, depth)} / {self._length()})"

    def _times(self, form: Form, depth: int) -> str:
        return f"({self.expression(form, depth)} * {self._other(form, depth)})"

    def _over(self, form: Form, depth: int) -> str:
        return f"({self.expression(form, depth)} / {self._positive(form, self.choose((0, 1, depth)))})"

    def _positive(self, form: Form, depth: int) -> str:
        inner = self.expression(form, depth)
        return self.choose((f"(1 + {inner}**2)", f"exp(sin({inner}))", f"(2 + tanh({inner}))"))

    def _product(self, form: Form, depth: int) -> str:
        inner = self.choose((*LENGTHS, "1"))
        left = self.expression((form[0], inner), depth)
        right = self._small((inner, form[1]), depth)
        return f"({left} @ {right})"

    def _transposed(self, form: Form, depth: int) -> str:
        return f"{self.expression((form[1], form[0]), depth)}.T"

    def _smooth(self, form: Form, depth: int) -> str:
        return f"{self.choose(SMOOTH)}({self.expression(form, depth)})"

    def _kinked(self, form: Form, depth: int) -> str:
        return f"{self.choose(KINKED)}({self.expression(form, depth)})"

    def _bounded(self, form: Form, depth: int) -> str:
        return f"{self.choose(BOUNDED)}(tanh({self.expression(form, depth)}) / 2)"

    def _power(self, form: Form, depth: int) -> str:
        return f"({self.expression(form, depth)}**{self.choose((2, 3))})"

    def _positive_power(self, form: Form, depth: int) -> str:
        return f"({self._positive(form, depth)}**{self.choose(('-1', '(1/2)', '-2', '(-1/2)', '(3/2)'))})"

    def _logarithm(self, form: Form, depth: int) -> str:
        return f"{self.choose(('log', 'sqrt'))}({self._positive(form, depth)})"

    def _stacked(self, form: Form, depth: int) -> str:
        rows, cols = form
        if cols != "1" and rows != "1":
            inner = self.expression(form, depth)
            if self.choose((True, False)):
                return f"hstack({inner}, {self._small((rows, self._length()), depth)})[:, 0:{cols}]"
        other = self._length()
        left, right = self.expression((rows, other), depth), self._small((rows, "1"), depth)
        top, low = self._small((other, cols), depth), self._small(("1", cols), depth)
        return f"(hstack({left}, {right}) @ vstack({top}, {low}))"

    def _softmax(self, form: Form, depth: int) -> str:
        axis = f", axis={self.choose((0, 1))}" if "1" not in form else ""
        return f"{self.choose(('softmax', 'log_softmax'))}({self.expression(form, depth)}{axis})"

    def _unvec(self, form: Form, depth: int) -> str:
        rows, cols = form
        if "1" in form:
            return self._scaled(form, depth)
        return f"unvec(vec({self.expression(form, depth)}), {rows}, {cols})"

    def _reduced_rows(self, form: Form, depth: int) -> str:
        of = self.expression((form[0], self._length()), depth)
        return f"{self.choose(('sum', 'mean', 'logsumexp', 'var'))}({of}, axis=1)"

    def _reduced_columns(self, form: Form, depth: int) -> str:
        of = self.expression((self._length(), form[1]), depth)
        return f"{self.choose(('sum', 'mean', 'logsumexp', 'var'))}({of}, axis=0)"

    def _whole(self, _form: Form, depth: int) -> str:
        name = self.choose(("sum", "norm2sq", "mean", "norm", "logsumexp", "var", "norm1"))
        return f"{name}({self._any(depth)})"

    def _form(self, _form: Form, depth: int) -> str:
        rows, cols = self._length(), self._length()
        left, right = self._small((rows, "1"), depth), self._small((cols, "1"), depth)
        return f"({left}.T @ {self.expression((rows, cols), depth)} @ {right})"

    def _square(self, _form: Form, depth: int) -> str:
        side = self._length()
        inner = self.expression((side, side), depth)
        name = self.choose(("tr", "tr", "det", "logdet"))
        return f"{name}({inner})" if name == "tr" else f"{name}(3 * eye({side}) + tanh({inner}))"

    def _inner(self, _form: Form, depth: int) -> str:
        form = self._some_form()
        return f"dot({self.expression(form, depth)}, {self._small(form, depth)})"

    def _vectorized(self, _form: Form, depth: int) -> str:
        rows, cols = self._length(), self._length()
        left, right = self._small((rows, cols), depth), self.expression((rows, cols), depth)
        turned = self._small((cols, rows), depth)
        straight = f"(vec({left}).T @ vec({right}))"
        return self.choose((straight, f"(vec({turned}).T @ commutation({rows}, {cols}) @ vec({right}))"))

    def _kronecker(self, _form: Form, depth: int) -> str:
        left, right = self._any(depth), self._small(self._some_form(), depth)
        return f"sum({self.choose(('tanh', 'exp', 'f'))}(kron({left}, {right})))"

    def _inverse(self, form: Form, depth: int) -> str:
        return f"inv(3 * eye({form[0]}) + tanh({self.expression(form, depth)}))"

    def _diag(self, form: Form, depth: int) -> str:
        return f"diag({self.expression((form[0], '1'), depth)})"

    def _identity(self, form: Form, _depth: int) -> str:
        return f"eye({form[0]})"

    def _again(self, form: Form, depth: int) -> str:
        """The same operand twice, another beside it."""
        same, other = self._small(form, depth), self._other(form, depth)
        pattern = self.choose(
            ("({0} + {1} + {0})", "({0} - {1} - {0})", "({0} * {1} * {0})", "({0} * {1} / (2 + {0}**2))")
        )
        return pattern.format(same, other)

    def _outer(self, form: Form, depth: int) -> str:
        return f"outer({self.expression((form[0], '1'), depth)}, {self._small((form[1], '1'), depth)})"

    def _diag_of(self, form: Form, depth: int) -> str:
        return f"diag_of({self.expression((form[0], form[0]), depth)})"


OUTPUTS: tuple[Form, ...] = (
    *(SCALAR,) * 7,
    ("n", "1"),
    ("m", "1"),
    ("1", "p"),
    ("m", "n"),
)


def random_row(choose: Chooser, name: str, depth: int) -> Identity | None:
    """A row without a result: an expression, and a variable in it; None where the expression names no array."""
    form = choose(OUTPUTS)
    text = Grower(choose).expression(form, depth)
    used = sorted({word for word in re.findall(r"[A-Za-z_]\w*", text) if word in FORMS})
    if not used:
        return None
    wrt = choose(used)
    kind = _kind(form, FORMS[wrt], second=choose((False, False, False, True)))
    known = {side for symbol in used for side in FORMS[symbol]}
    lengths = [LENGTH_GIVEN_BY[side] for side in LENGTHS if side not in known and re.search(rf"\b{side}\b", text)]
    shapes = ", ".join(
        f"{symbol}: {'×'.join(side for side in FORMS[symbol] if side != '1')}" for symbol in (*used, *lengths)
    )
    return Identity(name, text, wrt, "", shapes, "random", kind)


def _kind(output: Form, variable: Form, second: bool) -> Kind:
    if output == SCALAR:
        return "hessian" if second else "gradient"
    if variable == SCALAR:
        return "tangent"
    return "jacobian" if "1" in output and "1" in variable else "index"
