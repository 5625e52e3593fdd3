"""QEMU's monitor: commands and events, in JSON."""

import json

from .wire import Wire

ANSWER_SECONDS = 60.0


class Monitor:
    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._next()  # its greeting
        self.ask("qmp_capabilities")

    def ask(self, command: str, **arguments) -> None:
        self._send(command, arguments)
        while "return" not in self._next():
            pass

    def delete_device(self, name: str) -> None:
        """Returns when it is gone: that is told by an event, before the answer or after it."""
        self._send("device_del", {"id": name})
        answered = gone = False
        while not (answered and gone):
            message = self._next()
            answered |= "return" in message
            gone |= message.get("event") == "DEVICE_DELETED" and message["data"].get("device") == name

    def _send(self, command: str, arguments: dict) -> None:
        self._wire.write(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")

    def _next(self) -> dict:
        message = json.loads(self._wire.line(ANSWER_SECONDS))
        if "error" in message:
            raise RuntimeError("QEMU: " + message["error"]["desc"])
        return message
