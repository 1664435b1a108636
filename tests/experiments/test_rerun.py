"""A saved run is played again from its folder, to the bit."""

import json
import sys

import pytest

from experiments.main import main


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
