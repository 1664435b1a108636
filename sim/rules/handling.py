"""How long a talk has to be. Source: model 5."""

from sim.compiled.jit import compiled


@compiled
def progress_kept(progress: float, owner: bool, kept_share: float, warm_handoff: float) -> float:
    """Share of the work that need not be done again.

    >>> progress_kept(0.5, False, 0.4, 0.0), progress_kept(0.5, True, 0.4, 0.0)
    (0.2, 0.5)
    """
    return progress * (1.0 if owner else kept_share + (1.0 - kept_share) * warm_handoff)


@compiled
def solving_s(work_s: float, left: float, pace: float, investigation_s: float, able_share: float) -> float:
    """Time for the problem itself: the work that is left and, off the script, finding out who may decide.

    ``able_share`` is below 1 where an agent soon sees that it cannot be solved.

    >>> solving_s(150.0, 1.0, 0.75, 100.0, 0.4)
    120.0
    """
    return able_share * (work_s * left / pace + investigation_s * left)


@compiled
def courtesy_s(share_of_work: float, work_s: float, pressure: float) -> float:
    """Time for kindness, which pressure trims without harm to the answer.

    >>> round(courtesy_s(0.175, 200.0, 0.5), 6)
    17.5
    """
    return share_of_work * work_s * (1.0 - pressure)
