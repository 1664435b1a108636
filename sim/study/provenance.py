"""Provenance of a result: seed, commit, code, versions, processor, command."""

import hashlib
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

PACKAGE = Path(__file__).parents[1]
LIBRARIES = ("numpy", "scipy", "numba", "simpy", "pydantic", "duckdb", "hydra-core")


def provenance(seed: int, started: float, command: Sequence[str]) -> dict[str, Any]:
    """Seed, commit, versions, processor, and duration since ``started`` (time.time())."""
    return {
        "seed": seed,
        "commit": _commit(),
        "code": code_version(),
        "versions": versions(),
        "processor": {"model": _processor(), "machine": platform.machine(), "features": _features()},
        "platform": platform.platform(),
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)),
        "duration_s": time.time() - started,
        "command": list(command),
    }


@cache
def versions() -> dict[str, str]:
    """Versions of Python, of this package and of the libraries that its numbers depend on."""
    return {"python": platform.python_version()} | {name: _version(name) for name in ("rapport", *LIBRARIES)}


@cache
def code_version() -> str:
    """Hash of the package's own sources: any change of code invalidates stored results of tasks."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"


def _commit() -> str:
    """Commit of the sources, with ``-changed`` if they differ; unknown unless git tracks these files."""
    if _git("ls-files", "--error-unmatch", "provenance.py") is None:
        return "unknown"
    commit = _git("rev-parse", "HEAD")
    return "unknown" if commit is None else commit + ("-changed" if _git("status", "--porcelain", ".") else "")


def _git(*arguments: str) -> str | None:
    command = ["git", "-C", str(PACKAGE), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or "unknown")


def _features() -> list[str]:
    config = np.show_config(mode="dicts") or {}
    return sorted(str(name) for name in config.get("SIMD Extensions", {}).get("found", []))


def command_line() -> list[str]:
    """The command as the user typed it."""
    return [Path(sys.argv[0]).name, *sys.argv[1:]]
