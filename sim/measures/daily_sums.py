"""The sums that measures are ratios of, over some days of records; sums of consecutive days add up."""

from typing import Any

import numpy as np

from sim.measures import ledger
from sim.model.setup import staffing
from sim.model.world.records import Demand, End, LoyaltyClass, Records, Turnover
from sim.scenario import Scenario
from sim.time_units import HOUR_S, MONTH_D

Sums = dict[str, Any]

YEAR_D = 365
SHORT_S = 10
READ_OUTS_D = (30, 180, 540)  # 1, 6 and 18 months


def of_service(records: Records, scenario: Scenario) -> Sums:
    """Sums of queues, agents and customers."""
    return (
        of_waits(records.contacts, scenario)
        | of_queues(records, scenario.staffing.shrinkage)
        | of_customers(records.days)
        | of_time(records.days, scenario)
    )


def of_waits(contacts: np.ndarray, scenario: Scenario) -> Sums:
    """Sums of waits, outcomes and handle times."""
    clients = of_clients(contacts)
    contacts = contacts if (ended := contacts["end"] <= End.sent_away).all() else contacts[ended]
    # columns are summed, not multiplied by @, which starts the threads of BLAS: 400 ns a contact where cores are busy
    sums: Sums = {
        name: np.count_nonzero(weight) if weight.dtype == bool else float(weight.sum())
        for name, weight in weights_of(contacts, scenario).items()
    }
    return sums | {"in_system_s": sums["all_waited_s"] + sums["handle_s"]} | clients


def weights_of(contacts: np.ndarray, scenario: Scenario) -> dict[str, np.ndarray]:
    """What each contact that ended adds to the sums.

    A blocked contact did not wait; a contact that was sent away waited without an answer, like an abandoned one.
    """
    end = contacts["end"]
    answered, received = end == End.answered, end != End.blocked
    waited_s = np.ascontiguousarray(contacts["waited_s"])
    judged_s = waited_s + contacts["waited_before_s"] if scenario.staffing.waits_added else waited_s
    in_time = judged_s <= threshold_s_of(contacts, scenario)
    talk_s = contacts["talk_s"] * answered
    return {
        "ended": np.ones(len(contacts), bool),
        "received": received,
        "blocked": ~received,
        "talks": answered,
        "abandoned": end == End.abandoned,
        "in_time": answered & in_time,
        "judged": received & (answered | ~in_time),
        "ended_in_time": received & in_time,
        "delayed": waited_s > contacts["set_up_s"],
        "all_waited_s": waited_s,
        "waited_s": waited_s * answered,
        "talk_s": talk_s,
        "handle_s": talk_s + contacts["acw_s"] * answered,
    }


def threshold_s_of(contacts: np.ndarray, scenario: Scenario) -> Any:
    """Acceptable wait of the service level: one for all contacts, or one for each contact by its topic."""
    topics, general_s = scenario.center.topics, scenario.staffing.threshold_s
    if all(topic.threshold_s is None for topic in topics.values()):
        return general_s
    own_s = [topics[name].threshold_s for name in sorted(topics)]
    return np.array([general_s if one_s is None else one_s for one_s in own_s])[contacts["topic"]]


def of_clients(contacts: np.ndarray) -> Sums:
    """Sums of clients: issues that ask for a person, at the first contact (no redials, transfers, returns)."""
    end = contacts["end"]
    answered, called = end == End.answered, (end <= End.sent_away) | (end == End.left_menu)
    first = called & (contacts["attempt"] == 1) & (contacts["talk"] == answered)
    return {
        "clients": np.count_nonzero(first & ~contacts["transferred"]),
        "clients_lost": np.count_nonzero(called & ~answered & contacts["given_up"] & (contacts["talk"] == 0)),
        "called_back": np.count_nonzero(contacts["called_back"]),
        "called_waited_s": float((contacts["waited_s"] * contacts["called_back"]).sum()),
        "transferred": np.count_nonzero(contacts["transferred"]),
    }


def of_talks(contacts: np.ndarray) -> Sums:
    talks = contacts[contacts["end"] == End.answered]
    demand = talks["demand"]
    settled = (talks["talk"] == 1) & talks["solved"] & ~talks["again"]
    return {
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


def of_ends(contacts: np.ndarray) -> Sums:
    end = contacts["end"]
    return {
        "web_solved": np.count_nonzero(end == End.web_solved),
        "silent": np.count_nonzero(end == End.silence),
        "given_up": np.count_nonzero(contacts["given_up"] & (end != End.silence)),
    }


def of_opening_hours(intervals: np.ndarray, scenario: Scenario) -> Sums:
    """Handling time in intervals with planned staff of the group; 0 if staffing is sized."""
    if scenario.staffing.on_duty is None:
        return {"busy_open_s": 0.0, "planned_s": 0.0}
    planned = staffing.on_duty(scenario)[intervals["group"], intervals["interval"]]
    interval_s = scenario.center.interval_s
    played_s = np.minimum(interval_s, scenario.end_s - intervals["interval"] * interval_s)
    return {
        "busy_open_s": intervals["busy_s"][planned > 0].sum(),
        "planned_s": (planned * played_s).sum(),
    }


def of_queues(records: Records, shrinkage: float) -> Sums:
    queues, topics = records.group_days, records.topic_days
    on_duty_s = queues["on_duty_s"].sum()
    agent_days = queues["n_agents"].sum()
    return {
        "offered": topics["offered"].sum(),
        "answered": topics["answered"].sum(),
        "abandoned": topics["abandoned"].sum(),
        "busy_s": queues["busy_s"].sum(),
        "on_duty_s": on_duty_s,
        "paid_s": on_duty_s / (1 - shrinkage),
        "morale": queues["morale"].sum(),
        "efficiency": queues["efficiency"].sum(),
        "disposition": queues["disposition"].sum(),
        "tenure_d": queues["tenure_d"].sum(),
        "agent_days": agent_days,
        "agent_years": agent_days / YEAR_D,
        "quits": np.count_nonzero(records.seats["turnover"] == Turnover.quit),
    }


def of_customers(days: np.ndarray) -> Sums:
    customer_days = days["customers"].sum()
    return {
        "births": days["births"].sum(),
        "departed": days["departed"].sum(),
        "joined": days["joined"].sum(),
        "won_back": days["won_back"].sum(),
        "reputation": days["reputation"].sum(),
        "customer_days": customer_days,
        "customer_years": customer_days / YEAR_D,
        "loyalty": days["loyalty"].sum(),
        "renewals": days["renewals"].sum(),
    }


def of_time(days: np.ndarray, scenario: Scenario) -> Sums:
    time_s = len(days) * scenario.end_s / scenario.horizon_d
    return {"days": len(days), "time_s": time_s, "time_h": time_s / HOUR_S}


def of_retention(days: np.ndarray, n_start: int) -> Sums:
    """Retention sums of the day-0 cohort, counted on each read-out day; zero if the horizon is shorter."""
    sums: Sums = {}
    for read_out in READ_OUTS_D:
        first = n_start * np.count_nonzero(days["day"] == read_out - 1)
        sums[f"first_{read_out}d"] = first
        sums[f"kept_{read_out}d"] = first - days["departed_first"][days["day"] < read_out].sum()
    return sums


def of_money(records: Records, scenario: Scenario, posted: np.ndarray) -> Sums:
    """Amounts of the ledger; each replication counts once, on its last day, however many days are tallied."""
    in_horizon = ledger.value_in_horizon_usd(posted, records.days, scenario)
    discounted = ledger.discount(records.days["day"], scenario) @ posted.sum(axis=1)
    customers = records.customers_value_usd * float(ledger.discount(scenario.horizon_d, scenario))
    return {
        "replications": np.count_nonzero(records.days["day"] == scenario.horizon_d - 1),
        "service_cost_usd": posted[:, :, ledger.SERVICE_COSTS].sum(),
        "lost_margin_usd": records.days["lost_usd"].sum(),
        "lost_referrals_usd": posted[:, :, ledger.NAMES.index("lost_referrals")].sum(),
        "charged_usd": posted[:, :, ledger.NAMES.index("charged")].clip(min=0).sum(),
        "value_in_horizon_usd": in_horizon,
        "customers_value_usd": customers,
        "total_value_usd": in_horizon + customers,
    } | {f"{kind.name}_usd": usd for kind, usd in zip(ledger.KINDS, discounted, strict=True) if kind.sign}


def of_classes(renewals: np.ndarray) -> Sums:
    """Sums at renewals by class: wants a person or not, connected or not, average, without recent contact."""
    wants, kind = renewals["wants_person"] > 0, renewals["loyalty_class"]
    classes = {
        "wants_person": wants,
        "wants_no_person": ~wants,
        "connected": kind >= LoyaltyClass.warm,
        "others": kind < LoyaltyClass.warm,
        "even": kind == LoyaltyClass.even,
    }
    columns = ("renewals", "departed", "crunch", "crunch_departed", "loyalty", "purchases_usd")
    sums: Sums = {
        f"{column}_{name}": renewals[column][chosen].sum() for name, chosen in classes.items() for column in columns
    }
    states = {name: renewals[name].sum() for name in ("satisfaction", "connection", "connected")}
    untouched = {"untouched": renewals["untouched"].sum(), "loyalty_untouched": renewals["untouched_loyalty"].sum()}
    return sums | states | untouched


def of_causes(causes: np.ndarray) -> Sums:
    """Issues that occurred, were prevented or were avoided; a second symptom counts with its root cause."""
    roots, fixed, spared = (causes[name].sum() for name in ("roots", "fixed", "spared"))
    harm = causes["harm"].sum()
    return {"roots": roots, "fixed": fixed, "spared": spared, "to_come": roots + fixed + spared, "harm": harm}


def of_purchases(days: np.ndarray) -> Sums:
    """Purchases in the 30 days before each read-out; no customers are counted if the horizon is shorter."""
    sums: Sums = {}
    for read_out in READ_OUTS_D:
        month = (days["day"] >= read_out - MONTH_D) & (days["day"] < read_out)
        sums[f"purchases_{read_out}d"] = days["purchases_usd"][month].sum()
        sums[f"customers_{read_out}d"] = days["customers"][days["day"] == read_out - 1].sum()
    return sums
