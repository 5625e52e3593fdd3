"""The scenarios: each a load, and how it is measured."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .machine import stripped_kib
from .processes import BenchError
from .scene import Load, Scene

Figures = dict[str, float]
Measure = Callable[[Scene, float], Figures]  # the second: a factor for how long the measured part is


@dataclass(frozen=True)
class Scenario:
    name: str
    title: str
    load: Load
    measure: Measure
    together: bool = False  # next to nothing happens: all peers are measured at the same time


def steady(rate: float, seconds: float, warm_up_rate: float | None = None) -> Measure:
    """`rate`: lines a second of each port."""
    def measure(scene: Scene, scale: float) -> Figures:
        scene.send(warm_up_rate or rate, 3 * scale)
        return scene.measure(rate, seconds * scale)
    return measure


def is_good(figures: Figures) -> bool:
    """The rate was sustained: by the peer, and by the devices too."""
    return figures["lost"] == 0 and figures["p99_us"] < 250_000 and figures["worst_lag_ms"] < 250


class Search:
    """For the highest total rate that is sustained."""

    def __init__(self, scene: Scene, scale: float):
        self.scene, self.scale = scene, scale

    def trial(self, total: float, seconds: float = 3) -> Figures:
        return self.scene.measure(total / self.scene.load.ports, seconds * self.scale)

    def bounds(self) -> tuple[float, float]:
        """A rate that was sustained and a higher one that was not, less than a tenth apart."""
        good, bad = 0.0, 1000.0
        while bad <= 256_000 and is_good(self.trial(bad)):
            good, bad = bad, bad * 2
        while good > 0 and bad / good > 1.1:
            middle = math.sqrt(good * bad)
            good, bad = (middle, bad) if is_good(self.trial(middle)) else (good, middle)
        return good, bad

    def hold(self, rate: float) -> Figures:
        """Of the rate that holds for longer, too."""
        for _ in range(8):
            figures = self.trial(rate, 8)
            if is_good(figures):
                return {**figures, "sustained_per_s": figures["received_per_s"]}
            rate *= 0.85
        return {**figures, "sustained_per_s": 0}


def sustained(scene: Scene, scale: float) -> Figures:
    search = Search(scene, scale)
    good, bad = search.bounds()
    figures = search.hold(good or 500)
    overload = search.trial(2 * bad)
    return {**figures, "overload_swallowed": overload["swallowed"], "peak_kib": overload["peak_kib"]}


def idle(scene: Scene, scale: float) -> Figures:
    time.sleep(2)  # until what came with the start is over
    before, start = scene.peer.usage(), time.monotonic()
    time.sleep(20 * scale)
    after, wall = scene.peer.usage(), time.monotonic() - start
    spent = after - before
    return {"cpu_us_per_s": spent.cpu_ns / 1e3 / wall, "wakeups_per_s": spent.switches / wall,
            "rss_kib": after.rss_kib, "pss_kib": after.pss_kib, "anonymous_kib": after.anonymous_kib,
            "threads": after.threads, **binary_size(scene.peer.program)}


def binary_size(program: Path) -> Figures:
    size = stripped_kib(program)
    return {} if size is None else {"stripped_kib": size}


def start_up(scene: Scene, scale: float) -> Figures:
    """From its exec to its first message at the subscriber."""
    scene.peer.stop()
    scene.devices.start_run(scene.meter, rate=1000, seconds=20)
    peer = scene.start_peer()
    deadline = time.monotonic() + 19
    while time.monotonic() < deadline:
        count = scene.meter.ask("count")
        if count["received"]:
            return {"start_ms": (count["first_ns"] - peer.started_ns) / 1e6}
        time.sleep(0.02)
    raise BenchError("no message in time")


SCENARIOS = {scenario.name: scenario for scenario in [
    Scenario("s1", "1 port, 100 lines/s", Load(1), steady(100, 30)),
    Scenario("s2", "50 ports, 100 lines/s each", Load(50), steady(100, 20)),
    Scenario("s3", "100 ports, as fast as it goes", Load(100), sustained),
    Scenario("s4", "500 ports, 10 lines/s each", Load(500), steady(10, 10)),
    Scenario("s5", "10 silent ports", Load(10), idle, together=True),
    Scenario("s6", "50 topics, 100 messages/s each: MQTT to MQTT", Load(50, "topics"), steady(100, 20)),
    Scenario("s7", "start: from exec to the first message", Load(1), start_up),
    Scenario("s8", "commands, 50/s: MQTT to the device and back", Load(1, "commands"), steady(50, 20)),
    Scenario("s9", "commands, one every 2.15 s", Load(1, "commands"), steady(1 / 2.15, 86, 50), together=True),
]}
