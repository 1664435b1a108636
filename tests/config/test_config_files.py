"""Config files are parsed by libyaml, as OmegaConf would."""

import pytest
import yaml
from omegaconf import OmegaConf
from omegaconf._utils import get_yaml_loader

from sim.config.composition import CONFIGS, composed
from sim.config.config_files import parsed

TEXTS = [path.read_text(encoding="utf-8") for path in CONFIGS.rglob("*.yaml")]
ODD = """
numbers: [1e3, 1_000, .5, -.5e-3, 0x1F, 017, 1:30, .inf, -.INF, 1., +1, 0o7, 1e, 12:30:45.5]
words: [yes, no, on, off, ~, null, "", 2024-01-01, "${seed}", é, '''']
nested: {1: {true: [a, {b: }]}}
flow: [a:b, {a: b:c}, {"a":1}, http://x.y/z, a#b, "a\u00e9\tb"]
missing: ???
shared: &here {a: 1}
again: {<<: *here, b: 2}
"""


@pytest.mark.parametrize("text", [*TEXTS, ODD, "", "# nothing", "- a\n- 1e3"])
def test_a_file_means_what_it_means_to_omegaconf(text):
    assert repr(parsed(text)) == repr(yaml.load(text, get_yaml_loader()))


@pytest.mark.parametrize("text", ["seed: 1\nseed: 2", "seed: [1", "seed: !!python/name:os.system 1", "seed: 1\n\tx: 2"])
def test_what_omegaconf_refuses_is_refused_in_its_words(text, tmp_path):
    with pytest.raises(yaml.YAMLError) as expected:
        OmegaConf.create(text)
    (tmp_path / "experiment").mkdir()
    (tmp_path / "experiment" / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(yaml.YAMLError) as caught:
        composed("experiment=mine", folders=(CONFIGS, tmp_path))
    assert caught.value.problem == expected.value.problem


def test_a_file_is_read_again_when_it_has_changed(tmp_path):
    (tmp_path / "experiment").mkdir()
    for seed in (3, 4):
        (tmp_path / "experiment" / "mine.yaml").write_text(f"# @package _global_\nseed: {seed}", encoding="utf-8")
        assert composed("experiment=mine", folders=(CONFIGS, tmp_path)).seed == seed
