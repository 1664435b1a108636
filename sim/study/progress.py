"""A progress bar for terminals and notebooks."""

import sys
from importlib.util import find_spec
from typing import Any

from tqdm import tqdm


def progress_bar(n_tasks: int, n_done: int, label: str) -> Any:
    """A progress bar over tasks if any are to be played: a widget in a notebook that has widgets, else text."""
    asked = {"total": n_tasks, "initial": n_done, "unit": "task", "desc": label or None}
    if "ipykernel" not in sys.modules or n_done == n_tasks:
        return tqdm(**asked, disable=n_done == n_tasks or None)
    if find_spec("ipywidgets") is None:
        return tqdm(**asked)
    from tqdm.notebook import tqdm as bar

    return bar(**asked)
