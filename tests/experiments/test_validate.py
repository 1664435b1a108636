"""The command `rapport validate`: cases with known answers, played coarsely, and what it says of wrong ones."""

import csv
import json
import math
import sys
from functools import cache
from pathlib import Path

import pytest
from hydra._internal.utils import get_args_parser

from experiments import main, validate
from sim import theory
from sim.config import composition
from sim.config.problems import InputError
from sim.measures.dictionary import BY_NAME
from sim.model.engines.replication import stretches
from sim.study import validation
from sim.study.tasks import Kind
from sim.study.validation import Plan, Sample
from sim.theory import Queue

case_of = cache(validate.case_of)  # composing takes a quarter of a second
CASES = sorted(file.stem for file in (composition.CONFIGS / validate.GROUP).glob("*.yaml"))
WRONG = """# @package _global_
# Is the wait of two agents wrong by a factor of two?
defaults:
  - /experiment/validation/erlang_c_2
  - _self_

{changes}
"""


def called(monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str) -> int | str | None:
    """Exit status of the command, with its run in a folder."""
    monkeypatch.setenv("RAPPORT_CACHE", str(folder / "cache"))
    monkeypatch.setattr(sys, "argv", ["rapport", "validate", *words, f"hydra.run.dir={folder}/run", "workers=1"])
    try:
        main.main()
    except SystemExit as end:
        return end.code
    return 0


def own_case(folder: Path, changes: str, name: str = "mine") -> tuple[str, str]:
    """Words that play a user's own case."""
    file = folder / "own" / validate.GROUP / f"{name}.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(WRONG.format(changes=changes))
    return f"--config-dir={folder}/own", f"cases=[{name}]"


def sentences(*words: str) -> list[str]:
    try:
        for config in composition.composed_for(get_args_parser().parse_args(words), "validate", "validate"):
            validate.ready(config)
    except InputError as error:
        return list(error.args)
    return []


@pytest.mark.parametrize("name", CASES)
def test_every_case_composes_and_starts_with_its_question(name: str) -> None:
    case = case_of(name)
    assert case.question.endswith("?")
    assert case.references
    assert all(one.measure in BY_NAME for one in case.references)


@pytest.mark.parametrize(
    "names",
    [
        "erlang_c_2,issues",
        pytest.param("mg1_constant,erlang_a_50,redial_orbit,montreal_patience,sine", marks=pytest.mark.slow),
    ],
)
def test_cases_agree_when_played_coarsely(
    names: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(monkeypatch, tmp_path, f"cases=[{names}]", "precision=.15") == 0
    assert "all agree" in capsys.readouterr().out


def test_a_run_leaves_the_table_and_the_chart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    called(monkeypatch, tmp_path, "cases=[erlang_c_2]", "precision=.15")
    run = tmp_path / "run"
    rows = json.loads((run / "summary.json").read_text())["rows"]
    table = list(csv.DictReader((run / "tables" / "rows.csv").read_text().splitlines()))
    assert [row["measure"] for row in rows] == [row["measure"] for row in table] == ["delayed_share", "wait_s"]
    assert [row["verdict"] for row in rows] == ["passed", "passed"]
    assert "| wait_s |" in (run / "validation.md").read_text()
    assert {file.name for file in (run / "figures").iterdir()} == {"validation.svg", "validation.png"}


def test_a_wrong_reference_fails_with_status_1(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = own_case(tmp_path, "references: [{measure: wait_s, value: 40, source: nobody}]")
    assert called(monkeypatch, tmp_path, *words, "precision=.15") == 1
    told = capsys.readouterr().out
    assert "failed" in told
    assert "1 references of 1 cases: 1 do not agree" in told


def test_a_case_that_is_not_precise_enough_in_time_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(monkeypatch, tmp_path, "cases=[erlang_c_2]", "precision=.001", "most_minutes=1e-6") == 1
    rows = [line for line in capsys.readouterr().out.splitlines() if line.rstrip().endswith("not precise enough")]
    assert len([line for line in rows if "references of" not in line]) == 2


def test_an_interrupted_validation_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    case, plan = validate.case_of("erlang_c_2"), Plan(0.3, 0.999, "kernel", 1, 60, 1)
    first = validation.validate(case, plan, stretches, None, tmp_path)
    played = Kind(lambda task: pytest.fail("played again"), Sample)
    monkeypatch.setattr(validation, "SAMPLED", played)
    assert validation.validate(case, plan, stretches, None, tmp_path) == first


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("precision=5", "config error at precision: input should be less than 1 (got 5). Write 0.05 for 5 %"),
        (
            "confidence=99.9",
            "config error at confidence: input should be less than 1 (got 99.9). Write 0.999 for 99.9 %",
        ),
        ("most_minutes=0", "config error at most_minutes: input should be greater than 0 (got 0)"),
        ("engine=fast", "config error at engine: input should be 'kernel' or 'story' (got 'fast')"),
        ("horizon_d=3", "config error at horizon_d: is not a known key; leave it out"),
        (
            "cases=[erlang_c_3]",
            "config error at cases: input should be files of configs/experiment/validation/ (got 'erlang_c_3'); "
            "the nearest is erlang_c_2",
        ),
    ],
)
def test_a_wrong_word_is_told_in_one_sentence(words: str, told: str) -> None:
    assert sentences(*words.split()) == [told]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ("references: []", "references: input should have at least one measure and its value (got [])"),
        (
            "references: [{measure: asa, value: 1, source: me}]",
            "references.0.measure: is a name of the dictionary, sim/measures/dictionary.py; got 'asa'; "
            "the nearest is asa_s",
        ),
        (
            "references: [{measure: wait_s, value: 0, source: me}]",
            "references.0.value: is not 0, as precision is relative to it; got 0. Choose another measure",
        ),
        (
            "references: [{measure: wait_s, value: 1, source: me, at_s: 3}]",
            "references.0.at_s: goes with measure in_system, of all topics; got 'wait_s'. Leave at_s out",
        ),
        (
            "references: [{measure: wait_s, value: 1, source: me, topic: bills}]",
            "references.0.topic: is a topic of the center (everyday); got 'bills'",
        ),
        (
            "references: [{measure: occupancy, value: 1, source: me, topic: everyday}]",
            "references.0.topic: goes with a measure that has a value per topic; got 'occupancy'. Leave topic out",
        ),
        (
            "references: [{measure: occupancy, value: 1, source: me, group: everyday}]",
            "references.0.group: is not a known key; leave it out",
        ),
        (
            "references: [{measure: wait_s, value: 1, source: me, interval: 3}]",
            "references.0.interval: is not a known key; leave it out",
        ),
        ("references: [{measure: wait_s, value: 1}]", "references.0.source: is missing"),
        ("warm_up_d: 25", "warm_up_d: is less than horizon_d (25); got 25"),
    ],
)
def test_a_wrong_case_is_told_in_one_sentence(changes: str, rule: str, tmp_path: Path) -> None:
    assert sentences(*own_case(tmp_path, changes)) == [f"case mine: config error at {rule}"]


def formula(name: str) -> dict[str, float]:
    """What Erlang says of a case's queue, under the names of the measures."""
    scenario = case_of(name).scenario
    request, threshold_s = scenario.causes["request"], scenario.staffing.threshold_s
    per_s = request.issues_per_1000_month / 30 / 86400
    n_agents, patience = scenario.staffing.on_duty["everyday"][0], scenario.patience
    hang_up, lines = patience.distribution == "exponential", scenario.routing.lines
    n_places = None if lines is None else lines - n_agents
    queue = Queue(per_s, request.work_mean_s, n_agents, patience.mean_s if hang_up else math.inf, n_places)
    answer = theory.erlang_a(queue, threshold_s)
    levels = {name.replace("of_", "service_level_of_"): level for name, level in answer.levels._asdict().items()}
    same = {"delayed_share": answer.wait_share, "wait_s": answer.mean_wait_s, "offered_per_h": 3600 * per_s}
    of_calls = {"aht_s": request.work_mean_s, "patience_s": queue.patience_mean_s}
    return answer._asdict() | levels | same | of_calls


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("erlang_")])
def test_the_references_are_what_the_formula_says(name: str) -> None:
    exact = formula(name)
    references = case_of(name).references
    assert {one.measure: one.value for one in references} == pytest.approx(
        {one.measure: exact[one.measure] for one in references}, rel=2e-5
    )
