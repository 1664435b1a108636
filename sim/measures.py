"""The dictionary: every measure a reader sees, with its definition, estimator, unit and source.

A measure is a ratio of two sums over days and replications (never a mean of ratios), so daily tallies add up. An amount
is a ratio, too: its lower sum counts the replications.
"""

from typing import Any, NamedTuple

import numpy as np

from sim import ledger
from sim.records import Demand, End, Records, Turnover
from sim.scenario import Scenario

Sums = dict[str, Any]

YEAR_D = 365
SHORT_S = 10
READ_OUTS_D = (30, 180, 540)  # 1, 6 and 18 months


class Measure(NamedTuple):
    """One entry: ``top`` and ``bottom`` name sums of ``sums``; ``better`` is higher, lower or empty.

    USD stands for the config's currency.
    """

    name: str
    label: str
    unit: str
    better: str
    top: str
    bottom: str
    definition: str
    source: str


# fmt: off
MEASURES: tuple[Measure, ...] = (
    Measure("total_value_usd", "Total value", "USD", "higher", "total_value_usd", "replications",
            "value in the horizon and value of the customers left, discounted to day 0", "DESIGN 7, MODEL 11"),
    Measure("value_in_horizon_usd", "Value in the horizon", "USD", "higher", "value_in_horizon_usd", "replications",
            "margins and purchases less all costs within the horizon, discounted to day 0", "DESIGN 7, MODEL 11"),
    Measure("customers_value_usd", "Value of the customers left", "USD", "higher",
            "customers_value_usd", "replications",
            "expected margin and purchases of those left at the horizon, discounted to day 0", "MODEL 11"),
    Measure("service_cost_usd", "Cost of service", "USD", "lower", "service_cost_usd", "replications",
            "all costs but acquisition, not discounted", "MODEL 18"),
    Measure("usd_per_contact", "Cost per talk", "USD", "lower", "service_cost_usd", "talks",
            "all costs but acquisition / talks with a person", "MODEL 20; check 5-8: Gartner 2019, ContactBabel"),
    Measure("offered", "Offered", "contacts", "", "offered", "replications",
            "contacts that reached the queue = answered + abandoned + still waiting", "Gans et al. (2003)"),
    Measure("answered", "Answered", "contacts", "", "answered", "replications",
            "contacts answered by an agent", "Gans et al. (2003)"),
    Measure("service_level", "Service level", "share", "higher", "in_time", "judged",
            "answered within threshold_s / (answered + abandoned, less abandoned within it)",
            "Buist & L'Ecuyer (2005), g1"),
    Measure("asa_s", "Speed of answer", "s", "lower", "waited_s", "talks",
            "mean wait of the answered", "Gans et al. (2003)"),
    Measure("abandonment_share", "Abandoned", "share", "lower", "abandoned", "offered",
            "abandoned / offered", "Gans et al. (2003)"),
    Measure("aht_s", "Handle time", "s", "", "handle_s", "talks",
            "mean talk and after-call work of the answered", "Gans et al. (2003)"),
    Measure("talk_s", "Talk time", "s", "", "talk_s", "talks",
            "mean talk of the answered", "MODEL 20"),
    Measure("occupancy", "Occupancy", "share", "", "busy_s", "on_duty_s",
            "handling / time on duty", "Gans et al. (2003)"),
    Measure("utilisation", "Utilisation", "share", "", "busy_s", "paid_s",
            "handling / paid time; paid = on duty / (1 - shrinkage)", "Gans et al. (2003)"),
    Measure("solved_share", "Solved", "share", "higher", "solved", "talks",
            "talks that solved the issue, in truth / talks", "MODEL 20; SQM 2022"),
    Measure("recorded_solved_share", "Recorded as solved", "share", "", "recorded", "talks",
            "talks the center wrote down as solved / talks", "MODEL 6; Dixon/tethr 2020"),
    Measure("fcr_share", "Settled in one contact", "share", "higher", "settled", "talks",
            "first talks that solved the issue for good / talks", "MODEL 20; SQM"),
    Measure("contacts_per_issue", "Talks per issue", "per issue", "lower", "talks", "births",
            "talks with a person / issues born", "MODEL 20"),
    Measure("dead_end_share", "Dead ends", "share", "lower", "dead_ends", "talks",
            "talks off the script that the agent could not solve / talks", "MODEL 7"),
    Measure("shed_share", "Shed", "share", "lower", "shed", "talks",
            "talks closed by the agent before the issue was solved / talks", "MODEL 6"),
    Measure("short_call_share", "Calls under 10 s", "share", "lower", "short", "talks",
            "talks shorter than 10 s / talks", "Brown et al. (2005)"),
    Measure("failure_demand_share", "Failure and repeat demand", "share", "lower", "not_value", "talks",
            "talks caused by a failure of the company, or by an earlier contact / talks", "Seddon, failure demand"),
    Measure("repeat_share", "Repeats", "share", "lower", "repeats", "talks",
            "talks caused by an earlier contact or by the same root / talks", "MODEL 18"),
    Measure("service_repeat_share", "Repeats the service made", "share", "lower", "service_repeats", "talks",
            "talks after shedding, dead end, no knowledge, lost context or unchecked fix / talks", "MODEL 18"),
    Measure("web_solved_share", "Solved by self-service", "share", "", "web_solved", "births",
            "issues solved on the web page / issues born", "MODEL 20; Gartner 2019, 2024"),
    Measure("given_up_share", "Given up", "share", "lower", "given_up", "births",
            "issues that ended unsolved after a contact / issues born", "MODEL 8"),
    Measure("silence_share", "Not worth a call", "share", "", "silent", "births",
            "issues whose customer made no contact / issues born", "MODEL 1"),
    Measure("churn_year", "Churn a year", "share a year", "lower", "departed", "customer_years",
            "share of customers who leave in a year = 1 - exp(-departures per customer-year)", "MODEL 20"),
    Measure("retention_30d", "Kept after 1 month", "share", "higher", "kept_30d", "first_30d",
            "of the customers there on day 0, still there after 30 days", "DESIGN 3"),
    Measure("retention_180d", "Kept after 6 months", "share", "higher", "kept_180d", "first_180d",
            "of the customers there on day 0, still there after 180 days", "DESIGN 3"),
    Measure("retention_540d", "Kept after 18 months", "share", "higher", "kept_540d", "first_540d",
            "of the customers there on day 0, still there after 540 days", "DESIGN 3"),
    Measure("loyalty", "Loyalty", "latent", "higher", "loyalty", "renewals",
            "mean loyalty of customers at their monthly renewal; 0 = average", "MODEL 10, 20"),
    Measure("morale", "Morale", "0 to 1", "higher", "morale", "agent_days",
            "mean morale of agents at midnight", "MODEL 15"),
    Measure("quits_year", "Quits a year", "per agent-year", "lower", "quits", "agent_years",
            "agents who quit per agent-year", "MODEL 15"),
    Measure("lost_margin_usd", "Lost margin (memo)", "USD", "lower", "lost_margin_usd", "replications",
            "margin expected from those who left; attributes, is never part of the value", "MODEL 11, 23.3"),
)
# fmt: on
MEASURES += tuple(
    Measure(
        f"{kind.name}_usd",
        kind.label,
        "USD",
        "higher" if kind.sign > 0 else "lower",
        f"{kind.name}_usd",
        "replications",
        f"{kind.definition}; discounted to day 0",
        "DESIGN 7, MODEL 18",
    )
    for kind in ledger.KINDS
    if kind.sign
)  # fmt: skip
BY_NAME = {measure.name: measure for measure in MEASURES}
NAMES = tuple(BY_NAME)


def tally(records: Records, scenario: Scenario, posted: np.ndarray | None = None) -> np.ndarray:
    """Upper and lower sum of every measure (n_measures, 2); tallies of consecutive days add up.

    ``posted`` is the ledger of the same records, where the caller has it already.
    """
    posted = ledger.post(records, scenario) if posted is None else posted
    sums = (
        _of_talks(records.contacts)
        | _of_ends(records.contacts, scenario.staffing.threshold_s)
        | _of_queues(records, scenario.staffing.shrinkage)
        | _of_customers(records.days)
        | _of_retention(records.days, scenario.customers.n_start)
        | _of_money(records, scenario, posted)
    )
    return np.array([(sums[measure.top], sums[measure.bottom]) for measure in MEASURES], dtype=float)


def values(tallied: np.ndarray) -> np.ndarray:
    """Value of every measure from tallies (..., n_measures, 2); NaN where there is nothing to divide by."""
    top, bottom = tallied[..., 0], tallied[..., 1]
    value: np.ndarray = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)
    value[..., NAMES.index("churn_year")] = -np.expm1(-value[..., NAMES.index("churn_year")])
    return value


def service_level_sums(waited_s: np.ndarray, answered: np.ndarray, threshold_s: float) -> tuple[int, int]:
    """Contacts answered within ``threshold_s``, and all but those who gave up sooner: service level is their ratio.

    Contacts still waiting at the horizon are in neither. Source: Buist & L'Ecuyer (2005), g1.

    >>> service_level_sums(np.array([0, 60, 5]), np.array([True, True, False]), threshold_s=20)
    (1, 2)
    """
    in_time = waited_s <= threshold_s
    return int(np.count_nonzero(answered & in_time)), int(np.count_nonzero(answered | ~in_time))


def _of_talks(contacts: np.ndarray) -> Sums:
    talks = contacts[contacts["end"] == End.answered]
    demand = talks["demand"]
    settled = (talks["talk"] == 1) & talks["solved"] & ~talks["again"]
    return {
        "talks": len(talks),
        "waited_s": talks["waited_s"].sum(),
        "talk_s": talks["talk_s"].sum(),
        "handle_s": talks["talk_s"].sum() + talks["acw_s"].sum(),
        "solved": np.count_nonzero(talks["solved"]),
        "recorded": np.count_nonzero(talks["recorded_solved"]),
        "settled": np.count_nonzero(settled),
        "dead_ends": np.count_nonzero(talks["dead_end"]),
        "shed": np.count_nonzero(talks["shed"]),
        "short": np.count_nonzero(talks["talk_s"] < SHORT_S),
        "not_value": np.count_nonzero(demand != Demand.value),
        "repeats": np.count_nonzero(demand >= Demand.repeat_service),
        "service_repeats": np.count_nonzero(demand == Demand.repeat_service),
    }


def _of_ends(contacts: np.ndarray, threshold_s: float) -> Sums:
    end = contacts["end"]
    queued = end <= End.abandoned
    answered = end[queued] == End.answered
    in_time, judged = service_level_sums(contacts["waited_s"][queued], answered, threshold_s)
    return {
        "in_time": in_time,
        "judged": judged,
        "web_solved": np.count_nonzero(end == End.web_solved),
        "silent": np.count_nonzero(end == End.silence),
        "given_up": np.count_nonzero(contacts["given_up"] & (end != End.silence)),
    }


def _of_queues(records: Records, shrinkage: float) -> Sums:
    queues = records.group_days
    on_duty_s = queues["on_duty_s"].sum()
    agent_days = queues["n_agents"].sum()
    return {
        "offered": queues["offered"].sum(),
        "answered": queues["answered"].sum(),
        "abandoned": queues["abandoned"].sum(),
        "busy_s": queues["busy_s"].sum(),
        "on_duty_s": on_duty_s,
        "paid_s": on_duty_s / (1 - shrinkage),
        "morale": queues["morale"].sum(),
        "agent_days": agent_days,
        "agent_years": agent_days / YEAR_D,
        "quits": np.count_nonzero(records.seats["turnover"] == Turnover.quit),
    }


def _of_customers(days: np.ndarray) -> Sums:
    return {
        "births": days["births"].sum(),
        "departed": days["departed"].sum(),
        "customer_years": days["customers"].sum() / YEAR_D,
        "loyalty": days["loyalty"].sum(),
        "renewals": days["renewals"].sum(),
    }


def _of_retention(days: np.ndarray, n_start: int) -> Sums:
    """Those of day 0 count once, on the day of the read-out, so a horizon that ends sooner has none."""
    sums: Sums = {}
    for read_out in READ_OUTS_D:
        first = n_start * np.count_nonzero(days["day"] == read_out - 1)
        sums[f"first_{read_out}d"] = first
        sums[f"kept_{read_out}d"] = first - days["departed_first"][days["day"] < read_out].sum()
    return sums


def _of_money(records: Records, scenario: Scenario, posted: np.ndarray) -> Sums:
    """A replication counts once, on its last day, so amounts are per replication however many days are tallied."""
    in_horizon = ledger.value_in_horizon_usd(posted, records.days, scenario)
    discounted = ledger.discount(records.days["day"], scenario) @ posted.sum(axis=1)
    customers = records.customers_value_usd * float(ledger.discount(scenario.horizon_d, scenario))
    return {
        "replications": np.count_nonzero(records.days["day"] == scenario.horizon_d - 1),
        "service_cost_usd": posted[:, :, ledger.SERVICE_COSTS].sum(),
        "lost_margin_usd": records.days["lost_usd"].sum(),
        "value_in_horizon_usd": in_horizon,
        "customers_value_usd": customers,
        "total_value_usd": in_horizon + customers,
    } | {f"{kind.name}_usd": usd for kind, usd in zip(ledger.KINDS, discounted, strict=True) if kind.sign}
