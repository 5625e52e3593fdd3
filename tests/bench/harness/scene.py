"""Everything that stands while one peer is measured: broker, meter, devices and the peer."""

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from . import machine
from .processes import BenchError, Broker, Child, Devices, Meter


@dataclass(frozen=True)
class Load:
    """What is asked of a peer."""

    ports: int
    way: str = "serial"  # or `topics`: MQTT to MQTT; or `commands`: MQTT to the device and back
    stages: int | None = None  # of weir; None: the benchmark's usual work
    text: int = 0  # bytes of text in a message, beside its numbers
    answer_after_ms: int = 0  # how long a device takes for a command


class Place(NamedTuple):
    """Where a peer finds its surroundings."""

    folder: Path  # with the ports tty0…
    broker: int  # TCP port


class Requests(NamedTuple):
    """How a peer is asked for commands; `{}` is the port's number."""

    topic: str
    response: str | None  # Response Topic, for peers that use it


class Scene(contextlib.AbstractContextManager):
    """`start_peer(load, place)` starts the peer."""

    def __init__(self, tools: Path, load: Load, requests: Requests, start_peer: Callable[[Load, Place], Child]):
        self.load = load
        self.folder = Path(tempfile.mkdtemp(prefix="weir-bench-"))
        self.undo = contextlib.ExitStack()
        self.undo.callback(shutil.rmtree, self.folder, ignore_errors=True)
        try:
            self.broker = self.add(Broker(self.folder))
            self.place = Place(self.folder, self.broker.port)
            topic = "reply" if load.way == "commands" else "state"
            self.meter = self.add(Meter(tools, self.folder, self.broker.port, topic))
            self.devices = self.start_devices(tools, requests)
            self.start_peer = lambda: self.add(start_peer(load, self.place))
            self.peer = self.start_peer()
        except BaseException:
            self.undo.close()
            raise

    def __exit__(self, *_: object) -> None:
        self.undo.close()

    def add(self, child: Child) -> Child:
        self.undo.callback(child.stop)
        return child

    def start_devices(self, tools: Path, requests: Requests) -> Devices:
        """What sends the lines that are measured."""
        load, over_mqtt = self.load, ["--broker", self.broker.port, "--topic"]

        def devices(name: str, options: list) -> Devices:
            return self.add(Devices(name, tools, self.folder, load.ports, options))

        if load.way == "topics":
            return devices("devices", [*over_mqtt, "bench/{}/raw", "--text", load.text])
        serial = ["--dir", self.folder, "--text", load.text, "--answer-after", load.answer_after_ms]
        ttys = devices("devices", serial)
        if load.way == "serial":
            return ttys
        response = ["--response", requests.response] if requests.response else []
        return devices("requests", [*over_mqtt, requests.topic, *response])

    def wait_until_all_ports_work(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.send(rate=10, seconds=0.2, silence=0.1)
            if self.meter.ask("count")["ports_seen"] == self.load.ports:
                return
            self.peer.check()
        raise BenchError("not every port came through in time")

    def drain(self, sent: int, silence: float, limit: float = 60) -> None:
        """Waits until all that was sent has come, or nothing for `silence` seconds."""
        silence += self.load.answer_after_ms / 1000
        start = last_change = time.monotonic()
        last = 0
        while (now := time.monotonic()) < min(start + limit, last_change + silence):
            count = self.meter.ask("count")
            arrived = count["received"] + count["failed"]
            if arrived >= sent:
                return
            if arrived != last:
                last, last_change = arrived, now
            time.sleep(0.02)

    def send(self, rate: float, seconds: float, silence: float = 2) -> dict:
        """`rate`: lines a second of each port. Without all of them it goes on after so much `silence`."""
        self.devices.start_run(self.meter, rate, seconds)
        done = self.devices.hear()
        self.drain(done["sent"], silence)
        return done

    def measure(self, rate: float, seconds: float) -> dict[str, float]:
        """Start-up and warm-up do not count: CPU is that of the time from here to the last message."""
        before, broker_before, busy_before = self.peer.usage(), self.broker.usage(), machine.busy_seconds()
        start = time.monotonic()
        done = self.send(rate, seconds)
        wall = time.monotonic() - start
        busy = machine.busy_seconds() - busy_before
        after = self.peer.usage()
        spent, broker_spent = after - before, self.broker.usage() - broker_before
        self.peer.check()
        account = self.meter.ask("report")
        messages = max(account["received"], 1)
        cpu_us = spent.cpu_ns / 1e3 / messages
        # The kernel knows the CPU time to the ns, its parts by ticks of 10 ms.
        user = spent.user_ticks / max(spent.user_ticks + spent.system_ticks, 1)
        return {
            **account,
            "rate_per_s": rate * self.load.ports,
            "received_per_s": account["received"] / done["seconds"],
            "sent": done["sent"],
            "overruns": done["overruns"],  # what the ttys had no room for
            "swallowed": done["sent"] - account["received"] - account["failed"],  # what got lost behind the ttys
            "worst_lag_ms": done["worst_lag_ms"],
            "cpu_us": cpu_us,
            "user_us": cpu_us * user,
            "system_us": cpu_us * (1 - user),
            "switches": spent.switches / messages,
            "cpu_percent": spent.cpu_ns / 1e7 / done["seconds"],
            "broker_cpu_us": broker_spent.cpu_ns / 1e3 / messages,
            "machine_busy_percent": busy * 100 / wall,
            "rss_kib": after.rss_kib,
            "pss_kib": after.pss_kib,
            "peak_kib": after.peak_kib,
            "threads": after.threads,
        }
