"""The catalogue of mechanisms as a page of text: what each claims, and what the worlds showed."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from sim.report.wording.claimed import effect
from sim.report.wording.words import wording
from sim.study.claims import FAILS, HOLDS, counted
from sim.study.comparison import Design, Row
from sim.study.mechanisms import Mechanism, verdict_of

SIDES = {"+": "up", "-": "down", "0": "no change"}
SURE = (
    "H: measured well, M: one good survey or vendor study, L: weak or conflicting sources, J: our judgement. "
    "`evidence redial` is a row of `docs/evidence.md`."
)
INTRO = """Made by `rapport mechanisms`; the words stand in `configs/mechanisms.yaml`. This page is not written by hand.

# Mechanisms

{summary}

Each mechanism is shown by two scenarios that play the same {replications} worlds, with only what is named moved between
them. The effect is the mean difference with its paired {confidence} interval, each by itself. It holds where the
interval lies on the side that was claimed, fails where it lies on the other, and is not settled where it includes 0.
A mechanism holds where all of its measures do. How sure the default is: {sure} {pictures}
"""


def page(catalogue: Mapping[str, Mechanism], rows: Sequence[Row], design: Design) -> str:
    """The document, whose links resolve from docs/."""
    by_id = _by_id(rows)
    pictures = [name for name in catalogue if name not in by_id and catalogue[name].figure]
    intro = INTRO.format(
        summary="\n".join(summary(catalogue, rows)),
        replications=design.replications,
        confidence=f"{100 * design.confidence:g} %",
        sure=SURE,
        pictures=f"Pictures without a sign: {', '.join(pictures)}." if pictures else "",
    )
    return "\n".join([intro.rstrip(), *(_section(name, one, by_id.get(name, [])) for name, one in catalogue.items())])


def summary(catalogue: Mapping[str, Mechanism], rows: Sequence[Row]) -> list[str]:
    """How many hold; and each that does not, with why."""
    by_id = _by_id(rows)
    lines = [f"**{counted([verdict_of(found) for found in by_id.values()], 'mechanism')}.**"] if by_id else []
    for name, found in by_id.items():
        if (word := verdict_of(found)) != HOLDS:
            open_ = ", ".join(f"`{row['measure']}`" for row in found if row["verdict"] == word)
            lines.append(f"- **{name} {word}** ({open_}){_why(catalogue[name], word, found)}")
    return [lines[0], "", *lines[1:]] if len(lines) > 1 else lines


def _why(mechanism: Mechanism, word: str, rows: Sequence[Row]) -> str:
    if not any(row["low"] or row["high"] for row in rows):
        return ": the two scenarios came out the same."
    why = mechanism.note or (mechanism.assumes and f"it assumes: {mechanism.assumes}")
    return f": {why}" if why else ": not explained yet." if word == FAILS else "."


def _by_id(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(row)
    return found


def _section(name: str, mechanism: Mechanism, rows: Sequence[Row]) -> str:
    rule = f"[`{PurePosixPath(mechanism.rule).as_posix()}`](../{mechanism.rule})"
    word = f": {verdict_of(rows)}" if rows else ""
    lines = ["", f"## {name}{word}", "", mechanism.claim, "", f"- Rule: {rule}. Lever: {mechanism.lever}."]
    lines.append(f"- Default and source: {mechanism.source}.")
    if mechanism.assumes:
        lines.append(f"- Assumes: {mechanism.assumes}")
    if mechanism.note:
        lines.append(f"- Note: {mechanism.note}")
    if mechanism.figure:
        lines.append(f"- Picture: `rapport compare experiment={mechanism.figure}`.")
    if rows:
        lines += ["", "| measure | claimed | effect | verdict |", "| --- | --- | --- | --- |", *map(_line, rows)]
    return "\n".join(lines)


def _line(row: Row) -> str:
    amount = effect({"replications": 0, **row}, row["unit"])
    cells = (f"{wording(row['measure']).label} (`{row['measure']}`)", SIDES[row["sign"]], amount, row["verdict"])
    return f"| {' | '.join(cells)} |"


def printed(catalogue: Mapping[str, Mechanism], rows: Sequence[Row]) -> str:
    """The summary and a line for each measure, for a terminal."""
    lines = [line.replace("**", "").replace("`", "") for line in summary(catalogue, rows)]
    longest = max((len(row["id"]) for row in rows), default=0)
    for row in rows:
        amount = effect({"replications": 0, **row}, row["unit"])
        lines.append(f"{row['id']:{longest}} {row['measure']:34} {row['sign']}  {row['verdict']:18} {amount}")
    return "\n".join(lines).replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-")
