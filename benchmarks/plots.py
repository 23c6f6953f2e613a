"""Plots as SVG, the same bytes for the same figures; none where matplotlib is not installed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "docs" / "benchmarks"

Points = tuple[Sequence[float], Sequence[float]]


def drawn(name: str, panels: int, draw: Callable[[Sequence[Any]], None], height: float = 3.6) -> str | None:
    """The plot drawn by `draw` on that many panels side by side, as a file; its path from the page in docs."""
    if find_spec("matplotlib") is None:
        return None
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": name, "svg.fonttype": "none", "font.size": 8, "font.family": "sans-serif"}):
        figure = Figure(figsize=(4.2 * panels, height), layout="constrained")
        draw(list(figure.subplots(1, panels, squeeze=False)[0]))
        FOLDER.mkdir(parents=True, exist_ok=True)
        figure.savefig(FOLDER / f"{name}.svg", metadata={"Date": None})
    return f"{FOLDER.name}/{name}.svg"


def curves(axes: Any, series: Mapping[str, Points], x: str, y: str) -> None:
    """A line through the points of each series, both axes logarithmic."""
    for label, (across, up) in series.items():
        axes.plot(across, up, marker=".", label=label)
    axes.set(xscale="log", yscale="log", xlabel=x, ylabel=y)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=7)


def against(axes: Any, points: Points, limit: float, x: str, y: str) -> None:
    """Two times of each row against each other, with the lines of equal times and of the target."""
    across, up = points
    axes.scatter(across, up, s=6, alpha=0.6)
    ends = [min((*across, *up)), max((*across, *up))]
    axes.plot(ends, ends, linewidth=0.8, label="equal")
    axes.plot(ends, [limit * end for end in ends], linewidth=0.8, linestyle="--", label=f"{limit:g} of it")
    axes.set(xscale="log", yscale="log", xlabel=x, ylabel=y)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=7)


def dots(axes: Any, rows: Sequence[str], series: Mapping[str, Sequence[float | None]], x: str) -> None:
    """A row a problem, a dot a tool, the axis logarithmic; None leaves a dot out."""
    for label, values in series.items():
        there = [(value, place) for place, value in enumerate(values) if value is not None]
        axes.plot([value for value, _ in there], [place for _, place in there], "o", markersize=4, label=label)
    axes.set(xscale="log", xlabel=x, yticks=range(len(rows)), yticklabels=rows)
    axes.invert_yaxis()
    axes.axvline(1, linewidth=0.8, color="grey")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=7)
