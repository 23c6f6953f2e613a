"""Code for matrix forms in which every product that sums or spreads an index is an einsum."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from matcalc.codegen.body import Body
from matcalc.codegen.contractions import contracted
from matcalc.codegen.matrix_code import MatrixCode
from matcalc.codegen.networks import PASSED_THROUGH, Network, network, spreads
from matcalc.codegen.values import Level, Value, multiplied, scaled
from matcalc.codegen.windows import Labelled
from matcalc.engine.route import index_supply
from matcalc.forms.functions import Function
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Eye, Hadamard, Node, Number, Ones, Power, Product, Scale, Symbol, Transpose
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.program import Program
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Commutation


def matrix_code(
    program: Program,
    roots: Iterable[Node],
    body: Body,
    functions: Mapping[Function | None, str],
    definite: Iterable[Symbol] = (),
    image: Callable[[Node], Node] = lambda part: part,
) -> MatrixCode:
    """What writes the code of matrix forms of a program as the backend of the body has it."""
    if body.backend.in_einsum:
        return EinsumCode(index_supply(program, ()), roots, body, functions, definite, image)
    return MatrixCode(roots, body, functions, definite, image)


class EinsumCode(MatrixCode):
    """Reads matrix forms by their indices. supply: the letters that the page has for them."""

    def __init__(
        self,
        supply: IndexSupply,
        roots: Iterable[Node],
        body: Body,
        functions: Mapping[Function | None, str],
        definite: Iterable[Symbol],
        image: Callable[[Node], Node],
    ) -> None:
        roots = list(roots)
        super().__init__(roots, body, functions, definite, image)
        self._supply = supply
        self._networks: dict[Node, Network] = {}
        for part in reversed(list(dict.fromkeys(part for root in roots for part in walk(root)))):
            if isinstance(part, PASSED_THROUGH):
                self._uses[part.arg] += self._uses[part] - 1

    def _needed(self, part: Node) -> tuple[Node, ...]:
        if not self._is_network(part):
            return super()._needed(part)
        self._networks[part] = network(part, self._supply, self._is_array)
        return tuple(operand for operand, _ in self._networks[part].operands)

    def _code(self, part: Node) -> Value:
        return self._contracted(self._networks[part]) if part in self._networks else super()._code(part)

    def _is_network(self, part: Node) -> bool:
        """Whether a node is written as an einsum: not where it is solved for, and not a transpose alone."""
        if isinstance(part, Transpose):
            return spreads(part) and not self._is_array(part.arg)
        return spreads(part) and not isinstance(part, Scale) and not self._is_solved(part)

    def _is_array(self, part: Node) -> bool:
        """Whether a node inside a network is computed by itself: it is used again, a number, or no product."""
        if isinstance(part, (Number, Ones, Eye, *PASSED_THROUGH)):
            return False
        if self._uses[part] > 1 or part in self._names or part.shape.is_scalar or self._is_solved(part):
            return True
        if isinstance(part, Hadamard):
            return any(isinstance(arg, Power) and arg.exponent < 0 for arg in part.args) and not spreads(part)
        return not spreads(part)

    def _is_solved(self, part: Node) -> bool:
        if not isinstance(part, Product):
            return False
        is_inverse = any(isinstance(arg, Inverse) and arg not in self._formed for arg in part.args)
        return is_inverse or isinstance(part.args[0], Commutation)

    def _contracted(self, of: Network) -> Value:
        above: list[Value] = []
        below: list[Value] = []
        arrays: list[Labelled] = []
        for operand, (row, column) in of.operands:
            value = self._values[operand]
            labels = [index for index, is_there in ((row, value.rows), (column, value.cols)) if index and is_there]
            if labels:
                arrays.append(Labelled(value.text, value.level, tuple(labels)))
            else:
                self._sort(operand, above, below)
        found = {index for array in arrays for index in array.labels}
        above = [self.body.size(index.range) for index in of.summed if index not in found] + above
        rows, cols = (index in found for index in of.free)
        if arrays:
            whole = contracted(arrays, tuple(index for index in of.free if index in found), self.body)
            above.append(Value(whole.text, whole.level, rows, cols))
        if not above and not below:
            return scaled(of.number, Value("1", Level.ATOM))
        return scaled(of.number, above[0] if len(above) == 1 and not below else multiplied(above, below))
