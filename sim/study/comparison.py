"""From outcomes of tasks to the tables of a study: measures, differences, variances, statements, curves."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from sim.measures import breakdown, dictionary, ledger, ratios
from sim.measures.confidence import confidence_each, half_width, pseudo_values
from sim.model.world.records import DAY
from sim.scenario import Scenario
from sim.study.claims import Claim, verdict

Row = dict[str, Any]

ROUNDING = 1e-20
TALK_EDGES_S = np.arange(0.0, 1801.0, 10.0)
WAIT_EDGES_S = np.arange(0.0, 901.0, 5.0)
VARIANCE_OF = (
    "total_value_usd",
    "value_in_horizon_usd",
    "service_cost_usd",
    "service_level",
    "aht_s",
    "solved_share",
    "fcr_share",
    "failure_demand_share",
    "churn_year",
    "loyalty",
    "morale",
    "quits_year",
)


class Design(NamedTuple):
    """Design of a study: replications, seed, reference policy, confidence, engine."""

    replications: int
    seed: int
    against: str
    confidence: float = 0.95
    engine: str = "kernel"


class Outcome(NamedTuple):
    """Outcome of a task: sums, never contacts, so memory does not grow with the number of contacts."""

    tally: np.ndarray  # measure, (upper, lower) sum
    book: np.ndarray  # month, unit, kind: USD
    days: np.ndarray  # DAY, one row a day
    talk_s: np.ndarray  # talks by TALK_EDGES_S; the last place holds the longer ones
    waited_s: np.ndarray  # waits of the answered by WAIT_EDGES_S, likewise
    topic: np.ndarray  # breakdown.SUMS by topic, as the next three
    group: np.ndarray
    interval: np.ndarray
    day: np.ndarray


class Comparison(NamedTuple):
    """Tables of a study as plain rows, ready for a file, a page or a notebook.

    Intervals in ``rows`` hold individually with ``confidence``; those of one measure in ``differences``, one for each
    pair of policies, hold simultaneously with it, each with ``confidence_each``.
    """

    rows: list[Row]
    differences: list[Row]
    variance: list[Row]
    statements: list[Row]
    days: list[Row]
    durations: list[Row]
    replications: list[Row]
    service: list[Row]  # measures by topic, group, interval and day, each with its interval
    confidence: float
    confidence_each: float
    warm_up_d: int = 0
    pilots: Sequence[Row] = ()  # what was measured before, by key of the config
    tallies: Mapping[str, np.ndarray] = {}  # replication, measure, (upper, lower) sum, by policy
    question: str = ""
    claims: list[Row] = []

    @property
    def against(self) -> str:
        """The reference policy, against which differences come first; the only policy if there is one."""
        return str((self.differences or self.rows)[0]["against" if self.differences else "policy"])

    def __repr__(self) -> str:
        """Policies and replications, without the tables."""
        n = max(map(len, self.tallies.values()), default=0)
        return f"Comparison({', '.join(self.tallies)}; {n} replications; against {self.against})"


def summarise(
    scenarios: Mapping[str, Scenario], design: Design, outcomes: Mapping[str, Sequence[Outcome]]
) -> Comparison:
    """All tables of a study from its outcomes, by policy and in the order of replications."""
    tallies = {name: np.stack([outcome.tally for outcome in played]) for name, played in outcomes.items()}
    pseudo = {name: pseudo_values(tally, ratios.values) for name, tally in tallies.items()}
    means = {name: ratios.values(tally.sum(axis=0)) for name, tally in tallies.items()}
    units = _unit_labels(scenarios)
    pairs = _pairs(list(scenarios), design.against)
    each = confidence_each(design.confidence, len(pairs))
    return Comparison(
        rows=_rows(means, pseudo, units, design.confidence),
        differences=_differences(means, pseudo, units, (pairs, each)),
        variance=_variance(pseudo, design.against),
        statements=_statements(scenarios, outcomes),
        days=_days(scenarios, outcomes),
        durations=_durations(outcomes),
        replications=_replications(tallies, units),
        service=_service(scenarios, outcomes, design.confidence),
        confidence=design.confidence,
        confidence_each=each,
        warm_up_d=scenarios[design.against].warm_up_d,
        tallies=tallies,
        pilots=_pilots(scenarios),
    )


def _pilots(scenarios: Mapping[str, Scenario]) -> list[Row]:
    """Numbers measured by pilots, or given in the config."""
    rows: list[Row] = []
    for policy, scenario in scenarios.items():
        plan, minutes = scenario.staffing, scenario.outsourcing.minutes_per_contact
        found = {f"contacts_factor.{group}": one for group, one in plan.contacts_factor.items()}
        found |= {f"handle_factor.{group}": one for group, one in plan.handle_factor.items()}
        rows += [{"policy": policy, "key": f"staffing.{key}", "value": one} for key, one in found.items()]
        if scenario.policy.target_share is not None and scenario.policy.target_s is not None:
            rows.append({"policy": policy, "key": "policy.target_s", "value": scenario.policy.target_s})
        bills = (scenario.units.bill_usd or {}) if scenario.policy.chargeback > 0 else {}
        rows += [{"policy": policy, "key": f"units.bill_usd.{unit}", "value": usd} for unit, usd in bills.items()]
        if scenario.policy.contract is not None and minutes is not None:
            rows.append({"policy": policy, "key": "outsourcing.minutes_per_contact", "value": minutes})
    return rows


def paired(mine: np.ndarray, other: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Paired differences of all measures between two tallies (first axis: replications), and half-widths."""
    mean = ratios.values(mine.sum(axis=0)) - ratios.values(other.sum(axis=0))
    pseudo = pseudo_values(mine, ratios.values) - pseudo_values(other, ratios.values)
    return mean, half_width(pseudo, confidence)


def between(comparison: Comparison, pair: tuple[str, str], measure: str) -> Row:
    """Paired difference of the first policy to the second, with ``confidence_each``; NaN if unknown, 0 to itself."""
    for row in comparison.differences:
        if row["measure"] == measure and {*pair} == {row["policy"], row["against"]}:
            return row if row["policy"] == pair[0] else turned(row)
    unknown = dict.fromkeys(("mean", "low", "high"), 0.0 if pair[0] == pair[1] else float("nan"))
    names = {"policy": pair[0], "against": pair[1], "measure": measure, "unit": dictionary.BY_NAME[measure].unit}
    return names | unknown | {"replications": comparison.rows[0]["replications"]}


def turned(row: Row) -> Row:
    """The same difference in the other direction.

    >>> turned({"policy": "a", "against": "b", "mean": 2.0, "low": -1.0, "high": 5.0})
    {'policy': 'b', 'against': 'a', 'mean': -2.0, 'low': -5.0, 'high': 1.0}
    """
    ends = {"mean": -row["mean"], "low": -row["high"], "high": -row["low"]}
    return row | {"policy": row["against"], "against": row["policy"]} | ends


def judged(claims: Sequence[Claim], comparison: Comparison) -> list[Row]:
    """A row for each claim: the paired difference that decides it, its interval, and the verdict."""
    rows = []
    for claim in claims:
        against = claim.against or comparison.against
        found = between(comparison, (claim.policy, against), claim.measure)
        word = verdict(claim.sign, found["low"], found["high"])
        told = {"id": claim.id, "statement": claim.statement}
        rows.append(told | found | {"sign": claim.sign.value, "verdict": word})
    return rows


def tables(comparison: Comparison) -> dict[str, list[Row]]:
    """Tables of a comparison by name, as stored in a run's folder."""
    return {name: item for name, item in comparison._asdict().items() if isinstance(item, list)}


def _service(
    scenarios: Mapping[str, Scenario], outcomes: Mapping[str, Sequence[Outcome]], confidence: float
) -> list[Row]:
    rows: list[Row] = []
    for policy, played in outcomes.items():
        for by in breakdown.By:
            tallies = breakdown.ratios(by, np.stack([getattr(outcome, by.value) for outcome in played]))
            mean = _quotient(tallies.sum(axis=0))
            half = half_width(pseudo_values(tallies, _quotient), confidence)
            for place, value in enumerate(breakdown.names(by, scenarios[policy])):
                for column, name in enumerate(breakdown.TOLD[by]):
                    if np.isfinite(mean[place, column]):
                        middle, around = float(mean[place, column]), float(half[place, column])
                        said = {"policy": policy, "by": by.value, "value": value, "measure": name}
                        rows.append(said | {"mean": middle, "low": middle - around, "high": middle + around})
    return rows


def _quotient(sums: np.ndarray) -> np.ndarray:
    """Ratios of sums; NaN for a denominator of 0."""
    top, bottom = sums[..., 0], sums[..., 1]
    quotient: np.ndarray = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)
    return quotient


def _unit_labels(scenarios: Mapping[str, Scenario]) -> list[str]:
    currency = next(iter(scenarios.values())).costs.currency
    return [measure.unit.replace("USD", currency) for measure in dictionary.MEASURES]


def _rows(
    means: Mapping[str, np.ndarray], pseudo: Mapping[str, np.ndarray], units: Sequence[str], confidence: float
) -> list[Row]:
    rows = []
    for policy, mean in means.items():
        for row in _with_interval(mean, half_width(pseudo[policy], confidence), units, len(pseudo[policy])):
            rows.append({"policy": policy} | row)
    return rows


def _pairs(policies: Sequence[str], base: str) -> list[tuple[str, str]]:
    """Each pair of policies once: those with the reference first, which is the second of its pairs."""
    others = [policy for policy in policies if policy != base]
    return [(policy, base) for policy in others] + [(later, first) for first, later in combinations(others, 2)]


def _differences(
    means: Mapping[str, np.ndarray],
    pseudo: Mapping[str, np.ndarray],
    units: Sequence[str],
    asked: tuple[Sequence[tuple[str, str]], float],
) -> list[Row]:
    pairs, confidence = asked
    rows = []
    for policy, base in pairs:
        half = half_width(pseudo[policy] - pseudo[base], confidence)
        for row in _with_interval(means[policy] - means[base], half, units, len(pseudo[policy])):
            rows.append({"policy": policy, "against": base} | row)
    return rows


def _with_interval(mean: np.ndarray, half: np.ndarray, units: Sequence[str], n: int) -> Iterator[Row]:
    """Rows of the measures that have a value; a horizon may be too short for some."""
    for place, name in enumerate(dictionary.NAMES):
        if np.isfinite(mean[place]):
            low, high = float(mean[place] - half[place]), float(mean[place] + half[place])
            middle = {"mean": float(mean[place]), "low": low, "high": high}
            yield {"measure": name, "unit": units[place]} | middle | {"replications": n}


def _variance(pseudo: Mapping[str, np.ndarray], base: str) -> list[Row]:
    """Variance of a difference with common random numbers, and with independent ones (sum of both variances)."""
    rows = []
    for policy, mine in pseudo.items():
        if policy == base or len(mine) < 2:
            continue
        shared = (mine - pseudo[base]).var(axis=0, ddof=1)
        independent = mine.var(axis=0, ddof=1) + pseudo[base].var(axis=0, ddof=1)
        for name in VARIANCE_OF:
            place = dictionary.NAMES.index(name)
            both = {"shared": float(shared[place]), "independent": float(independent[place])}
            # what is left of a difference that never varies is rounding
            varies = both["shared"] > ROUNDING * both["independent"]
            ratio = both["independent"] / both["shared"] if varies else float("nan")
            rows.append({"policy": policy, "against": base, "measure": name} | both | {"ratio": ratio})
    return rows


def _statements(scenarios: Mapping[str, Scenario], outcomes: Mapping[str, Sequence[Outcome]]) -> list[Row]:
    rows = []
    for policy, played in outcomes.items():
        units = ledger.units(scenarios[policy])
        book = np.stack([outcome.book for outcome in played]).mean(axis=0)
        for month, unit, kind in np.argwhere(book):
            line = {"policy": policy, "unit": units[unit], "kind": ledger.NAMES[kind], "month": int(month)}
            rows.append(line | {"usd": float(book[month, unit, kind])})
    return rows


def _days(scenarios: Mapping[str, Scenario], outcomes: Mapping[str, Sequence[Outcome]]) -> list[Row]:
    """Means over replications by day, for curves of retention and purchases."""
    rows = []
    for policy, played in outcomes.items():
        table = np.stack([outcome.days for outcome in played])
        left = np.cumsum(table["departed_first"], axis=1).mean(axis=0)
        kept = 1 - left / scenarios[policy].customers.n_start
        means = {name: table[name].mean(axis=0) for name in DAY.names or () if name != "day"}
        for place, day in enumerate(table["day"][0]):
            amounts = {name: float(mean[place]) for name, mean in means.items()}
            rows.append({"policy": policy, "day": int(day), "kept_share": float(kept[place])} | amounts)
    return rows


def _durations(outcomes: Mapping[str, Sequence[Outcome]]) -> list[Row]:
    """Histograms of talk time and of the wait of answered contacts; the last class is open."""
    rows = []
    for policy, played in outcomes.items():
        for name, edges_s in (("talk_s", TALK_EDGES_S), ("waited_s", WAIT_EDGES_S)):
            counts = np.sum([getattr(outcome, name) for outcome in played], axis=0)
            shares = counts / max(1, counts.sum())
            for from_s, share in zip(edges_s, shares, strict=True):
                rows.append({"policy": policy, "measure": name, "from_s": float(from_s), "share": float(share)})
    return rows


def _replications(tallies: Mapping[str, np.ndarray], units: Sequence[str]) -> list[Row]:
    rows = []
    for policy, tally in tallies.items():
        for replication, value in enumerate(ratios.values(tally)):
            for place in np.flatnonzero(np.isfinite(value)).tolist():
                row = {"policy": policy, "replication": replication, "measure": dictionary.NAMES[place]}
                rows.append(row | {"unit": units[place], "value": float(value[place])})
    return rows
