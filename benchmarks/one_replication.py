"""One replication in a process of its own: its memory, and its time from import to the first simulated day.

``python -m benchmarks.one_replication`` prints CPU seconds since the process began, at the end of the first day of a
small scenario.
"""

import os
import time
from pathlib import Path

PAGES = Path("/proc/self/statm")


def held_mb_by_day(n_days: int) -> list[float]:
    """Memory this process holds, in MB, after each day of the full model, none kept; empty where it cannot tell."""
    from benchmarks.contenders import neutral
    from sim.model.engines.replication import days

    held = []
    for _ in days(neutral(horizon_d=n_days), 1, 0):
        if PAGES.exists():
            held.append(int(PAGES.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6)
    return held


def main() -> None:
    """Play the first day of a small scenario."""
    from sim.config.composition import composed
    from sim.config.inputs import scenarios
    from sim.model.engines.replication import days

    small = scenarios(composed("policy=[neutral]", "horizon_d=1", "customers.n_start=1000"))["neutral"]
    next(days(small, 1, 0))
    print(time.process_time())


if __name__ == "__main__":
    main()
