"""The glossary in docs is that of the labels, and holds each word once."""

import re
from pathlib import Path

from sim.measures.dictionary import MEASURES
from sim.report.printed.glossary import TERMS, glossary

ROOT = Path(__file__).parents[2]


def test_the_glossary_in_docs_is_fresh():
    assert (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8") == glossary()


def test_every_measure_stands_in_the_glossary_once():
    assert sorted(re.findall(r"^\| [^|]+ \| `(\w+)` \|", glossary(), re.MULTILINE)) == sorted(
        one.name for one in MEASURES
    )


def test_no_two_words_of_the_glossary_are_the_same():
    words = [one.label.lower() for one in MEASURES] + [term for term, _ in TERMS]
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_a_definition_does_not_break_its_row():
    assert [one.name for one in MEASURES if "|" in one.label + one.definition + one.source] == []
