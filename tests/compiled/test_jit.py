"""What compiling changes: nothing but the time; and a cache on disk can be absent, shared, old or broken.

Every test starts processes of its own, as whether and where to compile is settled by the first import.
"""

import ast
import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

import sim
from tests.model.engines.centers import Center, centers
from tests.model.engines.difference import difference
from tests.model.engines.play import read

PACKAGE = Path(sim.__file__).parent
ON, OFF = {"NUMBA_DISABLE_JIT": "0"}, {"NUMBA_DISABLE_JIT": "1"}
HALF = "from sim.rules.bounds import half; print(half(864000.0, 10.0))"
COLD = "from sim.compiled import parallel; print(parallel.expected_s([half]) > 0)"
CACHE = "from sim.compiled import code_cache; print(code_cache.folder())"
COMPILED = """
import importlib, json, pkgutil, sim
from numba.core.registry import CPUDispatcher
for module in pkgutil.walk_packages(sim.__path__, "sim."):
    importlib.import_module(module.name)
import sys
found = {id(thing): thing for name, module in sys.modules.items() if name.startswith("sim")
         for thing in vars(module).values() if isinstance(thing, CPUDispatcher)}
print(json.dumps({each.part.name: len(each.part.piece) for each in found.values()}))
"""
# what a call returns, then what was compiled and linked for it
COUNTED = """
from sim.compiled import jit, pieces
jit.toolchain()
made = []
def counted(kind, make):
    return lambda part, *rest: (made.append(f"{kind} {part.place[1]}"), make(part, *rest))[1]
pieces.piece, pieces.linked = counted("compiled", pieces.piece), counted("linked", pieces.linked)
{imported}
print({call}, *sorted(made), sep=", ")
"""
CARE = {"{imported}": "from sim.rules.incentives import care", "{call}": "care(0.5, 0.5, 0.6)"}
OUTER = {"{imported}": "from sim.rules.bounds import outer", "{call}": "outer(1.0)"}
APART = """

@called
def inner(x: float) -> float:
    return x + 1.0


@compiled
def outer(x: float) -> float:
    return 2.0 * inner(x)
"""
CARE_UNCOMPILED = "compiled care, compiled share, linked care"


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
def compilations() -> dict[str, int]:
    """The length of each compiled function as a piece."""
    return dict(json.loads(said(started("-c", COMPILED))))


@pytest.mark.slow  # compiles what is not in the cache
def test_every_compiled_function_compiles_on_its_own():
    assert [name for name, length in compilations().items() if length == 0] == []


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


@pytest.fixture(scope="module")
def compiled_once(tmp_path_factory) -> tuple[Path, list[str]]:
    """A folder with a copy of the package and the cache of a first call, what that call said, and the second."""
    folder = tmp_path_factory.mktemp("once")
    for path in sources():
        place = folder / "copy" / path.relative_to(PACKAGE.parent)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
    return folder, [called_in(folder), called_in(folder)]


def called_in(folder: Path, call: dict[str, str] = CARE) -> str:
    """Call a rule of the copy, as it is by then: what it returns, and what was compiled for it."""
    program = COUNTED
    for blank, word in call.items():
        program = program.replace(blank, word)
    return said(started("-c", program, root=folder / "copy", XDG_CACHE_HOME=str(folder)))


@pytest.fixture
def copied(compiled_once, tmp_path) -> Path:
    """A copy of the package to change, with a cache of its own."""
    shutil.copytree(compiled_once[0], tmp_path, dirs_exist_ok=True)
    return tmp_path / "copy"


@pytest.fixture
def care(copied, tmp_path):
    return lambda: called_in(tmp_path)


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_what_is_unchanged_is_not_compiled_again(compiled_once):
    assert compiled_once[1] == [f"0.5, {CARE_UNCOMPILED}", "0.5"]


def test_a_changed_callee_is_compiled_alone_and_its_caller_linked_again(care, copied):
    changed(copied / "sim/rules/bounds.py", "return min(1.0, max(0.0, x))", "return 0.25")  # which care() returns
    assert care() == "0.25, compiled share, linked care"


def test_a_changed_number_that_a_callee_reads_is_not_answered_from_the_cache(care, copied):
    changed(copied / "sim/rules/bounds.py", "return min(1.0, max(0.0, x))", "return 1.0 * DAY_S")
    assert care() == "86400.0, compiled share, linked care"
    changed(copied / "sim/time_units.py", "DAY_S = 24 * HOUR_S", "DAY_S = 90000")
    assert care() == "90000.0, compiled share, linked care"


def test_a_changed_signature_compiles_the_callers_too(care, copied):
    changed(copied / "sim/rules/bounds.py", "def share(x: float) -> float:", "def share(x: float) -> int:")
    changed(copied / "sim/rules/bounds.py", "return min(1.0, max(0.0, x))", "return 1")
    assert care() == f"1.0, {CARE_UNCOMPILED}"


def test_a_caller_stays_as_it_is_when_a_callee_that_is_not_inlined_changes(copied, tmp_path):
    bounds = copied / "sim/rules/bounds.py"
    changed(bounds, "import compiled", "import called, compiled")
    bounds.write_text(bounds.read_text() + APART)
    assert called_in(tmp_path, OUTER) == "4.0, compiled inner, compiled outer, linked inner, linked outer"
    changed(bounds, "return x + 1.0", "return x + 2.0")
    assert called_in(tmp_path, OUTER) == "6.0, compiled inner, linked inner"
    assert called_in(tmp_path, OUTER) == "6.0"


def test_changes_elsewhere_compile_nothing(care, copied):
    changed(copied / "sim/rules/churn.py", "loyalty: float", "loyal: float")  # a rule that is not called
    changed(copied / "sim/rules/bounds.py", "math.log(2.0)", "math.log(3.0)")  # another rule of a file in use
    changed(copied / "sim/rules/bounds.py", "import math", "\n\nimport math")  # its place in the file
    changed(copied / "sim/scenario/policy.py", "import Annotated", "import Annotated  # a word")
    assert care() == "0.5"


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
    assert said(started("-c", CACHE, **environment)) == f"{tmp_path}/rapport-{os.getuid()}/compiled"


@pytest.fixture(scope="module")
def once(tmp_path_factory) -> Path:
    """The cache after a first call."""
    folder = tmp_path_factory.mktemp("half")
    assert said(started("-c", f"{HALF}; {COLD}", XDG_CACHE_HOME=str(folder))).split() == ["0.5", "False"]
    return folder


@pytest.mark.parametrize(("kind", "length"), [("code", 0), ("code", 40), ("piece", 40)])
def test_a_cache_file_that_was_cut_short_is_compiled_again(once, tmp_path, kind, length):
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    cut = [*tmp_path.rglob("*.*")]
    for path in cut:
        path.write_bytes(path.read_bytes()[: length if path.suffix == f".{kind}" else 0])
    assert cut
    assert said(started("-c", HALF, XDG_CACHE_HOME=str(tmp_path))) == "0.5"


def test_what_another_python_compiled_does_not_count(once):
    another = "import sys; sys.implementation.cache_tag = 'cpython-399'; from sim.rules.bounds import half"
    assert said(started("-c", f"{another}; {COLD}", XDG_CACHE_HOME=str(once))) == "True"


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
from sim.compiled import jit, pieces
from sim.study.compare import loaded
jit.toolchain()
linked = []
pieces.linked = lambda part, *rest, link=pieces.linked: (linked.append(part.name), link(part, *rest))[1]
loaded("kernel")
print(len(linked))
"""


@pytest.mark.slow
def test_the_engine_is_compiled_whole_and_once_and_the_first_run_says_so(tmp_path):
    environment = {"XDG_CACHE_HOME": str(tmp_path)}
    for compiles in (True, False):
        process = started("-c", LOADED, **environment)
        out, spoken = process.communicate()
        assert process.returncode == 0, spoken
        assert (int(out) > 0, "compiled, once" in spoken, "was compiled in" in spoken) == (compiles,) * 3


@pytest.mark.slow
def test_processes_that_help_compile_no_less_than_one_would(tmp_path):
    alone = "import os; os.sched_setaffinity(0, list(os.sched_getaffinity(0))[:1]); " + LOADED.strip().replace(
        "\n", "; "
    )
    kept = {}
    for name, program in (("helped", LOADED), ("alone", alone)):
        said(started("-c", program, XDG_CACHE_HOME=str(tmp_path / name)))
        kept[name] = {path.name for path in (tmp_path / name).rglob("*.piece")}
    assert kept["helped"] == kept["alone"]
