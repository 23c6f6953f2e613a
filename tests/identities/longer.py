"""Which rows have a result with more operators than the textbook's, as the page docs/longer-results.md.

python -m tests.identities.longer > docs/longer-results.md
"""

from __future__ import annotations

from collections.abc import Iterable

from .derived import result_text
from .identity import Identity
from .operators import operators
from .tables import ALL


def longer_than_textbook(rows: Iterable[Identity]) -> list[Identity]:
    """The rows whose result has more operators than the published one."""
    return [row for row in rows if operators(result_text(row)) > operators(row.result)]


def page(rows: tuple[Identity, ...]) -> str:
    """The list in Markdown, both texts of every row with their number of operators."""
    longer = longer_than_textbook(rows)
    head = (
        "# Results that are longer than the textbook's\n\n"
        f"Of the {len(rows)} published derivatives in `tests/identities`, {len(rows) - len(longer)} come out with no "
        "more operators\nthan the source prints. "
    )
    if not longer:
        return head + "There are no others.\n"
    told = "These are the others.\n" if len(longer) > 1 else "This is the other.\n"
    return head + told + "".join(map(_entry, longer))


def _entry(row: Identity) -> str:
    lines = [f"\n## {row.name}\n", f"`{row.expression}` by `{row.wrt}`, with `{row.shapes}`. {row.source}."]
    if row.lets:
        lines.append(f"Equations before it: {_quoted(row.lets)}.")
    if row.assume:
        lines.append(f"Assumed: {_quoted(row.assume)}.")
    lines.append("\n| | operators | text |\n|---|---|---|")
    for whose, text in (("textbook", row.result), ("matcalc", result_text(row))):
        lines.append(f"| {whose} | {operators(text)} | `{text}` |")
    return "\n".join(lines) + "\n"


def _quoted(texts: Iterable[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts)


if __name__ == "__main__":
    print(page(ALL), end="")
