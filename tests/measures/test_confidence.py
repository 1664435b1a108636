import numpy as np
import pytest

from sim.measures.confidence import confidence_each, half_width, pseudo_values

TRUE_RATIO = 2.0


def ratio(tally):
    return tally[..., 0] / tally[..., 1]


def share_covered(n_studies, n_replications, seed):
    """Studies whose paired 95 % interval of a difference of ratios holds the truth: normal sums, shared luck."""
    rng = np.random.default_rng(seed)
    covered = 0
    for _ in range(n_studies):
        luck, size = rng.normal(0, 30, n_replications), rng.normal(1000, 100, n_replications)
        ours, theirs = rng.normal(0, 10, (2, n_replications))
        base = np.stack([TRUE_RATIO * size + luck + theirs, size], axis=-1)
        other = np.stack([(TRUE_RATIO + 0.1) * size + luck + ours, size], axis=-1)
        pseudo = pseudo_values(other, ratio) - pseudo_values(base, ratio)
        middle = ratio(other.sum(axis=0)) - ratio(base.sum(axis=0))
        covered += abs(middle - 0.1) <= half_width(pseudo, 0.95)
    return covered / n_studies


def test_pseudo_values_of_amounts_are_the_observations():
    amounts = np.array([[3.0, 1], [8.0, 1], [1.0, 1], [4.0, 1]])
    assert pseudo_values(amounts, ratio) == pytest.approx([3, 8, 1, 4])


def test_the_interval_of_a_mean_is_students():
    # mean 2, standard deviation 1, t(2, .975) = 4.302653
    assert half_width(np.array([1.0, 2.0, 3.0]), 0.95) == pytest.approx(4.302653 / np.sqrt(3), rel=1e-6)


def test_the_interval_of_a_ratio_agrees_with_its_linearisation():
    rng = np.random.default_rng(5)
    bottom = rng.normal(1000, 50, 200)
    tally = np.stack([2 * bottom + rng.normal(0, 40, 200), bottom], axis=-1)
    error = (tally[:, 0] - ratio(tally.sum(axis=0)) * bottom) / bottom.mean()
    assert half_width(pseudo_values(tally, ratio), 0.95) == pytest.approx(half_width(error, 0.95), rel=0.01)


def test_one_replication_has_no_interval():
    assert np.isnan(half_width(np.array([3.0]), 0.95))


def test_more_confidence_is_wider():
    pseudo = np.array([1.0, 2.0, 4.0])
    assert half_width(pseudo, 0.99) > half_width(pseudo, 0.95)


def test_three_intervals_share_the_error_of_one():
    assert confidence_each(0.94, 3) == pytest.approx(0.98)


def test_a_single_interval_keeps_its_confidence():
    assert confidence_each(0.95, 1) == pytest.approx(0.95)


def test_paired_intervals_cover_the_truth():
    # 400 studies: three standard errors are .033
    assert 0.917 <= share_covered(400, 10, seed=11) <= 0.983


@pytest.mark.verify
@pytest.mark.parametrize("n_replications", [5, 10, 30])
def test_paired_intervals_cover_as_often_as_they_say(n_replications):
    assert 0.94 <= share_covered(10_000, n_replications, seed=n_replications) <= 0.96
