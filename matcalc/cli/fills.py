"""The command that fills the ??? of a document."""

from __future__ import annotations

import click

from matcalc.cli.delivery import columns, is_terminal
from matcalc.cli.failures import UnreadableInput
from matcalc.cli.progress import announcing

DETAILS = ("brief", "normal", "full")
REASONS = ("inline", "footnote", "none")
MOST_SECONDS = 120.0


@click.command()
@click.argument("file", metavar="FILE.tex|.md|.txt", type=click.Path())
@click.option(
    "--detail", type=click.Choice(DETAILS), default="normal", show_default=True, help="How small the steps are."
)
@click.option(
    "--reasons",
    type=click.Choice(REASONS),
    default="inline",
    show_default=True,
    help="Beside the steps, below the formula, or none.",
)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE; it is replaced only when the new one is complete.")
@click.option("--in-place", is_flag=True, help="Replace FILE; what it was is kept in FILE.bak.")
@click.option(
    "--max-seconds", type=float, default=MOST_SECONDS, show_default=True, help="Give up a derivation after so many."
)
@click.pass_context
def fill(
    context: click.Context,
    file: str,
    detail: str,
    reasons: str,
    output: str | None,
    in_place: bool,
    max_seconds: float,
) -> None:
    """Put the steps in the place of each ??? of a document, in its own notation.

    Its equations are read, ∇z = ∂E/∂z = ??? = … is derived from them, and every step is checked. What stands elsewhere
    stays as it is, to the byte. Clashes of conventions are told first, on stderr. An equation that can not be read, or
    does not go with the others, is told and left out. A ??? before a right side that is wrong is not filled: what is
    right is told, and the exit code is 1; it is 2 where the document can not be read, or the result not be written.

    \b
    Examples:
      matcalc fill notes.md -o filled.md
      matcalc fill paper.tex --detail brief --reasons footnote --in-place
    """
    if in_place and output is not None:
        raise click.UsageError("--in-place replaces the file itself: leave -o out")
    from matcalc.errors import InputError, printable

    with announcing("reading …"):
        from matcalc import api
        from matcalc.files import require_not_read, target_of
        from matcalc.manuscripts.fill import fill as filled_in
        from matcalc.manuscripts.fill_report import fill_report

        try:
            if output is not None:
                target_of(output)
                require_not_read([output], [file])
            filling = filled_in(file, detail=detail, reasons=reasons, limits=api.Limits(seconds=max_seconds))
        except InputError as error:
            raise UnreadableInput(str(error)) from None
    click.echo(fill_report(filling, columns(None)), err=True, nl=False)
    try:
        if in_place and not filling.filled:
            click.echo(f"{printable(file)} stays as it is, and no backup is made.", err=True)
        else:
            _deliver(filling.data, file, output, in_place=in_place)
    except InputError as error:
        raise UnreadableInput(str(error)) from None
    context.exit(1 if filling.refused else 0)


def _deliver(data: bytes, file: str, output: str | None, *, in_place: bool) -> None:
    """Write the document where it belongs, byte for byte."""
    from matcalc.cli.output import write_bytes, write_stdout
    from matcalc.errors import printable
    from matcalc.files import write_file
    from matcalc.manuscripts.in_place import replace_in_place

    if in_place:
        backup = replace_in_place(file, data)
        click.echo(f"{printable(file)} is written; what it was is in {printable(str(backup))}", err=True)
    elif output is not None:
        write_file(output, data)
    elif is_terminal():
        write_stdout(data.decode("utf-8"))
    else:
        write_bytes(data)
