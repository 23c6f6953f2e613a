"""The LaTeX that `derive` writes: its formulas are the arguments of macros, which say here what they set."""

from __future__ import annotations

from functools import cache

from matcalc.notation.latex_in.macros import Macros, macros_in

_SET = r"""
\newcommand{\mcformula}[1]{#1}
\newcommand{\mclongformula}[1]{#1}
\newcommand{\mcterm}[1]{#1}
\newcommand{\mclongterm}[1]{#1}
\newcommand{\mcclosing}[2]{= #1}
\newcommand{\mcchainline}[4]{#3 #4}
"""
"""In templates/macros.tex.jinja they also measure what they set, and move it."""

FORMULAS = {"mcformula": 1, "mclongformula": 1, "mcchainline": 4}
"""Macros that hold a formula in text, each with how many arguments belong to it; the formula of one is its argument."""

MEASURED = {"mcwiden": 2, "mcwidenleft": 1}
"""Macros that set nothing: what stands in them stands elsewhere too."""

_FRACTION_IN_WORDS = "mcinwords"


@cache
def _ours() -> Macros:
    return macros_in(_SET)


def with_derived(macros: Macros) -> Macros:
    """The macros of a document; those of `derive` mean what they set, and a fraction in its sentences is a fraction."""
    if _FRACTION_IN_WORDS not in macros.named:
        return Macros({**macros.named, **_ours().named})
    kept = {name: found for name, found in macros.named.items() if name != "frac"}
    return Macros({**kept, **_ours().named})
