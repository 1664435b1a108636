"""What happened in a scenario's records: a comparison of engines proves something only about what did happen."""

from collections import Counter
from typing import NamedTuple

import numpy as np

from sim.model.setup.shifts import plan_s
from sim.model.setup.staffing import first_tried, on_duty
from sim.model.world.addresses import MOST_ISSUES
from sim.model.world.records import End, Records, Turnover
from sim.rules.bounds import ticked
from sim.scenario import Scenario
from sim.scenario.causes import NO_UNIT
from tests.model.engines import features_of_routing

DAY_S = 86400.0
FEW_ROWS = 8  # tables start as short as that where engines are compared
DISTRIBUTIONS = (
    "constant", "exponential", "weibull", "lognormal", "piecewise", "erlang", "gamma", "hyperexponential", "uniform",
    "empirical",
)  # fmt: skip
OF = ("patience", "work", "after_call", "set_up")
DISTRIBUTION_PLACES = ("patience", "redial_delay", "return_delay", "relapse_delay", "second_symptom_delay")
LEVERS = (
    "script", "authority", "ownership", "escalation", "warm_handoff", "closing", "chargeback", "listening",
    "voice_of_customer", "consult", "hire_disposition", "deflection", "digital_first", "wall", "cross_sell", "outreach",
    "ask", "recover", "choice", "callback_offer", "concession_limit_usd",
)  # fmt: skip
CONTRACTS = ("per_minute", "per_contact", "per_resolution", "outcome")
INPUTS = (
    *(f"{place} {distribution}" for place in DISTRIBUTION_PLACES for distribution in DISTRIBUTIONS),
    *(f"own {of} {distribution}" for of in OF for distribution in DISTRIBUTIONS),
    *(f"own {of} of {whom}" for of in OF[1:] for whom in ("all", "topic", "group", "topic and group")),
    "own patience of all", "own patience of topic", "own distribution for weekdays", "own distribution for hours",
    "own distribution over midnight", "own distributions for the same",
    *(f"work {distribution}" for distribution in ("constant", "exponential", "lognormal")),
    *(f"lever {name}" for name in LEVERS),
    *(f"lever {name} between" for name in LEVERS[:-1]),
    *(f"interval {length_s}" for length_s in (900, 1800, 3600)),
    *(f"tick {tick_s}" for tick_s in (0, 1, 30, 600, 3600)),
    *(f"days {n}" for n in (1, 2, 3, 4)),
    *(f"groups {n}" for n in (1, 2, 3)),
    *(f"causes {n}" for n in (1, 2, 3, 4)),
    *(f"lever {name}{how}" for name in ("handle_time", "resolution", "adherence", "sales") for how in ("", " between")),
    "lever sell_only_if_solved", *(f"contract {name}" for name in CONTRACTS), "own staff", "menu",
    "cause of one topic", "cause of any topic", "volumes", "sized",
    "shifts", "shift over midnight", "break", "plan finer than an interval", "absence", "hours of a day",
    "closed day", "day like another", "volume of a day", "rates finer than an interval",
    *(f"arrivals {name}" for name in ("poisson", "exact", "log")), "exact volumes",
    "unit behind a cause", "launch", "launch on a later day", "fee", "focus fades", "commodity",
    "day and night", "closed hours", "no after-call work", "plan jumps", "one customer",
    *features_of_routing.INPUTS,
)  # fmt: skip
EVENTS = (
    "answered at once", "answered after a wait", "set up beyond patience",
    "abandoned", "abandoned at once", "redial answered", "dead end",
    "shed", "dropped at once", "escalated in vain", "escalated", "concession", "owner took",
    "second symptom", "second symptom void", "shielded", "relapse", "came back", "given up", "silence",
    "web solved", "web left", "web left and came back", "called at once after the web", "closed after the web",
    "at most so many contacts", "claimed", "quit", "hire", "departure", "departure of an open issue", "newcomer",
    "newcomer's contact", "won back", "fixed", "spared", "slots full",
    "waiting at midnight", "talking at midnight", "closed with a queue",
    "served after closing", "tie of two ends", "tie of end and hang-up", "end on the edge of an interval",
    "hang-up on the edge of an interval", "answered on the edge of an interval", "births at one time", "no time at all",
    "birth passed on", "cut at the end of the horizon",
    "more contacts than room", "more births than room", "understaffed", "overstaffed",
    *features_of_routing.EVENTS,
)  # fmt: skip


class Story(NamedTuple):
    """Contacts, and from each to the next of the same issue."""

    contacts: np.ndarray
    before: np.ndarray
    after: np.ndarray


def story_of(records: Records) -> Story:
    contacts = records.contacts
    order = np.lexsort([contacts[name] for name in ("symptom", "number", "cause", "slot")])  # stable: by time within
    rows = contacts[order]
    same = np.ones(max(0, len(rows) - 1), bool)
    for name in ("slot", "cause", "number", "symptom"):
        same &= rows[name][1:] == rows[name][:-1]
    return Story(contacts, rows[:-1][same], rows[1:][same])


def inputs_of(scenario: Scenario) -> Counter[str]:
    """Which inputs a scenario has."""
    center, policy, returns, resolution = scenario.center, scenario.policy, scenario.returns, scenario.resolution
    distributions = (scenario.patience, returns.redial_delay, returns.return_delay)
    distributions += (resolution.relapse_delay, resolution.second_symptom_delay)
    levers = {name: getattr(policy, name) for name in LEVERS} | dict(policy.scorecard)
    planned, always = on_duty(scenario), all(all(row) for row in center.profile.values())
    return Counter(
        [
            f"{place} {distribution.distribution}"
            for place, distribution in zip(DISTRIBUTION_PLACES, distributions, strict=True)
        ]
        + [f"work {cause.work_distribution}" for cause in scenario.causes.values()]
        + [f"lever {name}" for name, value in levers.items() if value]
        + [f"lever {name} between" for name, value in levers.items() if 0 < value < 1]
        + ["lever sell_only_if_solved"] * policy.sell_only_if_solved
        + [f"contract {policy.contract}" if policy.contract else "own staff"]
        + ["menu"] * (scenario.routing.menu.steps > 0)
        + [f"interval {center.interval_s}", f"tick {center.tick_s:g}", f"days {scenario.horizon_d}"]
        + [f"groups {len(scenario.groups)}", f"causes {len(scenario.causes)}"]
        + [f"cause of {'any' if cause.topic is None else 'one'} topic" for cause in scenario.causes.values()]
        + _company(scenario)
        + _own_distributions(scenario)
        + ["volumes"] * (scenario.demand.offered is not None)
        + ["sized"] * (scenario.staffing.on_duty is None and scenario.staffing.shifts is None)
        + _plan_and_days(scenario)
        + ["day and night"] * int(always and planned.min() > 0)
        + ["closed hours"] * int(planned.min() == 0)
        + ["plan jumps"] * int(np.ptp(planned, axis=1).max() > 1)
        + ["no after-call work"] * (scenario.handling.after_call_s == 0)
        + ["one customer"] * (scenario.customers.n_start == 1)
    ) + features_of_routing.inputs_of(scenario)


def _company(scenario: Scenario) -> list[str]:
    """What the company decides besides its service."""
    causes = scenario.causes.values()
    return (
        ["unit behind a cause"] * any(cause.unit != NO_UNIT for cause in causes)
        + ["launch"] * any(cause.launch_d is not None for cause in causes)
        + ["launch on a later day"] * any(0 < (cause.launch_d or 0) < scenario.horizon_d for cause in causes)
        + ["fee"] * any(cause.fee_usd_month > 0 for cause in causes)
        + ["focus fades"] * (scenario.policy.focus_half_life_d is not None)
        + ["commodity"] * (scenario.churn.commodity > 1 and scenario.self_service.tried_share > 0)
    )


def _own_distributions(scenario: Scenario) -> list[str]:
    """Laws of topics, groups and periods."""
    found = [f"own {own.of} {own.distribution.distribution}" for own in scenario.distributions]
    for own in scenario.distributions:
        whom = [name for name in ("topic", "group") if getattr(own, name) is not None]
        found += [f"own {own.of} of {' and '.join(whom) or 'all'}"]
        found += ["own distribution for weekdays"] * (own.weekdays is not None) + ["own distribution for hours"] * (
            own.hours is not None
        )
        found += ["own distribution over midnight"] * (own.hours is not None and own.hours[1] < own.hours[0])
    places = Counter((own.of, own.topic, own.group) for own in scenario.distributions)
    return found + ["own distributions for the same"] * sum(n > 1 for n in places.values())


def _plan_and_days(scenario: Scenario) -> list[str]:
    """Which ways a plan and a calendar have to be made."""
    center, staffing, demand = scenario.center, scenario.staffing, scenario.demand
    special = [day for place, day in center.special.items() if place < scenario.horizon_d]
    said = {
        "absence": staffing.absence > 0,
        "plan finer than an interval": plan_s(scenario) < center.interval_s,
        "rates finer than an interval": center.step_s < center.interval_s,
        "closed day": any(day.like == "closed" for day in special),
        "day like another": any(day.like not in (None, "closed") for day in special),
        "volume of a day": any(day.volume != 1 for day in special),
        "hours of a day": scenario.horizon_h not in (None, 24),
        f"arrivals {demand.arrivals}": True,
        "exact volumes": demand.arrivals == "exact" and demand.offered is not None,
    }
    for shift in staffing.shifts or ():
        said |= {"shifts": True}
        said |= {"break": True} if shift.breaks else {}
        said |= {"shift over midnight": True} if shift.start_min + shift.hours * 60 > DAY_S / 60 else {}
    return [name for name, is_so in said.items() if is_so]


def events_of(scenario: Scenario, records: Records) -> Counter[str]:
    """How often what happened."""
    story = story_of(records)
    found = _talks(scenario, story) | _returns(scenario, story) | _people(scenario, records) | _ties(scenario, story)
    found |= _queues(scenario, records) | features_of_routing.events_of(scenario, records, story.before, story.after)
    found |= _besides(story.contacts)
    return Counter({name: int(n) for name, n in found.items()})


def prevented(records: Records, unprevented: Records) -> Counter[str]:
    """Issues that show only where owners prevent nothing, of customers who never left in either world."""
    left = set(records.departures["slot"].tolist()) | set(unprevented.departures["slot"].tolist())
    keys = [{row[:4] for row in zip(*(each.contacts[name].tolist() for name in ("slot", "cause", "number", "symptom")),
                                    strict=True)} for each in (records, unprevented)]  # fmt: skip
    gone = [symptom for slot, _, _, symptom in keys[1] - keys[0] if slot not in left]
    return Counter({"second symptom void": gone.count(1), "shielded": gone.count(0)})


def _talks(scenario: Scenario, story: Story) -> dict[str, int]:
    rows = story.contacts
    answered, tick_s = rows["end"] == End.answered, scenario.center.tick_s
    second_line = rows["second_line_s"] > 0
    return {
        "answered at once": sum(answered & (rows["waited_s"] == 0)),
        "answered after a wait": sum(answered & (rows["waited_s"] > 0)),
        "set up beyond patience": sum(answered & (rows["waited_s"] > rows["patience_s"])),
        "dead end": sum(rows["dead_end"]),
        "shed": sum(rows["shed"]),
        "dropped at once": sum(rows["shed"] & (rows["talk_s"] == ticked(scenario.incentives.drop_s, tick_s))),
        "escalated in vain": sum(second_line & rows["dead_end"]),
        "escalated": sum(second_line & rows["solved"]),
        "concession": sum(rows["concession_usd"] > 0),
        "owner took": sum(rows["owner"]),
        "claimed": sum(rows["recorded_solved"] & ~rows["solved"]),
        "no time at all": sum(answered & (rows["talk_s"] + rows["acw_s"] == 0)),
    }


def _besides(rows: np.ndarray) -> dict[str, int]:
    """What the company and its agents do besides solving."""
    reached, end = rows["end"] == End.outreach, rows["end"]
    return {
        "told of trouble": sum(reached),
        "spared by outreach": sum(reached & rows["solved"]),
        "false alarm": sum(end == End.false_alarm),
        "left before the queue": sum(end == End.left_menu),
        "taught": sum(rows["taught"]),
        "root found": sum(rows["found"]),
        "offered": sum(rows["pitched"]),
        "bought": sum(rows["sale_usd"] > 0),
        "asked on the spot": sum(rows["asked"]),
        "invited": sum(rows["invited"]),
        "survey answered": sum(~np.isnan(rows["score"])),
        "recovered": sum(rows["recovered"]),
    }


def _returns(scenario: Scenario, story: Story) -> dict[str, int]:
    rows, before, after = story
    web, left = np.isin(before["end"], (End.web_unsolved, End.web_left)), before["end"] == End.web_left
    goes_on = rows["again"] | rows["given_up"]
    talked = (before["end"] == End.answered) & ~before["solved"]
    return {
        "second symptom": sum(rows["symptom"] == 1),
        "silence": sum(rows["end"] == End.silence),
        "web solved": sum(rows["end"] == End.web_solved),
        "web left": sum(rows["end"] == End.web_left),
        "web left and came back": sum(web & left),
        "called at once after the web": sum(web & ~left & (after["offered_s"] == before["ended_s"])),
        "closed after the web": sum(web & ~left & (after["offered_s"] > before["ended_s"])),
        "redial answered": sum((before["end"] == End.abandoned) & (after["end"] == End.answered)),
        "relapse": sum((before["end"] == End.answered) & before["solved"]),
        "came back": sum(talked),
        "given up": sum(rows["given_up"]),
        "at most so many contacts": sum(goes_on & rows["given_up"]) * (scenario.returns.max_contacts == 1),
    }


def _people(scenario: Scenario, records: Records) -> dict[str, int]:
    customers = scenario.customers
    n_slots, joining = round(customers.n_start * customers.slots_per_customer), scenario.reputation.joins_share_month
    day_ended = (records.contacts["ended_s"] // DAY_S).astype(int)
    full = (records.days["customers"] == n_slots) & (joining * customers.n_start >= 30)
    return {
        "quit": sum(records.seats["turnover"] == Turnover.quit),
        "hire": sum(records.seats["turnover"] == Turnover.hire),
        "departure": len(records.departures),
        "departure of an open issue": sum(records.departures["n_open"] > 0),
        "newcomer": records.days["joined"].sum(),
        "newcomer's contact": sum(records.contacts["generation"] > 0),
        "won back": records.days["won_back"].sum(),
        "fixed": records.cause_days["fixed"].sum(),
        "spared": records.cause_days["spared"].sum(),
        "slots full": sum(full),
        "birth passed on": sum(records.contacts["number"] >= MOST_ISSUES),
        "cut at the end of the horizon": int(
            scenario.horizon_h not in (None, 24) and records.group_days["busy_s"].sum() > 0
        ),
        "more contacts than room": sum(np.bincount(day_ended) > 2 * FEW_ROWS),
        "more births than room": sum(records.days["births"] > FEW_ROWS),
    }  # fmt: skip


def _ties(scenario: Scenario, story: Story) -> dict[str, int]:
    rows = story.contacts
    queued = rows["end"] <= End.abandoned
    answered, abandoned = rows["end"] == End.answered, rows["end"] == End.abandoned
    ends, hang_ups = rows["ended_s"][answered], rows["ended_s"][abandoned]
    taken_s = (rows["offered_s"] + rows["waited_s"])[answered & (rows["waited_s"] > 0)]
    length_s = plan_s(scenario)
    return {
        "abandoned": len(hang_ups),
        "abandoned at once": sum(abandoned & (rows["waited_s"] == 0)),
        "tie of two ends": queued.sum() - len(np.unique(rows["ended_s"][queued])),
        "tie of end and hang-up": len(np.intersect1d(ends, hang_ups)),
        "end on the edge of an interval": sum(ends % length_s == 0),
        "hang-up on the edge of an interval": sum(hang_ups % length_s == 0),
        "answered on the edge of an interval": sum(taken_s % length_s == 0),
        "births at one time": _born_at_one_time(story),
        "understaffed": int(len(hang_ups) > len(ends)),
        "overstaffed": int(len(ends) > 20 and not len(taken_s)),
    }


def _born_at_one_time(story: Story) -> int:
    first = story.contacts[(story.contacts["talk"] <= 1) & (story.contacts["symptom"] == 0)]
    return len(first) - len(np.unique(first["offered_s"]))


def _queues(scenario: Scenario, records: Records) -> dict[str, int]:
    """At midnight, and at hours of closing."""
    rows = records.contacts[records.contacts["end"] <= End.abandoned]
    planned, length_s = on_duty(scenario), plan_s(scenario)
    left_queue_s = rows["offered_s"] + rows["waited_s"]
    group, edge = np.nonzero((planned[:, 1:] == 0) & (planned[:, :-1] > 0))
    closing_s = (edge + 1) * length_s
    group_of = np.array([first_tried(scenario, name)[0] for name in sorted(scenario.center.topics)])
    stays = (group_of[rows["topic"]][:, None] == group) & (rows["offered_s"][:, None] < closing_s)
    stays &= left_queue_s[:, None] >= closing_s
    answered = rows["end"] == End.answered
    midnight_s = np.ceil(rows["ended_s"] / DAY_S) * DAY_S - DAY_S
    return {
        "waiting at midnight": sum(records.topic_days["waiting"] > 0),
        "talking at midnight": sum(answered & (left_queue_s < midnight_s)),
        "closed with a queue": int(stays.any(axis=1).sum()),
        "served after closing": int((stays.any(axis=1) & answered).sum()),
    }
