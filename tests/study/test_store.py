import json
import logging
import stat

import numpy as np
import pytest

from sim.study import store

ROWS = [
    {"policy": "neutral", "measure": "aht_s", "mean": 0.1 + 0.2, "low": float("nan"), "replications": 3},
    {"policy": 'a "quoted", nämed', "measure": "aht_s", "mean": -1.5, "low": -2.0, "replications": 3},
]
ARRAYS = {"tally": np.arange(12.0).reshape(6, 2), "days": np.zeros(3, [("day", "i8"), ("margin_usd", "f8")])}


@pytest.fixture
def folder(tmp_path):
    store.write_run(
        tmp_path / "it's a run", {"rows": ROWS, "days": [{"day": 1}], "empty": []}, "seed: 1\n", {"seed": 1}
    )
    return tmp_path / "it's a run"


def test_a_runs_folder_holds_config_provenance_summary_and_tables(folder):
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {
        "config.yaml",
        "provenance.json",
        "summary.json",
        "tables/rows.parquet",
        "tables/rows.csv",
        "tables/days.parquet",
        "tables/days.csv",
    }


def test_the_summary_has_its_tables_even_where_one_is_empty(folder):
    assert list(json.loads((folder / "summary.json").read_text(encoding="utf-8"))) == [
        "rows",
        "differences",
        "variance",
        "claims",
    ]


def test_numbers_in_the_summary_are_not_rounded(folder):
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8"))["rows"][0]["mean"] == 0.1 + 0.2


def test_what_is_unknown_is_null_in_json(folder):
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8"))["rows"][0]["low"] is None


def test_parquet_reads_back_what_was_written(folder):
    table = store.read_table(folder / "tables" / "rows.parquet")
    assert table["mean"].tolist() == [row["mean"] for row in ROWS]


def test_csv_quotes_names_and_leaves_the_unknown_empty(folder):
    assert (folder / "tables" / "rows.csv").read_text(encoding="utf-8").splitlines() == [
        "policy,measure,mean,low,replications",
        "neutral,aht_s,0.30000000000000004,,3",
        '"a ""quoted"", nämed",aht_s,-1.5,-2.0,3',
    ]


def test_a_finished_run_is_never_written_over(folder):
    with pytest.raises(FileExistsError, match="already holds a result"):
        store.write_run(folder, {"rows": ROWS}, "seed: 2\n", {"seed": 2})
    assert (folder / "config.yaml").read_text(encoding="utf-8") == "seed: 1\n"


def test_a_run_that_fails_half_way_has_no_summary(tmp_path):
    with pytest.raises(KeyError):
        store.write_run(tmp_path, {"rows": [{"policy": "a"}, {"policy": "b"}], "days": [{"day": 1}, {}]}, "", {})
    assert not (tmp_path / "summary.json").exists()


def test_a_table_that_fails_leaves_no_partial_file(tmp_path, monkeypatch):
    monkeypatch.setattr(store.os, "replace", lambda source, target: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        store.write_table(tmp_path, "rows", ROWS)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_flushed_before_it_gets_its_name(tmp_path, monkeypatch):
    there = []
    monkeypatch.setattr(store.os, "fsync", lambda file: there.append((tmp_path / "rows.csv").exists()))
    store.write_table(tmp_path, "rows", ROWS)
    assert there == [False, False]


def test_a_stored_result_reads_back_equal(tmp_path):
    store.keep(tmp_path, "key", ARRAYS)
    back = store.recall(tmp_path, "key", tuple(ARRAYS))
    assert back is not None
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(back[name], array)


def test_what_was_never_stored_is_not_there_and_nothing_is_said(tmp_path, caplog):
    assert store.recall(tmp_path, "key", ("tally",)) is None
    assert caplog.text == ""


def test_a_flipped_bit_is_noticed_or_does_no_harm(tmp_path):
    tally = np.random.default_rng(1).normal(size=(20, 2))
    store.keep(tmp_path, "key", {"tally": tally})
    path = next(tmp_path.iterdir())
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        back = store.recall(tmp_path, "key", ("tally",))
        assert back is None or np.array_equal(back["tally"], tally)


def test_a_pickle_is_never_loaded(tmp_path):
    with (tmp_path / "key.npz").open("wb") as file:
        np.savez(file, tally=np.array([{"a": 1}], dtype=object))
    assert store.recall(tmp_path, "key", ("tally",)) is None


def test_a_result_without_all_its_parts_is_computed_again(tmp_path):
    store.keep(tmp_path, "key", {"tally": ARRAYS["tally"]})
    assert store.recall(tmp_path, "key", ("tally", "days")) is None


def test_a_cache_that_cannot_be_written_costs_no_study(tmp_path, caplog):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    with caplog.at_level(logging.WARNING, "rapport"):
        store.keep(blocked / "cache", "key", ARRAYS)
    assert "cannot be resumed" in caplog.text


@pytest.mark.parametrize("other", [{"seed": 2, "x": 0.1}, {"seed": 1, "x": 0.1 + 1e-16}, {"seed": 1}])
def test_another_input_has_another_key(other):
    assert store.task_key(other) != store.task_key({"seed": 1, "x": 0.1})


def test_the_order_of_inputs_is_no_input():
    assert store.task_key({"seed": 1, "x": 2}) == store.task_key({"x": 2, "seed": 1})


def test_other_code_has_another_key(monkeypatch):
    before = store.task_key({"seed": 1})
    monkeypatch.setattr(store, "code_version", lambda: "changed")
    assert store.task_key({"seed": 1}) != before


def test_the_cache_is_where_the_user_says(tmp_path, monkeypatch):
    monkeypatch.setenv("RAPPORT_CACHE", str(tmp_path / "named"))
    assert (store.cache_folder(tmp_path), store.cache_folder()) == (tmp_path, tmp_path / "named")


def test_the_cache_is_the_users_by_default(tmp_path, monkeypatch):
    monkeypatch.delenv("RAPPORT_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert store.cache_folder() == tmp_path / "rapport"


def test_files_are_as_readable_as_the_users_others(folder, tmp_path):
    (tmp_path / "other").write_text("", encoding="utf-8")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (folder / "config.yaml", tmp_path / "other")}
    assert len(modes) == 1
