"""A saved run is played again from its folder, to the bit."""

import json
import shutil
import sys
from datetime import datetime, timedelta

import pytest

from experiments.main import main
from sim.config.composition import composed
from sim.config.inputs import to_save


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr(sys, "argv", ["rapport", *words])
    main()


def test_a_run_from_its_folder_is_equal_to_the_bit(monkeypatch, tmp_path, capsys):
    small = ("policy=[neutral]", "against=neutral", "horizon_d=2", "replications=2", "customers.n_start=300")
    run(monkeypatch, "compare", *small, "workers=1", "seed=7", f"hydra.run.dir={tmp_path}/one")
    run(monkeypatch, "rerun", f"{tmp_path}/one", f"hydra.run.dir={tmp_path}/two")
    assert "to the bit" in capsys.readouterr().out.splitlines()[-1]
    one, two = (json.loads((tmp_path / name / "summary.json").read_text()) for name in ("one", "two"))
    assert one == two


def test_a_run_brings_its_input_files_and_can_be_repeated_anywhere(monkeypatch, tmp_path, capsys):
    (tmp_path / "here").mkdir()
    (tmp_path / "it's there").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    times = [datetime(2026, 11, 2) + timedelta(minutes=30) * n for n in range(48)]
    plan = [f"{at:%Y-%m-%dT%H:%M},{topic},2" for at in times for topic in ("regular", "callback", "prospect", "stocks")]
    (tmp_path / "here" / "plan.csv").write_text("\n".join(["start,topic,offered", *plan]))
    small = ("policy=[neutral]", "horizon_d=1", "replications=2", "workers=1", "customers.n_start=100")
    run(monkeypatch, "compare", *small, "volumes=plan.csv", "hydra.run.dir=one")
    shutil.move("one", tmp_path / "it's there" / "one")
    shutil.rmtree(tmp_path / "here")
    monkeypatch.chdir(tmp_path / "it's there")
    run(monkeypatch, "rerun", "one")
    run(monkeypatch, "rerun", str(next((tmp_path / "it's there" / "runs" / "rerun").iterdir())), "hydra.run.dir=three")
    assert capsys.readouterr().out.count(", to the bit.\n") == 2
    assert (tmp_path / "it's there" / "three" / "inputs" / "1" / "plan.csv").read_text().startswith("start,topic")


def test_every_input_file_of_a_config_is_kept_under_a_name_of_its_own(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    words = ("volumes=plan.csv", "+policies.neutral.world.demand.log=old/plan.csv", "+demand.log=log.csv.gz")
    saved, files = to_save(composed(*words))
    assert files == {
        "inputs/1/plan.csv": tmp_path / "plan.csv",
        "inputs/2/log.csv.gz": tmp_path / "log.csv.gz",
        "inputs/3/plan.csv": tmp_path / "old" / "plan.csv",
    }
    named = (saved.volumes, saved.demand.log, saved.policies.neutral.world.demand.log)
    assert named == tuple(files)


def test_a_run_that_is_not_equal_ends_with_status_1(monkeypatch, tmp_path, capsys):
    small = ("policy=[neutral]", "horizon_d=1", "replications=2", "workers=1", "customers.n_start=100")
    run(monkeypatch, "compare", *small, f"hydra.run.dir={tmp_path}/one")
    with pytest.raises(SystemExit) as end:
        run(monkeypatch, "rerun", f"{tmp_path}/one", "seed=8", f"hydra.run.dir={tmp_path}/two")
    assert (end.value.code, "Not equal to" in capsys.readouterr().out) == (1, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [((), "name the folder of a saved run"), (("nowhere",), "input should be the folder of a saved run, with")],
)
def test_what_is_no_saved_run_is_refused_in_a_sentence(monkeypatch, capsys, words, sentence):
    with pytest.raises(SystemExit) as stop:
        run(monkeypatch, "rerun", *words)
    assert (stop.value.code, sentence in capsys.readouterr().err) == (2, True)


def test_a_run_with_a_rule_replaced_from_python_is_refused(monkeypatch, tmp_path, capsys):
    (tmp_path / "config.yaml").write_text("horizon_d: 1\n")
    (tmp_path / "provenance.json").write_text(
        json.dumps({"command": ["rapport compare"], "rules": {"sim.rules.x": {}}})
    )
    with pytest.raises(SystemExit):
        run(monkeypatch, "rerun", str(tmp_path))
    assert "rules replaced from Python (sim.rules.x)" in capsys.readouterr().err


def test_the_version_is_printed(monkeypatch, capsys):
    run(monkeypatch, "--version")
    assert capsys.readouterr().out.startswith("rapport 0.")
