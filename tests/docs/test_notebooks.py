"""Every notebook runs from its first cell to its last, in a folder of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
LONG = ("own_rule",)  # compiles the engine with its rule
CASES = [pytest.param(path, id=path.stem, marks=[pytest.mark.slow] * (path.stem in LONG)) for path in NOTEBOOKS]


@pytest.mark.parametrize("notebook", CASES)
def test_a_notebook_runs(notebook, tmp_path):
    env = os.environ | {"RAPPORT_CACHE": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", str(notebook)]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_starts_with_its_title(notebook):
    assert re.match(r"# %% \[markdown\]\n# # \S", notebook.read_text(encoding="utf-8"))


def test_every_notebook_is_in_the_readme():
    named = re.findall(r"\(notebooks/(\w+)\.py\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert sorted(named) == [path.stem for path in NOTEBOOKS]
