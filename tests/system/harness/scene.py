"""What the checks act on: the machine, weir as its service, the broker's messages and three adapters."""

import json

from .adapter import Adapter
from .broker import Message, Subscriber
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
    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.mqtt = Subscriber(machine)
        self.one = Adapter(machine, "one", serial="ABC123", place=1)
        self.other = Adapter(machine, "other", serial="XYZ789", place=2)
        self.clone = Adapter(machine, "clone", serial="ABC123", place=3)  # of `one`, serial number and all
        self._plugged: list[Adapter] = []
        self._journal = ""

    # --- Adapters ---

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

    # --- weir ---

    def clean(self) -> None:
        """As at the beginning: weir does not run, nothing is plugged in."""
        self.machine.run("systemctl stop weir; systemctl stop 'holder-*'; systemctl reset-failed")
        self.unplug(*list(self._plugged))
        until(lambda: self.machine.try_run("! ls /dev/ttyUSB*").status == 0, 10.0, "no adapters in /dev")
        self._journal = self.machine.run("journalctl -n 0 --show-cursor | sed -n 's/^-- cursor: //p'")

    def start(self, configuration: str) -> int:
        """weir as its service; gives the place in the messages where it began."""
        since = self.mqtt.now()
        self.machine.run(f"mkdir -p /etc/weir && cat >/etc/weir/weir.yaml <<'YAML'\n{HEAD}{configuration}\nYAML\n"
                         "chmod 644 /etc/weir/weir.yaml; systemctl restart weir")
        return since

    def life(self) -> str:
        """Changes when weir has ended and was started again."""
        return self.machine.run("systemctl is-active weir && systemctl show weir -p MainPID -p NRestarts")

    def says(self) -> str:
        """The end of what its log says since clean(), a second one's too."""
        since = f"--after-cursor='{self._journal}'" if self._journal else ""
        return self.machine.try_run(f"journalctl -u weir -u 'holder-*' {since} -o cat | tail -n 30").text.replace("\n", "\n  ")

    def ports(self) -> list[dict]:
        """`weir ports`, the USB ones."""
        return [port for port in json.loads(self.machine.run("weir ports --json")) if port["usb"]]

    # --- Its messages ---

    def wait_state(self, state: str, since: int, port: str = "adapter") -> Message:
        return self.mqtt.wait(f"{ROOT}port/{port}", lambda message: message.json["state"] == state, since)

    def wait_available(self, text: str, since: int) -> Message:
        return self.mqtt.wait(ROOT + "climate/availability", lambda message: message.text == text, since)

    def wait_sample(self, value: float, since: int) -> Message:
        return self.mqtt.wait(ROOT + "climate/state", lambda message: message.json.get("t") == value, since)
