"""How far a study is: a bar in a terminal and in a notebook, nothing where nobody looks."""

import sys
from importlib.util import find_spec
from typing import Any

from tqdm import tqdm


def progress_bar(n_tasks: int, n_done: int, label: str) -> Any:
    """Count tasks, if there are any to play; in a notebook with widgets, where those are installed, else as text."""
    asked = {"total": n_tasks, "initial": n_done, "unit": "task", "desc": label or None}
    if "ipykernel" not in sys.modules or n_done == n_tasks:
        return tqdm(**asked, disable=n_done == n_tasks or None)
    if find_spec("ipywidgets") is None:
        return tqdm(**asked)
    from tqdm.notebook import tqdm as bar

    return bar(**asked)
