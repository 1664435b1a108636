"""How far a study is: a bar in a terminal and in a notebook, nothing where nobody looks."""

import sys
from importlib.util import find_spec
from typing import Any

from tqdm import tqdm


def progress_bar(n_tasks: int, n_done: int, label: str) -> Any:
    """Count tasks; in a notebook with widgets, where those are installed, else as text."""
    asked = {"total": n_tasks, "initial": n_done, "unit": "task", "desc": label or None}
    if "ipykernel" not in sys.modules:
        return tqdm(**asked, disable=None)
    if find_spec("ipywidgets") is None:
        return tqdm(**asked)
    from tqdm.notebook import tqdm as bar

    return bar(**asked)
