"""weir as its package installs it, and a serial device that is played from outside."""

from dataclasses import dataclass

from .broker import Subscriber
from .host import Host
from .scene import Scene
from .wire import Wire, until

PACKAGE = "weir.deb"  # what is tested
OLDER = "older.deb"  # the same under a lower version
APT = "DEBIAN_FRONTEND=noninteractive apt-get -y -qq -o Dpkg::Use-Pty=0"
APT_SECONDS = 600.0
DROP_IN = "/etc/systemd/system/weir.service.d/test.conf"
CONFIGURATION = """
ports:
  adapter: { path: /dev/ttyUSB0, baud: 115200 }
sources:
  climate: { port: adapter, decode: { csv: { columns: [t] } } }
commands:
  relay: { port: adapter, params: { state: { enum: [ON, OFF] } }, write: "R {state}\\n", expect: '^OK$', timeout: 60s }
"""
# What is made and changed while a package comes and goes, whichever package it is.
NOT_COMPARED = ("/var/lib/dpkg", "/var/lib/apt", "/var/cache", "/var/log", "/var/lib/systemd/timers", "/var/lib/private", "/run/log",
                "/run/systemd", "/run/udev", "/run/mosquitto", "/var/lib/mosquitto", "/var/tmp")


@dataclass
class Signalled:
    """What weir was when it got a signal."""
    pid: str
    since: int  # a place among the broker's messages
    time: float  # seconds since 1970, by the host's clock


class ServiceScene(Scene):
    """`line` is the far end of the host's /dev/ttyUSB0."""

    def __init__(self, host: Host, line: Wire) -> None:
        super().__init__(host)
        self.line = line
        self.files_before = self.files()

    def clean(self) -> None:
        """The package may be installed or not; it is as it is installed."""
        super().clean()
        self.host.run(f"rm -rf $(dirname {DROP_IN}); systemctl daemon-reload")

    def follow_anew(self) -> None:
        """After a start of the host."""
        self.mqtt = Subscriber(self.host)

    # --- The package ---

    def apt(self, words: str) -> str:
        return self.host.run(f"{APT} {words}", APT_SECONDS)

    def install(self, package: str = PACKAGE) -> str:
        return self.apt(f"install /opt/{package}")

    def is_installed(self) -> bool:
        return self.host.holds("dpkg-query -W -f '${db:Status-Status}' weir | grep -qx installed")

    def need_installed(self) -> None:
        if not self.is_installed():
            self.install()

    def purge(self) -> None:
        """Also when it is removed already, or was never there."""
        if self.host.holds("dpkg-query -W weir"):
            self.apt("purge weir")

    def files(self) -> set[str]:
        """Names of files, and what there is of users and groups."""
        unwanted = " -o ".join(f"-path {folder}" for folder in NOT_COMPARED)
        found = self.host.run(f"find /etc /usr /var /run /home /root /srv -xdev \\( {unwanted} \\) -prune -o -print; "
                              "find /var/lib/private -mindepth 1 -maxdepth 1; sed 's/:.*//; s/^/user /' /etc/passwd; "
                              "sed 's/:.*//; s/^/group /' /etc/group")
        return set(found.splitlines())

    # --- The service ---

    def serve(self, configuration: str = CONFIGURATION) -> int:
        """The package installed, weir started with this configuration, its port open; gives the place in the messages before."""
        self.need_installed()
        since = self.start(configuration)
        self.wait_state("open", since)
        return since

    def drop_in(self, lines: str) -> None:
        """Further lines for the unit's [Service]."""
        self.host.run(f"mkdir -p $(dirname {DROP_IN}) && cat >{DROP_IN} <<'UNIT'\n[Service]\n{lines}\nUNIT\nsystemctl daemon-reload")

    def show(self, name: str) -> str:
        """A property of the unit."""
        return self.host.run(f"systemctl show -P {name} weir")

    def status(self) -> str:
        return self.host.try_run("systemctl status --full weir").text

    def wait_status(self, text: str) -> None:
        until(lambda: text in self.status(), 30.0, f"{text} in `systemctl status`")

    def signal(self, name: str = "0") -> Signalled:
        """To its process; 0 does nothing to it."""
        pid, since = self.show("MainPID"), self.mqtt.now()
        return Signalled(pid, since, float(self.host.run(f"date +%s.%N && kill -{name} {pid}")))

    def wait_restarted(self, before: Signalled) -> float:
        """Another process is at work, the line open; gives the seconds until then."""
        until(lambda: self.show("MainPID") != before.pid, 60.0, "the process's end")
        self.host.forget_holder()
        until(lambda: self.show("MainPID") != "0" and self.show("ActiveState") == "active", 60.0, "another process")
        opened = self.wait_state("open", before.since)
        self.expect_sample(9)
        return opened.time - before.time

    def expect_sample(self, value: float) -> None:
        """A line that the device says becomes a sample."""
        since = self.mqtt.now()
        self.line.write(b"%g\n" % value)
        self.wait_sample(value, since)

    # --- Its command ---

    def call(self, request: str) -> None:
        self.host.run(f"mosquitto_pub -q 1 -t weir/bench/cmd/relay -m '{request}'")

    def wait_command(self, wanted, since: int) -> dict:
        """The first status of a request for which `wanted` is true."""
        return self.mqtt.wait("weir/bench/cmd/relay/status", lambda message: wanted(message.json), since).json
