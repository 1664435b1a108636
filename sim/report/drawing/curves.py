"""Panels of curves over time and of histograms; curves differ in dash as well as in colour."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from sim.report.drawing.charts import BLUE, INK, MUTED, STEPS, Panel, fitted, percent, plain
from sim.report.wording.amounts import Scale, number

CURVE_PT, HIST_PT, KEY_PT = 170, 62, 20
DAY_STEPS = (1, 5, 10, 30, 60, 90, 180)
DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)))
# with four dashes, 28 looks; neighbours differ in both
COLORS = (BLUE, "#D55E00", "#009E73", "#AA5588", "#1d2433", "#B07800", "#3A9BD0")


class Curve(NamedTuple):
    """A named curve in display units, with intervals (x, low, high) at some points."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    spans: Sequence[tuple[float, float, float]]


class Histogram(NamedTuple):
    """Share of the total per bin, and the median."""

    name: str
    edges: Sequence[float]
    shares: Sequence[float]
    median: float
    median_said: str


def curves_panel(title: str, curves: Sequence[Curve], unit: str, key: bool = True) -> Panel:
    """A panel of curves by day, and below it a key in the order of their final values."""
    ordered = sorted(curves, key=lambda curve: -curve.y[-1])
    key_pt = KEY_PT * len(ordered) if key else 0
    height = CURVE_PT + (44 if key else 30) + key_pt

    def draw(axes: Axes) -> None:
        axes.axis("off")
        plot = axes.inset_axes((0.14, 1 - CURVE_PT / height, 0.86, CURVE_PT / height))
        for place, curve in enumerate(ordered):
            look: dict[str, Any] = {
                "color": COLORS[place % len(COLORS)],
                "linestyle": DASHES[place % len(DASHES)],
                "linewidth": 2,
            }
            plot.plot(curve.x, curve.y, **look)
            for x, low, high in curve.spans:
                plot.plot([x, x], [low, high], color=look["color"], linewidth=4, alpha=0.5)
            if key:
                y = (key_pt - KEY_PT * (place + 0.5)) / height
                axes.plot([0, 0.09], [y, y], transform=axes.transAxes, clip_on=False, **look)
                _name(axes, y, curve, unit)
        _scales(plot, ordered, unit)

    return Panel(title, height - 26, draw)


def _name(axes: Axes, y: float, curve: Curve, unit: str) -> None:
    end = f"{curve.y[-1]:.1f} %" if unit == "%" else number(curve.y[-1], Scale(1, 2, ""), sign=True)
    name = fitted(curve.name, end + "\N{EM SPACE}" * 4)
    axes.text(0.11, y, name, va="center", transform=axes.transAxes)
    axes.text(1, y, end, va="center", ha="right", color="#4a5468", transform=axes.transAxes)


def _scales(plot: Axes, curves: Sequence[Curve], unit: str) -> None:
    days = max(curve.x[-1] for curve in curves)
    step = next((step for step in DAY_STEPS if days / step <= 6), 360)
    plot.set_xlabel("day")
    plot.margins(x=0.01)
    plot.xaxis.set_major_locator(MultipleLocator(step))
    plot.yaxis.set_major_locator(MaxNLocator(5, steps=STEPS))
    plot.yaxis.set_major_formatter(FuncFormatter(percent if unit == "%" else plain))


def histograms_panel(title: str, histograms: Sequence[Histogram], looks: Sequence[str]) -> Panel:
    """A panel of histograms below each other on one scale, each with its median."""
    tallest = max(max(one.shares) for one in histograms) or 1.0  # all beyond the last edge: nothing to draw

    def draw(axes: Axes) -> None:
        for place, one in enumerate(histograms):
            color = {"best": BLUE, "reference": INK}.get(looks[place], MUTED)
            foot = place + 0.97
            heights = [foot - 0.6 * share / tallest for share in one.shares]
            axes.stairs(heights, one.edges, baseline=foot, fill=True, color=color, alpha=0.35)
            axes.stairs(heights, one.edges, baseline=foot, color=color, linewidth=1.2)
            axes.plot([one.median] * 2, [foot, foot - 0.6], color=INK, linewidth=1.4, linestyle=(0, (3, 2)))
            across = axes.get_yaxis_transform()
            said = f"median {one.median_said}"
            axes.text(0, place + 0.2, fitted(one.name, said), transform=across, va="center")
            axes.text(1, place + 0.2, said, transform=across, va="center", ha="right", color="#4a5468")
        axes.set(ylim=(len(histograms), 0), yticks=[], xlim=(0, _long(histograms)))
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(plain))

    return Panel(title, HIST_PT * len(histograms), draw)


def _long(histograms: Sequence[Histogram]) -> float:
    """Upper end of the scale: the largest 98 % quantile, or median of those that are longer than any edge."""
    ends = [one.median for one in histograms]
    for one in histograms:
        below = 0.0
        for end, share in zip(one.edges[1:], one.shares, strict=True):
            below += share
            if below >= 0.98 * sum(one.shares):
                ends.append(end)
                break
    return max(ends)
