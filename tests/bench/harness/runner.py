"""Runs peers through scenarios."""

import contextlib
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .processes import FAILURES
from .scenarios import Figures, Scenario
from .scene import Load, Scene
from .summary import Record

STARTED = time.perf_counter()


def tell(words: str) -> None:
    print(f"[{time.perf_counter() - STARTED:4.0f} s] {words}", file=sys.stderr, flush=True)


def shown(record: Record) -> str:
    names = ("sustained_per_s", "cpu_us", "p50_us", "p99_us", "lost", "pss_kib", "wakeups_per_s", "start_ms", "error")
    return " ".join(f"{name}={record[name]:.4g}" if isinstance(record[name], float) else f"{name}={record[name]}"
                    for name in names if name in record)


def guarded(measure, scene: Scene, scale: float) -> Figures:
    try:
        return measure(scene, scale)
    except FAILURES as error:
        return {"error": str(error)}


class Runner:
    def __init__(self, tools: Path, scale: float):
        self.tools, self.scale = tools, scale

    def scene(self, peer, load: Load) -> Scene:
        return Scene(self.tools, load, peer.requests, peer.start)

    def measure_each(self, scenario: Scenario, peers: list) -> Iterator[tuple[str, Figures]]:
        for peer in peers:
            try:
                with self.scene(peer, scenario.load) as scene:
                    scene.wait_until_all_ports_work()
                    yield peer.name, scenario.measure(scene, self.scale)
            except FAILURES as error:
                yield peer.name, {"error": str(error)}

    def measure_together(self, scenario: Scenario, peers: list) -> Iterator[tuple[str, Figures]]:
        """They are started one after the other and then measured at the same time."""
        with contextlib.ExitStack() as stack:
            ready: dict[str, Scene] = {}
            for peer in peers:
                try:
                    scene = stack.enter_context(self.scene(peer, scenario.load))
                    scene.wait_until_all_ports_work()
                    ready[peer.name] = scene
                except FAILURES as error:
                    yield peer.name, {"error": str(error)}
            with ThreadPoolExecutor(max(len(ready), 1)) as pool:
                figures = pool.map(lambda scene: guarded(scenario.measure, scene, self.scale), ready.values())
                yield from zip(ready, figures)

    def measure(self, scenario: Scenario, peers: list, repeat: int = 0) -> Iterator[Record]:
        able = [peer for peer in peers if peer.does(scenario.load)]
        how = self.measure_together if scenario.together else self.measure_each
        for name, figures in how(scenario, able):
            record = {"scenario": scenario.name, "peer": name, "repeat": repeat, **figures}
            tell(f"{scenario.name} {name:<15} {shown(record)}")
            yield record

    def measure_all(self, scenarios: list[Scenario], peers: list, repeats: int) -> Iterator[Record]:
        """Repeats are the outer loop: what else the machine does is spread over all."""
        for repeat in range(repeats):
            for scenario in scenarios:
                yield from self.measure(scenario, peers, repeat)
