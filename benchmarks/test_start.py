"""From nothing to the first simulated day of a small scenario: compiled anew, and loaded from the cache."""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.conftest import Say

ROOT = Path(__file__).parents[1]
STARTS = 3


def first_day_s(cache: Path) -> float:
    """CPU seconds of a new process until the end of the first day."""
    command = [sys.executable, "-m", "benchmarks.one_replication"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return float(done.stdout)


def test_time_to_the_first_day(tmp_path: Path, benchmark: Any, say: Say) -> None:
    cold_s = benchmark.pedantic(first_day_s, (tmp_path,), rounds=1)
    warm_s = median(first_day_s(tmp_path) for _ in range(STARTS))
    say("s of CPU to the first simulated day, everything compiled anew", f"{cold_s:.1f}", "under 20")
    say("s of CPU to the first simulated day, compiled before", f"{warm_s:.2f}", "under 1.5")
