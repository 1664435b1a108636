"""Can I trust it? Simulated values compared with exact and published ones."""

import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig, OmegaConf
from pydantic import Field

from experiments.main import experiment, run_folder
from sim.config import overrides
from sim.config.composition import CONFIGS, composed
from sim.config.inputs import checked, plain_of, references_of
from sim.config.problems import InputError, at, shown, validated
from sim.measures.ratios import known_by_topic
from sim.scenario import Scenario
from sim.scenario.nearest import way_out
from sim.scenario.strict import Positive, Strict
from sim.study.design import Engine
from sim.study.references import Reference
from sim.study.validation import Case, Plan

GROUP = Path("experiment") / "validation"
PRECISION = {Engine.kernel: 0.01, Engine.story: 0.05}


class Validation(Strict):
    """Options of the command."""

    cases: Annotated[tuple[str, ...] | None, Field(min_length=1, description="names of cases; null = all")]
    precision: Annotated[float | None, Field(gt=0, lt=1, description="half-width relative to the reference")]
    confidence: Annotated[float, Field(gt=0, lt=1, description="of each interval")]
    engine: Annotated[Engine, Field(description="kernel or story")]
    seed: Annotated[int, Field(ge=0, lt=2**63, description="seed of all draws")]
    workers: Annotated[Annotated[int, Field(ge=1)] | None, Field(description="processes; null = one for each core")]
    most_minutes: Annotated[Positive, Field(description="for a case")]


def ready(config: DictConfig) -> tuple[Validation, list[Case]]:
    """Options and cases, validated before any is simulated."""
    asked = validated(Validation, plain_of(config))
    folders = _folders(config.hydra if "hydra" in config else HydraConfig.get())
    names = _names(asked, folders)
    cases: list[Case] = []
    sentences: list[str] = []
    for name in names:
        try:
            cases.append(case_of(name, folders))
        except InputError as error:
            sentences += [f"case {name}: {sentence}" for sentence in error.args]
    if sentences:
        raise InputError(*sentences)
    return asked, cases


def case_of(name: str, folders: tuple[Path, ...] = (CONFIGS,)) -> Case:
    """A case, composed as `rapport compare experiment=validation/NAME` would."""
    try:
        config = composed(f"experiment=validation/{name}", folders=folders)
    except overrides.FROM_HYDRA as error:
        raise InputError(overrides.sentence(error, (), folders)) from None
    study, played = checked(config)
    references = references_of(config)
    if not references:
        raise InputError(at("references", "input should have at least one measure and its value (got [])"))
    _check_topics(references, played[study.against])
    return Case(name, question_of(_file(name, folders)), played[study.against], references)


def _check_topics(references: tuple[Reference, ...], scenario: Scenario) -> None:
    """Refuse a topic beside a measure that has no value per topic."""
    known = known_by_topic(scenario)
    sentences = [
        at(
            f"references.{place}.topic",
            f"goes with a measure that has a value per topic; got {shown(one.measure)}. Leave topic out",
        )
        for place, one in enumerate(references)
        if one.topic is not None and one.measure not in known
    ]
    if sentences:
        raise InputError(*sentences)


def question_of(file: Path) -> str:
    """The question at the beginning of a case's file."""
    lines = file.read_text(encoding="utf-8").splitlines()
    comments = (line.removeprefix("#").strip() for line in lines if line.startswith("#") and "@package" not in line)
    return " ".join(comments).partition("?")[0] + "?"


def _folders(hydra: Any) -> tuple[Path, ...]:
    """Folders in which cases are searched: the user's own, then the shipped one."""
    sources = [source.path for source in hydra.runtime.config_sources if source.schema == "file"]
    return tuple(dict.fromkeys([*map(Path, sources), CONFIGS]))


def _file(name: str, folders: tuple[Path, ...]) -> Path:
    return next(file for folder in folders if (file := folder / GROUP / f"{name}.yaml").exists())


def _names(asked: Validation, folders: tuple[Path, ...]) -> list[str]:
    there = sorted({file.stem for folder in folders for file in (folder / GROUP).glob("*.yaml")})
    unknown = [name for name in asked.cases or () if name not in there]
    if unknown:
        raise InputError(*(at("cases", _no_such_case(name, there)) for name in unknown))
    return list(dict.fromkeys(asked.cases or there))


def _no_such_case(name: str, there: list[str]) -> str:
    return f"input should be files of configs/{GROUP.as_posix()}/ (got {shown(name)}); {way_out(name, there)}"


def played(asked: Validation, cases: list[Case]) -> Iterator[dict[str, Any]]:
    """Run the cases one after the other in the same processes; yield a row for each reference."""
    from sim.compiled.parallel import cores
    from sim.study.compare import loaded
    from sim.study.validation import validate
    from sim.study.workers import processes

    at_once = asked.workers or cores()
    precision = asked.precision or PRECISION[asked.engine]
    plan = Plan(precision, asked.confidence, asked.engine, asked.seed, asked.most_minutes * 60, at_once)
    days = loaded(asked.engine)
    with processes(at_once) if at_once > 1 else nullcontext() as pool:
        for case in cases:
            yield from validate(case, plan, days, pool)


@experiment("validate", check=ready)
def main(config: DictConfig) -> None:
    """Print the table, write it and the chart to the run's folder, and exit with 1 if a case fails."""
    started = time.time()
    asked, cases = ready(config)
    from sim import report
    from sim.study import store
    from sim.study.provenance import command_line, provenance

    rows = list(played(asked, cases))
    folder, origin = run_folder(), provenance(asked.seed, started, command_line())
    store.write_run(folder, {"rows": rows}, OmegaConf.to_yaml(config, resolve=True), origin)
    print(report.verdicts(rows), flush=True)
    report.write_verdicts(rows, folder)
    print(f"\nRun: {folder}\nChart: {folder / 'figures' / 'validation.png'}")
    if report.n_failed(rows):
        sys.exit(1)


if __name__ == "__main__":
    main()
