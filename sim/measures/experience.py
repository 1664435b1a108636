"""Sums of what contacts are like: effort, experience, surveys, offers, and what the center records of them."""

from typing import Any

import numpy as np

from sim.model.world.records import SESSIONS, End, Records
from sim.rules.churn import hazard, months_worth
from sim.scenario import Scenario
from sim.time_units import MONTH_D

Sums = dict[str, Any]

RARE_D, FREQUENT_D = 30, 7


def of_experience(records: Records, scenario: Scenario, service_cost_usd: float) -> Sums:
    """All sums of this module."""
    contacts = records.contacts
    return (
        of_web(contacts)
        | of_closed_hours(records, scenario)
        | of_feelings(contacts)
        | of_memory(contacts)
        | of_extras(contacts[contacts["end"] == End.answered])
        | of_surveys(contacts[contacts["end"] == End.answered], scenario)
        | of_worth(contacts, scenario, service_cost_usd)
    )


def of_web(contacts: np.ndarray) -> Sums:
    """Web sessions, alone and beside contacts with a person."""
    end = contacts["end"]
    n = {kind: np.count_nonzero(end == kind) for kind in (*SESSIONS, End.left_menu, End.false_alarm, End.outreach)}
    talk, session = end == End.answered, np.isin(end, SESSIONS)
    skilled = contacts["skill"] > 0.5
    return {
        "sessions": sum(n[kind] for kind in SESSIONS),
        "leaked": n[End.web_unsolved],
        "deflected": n[End.web_solved] + n[End.web_left],
        "left_menu": n[End.left_menu],
        "called": n[End.left_menu] + np.count_nonzero(end <= End.sent_away),
        "false_alarms": n[End.false_alarm],
        "reached": n[End.outreach],
        "both_ways": np.count_nonzero(talk | session),
        "talks_skilled": np.count_nonzero(talk & skilled),
        "both_ways_skilled": np.count_nonzero((talk | session) & skilled),
        "first_talks": np.count_nonzero(talk & (contacts["talk"] == 1)),
        "effort": float(contacts["effort"].sum()),
    }


def of_closed_hours(records: Records, scenario: Scenario) -> Sums:
    """Issues solved on the web while nobody was on duty."""
    intervals, solved = records.group_intervals, records.contacts[records.contacts["end"] == End.web_solved]
    n = scenario.n_intervals
    on_duty = np.bincount(intervals["interval"], weights=intervals["on_duty_s"], minlength=n)
    place = np.minimum((solved["offered_s"] // scenario.center.interval_s).astype(np.int64), n - 1)
    return {"solved_when_closed": np.count_nonzero(on_duty[place] == 0)}


def of_feelings(contacts: np.ndarray) -> Sums:
    """Sums of experience of solved and unsolved contacts, and of loyalty before and after unsolved ones."""
    x, end = contacts["experience"], contacts["end"]
    talk, solved = end == End.answered, contacts["solved"]
    unsolved, dead = talk & ~solved, contacts["dead_end"]
    there = unsolved & ~np.isnan(contacts["loyalty"])
    after = contacts["loyalty"][there]
    return {
        "x_solved": float(x[solved].sum()),
        "all_solved": np.count_nonzero(solved),
        "x_web_solved": float(x[end == End.web_solved].sum()),
        "x_unsolved": float(x[unsolved].sum()),
        "unsolved": np.count_nonzero(unsolved),
        "x_dead_end": float(x[dead].sum()),
        "loyalty_before": float((after - contacts["added"][there]).sum()),
        "loyalty_after": float(after.sum()),
        "unsolved_there": len(after),
    }


def of_memory(contacts: np.ndarray) -> Sums:
    """Experience, and what of it entered loyalty, by time since the last experience (rare or frequent).

    Losses alone: what a gain adds may be capped by the harm of the failure that it mends.
    """
    contacts = contacts[contacts["experience"] < 0]
    x, added = np.abs(contacts["experience"]), np.abs(contacts["added"])
    rare, frequent = contacts["since_d"] >= RARE_D, contacts["since_d"] < FREQUENT_D
    return {
        "x_rare": float(x[rare].sum()),
        "added_rare": float(added[rare].sum()),
        "x_frequent": float(x[frequent].sum()),
        "added_frequent": float(added[frequent].sum()),
    }


def of_extras(talks: np.ndarray) -> Sums:
    """What agents did beyond solving the issue."""
    return {
        "adherence": float(talks["adherence"].sum()),
        "taught": np.count_nonzero(talks["taught"]),
        "pitched": np.count_nonzero(talks["pitched"]),
        "sold": np.count_nonzero(talks["sale_usd"] > 0),
        "escalated": np.count_nonzero(talks["second_line_s"] > 0),
        "latent": np.count_nonzero(talks["latent"]),
        "found": np.count_nonzero(talks["found"]),
        "relapsed": np.count_nonzero(talks["solved"] & talks["again"]),
        "recovered": np.count_nonzero(talks["recovered"]),
        "claimed": np.count_nonzero(talks["recorded_solved"] & ~talks["solved"]),
    }


def of_surveys(talks: np.ndarray, scenario: Scenario) -> Sums:
    """Surveys offered and answered, their scores, and the noise-free scores of all handled contacts."""
    rule, answered = scenario.survey, ~np.isnan(talks["score"])
    dead = talks["dead_end"]
    return {
        "invited": np.count_nonzero(talks["invited"]),
        "responses": np.count_nonzero(answered),
        "invited_dead_ends": np.count_nonzero(talks["invited"] & dead),
        "responses_dead_ends": np.count_nonzero(answered & dead),
        "scores": float(talks["score"][answered].sum()),
        "true_scores": float(np.clip(rule.middle + rule.slope * talks["experience"], 0, 10).sum()),
    }


def of_worth(contacts: np.ndarray, scenario: Scenario, service_cost_usd: float) -> Sums:
    """Value of the loyalty that contacts gained or lost, plus sales, minus service cost.

    A unit of loyalty added to memory is worth so many loyalty-months, by the half-lives of both memories; each lowers
    the hazard and raises purchases, to first order around loyalty 0; satisfaction and connection count alike.
    """
    memory, churn, spending = scenario.loyalty, scenario.churn, scenario.spending
    lasting_d = (1 - memory.slow_share) * memory.fast_half_life_d + memory.slow_share * memory.slow_half_life_d
    months = lasting_d / np.log(2) / MONTH_D
    expected = months_worth(hazard(churn.hazard_month, 0.0, 0.0), churn.discount_year, churn.value_months)
    margin = contacts["margin_usd_month"] + spending.spend_usd_month
    a_month = churn.hazard_month * churn.beta * margin * expected + spending.gamma * spending.spend_usd_month
    worth = float((contacts["added"] * a_month).sum()) * months
    return {"net_worth_usd": worth + float(contacts["sale_usd"].sum()) - service_cost_usd}
