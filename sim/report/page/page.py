"""Write the page: one self-contained HTML file, with its figures beside it as SVG and PNG."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.study.comparison import Comparison

CONFIG_FILE = "config.yaml"


def write(comparison: Comparison, folder: Path, provenance: Mapping[str, Any]) -> Path:
    """Write ``report.html`` and ``figures/`` into a run's folder, each file atomically."""
    # matplotlib and jinja2 take a second to load: what fails before there is a comparison need not wait for them
    from sim.report.page.render import rendered
    from sim.report.page.sections import sections

    answered = sections(comparison)
    config = folder / CONFIG_FILE
    text = config.read_text(encoding="utf-8") if config.is_file() else ""
    figures = folder / "figures"
    figures.mkdir(parents=True, exist_ok=True)
    for chart in (chart for section in answered for chart in section.charts):
        _write_whole(figures / f"{chart.name}.svg", chart.svg.encode())
        _write_whole(figures / f"{chart.name}.png", chart.png)
    report = folder / "report.html"
    _write_whole(report, rendered(comparison, answered, provenance, text).encode())
    return report


def _write_whole(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(content)
    os.replace(partial, path)
