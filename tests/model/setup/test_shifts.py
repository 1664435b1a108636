"""Shifts as numbers on duty: counted by hand, and person by person."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.engines.replication import simulate
from sim.model.setup.shifts import plan_s
from sim.model.setup.staffing import on_duty
from sim.model.setup.start import start
from sim.scenario import Scenario
from tests.worlds import NAMES, TWO_SKILLS, quiet

MINUTE_S = 60
DAY_MIN = 1440


def shift(start: str = "08:00", hours: float = 8, n: int = 1, **more: Any) -> dict[str, Any]:
    return {"group": "everyday", "start": start, "hours": hours, "n": n} | more


def working(*shifts: dict[str, Any], **parts: Any) -> Scenario:
    plan = {"staffing": {"on_duty": None, "shifts": list(shifts)}}
    return quiet(**({"horizon_d": 2} | parts | plan))


def hourly(scenario: Scenario) -> list[int]:
    return on_duty(scenario)[0, :: 3600 // plan_s(scenario)].tolist()


def test_a_day_shift_is_there_from_its_start_to_its_end():
    assert hourly(working(shift("08:00", 8, 3))) == ([0] * 8 + [3] * 8 + [0] * 8) * 2


def test_a_night_shift_is_there_at_midnight_of_day_0_already():
    assert hourly(working(shift("22:00", 8, 5))) == ([5] * 6 + [0] * 16 + [5] * 2) * 2


def test_a_night_shift_belongs_to_the_weekday_on_which_it_starts():
    sunday = shift("22:00", 8, 5, weekdays=["sunday"])  # day 0 is a Monday
    assert hourly(working(sunday)) == [5] * 6 + [0] * 42
    assert hourly(working(sunday, center={"day0": "sunday"})) == [0] * 22 + [5] * 8 + [0] * 18


def test_shifts_of_a_group_add_up():
    assert hourly(working(shift("08:00", 8, 3), shift("12:00", 8, 2), horizon_d=1)) == (
        [0] * 8 + [3] * 4 + [5] * 4 + [2] * 4 + [0] * 4
    )


def test_a_break_is_off_duty_from_minute_to_minute():
    world = working(shift("08:00", 8, 4, breaks=[{"after_h": 2, "minutes": 15}]))
    quarters = on_duty(world)[0, 36:48].tolist()  # from 9 h on
    assert (plan_s(world), quarters) == (900, [4, 4, 4, 4, 0, 4, 4, 4, 4, 4, 4, 4])


@pytest.mark.parametrize(
    ("words", "step_s"),
    [
        ({"start": "08:00", "hours": 8}, 1800),  # as long as an interval
        ({"start": "08:15", "hours": 8}, 900),
        ({"start": "08:00", "hours": 7.75}, 900),
        ({"start": "08:10", "hours": 8}, 600),
        ({"start": "08:00", "hours": 8, "breaks": [{"after_h": 2.5, "minutes": 7}]}, 60),
    ],
)
def test_the_plan_is_as_fine_as_its_shifts_need(words, step_s):
    assert plan_s(working(shift(**words))) == step_s


def test_the_step_divides_an_interval_of_no_whole_minutes():
    profile = {name: [1] * 960 for name in NAMES}
    assert plan_s(working(shift("08:15", 8), center={"interval_s": 90, "profile": profile})) == 90


def test_numbers_on_duty_have_the_step_of_an_interval():
    assert plan_s(quiet()) == 1800


def test_on_a_day_like_another_its_shifts_come():
    saturday = shift("08:00", 1, 2, weekdays=["saturday"])
    world = working(saturday, center={"special_days": {1: {"like": "saturday"}}})
    assert hourly(world) == [0] * 32 + [2] + [0] * 15


def test_on_a_closed_day_nobody_is_there_not_even_since_the_evening_before():
    world = working(shift("22:00", 8, 5), horizon_d=3, center={"special_days": {1: {"like": "closed"}}})
    assert hourly(world) == [5] * 6 + [0] * 16 + [5] * 2 + [0] * 24 + [0] * 22 + [5] * 2


def test_each_group_has_its_own_shifts():
    topics = {"center": {"topics": TWO_SKILLS}}
    world = working(shift(group="bills", n=2), shift(group="lines", n=3), **topics)
    assert on_duty(world).max(axis=1).tolist() == [2, 3]


@st.composite
def any_shift(draw: st.DrawFn) -> dict[str, Any]:
    start, minutes = draw(st.integers(0, DAY_MIN - 1)), draw(st.integers(1, DAY_MIN))
    edges = sorted(draw(st.sets(st.integers(0, minutes), max_size=4)))
    pauses = [{"after_h": a / 60, "minutes": b - a} for a, b in zip(edges[::2], edges[1::2], strict=False)]
    weekdays = draw(st.none() | st.sets(st.sampled_from(NAMES), min_size=1).map(sorted))
    clock = f"{start // 60:02}:{start % 60:02}"
    return shift(clock, minutes / 60, draw(st.integers(1, 9)), weekdays=weekdays, breaks=pauses)


def is_there(worker: dict[str, Any], minute: int, horizon_d: int) -> bool:
    """Somebody of a shift, at a minute of the horizon whose day 0 is a Monday."""
    start_min = int(worker["start"][:2]) * 60 + int(worker["start"][3:])
    for day in range(-1, horizon_d):
        since = minute - day * DAY_MIN - start_min
        starts = worker["weekdays"] is None or NAMES[day % 7] in worker["weekdays"]
        pauses = any(0 <= since - round(p["after_h"] * 60) < p["minutes"] for p in worker["breaks"])
        if starts and 0 <= since < round(worker["hours"] * 60) and not pauses:
            return True
    return False


@given(st.lists(any_shift(), min_size=1, max_size=3), st.lists(st.integers(0, 3 * DAY_MIN - 1), min_size=1))
def test_the_number_on_duty_is_the_sum_over_people_who_are_there(shifts, minutes):
    world = working(*shifts, horizon_d=3)
    row = on_duty(world)[0]
    for minute in minutes:
        people = sum(each["n"] * is_there(each, minute, 3) for each in shifts)
        assert row[minute * MINUTE_S // plan_s(world)] == people


def test_people_are_on_duty_as_long_as_their_shifts_say():
    # 3 people, 8 h less 30 min, two days; one call in a month keeps nobody longer
    world = working(
        shift("08:00", 8, 3, breaks=[{"after_h": 4, "minutes": 30}]), causes={"request": {"issues_per_1000_month": 1}}
    )
    assert simulate(world, 1, 0).group_days["on_duty_s"].tolist() == [3 * 7.5 * 3600] * 2


def test_seats_are_enough_for_the_hours_of_the_week():
    # 3 people, 8 h on each of 14 days: 168 h a week, 28 h each
    world = working(shift("08:00", 8, 3, breaks=[{"after_h": 0, "minutes": 1}]), horizon_d=14)
    staffing = world.staffing.model_copy(update={"on_duty_h_week": 28.0})
    agents = start(world.model_copy(update={"staffing": staffing}), 1, 0).agents
    assert len(agents) == 6


def test_a_clock_without_quotes_is_read_as_yaml_reads_it():
    assert hourly(working(shift() | {"start": 22 * 60})) == hourly(working(shift("22:00")))
