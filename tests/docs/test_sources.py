"""Every source that is named is there: a section of docs/model.md, a row or a publication of docs/evidence.md."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from experiments.emergent import BENCHMARKS
from sim.measures.dictionary import MEASURES

ROOT = Path(__file__).parents[2]
CONFIGS = ROOT / "configs"


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


SECTIONS = set(re.findall(r"^## (\d+)\. ", read("docs/model.md"), re.MULTILINE))
SURE = dict(re.findall(r'^\| <a id="([\w-]+)"></a>`\1` \|.*\| ([HMLJ]) \|$', read("docs/evidence.md"), re.MULTILINE))
WORKS = re.findall(r"^- \*\*(.+?)\*\*: ", read("docs/evidence.md"), re.MULTILINE)
SHOWN = set(re.findall(r"^## (\w+)", read("docs/mechanisms.md"), re.MULTILINE))

WORK = re.compile("|".join(rf"\b{re.escape(key)}(?!\w)" for key in sorted(WORKS, key=len, reverse=True)))
CITED = {
    "model": (re.compile(r"\bmodel (\d+(?:(?:, | and )\d+)*)"), SECTIONS),
    "evidence": (re.compile(r"\bevidence ([a-z][\w-]*(?: and [a-z][\w-]*)?)"), set(SURE)),
    "mechanism": (re.compile(r"\bmechanism ([A-Z]\w+)"), SHOWN),
}
DATED = re.compile(r"\((?:19|20)\d\d\b.*?\)")
GRADED = re.compile(r"\bevidence (?:[\w-]+ and )?([\w-]+), ([HMLJ])\b")
BEGINS = re.compile(rf"J\b|choice\b|(?:fit to )?(?:model \d|evidence )|(?:{WORK.pattern})")
COMMENT = re.compile(r"(?:^|\s)#\s*(.*)$")
NUMBER = re.compile(r"[-+]?(\d[\d_]*\.?\d*|\.\d+)(e[-+]?\d+)?")
WRITTEN = (".py", ".yaml", ".md", ".toml")
# what a reader of this repository cannot look up
NOTES = re.compile(r"""\b(MODEL|FACTS|MECHANISMS|DESIGN)(?: [0-9A-Z"]|'s\b)""")


def cited(text: str) -> list[tuple[str, str]]:
    """Everything a text cites by number or name, as (kind, name)."""
    return [
        (kind, name)
        for kind, (pattern, _) in CITED.items()
        for names in pattern.findall(text)
        for name in re.split(", | and ", names)
    ]


def wrong(text: str) -> list[str]:
    """What a text cites and is not there."""
    lost = [f"{kind} {name}" for kind, name in cited(text) if name not in CITED[kind][1]]
    lost += [f"evidence {name} is {SURE[name]}" for name, sure in GRADED.findall(text) if SURE.get(name, sure) != sure]
    return lost + DATED.findall(WORK.sub("", text))


def resolves(text: str) -> bool:
    """Whether a source names something that is there, and nothing that is not."""
    return not wrong(text) and bool(cited(text) or WORK.search(text))


def docstring_sources(code: str) -> Iterator[str]:
    """What follows ``Source:`` in the docstrings of a module, to the end of the paragraph."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            said = ast.get_docstring(node) or ""
            yield from (" ".join(one.split()) for one in re.findall(r"Source: (.+?)(?:\n\n|$)", said, re.DOTALL))


def numbers(node: yaml.Node, lines: tuple[int, ...] = ()) -> Iterator[tuple[str, set[int]]]:
    """Every number below a node, with the lines on which a comment may name its source: its own and its keys'."""
    here = (*lines, node.start_mark.line)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from numbers(value, (*lines, key.start_mark.line))
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from numbers(value, here)
    elif isinstance(node, yaml.ScalarNode) and node.style is None and NUMBER.fullmatch(node.value):
        yield node.value, set(here)


def is_source(comment: str) -> bool:
    """Whether a comment begins with a source that is there."""
    return BEGINS.match(comment) is not None and not wrong(comment)


def unsourced(text: str) -> list[str]:
    """Numbers of a config of which neither a comment on their line or their keys', nor the file's head, says why."""
    comments = [match[1] if (match := COMMENT.search(line)) else "" for line in text.splitlines()]
    head = re.match(r"(?:#.*\n)*", text)
    assert head is not None
    of_file = re.search(r"^# Source: (.+(?:\n# .+)*)", head[0], re.MULTILINE)
    if of_file and is_source(re.sub(r"\n# ", " ", of_file[1])):
        return []
    root = yaml.compose(text)
    found = [] if root is None else numbers(root)
    return [
        f"line {max(lines) + 1}: {value}"
        for value, lines in found
        if not any(is_source(comments[line]) for line in lines)
    ]


def covered() -> list[Path]:
    """Files of every group of numbers: not policies, nor experiments, which are what a study decides."""
    parts = yaml.safe_load(read("configs/config.yaml"))["defaults"]
    groups = {name for part in parts if isinstance(part, dict) for name in part}
    folders = sorted(groups - {"policy", "experiment"} | {"base"})
    return [path for folder in folders for path in sorted((CONFIGS / folder).glob("**/*.yaml"))]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def references() -> Iterator[tuple[str, str]]:
    for path in sorted((CONFIGS / "experiment" / "validation").glob("*.yaml")):
        for one in yaml.safe_load(path.read_text(encoding="utf-8")).get("references", ()):
            yield named(path), one["source"]


@pytest.mark.parametrize("path", covered(), ids=named)
def test_every_number_of_a_config_names_a_source_that_is_there(path: Path) -> None:
    assert unsourced(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "gap: .5",
        "gap: .5  # as it is",
        "gap: .5  # model 99",
        "gap: .5  # evidence nowhere",
        "gap: .5  # evidence redial, H",
        "gap: .5  # Nobody (2001)",
        "gap: {distribution: constant, value_s: 3}",
        "# Source: hearsay\ngap: 1",
    ],
)
def test_a_number_without_a_source_that_is_there_is_found(line: str) -> None:
    assert len(unsourced(line)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "gap: .5  # J (.2-.7): why",
        "gap: .5  # fit to evidence redial, L",
        "gap: .5  # Brown et al. (2005), figure 1",
        "gaps:  # choice\n  one: 1\n  two: [1, 2]",
        "# Source: model 9 and 10.\ngap: 1",
    ],
)
def test_a_source_stands_behind_a_number_behind_its_key_or_at_the_head_of_the_file(line: str) -> None:
    assert unsourced(line) == []


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("**/*.yaml")), ids=named)
def test_what_comments_of_a_config_cite_is_there(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [lost for line in lines if (match := COMMENT.search(line)) for lost in wrong(match[1])] == []


@pytest.mark.parametrize("folder", ["sim", "experiments"])
def test_every_source_of_a_docstring_is_there(folder: str) -> None:
    found = [
        (named(path), source)
        for path in sorted((ROOT / folder).glob("**/*.py"))
        if "Source:" in (code := path.read_text(encoding="utf-8"))
        for source in docstring_sources(code)
    ]
    assert [one for one in found if not resolves(one[1])] == []


def test_a_docstring_whose_source_is_not_there_is_found() -> None:
    (source,) = docstring_sources('"""A rule. Source: Nobody\n(2001).\n\nMore.\n"""')
    assert source == "Nobody (2001)."
    assert not resolves(source)


def test_every_measure_has_a_source_that_is_there() -> None:
    assert [one.name for one in MEASURES if not all(map(resolves, one.source.split("; ")))] == []


def test_every_figure_of_real_centers_has_a_source_that_is_there() -> None:
    assert [one.measure for one in BENCHMARKS if not resolves(one.source)] == []


def test_every_mechanism_has_a_source_that_is_there_or_says_that_it_is_judgement() -> None:
    catalogue: dict[str, Any] = yaml.safe_load(read("configs/mechanisms.yaml"))["mechanisms"]
    said = {name: one["source"].split("; ") for name, one in catalogue.items()}
    judged = re.compile(r"\bJ\b|the essays")
    assert [
        (name, part)
        for name, parts in said.items()
        for part in parts
        if wrong(part) or not (resolves(part) or judged.search(part))
    ] == []


def test_every_publication_of_a_reference_is_in_the_bibliography() -> None:
    assert [(name, source) for name, source in references() if wrong(source)] == []


def test_every_publication_of_the_facts_is_in_the_bibliography() -> None:
    facts = [line for line in read("docs/evidence.md").splitlines() if line.startswith('| <a id="')]
    assert [line for line in facts if wrong(line)] == []


def test_nothing_cites_notes_that_are_not_in_the_repository() -> None:
    folders = ("sim", "experiments", "configs", "docs", "tests", "benchmarks")
    texts = [path for folder in folders for path in (ROOT / folder).rglob("*.*") if path.suffix in WRITTEN]
    texts += [path for path in ROOT.iterdir() if path.suffix in WRITTEN or path.name == "Makefile"]
    assert [named(path) for path in texts if NOTES.search(path.read_text(encoding="utf-8"))] == []
