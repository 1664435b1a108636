"""Absence for whole days, with the same probability for each planned agent and the same draws in every policy."""

from collections.abc import Callable

import numpy as np

from sim.compiled.draws import ABSENCE, blocks, salt
from sim.scenario import Scenario

Came = Callable[[str, int, int], np.ndarray]


def everybody(group: str, day: int, n: int) -> np.ndarray:
    """No absence: all n agents of a group's plan are there."""
    return np.ones(n, bool)


def who_came(scenario: Scenario, seed: int, replication: int) -> Came:
    """Whether each place in a group's plan for a day is filled: one uniform draw for group, day and place."""
    share = scenario.staffing.absence
    if share == 0:
        return everybody

    def came(group: str, day: int, n: int) -> np.ndarray:
        return blocks((seed, replication), (ABSENCE, salt(group)), day, n)[:, 0] >= share

    return came


def without_absent(planned: np.ndarray, came: np.ndarray) -> np.ndarray:
    """Numbers on duty minus the absent; the i-th agent is planned where the number is above i.

    >>> without_absent(np.array([0, 2, 3]), np.array([True, False, True]))
    array([0, 1, 2])
    """
    return np.concatenate([[0], np.cumsum(came)])[planned]
