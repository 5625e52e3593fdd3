"""What the checks act on."""

import json

from .adapter import Adapter
from .broker import Message, Subscriber
from .host import Host
from .machine import Machine
from .wire import until

HEAD = """version: 1
node: { id: bench }
mqtt: { url: mqtt://localhost }
"""
ROOT = "weir/bench/"
AS_NOBODY = "setpriv --reuid=nobody --regid=nogroup --clear-groups"
AS_DIALOUT = "setpriv --reuid=nobody --regid=dialout --clear-groups"  # may open serial ports, and is not root


class Scene:
    """weir as a service of a host, and what the host's broker hears."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.mqtt = Subscriber(host)
        self._clean_since = "0"

    def clean(self) -> None:
        """weir does not run, and its log begins anew."""
        self.host.run("systemctl stop weir; systemctl stop 'holder-*'; systemctl reset-failed")
        self._clean_since = self.host.run("date +%s.%6N")

    def write(self, configuration: str, head: str = HEAD) -> None:
        self.host.run(f"mkdir -p /etc/weir && cat >/etc/weir/weir.yaml <<'YAML'\n{head}{configuration}\nYAML\n"
                      "chmod 644 /etc/weir/weir.yaml")

    def start(self, configuration: str, head: str = HEAD) -> int:
        """Gives the place in the messages where it began."""
        since = self.mqtt.now()
        self.write(configuration, head)
        self.host.run("systemctl restart weir")
        return since

    def life(self) -> str:
        """Changes when weir has ended and was started again."""
        return self.host.run("systemctl is-active weir && systemctl show weir -p MainPID -p NRestarts")

    def log(self, options: str = "-o cat") -> str:
        """What it says since clean(), a second one's too."""
        # Not --after-cursor=: with a filter it leaves out an entry too many.
        return self.host.try_run(f"journalctl --quiet --since=@{self._clean_since} -u weir -u 'holder-*' {options}").text

    def says(self) -> str:
        return "\n  ".join(self.log().splitlines()[-30:])

    # --- Its messages ---

    def wait_state(self, state: str, since: int, port: str = "adapter") -> Message:
        return self.mqtt.wait(f"{ROOT}port/{port}", lambda message: message.json["state"] == state, since)

    def wait_available(self, text: str, since: int) -> Message:
        return self.mqtt.wait(ROOT + "climate/availability", lambda message: message.text == text, since)

    def wait_sample(self, value: float, since: int) -> Message:
        return self.mqtt.wait(ROOT + "climate/state", lambda message: message.json.get("t") == value, since)


class UsbScene(Scene):
    """A machine, with three adapters that can be plugged in."""

    def __init__(self, machine: Machine) -> None:
        machine.run("install /opt/weir /usr/bin/weir && systemd-sysusers /opt/weir.sysusers && "
                    "install -m 644 -D /opt/weir.service /etc/systemd/system/weir.service && systemctl daemon-reload")
        super().__init__(machine)
        self.machine = machine
        self.one = Adapter(machine, "one", serial="ABC123", place=1)
        self.other = Adapter(machine, "other", serial="XYZ789", place=2)
        self.clone = Adapter(machine, "clone", serial="ABC123", place=3)  # of `one`, serial number and all
        self._plugged: list[Adapter] = []

    def clean(self) -> None:
        """As at the beginning: nothing is plugged in."""
        super().clean()
        self.unplug(*list(self._plugged))
        until(lambda: self.machine.holds("! ls /dev/ttyUSB*"), 10.0, "no adapters in /dev")

    def plug(self, *adapters: Adapter) -> None:
        """Puts them in; returns when the machine has made them devices."""
        for adapter in adapters:
            adapter.plug()
            self._plugged.append(adapter)
        count = len(self._plugged)
        until(lambda: self._devices() == count, 30.0, f"{count} adapters in /dev")

    def unplug(self, *adapters: Adapter) -> None:
        for adapter in adapters:
            adapter.unplug()
            self._plugged.remove(adapter)

    def _devices(self) -> int:
        return int(self.machine.run("udevadm settle; find /dev/serial/by-path -type l -name '*usb*' 2>/dev/null | wc -l"))

    def ports(self) -> list[dict]:
        """`weir ports`, the USB ones."""
        return [port for port in json.loads(self.machine.run("weir ports --json")) if port["usb"]]
