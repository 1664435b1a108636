"""Claims of an experiment, and their verdicts."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from sim.measures.dictionary import BY_NAME
from sim.scenario.nearest import way_out
from sim.scenario.strict import Strict

HOLDS, FAILS, OPEN = VERDICTS = "holds", "fails", "not settled"


class Sign(StrEnum):
    """Claimed sign of a difference; 0 = no significant difference."""

    more = "+"
    less = "-"
    same = "0"


def _known(measure: str) -> str:
    if measure not in BY_NAME:
        rule = f"is a name of the dictionary, sim/measures/dictionary.py; got {measure!r}"
        raise ValueError(f"{rule}; {way_out(measure, BY_NAME, 'docs/glossary.md defines them')}")
    return measure


MeasureName = Annotated[str, AfterValidator(_known), Field(description="of the dictionary, sim/measures/dictionary.py")]
SignText = Annotated[Sign, BeforeValidator(str)]  # YAML reads 0 as a number


class Claim(Strict):
    """A statement about two policies, and the measure that decides it."""

    statement: Annotated[str, Field(min_length=1, description="one short sentence")]
    policy: str
    measure: MeasureName
    sign: SignText
    against: Annotated[str | None, Field(description="the other policy; null = the study's")] = None
    id: Annotated[str, Field(description="of a mechanism, A4; empty = none")] = ""


def verdict(sign: Sign, low: float, high: float) -> str:
    """Verdict on a claim from the confidence interval of the difference.

    A claim of a sign holds if the whole interval lies on that side of 0 and fails if it lies on the other; a claim of
    no difference holds if the interval includes 0.

    >>> verdict(Sign.more, 1, 3), verdict(Sign.less, 1, 3), verdict(Sign.less, -1, 3), verdict(Sign.same, -1, 3)
    ('holds', 'fails', 'not settled', 'holds')
    """
    if not low <= high:  # NaN: one replication has no variance, or the horizon has no value
        return OPEN
    side = Sign.more if low > 0 else Sign.less if high < 0 else Sign.same
    if side is sign:
        return HOLDS
    return OPEN if side is Sign.same else FAILS


def counted(verdicts: Sequence[str], what: str = "claim") -> str:
    """How many claims hold, fail and are not settled, in a sentence.

    >>> counted(["holds", "fails", "holds", "not settled", "holds"])
    '3 of 5 claims hold, 1 fails, 1 not settled'
    >>> counted(["holds"]), counted(["fails", "fails"], what="mechanism")
    ('1 of 1 claim holds, 0 fail, 0 not settled', '0 of 2 mechanisms hold, 2 fail, 0 not settled')
    """
    n = {one: list(verdicts).count(one) for one in VERDICTS}
    total = len(verdicts)
    hold = f"{n[HOLDS]} of {total} {what}{'' if total == 1 else 's'} hold{'s' if n[HOLDS] == 1 == total else ''}"
    return f"{hold}, {n[FAILS]} fail{'s' if n[FAILS] == 1 else ''}, {n[OPEN]} not settled"
