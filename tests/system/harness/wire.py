"""A Unix socket that gives lines, with a deadline for each wait."""

import select
import socket
import time


class Late(Exception):
    """What was awaited did not come in time."""


class Wire:
    """One end of a stream; the other end is a device of the machine. Owns the socket."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._rest = b""

    @classmethod
    def to(cls, path: str) -> "Wire | None":
        """None when nobody listens there yet."""
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connected.connect(path)
        except (FileNotFoundError, ConnectionRefusedError):
            connected.close()
            return None
        return cls(connected)

    def write(self, data: bytes) -> None:
        self._socket.sendall(data)

    def line(self, seconds: float) -> bytes:
        """The next line without its end; Late when there is none after so many seconds."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self._rest:
            left = max(0.0, deadline - time.monotonic())
            if not select.select([self._socket], [], [], left)[0]:
                raise Late(f"no line after {seconds} s, only {self._rest!r}")
            more = self._socket.recv(65536)
            if not more:
                raise Late("the machine is gone")
            self._rest += more
        line, self._rest = self._rest.split(b"\n", 1)
        return line.removesuffix(b"\r")


def until(condition, seconds: float, what: str):
    """Asks again and again; gives the first answer that is true."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise Late(f"not after {seconds} s: {what}")
        time.sleep(0.05)
