"""The catalogue of mechanisms: claims, pairs of scenarios, effects and verdicts."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

import numpy as np
from pydantic import ConfigDict, Field, model_validator

from sim.measures.dictionary import BY_NAME, NAMES
from sim.scenario import Scenario
from sim.scenario.strict import Strict
from sim.study.claims import FAILS, HOLDS, OPEN, MeasureName, SignText, verdict
from sim.study.compare import play_worlds
from sim.study.comparison import Design, Row, paired
from sim.study.pilot import same_people

Arm = dict[str, Any]  # levers, and ``world`` for what else this arm changes
WORST_FIRST = (FAILS, OPEN, HOLDS)


class ExpectedEffect(Strict):
    """A measure that a mechanism changes, and the claimed sign."""

    measure: MeasureName
    sign: SignText


class Mechanism(Strict):
    """A claim about service, and the two scenarios that test it."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)

    claim: Annotated[str, Field(min_length=1, description="in our own words")]
    rule: Annotated[str, Field(description="file of the formula")]
    lever: Annotated[str, Field(description="what differs between the scenarios")]
    source: Annotated[str, Field(description="of the number, and how sure: H, M, L or J")]
    assumes: Annotated[str, Field(description="under which it holds")] = ""
    note: Annotated[str, Field(description="why it fails or is not settled, where it does")] = ""
    world: Annotated[dict[str, Any], Field(description="keys of the scenario, in both arms")] = {}
    without: Arm = {}
    treatment: Annotated[Arm, Field(alias="with")] = {}
    expected_effects: tuple[ExpectedEffect, ...] = ()
    wiring: Annotated[bool, Field(description="moves the very coefficient it reports, so it cannot fail")] = False
    figure: Annotated[str | None, Field(description="experiment that shows it, without a claim")] = None
    not_shown: Annotated[str, Field(description="why nothing shows it yet")] = ""

    @model_validator(mode="after")
    def _is_shown_or_says_why_not(self) -> "Mechanism":
        if not self.expected_effects and self.figure is None and not self.not_shown:
            raise ValueError(
                "expected_effects names the measures that change, figure the experiment that shows it, or not_shown "
                "why nothing does; got none of them"
            )
        return self


class Pair(NamedTuple):
    """The two scenarios of a mechanism."""

    without: Scenario
    treatment: Scenario


def play(
    catalogue: Mapping[str, Mechanism], pairs: Mapping[str, Pair], design: Design, workers: int | None = None
) -> list[Row]:
    """A row for each mechanism and measure: effect, individual paired interval, verdict. Equal scenarios run once."""
    pairs = {name: Pair(*same_people(pair._asdict(), "without").values()) for name, pair in pairs.items()}
    texts = {id(arm): arm.model_dump_json() for pair in pairs.values() for arm in pair}
    distinct = {texts[id(arm)]: arm for pair in pairs.values() for arm in pair}
    names = {text: str(place) for place, text in enumerate(distinct)}
    scenarios = {names[text]: arm for text, arm in distinct.items()}
    outcomes = play_worlds(scenarios, design._replace(against="0"), workers)[1] if scenarios else {}
    tallies = {name: np.stack([outcome.tally for outcome in played]) for name, played in outcomes.items()}
    rows: list[Row] = []
    for name, pair in pairs.items():
        without, treatment = (tallies[names[texts[id(arm)]]] for arm in pair)
        found = paired(treatment, without, design.confidence)
        rows += [
            _row(name, effect, found, pair.treatment.costs.currency) for effect in catalogue[name].expected_effects
        ]
    return rows


def _row(name: str, effect: ExpectedEffect, found: tuple[np.ndarray, np.ndarray], currency: str) -> Row:
    told = {"id": name, "measure": effect.measure, "sign": effect.sign.value}
    place = NAMES.index(effect.measure)
    mean, half = (float(values[place]) for values in found)
    low, high = mean - half, mean + half
    unit = BY_NAME[effect.measure].unit.replace("USD", currency)
    word = verdict(effect.sign, low, high)
    return told | {"unit": unit, "mean": mean, "low": low, "high": high, "verdict": word}


def verdict_of(rows: Sequence[Row]) -> str:
    """Verdict on a mechanism: holds if all of its measures hold, fails if one fails.

    >>> verdict_of([{"verdict": "holds"}, {"verdict": "fails"}, {"verdict": "not settled"}])
    'fails'
    """
    return min((row["verdict"] for row in rows), key=WORST_FIRST.index)
