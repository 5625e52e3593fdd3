"""Tables of a summary, as plain text or in Markdown."""

from collections.abc import Callable
from dataclasses import dataclass

from .growth import SERIES, Series
from .scenarios import SCENARIOS
from .summary import Record, Summary


@dataclass(frozen=True)
class Column:
    title: str
    figure: str
    show: Callable[[float], str]
    compared: bool = False  # a further column shows weir's in relation to each peer's


def plain(value: float) -> str:
    """Three digits, or all those before the point."""
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def mebibytes(value: float) -> str:
    return plain(value / 1024)


CPU = Column("CPU µs/msg", "cpu_us", plain, compared=True)
COST = [CPU, Column("user", "user_us", plain), Column("system", "system_us", plain)]
LATENCY = [Column("p50 µs", "p50_us", plain), Column("p99 µs", "p99_us", plain, compared=True),
           Column("p99.9 µs", "p999_us", plain)]
LOST = Column("lost", "lost", plain)
SWITCHES = Column("switches/msg", "switches", plain)
RSS, PSS = Column("RSS MiB", "rss_kib", mebibytes), Column("PSS MiB", "pss_kib", mebibytes, compared=True)
PEAK = Column("peak RSS MiB", "peak_kib", mebibytes, compared=True)

USUAL = [*COST, *LATENCY, LOST, RSS, PSS, SWITCHES]
COLUMNS = {
    "s1": USUAL,
    "s2": USUAL,
    "s3": [Column("sustained msg/s", "sustained_per_s", plain, compared=True), CPU,
           Column("p99 µs", "p99_us", plain), PEAK, Column("swallowed at twice the rate", "overload_swallowed", plain)],
    "s4": [*USUAL, Column("ports served", "ports_seen", plain)],
    "s5": [Column("wake-ups/s", "wakeups_per_s", plain, compared=True), Column("CPU µs/s", "cpu_us_per_s", plain),
           RSS, PSS, Column("anonymous MiB", "anonymous_kib", mebibytes), Column("threads", "threads", plain),
           Column("stripped MiB", "stripped_kib", mebibytes)],
    "s6": USUAL,
    "s7": [Column("start ms", "start_ms", plain, compared=True)],
    "s8": [*LATENCY, CPU, LOST, SWITCHES],
    "s9": [*LATENCY, CPU, LOST, SWITCHES],
}

Table = list[list[str]]  # the first row holds the titles


def cell(value: float | None, show: Callable[[float], str]) -> str:
    return "–" if value is None else show(value)


def scenario_table(summary: Summary, scenario: str, reference: str = "weir") -> Table:
    columns = COLUMNS[scenario]
    compared = [column for column in columns if column.compared]
    table = [["peer", *(column.title for column in columns),
              *(f"{reference} ÷ it: {column.title.split()[0]}" for column in compared)]]
    for peer, figures in summary.medians[scenario].items():
        row = [peer, *(cell(figures.get(column.figure), column.show) for column in columns)]
        for column in compared:
            ratio = summary.ratio(scenario, column.figure, reference, peer) if peer != reference else None
            row.append(cell(ratio, "{:.2f}".format))
        table.append(row)
    return table


GROWTH_COLUMNS = [Column("CPU µs/msg", "cpu_us", plain), Column("p50 µs", "p50_us", plain),
                  Column("p99 µs", "p99_us", plain), LOST, Column("PSS MiB", "pss_kib", mebibytes)]


def growth_table(series: Series, records: list[Record]) -> Table:
    table = [[series.axis, *(column.title for column in GROWTH_COLUMNS)]]
    for record in records:
        if record["series"] == series.name:
            table.append([plain(record["x"]), *(cell(record.get(c.figure), c.show) for c in GROWTH_COLUMNS)])
    return table


def growth_tables(records: list[Record], write: Callable[[Table], str], heading: str) -> str:
    return "\n\n".join(f"{heading}Growth: {series.title}\n\n{write(growth_table(series, records))}"
                       for series in SERIES.values())


def markdown(table: Table) -> str:
    rows = ["| " + " | ".join(row) + " |" for row in table]
    rows.insert(1, "|---" + "|---:" * (len(table[0]) - 1) + "|")
    return "\n".join(rows)


def text(table: Table) -> str:
    widths = [max(len(row[index]) for row in table) for index in range(len(table[0]))]
    return "\n".join("  ".join(word.ljust(width) if index == 0 else word.rjust(width)
                               for index, (word, width) in enumerate(zip(row, widths))) for row in table)


def scenario_tables(summary: Summary, write: Callable[[Table], str], heading: str) -> str:
    return "\n\n".join(f"{heading}{name.upper()}: {scenario.title}\n\n{write(scenario_table(summary, name))}"
                       for name, scenario in SCENARIOS.items() if name in summary.medians)


def description_list(machine: dict[str, str]) -> str:
    return "\n".join(f"- {name}: {value}" for name, value in machine.items())
