"""Charts in one style: rows of marks with intervals, bars, stacked bars; readable on a phone.

A chart is a column of panels, 330 points wide. Names are above their row, not beside it, so that long ones fit.
"""

import io
import re
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.ticker import FuncFormatter, MaxNLocator

STYLE = Path(__file__).with_name("rapport.mplstyle")
WIDTH_PT, SIDE_PT, ROW_PT, HEAD_PT, FOOT_PT, KEY_PT = 330, 12, 38, 30, 26, 20
STEPS = (1, 2, 5, 10)
GROUND = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}  # keeps grid lines out of the text
INK, MUTED, BLUE, GREEN, VERMILION = "#1d2433", "#6b7486", "#0072B2", "#009E73", "#D55E00"
# Okabe and Ito's palette; shape, fill and hatch distinguish the same in greyscale.
MARKS: dict[str, dict[str, Any]] = {
    "best": {"marker": "o", "markerfacecolor": BLUE, "color": BLUE},
    "reference": {"marker": "D", "markerfacecolor": "white", "color": INK, "markersize": 7},
    "other": {"marker": "o", "markerfacecolor": MUTED, "color": MUTED},
    "recorded": {"marker": "s", "markerfacecolor": "white", "color": VERMILION},
    "solved": {"marker": "o", "markerfacecolor": BLUE, "color": BLUE},
    "settled": {"marker": "^", "markerfacecolor": GREEN, "color": GREEN},
}
FILLS = (
    ("#0072B2", ""),
    ("#E69F00", "///"),
    ("#009E73", "||"),
    ("#CC79A7", "xx"),
    ("#56B4E9", "\\\\\\"),
    ("#D55E00", "--"),
    ("#9aa3b2", ""),
)


class Mark(NamedTuple):
    """A mean with its confidence interval and style."""

    mean: float
    low: float
    high: float
    look: str


class Row(NamedTuple):
    """A row: name, text at its right end, and marks."""

    name: str
    said: str
    marks: tuple[Mark, ...]


class Panel(NamedTuple):
    """A titled part of a chart, its height, and the function that draws it."""

    title: str
    height_pt: float
    draw: Callable[[Axes], None]


class Chart(NamedTuple):
    """A drawn figure with its caption and alternative text."""

    name: str
    title: str
    sentence: str
    alt: str
    svg: str
    png: bytes


def chart(name: str, title: str, sentence: str, panels: Sequence[Panel], alt: str) -> Chart:
    """Draw the panels below each other, as SVG and as PNG."""
    height = sum(panel.height_pt + HEAD_PT + FOOT_PT for panel in panels)
    with matplotlib.rc_context(fname=STYLE), warnings.catch_warnings():
        # a policy's name may hold letters that the measuring font lacks; the browser has them
        warnings.filterwarnings("ignore", message="Glyph")
        figure = Figure(figsize=(WIDTH_PT / 72, height / 72))
        top = height
        for panel in panels:
            top -= HEAD_PT
            box = (SIDE_PT, top - panel.height_pt, WIDTH_PT - 2 * SIDE_PT, panel.height_pt)
            axes = figure.add_axes((box[0] / WIDTH_PT, box[1] / height, box[2] / WIDTH_PT, box[3] / height))
            figure.text(SIDE_PT / WIDTH_PT, (top + 12) / height, panel.title, weight="bold", fontsize=12, va="baseline")
            panel.draw(axes)
            top -= panel.height_pt + FOOT_PT
        return Chart(name, title, sentence, alt, _svg(figure, name), _png(figure))


def _svg(figure: Figure, name: str) -> str:
    """The svg element alone, without date or creator, with ids prefixed by the chart's name."""
    stream = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(stream, format="svg", metadata=nothing)
    text = stream.getvalue()
    text = text[text.index("<svg") :]
    # two charts on one page must not share ids: the first would clip the second
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", text)
    return re.sub(r"\s*<metadata>.*?</metadata>", "", text, flags=re.DOTALL)


def _png(figure: Figure) -> bytes:
    stream = io.BytesIO()
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def rows_panel(
    title: str,
    rows: Sequence[Row],
    in_percent: bool = False,
    zero: bool = False,
    keys: Sequence[tuple[str, str]] = (),
) -> Panel:
    """A panel of rows: marks with intervals on a common scale, below a key of (style, text)."""
    above = KEY_PT * len(keys) / ROW_PT

    def draw(axes: Axes) -> None:
        for place, (look, word) in enumerate(keys):
            height = (place + 0.5) * KEY_PT / ROW_PT
            across = axes.get_yaxis_transform()
            axes.plot([0.025], [height], transform=across, linestyle="none", **_looks(look))
            axes.text(0.06, height, word, transform=across, va="center", bbox=GROUND)
        for place, row in enumerate(rows):
            _label(axes, above + place, row)
            _marks(axes, above + place + 0.7, row.marks)
        _rows_scale(axes, above + len(rows), in_percent)
        if zero:
            _zero_line(axes, above, len(rows))

    return Panel(title, ROW_PT * (above + len(rows)), draw)


def _zero_line(axes: Axes, above: float, n_rows: int) -> None:
    """Draw the zero line from below the first name, so that it crosses no text."""
    axes.axvline(0, ymax=(n_rows - 0.55) / (above + n_rows), color=INK, linewidth=1.0, zorder=1)


def fitted(name: str, taken: str = "") -> str:
    """Shorten a name to the width that the text at the row's other end leaves.

    >>> fitted("empowered ownership", "3 (1 to 5)"), len(fitted("unbroken" * 12)) < 60
    ('empowered ownership', True)
    """
    room_pt, short = WIDTH_PT - 2 * SIDE_PT - 8 - _width_pt(taken), name
    while len(short) > 4 and _width_pt(short) > room_pt:
        short = short[:-2] + "\N{HORIZONTAL ELLIPSIS}"
    return short


def _width_pt(text: str) -> float:
    width: float = text_to_path.get_text_width_height_descent(text, FontProperties(size=11.5), ismath=False)[0]
    return width


def _label(axes: Axes, place: float, row: Row) -> None:
    across = axes.get_yaxis_transform()
    name = fitted(row.name, row.said)
    axes.text(0, place + 0.34, name, transform=across, va="center", ha="left", bbox=GROUND)
    axes.text(1, place + 0.34, row.said, transform=across, va="center", ha="right", color="#4a5468", bbox=GROUND)


def _marks(axes: Axes, height: float, marks: Sequence[Mark]) -> None:
    if len(marks) > 1:
        ends = [mark.mean for mark in marks]
        axes.plot([min(ends), max(ends)], [height, height], color="#9aa3b2", linewidth=1.2, zorder=2)
    for mark in marks:
        look = _looks(mark.look)
        axes.plot([mark.low, mark.high], [height, height], color=look["color"], linewidth=3.0, alpha=0.55, zorder=3)
        axes.plot([mark.mean], [height], linestyle="none", zorder=4, **look)


def _looks(name: str) -> dict[str, Any]:
    return {"markersize": 8.0, "markeredgewidth": 1.6} | MARKS[name]


def _rows_scale(axes: Axes, n_rows: float, in_percent: bool) -> None:
    axes.set_ylim(n_rows, 0)
    axes.set_yticks([])
    axes.grid(visible=False, axis="y")
    axes.margins(x=0.06)
    axes.xaxis.set_major_locator(MaxNLocator(5, min_n_ticks=3, steps=STEPS))
    axes.xaxis.set_major_formatter(FuncFormatter(percent if in_percent else plain))


def plain(value: float, _: Any = None) -> str:
    """Tick label with no more digits than it needs."""
    text = f"{value:,.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "0") else text.replace("-", "\N{MINUS SIGN}")


def percent(value: float, _: Any = None) -> str:
    """Tick label in per cent."""
    return plain(value) + " %"


def bars_panel(title: str, rows: Sequence[Row], span: tuple[float, float]) -> Panel:
    """A panel of bars from zero with intervals; losses are hatched, details slimmer."""

    def draw(axes: Axes) -> None:
        for place, row in enumerate(rows):
            mark = row.marks[0]
            color, hatch = (BLUE, "") if mark.mean >= 0 else (VERMILION, "////")
            slim = mark.look == "detail"
            _label(axes, place, row)
            look: dict[str, Any] = {
                "color": color,
                "hatch": hatch,
                "edgecolor": "white",
                "linewidth": 0,
                "alpha": 0.6 if slim else 1,
            }
            axes.barh(place + 0.72, mark.mean, 0.2 if slim else 0.32, **look)
            axes.plot([mark.low, mark.high], [place + 0.72] * 2, color=INK, linewidth=1.4, zorder=4)
        _rows_scale(axes, len(rows), in_percent=False)
        axes.set_xlim(span)
        _zero_line(axes, 0, len(rows))

    return Panel(title, ROW_PT * len(rows), draw)


class Stack(NamedTuple):
    """A stacked bar: name, text at its right end, and lengths."""

    name: str
    said: str
    lengths: tuple[float, ...]


def stacks_panel(title: str, stacks: Sequence[Stack], kinds: Sequence[str], furthest: float) -> Panel:
    """A panel of stacked bars, one fill for each kind, with the key above."""
    key_pt = KEY_PT * -(-len(kinds) // 2)

    def draw(axes: Axes) -> None:
        rows = len(stacks) + key_pt / ROW_PT
        for place, stack in enumerate(stacks, 1):
            start, y = 0.0, place + key_pt / ROW_PT - 1
            _label(axes, y, Row(stack.name, stack.said, ()))
            for length, (color, hatch) in zip(stack.lengths, FILLS, strict=False):
                axes.barh(
                    y + 0.74, length, 0.34, left=start, color=color, hatch=hatch, edgecolor="white", linewidth=0.6
                )
                start += length
        for which, kind in enumerate(kinds):
            _key(axes, which, kind, rows)
        _rows_scale(axes, 1, in_percent=False)
        axes.set_ylim(rows, 0)
        axes.set_xlim(0, furthest)

    return Panel(title, ROW_PT * len(stacks) + key_pt, draw)


def _key(axes: Axes, which: int, kind: str, rows: float) -> None:
    color, hatch = FILLS[which % len(FILLS)]
    line, column = divmod(which, 2)
    y = 1 - (line + 0.5) * KEY_PT / (rows * ROW_PT)
    patch = matplotlib.patches.Rectangle((column * 0.5, y - 5 / (rows * ROW_PT)), 0.055, 10 / (rows * ROW_PT))
    patch.set(transform=axes.transAxes, facecolor=color, hatch=hatch, edgecolor="white", linewidth=0.6, clip_on=False)
    patch.set_zorder(5)
    axes.add_patch(patch)
    axes.text(column * 0.5 + 0.075, y, kind, transform=axes.transAxes, va="center", bbox=GROUND)
