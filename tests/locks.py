"""The locks as a test reads them."""

import re
from importlib.metadata import distribution
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = ("build", "product", "dev")


class Locked(NamedTuple):
    """One line of a lock, with the hashes of its files."""

    line: str
    hashes: tuple[str, ...]

    @property
    def requirement(self) -> Requirement:
        return Requirement(self.line)

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        return str(self.requirement.specifier).removeprefix("==")

    def holds(self, environment: dict[str, str] | None = None) -> bool:
        """Whether it is for this Python and system, or for another."""
        marker = self.requirement.marker
        return marker is None or marker.evaluate(environment)

    @property
    def needs(self) -> list[str]:
        """What the package itself asks for; it is installed here."""
        return distribution(self.name).requires or []


def locked(name: str) -> list[Locked]:
    """All lines of a lock."""
    text = (ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    return [
        Locked(re.split(r"\s--hash", line)[0].strip(), tuple(re.findall(r"--hash=(\S+)", line)))
        for line in text.splitlines()
        if line.strip()
    ]
