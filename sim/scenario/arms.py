"""Arms of a study: one scenario for each policy; a policy may change further keys."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from sim.scenario import Scenario

# What tables and charts go by: arms that differ here cannot stand side by side.
SAME: dict[str, Callable[[Scenario], Any]] = {
    "horizon_d": lambda arm: arm.horizon_d,
    "horizon_h": lambda arm: arm.horizon_h,
    "warm_up_d": lambda arm: arm.warm_up_d,
    "center.interval_s": lambda arm: arm.center.interval_s,
    "center.topics": lambda arm: sorted(arm.center.topics),
    "routing.groups": lambda arm: list(arm.groups),
    "causes": lambda arm: sorted(arm.causes),
    "costs.currency": lambda arm: arm.costs.currency,
}


class Unlike(NamedTuple):
    """A setting in which an arm differs from the reference arm."""

    arm: str
    key: str
    rule: str


def unlike(arms: Mapping[str, Scenario], against: str) -> Iterator[Unlike]:
    """Settings that make arms incomparable (another center or another period), one for each arm and value."""
    for key, part in SAME.items():
        theirs = part(arms[against])
        told = [theirs]
        for name, arm in arms.items():
            if (mine := part(arm)) not in told:
                told.append(mine)
                yield Unlike(name, key, _rule((name, mine), (against, theirs)))


def _rule(arm: tuple[str, Any], other: tuple[str, Any]) -> str:
    (name, mine), (against, theirs) = arm, other
    if not isinstance(mine, list):
        return f"is the same in every arm; got {_shown(mine)} under {name}, and {_shown(theirs)} under {against}"
    found = {"adds": sorted({*mine} - {*theirs}), "lacks": sorted({*theirs} - {*mine})}
    words = " and ".join(f"{verb} {', '.join(names)}" for verb, names in found.items() if names)
    return f"has the same names in every arm; {name} {words}, unlike {against}"


def _shown(value: Any) -> str:
    return "null" if value is None else str(value)
