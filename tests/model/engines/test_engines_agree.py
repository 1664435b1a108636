"""Story and kernel write the same records, to the bit: small centers in which everything happens, and a real one."""

from collections import Counter
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from sim.compiled.jit import JIT
from sim.config.composition import composed
from sim.config.inputs import scenarios
from sim.model.engines import replication
from sim.model.setup.start import start
from sim.model.world.records import End, Records
from tests.model.engines.centers import Center, centers
from tests.model.engines.difference import difference
from tests.model.engines.features import EVENTS, FEW_ROWS, INPUTS, events_of, inputs_of, prevented

# too rare to come up in every sample of random centers; test_days.py plays it on both engines
BY_HAND = {"redial after being sent away"}
POLICIES = ("neutral", "aht_target", "scripted_checklist", "empowered_ownership")


def what_happens(n_examples: int) -> Counter[str]:
    """Play so many centers with both engines, and count what happened in them."""
    happened: Counter[str] = Counter()

    @settings(max_examples=n_examples, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(centers())
    def both_engines_agree(center: Center) -> None:
        scenario = center.scenario()
        story, kernel = (
            replication.simulate(scenario, center.seed, center.replication, name) for name in ("story", "kernel")
        )
        assert not difference(story, kernel), difference(story, kernel)
        happened.update(inputs_of(scenario) + events_of(scenario, kernel) + Counter(["centers"]))
        happened["contacts"] += len(kernel.contacts)
        if scenario.policy.ownership > 0:
            nothing = center.scenario(diagnosis_share=0.0, shield_share=0.0)
            happened.update(prevented(kernel, replication.simulate(nothing, center.seed, center.replication)))

    with patch("sim.model.setup.start.few_rows", lambda *_: FEW_ROWS):
        both_engines_agree()
    return happened


def shown(happened: Counter[str]) -> str:
    return "\n".join(f"{happened[name]:>9,}  {name}" for name in ("centers", "contacts", *INPUTS, *EVENTS))


@pytest.mark.slow
def test_story_and_kernel_agree_to_the_bit_whatever_happens():
    happened = what_happens(n_examples=1500)
    print(shown(happened))
    assert set(INPUTS + EVENTS) - set(+happened) <= BY_HAND


def test_story_and_kernel_agree_to_the_bit_in_a_few_centers():
    assert what_happens(n_examples=40 if JIT else 20)["contacts"] > 0


@pytest.mark.verify
def test_story_and_kernel_agree_to_the_bit_in_many_centers():
    happened = what_happens(n_examples=6000)
    print(shown(happened))
    assert set(INPUTS + EVENTS) - set(+happened) <= BY_HAND


def month(policy: str, n_customers: int) -> tuple[Records, Records]:
    """Story and kernel of a month of the default center."""
    words = ("horizon_d=30", f"customers.n_start={n_customers}", "policies.aht_target.target_s=160")
    scenario = scenarios(composed(*words))[policy]
    return replication.simulate(scenario, 1, 0, "story"), replication.simulate(scenario, 1, 0, "kernel")


@pytest.mark.parametrize("policy", POLICIES)
def test_engines_agree_on_a_month_of_a_fifth_of_the_default_center(policy):
    story, kernel = month(policy, 20_000 if JIT else 500)  # without the compiler 20,000 take minutes
    assert not difference(story, kernel), difference(story, kernel)


@pytest.mark.verify
@pytest.mark.parametrize("policy", POLICIES)
def test_engines_agree_on_a_month_of_the_default_center(policy):
    story, kernel = month(policy, 100_000)
    assert not difference(story, kernel), difference(story, kernel)


def rows_left(engine: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Free rows of issues after a few days in which issues end all the time."""
    books = []

    def start_and_keep_the_book(*words: Any) -> Any:
        world = start(*words)
        books.append(world.book)
        return world

    monkeypatch.setattr(replication, "start", start_and_keep_the_book)
    replication.simulate(scenarios(composed("horizon_d=4", "customers.n_start=5000"))["neutral"], 1, 0, engine)
    return int(books[0]["n_free_issues"][0])


def test_both_engines_give_back_the_rows_of_issues_that_are_over(monkeypatch):
    assert rows_left("story", monkeypatch) == rows_left("kernel", monkeypatch)


@pytest.fixture(scope="module")
def played() -> Records:
    """A few busy days."""
    return replication.simulate(scenarios(composed("horizon_d=2", "customers.n_start=5000"))["neutral"], 1, 0)


def changed(records: Records, table: str, row: int, **values: float) -> Records:
    """The same records but for one row."""
    rows = np.array(getattr(records, table))
    for name, value in values.items():
        rows[name][row] = value
    return records._replace(**{table: rows})


def test_equal_records_have_no_difference(played):
    assert difference(played, Records(*(np.array(rows) for rows in played[:-1]), played.customers_value_usd)) == ""


def test_one_bit_of_a_wait_is_a_difference_with_table_row_and_column(played):
    row = int(np.argmax(played.contacts["waited_s"]))
    longer_s = float(np.nextafter(played.contacts["waited_s"][row], np.inf))
    message = difference(played, changed(played, "contacts", row, waited_s=longer_s))
    assert message.startswith(f"contacts, row {row}, column waited_s: {len(played.contacts)} rows")


def test_a_difference_shows_both_rows(played):
    waited_s = played.contacts["waited_s"][7].item()
    lines = difference(played, changed(played, "contacts", 7, waited_s=1234.5)).splitlines()
    assert [f"waited_s={waited_s!r}" in lines[1], "waited_s=1234.5" in lines[2]] == [True, True]


def test_a_difference_shows_what_both_engines_ended_around_it_and_nothing_else(played):
    ended_s = played.contacts["ended_s"]
    row = len(ended_s) // 2
    near = np.flatnonzero(np.abs(ended_s - ended_s[row]) <= 300)
    lines = difference(played, changed(played, "contacts", row, agent=-7)).splitlines()[4:]
    shown_rows = [int(line.split(":")[0].split()[1]) for line in lines]
    assert shown_rows == [*near, *near]


def test_the_first_difference_in_time_is_shown(played):
    message = difference(played, changed(changed(played, "contacts", 30, end=End.silence), "contacts", 20, talk=99))
    assert message.startswith("contacts, row 20, column talk")


def test_a_missing_contact_is_a_difference(played):
    message = difference(played, played._replace(contacts=played.contacts[:-1]))
    assert message.startswith(f"contacts, row {len(played.contacts) - 1}, column all, as one table ends here")


@pytest.mark.parametrize("table", ["topic_days", "group_days", "group_intervals", "days"])
def test_a_difference_in_a_table_of_days_is_found(played, table):
    name = getattr(played, table).dtype.names[-1]
    assert difference(played, changed(played, table, 1, **{name: -1})).startswith(f"{table}, row 1, column {name}")


def test_a_difference_in_the_value_of_customers_is_found(played):
    other = played._replace(customers_value_usd=float(np.nextafter(played.customers_value_usd, 0)))
    assert difference(played, other).startswith("customers_value_usd")


def test_zero_and_minus_zero_differ(played):
    row = int(np.flatnonzero(played.contacts["concession_usd"] == 0)[0])
    assert "concession_usd" in difference(played, changed(played, "contacts", row, concession_usd=-0.0)).split(":")[0]
