import json
import shutil

from sim.study import provenance, store


def origin():
    return provenance.provenance(7, 0.0, ["rapport", "compare"])


def test_provenance_says_seed_commit_versions_processor_duration_and_command():
    assert {"seed", "commit", "code", "versions", "processor", "duration_s", "command"} <= set(origin())


def test_provenance_is_plain_json():
    assert json.loads(store.as_json(origin()))["seed"] == 7


def test_the_commit_is_unknown_where_git_does_not_track_the_sources(tmp_path, monkeypatch):
    shutil.copy(provenance.__file__, tmp_path)
    monkeypatch.setattr(provenance, "PACKAGE", tmp_path)
    assert origin()["commit"] == "unknown"


def test_the_commit_is_unknown_without_git(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert origin()["commit"] == "unknown"


def test_one_changed_line_is_other_code(tmp_path, monkeypatch):
    monkeypatch.setattr(provenance, "PACKAGE", tmp_path)
    versions = []
    for text in ("a = 1\n", "a = 2\n"):
        (tmp_path / "model.py").write_text(text, encoding="utf-8")
        versions.append(provenance.code_version.__wrapped__())
    assert versions[0] != versions[1]


def test_a_moved_file_is_other_code(tmp_path, monkeypatch):
    monkeypatch.setattr(provenance, "PACKAGE", tmp_path)
    (tmp_path / "model.py").write_text("a = 1\n", encoding="utf-8")
    before = provenance.code_version.__wrapped__()
    (tmp_path / "model.py").rename(tmp_path / "moved.py")
    assert provenance.code_version.__wrapped__() != before
