"""What each name of a document stands for, to see that none stands for two things."""

from collections import defaultdict

from matcalc.documents.derived import Derived


def clashing(derived: Derived) -> list[str]:
    """The names that have two shapes in a document, or two equations."""
    differentiations = [derived.differentiation, *(one.derivative.differentiation for one in derived.seconds)]
    programs = [one.program for one in differentiations]
    programs += [residual.differentiation.program for residual in derived.differentiation.residuals]
    shapes, bodies = defaultdict(set), defaultdict(set)
    for program in programs:
        for symbol in program.symbols:
            shapes[symbol.name].add(symbol.shape)
        for one in program.definitions:
            if one.symbol is not program.output:  # E = t2 where a derivation names its right side
                bodies[one.symbol.name].add(one.body)
    return sorted(name for name in shapes if len(shapes[name]) > 1 or len(bodies[name]) > 1)
