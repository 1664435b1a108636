"""The dictionary: every measure a reader sees, with its definition, estimator, unit and source.

A measure is a ratio of two sums over days and replications (never a mean of ratios), so daily tallies add up. An amount
is a ratio, too: its lower sum counts the replications.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim import ledger
from sim.calendar import DAY_S
from sim.records import End, Records, since
from sim.scenario import Scenario
from sim.sums import of_ends, of_money, of_opening_hours, of_retention, of_service, of_talks, of_time, of_waits


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
            "answered within threshold_s / (answered + abandoned + sent away, less abandoned within it)",
            "Buist & L'Ecuyer (2005), g1"),
    Measure("service_level_of_offered", "Service level, of the offered", "share", "higher", "in_time", "ended",
            "answered within threshold_s / (answered + abandoned + blocked + sent away)", "Gans et al. (2003)"),
    Measure("service_level_of_answered", "Service level, of the answered", "share", "higher", "in_time", "talks",
            "answered within threshold_s / answered", "Gans et al. (2003)"),
    Measure("service_level_of_served_or_left", "Service level, with those who left", "share", "higher",
            "ended_in_time", "received",
            "answered or abandoned within threshold_s / (answered + abandoned + sent away)", "Gans et al. (2003)"),
    Measure("asa_s", "Speed of answer", "s", "lower", "waited_s", "talks",
            "mean wait of the answered", "Gans et al. (2003)"),
    Measure("wait_s", "Wait", "s", "lower", "all_waited_s", "received",
            "mean wait of all but those who heard a busy signal", "Gans et al. (2003)"),
    Measure("delayed_share", "Had to wait", "share", "lower", "delayed", "received",
            "contacts that waited for an agent / (answered + abandoned + sent away)", "Erlang (1917)"),
    Measure("queue_length", "Line", "waiting", "lower", "all_waited_s", "time_s",
            "mean number waiting = seconds waited / time", "Little (1961)"),
    Measure("in_system", "In the system", "there", "", "in_system_s", "time_s",
            "mean number waiting or in hand = seconds waited and handled / time", "Little (1961)"),
    Measure("offered_per_h", "Offered an hour", "per hour", "", "offered", "time_h",
            "contacts that reached the queue / hours, closed ones included", "Gans et al. (2003)"),
    Measure("in_time_day", "In time a day", "contacts a day", "higher", "in_time", "days",
            "contacts answered within threshold_s / days", "Buist & L'Ecuyer (2005)"),
    Measure("abandoned_day", "Abandoned a day", "contacts a day", "lower", "abandoned", "days",
            "contacts abandoned / days", "Buist & L'Ecuyer (2005)"),
    Measure("blocked_share", "Busy signal", "share", "lower", "blocked", "ended",
            "contacts that found no line or no place / (answered + abandoned + blocked + sent away)", "Erlang (1917)"),
    Measure("blocked_day", "Busy signals a day", "contacts a day", "lower", "blocked", "days",
            "contacts that found no line or no place / days", "Buist & L'Ecuyer (2005)"),
    Measure("clients", "Clients", "clients", "", "clients", "replications",
            "needs that asked for a person: the first contact of each", "Herzog, Callcenter-Simulator"),
    Measure("clients_lost_share", "Clients lost", "share", "lower", "clients_lost", "clients",
            "needs given up before anybody had answered / clients", "Herzog, Callcenter-Simulator"),
    Measure("called_back_share", "Called back", "share", "", "called_back", "ended",
            "contacts that took a call-back / contacts that came to an end", "Herzog, Callcenter-Simulator"),
    Measure("transferred_share", "Put through", "share", "", "transferred", "ended",
            "contacts put through by an agent / contacts that came to an end", "Herzog, Callcenter-Simulator"),
    Measure("abandonment_share", "Abandoned", "share", "lower", "abandoned", "offered",
            "abandoned / offered", "Gans et al. (2003)"),
    Measure("call_back_wait_s", "Wait for the call back", "s", "lower", "called_waited_s", "called_back",
            "mean wait of those who are called back, from their call on", "Gans et al. (2003)"),
    Measure("patience_s", "Patience, as if exponential", "s", "", "all_waited_s", "abandoned",
            "seconds waited by all / abandoned: the mean patience, were it exponential", "Brown et al. (2005)"),
    Measure("aht_s", "Handle time", "s", "", "handle_s", "talks",
            "mean talk and after-call work of the answered", "Gans et al. (2003)"),
    Measure("talk_s", "Talk time", "s", "", "talk_s", "talks",
            "mean talk of the answered", "MODEL 20"),
    Measure("occupancy", "Occupancy", "share", "", "busy_s", "on_duty_s",
            "handling / time on duty", "Gans et al. (2003)"),
    Measure("occupancy_open", "Occupancy while open", "share", "", "busy_open_s", "planned_s",
            "handling while somebody is planned on duty / planned time; unknown where staffing.on_duty is sized",
            "Buist & L'Ecuyer (2005)"),
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
    Measure("customers", "Customers", "customers", "higher", "customer_days", "days",
            "mean number of customers at midnight", "DESIGN 3"),
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
    Measure("efficiency", "Efficiency", "0 to 1", "higher", "efficiency", "agent_days",
            "mean efficiency of agents at midnight; 1 = fully experienced", "MODEL 5"),
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

    Days of the warm-up are left out, but those of day 0 are followed from then on. ``posted`` is the ledger of the
    days that count, where the caller has it already.
    """
    counted = since(records, scenario.warm_up_d)
    posted = ledger.post(counted, scenario) if posted is None else posted
    sums = (
        of_service(counted, scenario)
        | of_talks(counted.contacts)
        | of_ends(counted.contacts)
        | of_opening_hours(counted.group_intervals, scenario)
        | of_retention(records.days, scenario.customers.n_start)
        | of_money(counted, scenario, posted)
    )
    return np.array([(sums[measure.top], sums[measure.bottom]) for measure in MEASURES], dtype=float)


def service_tally(records: Records, scenario: Scenario, names: Sequence[str]) -> np.ndarray:
    """Upper and lower sum (n_names, 2) of some measures: many times faster where they are of queues or customers."""
    counted = since(records, scenario.warm_up_d)
    sums = of_service(counted, scenario)
    if "occupancy_open" in names:
        sums |= of_opening_hours(counted.group_intervals, scenario)
    if all({BY_NAME[name].top, BY_NAME[name].bottom} <= sums.keys() for name in names):
        return np.array([(sums[BY_NAME[name].top], sums[BY_NAME[name].bottom]) for name in names], dtype=float)
    everything = tally(records, scenario)
    return everything[[NAMES.index(name) for name in names]]


def topic_tally(records: Records, scenario: Scenario, topic: str) -> np.ndarray:
    """Upper and lower sum of every measure over the contacts of one topic; NaN for what contacts do not tell."""
    counted = since(records, scenario.warm_up_d)
    contacts = counted.contacts[counted.contacts["topic"] == sorted(scenario.center.topics).index(topic)]
    sums = of_waits(contacts, scenario) | of_talks(contacts) | of_time(counted.days, scenario)
    of_queue = {
        "offered": sums["ended"],
        "answered": sums["talks"],
        "abandoned": np.count_nonzero(contacts["end"] == End.abandoned),
    }
    known = sums | of_queue
    return np.array([(known.get(one.top, np.nan), known.get(one.bottom, np.nan)) for one in MEASURES], dtype=float)


def tally_at(records: Records, scenario: Scenario, at_s: float) -> np.ndarray:
    """Upper and lower sum (2,) of ``in_system`` at a time of the day: contacts that are there, and days.

    The last day is left out: who is there then may have no end yet, and is in no record.
    """
    first, last = scenario.warm_up_d, scenario.horizon_d - 2
    day = records.days["day"]
    there = there_at(records.contacts, at_s, first, last)
    return np.array([there, np.count_nonzero((day >= first) & (day <= last))], dtype=float)


def there_at(contacts: np.ndarray, at_s: float, first: int, last: int) -> float:
    """Contacts waiting or in hand at a time of the day, summed over the days from first to last.

    >>> contacts = np.array([(10., 30.), (20., 86430.)], [("offered_s", "f8"), ("ended_s", "f8")])
    >>> there_at(contacts, 25., first=0, last=9), there_at(contacts, 25., first=1, last=9)
    (3.0, 1.0)
    """
    begun, ended = (np.floor((contacts[name] - at_s) / DAY_S) for name in ("offered_s", "ended_s"))
    return float(np.maximum(0, np.minimum(ended, last) - np.maximum(begun, first - 1)).sum())


def values(tallied: np.ndarray, names: Sequence[str] = NAMES) -> np.ndarray:
    """Values of measures from tallies (..., n_names, 2); NaN where there is nothing to divide by."""
    top, bottom = tallied[..., 0], tallied[..., 1]
    value: np.ndarray = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)
    a_year = [place for place, name in enumerate(names) if name == "churn_year"]
    value[..., a_year] = -np.expm1(-value[..., a_year])
    return value
