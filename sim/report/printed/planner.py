"""What a planner asks first of a center with several topics or groups: the service of each."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.measures.breakdown import By
from sim.report.wording.facts import reference
from sim.report.wording.words import policy_name
from sim.study.comparison import Comparison

NAME_WIDTH, WIDTH = 24, 14


class Column(NamedTuple):
    """A heading over one measure, shown ``factor`` times."""

    measure: str
    heading: str
    factor: float = 1


IN_TIME = Column("service_level", "in time %", 100)
HANDLED = (Column("asa_s", "answer s"), Column("aht_s", "handle s"))
COLUMNS = {
    By.topic: (
        Column("ended_day", "a day"), IN_TIME, Column("abandonment_share", "abandoned %", 100),
        Column("blocked_share", "busy signal %", 100), *HANDLED,
    ),
    By.group: (Column("answered_day", "answered a day"), *HANDLED, Column("occupancy", "occupancy %", 100)),
}  # fmt: skip


def service_table(comparison: Comparison) -> str:
    """Service under the reference policy by topic and by group, each with half of its interval.

    All measures, by interval and day too, are in the run's table ``service``.
    """
    policy = reference(comparison)
    found = {(row["by"], row["value"], row["measure"]): row for row in comparison.service if row["policy"] == policy}
    if not any(measure == "service_level" for _, _, measure in found):
        return f"Nobody was served or waited under {policy_name(policy)}: nobody called while it was open."
    head = f"Service under {policy_name(policy)}; by interval and day, too, in tables/service.csv:"
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
