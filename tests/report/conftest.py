"""A comparison made up for the pages: plain data in the shape a study returns, no simulation behind it."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest

from sim.study.comparison import Comparison

ORDER = ("aht_target", "neutral", "scripted_checklist", "empowered_ownership")  # from worth least to worth most
# measure: unit, value under the worst policy, gain of each better one, half-width
LEVELS = {
    "customers_value_usd": ("USD", 58.2e6, 1.1e6, 0.23e6),
    "service_cost_usd": ("USD", 557e3, 24e3, 7e3),
    "usd_per_contact": ("USD", 4.6, 0.53, 0.05),
    "offered": ("contacts", 78e3, -2e3, 430.0),
    "aht_s": ("s", 189.0, 12.4, 0.8),
    "service_level": ("share", 0.862, -0.031, 0.006),
    "abandonment_share": ("share", 0.041, 0.004, 0.002),
    "occupancy": ("share", 0.78, 0.021, 0.004),
    "recorded_solved_share": ("share", 0.803, 0.021, 0.003),
    "solved_share": ("share", 0.624, 0.053, 0.004),
    "fcr_share": ("share", 0.452, 0.061, 0.004),
    "contacts_per_issue": ("per issue", 1.21, -0.063, 0.006),
    "failure_demand_share": ("share", 0.613, -0.021, 0.004),
    "repeat_share": ("share", 0.241, -0.031, 0.003),
    "service_repeat_share": ("share", 0.143, -0.031, 0.003),
    "given_up_share": ("share", 0.152, -0.013, 0.003),
    "retention_30d": ("share", 0.986, 0.001, 0.0004),
    "retention_180d": ("share", 0.921, 0.008, 0.002),
    "retention_540d": ("share", 0.781, 0.019, 0.003),
    "churn_year": ("share a year", 0.161, -0.008, 0.002),
    "loyalty": ("latent", -0.22, 0.1, 0.012),
    "quits_year": ("per agent-year", 0.45, -0.07, 0.05),
    "morale": ("0 to 1", 0.38, 0.1, 0.013),
}
# by what, of which value: measure, value and half-width
SERVICE = {
    ("topic", "bills"): {"ended_day": (410.0, 6.0), "service_level": (0.81, 0.012), "asa_s": (14.0, 1.5)},
    ("topic", "lines"): {"ended_day": (95.0, 3.0), "service_level": (0.74, 0.02), "blocked_share": (0.03, 0.004)},
    ("group", "east"): {"answered_day": (380.0, 5.0), "aht_s": (201.0, 2.5), "occupancy": (0.78, 0.01)},
    ("group", "west"): {"answered_day": (85.0, 2.0), "aht_s": (255.5, 4.0), "occupancy": (0.66, 0.015)},
    ("interval", "08:00"): {"ended_day": (20.0, 1.0), "occupancy": (0.5, 0.02)},
    ("day", "0"): {"ended_day": (505.0, 9.0), "occupancy": (0.76, 0.02)},
}
# what customers bring and what serving them costs, by kind of money
MONEY = {
    "handling_usd": (312e3, 24e3, 6e3),
    "waiting_capacity_usd": (148e3, -3e3, 4e3),
    "telecom_usd": (27e3, -0.7e3, 0.2e3),
    "self_service_usd": (5.8e3, 0.0, 0.1e3),
    "concession_usd": (0.0, 9e3, 1e3),
    "hiring_usd": (41e3, -6e3, 5e3),
    "complaints_usd": (22e3, -2e3, 0.4e3),
    "acquisition_usd": (208e3, 1e3, 0.8e3),
    "margin_usd": (5.9e6, 0.05e6, 0.15e6),
    "purchases_usd": (1.47e6, 0.031e6, 0.02e6),
}
IN_HORIZON = (6.71e6, 0.056e6, 0.19e6)
BILLS = {"finance": 90e3, "product": 126e3, "digital": 42e3, "sales": 99e3, "none": 120e3}

Maker = Callable[..., Comparison]


@pytest.fixture(scope="session")
def made() -> Maker:
    return made_up


@pytest.fixture
def without_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts are drawn as SVG only, where nobody looks at the PNG."""
    monkeypatch.setattr("sim.report.drawing.charts._png", lambda figure: b"")


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch, without_pixels: None) -> None:
    """Charts have their sentences and no picture."""
    monkeypatch.setattr("sim.report.drawing.charts._svg", lambda figure, name: "")


def made_up(
    order: tuple[str, ...] = ORDER,
    against: str = "neutral",
    horizon_d: int = 90,
    noise: float = 1.0,
    replications: int = 10,
) -> Comparison:
    """A comparison in which the policies are worth more from first to last; noise widens the intervals."""
    levels = {policy: _levels(place, horizon_d) for place, policy in enumerate(order)}
    rows = []
    for policy in order:
        for measure, (unit, mean, half) in levels[policy].items():
            row = {"policy": policy, "measure": measure, "unit": unit, "replications": replications}
            rows.append(row | _ends(mean, half * noise))
    ratios = {"measure": "total_value_usd", "shared": 1e9, "independent": 12e9, "ratio": 12.0}
    variance = [{"policy": policy, "against": against} | ratios for policy in order if policy != against]
    statements = [row for place, policy in enumerate(order) for row in _statements(policy, place)]
    days = [row for policy in order for row in _days(policy, levels[policy]["churn_year"][1], horizon_d)]
    durations = [row for place, policy in enumerate(order) for row in _durations(policy, place)]
    service = [row for policy in order for row in _service(policy, noise)]
    differences = gaps(rows, against, lambda first, second: first["high"] - first["mean"])
    return Comparison(rows, differences, variance, statements, days, durations, [], service, 0.95, 0.983)


def relevelled(comparison: Comparison, measure: str, **levels: float) -> Comparison:
    """The comparison with other means of a measure for some policies, and differences to match."""
    rows = [
        row | _ends(levels[row["policy"]], row["high"] - row["mean"])
        if row["measure"] == measure and row["policy"] in levels
        else row
        for row in comparison.rows
    ]
    same = gaps(rows, comparison.against, lambda first, second: first["high"] - first["mean"])
    return comparison._replace(rows=rows, differences=same)


Half = Callable[[dict[str, Any], dict[str, Any]], float]


def gaps(rows: list[dict[str, Any]], against: str, half: Half) -> list[dict[str, Any]]:
    """Differences of every pair of policies, those with the reference first, as wide as told of two rows."""
    policies = [policy for policy in dict.fromkeys(row["policy"] for row in rows) if policy != against]
    pairs = [(policy, against) for policy in policies] + [(late, early) for early, late in combinations(policies, 2)]
    found = {(row["policy"], row["measure"]): row for row in rows}
    return [
        row | {"against": other} | _ends(row["mean"] - found[other, measure]["mean"], half(row, found[other, measure]))
        for policy, other in pairs
        for (mine, measure), row in found.items()
        if mine == policy and (other, measure) in found
    ]


def _ends(mean: float, half: float) -> dict[str, float]:
    return {"mean": mean, "low": mean - half, "high": mean + half}


def _levels(place: int, horizon_d: int) -> dict[str, tuple[str, float, float]]:
    money = {measure: ("USD", *amounts) for measure, amounts in MONEY.items()}
    levels = {
        measure: (unit, base + place * gain, half)
        for measure, (unit, base, gain, half) in (LEVELS | money).items()
        if not measure.startswith("retention") or int(measure[10:-1]) <= horizon_d
    }
    for measure in [name for name in levels if name.startswith("retention")]:
        kept = (1 - levels["churn_year"][1]) ** (int(measure[10:-1]) / 365)
        levels[measure] = ("share", kept, LEVELS[measure][3])
    base, gain, half = IN_HORIZON
    levels["value_in_horizon_usd"] = ("USD", base + place * gain, half)
    later = levels["customers_value_usd"]
    return {"total_value_usd": ("USD", later[1] + base + place * gain, later[2])} | levels


def _service(policy: str, noise: float) -> list[dict[str, Any]]:
    rows = []
    for (by, value), told in SERVICE.items():
        for measure, (mean, half) in told.items():
            row = {"policy": policy, "by": by, "value": value, "measure": measure}
            rows.append(row | _ends(mean, half * noise))
    return rows


def _statements(policy: str, place: int) -> list[dict[str, Any]]:
    own = {"waiting_capacity": 50e3, "hiring": 15e3 - 3e3 * place, "handling": 44e3 - 9e3 * place, "complaints": 3e3}
    company = {"margin": 1.9e6, "purchases": 480e3 + 9e3 * place, "acquisition": 70e3, "lost_margin": 400e3}
    rows = []
    for month in range(3):
        for unit, usd in BILLS.items():
            kinds = {"handling": usd / 3, "telecom": usd / 50, "complaints": usd / 70, "self_service": usd / 200}
            rows += [(unit, kind, month, amount) for kind, amount in kinds.items()]
        rows += [("service", kind, month, amount) for kind, amount in own.items()]
        rows += [("company", kind, month, amount) for kind, amount in company.items()]
    return [dict(zip(("policy", "unit", "kind", "month", "usd"), (policy, *row), strict=True)) for row in rows]


def _days(policy: str, churn_year: float, horizon_d: int) -> list[dict[str, Any]]:
    kept = [(1 - churn_year) ** ((day + 1) / 365) for day in range(horizon_d)]
    flows = {"customers": 99_990.0, "joined": 30.0, "departed": 40.0}
    return [{"policy": policy, "day": day, "kept_share": share} | flows for day, share in enumerate(kept)]


def _durations(policy: str, place: int) -> list[dict[str, Any]]:
    weights = [0.02 + max(0.0, 20 - abs(i - 12 - 2 * place)) for i in range(181)]
    total = sum(weights)
    rows = [{"measure": "talk_s", "from_s": 10.0 * i, "share": weight / total} for i, weight in enumerate(weights)]
    return [{"policy": policy} | row for row in rows]
