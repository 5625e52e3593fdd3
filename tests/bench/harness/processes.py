"""The processes of a measurement: each in a session of its own, and ended with it."""

import json
import os
import resource
import signal
import socket
import subprocess
import time
from pathlib import Path

from . import machine


class BenchError(Exception):
    """A run that could not be measured."""


# What a process of a run that ends too early may cause: none of it ends the other runs.
FAILURES = (BenchError, OSError, ValueError, subprocess.SubprocessError)


def raise_descriptor_limit() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def limit_log() -> None:
    """A peer that fails in a loop must not fill the disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, 64 << 20))


def prioritise(pid: int) -> None:
    """Ahead of what else the machine does, where we may: the same for the harness and every peer."""
    autogroup = Path(f"/proc/{pid}/autogroup")
    try:
        if autogroup.exists():  # then the session's niceness counts
            autogroup.write_text("-10")
        else:
            os.setpriority(os.PRIO_PROCESS, pid, -10)
    except OSError:
        pass


class Child:
    """A process that leads a session; what it says goes to FOLDER/NAME.log, or through pipes."""

    def __init__(self, name: str, argv: list, folder: Path, *, env: dict[str, str] | None = None, pipes: bool = False):
        self.name = name
        self.program = Path(argv[0])
        self.log = folder / f"{name}.log"
        with open(self.log, "w", encoding="utf-8") as log:
            self.started_ns = time.monotonic_ns()
            self.process = subprocess.Popen(
                [str(word) for word in argv], stdin=subprocess.PIPE if pipes else subprocess.DEVNULL,
                stdout=subprocess.PIPE if pipes else log, stderr=log, env={**os.environ, **(env or {})},
                start_new_session=True, preexec_fn=limit_log, text=True)
        prioritise(self.process.pid)

    def usage(self) -> machine.Usage:
        return machine.usage_of(self.process.pid)

    def check(self) -> None:
        if self.process.poll() is not None:
            tail = self.log.read_text(errors="replace")[-400:].strip()
            raise BenchError(f"{self.name} ended with {self.process.returncode}: {tail}")

    def ask(self, line: str) -> dict:
        """Sends a line to the process, which answers with an object."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.hear()

    def hear(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            self.process.wait(timeout=5)
            self.check()
        return json.loads(line)

    def stop(self) -> None:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            for pid in machine.pids_of_session(self.process.pid):
                try:
                    os.kill(pid, sign)
                except ProcessLookupError:
                    pass
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                continue
            if not any(machine.pids_of_session(self.process.pid)):
                break
            time.sleep(0.2)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Broker(Child):
    """A private Mosquitto: nothing is kept, and no limit hides a slow subscriber as loss."""

    def __init__(self, folder: Path):
        self.port = free_port()
        configuration = folder / "mosquitto.conf"
        configuration.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\nuser root\npersistence false\n"
            "max_queued_messages 0\nmax_inflight_messages 0\nset_tcp_nodelay true\nlog_type error\nlog_type warning\n")
        super().__init__("mosquitto", ["mosquitto", "-c", configuration], folder)
        try:
            self.wait_until_it_listens()
        except BenchError:
            self.stop()
            raise

    def wait_until_it_listens(self, seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.check()
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.01)
        raise BenchError("the broker does not listen")


class Meter(Child):
    """The subscriber of bench/+/TOPIC."""

    def __init__(self, tools: Path, folder: Path, broker: int, topic: str):
        super().__init__("meter", [tools / "bench_meter", "--broker", broker, "--topic", topic], folder, pipes=True)
        self.hear()


class Devices(Child):
    """The load; it keeps count of the sequence numbers, which go on from run to run."""

    def __init__(self, name: str, tools: Path, folder: Path, ports: int, options: list):
        super().__init__(name, [tools / "bench_devices", "--ports", ports, *options], folder, pipes=True)
        self.ports = ports
        self.next_seq = 1
        self.hear()

    def start_run(self, meter: Meter, rate: float, seconds: float) -> None:
        """`rate`: lines a second of each port. The meter expects exactly these lines."""
        per_port = max(int(rate * seconds + 1e-6), 1)
        meter.ask(f"begin {self.ports} {self.next_seq} {per_port}")
        started = self.ask(f"run {rate} {seconds}")
        if (started["first_seq"], started["per_port"]) != (self.next_seq, per_port):
            raise BenchError(f"the devices send other lines than wanted: {started}")
        self.next_seq += per_port
