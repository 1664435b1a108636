"""Is it the same again? Plays a saved run once more and compares it to the bit."""

import importlib
import json
import os
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from experiments.main import commands, in_sentences, new_folder
from sim.config.problems import InputError, at, shown

FILES = ("config.yaml", "provenance.json")


@in_sentences
def main() -> None:
    """Play the run of a folder again, in a new folder, and say whether the results are equal."""
    words = sys.argv[1:]
    if not words or words[0].startswith("-"):
        raise InputError("rapport rerun FOLDER [hydra.run.dir=...]: name the folder of a saved run")
    folder = Path(words[0])
    origin = origin_of(folder)
    name = command_of(origin, folder)
    named = next((word.partition("=")[2].strip("'") for word in words[1:] if word.startswith("hydra.run.dir=")), None)
    again = (Path(named) if named else new_folder(Path("runs") / "rerun")).absolute()
    others = (word for word in words[1:] if not word.startswith("hydra.run.dir="))
    where = "hydra.run.dir='" + str(again).replace("'", "\\'") + "'"
    sys.argv = [f"rapport {name}", "--config-path", str(folder.resolve()), "--config-name", "config", *others, where]
    read_from = folder if (folder / "inputs").is_dir() else Path()  # a run's folder has the files that it read
    with TemporaryDirectory() as empty, chdir(read_from):  # results stored by the first run would prove nothing
        os.environ["RAPPORT_CACHE"] = empty
        importlib.import_module(f"experiments.{name}").main()
    if not equal(folder, origin, again):
        sys.exit(1)


def origin_of(folder: Path) -> dict[str, Any]:
    """What a run's folder says of its origin."""
    if not all((folder / file).is_file() for file in FILES):
        rule = f"input should be the folder of a saved run, with {' and '.join(FILES)} (got {shown(str(folder))})"
        raise InputError(at("rerun", rule))
    try:
        origin = dict(json.loads((folder / "provenance.json").read_text(encoding="utf-8")))
    except ValueError:
        raise InputError(at("rerun", f"{folder}/provenance.json cannot be read; the run cannot be repeated")) from None
    if origin.get("rules"):
        names = ", ".join(origin["rules"])
        raise InputError(at("rerun", f"{folder} was played with rules replaced from Python ({names}); repeat it there"))
    return origin


def command_of(origin: dict[str, Any], folder: Path) -> str:
    """The command that made the run."""
    words = [word for word in " ".join(origin.get("command") or ()).split() if word in commands()]
    if not words:
        raise InputError(at("rerun", f"{folder}/provenance.json names no command of rapport"))
    return words[0]


def equal(folder: Path, origin: dict[str, Any], again: Path) -> bool:
    """Whether the results of two folders are equal to the bit; printed, and if not, what differs of their origin."""
    one, other = (path / "summary.json" for path in (folder, again))
    if not (one.is_file() and other.is_file()):
        print(f"There is no summary.json to compare in {folder if not one.is_file() else again}.")
        return False
    if json.loads(one.read_text(encoding="utf-8")) == json.loads(other.read_text(encoding="utf-8")):
        print(f"Equal to {folder}, to the bit.")
        return True
    now = json.loads((again / "provenance.json").read_text(encoding="utf-8"))
    parts = [key for key in ("commit", "code", "versions") if origin.get(key) != now.get(key)]
    print(f"Not equal to {folder}. What differs of their origin: {', '.join(parts) or 'nothing that is recorded'}.")
    return False


if __name__ == "__main__":
    main()
