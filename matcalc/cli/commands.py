"""The commands. They read options, call the library and print; nothing but the result goes to stdout."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from matcalc.cli.failures import GuardedGroup
from matcalc.cli.progress import announcing

DETAILS = ("brief", "normal", "full")
FORMATS = {".txt": "text", ".tex": "latex", ".md": "markdown", ".json": "json"}


def completed_problem(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names that begin so; where there is none, the shell's own completion of files."""
    from matcalc.problems.library import list_problems

    names = [CompletionItem(name) for name in list_problems() if name.startswith(incomplete)]
    return names or [CompletionItem(incomplete, type="file")]


problem_argument = click.argument("problem", metavar="NAME|FILE.toml", shell_complete=completed_problem)


@click.group(cls=GuardedGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="matcalc-derive", prog_name="matcalc")
def main() -> None:
    """Derive gradients of matrix equations step by step, with a reason for every operator.

    \b
    Example:
      matcalc derive dense-layer
    """


@main.command()
@problem_argument
@click.option("--wrt", multiple=True, metavar="VARIABLE", help="Differentiate by this variable; may be repeated.")
@click.option(
    "--detail", type=click.Choice(DETAILS), default="normal", show_default=True, help="How small the steps are."
)
@click.option(
    "--format", "form", type=click.Choice(tuple(FORMATS.values())), help="Default: by the extension of -o, else text."
)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE; it is replaced only when the new one is complete.")
def derive(problem: str, wrt: tuple[str, ...], detail: str, form: str | None, output: str | None) -> None:
    """Derive and check the gradients of a problem.

    \b
    Examples:
      matcalc derive dense-layer
      matcalc derive dense-layer --wrt W --detail full
      matcalc derive my-layer.toml -o my-layer.tex
    """
    if output is not None:
        from matcalc.cli.output import target_of

        target_of(output)
    form = form or _format_of(output)
    with announcing("deriving and checking …"):
        from matcalc import api

        derivation = api.derive(api.load_problem(problem), wrt=list(wrt) or None)
        text = derivation.render(form, detail)
    _deliver(text, output)


@main.command(name="list")
def list_() -> None:
    """List the problems that come with matcalc.

    \b
    Example:
      matcalc list
    """
    from matcalc.problems.library import list_problems, title_of

    names = list_problems()
    width = max(len(name) for name in names)
    _deliver("".join(f"{name:<{width}}  {title_of(name)}\n" for name in names), None)


@main.command()
@problem_argument
def show(problem: str) -> None:
    """Show a problem as one would write it down: equations, shapes, what is given, what is asked.

    \b
    Example:
      matcalc show dense-layer
    """
    from matcalc import api

    _deliver(api.show(api.load_problem(problem)), None)


def _format_of(output: str | None) -> str:
    """The format that the extension of the output file names."""
    if output is None:
        return "text"
    from pathlib import PurePath

    extension = PurePath(output).suffix.lower()
    if extension not in FORMATS:
        what = f"the extension {extension!r}" if extension else "a file without an extension"
        known = ", ".join(FORMATS)
        raise click.UsageError(f"-o {output}: {what} names no format; use one of {known}, or say which with --format")
    return FORMATS[extension]


def _deliver(text: str, output: str | None) -> None:
    from matcalc.cli.output import write_file, write_stdout

    text = text if text.endswith("\n") else text + "\n"
    if output is None:
        write_stdout(text)
    else:
        write_file(output, text)
