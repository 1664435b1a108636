"""What compiling changes: nothing but the time; and a cache on disk can be absent, shared, old or broken.

Every test starts processes of its own, as whether and where to compile is settled by the first import.
"""

import ast
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

import sim
from sim.compiled.jit import SOURCES
from tests.model.engines.centers import Center, centers
from tests.model.engines.difference import difference
from tests.model.engines.play import read

PACKAGE = Path(sim.__file__).parent
ON, OFF = {"NUMBA_DISABLE_JIT": "0"}, {"NUMBA_DISABLE_JIT": "1"}
HALF = "from sim.rules.bounds import half; print(half(864000.0, 10.0))"
COLD = "from sim.compiled import jit; print(jit.is_cold([half]))"
CACHE = "from sim.compiled.jit import CACHE; print(CACHE)"
COMPILED = """
import importlib, json, pkgutil, sim
from numba.core.registry import CPUDispatcher
for module in pkgutil.walk_packages(sim.__path__, "sim."):
    importlib.import_module(module.name)
import sys
found = {id(thing): thing for name, module in sys.modules.items() if name.startswith("sim")
         for thing in vars(module).values() if isinstance(thing, CPUDispatcher)}
for each in found.values():
    each._compile_for_args()  # what a first call does
print(json.dumps({each.py_func.__module__ + "." + each.py_func.__name__:
                  [len(each.signatures), len(each.nopython_signatures)] for each in found.values()}))
"""


def started(*words: str, root: Path = PACKAGE.parent, **environment: str) -> subprocess.Popen[str]:
    """A Python that takes warnings for errors."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA")} | ON | environment
    return subprocess.Popen([sys.executable, "-W", "error", *words], cwd=root, env=env, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip


def said(process: subprocess.Popen[str]) -> str:
    out, problem = process.communicate()
    assert process.returncode == 0, problem
    return out.strip()


def few_centers(n: int, most_births_day: float) -> list[Center]:
    """Centers with little to do: without a compiler a contact takes milliseconds."""
    found: list[Center] = []

    @settings(max_examples=n, phases=[Phase.generate], suppress_health_check=[HealthCheck.filter_too_much])
    @given(centers().filter(lambda center: births_day(center) <= most_births_day))
    def collect(center: Center) -> None:
        found.append(center)

    collect()
    return found


def births_day(center: Center) -> float:
    rate = sum(cause["issues_per_1000_month"] for cause in center.parts["causes"].values())
    return rate / 30 / 1000 * center.parts["customers"]["n_start"]


def written(folder: Path, chosen: list[Center]) -> list[str]:
    folder.mkdir()
    paths = [folder / f"{i}.json" for i in range(len(chosen))]
    for path, center in zip(paths, chosen, strict=True):
        path.write_text(center.scenario().model_dump_json())
    return [str(path) for path in paths]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["story", "kernel"])
def test_records_are_the_same_to_the_bit_with_the_jit_off(engine, tmp_path):
    chosen = few_centers(25, most_births_day=31)
    with_jit, without = written(tmp_path / "on", chosen), written(tmp_path / "off", chosen)
    processes = [started("-m", "tests.model.engines.play", engine, *with_jit, **ON),
                 started("-m", "tests.model.engines.play", engine, *without, **OFF)]  # fmt: skip
    for process in processes:
        said(process)
    for on, off in zip(with_jit, without, strict=True):
        one, other = (read(Path(path).with_suffix(".npz")) for path in (on, off))
        assert not difference(one, other, ("compiled", "plain")), difference(one, other, ("compiled", "plain"))


@cache
def compilations() -> dict[str, list[int]]:
    """For each compiled function the number of its signatures, and of those compiled without Python objects."""
    return dict(json.loads(said(started("-c", COMPILED))))


@pytest.mark.slow  # loads all there is, and compiles what is not in the cache
def test_every_compiled_function_is_compiled_once_and_without_python_objects():
    assert {name: n for name, n in compilations().items() if n != [1, 1]} == {}


@pytest.mark.slow
def test_every_function_marked_as_compiled_is_found_compiled():
    marked = {f"{module_of(path)}.{function.name}" for path in sources() for function in compiled_functions(path)}
    assert marked == set(compilations())


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


def compiled_functions(path: Path) -> list[ast.FunctionDef]:
    marks = {"compiled", "called"}
    return [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)
            and any(isinstance(mark, ast.Name) and mark.id in marks for mark in node.decorator_list)]  # fmt: skip


def read_by_compiled_functions(path: Path) -> set[str]:
    """Modules of ours from which the compiled functions of a file take a name."""
    used = {
        node.id for function in compiled_functions(path) for node in ast.walk(function) if isinstance(node, ast.Name)
    }
    taken: set[str] = {module_of(path)} if used else set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim"):
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                if (name.asname or name.name) in used:
                    taken.add(
                        whole
                        if (PACKAGE.parent / Path(*whole.split("."))).with_suffix(".py").exists()
                        else str(node.module)
                    )
    return taken  # fmt: skip


def test_the_cache_is_tied_to_every_source_the_compiled_code_reads():
    covered = {module_of(path) for pattern in SOURCES for path in PACKAGE.glob(pattern)}
    read_somewhere = {module for path in sources() for module in read_by_compiled_functions(path)}
    assert {module.removesuffix(".__init__") for module in read_somewhere} - covered == set()


@pytest.fixture
def copied(tmp_path) -> Path:
    """A copy of the package to change: the folder that holds it."""
    for path in sources():
        place = tmp_path / "copy" / path.relative_to(PACKAGE.parent)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
    return tmp_path / "copy"


@pytest.mark.parametrize(
    "source",
    ["model/floor/answering.py", "rules/churn.py", "scenario/policy.py", "model/engines/kernel.py", "compiled/jit.py"],
)
def test_a_changed_source_has_another_cache(copied, source, tmp_path):
    before = said(started("-c", CACHE, root=copied, XDG_CACHE_HOME=str(tmp_path)))
    with (copied / "sim" / source).open("a") as file:
        file.write("# changed\n")
    assert said(started("-c", CACHE, root=copied, XDG_CACHE_HOME=str(tmp_path))) != before


def test_an_unchanged_source_has_the_same_cache(copied, tmp_path):
    caches = [said(started("-c", CACHE, root=copied, XDG_CACHE_HOME=str(tmp_path))) for _ in range(2)]
    assert caches[0] == caches[1]


def test_a_changed_callee_is_not_answered_from_the_cache(copied, tmp_path):
    call = "from sim.rules.incentives import care; print(care(0.5, 0.5, 0.6))"
    environment = {"XDG_CACHE_HOME": str(tmp_path)}
    assert said(started("-c", call, root=copied, **environment)) == "0.5"
    path = copied / "sim" / "rules" / "bounds.py"
    path.write_text(path.read_text().replace("return min(1.0, max(0.0, x))", "return 0.25"))  # which care() returns
    assert said(started("-c", call, root=copied, **environment)) == "0.25"


def nowhere_to_write(folder: Path) -> dict[str, str]:
    """Files stand where the folders of both caches would be made; this stops even an administrator."""
    (folder / "home").write_text("")
    (folder / "tmp").mkdir()
    (folder / "tmp" / f"rapport-{os.getuid()}").write_text("")
    return {"XDG_CACHE_HOME": str(folder / "home"), "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp")}


def test_without_a_place_for_a_cache_there_is_none(tmp_path):
    assert said(started("-c", CACHE, **nowhere_to_write(tmp_path))) == "None"


def test_without_a_place_for_a_cache_rules_are_compiled_all_the_same(tmp_path):
    assert said(started("-c", HALF, **nowhere_to_write(tmp_path))) == "0.5"


def test_without_a_home_a_temporary_folder_holds_the_cache(tmp_path):
    environment = nowhere_to_write(tmp_path) | {"TMPDIR": str(tmp_path)}
    assert said(started("-c", CACHE, **environment)).startswith(f"{tmp_path}/rapport-{os.getuid()}/compiled-")


@pytest.mark.parametrize(
    ("kind", "length"),
    [("nbi", 0), ("nbc", 40), *(pytest.param(*other, marks=pytest.mark.slow) for other in (("nbi", 40), ("nbc", 0)))],
)
def test_a_cache_file_that_was_cut_short_is_compiled_again(tmp_path, kind, length):
    environment = {"XDG_CACHE_HOME": str(tmp_path)}
    said(started("-c", HALF, **environment))
    for path in tmp_path.rglob(f"*.{kind}"):
        path.write_bytes(path.read_bytes()[:length])
    assert said(started("-c", HALF, **environment)) == "0.5"


def test_what_another_python_compiled_does_not_count(tmp_path):
    environment = {"XDG_CACHE_HOME": str(tmp_path)}
    assert said(started("-c", f"{HALF}; {COLD}", **environment)).split() == ["0.5", "False"]
    for path in tmp_path.rglob("*.nbi"):
        path.rename(path.with_name(path.name.replace(".py3", ".py2")))
    assert said(started("-c", f"from sim.rules.bounds import half; {COLD}", **environment)) == "True"


@pytest.mark.slow
def test_processes_that_start_at_once_on_a_cold_cache_give_the_same_records(tmp_path):
    chosen = few_centers(1, most_births_day=31)
    paths = [written(tmp_path / name, chosen) for name in "abc"]
    environment = {"XDG_CACHE_HOME": str(tmp_path)}
    for process in [started("-m", "tests.model.engines.play", "kernel", *each, **environment) for each in paths]:
        said(process)
    first, *others = (read(Path(path).with_suffix(".npz")) for each in paths for path in each)
    assert [difference(first, other) for other in others] == ["", ""]


LOADED = """
import sys
from sim import jit, study
compiled = []
jit._compile = lambda dispatcher, function, compile_it=jit._compile: (
    compile_it(dispatcher, function), compiled.extend([function.__qualname__] * bool(dispatcher.stats.cache_misses)))
study.loaded("kernel")
print(len(compiled))
"""


@pytest.mark.slow
def test_the_engine_is_compiled_whole_and_once_and_the_first_run_says_so(tmp_path):
    environment = {"XDG_CACHE_HOME": str(tmp_path)}
    for compiles in (True, False):
        process = started("-c", LOADED, **environment)
        out, spoken = process.communicate()
        assert process.returncode == 0, spoken
        assert (int(out) > 100, "compiled, once" in spoken, "was compiled in" in spoken) == (compiles,) * 3
        assert compiles or int(out) == 0
