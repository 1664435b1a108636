"""Busy towns with random levers, staff and patience: two groups, short of people, closed at night and on Sunday."""

from collections import defaultdict
from functools import cache
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from sim.compiled.jit import JIT
from sim.scenario import Scenario
from tests.worlds import DAYTIME, HOURS, NAMES, Played, chunks, scenario

TOPICS = {
    "bills": {"skill": "bills", "share": 1, "work_factor": 1},
    "lines": {"skill": "lines", "share": 2, "work_factor": 1.3},
}
CENTER = {
    "busyness_shape": 43,
    "profile": {name: [0] * HOURS if name == "sunday" else DAYTIME for name in NAMES},
    "topics": TOPICS,
}
MOVING = {  # customers and agents come and go
    "churn": {"hazard_month": 0.3},
    "reputation": {"joins_share_month": 0.3},
    "morale": {"quits_year": 20, "vacancy_d": 1},
}
SHARES = ("script", "authority", "ownership", "escalation", "warm_handoff", "closing")
ISSUE = ("slot", "generation", "cause", "number", "symptom")


def busy_town(number: int) -> Scenario:
    """The town of this number."""
    rng = np.random.default_rng(number)
    one_each = {"bills": DAYTIME, "lines": DAYTIME}
    plain = scenario("center=always_open", center={"topics": TOPICS}, staffing={"on_duty": one_each})
    rates = {name: {"issues_per_1000_month": 60 * cause.issues_per_1000_month} for name, cause in plain.causes.items()}
    lines = int(rng.integers(1, 4))
    on_duty = {"bills": DAYTIME, "lines": [count * lines for count in DAYTIME]}
    return scenario(
        "center=always_open",
        horizon_d=9,
        customers={"n_start": 300},
        causes=rates,
        center=CENTER,
        staffing={"on_duty": on_duty, "on_duty_h_week": float(rng.choice([28, 80]))},
        patience={"distribution": "lognormal", "median_s": float(rng.choice([60, 600])), "sigma": 1},
        learning={"speed_cv": float(rng.choice([0.18, 1]))},
        policy=_levers(rng),
        **MOVING,
    )


def _levers(rng: np.random.Generator) -> dict[str, Any]:
    """Each lever at 0, at 1 or in between; every other town has a target."""
    moved = {name: float(rng.choice([0.0, 1.0, rng.uniform()])) for name in (*SHARES, "resolution", "handle_time")}
    weights = {"resolution": moved.pop("resolution"), "handle_time": moved.pop("handle_time") * rng.choice([0, 3])}
    target_s = 120 if weights["handle_time"] else None
    return moved | {"scorecard": weights, "target_s": target_s, "concession_limit_usd": 25 * rng.uniform()}


@cache
def town(number: int) -> Played:
    """A busy town, played by the one engine or the other."""
    return chunks(busy_town(number), replication=number, engine=("kernel", "story")[number % 2])


# an interpreted town takes seconds
TOWNS = st.integers(0, 39 if JIT else 2).map(town)
few = settings(max_examples=25 if JIT else 3)


def issues(played: Played) -> list[np.ndarray]:
    """Contacts of each issue, in order of their ends."""
    groups = defaultdict(list)
    for row in played.whole.contacts:
        groups[tuple(row[name] for name in ISSUE)].append(row)
    return [np.array(rows, played.whole.contacts.dtype) for rows in groups.values()]
