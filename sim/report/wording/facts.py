"""Look-ups in a comparison: estimates, differences, order of the policies."""

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sim.measures.dictionary import GAPS
from sim.report.wording.words import listed, policy_name
from sim.study.comparison import Comparison, between

AT_MOST_1 = ("share", "share a year", "0 to 1")
MAY_BE_LOST = ("total_value_usd", "value_in_horizon_usd", "customers_value_usd", "net_value_per_talk_usd",
               "lost_referrals_usd")  # fmt: skip
VALUE, WITHIN, LATER = "total_value_usd", "value_in_horizon_usd", "customers_value_usd"


class Estimate(NamedTuple):
    """Mean and confidence interval of a measure under a policy, or of a difference between two policies."""

    policy: str
    measure: str
    unit: str
    mean: float
    low: float
    high: float
    replications: int

    @property
    def half_width(self) -> float:
        """Half of the interval, or its longer side where a bound cuts the other; NaN without an interval."""
        return max(self.high - self.mean, self.mean - self.low)

    @property
    def clear(self) -> bool:
        """Whether the interval excludes 0."""
        return self.low > 0 or self.high < 0


def estimate(comparison: Comparison, policy: str, measure: str) -> Estimate | None:
    """The estimate of a measure, its interval cut to possible values; None if it was not estimated."""
    found = _found(comparison.rows, policy, measure)
    return found and _cut(found)


def _cut(found: Estimate) -> Estimate:
    """Cut the interval to possible values: shares, counts, times and costs; what may be negative keeps all of it."""
    if found.unit == "latent" or found.measure in (*GAPS, *MAY_BE_LOST):
        return found
    # in this order of arguments, NaN stays NaN
    high = min(found.high, 1.0) if found.unit in AT_MOST_1 else found.high
    return found._replace(low=max(found.low, 0.0), high=high)


def difference(comparison: Comparison, policy: str, measure: str, against: str | None = None) -> Estimate | None:
    """The paired difference of a policy to the reference or another policy; None if it was not estimated."""
    other = against or reference(comparison)
    found = None if policy == other else _estimate(between(comparison, (policy, other), measure))
    return found if found and math.isfinite(found.mean) else None


def _found(rows: Any, policy: str, measure: str) -> Estimate | None:
    for row in rows:
        if row["policy"] == policy and row["measure"] == measure:
            found = _estimate(row)
            return found if math.isfinite(found.mean) else None
    return None


def _estimate(row: Mapping[str, Any]) -> Estimate:
    mean, low, high = (math.nan if row[key] is None else float(row[key]) for key in ("mean", "low", "high"))
    return Estimate(row["policy"], row["measure"], row["unit"], mean, low, high, int(row["replications"]))


def estimates(comparison: Comparison, measure: str) -> list[Estimate]:
    """Estimates of a measure for all policies that have it, the policy worth most first."""
    found = (estimate(comparison, policy, measure) for policy in ranked(comparison))
    return [one for one in found if one is not None]


def differences(comparison: Comparison, measure: str) -> list[Estimate]:
    """Differences of a measure to the reference, the policy worth most first."""
    found = (difference(comparison, policy, measure) for policy in ranked(comparison))
    return [one for one in found if one is not None]


def ranked(comparison: Comparison) -> list[str]:
    """Policies in descending order of value; those without a value come last, in the order of the config."""
    policies = list(dict.fromkeys(row["policy"] for row in comparison.rows))
    worth = {policy: estimate(comparison, policy, VALUE) for policy in policies}
    return sorted(policies, key=lambda policy: -value.mean if (value := worth[policy]) else math.inf)


class Lead(NamedTuple):
    """The policy with the best mean of a measure, and those that it is not significantly better than."""

    policy: str
    rivals: list[str]  # from the next best on

    def told(self, name: Callable[[str], str] = policy_name, most: int = 3) -> str:
        """Name the rivals, of many only the first."""
        more = len(self.rivals) - most
        named = [name(one) for one in self.rivals[:most]]
        return listed([*named, f"{more} more"] if more > 0 else named)


def lead(comparison: Comparison, measure: str, least: bool = False) -> Lead | None:
    """Who leads in a measure; paired intervals to all others but the rivals exclude 0. None for fewer than two."""
    found = sorted(estimates(comparison, measure), key=lambda one: one.mean if least else -one.mean)
    if len(found) < 2:
        return None
    first, *others = (one.policy for one in found)
    gaps = [(other, difference(comparison, first, measure, other)) for other in others]
    return Lead(first, [other for other, gap in gaps if not (gap and gap.clear)])


def highest(found: list[Estimate]) -> Estimate:
    """The estimate with the highest mean."""
    return max(found, key=lambda one: one.mean)


def lowest(found: list[Estimate]) -> Estimate:
    """The estimate with the lowest mean."""
    return min(found, key=lambda one: one.mean)


def reference(comparison: Comparison) -> str:
    """The reference policy of the differences; the only policy if there is one."""
    return comparison.against


def currency(comparison: Comparison) -> str:
    """The currency label of amounts."""
    return next((str(row["unit"]) for row in comparison.rows if row["measure"] == VALUE), "USD")


def replications(comparison: Comparison) -> int:
    """Number of replications of every policy."""
    return int(comparison.rows[0]["replications"])


def horizon_d(comparison: Comparison) -> int:
    """Number of simulated days."""
    return max((int(row["day"]) + 1 for row in comparison.days), default=0)


def n_customers(comparison: Comparison) -> int:
    """Number of customers at the start of day 0."""
    first = next((row for row in comparison.days if row["day"] == 0), None)
    return round(first["customers"] - first["joined"] + first["departed"]) if first else 0
