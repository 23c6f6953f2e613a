"""The commands. They read options, call the library and print; nothing but the result goes to stdout."""

from __future__ import annotations

import os
from typing import Any

import click

from matcalc.cli.asked import DeriveCommand, asked, completed_problem
from matcalc.cli.checks import check
from matcalc.cli.delivery import (
    check_fragment,
    check_pdf,
    check_pdf_engine,
    columns,
    deliver,
    format_of,
    fragment_option,
    is_terminal,
    pdf_engine_option,
    require_fitting_name,
    require_no_input,
)
from matcalc.cli.failures import GuardedGroup, UnreadableInput
from matcalc.cli.fills import fill
from matcalc.cli.grades import grade
from matcalc.cli.progress import announcing
from matcalc.cli.sheets import worksheet
from matcalc.documents.formats import CODE_EXTENSIONS, EXTENSIONS, LATEX_ALGORITHM
from matcalc.errors import printable
from matcalc.notation.settings import synopsis
from matcalc.problems.tags import TAGS

DETAILS = ("brief", "normal", "full")
ROUTES = ("index", "differential", "jacobian", "all")
LAYOUTS = ("gradient", "denominator", "numerator", "all")
MOST_STEPS, MOST_SECONDS = 20_000, 60.0
CODES = ("numpy", "jax", "torch", "einsum", "torch-autograd", "jax-custom-vjp", LATEX_ALGORITHM)
SYNTAXES = ("matcalc", "matrixcalculus")
LIST_FORMATS = ("text", "json")

problem_argument = click.argument("problem", metavar="NAME|FILE.toml", shell_complete=completed_problem)


@click.group(cls=GuardedGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="matcalc-derive", prog_name="matcalc")
def main() -> None:
    """Derive gradients of matrix expressions step by step, with a reason for every operator.

    \b
    Examples:
      matcalc derive dense-layer
      matcalc derive "x.T @ A @ x" --wrt x --shape "A: n×n"
    """
    # NumPy starts threads as it is imported, and on arrays as small as ours they never save what that takes
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@main.command(cls=DeriveCommand)
@click.argument("problem", metavar="EXPRESSION|NAME|FILE|-", shell_complete=completed_problem)
@click.option("--wrt", multiple=True, metavar="VARIABLE", help="Differentiate by this variable; may be repeated.")
@click.option("--shape", "shapes", multiple=True, metavar="SHAPES", help='Shapes, such as "X: m×n, w: n, c:".')
@click.option("--let", "lets", multiple=True, metavar="EQUATION", help='An equation before it, "z = W @ a + b".')
@click.option("--upstream", multiple=True, metavar="ARRAY", help="Differentiate E, any function of this array.")
@click.option("--assume", multiple=True, metavar="FACT", help='Such as "A symmetric", "sum(y) = 1", "y in {-1, 1}".')
@click.option("--order", type=int, show_default="1, or what a problem asks for", help="2 for the Hessian.")
@click.option("--hvp", metavar="ARRAY", help="Derive the Hessian times this array.")
@click.option("--solve", multiple=True, metavar="NAME", help="Solve for it: the gradient at it is 0; may be repeated.")
@click.option(
    "--syntax", type=click.Choice(SYNTAXES), default="matcalc", show_default=True, help="The language of the input."
)
@click.option(
    "--route", type=click.Choice(ROUTES), default="index", show_default=True, help="The way to derive; all: they meet."
)
@click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    default="gradient",
    show_default=True,
    help="How derivatives are laid out; all: a table too.",
)
@click.option(
    "--why/--no-why", default=None, help="Close with why these operators; default: with --layout all or --detail full."
)
@click.option("--figures", is_flag=True, help="Draw the computation graph, and what is collapsed as tensor networks.")
@click.option(
    "--notation", multiple=True, metavar="KEY=CHOICE", help=f"How names are printed; may be repeated: {synopsis()}."
)
@click.option("--result", "only_result", is_flag=True, help="Print the result alone, in the input language.")
@click.option("--code", "backend", type=click.Choice(CODES), help="Print code that computes the results, alone.")
@click.option(
    "--detail", type=click.Choice(DETAILS), default="normal", show_default=True, help="How small the steps are."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(EXTENSIONS.values())),
    help="Default: by the extension of -o, else text.",
)
@fragment_option
@pdf_engine_option
@click.option("--templates", metavar="FOLDER", help="Use the templates in FOLDER before those of matcalc.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE; it is replaced only when the new one is complete.")
@click.option("--max-steps", type=int, default=MOST_STEPS, show_default=True, help="Give up after so many steps.")
@click.option(
    "--max-seconds", type=float, default=MOST_SECONDS, show_default=True, help="Give up after so many seconds."
)
def derive(
    problem: str,
    wrt: tuple[str, ...],
    shapes: tuple[str, ...],
    lets: tuple[str, ...],
    assume: tuple[str, ...],
    notation: tuple[str, ...],
    only_result: bool,
    backend: str | None,
    detail: str,
    form: str | None,
    fragment: bool,
    pdf_engine: str,
    templates: str | None,
    output: str | None,
    max_steps: int,
    max_seconds: float,
    **choices: Any,
) -> None:
    """Derive and check the derivatives of an expression or a problem.

    An argument is the name of a known problem, else a FILE.toml; with --wrt it is an expression, a file with a program
    (an equation a line, the last line what is differentiated), or - for a program on standard input.

    \b
    Examples:
      matcalc derive dense-layer --wrt W --detail full
      matcalc derive "sum((X @ w - y)**2)" --wrt w --shape "X: m×n, y: m"
      matcalc derive "logsumexp(A @ x)" --wrt x --order 2 --shape "A: m×n, x: n"
      matcalc derive a --wrt W --let "z = W @ x" --let "a = f(z)" --upstream a --shape "W: m×n"
      matcalc derive dense-layer -o dense_layer.py
      matcalc derive dense-layer --code latex-algorithm -o dense_layer.tex
    """
    if only_result and form is not None:
        raise click.UsageError("--result prints the input language: leave --format out")
    if backend is not None and (only_result or form is not None):
        raise click.UsageError(f"--code prints code alone: leave {'--result' if only_result else '--format'} out")
    if output is not None:
        from matcalc.files import target_of

        target_of(output)
        require_no_input([output], [problem], templates)
    if only_result or backend is not None:
        if only_result:
            require_fitting_name(output, "--result", ".txt")
        else:
            require_fitting_name(output, "--code", ".tex" if backend == LATEX_ALGORITHM else ".py")
        form = "text"
    else:
        form = format_of(output, {**EXTENSIONS, **CODE_EXTENSIONS}, form)
        if form in CODE_EXTENSIONS.values():
            backend, form = form, "text"
    check_fragment(fragment, form)
    check_pdf_engine(form)
    if form == "pdf":
        check_pdf(pdf_engine, output)
    question = asked(problem, wrt, shapes, lets, assume)
    with announcing("deriving and checking …"), question.placing():
        from matcalc import api

        derivation = api.derive(
            question.problem,
            wrt=list(wrt) or None,
            shapes=question.shapes,
            lets=question.lets,
            assume=question.assume,
            notation=",".join(notation),
            limits=api.Limits(max_steps, max_seconds),
            **choices,
        )
        text: str | bytes
        if only_result:
            from matcalc.cli.results import results_alone, solutions_alone

            text = solutions_alone(derivation) if choices["solve"] else results_alone(derivation)
        elif backend is not None:
            text = derivation.code(backend)
        else:
            text = derivation.render(
                form, detail, columns(output), fragment=fragment, templates=templates, pdf_engine=pdf_engine
            )
    deliver(text, output)


main.add_command(check)
main.add_command(worksheet)
main.add_command(fill)
main.add_command(grade)


@main.command(name="list")
@click.option("--tag", "tags", multiple=True, type=click.Choice(TAGS), help="Only problems with this tag.")
@click.option(
    "--search", multiple=True, metavar="WORD", help="Only problems that speak of this word, or of several: all of them."
)
@click.option(
    "--format", "form", type=click.Choice(LIST_FORMATS), default="text", show_default=True, help="A table, or objects."
)
@click.pass_context
def list_(context: click.Context, tags: tuple[str, ...], search: tuple[str, ...], form: str) -> None:
    """List the problems that come with matcalc, under the first tag of each.

    A search looks in names, titles, what is said about a problem and where one meets it, sources, tags, and what the
    symbols mean, in any case. Exits with 1 where nothing is found, as grep does.

    \b
    Examples:
      matcalc list --tag loss
      matcalc list --search "log determinant"
    """
    from matcalc.cli import listing
    from matcalc.problems.entries import entries

    known = entries()
    words = [word for text in search for word in text.split()]
    found = [entry for entry in known if set(tags) <= set(entry.tags) and entry.has(words)]
    if form == "json":
        deliver(listing.as_json(found))
    elif found:
        deliver(listing.as_text(found, columns(None) if is_terminal() else None))
    if not found:
        click.echo(printable(listing.nothing_found(words, tags, known)), err=True)
        context.exit(1)


@main.command()
@problem_argument
def show(problem: str) -> None:
    """Show a problem as one would write it down: equations, shapes, what is given, what is asked.

    \b
    Example:
      matcalc show dense-layer
    """
    from matcalc import api

    deliver(api.show(api.load_problem(problem), columns(None)))


@main.command()
@click.argument("file", metavar="FILE.toml", type=click.Path())
def new(file: str) -> None:
    """Write a problem to start from: a layer that derives as it stands, with a line on every key.

    A file that is there already is never touched.

    \b
    Example:
      matcalc new my-layer.toml
    """
    from matcalc.cli.starter import next_steps, write_starter

    write_starter(file)
    deliver(next_steps(file))


@main.command()
@problem_argument
@click.pass_context
def lint(context: click.Context, problem: str) -> None:
    """Compare what a problem says twice, and name the conventions that clash and the results that do not come out.

    A [[define]] may say the same equation again as `also`; a [[state]] says a gradient, a Jacobian or a shape; what a
    [[derive]] expects is derived. Exits with 0 where all goes together, with 1 and a report where something does not,
    and with 2 where the file can not be read.

    \b
    Example:
      matcalc lint dense-layer
    """
    from matcalc.errors import InputError

    with announcing("comparing …"):
        from matcalc import api
        from matcalc.api.expected import expectations, unmet
        from matcalc.documents.lint import lint_report

        try:
            known = api.load_problem(problem)
            clashes, wrong = api.lint(known), unmet(known, api.Limits())
        except InputError as error:
            raise UnreadableInput(str(error)) from None
        report = lint_report(known, clashes, wrong, sum(1 for _ in expectations(known)), columns(None))
    deliver(report)
    context.exit(1 if clashes or wrong else 0)
