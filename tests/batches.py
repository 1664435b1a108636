"""Estimates with intervals from one long run, cut in batches: what validation compares with theory."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from experiments.inputs import composed, scenarios
from sim import engines
from sim.intervals import half_width, pseudo_values
from sim.records import End
from sim.scenario import Scenario

CONFIDENCE = 0.999
PRECISION = 0.05  # half-width of the interval relative to the exact answer
DAY_S = 86400

SUMS = (
    "offered",
    "answered",
    "abandoned",
    "waited",
    "wait_s",
    "answered_wait_s",
    "in_time",
    "judged",
    "busy_s",
    "time_s",
)


def world(*words: str, **parts: dict[str, Any]) -> Scenario:
    """A config of one policy, with keys of some parts replaced."""
    plain = scenarios(composed(*words))["neutral"].model_dump()
    return Scenario.model_validate(plain | {part: plain[part] | change for part, change in parts.items()})


def manned(n_agents: int) -> str:
    return f"staffing.on_duty.everyday={[n_agents] * 48}"


def calling(per_s: float, aht_s: float) -> tuple[str, str]:
    """Overrides for an arrival rate over the 1,000 customers, and a mean handle time."""
    per_month = per_s * DAY_S * 30
    return f"causes.request.issues_per_1000_month={per_month:.6f}", f"causes.request.work_mean_s={aht_s}"


@cache
def batches(batch_s: float, *words: str) -> np.ndarray:
    """(n_batches, n_sums) of contacts by the time of their end, the first day left out as warm-up."""
    scenario = world(*words)
    chunks = engines.days(scenario, 1, 0)
    next(chunks)
    days = [batch_sums(chunk.contacts, scenario.staffing.threshold_s, batch_s) for chunk in chunks]
    rows = np.concatenate(days)
    few = max(1, round(batch_s / DAY_S))  # batches longer than a day are sums of whole days
    return rows[: len(rows) // few * few].reshape(-1, few, len(SUMS)).sum(axis=1)


def batch_sums(contacts: np.ndarray, threshold_s: float, batch_s: float) -> np.ndarray:
    n = max(1, round(DAY_S / batch_s))
    place = (contacts["ended_s"] % DAY_S * n // DAY_S).astype(int)
    answered, wait_s = contacts["end"] == End.answered, contacts["waited_s"]
    in_time = wait_s <= threshold_s
    weights = (np.ones(len(contacts)), answered, ~answered, wait_s > 0, wait_s, wait_s * answered,
               answered & in_time, answered | ~in_time, contacts["talk_s"] + contacts["acw_s"])  # fmt: skip
    columns = [np.bincount(place, weight, n) for weight in weights]
    return np.stack([*columns, np.full(n, DAY_S / n)], axis=1)


class Estimate(NamedTuple):
    value: float
    half_width: float


def estimate(tops: np.ndarray, bottoms: np.ndarray) -> Estimate:
    """Ratio of sums over batches, with Student's interval."""
    pseudo = pseudo_values(np.stack([tops, bottoms], axis=1), lambda total: total[..., 0] / total[..., 1])
    return Estimate(float(pseudo.mean()), float(half_width(pseudo, CONFIDENCE)))


def ratio(sums: np.ndarray, top: str, bottom: str) -> Estimate:
    return estimate(sums[:, SUMS.index(top)], sums[:, SUMS.index(bottom)])


def agrees(got: Estimate, exact: float, precision: float = PRECISION) -> bool:
    """The exact answer lies in the interval, and the interval is narrow enough to mean something."""
    assert got.half_width <= precision * exact, f"{got} is too wide for {exact}"
    assert abs(got.value - exact) <= got.half_width, f"{got} is not {exact}"
    return True
