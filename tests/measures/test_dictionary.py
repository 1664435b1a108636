import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.measures import dictionary, ratios
from sim.measures.daily_sums import of_clients
from sim.model.world.records import Demand, End
from tests import synthetic
from tests.worlds import scenario


def value(name, records, scenario=None):
    tally = ratios.tally(records, scenario or synthetic.scenario())
    return ratios.values(tally)[dictionary.NAMES.index(name)]


def talk(**fields):
    return {"end": End.answered, "talk": 1, **fields}


def test_service_level_leaves_out_those_who_gave_up_within_the_threshold():
    contacts = [talk(waited_s=5), talk(waited_s=60)]
    contacts += [{"end": End.abandoned, "waited_s": 10}, {"end": End.abandoned, "waited_s": 90}]
    assert value("service_level", synthetic.records(contacts)) == 1 / 3


def test_a_wait_equal_to_the_threshold_is_within_it():
    assert value("service_level", synthetic.records([talk(waited_s=20), talk(waited_s=20.001)])) == 1 / 2


def test_a_busy_signal_within_the_threshold_does_not_lower_the_service_level():
    assert value("service_level", synthetic.records([talk(waited_s=5), {"end": End.blocked}])) == 1


def test_who_is_sent_away_after_the_threshold_was_not_answered_within_it():
    contacts = [talk(waited_s=5), {"end": End.sent_away, "waited_s": 90}]
    assert value("service_level", synthetic.records(contacts)) == 1 / 2


def test_speed_of_answer_counts_the_answered_only():
    contacts = [talk(waited_s=10), talk(waited_s=30), {"end": End.abandoned, "waited_s": 500}]
    assert value("asa_s", synthetic.records(contacts)) == 20


def test_handle_time_is_talk_and_after_call_work_of_the_answered():
    contacts = [talk(talk_s=100, acw_s=40), talk(talk_s=200, acw_s=0), {"end": End.web_solved, "talk_s": 0}]
    assert value("aht_s", synthetic.records(contacts)) == 170


def test_abandonment_is_a_share_of_the_offered_with_those_still_waiting():
    topics = [{"offered": 10, "answered": 7, "abandoned": 2, "waiting": 1}]
    assert value("abandonment_share", synthetic.records(topic_days=topics)) == 0.2


def test_who_leaves_in_the_menu_and_calls_again_is_one_client():
    left, again = {"end": End.left_menu, "attempt": 1}, talk(attempt=2)
    lost = {"end": End.left_menu, "attempt": 1, "given_up": True}
    web = {"end": End.web_left, "given_up": True}
    records = synthetic.records([left, again, lost, web, talk(attempt=1)])
    assert of_clients(records.contacts)["clients"] == 3
    assert value("clients_lost_share", records) == 1 / 3


def test_utilisation_is_occupancy_less_shrinkage():
    scenario = synthetic.scenario(staffing={"shrinkage": 0.25})
    records = synthetic.records(group_days=[{"busy_s": 60, "on_duty_s": 100}])
    assert value("utilisation", records, scenario) == pytest.approx(0.75 * value("occupancy", records, scenario))


def test_settled_in_one_contact_wants_the_first_talk_solved_for_good():
    contacts = [
        talk(solved=True),
        talk(solved=True, again=True),
        talk(solved=False),
        talk(solved=True, talk=2),
    ]
    assert value("fcr_share", synthetic.records(contacts)) == 1 / 4


def test_the_web_is_no_talk():
    contacts = [talk(solved=True), {"end": End.web_unsolved}, {"end": End.silence}]
    assert value("solved_share", synthetic.records(contacts)) == 1


def test_recorded_as_solved_is_not_the_truth():
    contacts = [talk(recorded_solved=True), talk(recorded_solved=True, solved=True)]
    records = synthetic.records(contacts)
    assert value("recorded_solved_share", records) - value("solved_share", records) == 0.5


def test_failure_demand_is_all_that_is_not_value():
    contacts = [talk(demand=demand) for demand in Demand]
    assert value("failure_demand_share", synthetic.records(contacts)) == 3 / 4


def test_repeats_are_made_by_the_service_or_by_the_unit():
    contacts = [talk(demand=demand) for demand in Demand]
    assert value("repeat_share", synthetic.records(contacts)) == 2 / 4


def test_churn_of_a_year_is_one_minus_exp_of_departures_per_customer_year():
    days = [{"day": 0, "customers": 365_000, "departed": 150}]
    assert value("churn_year", synthetic.records(days=days)) == pytest.approx(-np.expm1(-0.15))


def test_quits_are_per_agent_year():
    quits = [{"turnover": 0}, {"turnover": 0}, {"turnover": 1}]
    assert value("quits_year", synthetic.records(group_days=[{"n_agents": 730}], seats=quits)) == 1


def test_loyalty_is_a_mean_over_renewals():
    days = [{"day": 0, "renewals": 3, "loyalty": -1.5}, {"day": 1, "renewals": 1, "loyalty": 0.5}]
    assert value("loyalty", synthetic.records(days=days)) == -0.25


def test_retention_counts_those_of_day_0_who_left_before_the_read_out():
    days = [{"day": day, "departed": 900, "departed_first": 500} for day in range(40)]
    assert value("retention_30d", synthetic.records(days=days)) == pytest.approx(1 - 30 * 500 / synthetic.N_START)


def test_a_horizon_of_thirty_days_has_a_first_read_out():
    days = [{"day": day, "departed_first": 1000} for day in range(30)]
    assert value("retention_30d", synthetic.records(days=days)) == pytest.approx(0.7)


def test_a_call_of_ten_seconds_is_not_short():
    assert value("short_call_share", synthetic.records([talk(talk_s=9.9), talk(talk_s=10)])) == 1 / 2


def test_dead_ends_and_shed_talks_are_told_apart():
    records = synthetic.records([talk(dead_end=True), talk(shed=True), talk(shed=True), talk()])
    assert (value("dead_end_share", records), value("shed_share", records)) == (1 / 4, 1 / 2)


def test_silence_is_told_apart_from_giving_up():
    contacts = [talk(given_up=True), {"end": End.silence, "given_up": True}, {"end": End.silence, "given_up": True}]
    records = synthetic.records(contacts, days=[{"births": 8}])
    assert (value("given_up_share", records), value("silence_share", records)) == (1 / 8, 2 / 8)


def test_retention_is_unknown_where_the_horizon_ends_sooner():
    days = [{"day": day, "departed_first": 500} for day in range(40)]
    assert np.isnan(value("retention_180d", synthetic.records(days=days)))


def test_a_share_of_nothing_is_unknown():
    assert np.isnan(value("solved_share", synthetic.records()))


def test_amounts_are_means_over_replications():
    scenario = synthetic.scenario(horizon_d=2)
    chunks = [chunk for replication in (1, 2, 3) for chunk in synthetic.days(scenario, 1, replication)]
    tally = sum(ratios.tally(chunk, scenario) for chunk in chunks)
    offered = sum(chunk.topic_days["offered"].sum() for chunk in chunks)
    assert ratios.values(tally)[dictionary.NAMES.index("offered")] == offered / 3


def test_tallies_of_days_add_up_to_the_tally_of_the_whole():
    scenario = synthetic.scenario("empowered_ownership")
    chunks = list(synthetic.days(scenario, 7, 0))
    by_day = sum(ratios.tally(chunk, scenario) for chunk in chunks)
    np.testing.assert_allclose(by_day, ratios.tally(synthetic.joined(chunks), scenario), rtol=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_shares_lie_between_0_and_1(seed):
    scenario = synthetic.scenario(horizon_d=30)
    tally = sum(ratios.tally(chunk, scenario) for chunk in synthetic.days(scenario, seed, 0))
    shares = [place for place, measure in enumerate(dictionary.MEASURES) if measure.unit.startswith("share")]
    known = ratios.values(tally)[shares]
    known = known[np.isfinite(known)]
    assert known.min() >= 0
    assert known.max() <= 1


def test_names_of_measures_are_unique():
    assert len(dictionary.BY_NAME) == len(dictionary.MEASURES)


@pytest.mark.parametrize("measure", dictionary.MEASURES, ids=lambda measure: measure.name)
def test_every_measure_says_what_it_is_and_where_it_comes_from(measure):
    assert all((measure.label, measure.unit, measure.definition, measure.source))


@pytest.mark.parametrize("measure", dictionary.MEASURES, ids=lambda measure: measure.name)
def test_every_measure_has_a_better_side_or_none(measure):
    assert measure.better in ("higher", "lower", "")


def test_four_service_levels_of_the_same_contacts():
    contacts = [talk(waited_s=5), talk(waited_s=60), talk(waited_s=70), talk(waited_s=80)]
    contacts += [{"end": End.abandoned, "waited_s": 10}]
    records = synthetic.records(contacts)
    assert value("service_level", records) == 1 / 4
    assert value("service_level_of_offered", records) == 1 / 5
    assert value("service_level_of_answered", records) == 1 / 4
    assert value("service_level_of_served_or_left", records) == 2 / 5


def test_the_wait_is_that_of_all_callers():
    contacts = [talk(waited_s=0), talk(waited_s=30), {"end": End.abandoned, "waited_s": 60}, {"end": End.silence}]
    records = synthetic.records(contacts)
    assert value("wait_s", records) == 30
    assert value("delayed_share", records) == 2 / 3
    assert value("queue_length", records) == 90 / 86400


def test_patience_as_if_exponential_is_all_waiting_over_the_hung_up():
    contacts = [talk(waited_s=30), {"end": End.abandoned, "waited_s": 60}, {"end": End.abandoned, "waited_s": 90}]
    records = synthetic.records(contacts, topic_days=[{"offered": 3, "abandoned": 2}])
    assert value("patience_s", records) == 90


def test_handling_after_closing_is_not_occupancy_while_open():
    on_duty = {group: [0] * 16 + [1] * 16 + [0] * 16 for group in ("everyday", "stocks")}
    scenario = synthetic.scenario(staffing={"on_duty": on_duty})
    # the last hour of two groups, in one of which a talk goes on after closing
    intervals = [{"interval": 30 + half, "group": group} for half in range(3) for group in (0, 1)]
    intervals[2] |= {"busy_s": 60}
    intervals[4] |= {"busy_s": 40}
    records = synthetic.records(group_intervals=intervals)
    assert value("occupancy_open", records, scenario) == 60 / (2 * 3600)


def test_days_of_the_warm_up_count_in_no_measure():
    scenario = synthetic.scenario(warm_up_d=2)
    contacts = [talk(offered_s=2 * 86400 - 1, waited_s=50), talk(offered_s=2 * 86400, waited_s=10)]
    days = [{"day": day, "customers": 100 * day} for day in range(4)]
    queues = [{"day": day, "offered": 10**day} for day in range(4)]
    records = synthetic.records(contacts, queues, days=days)
    assert value("wait_s", records, scenario) == 10
    assert value("customers", records, scenario) == 250
    assert value("offered_per_h", records, scenario) == pytest.approx(1100 / 48)


def test_a_warm_up_leaves_retention_since_day_0():
    days = [{"day": day, "departed_first": 500} for day in range(40)]
    records = synthetic.records(days=days)
    assert value("retention_30d", records, synthetic.scenario(warm_up_d=20)) == value("retention_30d", records)


def test_a_measure_over_one_topic_counts_its_contacts_only():
    scenario = synthetic.scenario()
    place = sorted(scenario.center.topics).index("stocks")
    contacts = [talk(topic=place, waited_s=40), {"end": End.abandoned, "topic": place, "waited_s": 20}, talk(topic=0)]
    tally = ratios.topic_tally(synthetic.records(contacts), scenario, "stocks")
    known = dict(zip(dictionary.NAMES, ratios.values(tally), strict=True))
    assert (known["wait_s"], known["abandonment_share"], known["offered_per_h"]) == (30, 1 / 2, 2 / 24)
    assert np.isnan(known["occupancy"])


def test_the_measures_of_a_queue_are_the_same_without_the_books():
    scenario = synthetic.scenario(warm_up_d=1)
    names = ["wait_s", "occupancy", "customers", "efficiency"]
    for records in synthetic.days(scenario, 1, 0):
        whole = ratios.tally(records, scenario)[[dictionary.NAMES.index(name) for name in names]]
        assert np.array_equal(ratios.service_tally(records, scenario, names), whole)


ONE_NEED = [  # hung up, called again, was put through, and got an answer; and one who never did
    {"end": End.abandoned, "attempt": 1, "again": True},
    {"end": End.abandoned, "attempt": 2, "again": True},
    talk(attempt=3, again=True),
    talk(attempt=1, transferred=True),
    {"end": End.blocked, "attempt": 1, "given_up": True},
]


def test_a_client_is_a_need_whatever_redials_and_transfers_it_takes():
    assert value("clients", synthetic.records(ONE_NEED, days=[{"day": 39}])) == 2


def test_a_client_is_lost_who_gives_up_without_an_answer():
    assert value("clients_lost_share", synthetic.records(ONE_NEED)) == 1 / 2


def test_who_was_answered_and_gives_up_is_not_a_lost_client():
    assert value("clients_lost_share", synthetic.records([talk(attempt=1, given_up=True)])) == 0


def test_the_web_and_silence_are_no_clients():
    contacts = [{"end": end, "given_up": True} for end in (End.silence, End.web_unsolved, End.web_solved)]
    assert np.isnan(value("clients_lost_share", synthetic.records(contacts)))


def test_who_comes_back_after_an_answer_is_the_same_client():
    contacts = [talk(attempt=1, again=True), talk(attempt=1, talk=2)]
    assert value("clients", synthetic.records(contacts, days=[{"day": 39}])) == 1


def test_set_up_alone_is_no_delay():
    contacts = [talk(waited_s=5.0, set_up_s=5.0), talk(waited_s=9.0, set_up_s=5.0)]
    assert value("delayed_share", synthetic.records(contacts)) == 0.5


def test_shares_of_call_backs_transfers_and_busy_signals_are_of_all_that_came_to_an_end():
    contacts = [
        talk(called_back=True),
        talk(),
        talk(transferred=True),
        {"end": End.abandoned, "transferred": True},
        {"end": End.blocked},
        {"end": End.sent_away},
        {"end": End.abandoned},
        {"end": End.abandoned, "called_back": True},
        {"end": End.web_solved},
    ]
    records = synthetic.records(contacts)
    names = ("called_back_share", "transferred_share", "blocked_share")
    assert [value(name, records) for name in names] == [2 / 8, 2 / 8, 1 / 8]


@pytest.mark.parametrize(("added", "share"), [(False, 1), (True, 1 / 2)])
def test_waits_of_earlier_attempts_count_where_they_are_added(added, share):
    scenario = synthetic.scenario(staffing={"threshold_s": 20, "waits_added": added})
    contacts = [talk(waited_s=15), talk(waited_s=15, waited_before_s=10)]
    assert value("service_level", synthetic.records(contacts), scenario) == share


def test_added_waits_leave_the_wait_itself_alone():
    scenario = synthetic.scenario(staffing={"waits_added": True})
    assert value("wait_s", synthetic.records([talk(waited_s=15, waited_before_s=10)]), scenario) == 15


def test_who_hung_up_after_the_threshold_in_all_is_judged_where_waits_are_added():
    scenario = synthetic.scenario(staffing={"threshold_s": 20, "waits_added": True})
    contacts = [talk(waited_s=5), {"end": End.abandoned, "waited_s": 15, "waited_before_s": 10}]
    assert value("service_level", synthetic.records(contacts), scenario) == 1 / 2


def test_a_topic_may_have_a_threshold_of_its_own():
    topics = {"bills": {"share": 1, "work_factor": 1, "skill": "a", "threshold_s": 60}}
    topics |= {"lines": {"share": 1, "work_factor": 1, "skill": "a"}}
    world = scenario(
        "experiment=erlang_c", center={"topics": topics}, staffing={"on_duty": {"a": 1}, "threshold_s": 20}
    )
    contacts = [talk(topic=0, waited_s=50.0), talk(topic=1, waited_s=50.0)]
    tallied = ratios.tally(synthetic.records(contacts), world)
    assert ratios.values(tallied)[dictionary.NAMES.index("service_level")] == 0.5


# --- customers by class, causes, people ---

CLASSES = [
    {"loyalty_class": 4, "wants_person": 1, "renewals": 10, "departed": 1, "loyalty": 12, "purchases_usd": 90},
    {"loyalty_class": 3, "wants_person": 0, "renewals": 10, "departed": 0, "loyalty": 5, "purchases_usd": 70},
    {"loyalty_class": 2, "wants_person": 1, "renewals": 20, "departed": 4, "loyalty": -2, "purchases_usd": 100},
    {"loyalty_class": 0, "wants_person": 0, "renewals": 5, "departed": 3, "loyalty": -8, "purchases_usd": 5},
]
CLASSES[0] |= {"crunch": 4, "crunch_departed": 1, "untouched": 2, "untouched_loyalty": 1}
CLASSES[2] |= {"crunch": 5, "crunch_departed": 3, "untouched": 3, "untouched_loyalty": -2}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("loyalty_wants_person", (12 - 2) / 30),
        ("loyalty_wants_no_person", (5 - 8) / 15),
        ("loyalty_untouched", -1 / 5),
        ("leaving_connected_share", 1 / 20),
        ("leaving_others_share", 7 / 25),
        ("crunch_leaving_connected_share", 1 / 4),
        ("crunch_leaving_others_share", 3 / 5),
        ("spend_connected_usd", 160 / 20),
        ("spend_even_usd", 100 / 20),
    ],
)
def test_classes_of_customers_by_hand(name, expected):
    assert value(name, synthetic.records(renewal_days=CLASSES)) == pytest.approx(expected)


def test_purchases_of_the_month_before_each_read_out_are_per_customer():
    days = [{"day": day, "customers": 50 + day, "purchases_usd": 1.0} for day in range(181)]
    records = synthetic.records(days=days)
    found = [value(f"purchases_{read_out}d_usd", records) for read_out in (30, 180, 540)]
    assert found[:2] == pytest.approx([30 / 79, 30 / 229])
    assert np.isnan(found[2])


def test_issues_removed_are_a_share_of_those_there_would_be():
    causes = [{"born": 9, "roots": 6, "fixed": 2, "spared": 1, "shielded": 5}, {"cause": 1, "born": 1, "roots": 1}]
    records = synthetic.records([talk(), talk(talk=2)], cause_days=causes)
    names = ("fixed_share", "spared_share", "contacts_per_root")
    assert [value(name, records) for name in names] == pytest.approx([2 / 10, 1 / 10, 2 / 7])


def test_people_and_customers_by_hand():
    days = [
        {"day": day, "customers": 730, "joined": 4, "departed": 8, "won_back": 2, "births": 3, "reputation": -2.0 - day}
        for day in range(2)
    ]
    groups = [{"n_agents": 4, "disposition": 2.2, "tenure_d": 400}, {"n_agents": 1, "disposition": 0.3, "tenure_d": 5}]
    records = synthetic.records(days=days, group_days=groups)
    assert value("joined", records, synthetic.scenario(horizon_d=2)) == 8
    assert value("won_back_share", records) == 1 / 4
    assert value("reputation", records) == -2.5
    assert value("births_year", records) == pytest.approx(6 / (2 * 730 / 365))
    assert [value(name, records) for name in ("disposition", "tenure_d")] == [0.5, 81]


def test_what_is_charged_back_moves_money_and_makes_none():
    charged = synthetic.scenario(policy={"chargeback": 1})
    talks = [talk(cause=sorted(charged.causes).index("wrong_bill"), talk_s=100)]
    records = synthetic.records(talks, days=[{"day": 39}])
    names = ("service_cost_usd", "value_in_horizon_usd", "charged_usd")
    plain = [value(name, records) for name in names]
    assert [value(name, records, charged) for name in names] == [*plain[:2], pytest.approx(plain[0])]
    assert plain[2] == 0
