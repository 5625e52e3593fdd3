"""A stream that gives lines, with a deadline for each wait."""

import errno
import os
import select
import socket
import time


PAUSE = 0.05  # seconds between two questions


class Late(Exception):
    """What was awaited did not come in time."""


class Wire:
    """One end of a stream, a socket's or a terminal's; the other end is the machine's. Owns the descriptor."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._rest = b""

    @classmethod
    def to(cls, path: str) -> "Wire | None":
        """To a Unix socket. None when nobody listens there yet."""
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connected.connect(path)
        except (FileNotFoundError, ConnectionRefusedError):
            connected.close()
            return None
        return cls(connected.detach())

    def close(self) -> None:
        os.close(self._descriptor)

    def write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._descriptor, data):]

    def line(self, seconds: float) -> bytes:
        """The next line without its end; Late when there is none after so many seconds."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self._rest:
            left = max(0.0, deadline - time.monotonic())
            if not select.select([self._descriptor], [], [], left)[0]:
                raise Late(f"no line after {seconds} s, only {self._rest!r}")
            self._rest += self._more()
        line, self._rest = self._rest.split(b"\n", 1)
        return line.removesuffix(b"\r")

    def _more(self) -> bytes:
        try:
            more = os.read(self._descriptor, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            time.sleep(PAUSE)  # nobody has opened the other end of this pty
            return b""
        if not more:
            raise Late("the machine is gone")
        return more


def until(condition, seconds: float, what: str):
    """Asks again and again; gives the first answer that is true."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise Late(f"not after {seconds} s: {what}")
        time.sleep(PAUSE)
