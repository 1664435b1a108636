"""The locks are complete, so that nothing has to be resolved; and each holds what it is for and no more."""

import tomllib
from collections.abc import Iterable

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.locks import LOCKS, ROOT, locked

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS, PRODUCT = PYPROJECT["dependency-groups"], PYPROJECT["project"]["dependencies"]
ASKED = {"build": GROUPS["build"], "product": PRODUCT, "dev": [*GROUPS["build"], *PRODUCT, *GROUPS["dev"]]}
SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}
ENVIRONMENTS = [
    {"python_version": python, "python_full_version": f"{python}.1", "implementation_name": "cpython"}
    | {"platform_python_implementation": "CPython", "sys_platform": system, "platform_system": name}
    | {"os_name": "nt" if system == "win32" else "posix"}
    for python in ("3.11", "3.12", "3.13", "3.14")
    for system, name in SYSTEMS.items()
]


def needed(asked: Iterable[str], environment: dict[str, str], lock: str) -> set[str]:
    """All that is needed for what is asked, with extras; every requirement must be met by the lock."""
    pins = {package.name: package for package in locked(lock) if package.holds(environment)}
    todo, seen = [(Requirement(text), "") for text in asked], set()
    while todo:
        requirement, extra = todo.pop()
        if requirement.marker and not requirement.marker.evaluate(environment | {"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        assert name in pins, f"locks/{lock}.txt has no {requirement}: make lock"
        pin = pins[name]
        assert requirement.specifier.contains(pin.version, prereleases=True), f"{requirement}, and {pin.line}"
        assert requirement.extras <= pin.requirement.extras, f"{requirement}, and {pin.line}"
        for of in {"", *requirement.extras} - {extra for key, extra in seen if key == name}:
            seen.add((name, of))
            todo += [(Requirement(text), of) for text in pin.needs] if is_here(name) else []
    return {name for name, _ in seen}


def is_here(name: str) -> bool:
    """Packages of other systems cannot be asked here what they need; there is one, and it needs nothing."""
    return name != "colorama"


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda e: f"{e['python_version']}-{e['sys_platform']}")
def test_a_lock_holds_all_that_is_needed_and_nothing_else(lock, environment):
    held = {package.name for package in locked(lock) if package.holds(environment)}
    assert needed(ASKED[lock], environment, lock) == held


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_one_release_known_by_its_hashes(lock):
    for package in locked(lock):
        assert [specifier.operator for specifier in package.requirement.specifier] == ["=="], package.line
        assert not package.requirement.specifier.contains("*"), package.line
        assert package.hashes, package.line
        assert all(digest.startswith("sha256:") for digest in package.hashes), package.line


@pytest.mark.parametrize("lock", ["build", "product"])
def test_a_developer_plays_with_the_users_releases(lock):
    assert set(locked(lock)) <= set(locked("dev"))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock):
    assert "//" not in (ROOT / "locks" / f"{lock}.txt").read_text(encoding="utf-8")
