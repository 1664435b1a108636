"""A wrong config is told in one sentence, before anything runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hydra._internal.utils import get_args_parser

from experiments import inputs
from experiments.problems import InputError

POLICIES = "aht_target, empowered_ownership, neutral or scripted_checklist"
WEEKDAYS = "'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday' or 'sunday'"

WRONG = {
    # out of bounds
    "horizon_d=0": "horizon_d: input should be greater than or equal to 1 (got 0)",
    "horizon_d=4000": "horizon_d: input should be less than or equal to 3650 (got 4000)",
    "replications=1": "replications: input should be greater than or equal to 2 (got 1)",
    "seed=-1": "seed: input should be greater than or equal to 0 (got -1)",
    "workers=0": "workers: input should be greater than or equal to 1 (got 0)",
    "confidence=95": "confidence: input should be less than 1 (got 95). Write 0.95 for 95 %",
    "staffing.shrinkage=30.0": "staffing.shrinkage: input should be less than 1 (got 30.0). Write 0.3 for 30 %",
    "costs.wage_usd_h=-1": "costs.wage_usd_h: input should be greater than or equal to 0 (got -1)",
    "costs.wage_usd_h=inf": "costs.wage_usd_h: input should be a finite number (got inf)",
    "center=always_open patience.scale_s=0": "patience.scale_s: input should be greater than 0 (got 0)",
    "customers.need.a=-1": "customers.need.a: input should be greater than 0 (got -1)",
    "causes.wrong_bill.severity=9": "causes.wrong_bill.severity: input should be less than or equal to 3 (got 9)",
    "center.profile.monday.0=-2": "center.profile.monday.0: input should be greater than or equal to 0 (got -2)",
    "policies.neutral.script=2": "policies.neutral.script: input should be less than or equal to 1 (got 2)",
    # of the wrong kind
    "seed=1.5": "seed: input should be a valid integer, got a number with a fractional part (got 1.5)",
    "seed=": "seed: input should be a valid integer, unable to parse string as an integer (got '')",
    "horizon_d=???": "horizon_d: is needed; write a value",
    "staffing.shrinkage='30%'": (
        "staffing.shrinkage: input should be a valid number, unable to parse string as a number (got '30%')"
    ),
    "costs.currency=12": "costs.currency: input should be a valid string (got 12)",
    "costs.repeat_payer=nobody": "costs.repeat_payer: input should be 'service' or 'unit' (got 'nobody')",
    "center.day0=holiday": f"center.day0: input should be {WEEKDAYS} (got 'holiday')",
    "causes.wrong_bill=3": "causes.wrong_bill: input should be a group of keys (got 3)",
    "policies.neutral=null": "policies.neutral: input should be a group of keys (got null)",
    "patience.law=gamma": (
        "patience.law: input should be one of "
        "'constant', 'exponential', 'weibull', 'lognormal', 'piecewise' (got 'gamma')"
    ),
    # missing
    "~horizon_d": "horizon_d: is missing",
    "~seed": "seed: is missing",
    "~patience.law": "patience.law: is missing",
    "~costs.currency": "costs.currency: is missing",
    "~policy": "policy: cannot be left out; write policy=... to choose another",
    "policy=[]": "policy: input should name at least one policy, policy=[neutral,aht_target]",
    # unknown
    "horizon=5": "horizon: is not a known key; the nearest is horizon_d",
    "polcy=neutral": "polcy: is not a known key; the nearest is policy",
    "wage_usd_h=3": "wage_usd_h: is not a known key; the nearest is costs.wage_usd_h",
    "costs.wage_usd=3": "costs.wage_usd: is not a known key; the nearest is costs.wage_usd_h",
    "policies.neutral.autority=1": (
        "policies.neutral.autority: is not a known key; the nearest is policies.neutral.authority"
    ),
    "+costs.rent=1": "costs.rent: is not a known key; leave it out",
    "+colour=red": "colour: is not a known key; leave it out",
    "~foo": "foo: is not a known key; leave it out",
    "against=nobody": (
        "against: input should be a policy that is played (got 'nobody'); "
        "write neutral or aht_target or scripted_checklist or empowered_ownership"
    ),
    "policy=aht_target": "against: input should be a policy that is played (got 'neutral'); write aht_target",
    "policy=kind": f"policy: input should be a file of policy/ (got 'kind'); write {POLICIES}",
    "policy=[neutral,kind]": f"policy: input should be a file of policy/ (got 'kind'); write {POLICIES}",
    "center=moon": "center: input should be a file of center/ (got 'moon'); write always_open or bank",
    "costs=3": "costs: input should be a file of costs/ (got 3); write default",
    # keys that do not go together
    "center.interval_s=7": "center.interval_s: divides a day of 86400 s; got 7. Write 900 or 1800",
    "center.interval_s=900": "center.profile.monday: has 96 intervals of 900 s; got 48",
    "+center.profile.funday=[1]": f"center.profile.funday: input should be {WEEKDAYS} (got 'funday')",
    "policies.aht_target.target_s=null": (
        "policies.aht_target.scorecard.handle_time: above 0 needs target_s, in seconds; got null. Write target_s: 160"
    ),
    "center=always_open +causes.wrong_bill.topic=moon": (
        "causes.wrong_bill.topic: is a topic of the center (everyday); got 'moon'"
    ),
    "center=always_open staffing.on_duty={stocks:[1]}": (
        "staffing.on_duty: has a row for every group of agents; 'everyday' is missing"
    ),
    "center=always_open demand.offered={moon:[1]}": "demand.offered.moon: is a topic of the center (everyday)",
    # misspelt command lines
    "horizon_d": "horizon_d: an override is key=value; put quotes around values with spaces, commas or brackets",
    "horizon_d=[1": "horizon_d=[1: an override is key=value; put quotes around values with spaces, commas or brackets",
    "=3": "=3: an override is key=value; put quotes around values with spaces, commas or brackets",
    "policy=neutral,aht_target": "policy: several values take brackets, 'policy=[...]', or -m to play each of them",
    "+horizon_d=3": "horizon_d: is in the config; write horizon_d=... without the +",
    "causes.wrong_bill.topic=stocks": (
        "causes.wrong_bill.topic: is not in the composed config; write +causes.wrong_bill.topic=... to add it"
    ),
    "horizon_d=${days}": "horizon_d: interpolation key 'days' not found",
}


def sentences(*words: str) -> list[str]:
    """What a command line with these words is told."""
    try:
        for config in inputs.composed_for(get_args_parser().parse_args(words), "config", "compare"):
            inputs.checked(config)
    except InputError as error:
        return list(error.args)
    return []


@pytest.mark.parametrize(("words", "rule"), WRONG.items())
def test_a_wrong_config_is_told_in_one_sentence(words: str, rule: str) -> None:
    assert sentences(*words.split()) == [f"config error at {rule}"]


def test_a_right_config_is_told_nothing() -> None:
    assert sentences("horizon_d=3", "policies.aht_target.target_s=100", "patience=exponential") == []


def test_every_problem_is_told_at_once() -> None:
    told = sentences("horizon_d=0", "workers=0", "policies.neutral.script=2", "policies.aht_target.authority=3")
    assert [one.split(":")[0].removeprefix("config error at ") for one in told] == [
        "workers",
        "horizon_d",
        "policies.neutral.script",
        "policies.aht_target.authority",
    ]


@pytest.mark.parametrize(
    ("word", "rule"),
    [
        ("seed=1,-1", "seed: input should be greater than or equal to 0 (got -1)"),
        ("policy=neutral,kind", f"policy: input should be a file of policy/ (got 'kind'); write {POLICIES}"),
        ("seed=interval(1,2)", "seed: an interval has no values to play; write a list or range(from,to)"),
    ],
)
def test_each_value_of_a_sweep_is_checked(word: str, rule: str) -> None:
    assert sentences("-m", word) == [f"config error at {rule}"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("wage_usd_h: [1\nb: 2\n", "{file}, line 2: expected ',' or ']', but got ':'"),
        ("wage_usd_h: 1\nwage_usd_h: 2\n", "{file}, line 2: found duplicate key wage_usd_h"),
        ("wage_usd_h: 1\n\tb: 2\n", "{file}, line 2: found character '\\t' that cannot start any token"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "costs" / "mine.yaml"
    file.parent.mkdir()
    file.write_text(text)
    assert sentences("--config-dir", str(tmp_path), "costs=mine") == [f"config error in {told.format(file=file)}"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "authority: 1\n",
            "policy: the file of a policy starts with the line '# @package policies.NAME', before all else",
        ),
        (
            "# @package policies.mine\nautority: 1\n",
            "policies.mine.autority: is not a known key; the nearest is authority",
        ),
        (
            "# @package policies.mine\nauthority: 10\n",
            "policies.mine.authority: input should be less than or equal to 1 (got 10). Write 0.1 for 10 %",
        ),
    ],
)
def test_a_users_own_policy_is_checked_like_ours(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "mine.yaml").write_text(text)
    words = ("--config-dir", str(tmp_path), "policy=[neutral,mine]")
    assert sentences(*words) == [f"config error at {told}"]


def test_a_config_folder_that_is_not_there_is_told() -> None:
    assert sentences("--config-dir", "nowhere") == [
        "config error at --config-dir: input should be a folder of config files (got 'nowhere')"
    ]


def compare(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    root = str(Path(__file__).parents[1])
    return subprocess.run(
        [sys.executable, "-m", "experiments.main", "compare", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_tells_and_leaves_with_status_2(tmp_path: Path) -> None:
    done = compare(tmp_path, "horizon_d=0")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "config error at horizon_d: input should be greater than or equal to 1 (got 0)\n",
    )


def test_a_wrong_config_leaves_no_folder_behind(tmp_path: Path) -> None:
    compare(tmp_path, "-m", "seed=1,-1")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_files_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "summary.json").write_text("precious")
    done = compare(tmp_path, "hydra.run.dir=mine")
    assert done.stderr == (
        "config error at hydra.run.dir: input should be a new folder (got 'mine', which holds files)\n"
    )
    assert [file.read_text() for file in tmp_path.rglob("*.*")] == ["precious"]
