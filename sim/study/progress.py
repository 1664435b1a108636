"""A progress bar for terminals and notebooks."""

import sys
from importlib.util import find_spec
from typing import Any

from tqdm import tqdm


def progress_bar(n_tasks: int, n_done: int, label: str) -> Any:
    """A progress bar over tasks: a widget in a notebook that has widgets, else text."""
    asked = {"total": n_tasks, "initial": n_done, "unit": "task", "desc": label or None}
    if "ipykernel" not in sys.modules:
        return tqdm(**asked, disable=None)
    if find_spec("ipywidgets") is None:
        return tqdm(**asked)
    from tqdm.notebook import tqdm as bar

    return bar(**asked)
