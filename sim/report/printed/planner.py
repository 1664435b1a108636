"""The printed table of service by topic and by group of agents."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.measures.breakdown import By
from sim.report.wording.facts import reference
from sim.report.wording.words import policy_name
from sim.study.comparison import Comparison

NAME_WIDTH, WIDTH = 24, 16


class Column(NamedTuple):
    """Heading of a measure, whose values are multiplied by ``factor``."""

    measure: str
    heading: str
    factor: float = 1


SERVICE_LEVEL = Column("service_level", "service level %", 100)
TIMES = (Column("asa_s", "ASA (s)"), Column("aht_s", "AHT (s)"))
COLUMNS = {
    By.topic: (
        Column("ended_day", "per day"), SERVICE_LEVEL, Column("abandonment_share", "abandoned %", 100),
        Column("blocked_share", "blocked %", 100), *TIMES,
    ),
    By.group: (Column("answered_day", "answered/day"), *TIMES, Column("occupancy", "occupancy %", 100)),
}  # fmt: skip


def service_table(comparison: Comparison) -> str:
    """Lay out the service of the reference policy by topic and by group, each value with its half-width.

    Every measure, also by interval and day, is in the run's table ``service``.
    """
    policy = reference(comparison)
    found = {(row["by"], row["value"], row["measure"]): row for row in comparison.service if row["policy"] == policy}
    if not any(measure == "service_level" for _, _, measure in found):
        return f"No contacts were offered under {policy_name(policy)} during opening hours."
    head = f"Service under {policy_name(policy)}; by interval and day in tables/service.csv:"
    return "\n".join([head, *(line for by in COLUMNS for line in _block(by, found))])


def _block(by: By, found: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> list[str]:
    names = dict.fromkeys(value for part, value, _ in found if part == by)
    lines = [f"{'by ' + by:<{NAME_WIDTH}}" + "".join(f"{column.heading:>{WIDTH}}" for column in COLUMNS[by])]
    for name in names:
        cells = [_cell(found.get((by.value, name, column.measure)), column.factor) for column in COLUMNS[by]]
        lines.append(f"  {name:<{NAME_WIDTH - 2}}" + "".join(f"{cell:>{WIDTH}}" for cell in cells))
    return lines


def _cell(row: Mapping[str, Any] | None, factor: float) -> str:
    if row is None:
        return "-"
    half = factor * (row["high"] - row["mean"])
    around = f" +-{half:.1f}" if math.isfinite(half) else ""
    return f"{factor * row['mean']:.1f}{around}"
