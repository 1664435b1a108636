"""Number formats: money in millions, shares in per cent, as many digits as the interval supports."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from sim.report.wording.facts import LATER, VALUE, WITHIN, Estimate, currency, differences, estimates
from sim.report.wording.words import wording
from sim.study.comparison import Comparison

MINUS = "\N{MINUS SIGN}"
LARGE = ((1e9, 1e9, "billion "), (1e6, 1e6, "million "), (1e4, 1e3, "thousand "), (0.0, 1.0, ""))  # from, unit, word
FINEST = {"count": 0, "s": 1, "share": 2, "plain": 3, "usd": 2}
FINEST_GAP = 4  # decimals of a difference in money
HALF_A_CENT = 0.005  # a smaller difference is a rounding error


class Scale(NamedTuple):
    """Format of a column of numbers: divided by ``factor``, with ``decimals``, followed by ``unit``."""

    factor: float
    decimals: int
    unit: str


def scale(kind: str, estimates: Sequence[Estimate], label: str) -> Scale:
    """The scale that suits all of these numbers.

    The last digit shown is worth at most half of the median half-width; finer digits would be noise.

    >>> scale("usd", [Estimate("a", "total_value_usd", "usd", 1.24e6, 0.94e6, 1.54e6, 10)], "USD")
    Scale(factor=1000000.0, decimals=1, unit='million USD')
    """
    largest = max((abs(e.mean) for e in estimates if math.isfinite(e.mean)), default=0.0)
    factor, unit = _factor(kind, largest, label)
    shown = Scale(factor, _decimals(kind, estimates, factor), unit)
    if kind == "usd" and round(largest / factor, shown.decimals) >= 1000 <= factor:
        factor, unit = _factor(kind, 1000 * factor, label)  # "1.0 million" rather than "1,000 thousand"
        return Scale(factor, _decimals(kind, estimates, factor), unit)
    return shown


def level_scale(comparison: Comparison, measure: str) -> Scale:
    """The one scale in which estimates of a measure are written."""
    return scale(wording(measure).kind, estimates(comparison, measure), currency(comparison))


def gap_scale(comparison: Comparison, measure: str) -> Scale:
    """The one scale in which differences of a measure are written; value and its two parts share theirs."""
    if measure not in (VALUE, WITHIN, LATER):
        return scale_like(level_scale(comparison, measure), wording(measure).kind, differences(comparison, measure))
    whole = differences(comparison, VALUE)
    shown = scale("usd", whole, currency(comparison))
    within = differences(comparison, WITHIN)
    decimals = max(scale_like(shown, "usd", gaps).decimals for gaps in (whole, within) if gaps or gaps is whole)
    sizes = [abs(gap.mean) / shown.factor for gap in (*whole, *within) if abs(gap.mean) >= HALF_A_CENT]
    # a difference within the noise is shown with a digit all the same, rather than as 0
    visible = max((-math.floor(math.log10(size)) for size in sizes), default=decimals)
    return shown._replace(decimals=max(decimals, min(visible, FINEST_GAP)))


def in_unit_of(level: Scale, shown: Scale) -> Scale:
    """The same last digit in another unit.

    >>> in_unit_of(Scale(1e6, 1, "million USD"), Scale(1e3, -1, "thousand USD"))
    Scale(factor=1000000.0, decimals=2, unit='million USD')
    """
    return level._replace(decimals=shown.decimals + round(math.log10(level.factor / shown.factor)))


def rounded(value: float, shown: Scale) -> float:
    """A number as it is written."""
    return round(value / shown.factor, shown.decimals) * shown.factor


def summing_to(whole: float, parts: Sequence[float], shown: Scale) -> list[float]:
    """Round parts so that they add up to the rounded whole: the largest remainders are rounded up.

    >>> summing_to(100.0, [33.4, 33.4, 33.2], Scale(1, 0, "USD"))
    [34.0, 33.0, 33.0]
    """
    step = shown.factor * 10.0**-shown.decimals
    floors = [math.floor(part / step) for part in parts]
    left = round(rounded(whole, shown) / step) - sum(floors)
    raised = sorted(range(len(parts)), key=lambda i: floors[i] - parts[i] / step)[: max(0, left)]
    return [(floor + (i in raised)) * step for i, floor in enumerate(floors)]


def scale_like(level: Scale, kind: str, gaps: Sequence[Estimate]) -> Scale:
    """The scale of differences in the unit of their levels, with as many digits as they need.

    >>> gap = Estimate("a", "total_value_usd", "usd", 3400.0, 2900.0, 3900.0, 10)
    >>> interval(gap, scale_like(Scale(1e6, 1, "million USD"), "usd", [gap]), sign=True)
    '+0.0034 (+0.0029 to +0.0039)'
    """
    return level._replace(
        decimals=_decimals(kind, gaps, level.factor, finest=FINEST_GAP if kind in ("usd", "plain") else FINEST[kind])
    )


def _decimals(kind: str, estimates: Sequence[Estimate], factor: float, finest: int | None = None) -> int:
    halves = sorted(e.half_width / factor for e in estimates if math.isfinite(e.half_width) and e.half_width > 0)
    typical = halves[len(halves) // 2] if halves else {"count": 1.0, "s": 1.0}.get(kind, 0.1)
    coarsest = -6 if kind in ("usd", "count") else 0
    return min(FINEST[kind] if finest is None else finest, max(coarsest, -math.floor(math.log10(typical / 2))))


def _factor(kind: str, largest: float, label: str) -> tuple[float, str]:
    if kind == "usd":
        factor, word = next((unit, word) for start, unit, word in LARGE if largest >= start)
        return factor, word + label
    return {"share": (0.01, "%"), "s": (1.0, "s")}.get(kind, (1.0, ""))


def number(value: float, shown: Scale, sign: bool = False) -> str:
    """Write a number with thousands separators; a dash for NaN.

    >>> number(-12345.6, Scale(1, 0, "USD"), sign=True)
    '−12,346'
    >>> number(109_794, Scale(1, -4, "USD"))
    '110,000'
    >>> number(float("nan"), Scale(1, 0, "USD"))
    '–'
    """
    if not math.isfinite(value):
        return "\N{EN DASH}"
    rounded = round(value / shown.factor, shown.decimals)
    text = f"{abs(rounded):,.{max(0, shown.decimals)}f}"
    if rounded == 0:
        return text
    return (MINUS if rounded < 0 else "+" if sign else "") + text


def with_unit(value: float, shown: Scale, sign: bool = False) -> str:
    """Write a number and its unit.

    >>> with_unit(0.714, Scale(0.01, 0, "%"))
    '71 %'
    """
    return f"{number(value, shown, sign)} {shown.unit}".rstrip()


def interval(estimate: Estimate, shown: Scale, sign: bool = False) -> str:
    """Write a mean and its confidence interval, without the unit.

    >>> interval(Estimate("a", "solved_share", "share", 0.71, 0.70, 0.72, 10), Scale(0.01, 1, "%"))
    '71.0 (70.0 to 72.0)'
    """
    if not math.isfinite(estimate.half_width):
        return number(estimate.mean, shown, sign)
    low, high = (number(end, shown, sign) for end in (estimate.low, estimate.high))
    return f"{number(estimate.mean, shown, sign)} ({low} to {high})"


def said(estimate: Estimate, shown: Scale) -> str:
    """Write a mean with its unit and confidence interval.

    >>> said(Estimate("a", "asa_s", "s", 30.2, 28.1, 32.3, 10), Scale(1, 0, "s"))
    '30 s (28 to 32)'
    """
    text = with_unit(estimate.mean, shown)
    if not math.isfinite(estimate.half_width):
        return text
    return f"{text} ({number(estimate.low, shown)} to {number(estimate.high, shown)})"


def more_or_less(estimate: Estimate, shown: Scale) -> tuple[str, str]:
    """Write a difference and its confidence interval in words: ("1.2 million USD more", "0.9 to 1.5").

    >>> more_or_less(Estimate("a", "total_value_usd", "usd", -0.2e6, -0.6e6, 0.2e6, 10), Scale(1e3, -1, "thousand USD"))
    ('200 thousand USD less', '600 less to 200 more')
    >>> more_or_less(Estimate("a", "total_value_usd", "usd", -1_700, -40_000, 36_600, 10), Scale(1e3, 0, "kUSD"))
    ('2 kUSD less', '40 less to 37 more')
    >>> more_or_less(Estimate("a", "total_value_usd", "usd", 1e-13, -1e-12, 1e-12, 10), Scale(1, 2, "USD"))
    ('0.00 USD more', '0.00 less to 0.00 more')
    """
    word = "less" if estimate.mean < 0 else "more"
    amount = f"{with_unit(abs(estimate.mean), shown)} {word}"
    if not math.isfinite(estimate.half_width):
        return amount, "one replication, no confidence interval"
    low, high = (number(abs(end), shown) for end in (estimate.low, estimate.high))
    if estimate.low < 0 < estimate.high:
        return amount, f"{low} less to {high} more"
    return amount, f"{low} to {high}" if estimate.mean >= 0 else f"{high} to {low}"


def clock(at_s: float) -> str:
    """Write a time of day; empty for NaN.

    >>> clock(10_830.0), clock(float("nan"))
    (' at 3:00', '')
    """
    return "" if math.isnan(at_s) else f" at {int(at_s // 3600)}:{int(at_s % 3600 // 60):02}"
