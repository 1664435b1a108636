"""Small centers that together use every feature of the model, and times that tie wherever times can."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from sim.config.composition import composed
from sim.config.inputs import scenarios
from sim.scenario import Scenario

Parts = dict[str, Any]

DAY_S = 86400
HOUR_S = 3600
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TOPICS = ("bills", "lines", "other")
CAUSES = ("web_trouble", "wrong_bill", "how_to", "promise")
WHOLE = ("causes", "patience")  # parts that replace what was composed
BLOCKED = [{}, {"blocked_share": 1.0}, {"blocked_share": 0.5, "blocked_later_share": 1.0}]  # who calls again
LEVER = st.sampled_from([0.0, 1.0, 0.5])
BESIDES = (
    "deflection", "digital_first", "wall", "cross_sell", "outreach", "ask", "recover", "listening", "choice",
    "callback_offer",
)  # fmt: skip


class Hours(NamedTuple):
    """When people call."""

    opened: str
    peak: float  # calls between 10 and 11 h, relative to other hours
    closed_on: str

    def profile(self, a_day: int) -> dict[str, list[float]]:
        hour = np.arange(a_day) * 24 // a_day
        opened = {"always": hour >= 0, "by day": (hour >= 8) & (hour < 20)}
        opened["but for a break"] = opened["by day"] & (hour != 12)
        calls = np.where(hour == 10, self.peak, 1.0) * opened[self.opened]
        return {name: [0.0] * a_day if name == self.closed_on else calls.tolist() for name in NAMES}


class Plan(NamedTuple):
    """People on duty of a group, interval by interval, over again for so many days."""

    pattern: tuple[int, ...]
    n_days: int
    in_hours: bool  # nobody in the hours in which nobody calls

    def on_duty(self, calls: list[float]) -> list[int]:
        plan = np.resize(self.pattern, self.n_days * len(calls))
        if self.in_hours:
            plan *= np.resize(np.array(calls) > 0, len(plan))
        return plan.tolist() if plan.any() else [self.pattern[0]] * len(calls)


class Replay(NamedTuple):
    """A log: contacts about these topics in turn, this long after each other, over again."""

    gaps_s: tuple[float, ...]
    n: int

    def log(self, topics: list[str], end_s: float) -> Parts:
        time_s = np.sort(np.cumsum(np.resize(self.gaps_s, self.n)) % end_s)
        return {"time_s": time_s.tolist(), "topic": np.resize(topics, self.n).tolist()}


class Center(NamedTuple):
    """What differs from the composed config, and the world it is played in."""

    parts: Parts
    hours: Hours
    plans: dict[str, Plan] | None  # by group; None = sized, or shifts among the parts
    volume: float | None  # contacts in an interval, where a planner's volumes replace the causes' rates
    replay: Replay | None
    seed: int
    replication: int

    def scenario(self, **resolution: float) -> Scenario:
        plain = {name: part if name in WHOLE or not isinstance(part, dict) else _base()[name] | part
                 for name, part in self.parts.items()}  # fmt: skip
        center, a_day = plain["center"], DAY_S // plain["center"]["interval_s"]
        center["profile"] = self.hours.profile(DAY_S // (center["rate_s"] or center["interval_s"]))
        plain["resolution"] |= resolution
        if self.plans is not None:
            calls = self.hours._replace(closed_on="").profile(a_day)["monday"]
            plain["staffing"]["on_duty"] = {group: plan.on_duty(calls) for group, plan in self.plans.items()}
        if self.replay is not None:
            end_s = DAY_S * plain["horizon_d"] if plain["horizon_h"] is None else HOUR_S * plain["horizon_h"]
            plain["demand"] |= {"arrivals": "log", "log": self.replay.log(self.topics_of_causes(), end_s)}
        elif self.volume is not None:
            volumes = np.resize([self.volume, 0.0, 3 * self.volume], plain["horizon_d"] * a_day).tolist()
            plain["demand"] |= {"offered": dict.fromkeys(center["topics"], volumes)}
        return Scenario.model_validate(_base() | plain)

    def topics_of_causes(self) -> list[str]:
        """Topics that some cause may have."""
        named = {cause["topic"] for cause in self.parts["causes"].values()}
        return [topic for topic in self.parts["center"]["topics"] if topic in named or None in named]


@cache
def _base() -> Parts:
    return scenarios(composed())["neutral"].model_dump(mode="json")


def distributions(typical_s: float) -> st.SearchStrategy[Parts]:
    """Every distribution of durations; constants fall on the edges of intervals, and on no time at all."""
    hazard = [1 / typical_s, 0.0, 5 / typical_s]
    return st.one_of(
        st.sampled_from([1800.0, 0.0, typical_s]).map(lambda value_s: {"distribution": "constant", "value_s": value_s}),
        st.just({"distribution": "exponential", "mean_s": typical_s}),
        st.sampled_from([0.75, 2.0]).map(
            lambda shape: {"distribution": "weibull", "scale_s": typical_s, "shape": shape}
        ),
        st.sampled_from([1.5, 0.0]).map(
            lambda sigma: {"distribution": "lognormal", "median_s": typical_s, "sigma": sigma}
        ),
        st.just({"distribution": "piecewise", "from_s": [0, typical_s / 9, typical_s], "hazard_per_s": hazard}),
        st.sampled_from([1, 3]).map(lambda k: {"distribution": "erlang", "mean_s": typical_s, "k": k}),
        st.sampled_from([0.5, 2.0]).map(
            lambda cv: {"distribution": "gamma", "mean_s": typical_s, "sd_s": cv * typical_s}
        ),
        st.sampled_from([1.0, 3.0]).map(
            lambda cv: {"distribution": "hyperexponential", "mean_s": typical_s, "sd_s": cv * typical_s}
        ),
        st.sampled_from([0.0, typical_s]).map(
            lambda low_s: {"distribution": "uniform", "low_s": low_s, "high_s": typical_s}
        ),
        st.just({"distribution": "empirical", "values_s": [2 * typical_s, 0.0, 1800.0, typical_s, typical_s / 7]}),
    )


PERIODS = st.fixed_dictionaries(
    {
        "weekdays": st.sampled_from([None, ["monday"], ["tuesday", "sunday"], list(NAMES)]),
        "hours": st.sampled_from([None, [8, 12], [22, 10], [11, 0], [0, 24]]),
    }
)


@st.composite
def _own_distributions(draw: st.DrawFn, topics: Parts, groups: Sequence[str]) -> list[Parts]:
    """Laws of some topics, groups and periods, which may fit the same contacts."""
    own = []
    typical_s = {"patience": 300.0, "work": 200.0, "after_call": 60.0, "set_up": 20.0}
    for of in draw(st.lists(st.sampled_from(list(typical_s)), min_size=1, max_size=5)):
        those = [None] if of == "patience" else [None, *groups]
        places = {"topic": draw(st.sampled_from([None, *topics])), "group": draw(st.sampled_from(those))}
        own.append({"of": of, "distribution": draw(distributions(typical_s[of]))} | places | draw(PERIODS))
    return own


@st.composite
def _calendars(draw: st.DrawFn) -> Parts:
    n_topics = draw(st.integers(1, 3))
    one_skill = draw(st.booleans())
    kinds = st.sampled_from([None, "closed", "monday", "sunday"])
    special = st.fixed_dictionaries({"like": kinds, "volume": st.sampled_from([1.0, 0.3, 2.0])})
    return {
        "day0": draw(st.sampled_from(["monday", "tuesday", "sunday"])),
        "interval_s": draw(st.sampled_from([1800, 900, 3600])),
        "rate_s": draw(st.sampled_from([None, None, 300, 60])),
        "special_days": draw(st.dictionaries(st.integers(0, 3), special, max_size=2)),
        "tick_s": draw(st.sampled_from([0, 1, 30, 600, 3600])),
        "busyness_shape": draw(st.sampled_from([None, 3.0])),
        "topics": {
            name: {"skill": "all" if one_skill else name, "share": i + 1, "work_factor": 1 + i / 2}
            for i, name in enumerate(TOPICS[:n_topics])
        },
    }


@st.composite
def _receptions(draw: st.DrawFn, topics: Parts, groups: Sequence[str]) -> Parts:
    """How a topic is received: places, balking, announcements, call-backs, and where its contacts go on to."""
    after = draw(st.sampled_from(["service", "service", "redial"]))
    move = {"after": after, "to": draw(st.sampled_from(sorted(topics))), "share": draw(st.sampled_from([0.3, 1.0]))}
    if after == "service":
        delay = draw(st.sampled_from([None, None, {"distribution": "exponential", "mean_s": 2 * HOUR_S}]))
        group = draw(st.sampled_from([None, None, None, *groups]))
        move |= {"delay": delay, "warm": draw(st.sampled_from([None, 0.0, 1.0])), "group": group}
    call_back = {"accepts": draw(st.sampled_from([0.5, 1.0])), "above_s": draw(st.sampled_from([0, 60, 600]))}
    balking = {"share": draw(st.sampled_from([0.0, 0.0, 0.3])), "only_if_waiting": draw(st.booleans())}
    announcement = {"after_s": draw(st.sampled_from([0, 60])), "factor": draw(st.sampled_from([0.0, 0.5, 3.0]))}
    return {
        "priority": draw(st.integers(1, 2)),
        "redial": draw(st.sampled_from([{}, {}, {"share": 0.9, "later_share": 0.5}, {"blocked_share": 1.0}])),
        "threshold_s": draw(st.sampled_from([None, 60])),
        "score": {"base": draw(st.sampled_from([0, 100])), "per_s": draw(st.sampled_from([0, 1])), "transferred": 50},
        "places": draw(st.sampled_from([None, None, 0, 1, 4])),
        "holds_line": draw(st.sampled_from([True, True, False])),
        "balking": balking,
        "announcement": draw(st.sampled_from([None, announcement])),
        "call_back": draw(st.sampled_from([None, None, call_back | {"keeps_place": draw(st.booleans())}])),
        "moves": draw(st.sampled_from([[], [move], [move]])),
    }


@st.composite
def _routes(draw: st.DrawFn) -> Parts:
    late = draw(st.sampled_from([{}, {}, {"after_s": 60}, {"from_waiting": 2}, {"after_s": 600, "from_waiting": 3}]))
    return late | {
        "tried": draw(st.integers(1, 2)),
        "preferred": draw(st.integers(1, 2)),
        "level": draw(st.sampled_from([0, 1, 2])),
        "reserve": draw(st.sampled_from([0, 0, 0, 1, 2])),
    }


@st.composite
def _groups(draw: st.DrawFn, topics: Parts) -> Parts:
    """Some groups, of which one serves all topics."""
    at_once = draw(st.sampled_from([1, 1, 1, 2, None]))
    groups: Parts = {"all": {"serves": {name: draw(_routes()) for name in topics}, "at_once": at_once}}
    for name in draw(st.lists(st.sampled_from(["few", "others"]), unique=True)):
        served = draw(st.lists(st.sampled_from(sorted(topics)), min_size=1, unique=True))
        at_once = draw(st.sampled_from([1, 2, None]))
        groups[name] = {"serves": {topic: draw(_routes()) for topic in served}, "at_once": at_once}
    return groups


@st.composite
def _routings(draw: st.DrawFn, topics: Parts) -> Parts:
    return {
        "groups": draw(st.sampled_from([None, draw(_groups(topics))])),
        "contact": draw(st.sampled_from(["first_come", "priority", "score"])),
        "agent": draw(st.sampled_from(["longest_idle", "least_skilled", "random", "score"])),
        "lines": draw(st.sampled_from([None, None, 2, 8])),
        "closing": draw(st.sampled_from(["finish", "hold", "send_away", "send_away"])),
        "menu": {"steps": draw(st.sampled_from([0, 0, 3])), "leave_share": draw(st.sampled_from([0.01, 0.5]))},
    }


@st.composite
def _plans(draw: st.DrawFn, groups: Sequence[str], horizon_d: int) -> dict[str, Plan] | None:
    """Plans that jump, for a day, a week or the horizon, with hours in which nobody is there."""
    if draw(st.integers(0, 9)) == 9:
        return None
    plans: dict[str, Plan] = {}
    alike = draw(st.booleans())
    for group in groups:
        if alike and plans:
            plans[group] = next(iter(plans.values()))
            continue
        some = draw(st.sampled_from([1, 2, 12]))
        jumps = draw(st.lists(st.sampled_from([some, 0, 0, 1, 2 * some, 3]), max_size=11))
        plans[group] = Plan((some, *jumps), draw(st.sampled_from([1, 7, horizon_d])), draw(st.booleans()))
    return plans


@st.composite
def _shifts(draw: st.DrawFn, groups: Sequence[str]) -> list[Parts]:
    """Shifts at all hours, with breaks at their start, within and to their end."""
    breaks = [[], [{"after_h": 0.25, "minutes": 15}], [{"after_h": 0, "minutes": 7}, {"after_h": 0.25, "minutes": 1}]]
    return [
        {
            "group": group,
            "start": draw(st.sampled_from(["08:00", "22:00", "23:45", "00:00"])),
            "hours": draw(st.sampled_from([8, 24, 0.5, 13.75])),
            "n": draw(st.sampled_from([2, 1, 12])),
            "weekdays": draw(st.sampled_from([None, None, ["monday", "sunday"]])),
            "breaks": draw(st.sampled_from(breaks)),
        }
        for group in groups
        for _ in range(draw(st.integers(1, 3)))
    ]


@st.composite
def _causes(draw: st.DrawFn, topics: Parts, births_day: float, n_start: int) -> Parts:
    n = draw(st.integers(1, 4))
    per_month = births_day * 30 * 1000 / n_start / n
    return {
        name: {
            "unit": draw(st.sampled_from(["none", "finance"])),
            "launch_d": draw(st.sampled_from([None, None, 0, 1])),
            "fee_usd_month": draw(st.sampled_from([0.0, 2.0])),
            "failure": draw(st.booleans()),
            "issues_per_1000_month": per_month,
            "work_mean_s": draw(st.sampled_from([60.0, 600.0, 200.0])),
            "work_scv": draw(st.sampled_from([1.4, 0.0])),
            "work_distribution": draw(st.sampled_from(["constant", "lognormal", "exponential"])),
            "off_script_share": draw(st.sampled_from([0.0, 0.5, 1.0])),
            "severity": draw(st.sampled_from([1.0, 0.5, 2.0])),
            "containment": draw(st.sampled_from([0.2, 0.9])),
            "reassurance": draw(st.sampled_from([0.1, 0.9])),
            "two_symptoms": draw(st.sampled_from([0.0, 1.0, 0.3])),
            "detectable": draw(st.sampled_from([0.0, 1.0])),
            "topic": draw(st.sampled_from([None, *topics])),
        }
        for name in CAUSES[:n]
    }


@st.composite
def _policies(draw: st.DrawFn) -> Parts:
    handle_time = draw(st.sampled_from([0.0, 0.7, 3.0]))
    besides = LEVER if draw(st.booleans()) else st.just(0.0)
    contract = draw(st.sampled_from([None, None, None, "per_minute", "per_contact", "per_resolution", "outcome"]))
    return {
        "scorecard": {
            "handle_time": handle_time,
            "resolution": draw(LEVER),
            "adherence": draw(besides),
            "sales": draw(besides),
        },
        "contract": contract,
        "sell_only_if_solved": draw(st.booleans()),
        "target_s": draw(st.sampled_from([60.0, 160.0])) if handle_time else None,
        "concession_limit_usd": draw(st.sampled_from([0.0, 25.0])),
    } | {
        name: draw(LEVER) for name in ("script", "authority", "ownership", "escalation", "warm_handoff", "closing")
    } | {name: draw(besides) for name in BESIDES} | {
        name: draw(LEVER)
        for name in ("chargeback", "listening", "voice_of_customer", "consult", "hire_disposition")
    } | {"focus_half_life_d": draw(st.sampled_from([None, None, 1.0]))}  # fmt: skip


@st.composite
def _people(draw: st.DrawFn) -> Parts:
    """Who leaves and who comes, on both sides of the line."""
    return {
        "churn": {
            "hazard_month": draw(st.sampled_from([0.0, 3.0])),
            "beta": draw(st.sampled_from([0.35, 3.0])),
            "win_back_share": draw(st.sampled_from([0.32, 0.0, 1.0])),
            "win_back_d": draw(st.sampled_from([0.5, 2.0, 180.0])),
            "commodity": draw(st.sampled_from([0.15, 9.0])),
            "commodity_below": draw(st.sampled_from([0.4, 1.0])),
            "commodity_d": draw(st.sampled_from([100.0, 0.5])),
        },
        "units": draw(st.sampled_from([{}, {"elasticity": 1, "heard_elasticity": 0.5, "react_d": 0.5}])),
        "reputation": {"joins_share_month": draw(st.sampled_from([0.0, 1.0]))},
        "morale": {
            "quits_year": draw(st.sampled_from([0.0, 200.0, 0.3])),
            "vacancy_d": draw(st.sampled_from([1.0, 0.0, 29.0])),
            "disposition_mean": draw(st.sampled_from([0.5, 0.05])),
        },
        "learning": draw(st.sampled_from([{"p0": 1.0, "speed_cv": 0.0}, {}])),
    }


@st.composite
def _stories(draw: st.DrawFn) -> Parts:
    """How issues go on from one contact to the next."""
    return {
        "self_service": {
            "tried_share": draw(st.sampled_from([0.0, 0.58, 1.0])),
            "leave_share": draw(st.sampled_from([0.12, 1.0])),
            "silence_share": draw(st.sampled_from([0.0, 0.3])),
        },
        "survey": {"anonymous_share": draw(st.sampled_from([0.05, 1.0])), "bad_below": draw(st.sampled_from([5, 10]))},
        "handling": draw(st.sampled_from([{"opening_s": 0, "courtesy": 0, "check_s": 0}, {}]))
        | {"after_call_s": draw(st.sampled_from([0, 40])), "after_call_scv": draw(st.sampled_from([0, 1]))},
        "incentives": {"careless": draw(st.sampled_from([0.2, 0.9])), "drop_s": draw(st.sampled_from([4, 0]))},
        "resolution": {
            "p_know": draw(st.sampled_from([0.85, 0.5])),
            "relapse_quick": draw(st.sampled_from([0.15, 1.0])),
            "relapse_checked": draw(st.sampled_from([0.05, 1.0])),
            "relapse_delay": draw(distributions(3 * HOUR_S)),
            "second_symptom_delay": draw(distributions(4 * HOUR_S)),
            "diagnosis_share": draw(st.sampled_from([0.6, 1.0])),
            "shield_share": draw(st.sampled_from([0.2, 1.0])),
        },
        "returns": {
            "redial_share": draw(st.sampled_from([0.5, 1.0, 0.0])),
            "redial_delay": draw(distributions(0.3 * HOUR_S)),
            "redial_later_share": draw(st.sampled_from([None, 0.9])),
            **draw(st.sampled_from(BLOCKED)),
            "keeps_patience": draw(st.booleans()),
            "redraws_work": draw(st.booleans()),
            "comes_back": draw(st.sampled_from([0.85, 1.0])),
            "return_delay": draw(distributions(2 * HOUR_S)),
            "max_contacts": draw(st.sampled_from([30, 1, 4])),
        },
    }


@st.composite
def centers(draw: st.DrawFn) -> Center:
    """A center of a few dozen customers, played for one to four days."""
    horizon_d, n_start = draw(st.integers(1, 4)), draw(st.sampled_from([30, 1, 150]))
    births_day = draw(st.sampled_from([30, 5, 100]))
    center = draw(_calendars())
    routing: Parts = {}
    if draw(st.booleans()):
        routing = draw(_routings(center["topics"]))
    groups = sorted(routing.get("groups") or {topic["skill"] for topic in center["topics"].values()})
    if routing:
        center["topics"] = {
            name: topic | draw(_receptions(center["topics"], groups)) for name, topic in center["topics"].items()
        }
    by_shift = draw(st.integers(0, 2)) == 2
    gaps_s = st.sampled_from([DAY_S / births_day, 0.0, 1800.0, 60.0])
    replays = st.builds(lambda gaps: Replay(tuple(gaps), births_day * horizon_d), st.lists(gaps_s, min_size=1))
    parts = {
        "horizon_d": horizon_d,
        "horizon_h": draw(st.sampled_from([None, 10.4, 24.0])) if horizon_d == 1 else None,
        "center": center,
        "routing": routing,
        "causes": draw(_causes(center["topics"], births_day, n_start)),
        "customers": {
            "n_start": n_start,
            "slots_per_customer": draw(st.sampled_from([1.0, 1.5])),
            "propensity_sigma": draw(st.sampled_from([0.0, 1.2])),
        },
        "patience": draw(distributions(draw(st.sampled_from([300.0, 5.0 * HOUR_S])))),
        "demand": {"arrivals": draw(st.sampled_from(["poisson", "poisson", "exact"]))},
        "staffing": {
            "on_duty_h_week": draw(st.sampled_from([28.0, 168.0])),
            "shifts": draw(_shifts(groups)) if by_shift else None,
            "absence": draw(st.sampled_from([0.0, 0.0, 0.3])),
            "waits_added": draw(st.booleans()),
        },
        "policy": draw(_policies()),
        "distributions": draw(st.one_of(st.just([]), _own_distributions(center["topics"], groups))),
    }
    opened = draw(st.sampled_from(["always", "by day", "but for a break"]))
    return Center(
        parts | draw(_people()) | draw(_stories()),
        Hours(opened, draw(st.sampled_from([1.0, 6.0])), draw(st.sampled_from(["", "tuesday"]))),
        None if by_shift else draw(_plans(groups, horizon_d)),
        draw(st.sampled_from([None, None, births_day * center["interval_s"] / DAY_S])),
        draw(st.one_of(st.none(), st.none(), replays)),
        draw(st.sampled_from([1, 2**62])),
        draw(st.integers(0, 3)),
    )
