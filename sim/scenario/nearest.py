"""What was meant by a name that is not known."""

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches


def way_out(name: object, known: Iterable[str], if_none: str = "") -> str:
    """The nearest of the known names, for an error message; if none is near, ``if_none`` or all of them.

    >>> way_out("erlang_c2", ["erlang_c", "mg1"]), way_out("x", ["erlang_c", "mg1"])
    ('the nearest is erlang_c', 'there are erlang_c, mg1')
    """
    known = list(known)
    near = nearest(str(name), known)
    return f"the nearest is {near}" if near else if_none or f"there are {', '.join(known)}"


def nearest(key: str, known: Iterable[str]) -> str | None:
    """The most similar known word: first by equal last part, then by fewest different letters."""
    group, _, last = key.rpartition(".")
    words = sorted(set(known), key=lambda word: (word.count("."), word))
    words = [word for word in words if word.startswith(group.partition(".")[0])] or words
    by_last = {word.rpartition(".")[2]: word for word in reversed(words)}
    close_leaf = [by_last[leaf] for leaf in get_close_matches(last, by_last)]
    # of those as much alike the first of the alphabet, where difflib takes the last
    close = sorted(get_close_matches(key, words, n=max(1, len(words)), cutoff=0.7))
    closest = max(close, key=lambda word: SequenceMatcher(None, word, key).ratio(), default=None)
    return by_last.get(last) or closest or next(iter(close_leaf), None)
