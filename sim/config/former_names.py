"""Former names of keys in config files and overrides.

They are replaced where they are written, before Hydra merges: a file with a former name replaces a shipped value, and
an override one of either name.
"""

import re

from sim.scenario.distribution import DISTRIBUTIONS_BY_NAME
from sim.scenario.former_names import NEW

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
