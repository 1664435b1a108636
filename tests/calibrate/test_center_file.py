import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from omegaconf import OmegaConf

from experiments import calibrate as command
from sim.calibrate.center_file import center_text, command_of, write_whole
from sim.calibrate.fit import Calibration, CenterFit, fit_center, read
from sim.calibrate.fit_chart import draw
from sim.config.composition import composed
from sim.config.inputs import scenarios
from sim.config.problems import InputError
from tests.calibrate import example


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    path = example.write(tmp_path_factory.mktemp("log"), example.export_rows(3000))
    return Calibration(log=path, name="mine", dialect=example.dialect("contact_export"))


@pytest.fixture(scope="module")
def fit(asked: Calibration) -> CenterFit:
    return fit_center(asked, *read(asked))


@pytest.fixture(scope="module")
def text(asked: Calibration, fit: CenterFit) -> str:
    return center_text(fit, asked, command_of(asked, "contact_export"))


def test_the_bank_that_ships_makes_scenarios() -> None:
    played = scenarios(composed("center=bank"))
    assert {topic.skill for topic in next(iter(played.values())).center.topics.values()} == {"everyday", "stocks"}


@pytest.mark.slow
@pytest.mark.skipif(not example.LOG.exists(), reason=f"{example.LOG.name} is not in ../shared/data")
def test_the_bank_that_ships_is_what_the_command_writes() -> None:
    asked = Calibration(log=example.LOG, name="bank", dialect=example.dialect())
    shipped = (example.ROOT / "configs" / "center" / "bank.yaml").read_text("utf-8")
    assert shipped == center_text(fit_center(asked, *read(asked)), asked, command_of(asked, "anonbank"))


@pytest.mark.parametrize("patience", ["exponential", "weibull", "lognormal", "peaks"])
def test_another_patience_replaces_the_fitted_one(patience: str) -> None:
    distribution = next(iter(scenarios(composed("center=bank", f"patience={patience}")).values())).patience
    assert distribution.distribution == {"peaks": "piecewise"}.get(patience, patience)


def test_a_fitted_center_makes_scenarios(text: str) -> None:
    config = composed()
    for key, value in yaml.safe_load(text).items():
        OmegaConf.update(config, key, value, merge=key not in ("center", "patience"))
    played = next(iter(scenarios(config).values()))
    assert set(played.center.topics) == {"service", "billing", "technical"}


def test_a_skill_keeps_its_share_of_contacts(text: str) -> None:
    topics = yaml.safe_load(text)["center"]["topics"]
    assert sum(topic["share"] for topic in topics.values()) == pytest.approx(1, abs=1e-3)


def test_the_mean_work_factor_gives_back_the_mean_talk(text: str, fit: CenterFit) -> None:
    topics = yaml.safe_load(text)["center"]["topics"].values()
    mean_s = sum(fit.topics[name].share.value * fit.topics[name].talk_mean_s.value for name in fit.topics)
    assert 12 + 177 * sum(t["share"] * t["work_factor"] for t in topics) == pytest.approx(mean_s, rel=1e-3)


def test_the_profile_holds_the_contacts_of_the_log(text: str, fit: CenterFit) -> None:
    profile = yaml.safe_load(text)["center"]["profile"]
    expected = sum(sum(row) * n for row, n in zip(profile.values(), fit.profile.n_days, strict=True))
    assert expected == pytest.approx(len(fit.log.offered), rel=0.03)


def test_a_log_without_customers_leaves_returns_to_the_model(text: str) -> None:
    assert "returns" not in yaml.safe_load(text)


def test_a_thin_log_keeps_the_usual_busyness(text: str) -> None:
    assert yaml.safe_load(text)["center"]["busyness_shape"] == 43


def test_staffing_says_it_is_assumed(text: str) -> None:
    assert re.search(r"# Assumed: a call log holds no schedules.*\n(#.*\n)*staffing:", text)


def test_the_file_names_no_folder_of_the_machine(text: str, asked: Calibration) -> None:
    assert str(asked.log.parent) not in text


@pytest.mark.slow
def test_the_same_log_gives_the_same_picture(fit: CenterFit) -> None:
    assert draw(fit) == draw(fit)


def test_a_file_appears_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "center" / "mine.yaml", "center:\n")
    assert [path.name for path in (tmp_path / "center").iterdir()] == ["mine.yaml"]


def test_a_center_that_is_there_is_not_overwritten(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(command, "CONFIGS", tmp_path)
    write_whole(tmp_path / "center" / "mine.yaml", "center:\n")
    with pytest.raises(InputError, match=r"is there already\. Choose another name, or write overwrite=true"):
        command.check_new("mine", overwrite=False)


def test_outside_a_checkout_the_center_goes_to_the_current_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "CONFIGS", command.PACKAGED)
    assert command.center_path("mine") == Path("configs/center/mine.yaml")
    assert command.command_to_play("mine") == "rapport compare --config-dir configs center=mine"


def rapport(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path.insert(0, {str(example.ROOT)!r}); from experiments.calibrate import main; main()"
    line = [sys.executable, "-c", code, *words]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("name=mine",), "config error at log: is missing. Write log=calls.csv"),
        (("log=nowhere.csv", "name=mine"), "nowhere.csv: cannot be read: no such file or directory"),
        (("log=nowhere.csv", "name=My-Center"), "config error at name: "),
        (("log=nowhere.csv", "name=mine", "dialect=nobody"), "nobody"),
        (("log=nowhere.csv", "name=mine", "open_share=10"), "config error at open_share: "),
    ],
)
def test_bad_input_is_one_sentence_status_2_and_no_folder(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    ended = rapport(tmp_path, *words)
    assert (ended.returncode, said in ended.stderr, ended.stderr.count("\n"), list(tmp_path.iterdir())) == (
        2,
        True,
        1,
        [],
    )
