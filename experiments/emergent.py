"""Do the model's numbers hang together, beside a simplified model of the same equations?"""

from omegaconf import DictConfig

from experiments import inputs
from experiments.main import experiment

# The simplified model: the same equations customer by customer, waits drawn from a fixed law, staffing at 82 %
# occupancy, one world, 100,000 customers, 540 days. In the order of POLICIES.
POLICIES = ("neutral", "aht_target", "scripted_checklist", "empowered_ownership")
SIMPLIFIED = {
    "solved_share": (0.71, 0.54, 0.70, 0.82),
    "recorded_solved_share": (0.83, 0.79, 0.82, 0.89),
    "fcr_share": (0.53, 0.36, 0.58, 0.68),
    "talk_s": (189, 146, 210, 240),
    "shed_share": (0, 0.23, 0, 0),
    "dead_end_share": (0.13, 0.11, 0.25, 0.02),
    "web_solved_share": (0.11, 0.11, 0.11, 0.11),
    "contacts_per_issue": (1.08, 1.27, 1.04, 0.96),
    "failure_demand_share": (0.59, 0.65, 0.58, 0.54),
    "churn_year": (0.148, 0.161, 0.156, 0.131),
    "quits_year": (0.30, 0.35, 0.49, 0.20),
    "morale": (0.51, 0.42, 0.28, 0.78),
    "loyalty": (-0.08, -0.22, -0.16, 0.16),
    "usd_per_contact": (5.4, 4.6, 6.0, 6.7),
    "service_cost_usd": (3.00e6, 2.86e6, 3.17e6, 3.35e6),
    "total_value_usd": (93.3e6, 89.7e6, 90.7e6, 99.3e6),
}


@experiment("emergent")
def main(config: DictConfig) -> None:
    """Print each figure beside the simplified model's, and mark what is off by more than a tenth."""
    study, played = inputs.checked(config)
    from sim.comparison import Design
    from sim.study import compare

    design = Design(study.replications, study.seed, study.against, study.confidence, study.engine)
    rows = compare(played, design, study.workers).rows
    means = {(row["policy"], row["measure"]): row["mean"] for row in rows}
    print("figure: this model / simplified model; * = off by more than a tenth")
    print(f"{'':22}", *(f"{policy:>24}" for policy in POLICIES))
    for measure, simplified in SIMPLIFIED.items():
        pairs = [(means[policy, measure], value) for policy, value in zip(POLICIES, simplified, strict=True)]
        print(f"{measure:22}", *(f"{beside(ours, theirs):>24}" for ours, theirs in pairs))


def beside(ours: float, theirs: float) -> str:
    """Two figures and a mark.

    >>> beside(0.5, 0.4), beside(2.0e6, 2.1e6)
    ('0.5 / 0.4 *', '2e+06 / 2.1e+06  ')
    """
    return f"{ours:.3g} / {theirs:.3g} {'*' if abs(ours - theirs) > 0.1 * abs(theirs) else ' '}"


if __name__ == "__main__":
    main()
