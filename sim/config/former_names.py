"""Former names of keys, in config files and overrides: ``law`` for ``distribution``, ``laws``, ``work_law``.

They are replaced where they are written, before Hydra merges: a file with a former name replaces a shipped value, and
an override one of either name. A topic, group or cause may be called ``law``: only names of distributions are replaced.
"""

import re
from typing import Any

from sim.scenario.distribution import DISTRIBUTIONS_BY_NAME

NEW = {"law": "distribution", "laws": "distributions", "work_law": "work_distribution"}
NAMED_BY_USERS = ("topics", "serves", "groups", "causes", "policies", "contracts")
KEY = re.compile(r"^([+~]*(?:[^=]*\.)?)(law|laws|work_law)(?=@|=|$)")
INSIDE = re.compile(
    rf"\b(law|work_law)(?=\s*:\s*(?:['\"]?(?:{'|'.join(DISTRIBUTIONS_BY_NAME)})\b|\{{\s*(?:law|distribution)\b))|\b(laws)(?=\s*:\s*\[)"
)


def in_override(word: str) -> str:
    """An override with current names of keys.

    >>> in_override("patience.law=weibull"), in_override("+laws=[{of:work,law:{law:constant,value_s:9}}]")
    ('patience.distribution=weibull', '+distributions=[{of:work,distribution:{distribution:constant,value_s:9}}]')
    >>> in_override("center.topics.law.share=2"), in_override("seed=1")
    ('center.topics.law.share=2', 'seed=1')
    """
    key, equals, value = word.partition("=")
    found = KEY.match(key)
    if found and not found[1].rstrip(".").endswith(NAMED_BY_USERS):
        key = found[1] + NEW[found[2]]
    return key + equals + INSIDE.sub(lambda name: NEW[name[0]], value)


def in_file(plain: Any) -> Any:
    """The content of a config file with current names of keys; if both names are given, both are kept.

    >>> in_file({"patience": {"law": "constant", "value_s": 9}, "topics": {"law": {"share": 1}}})
    {'patience': {'distribution': 'constant', 'value_s': 9}, 'topics': {'law': {'share': 1}}}
    """
    if isinstance(plain, list):
        return [in_file(item) for item in plain]
    if not isinstance(plain, dict):
        return plain
    names = {key: NEW[key] for key, item in plain.items() if _is_former(key, item) and NEW[key] not in plain}
    return {names.get(key, key): in_file(item) for key, item in plain.items()}


def _is_former(key: Any, value: Any) -> bool:
    if key == "laws":
        return isinstance(value, list)
    is_name = isinstance(value, str)
    return key == "work_law" and is_name or key == "law" and (is_name or _names_distribution(value))


def _names_distribution(value: Any) -> bool:
    return isinstance(value, dict) and bool({"law", "distribution"} & value.keys())
