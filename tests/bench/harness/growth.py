"""What a message costs weir when something grows: each series varies one thing."""

from collections.abc import Iterator
from dataclasses import dataclass

from .processes import FAILURES
from .runner import Runner, shown, tell
from .scenarios import steady
from .scene import Load
from .summary import Record


@dataclass(frozen=True)
class Series:
    name: str
    title: str
    axis: str
    points: list[tuple[int, Load, float]]  # how much of it, the load, and the rate of each port


def in_flight(commands: int) -> tuple[int, Load, float]:
    """40 commands a second in all, each taking so long that nine tenths of the ports wait for their devices."""
    total = 40
    return commands, Load(commands, "commands", answer_after_ms=round(900 * commands / total)), total / commands


SERIES = {series.name: series for series in [
    Series("ports", "ports, 1,000 lines/s in all", "ports",
           [(n, Load(n), 1000 / n) for n in (1, 10, 100, 300, 1000)]),
    Series("ports-each", "ports, 10 lines/s each", "ports",
           [(n, Load(n), 10) for n in (1, 10, 100, 300, 1000)]),
    Series("sources", "topic sources, 1,000 messages/s in all", "sources",
           [(n, Load(n, "topics"), 1000 / n) for n in (1, 10, 100, 1000)]),
    Series("stages", "stages, 500 lines/s of 10 ports", "stages",
           [(n, Load(10, stages=n), 50) for n in (0, 1, 4, 16)]),
    Series("payload", "text in a message, 200/s of 10 topics", "bytes",
           [(n, Load(10, "topics", text=n), 20) for n in (16, 256, 4096, 64 * 1024)]),
    Series("commands", "commands in flight, 40/s in all", "commands", [in_flight(n) for n in (1, 4, 16, 64)]),
]}


def measure_growth(runner: Runner, peer) -> Iterator[Record]:
    for series in SERIES.values():
        for amount, load, rate in series.points:
            record: Record = {"series": series.name, "x": amount, "peer": peer.name}
            try:
                with runner.scene(peer, load) as scene:
                    scene.wait_until_all_ports_work()
                    record |= steady(rate, 10)(scene, runner.scale)
            except FAILURES as error:
                record["error"] = str(error)
            tell(f"{series.name} {amount:>6} {shown(record)}")
            yield record
