"""Where the kernel's time goes, by file: ``python -m benchmarks.where erlang_a`` or ``full``.

Needs Linux's perf, and addr2line and readelf of binutils. Compiles with line numbers in a cache of its own, plays under
perf, and looks up in the compiled object which line of which file each sample fell on.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks import contenders as c
from sim.compiled import code_cache, pieces
from sim.model.engines import kernel, replication
from sim.model.engines.replication import read
from sim.model.setup.start import start
from sim.scenario import Scenario

ROUNDS = 10
SAMPLE = re.compile(r"\s*([0-9.]+):\s+([0-9a-f]+) .*\((.*)\)")
TEXT = re.compile(r"(\.l?text)\s+PROGBITS\s+\S+\s+\S+\s+([0-9a-f]+)")


def play(what: str, folder: Path) -> None:
    """Compile the kernel and keep its object; or, if that is there, play, and tell where it was loaded, and when."""
    scenario = c.erlang_a(30) if what == "erlang_a" else c.neutral(horizon_d=540)
    program = folder / "kernel.o"
    spans = [days_of(scenario) for _ in range(ROUNDS if program.exists() else 1)]
    play_days: Any = kernel.play_days
    part, compiled = play_days.part, next(iter(play_days.overloads.values()))
    if program.exists():
        name = pieces.described(part, pieces.symbol(f"{part.name}.{part.key}")).llvm_cpython_wrapper_name
        loaded = compiled.library.get_pointer_to_function(name)
        (folder / "loaded.json").write_text(json.dumps([name, loaded, spans]))
    else:
        program.write_bytes(code_cache.read(part.file))


def days_of(scenario: Scenario) -> tuple[float, float]:
    """Play a replication; the clock at its first morning and at its end."""
    world = start(scenario, c.SEED, 0, replication.ROWS_AT_ONCE)
    player, at_once = kernel.Kernel(world), len(world.days)
    began_s = time.monotonic()
    for first in range(0, scenario.horizon_d, at_once):
        world = player.play(world, min(first + at_once, scenario.horizon_d))
        read(world, 0.0)
    return began_s, time.monotonic()


def samples(folder: Path, spans: list[tuple[float, float]]) -> tuple[Counter[int], int]:
    """How often each address was met while days were played, and how often the mathematical library."""
    script = ["perf", "script", "-i", str(folder / "perf.data"), "-F", "time,ip,sym,dso"]
    met: Counter[int] = Counter()
    library = 0
    for line in subprocess.run(script, check=True, capture_output=True, text=True).stdout.splitlines():
        found = SAMPLE.match(line)
        if found and any(began_s < float(found[1]) < ended_s for began_s, ended_s in spans):
            met[int(found[2], 16)] += 1
            library += "libm" in found[3]
    return met, library


def by_file(folder: Path) -> Counter[str]:
    """Samples in the kernel by file, and in the mathematical library."""
    name, loaded, spans = json.loads((folder / "loaded.json").read_text())
    program = str(folder / "kernel.o")
    symbols = subprocess.run(["readelf", "-sW", program], check=True, capture_output=True, text=True).stdout
    offset = next(int(line.split()[1], 16) for line in symbols.splitlines() if line.endswith(" " + name))
    sections = subprocess.run(["readelf", "-SW", program], check=True, capture_output=True, text=True).stdout
    section, length = max(
        ((found[1], int(found[2], 16)) for found in TEXT.finditer(sections)), key=lambda item: item[1]
    )
    first = loaded - offset
    met, library = samples(folder, spans)
    ours = {address - first: n for address, n in met.items() if 0 <= address - first < length}
    look_up = ["addr2line", "-j", section, "-e", program]
    lines = subprocess.run(
        look_up, input="\n".join(map(hex, ours)), check=True, capture_output=True, text=True
    ).stdout.splitlines()
    rest = met.total() - library - sum(ours.values())
    files: Counter[str] = Counter({"exp, log and pow": library, "Python, numpy and the system": rest})
    for line, n in zip(lines, ours.values(), strict=True):
        files[Path(line.split(":")[0]).name] += n
    return files


def main(what: str) -> None:
    """Run this file under perf, and print the shares."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {**os.environ, "NUMBA_DEBUGINFO": "1", "NUMBA_CACHE_DIR": name, "OPENBLAS_NUM_THREADS": "1"}
        record = [
            "perf",
            "record",
            "-q",
            "-e",
            "cpu-clock",
            "-F",
            "2000",
            "-k",
            "CLOCK_MONOTONIC",
            "-o",
            str(folder / "perf.data"),
        ]
        again = [sys.executable, "-m", "benchmarks.where", what, name]
        subprocess.run(again, check=True, env=environment)
        # the pieces that were compiled on the way stand in for their copies in the kernel until the next start
        subprocess.run([*record, *again], check=True, env=environment)
        files = by_file(folder)
    for file, n in files.most_common():
        if n / files.total() >= 0.005:
            print(f"{n / files.total():5.0%}  {file}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        play(sys.argv[1], Path(sys.argv[2]))
    else:
        main(sys.argv[1])
