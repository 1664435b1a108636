"""Theory against exact and published answers, with the digits in which they are given."""

import math

import numpy as np
import pytest

from sim import theory
from sim.theory import Opening, Queue

MONTREAL = Queue(4.2 / 60, 120, 12)
EIGHT_HOURS = Opening(480 * 60)


def given(digits: str) -> object:
    """The number written, to half a unit of its last digit and a rounding error."""
    decimals = len(digits.partition(".")[2])
    return pytest.approx(float(digits), abs=0.5000001 * 10**-decimals)


@pytest.mark.parametrize(
    ("n_agents", "load", "blocked"), [(1, 5, ".833333"), (10, 20, ".537963169"), (190, 200, ".088696844")]
)
def test_erlang_b_is_the_published_blocking(n_agents: int, load: float, blocked: str) -> None:
    assert theory.erlang_b(n_agents, load) == given(blocked)


def test_erlang_b_takes_a_load_that_is_no_whole_number() -> None:
    # Two agents: B = (a^2 / 2) / (1 + a + a^2 / 2), by hand for a = .5.
    assert theory.erlang_b(2, 0.5) == pytest.approx(0.125 / 1.625, rel=1e-14)


def test_erlang_b_is_the_erlang_a_without_places() -> None:
    queue = Queue(200, 1, 190, n_places=0)
    assert theory.erlang_a(queue, 0).blocked_share == pytest.approx(theory.erlang_b(190, 200), rel=1e-12)


@pytest.mark.parametrize(
    ("n_agents", "load", "wait_share", "mean_wait"),
    [
        (2, 1, ".333333333", ".333333333"),
        (6, 5, ".587516450", ".587516450"),
        (10, 8, ".409180151", ".204590075"),
        (24, 20, ".298072300", ".074518075"),
        (110, 100, ".237007500", ".023700750"),
    ],
)
def test_erlang_c_is_the_published_wait(n_agents: int, load: float, wait_share: str, mean_wait: str) -> None:
    answer = theory.erlang_c(Queue(load, 1, n_agents), threshold_s=0)
    assert (answer.wait_share, answer.mean_wait_s) == (given(wait_share), given(mean_wait))


def test_erlang_c_is_right_in_a_planners_words() -> None:
    answer = theory.erlang_c(Queue(100 / 1800, 180, 14), threshold_s=20)
    assert answer.wait_share == given(".1741319336")
    assert answer.service_level == given(".8883500192")
    assert answer.asa_s == given("7.835937")
    assert answer.occupancy == given(".7142857")


def test_erlang_a_without_hanging_up_is_erlang_c() -> None:
    queue = Queue(20, 1, 24)
    assert theory.erlang_a(queue, 0.1)[:2] == pytest.approx((theory.erlang_c(queue, 0.1).wait_share, 0))
    assert theory.erlang_a(queue, 0.1).service_level == pytest.approx(theory.erlang_c(queue, 0.1).service_level)
    assert theory.erlang_a(queue, 0.1).asa_s == pytest.approx(theory.erlang_c(queue, 0.1).asa_s)


@pytest.mark.parametrize(
    ("theta", "abandoned", "length", "wait_share", "occupancy"),
    [
        (0.5, ".042893", "8.75027", ".686340", ".976249"),
        (1, ".049918", "5.09163", ".591719", ".969084"),
        (2, ".056991", "2.90656", ".496438", ".961869"),
    ],
)
def test_erlang_a_with_a_limited_line(
    theta: float, abandoned: str, length: str, wait_share: str, occupancy: str
) -> None:
    answer = theory.erlang_a(Queue(102, 1, 100, 1 / theta, n_places=100), threshold_s=1)
    assert answer.abandonment_share == given(abandoned)
    assert answer.queue_length == given(length)
    assert answer.wait_share == given(wait_share)
    assert answer.occupancy == given(occupancy)


def test_erlang_a_with_an_unlimited_line() -> None:
    answer = theory.erlang_a(Queue(48 / 60, 60, 50, 120), threshold_s=20)
    assert answer.abandonment_share == given(".030912")
    assert answer.mean_wait_s == given("3.709")  # the source calls it ASA; it is the wait of all, theta E[W] = P(ab)
    assert answer.queue_length == given("2.9676")
    assert answer.occupancy == given(".9303")


def test_patience_without_end_makes_the_same_line_longer() -> None:
    answer = theory.erlang_c(Queue(48 / 60, 60, 50), threshold_s=20)
    assert (answer.asa_s, answer.queue_length) == (given("20.834"), given("16.667"))


def test_erlang_a_in_a_busy_center() -> None:
    answer = theory.erlang_a(Queue(20 / 60, 300, 100, 300), threshold_s=20)
    assert answer.wait_share == given(".5133")
    assert answer.abandonment_share == given(".03986")
    assert answer.mean_wait_s / 60 == given(".1993")
    assert answer.occupancy == given(".9601")


@pytest.mark.parametrize(
    "queue", [Queue(48, 1, 50, 2), Queue(4.2 / 60, 120, 12, 60, 5), Queue(5200, 1, 5000, 0.7), Queue(3, 1, 0, 2)]
)
def test_erlang_a_obeys_the_distributions_of_exponential_patience(queue: Queue) -> None:
    answer = theory.erlang_a(queue, threshold_s=1)
    offered_per_s = queue.arrivals_per_s * (1 - answer.blocked_share)
    served = queue.n_agents / queue.aht_s * answer.occupancy
    assert answer.abandonment_share == pytest.approx(answer.mean_wait_s / queue.patience_mean_s)
    assert answer.queue_length == pytest.approx(offered_per_s * answer.mean_wait_s)
    assert offered_per_s * (1 - answer.abandonment_share) == pytest.approx(served, abs=1e-9)


def test_waits_of_erlang_a_agree_with_the_density_of_the_offered_wait() -> None:
    # Baccelli and Hebuterne (1981): density lam p(n-1) exp(lam (1 - exp(-theta v)) / theta - n mu v), with
    # p(n-1) from P(V > 0) and E[exp(-theta V)] = 1 - P(ab) taken over the same density.
    lam, n, theta, t = 48.0, 50, 0.5, 0.25
    answer = theory.erlang_a(Queue(lam, 1, n, 1 / theta), threshold_s=t)
    v = np.linspace(0, 3, 300_001)
    density = np.exp(lam * -np.expm1(-theta * v) / theta - n * v)
    density *= answer.wait_share / np.trapezoid(density, v)
    answered = density * np.exp(-theta * v)
    soon = v <= t
    in_time = 1 - answer.wait_share + np.trapezoid(answered[soon], v[soon])
    left = np.trapezoid((density * -np.expm1(-theta * np.minimum(v, t))), v)
    assert answer.abandonment_share == pytest.approx(np.trapezoid(density - answered, v), rel=1e-6)
    assert answer.asa_s == pytest.approx(np.trapezoid(answered * v, v) / (1 - answer.abandonment_share), rel=1e-6)
    assert answer.levels.of_offered == pytest.approx(in_time, rel=1e-6)
    assert answer.service_level == pytest.approx(in_time / (1 - left), rel=1e-6)


def test_four_usual_service_levels_differ_on_the_same_queue() -> None:
    levels = theory.erlang_a(Queue(102, 1, 100, 1), threshold_s=0.1).levels
    assert levels.of_offered < levels.service_level < levels.of_served_or_left < levels.of_answered


def test_nobody_calling_leaves_everybody_idle() -> None:
    answer = theory.erlang_a(Queue(0, 180, 5, 300), threshold_s=20)
    assert (answer.occupancy, answer.abandonment_share, answer.service_level) == (0, 0, 1)


def test_a_line_too_long_to_count_is_refused() -> None:
    with pytest.raises(ValueError, match="patience_mean_s"):
        theory.erlang_a(Queue(200, 1, 100, 1e9), threshold_s=1)


@pytest.mark.parametrize(("scv", "mean_wait"), [(0, 2), (1, 4), (4, 10)])
def test_pollaczek_khinchine_is_the_published_wait(scv: float, mean_wait: float) -> None:
    assert theory.mg1_mean_wait_s(0.8, 1, scv) == pytest.approx(mean_wait, rel=1e-12)


@pytest.mark.parametrize("t", [0, 0.7, 2, 5])
def test_infinitely_many_agents_follow_the_sine_with_a_lag(t: float) -> None:
    expected = 5 + 2 * math.sin(t) - math.cos(t)
    assert theory.mt_m_infinity(10, 5, 1, 2, t) == pytest.approx(expected, rel=1e-12)


def test_the_urgent_wait_less_and_the_mean_stays() -> None:
    urgent, patient = theory.priority_mean_waits_s((3, 5), 1, 10)
    assert (urgent, patient) == (given(".058454"), given(".292272"))
    assert (3 * urgent + 5 * patient) / 8 == given(".204590")


def test_redials_make_the_queue_longer() -> None:
    answer = theory.redial_orbit(Queue(48, 1, 50, 2), redial_share=0.5, delay_mean_s=1)
    assert answer.offered_per_s == given("49.032843")
    assert answer.abandonment_share == given(".042129")
    assert answer.queue_length == given("4.131373")


def test_nobody_redialling_is_erlang_a() -> None:
    orbit = theory.redial_orbit(Queue(48, 1, 50, 2), redial_share=0, delay_mean_s=1)
    assert orbit.abandonment_share == pytest.approx(theory.erlang_a(Queue(48, 1, 50, 2), 0).abandonment_share)


def test_a_call_back_waits_for_an_empty_line() -> None:
    answer = theory.callback(Queue(48, 1, 50, 2), accept_share=0.3)
    assert answer.abandonment_share == given(".011485")
    assert answer.mean_delay_s == pytest.approx(0.924975, abs=1e-6)  # the source has .9249759 cut, not rounded
    assert answer.occupancy == given(".948974")


def test_generalists_help_the_first_class_more() -> None:
    answer = theory.two_skills(Queue(4.5, 1, 4, 2), n_generalists=3)
    assert answer.abandonment_share == (given(".044906"), given(".063427"))
    assert answer.wait_share == (given(".354780"), given(".381661"))


def test_contacts_per_issue_is_a_geometric_mean_number() -> None:
    by_hand = sum(k * (0.3 * 0.5) ** (k - 1) * (1 - 0.3 * 0.5) for k in range(1, 60))
    assert theory.contacts_per_issue(solved=0.7, comes_back=0.5) == pytest.approx(by_hand, rel=1e-12)


def test_staff_renewal_is_the_mean_over_exponential_tenures() -> None:
    tenure_d = np.linspace(0, 40_000, 2_000_001)
    rate = 0.31 / 365
    by_hand = np.trapezoid((1 - 0.5745 * np.exp(-tenure_d / 231.9)) * rate * np.exp(-rate * tenure_d), tenure_d)
    assert theory.mean_efficiency(0.4255, 231.9, rate) == pytest.approx(by_hand, rel=1e-6)


def test_customer_base_is_poisson() -> None:
    assert theory.customer_base(joins_per_d=3, leaves_per_d=0.01) == pytest.approx((300, math.sqrt(300)))


@pytest.mark.parametrize(
    ("queue", "field", "exact", "published", "half_width"),
    [
        (MONTREAL, "answered_in_time", "1815.272", 1816.2, 3.5),
        (MONTREAL, "service_level", ".90043", 0.902, 0.002),
        (MONTREAL, "asa_min", ".10068", 0.099, 0.0025),
        (MONTREAL, "occupancy", ".69693", 0.695, None),
        (MONTREAL._replace(patience_mean_s=60), "abandoned", "59.263", 58.61, 0.95),
        (MONTREAL._replace(patience_mean_s=60), "answered_in_time", "1906.719", 1906.0, 2.2),
        (MONTREAL._replace(patience_mean_s=60), "asa_min", ".023825", 0.024, None),
        (MONTREAL._replace(patience_mean_s=60), "occupancy", ".67656", 0.675, None),
        (MONTREAL._replace(n_places=5), "blocked", "18.863", 18.66, 0.61),
        (MONTREAL._replace(n_places=5), "answered_in_time", "1854.069", 1854.3, 2.6),
        (MONTREAL._replace(n_places=5), "asa_min", ".06045", 0.060, None),
    ],
)
def test_a_day_in_montreal(queue: Queue, field: str, exact: str, published: float, half_width: float | None) -> None:
    answer = theory.day(queue, EIGHT_HOURS, threshold_s=20)
    measures = answer._asdict() | {"asa_min": answer.asa_s / 60, "service_level": answer.levels.service_level}
    assert measures[field] == given(exact)
    if half_width is not None:
        assert abs(measures[field] - published) < 3.29 * half_width / 1.96


def test_after_the_first_hours_a_day_is_the_steady_state() -> None:
    queue = Queue(48 / 60, 60, 50, 120)
    short, long = (theory.day(queue, Opening(hours * 3600), threshold_s=20) for hours in (1, 3))
    in_time = (long.answered_in_time - short.answered_in_time) / (long.offered - short.offered)
    assert in_time == pytest.approx(theory.erlang_a(queue, threshold_s=20).levels.of_offered, rel=1e-9)


def test_a_day_cut_in_pieces_of_one_rate_is_the_same_day() -> None:
    pieces = theory.day(MONTREAL, Opening(1800, (1.0,) * 16), threshold_s=20)
    assert pieces.answered_in_time == pytest.approx(theory.day(MONTREAL, EIGHT_HOURS, 20).answered_in_time, rel=1e-9)
