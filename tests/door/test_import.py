"""`import sim` costs nothing until something is asked of it."""

import subprocess
import sys
from importlib.metadata import version

import pytest

import sim

LOADED = "import sys, sim; print(*{name.partition('.')[0] for name in sys.modules})"


@pytest.mark.parametrize("library", ["hydra", "matplotlib", "numba", "numpy", "pydantic"])
def test_importing_sim_loads_no_library(library):
    loaded = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True).stdout
    assert library not in loaded.split()


@pytest.mark.parametrize("name", sim.__all__)
def test_every_name_of_the_door_is_there(name):
    assert getattr(sim, name)


def test_the_door_is_all_that_is_listed():
    assert dir(sim) == sorted(sim.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'sim' has no attribute 'simulat'"):
        sim.simulat  # noqa: B018


def test_the_version_is_that_of_the_package():
    assert sim.__version__ == version("rapport")
