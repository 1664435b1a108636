"""The numbers that rest on judgement or weak sources and move the answer most: what a reader should doubt first."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Assumption(NamedTuple):
    """An input, its plausible range, how sure it is, and what turns on it."""

    key: str
    meaning: str
    plausible: str
    sure: str
    matters: str


SURE = {"J": "our judgement", "L": "weak or conflicting sources", "M": "one good source"}
ASSUMPTIONS = (
    Assumption(
        "customers.margin_usd_month", "monthly margin of a customer", "0.5 to 40", "J", "moves the ranking most"
    ),
    Assumption("horizon_d", "days played", "90 to 540", "J", "long horizons favour what keeps customers"),
    Assumption("churn.value_months", "months of value counted after the horizon", "0 to 60", "J", "most of the total"),
    Assumption("churn.beta", "how strongly lost loyalty makes customers leave", "0.05 to 0.6", "M", "service to churn"),
    Assumption("churn.open_issue", "leaving while an issue stays open", "0 to 2", "J", "cost of the unsolved"),
    Assumption("loyalty.w_effort", "weight of effort in what is felt", "0.5 to 1.5", "J", "favours quick and easy"),
    Assumption("loyalty.w_connection", "weight of human connection", "0.3 to 1.7", "J", "favours people over machines"),
    Assumption(
        "loyalty.fast_half_life_d", "days until half of a contact is forgotten", "30 to 120", "J", "how long it lasts"
    ),
    Assumption("spending.gamma", "how loyalty turns into purchases", "0 to 0.8", "M", "purchases"),
    Assumption("resolution.p_script", "what a checklist solves of what is on it", "0.85 to 0.98", "J", "checklists"),
    Assumption("resolution.p_off_authority", "what authority solves off the script", "0.7 to 1", "J", "authority"),
    Assumption("returns.redial_share", "who calls again after hanging up", "0.15 to 0.85", "L", "repeats"),
    Assumption("returns.comes_back", "who comes back unsolved", "0.5 to 0.97", "J", "repeats, or silent loss"),
    Assumption("reputation.told_bad", "people told of a bad experience", "5 to 16", "L", "who joins"),
    Assumption("morale.kappa", "how strongly low morale makes agents quit", "0 to 3", "J", "hiring, novices"),
    Assumption("self_service.leave_share", "who gives up after the web failed", "0 to 0.35", "J", "self-service"),
)


def assumed(config: Mapping[str, Any]) -> list[tuple[Assumption, str]]:
    """Pair each assumption with the value of this config.

    >>> assumed({"churn": {"beta": 0.2}})[3][1]
    '0.2'
    """
    return [(one, _value(config, one.key.split("."))) for one in ASSUMPTIONS]


def _value(config: Any, path: list[str]) -> str:
    for name in path:
        if not isinstance(config, Mapping) or name not in config:
            return "\N{EN DASH}"
        config = config[name]
    return str(config)
