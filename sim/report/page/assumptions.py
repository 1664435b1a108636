"""Inputs that rest on judgement or weak sources and change the answer most."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Assumption(NamedTuple):
    """An input, its plausible range (None where no source gives one), its evidence, and what it affects.

    A star in the key stands for every cause.
    """

    key: str
    meaning: str
    plausible: tuple[float, float] | None
    sure: str
    matters: str


SURE = {
    "J": "judgement",
    "L": "weak or conflicting sources",
    "M": "one good survey or vendor study",
    "choice": "yours to choose",
}
# fmt: off
ASSUMPTIONS = (
    Assumption("customers.margin_usd_month", "monthly margin of a customer", (0.5, 40), "J", "the ranking most"),
    Assumption("horizon_d", "simulated days", None, "choice", "policies that keep customers"),
    Assumption("churn.value_months", "months of value counted after the horizon", (0, 60), "J", "most of the total"),
    Assumption("churn.beta", "how strongly lost loyalty makes customers leave", (0.05, 0.6), "M", "service to churn"),
    Assumption("churn.open_issue", "leaving while an issue stays open", (0, 2), "J", "cost of the unsolved"),
    Assumption("churn.fee_response", "how strongly a fee drives away", (0.5, 2), "J", "fees"),
    Assumption("loyalty.harm", "loyalty that a failure takes", (0.2, 0.8), "J", "failures to churn"),
    Assumption("loyalty.recovery_cap", "share of that which service can mend", (0, 1.2), "J", "what service can save"),
    Assumption("loyalty.w_effort", "weight of effort in the experience", (0.5, 1.5), "J", "quick and easy service"),
    Assumption("loyalty.w_connection", "weight of human connection", (0.3, 1.7), "J", "people or machines"),
    Assumption("loyalty.fast_half_life_d", "half-life of the memory of a contact, days", (30, 120), "J", "memory"),
    Assumption("spending.gamma", "how loyalty turns into purchases", None, "M", "purchases"),
    Assumption("causes.*.work_mean_s", "mean work of an issue, by cause", None, "J", "value of longer contacts"),
    Assumption("causes.*.off_script_share", "issues that no checklist covers, by cause", None, "J", "dead ends"),
    Assumption("causes.*.containment", "issues that self-service can solve, by cause", None, "J", "self-service"),
    Assumption("resolution.p_know", "issues that a trained agent can solve", (0.72, 0.95), "M", "repeats"),
    Assumption("resolution.p_script", "on-script issues that a checklist solves", (0.85, 0.98), "J", "checklists"),
    Assumption("resolution.p_off_authority", "off-script issues that authority solves", (0.7, 1), "J", "authority"),
    Assumption("returns.redial_share", "who redial after abandoning", (0.15, 0.85), "L", "repeats"),
    Assumption("returns.comes_back", "who come back with an unsolved issue", (0.5, 0.97), "J",
               "repeats, or silent loss"),
    Assumption("reputation.told_bad", "people told of a bad experience", None, "L", "who joins"),
    Assumption("morale.quits_year", "attrition per agent-year at average morale", (0.2, 0.45), "M", "hiring, novices"),
    Assumption("morale.kappa", "how strongly low morale makes agents quit", (0, 3), "J", "hiring, novices"),
    Assumption("costs.authority_premium", "higher wage for agents with authority", (0, 0.25), "J", "cost of authority"),
    Assumption("self_service.leave_share", "who give up after self-service failed", None, "J", "self-service"),
)
# fmt: on


def assumed(config: Mapping[str, Any]) -> list[tuple[Assumption, str]]:
    """Pair each assumption with its value in this config, or the range over its arms.

    >>> assumed({"churn": {"beta": 0.2}})[3][1]
    '0.2'
    >>> assumed({"churn": {"beta": 0.2}, "policies": {"loyal": {"world": {"churn": {"beta": 0.6}}}}})[3][1]
    '0.2 to 0.6'
    """
    worlds = [config, *_values(config, ["policies", "*", "world"])]
    paths = [(one, one.key.split(".")) for one in ASSUMPTIONS]
    return [(one, spread([value for world in worlds for value in _values(world, path)])) for one, path in paths]


def spread(values: list[Any]) -> str:
    """Write one value, or the smallest and the largest of several.

    >>> spread([0.22, 0.08, 0.4]), spread([])
    ('0.08 to 0.4', '–')
    """
    if len(set(map(str, values))) > 1:
        return f"{min(values):g} to {max(values):g}"
    return str(values[0]) if values else "\N{EN DASH}"


def _values(config: Any, path: list[str]) -> Iterator[Any]:
    if not path:
        yield config
    elif isinstance(config, Mapping):
        for name in config if path[0] == "*" else [path[0]]:
            if name in config:
                yield from _values(config[name], path[1:])
