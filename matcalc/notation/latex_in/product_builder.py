"""Things side by side, and sums of them: which sign holds how tightly, and @ or * by what stands on its two sides."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.notation.latex_in.formula import Formula, Mark, Scripted, Sign, Span
from matcalc.notation.latex_in.leaf_builder import LeafBuilder
from matcalc.notation.latex_in.parts import Applied, Leaf, Part, Rank, Sized, Sum, Times, Total, transposed
from matcalc.notation.latex_in.reach import end_of_sum, letters_summed
from matcalc.notation.latex_in.scripts import bare
from matcalc.notation.latex_in.vocabulary import Decision

MOST_ITEMS = 200
"""How many things may stand in one member of a chain."""

SIDES = (Sign.ENTRYWISE, Sign.ENTRYWISE_OVER, Sign.KRON)
"""Signs that hold less tightly than a product: W x ⊙ y is (W x) ⊙ y."""


def span_of(items: Sequence[Formula]) -> Span:
    return Span(items[0].span.start, items[-1].span.end)


def sign_of(item: Formula) -> Sign | None:
    """The sign that a thing is, with or without scripts."""
    item = bare(item)
    if isinstance(item, Scripted):
        item = bare(item.base)
    return item.sign if isinstance(item, Mark) else None


class ProductBuilder(LeafBuilder):
    """Makes parts of runs. count: how many things it has read in this member."""

    count = 0

    def factor(self, items: Sequence[Formula], at: int) -> tuple[Part, int]:
        """What stands at a place of a run, and the place of what follows it."""
        raise NotImplementedError

    def reaches(self, items: Sequence[Formula], at: int) -> bool:
        """Whether what stands at a place is an operator, or a function without brackets, and takes the rest in."""
        raise NotImplementedError

    def run(self, items: Sequence[Formula], span: Span) -> Part:
        """A sum of terms."""
        self.count += len(items)
        if self.count > MOST_ITEMS:
            raise self.refused(f"more than {MOST_ITEMS} things stand between two signs of a chain", span)
        terms: list[tuple[int, Part]] = []
        sign, piece, signed = 1, list[Formula](), False
        for item in items:
            found = item.sign if isinstance(item, Mark) else None
            if found not in (Sign.PLUS, Sign.MINUS):
                piece.append(item)
                continue
            if piece:
                if sign_of(piece[-1]) in (Sign.DOT, Sign.TIMES, Sign.OVER, *SIDES):
                    raise self.refused("a minus after a sign stands in brackets: a (−b)", item.span)
                terms.append((sign, self.term(piece)))
            elif signed:
                raise self.refused("two signs stand side by side", item.span)
            piece, sign, signed = [], 1 if found is Sign.PLUS else -1, True
        if not piece:
            raise self.refused("something is missing after the sign" if items else "nothing stands here", span)
        terms.append((sign, self.term(piece)))
        if len(terms) == 1 and terms[0][0] == 1:
            return terms[0][1]
        ranks = [term.rank for _, term in terms]
        if Rank.COLUMN in ranks and Rank.ROW in ranks:
            raise self.refused("a column and a row are added here; transpose one of them", span)
        rank = next((rank for rank in ranks if rank is not Rank.SCALAR), Rank.SCALAR)
        return Sum(tuple(terms), rank, span)

    def term(self, items: Sequence[Formula]) -> Part:
        """A term: sums over letters reach to its end."""
        at = next((at for at, item in enumerate(items) if sign_of(item) in (Sign.SUM, Sign.PRODUCT)), None)
        if at is None or any(self.reaches(items, place) for place in range(at)):
            return self.sides(items)
        item = items[at]
        if sign_of(item) is Sign.PRODUCT:
            raise self.refused("a product over an index, Π, is not read; write its factors", item.span)
        letters = letters_summed(bare(item), self.text)
        if at + 1 == len(items):
            raise self.refused("a sum is of what follows it; nothing does", item.span)
        body = self.term(items[at + 1 :])
        end = end_of_sum(bare(item)) or (self.customs.counts.get(letters[0]) if len(letters) == 1 else None)
        whole: Part = Total(letters, body, span_of(items[at:]), end)
        if at == 0:
            return whole
        return self._before_sum(items[:at], whole)

    def _before_sum(self, items: Sequence[Formula], whole: Part) -> Part:
        """What stands before a sum multiplies it."""
        last = sign_of(items[-1])
        if last not in (Sign.DOT, Sign.TIMES, Sign.ENTRYWISE):
            return self.multiplied(self.sides(items), whole, None)
        if len(items) == 1:
            raise self.refused("nothing stands before this sign", items[0].span)
        return self.multiplied(self.sides(items[:-1]), whole, last)

    def sides(self, items: Sequence[Formula]) -> Part:
        """Products with ⊙, ⊘ or ⊗ between them, from left to right; ⊗ beside the others needs brackets."""
        signs = [(at, sign) for at, item in enumerate(items) if (sign := sign_of(item)) in SIDES]
        if len({sign is Sign.KRON for _, sign in signs}) > 1:
            at = signs[1][0]
            raise self.refused("⊗ beside ⊙ is read in two ways; write brackets", items[at].span)
        total: Part | None = None
        start, before = 0, None
        for at, sign in [*signs, (len(items), None)]:
            if at == start:
                where = items[min(at, len(items) - 1)].span
                raise self.refused("something is missing beside this sign", where)
            with self.entry_by_entry(any(found is not Sign.KRON for _, found in signs)):
                right = self.product(items[start:at])
            total = right if total is None else self._beside(total, right, before)
            start, before = at + 1, sign
        assert total is not None
        return total

    def _beside(self, left: Part, right: Part, sign: Sign | None) -> Part:
        span = Span(left.span.start, right.span.end)
        if sign is Sign.KRON:
            self._check_vectors(left, right, span)
            return Applied("kron", (left, right), False, _kron_rank(left.rank, right.rank), span)
        rank = right.rank if left.rank is Rank.SCALAR else left.rank
        return Times(left, "*" if sign is Sign.ENTRYWISE else "/", right, rank, span)

    def _check_vectors(self, left: Part, right: Part, span: Span) -> None:
        """⊗ between two vectors means three things in the texts that have it."""
        if left.rank is right.rank is Rank.COLUMN:
            shown = f"{self.shown(left.span)} ⊗ {self.shown(right.span)}"
            ways = r"write a \odot b, a b^T or \operatorname{vec}(b a^T)"
            raise self.refused(f"{shown}, of two vectors, is read in three ways; {ways}", span)

    def product(self, items: Sequence[Formula]) -> Part:
        """Factors side by side, or with · between them, from left to right; a / takes the one factor after it."""
        total: Part | None = None
        at, sign, divided = 0, None, False
        while at < len(items):
            found = items[at].sign if isinstance(items[at], Mark) else None  # type: ignore[union-attr]
            if found in (Sign.DOT, Sign.TIMES, Sign.OVER):
                if total is None or sign is not None:
                    raise self.refused(f"nothing stands before {found.value}", items[at].span)
                sign, at = found, at + 1
                continue
            if found is Sign.LEFT_OUT:
                raise self.refused("what … leaves out can not be read: write it", items[at].span)
            start = at
            right, at = self.factor(items, at)
            if divided and sign is not Sign.OVER:
                self._check_divisor(total, right, items[start].span)
            divided = sign is Sign.OVER or (divided and sign is None)
            total = right if total is None else self.multiplied(total, right, sign)
            sign = None
        if total is None or sign is not None:
            raise self.refused("something is missing after this sign", items[-1].span)
        return total

    def _check_divisor(self, total: Part | None, right: Part, span: Span) -> None:
        """1/n x is (1/n) x, as a number is above and nothing can be divided by an array; a/b c is read in two ways."""
        while isinstance(total, Times) and total.sign != "/":
            total = total.left
        above = total.left if isinstance(total, Times) else total
        if right.rank is Rank.SCALAR and not (isinstance(above, Leaf) and above.text[0].isdigit()):
            raise self.refused("a/b c is read in two ways, (a/b) c and a/(b c); write brackets", span)

    def multiplied(self, left: Part, right: Part, sign: Sign | None) -> Part:
        """A product: of arrays the matrix product, · of two vectors their inner product; by a scalar, of each entry."""
        span = Span(left.span.start, right.span.end)
        if sign is Sign.TIMES and Rank.SCALAR not in (left.rank, right.rank):
            raise self.refused("× between arrays is read as nothing here: A B is the matrix product", right.span)
        if sign is Sign.OVER:
            if right.rank is not Rank.SCALAR:
                raise self.refused("/ divides by a number; A^{-1} is the inverse, ⊘ divides entry by entry", right.span)
            return Times(left, "/", right, left.rank, span)
        if sign is None and is_one(right) and left.rank in (Rank.MATRIX, Rank.ROW):
            right = Sized("ones", Rank.COLUMN, right.span)
        elif sign is None and is_one(left) and right.rank is Rank.ROW:
            left = Sized("ones", Rank.COLUMN, left.span)
        if left.rank is Rank.SCALAR:
            self._check_number(left, right)
            return Times(left, "*", right, right.rank, span)
        if right.rank is Rank.SCALAR or sign is Sign.ENTRYWISE:
            return Times(left, "*", right, left.rank, span)
        if sign is Sign.DOT and left.rank is right.rank is Rank.COLUMN:
            left = transposed(left, left.span)
        return Times(left, "@", right, PRODUCT_RANK[left.rank, right.rank], span)

    def _check_number(self, left: Part, right: Part) -> None:
        """x W, where nothing but its letter says that x is a number: it may be a row."""
        if right.rank is not Rank.MATRIX or not isinstance(left, Leaf) or isinstance(right, Sized):
            return
        name = next((one for one in self.vocabulary.names.values() if one.name == left.text), None)
        if name is not None and name.decided is Decision.LETTER and name.key.letter in ROW_LETTERS:
            shown = self.shown(left.span)
            message = f"{shown} before a matrix is read in two ways, as a number and as a row"
            raise self.refused(f"{message}: state its shape, or write {shown}^T for a row", left.span)


def is_one(part: Part) -> bool:
    """Whether this is a plain 1. Beside an array, with no sign between, it is the vector: nobody writes 1 times it."""
    return isinstance(part, Leaf) and part.text == "1"


def _kron_rank(left: Rank, right: Rank) -> Rank:
    """Of a Kronecker product: that of vectors is a vector."""
    if left is Rank.SCALAR or left is right:
        return right
    return left if right is Rank.SCALAR else Rank.MATRIX


ROW_LETTERS = frozenset("abhpqruvwxyz")
"""Letters that are vectors as often as numbers."""

PRODUCT_RANK = {
    (Rank.MATRIX, Rank.MATRIX): Rank.MATRIX,
    (Rank.MATRIX, Rank.COLUMN): Rank.COLUMN,
    (Rank.MATRIX, Rank.ROW): Rank.MATRIX,
    (Rank.ROW, Rank.MATRIX): Rank.ROW,
    (Rank.ROW, Rank.COLUMN): Rank.SCALAR,
    (Rank.ROW, Rank.ROW): Rank.ROW,
    (Rank.COLUMN, Rank.ROW): Rank.MATRIX,
    (Rank.COLUMN, Rank.MATRIX): Rank.MATRIX,
    (Rank.COLUMN, Rank.COLUMN): Rank.COLUMN,
}
"""Of a matrix product; where the shapes can not go together, that is said where the text is read."""
