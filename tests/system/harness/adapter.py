"""A USB serial adapter (an FTDI to the machine) that can be plugged in and out, and the far end of its line."""

import re

from .machine import Machine


class Adapter:
    """Has a place (the hub's port) and a serial number. Not plugged in at first."""

    def __init__(self, machine: Machine, name: str, serial: str, place: int) -> None:
        self._machine = machine
        self.name = name
        self.serial = serial
        self.place = place
        self.line = machine.add_line(name + "-line")

    def plug(self) -> None:
        self._machine.monitor.ask("device_add", driver="usb-serial", id=self.name, chardev=self.name + "-line",
                                  serial=self.serial, bus="usb.0", port=str(self.place), **{"always-plugged": True})

    def unplug(self) -> None:
        self._machine.monitor.delete_device(self.name)


class Orders:
    """What the adapters were told by the machine's driver, from now on: as QEMU traces it."""

    def __init__(self, machine: Machine) -> None:
        self._log = machine.adapter_log
        self._start = self._log.stat().st_size

    def all(self, pattern: str) -> list[str]:
        """The pattern's group, each time that it is found."""
        with self._log.open() as log:
            log.seek(self._start)
            return re.findall(pattern, log.read())

    def last(self, pattern: str) -> str:
        """Empty when it is not found."""
        return (self.all(pattern) or [""])[-1]

    def last_line(self) -> str:
        """Data bits, parity and stop bits: "8N1"."""
        found = re.fullmatch("parity (.), data bits (.), stop bits (.)", self.last("(parity ., data bits ., stop bits .)"))
        return f"{found[2]}{found[1]}{found[3]}" if found else ""

    def modem_lines(self) -> list[tuple[bool | None, bool | None]]:
        """DTR and RTS: switched on, off, or left as it was. In the high byte are those that are meant, in the low one those on."""
        def switched(value: int, line: int) -> bool | None:
            return bool(value & line) if value & line << 8 else None
        values = [int(value, 16) for value in self.all(r"control 0x4001, value (\w+)")]
        return [(switched(value, 1), switched(value, 2)) for value in values]
