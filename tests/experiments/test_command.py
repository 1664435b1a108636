"""The command `rapport`, and how it launches experiments."""

import argparse
import importlib
import logging
import sys
from pathlib import Path

import pytest
from omegaconf import DictConfig

from experiments import main as command
from sim.config import inputs


def called(monkeypatch: pytest.MonkeyPatch, *words: str) -> int | str | None:
    """The exit status of a command line, 0 where it just returns."""
    monkeypatch.setattr(sys, "argv", ["rapport", *words])
    try:
        command.main()
    except SystemExit as end:
        return end.code
    return 0


@command.experiment("config")
def noted(config: DictConfig) -> None:
    """An experiment that only notes what it was given, with a library that talks."""
    logging.getLogger("a_library").info("cache made")
    (command.run_folder() / "seed.txt").write_text(str(config.seed))


def launched(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr(sys, "argv", ["noted", *words])
    noted()


@pytest.mark.parametrize("words", [(), ("--help",), ("-h",)])
def test_without_a_name_every_command_is_listed_with_its_question(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert called(monkeypatch, *words) == 0
    listed = capsys.readouterr().out
    for name, question in command.commands().items():
        assert f"{name:<10} {question}" in listed


def test_every_command_has_a_question_and_a_main() -> None:
    for name, question in command.commands().items():
        assert question
        assert callable(importlib.import_module(f"experiments.{name}").main)


def test_compare_is_a_command() -> None:
    assert "compare" in command.commands()


def test_an_unknown_command_is_answered_with_the_nearest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(monkeypatch, "compere") == 2
    assert capsys.readouterr().err == "there is no command 'compere'; the nearest is compare\n"


def test_two_runs_of_one_second_get_a_folder_each(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command.time, "strftime", lambda _: "2030-01-01_00-00-00")
    launched(monkeypatch, "seed=1")
    launched(monkeypatch, "seed=2")
    notes = {file.parent.name: file.read_text() for file in tmp_path.rglob("seed.txt")}
    assert notes == {"2030-01-01_00-00-00": "1", "2030-01-01_00-00-00-2": "2"}


def test_the_folder_may_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    launched(monkeypatch, f"hydra.run.dir={tmp_path}/mine", "seed=7")
    assert (tmp_path / "mine" / "seed.txt").read_text() == "7"


def test_several_values_make_several_folders_in_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    launched(monkeypatch, "-m", f"hydra.sweep.dir={tmp_path}/sweep", "seed=3,4")
    notes = [(tmp_path / "sweep" / job / "seed.txt").read_text() for job in ("0", "1")]
    assert notes == ["3", "4"]


@pytest.mark.parametrize("words", [("seed=2",), ("-m", "seed=1,2")])
def test_no_message_of_a_library_stands_between_our_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    launched(monkeypatch, *words)
    out, err = capsys.readouterr()
    assert (out, "cache made" in err) == ("", True)


def test_the_config_is_shown_without_a_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    launched(monkeypatch, "--cfg", "job", "horizon_d=5")
    assert "horizon_d: 5\n" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_a_users_own_policy_is_played_next_to_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "own" / "policy").mkdir(parents=True)
    (tmp_path / "own" / "policy" / "mine.yaml").write_text("# @package policies.mine\nauthority: .5\n")
    played = {}

    @command.experiment("config")
    def task(config: DictConfig) -> None:
        played.update(inputs.scenarios(config))

    words = ["--config-dir", f"{tmp_path}/own", f"hydra.run.dir={tmp_path}/run", "policy=[neutral,mine]"]
    monkeypatch.setattr(sys, "argv", ["task", *words])
    task()
    assert {name: scenario.policy.authority for name, scenario in played.items()} == {"neutral": 0, "mine": 0.5}


@pytest.mark.parametrize(
    "words",
    [
        ("horizon_d=30", "--config-dir", "own", "--config-name", "mine", "seed=7"),
        ("--config-dir=own", "horizon_d=30", "--config-name=mine", "--", "seed=7"),
        ("--config-name", "mine", "seed=7", "-m", "horizon_d=30", "--config-dir", "own"),
    ],
)
def test_keys_and_options_stand_in_any_order(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mine.yaml").write_text("defaults: [config, _self_]\nhorizon_d: 2\n")
    launched(monkeypatch, *words)
    assert [file.read_text() for file in tmp_path.rglob("seed.txt")] == ["7"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("-m", "--cfg", "job", "seed=1,2"), "--multirun and --cfg do not go together; choose one"),
        (("--run", "--info"), "--run and --info do not go together; choose one"),
        (("--resolve",), "--resolve goes with --cfg job"),
        (("--package", "costs"), "--package goes with --cfg job"),
        (
            ("--experimental-rerun", "x"),
            "--experimental-rerun is not for rapport; rapport rerun FOLDER plays a saved run",
        ),
        (("--horizon_d=3",), "unrecognized arguments: --horizon_d=3; a key is written without dashes, horizon_d=30"),
        (("--cfg", "yaml"), "argument --cfg/-c: invalid choice: 'yaml'"),
    ],
)
def test_options_that_do_not_go_together_are_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(SystemExit) as end:
        launched(monkeypatch, *words)
    out, err = capsys.readouterr()
    assert (end.value.code, out, err.count("\n"), err[: len(sentence)]) == (2, "", 1, sentence)


@pytest.mark.parametrize("words", [("--help", "seed=3"), ("seed=3", "--info", "searchpath"), ("-c", "all", "seed=3")])
def test_what_hydra_shows_is_shown_without_a_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert called(monkeypatch, "compare", *words) == 0
    assert capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("line", "offered"),
    [("rapport comp", "compare"), ("rapport compare costs.wage", "costs.wage_usd_h="), ("rapport regimes on", "only=")],
)
def test_the_shell_completes_commands_and_keys(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, offered: str
) -> None:
    monkeypatch.setenv("COMP_LINE", line)
    assert called(monkeypatch, "-sc", "query=bash") == 0
    assert offered in capsys.readouterr().out.split()


def test_the_shells_completion_is_installed_for_all_commands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(monkeypatch, "--shell-completion", "install=bash") == 0
    assert capsys.readouterr().out.endswith("-F hydra_bash_completion rapport\n")


def test_a_users_own_file_goes_before_the_shipped_one_of_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "own" / "churn").mkdir(parents=True)
    (tmp_path / "own" / "churn" / "default.yaml").write_text("hazard_month: .5\n")
    (tmp_path / "own" / "config.yaml").write_text("defaults: [_self_, churn: default]\nseed: 9\n")
    played = []

    @command.experiment("config", check=lambda config: played.append((config.seed, dict(config.churn))))
    def task(config: DictConfig) -> None:
        played.append((config.seed, dict(config.churn)))

    monkeypatch.setattr(sys, "argv", ["task", "--config-dir", f"{tmp_path}/own", f"hydra.run.dir={tmp_path}/run"])
    task()
    assert played == [(9, {"hazard_month": 0.5})] * 2


def test_an_interrupted_run_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    @command.experiment("config")
    def task(config: DictConfig) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "argv", ["task", f"hydra.run.dir={tmp_path}/run"])
    with pytest.raises(SystemExit) as end:
        task()
    assert (end.value.code, capsys.readouterr().err) == (
        130,
        "interrupted; what was played is kept, and the same command goes on from there in a new folder\n",
    )


def test_argparse_of_python_3_14_takes_hydras_lazy_help(monkeypatch: pytest.MonkeyPatch) -> None:
    def strict(parser: argparse.ArgumentParser, action: argparse.Action) -> None:
        assert "%" in action.help

    monkeypatch.setattr(argparse._ActionsContainer, "_check_help", strict, raising=False)
    command._let_hydra_start()
    checked = argparse._ActionsContainer._check_help
    checked(argparse.ArgumentParser(), argparse.Action(["-x"], "x", help=object()))
    with pytest.raises(AssertionError):
        checked(argparse.ArgumentParser(), argparse.Action(["-x"], "x", help="no sign"))
