"""docs/performance.md and its plot, from what was measured and the template beside the runner."""

import re
from pathlib import Path

from . import report
from .growth import SERIES
from .plot import Curve, svg
from .summary import Record, summarise
from .targets import target_table

TEMPLATE = Path(__file__).resolve().parent.parent / "performance.md.in"


def curves(records: list[Record]) -> list[Curve]:
    all_curves = []
    for series in SERIES.values():
        points = [(record["x"], record["cpu_us"]) for record in records
                  if record["series"] == series.name and "error" not in record]
        if points:
            all_curves.append(Curve(series.title, series.axis, points))
    return all_curves


def fill(template: str, values: dict[str, str]) -> str:
    """Puts values in the places of the form @NAME@; every place must have one, and every value its place."""
    wanted = set(re.findall(r"@([A-Z]+)@", template))
    if wanted != set(values):
        raise ValueError(f"places and values differ: {sorted(wanted ^ set(values))}")
    return re.sub(r"@([A-Z]+)@", lambda place: values[place[1]], template)


def performance_page(template: str, result: dict) -> str:
    summary = summarise(result)
    return fill(template, {
        "TARGETS": report.markdown(target_table(summary, result["variants"])),
        "TABLES": report.scenario_tables(summary, report.markdown, "### "),
        "GROWTH": report.growth_tables(result["growth"], report.markdown, "### "),
        "MACHINE": report.description_list(result["machine"]),
        "COMMAND": result["command"],
        "WITHOUT": "".join(f"\nNot measured here: {reason}.\n" for reason in result["without"]),
    })


def write_docs(folder: Path, result: dict) -> None:
    template = TEMPLATE.read_text(encoding="utf-8")
    (folder / "performance.md").write_text(performance_page(template, result), encoding="utf-8")
    (folder / "performance-growth.svg").write_text(svg(curves(result["growth"]), "CPU µs a message"), encoding="utf-8")
