"""worksheet(): problems and expressions as sheets to hand out, with keys."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from matcalc.api.arguments import choice, folder_of, kind, names_of, texts_of, yes_or_no
from matcalc.api.derivation import Derivation
from matcalc.api.derive import derive
from matcalc.chain import Expression
from matcalc.documents.formats import format_at
from matcalc.documents.printing import COLUMNS, NARROWEST, PdfEngine, Printing
from matcalc.engine.limits import Limits
from matcalc.errors import InputError, printable
from matcalc.files import write_files
from matcalc.problems.library import full_name
from matcalc.problems.problem import Problem
from matcalc.worksheets.asking import DERIVE_IT, LEVELS, Asking, Blanked, Form, HintPlace, Style
from matcalc.worksheets.blanking import with_blanks
from matcalc.worksheets.deriving import to_derive
from matcalc.worksheets.formats import EXTENSIONS
from matcalc.worksheets.sheet import Exercise, SheetHead, Worksheet
from matcalc.worksheets.targets import Order, made

MOST_VARIANTS = 1000
"""The sheets of one class, and more."""

MOST_TITLE = 20_000

MOST_POINTS = 100
"""What one blank may be worth."""

Given = Problem | str | os.PathLike[str]


@dataclass(frozen=True)
class Ordered:
    """One exercise to be made: what is derived, and how it is asked.

    points: of each blank, where somebody says. place: where it was ordered, with which errors begin. file: which the
    problem was read from.
    """

    problem: Given
    wrt: tuple[str, ...]
    asking: Asking
    options: tuple[tuple[str, Any], ...] = ()
    points: int | None = None
    place: str = ""
    file: str = ""

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return self.problem.title if isinstance(self.problem, Problem) else os.fspath(self.problem)


@dataclass(frozen=True)
class Worksheets:
    """A sheet for each reader, all from one order. print() shows them as text."""

    sheets: tuple[Worksheet, ...]
    hints_at_end: bool = False

    @property
    def key(self) -> Key:
        """The answers, with the same numbers."""
        return Key(self.sheets)

    def text(self, columns: int = COLUMNS) -> str:
        """The sheets as text of at most so many columns."""
        return _as_text(self.render("text", columns))

    def latex(self) -> str:
        """A LaTeX document that compiles as it is."""
        return _as_text(self.render("latex"))

    def markdown(self) -> str:
        """Markdown with $$ blocks."""
        return _as_text(self.render("markdown"))

    def render(
        self,
        form: str,
        columns: int = COLUMNS,
        *,
        fragment: bool = False,
        templates: str | os.PathLike[str] | None = None,
        pdf_engine: str = "typst",
    ) -> str | bytes:
        """The sheets as "text", "latex", "markdown", … The arguments are those of Derivation.render."""
        order = Order(
            self.sheets, hints_at_end=self.hints_at_end, printing=_printing(columns, fragment, templates, pdf_engine)
        )
        return made(order, form)

    def save(self, path: str | os.PathLike[str], key: bool = False) -> None:
        """Write the sheets to a file, in the format of its extension, and with `key` the answers to NAME-key.EXT.

        Both files are complete, or neither is written. Raises InputError where that is not possible.
        """
        form = format_at(os.fspath(path), EXTENSIONS)
        files = {os.fspath(path): as_bytes(self.render(form))}
        if yes_or_no(key, "key"):
            files[key_path(os.fspath(path))] = as_bytes(self.key.render(form))
        write_files(files)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<Worksheets {self.sheets[0].head.title!r}: {len(self.sheets)} with {self.sheets[0].points} points>"


@dataclass(frozen=True)
class Key:
    """The answers to worksheets."""

    sheets: tuple[Worksheet, ...]

    def text(self, columns: int = COLUMNS) -> str:
        """The key as text of at most so many columns."""
        return _as_text(self.render("text", columns))

    def render(
        self,
        form: str,
        columns: int = COLUMNS,
        *,
        fragment: bool = False,
        templates: str | os.PathLike[str] | None = None,
        pdf_engine: str = "typst",
    ) -> str | bytes:
        """The key in the formats of Worksheets.render."""
        return made(Order(self.sheets, key=True, printing=_printing(columns, fragment, templates, pdf_engine)), form)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<Key {self.sheets[0].head.title!r}>"


def worksheet(
    *problems: Given,
    wrt: Sequence[str] | str | None = None,
    shapes: Any = None,
    lets: Sequence[str] | str | None = None,
    assume: Sequence[str] | str | None = None,
    blank: str = "steps",
    level: int = 2,
    hints: str = "none",
    style: str = "boxes",
    ask: str = "blanks",
    variants: int | None = None,
    seed: int = 0,
    title: str | None = None,
    course: str = "",
    name: bool = True,
    limits: Limits | None = None,
) -> Worksheets:
    """Make a sheet of exercises: derivations some of whose lines are asked instead of told.

    problems: as in derive(), an exercise each; with wrt also expressions, and shapes, lets and assume with them. blank:
    "steps" for right sides, "reasons", "results", "operators", "shapes", or "mixed", which takes turns. level: from 1,
    one blank in each chain, to 5, where only the equations are told. hints: "footnotes" or "appendix". style: "marks"
    for ??? instead of boxes. ask: "choice" for answers to choose from instead of blanks. variants: so many sheets that
    look different and are equal in kind; each is derived and checked. The same seed gives the same sheets. name:
    whether there is a line for it.

    Raises InputError where the input is wrong, and where there is nothing of the kind to ask for.
    """
    asking = asking_of(blank=blank, level=level, hints=hints, style=style, ask=ask, seed=seed)
    options = (("shapes", shapes), ("lets", lets), ("assume", assume), ("limits", limits))
    given = tuple((key, value) for key, value in options if value is not None)
    orders = [Ordered(problem, names_of(wrt, "wrt"), asking, given) for problem in problems]
    texts_of(lets, "lets", '["z = W @ a + b"]')
    return sheets_of(orders, variants, head_of(title, course, name), hints_at_end=asking.hints is HintPlace.APPENDIX)


def asking_of(*, blank: object, level: object, hints: object, style: object, ask: object, seed: object) -> Asking:
    """How a sheet asks, checked. Raises InputError for what is not known."""
    return Asking(
        choice(Blanked, blank, "kind of blank"),
        whole(level, "level", LEVELS.start, LEVELS.stop - 1),
        choice(HintPlace, hints, "place for hints"),
        choice(Style, style, "style of blanks"),
        choice(Form, ask, "form of questions"),
        whole(seed, "seed", 0, 2**63 - 1),
    )


def head_of(title: object, course: object, name: object) -> SheetHead:
    """The head of a sheet, checked; the title is left empty where nobody says."""
    words = []
    for what, text in (("title", title), ("course", course)):
        if text is not None and not isinstance(text, str):
            raise InputError(f"the {what} is a text, not {kind(text)}")
        if text is not None and len(text) > MOST_TITLE:
            raise InputError(f"the {what} has {len(text):,} characters; at most {MOST_TITLE:,} are printed")
        words.append(" ".join(printable(text or "").split()))
    fields = SheetHead("").fields if yes_or_no(name, "name") is not False else ()
    return SheetHead(words[0], words[1], fields)


def sheets_of(
    orders: Sequence[Ordered],
    count: int | None,
    head: SheetHead,
    *,
    hints_at_end: bool,
    with_mistakes: bool = True,
    on_sheet: Callable[[], None] = lambda: None,
) -> Worksheets:
    """The sheets of an order: one, or so many variants.

    with_mistakes: whether results have those that a key shows. on_sheet is called whenever a sheet is made.
    """
    _require_exercises(orders)
    if count is not None:
        whole(count, "variants", 1, MOST_VARIANTS)
    derived = [_derived(order) for order in orders]
    if not head.title:
        head = replace(head, title=f"Worksheet: {derived[0].problem.title}" if len(derived) == 1 else "Worksheet")
    rows = [tuple(derived)] if count is None else _varied(orders, derived, count)
    sheets = []
    for variant, row in enumerate(rows, 1):
        both = enumerate(zip(row, orders, strict=True), 1)
        exercises = (_exercise(one, (variant, n), order, with_mistakes) for n, (one, order) in both)
        sheets.append(Worksheet(head, tuple(exercises)))
        on_sheet()
    return Worksheets(tuple(sheets), hints_at_end)


def _derived(order: Ordered) -> Derivation:
    with _placing(order):
        return derive(order.problem, wrt=list(order.wrt) or None, **dict(order.options))


@contextmanager
def _placing(order: Ordered) -> Iterator[None]:
    """Say where what is wrong was ordered."""
    try:
        yield
    except InputError as error:
        if not order.place:
            raise
        raise InputError(f"{order.place}: {error}") from error


def _varied(orders: Sequence[Ordered], derived: Sequence[Derivation], count: int) -> Iterator[tuple[Derivation, ...]]:
    """For each sheet a variant of each exercise."""
    from matcalc.worksheets.variants import variants

    found = [
        islice(variants(one.problem, count, order.asking.seed, one.limits), count)
        for order, one in zip(orders, derived, strict=True)
    ]
    for row in zip(*found, strict=True):
        yield tuple(variant.derivation for variant in row)


def _exercise(derivation: Derivation, place: tuple[int, int], order: Ordered, with_mistakes: bool) -> Exercise:
    """An exercise of a sheet. place: the number of the sheet, and that of the exercise on it."""
    with _placing(order):
        exercise = replace(
            _asked(derivation, place, order.asking, with_mistakes),
            problem=derivation.problem,
            results=_results(derivation),
        )
    if order.points is None:
        return exercise
    return replace(exercise, answers=tuple(replace(one, points=order.points) for one in exercise.answers))


def _asked(derivation: Derivation, place: tuple[int, int], asking: Asking, with_mistakes: bool) -> Exercise:
    variant, number = place
    if asking.form is Form.CHOICE:
        from matcalc.worksheets.choosing import to_choose

        return to_choose(derivation, number, asking.seed)
    if asking.form is Form.NUMBERS:
        from matcalc.worksheets.evaluating import to_evaluate

        return to_evaluate(derivation, number, f"{asking.seed} {variant} {number}", marks=asking.style is Style.MARKS)
    if asking.level == DERIVE_IT:
        return to_derive(derivation, number)
    return with_blanks(derivation, number, asking, with_mistakes=with_mistakes)


def _results(derivation: Derivation) -> tuple[tuple[str, Expression], ...]:
    """The first derivatives that are asked for, by the variable; those that a second one stands for are left out."""
    once = [asked.request.wrt.name for asked in derivation.problem.requests if asked.order == 1]
    return tuple((name, derivation.differentiation.gradient(name).value) for name in once)


def _require_exercises(orders: Sequence[Ordered]) -> None:
    if not orders:
        raise InputError("a worksheet needs a problem: the name of one, the path of a TOML file, or an expression")
    seen: list[tuple[object, tuple[str, ...], Asking]] = []
    for order in orders:
        named = full_name(order.problem) if isinstance(order.problem, str) else order.problem
        same = (named, order.wrt, order.asking)
        if same in seen:
            raise InputError(
                f"{order.name} is there twice: leave one out; for sheets that differ, ask for variants (--variants)"
            )
        seen.append(same)


def key_path(path: str) -> str:
    """Where the key to a sheet is written: NAME-key.EXT beside it."""
    name = Path(path)
    return str(name.with_name(f"{name.stem}-key{name.suffix}"))


def as_bytes(made_here: str | bytes) -> bytes:
    """What a file holds."""
    return made_here.encode("utf-8") if isinstance(made_here, str) else made_here


def _as_text(made_here: str | bytes) -> str:
    assert isinstance(made_here, str)
    return made_here


def _printing(columns: object, fragment: object, templates: object, pdf_engine: object) -> Printing:
    if isinstance(columns, bool) or not isinstance(columns, int) or columns < NARROWEST:
        raise InputError(f"columns is a whole number of at least {NARROWEST}, such as {COLUMNS}")
    is_fragment, engine = yes_or_no(fragment, "fragment") or False, choice(PdfEngine, pdf_engine, "pdf_engine")
    return Printing(columns, is_fragment, folder_of(templates), engine)


def whole(number: object, what: str, least: int, most: int) -> int:
    """A whole number between two others, both allowed. Raises InputError for anything else."""
    if isinstance(number, bool) or not isinstance(number, int):
        raise InputError(f"{what} is a whole number, not {kind(number)}")
    if not least <= number <= most:
        raise InputError(f"{what} is a whole number from {least} to {most:,}, and {number} was asked for")
    return number
