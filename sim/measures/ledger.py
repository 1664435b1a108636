"""The ledger: every amount by day, unit and kind.

Every amount is posted once; totals, months and statements are sums over that one array, so they reconcile by
construction. Amounts are positive; the kind says whether they are cost, income or memo.
"""

from typing import NamedTuple

import numpy as np

from sim.model.world.records import SESSIONS, Demand, End, Records, Turnover
from sim.scenario import Scenario
from sim.scenario.causes import NO_UNIT
from sim.scenario.costs import Payer
from sim.scenario.outsourcing import Contract, Paid
from sim.time_units import DAY_S, HOUR_S, MONTH_D

MINUTE_S = 60
SERVICE = "service"  # the unit that runs the center
COMPANY = "company"  # what no single unit decides


class Kind(NamedTuple):
    """A kind of money: ``sign`` is +1 for income, -1 for a cost, 0 for a memo that is never added."""

    name: str
    label: str
    sign: int
    definition: str


KINDS = (
    Kind("handling", "Handling", -1, "handling time (talk, after-call work, second line) at the cost of time on duty"),
    Kind("waiting_capacity", "Idle time", -1, "time on duty without a contact; on the service's own bill"),
    Kind("vendor", "Vendor", -1,
         "what the contract pays for: minutes, contacts, or contacts recorded as solved or really solved"),
    Kind("oversight", "Oversight", -1,
         "the client's supervision of a vendor's hours on duty; on the service's own bill"),
    Kind("telecom", "Telecom", -1, "each contact that reached the queue"),
    Kind("self_service", "Self-service", -1, "each session on the web page"),
    Kind("concession", "Concessions", -1, "money given back by agents with authority"),
    Kind("hiring", "Hiring", -1, "replacement of each agent who quits; on the service's own bill"),
    Kind("complaints", "Complaints", -1, "expected refund of each issue that ended unsolved"),
    Kind("outreach", "Outreach", -1, "each proactive message"),
    Kind("fixes", "Fixes", -1, "each issue whose cause its unit removed; paid by the unit, not a service cost"),
    Kind("acquisition", "Acquisition", -1, "each customer who joins; on the company's bill"),
    Kind("margin", "Margin", 1, "margin received from customers; the company's"),
    Kind("purchases", "Purchases", 1, "margin of further purchases; the company's"),
    Kind("fee", "Fees", 1, "fees of customers who renew, from the launch on; the unit's that charges them"),
    Kind("sales", "Sales", 1, "margin of what agents sold; the service's"),
    Kind("lost_margin", "Lost margin (memo)", 0,
         "margin expected from customers who left; for attribution, never added"),
    Kind("lost_referrals", "Lost referrals (memo)", 0,
         "new customers lost to word of mouth, at acquisition cost; negative where it brought some"),
    Kind("charged", "Charged back (memo)", 0,
         "share of its bill that a unit pays the service, which books it as negative; sums to zero"),
)  # fmt: skip
NAMES = tuple(kind.name for kind in KINDS)
SIGNS = np.array([kind.sign for kind in KINDS], dtype=float)
SERVICE_COSTS = np.array([kind.sign < 0 and kind.name not in ("acquisition", "fixes") for kind in KINDS])


def units(scenario: Scenario) -> tuple[str, ...]:
    """Units that get a statement: owners of causes, the service and the company, in alphabetical order."""
    return tuple(sorted({cause.unit for cause in scenario.causes.values()} | {SERVICE, COMPANY}))


def rate_usd_s(scenario: Scenario) -> float:
    """Cost of a second on duty: wage with the premium for authority, plus overhead; 0 for a vendor.

    Source: model 18. Time-driven costing is based on practical capacity, so shrinkage is included in the rate.
    """
    if contract_of(scenario) is not None:
        return 0.0
    costs, authority = scenario.costs, scenario.policy.authority
    return (costs.wage_usd_h * (1 + costs.authority_premium * authority) + costs.overhead_usd_h) / HOUR_S


def contract_of(scenario: Scenario) -> Contract | None:
    """The vendor's contract; None for in-house staff."""
    name = scenario.policy.contract
    return None if name is None else scenario.outsourcing.contracts[name]


def price_usd(scenario: Scenario) -> float:
    """Price of one billed unit of the vendor's contract.

    A contract per minute has the price of a minute; all others are quoted in the AHT of the neutral policy, in minutes.
    Source: model 16.
    """
    contract, rule = contract_of(scenario), scenario.outsourcing
    if contract is None:
        return 0.0
    minutes = 1.0 if contract.paid is Paid.minute else rule.minutes_per_contact
    if minutes is None:
        raise ValueError(
            "outsourcing.minutes_per_contact is needed for a contract per contact, and is null: write the minutes of a "
            "contact under the neutral policy, or have them measured, sim.prepared({'mine': scenario}, seed)['mine']"
        )
    return rule.usd_per_minute * contract.price_factor * minutes


def billed_units(contacts: np.ndarray, scenario: Scenario) -> np.ndarray:
    """Units of each contact on the vendor's bill: minutes, contacts, recorded or true resolutions."""
    contract, answered = contract_of(scenario), contacts["end"] == End.answered
    if contract is None:
        return np.zeros(len(contacts))
    counted = {
        Paid.minute: (contacts["talk_s"] + contacts["acw_s"] + contacts["second_line_s"]) / MINUTE_S,
        Paid.contact: np.ones(len(contacts)),
        Paid.recorded: contacts["recorded_solved"],
        Paid.solved: contacts["solved"],
    }
    return counted[contract.paid] * answered


def time_driven_usd(rate_usd: float, practical: np.ndarray, used: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cost of each use (row) of each resource, and of unused capacity, at the cost rate of practical capacity.

    Source: Kaplan & Anderson (2004), time-driven activity-based costing.

    >>> used_min = np.array([[49_000 * 8], [1_400 * 44], [2_500 * 50]])
    >>> used_usd, unused_usd = time_driven_usd(560_000 / 700_000, np.array([700_000]), used_min)
    >>> used_usd.sum().round(), unused_usd.round()
    (np.float64(462880.0), array([97120.]))
    """
    return used * rate_usd, (practical - used.sum(axis=0)) * rate_usd


def post(records: Records, scenario: Scenario) -> np.ndarray:
    """Amounts of these records in USD by day, unit (``units``) and kind (``KINDS``)."""
    usd = np.zeros((len(records.days), len(units(scenario)), len(KINDS)))
    _post_contacts(usd, records, scenario)
    _post_capacity(usd, records, scenario)
    _post_company(usd, records, scenario)
    _post_units(usd, records, scenario)
    usd[:, :, NAMES.index("charged")] = charged(usd, records.days, scenario)
    return usd


def billed_to(contacts: np.ndarray, scenario: Scenario) -> np.ndarray:
    """Index in ``units`` of the payer of each contact: its cause's unit, or the service for repeats it caused."""
    bill: np.ndarray = owners(scenario)[contacts["cause"]]
    if scenario.costs.repeat_payer is Payer.unit:
        return bill
    return np.where(contacts["demand"] == Demand.repeat_service, units(scenario).index(SERVICE), bill)


def owners(scenario: Scenario) -> np.ndarray:
    """Index in ``units`` of each cause's unit."""
    names = units(scenario)
    return np.array([names.index(scenario.causes[cause].unit) for cause in sorted(scenario.causes)])


def charged(usd: np.ndarray, days: np.ndarray, scenario: Scenario) -> np.ndarray:
    """What each unit pays the service for its bill, by day and unit; negative for the service (mechanism E6).

    The service's own bill, the company's, and demand without a unit are charged to nobody.
    """
    policy, names = scenario.policy, units(scenario)
    share = np.full(len(days), policy.chargeback)
    if policy.focus_half_life_d is not None:
        share = share * 0.5 ** (days["day"] / policy.focus_half_life_d)
    pays = np.array([name not in (SERVICE, COMPANY, NO_UNIT) for name in names])
    paid: np.ndarray = share[:, None] * pays * usd[:, :, SERVICE_COSTS].sum(axis=2)
    paid[:, names.index(SERVICE)] = -paid.sum(axis=1)
    return paid


def by_month(usd: np.ndarray, days: np.ndarray, scenario: Scenario) -> np.ndarray:
    """Posted amounts summed by month of 30 days over the whole horizon: (month, unit, kind)."""
    book = np.zeros((-(-scenario.horizon_d // MONTH_D), *usd.shape[1:]))
    np.add.at(book, days["day"] // MONTH_D, usd)
    return book


def discount(day: np.ndarray | int, scenario: Scenario) -> np.ndarray:
    """Present value on day 0 of 1 USD on ``day``: a twelfth of the annual rate for each 30 days."""
    return (1 + scenario.churn.discount_year / 12) ** (-np.asarray(day) / MONTH_D)


def value_in_horizon_usd(usd: np.ndarray, days: np.ndarray, scenario: Scenario) -> float:
    """Discounted margins, purchases, fees and sales minus all costs; memo accounts are left out."""
    return float((usd.sum(axis=1) @ SIGNS) @ discount(days["day"], scenario))


def _post_contacts(usd: np.ndarray, records: Records, scenario: Scenario) -> None:
    contacts, costs = records.contacts, scenario.costs
    n_days, n_units = usd.shape[:2]
    row = _place(contacts["ended_s"] // DAY_S, records) * n_units + billed_to(contacts, scenario)
    used_s = contacts["talk_s"] + contacts["acw_s"] + contacts["second_line_s"]
    end = contacts["end"]
    amounts = {
        "handling": used_s * rate_usd_s(scenario),
        "vendor": billed_units(contacts, scenario) * price_usd(scenario),
        "telecom": costs.telecom_usd * ((end <= End.sent_away) & (end != End.blocked)),
        "self_service": costs.web_session_usd * np.isin(end, SESSIONS),
        "concession": contacts["concession_usd"],
        "complaints": costs.complaint_usd * contacts["given_up"],
        "outreach": costs.outreach_usd * ((end == End.outreach) | (end == End.false_alarm)),
    }
    for name, amount in amounts.items():
        summed = np.bincount(row, weights=amount, minlength=n_days * n_units)
        usd[:, :, NAMES.index(name)] += summed.reshape(n_days, n_units)
    # whoever caused the contact, it was an agent who sold: service pays for itself in part (E16)
    service = usd[:, units(scenario).index(SERVICE), NAMES.index("sales")]
    service += np.bincount(row // n_units, weights=contacts["sale_usd"], minlength=n_days)


def _post_capacity(usd: np.ndarray, records: Records, scenario: Scenario) -> None:
    service = units(scenario).index(SERVICE)
    queues, seats = records.group_days, records.seats
    _, unused_usd = time_driven_usd(rate_usd_s(scenario), queues["on_duty_s"], queues["busy_s"][None])
    np.add.at(usd[:, service, NAMES.index("waiting_capacity")], _place(queues["day"], records), unused_usd)
    if contract_of(scenario) is not None:
        oversight_usd = queues["on_duty_s"] / HOUR_S * scenario.outsourcing.oversight_usd_h
        np.add.at(usd[:, service, NAMES.index("oversight")], _place(queues["day"], records), oversight_usd)
        return  # who quits is replaced by the vendor
    quits = seats["day"][seats["turnover"] == Turnover.quit]
    np.add.at(usd[:, service, NAMES.index("hiring")], _place(quits, records), scenario.costs.hiring_usd)


def _post_company(usd: np.ndarray, records: Records, scenario: Scenario) -> None:
    company = usd[:, units(scenario).index(COMPANY)]
    days = records.days
    company[:, NAMES.index("acquisition")] += days["joined"] * scenario.costs.acquisition_usd
    company[:, NAMES.index("margin")] += days["margin_usd"]
    company[:, NAMES.index("purchases")] += days["purchases_usd"]
    company[:, NAMES.index("lost_margin")] += days["lost_usd"]
    company[:, NAMES.index("lost_referrals")] += days["joins_missed"] * scenario.costs.acquisition_usd


def _post_units(usd: np.ndarray, records: Records, scenario: Scenario) -> None:
    """Post what units spend on removing causes, and the fees they receive."""
    fixed, days = records.cause_days, records.days
    place = _place(fixed["day"], records), owners(scenario)[fixed["cause"]]
    np.add.at(usd[:, :, NAMES.index("fixes")], place, fixed["fixed"] * scenario.units.fix_usd)
    for owner, name in zip(owners(scenario), sorted(scenario.causes), strict=True):
        cause = scenario.causes[name]
        taken = (days["renewals"] - days["departed"]) * (days["day"] >= (cause.launch_d or 0))
        usd[:, owner, NAMES.index("fee")] += cause.fee_usd_month * taken


def _place(day: np.ndarray, records: Records) -> np.ndarray:
    """Row of each day in the day table; a contact still in progress at the end belongs to the last day."""
    first = records.days["day"][:1]  # of no days there are no rows either
    place: np.ndarray = np.clip(day - first, 0, max(0, len(records.days) - 1))
    return place.astype(np.int64)
