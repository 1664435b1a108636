"""Who waits for a study sees how far it is."""

import sys
from types import ModuleType

import pytest

from sim.study import progress


@pytest.fixture
def notebook(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipykernel", ModuleType("ipykernel"))


def test_where_nobody_looks_nothing_is_written(capsys):
    with progress.progress_bar(2, 0, "tasks") as bar:
        bar.update(2)
    assert capsys.readouterr().err == ""


def test_where_nothing_is_to_be_played_nothing_is_written(notebook, capsys):
    with progress.progress_bar(2, 2, "tasks"):
        pass
    assert capsys.readouterr().err == ""


def test_a_notebook_without_widgets_shows_a_line_of_text(notebook, monkeypatch, capsys):
    monkeypatch.setattr(progress, "find_spec", lambda name: None)
    with progress.progress_bar(2, 0, "tasks") as bar:
        bar.update(2)
    assert "2/2" in capsys.readouterr().err
