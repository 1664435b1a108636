"""Processes start clean: a script needs no main guard, and is run once."""

import subprocess
import sys
from pathlib import Path

import pytest

FINISHED = """
import math
from sim.study.workers import finished
with open("runs.txt", "a") as file:
    file.write("once")
print(sorted(finished(math.sqrt, {0: 4.0, 1: 9.0}, 2)))
print(__file__, __spec__ and __spec__.name)
"""
COMPARED = """
import sim
with open("runs.txt", "a") as file:
    file.write("once")
study = sim.load({"customers.n_start": 300}, policy="neutral", horizon_d=2, replications=2)
print(sim.compare(study, workers=2))
"""


def script(folder: Path, text: str, *words: str) -> list[str]:
    """What a script prints, and how often it was run."""
    (folder / "script.py").write_text(text)
    command = [sys.executable, "-W", "error", *(words or ["script.py"])]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [*done.stdout.splitlines(), (folder / "runs.txt").read_text()]


def test_a_script_without_a_main_guard_is_run_once(tmp_path):
    assert script(tmp_path, FINISHED)[::2] == ["[(0, 2.0), (1, 3.0)]", "once"]


def test_a_module_without_a_main_guard_is_run_once(tmp_path):
    assert script(tmp_path, FINISHED, "-m", "script")[::2] == ["[(0, 2.0), (1, 3.0)]", "once"]


def test_a_script_keeps_its_name(tmp_path):
    assert script(tmp_path, FINISHED, "-m", "script")[1] == f"{tmp_path / 'script.py'} script"


@pytest.mark.slow
def test_a_comparison_in_two_processes_needs_no_main_guard(tmp_path, monkeypatch):
    monkeypatch.setenv("RAPPORT_CACHE", str(tmp_path / "cache"))
    assert script(tmp_path, COMPARED) == ["Result(neutral; 2 replications)", "once"]
