"""What the kernel knows of processes and of the machine."""

import os
import platform
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass
class Usage:
    """Totals over all processes of one session."""

    cpu_ns: int = 0
    user_ticks: int = 0
    system_ticks: int = 0
    switches: int = 0  # voluntary ones: wake-ups
    threads: int = 0
    rss_kib: int = 0
    pss_kib: int = 0
    anonymous_kib: int = 0  # of rss_kib, what no file holds: heap, stacks, relocations
    peak_kib: int = 0  # the most that rss_kib ever was

    def __sub__(self, before: "Usage") -> "Usage":
        return Usage(*(getattr(self, f.name) - getattr(before, f.name) for f in fields(self)))


def stat_fields(pid: int) -> list[str]:
    """Of /proc/PID/stat, from `state` on: index 0 is the third field of proc(5)."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def pids_of_session(session: int) -> Iterator[int]:
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and int(stat_fields(int(name))[3]) == session:
                yield int(name)
        except (OSError, IndexError):
            continue  # it has just ended


def value_of(text: str, name: str) -> int:
    """The number in a line `name:  12 kB`."""
    for line in text.splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    return 0


def usage_of(session: int) -> Usage:
    total = Usage()
    for pid in pids_of_session(session):
        try:
            add_process(total, pid)
        except (OSError, IndexError):
            continue  # it has just ended
    return total


def add_process(total: Usage, pid: int) -> None:
    stat = stat_fields(pid)
    total.user_ticks += int(stat[11])
    total.system_ticks += int(stat[12])
    for task in Path(f"/proc/{pid}/task").iterdir():
        total.threads += 1
        total.cpu_ns += int((task / "schedstat").read_text().split()[0])
        total.switches += value_of((task / "status").read_text(), "voluntary_ctxt_switches")
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    total.rss_kib += value_of(rollup, "Rss")
    total.pss_kib += value_of(rollup, "Pss")
    total.anonymous_kib += value_of(rollup, "Anonymous")
    total.peak_kib += value_of(Path(f"/proc/{pid}/status").read_text(), "VmHWM")


def stripped_kib(program: Path, strip: str = "strip") -> float | None:
    """The size of a program without its symbols; None of what is no program of its own (a script, an interpreter)."""
    if program.is_relative_to("/usr") or not program.is_file() or program.read_bytes()[:4] != b"\x7fELF":
        return None
    with tempfile.NamedTemporaryFile() as stripped:
        subprocess.run([strip, "-o", stripped.name, program], check=True)
        return os.stat(stripped.name).st_size / 1024


TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def busy_seconds() -> float:
    """CPU time that the whole machine has spent since it started."""
    user, nice, system, _, _, irq, softirq = map(int, Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + irq + softirq) / TICKS_PER_SECOND


def first_line(argv: list[str]) -> str:
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "not installed"
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[0] if lines else "unknown"


def package_version(name: str) -> str:
    """Debian's."""
    version = first_line(["dpkg-query", "-W", "-f", "${Version}", name])
    return "not installed" if "no packages found" in version else version


def description() -> dict[str, str]:
    """What a reader of the figures must know of the machine that they were taken on."""
    cpu = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
           if line.startswith(("model name", "Model"))]
    release = dict(line.rstrip().split("=", 1) for line in open("/etc/os-release", encoding="utf-8") if "=" in line)
    memory = value_of(Path("/proc/meminfo").read_text(), "MemTotal")
    return {
        "CPU": cpu[0] if cpu else platform.machine(),
        "cores": str(os.cpu_count()),
        "memory": f"{memory / 1024 / 1024:.1f} GiB",
        "kernel": platform.release(),
        "system": release.get("PRETTY_NAME", "unknown").strip('"'),
        "compiler": first_line(["c++", "--version"]),
        "mosquitto": package_version("mosquitto"),
        "libmosquitto": package_version("libmosquitto1"),
        "paho C": package_version("libpaho-mqtt1.3"),
        "paho C++": package_version("libpaho-mqttpp3-1"),
        "Python": platform.python_version(),
        "Go": package_version("golang-go"),
        "Node.js": first_line(["node", "--version"]),
    }
