"""The command `rapport NAME [overrides]`, and the launcher of every experiment.

An experiment is a module of this folder. The first line of its docstring is the question it answers, and it has::

    @experiment("config")
    def main(config: DictConfig) -> None:
        study, played = inputs.checked(config)
        folder = run_folder()

    if __name__ == "__main__":
        main()
"""

import argparse
import ast
import functools
import importlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import NoReturn

from hydra import version as of_hydra
from hydra._internal.hydra import Hydra
from hydra._internal.utils import _run_hydra, get_args_parser
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig, OmegaConf

from sim.config import composition, former_names, inputs
from sim.config.problems import InputError, at, shown
from sim.scenario.nearest import way_out

Task = Callable[[DictConfig], None]
Check = Callable[[DictConfig], object]
MODES = ("run", "multirun", "cfg", "info", "shell_completion", "help", "hydra_help")


def main() -> None:
    """Run the command that the first word of the command line names."""
    name, *words = sys.argv[1:] or ["--help"]
    known = commands()
    if name in ("--help", "-h"):
        print(listing(known))
        return
    if name == "--version":
        print(f"rapport {version('rapport')}")
        return
    if name in ("--shell-completion", "-sc"):
        _complete(known, words)
        return
    if name not in known:
        sys.exit(_said(f"there is no command {shown(name)}; {way_out(name, known)}"))
    sys.argv = [f"rapport {name}", *words]
    importlib.import_module(f"experiments.{name}").main()


def experiment(config_name: str, check: Check = inputs.checked) -> Callable[[Task], Callable[[], None]]:
    """Decorator that makes a function of a config a command: compose, validate, run in a new folder.

    ``check`` receives each config before it runs and raises ``InputError`` if it is invalid.
    """

    def launcher(task: Task) -> Callable[[], None]:
        @in_sentences
        @functools.wraps(task)
        def command() -> None:
            _launch(task, config_name, check)

        return command

    return launcher


def in_sentences(command: Callable[[], None]) -> Callable[[], None]:
    """Let a command report invalid input in sentences and exit with status 2."""

    @functools.wraps(command)
    def reported() -> None:
        try:
            command()
        except InputError as error:
            sys.exit(_said(*error.args))
        except KeyboardInterrupt:
            _said("interrupted; what was played is kept, and the same command goes on from there in a new folder")
            sys.exit(130)

    return reported


def run_folder() -> Path:
    """The folder of the running command."""
    return Path(HydraConfig.get().runtime.output_dir)


def commands() -> dict[str, str]:
    """Commands by name, with the first line of their docstrings."""
    known = {}
    for file in sorted(Path(__file__).parent.glob("*.py")):
        module = ast.parse(file.read_text(encoding="utf-8"))
        mains = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == "main"]
        if mains and mains[0].decorator_list:
            known[file.stem] = (ast.get_docstring(module) or "").partition("\n")[0]
    return known


def listing(known: dict[str, str]) -> str:
    """The text of `rapport --help`."""
    lines = [f"  {name:<10} {question}" for name, question in known.items()]
    return "\n".join(("rapport COMMAND [key=value ...]", "", *lines, "", "rapport COMMAND --help shows all keys."))


def arguments_of(words: Sequence[str]) -> argparse.Namespace:
    """Options and overrides of a command line, in any order; options that do not go together are refused."""
    _let_hydra_start()
    parser = get_args_parser()
    parser.error = _refuse  # type: ignore[method-assign, assignment]
    found = parser.parse_intermixed_args(list(words))
    modes = [f"--{mode.replace('_', '-')}" for mode in MODES if getattr(found, mode) not in (None, False)]
    if found.experimental_rerun is not None:
        _refuse("--experimental-rerun is not for rapport; rapport rerun FOLDER plays a saved run again")
    if len(modes) > 1 and not found.help:
        _refuse(f"{' and '.join(modes)} do not go together; choose one")
    if found.resolve and not (found.cfg or found.help):
        _refuse("--resolve goes with --cfg job")
    if found.package and not found.cfg:
        _refuse("--package goes with --cfg job")
    found.overrides = [*map(former_names.in_override, found.overrides)]
    return found


def _refuse(sentence: str) -> NoReturn:
    if sentence.startswith("unrecognized"):
        sentence += "; a key is written without dashes, horizon_d=30, and --hydra-help lists the options"
    raise InputError(sentence)


def _complete(known: dict[str, str], words: list[str]) -> None:
    """Answer the shell: a command's name, and then its keys as Hydra knows them."""
    line = os.environ.get("COMP_LINE", "").split(maxsplit=2)
    if words and words[0].startswith("query=") and (len(line) < 2 or line[1] not in known):
        print(*known, sep="\n")
        return
    name = line[1] if len(line) > 1 and line[1] in known else "compare"
    os.environ["COMP_LINE"] = " ".join(("rapport", *line[2:]))
    sys.argv = ["rapport", "-sc", *words]
    importlib.import_module(f"experiments.{name}").main()


def _launch(task: Task, config_name: str, check: Check) -> None:
    name = Path(task.__code__.co_filename).stem
    arguments = arguments_of(sys.argv[1:])
    if not (arguments.help or arguments.hydra_help or arguments.shell_completion):
        configs = composition.composed_for(arguments, config_name, name)
        if not (arguments.cfg or arguments.info):
            for config in configs:
                check(config)
            arguments.overrides += _folder_override(configs[0], name, "sweep" if arguments.multirun else "run")
            arguments.overrides += _log_overrides(configs[0])
            mode = configs[0].hydra.mode
            Hydra.get_mode = lambda *_, **__: mode  # type: ignore[method-assign]  # it would compose once more
    arguments.config_path, *shipped = map(str, composition.config_folders(arguments))
    arguments.config_dir = next(iter(shipped), None)  # Hydra searches it last
    of_hydra.setbase("1.3")
    # not hydra.main, which would parse the words again, and takes overrides only where they stand together
    _run_hydra(arguments, get_args_parser(), task, None, config_name)


def _folder_override(config: DictConfig, name: str, mode: str) -> list[str]:
    """Override for a new run folder, unless the user names one, which must also be new."""
    key = f"hydra.{mode}.dir"
    unresolved = OmegaConf.to_container(config.hydra[mode], resolve=False)["dir"]  # type: ignore[call-overload, index]
    if str(unresolved).startswith(("outputs/${", "multirun/${")):
        return [f"{key}={new_folder(Path('runs') / name)}"]
    named = Path(str(OmegaConf.select(config, key)))
    if named.exists() and (not named.is_dir() or any(named.iterdir())):
        raise InputError(at(key, f"input should be a new folder (got {shown(str(named))}, which holds files)"))
    try:
        named.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"input should be a folder that can be made (got {shown(str(named))}: {error.strerror})"
        raise InputError(at(key, reason)) from None
    return []


def _log_overrides(config: DictConfig) -> list[str]:
    """What libraries log is no result: to stderr, where Hydra would print it between our lines."""
    keys = [f"hydra.{whose}.handlers.console.stream" for whose in ("hydra_logging", "job_logging")]
    return [f"{key}=ext://sys.stderr" for key in keys if OmegaConf.select(config, key) == "ext://sys.stdout"]


def new_folder(parent: Path) -> Path:
    """Create the folder immediately, so that two runs in the same second do not share it."""
    stamp = time.strftime("%Y-%m-%d_%H-%M-%S")
    for n in count(1):
        folder = parent / (stamp if n == 1 else f"{stamp}-{n}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise InputError(f"{folder} cannot be made: {error.strerror}. Choose hydra.run.dir=FOLDER") from None
        return folder
    raise AssertionError


def _said(*sentences: str) -> int:
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return 2


def _let_hydra_start() -> None:
    """Let argparse of Python 3.14 accept the lazy help of Hydra 1.3.8, which is not a string."""
    checks = getattr(argparse._ActionsContainer, "_check_help", None)
    if checks and not hasattr(checks, "__wrapped__"):

        @functools.wraps(checks)
        def only_strings(parser: argparse.ArgumentParser, action: argparse.Action) -> None:
            if isinstance(action.help, str):
                checks(parser, action)

        argparse._ActionsContainer._check_help = only_strings  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
