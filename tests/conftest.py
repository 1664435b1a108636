"""What holds for every test: the same examples each time, and nothing left behind between runs."""

import os

from hypothesis import settings

settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")
os.environ.setdefault("MPLBACKEND", "agg")
