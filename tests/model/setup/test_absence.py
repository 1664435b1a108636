"""Absence: who is missing, all day long, in every policy alike."""

import numpy as np
import pytest

from sim.model.setup.absence import everybody, who_came, without_absent
from sim.model.setup.shifts import plan_s
from sim.model.setup.staffing import on_duty
from sim.model.setup.start import start
from sim.scenario import Scenario
from tests.worlds import HOURS, quiet

LATE = {"group": "everyday", "start": "22:00", "hours": 8, "n": 40}
EARLY = {"group": "everyday", "start": "06:00", "hours": 8, "n": 30}


def planned(n: int = 50, absence: float = 0.2, **parts) -> Scenario:
    return quiet(**({"staffing": {"on_duty": {"everyday": [n] * HOURS}, "absence": absence}} | parts))


def by_shift(*shifts: dict, absence: float = 0.2) -> Scenario:
    return quiet(horizon_d=3, staffing={"on_duty": None, "shifts": list(shifts), "absence": absence})


def there(scenario: Scenario, replication: int = 0) -> np.ndarray:
    return on_duty(scenario, who_came(scenario, 1, replication))[0]


def test_the_person_on_top_is_there_where_the_number_is_above():
    came = np.array([True, False, True, False])
    assert without_absent(np.array([0, 1, 2, 3, 4]), came).tolist() == [0, 1, 1, 2, 2]


def test_nobody_is_absent_unless_the_config_says_so():
    assert who_came(planned(absence=0), 1, 0) is everybody
    assert (there(planned(absence=0)) == 50).all()


def test_who_is_absent_is_absent_all_day_and_another_day_is_another():
    days = there(planned(horizon_d=4)).reshape(4, HOURS)
    assert (days == days[:, :1]).all()
    assert len(set(days[:, 0])) > 1


def test_the_share_of_absent_is_the_configs():
    # 50 people on 200 days: 8,000 +- 4 standard deviations of sqrt(10,000 x .2 x .8) = 40
    people = there(planned(horizon_d=200))[::HOURS].sum()
    assert people == pytest.approx(8000, abs=160)


def test_one_more_person_in_the_plan_leaves_the_others_as_they_are():
    more = there(planned(51, horizon_d=9)) - there(planned(50, horizon_d=9))
    assert set(more) <= {0, 1}


def test_every_policy_has_the_same_people():
    other = planned(policy={"script": 1})
    assert (there(planned()) == there(other)).all()


def test_replications_differ():
    assert (there(planned()) != there(planned(), 1)).any()


def test_a_night_shifts_absence_is_that_of_the_day_it_starts():
    row = there(by_shift(LATE))
    hours = row[:: 3600 // plan_s(by_shift(LATE))]
    nights = [set(hours[22 + 24 * day : 30 + 24 * day].tolist()) for day in (0, 1)]
    assert [len(night) for night in nights] == [1, 1]
    assert hours[0] < 40  # those of the evening before day 0


def test_a_shift_counts_its_people_through_the_shifts_of_its_group():
    first = there(by_shift(EARLY))
    both = there(by_shift(EARLY, LATE))
    morning = slice(2 * 7, 2 * 13)  # the night shift has gone
    assert (first[morning] == both[morning]).all()


def test_seats_are_those_of_the_plan_and_the_calendar_has_who_is_there():
    world = start(planned(), 1, 3)
    assert len(world.agents) == 50
    assert (world.on_duty[0] == there(planned(), 3)).all()
