"""Former names of keys: ``law`` for ``distribution``, ``laws``, ``work_law``, and ``says`` for a claim's ``statement``.

A topic, group or cause may be called ``law``: only names of distributions are replaced.
"""

from typing import Any

NEW = {"law": "distribution", "laws": "distributions", "work_law": "work_distribution", "says": "statement"}


def under_new_names(plain: Any) -> Any:
    """A plain config with current names of keys; if both names are given, both are kept.

    >>> under_new_names({"patience": {"law": "constant", "value_s": 9}, "topics": {"law": {"share": 1}}})
    {'patience': {'distribution': 'constant', 'value_s': 9}, 'topics': {'law': {'share': 1}}}
    """
    if isinstance(plain, list):
        return [under_new_names(item) for item in plain]
    if not isinstance(plain, dict):
        return plain
    names = {key: NEW[key] for key, item in plain.items() if _is_former(key, item) and NEW[key] not in plain}
    return {names.get(key, key): under_new_names(item) for key, item in plain.items()}


def _is_former(key: Any, value: Any) -> bool:
    if key == "laws":
        return isinstance(value, list)
    is_name = isinstance(value, str)
    return key in ("work_law", "says") and is_name or key == "law" and (is_name or _names_distribution(value))


def _names_distribution(value: Any) -> bool:
    return isinstance(value, dict) and bool({"law", "distribution"} & value.keys())
