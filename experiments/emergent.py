"""Are results plausible against published benchmarks?"""

from collections.abc import Mapping
from typing import NamedTuple

from omegaconf import DictConfig

from experiments.main import experiment
from sim.config import inputs

AVERAGE = "neutral"  # the policy of an average center
# The simplified model: the same equations customer by customer, waits drawn from a fixed distribution, staffing at 82 %
# occupancy, one replication, 100,000 customers, 540 days.
MEASURES = (
    "solved_share", "recorded_solved_share", "fcr_share", "talk_s", "shed_share", "dead_end_share", "web_solved_share",
    "contacts_per_issue", "failure_demand_share", "churn_year", "quits_year", "morale", "loyalty", "usd_per_contact",
    "service_cost_usd", "total_value_usd",
)  # fmt: skip
# fmt: off
SIMPLIFIED = {  # a row as MEASURES, by policy
    "neutral": (.71, .83, .53, 189, 0, .13, .11, 1.08, .59, .148, .30, .51, -.08, 5.4, 3.00e6, 93.3e6),
    "aht_target": (.54, .79, .36, 146, .23, .11, .11, 1.27, .65, .161, .35, .42, -.22, 4.6, 2.86e6, 89.7e6),
    "scripted_checklist": (.70, .82, .58, 210, 0, .25, .11, 1.04, .58, .156, .49, .28, -.16, 6.0, 3.17e6, 90.7e6),
    "self_service_deflection": (.71, .82, .52, 218, 0, .14, .17, .96, .62, .154, .30, .49, -.17, 6.1, 2.95e6, 91.5e6),
    "automation_first": (.71, .82, .52, 190, 0, .14, .17, .88, .64, .155, .30, .49, -.18, 5.6, 2.50e6, 91.7e6),
    "cross_sell_push": (.71, .83, .53, 225, 0, .13, .11, 1.08, .59, .153, .31, .47, -.15, 6.1, 3.36e6, 91.7e6),
    "outsourced_per_minute": (.70, .82, .55, 258, 0, .21, .11, 1.06, .59, .154, .63, .34, -.15, 3.2, 1.70e6, 92.7e6),
    "outsourced_per_contact": (.38, .83, .24, 132, .44, .13, .11, 1.46, .70, .178, .72, .27, -.35, 2.5, 1.76e6, 87.6e6),
    "outcome_contract": (.74, .87, .56, 204, .03, .10, .11, 1.07, .59, .147, .42, .53, -.08, 3.0, 1.86e6, 94.6e6),
    "empowered_ownership": (.82, .89, .68, 240, 0, .02, .11, .96, .54, .131, .20, .78, .16, 6.7, 3.35e6, 99.3e6),
    "proactive_care": (.76, .86, .57, 194, 0, .08, .10, 1.02, .56, .140, .25, .63, .01, 5.6, 3.25e6, 95.7e6),
    "human_by_choice": (.72, .83, .54, 207, 0, .12, .03, 1.17, .57, .138, .30, .54, .10, 5.7, 3.55e6, 97.3e6),
}
# fmt: on


class Benchmark(NamedTuple):
    """A benchmark of average centers: measure, range, source and evidence (H, M, L, J)."""

    measure: str
    low: float
    high: float
    source: str
    sure: str


BENCHMARKS = (
    Benchmark("solved_share", 0.65, 0.79, "SQM (2022): near .70, good centers .70-.79", "M"),
    Benchmark("fcr_share", 0.43, 0.53, "SQM (2022): near .48 = .70 x .70", "M"),
    Benchmark(
        "repeat_share", 0.25, 0.40, "SQM (2022), Anonymous Bank: unsolved near .30, of which most come back", "M"
    ),
    Benchmark("failure_demand_share", 0.25, 0.75, "Seddon: .25-.75 in private firms, routinely .40-.60", "M"),
    Benchmark("quits_year", 0.20, 0.45, "Metrigy (2024): .31", "M"),
    Benchmark("occupancy", 0.80, 0.98, "SWPP: goal .80-.85, real .90-.98", "M"),
    Benchmark("web_solved_share", 0.09, 0.14, "Gartner (2019), Gartner (2024)", "M"),
    Benchmark("deflected_share", 0.35, 0.55, "Gartner (2019): .45 by the center's own count", "M"),
    Benchmark("recorded_solved_share", 0.70, 0.85, "Dixon/tethr (2020): .76 by the center's own count", "M"),
    Benchmark("resolution_gap", 0.20, 0.40, "Dixon/tethr (2020): .36 = recorded .76 less .40 by customers' count", "M"),
    Benchmark("usd_per_contact", 5, 8, "Gartner (2019), ContactBabel", "M"),
    Benchmark("response_share", 0.01, 0.10, "Vocalabs (2010): anonymous surveys", "M"),
    Benchmark("short_call_share", 0.04, 0.09, "Brown et al. (2005): .067 of a bank's calls", "H"),
    Benchmark("talk_s", 169, 207, "Anonymous Bank: 188 s for regular calls", "H"),
)


@experiment("emergent")
def main(config: DictConfig) -> None:
    """Print each measure beside the simplified model's value and beside published ranges."""
    study, played = inputs.checked(config)
    from sim.study.compare import compare
    from sim.study.comparison import Design

    design = Design(study.replications, study.seed, study.against, study.confidence, study.engine)
    rows = compare(played, design, study.workers).rows
    found = {(row["policy"], row["measure"]): row for row in rows}
    print("this model / simplified model; * = differs by more than a tenth\n")
    policies = [name for name in SIMPLIFIED if name in played]
    print(f"| | {' | '.join(policies)} |\n|---|{'--:|' * len(policies)}")
    for place, measure in enumerate(MEASURES):
        cells = [beside(found[name, measure]["mean"], SIMPLIFIED[name][place]) for name in policies]
        print(f"| {measure} | {' | '.join(cells)} |")
    print(f"\n{AVERAGE}, beside published figures of average centers\n")
    print("| measure | estimate (interval) | range | verdict | source | evidence |\n|---|--:|--:|---|---|---|")
    for one in BENCHMARKS:
        print(benchmarked(one, found[AVERAGE, one.measure]))


def beside(ours: float, theirs: float) -> str:
    """Two values; ``*`` marks a difference of more than a tenth.

    >>> beside(0.5, 0.4), beside(2.0e6, 2.1e6)
    ('0.5 / 0.4 *', '2e+06 / 2.1e+06')
    """
    return f"{ours:.3g} / {theirs:.3g}{' *' if abs(ours - theirs) > 0.1 * abs(theirs) else ''}"


def benchmarked(benchmark: Benchmark, row: Mapping[str, float]) -> str:
    """A row of the table: the estimate and whether it is in the published range.

    >>> benchmarked(Benchmark("occupancy", 0.8, 0.98, "SWPP", "M"), {"mean": 0.5, "low": 0.4, "high": 0.6})
    '| occupancy | 0.5 (0.4 to 0.6) | 0.8 to 0.98 | below | SWPP | M |'
    """
    verdict = "below" if row["mean"] < benchmark.low else "above" if row["mean"] > benchmark.high else "in range"
    here = f"{row['mean']:.3g} ({row['low']:.3g} to {row['high']:.3g})"
    cells = (
        benchmark.measure,
        here,
        f"{benchmark.low:.3g} to {benchmark.high:.3g}",
        verdict,
        benchmark.source,
        benchmark.sure,
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
