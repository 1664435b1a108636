"""Formulas of talk time. Source: model 5."""

from sim.compiled.jit import compiled


@compiled
def progress_kept(progress: float, owner: bool, kept_share: float, warm_handoff: float) -> float:
    """Share of the work that need not be repeated.

    >>> progress_kept(0.5, False, 0.4, 0.0), progress_kept(0.5, True, 0.4, 0.0)
    (0.2, 0.5)
    """
    return progress * (1.0 if owner else kept_share + (1.0 - kept_share) * warm_handoff)


@compiled
def solving_s(work_s: float, left: float, pace: float, investigation_s: float, able_share: float) -> float:
    """Time for the problem itself: remaining work plus, off the script, investigation.

    ``able_share`` is below 1 if the agent soon sees that they cannot solve it.

    >>> solving_s(150.0, 1.0, 0.75, 100.0, 0.4)
    120.0
    """
    return able_share * (work_s * left / pace + investigation_s * left)


@compiled
def courtesy_s(share_of_work: float, work_s: float, pressure: float) -> float:
    """Time for courtesy, which pressure reduces without harm to the solution.

    >>> round(courtesy_s(0.175, 200.0, 0.5), 6)
    17.5
    """
    return share_of_work * work_s * (1.0 - pressure)
