"""The chart of ``rapport validate``: deviations from references, relative to the tolerance."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from matplotlib.axes import Axes

from sim.report.drawing.charts import BLUE, INK, MUTED, VERMILION, Chart, Panel, chart
from sim.report.wording.amounts import clock
from sim.study.references import PASSED

LINE_PT, SPAN = 15, 2.2
KEY_LINES = 1.5
NAMES_SHARE = 0.62  # of the width
LOOKS = {"exact": ("o", BLUE), "published": ("D", INK)}
KEYS = (("o", BLUE, BLUE, "exact value"), ("D", INK, "white", "published value"), ("o", VERMILION, VERMILION, "fails"))


def deviations(rows: Sequence[dict[str, Any]]) -> Chart:
    """Draw a point for each reference; points within the band agree."""
    lines: list[tuple[str, dict[str, Any] | None]] = []
    for case, of_case in groupby(rows, key=lambda row: row["case"]):
        lines += [(case.replace("_", " "), None), *((_short(row), row) for row in of_case)]
    agreed = sum(row["verdict"] == PASSED for row in rows)
    sentence = f"{agreed} of {len(rows)} simulated values agree with their reference with the required precision."
    height = LINE_PT * (KEY_LINES + len(lines))
    panel = Panel("Simulated minus reference; the band is the tolerance", height, lambda axes: _draw(axes, lines))
    return chart("validation", "Exact and published values", sentence, [panel], sentence)


def _short(row: dict[str, Any]) -> str:
    name = row["measure"].removesuffix("_share").replace("service_level_of", "level of").replace("_", " ")
    return name + (f", {row['topic']}" if row["topic"] else "") + clock(row["at_s"])


def _draw(axes: Axes, lines: Sequence[tuple[str, dict[str, Any] | None]]) -> None:
    """Draw names on the left, points on the right, and the key above."""
    n = KEY_LINES + len(lines)
    axes.axis("off")
    axes.set(xlim=(0, 1), ylim=(n, 0))
    for place, (marker, edge, face, word) in enumerate(KEYS):
        across = 0.02 + 0.37 * place
        axes.plot([across], [0.2], marker=marker, color=edge, markerfacecolor=face, markersize=6, clip_on=False)
        axes.text(across + 0.03, 0.2, word, va="center", fontsize=10)
    plot = axes.inset_axes((NAMES_SHARE, 0, 1 - NAMES_SHARE, len(lines) / n))
    plot.axvspan(-1, 1, color=BLUE, alpha=0.10, linewidth=0)
    plot.axvline(0, color=INK, linewidth=0.8)
    plot.set(xlim=(-SPAN, SPAN), ylim=(len(lines), 0), yticks=[], xticks=[-2, -1, 0, 1, 2])
    plot.grid(visible=False, axis="y")
    for place, (name, row) in enumerate(lines):
        middle = KEY_LINES + place + 0.5
        if row is None:
            axes.text(0, middle, name, weight="bold", fontsize=10, va="center")
            continue
        color = INK if row["verdict"] == PASSED else VERMILION
        axes.text(0.03, middle, name, fontsize=10, color=color, va="center")
        _point(plot, place + 0.5, row)


def _point(plot: Axes, middle: float, row: dict[str, Any]) -> None:
    """Draw one deviation; a point outside the axes becomes an arrow at the edge."""
    off, (marker, color) = row["deviation"], LOOKS[row["kind"]]
    passed = row["verdict"] == PASSED
    if abs(off) > SPAN - 0.1:
        off, marker = (SPAN - 0.1, ">") if off > 0 else (0.1 - SPAN, "<")
    face = (color if row["kind"] == "exact" else "white") if passed else VERMILION
    plot.axhline(middle, color=MUTED, alpha=0.2, linewidth=0.6, zorder=0)
    plot.plot(
        [off], [middle], marker=marker, markersize=5.5, color=color if passed else VERMILION, markerfacecolor=face
    )
