"""The README keeps its word: its commands exist and its examples are taken."""

import os
import re
import shlex
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hydra._internal.utils import get_args_parser

from experiments.main import commands
from sim.config import composition, inputs
from sim.config.problems import InputError

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK, IN_LINE = re.compile(r"```sh\n(.*?)```", re.DOTALL), re.compile(r"`((?:rapport|make|python|eval) [^`]*)`")
SHELL = [line for block in BLOCK.findall(README) for line in block.splitlines()]
COMPARES = [line for line in SHELL if line.startswith("rapport compare")]
TOPICS = ("regular", "callback", "prospect", "stocks")
HALF_HOURS = [datetime(2026, 11, 2) + timedelta(minutes=30) * n for n in range(14 * 48)]
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
TEXTS = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
OWN_FILE = re.compile(r"`(mine/[\w/]+\.yaml)`:\n\n```yaml\n(.*?)```", re.DOTALL)


def test_every_make_target_of_the_readme_is_there() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make (\w+)$", "\n".join(SHELL), re.MULTILINE)) <= targets


def test_every_command_is_in_the_readme_with_its_question() -> None:
    table = dict(re.findall(r"^\| `rapport (\w+)[^|]*` \| (.*?) \|$", README, re.MULTILINE))
    assert table == {name: re.split(r"(?<=\?)", question)[0] for name, question in commands().items()}


@pytest.mark.parametrize("line", COMPARES)
def test_the_readmes_comparisons_are_taken(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plan = [f"{at:%Y-%m-%dT%H:%M},{topic},1" for at in HALF_HOURS for topic in TOPICS]
    (tmp_path / "plan.csv").write_text("\n".join(["start,topic,offered", *plan]))
    for name, text in OWN_FILE.findall(README):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text)
    configs = composition.composed_for(get_args_parser().parse_args(shlex.split(line)[2:]), "config", "compare")
    assert all(inputs.checked(config) for config in configs)


def of_own_topics(folder: Path, *changes: tuple[str, str]) -> list[str]:
    """Topics of the README's experiment with these changes, played on neutral."""
    text = dict(OWN_FILE.findall(README))["mine/experiment/helpdesk.yaml"]
    for old, new in changes:
        assert re.search(old, text)
        text = re.sub(old, new, text)
    (folder / "experiment").mkdir()
    (folder / "experiment" / "own.yaml").write_text(text)
    config = composition.composed_from(["experiment=own", "policy=[neutral]"], folder)
    return list(inputs.checked(config)[1]["neutral"].center.topics)


def test_topics_of_ones_own_take_the_place_of_the_banks_as_the_readme_says(tmp_path: Path) -> None:
    assert "write `override /center: no_topics` in place of `/base/queue`" in README
    assert of_own_topics(tmp_path, ("/base/queue", "override /center: no_topics")) == ["orders", "repairs"]


def test_topics_of_ones_own_stand_beside_the_banks_as_the_readme_says(tmp_path: Path) -> None:
    served = "".join(f"{topic}: {{}}, " for topic in TOPICS)
    changes = ((".*/base/queue.*\n", ""), ("  profile: .*\n", ""), ("orders: {}", f"{served}orders: {{}}"))
    assert set(of_own_topics(tmp_path, *changes)) == {*TOPICS, "orders", "repairs"}


def test_a_list_over_the_banks_weekdays_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="experiment/own: a list cannot stand .* build on center no_topics"):
        of_own_topics(tmp_path, (".*/base/queue.*\n", ""))


def test_every_path_of_the_readme_is_there() -> None:
    named = re.findall(r"^\| (`[^|]+) \|", README, re.MULTILINE)
    paths = [path for cell in named for path in re.findall(r"`((?:sim|configs|experiments)/[\w/.]*)`", cell)]
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_shell_expands_what_a_command_of_the_pages_says(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    blocks = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    bare = [QUOTED.sub("", command) for command in (*blocks, *IN_LINE.findall(BLOCK.sub("", text)))]
    assert [command for command in bare if set(command) & set("[]*?~")] == []


@pytest.mark.slow
def test_the_readmes_python_runs_and_makes_its_picture(tmp_path: Path) -> None:
    env = os.environ | {"RAPPORT_CACHE": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-W", "error", "-c", "\n".join(PYTHON)], cwd=tmp_path, env=env, check=True)
    made = (tmp_path / "runs" / "first" / "figures" / "value.svg").read_text(encoding="utf-8")
    shown = (ROOT / "docs" / "first_comparison.svg").read_text(encoding="utf-8")
    assert TEXTS.findall(made) == TEXTS.findall(shown)
