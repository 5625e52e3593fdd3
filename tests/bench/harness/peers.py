"""What is measured: weir, and what one would pick instead."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .processes import Child, free_port
from .scene import Load, Place, Requests
from .weir import Weir

SOURCES = Path(__file__).resolve().parent.parent / "peers"
PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's modules
# Node.js may have come from elsewhere, with its own npm.
NODE_PACKAGES = () if shutil.which("npm") else ("nodejs", "npm")
GO_PACKAGES = ("golang-go", "golang-github-eclipse-paho.mqtt.golang-dev")


@dataclass(frozen=True)
class Peer:
    """A program that takes `--ports N --dir DIR --broker PORT --mode serial|mqtt`.

    In mode `serial` it reads DIR/tty0… and publishes bench/N/state, and turns bench/N/cmd into a line `SET SEQ TS` and the
    device's `OK SEQ TS` into bench/N/reply. In mode `mqtt` it turns bench/N/raw into bench/N/state.
    """

    name: str
    argv: list
    prepare: Callable[[], str | None] = lambda: None  # why it cannot be measured, or None
    packages: tuple[str, ...] = ()  # of Debian
    ways: frozenset[str] = frozenset({"serial", "topics", "commands"})
    env: Callable[[Place], dict[str, str]] = field(default=lambda place: {})
    requests: Requests = Requests("bench/{}/cmd", None)
    most_ports: int = 1000

    def start(self, load: Load, place: Place) -> Child:
        mode = "mqtt" if load.way == "topics" else "serial"
        options = ["--ports", load.ports, "--dir", place.folder, "--broker", place.broker, "--mode", mode]
        return Child(self.name, [*self.argv, *options], place.folder, env=self.env(place))

    def does(self, load: Load) -> bool:
        return load.way in self.ways and load.ports <= self.most_ports


def run(argv: list, folder: Path, env: dict[str, str] | None = None) -> str | None:
    """Why it failed, or None."""
    try:
        done = subprocess.run(argv, cwd=folder, env=env, capture_output=True, text=True, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    said = (done.stderr or done.stdout).strip().splitlines()
    return f"{argv[0]}: {said[-1] if said else 'failed'}" if done.returncode else None


def needs_modules(*names: str) -> Callable[[], str | None]:
    return lambda: run([PYTHON, "-c", "import " + ", ".join(names)], SOURCES)


def build_go(binary: Path) -> Callable[[], str | None]:
    def prepare() -> str | None:
        env = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "HOME": str(binary.parent),
               "PATH": "/usr/local/bin:/usr/bin:/bin"}
        return run(["go", "build", "-o", str(binary), "./go"], SOURCES, env)
    return prepare


def install_npm(folder: Path, package_file: Path, module: str) -> Callable[[], str | None]:
    def prepare() -> str | None:
        if not (folder / "node_modules" / module).exists():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(package_file, folder / "package.json")
            return run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], folder)
        return None
    return prepare


# pyserial opens five descriptors a port and waits with select(), which takes none beyond 1,023.
PYSERIAL_PORTS = 200


def python_peers() -> list[Peer]:
    asyncio_modules = ("python3-serial-asyncio", "python3-asyncio-mqtt")
    script = [PYTHON, SOURCES / "python/asyncio_peer.py"]
    return [
        Peer("asyncio", script, needs_modules("serial_asyncio", "asyncio_mqtt"), asyncio_modules,
             most_ports=PYSERIAL_PORTS),
        Peer("uvloop", [*script, "--loop", "uvloop"], needs_modules("serial_asyncio", "asyncio_mqtt", "uvloop"),
             (*asyncio_modules, "python3-uvloop"), most_ports=PYSERIAL_PORTS),
        Peer("py-threads", [PYTHON, SOURCES / "python/threads_peer.py"], needs_modules("serial", "paho.mqtt"),
             ("python3-serial", "python3-paho-mqtt"), ways=frozenset({"serial"}), most_ports=PYSERIAL_PORTS),
    ]


def node_peers(tools: Path) -> list[Peer]:
    node, node_red = tools / "bench_node", tools / "bench_node_red"
    return [
        Peer("node", ["node", SOURCES / "node/peer.js"],
             install_npm(node, SOURCES / "node/package.json", "serialport"), NODE_PACKAGES,
             env=lambda place: {"NODE_PATH": str(node / "node_modules")}),
        Peer("node-red", [SOURCES / "node-red/peer"],
             install_npm(node_red, SOURCES / "node-red/package.json", "node-red"), NODE_PACKAGES,
             ways=frozenset({"serial", "topics"}),
             env=lambda place: {"NODE_RED": str(node_red), "NODE_RED_PORT": str(free_port()),
                                "USER_DIR": str(place.folder / "node-red")}),
    ]


def all_peers(tools: Path, weir: Path, others: dict[str, Path]) -> dict[str, Peer | Weir]:
    """`others`: further binaries of weir, by the names that their peers shall have."""
    mosquitto = tools / "bench_peer_mosquitto"
    peers = [
        Weir("weir", weir),
        Weir("weir-mosquitto", weir, mqtt="client: mosquitto"),
        Weir("weir-1ms", weir, publish="linger: 1ms"),
        *(Weir(name, binary) for name, binary in others.items()),
        Peer("raw", [tools / "bench_peer_raw"]),
        Peer("mosquitto", [mosquitto]),
        Peer("mosquitto-1ms", [mosquitto, "--linger", "1000"]),
        Peer("paho-c", [tools / "bench_peer_paho_c"]),
        Peer("go", [tools / "bench_peer_go"], build_go(tools / "bench_peer_go"), GO_PACKAGES),
        *python_peers(),
        *node_peers(tools),
        Peer("pipe", [SOURCES / "shell/pipe"], packages=("mosquitto-clients",), ways=frozenset({"serial"})),
    ]
    return {peer.name: peer for peer in peers}
