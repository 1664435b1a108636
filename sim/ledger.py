"""Money: what everything cost, on which day, and whose decision caused it.

Every amount is posted once, by day, unit and kind; totals, months and statements are sums over that one array, so they
reconcile by construction. Amounts are positive; the kind says whether they are cost, income or memo.
"""

from typing import NamedTuple

import numpy as np

from sim.records import Demand, End, Records, Turnover
from sim.scenario import Scenario
from sim.scenario.costs import Payer

DAY_S = 86400
MONTH_D = 30
SERVICE = "service"  # the unit that runs the center
COMPANY = "company"  # what no single unit decides


class Kind(NamedTuple):
    """A kind of money: ``sign`` is +1 for income, -1 for a cost, 0 for a memo that is never added."""

    name: str
    label: str
    sign: int
    definition: str


KINDS = (
    Kind("handling", "Handling", -1, "used time (talk, after-call work, second line) at the cost of time on duty"),
    Kind("waiting_capacity", "Waiting capacity", -1, "time on duty that no contact used; the service's own line"),
    Kind("telecom", "Telecom", -1, "each contact that reached the queue"),
    Kind("self_service", "Self-service", -1, "each session on the web page"),
    Kind("concession", "Concessions", -1, "money given back by agents with authority"),
    Kind("hiring", "Hiring", -1, "each agent who quits is replaced; the service's own line"),
    Kind("complaints", "Complaints", -1, "expected refund of each issue that ended unsolved"),
    Kind("acquisition", "Acquisition", -1, "each customer who joins; the company's line"),
    Kind("margin", "Margin", 1, "margin received from customers; the company's line"),
    Kind("purchases", "Purchases", 1, "margin of what customers bought besides; the company's line"),
    Kind("lost_margin", "Lost margin (memo)", 0, "margin expected from those who left; attributes, is never added"),
)
NAMES = tuple(kind.name for kind in KINDS)
SIGNS = np.array([kind.sign for kind in KINDS], dtype=float)
SERVICE_COSTS = np.array([kind.sign < 0 and kind.name != "acquisition" for kind in KINDS])


def units(scenario: Scenario) -> tuple[str, ...]:
    """Units that get a statement: owners of causes, the service and the company, in alphabetical order."""
    return tuple(sorted({cause.unit for cause in scenario.causes.values()} | {SERVICE, COMPANY}))


def rate_usd_s(scenario: Scenario) -> float:
    """Cost of a second on duty: the wage, higher with authority, and overhead.

    Source: MODEL 18; time-driven costing takes practical time, so shrinkage is inside the rate.
    """
    costs, authority = scenario.costs, scenario.policy.authority
    return (costs.wage_usd_h * (1 + costs.authority_premium * authority) + costs.overhead_usd_h) / 3600


def time_driven_usd(rate_usd: float, practical: np.ndarray, used: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cost of each use (a row) of each capacity, and of what nobody used, at the cost of one unit of practical time.

    Source: Kaplan & Anderson (2004), time-driven activity-based costing.

    >>> used_min = np.array([[49_000 * 8], [1_400 * 44], [2_500 * 50]])
    >>> used_usd, unused_usd = time_driven_usd(560_000 / 700_000, np.array([700_000]), used_min)
    >>> used_usd.sum().round(), unused_usd.round()
    (np.float64(462880.0), array([97120.]))
    """
    return used * rate_usd, (practical - used.sum(axis=0)) * rate_usd


def post(records: Records, scenario: Scenario) -> np.ndarray:
    """Every amount of these records in USD, by day, unit (``units``) and kind (``KINDS``)."""
    usd = np.zeros((len(records.days), len(units(scenario)), len(KINDS)))
    _post_contacts(usd, records, scenario)
    _post_capacity(usd, records, scenario)
    _post_company(usd, records, scenario)
    return usd


def billed_to(contacts: np.ndarray, scenario: Scenario) -> np.ndarray:
    """Place in ``units`` of who pays for each contact: its cause's unit, or the service for repeats it made itself."""
    names = units(scenario)
    owner = np.array([names.index(scenario.causes[cause].unit) for cause in sorted(scenario.causes)])
    bill: np.ndarray = owner[contacts["cause"]]
    if scenario.costs.repeat_payer is Payer.unit:
        return bill
    return np.where(contacts["demand"] == Demand.repeat_service, names.index(SERVICE), bill)


def by_month(usd: np.ndarray, days: np.ndarray, scenario: Scenario) -> np.ndarray:
    """Posted amounts summed into months of 30 days, for the whole horizon: month, unit, kind."""
    book = np.zeros((-(-scenario.horizon_d // MONTH_D), *usd.shape[1:]))
    np.add.at(book, days["day"] // MONTH_D, usd)
    return book


def discount(day: np.ndarray | int, scenario: Scenario) -> np.ndarray:
    """Present value on day 0 of 1 USD on ``day``: a twelfth of the year's rate for each 30 days."""
    return (1 + scenario.churn.discount_year / 12) ** (-np.asarray(day) / MONTH_D)


def value_in_horizon_usd(usd: np.ndarray, days: np.ndarray, scenario: Scenario) -> float:
    """Discounted margins and purchases less all costs; memo accounts stay out."""
    return float((usd.sum(axis=1) @ SIGNS) @ discount(days["day"], scenario))


def in_cents(usd: np.ndarray) -> np.ndarray:
    """Whole cents that sum to the rounded total: the largest remainders are rounded up.

    For display only: three thirds of a dollar make a dollar.

    >>> in_cents(np.array([1, 1, 1]) / 3).tolist()
    [34, 33, 33]
    """
    exact = np.asarray(usd, dtype=float) * 100
    floor = np.floor(exact)
    short = round(float(np.sum(exact))) - int(floor.sum())
    order = np.argsort((floor - exact).ravel(), kind="stable")
    cents = floor.astype(np.int64).ravel()
    cents[order[:short]] += 1
    whole: np.ndarray = cents.reshape(np.shape(usd))
    return whole


def _post_contacts(usd: np.ndarray, records: Records, scenario: Scenario) -> None:
    contacts, costs = records.contacts, scenario.costs
    n_days, n_units = usd.shape[:2]
    row = _place(contacts["ended_s"] // DAY_S, records) * n_units + billed_to(contacts, scenario)
    used_s = contacts["talk_s"] + contacts["acw_s"] + contacts["second_line_s"]
    end = contacts["end"]
    amounts = {
        "handling": used_s * rate_usd_s(scenario),
        "telecom": costs.telecom_usd * ((end <= End.sent_away) & (end != End.blocked)),
        "self_service": costs.web_session_usd * ((end == End.web_solved) | (end == End.web_unsolved)),
        "concession": contacts["concession_usd"],
        "complaints": costs.complaint_usd * contacts["given_up"],
    }
    for name, amount in amounts.items():
        summed = np.bincount(row, weights=amount, minlength=n_days * n_units)
        usd[:, :, NAMES.index(name)] += summed.reshape(n_days, n_units)


def _post_capacity(usd: np.ndarray, records: Records, scenario: Scenario) -> None:
    service = units(scenario).index(SERVICE)
    queues, seats = records.group_days, records.seats
    _, unused_usd = time_driven_usd(rate_usd_s(scenario), queues["on_duty_s"], queues["busy_s"][None])
    np.add.at(usd[:, service, NAMES.index("waiting_capacity")], _place(queues["day"], records), unused_usd)
    quits = seats["day"][seats["turnover"] == Turnover.quit]
    np.add.at(usd[:, service, NAMES.index("hiring")], _place(quits, records), scenario.costs.hiring_usd)


def _post_company(usd: np.ndarray, records: Records, scenario: Scenario) -> None:
    company = usd[:, units(scenario).index(COMPANY)]
    days = records.days
    company[:, NAMES.index("acquisition")] += days["joined"] * scenario.costs.acquisition_usd
    company[:, NAMES.index("margin")] += days["margin_usd"]
    company[:, NAMES.index("purchases")] += days["purchases_usd"]
    company[:, NAMES.index("lost_margin")] += days["lost_usd"]


def _place(day: np.ndarray, records: Records) -> np.ndarray:
    """Row of each day in the table of days: a contact still in hand at the last midnight belongs to the last day."""
    first = records.days["day"][:1]  # of no days there are no rows either
    place: np.ndarray = np.clip(day - first, 0, max(0, len(records.days) - 1))
    return place.astype(np.int64)
