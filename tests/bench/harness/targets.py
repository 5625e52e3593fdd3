"""The targets, as ratios within one run where they are of weir next to a peer."""

from collections.abc import Callable
from dataclasses import dataclass

from .report import Table, plain
from .summary import Summary


@dataclass(frozen=True)
class Target:
    text: str
    most: float
    measured: Callable[[Summary, str], float | None]  # of this variant of weir
    least: bool = False  # `most` is a lower bound


def against(scenario: str, figure: str, other: str) -> Callable[[Summary, str], float | None]:
    return lambda summary, weir: summary.ratio(scenario, figure, weir, other)


def absolute(scenario: str, figure: str, unit: float = 1) -> Callable[[Summary, str], float | None]:
    def measured(summary: Summary, weir: str) -> float | None:
        value = summary.figure(scenario, weir, figure)
        return None if value is None else value / unit
    return measured


def memory_of_a_port(summary: Summary, weir: str) -> float | None:
    """KiB: what 500 ports take more than one."""
    many, one = summary.figure("s4", weir, "pss_kib"), summary.figure("s1", weir, "pss_kib")
    return None if many is None or one is None else (many - one) / 499


def cost_of_company(summary: Summary, weir: str) -> float | None:
    """CPU a message with 1,000 ports, ÷ with 10, at the same total rate."""
    cost = summary.cost("ports")
    return cost[1000] / cost[10] if weir == "weir" and {10, 1000} <= cost.keys() else None


def steepest(summary: Summary, weir: str) -> float | None:
    return summary.steepest() if weir == "weir" else None


TARGETS = [
    Target("S2: CPU a message, ÷ paho-c", 1.25, against("s2", "cpu_us", "paho-c")),
    Target("S2: CPU a message, ÷ Go", 1, against("s2", "cpu_us", "go")),
    Target("S2: CPU a message, ÷ asyncio", 0.4, against("s2", "cpu_us", "asyncio")),
    Target("S2: p99, ÷ paho-c", 1.25, against("s2", "p99_us", "paho-c")),
    Target("S2: messages lost", 0, absolute("s2", "lost")),
    Target("S1: p99, ÷ paho-c", 1.25, against("s1", "p99_us", "paho-c")),
    Target("S3: sustained rate, ÷ paho-c", 0.8, against("s3", "sustained_per_s", "paho-c"), least=True),
    Target("S3: swallowed at twice the rate, messages", 0, absolute("s3", "overload_swallowed")),
    Target("S3: peak memory, MiB", 64, absolute("s3", "peak_kib", 1024)),
    Target("S4: ports served", 500, absolute("s4", "ports_seen"), least=True),
    Target("S4: messages lost", 0, absolute("s4", "lost")),
    Target("S4: memory a port, KiB", 16, memory_of_a_port),
    Target("S5: wake-ups a second", 5, absolute("s5", "wakeups_per_s")),
    Target("S5: resident memory, MiB", 12, absolute("s5", "rss_kib", 1024)),
    Target("S5: the binary, stripped, MiB", 4, absolute("s5", "stripped_kib", 1024)),
    Target("S6: p99, ÷ mosquitto", 2, against("s6", "p99_us", "mosquitto")),
    Target("S7: first message, ms", 150, absolute("s7", "start_ms")),
    Target("S8: p99, ÷ mosquitto", 1.5, against("s8", "p99_us", "mosquitto")),
    Target("S8: p99, ÷ asyncio", 1, against("s8", "p99_us", "asyncio")),
    Target("S8: p99.9, ms", 5, absolute("s8", "p999_us", 1000)),
    Target("S9: p99, ÷ mosquitto", 1.5, against("s9", "p99_us", "mosquitto")),
    Target("S9: p99, ÷ asyncio", 1, against("s9", "p99_us", "asyncio")),
    Target("S9: p99.9, ms", 5, absolute("s9", "p999_us", 1000)),
    Target("Growth: steepest rise of the cost of a message (1 is linear)", 1, steepest),
    Target("Growth: CPU a message with 1,000 ports, ÷ with 10", 1.25, cost_of_company),
]


def verdict(target: Target, value: float | None) -> str:
    if value is None:
        return "–"
    met = value >= target.most if target.least else value <= target.most
    return f"{plain(value)} {'met' if met else 'NOT MET'}"


def target_table(summary: Summary, variants: list[str]) -> Table:
    """Those of which something is known."""
    rows = [[target.text, ("at least " if target.least else "at most ") + plain(target.most),
             *(verdict(target, target.measured(summary, weir)) for weir in variants)] for target in TARGETS]
    return [["target", "", *variants], *(row for row in rows if any(word != "–" for word in row[2:]))]
