"""Pilots: quantities that a study needs before it starts, measured in replications of their own.

Sized staffing needs each policy's own load; a vendor's contract is quoted in the AHT of the neutral policy, and a
handle-time target may be a share of its mean talk; a charged unit needs to know what its failures cost the service.
All become plain numbers of the scenario, the same in every replication.
"""

import math
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.measures import ledger
from sim.model.setup import staffing
from sim.model.setup.arrival_rates import busyness
from sim.model.world.records import End, since
from sim.scenario import Policy, Scenario
from sim.scenario.causes import NO_UNIT
from sim.scenario.outsourcing import Paid
from sim.scenario.staffing import People
from sim.study import store
from sim.study.tasks import Days, Kind, Task, play_all
from sim.time_units import DAY_S

MINUTE_S = 60
FIRST_WORLD = 2**31  # far beyond those of any study, and the same for every policy
MOST_D = 180  # of a replication: more would cost more than it tells
ENOUGH_CONTACTS, MOST_WORLDS = 20_000, 20
ROUNDS = 4
NEUTRAL, EVERY_UNIT = "(neutral)", "(every unit)"  # no config has such a unit
SETTLED = 0.005  # relative change of all hours on duty


class Stage(NamedTuple):
    """How pilots are run."""

    days: Days | None = None  # None = the engine
    engine: str = "kernel"
    workers: int | Executor | None = 1
    cache: Path | None = None


HERE = Stage()  # this process, the kernel, results in the user's cache


class Measured(NamedTuple):
    """Result of a pilot: contacts by topic, root issues by cause."""

    days: np.ndarray  # that count
    contacts: np.ndarray  # that reached the center
    answered: np.ndarray
    handle_s: np.ndarray  # of the answered
    talk_s: np.ndarray  # of all of them
    roots: np.ndarray
    service_usd: np.ndarray


class Found(NamedTuple):
    """Staff measured for a scenario, and its last pilots."""

    scenario: Scenario
    pilots: list[Measured]


def needs_pilot(scenarios: Mapping[str, Scenario]) -> bool:
    """Whether a scenario needs a pilot."""
    return any(_to_be_sized(one) or _references(one) for one in scenarios.values())


def prepared(scenarios: Mapping[str, Scenario], seed: int, stage: Stage = HERE) -> dict[str, Scenario]:
    """The scenarios with what pilots measure: loads to staff for, quotes of vendors, targets, and bills of units.

    Values given in a scenario are kept.
    """
    references = {name: _references(one) for name, one in scenarios.items()}
    found = _settled([one for of_arm in references.values() for one in of_arm.values()], seed, stage)
    known = {
        name: _informed(one, {of: found[_key(other)].pilots for of, other in references[name].items()})
        for name, one in scenarios.items()
    }
    sized = _settled(filter(_to_be_sized, known.values()), seed, stage)
    return {name: sized[_key(one)].scenario if _to_be_sized(one) else one for name, one in known.items()}


def _references(scenario: Scenario) -> dict[str, Scenario]:
    """What a scenario needs to know of others: the neutral policy, and that without the failures of each unit."""
    found = {NEUTRAL: _neutral(scenario)} if _unquoted(scenario) or _untargeted(scenario) else {}
    return found | (_without_each(scenario) if _unbilled(scenario) else {})


def _informed(scenario: Scenario, pilots: Mapping[str, list[Measured]]) -> Scenario:
    if _unquoted(scenario):
        scenario = _quoted(scenario, _minutes(pilots[NEUTRAL]))
    if _untargeted(scenario):
        scenario = _targeted(scenario, _mean_s(pilots[NEUTRAL], "talk_s"))
    return _billed(scenario, pilots) if _unbilled(scenario) else scenario


def same_people(scenarios: Mapping[str, Scenario], against: str) -> dict[str, Scenario]:
    """The scenarios with the reference arm's people, hour by hour, where staffing is fixed and their own load differs.

    An arm of the same load, or with a staffing of its own, stays as it is, and so do its stored results.
    """
    first = scenarios[against]
    fixed = first.staffing.people is People.fixed and first.staffing.is_sized
    alike = {name: one for name, one in scenarios.items() if one.staffing == first.staffing}
    others = [name for name, one in alike.items() if one.model_copy(update={"policy": first.policy}) != first]
    if not fixed or not others:
        return dict(scenarios)
    people = staffing.sized(first)
    # with an interval after the horizon: seven days alone would be read as a week from Monday
    plan = {group: (*row, 0) for group, row in zip(first.groups, people.tolist(), strict=True)}
    like_first = {"staffing": first.staffing.model_copy(update={"on_duty": plan})}
    busier = [name for name in others if not np.array_equal(staffing.sized(scenarios[name]), people)]
    return dict(scenarios) | {name: scenarios[name].model_copy(update=like_first) for name in busier}


def _to_be_sized(scenario: Scenario) -> bool:
    plan = scenario.staffing
    return plan.people is People.sized and not plan.contacts_factor and not plan.handle_factor


def _unquoted(scenario: Scenario) -> bool:
    rule, name = scenario.outsourcing, scenario.policy.contract
    return name is not None and rule.minutes_per_contact is None and rule.contracts[name].paid is not Paid.minute


def _neutral(scenario: Scenario) -> Scenario:
    """The neutral policy in the same scenario, by which vendors quote and targets are set. Source: model 6 and 16."""
    return scenario.model_copy(update={"policy": Policy()})


def _untargeted(scenario: Scenario) -> bool:
    policy = scenario.policy
    return policy.target_share is not None and policy.target_s is None and policy.contract is None


def _targeted(scenario: Scenario, talk_s: float) -> Scenario:
    if math.isnan(talk_s):
        raise ValueError("policy.target_share cannot be measured: no pilot had a contact answered. Write target_s")
    target = {"target_s": (scenario.policy.target_share or math.nan) * talk_s}
    return scenario.model_copy(update={"policy": scenario.policy.model_copy(update=target)})


def _unbilled(scenario: Scenario) -> bool:
    rule = scenario.units
    return scenario.policy.chargeback > 0 and rule.elasticity > 0 and rule.bill_usd is None


def _failures(scenario: Scenario, unit: str) -> list[str]:
    return [name for name, cause in scenario.causes.items() if cause.failure and cause.unit == unit]


def _without_each(scenario: Scenario) -> dict[str, Scenario]:
    """The neutral policy with staff sized, with the failures of every unit and without those of each."""
    plan = scenario.staffing.model_copy(update={"people": People.sized, "on_duty": None, "shifts": None})
    whole = _neutral(scenario).model_copy(update={"staffing": plan})
    owners = sorted({cause.unit for cause in scenario.causes.values()} - {NO_UNIT})
    return {EVERY_UNIT: whole} | {unit: _voided(whole, failures) for unit in owners
                                  if (failures := _failures(scenario, unit))}  # fmt: skip


def _voided(scenario: Scenario, causes: Iterable[str]) -> Scenario:
    none = {name: scenario.causes[name].model_copy(update={"issues_per_1000_month": 0.0}) for name in causes}
    return scenario.model_copy(update={"causes": {**scenario.causes, **none}})


def _billed(scenario: Scenario, pilots: Mapping[str, list[Measured]]) -> Scenario:
    """The scenario with the bill of each unit: what the service saves without its failures, for each of their roots."""
    arms = {unit: played for unit, played in pilots.items() if unit != NEUTRAL}
    n = min(map(len, arms.values()))  # an arm with fewer contacts has more worlds, of which the first are the others'
    roots = dict(zip(sorted(scenario.causes), _sum(arms[EVERY_UNIT][:n], "roots"), strict=True))
    usd = {unit: float(_sum(played[:n], "service_usd")) for unit, played in arms.items()}
    bills = {}
    for unit in {*arms} - {EVERY_UNIT}:
        n_roots = sum(float(roots[name]) for name in _failures(scenario, unit))
        bills[unit] = max(0.0, usd[EVERY_UNIT] - usd[unit]) / n_roots if n_roots else 0.0
    return scenario.model_copy(
        update={"units": scenario.units.model_copy(update={"bill_usd": dict(sorted(bills.items()))})}
    )


def _quoted(scenario: Scenario, minutes: float) -> Scenario:
    if math.isnan(minutes):
        raise ValueError(
            "outsourcing.minutes_per_contact cannot be measured: no pilot had a contact answered. Write it"
        )
    return scenario.model_copy(
        update={"outsourcing": scenario.outsourcing.model_copy(update={"minutes_per_contact": minutes})}
    )


def _key(scenario: Scenario) -> str:
    return scenario.model_dump_json()


def _settled(scenarios: Iterable[Scenario], seed: int, stage: Stage) -> dict[str, Found]:
    """Iterate simulation and sizing until staff changes little: fewer waits mean fewer redials."""
    found = {_key(one): Found(one, []) for one in scenarios}
    unsettled = list(found)
    for _ in range(ROUNDS):
        played = _played([found[key].scenario for key in unsettled], seed, stage)
        for key, measured in zip(list(unsettled), played, strict=True):
            before = found[key].scenario
            after = _sized(before, seed, measured) if before.staffing.people is People.sized else before
            found[key] = Found(after, measured)
            if after is before or _alike(before, after):
                unsettled.remove(key)
        if not unsettled:
            break
    return found


def _alike(before: Scenario, after: Scenario) -> bool:
    hours = [float(staffing.sized(one).sum()) for one in (before, after)]
    return abs(hours[1] - hours[0]) <= SETTLED * hours[0]


def _played(scenarios: list[Scenario], seed: int, stage: Stage) -> list[list[Measured]]:
    """Pilots of each scenario, in as many replications as bring enough contacts."""
    days = stage.days or _engine()
    worlds = [FIRST_WORLD + np.arange(_n_worlds(one)) for one in scenarios]
    tasks = [
        Task(one, seed, int(world), stage.engine, days)
        for one, own in zip(scenarios, worlds, strict=True)
        for world in own
    ]
    outcomes = iter(play_all(tasks, stage.workers, store.cache_folder(stage.cache), MEASURED, "pilot"))
    return [[next(outcomes) for _ in own] for own in worlds]


def _engine() -> Days:
    from sim.model.engines.replication import stretches

    return stretches


def _n_worlds(scenario: Scenario) -> int:
    contacts = staffing.expected_load(scenario)[0].mean() * len(scenario.groups) * DAY_S
    days = min(MOST_D, scenario.horizon_d - scenario.warm_up_d)
    return max(1, min(MOST_WORLDS, math.ceil(ENOUGH_CONTACTS / max(1.0, contacts * days))))


def measured(task: Task) -> Measured:
    """Run a pilot until enough days are counted."""
    n = len(task.scenario.center.topics)
    days, contacts, answered, handle_s = 0, np.zeros(n), np.zeros(n), np.zeros(n)
    talk_s, roots, service_usd = 0.0, np.zeros(len(task.scenario.causes)), 0.0
    for records in task.days(task.scenario, task.seed, task.replication, task.engine):
        counted = since(records, task.scenario.warm_up_d)
        rows = counted.contacts[counted.contacts["end"] <= End.sent_away]
        talks = rows[rows["end"] == End.answered]
        contacts += np.bincount(rows["topic"], minlength=n)
        answered += np.bincount(talks["topic"], minlength=n)
        handle_s += np.bincount(talks["topic"], weights=talks["talk_s"] + talks["acw_s"], minlength=n)
        talk_s += float(talks["talk_s"].sum())
        roots += np.bincount(counted.cause_days["cause"], counted.cause_days["roots"], minlength=len(roots))
        if task.scenario.policy.contract is None:  # a vendor may have no price before the pilot
            service_usd += float(ledger.post(counted, task.scenario)[:, :, ledger.SERVICE_COSTS].sum())
        days += len(counted.days)
        if days >= MOST_D:
            break
    return Measured(np.array(days), contacts, answered, handle_s, np.array(talk_s), roots, np.array(service_usd))


MEASURED = Kind(measured, Measured)


def _sum(pilots: list[Measured], column: str) -> np.ndarray:
    total: np.ndarray = np.sum([getattr(one, column) for one in pilots], axis=0)
    return total


def _mean_s(pilots: list[Measured], column: str) -> float:
    answered = sum(float(one.answered.sum()) for one in pilots)
    return sum(float(getattr(one, column).sum()) for one in pilots) / answered if answered else math.nan


def _minutes(pilots: list[Measured]) -> float:
    return _mean_s(pilots, "handle_s") / MINUTE_S


def _sized(scenario: Scenario, seed: int, pilots: list[Measured]) -> Scenario:
    """The scenario with its measured load, relative to the load expected in the same replications."""
    contacts, work_s = _by_group(scenario, pilots)
    expected, expected_s = _expected(scenario, seed, pilots)
    more = np.divide(contacts, expected, out=np.ones_like(contacts), where=expected > 0)
    longer = np.divide(work_s * expected, expected_s * contacts, out=np.ones_like(work_s), where=work_s > 0)
    factors = {
        name: {group: float(one) for group, one in zip(scenario.groups, found, strict=True)}
        for name, found in (("contacts_factor", more), ("handle_factor", longer))
    }
    return scenario.model_copy(update={"staffing": scenario.staffing.model_copy(update=factors)})


def _by_group(scenario: Scenario, pilots: list[Measured]) -> tuple[np.ndarray, np.ndarray]:
    """Contacts and work of the groups that topics try first, allocated as in sizing."""
    contacts, work_s = np.zeros(len(scenario.groups)), np.zeros(len(scenario.groups))
    offered, answered, handle_s = (sum(rows) for rows in list(zip(*pilots, strict=True))[1:4])
    each_s = np.divide(handle_s, answered, out=np.zeros_like(handle_s), where=answered > 0)
    for topic, n, aht_s in zip(sorted(scenario.center.topics), offered, each_s, strict=True):
        groups = staffing.first_tried(scenario, topic)
        contacts[groups] += n / len(groups)
        work_s[groups] += n / len(groups) * aht_s
    return contacts, work_s


def _expected(scenario: Scenario, seed: int, pilots: list[Measured]) -> tuple[np.ndarray, np.ndarray]:
    """Expected contacts and work of each group under the neutral policy, on days as busy as the pilots'."""
    per_s, load = staffing.expected_load(scenario)
    interval_s, a_day = scenario.center.interval_s, DAY_S // scenario.center.interval_s
    begins_s = np.arange(scenario.n_intervals) * float(interval_s)
    played_s = np.clip(scenario.end_s - begins_s, 0, interval_s)
    weight = np.zeros(scenario.n_intervals)
    for i, one in enumerate(pilots):
        day = np.arange(scenario.horizon_d)
        counts = (day >= scenario.warm_up_d) & (day < scenario.warm_up_d + one.days)
        weight += np.repeat(busyness(scenario, seed, FIRST_WORLD + i) * counts, a_day) * played_s
    return per_s @ weight, load @ weight
