"""How a document with samples writes what there is for each of them: numbers, as in (p_i − y_i) wᵀx_i, and sums."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from fractions import Fraction

from matcalc.forms.indices import Index, Place
from matcalc.forms.matrix_form import Add, Cotangent, Hadamard, Node, Power, Product, Scale, Symbol, Transpose
from matcalc.forms.shapes import SCALAR
from matcalc.forms.traversal import replaced, walk
from matcalc.manuscripts.entrywise import ONE
from matcalc.manuscripts.printing import IN_BOLD, PLACES, ManuscriptPrinter
from matcalc.notation.latex_in.vocabulary import Kind, Name
from matcalc.notation.levels import Level, Printed


class SamplePrinter(ManuscriptPrinter):
    """Writes the entry of an array that is made entry by entry with the entries of what it is made of.

    A product of a matrix whose rows are samples with a vector is wᵀx_i; one of its transpose is a sum over them, where
    the document has no name for that matrix. matrices: the names of samples by those of their matrices. turned: the
    products that the document writes x_iᵀw. above: the indices that stand in brackets above a name. numbers: the texts
    of what stands for the entries of arrays, while an array is written in numbers.
    """

    matrices: Mapping[str, Name] = {}
    turned: Collection[Node] = ()
    above: Collection[str] = ()
    numbers: Mapping[str, Printed] = {}

    def of_samples(
        self, matrices: Mapping[str, Name], turned: Collection[Node], above: Collection[str]
    ) -> SamplePrinter:
        """A printer for a document that writes samples, products and indices so."""
        other = copy(self)
        other.matrices, other.turned, other.above = matrices, turned, above
        return other

    def named(self, node: Symbol | Cotangent) -> Printed:
        if isinstance(node, Symbol) and node.name in self.numbers:
            return self.numbers[node.name]
        return super().named(node)

    def printed(self, node: Node) -> Printed:
        if isinstance(node, Product) and len(node.args) == 2:
            turned, each = node.args
            sample = self._sample(turned.arg) if isinstance(turned, Transpose) else None
            if isinstance(turned, Transpose) and sample is not None and not self._has_matrix(turned.arg):
                return self._sum_of_samples(sample, turned.arg, each)
        return super().printed(node)

    def _entry(self, array: Node, places: tuple[Place, ...], exponent: Fraction = ONE) -> Printed:
        if exponent != 1 or not places:
            return super()._entry(array, places, exponent)
        name = self._names.get(array.name) if isinstance(array, Symbol) else None
        if name is not None and name.index in self.above:
            first, *others = map(self.place, places)
            low = f"_{{{''.join(others)}}}" if others else ""
            return f"{name.array}{low}^{{({first})}}", Level.SCRIPTED
        if name is not None and name.kind is Kind.SAMPLES and len(places) == 2:
            # bold x_i is a vector, and a number in it is not
            entry = name.entry if PLACES in name.entry else f"{name.array}_{{{PLACES}}}"
            return IN_BOLD.sub(r"\1\2", entry) % self._places(places), Level.SUBSCRIPTED
        if isinstance(array, (Add, Hadamard, Scale, Power, Product)) and len(places) == 1:
            return self._in_numbers(array, places)
        return super()._entry(array, places, exponent)

    def _in_numbers(self, array: Node, places: tuple[Place, ...]) -> Printed:
        """An entry, as what numbers it is made of."""
        if isinstance(array, Product):
            return self._line(array, places)
        leaves = [part for part in walk(array) if isinstance(part, (Symbol, Cotangent, Product))]
        inside = {leaf for product in leaves if isinstance(product, Product) for leaf in product.children}
        images: dict[Node, Node] = {}
        numbers: dict[str, Printed] = {}
        for leaf in leaves:
            if leaf not in inside and not leaf.shape.is_scalar:
                images[leaf] = Symbol(f"number {len(images)}", SCALAR)
                numbers[f"number {len(images) - 1}"] = self._entry(leaf, places)
        other = copy(self)
        other.numbers = numbers
        return other.printed(replaced(array, images))

    def _line(self, product: Product, places: tuple[Place, ...]) -> Printed:
        """The product of a sample and a vector."""
        matrix, vector = product.args
        sample = self._sample(matrix)
        if sample is None:
            return super()._entry(product, places)
        one = self._one_of(sample, self.place(places[0]))
        if product in self.turned:
            base = one if "^" not in one else self.brackets(one)
            return f"{base}{self.marks.transpose}{self.marks.space}{self.printed(vector)[0]}", Level.SCRIPTED
        return f"{self.transposed(vector)}{self.marks.space}{one}", Level.SCRIPTED

    def _sum_of_samples(self, sample: Name, matrix: Node, each: Node) -> Printed:
        index = Index(sample.index, matrix.shape.rows)
        text, level = self._entry(each, (index,))
        text = text if level >= Level.PRODUCT else self.brackets(text)
        letter = self.place(index)
        return (
            f"{self.summation(letter)} {text}{self.marks.space}{self._one_of(sample, letter)}",
            Level.ENTRYWISE,
        )

    def _has_matrix(self, matrix: Node) -> bool:
        """Whether the document has a name for the matrix of the samples."""
        name = self._names.get(matrix.name) if isinstance(matrix, Symbol) else None
        return name is not None and name.kind is not Kind.SAMPLES

    def _sample(self, node: Node) -> Name | None:
        return self.matrices.get(node.name) if isinstance(node, Symbol) else None

    def _one_of(self, sample: Name, letter: str) -> str:
        if sample.index in self.above:
            return f"{sample.array}^{{({letter})}}"
        return sample.entry % letter if PLACES in sample.entry else f"{sample.array}_{{{letter}}}"
