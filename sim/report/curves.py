"""Curves over time and distributions: drawn with their names at hand, told apart by dash as well as by colour."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.charts import BLUE, INK, MUTED, Panel, percent, plain

CURVE_PT, HIST_PT, KEY_PT = 170, 62, 20
DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)))
COLORS = (BLUE, "#D55E00", "#009E73", "#AA5588")


class Curve(NamedTuple):
    """A named curve in shown units, with intervals at some places: (x, low, high)."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    spans: Sequence[tuple[float, float, float]]


class Histogram(NamedTuple):
    """Shares of a total, per bin, and the median."""

    name: str
    edges: Sequence[float]
    shares: Sequence[float]
    median: float


def curves_panel(title: str, curves: Sequence[Curve], x_label: str) -> Panel:
    """Make a panel of curves in per cent with bands, and below it a key in the order of their ends."""
    ordered = sorted(curves, key=lambda curve: -curve.y[-1])
    key_pt = KEY_PT * len(ordered)
    share = CURVE_PT / (CURVE_PT + 44 + key_pt)

    def draw(axes: Axes) -> None:
        axes.axis("off")
        plot = axes.inset_axes((0.14, 1 - share, 0.86, share))
        for place, curve in enumerate(ordered):
            dash, color = DASHES[place % 4], COLORS[(place // 4 + place) % 4]
            plot.plot(curve.x, curve.y, color=color, linestyle=dash, linewidth=2)
            for x, low, high in curve.spans:
                plot.plot([x, x], [low, high], color=color, linewidth=4, alpha=0.5)
            y = (key_pt - KEY_PT * (place + 0.5)) / (CURVE_PT + 44 + key_pt)
            axes.plot(
                [0, 0.09], [y, y], color=color, linestyle=dash, linewidth=2, transform=axes.transAxes, clip_on=False
            )
            said = f"{curve.y[-1]:.1f} %"
            axes.text(0.11, y, curve.name[:36], va="center", transform=axes.transAxes)
            axes.text(1, y, said, va="center", ha="right", color="#4a5468", transform=axes.transAxes)
        _scales(plot, x_label)

    return Panel(title, CURVE_PT + 44 + key_pt - 26, draw)


def _scales(plot: Axes, x_label: str) -> None:
    plot.set_xlabel(x_label)
    plot.margins(x=0)
    plot.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    plot.yaxis.set_major_locator(MaxNLocator(5))
    plot.yaxis.set_major_formatter(FuncFormatter(percent))


def histograms_panel(title: str, histograms: Sequence[Histogram], looks: Sequence[str]) -> Panel:
    """Make a panel of distributions below each other on one scale, each with its median."""
    tallest = max(max(one.shares) for one in histograms)

    def draw(axes: Axes) -> None:
        for place, one in enumerate(histograms):
            color = {"best": BLUE, "reference": INK}.get(looks[place], MUTED)
            foot = place + 0.97
            heights = [foot - 0.6 * share / tallest for share in one.shares]
            axes.stairs(heights, one.edges, baseline=foot, fill=True, color=color, alpha=0.35)
            axes.stairs(heights, one.edges, baseline=foot, color=color, linewidth=1.2)
            axes.plot([one.median] * 2, [foot, foot - 0.6], color=INK, linewidth=1.4, linestyle=(0, (3, 2)))
            across = axes.get_yaxis_transform()
            axes.text(0, place + 0.2, one.name[:28], transform=across, va="center")
            said = f"half within {one.median:.0f} s"
            axes.text(1, place + 0.2, said, transform=across, va="center", ha="right", color="#4a5468")
        axes.set(ylim=(len(histograms), 0), yticks=[], xlim=(0, _long(histograms)))
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(plain))

    return Panel(title, HIST_PT * len(histograms), draw)


def _long(histograms: Sequence[Histogram]) -> float:
    """The end of the scale: 98 % of what is drawn is shorter, under every policy."""
    ends = []
    for one in histograms:
        below = 0.0
        for end, share in zip(one.edges[1:], one.shares, strict=True):
            below += share
            if below >= 0.98 * sum(one.shares):
                ends.append(end)
                break
    return max(ends)
