"""The numbers of a scenario as records, which compiled code reads."""

from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import numpy as np
from pydantic import BaseModel

from sim.rules.distribution import DISTRIBUTION
from sim.scenario import Policy, Scenario
from sim.scenario.distribution import DISTRIBUTIONS
from sim.scenario.outsourcing import Crew


def _is_distribution(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType) and set(get_args(hint)) == set(DISTRIBUTIONS)


def _field_type(hint: Any) -> Any:
    """Record type of a field: f8 for numbers, a record for models and distributions, None if no engine needs it."""
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    if _is_distribution(hint):
        return DISTRIBUTION
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (item for item in get_args(hint) if item is not NoneType)
        return _field_type(hint)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return record_type(hint)
    return "f8" if hint in (float, int, bool) else None


def record_type(model: type[BaseModel]) -> np.dtype:
    """The record type of a model's numbers, field by field, under the same names.

    >>> from sim.scenario.handling import Learning
    >>> record_type(Learning).names
    ('p0', 'tau_d', 'speed_cv')
    """
    kinds = {name: _field_type(field.annotation) for name, field in model.model_fields.items()}
    return np.dtype([(name, kind) for name, kind in kinds.items() if kind is not None], align=True)


# What an engine reads of a scenario; the calendar, the causes and the money have tables of their own.
RULES = (
    "customers", "self_service", "patience", "learning", "handling", "incentives", "resolution", "returns",
    "loyalty", "churn", "spending", "reputation", "morale", "staffing", "outreach", "survey", "units",
)  # fmt: skip
ROUTING = np.dtype(
    [
        ("contact", "i8"),  # place in ContactRule
        ("agent", "i8"),  # place in AgentRule
        ("level_weight", "f8"),
        ("idle_weight", "f8"),
        ("lines", "i8"),  # of the center, NOBODY = as many as it takes
        ("closing", "i8"),  # place in Closing
        ("calls_back", "?"),  # some, when the line is empty
        ("menu_steps", "i8"),
        ("menu_step_s", "f8"),
        ("menu_leave_share", "f8"),
        ("parts_early", "?"),  # callers leave at the end of the talk, and after-call work goes on alone
    ],
    align=True,
)
MODEL = np.dtype(
    [
        ("seed", "i8"),
        ("replication", "i8"),
        ("interval_s", "f8"),  # of the topic mix, and of records
        ("step_s", "f8"),  # of expected births
        ("plan_s", "f8"),  # of people on duty
        ("end_s", "f8"),  # clock time at which the horizon ends
        ("tick_s", "f8"),
        ("routing", ROUTING),
    ]
    + [(name, _field_type(Scenario.model_fields[name].annotation)) for name in RULES]
    + [
        ("policy", record_type(Policy)),  # in force today: a vendor's contract is in it, and focus fades
        ("policy_at_first", record_type(Policy)),
        ("crew", record_type(Crew)),
        ("after_call", DISTRIBUTION),
    ],
    align=True,
)
