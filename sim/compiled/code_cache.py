"""Compiled code on disk, each piece under its key: read completely or not at all, written by any process."""

import hashlib
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from sim.time_units import DAY_S, MONTH_D

MONTH_S = MONTH_D * DAY_S
FORMER = f"compiled-{'[0-9a-f]' * 16}"
SEAL = hashlib.sha256().digest_size


def _parents() -> Iterator[Path]:
    """Possible cache folders: numba's setting, the user's cache, a temporary folder of this user."""
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(named)
    with suppress(RuntimeError):  # a user without a home
        yield Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rapport"
    yield Path(tempfile.gettempdir()) / f"rapport-{os.getuid()}"


@cache
def folder() -> Path | None:
    """The cache folder, writable by this user only, as code from it is executed."""
    for parent in _parents():
        place = parent / "compiled"
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            mine = place.stat().st_uid == parent.stat().st_uid == os.getuid()
        except OSError:
            continue
        if mine and os.access(place, os.W_OK):
            return place
    return None


def holds(name: str) -> bool:
    """Whether something is stored under this name."""
    place = folder()
    return place is not None and (place / name).exists()


def read(name: str) -> bytes | None:
    """The content stored under this name; None if missing or incomplete (full disk, killed process)."""
    place = folder()
    if place is None:
        return None
    try:
        content = (place / name).read_bytes()
        os.utime(place / name)
    except OSError:
        return None
    seal, code = content[:SEAL], content[SEAL:]
    return code if hashlib.sha256(code).digest() == seal else None


def keep(name: str, code: bytes) -> None:
    """Store something under this name; without space it is compiled again by the next process."""
    place = folder()
    if place is None:
        return
    partial = place / f".{uuid.uuid4().hex}"
    with suppress(OSError):
        partial.write_bytes(hashlib.sha256(code).digest() + code)
        os.replace(partial, place / name)
    partial.unlink(missing_ok=True)


def forget_old() -> None:
    """Remove files that were not read for a month, and former versions' folders, one for each state of the code."""
    place = folder()
    for file in (*place.iterdir(), *place.parent.glob(FORMER)) if place else ():
        with suppress(OSError):
            if time.time() - file.stat().st_mtime > MONTH_S:
                shutil.rmtree(file) if file.is_dir() else file.unlink()
