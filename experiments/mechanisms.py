"""Does the model show what it claims to? For every mechanism, two scenarios that differ in one lever."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from omegaconf import DictConfig, OmegaConf

from experiments.main import experiment, run_folder
from sim.config.inputs import arm, merged, plain_of
from sim.config.problems import InputError, at, shown, unknown, validated
from sim.scenario import Scenario
from sim.scenario.nearest import way_out
from sim.study.design import Study

if TYPE_CHECKING:
    from sim.study.mechanisms import Mechanism, Pair

WITHOUT, WITH = "without", "with"
IGNORED = {"policies", "question", "claims", "volumes", "references"}  # of the main job


def ready(config: DictConfig) -> "tuple[Study, dict[str, Mechanism], dict[str, Pair]]":
    """The study, the mechanisms, and two scenarios for each with a claim, validated before any is simulated."""
    from sim.study.mechanisms import Pair

    plain = plain_of(config)
    known = {*Study.model_fields, *Scenario.model_fields, *IGNORED, "mechanisms", "only"} - {"policy"}
    sentences = [at(key, unknown(key, known)) for key in plain if key not in known]
    study = validated(Study, {key: value for key, value in plain.items() if key in Study.model_fields})
    catalogue = catalogue_of(plain)
    world = {key: value for key, value in plain.items() if key in Scenario.model_fields}
    pairs = {}
    for name, mechanism in catalogue.items():
        if mechanism.expected_effects:
            try:
                shared = merged(world, mechanism.world)
                arms = ((WITHOUT, mechanism.without), (WITH, mechanism.treatment))
                pairs[name] = Pair(*(arm(("mechanisms", name, side), one, shared) for side, one in arms))
            except InputError as error:
                sentences += error.args
    if sentences:
        raise InputError(*dict.fromkeys(sentences))
    return study, catalogue, pairs


def catalogue_of(plain: Mapping[str, Any]) -> "dict[str, Mechanism]":
    """The requested mechanisms, in the order of the catalogue."""
    from sim.study.mechanisms import Mechanism

    every, only = plain.get("mechanisms") or {}, plain.get("only")
    for name in only or ():
        if name not in every:
            rule = f"input should be mechanisms of the catalogue (got {shown(name)}); {way_out(name, every)}"
            raise InputError(at("only", rule))
    asked = {name: one for name, one in every.items() if only is None or name in only}
    found, sentences = {}, []
    for name, one in asked.items():
        try:
            found[name] = validated(Mechanism, one)
        except InputError as error:
            sentences += [sentence.replace("config error at ", f"config error at mechanisms.{name}.")
                          for sentence in error.args]  # fmt: skip
    if sentences:
        raise InputError(*sentences)
    return found


@experiment("mechanisms", check=ready)
def main(config: DictConfig) -> None:
    """Test all mechanisms, print the verdicts, and write mechanisms.md to the run's folder."""
    started = time.time()
    study, catalogue, pairs = ready(config)
    from sim import report
    from sim.study import store
    from sim.study.comparison import Design
    from sim.study.mechanisms import play
    from sim.study.provenance import command_line, provenance

    design = Design(study.replications, study.seed, WITHOUT, study.confidence, study.engine)
    rows = play(catalogue, pairs, design, study.workers)
    folder, origin = run_folder(), provenance(study.seed, started, command_line())
    store.write_run(folder, {"rows": rows}, OmegaConf.to_yaml(config, resolve=True), origin)
    (folder / "mechanisms.md").write_text(report.mechanisms_page(catalogue, rows, design), encoding="utf-8")
    print(report.mechanisms_printed(catalogue, rows))
    print(f"\nRun: {folder}\nPage: {folder / 'mechanisms.md'}")


if __name__ == "__main__":
    main()
