import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calibrate import arrivals, patience, repeat_calls, topics
from sim.calibrate.dialect import Kind

WEEKDAYS = np.arange(70) % 7


def test_opening_hours_leave_out_stray_calls() -> None:
    counts = np.array([[0, 1, 40, 50, 40, 2]])
    assert arrivals.open_intervals(counts, np.array([3]), 0.1)[3].tolist() == [False, False, True, True, True, False]


def test_one_nights_incident_does_not_open_the_center() -> None:
    counts = np.array([[0, 40, 50]] * 4 + [[30, 40, 50]])
    assert not arrivals.open_intervals(counts, np.zeros(5, int), 0.1)[0, 0]


def test_an_incident_is_set_back_and_named() -> None:
    counts = np.full((6, 4), 20.0)
    counts[5, 2] = 150
    found = arrivals.set_back(counts, np.arange(6), np.ones(4, bool))
    assert found == [(5, 2, 20.0)]
    assert counts[5, 2] == 20


def test_weekdays_that_differ_by_noise_alone_get_one_level() -> None:
    rng = np.random.default_rng(1)
    totals = rng.poisson(1000, 70) * rng.gamma(40, 1 / 40, 70)
    level, *_ = arrivals.levels(totals, WEEKDAYS, (tuple(range(7)),))
    own = [totals[day == WEEKDAYS].mean() for day in range(7)]
    assert np.ptp(level) / np.ptp(own) < 0.5


def test_weekdays_that_truly_differ_keep_their_level() -> None:
    totals = np.where(WEEKDAYS == 2, 2000.0, 1000.0) + np.arange(70) % 3
    level, *_ = arrivals.levels(totals, WEEKDAYS, (tuple(range(7)),))
    assert level[2] == pytest.approx(2001, rel=0.01)


def test_a_peak_beyond_noise_survives_smoothing() -> None:
    counts = np.array([100.0, 100, 100, 400, 100, 100, 100])
    assert arrivals.smoothed(counts, phi=1.0)[3] > 350


def test_noise_is_smoothed() -> None:
    counts = np.random.default_rng(2).poisson(30, 200).astype(float)
    assert arrivals.smoothed(counts, phi=1.0).std() < 0.8 * counts.std()


@given(st.lists(st.integers(1, 500), min_size=3, max_size=48))
def test_smoothing_keeps_the_total(counts: list[int]) -> None:
    smooth = arrivals.smoothed(np.array(counts, float), phi=1.0)
    assert smooth.sum() == pytest.approx(sum(counts))


def test_the_interval_of_busyness_holds_the_shape_in_95_of_100_logs() -> None:
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(200):
        fit = arrivals.busyness(rng.poisson(1000 * rng.gamma(43, 1 / 43, 70)).astype(float), WEEKDAYS)
        held += fit is not None and fit.low <= 43 <= fit.high
    assert 180 <= held <= 199


def test_days_that_vary_as_poisson_have_no_shape() -> None:
    totals = np.full(14, 1000.0) + np.tile([1, -1], 7)
    fit = arrivals.busyness(totals, np.zeros(14, int))
    assert fit is not None
    assert fit.shape == np.inf


def test_one_day_for_each_weekday_cannot_tell_busyness() -> None:
    assert arrivals.busyness(np.arange(7.0), np.arange(7)) is None


def test_a_factor_gives_the_topic_its_mean_talk() -> None:
    one = topics.Estimate(189.0, 180.0, 198.0)
    fit = topics.TopicFit("everyday", ("PS",), (0,), 10, 10, one, one, one, one, one, one)
    assert topics.OPENING_S + fit.work_factor * topics.WORK_MEAN_S == pytest.approx(189)


def test_a_rare_topic_does_not_join_another_skill() -> None:
    kinds = [Kind(topic="rare", skill="stocks"), Kind(topic="regular", skill="everyday")]
    assert [kind.topic for kind in topics.merge_rare(np.array([1, 999]), kinds)] == ["rare", "regular"]


def waits(seed: int, n: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Patience with hazard 1/300 a second, and 6 times that in 60-65 s; offered waits Exp(100)."""
    rng = np.random.default_rng(seed)
    needed = rng.exponential(1, n) * 300
    would_wait = np.where(needed < 60, needed, np.where(needed < 90, 60 + (needed - 60) / 6, needed - 25))
    offered_wait = rng.exponential(100, n)
    return np.minimum(would_wait, offered_wait), would_wait < offered_wait


def test_a_peak_after_an_announcement_is_found() -> None:
    distribution = patience.fit_patience(*waits(4))[0].distribution
    peak = dict(zip(distribution["from_s"], distribution["hazard_per_s"], strict=True))[60.0]
    assert peak == pytest.approx(6 / 300, rel=0.15)


def test_the_answered_are_censored_and_not_patience() -> None:
    rng = np.random.default_rng(5)
    would_wait, offered_wait = rng.exponential(300, 20_000), rng.exponential(50, 20_000)
    fits = patience.fit_patience(np.minimum(would_wait, offered_wait), would_wait < offered_wait)
    exponential = next(fit for fit in fits if fit.distribution["distribution"] == "exponential")
    assert exponential.distribution["mean_s"] == pytest.approx(300, rel=0.062)  # 3.29 standard errors of 2,860 hang-ups


@pytest.mark.parametrize("distribution", ["exponential", "weibull", "lognormal", "piecewise"])
def test_every_distribution_fitted_is_one_the_scenario_takes(distribution: str) -> None:
    fits = {fit.distribution["distribution"]: fit for fit in patience.fit_patience(*waits(6, 2000))}
    assert fits[distribution].checked.distribution == distribution


def test_the_hazards_at_the_seam_of_two_pieces_differ() -> None:
    distribution = patience.fit_patience(*waits(7))[0].distribution
    assert all(a != b for a, b in zip(distribution["hazard_per_s"], distribution["hazard_per_s"][1:], strict=False))


def test_memoryless_patience_seldom_shows_a_peak() -> None:
    n_pieces = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        would_wait, offered_wait = rng.exponential(300, 8000), rng.exponential(100, 8000)
        n_pieces.append(len(patience.pieces(np.minimum(would_wait, offered_wait), would_wait < offered_wait)))
    # 1 in 20; more than 8 of 60 has a chance below 1 in 200
    assert sum(n > 1 for n in n_pieces) <= 8


def test_the_next_call_is_the_same_customers() -> None:
    contacts = np.zeros(4, [("day", "i8"), ("started_s", "f8"), ("ended_s", "f8"), ("customer", "i8")])
    contacts["started_s"] = [100, 200, 900, 1000]
    contacts["ended_s"] = [150, 260, 950, 1050]
    contacts["customer"] = [7, 8, 7, -1]
    delay_s, left_s = repeat_calls.next_call_s(contacts)
    assert delay_s.tolist() == [750, np.inf, np.inf]
    assert left_s.tolist() == [86400 - 150, 86400 - 260, 86400 - 950]


def test_a_next_call_after_midnight_is_the_next_days() -> None:
    contacts = np.zeros(2, [("day", "i8"), ("started_s", "f8"), ("ended_s", "f8"), ("customer", "i8")])
    contacts["day"], contacts["started_s"], contacts["ended_s"] = [40, 41], [86300, 500], [86500, 600]
    assert repeat_calls.next_call_s(contacts)[0].tolist() == [400, np.inf]


def test_shares_within_a_time_leave_out_whom_the_log_could_not_follow() -> None:
    found = repeat_calls.nexts(np.array([1800.0, np.inf, np.inf]), np.array([7200.0, 7200.0, 600.0]))
    assert found.within == {"1 h": 0.5}
