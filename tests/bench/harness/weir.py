"""weir as a peer: its configuration for each load."""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .processes import Child
from .scene import Load, Place, Requests

USUAL_WORK = ["scale: { t: 1.8 }", "offset: { t: 32 }", "round: { t: 3 }"]
REQUESTS = Requests("bench/weir/cmd/set{}", "bench/{}/reply")


def stages(count: int | None) -> list[str]:
    if count is None:
        return USUAL_WORK
    return [USUAL_WORK[index % len(USUAL_WORK)] for index in range(count)]


def source(number: int, load: Load) -> str:
    where = f"topic: bench/{number}/raw" if load.way == "topics" else f"port: p{number}"
    process = ", ".join(f"{{ {stage} }}" for stage in stages(load.stages))
    return (f"  s{number}: {{ {where}, decode: json, process: [{process}],"
            f" publish: {{ topic: bench/{number}/state }} }}")


def command(number: int) -> str:
    return (f"  set{number}: {{ port: p{number}, params: {{ seq: {{ type: integer }}, ts: {{ type: integer }} }},"
            f' write: "SET {{seq}} {{ts}}\\n", expect: "^OK {{seq}} {{ts}}$", timeout: 10s, report: none }}')


def configuration(load: Load, place: Place, mqtt: str, publish: str) -> str:
    """`mqtt` and `publish`: further keys of these sections, as `key: value`."""
    lines = ["version: 1", "clock: trust", "node: { id: weir }",
             f'mqtt: {{ url: "mqtt://127.0.0.1:{place.broker}", prefix: bench{mqtt and ", " + mqtt} }}']
    if publish:
        lines.append(f"publish: {{ {publish} }}")
    numbers = range(load.ports)
    if load.way != "topics":
        lines += ["ports:", *(f"  p{n}: {{ path: {place.folder}/tty{n}, baud: 115200 }}" for n in numbers)]
    lines += ["sources:", *(source(n, load) for n in numbers)]
    if load.way == "commands":
        lines += ["limits: { commands: 64, queue: 1024, queue_per_port: 64 }",
                  "commands:", *(command(n) for n in numbers)]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Weir:
    name: str
    binary: Path
    mqtt: str = ""
    publish: str = ""
    packages: tuple[str, ...] = ()
    requests: Requests = REQUESTS

    def start(self, load: Load, place: Place) -> Child:
        file = place.folder / "weir.yaml"
        file.write_text(configuration(load, place, self.mqtt, self.publish))
        return Child(self.name, [self.binary, "run", "-c", file], place.folder)

    def does(self, load: Load) -> bool:
        return True

    def prepare(self) -> str | None:
        """Why it cannot be measured, or None."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "weir.yaml"
            file.write_text(configuration(Load(1), Place(Path(folder), 1883), self.mqtt, self.publish))
            try:
                checked = subprocess.run([self.binary, "check", "-c", file], capture_output=True, text=True, check=False)
            except OSError as error:
                return str(error)
        return None if checked.returncode == 0 else f"its configuration is refused: {checked.stderr.splitlines()[0]}"
