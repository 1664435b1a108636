"""Compiled code is kept while it is used."""

import os
import time

import pytest

from sim.compiled import code_cache

DAY_S = 86400


@pytest.fixture
def folder(tmp_path, monkeypatch):
    place = tmp_path / "compiled"
    place.mkdir()
    monkeypatch.setattr(code_cache, "folder", lambda: place)
    return place


def aged(path, days):
    os.utime(path, (time.time() - days * DAY_S,) * 2)


def test_what_was_not_read_for_a_month_is_removed(folder):
    for name, days in (("old.code", 31), ("young.code", 29), ("read.piece", 31)):
        code_cache.keep(name, b"code")
        aged(folder / name, days)
    assert code_cache.read("read.piece") == b"code"
    code_cache.forget_old()
    assert {path.name for path in folder.iterdir()} == {"young.code", "read.piece"}


def test_folders_of_former_versions_are_removed_after_a_month_and_no_others(folder):
    former = {"compiled-0123456789abcdef": 31, "compiled-0123456789abcdee": 29, "compiled-by-me": 31, "results": 31}
    for name, days in former.items():
        (folder.parent / name / "sub").mkdir(parents=True)
        (folder.parent / name / "sub" / "old.nbc").write_bytes(b"code")
        aged(folder.parent / name, days)
    code_cache.forget_old()
    kept = {path.name for path in folder.parent.iterdir()}
    assert kept == {"compiled", "compiled-0123456789abcdee", "compiled-by-me", "results"}
