"""Plots as SVG, the same bytes for the same figures; none where matplotlib is not installed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "docs" / "benchmarks"

LEGEND_WIDTH = 1.5
"""In inches."""

COLOURS = 10
"""Of matplotlib, C0 to C9; after them lines are dashed, and points triangles."""

Points = tuple[Sequence[float], Sequence[float]]


def drawn(name: str, panels: int, draw: Callable[[Sequence[Any]], None], height: float = 3.6) -> str | None:
    """The plot drawn by `draw` on that many panels side by side, as a file; its path from the page in docs.

    One legend stands beside all panels, and says once what is in several.
    """
    if find_spec("matplotlib") is None:
        return None
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": name, "svg.fonttype": "none", "font.size": 8, "font.family": "sans-serif"}):
        figure = Figure(figsize=(4.2 * panels + LEGEND_WIDTH, height), layout="constrained")
        draw(list(figure.subplots(1, panels, squeeze=False)[0]))
        shown = _shown(figure)
        figure.legend(shown.values(), shown.keys(), loc="outside right upper", fontsize=7, handlelength=3)
        FOLDER.mkdir(parents=True, exist_ok=True)
        figure.savefig(FOLDER / f"{name}.svg", metadata={"Date": None})
    return f"{FOLDER.name}/{name}.svg"


def curves(axes: Any, series: Mapping[str, Points], title: str, x: str, y: str) -> None:
    """A line through the points of each series, both axes logarithmic."""
    for label, (across, up) in series.items():
        number = _number(axes, label)
        style = ".-" if number < COLOURS else "^--"
        axes.plot(across, up, style, markersize=4, color=f"C{number % COLOURS}", label=label)
    axes.set(xscale="log", yscale="log", title=title, xlabel=x, ylabel=y)
    axes.grid(alpha=0.3)


def against(axes: Any, points: Points, limit: float, title: str, x: str, y: str) -> None:
    """Two times of each row against each other, with the lines of equal times and of the target."""
    across, up = points
    axes.scatter(across, up, s=6, alpha=0.6, label="a derivative")
    ends = [min((*across, *up)), max((*across, *up))]
    axes.plot(ends, ends, linewidth=0.8, label="equal")
    axes.plot(ends, [limit * end for end in ends], linewidth=0.8, linestyle="--", label=f"{limit:g} of it")
    axes.set(xscale="log", yscale="log", title=title, xlabel=x, ylabel=y)
    axes.grid(alpha=0.3)


def dots(axes: Any, rows: Sequence[str], series: Mapping[str, Sequence[float | None]], title: str, x: str) -> None:
    """A row a problem, a dot a tool, the axis logarithmic; None leaves a dot out."""
    for label, values in series.items():
        there = [(value, place) for place, value in enumerate(values) if value is not None]
        colour = f"C{_number(axes, label) % COLOURS}"
        across, up = [value for value, _ in there], [place for _, place in there]
        axes.plot(across, up, "o", markersize=4, color=colour, label=label)
    axes.set(xscale="log", title=title, xlabel=x, yticks=range(len(rows)), yticklabels=rows)
    axes.invert_yaxis()
    axes.axvline(1, linewidth=0.8, color="grey")
    axes.grid(alpha=0.3)


def _shown(figure: Any) -> dict[str, Any]:
    """What is drawn in any panel by its label; what has no label of ours has one with an underscore."""
    found: dict[str, Any] = {}
    for axes in figure.axes:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
    return found


def _number(axes: Any, label: str) -> int:
    """How many labels came before this one in the figure: each has its colour in all panels."""
    labels = list(_shown(axes.figure))
    return labels.index(label) if label in labels else len(labels)
