"""The table that ``rapport validate`` prints and writes: reference, simulated value and verdict."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from sim.report.wording.amounts import clock
from sim.study.references import PASSED

Row = dict[str, Any]

DIGITS = 6
INTRO = """# Validation

The model is reduced to queues with known solutions and simulated by the engine that simulates the policies. An exact
reference must lie in the simulated confidence interval ({confidence}), whose half-width must not exceed the tolerance;
a published value (+- its 95 % half-width) must not differ by more than as many combined standard errors. Made by
`rapport validate hydra.run.dir=runs/validation`, which writes it there as `validation.md`, with a chart. The cases are
`configs/experiment/validation/*.yaml`.
"""
HEADINGS = ("measure", "reference", "simulated", "interval", "half-width", "tolerance", "verdict")


def verdicts(rows: Sequence[Row]) -> str:
    """Lay the table out for a terminal, with a heading for each case and a summary."""
    lines = [HEADINGS, *(cells(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADINGS))]
    shown = [_line(HEADINGS, widths), "-" * (sum(widths) + 2 * len(widths) - 2)]
    for case, of_case in groupby(rows, key=lambda row: row["case"]):
        group = list(of_case)
        shown += [heading(case, group[0]), *(_line(cells(row), widths) for row in group)]
    return "\n".join([*shown, "", summary(rows)])


def n_failed(rows: Sequence[Row]) -> int:
    """Number of references that failed, or that were not estimated precisely enough."""
    return sum(row["verdict"] != PASSED for row in rows)


def summary(rows: Sequence[Row]) -> str:
    """How many references of how many cases agree, in a sentence."""
    failed, cases = n_failed(rows), len({row["case"] for row in rows})
    agree = "all agree" if not failed else f"{failed} do not agree, or are not precise enough"
    return f"{len(rows)} references of {cases} cases: {agree}."


def heading(case: str, row: Row) -> str:
    """A case with its engine, replications, horizon and warm-up."""
    warm_up = f", {row['warm_up_d']} of them warm-up" if row["warm_up_d"] else ""
    return f"{case} ({row['engine']}, {row['replications']} replications of {row['horizon_d']} days{warm_up})"


def cells(row: Row) -> tuple[str, ...]:
    """The cells of one reference, in the order of ``HEADINGS``."""
    exact = row["kind"] == "exact"
    value = figure(row["reference"]) + ("" if exact else f" +- {figure(row['reference_half_width_95'])}")
    interval = f"{figure(row['low'])} to {figure(row['high'])}"
    half, asked = f"{row['half_width_share']:.2%}", f"{row['precision_asked']:.2%}"
    return named(row), value, figure(row["mean"]), interval, half, asked, row["verdict"]


def named(row: Row) -> str:
    """Name of a measure with its topic or time of day.

    >>> named({"measure": "wait_s", "topic": "bills", "at_s": float("nan")})
    'wait_s of bills'
    >>> named({"measure": "in_system", "topic": "", "at_s": 10800.0})
    'in_system at 3:00'
    """
    of_topic = f" of {row['topic']}" if row["topic"] else ""
    return row["measure"] + of_topic + clock(row["at_s"])


def figure(value: float) -> str:
    """A number with six significant digits.

    >>> figure(0.1741319336), figure(2880), figure(1815.272)
    ('0.174132', '2880', '1815.27')
    """
    return f"{value:.{DIGITS}g}"


def markdown(rows: Sequence[Row]) -> str:
    """The table in Markdown."""
    lines = []
    for case, of_case in groupby(rows, key=lambda row: row["case"]):
        group = list(of_case)
        lines += ["", f"**{heading(case, group[0])}**", "", _bars(HEADINGS), _bars(["---"] * len(HEADINGS))]
        lines += [_bars(cells(row)) for row in group]
    intro = INTRO.format(confidence=f"{rows[0]['confidence'] * 100:g} %")
    return "\n".join([intro, summary(rows), *lines, ""])


def write_verdicts(rows: Sequence[Row], folder: Path) -> None:
    """Write the table and the chart into a run's folder."""
    from sim.report.printed.deviations import deviations  # the library of pictures is loaded only now

    (folder / "validation.md").write_text(markdown(rows), encoding="utf-8")
    drawn, figures = deviations(rows), folder / "figures"
    figures.mkdir()
    (figures / "validation.svg").write_text(drawn.svg, encoding="utf-8")
    (figures / "validation.png").write_bytes(drawn.png)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest, last = zip(cells, widths, strict=True)
    padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest), last[0]]
    return "  ".join(padded)


def _bars(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
