"""Small centers that together use every feature of the model, and times that tie wherever times can."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from experiments.inputs import composed, scenarios
from sim.scenario import Scenario

Parts = dict[str, Any]

DAY_S = 86400
HOUR_S = 3600
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TOPICS = ("bills", "lines", "other")
CAUSES = ("web_trouble", "wrong_bill", "how_to", "promise")
WHOLE = ("causes", "patience")  # parts that replace what was composed
LEVER = st.sampled_from([0.0, 1.0, 0.5])


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
    """People on duty of a skill, interval by interval, over again for so many days."""

    pattern: tuple[int, ...]
    n_days: int
    in_hours: bool  # nobody in the hours in which nobody calls

    def on_duty(self, calls: list[float]) -> list[int]:
        plan = np.resize(self.pattern, self.n_days * len(calls))
        if self.in_hours:
            plan *= np.resize(np.array(calls) > 0, len(plan))
        return plan.tolist() if plan.any() else [self.pattern[0]] * len(calls)


class Center(NamedTuple):
    """What differs from the composed config, and the world it is played in."""

    parts: Parts
    hours: Hours
    plans: dict[str, Plan] | None  # by skill; None = sized
    volume: float | None  # contacts in an interval, where a planner's volumes replace the causes' rates
    seed: int
    replication: int

    def scenario(self, **resolution: float) -> Scenario:
        plain = {name: part if name in WHOLE or not isinstance(part, dict) else _base()[name] | part
                 for name, part in self.parts.items()}  # fmt: skip
        center, a_day = plain["center"], DAY_S // plain["center"]["interval_s"]
        center["profile"] = self.hours.profile(a_day)
        plain["resolution"] |= resolution
        if self.plans is not None:
            calls = self.hours._replace(closed_on="").profile(a_day)["monday"]
            plain["staffing"]["on_duty"] = {skill: plan.on_duty(calls) for skill, plan in self.plans.items()}
        if self.volume is not None:
            volumes = np.resize([self.volume, 0.0, 3 * self.volume], plain["horizon_d"] * a_day).tolist()
            plain["demand"] = _base()["demand"] | {"offered": dict.fromkeys(center["topics"], volumes)}
        return Scenario.model_validate(_base() | plain)


@cache
def _base() -> Parts:
    return scenarios(composed())["neutral"].model_dump(mode="json")


def laws(typical_s: float) -> st.SearchStrategy[Parts]:
    """Every law of durations; constants fall on the edges of intervals, and on no time at all."""
    hazard = [1 / typical_s, 0.0, 5 / typical_s]
    return st.one_of(
        st.sampled_from([1800.0, 0.0, typical_s]).map(lambda value_s: {"law": "constant", "value_s": value_s}),
        st.just({"law": "exponential", "mean_s": typical_s}),
        st.sampled_from([0.75, 2.0]).map(lambda shape: {"law": "weibull", "scale_s": typical_s, "shape": shape}),
        st.sampled_from([1.5, 0.0]).map(lambda sigma: {"law": "lognormal", "median_s": typical_s, "sigma": sigma}),
        st.just({"law": "piecewise", "from_s": [0, typical_s / 9, typical_s], "hazard_per_s": hazard}),
    )


@st.composite
def _calendars(draw: st.DrawFn) -> Parts:
    n_topics = draw(st.integers(1, 3))
    one_skill = draw(st.booleans())
    return {
        "day0": draw(st.sampled_from(["monday", "tuesday", "sunday"])),
        "interval_s": draw(st.sampled_from([1800, 900, 3600])),
        "tick_s": draw(st.sampled_from([0, 1, 30, 600, 3600])),
        "busyness_shape": draw(st.sampled_from([None, 3.0])),
        "topics": {
            name: {"skill": "all" if one_skill else name, "share": i + 1, "work_factor": 1 + i / 2}
            for i, name in enumerate(TOPICS[:n_topics])
        },
    }


@st.composite
def _plans(draw: st.DrawFn, topics: Parts, horizon_d: int) -> dict[str, Plan] | None:
    """Plans that jump, for a day, a week or the horizon, with hours in which nobody is there."""
    if draw(st.integers(0, 9)) == 9:
        return None
    plans = {}
    for skill in sorted({topic["skill"] for topic in topics.values()}):
        some = draw(st.sampled_from([1, 2, 12]))
        jumps = draw(st.lists(st.sampled_from([some, 0, 1, 2 * some, 3]), max_size=11))
        plans[skill] = Plan((some, *jumps), draw(st.sampled_from([1, 7, horizon_d])), draw(st.booleans()))
    return plans


@st.composite
def _causes(draw: st.DrawFn, topics: Parts, births_day: float, n_start: int) -> Parts:
    n = draw(st.integers(1, 4))
    per_month = births_day * 30 * 1000 / n_start / n
    return {
        name: {
            "unit": "none",
            "failure": draw(st.booleans()),
            "issues_per_1000_month": per_month,
            "work_mean_s": draw(st.sampled_from([60.0, 600.0, 200.0])),
            "work_scv": draw(st.sampled_from([1.4, 0.0])),
            "work_law": draw(st.sampled_from(["constant", "lognormal", "exponential"])),
            "off_script_share": draw(st.sampled_from([0.0, 0.5, 1.0])),
            "severity": draw(st.sampled_from([1.0, 0.5, 2.0])),
            "containment": draw(st.sampled_from([0.2, 0.9])),
            "reassurance": draw(st.sampled_from([0.1, 0.9])),
            "two_symptoms": draw(st.sampled_from([0.0, 1.0, 0.3])),
            "topic": draw(st.sampled_from([None, *topics])),
        }
        for name in CAUSES[:n]
    }


@st.composite
def _policies(draw: st.DrawFn) -> Parts:
    handle_time = draw(st.sampled_from([0.0, 0.7, 3.0]))
    return {
        "scorecard": {"handle_time": handle_time, "resolution": draw(LEVER)},
        "target_s": draw(st.sampled_from([60.0, 160.0])) if handle_time else None,
        "concession_limit_usd": draw(st.sampled_from([0.0, 25.0])),
    } | {
        name: draw(LEVER) for name in ("script", "authority", "ownership", "escalation", "warm_handoff", "closing")
    }  # fmt: skip


@st.composite
def _people(draw: st.DrawFn) -> Parts:
    """Who leaves and who comes, on both sides of the line."""
    return {
        "churn": {"hazard_month": draw(st.sampled_from([0.0, 3.0])), "beta": draw(st.sampled_from([0.35, 3.0]))},
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
        "handling": draw(st.sampled_from([{"opening_s": 0, "courtesy": 0, "check_s": 0}, {}]))
        | {"after_call_s": draw(st.sampled_from([0, 40])), "after_call_scv": draw(st.sampled_from([0, 1]))},
        "incentives": {"careless": draw(st.sampled_from([0.2, 0.9])), "drop_s": draw(st.sampled_from([4, 0]))},
        "resolution": {
            "p_know": draw(st.sampled_from([0.85, 0.5])),
            "relapse_quick": draw(st.sampled_from([0.15, 1.0])),
            "relapse_checked": draw(st.sampled_from([0.05, 1.0])),
            "relapse_delay": draw(laws(3 * HOUR_S)),
            "second_symptom_delay": draw(laws(4 * HOUR_S)),
            "diagnosis_share": draw(st.sampled_from([0.6, 1.0])),
            "shield_share": draw(st.sampled_from([0.2, 1.0])),
        },
        "returns": {
            "redial_share": draw(st.sampled_from([0.5, 1.0, 0.0])),
            "redial_delay": draw(laws(0.3 * HOUR_S)),
            "comes_back": draw(st.sampled_from([0.85, 1.0])),
            "return_delay": draw(laws(2 * HOUR_S)),
            "max_contacts": draw(st.sampled_from([30, 1, 4])),
        },
    }


@st.composite
def centers(draw: st.DrawFn) -> Center:
    """A center of a few dozen customers, played for one to four days."""
    horizon_d, n_start = draw(st.integers(1, 4)), draw(st.sampled_from([30, 1, 150]))
    births_day = draw(st.sampled_from([30, 5, 100]))
    center = draw(_calendars())
    parts = {
        "horizon_d": horizon_d,
        "center": center,
        "causes": draw(_causes(center["topics"], births_day, n_start)),
        "customers": {
            "n_start": n_start,
            "slots_per_customer": draw(st.sampled_from([1.0, 1.5])),
            "propensity_sigma": draw(st.sampled_from([0.0, 1.2])),
        },
        "patience": draw(laws(draw(st.sampled_from([300.0, 5.0 * HOUR_S])))),
        "staffing": {"on_duty_h_week": draw(st.sampled_from([28.0, 168.0]))},
        "policy": draw(_policies()),
    }
    opened = draw(st.sampled_from(["always", "by day", "but for a break"]))
    return Center(
        parts | draw(_people()) | draw(_stories()),
        Hours(opened, draw(st.sampled_from([1.0, 6.0])), draw(st.sampled_from(["", "tuesday"]))),
        draw(_plans(center["topics"], horizon_d)),
        draw(st.sampled_from([None, None, births_day * center["interval_s"] / DAY_S])),
        draw(st.sampled_from([1, 2**62])),
        draw(st.integers(0, 3)),
    )
