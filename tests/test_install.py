"""Setting up: newer releases change nothing, and what a user needs is parted from what a developer needs."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.version import Version

from tests.locks import LOCKS, ROOT, Locked, locked
from tests.wheels import BUILDERS, builder, metadata, sha256, write_index, write_sources, write_wheel

WITHOUT_A_WHEEL = ("antlr4-python3-runtime",)
INSTALLED = """
import importlib.metadata as m, json
print(json.dumps({d.name.lower().replace("_", "-"): [d.version, d.metadata["Summary"]] for d in m.distributions()}))
"""


def files_of(package: Locked, folder: Path) -> Iterator[Path]:
    """The file that is locked first; then what came later: another file of that release, and a release."""
    files = builder(package.name) if package.name in BUILDERS else {}
    told = metadata(package.name, package.version, "as locked", package.needs)
    sources = package.name in WITHOUT_A_WHEEL
    yield write_sources(folder, told) if sources else write_wheel(folder, told, files=files)
    added = metadata(package.name, package.version, "added later", package.needs)
    yield write_wheel(folder, added, build="-1", files=files)
    newer = metadata(package.name, f"{Version(package.version).major + 1}.0", "newer", package.needs)
    yield write_wheel(folder, newer, files=files)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, str]]:
    """An index of all that is locked for this Python, its address, and the hash of each file that is locked."""
    folder = tmp_path_factory.mktemp("files")
    files = {package.name: list(files_of(package, folder)) for package in locked("dev") if package.holds()}
    address = write_index(tmp_path_factory.mktemp("index"), files)
    return address, {name: sha256(paths[0]) for name, paths in files.items()}


@pytest.fixture
def checkout(tmp_path: Path, index: tuple[str, dict[str, str]]) -> Path:
    """What a set-up reads, at a path with a space; the locks hold the hashes of the index's files."""
    folder = tmp_path / "a checkout"
    for name in (".ci/setup", "pyproject.toml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / "locks").mkdir()
    for name in LOCKS:
        here = [package for package in locked(name) if package.holds()]
        lines = [f"{package.line} --hash=sha256:{index[1][package.name]}\n" for package in here]
        (folder / "locks" / f"{name}.txt").write_text("".join(lines), encoding="utf-8")
    return folder


def set_up(checkout: Path, address: str, installer: str, lock: str) -> dict[str, tuple[str, str]]:
    """Run `.ci/setup` with one installer on the PATH; version and summary of all that is in `.venv` then."""
    tools, beside = checkout.parent / "bin", Path(sys.executable).parent
    tools.mkdir(exist_ok=True)
    for tool in ("bash", "dirname", *(["uv"] if installer == "uv" else [])):
        found = shutil.which(tool, path=f"{beside}{os.pathsep}{os.environ['PATH']}")
        assert found, f"no {tool}: make develop"
        (tools / tool).unlink(missing_ok=True)
        (tools / tool).symlink_to(found)
    home = str(checkout.parent / "home")  # neither cached files nor settings of this machine
    settings = {"PATH": str(tools), "PYTHON": sys.executable, "HOME": home, "XDG_CACHE_HOME": home}
    settings |= {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": address}
    settings |= {"UV_NO_CONFIG": "1", "UV_DEFAULT_INDEX": address}
    command = [tools / "bash", ".ci/setup", lock]
    done = subprocess.run(command, cwd=checkout, env=settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    python = checkout / ".venv" / "bin" / "python"
    listed = subprocess.run([python, "-c", INSTALLED], capture_output=True, text=True, check=True).stdout
    return {name: tuple(told) for name, told in json.loads(listed).items() if name != "pip"}


def as_locked(name: str) -> dict[str, str]:
    return {package.name: package.version for package in locked(name) if package.holds()}


@pytest.mark.slow
@pytest.mark.parametrize("installer", ["pip", pytest.param("uv", marks=pytest.mark.verify)])
def test_newer_releases_change_nothing(installer, checkout, index):
    tools = as_locked("build")
    built = dict.fromkeys(WITHOUT_A_WHEEL, f"built with setuptools {tools['setuptools']}")
    built["rapport"] = f"built with hatchling {tools['hatchling']}"
    # what a developer needs comes on top of what a user has
    for lock in ("product", "dev"):
        installed = set_up(checkout, index[0], installer, lock)
        assert {name: told[0] for name, told in installed.items() if name != "rapport"} == as_locked(lock) | tools
        assert {name: told[1] for name, told in installed.items() if told[1] != "as locked"} == built
